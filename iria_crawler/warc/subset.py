"""Copies chosen exchanges into new WARC files, byte for byte."""

from collections.abc import Callable, Mapping
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from iria_crawler.errors import ArchiveError
from iria_crawler.framing import span
from iria_crawler.items import RecordRef
from iria_crawler.warc import records
from iria_crawler.warc.archive import about_this_program
from iria_crawler.warc.reading import companions, opened, record_at
from iria_crawler.warc.records import RecordWriter


class Subset:
    """WARC files in a folder, each of which begins with a warcinfo record of its own.

    An exchange is copied with the request and metadata that follow it, and after the warcinfo of the file that it is
    from. Add them in the order in which they stand in the archive: each of its files is then read once.
    """

    def __init__(
        self,
        archive: Path,
        folder: Path,
        stem: str,
        *,
        info: Mapping[str, str],
        max_size: int = 1 << 30,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._archive, self._folder, self._stem = archive, folder, stem
        self._info, self._max_size, self._clock = info, max_size, clock
        self._from, self._source = ExitStack(), ""
        self._file: BinaryIO | None = None
        self.filenames: list[str] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._from.close()
        if self._file:
            self._file.close()

    def add(self, ref: RecordRef) -> RecordRef:
        """Copy the exchange of a response or revisit record; gives where that stands now.

        Raises `ArchiveError` where the record is missing, torn or another one.
        """
        out = self._out()
        if ref.warc_file != self._source:
            self._turn_to(ref.warc_file, out)
        record = record_at(self._read, ref.warc_offset, ref.warc_file)
        with record.block:
            if record.ref != ref:
                raise ArchiveError(f"{ref.warc_file} at {ref.warc_offset} should be {ref.warc_record_id}")
            end = max((each.offset + each.length for each in companions(self._read, record)), default=0)
        at = out.tell()
        self._copy(record.offset, max(end, record.offset + record.length), out)
        return RecordRef(
            warc_file=self.filenames[-1],
            warc_offset=at,
            warc_length=ref.warc_length,
            warc_record_id=ref.warc_record_id,
        )

    def _out(self) -> BinaryIO:
        """The file to write to, a new one where there is none or the last is full."""
        if self._file and self._file.tell() < self._max_size:
            return self._file
        if self._file:
            self._file.close()
        name = f"{self._stem}-{len(self.filenames) + 1:05d}.warc.gz"
        self._file = (self._folder / name).open("xb")
        self.filenames.append(name)
        self._source = ""  # whose warcinfo this file has not
        headers = [
            ("WARC-Record-ID", records.record_id()),
            ("WARC-Date", records.date(self._clock())),
            ("WARC-Filename", name),
        ]
        content = about_this_program() | dict(self._info)
        RecordWriter(self._file).write_record(records.fields("warcinfo", headers, content.items()))
        return self._file

    def _turn_to(self, warc_file: str, out: BinaryIO) -> None:
        self._from.close()
        self._read = self._from.enter_context(opened(self._archive, warc_file))
        self._source = warc_file
        first = record_at(self._read, 0, warc_file)
        with first.block:
            if first.record_type == "warcinfo":
                self._copy(0, first.length, out)

    def _copy(self, start: int, end: int, out: BinaryIO) -> None:
        for piece in span(self._read, start, end):
            out.write(piece)
