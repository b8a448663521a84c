"""Goes through a WARC file byte by byte, record by record, and on behind a damaged one."""

import re
import zlib
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from io import BytesIO
from tempfile import TemporaryFile
from typing import Any, BinaryIO, cast

from isal import igzip_lib, isal_zlib

from iria_crawler.verify.fields import Fault, Head, parsed

_PIECE = 1 << 18  # of the file
_SIP = 1 << 14  # of a member: what is read beyond its end is read again
_IN_MEMORY = 1 << 20
_LONGEST_HEAD = 1 << 20
_END = b"\r\n\r\n"
_GZIP = b"\x1f\x8b"
_MEMBER = b"\x1f\x8b\x08"
_VERSION = b"WARC/"
_BLANK = re.compile(rb"\r?\n\r?\n")
_BEGINNING = re.compile(rb"\x1f\x8b\x08|(?<=\n)WARC/[01]\.\d+\r?\n")
_LOOK = 512
_BROKEN: type[Exception] = igzip_lib.IsalError  # type: ignore[assignment]  # its stubs make an instance of it


@dataclass(slots=True)
class Walked:
    """A record as it stands in the file. `head` is None where none could be read, `block` where it is not all there.

    `shares` tells that it is not the first of its gzip member; `offset` is that of the member in any case.
    """

    offset: int
    length: int = 0
    head: Head | None = None
    block: BinaryIO | None = None
    size: int = 0
    is_packed: bool = False
    shares: bool = False
    faults: list[Fault] = field(default_factory=list)


def walk(file: BinaryIO, *, offset: int = 0, end: int | None = None, digest: Any = None) -> Iterator[Walked]:
    """Every record from an offset on; a block is closed when the next record is asked for.

    What is no record is given as one without head, and the next is looked for behind it. `digest` is fed with every
    byte of the file, once.
    """
    source = _Source(file, offset, digest, end)
    packed = None
    while opening := source.peek(5):
        is_packed = opening.startswith(_GZIP)
        packed = is_packed if packed is None else packed
        at = source.position
        found = _member(source, at) if is_packed else _plain(source, at)
        for record in found:
            if is_packed != packed:
                record.faults.append(Fault("is not packed as the records before it are"))
            try:
                yield record
            finally:
                if record.block:
                    record.block.close()


class _Source:
    """The bytes of a file in pieces; what was taken too much can be given back."""

    def __init__(self, file: BinaryIO, offset: int, digest: Any, end: int | None) -> None:
        self._file, self._digest, self._end = file, digest, end
        self._piece, self._base, self._at, self._digested = b"", offset, 0, offset
        file.seek(offset)

    @property
    def position(self) -> int:
        return self._base + self._at

    def take(self, most: int = _SIP) -> bytes:
        if self._at >= len(self._piece):
            self._refill()
        taken = self._piece[self._at : self._at + most]
        self._at += len(taken)
        return taken

    def give_back(self, count: int) -> None:
        self._at -= count

    def peek(self, count: int) -> bytes:
        if len(self._piece) - self._at < count:
            self._refill()
        return self._piece[self._at : self._at + count]

    def go(self, position: int) -> None:
        if self._base <= position <= self._base + len(self._piece):
            self._at = position - self._base
        else:
            self._file.seek(position)
            self._piece, self._base, self._at = b"", position, 0

    def find(self, position: int) -> int:
        """Where the next record seems to begin, at or behind a position; the end of the file where none does."""
        self.go(position)
        before = b""
        while piece := self.take(_PIECE):
            window = before + piece
            start = self.position - len(window)
            for hit in _BEGINNING.finditer(window):
                if hit[0] != _MEMBER or _begins_a_record(window[hit.start() : hit.start() + _LOOK]):
                    return start + hit.start()
            before = window[-_LOOK:]
        return self.position

    def _refill(self) -> None:
        """Read on; what is left of the piece stays. The file's position is always at the end of the piece."""
        left, self._base = self._piece[self._at :], self.position
        reached = self._base + len(left)
        most = _PIECE if self._end is None else max(0, min(_PIECE, self._end - reached))
        fresh = self._file.read(most)
        self._piece, self._at = left + fresh, 0
        if self._digest and reached + len(fresh) > self._digested:
            self._digest.update(fresh[max(0, self._digested - reached) :])
            self._digested = reached + len(fresh)


def _begins_a_record(packed: bytes) -> bool:
    try:
        return bool(zlib.decompressobj(31).decompress(packed, 5) == _VERSION)
    except zlib.error:
        return False


class _Torn(Exception):
    """The bytes of a record end too early, or are broken."""


class _Plain:
    """Records that stand in the file as they are."""

    def __init__(self, source: _Source) -> None:
        self._source = source

    def more(self) -> bytes:
        return self._source.take()


