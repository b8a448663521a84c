"""Captures from records: what a crash has left without a row, and what a new database begins with."""

import base64
import binascii
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from io import SEEK_END, BytesIO
from pathlib import Path
from typing import BinaryIO, get_args

from iria_crawler.errors import ArchiveError
from iria_crawler.framing import frame, span
from iria_crawler.items import Capture, Cut, Extra, Kind, Original, RecordRef
from iria_crawler.judge.blocks import method_of
from iria_crawler.warc.captures import Circumstances, Payload, bare_type, capture, payload
from iria_crawler.warc.reading import Record, companions, is_of_the_web, moment, opened, record_at, records
from iria_crawler.warc.records import FIELDS, digest

_CUTS: dict[str | None, Cut | None] = {None: None, "length": "length", "time": "time", "disconnect": "disconnect"}


def read_captures(folder: Path, filename: str, *, offset: int = 0) -> Iterator[Capture]:
    """The captures of a file from an offset on, as `Archive.write` gave them.

    Only `Original.capture_id` is not known here. Raises `ArchiveError` where the file is damaged.
    """
    with opened(folder, filename) as file:
        for record in records(file, filename, offset=offset):
            found = found_in(file, record)
            if isinstance(found, Capture):
                yield found


def found_in(file: BinaryIO, record: Record) -> Capture | Extra | None:
    """What a record is to an archive: a capture, one that only the index of replay lists, or a part of an exchange.

    `cdxj-indexer` lists the same, by the same rule (`CDXJIndexer.filter_record` of its version 1.5)."""
    if record.record_type in ("response", "revisit"):
        found = capture_of(file, record)
        return _extra(record) if found.status is None else found
    if record.record_type not in ("resource", "metadata") or record.header("Content-Type") == FIELDS:
        return None
    is_capture = record.record_type == "resource" and is_of_the_web(record)
    return capture_of(file, record) if is_capture else _extra(record)


def capture_of(file: BinaryIO, record: Record) -> Capture:
    """The capture of a response, revisit or resource record; its `status` is None where the block should be an answer
    of HTTP and is none."""
    method, fields = _story(file, record)
    if record.record_type == "resource":
        return _resource(record, fields)
    return (_response if record.record_type == "response" else _revisit)(record, method, fields)


def capture_at(folder: Path, ref: RecordRef) -> Capture:
    """The capture that a reference names; raises `ArchiveError` where its record cannot be read."""
    with opened(folder, ref.warc_file) as file:
        record = record_at(file, ref.warc_offset, ref.warc_file)
        with record.block:
            if record.ref != ref:
                raise ArchiveError(f"{ref.warc_file} at {ref.warc_offset} is not {ref.warc_record_id}")
            return capture_of(file, record)


def read_info(folder: Path, filename: str) -> Mapping[str, str]:
    """The fields of the warcinfo record that a file begins with; none where it begins with another record.

    Raises `ArchiveError` where not even that can be read."""
    with opened(folder, filename) as file:
        for first in records(file, filename):
            return _fields(first) if first.record_type == "warcinfo" else {}
    return {}


def crawl_in(info: Mapping[str, str], slug: str) -> tuple[str, datetime] | None:
    """The crawl of a site that a warcinfo record names, and when it began; None for files of others."""
    name = info.get("isPartOf", "")
    stamp = re.fullmatch(rf"{re.escape(slug)}-(\d{{8}}T\d{{6}}Z)(?:-\d+)?", name)
    return (name, datetime.strptime(stamp[1], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)) if stamp else None


def _story(file: BinaryIO, lead: Record) -> tuple[str, Mapping[str, str]]:
    """The method of the request, and the fields of the metadata."""
    method, fields = "GET", dict[str, str]()
    for record in companions(file, lead):
        if record.record_type == "request":
            method = method_of(record.block)
        elif record.record_type == "metadata":
            fields = _fields(record)
    return method, fields


