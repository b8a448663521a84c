"""Copies of exchanges out of WARC files, gzip member by gzip member: no byte of a record changes."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from iria_crawler.framing import span
from iria_crawler.warc.reading import Record, opened, records


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """The bytes of a record as they stand in its file, from an offset on."""

    offset: int
    data: bytes


def targets(folder: Path, filename: str, *, size: int) -> Iterator[str]:
    """The URLs of all records of a file, up to a size."""
    with opened(folder, filename) as file:
        for record in _until(file, filename, size):
            yield record.url


def whole_file(folder: Path, filename: str, *, size: int) -> Iterator[bytes]:
    """The bytes of a file up to a size, which is less than it has while a crawl writes it."""
    with opened(folder, filename) as file:
        yield from span(file, 0, size)


def copies(folder: Path, filename: str, *, size: int, wanted: Callable[[int, str], bool]) -> Iterator[Copy]:
    """The warcinfo records of a file, and all records of the exchanges that are wanted, told by offset and URL."""
    with opened(folder, filename) as file:
        lead, is_wanted = "", False
        for record in _until(file, filename, size):
            if record.record_type == "warcinfo":
                yield _copy(file, record)
                continue
            if record.header("WARC-Concurrent-To") != lead:
                lead, is_wanted = record.record_id, wanted(record.offset, record.url)
            if is_wanted:
                yield _copy(file, record)


def _until(file: BinaryIO, filename: str, size: int) -> Iterator[Record]:
    for record in records(file, filename):
        if record.offset >= size:
            return
        yield record


def _copy(file: BinaryIO, record: Record) -> Copy:
    return Copy(offset=record.offset, data=b"".join(span(file, record.offset, record.offset + record.length)))
