"""The block of a record: its digests, and whether what its header says fits the HTTP message in it."""

import base64
import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import BinaryIO

from iria_crawler.framing import Frame, codings, entity, frame, span
from iria_crawler.verify.fields import Fault, Head

_ALGORITHMS = {"sha1": "sha1", "sha-1": "sha1", "sha256": "sha256", "sha-256": "sha256", "sha512": "sha512"} | {
    "sha-512": "sha512",
    "md5": "md5",
    "sha384": "sha384",
}
_SIZES = {"md5": 16, "sha1": 20, "sha256": 32, "sha384": 48, "sha512": 64}
_BASE_32 = bytes(
    (b"0123456789abcdefghijklmnopqrstuv")[at]
    if (at := b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".find(bytes([byte]).upper())) >= 0
    else 33
    for byte in range(256)
)
_HTTP = ("application/http", "application/https")
_MAGIC = {"gzip": b"\x1f\x8b", "x-gzip": b"\x1f\x8b", "zstd": b"\x28\xb5\x2f\xfd"}
_WITHOUT_BODY = (204, 304)
_CHUNK = re.compile(rb"[ \t]*[0-9A-Fa-f]+[ \t]*(;|\r?\n|\Z)")
_CHUNK_LINE = 32


@dataclass(frozen=True, slots=True)
class Looked:
    """What the block of a record says: `status` of its response, `payload` the digest of its body without chunks, as
    the database has it, `is_headless` that it is whole if it answers a HEAD."""

    faults: tuple[Fault, ...] = ()
    status: int | None = None
    payload: str | None = None
    is_headless: bool = False
    is_chunked: bool = False


def look(head: Head, block: BinaryIO, size: int, *, ours: bool, wanted: str | None = None) -> Looked:
    """Make the digests of a record, and compare; that of the payload is given in the form of the one that is wanted."""
    faults = [*_unknown_algorithms(head), *_block_faults(head, block, size)]
    kind = head.kind
    is_http = (head.get("content-type") or "").partition(";")[0].strip().lower() in _HTTP
    if kind in ("response", "revisit") and (is_http or (ours and size)):
        return _response(head, block, faults, ours=ours, wanted=wanted)
    if kind == "response" and ours:
        faults.append(Fault("holds no HTTP response", ours=True))
    elif kind == "request" and is_http:
        faults += _payload_faults(head, (_request_body(block, size),))
    elif kind in ("resource", "conversion", "response") and not head.get("warc-segment-number"):
        faults += _payload_faults(head, span(block, 0, size))
    return Looked(tuple(faults))


def method_of(block: BinaryIO) -> str:
    """The method of a request."""
    block.seek(0)
    return block.read(64).partition(b" ")[0].decode("latin-1")


def _unknown_algorithms(head: Head) -> Iterator[Fault]:
    for name, spelled in (("warc-block-digest", "WARC-Block-Digest"), ("warc-payload-digest", "WARC-Payload-Digest")):
        declared = head.get(name)
        if declared is not None and _algorithm(declared) is None:
            yield Fault(f"has a {spelled} of an unknown algorithm, which was not checked: {declared[:80]}", ours=True)


def _block_faults(head: Head, block: BinaryIO, size: int) -> list[Fault]:
    declared = head.get("warc-block-digest")
    if declared is None:
        return []
    made = _made(declared, _pieces(block, 0, size))
    if made is None or made == _value(declared):
        return []
    if head.kind == "revisit" and _value(declared) == _made(declared, ()):
        # what wget writes of every revisit, whose block is a head
        return [Fault("is a revisit whose WARC-Block-Digest is that of nothing", ours=True)]
    return [Fault(f"has WARC-Block-Digest {declared}, but its bytes give {_like(declared, made)}")]


def _response(head: Head, block: BinaryIO, faults: list[Fault], *, ours: bool, wanted: str | None) -> Looked:
    truncated = head.get("warc-truncated")
    parts = frame(block, method="GET", closed=truncated is None)
    if parts.status is None:
        faults.append(Fault("holds no HTTP response", ours=True))
        return Looked(tuple(faults))
    is_cut_in_head = parts.framing == "none" and not parts.whole
    payload = None
    if head.kind == "response":
        declared = head.get("warc-payload-digest")
        payload = None if is_cut_in_head else _entity_digest(block, parts, declared or wanted or "sha1:")
        faults += _declared_payload(head, block, parts, payload, ours=ours)
        if payload and wanted and declared and _form(declared) != _form(wanted):
            payload = _entity_digest(block, parts, wanted)
        faults += _fitness(head, block, parts)
        faults += _coding(block, parts)
    faults += _protocol(head, parts)
    size = parts.end + parts.surplus
    is_headless = head.kind == "response" and not parts.whole and size == parts.head_end and truncated is None
    return Looked(tuple(faults), parts.status, payload, is_headless, parts.framing == "chunked")


def _entity_digest(block: BinaryIO, parts: Frame, like: str) -> str:
    """The digest of the body without chunks, in the form of another one."""
    pieces = (
        entity(block, parts)
        if parts.framing == "chunked"
        else _pieces(block, parts.head_end, parts.end)
        if parts.framing != "none"
        else ()
    )
    made = _made(like, pieces)
    if made is None or made == _value(like):
        return like
    return _like(like, made)


def _declared_payload(head: Head, block: BinaryIO, parts: Frame, payload: str | None, *, ours: bool) -> Iterator[Fault]:
    declared = head.get("warc-payload-digest")
    if declared is None:
        if parts.framing in ("length", "close") and not (parts.framing == "close" and _says_chunked(parts)):
            yield Fault("has no WARC-Payload-Digest", ours=True)
        return
    if payload is None or payload == declared or head.get("warc-segment-number"):
        return
    if not ours and (head.get("warc-truncated") or _value(declared) == _raw_digest(declared, block, parts)):
        return  # half of all tools make it over the chunks; of a truncated body it may be that of the whole one
    yield Fault(f"has WARC-Payload-Digest {declared}, but its bytes give {payload}")


def _raw_digest(declared: str, block: BinaryIO, parts: Frame) -> bytes | None:
    return _made(declared, _pieces(block, parts.head_end, parts.end + parts.surplus))


def _payload_faults(head: Head, pieces: Iterable[bytes]) -> Iterator[Fault]:
    declared = head.get("warc-payload-digest")
    if declared is not None:
        made = _made(declared, pieces)
        if made is not None and made != _value(declared):
            yield Fault(f"has WARC-Payload-Digest {declared}, but its bytes give {_like(declared, made)}")


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


def _made(declared: str, pieces: Iterable[bytes | memoryview]) -> bytes | None:
    """The digest of some bytes in the algorithm of a declared one; None where that is not known here."""
    algorithm = _algorithm(declared)
    if algorithm is None:
        return None
    engine = hashlib.new(algorithm, usedforsecurity=False)
    for piece in pieces:
        engine.update(piece)
    return engine.digest()


def _algorithm(declared: str) -> str | None:
    return _ALGORITHMS.get(declared.partition(":")[0].lower())


def _value(declared: str) -> bytes | None:
    """The bytes of a digest, whether it is written in base 16, 32 or 64; None where it is none of them."""
    algorithm, _, text = declared.partition(":")
    size = _SIZES[_ALGORITHMS.get(algorithm.lower(), "sha1")]
    try:
        if len(text) == 2 * size:
            return bytes.fromhex(text)
        if len(text) == (size + 2) // 3 * 4:  # base 64, as some have it
            return base64.b64decode(text, altchars=b"-_" if {"-", "_"} & set(text) else None)
        return _from_base_32(text.rstrip("="), size)
    except ValueError:
        return None


def _form(declared: str) -> tuple[str, int]:
    algorithm, _, text = declared.partition(":")
    return algorithm, len(text)


def are_same(one: str | None, other: str | None) -> bool:
    """Whether two digests are of the same bytes, as far as can be told: those of other algorithms may be."""
    if one is None or other is None:
        return one == other
    algorithms = {_algorithm(one), _algorithm(other)}
    return len(algorithms) > 1 or one == other or _value(one) == _value(other)


def _from_base_32(text: str, size: int) -> bytes | None:
    """A tenth of the time that `base64.b32decode` takes."""
    spare = 5 * len(text) - 8 * size
    if not 0 <= spare < 5:
        return None
    return (int(text.encode().translate(_BASE_32), 32) >> spare).to_bytes(size, "big")


def _like(declared: str, digest: bytes) -> str:
    """A digest in the form of another one."""
    algorithm, _, text = declared.partition(":")
    is_hex = len(text) == 2 * len(digest)
    return f"{algorithm}:" + (digest.hex() if is_hex else base64.b32encode(digest).decode().rstrip("="))
