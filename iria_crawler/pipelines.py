"""The last stop of a visit: its record is read by another process, then all that it brought is stored."""

import asyncio
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self, cast

from scrapy.crawler import Crawler

from iria_crawler.errors import IriaError
from iria_crawler.frontier import Claim
from iria_crawler.items import Problem
from iria_crawler.recorder import Recorded

if TYPE_CHECKING:
    from iria_crawler.scheduler import FrontierScheduler
    from iria_crawler.spiders import SiteSpider

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """What came of asking for a URL: a recorded capture, or the problem that prevented one; `released`: it was
    not asked for."""

    claim: Claim
    recorded: Recorded | None = None
    problem: Problem | None = None
    released: bool = False


class ReadingPipeline:
    """Extraction in worker processes, then the store."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    async def process_item(self, item: Any) -> Any:
        if isinstance(item, Visit):
            spider = cast("SiteSpider", self._crawler.spider)
            scheduler = cast("FrontierScheduler", self._crawler.engine.scheduler)
            try:
                if item.released:
                    await asyncio.wrap_future(spider.crawl.release([item.claim]))
                    return item
                verdict = await asyncio.wrap_future(spider.crawl.settle(item.claim, item.recorded, item.problem))
                if verdict.blocked_until and spider.crawl.site.owns(item.claim.url):
                    scheduler.hold(verdict.blocked_until)
            except IriaError:  # nothing can be stored any more: the scheduler hears of it too, and ends the crawl
                return item
            finally:
                scheduler.looked_at(item.claim.url_id)
            status, outcome = item.recorded.capture.status if item.recorded else "-", verdict.outcome
            said = (status, outcome.state, item.claim.url, outcome.reason or "")
            logger.info("%s %s %s (%s)", *said, extra={"spider": spider})
        return item
