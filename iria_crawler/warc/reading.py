"""Reads single records strictly: what is torn, broken or another record is an `ArchiveError`."""

import shutil
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from io import SEEK_END, SEEK_SET, BufferedReader, FileIO, RawIOBase
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import Any, BinaryIO, cast

from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecordLoader

from iria_crawler.errors import ArchiveError
from iria_crawler.items import RecordRef
from iria_crawler.warc.files import OPEN

_PIECE = 1 << 16
_IN_MEMORY = 1 << 20
_END = b"\r\n\r\n"
_GZIP = b"\x1f\x8b"


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A record that was read whole; `block` is closed by whoever asked for it."""

    filename: str
    offset: int
    length: int
    headers: Any
    block: BinaryIO

    def header(self, name: str) -> str | None:
        value: str | None = self.headers.get_header(name)
        return value

    @property
    def record_type(self) -> str:
        return self.header("WARC-Type") or ""

    @property
    def record_id(self) -> str:
        return self.header("WARC-Record-ID") or ""

    @property
    def url(self) -> str:
        return (self.header("WARC-Target-URI") or "").removeprefix("<").removesuffix(">")  # as WARC/1.0 showed it

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
    size = file.seek(0, SEEK_END)
    while offset < size:
        record = record_at(file, offset, filename)
        with record.block:
            yield record
        offset += record.length


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
    where = f"{filename} at {offset}"
    file.seek(offset)
    is_packed = file.read(2) == _GZIP
    file.seek(offset)
    member = _Member(file, where) if is_packed else None
    stream = BufferedReader(member, _PIECE) if member else file
    with ExitStack() as undo:
        block = undo.enter_context(SpooledTemporaryFile(max_size=_IN_MEMORY))
        headers = _read(stream, cast(BinaryIO, block), where)
        if stream.read(len(_END)) != _END:
            raise ArchiveError(f"{where}: the record does not end where its Content-Length says")
        if member and stream.read(1):
            raise ArchiveError(f"{where}: more than one record in a gzip member; `warcio recompress` mends that")
        undo.pop_all()
    length = member.length if member else file.tell() - offset
    return Record(filename=filename, offset=offset, length=length, headers=headers, block=cast(BinaryIO, block))


def _read(stream: Any, block: BinaryIO, where: str) -> Any:
    try:
        record = ArcWarcRecordLoader().parse_record_stream(stream, known_format="warc", no_record_parse=True)
    except (ArchiveLoadFailed, EOFError) as problem:
        raise ArchiveError(f"{where}: no WARC record begins here") from problem
    length = record.rec_headers.get_header("Content-Length") or ""
    if not (length.isascii() and length.isdecimal()):
        raise ArchiveError(f"{where}: Content-Length is {length!r}")
    shutil.copyfileobj(record.raw_stream, block, _PIECE)
    if block.tell() != int(length):
        raise ArchiveError(f"{where}: the file ends within the record")
    return record.rec_headers


class _Member(RawIOBase):
    """The bytes of one gzip member, checked; warcio's own reader passes torn and broken ones over."""

    def __init__(self, file: BinaryIO, where: str) -> None:
        self._file, self._where, self._taken = file, where, 0
        self._engine = zlib.decompressobj(31)

    @property
    def length(self) -> int:
        return self._taken - len(self._engine.unused_data)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        unpacked = b""
        while not unpacked and not self._engine.eof:
            packed = self._engine.unconsumed_tail or self._more()
            unpacked = self._unpacked(packed, len(buffer))
            if not packed and not unpacked and not self._engine.eof:
                raise ArchiveError(f"{self._where}: the file ends within the record")
        buffer[: len(unpacked)] = unpacked
        return len(unpacked)

    def _more(self) -> bytes:
        packed = self._file.read(_PIECE)
        self._taken += len(packed)
        return packed

    def _unpacked(self, packed: bytes, most: int) -> bytes:
        try:
            return self._engine.decompress(packed, most)
        except zlib.error as problem:
            raise ArchiveError(f"{self._where}: the record is broken ({problem})") from problem
