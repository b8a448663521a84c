"""Turns one exchange into its records: response or revisit, request, metadata."""

import base64
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from io import SEEK_END
from pathlib import PurePosixPath
from typing import Protocol

from warcio.recordloader import ArcWarcRecord

from iria_crawler.framing import Frame, frame, span
from iria_crawler.items import Capture, Cut, Exchange, Kind, Original, RecordRef
from iria_crawler.warc import records
from iria_crawler.warc.captures import Circumstances, Payload, capture, payload
from iria_crawler.warc.files import GrowingFile
from iria_crawler.warc.records import Field, RecordWriter

_ODD_ANSWER = 1 << 16  # so much is kept of an answer that is not HTTP


class Originals(Protocol):
    """The stored responses that a revisit may name."""

    def by_digest(self, digest: str) -> Original | None: ...

    def by_url(self, url: str) -> Original | None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came back, and what it is to the archive.

    `original` is there where the response is a revisit. `raw` is a 304 that stands in the metadata:
    with its head in the block, pywb and ReplayWeb.page show a bare 304 instead of the page.
    """

    parts: Frame
    payload: Payload
    truncated: Cut | None = None
    original: Original | None = None
    raw: bytes | None = None


def answered(exchange: Exchange, originals: Originals) -> Answer:
    """Look at what came; `parts.status` is None where that is no HTTP response."""
    parts = frame(exchange.received, method=exchange.method, closed=exchange.closed and exchange.cut is None)
    if parts.status is None:
        return Answer(parts=parts, payload=Payload())
    what = payload(exchange.received, parts)
    if not parts.whole:
        return Answer(parts=parts, payload=what, truncated=exchange.cut or "disconnect")
    if parts.status == 304 and (original := originals.by_url(exchange.url)):
        raw = b"".join(span(exchange.received, parts.start, parts.end))
        return Answer(parts=parts, payload=Payload(digest=original.payload_digest), original=original, raw=raw)
    if parts.status == 200 and what.length and what.digest:
        return Answer(parts=parts, payload=what, original=originals.by_digest(what.digest))
    return Answer(parts=parts, payload=what)


class Recorder:
    """Writes exchanges into one file; its first record says what the file is."""

    def __init__(self, file: GrowingFile, *, info: Mapping[str, str], originals: Originals) -> None:
        self.file = file
        self._info, self._originals = info, originals
        self._warcinfo_id = records.record_id()
        self._writer = RecordWriter(file)

    def record(self, exchange: Exchange, *, via: str | None, hops: str, kind: Kind | None) -> Capture | None:
        """Write all records of an exchange; gives the capture that its response or revisit record makes."""
        if not self.file.size:
            self._add(_warcinfo(self.file.filename, self._warcinfo_id, exchange.started_at, self._info))
        about = Circumstances(
            url=records.address(exchange.url),
            captured_at=exchange.started_at,
            elapsed_ms=exchange.elapsed_ms,
            error=exchange.error,
            via=records.address(via) if via else None,
            hops=hops,
            kind=kind,
        )
        answer = answered(exchange, self._originals)
        ref = self._add_answer(about, exchange, answer) if answer.parts.status is not None else None
        lead = ref.warc_record_id if ref else None
        if exchange.sent.seek(0, SEEK_END):
            request = self._add(_request(self._headers(about, lead), _wire(exchange, answer.parts), exchange))
            lead = lead or request.warc_record_id
        self._add(records.fields("metadata", self._headers(about, lead), _metadata(about, exchange, answer)))
        return _capture(about, answer, ref) if ref else None

    def _add_answer(self, about: Circumstances, exchange: Exchange, answer: Answer) -> RecordRef:
        headers = [*self._headers(about), *_wire(exchange, answer.parts)]
        if answer.original is None:
            return self._add(_response(headers, exchange, answer))
        return self._add(_revisit(headers, exchange, answer, answer.original))

    def _headers(self, about: Circumstances, lead: str | None = None) -> list[Field]:
        return [
            ("WARC-Record-ID", records.record_id()),
            ("WARC-Target-URI", about.url),
            ("WARC-Date", records.date(about.captured_at)),
            ("WARC-Warcinfo-ID", self._warcinfo_id),
            ("WARC-Concurrent-To", lead),
        ]

    def _add(self, record: ArcWarcRecord) -> RecordRef:
        offset = self.file.size
        self._writer.write_record(record)
        self.file.records += 1
        return RecordRef(
            warc_file=self.file.filename,
            warc_offset=offset,
            warc_length=self.file.size - offset,
            warc_record_id=record.rec_headers.get_header("WARC-Record-ID"),
        )


def _warcinfo(filename: str, record_id: str, started_at: datetime, info: Mapping[str, str]) -> ArcWarcRecord:
    headers: list[Field] = [
        ("WARC-Record-ID", record_id),
        ("WARC-Date", records.date(started_at)),
        ("WARC-Filename", PurePosixPath(filename).name),
    ]
    return records.fields("warcinfo", headers, info.items())


def _wire(exchange: Exchange, parts: Frame) -> list[Field]:
    """What is known of the connection."""
    spoken = [f"http/{parts.version}"] if parts.version else []
    protocols = dict.fromkeys((*spoken, *exchange.protocols))
    return [
        ("WARC-IP-Address", exchange.ip),
        *(("WARC-Protocol", protocol) for protocol in protocols),
        ("WARC-Cipher-Suite", exchange.cipher),
    ]


def _response(headers: list[Field], exchange: Exchange, answer: Answer) -> ArcWarcRecord:
    parts = answer.parts
    # The standard wants the digest of what was in the chunks, half of the validators that of the chunks.
    digest = None if parts.framing == "chunked" else answer.payload.digest
    headers += [
        ("WARC-Payload-Digest", digest),
        ("WARC-Block-Digest", records.digest(span(exchange.received, parts.start, parts.end))),
        ("WARC-Truncated", answer.truncated),
    ]
    return records.http("response", headers, exchange.received, parts.start, parts.end)


def _revisit(headers: list[Field], exchange: Exchange, answer: Answer, original: Original) -> ArcWarcRecord:
    head = b"" if answer.raw else b"".join(span(exchange.received, answer.parts.start, answer.parts.head_end))
    headers += [
        ("WARC-Profile", records.NOT_MODIFIED if answer.raw else records.IDENTICAL),
        ("WARC-Refers-To", original.warc_record_id),
        ("WARC-Refers-To-Target-URI", records.address(original.url)),
        ("WARC-Refers-To-Date", records.date(original.captured_at)),
        ("WARC-Payload-Digest", original.payload_digest),
        ("WARC-Block-Digest", records.digest((head,))),
        ("WARC-Truncated", None if answer.raw else "length"),  # WARC 1.1, 6.7.2
    ]
    return records.revisit(headers, head)


def _request(headers: list[Field], wire: list[Field], exchange: Exchange) -> ArcWarcRecord:
    size = exchange.sent.seek(0, SEEK_END)
    sent = b"".join(span(exchange.sent, 0, size))
    headers += [
        *wire,
        ("WARC-Payload-Digest", records.digest((sent.partition(b"\r\n\r\n")[2],))),
        ("WARC-Block-Digest", records.digest((sent,))),
    ]
    return records.http("request", headers, exchange.sent, 0, size)


def _metadata(about: Circumstances, exchange: Exchange, answer: Answer) -> Iterator[Field]:
    parts = answer.parts
    yield "via", about.via
    yield "hopsFromSeed", about.hops
    yield "kind", about.kind  # what a rebuilt database must know of the URL
    yield "fetchTimeMs", about.elapsed_ms
    yield "attempts", exchange.attempts if exchange.attempts > 1 else None
    yield "fetch-error", exchange.error
    yield "surplus-bytes", parts.surplus or None
    for head in parts.interim:
        yield "interim-response", head.partition(b"\n")[0].decode("latin-1")
        yield "interim-response-base64", _base64(head)
    if answer.raw:
        yield "http-response-base64", _base64(answer.raw)
    if answer.original:
        yield "payload-length", answer.payload.length
    if parts.status is None and parts.end > parts.start:
        kept = span(exchange.received, parts.start, min(parts.end, parts.start + _ODD_ANSWER))
        yield "non-http-bytes", parts.end - parts.start
        yield "non-http-bytes-base64", _base64(b"".join(kept))


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def _capture(about: Circumstances, answer: Answer, ref: RecordRef) -> Capture:
    return capture(
        about,
        answer.parts,
        answer.payload,
        ref,
        record_type="revisit" if answer.original else "response",
        truncated=answer.truncated,
        original=answer.original,
    )
