"""Copies of exchanges out of WARC files, gzip member by gzip member: no byte of a record changes."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from iria_crawler.framing import span
from iria_crawler.warc.reading import Record, Torn, opened, pieces, records

_CAPTURES = ("response", "revisit", "resource")


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """The bytes of a record as they stand in its file, from an offset on."""

    offset: int
    data: bytes


def targets(folder: Path, filename: str, *, size: int, is_torn: bool = False) -> Iterator[str | None]:
    """The URLs of all records of a file, up to a size; None of what is torn. Raises `ArchiveError` where the
    file is damaged, unless it is known to be: `is_torn`."""
    with opened(folder, filename) as file:
        for piece in _until(file, filename, size, is_torn):
            yield piece.url if isinstance(piece, Record) else None


def places(folder: Path, filename: str) -> dict[int, str]:
    """Where the whole records of a file begin that is known to be damaged, and their ids."""
    with opened(folder, filename) as file:
        return {piece.offset: piece.record_id for piece in pieces(file, filename) if isinstance(piece, Record)}


def whole_file(folder: Path, filename: str, *, size: int) -> Iterator[bytes]:
    """The bytes of a file up to a size, which is less than it has while a crawl writes it."""
    with opened(folder, filename) as file:
        yield from span(file, 0, size)


def copies(
    folder: Path, filename: str, *, size: int, wanted: Callable[[int, str], bool], is_torn: bool = False
) -> Iterator[Copy]:
    """The warcinfo records of a file, and all records of the exchanges that are wanted, told by offset and URL.

    Raises `ArchiveError` where the file is damaged, unless it is known to be: then what is torn is left out, and what
    tells of it."""
    with opened(folder, filename) as file:
        lead: str | None
        lead, is_wanted = "", False
        for record in _until(file, filename, size, is_torn):
            if isinstance(record, Torn):
                lead, is_wanted = None, False
                continue
            if record.record_type == "warcinfo":
                yield _copy(file, record)
                continue
            other = record.header("WARC-Concurrent-To")
            # others write the request first, and have the response follow it
            if record.record_type in _CAPTURES or (other != lead and not (lead is None and other)):
                lead, is_wanted = record.record_id, wanted(record.offset, record.url)
            if is_wanted:
                yield _copy(file, record)


def _until(file: BinaryIO, filename: str, size: int, is_torn: bool) -> Iterator[Record | Torn]:
    for piece in pieces(file, filename) if is_torn else records(file, filename):
        if piece.offset >= size:
            return
        yield piece


def _copy(file: BinaryIO, record: Record) -> Copy:
    return Copy(offset=record.offset, data=b"".join(span(file, record.offset, record.offset + record.length)))
