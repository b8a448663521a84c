"""Between Scrapy's engine and the wire: hosts are obeyed, and every exchange goes to the archive."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Self, cast

from protego import Protego
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
    UnsupportedURLSchemeError,
)
from scrapy.http import Response

from iria_crawler.crawl import LONGEST_WAIT
from iria_crawler.discover.robots import ROBOTS_TOKEN
from iria_crawler.errors import IriaError, in_a_line
from iria_crawler.framing import decoded
from iria_crawler.frontier import Claim
from iria_crawler.items import Exchange, Problem
from iria_crawler.settlement import TEMPORARY, WALLED, retry_after
from iria_crawler.sites import host_of

if TYPE_CHECKING:
    from iria_crawler.scheduler import FrontierScheduler
    from iria_crawler.spiders import SiteSpider

LEAST_PAUSE = 0.2
"""Seconds between requests from which a host without a pace of its own is slowed down."""
SLOWEST = 10
"""How many times slower than its pace a host is asked at most."""
_NOT_HTTP = ("ParseError: ", "BadResponseVersion: ")
"""What Twisted says of a status line that is none."""
ROBOTS_CAP = 512_000  # bytes; RFC 9309, section 2.5 asks for 500 KiB at least


class ArchiveMiddleware:
    """Nearest the downloader, so that nothing has touched an answer before its record is written."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    async def process_response(self, request: Request, response: Response) -> Response:
        await self._record(request)
        return response

    async def process_exception(self, request: Request, exception: Exception) -> None:
        await self._record(request)

    async def _record(self, request: Request) -> None:
        exchange: Exchange | None = request.meta.pop("exchange", None)
        claim: Claim | None = request.meta.get("claim")
        if exchange and claim:
            crawl = cast("SiteSpider", self._crawler.spider).crawl
            try:
                request.meta["capture"] = await asyncio.wrap_future(crawl.recorder.record(exchange, claim))
            except IriaError as problem:  # no record, so no page either
                raise IgnoreRequest(str(problem)) from problem


class RobotsMiddleware:
    """Obeys robots.txt (RFC 9309) and its Crawl-delay.

    The frontier hands out robots.txt before anything else of a host. No answer, or a server error,
    or that the host is busy, means that nothing may be fetched; any other answer than 200, that everything may.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._rules: dict[str, Protego] = {}
        self._refused: dict[str, str] = {}  # what a host without rules said instead

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        spider = cast("SiteSpider", self._crawler.spider)
        claim: Claim | None = request.meta.get("claim")
        if claim is None or claim.kind == "robots" or spider.crawl.site.crawl.robots == "ignore":
            return
        rules = self._rules.get(host_of(request.url))
        if host_of(request.url) in spider.crawl.walled:
            raise IgnoreRequest("robots-unreachable", "a wall stands before its robots.txt")
        if rules is None:
            why = self._refused.get(host_of(request.url), "its robots.txt gave no answer")
            raise IgnoreRequest("robots-unreachable", why)
        if not rules.can_fetch(request.url, ROBOTS_TOKEN):
            raise IgnoreRequest("robots-disallowed")

    def process_response(self, request: Request, response: Response) -> Response:
        claim: Claim | None = request.meta.get("claim")
        if claim and claim.kind == "robots":
            self._learn(request, response)
        return response

    def _learn(self, request: Request, response: Response) -> None:
        host = host_of(request.url)
        if response.status == 200 or _has_none(response):
            text = _text(response) if response.status == 200 else ""
            rules = self._rules[host] = Protego.parse(text)
            self._slow_down(request, rules)
        else:
            target = (response.headers.get("Location") or b"").decode("latin-1")
            self._refused[host] = f"its robots.txt answers {response.status} {target}".strip()

    def _slow_down(self, request: Request, rules: Protego) -> None:
        spider = cast("SiteSpider", self._crawler.spider)
        asked = float(rules.crawl_delay(ROBOTS_TOKEN) or 0.0)
        if asked > LONGEST_WAIT:
            host = host_of(request.url)
            self._refused[host] = f"its robots.txt asks for {asked:,.0f} s between requests"
            del self._rules[host]
            return
        spider.crawl.slow_down(host_of(request.url), asked)
        delay = max(spider.crawl.site.crawl.delay, asked)
        downloader = self._crawler.engine.downloader
        key = request.meta["download_slot"]
        downloader.slots[key].delay = delay
        downloader.per_slot_settings[key] = {"delay": delay}  # for a slot that is made again after a pause


class RetryAfterMiddleware:
    """A busy host that says for how long it wants to be left alone gets no request before. One that may have
    shown a wall gets none before its answer has been looked at."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def process_response(self, request: Request, response: Response) -> Response:
        said = response.headers.get("Retry-After")
        until = retry_after(said.decode("latin-1"), now=datetime.now(UTC)) if said else None
        scheduler, claim = cast("FrontierScheduler", self._crawler.engine.scheduler), request.meta.get("claim")
        if until and response.status in TEMPORARY:
            scheduler.hold(until)
        elif response.status in WALLED and claim:
            scheduler.suspect(claim.url_id)
        return response


