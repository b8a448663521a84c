"""`iria crawl` and `iria demo`."""

import json
import os
import re
import shutil
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import click

from iria_crawler.cli.asking import search
from iria_crawler.cli.group import json_option, reading
from iria_crawler.cli.verifying import verify
from iria_crawler.errors import CrawlFailed, UsageError

if TYPE_CHECKING:  # everything heavy is imported by the command that needs it
    from iria_crawler.launch import Run
    from iria_crawler.sites import Site


TEST_PAGES = 50
"""Pages of a trial, where no limit is given."""


class Since(click.ParamType[datetime]):
    """A day, or an age such as `7d` counted back from now."""

    name = "day"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        age = re.fullmatch(r"(\d{1,5})([hdw])", str(value))
        if age:
            return datetime.now(UTC) - timedelta(hours=int(age[1]) * {"h": 1, "d": 24, "w": 168}[age[2]])
        try:
            day = datetime.fromisoformat(str(value))
        except ValueError:
            self.fail(f"{value!r} is no day: write 2026-11-01, or an age such as 7d", param, ctx)
        return day if day.tzinfo else day.replace(tzinfo=UTC)


@click.command()
@click.argument("sites", nargs=-1, metavar="[SLUG or URL]...")
@click.option("--full", is_flag=True, help="Ask for every known page again.")
@click.option("--patch", is_flag=True, help="Ask only for what failed before.")
@click.option(
    "--since", type=Since(), metavar="DAY", help="Leave out articles older than a day (2026-11-01) or age (7d)."
)
@click.option("--test", "is_test", is_flag=True, help="A trial in a folder of its own; the archive stays as it is.")
@click.option("--limit", type=click.IntRange(min=1), metavar="N", help="Fetch at most N pages, then stop.")
@click.option(
    "--images",
    type=click.Choice(["none", "same-site", "all"]),
    help="Fetch what pages need as well, for this run: pictures, styles, scripts, fonts, documents.",
)
@click.option("--delay", type=click.FloatRange(min=0), metavar="SECONDS", help="Pause between requests, for this run.")
@click.option("--trigger", type=click.Choice(["person", "schedule"]), default="person", hidden=True)
@json_option
@click.pass_obj
def crawl(
    archive: Path,
    sites: tuple[str, ...],
    full: bool,
    patch: bool,
    since: datetime | None,
    is_test: bool,
    limit: int | None,
    images: str | None,
    delay: float | None,
    trigger: str,
    as_json: bool,
) -> None:
    """Crawl sites; without arguments, all that have a file. The URL of an unknown site adds it first."""
    from iria_crawler.launch import crawl_sites
    from iria_crawler.report import lines, report
    from iria_crawler.terminal import Watch

    if full and patch:
        raise UsageError("--full asks for everything, --patch for what failed: give one of them")
    if is_test:
        archive, limit = _aside(archive), limit or TEST_PAGES
    known_before = set((archive / "sites").glob("*.toml"))
    chosen = _chosen(archive, sites)
    said = {"delay": delay, "images": images}
    chosen = [
        _with_settings(site, {name: value for name, value in said.items() if value is not None}) for site in chosen
    ]
    settings = {
        "IRIA_PATCH": patch,
        "IRIA_TEST": is_test,
        "IRIA_SINCE": since and since.isoformat(),
        "IRIA_TRIGGER": trigger,
    }
    runs = crawl_sites(archive, chosen, full=full, limit=limit, settings=settings, watch=Watch())
    _forget_unreachable(archive, runs, known_before)
    if all(run.crawl is None for run in runs):
        _fail_if_any(runs, [])
    with reading(archive) as store:
        reports = [report(store, run.crawl.id) for run in runs if run.crawl]
    for told in reports:
        if told["status"] == "running":  # on a full disk its end could not be written down
            continue
        click.echo(json.dumps(told) if as_json else "\n".join(lines(told)))
    if is_test:
        click.echo(f"A trial, kept apart. Look at it with: iria -C {archive} status; then delete {archive}", err=True)
    _fail_if_any(runs, reports)


def _with_settings(site: "Site", said: dict[str, Any]) -> "Site":
    """A site as its file has it, but for what was said for this run."""
    return site.model_copy(update={"crawl": site.crawl.model_copy(update=said)})


def _aside(archive: Path) -> Path:
    """A folder for a trial: an archive of its own, with the site files of the real one."""
    folder = archive / "tmp" / f"test-{datetime.now(UTC):%Y%m%dT%H%M%S%f}"
    if (archive / "sites").is_dir():
        shutil.copytree(archive / "sites", folder / "sites")
    return folder


def _chosen(archive: Path, names: tuple[str, ...]) -> "list[Site]":
    from iria_crawler.sites import added, known

    sites = known(archive / "sites")
    if not names:
        names = tuple(sorted(path.stem for path in (archive / "sites").glob("*.toml")))
    if not names:
        raise UsageError("no site to crawl. Give an address: iria crawl https://news.example/")
    chosen = [added(name, sites, archive / "sites") for name in names]
    return list({site.slug: site for site in chosen}.values())


def _forget_unreachable(archive: Path, runs: "list[Run]", known_before: set[Path]) -> None:
    """A mistyped address leaves no site file behind."""
    for run in runs:
        path = archive / "sites" / f"{run.site.slug}.toml"
        if run.exit_code == CrawlFailed.exit_code and path not in known_before:
            path.unlink(missing_ok=True)


def _fail_if_any(runs: "list[Run]", reports: list[dict[str, Any]]) -> None:
    from iria_crawler.report import why_nothing_came

    for told in reports:
        if told["exit_code"] == CrawlFailed.exit_code:
            raise CrawlFailed(why_nothing_came(told))
        if told["status"] == "interrupted":
            click.echo(f"Interrupted. Go on with: iria crawl {told['site']}", err=True)
    for run in runs:
        if run.failure:
            raise run.failure
    if worst := max((run.exit_code for run in runs), default=0):
        raise SystemExit(worst)


@click.command()
@click.pass_context
def demo(ctx: click.Context) -> None:
    """The whole thing offline: a small bundled site on loopback, crawled, verified, searched."""
    from iria_crawler.demo import generate, serve
    from iria_crawler.sites import known, parse, write

    archive: Path = ctx.obj
    before = known(archive / "sites").get("demo")
    port = urlsplit(before.home).port if before else None  # the same address again, so that a second run finds it known
    with serve(generate(), port=port or 0) as served:
        click.echo(f"A small news site is up at {served.url}", err=True)
        site = parse(f'[site]\nslug = "demo"\nname = "Demo"\nhome = "{served.url}"\n[crawl]\ndelay = 0', "the demo")
        write(site, archive / "sites")
        ctx.invoke(crawl, sites=("demo",), full=False, limit=None, images=None, delay=0.0, as_json=False)
    click.echo("\nVerified: ", nl=False)
    ctx.invoke(verify, full=True, as_json=False)
    click.echo("\nSearch for: ministry")
    ctx.invoke(search, query="ministry", site="demo", limit=3)
    _tour(archive)


def _tour(archive: Path) -> None:
    click.echo(f"\nWhat lies in {archive}:")
    for path in sorted(archive.rglob("*")):
        if path.is_file() and path.suffix != ".md":
            click.echo(f"  {path.relative_to(archive)}  ({path.stat().st_size:,} bytes)")
    command = "iria" if shutil.which("iria") else os.path.relpath(sys.argv[0])
    prefix = command if archive == Path("archive") else f"{command} -C {archive}"
    click.echo(f"\nNext:\n  {prefix} status\n  {prefix} show 1\n  {prefix} crawl https://news.example/")
