"""The capture handler: keeps the bytes of each exchange, as they were sent and received."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import cast

from scrapy import Request, signals
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler
from scrapy.exceptions import DownloadCancelledError, DownloadFailedError, IgnoreRequest, StopDownload
from scrapy.http import Headers, Response
from twisted.web.client import HTTPConnectionPool

from iria_crawler.handlers.recording import Recording
from iria_crawler.handlers.wire import TappedPool, asking

TOO_LATE = "too-late"
_BODY_CAP = 20_000_000


class CaptureHandler(HTTP11DownloadHandler):
    """A download handler under Scrapy's own HTTP/1.1 handler that keeps the exact bytes sent and
    received of each exchange, failed ones too.

    What `request.meta["may_ask"]` says no to is not asked for: `IgnoreRequest("too-late")`. A request may have
    waited for its turn for so long that another asks the host by now.

    After each download, whether it returns or raises, `request.meta["exchange"]` is an `Exchange`.

    A body that is larger than the setting `IRIA_BODY_CAP`, as received or decoded, is cut: the
    connection is dropped, the response has what came and the flag `download_stopped`, the exchange
    says `cut="length"`. Endless headers raise `DownloadCancelledError`, which is not retried. Since
    Scrapy's own limit throws away what came, it is off here, and on for the decoding of the body
    (`download_maxsize` in `request.meta`). `DOWNLOAD_FAIL_ON_DATALOSS` should be off, for a cut
    page is better than none.
    """

    lazy = True  # Scrapy makes one for each scheme, and each hears the signals of all downloads

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._pool = cast("HTTPConnectionPool", TappedPool(self._pool))
        self._cap = crawler.settings.getint("IRIA_BODY_CAP", _BODY_CAP)
        self._recordings: dict[Request, Recording] = {}
        crawler.signals.connect(self._headers_received, signals.headers_received)
        crawler.signals.connect(self._bytes_received, signals.bytes_received)

    async def download_request(self, request: Request) -> Response:
        may_ask = request.meta.get("may_ask")
        if may_ask is not None and not may_ask():
            raise IgnoreRequest(TOO_LATE)
        with Recording(request, cap=self._cap) as recording, self._following(request, recording):
            asking.set(recording)
            try:
                response = await super().download_request(request)
            except DownloadFailedError:
                if recording.too_large:
                    raise DownloadCancelledError(f"{request.url} has no end of headers") from None
                raise
            recording.answered(response)
            return response

    @contextmanager
    def _following(self, request: Request, recording: Recording) -> Iterator[None]:
        """Has the signals of a download go to its recording, and Scrapy's size limit out of the way."""
        self._recordings[request] = recording
        request.meta["download_maxsize"] = 0
        try:
            yield
        finally:
            request.meta["download_maxsize"] = self._cap
            del self._recordings[request]

    def _headers_received(self, headers: Headers, request: Request) -> None:
        if request in self._recordings:
            self._recordings[request].body_begins(headers)

    def _bytes_received(self, data: bytes, request: Request) -> None:
        if request in self._recordings and self._recordings[request].overflows(data):
            raise StopDownload(fail=False)
