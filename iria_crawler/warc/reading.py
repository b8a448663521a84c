"""Reads single records strictly: what is torn, broken or another record is an `ArchiveError`."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from io import SEEK_SET, BufferedReader, FileIO
from pathlib import Path
from typing import Any, BinaryIO

from iria_crawler.errors import ArchiveError
from iria_crawler.items import RecordRef
from iria_crawler.judge import walking
from iria_crawler.judge.fields import Head
from iria_crawler.judge.walking import Walked
from iria_crawler.warc.files import OPEN

_FIELDS = "application/warc-fields"


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A record that was read whole; `block` is closed by whoever asked for it."""

    filename: str
    offset: int
    length: int
    head: Head
    block: BinaryIO

    def header(self, name: str) -> str | None:
        """The first value of a field."""
        return self.head.get(name.lower())

    @property
    def record_type(self) -> str:
        return self.head.kind

    @property
    def record_id(self) -> str:
        return self.head.record_id or ""

    @property
    def url(self) -> str:
        return self.head.url or ""

    @property
    def ref(self) -> RecordRef:
        return RecordRef(
            warc_file=self.filename,
            warc_offset=self.offset,
            warc_length=self.length,
            warc_record_id=self.record_id,
        )

    @property
    def date(self) -> datetime:
        return moment(self.header("WARC-Date"), f"{self.filename} at {self.offset}")


def moment(value: str | None, where: str) -> datetime:
    """A WARC-Date as an aware moment; raises `ArchiveError` if it is none."""
    try:
        found = datetime.fromisoformat(value or "")
    except ValueError as problem:
        raise ArchiveError(f"{where}: {value!r} is not a date") from problem
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


def is_of_the_web(record: Record) -> bool:
    """Whether a record is of an address that a crawl could ask for, unlike `urn:text:https://…`, and does not only tell
    of it."""
    return record.url.lower().startswith(("http:", "https:")) and record.header("Content-Type") != _FIELDS


@dataclass(frozen=True, slots=True, kw_only=True)
class Torn:
    """Bytes of a file that are no whole record of their own; `head` is that of the record there, if it can be read."""

    offset: int
    length: int
    head: Head | None
    problem: ArchiveError
    is_shared: bool


@contextmanager
def opened(folder: Path, warc_file: str) -> Iterator[BinaryIO]:
    """A WARC file to read from, also while it is written; raises `ArchiveError` if there is none, or where the disk
    or the rights to it let it not be read."""
    final = folder / warc_file
    # The third look is for a file that was given its final name between the first two.
    for path in (final, final.with_name(final.name + OPEN), final):
        try:
            with _readable(warc_file):
                file = _File(path, warc_file)
        except FileNotFoundError:
            continue
        with BufferedReader(file) as buffered:
            yield buffered
        return
    raise ArchiveError(f"{warc_file} is not in the archive")


@contextmanager
def _readable(warc_file: str) -> Iterator[None]:
    """What keeps a file from being read, as an error that whoever reads a record expects."""
    try:
        yield
    except FileNotFoundError:
        raise
    except OSError as problem:
        raise ArchiveError(f"{warc_file} cannot be read: {problem.strerror or problem}") from problem


class _File(FileIO):
    """A file that says what keeps it from being read. What goes wrong elsewhere while it is open is not its own."""

    def __init__(self, path: Path, warc_file: str) -> None:
        super().__init__(path)
        self._warc_file = warc_file

    def readinto(self, buffer: Any) -> int | None:
        with _readable(self._warc_file):
            return super().readinto(buffer)

    def readall(self) -> bytes:
        with _readable(self._warc_file):
            return super().readall()

    def seek(self, offset: int, whence: int = SEEK_SET) -> int:
        with _readable(self._warc_file):
            return super().seek(offset, whence)


@contextmanager
def named(folder: Path, ref: RecordRef) -> Iterator[Record]:
    """The record that a reference names; raises `ArchiveError` where another stands in its place."""
    with opened(folder, ref.warc_file) as file:
        record = record_at(file, ref.warc_offset, ref.warc_file)
        with record.block:
            if record.ref != ref:
                raise ArchiveError(
                    f"{ref.warc_file} at {ref.warc_offset} should be {ref.warc_record_id} ({ref.warc_length} bytes),"
                    f" but is {record.record_id} ({record.length} bytes)"
                )
            yield record


def records(file: BinaryIO, filename: str, *, offset: int = 0) -> Iterator[Record]:
    """The records from an offset on; each is closed when the next is asked for."""
    for found in walking.records(file, offset=offset):
        record = _whole(found, filename)
        with record.block:
            yield record


def pieces(file: BinaryIO, filename: str) -> Iterator[Record | Torn]:
    """The whole records of a file that may be damaged, each closed when the next is asked for, and what stands between
    them. Of a gzip member with several records the first is given, as one that is torn."""
    for found in walking.records(file):
        if found.shares:
            found.close()
            continue
        try:
            record = _whole(found, filename)
        except ArchiveError as problem:
            yield Torn(
                offset=found.offset,
                length=found.length,
                head=found.head,
                problem=problem,
                is_shared=any(fault.what == walking.SHARED for fault in found.faults),
            )
            continue
        with record.block:
            yield record


def companions(file: BinaryIO, lead: Record) -> Iterator[Record]:
    """The records that directly follow a record and say that they are of the same exchange.

    None is looked at after the metadata, which ends an exchange: it may be large, or torn.
    """
    for record in records(file, lead.filename, offset=lead.offset + lead.length):
        if record.header("WARC-Concurrent-To") != lead.record_id:
            return
        yield record
        if record.record_type == "metadata":
            return


def record_at(file: BinaryIO, offset: int, filename: str) -> Record:
    """The record at an offset, whole: its gzip member, checksum, length and last four bytes are right."""
    found = next(walking.records(file, offset=offset), None)
    if found is None:
        raise ArchiveError(f"{filename} at {offset}: the file ends before")
    return _whole(found, filename)


def _whole(found: Walked, filename: str) -> Record:
    where = f"{filename} at {found.offset}"
    wrong = [fault.what for fault in found.faults if fault.what != walking.MIXED]
    if wrong or found.head is None or found.block is None:
        found.close()
        more = "; `warcio recompress` mends that" if walking.SHARED in wrong else ""
        raise ArchiveError(f"{where}: {wrong[0] if wrong else 'its Content-Length is no number'}{more}")
    return Record(filename=filename, offset=found.offset, length=found.length, head=found.head, block=found.block)
