"""`iria site list` and `iria site show`: what is known of sites."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from iria_crawler.cli.group import json_option, reading
from iria_crawler.errors import NoArchive, UsageError

if TYPE_CHECKING:  # everything heavy is imported by the command that needs it
    from iria_crawler.sites import Site

NAME_WIDTH = 22


@click.command("list")
@json_option
@click.pass_obj
def list_(archive: Path, as_json: bool) -> None:
    """All sites with a file and those built in."""
    from iria_crawler.sites import known
    from iria_crawler.terminal import ago, table

    held = _held(archive)
    rows = [_row(there, held.get(there.slug, {})) for there in known(archive / "sites").values()]
    if as_json:
        for row in rows:
            click.echo(json.dumps(row, ensure_ascii=False))
        return
    for row in rows:
        row["last"] = f"{row['status']}, {ago(row['last_crawl'])}" if row["last_crawl"] else "never"
    columns = {"slug": "site", "name": "name", "home": "home", "schedule": "schedule", "articles": "articles"}
    table(rows, columns=columns | {"last": "last crawl"}, right=("articles",))


def _row(there: "Site", held: dict[str, Any]) -> dict[str, Any]:
    return {
        "slug": there.slug,
        "name": there.name,
        "home": there.home,
        "schedule": there.crawl.schedule,
        "articles": held.get("articles", 0),
        "last_crawl": held.get("started_at"),
        "status": held.get("status"),
    }


def _held(archive: Path) -> dict[str, dict[str, Any]]:
    """What the database has of each site; nothing where there is no database yet."""
    from iria_crawler.store.queries import sites

    try:
        with reading(archive) as store:
            return {row["slug"]: row for row in sites(store)}
    except NoArchive:
        return {}


@click.command()
@click.argument("slug")
@json_option
@click.pass_obj
def show(archive: Path, slug: str, as_json: bool) -> None:
    """The settings of a site, and what is held of it.

    Settings that are the default are left out."""
    show_site(archive, site_of(archive, slug), as_json=as_json)


def show_site(archive: Path, there: "Site", *, as_json: bool) -> None:
    from iria_crawler.looking.holdings import holdings, settings_of
    from iria_crawler.terminal import ago

    path = archive / "sites" / f"{there.slug}.toml"
    file = str(path) if path.exists() else None
    settings = settings_of(there)
    try:
        with reading(archive) as store:
            held = holdings(store, there.slug)
    except NoArchive:
        held = None
    if as_json:
        said = {"slug": there.slug, "home": there.home, "file": file, "settings": settings, "database": held}
        click.echo(json.dumps(said, ensure_ascii=False))
        return
    width = max(NAME_WIDTH, *map(len, settings))
    click.echo(f"{there.slug}  {there.name}")
    click.echo(f"  {'file':<{width}} {file or f'built in; {path} would go before it'}")
    for key, value in settings.items():
        click.echo(f"  {key:<{width}} {value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)}")
    if held is None:
        click.echo(f"  {'crawls':<{width}} none yet. Begin with: {command_on(archive)} crawl {there.slug}")
        return
    click.echo(f"  {'articles':<{width}} {held['articles']:,}")
    for state, number in held["urls"].items():
        click.echo(f"  {'URLs ' + state:<{width}} {number:,}")
    for source in held["sources"]:
        click.echo(f"  {'named by ' + source['source']:<{width}} {source['articles']:,}")
    for crawl in held["crawls"]:
        how = f"{crawl['kind']}, {crawl['status']}, {ago(crawl['started_at'])}"
        click.echo(f"  {'crawl':<{width}} {crawl['id']}  {how}")


def site_of(archive: Path, slug: str) -> "Site":
    from iria_crawler.sites import find, known

    found = find(slug, known(archive / "sites"))
    if found is None:
        raise UsageError(f"no site here has {slug}. Add it with: {command_on(archive)} site add {slug}")
    return found


def command_on(archive: Path) -> str:
    """How to call `iria` on an archive."""
    return "iria" if archive == Path("archive") else f"iria -C {archive}"
