"""A look at a site for a command: a very small crawl into an archive that is thrown away."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

import click

from iria_crawler.cli.group import INTERRUPTED, reading
from iria_crawler.errors import CrawlFailed, IriaError, UsageError

if TYPE_CHECKING:  # everything heavy is imported by the command that needs it
    from iria_crawler.launch import Run
    from iria_crawler.looking import Look
    from iria_crawler.sites import Site
    from iria_crawler.store import Store

SECONDS_BETWEEN_COUNTS = 0.2


@contextmanager
def looked_at(there: "Site", *, url: str | None = None) -> "Iterator[tuple[Look, Path]]":
    """A look at a site: a very small crawl into an archive, whose folder is thrown away afterwards."""
    from iria_crawler.launch import crawl_sites
    from iria_crawler.looking import look_of, seen
    from iria_crawler.report import report
    from iria_crawler.sites import Limits
    from iria_crawler.urls import canonical

    there = there.model_copy(update={"limits": Limits(body=there.limits.body)})  # they are meant for the archive
    if url is not None:
        there = _with_article(there, url)
    with TemporaryDirectory(prefix="iria-look-") as name:
        folder = Path(name)
        (run,) = crawl_sites(folder, [there], settings={"IRIA_LOOK": True}, watch=_watch)
        if run.failure:
            raise run.failure
        if run.crawl is None:
            raise CrawlFailed(f"{there.home} could not be looked at")
        with reading(folder) as store:
            told = report(store, run.crawl.id)
            if told["status"] == "interrupted":
                raise SystemExit(INTERRUPTED)
            if told["exit_code"] == CrawlFailed.exit_code:
                raise CrawlFailed(_why(told))
            look = look_of(list(seen(store, folder, run.crawl.site)), run.crawl.site, only=url)
            if url is not None and not look.samples:
                raise IriaError(f"{url} could not be fetched: {_outcome(store, canonical(url, look.site))}")
        yield look, folder


def _with_article(there: "Site", url: str) -> "Site":
    """The site with one article among its seeds, so that it is fetched before all others."""
    from iria_crawler.sites import Seed

    if not there.owns(url):
        raise UsageError(f"{url} is not on {there.home}")
    return there.model_copy(update={"seeds": (Seed(url=url, kind="article"), *there.seeds)})


def _outcome(store: "Store", url: str) -> str:
    row = store.row("SELECT state, reason FROM urls WHERE url = ?", url)
    return f"{row['state']}, {row['reason']}" if row else "it was not asked for"


def _why(told: dict[str, Any]) -> str:
    """Why nothing could be seen of a site, and what to do about it where that is known."""
    from iria_crawler.report import why_nothing_came

    codes = {problem["code"]: problem for problem in told["problems"]}
    if moved := codes.get("redirect-off-site"):
        target = urljoin(moved["message"], "/")
        return f"{told['home_url']} has moved to {target}. Add that instead: iria site add {target}"
    if "robots-disallowed" in codes:
        return f"the robots.txt of {told['home_url']} keeps us out; ask its owner, or see crawl.robots in a site file"
    return why_nothing_came(told)


def _watch(runs: "Sequence[Run]") -> None:
    """Count the requests on a terminal while the look goes on, and say in the end how many there were."""
    from rich.console import Console

    (run,) = runs
    console = Console(stderr=True, highlight=False)
    said = f"Looking at {run.site.home} …"
    with console.status(said) if console.is_terminal else nullcontext() as status:
        while not _is_over(run):
            if status:
                status.update(f"{said} {_requests(run)}")
            time.sleep(SECONDS_BETWEEN_COUNTS)
    click.echo(f"{said}  {_requests(run)}", err=True)


def _requests(run: "Run") -> str:
    from iria_crawler.report import counted

    return counted(run.counters.get("pages", 0), "request")


def _is_over(run: "Run") -> bool:
    return run.task.done() or run.failure is not None or bool(run.crawl and run.crawl.result[0] != "running")
