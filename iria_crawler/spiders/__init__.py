"""SiteSpider: walks one site. There is one spider for every site, made from its file."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any, Self

from scrapy import Request, Spider
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from twisted.python.failure import Failure

from iria_crawler import __version__
from iria_crawler.crawl import Crawl
from iria_crawler.discover.texts import moment
from iria_crawler.frontier import Claim
from iria_crawler.handlers import TOO_LATE
from iria_crawler.items import Problem
from iria_crawler.middlewares import problem_of
from iria_crawler.pipelines import Visit
from iria_crawler.readers import Readers
from iria_crawler.sites import Site


class SiteSpider(Spider):
    """Passes each visit on; what to ask for next is the frontier's affair, what a page says the readers'."""

    site: Site
    crawl: Crawl

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, readers: Readers | None = None, **kwargs: Any) -> Self:
        spider = super().from_crawler(crawler, *args, **kwargs)
        settings = crawler.settings
        spider.crawl = Crawl(
            Path(settings["IRIA_ARCHIVE"]),
            cls.site,
            user_agent=settings["USER_AGENT"],
            mode="full" if settings.getbool("IRIA_FULL") else "patch" if settings.getbool("IRIA_PATCH") else "update",
            look=settings.getbool("IRIA_LOOK"),
            trial=settings.getbool("IRIA_TEST"),
            since=moment(settings["IRIA_SINCE"]) if settings["IRIA_SINCE"] else None,
            limit=settings.getint("IRIA_LIMIT") or None,
            started_by="schedule" if settings["IRIA_TRIGGER"] == "schedule" else "person",
            readers=readers,
            jobs=settings.getint("IRIA_JOBS") or None,
        )
        spider.crawl.open()  # here, where what prevents a run reaches whoever asked for it
        return spider

    async def start(self) -> AsyncIterator[Any]:
        """Nothing: the crawl begins with the seeds that the frontier holds."""
        return
        yield

    def request(self, claim: Claim) -> Request:
        """The request for a claimed URL, conditional where its last answer can be named."""
        validators = {"If-None-Match": claim.etag, "If-Modified-Since": claim.last_modified}
        if claim.kind == "robots":  # its rules are needed whether they have changed or not
            validators = {}
        return Request(
            claim.url,
            callback=self.parse,
            errback=self.failed,
            headers={name: value for name, value in validators.items() if value},
            meta={"claim": claim, "may_ask": lambda: self.crawl.leased},
            dont_filter=True,
        )

    def parse(self, response: Response, **kwargs: Any) -> Iterator[Visit]:
        recorded = response.meta.get("capture")
        said = f"status {response.status}, in a form that is not HTTP's"
        problem = None if recorded else Problem(class_="error", stage="http", code="not-http", message=said)
        yield Visit(claim=response.meta["claim"], recorded=recorded, problem=problem)

    def failed(self, failure: Failure) -> Iterator[Visit]:
        meta = failure.request.meta  # type: ignore[attr-defined]  # Scrapy puts it there
        recorded = meta.get("capture")
        if isinstance(failure.value, IgnoreRequest) and failure.value.args == (TOO_LATE,):
            yield Visit(claim=meta["claim"], released=True)
            return
        problem = None if recorded else problem_of(failure.value or failure)
        yield Visit(claim=meta["claim"], recorded=recorded, problem=problem)


def spider_for(site: Site, *, module: str = __name__) -> type[SiteSpider]:
    """The spider class of a site, as if defined in a module."""
    contact = site.collection.contact
    agent = site.crawl.user_agent or (f"iria/{__version__} (+{contact})" if contact else None)
    settings: dict[str, Any] = {
        "DOWNLOAD_DELAY": site.crawl.delay,
        "CONCURRENT_REQUESTS_PER_DOMAIN": site.crawl.concurrency,
        "CONCURRENT_REQUESTS": site.crawl.concurrency,  # none waits in line when a host asks to be left alone
        "IRIA_BODY_CAP": site.limits.body,
        "DOWNLOAD_TIMEOUT": site.limits.answer,
    }
    settings |= {"USER_AGENT": agent} if agent else {}
    name = "".join(word.capitalize() for word in site.slug.split("-")) + "Spider"
    members = {"name": site.slug, "site": site, "custom_settings": settings, "__module__": module}
    return type(name, (SiteSpider,), members)
