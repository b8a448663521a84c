"""What goes on beside a crawl: its report and the site's index are written, those who watch over it are told."""

import asyncio
import logging
import subprocess
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Self, cast

from scrapy import Spider, signals
from scrapy.crawler import Crawler

from iria_crawler import cdxj
from iria_crawler.errors import IriaError
from iria_crawler.notify import after_crawl, before_crawl
from iria_crawler.store import Store

if TYPE_CHECKING:
    from iria_crawler.spiders import SiteSpider

SECONDS_TO_THE_FIRST_REPORT = 60.0
"""A crawl that takes less has one report, at its end: writing one takes as much CPU as reading sixty articles."""
SECONDS_BETWEEN_REPORTS = 600.0
LONGEST_REPORT = 600.0
"""Seconds after which writing a report is given up."""

logger = logging.getLogger(__name__)


class Witness:
    """Has a report written a minute after a crawl has begun, every ten minutes, and when it has ended, each in a
    process of its own, which leaves nothing in the memory of the crawl. Nothing that fails here fails the crawl."""

    def __init__(self, crawler: Crawler) -> None:
        self._writes_reports = crawler.settings.getbool("IRIA_REPORT")
        crawler.signals.connect(self.opened, signals.spider_opened)
        crawler.signals.connect(self.closed, signals.spider_closed)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def opened(self, spider: Spider) -> None:
        """Begin to watch, beside the crawl."""
        self._watch = asyncio.ensure_future(self._keep_watch(cast("SiteSpider", spider)))

    async def closed(self, spider: Spider) -> None:
        """Write the last report and tell who wants to be told."""
        crawl = cast("SiteSpider", spider).crawl
        self._watch.cancel()
        with suppress(asyncio.CancelledError):
            await self._watch
        await asyncio.to_thread(self._index, spider)
        await asyncio.to_thread(self._report, spider, crawl.id)
        if crawl.trial:
            return
        try:
            unheard = await asyncio.to_thread(after_crawl, crawl.folder, crawl.site.slug, crawl.id)
        except IriaError as problem:
            unheard = (str(problem),)
        _warn(spider, unheard)

    async def _keep_watch(self, spider: "SiteSpider") -> None:
        crawl = spider.crawl
        if not crawl.trial:
            _warn(spider, await asyncio.to_thread(before_crawl, crawl.site))
        if crawl.interrupted:  # by something that left no time for their reports
            await asyncio.to_thread(self._report, spider, *crawl.interrupted)
        await asyncio.sleep(SECONDS_TO_THE_FIRST_REPORT)
        while True:
            await asyncio.to_thread(self._report, spider, crawl.id)
            await asyncio.sleep(SECONDS_BETWEEN_REPORTS)

    def _index(self, spider: Spider) -> None:
        crawl = cast("SiteSpider", spider).crawl
        if crawl.look or crawl.failure:  # whose cause, such as a full disk, would only be told again
            return
        try:
            with Store.open(crawl.folder) as store:
                cdxj.refresh(store, crawl.folder, crawl.site.slug)
        except IriaError as problem:  # `iria replay` makes it as well
            _warn(spider, (f"no index for replay: {problem}",))

    def _report(self, spider: Spider, *crawls: str) -> None:
        crawl = cast("SiteSpider", spider).crawl
        if not self._writes_reports or crawl.look:
            return
        folder = str(crawl.folder)
        command = [sys.executable, "-m", "iria_crawler", "-C", folder, "report", *crawls]
        try:  # apart from the terminal, whose Ctrl-C is for the crawl
            done = subprocess.run(
                command, capture_output=True, text=True, timeout=LONGEST_REPORT, start_new_session=True, check=False
            )
        except (OSError, subprocess.TimeoutExpired) as problem:
            _warn(spider, (f"no report: {problem}",))
            return
        if done.returncode:
            _warn(spider, (f"no report: {(done.stderr.strip() or 'it ended without a word').splitlines()[-1]}",))


def _warn(spider: Spider, lines: tuple[str, ...]) -> None:
    for line in lines:
        logger.warning("%s", line, extra={"spider": spider})
