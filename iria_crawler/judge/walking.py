"""Goes through a WARC file record by record, and on behind a damaged one."""

from collections.abc import Generator, Iterator
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from iria_crawler.judge.fields import Fault, Head, parsed
from iria_crawler.judge.members import END, VERSION, Packed, Plain, Reader, Source, Torn

_GZIP = b"\x1f\x8b"

SHARED = "shares its gzip member with other records"
MIXED = "is not packed as the records before it are"


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

    def close(self) -> None:
        if self.block:
            self.block.close()


def walk(
    file: BinaryIO, *, offset: int = 0, end: int | None = None, digest: Any = None
) -> Generator[tuple[Walked, Walked | None]]:
    """Every record from an offset on with the one that follows it; it is closed when the next is asked for."""
    found = records(file, offset=offset, end=end, digest=digest)
    record = following = next(found, None)
    try:
        while record:
            following = next(found, None)
            yield record, following
            record.close()
            record = following
    finally:
        for each in (record, following):
            if each:
                each.close()


def records(file: BinaryIO, *, offset: int = 0, end: int | None = None, digest: Any = None) -> Iterator[Walked]:
    """Every record from an offset on, to be closed by whoever asked for it.

    What is no record is given as one without head, and the next is looked for behind it. `digest` is fed with every
    byte of the file, once.
    """
    source = Source(file, offset, digest, end)
    packed = None
    while opening := source.peek(5):
        is_packed = opening.startswith(_GZIP)
        packed = is_packed if packed is None else packed
        at = source.position
        found = _member(source, at) if is_packed else _plain(source, at)
        for record in found:
            if is_packed != packed and record.head:
                record.faults.append(Fault(MIXED))
            yield record


def _member(source: Source, at: int) -> Iterator[Walked]:
    """The record of a gzip member; if there are several, each of them."""
    reader, first, more = Reader(Packed(source)), True, True
    while more:
        record = Walked(at, is_packed=True, shares=not first)
        try:
            _read(reader, record)
            if not _ends(reader, record):
                reader.skip()
            more = reader.has_more()
        except Torn as problem:
            _tear(record, problem)
            source.go(source.find(at + 1))
            more = False
        if first and more:
            record.faults.append(Fault(SHARED, ours=True))
        first = False
        record.length = source.position - at
        yield record


def _tear(record: Walked, problem: Torn) -> None:
    record.faults = [Fault(str(problem))]
    record.close()
    record.block = None


def _plain(source: Source, at: int) -> Iterator[Walked]:
    """The record that stands unpacked at a place, or what stands there instead."""
    record = Walked(at)
    if source.peek(5) == VERSION:
        reader = Reader(Plain(source))
        _read(reader, record)
        is_whole = _ends(reader, record)
        source.go(source.position - reader.left if is_whole else source.find(at + 5))
    else:
        source.go(source.find(at))
        record.faults.append(Fault(f"no record begins here, but {source.position - at:,} other bytes"))
    record.length = source.position - at
    yield record


def _read(reader: Reader, record: Walked) -> None:
    raw = reader.head()
    record.head = parsed(raw) if raw is not None else None
    if record.head is None:
        record.faults.append(Fault("no WARC record begins here"))
    elif record.head.length is not None:
        record.block, record.size = reader.block(record.head.length)
        if record.size < record.head.length:
            missing = record.head.length - record.size
            record.faults.append(Fault(f"is {missing:,} bytes shorter than its Content-Length says"))
            record.close()
            record.block = None


def _ends(reader: Reader, record: Walked) -> bool:
    """Whether a record ends as it must; the four bytes are passed."""
    if record.block is None:
        return False
    if reader.passes(END):
        return True
    record.faults.append(Fault("does not end, with two empty lines, where its Content-Length says"))
    return False