def _fields(metadata: Record) -> dict[str, str]:
    metadata.block.seek(0)
    lines = metadata.block.read().decode("utf-8", "replace").split("\n")
    return {name.strip(): value.strip() for name, _, value in (line.partition(":") for line in lines)}


def _response(record: Record, method: str, fields: Mapping[str, str]) -> Capture:
    truncated = _CUTS.get(record.header("WARC-Truncated"), "unspecified")
    parts = frame(record.block, method=method, closed=truncated is None)
    what = payload(record.block, parts)
    declared = record.header("WARC-Payload-Digest")
    if declared:  # revisits of others name it as it is written, and replay looks for that
        what = replace(what, digest=declared)
    return capture(_circumstances(record, fields), parts, what, record.ref, record_type="response", truncated=truncated)


def _resource(record: Record, fields: Mapping[str, str]) -> Capture:
    """A file without the answer in which it came, as replay shows it: as if it were one."""
    about = _circumstances(record, fields)
    digest, length = _measured(record)
    return Capture(
        **{name: getattr(about, name) for name in ("url", "captured_at", "elapsed_ms", "via", "hops", "kind")},
        record_type="resource",
        ref=record.ref,
        status=200,
        mime=bare_type(record.header("Content-Type")),
        payload_digest=digest,
        payload_bytes=length,
        truncated=_CUTS.get(record.header("WARC-Truncated"), "unspecified"),
    )


def _extra(record: Record) -> Extra | None:
    """Nothing where it has no address by which replay could find it."""
    if not record.url:
        return None
    said = record.header("Content-Type") if record.record_type in ("resource", "metadata") else None
    return Extra(
        url=record.url,
        captured_at=record.date,
        record_type=record.record_type,
        ref=record.ref,
        mime=re.split(r"[;\s]", said, maxsplit=1)[0] or None if said else None,
        payload_digest=_measured(record)[0],
    )


def _measured(record: Record) -> tuple[str, int]:
    """The digest of a payload that is the whole block, as it is declared if it is, and its length."""
    length = record.block.seek(0, SEEK_END)
    declared = record.header("WARC-Payload-Digest")
    return declared or digest(span(record.block, 0, length)), length


def _revisit(record: Record, method: str, fields: Mapping[str, str]) -> Capture:
    parts = frame(
        BytesIO(_raw(fields)) if "http-response-base64" in fields else record.block, method=method, closed=True
    )
    what = Payload(digest=record.header("WARC-Payload-Digest"), length=_number(fields, "payload-length"))
    original = Original(
        url=record.header("WARC-Refers-To-Target-URI") or record.url,
        captured_at=_referred_date(record),
        warc_record_id=record.header("WARC-Refers-To") or "",
        payload_digest=what.digest or "",
    )
    return capture(_circumstances(record, fields), parts, what, record.ref, record_type="revisit", original=original)


def _referred_date(record: Record) -> datetime:
    """The date of the record that a revisit refers to, which the standard only recommends (WARC 1.1, section 5.11)."""
    said = record.header("WARC-Refers-To-Date")
    return moment(said, f"{record.filename} at {record.offset}") if said else record.date


def _circumstances(record: Record, fields: Mapping[str, str]) -> Circumstances:
    return Circumstances(
        url=record.url,
        captured_at=record.date,
        elapsed_ms=_number(fields, "fetchTimeMs"),
        via=fields.get("via"),
        hops=fields.get("hopsFromSeed", ""),
        kind=_kind(fields.get("kind")),
    )


def _kind(said: str | None) -> Kind | None:
    return next((kind for kind in get_args(Kind) if kind == said), None)


def _raw(fields: Mapping[str, str]) -> bytes:
    try:
        return base64.b64decode(fields["http-response-base64"])
    except binascii.Error:
        return b""


def _number(fields: Mapping[str, str], name: str) -> int:
    value = fields.get(name, "")
    return int(value) if value.isascii() and value.isdecimal() else 0
