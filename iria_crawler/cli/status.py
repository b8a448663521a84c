"""`iria status`: what the archive holds, how its crawls are doing, and what is wrong with them."""

import json
import time
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from iria_crawler.cli.group import json_option, reading
from iria_crawler.errors import SiteError, UsageError

if TYPE_CHECKING:  # everything heavy is imported by the command that needs it
    from iria_crawler.health import Finding
    from iria_crawler.sites import Site
    from iria_crawler.store import Store

SECONDS = 2.0
"""Between two looks of `--watch`."""


@click.command()
@click.argument("slug", required=False)
@click.option("--check", is_flag=True, help="Print only what is wrong; exit 1 if anything is.")
@click.option("--watch", is_flag=True, help="Look again every 2 seconds, until Ctrl-C; on a terminal only.")
@json_option
@click.pass_obj
def status(archive: Path, slug: str | None, check: bool, watch: bool, as_json: bool) -> None:
    """What the archive holds and how the last crawls ended."""
    if check:
        _check(archive, slug, as_json=as_json)
    elif watch and not as_json:
        _watch(archive, slug)
    else:
        _print(archive, slug, as_json=as_json)


def _print(archive: Path, slug: str | None, *, as_json: bool) -> None:
    from iria_crawler.store.lacking import summary
    from iria_crawler.store.queries import url_states
    from iria_crawler.terminal import table

    with reading(archive) as store:
        rows = _rows(store, archive, slug, _sites_or_warning(archive))
        states = list(url_states(store, slug)) if slug else []
        needed = summary(store, store.value("SELECT id FROM sites WHERE slug = ?", slug)) if slug else None
    if as_json:
        click.echo(json.dumps({"sites": rows, **({"urls": states, "requisites": needed} if slug else {})}))
        return
    _print_sites(rows)
    if states:
        click.echo()
        table(
            states, columns={"state": "outcome", "reason": "why", "urls": "URLs", "example": "example"}, right=("urls",)
        )
    if needed:
        _print_requisites(needed)


def _print_requisites(needed: dict[str, Any]) -> None:
    from iria_crawler.report.summary import requisites
    from iria_crawler.terminal import table

    if said := requisites(needed):
        click.echo(f"\nRequisites: {said}")
    if needed["lacking"]:
        columns = {"kind": "lacking", "reason": "why", "urls": "files", "pages": "pages", "example": "example"}
        rows = [row | {"reason": row["reason"] or row["state"]} for row in needed["lacking"]]
        table(rows, columns=columns, right=("urls", "pages"))


def _print_sites(rows: list[dict[str, Any]]) -> None:
    from iria_crawler.report import size
    from iria_crawler.terminal import ago, table

    for row in rows:
        row["warc"] = size(row["warc_bytes"])
        row["last"] = f"{row['status']}, {ago(row['started_at'])}" if row["status"] else "never"
        row["late"] = ago(row["overdue_since"]).removesuffix(" ago") if row["overdue_since"] else None
        row["note"] = "site changed" if row["counters"].get("problem:site-changed") else None
        row["now"] = _progress(row["counters"]) if row["status"] == "running" else None
    columns = {"slug": "site", "articles": "articles", "edited": "edited", "captures": "captures", "warc": "WARC"}
    columns |= {"due": "due", "failed": "failed", "last": "last crawl"}
    columns |= {
        key: name
        for key, name in (("late", "overdue"), ("note", "note"), ("now", "this run"))
        if any(row[key] for row in rows)
    }
    if any(row["deliveries"] for row in rows):
        columns |= {"undelivered": "WARC not delivered"}
    right = ("articles", "edited", "captures", "warc", "due", "failed", "undelivered")
    table(rows, columns=columns, right=right)


def _rows(store: "Store", archive: Path, slug: str | None, known: "Mapping[str, Site]") -> list[dict[str, Any]]:
    """The sites that the database knows, and what their files say of their schedules."""
    from iria_crawler.health import look, overdue_since
    from iria_crawler.store import iso
    from iria_crawler.store.queries import sites

    now = datetime.now(UTC)
    rows = [row for row in sites(store) if slug in (None, row["slug"])]
    if slug and not rows:
        raise UsageError(f"no site {slug} in {archive}. See all with: iria status")
    for row in rows:
        site = known.get(row["slug"])
        since = overdue_since(look(store, site, folder=archive, now=now)) if site else None
        row["schedule"] = site.crawl.schedule if site else None
        row["overdue_since"] = iso(since) if since else None
        counters = store.value("SELECT counters FROM crawls WHERE id = ?", row["last_crawl"])
        row["counters"] = json.loads(counters) if counters else {}
    return rows


def _sites_or_warning(archive: Path) -> "Mapping[str, Site]":
    """The sites by their files; where one is wrong, the archive is shown without their schedules."""
    from iria_crawler.sites import known

    try:
        return known(archive / "sites")
    except SiteError as problem:
        click.echo("\n".join(f"iria: {line}" for line in str(problem).splitlines()), err=True)
        return {}


def _progress(counters: Mapping[str, int]) -> str:
    """What a running crawl has brought so far."""
    shown = {"pages": "pages", "article:new": "new", "article:changed": "changed", "url:failed": "failed"}
    return ", ".join(f"{counters.get(key, 0):,} {name}" for key, name in shown.items())


def _watch(archive: Path, slug: str | None) -> None:
    from rich.console import Console

    is_terminal = Console().is_terminal
    with suppress(KeyboardInterrupt):  # the way to end it
        while True:
            if is_terminal:
                click.clear()
            _print(archive, slug, as_json=False)
            if not is_terminal:
                return
            time.sleep(SECONDS)


def _check(archive: Path, slug: str | None, *, as_json: bool) -> None:
    """One line in all first, as monitors want it, then one a finding."""
    from iria_crawler.health import findings
    from iria_crawler.sites import known

    sites = known(archive / "sites")
    if slug and slug not in sites:
        raise UsageError(f"no site {slug} in {archive}. See all with: iria status")
    with reading(archive) as store:
        chosen = {name: site for name, site in sites.items() if slug in (None, name)}
        found = findings(store, chosen, now=datetime.now(UTC), folder=archive)
    if as_json:
        click.echo(json.dumps({"ok": not found, "findings": [as_dict(each) for each in found]}))
    else:
        events = ", ".join(f"{each.site or 'archive'} {each.event}" for each in found)
        click.echo(f"{len(found)} found: {events}" if found else "All in order.")
        for each in found:
            click.echo(each)
    if found:
        raise SystemExit(1)


def as_dict(finding: "Finding") -> dict[str, Any]:
    """A finding for machines."""
    from iria_crawler.store import iso

    said = {name: getattr(finding, name) for name in ("site", "event", "message", "remedy")}
    return said | {"since": iso(finding.since)}
