"""Ends the WARC file that a crash has left open, without a half exchange in it."""

import hashlib
import os
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from iria_crawler.errors import ArchiveError
from iria_crawler.framing import span
from iria_crawler.warc.files import OPEN, WarcFile, failures, sync_folder
from iria_crawler.warc.reading import records


def recover(
    path_open: Path, *, committed: int, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
) -> WarcFile | None:
    """Cut an `.open` file after its last whole exchange and give it its final name, durably.

    A file that has its final name already is looked at and left as it is, whatever stands at its end.

    What lies beyond `committed`, the size that the database knows of, is kept where it is whole:
    `read_captures` tells what it is. None: the file held no whole exchange and was removed. Raises
    `ArchiveError`, and changes nothing, if less is whole than was committed.
    """
    final = path_open.with_name(path_open.name.removesuffix(OPEN))
    folder = path_open.parents[3]  # warc/<slug>/<year>/<name>
    filename = final.relative_to(folder).as_posix()
    with path_open.open("r+b") as file:
        size, count, opened_at = _whole(file, filename)
        if size < committed:
            raise ArchiveError(f"{filename} is whole up to byte {size} only, but {committed} were committed")
        if final != path_open and final.exists():
            raise ArchiveError(f"{filename} is there both ended and open; move one of the two away")
        if final != path_open:
            with failures(filename):
                _end(file, path_open, final, size=size)
        if opened_at is None:
            return None
        file.seek(0)
        sha256 = hashlib.sha256()
        for piece in span(file, 0, size):
            sha256.update(piece)
    return WarcFile(
        filename=filename,
        state="closed",
        opened_at=opened_at,
        closed_at=clock(),
        size=size,
        records=count,
        sha256=sha256.hexdigest(),
    )


def _whole(file: BinaryIO, filename: str) -> tuple[int, int, datetime | None]:
    """Where the last whole exchange ends, how many records that makes, and the date of the first."""
    whole, count, first = 0, 0, None
    with suppress(ArchiveError):  # the torn tail
        for number, record in enumerate(records(file, filename), 1):
            first = first or record.date
            if record.record_type == "metadata":  # each exchange ends with one
                whole, count = record.offset + record.length, number
    return whole, count, first if whole else None


def _end(file: BinaryIO, path_open: Path, final: Path, *, size: int) -> None:
    if not size:
        path_open.unlink()
    else:
        file.truncate(size)
        os.fsync(file.fileno())
        path_open.rename(final)
    sync_folder(final.parent)
