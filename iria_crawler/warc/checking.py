"""Checks single records more strictly than the public validators do."""

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from io import SEEK_END
from pathlib import Path
from typing import BinaryIO

from iria_crawler import digests
from iria_crawler.errors import ArchiveError
from iria_crawler.framing import Frame, entity, frame, span
from iria_crawler.items import RecordRef
from iria_crawler.warc.adoption import method_of
from iria_crawler.warc.reading import Record, opened, record_at
from iria_crawler.warc.reading import companions as following


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordCheck:
    """What a record says of itself, what its bytes say, and where the two differ.

    `block_digest` and `payload_digest` are computed, in the form of the declared ones if that is known here. The
    payload digest of a response is over its body without chunks, also where none is declared; a
    revisit has no body to compute one from. A record that cannot be read has nothing but `problems`.
    """

    ref: RecordRef
    record_type: str | None = None
    url: str | None = None
    captured_at: datetime | None = None
    status: int | None = None
    declared_block_digest: str | None = None
    block_digest: str | None = None
    declared_payload_digest: str | None = None
    payload_digest: str | None = None
    truncated: str | None = None
    refers_to: str | None = None
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Companion:
    """A record of the same exchange: the request or the metadata."""

    record_type: str
    ref: RecordRef


def companions(folder: Path, ref: RecordRef) -> tuple[Companion, ...]:
    """The records that directly follow a record as parts of its exchange; a whole exchange has a request among them."""
    with opened(folder, ref.warc_file) as file:
        lead = record_at(file, ref.warc_offset, ref.warc_file)
        with lead.block:
            return tuple(Companion(record_type=each.record_type, ref=each.ref) for each in following(file, lead))


def check(folder: Path, ref: RecordRef, *, ours: bool = True, like: str | None = None) -> RecordCheck:
    """Compare a record with its reference, its header with its block, and its digests with its bytes.

    Records of others need not have what `ours` always have, such as digests. `like` is a digest in whose form that of
    the payload of a response is given, whatever is declared."""
    try:
        with opened(folder, ref.warc_file) as file:
            record = record_at(file, ref.warc_offset, ref.warc_file)
            with record.block:
                captured_at = record.date
                return _checked(file, record, ref, captured_at, ours=ours, like=like)
    except ArchiveError as damage:
        return RecordCheck(ref=ref, problems=(str(damage),))


def _checked(
    file: BinaryIO, record: Record, ref: RecordRef, captured_at: datetime, *, ours: bool, like: str | None
) -> RecordCheck:
    parts = _parts(file, record)
    block_digest = record.header("WARC-Block-Digest")
    payload_digest = record.header("WARC-Payload-Digest")
    found = RecordCheck(
        ref=ref,
        record_type=record.record_type,
        url=record.url or None,
        captured_at=captured_at,
        status=parts.status if parts else None,
        declared_block_digest=block_digest,
        block_digest=_digest(_block(record), like=block_digest),
        declared_payload_digest=payload_digest,
        payload_digest=_payload_digest(record, parts, payload_digest),
        truncated=record.header("WARC-Truncated"),
        refers_to=record.header("WARC-Refers-To"),
    )
    problems = (*_form(file, record, ref), *_digests(found), *_fitness(found, parts))
    found = replace(found, problems=(*problems, *(_customs(found, parts, record) if ours else ())))
    of_another = like and digests.algorithm_of(like) != digests.algorithm_of(payload_digest or "sha1:")
    if of_another and record.record_type == "response":
        return replace(found, payload_digest=_payload_digest(record, parts, like))
    return found


def _parts(file: BinaryIO, record: Record) -> Frame | None:
    if record.record_type not in ("response", "revisit"):
        return None
    method = "GET"
    with suppress(ArchiveError):  # a damaged neighbour is found when it is checked itself
        requests = (each for each in following(file, record) if each.record_type == "request")
        method = next(map(method_of, requests), method)
    return frame(record.block, method=method, closed=record.header("WARC-Truncated") is None)


