"""What people ask of an archive: `iria search` and `iria show`."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from iria_crawler.cli.filters import filters
from iria_crawler.cli.group import json_option, reading

if TYPE_CHECKING:  # everything heavy is imported by the command that needs it
    from iria_crawler.proof import Step
    from iria_crawler.store import Store
    from iria_crawler.store.searching import Wanted

DAMAGE_FOUND = 20
_BAR = 40


@click.command()
@click.argument("query")
@filters
@click.option("--captions", is_flag=True, help="In captions, credits and alt texts.")
@click.option("--kwic", type=click.IntRange(min=1), metavar="N", help="Every place, with N words on either side.")
@click.option("--count", "only_count", is_flag=True, help="Only how many articles.")
@click.option("--by", type=click.Choice(["month"]), help="How many articles each month, of how many.")
@click.option("--sort", type=click.Choice(["rank", "date"]), default="rank", show_default=True)
@click.option("--limit", type=click.IntRange(min=1), default=20, show_default=True)
@json_option
@click.pass_obj
def search(
    archive: Path,
    query: str,
    wanted: "Wanted",
    captions: bool,
    kwic: int | None,
    only_count: bool,
    by: str | None,
    sort: str,
    limit: int,
    as_json: bool,
) -> None:
    """Full-text search, best first. FTS5 syntax: words, "a phrase", AND, OR, NOT, prefix*, title: word, NEAR(a b, 5).

    Arabic, Urdu, Persian, Chinese, Japanese and Thai words are found however they are written."""
    from iria_crawler.store import searching
    from iria_crawler.store.queries import known_site

    with reading(archive) as store:
        known_site(store, wanted.site)
        if only_count:
            _print_count(store, query, wanted, as_json=as_json)
        elif by:
            _print_months(searching.by_month(store, query, wanted), as_json=as_json)
        elif captions:
            _print_captions(searching.search_captions(store, query, wanted, limit=limit), limit, as_json=as_json)
        else:
            order: searching.Order = "date" if sort == "date" else "rank"
            rows = searching.search(store, query, wanted, limit=limit, order=order, around=kwic or 12)
            (_print_lines if kwic else _print_articles)(rows, as_json=as_json)
            _tell_rest(len(rows), limit, as_json=as_json)


def _print_count(store: "Store", query: str, wanted: "Wanted", *, as_json: bool) -> None:
    from iria_crawler.store import searching

    found, total = searching.count(store, query, wanted), searching.count(store, None, wanted)
    what = "versions" if wanted.all_versions else "articles"
    click.echo(json.dumps({"articles": found, "of": total}) if as_json else f"{found:,} of {total:,} {what}.")


def _print_months(rows: list[dict[str, Any]], *, as_json: bool) -> None:
    most = max((row["percent"] for row in rows), default=0) or 1
    for row in rows:
        bar = "█" * round(_BAR * row["percent"] / most)
        _print(
            row,
            f"{row['month']}  {row['articles']:>6} of {row['of']:<6} {row['percent']:>5} %  {bar}".rstrip(),
            as_json,
        )


def _print_captions(rows: list[dict[str, Any]], limit: int, *, as_json: bool) -> None:
    for row in rows:
        said = " · ".join(filter(None, (row["caption"], row["credit"], row["alt"])))
        _print(row, f"{_heading(row)}\n        {' '.join(said.split())}", as_json)
    _tell_rest(len(rows), limit, as_json=as_json)


def _print_articles(rows: list[dict[str, Any]], *, as_json: bool) -> None:
    for row in rows:
        row["snippet"] = _snippet(row["passages"])
        _print(row, f"{_heading(row)}\n        {row['snippet']}", as_json)


def _print_lines(rows: list[dict[str, Any]], *, as_json: bool) -> None:
    """A concordance: a line each, the words found one below the other."""
    for row in rows:
        for passage in row["passages"]:
            left, match, right = (" ".join(passage[part].split()) for part in ("left", "match", "right"))
            line = {"id": row["id"], "version": row["version"], "published_date": row["published_date"], **passage}
            _print(
                line, f"{row['id']:>6}  {row['published_date'] or '':10}  {left[-60:]:>60} [{match}] {right}", as_json
            )


def _snippet(passages: list[dict[str, Any]]) -> str:
    best = next((one for one in passages if one["where"] == "body"), passages[0] if passages else None)
    return " ".join(f"…{best['left']}[{best['match']}]{best['right']}…".split()) if best else ""


def _heading(row: dict[str, Any]) -> str:
    version = "" if row.get("is_current", 1) else f"  (version {row['version']}, no longer shown)"
    return click.style(f"{row['id']:>6}  {row['published_date'] or '':10}  {row['title']}{version}", bold=True)


def _print(row: dict[str, Any], text: str, as_json: bool) -> None:
    click.echo(json.dumps(row, ensure_ascii=False) if as_json else text)


def _tell_rest(shown: int, limit: int, *, as_json: bool) -> None:
    if shown in (0, limit) and not as_json:
        click.echo(f"The first {limit}; more with --limit." if shown else "Nothing found.", err=True)


@click.command()
@click.argument("article", metavar="ID or URL")
@click.option("--version", type=click.IntRange(min=1), metavar="N", help="An earlier text; see: iria history ID.")
@click.option(
    "--prove", is_flag=True, help="Read the record, check digests, extract again, compare; exit 20 if not so."
)
@json_option
@click.pass_obj
def show(archive: Path, article: str, version: int | None, prove: bool, as_json: bool) -> None:
    """An article: text, facts, pictures, and where its bytes are."""
    from iria_crawler.store import queries

    with reading(archive) as store:
        found = queries.article(store, article, version=version)
        if prove:
            _prove(store, archive, found, as_json=as_json)
            return
    found["sources"] = json.loads(found["sources"])
    found["candidates"] = json.loads(found["candidates"] or "{}")
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False))
        return
    click.secho(found["title"], bold=True)
    for name in ("authors", "published_at", "modified_at", "categories", "tags", "language", "url"):
        if found[name]:
            where = found["sources"].get(name)
            click.echo(f"{name.removesuffix('_at'):>11}  {found[name]}" + (f"   ({where})" if where else ""))
    of = f"{found['version']} of {found['versions']}"
    click.echo(f"    version  {of}, {found['words']} words, last seen {found['last_seen_at']}")
    if found["parts"] > 1:
        click.echo(f"      parts  {len(found['records'])} of {found['parts']}")
    for record in found["records"]:
        click.echo(f"      bytes  {record['warc_file']} {record['warc_offset']}+{record['warc_length']}")
    click.echo(f"\n{found['body']}\n")
    for picture in found["pictures"]:
        said = " ".join(filter(None, (picture["caption"], f"({picture['credit']})" if picture["credit"] else None)))
        click.echo(f"[{picture['role']}] {said or picture['alt'] or ''} {picture['url']}")


def _prove(store: "Store", archive: Path, found: dict[str, Any], *, as_json: bool) -> None:
    from iria_crawler.proof import prove

    steps = list(prove(store, archive, found["version_id"]))
    proved = not any(step.differs for step in steps)
    if as_json:
        said = [{"what": step.what, "found": step.found, "differs": list(step.differs)} for step in steps]
        about = {name: found[name] for name in ("id", "version", "title", "url", "text_sha256")}
        click.echo(json.dumps({**about, "proved": proved, "steps": said}, ensure_ascii=False))
    else:
        click.secho(f"{found['title']}  (version {found['version']} of {found['versions']})", bold=True)
        for line in _told(steps):
            click.echo(line)
        click.echo(
            "Proved: the stored text comes from these bytes."
            if proved
            else f"NOT proved. See what else is damaged with: iria -C {archive} verify"
        )
    if not proved:
        raise SystemExit(DAMAGE_FOUND)


def _told(steps: "Iterable[Step]") -> Iterable[str]:
    for step in steps:
        yield f"  {step.what:<8} {step.found}   {'DIFFERS' if step.differs else 'same'}"
        yield from (f"           {said}" for said in step.differs)
