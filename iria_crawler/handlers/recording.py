"""A recording: one exchange while it is under way."""

from datetime import UTC, datetime
from tempfile import SpooledTemporaryFile
from time import monotonic
from types import TracebackType
from typing import BinaryIO, Self, cast
from urllib.parse import urldefrag

from scrapy import Request
from scrapy.exceptions import DownloadFailedError, DownloadTimeoutError, ResponseDataLossError
from scrapy.http import Headers, Response
from twisted.internet.error import ConnectionClosed

from iria_crawler.errors import in_a_line, root_of
from iria_crawler.handlers.gauge import Gauge
from iria_crawler.handlers.wire import Tap
from iria_crawler.items import Cut, Exchange

_IN_MEMORY = 2**20  # what a file keeps before it goes to disk
_HEAD_CAP = 2**18  # of all header blocks of an answer, interim ones too; browsers stop here as well


class Recording:
    """Keeps what passes for a request and leaves it in `request.meta["exchange"]`.

    A context for the download: however that ends, by a response, an error or a cancellation, the
    exchange is attached then, and nothing is added to it any more.
    """

    def __init__(self, request: Request, *, cap: int) -> None:
        self._request = request
        self._cap = cap
        self._gauge: Gauge | None = None  # of the body; None while headers are being read
        self._size = 0
        self._tap: Tap | None = None
        self._start = monotonic()
        self._exchange = Exchange(
            url=urldefrag(request.url).url,
            method=request.method,
            started_at=datetime.now(UTC),
            elapsed_ms=0,
            sent=_file(),
            received=_file(),
            attempts=0,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        if problem:
            self._exchange.error = in_a_line(problem)
            self._cut(self._reason(problem))
        self._hand_over()

    # What the handler tells

    def body_begins(self, headers: Headers) -> None:
        value = b",".join(headers.getlist("Content-Encoding")).decode("latin-1").lower()
        self._gauge = Gauge(filter(None, map(str.strip, value.split(","))), cap=self._cap)

    def overflows(self, data: bytes) -> bool:
        """Whether this piece of the body takes it over the cap; it is cut there."""
        if self._gauge is None or not self._gauge.overflows(data):
            return False
        self._cut("length")
        return True

    def answered(self, response: Response) -> None:
        """Takes note of how whole the response is; raises `RuntimeError` if it came past the tap."""
        if not self._exchange.attempts:
            raise RuntimeError(f"{self._exchange.url} was not captured; this release of Scrapy is not supported")
        if "dataloss" in response.flags:
            self._cut(self._loss())
        elif "download_stopped" in response.flags:
            self._cut("unspecified")

    @property
    def too_large(self) -> bool:
        return self._exchange.cut == "length"

    # What the tap tells

    def begin(self, tap: Tap) -> None:
        self._tap = tap
        self._size = 0
        self._start = monotonic()
        _empty(self._exchange.sent)
        _empty(self._exchange.received)
        self._exchange.started_at = datetime.now(UTC)
        self._exchange.attempts += 1
        self._exchange.closed = False
        self._exchange.ip = None if self._request.meta.get("proxy") else tap.ip

    def sent(self, data: bytes) -> None:
        self._exchange.sent.write(data)

    def received(self, data: bytes) -> bool:
        self._exchange.received.write(data)
        self._size += len(data)
        # Chunks may be mostly framing: what frames a body may take as much room as the body itself.
        if self._size > _HEAD_CAP + (2 * self._cap if self._gauge else 0):
            self._cut("length")
        return not self.too_large

    def ended(self) -> None:
        self._exchange.closed = True

    # How it ends

    def _cut(self, reason: Cut | None) -> None:
        self._exchange.cut = self._exchange.cut or reason  # the first reason is the true one

    def _reason(self, problem: BaseException) -> Cut | None:
        if isinstance(problem, DownloadTimeoutError):
            return "time"
        if not self._exchange.attempts or self._is_unspoken():
            return None
        broken = isinstance(problem, DownloadFailedError | ResponseDataLossError)
        return self._loss() if broken or isinstance(root_of(problem), ConnectionClosed) else "unspecified"

    def _loss(self) -> Cut:
        """Of a connection that is lost: was it the server, or did we hang up on what cannot be read?"""
        return "unspecified" if self._tap and self._tap.disconnecting else "disconnect"

    def _is_unspoken(self) -> bool:
        """Whether TLS never came about, so that what was written has not left this machine."""
        return self._exchange.url.startswith("https:") and not (self._tap and self._tap.protocols)

    def _hand_over(self) -> None:
        self._gauge = None  # its windows may be large
        exchange = self._exchange
        exchange.elapsed_ms = round((monotonic() - self._start) * 1000)
        exchange.attempts = max(exchange.attempts, 1)
        if self._is_unspoken():
            _empty(exchange.sent)
        if self._tap:
            exchange.protocols, exchange.cipher = self._tap.protocols, self._tap.cipher
            self._tap.release(self)
        exchange.sent.seek(0)
        exchange.received.seek(0)
        self._request.meta["exchange"] = exchange


class _File(SpooledTemporaryFile[bytes]):
    """A file that closes itself when nobody has: after a cancelled download nobody writes a record."""

    def __del__(self) -> None:
        self.close()


def _file() -> BinaryIO:
    return cast("BinaryIO", _File(max_size=_IN_MEMORY))


def _empty(file: BinaryIO) -> None:
    file.seek(0)
    file.truncate()
