"""`iria site`: a site is looked at before it is crawled, and what is known of it is shown."""

import json
import os
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import click

from iria_crawler.cli.checking import check
from iria_crawler.cli.group import json_option
from iria_crawler.cli.known import NAME_WIDTH, command_on, list_, show, show_site
from iria_crawler.cli.looks import looked_at
from iria_crawler.errors import UsageError

if TYPE_CHECKING:  # everything heavy is imported by the command that needs it
    from iria_crawler.looking import Look
    from iria_crawler.sites import Site

LINE = 100


@click.group()
def site() -> None:
    """Add, check, list and show sites."""


site.add_command(check)
site.add_command(list_)
site.add_command(show)


@site.command()
@click.argument("url")
@click.option("--slug", help="What the site is called in commands and file names; told from the address if absent.")
@click.option("--name", help="What people call the site; told from its pages if absent.")
@click.option("--schedule", metavar="WHEN", help='When it is crawled, such as "daily 02:30" (UTC).')
@click.option("--delay", type=click.FloatRange(min=0), metavar="SECONDS", help="Pause between two requests.")
@click.option("--contact", help="An address that the site finds in the user agent.")
@click.option("--crawl-now/--no-crawl-now", default=False, help="Crawl it as soon as its file is written.")
@click.option("-n", "--dry-run", is_flag=True, help="Look, and show the file without writing it.")
@json_option
@click.pass_obj
def add(
    archive: Path,
    url: str,
    slug: str | None,
    name: str | None,
    schedule: str | None,
    delay: float | None,
    contact: str | None,
    crawl_now: bool,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Look at a new site, and write its file.

    A dozen requests at most tell what it publishes, how that is found and how long a crawl will take."""
    from iria_crawler.sites import find, known

    sites = known(archive / "sites")
    if there := (sites.get(url) or (find(url, sites) if "://" in url else None)):
        if not as_json:
            click.echo(f"{there.home} is known already, as {there.slug}; nothing was changed.", err=True)
        show_site(archive, there, as_json=as_json)
        return
    asked = {"name": name, "schedule": schedule, "delay": delay, "contact": contact}
    wanted = _wanted(url, sites, slug=slug, asked={key: value for key, value in asked.items() if value is not None})
    with looked_at(wanted) as (look, _):
        _tell_added(archive, url, wanted.home, look, dry_run=dry_run, as_json=as_json)
    if crawl_now and not dry_run:
        sys.stdout.flush()
        command = ["-m", "iria_crawler", "-C", str(archive), "crawl", wanted.slug, *(["--json"] if as_json else [])]
        os.execv(sys.executable, [sys.executable, *command])  # a process runs one reactor, and only once


def _wanted(url: str, sites: "dict[str, Site]", *, slug: str | None, asked: dict[str, Any]) -> "Site":
    """The site that is asked for, as far as the command says; raises `SiteError` for what cannot be."""
    from iria_crawler.sites import parse, proposed, text_of

    site = proposed(url, sites)
    if slug in sites:
        raise UsageError(f"there is a site called {slug} already: {sites[slug].home}. Choose another --slug")
    tables = {"name": "site", "schedule": "crawl", "delay": "crawl", "contact": "collection"}
    said: dict[str, dict[str, Any]] = {"site": {"slug": slug or site.slug}}
    for key, value in asked.items():
        said.setdefault(tables[key], {})[key] = value
    changes = {name: getattr(site, name).model_copy(update=values) for name, values in said.items()}
    return parse(text_of(site.model_copy(update=changes)), f"the site at {site.home}")  # judged as its file will be


def _tell_added(archive: Path, url: str, home: str, look: "Look", *, dry_run: bool, as_json: bool) -> None:
    from iria_crawler.looking.proposal import proposal, remarks
    from iria_crawler.looking.telling import as_json as as_mapping
    from iria_crawler.sites import text_of, write

    site = proposal(look)
    said = list(remarks(look, on=datetime.now(UTC).date()))
    path = archive / "sites" / f"{site.slug}.toml"
    if not dry_run:
        write(site, path.parent, remarks=said)
    if as_json:
        click.echo(json.dumps({**as_mapping(look), "file": str(path), "written": not dry_run}, ensure_ascii=False))
        return
    _tell_findings(look)
    for warning in _warnings(url, home, look):
        click.echo(f"  {'note':<{NAME_WIDTH}} {warning}")
    if dry_run:
        click.echo(f"Would write {path}:  {_estimate(look)}\n\n{text_of(site, remarks=said)}", nl=False)
        return
    click.echo(f"Wrote {path}.  {_estimate(look)}")
    _tell_next(archive, site.slug)


def _tell_next(archive: Path, slug: str) -> None:
    command = command_on(archive)
    commands = [f"{command} {words}" for words in (f"site check {slug}", f"crawl {slug}", "schedule install")]
    line = "      ".join(commands)
    click.echo("Next:  " + (line if len(line) < LINE else "\n       ".join(commands)))


def _tell_findings(look: "Look") -> None:
    from iria_crawler.looking.telling import findings

    for subject, said in findings(look):
        click.echo(f"  {subject:<{NAME_WIDTH}} {said}")


def _warnings(url: str, home: str, look: "Look") -> Iterator[str]:
    """What is not as whoever added the site may think."""
    if urlsplit(url).path.strip("/"):
        yield f"the whole of {look.site.home} is crawled, not the path {urlsplit(url).path} alone"
    if look.site.home != home:
        yield f"the site lives at {look.site.home}"
    if not (look.site.collection.contact or look.site.crawl.user_agent):
        yield "the user agent names no contact; set collection.contact in the file, or add with --contact"


def _estimate(look: "Look") -> str:
    from iria_crawler.looking import estimate
    from iria_crawler.looking.telling import takes

    found = estimate(look)
    if found is None:
        return "How long the first crawl takes cannot be told: there is no list of articles."
    return f"Estimated first crawl: {takes(found)}."
