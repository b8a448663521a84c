"""One WARC file while it grows: whole exchanges or nothing, `.open` until it is done."""

import errno
import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from io import FileIO
from pathlib import Path
from threading import Lock
from typing import Literal

from iria_crawler.errors import ArchiveError, DiskFull

OPEN = ".open"
_ENDINGS = (".warc.gz", ".warc", f".warc.gz{OPEN}")
_HELD_BACK = 1 << 18  # an exchange of usual size is one write(2)

Create = Callable[[Path], FileIO]


@dataclass(frozen=True, slots=True, kw_only=True)
class WarcFile:
    """A WARC file as the row in `warc_files` repeats it.

    `filename` is the final name, relative to the archive folder. `size` and `records` count what was
    written so far. `sha256` is that of the file's bytes, None while the file is open.
    """

    filename: str
    state: Literal["open", "closed", "bad"]
    opened_at: datetime
    closed_at: datetime | None = None
    size: int = 0
    records: int = 0
    sha256: str | None = None


class GrowingFile:
    """A file that is appended to; it stands under its final name only when it is done."""

    def __init__(self, folder: Path, filename: str, opened_at: datetime, *, create: Create) -> None:
        self.filename, self.size, self.records = filename, 0, 0
        self._path, self._opened_at = folder / filename, opened_at
        self._at = self._path.with_name(self._path.name + OPEN)
        self._pieces: list[bytes] = []
        self._held_back, self._written, self._is_torn = 0, 0, False
        self._sha256 = hashlib.sha256()
        self._lock = Lock()  # a sync in another thread must not meet a file that is being closed
        self._file = _created(self._at, folder, create)

    @contextmanager
    def whole(self) -> Iterator[None]:
        """Keep all that is written within, or, where anything is raised, nothing of it."""
        with ExitStack() as undo:
            undo.callback(self._restore, self.size, self.records, self._sha256.copy())
            yield
            self._drain()
            undo.pop_all()

    def write(self, data: bytes) -> None:
        self._pieces.append(data)
        self._held_back += len(data)
        self.size += len(data)
        if self._held_back >= _HELD_BACK:
            self._drain()

    def sync(self) -> None:
        """Return when all exchanges written so far are on the disk."""
        with self._lock:
            if not self._file.closed:
                os.fsync(self._file.fileno())

    def close(self, closed_at: datetime) -> WarcFile:
        """Give the file its final name, durably; may be called again where that failed."""
        with self._lock:
            self._cut()
            os.fsync(self._file.fileno())
            self._at.rename(self._path)
            self._at = self._path
            sync_folder(self._path.parent)
            self._file.close()
        return WarcFile(
            filename=self.filename,
            state="closed",
            opened_at=self._opened_at,
            closed_at=closed_at,
            size=self.size,
            records=self.records,
            sha256=self._sha256.hexdigest(),
        )

    def remove(self) -> None:
        """Leave nothing of a file that holds no exchange."""
        with self._lock:
            self._file.close()
            self._at.unlink()

    def now(self) -> WarcFile:
        """The file as it is at this moment."""
        return WarcFile(
            filename=self.filename, state="open", opened_at=self._opened_at, size=self.size, records=self.records
        )

    def _drain(self) -> None:
        self._cut()
        data = b"".join(self._pieces)
        rest = memoryview(data)
        while rest:  # a raw file may take less than it is given
            taken = self._file.write(rest)
            self._written += taken
            rest = rest[taken:]
        self._sha256.update(data)
        self._pieces, self._held_back = [], 0

    def _restore(self, size: int, records: int, sha256: "hashlib._Hash") -> None:
        self.size, self.records, self._sha256 = size, records, sha256
        self._pieces, self._held_back = [], 0
        self._is_torn, self._written = True, size
        self._cut()

    def _cut(self) -> None:
        """Cut off what a failed exchange has left; it is tried again before the next if it fails."""
        if self._is_torn:
            self._file.truncate(self._written)
            self._file.seek(self._written)
            self._is_torn = False


def warc_files(folder: Path) -> list[Path]:
    """All WARC files of an archive, those that are still written among them, whether a row knows of them or not."""
    found = (path for path in folder.glob("warc/*/*/*.warc*") if path.is_file())
    return sorted(path for path in found if path.name.endswith(_ENDINGS))


def create(path: Path) -> FileIO:
    """A new file; raises `FileExistsError` if there is one."""
    return FileIO(path, "xb")


@contextmanager
def failures(subject: str) -> Iterator[None]:
    """Say what could not be written, and what to do about it."""
    try:
        yield
    except OSError as problem:
        if problem.errno in (errno.ENOSPC, errno.EDQUOT):
            raise DiskFull(f"{subject}: the disk is full; make room, the next run goes on") from problem
        raise ArchiveError(f"{subject} cannot be written: {problem.strerror or problem}") from problem


def sync_folder(folder: Path) -> None:
    """Make the names in a folder as durable as the bytes of its files."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_folders(folder: Path, *, up_to: Path) -> None:
    """Make the names in a folder durable, and those of the folders that it lies in, up to the one given."""
    for parent in (folder, *folder.parents):
        sync_folder(parent)
        if parent == up_to:
            break


def _created(path: Path, folder: Path, create: Create) -> FileIO:
    path.parent.mkdir(parents=True, exist_ok=True)
    file = create(path)
    with ExitStack() as undo:
        undo.callback(path.unlink)
        undo.callback(file.close)
        if path.with_name(path.name.removesuffix(OPEN)).exists():
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(path))
        sync_folders(path.parent, up_to=folder)
        undo.pop_all()
    return file
