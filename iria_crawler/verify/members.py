"""The bytes of a WARC file: in pieces, out of gzip members, and from there into heads and blocks."""

import re
import zlib
from contextlib import ExitStack
from io import BytesIO
from tempfile import TemporaryFile
from typing import Any, BinaryIO, cast

from isal import igzip_lib, isal_zlib

END = b"\r\n\r\n"
VERSION = b"WARC/"
_PIECE = 1 << 18  # of the file
_SIP = 1 << 14  # of a member: what is read beyond its end is read again
_IN_MEMORY = 1 << 20
_LONGEST_HEAD = 1 << 20
_MEMBER = b"\x1f\x8b\x08"
_BLANK = re.compile(rb"\r?\n\r?\n")
_BEGINNING = re.compile(rb"\x1f\x8b\x08|(?<=\n)WARC/[01]\.\d+\r?\n")
_LOOK = 512
_BROKEN: type[Exception] = igzip_lib.IsalError  # type: ignore[assignment]  # its stubs make an instance of it


class Source:
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
        return bool(zlib.decompressobj(31).decompress(packed, 5) == VERSION)
    except zlib.error:
        return False


class Torn(Exception):
    """The bytes of a record end too early, or are broken."""


class Plain:
    """Records that stand in the file as they are."""

    def __init__(self, source: Source) -> None:
        self._source = source

    def more(self) -> bytes:
        return self._source.take()


class Packed:
    """The bytes of one gzip member, whose checksum and length are looked at by the engine."""

    def __init__(self, source: Source) -> None:
        self._source, self._engine = source, isal_zlib.decompressobj(31)

    def more(self) -> bytes:
        while not self._engine.eof:
            packed = self._engine.unconsumed_tail or self._source.take()
            try:
                unpacked: bytes = self._engine.decompress(packed, _IN_MEMORY)
            except _BROKEN as problem:
                raise Torn(f"its gzip member is broken ({problem})") from problem
            if self._engine.eof:
                self._source.give_back(len(self._engine.unused_data))
            if unpacked:
                return unpacked
            if not packed and not self._engine.eof:
                raise Torn("the file ends within its gzip member")
        return b""


class Reader:
    """Takes heads and blocks out of a stream of bytes."""

    def __init__(self, stream: Plain | Packed) -> None:
        self._stream, self.rest = stream, b""

    def head(self) -> bytes | None:
        """The lines up to a blank one, which is passed; None where there is none."""
        start = 0
        while not (blank := _BLANK.search(self.rest, start)):
            start = max(0, len(self.rest) - 4)
            if len(self.rest) > _LONGEST_HEAD or not self._fill():
                return None
        found, self.rest = self.rest[: blank.start()], self.rest[blank.end() :]
        return found if blank[0] == END else found + b"\r"

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
