"""What people ask of an archive: `iria search` and `iria show`."""

import json
from pathlib import Path

import click

from iria_crawler.cli.group import json_option, reading


@click.command()
@click.argument("query")
@click.option("--site", metavar="SLUG", help="In one site only.")
@click.option("--captions", is_flag=True, help="In captions, credits and alt texts.")
@click.option("--count", "only_count", is_flag=True, help="Only how many articles.")
@click.option("--limit", type=click.IntRange(min=1), default=20, show_default=True)
@json_option
@click.pass_obj
def search(
    archive: Path, query: str, site: str | None, captions: bool, only_count: bool, limit: int, as_json: bool
) -> None:
    """Full-text search (FTS5 syntax: words, "a phrase", AND, OR, NOT, prefix*)."""
    from iria_crawler.store import queries

    with reading(archive) as store:
        if only_count:
            found, total = queries.count(store, query, site=site)
            click.echo(json.dumps({"articles": found, "of": total}) if as_json else f"{found} of {total} articles.")
            return
        rows = (queries.search_captions if captions else queries.search)(store, query, site=site, limit=limit)
    for row in rows:
        if as_json:
            click.echo(json.dumps(row, ensure_ascii=False))
            continue
        click.secho(f"{row['id']:>6}  {row['published_date'] or '          '}  {row['title']}", bold=True)
        click.echo(f"        {' '.join(row['snippet'].split())}")
    if len(rows) in (0, limit) and not as_json:
        click.echo(f"The first {limit}; more with --limit." if rows else "Nothing found.", err=True)


@click.command()
@click.argument("article", metavar="ID or URL")
@json_option
@click.pass_obj
def show(archive: Path, article: str, as_json: bool) -> None:
    """An article: text, facts, pictures, and where its bytes are."""
    from iria_crawler.store import queries

    with reading(archive) as store:
        found = queries.article(store, article)
    found["sources"] = json.loads(found["sources"])
    found["candidates"] = json.loads(found["candidates"] or "{}")
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False))
        return
    click.secho(found["title"], bold=True)
    for name in ("authors", "published_at", "modified_at", "categories", "tags", "language", "url"):
        if found[name]:
            where = found["sources"].get({"url": "url", "published_at": "published_at"}.get(name, name))
            click.echo(f"{name.removesuffix('_at'):>11}  {found[name]}" + (f"   ({where})" if where else ""))
    click.echo(f"    version  {found['versions']}, {found['words']} words, last seen {found['last_seen_at']}")
    if found["parts"] > 1:
        click.echo(f"      parts  {len(found['records'])} of {found['parts']}")
    for record in found["records"]:
        click.echo(f"      bytes  {record['warc_file']} {record['warc_offset']}+{record['warc_length']}")
    click.echo(f"\n{found['body']}\n")
    for picture in found["pictures"]:
        said = " ".join(filter(None, (picture["caption"], f"({picture['credit']})" if picture["credit"] else None)))
        click.echo(f"[{picture['role']}] {said or picture['alt'] or ''} {picture['url']}")
