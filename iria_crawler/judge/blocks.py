"""The block of a record: its digests, and whether what its header says fits the HTTP message in it."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import BinaryIO

from iria_crawler import digests
from iria_crawler.framing import Frame, codings, entity, frame, span
from iria_crawler.judge.fields import Fault, Head

_HTTP = ("application/http", "application/https")
_MAGIC = {"gzip": b"\x1f\x8b", "x-gzip": b"\x1f\x8b", "zstd": b"\x28\xb5\x2f\xfd"}
_WITHOUT_BODY = (204, 304)
_CHUNK = re.compile(rb"[ \t]*[0-9A-Fa-f]+[ \t]*(;|\r?\n|\Z)")
_CHUNK_LINE = 32


@dataclass(frozen=True, slots=True)
class Looked:
    """What the block of a record says: `response` the parts of its response, `payload` the digest of its body without
    chunks, by the algorithm of that in the database, `length` how long this body is."""

    faults: tuple[Fault, ...] = ()
    response: Frame | None = None
    payload: str | None = None
    length: int = 0


def look(
    head: Head, block: BinaryIO, size: int, *, ours: bool, method: str = "GET", wanted: str | None = None
) -> Looked:
    """Make the digests of a record, and compare; that of the payload is given in the form of the one that is wanted.
    `method` is what a response answers."""
    faults = [*_unknown_algorithms(head), *_block_faults(head, block, size)]
    kind = head.kind
    is_http = (head.get("content-type") or "").partition(";")[0].strip().lower() in _HTTP
    if kind in ("response", "revisit") and (is_http or (ours and size)):
        return _response(head, block, faults, ours=ours, method=method, wanted=wanted)
    if kind == "response" and ours:
        faults.append(Fault("holds no HTTP response", ours=True))
    elif kind == "request" and is_http:
        faults += _payload_faults(head, (_request_body(block, size),))
    elif kind in ("resource", "conversion", "response") and not head.get("warc-segment-number"):
        faults += _payload_faults(head, span(block, 0, size))
        if kind == "resource":
            return Looked(tuple(faults), None, *_whole(head, block, size, wanted))
    return Looked(tuple(faults))


def _whole(head: Head, block: BinaryIO, size: int, wanted: str | None) -> tuple[str | None, int]:
    """The digest of a payload that is the whole block, and its length."""
    like = wanted or head.get("warc-payload-digest") or "sha1:"
    made, length = digests.measured(like, span(block, 0, size))
    return digests.written_like(like, made) if made else None, length


def method_of(block: BinaryIO) -> str:
    """The method of a request."""
    block.seek(0)
    return block.read(64).partition(b" ")[0].decode("latin-1")


def _unknown_algorithms(head: Head) -> Iterator[Fault]:
    for name, spelled in (("warc-block-digest", "WARC-Block-Digest"), ("warc-payload-digest", "WARC-Payload-Digest")):
        declared = head.get(name)
        if declared is not None and digests.algorithm_of(declared) is None:
            yield Fault(f"has a {spelled} of an unknown algorithm, which was not checked: {declared[:80]}", ours=True)


def _block_faults(head: Head, block: BinaryIO, size: int) -> list[Fault]:
    declared = head.get("warc-block-digest")
    if declared is None:
        return []
    made = digests.made(declared, _pieces(block, 0, size))
    if made is None or made == digests.value_of(declared):
        return []
    if head.kind == "revisit" and digests.value_of(declared) == digests.made(declared, ()):
        # what wget writes of every revisit, whose block is a head
        return [Fault("is a revisit whose WARC-Block-Digest is that of nothing", ours=True)]
    return [Fault(f"has WARC-Block-Digest {declared}, but its bytes give {digests.written_like(declared, made)}")]


def _response(
    head: Head, block: BinaryIO, faults: list[Fault], *, ours: bool, method: str, wanted: str | None
) -> Looked:
    parts = frame(block, method=method, closed=head.get("warc-truncated") is None)
    if parts.status is None:
        faults.append(Fault("holds no HTTP response", ours=True))
        return Looked(tuple(faults))
    is_cut_in_head = parts.framing == "none" and not parts.whole
    payload, length = None, 0
    if head.kind == "response":
        declared = head.get("warc-payload-digest")
        if not is_cut_in_head:
            payload, length = _entity_digest(block, parts, declared or wanted or "sha1:")
        faults += _declared_payload(head, block, parts, payload, ours=ours)
        if payload and wanted and declared and digests.algorithm_of(declared) != digests.algorithm_of(wanted):
            payload, _ = _entity_digest(block, parts, wanted)
        faults += _fitness(head, block, parts)
        faults += _coding(block, parts)
    faults += _protocol(head, parts)
    return Looked(tuple(faults), parts, payload, length)


def _entity_digest(block: BinaryIO, parts: Frame, like: str) -> tuple[str, int]:
    """The digest of the body without chunks, in the form of another one, and how long it is."""
    pieces = (
        entity(block, parts)
        if parts.framing == "chunked"
        else _pieces(block, parts.head_end, parts.end)
        if parts.framing != "none"
        else ()
    )
    made, length = digests.measured(like, pieces)
    if made is None or made == digests.value_of(like):
        return like, length
    return digests.written_like(like, made), length


def _declared_payload(head: Head, block: BinaryIO, parts: Frame, payload: str | None, *, ours: bool) -> Iterator[Fault]:
    declared = head.get("warc-payload-digest")
    if declared is None:
        if parts.framing in ("length", "close") and not (parts.framing == "close" and _says_chunked(parts)):
            yield Fault("has no WARC-Payload-Digest", ours=True)
        return
    if payload is None or payload == declared or head.get("warc-segment-number"):
        return
    if not ours and (head.get("warc-truncated") or digests.value_of(declared) == _raw_digest(declared, block, parts)):
        return  # half of all tools make it over the chunks; of a truncated body it may be that of the whole one
    yield Fault(f"has WARC-Payload-Digest {declared}, but its bytes give {payload}")


def _raw_digest(declared: str, block: BinaryIO, parts: Frame) -> bytes | None:
    return digests.made(declared, _pieces(block, parts.head_end, parts.end + parts.surplus))


def _payload_faults(head: Head, pieces: Iterable[bytes]) -> Iterator[Fault]:
    declared = head.get("warc-payload-digest")
    if declared is not None:
        made = digests.made(declared, pieces)
        if made is not None and made != digests.value_of(declared):
            yield Fault(
                f"has WARC-Payload-Digest {declared}, but its bytes give {digests.written_like(declared, made)}"
            )


def _fitness(head: Head, block: BinaryIO, parts: Frame) -> Iterator[Fault]:
    """What is amiss between header and message. Of others it may be so: servers lie, and not every tool tells."""
    truncated = head.get("warc-truncated")
    if _says_chunked(parts) and truncated is None and not _is_chunked(block, parts):
        yield Fault("says that its body is chunked, but it is not", ours=True)
    elif not parts.whole and truncated is None:
        yield Fault("is cut, but has no WARC-Truncated", ours=True)
    elif parts.whole and truncated:
        yield Fault(f"has WARC-Truncated {truncated}, but is whole", ours=True)
    elif parts.surplus:
        yield Fault(f"has {parts.surplus:,} bytes after its message", ours=True)


def _says_chunked(parts: Frame) -> bool:
    return (parts.header("transfer-encoding") or "").lower().rstrip().endswith("chunked")


def _is_chunked(block: BinaryIO, parts: Frame) -> bool:
    """Whether a body begins with a chunk, or is none."""
    block.seek(parts.head_end)
    opening = block.read(_CHUNK_LINE)
    return parts.framing == "none" or not opening or bool(_CHUNK.match(opening))


def _coding(block: BinaryIO, parts: Frame) -> Iterator[Fault]:
    """A body that is not coded as its header says. Servers do that too, so it is no damage by itself."""
    coded = codings(parts.headers)
    magic = _MAGIC.get(coded[-1]) if coded else None
    if magic and parts.status not in _WITHOUT_BODY:
        opening = next(entity(block, parts), b"")[: len(magic)]
        if opening and opening != magic[: len(opening)]:
            yield Fault(f"says that its body is coded as {coded[-1]}, but it is not", maybe=True)


def _protocol(head: Head, parts: Frame) -> Iterator[Fault]:
    spoken = [value for name, value in head.fields if name == "warc-protocol" and value.startswith("http/")]
    if spoken and f"http/{parts.version}" not in spoken and not {"h2", "h3"} & set(spoken):
        yield Fault(f"has a status line of HTTP/{parts.version}, but was fetched by {', '.join(spoken)}", ours=True)


def _request_body(block: BinaryIO, size: int) -> bytes:
    block.seek(0)
    return block.read(size).partition(b"\r\n\r\n")[2]


def _pieces(block: BinaryIO, start: int, end: int) -> Iterable[bytes | memoryview]:
    if isinstance(block, BytesIO):
        return (memoryview(block.getvalue())[start:end],)
    return span(block, start, end)