class PaceMiddleware:
    """Asks a host that answers slowly more slowly, and one that answers with errors more slowly still.

    The pace never falls below what the site file and robots.txt ask for. After each answer the pause moves
    half of the way to the time that the answer took; after each failure it doubles.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def process_response(self, request: Request, response: Response) -> Response:
        latency = request.meta.get("download_latency", 0.0)
        failed = response.status in TEMPORARY
        self._pace(request, lambda now: max(now, LEAST_PAUSE) * 2 if failed else (now + latency) / 2)
        return response

    def process_exception(self, request: Request, exception: Exception) -> None:
        if isinstance(exception, (DownloadTimeoutError, DownloadConnectionRefusedError, DownloadFailedError)):
            self._pace(request, lambda now: max(now, LEAST_PAUSE) * 2)

    def _pace(self, request: Request, change: Callable[[float], float]) -> None:
        downloader, key = self._crawler.engine.downloader, request.meta.get("download_slot") or ""
        slot = downloader.slots.get(key)
        if slot is not None:
            said = downloader.per_slot_settings.get(key, {}).get("delay")
            least = self._crawler.settings.getfloat("DOWNLOAD_DELAY") if said is None else said
            slot.delay = min(max(change(slot.delay), least), max(SLOWEST * least, SLOWEST * LEAST_PAUSE))


def _has_none(response: Response) -> bool:
    """Whether a host says that it has no robots.txt (RFC 9309, section 2.3.1.3), and not that it is busy."""
    return 400 <= response.status < 500 and response.status not in TEMPORARY


def _text(response: Response) -> str:
    codings = [value.decode("latin-1") for value in response.headers.getlist("Content-Encoding")]
    body, _ = decoded([response.body], codings, cap=ROBOTS_CAP)
    return body.decode("utf-8", errors="replace")


def problem_of(failure: BaseException) -> Problem:
    """What a failed fetch is called in the `problems` table."""
    message = in_a_line(failure)[:500]
    match failure:
        case IgnoreRequest():
            code, *why = map(str, failure.args or ("ignored",))
            return Problem(class_="skipped", stage="robots", code=code, message=" ".join(why) or None)
        case CannotResolveHostError():
            return Problem(class_="error", stage="dns", code="dns", message=message)
        case DownloadConnectionRefusedError():
            return Problem(class_="error", stage="connect", code="refused", message=message)
        case DownloadTimeoutError():
            return Problem(class_="error", stage="http", code="timeout", message=message)
        case ResponseDataLossError():
            return Problem(class_="error", stage="body", code="cut-short", message=message)
        case UnsupportedURLSchemeError():
            return Problem(class_="error", stage="scope", code="unsupported-scheme", message=message)
        case DownloadCancelledError():
            return Problem(class_="error", stage="http", code="endless-headers", message=message)
    if message.startswith(_NOT_HTTP):
        return Problem(class_="error", stage="http", code="not-http", message=message)
    stage = "tls" if "SSL" in message or "certificate" in message.lower() else "http"
    return Problem(class_="error", stage=stage, code="no-answer", message=message)  # type: ignore[arg-type]
