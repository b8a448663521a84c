"""Builds and serialises records through warcio, with HTTP bytes as they came and one fast gzip member each."""

import base64
import hashlib
import re
import uuid
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from io import BytesIO
from typing import Any, BinaryIO, Protocol
from urllib.parse import quote

from isal import isal_zlib
from warcio.limitreader import LimitReader
from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

FIELDS = "application/warc-fields"
REQUEST = "application/http;msgtype=request"
RESPONSE = "application/http;msgtype=response"
IDENTICAL = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"

_VERSION = "WARC/1.1"
_LEVEL = 2  # a fifth of the time that zlib takes at 6, for files that are a sixth larger
_PIECE = 1 << 16

Field = tuple[str, object]


class Sink(Protocol):
    """What records are written to."""

    def write(self, data: bytes, /) -> object: ...


class RecordWriter(WARCWriter):  # type: ignore[misc]  # warcio has no types
    """warcio's writer for records that bring their own digests, each a gzip member of our making."""

    def __init__(self, out: Sink) -> None:
        super().__init__(out, gzip=False, warc_version=_VERSION)

    def write_record(self, record: ArcWarcRecord, params: None = None) -> None:
        self._write_warc_record(_Member(self.out), record)

    def ensure_digest(self, record: ArcWarcRecord, block: bool = True, payload: bool = True) -> None:
        """Nothing: a digest that is not there was left out on purpose."""

    @staticmethod
    def _iter_stream(stream: Any) -> Iterator[bytes]:
        return iter(lambda: stream.read(_PIECE), b"")


class _Member:
    """One gzip member, written piece by piece; warcio flushes it when the record is complete."""

    def __init__(self, out: Sink) -> None:
        self._out = out
        self._engine = isal_zlib.compressobj(_LEVEL, isal_zlib.DEFLATED, 31)

    def write(self, data: bytes) -> None:
        if packed := self._engine.compress(data):
            self._out.write(packed)

    def flush(self) -> None:
        self._out.write(self._engine.flush())


class _Head:
    """The head of a response byte for byte, where warcio would write its own rendering of it."""

    def __init__(self, head: bytes) -> None:
        self.headers_buff = head

    def compute_headers_buffer(self, header_filter: None) -> None:
        """Nothing: it is there."""


def http(kind: str, headers: Iterable[Field], stream: BinaryIO, start: int, end: int) -> ArcWarcRecord:
    """A response or request record whose block is a stretch of a file."""
    stream.seek(start)
    content_type = REQUEST if kind == "request" else RESPONSE
    return _record(kind, headers, content_type, block=LimitReader(stream, end - start), length=end - start)


def revisit(headers: Iterable[Field], head: bytes) -> ArcWarcRecord:
    """A revisit record; its block is the head of the response, or nothing."""
    return _record("revisit", headers, RESPONSE if head else None, head=_Head(head) if head else None)


def fields(kind: str, headers: Iterable[Field], content: Iterable[Field]) -> ArcWarcRecord:
    """A warcinfo or metadata record; values become one line each, empty ones are left out."""
    lines = ((name, " ".join(str(value).split())) for name, value in content if value is not None)
    block = "".join(f"{name}: {value}\r\n" for name, value in lines if value).encode()
    headers = [*headers, ("WARC-Block-Digest", digest((block,)))]
    return _record(kind, headers, FIELDS, block=BytesIO(block), length=len(block))


def _record(
    kind: str,
    headers: Iterable[Field],
    content_type: str | None,
    *,
    block: Any = None,
    length: int = 0,
    head: _Head | None = None,
) -> ArcWarcRecord:
    named = [("WARC-Type", kind), *((name, str(value)) for name, value in headers if value is not None)]
    record_headers = StatusAndHeaders("", named, protocol=_VERSION)
    return ArcWarcRecord(
        "warc", kind, record_headers, block or BytesIO(), head, content_type, length, payload_length=length
    )


def digest(pieces: Iterable[bytes]) -> str:
    """`sha1:` and base32: what every reader of WARC files can check."""
    return measured(pieces)[0]


def measured(pieces: Iterable[bytes]) -> tuple[str, int]:
    """The digest of some bytes, and how many they are."""
    sha1, length = hashlib.sha1(usedforsecurity=False), 0
    for piece in pieces:
        sha1.update(piece)
        length += len(piece)
    return "sha1:" + base64.b32encode(sha1.digest()).decode("ascii"), length


def record_id() -> str:
    return f"<urn:uuid:{uuid.uuid4()}>"


def date(moment: datetime) -> str:
    """A moment as WARC-Date says it, to the microsecond."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def address(url: str) -> str:
    """A URL that can stand in a header: what would end the line or the value is percent-encoded."""
    return re.sub(r"[\x00-\x20<>\x7f-\xa0\u2028\u2029]", lambda odd: quote(odd[0]), url)
