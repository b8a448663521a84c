"""Finds the parts of one raw HTTP/1.x response, and reads what it carries."""

import re
import zlib
from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import dataclass, replace
from importlib import import_module
from io import SEEK_END
from itertools import chain
from typing import Any, BinaryIO, Literal

_PIECE = 1 << 16
_LONGEST_HEAD = 1 << 20  # browsers stop at a quarter of it
_LONGEST_CHUNK_LINE = 1 << 14
_STATUS = re.compile(rb"HTTP/(\d(?:\.\d)?)[ \t]+(\d{3})(?!\d)")
_CHUNK = re.compile(rb"[ \t]*0*([0-9A-Fa-f]{1,15})[ \t]*(?:;[^\n]*)?\r?\n")
_BLANK = (b"\r\n", b"\n")

Headers = tuple[tuple[str, str], ...]
Framing = Literal["none", "length", "chunked", "close"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """Where the parts of a response stand among the bytes that came; nothing is ever rewritten.

    `start` is the first byte of the final status line, `head_end` the first after the blank line,
    `end` the first after the message. `status` is None where the bytes are not HTTP. `headers` are
    unfolded, decoded as latin-1, in order and in their case; lines without a colon are passed over.
    `interim` are the raw 1xx heads before `start`, `surplus` the number of bytes after `end`.
    """

    start: int
    head_end: int
    end: int
    status: int | None = None
    version: str = ""
    headers: Headers = ()
    framing: Framing = "none"
    whole: bool = False
    interim: tuple[bytes, ...] = ()
    surplus: int = 0

    def header(self, name: str) -> str | None:
        """The first value of a header, or None."""
        return next(iter(_values(self.headers, name)), None)


def frame(received: BinaryIO, *, method: str, closed: bool) -> Frame:
    """The parts of the answer to a request; `closed` tells that the connection ended after it."""
    size = received.seek(0, SEEK_END)
    start, interim = 0, list[bytes]()
    while _is_interim(head := _head(received, start)):
        interim.append(head)
        start += len(head)
    parts = Frame(start=start, head_end=size, end=size, interim=tuple(interim))
    said = _STATUS.match(head)
    if not said:
        return parts
    parts = replace(parts, status=int(said[2]), version=said[1].decode("ascii"), headers=_headers(head))
    if not _is_complete(head):
        return parts
    head_end = start + len(head)
    framing, end, whole = _body(received, head_end, int(said[2]), parts.headers, method=method, closed=closed)
    return replace(parts, head_end=head_end, end=end, framing=framing, whole=whole, surplus=size - end)


def entity(received: BinaryIO, frame: Frame) -> Iterator[bytes]:
    """The body in pieces, without chunks and trailers; any other coding is kept."""
    if frame.framing == "chunked":
        for start, end in _chunks(received, frame.head_end):
            yield from span(received, start, end)
    elif frame.framing != "none":
        yield from span(received, frame.head_end, frame.end)


def span(stream: BinaryIO, start: int, end: int) -> Iterator[bytes]:
    """The bytes of a file from `start` to `end`, in pieces; others may move the file's position between them."""
    while start < end:
        stream.seek(start)
        piece = stream.read(min(_PIECE, end - start))
        if not piece:
            return
        start += len(piece)
        yield piece


def codings(headers: Headers) -> tuple[str, ...]:
    """The content codings of a body in lower case, in the order in which they were applied."""
    return _tokens(_values(headers, "content-encoding"))


def decoded(chunks: Iterable[bytes], codings: Iterable[str], *, cap: int) -> tuple[bytes, bool]:
    """A body of at most `cap` bytes with its content codings removed, and whether that is all of it.

    It is not where the coded bytes are broken, cut or in a coding that is not known here; what could
    be read is given all the same, and bytes that were never coded are given as they are.
    """
    pieces = iter(chunks)
    for coding in reversed(tuple(codings)):
        pieces = _DECODERS.get(coding, _unknown)(pieces)
    body = bytearray()
    try:
        for piece in pieces:
            body += piece
            if len(body) > cap:
                return bytes(body[:cap]), False
    except _Broken:
        return bytes(body), False
    return bytes(body), True


def _head(received: BinaryIO, start: int) -> bytes:
    received.seek(start)
    head = bytearray()
    while line := received.readline(_LONGEST_HEAD - len(head)):
        head += line
        if line in _BLANK:
            break
    return bytes(head)


def _is_complete(head: bytes) -> bool:
    return head.endswith((b"\n\r\n", b"\n\n"))


def _is_interim(head: bytes) -> bool:
    said = _STATUS.match(head)
    return bool(said and said[2][:1] == b"1" and said[2] != b"101" and _is_complete(head))


def _headers(head: bytes) -> Headers:
    found: list[tuple[str, str]] = []
    for line in head.decode("latin-1").split("\n")[1:]:
        name, colon, value = line.partition(":")
        if line[:1] in (" ", "\t") and found:
            found[-1] = (found[-1][0], f"{found[-1][1]} {line.strip()}".strip())
        elif colon:
            found.append((name.strip(" \t"), value.strip(" \t\r")))
    return tuple(found)


def _values(headers: Headers, name: str) -> list[str]:
    return [value for key, value in headers if key.lower() == name]


def _tokens(values: Iterable[str]) -> tuple[str, ...]:
    tokens = (token.strip().lower() for token in ",".join(values).split(","))
    return tuple(token for token in tokens if token and token != "identity")


def _body(
    received: BinaryIO, start: int, status: int, headers: Headers, *, method: str, closed: bool
) -> tuple[Framing, int, bool]:
    """How the body ends, where, and whether it is all there: RFC 9112, section 6.3."""
    size = received.seek(0, SEEK_END)
    if method == "HEAD" or status in (101, 204, 304):
        return "none", start, True
    transfer = _tokens(_values(headers, "transfer-encoding"))
    if transfer and transfer[-1] == "chunked":
        return _chunked(received, start, size)
    lengths = set(_tokens(_values(headers, "content-length")))
    if not transfer and len(lengths) == 1 and re.fullmatch("[0-9]{1,15}", length := lengths.pop()):
        end = start + int(length)
        return "length", min(end, size), end <= size
    return "close", size, closed


def _chunked(received: BinaryIO, start: int, size: int) -> tuple[Framing, int, bool]:
    received.seek(start)
    line = received.readline(_LONGEST_CHUNK_LINE)
    if line.endswith(b"\n") and not _CHUNK.fullmatch(line):
        return "close", size, False  # said to be chunked, but is not: some servers, and archives kept without chunks
    chunks = _chunks(received, start)
    while True:
        try:
            next(chunks)
        except StopIteration as stop:
            end: int | None = stop.value
            return "chunked", size if end is None else end, end is not None


def _chunks(received: BinaryIO, start: int) -> Generator[tuple[int, int], None, int | None]:
    """Where the bytes of each chunk stand; returns where the message ends, None if it is cut or broken."""
    size = received.seek(0, SEEK_END)
    while True:
        received.seek(start)
        line = received.readline(_LONGEST_CHUNK_LINE)
        said = _CHUNK.fullmatch(line)
        if not said:
            return None
        start += len(line)
        end = start + int(said[1], 16)
        if end == start:
            return _after_trailers(received)
        yield start, min(end, size)
        received.seek(end)
        line = received.readline(2)
        if line not in _BLANK:
            return None
        start = end + len(line)


def _after_trailers(received: BinaryIO) -> int | None:
    while (line := received.readline(_LONGEST_HEAD)).endswith(b"\n"):
        if line in _BLANK:
            return received.tell()
    return None


class _Broken(Exception):
    """What follows cannot be decoded."""


def _unknown(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Bytes that cannot be decoded, as they are; nothing is amiss where there are none."""
    for piece in pieces:
        yield piece
        if piece:
            yield from pieces
            raise _Broken


def _gunzipped(pieces: Iterator[bytes]) -> Iterator[bytes]:
    opening, pieces = _opening(pieces, 2)
    if opening and opening != b"\x1f\x8b"[: len(opening)]:
        yield from _unknown(pieces)
    elif opening:
        yield from _inflated(pieces, 31)


def _undeflated(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Servers send `deflate` both with the zlib wrapper, as it is specified, and without."""
    opening, pieces = _opening(pieces, 2)
    has_wrapper = len(opening) == 2 and opening[0] & 15 == 8 and int.from_bytes(opening, "big") % 31 == 0
    if opening:
        yield from _inflated(pieces, 15 if has_wrapper else -15)


def _opening(pieces: Iterator[bytes], length: int) -> tuple[bytes, Iterator[bytes]]:
    """The first bytes, and all pieces with them."""
    opening = b""
    while len(opening) < length and (piece := next(pieces, None)) is not None:
        opening += piece
    return opening[:length], chain((opening,), pieces)


def _inflated(pieces: Iterator[bytes], window: int) -> Iterator[bytes]:
    engine = zlib.decompressobj(window)
    for coming in pieces:
        piece = coming
        while piece:
            if engine.eof and not (window == 31 and piece[:1] == b"\x1f"):
                return  # padding after the last member
            engine = zlib.decompressobj(window) if engine.eof else engine
            before = engine.copy()
            try:
                yield engine.decompress(piece, _PIECE)
            except zlib.error as problem:
                yield _until_broken(before, piece)
                raise _Broken from problem
            piece = engine.unused_data or engine.unconsumed_tail
    yield engine.flush()
    if not engine.eof:
        raise _Broken


def _until_broken(engine: Any, piece: bytes) -> bytes:
    """What a piece holds before its fault: with an error, zlib gives nothing of what it has read until then."""
    found = bytearray()
    try:
        for byte in piece:
            found += engine.decompress(bytes([byte]))
    except zlib.error:
        pass
    return bytes(found)


def _unbrotlied(pieces: Iterator[bytes]) -> Iterator[bytes]:
    brotli = _library("brotli", "brotlicffi")
    if not hasattr(getattr(brotli, "Decompressor", None), "can_accept_more_data"):
        yield from _unknown(pieces)  # a brotli that cannot be kept from unpacking gigabytes counts as none
        return
    engine, coming = brotli.Decompressor(), False
    try:
        for piece in pieces:
            coming = coming or bool(piece)
            yield engine.process(piece, output_buffer_limit=_PIECE)
            while not engine.can_accept_more_data():
                yield engine.process(b"", output_buffer_limit=_PIECE)
    except brotli.error as problem:
        raise _Broken from problem
    if coming and not engine.is_finished():
        raise _Broken


def _unzstded(pieces: Iterator[bytes]) -> Iterator[bytes]:
    zstd = _library("compression.zstd", "backports.zstd")
    if zstd is None:
        yield from _unknown(pieces)
        return
    engine = None
    try:
        for coming in pieces:
            piece = coming
            while piece or (engine and not engine.eof and not engine.needs_input):
                engine = zstd.ZstdDecompressor() if engine is None or engine.eof else engine
                yield engine.decompress(piece, _PIECE)
                piece = engine.unused_data if engine.eof else b""
    except zstd.ZstdError as problem:
        raise _Broken from problem
    if engine and not engine.eof:
        raise _Broken


def _library(*names: str) -> Any:
    for name in names:
        try:
            return import_module(name)
        except ImportError:
            continue
    return None


_DECODERS: dict[str, Callable[[Iterator[bytes]], Iterator[bytes]]] = {
    "gzip": _gunzipped,
    "x-gzip": _gunzipped,
    "deflate": _undeflated,
    "br": _unbrotlied,
    "zstd": _unzstded,
}