def _form(file: BinaryIO, record: Record, ref: RecordRef) -> Iterator[str]:
    if record.ref != ref:
        yield f"should be {ref.warc_record_id} of {ref.warc_length} bytes, is {record.record_id} of {record.length}"
    file.seek(record.offset)
    if file.read(2) != b"\x1f\x8b":
        yield "is not a gzip member of its own"
    names = Counter(name.lower() for name, _ in record.headers.headers)
    for name, times in names.items():
        if times > 1 and name not in ("warc-concurrent-to", "warc-protocol"):
            yield f"says {name} {times} times"
    if record.record_type != "warcinfo" and not record.header("WARC-Target-URI"):
        yield "has no WARC-Target-URI"


def _customs(found: RecordCheck, parts: Frame | None, record: Record) -> Iterator[str]:
    """What the standard leaves open and our records always have."""
    if record.headers.protocol != "WARC/1.1":
        yield f"is {record.headers.protocol}, not WARC/1.1"
    if record.record_type != "warcinfo" and not record.header("WARC-Warcinfo-ID"):
        yield "has no WARC-Warcinfo-ID"
    if found.declared_block_digest is None:
        yield "has no WARC-Block-Digest"
    for declared in (found.declared_block_digest, found.declared_payload_digest):
        if declared is not None and digests.algorithm_of(declared) is None:
            yield f"has a digest of an unknown algorithm, {declared}"
    is_missing = found.declared_payload_digest is None
    if is_missing and (found.record_type == "revisit" or (parts and parts.framing in ("length", "close"))):
        yield "has no WARC-Payload-Digest"
    if found.record_type == "revisit":
        needed = ("WARC-Profile", "WARC-Refers-To", "WARC-Refers-To-Target-URI", "WARC-Refers-To-Date")
        yield from (f"has no {name}" for name in needed if not record.header(name))


def _digests(found: RecordCheck) -> Iterator[str]:
    if not _agree(found.declared_block_digest, found.block_digest):
        yield f"has WARC-Block-Digest {found.declared_block_digest}, but its bytes give {found.block_digest}"
    if not _agree(found.declared_payload_digest, found.payload_digest):
        yield f"has WARC-Payload-Digest {found.declared_payload_digest}, but its bytes give {found.payload_digest}"


def _agree(declared: str | None, made: str | None) -> bool:
    return declared is None or digests.are_same(declared, made)


def _fitness(found: RecordCheck, parts: Frame | None) -> Iterator[str]:
    """What is amiss between the record type, its header and the response."""
    if found.record_type == "response" and parts:
        if parts.status is None:
            yield "holds no HTTP response"
        elif not parts.whole and found.truncated is None:
            yield "is cut, but has no WARC-Truncated"
        elif parts.whole and found.truncated:
            yield f"has WARC-Truncated {found.truncated}, but is whole"
        elif parts.surplus:
            yield f"has {parts.surplus} bytes after its message"


def _block(record: Record) -> Iterator[bytes]:
    return span(record.block, 0, record.block.seek(0, SEEK_END))


def _payload_digest(record: Record, parts: Frame | None, declared: str | None) -> str | None:
    if record.record_type == "revisit":
        return declared
    if record.record_type == "response" and parts:
        is_headless = parts.framing == "none" and not parts.whole
        return None if is_headless else _digest(entity(record.block, parts), like=declared)
    if record.record_type == "request":
        return _digest((b"".join(_block(record)).partition(b"\r\n\r\n")[2],), like=declared)
    return None


def _digest(pieces: Iterable[bytes], *, like: str | None) -> str:
    """The digest in the form of another one; sha1 and base32 where there is none, or none that is known here."""
    if like is None or digests.algorithm_of(like) is None:
        like = "sha1:"
    return digests.written_like(like, digests.made(like, pieces) or b"")
