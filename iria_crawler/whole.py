"""Files that are there whole or not at all."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from iria_crawler.warc.files import failures, sync_folder


@contextmanager
def whole(path: Path) -> Iterator[BinaryIO]:
    """A file to fill, which takes its place, durably, at the end. On any failure what was there before stays.

    Raises `DiskFull` or `ArchiveError` where it cannot be written.
    """
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    with failures(str(path)):
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with beside.open("w+b") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            beside.replace(path)
            sync_folder(path.parent)
        except BaseException:  # whatever it is: nothing half-written stays, and it is raised again
            with suppress(OSError):
                beside.unlink(missing_ok=True)
            raise
