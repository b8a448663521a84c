"""A crawl for tests, run as a program: fetches a list of requests with the capture handler and
writes down what it hands over. A program of its own, since a reactor cannot be started twice.

    python -W error tests/fetching.py ORDER RESULTS

ORDER is JSON: `requests` (arguments of scrapy.Request), `settings`, `memory` (whether to measure it;
Linux only). `meta` of a request may have `stop`, the signal at which somebody stops its download, and
`cancel`, after how many seconds its task is cancelled. RESULTS is a pickle: `pages`, a dict for each
request in their order; `growth`, by how many bytes the process grew for each page but the first.
"""

import asyncio
import gc
import json
import pickle
import re
import sys
from collections.abc import AsyncIterator
from dataclasses import fields
from pathlib import Path
from typing import Any

import scrapy
from scrapy import signals
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.exceptions import StopDownload
from scrapy.http import Response
from twisted.python.failure import Failure

from iria_crawler.items import Exchange

HANDLER = "iria_crawler.handlers.CaptureHandler"
SETTINGS = {
    "DOWNLOAD_HANDLERS": {"http": HANDLER, "https": HANDLER},
    "DOWNLOAD_FAIL_ON_DATALOSS": False,
    "DOWNLOAD_MAXSIZE": 0,
    "DOWNLOAD_WARNSIZE": 0,
    "DOWNLOAD_DELAY": 0,
    "CONCURRENT_REQUESTS": 16,
    "CONCURRENT_REQUESTS_PER_DOMAIN": 16,
    "RETRY_ENABLED": False,
    "REDIRECT_ENABLED": False,
    "COOKIES_ENABLED": False,
    "REFERER_ENABLED": False,
    "TELNETCONSOLE_ENABLED": False,
    "HTTPERROR_ALLOW_ALL": True,
    "LOG_LEVEL": "ERROR",
}


class Fetcher(scrapy.Spider):
    name = "fetcher"
    before = 0

    async def start(self) -> AsyncIterator[scrapy.Request]:
        for name in ("headers_received", "bytes_received"):
            self.crawler.signals.connect(getattr(self, name), getattr(signals, name))
        for number, asked in enumerate(self.order["requests"]):
            told = {"cb_kwargs": {"number": number}, "dont_filter": True, "priority": -number}
            request = scrapy.Request(**asked, **told, callback=self.arrived, errback=self.failed)
            if "cancel" in request.meta:
                await self.cancelled(request, number)
            else:
                yield request

    def headers_received(self, request: scrapy.Request) -> None:
        if request.meta.get("stop") == "headers_received":
            raise StopDownload(fail=False)

    def bytes_received(self, request: scrapy.Request) -> None:
        if request.meta.get("stop") == "bytes_received":
            raise StopDownload(fail=True)

    async def cancelled(self, request: scrapy.Request, number: int) -> None:
        download = asyncio.ensure_future(self.crawler.engine.downloader.handlers.download_request_async(request))
        await asyncio.wait([download], timeout=request.meta["cancel"])
        download.cancel()
        await asyncio.wait([download])
        self.keep(number, request, raised="CancelledError" if download.cancelled() else None)

    def arrived(self, response: Response, number: int) -> None:
        self.keep(number, response.request, status=response.status, flags=response.flags, size=len(response.body))

    def failed(self, failure: Failure) -> None:
        self.keep(failure.request.cb_kwargs["number"], failure.request, raised=type(failure.value).__name__)

    def keep(self, number: int, request: scrapy.Request, **told: Any) -> None:
        self.pages[number] = told | {"exchange": request.meta.get("exchange")}
        if self.order["memory"]:
            self.measure()

    def measure(self) -> None:
        """Notes by how much the process has grown, at the most, since the page before this one."""
        gc.collect()  # garbage of earlier pages is no part of this one
        if self.before:
            self.growth.append(resident("VmHWM") - self.before)
        self.before = resident("VmRSS")
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")  # forgets the peak


def written_down(exchange: Exchange) -> dict[str, Any]:
    """An exchange as a dict, each file as its bytes; of one that is very large, as their number."""
    values = {field.name: getattr(exchange, field.name) for field in fields(exchange)}
    for name in ("sent", "received"):
        with values[name] as file:
            values[f"{name}_at"] = file.tell()
            size = file.seek(0, 2)
            file.seek(0)
            values[name] = file.read() if size < 2_000_000 else size
    return values


def resident(name: str) -> int:
    """Bytes of memory of this process, as Linux tells them: VmRSS now, VmHWM at the peak."""
    told = re.search(rf"{name}:\s+(\d+) kB", Path("/proc/self/status").read_text(encoding="ascii"))
    assert told
    return int(told[1]) * 1024


def main(order_file: str, results_file: str) -> None:
    order = json.loads(Path(order_file).read_text(encoding="utf-8"))
    pages: dict[int, dict[str, Any]] = {}
    growth: list[int] = []
    process = AsyncCrawlerProcess(SETTINGS | order["settings"])
    process.crawl(Fetcher, order=order, pages=pages, growth=growth)
    process.start()
    for page in pages.values():
        page |= written_down(page.pop("exchange"))
    results = {"pages": [pages[number] for number in sorted(pages)], "growth": growth}
    Path(results_file).write_bytes(pickle.dumps(results))


if __name__ == "__main__":
    main(*sys.argv[1:])
