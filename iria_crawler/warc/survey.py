"""All that a WARC file holds, whoever wrote it, also behind a place where it is damaged."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from iria_crawler.errors import ArchiveError
from iria_crawler.items import Capture, Extra
from iria_crawler.warc.adoption import found_in
from iria_crawler.warc.reading import opened, record_at, records

_MAGIC = b"\x1f\x8b\x08"
_PIECE = 1 << 20


@dataclass(slots=True)
class Survey:
    """What was met on the way through a file: complete once `found` is exhausted.

    `damages` says in a line each where bytes are no record, and up to where."""

    folder: Path
    filename: str
    records: int = 0
    size: int = 0
    first: datetime | None = None
    damages: list[str] = field(default_factory=list)

    def captures(self) -> Iterator[Capture]:
        """The captures of the file, in their order."""
        return (each for each in self.found() if isinstance(each, Capture))

    def found(self) -> Iterator[Capture | Extra]:
        """The captures and the other records that replay lists, in their order."""
        with opened(self.folder, self.filename) as file:
            self.size = file.seek(0, 2)
            offset = 0
            while offset < self.size:
                try:
                    for found, end in self._from(file, offset):
                        offset = end
                        if found:
                            yield found
                    return
                except ArchiveError as problem:
                    offset = self._behind(file, offset, problem)

    def _from(self, file: BinaryIO, offset: int) -> Iterator[tuple[Capture | Extra | None, int]]:
        """What each record from an offset on is, None for a part of an exchange, and where it ends."""
        for record in records(file, self.filename, offset=offset):
            self.records += 1
            self.first = self.first or record.date
            yield found_in(file, record), record.offset + record.length

    def _behind(self, file: BinaryIO, offset: int, problem: ArchiveError) -> int:
        found = behind(file, self.filename, offset)
        self.damages.append(f"{self.filename}: bytes {offset} to {found} are no record ({problem})")
        return found


def behind(file: BinaryIO, filename: str, offset: int) -> int:
    """Where the next whole record begins after a damaged place; the end of the file where none does."""
    return next(_beginnings(file, filename, offset + 1), file.seek(0, 2))


def _beginnings(file: BinaryIO, filename: str, offset: int) -> Iterator[int]:
    for position in _magics(file, offset):
        try:
            record_at(file, position, filename).block.close()
        except ArchiveError:
            continue
        yield position


def _magics(file: BinaryIO, offset: int) -> Iterator[int]:
    """Where a gzip member may begin."""
    while True:
        file.seek(offset)
        piece = file.read(_PIECE)
        if len(piece) < len(_MAGIC):
            return
        found = piece.find(_MAGIC)
        while found >= 0:
            yield offset + found
            found = piece.find(_MAGIC, found + 1)
        offset += len(piece) - len(_MAGIC) + 1


def count_records(folder: Path, filename: str) -> int:
    """How many records a file has; raises `ArchiveError` where it is damaged."""
    with opened(folder, filename) as file:
        return sum(1 for _ in records(file, filename))


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
