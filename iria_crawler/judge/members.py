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
_FIRST, _PIECE = 1 << 15, 1 << 18  # of the file: who wants one record needs little, who wants all reads on
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
        self._file, self._digest, self._end, self._most = file, digest, end, _FIRST
        self._piece, self._base, self._at, self._digested = b"", offset, 0, offset

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
        """Read on; what is left of the piece stays. Others may have moved the file's position."""
        left, self._base = self._piece[self._at :], self.position
        reached = self._base + len(left)
        most = self._most if self._end is None else max(0, min(self._most, self._end - reached))
        self._most = min(2 * self._most, _PIECE)
        self._file.seek(reached)
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
        self._stream = stream
        self._rest, self._at = b"", 0

    @property
    def left(self) -> int:
        """How many bytes were taken from the stream and not given."""
        return len(self._rest) - self._at

    def head(self) -> bytes | None:
        """The lines up to a blank one, which is passed; None where there is none."""
        while not (blank := _BLANK.search(self._rest, self._at)):
            if self.left > _LONGEST_HEAD or not self._fill():
                return None
        found = self._rest[self._at : blank.start()]
        self._at = blank.end()
        return found if blank[0] == END else found + b"\r"

    def block(self, length: int) -> tuple[BinaryIO, int]:
        """So many bytes, or what there is of them, in memory or in a file without a name."""
        if length <= _IN_MEMORY:
            data = self._taken(length)
            return BytesIO(data), len(data)
        with ExitStack() as undo:
            into = cast(BinaryIO, undo.enter_context(TemporaryFile()))
            size = 0
            while size < length and (self.left or self._fill()):
                size += into.write(self._taken(min(self.left, length - size)))
            undo.pop_all()
        return into, size

    def passes(self, expected: bytes) -> bool:
        """Whether these bytes are next; they are passed if so."""
        while self.left < len(expected) and self._fill():
            pass
        is_there = self._rest.startswith(expected, self._at)
        if is_there:
            self._at += len(expected)
        return is_there

    def has_more(self) -> bool:
        return self.left > 0 or self._fill()

    def skip(self) -> None:
        """Go to the end."""
        while self._stream.more():
            pass
        self._rest, self._at = b"", 0

    def _taken(self, count: int) -> bytes:
        while self.left < count and self._fill():
            pass
        taken = self._rest[self._at : self._at + count]
        self._at += len(taken)
        return taken

    def _fill(self) -> bool:
        piece = self._stream.more()
        self._rest, self._at = (self._rest[self._at :] + piece if self.left else piece), 0
        return bool(piece)
