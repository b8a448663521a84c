"""Runs the spiders of some sites in this process, and says how each run ended."""

import os
import signal
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any, cast

from scrapy.crawler import AsyncCrawlerProcess
from scrapy.crawler import Crawler as ScrapyCrawler
from scrapy.settings import Settings

from iria_crawler.crawl import Crawl
from iria_crawler.errors import IriaError
from iria_crawler.sites import Site
from iria_crawler.spiders import SiteSpider, spider_for


@dataclass(slots=True, kw_only=True)
class Run:
    """One site's run, while it goes on and after."""

    site: Site
    crawler: ScrapyCrawler
    failure: BaseException | None = None
    stopping: bool = field(default=False)

    @property
    def crawl(self) -> Crawl | None:
        spider = cast("SiteSpider | None", self.crawler.spider)
        return spider.crawl if spider and spider.crawl.id else None

    @property
    def counters(self) -> Mapping[str, int]:
        return self.crawl.recorder.counters if self.crawl else {}

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
    runs = [Run(site=site, crawler=process.create_crawler(spider_for(site))) for site in sites]
    for run in runs:
        process.crawl(run.crawler).add_done_callback(_note_failure(run))
    _end_on_signals(process, runs)
    if watch:
        watcher = threading.Thread(target=watch, args=(runs,), daemon=True)
        watcher.start()
    process.start(install_signal_handlers=False)
    if watch:
        watcher.join()
    return runs


def _note_failure(run: Run) -> Callable[[Any], None]:
    def note(task: Any) -> None:
        run.failure = None if task.cancelled() else task.exception()

    return note


def _end_on_signals(process: AsyncCrawlerProcess, runs: Sequence[Run]) -> None:
    from twisted.internet import reactor

    def end(number: int, frame: FrameType | None) -> None:
        if any(run.stopping for run in runs):
            os._exit(11)  # as safe as a power cut: what is committed is whole, the rest comes again
        for run in runs:
            run.stopping = True
        reactor.callFromThread(process.stop)

    signal.signal(signal.SIGINT, end)
    signal.signal(signal.SIGTERM, end)
