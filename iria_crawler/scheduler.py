"""Scrapy's scheduler over the frontier: hands out claimed URLs, and ends the crawl when none is left."""

import asyncio
import logging
import sys
import time
from collections import deque
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Self, cast

from scrapy import Request
from scrapy.core.scheduler import BaseScheduler
from scrapy.crawler import Crawler
from scrapy.spiders import Spider
from scrapy.utils.defer import deferred_from_coro
from twisted.internet.defer import Deferred

from iria_crawler.crawl import LONGEST_WAIT
from iria_crawler.errors import IriaError
from iria_crawler.frontier import LEASE_SECONDS

if TYPE_CHECKING:
    from iria_crawler.spiders import SiteSpider

CLAIMS_AT_ONCE = 16
SECONDS_BETWEEN_LOOKS = 0.2
SECONDS_BETWEEN_SIGNS = LEASE_SECONDS / 4
"""A worker that has enough to do is heard of so often, or it would lose its hosts."""

LOST_SECONDS = 10.0
"""After so long without anything to do, what is still in hand counts as lost; it never happens."""

logger = logging.getLogger(__name__)


class CrawlLog(logging.FileHandler):
    """The log of a crawl. It falls silent on a full disk, of which the crawl itself tells when it ends."""

    def handleError(self, record: logging.LogRecord) -> None:
        if not isinstance(sys.exception(), OSError):
            super().handleError(record)


