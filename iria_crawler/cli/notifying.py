"""`iria notify`."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from iria_crawler.cli.group import json_option

if TYPE_CHECKING:  # everything heavy is imported by the command that needs it
    from iria_crawler.notify import Sent
    from iria_crawler.sites import Site

UNDELIVERED = 22


@click.command()
@click.argument("slugs", nargs=-1, metavar="[SLUG]...")
@click.option("--test", is_flag=True, help="Send a test message to every target and say which took it.")
@click.option("--digest", is_flag=True, help="Send the weekly digest now.")
@json_option
@click.pass_obj
def notify(archive: Path, slugs: tuple[str, ...], test: bool, digest: bool, as_json: bool) -> None:
    """Look at all sites and tell what is wrong to whom their files name under [notify]."""
    from iria_crawler.notify import try_out

    sites = chosen(archive, slugs)
    if not any(site.notify.to for site in sites.values()):
        click.echo('Nobody is to be told. Name somebody in a site file: [notify] to = ["mailto://…"]', err=True)
        return
    _print(try_out(sites) if test else _told(archive, sites, digest=digest), as_json=as_json)


def chosen(archive: Path, slugs: tuple[str, ...]) -> "dict[str, Site]":
    """The sites of these names, or all; raises `SiteError` for a name that no site has."""
    from iria_crawler.sites import find, known

    sites = known(archive / "sites")
    picked = [find(slug, sites) for slug in slugs] if slugs else list(sites.values())
    return {site.slug: site for site in picked if site}


def _told(archive: Path, sites: "dict[str, Site]", *, digest: bool) -> "list[Sent]":
    from iria_crawler.health import findings
    from iria_crawler.notify import send_digest, tell
    from iria_crawler.store import Store

    now = datetime.now(UTC)
    with Store.open(archive):  # there is one, or this ends here
        pass
    with Store.create(archive) as store:
        weekly = send_digest(store, archive, sites, now=now, anyway=digest)
        if digest:
            return weekly
        return [*tell(store, archive, sites, findings(store, sites, now=now, folder=archive), now=now), *weekly]


def _print(sent: "Iterable[Sent]", *, as_json: bool) -> None:
    """A line for each message; one that did not arrive is a failure of the command, but of no crawl."""
    undelivered = False
    for each in sent:
        undelivered = undelivered or bool(each.error)
        if as_json:
            click.echo(json.dumps({"target": each.target.label, "sites": each.sites, "error": each.error}))
        else:
            click.echo(each, err=bool(each.error))
    if undelivered:
        raise SystemExit(UNDELIVERED)