class _Packed:
    """The bytes of one gzip member, whose checksum and length are looked at by the engine."""

    def __init__(self, source: _Source) -> None:
        self._source, self._engine = source, isal_zlib.decompressobj(31)

    def more(self) -> bytes:
        while not self._engine.eof:
            packed = self._engine.unconsumed_tail or self._source.take()
            try:
                unpacked: bytes = self._engine.decompress(packed, _IN_MEMORY)
            except _BROKEN as problem:
                raise _Torn(f"its gzip member is broken ({problem})") from problem
            if self._engine.eof:
                self._source.give_back(len(self._engine.unused_data))
            if unpacked:
                return unpacked
            if not packed and not self._engine.eof:
                raise _Torn("the file ends within its gzip member")
        return b""


class _Reader:
    """Takes heads and blocks out of a stream of bytes."""

    def __init__(self, stream: _Plain | _Packed) -> None:
        self._stream, self.rest = stream, b""

    def head(self) -> bytes | None:
        """The lines up to a blank one, which is passed; None where there is none."""
        start = 0
        while not (blank := _BLANK.search(self.rest, start)):
            start = max(0, len(self.rest) - 4)
            if len(self.rest) > _LONGEST_HEAD or not self._fill():
                return None
        found, self.rest = self.rest[: blank.start()], self.rest[blank.end() :]
        return found if blank[0] == _END else found + b"\r"

    def peek(self, count: int) -> bytes:
        while len(self.rest) < count and self._fill():
            pass
        return self.rest[:count]

    def block(self, length: int) -> tuple[BinaryIO, int]:
        """So many bytes, or what there is of them, in memory or in a file without a name."""
        if length <= _IN_MEMORY:
            data = self.peek(length)
            self.rest = self.rest[length:]
            return BytesIO(data), len(data)
        with ExitStack() as undo:
            into = cast(BinaryIO, undo.enter_context(TemporaryFile()))
            size = 0
            while size < length and (self.rest or self._fill()):
                piece = self.rest[: length - size]
                self.rest = self.rest[len(piece) :]
                into.write(piece)
                size += len(piece)
            undo.pop_all()
        return into, size

    def skip(self) -> int:
        """Go to the end; gives how many bytes there were."""
        size = len(self.rest)
        self.rest = b""
        while piece := self._stream.more():
            size += len(piece)
        return size

    def _fill(self) -> bool:
        piece = self._stream.more()
        self.rest += piece
        return bool(piece)


def _member(source: _Source, at: int) -> Iterator[Walked]:
    """The record of a gzip member; if there are several, each of them."""
    reader, first, more = _Reader(_Packed(source)), True, True
    while more:
        record = Walked(at, is_packed=True, shares=not first)
        try:
            _read(reader, record)
            if not _ends(reader, record):
                reader.skip()
            more = bool(reader.peek(1))
        except _Torn as problem:
            _tear(record, problem)
            source.go(source.find(at + 1))
            more = False
        if first and more:
            record.faults.append(Fault("shares its gzip member with other records", ours=True))
        first = False
        record.length = source.position - at
        yield record


def _tear(record: Walked, problem: _Torn) -> None:
    record.faults = [Fault(str(problem))]
    if record.block:
        record.block.close()
        record.block = None


def _plain(source: _Source, at: int) -> Iterator[Walked]:
    """The record that stands unpacked at a place, or what stands there instead."""
    record = Walked(at)
    if source.peek(5) == _VERSION:
        reader = _Reader(_Plain(source))
        _read(reader, record)
        is_whole = _ends(reader, record)
        source.go(source.position - len(reader.rest) if is_whole else source.find(at + 5))
    else:
        source.go(source.find(at))
        record.faults.append(Fault(f"no record begins here, but {source.position - at:,} other bytes"))
    record.length = source.position - at
    yield record


def _read(reader: _Reader, record: Walked) -> None:
    raw = reader.head()
    record.head = parsed(raw) if raw is not None else None
    if record.head is None:
        record.faults.append(Fault("no WARC record begins here"))
    elif record.head.length is not None:
        record.block, record.size = reader.block(record.head.length)
        if record.size < record.head.length:
            missing = record.head.length - record.size
            record.faults.append(Fault(f"is {missing:,} bytes shorter than its Content-Length says"))
            record.block.close()
            record.block = None


def _ends(reader: _Reader, record: Walked) -> bool:
    """Whether a record ends as it must; the four bytes are passed."""
    if record.block is None:
        return False
    found = reader.peek(len(_END))
    if found == _END:
        reader.rest = reader.rest[len(_END) :]
        return True
    record.faults.append(Fault("does not end, with two empty lines, where its Content-Length says"))
    return False
