"""Runs the spiders of some sites in this process, and says how each run ended."""

import asyncio
import os
import signal
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any, cast

from scrapy.crawler import AsyncCrawlerProcess
from scrapy.crawler import Crawler as ScrapyCrawler
from scrapy.settings import Settings

from iria_crawler.crawl import Crawl
from iria_crawler.errors import IriaError
from iria_crawler.readers import Readers
from iria_crawler.sites import Site
from iria_crawler.spiders import SiteSpider, spider_for

SECONDS_BETWEEN_STOPS = 0.05


@dataclass(slots=True, kw_only=True)
class Run:
    """One site's run, while it goes on and after."""

    site: Site
    crawler: ScrapyCrawler
    task: asyncio.Task[None]
    stopping: bool = False
    ending: asyncio.Task[None] | None = None

    @property
    def failure(self) -> BaseException | None:
        if self.task.done() and not self.task.cancelled() and (problem := self.task.exception()):
            return problem
        return self.crawl.failure if self.crawl else None

    @property
    def crawl(self) -> Crawl | None:
        spider = cast("SiteSpider | None", self.crawler.spider)
        return spider.crawl if spider and spider.crawl.id else None

    @property
    def counters(self) -> Mapping[str, int]:
        return self.crawl.recorder.counters if self.crawl else {}

    @property
    def due(self) -> int | None:
        """How many URLs are still to be asked for, as far as is known."""
        return self.crawl.recorder.due if self.crawl else None

    @property
    def exit_code(self) -> int:
        if isinstance(self.failure, IriaError):
            return self.failure.exit_code
        if self.failure or self.crawl is None:
            return 1
        return self.crawl.result[1]


def crawl_sites(
    folder: Path,
    sites: Sequence[Site],
    *,
    full: bool = False,
    limit: int | None = None,
    settings: Mapping[str, Any] | None = None,
    watch: Callable[[Sequence[Run]], None] | None = None,
) -> list[Run]:
    """Crawl sites side by side until all have ended. `watch` runs beside, in a thread of its own.

    Ctrl-C ends the runs cleanly; a second one ends the process at once, which loses nothing either.
    """
    chosen = Settings()
    chosen.setmodule("iria_crawler.settings")
    chosen.setdict({"IRIA_ARCHIVE": str(folder), "IRIA_FULL": full, "IRIA_LIMIT": limit, **(settings or {})}, "cmdline")
    chosen.setdict({"SPIDER_MODULES": [], "LOG_INSTALL_ROOT_HANDLER": False}, "cmdline")
    process = AsyncCrawlerProcess(chosen)
    crawlers = [(site, process.create_crawler(spider_for(site))) for site in sites]
    with closing(Readers(chosen.getint("IRIA_JOBS") or None)) as readers:  # for all sites together
        runs = [
            Run(site=site, crawler=crawler, task=process.crawl(crawler, readers=readers)) for site, crawler in crawlers
        ]
        _end_on_signals(runs)
        if watch:
            watcher = threading.Thread(target=watch, args=(runs,), daemon=True)
            watcher.start()
        process.start(install_signal_handlers=False)
        if watch:
            watcher.join()
    return runs


def _end_on_signals(runs: Sequence[Run]) -> None:
    def end(number: int, frame: FrameType | None) -> None:
        if any(run.stopping for run in runs):
            os._exit(11)  # as safe as a power cut: what is committed is whole, the rest comes again
        for run in runs:
            run.stopping = True
            run.task.get_loop().call_soon_threadsafe(_stop, run)

    signal.signal(signal.SIGINT, end)
    signal.signal(signal.SIGTERM, end)


def _stop(run: Run) -> None:
    """End a run cleanly, as soon as its engine runs: Scrapy forgets a stop that comes before."""
    if run.task.done():
        return
    if run.crawler.crawling and run.crawler.engine.running:
        run.ending = run.task.get_loop().create_task(run.crawler.stop_async())
    else:
        run.task.get_loop().call_later(SECONDS_BETWEEN_STOPS, _stop, run)