class FrontierScheduler(BaseScheduler):
    """Keeps a few claimed URLs in memory; all others stay in the database.

    Scrapy's calls touch memory only. One task fetches claims from the recorder's thread.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._ready: deque[Request] = deque()
        self._wanted = asyncio.Event()
        self._closing = False
        self._suspects: set[int] = set()
        self._busy_at = time.monotonic()
        self._held_until = datetime.min.replace(tzinfo=UTC)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def open(self, spider: Spider) -> None:
        self._spider = cast("SiteSpider", spider)
        folder = self._spider.crawl.folder / "crawls" / self._spider.crawl.id
        settings = self._crawler.settings
        self._log = CrawlLog(folder / "crawl.log", encoding="utf-8")
        self._log.setFormatter(logging.Formatter(settings["LOG_FORMAT"], settings["LOG_DATEFORMAT"]))
        self._log.setLevel(settings["LOG_LEVEL"])  # Scrapy's own loggers say everything, whatever the root's level
        self._log.addFilter(
            lambda line: getattr(line, "spider", spider) is spider
        )  # other sites have logs of their own
        logging.getLogger().addHandler(self._log)
        logging.getLogger().setLevel(settings["LOG_LEVEL"])
        self._pump = asyncio.ensure_future(self._keep_pumping())
        self._pump.add_done_callback(self._end)

    def has_pending_requests(self) -> bool:
        return True  # the end is called by the pump, which knows what others still wait for

    def enqueue_request(self, request: Request) -> bool:
        self._ready.append(request)
        return True

    def next_request(self) -> Request | None:
        held = self._held_seconds > 0 or bool(self._suspects) or not self._spider.crawl.leased
        if held or len(self._ready) < CLAIMS_AT_ONCE // 2:
            self._wanted.set()
        return self._ready.popleft() if self._ready and not held else None

    def suspect(self, url_id: int) -> None:
        """Hand out nothing before an answer has been looked at that may be a wall."""
        self._suspects.add(url_id)

    def looked_at(self, url_id: int) -> None:
        """Go on after a suspect has been looked at."""
        if url_id in self._suspects:
            self._suspects.discard(url_id)
            self._wake()

    def hold(self, until: datetime) -> None:
        """Hand out nothing before a moment, for the host asked to be left alone, or another asked it just now."""
        if until > self._held_until:
            self._held_until = until
            self._wake_later()

    def _wake_later(self) -> None:
        asyncio.get_running_loop().call_later(max(self._held_seconds, 0.0) + 0.001, self._wake)

    def _wake(self) -> None:
        """Have the engine ask for requests: by itself it does so every five seconds only."""
        if self._closing:
            return
        if self._held_seconds > 0:
            self._wake_later()
        elif self._ready:
            self._crawler.engine.crawl(self._ready.pop())  # comes back to where it was

    @property
    def _held_seconds(self) -> float:
        return (self._held_until - datetime.now(UTC)).total_seconds()

    async def _keep_pumping(self) -> str:
        while not self._closing and await self._pump_once():
            pass
        return "limit" if self._spider.crawl.limit_reached else "finished"

    def _end(self, pump: "asyncio.Task[str]") -> None:
        """The crawl ends with its pump, however that ends: without it nothing would be fetched any more."""
        if self._closing:
            return
        problem = pump.exception()
        if problem:
            logger.error("%s", problem, exc_info=None if isinstance(problem, IriaError) else problem)
        reason = "failed" if problem else pump.result()
        self._ending = asyncio.ensure_future(self._crawler.engine.close_spider_async(reason=reason))

    async def _pump_once(self) -> bool:
        """Claim and hand over what is wanted; False when nothing is left to wait for."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._wanted.wait(), timeout=SECONDS_BETWEEN_SIGNS)
        self._wanted.clear()
        crawl, idle = self._spider.crawl, self._is_idle()
        if self._ready and not crawl.leased:
            await self._drop()
        claims = await asyncio.wrap_future(crawl.claim(CLAIMS_AT_ONCE - len(self._ready)))
        for claim in claims:
            self.hold(datetime.now(UTC) + timedelta(seconds=claim.wait))
            self._crawler.engine.crawl(self._spider.request(claim))
        if claims:
            return True
        if idle and not await self._worth_waiting():
            return False
        if self._is_lost():
            return False
        await asyncio.sleep(SECONDS_BETWEEN_LOOKS)
        self._wanted.set()
        return True

    async def _drop(self) -> None:
        """Give back what is in hand: another may have the hosts by now."""
        dropped = [request.meta["claim"] for request in self._ready]
        self._ready.clear()
        logger.warning("not heard of for %.0f s: %s URLs are given back", LEASE_SECONDS, len(dropped))
        await asyncio.wrap_future(self._spider.crawl.release(dropped))

    def _is_idle(self) -> bool:
        """Whether nothing is under way: all that is in hand waits for its host."""
        waits = len(self._ready) if self._held_seconds > 0 else 0
        return len(self._spider.crawl.in_hand) <= waits

    def _is_lost(self) -> bool:
        """Whether Scrapy has had nothing to do for long, and yet there are URLs of which nothing was heard."""
        engine, now = self._crawler.engine, time.monotonic()
        being_read = engine.scraper.slot and not engine.scraper.slot.is_idle()
        if self._is_idle() or self._ready or engine.downloader.active or being_read:
            self._busy_at = now
        if now - self._busy_at < LOST_SECONDS:
            return False
        logger.error(
            "%s URLs were claimed and never settled; the next run takes them up", len(self._spider.crawl.in_hand)
        )
        return True

    async def _worth_waiting(self) -> bool:
        crawl = self._spider.crawl
        if self._ready:
            return self._held_seconds <= LONGEST_WAIT
        if await asyncio.to_thread(crawl.look_back):
            return True
        if crawl.limit_reached:
            return False
        stats = await asyncio.wrap_future(crawl.recorder.ask(lambda _: crawl.recorder.frontier.stats()))
        return stats.waiting_seconds is not None and stats.waiting_seconds <= LONGEST_WAIT

    def close(self, reason: str) -> "Deferred[None]":
        return deferred_from_coro(self._close(reason))

    async def _close(self, reason: str) -> None:
        if not hasattr(self, "_pump"):
            return  # it never opened
        self._closing = True
        self._wanted.set()
        await asyncio.wait([self._pump])  # not cancelled: a claim that is under way would be lost
        try:
            await asyncio.to_thread(self._spider.crawl.close, reason)
        except IriaError as problem:
            logger.error("%s", problem)
        finally:
            self._tell_stats()
            logging.getLogger().removeHandler(self._log)
            with suppress(OSError):  # on a full disk, where the last lines go nowhere
                self._log.close()

    def _tell_stats(self) -> None:
        assert self._crawler.stats is not None
        for name, number in self._spider.crawl.recorder.counters.items():
            self._crawler.stats.set_value(f"iria/{name.replace(':', '/')}", number)
