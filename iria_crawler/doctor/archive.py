"""The archive folder and its database: whether both can hold what a crawl writes, and hold it whole."""

import fcntl
import os
import stat
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import NamedTemporaryFile

from iria_crawler.doctor.check import Check
from iria_crawler.report import counted, size
from iria_crawler.store import FILENAME, Store
from iria_crawler.store.connection import clear_errors, connect
from iria_crawler.store.schema import migrations

CHECKED_UP_TO = 10**9  # bytes of a database that is read whole, which takes seconds
DAMAGED = "copy the folder before anything else, then: iria verify; the WARC files hold everything"
LARGE_WAL = 200 * 10**6  # bytes; SQLite writes it back at some 8 MB unless something keeps it from doing so

_REMOTE = ("nfs", "cifs", "smb", "fuse.sshfs", "9p", "afs", "ceph", "glusterfs")


def folder_checks(folder: Path) -> Iterator[Check]:
    """Whether the folder can be written, whether locks hold there, and who else may write."""
    kind = filesystem(folder, _mounts())
    try:
        locks = _locks_hold(folder)
    except OSError as problem:
        yield Check(
            level="fail",
            what=f"{folder} cannot be written: {problem.strerror}",
            remedy="give the user who crawls the right to write there, or choose another with -C",
        )
    else:
        yield _placed(folder, kind, locks=locks)
    yield from _open_to_all(folder)


def connected(path: Path) -> Store:
    """The database as it is, for reading only; raises `IriaError` for what is none."""
    with clear_errors(path):
        return Store(connect(path, read_only=True))


def database_checks(store: Store, path: Path) -> Iterator[Check]:
    """The size of the database, its tables, and whether it is whole; raises `ArchiveError` where it is none."""
    with clear_errors(path):
        behind, applied = len(migrations.pending(store.db)), len(migrations.applied(store.db))
    wal = path.with_name(f"{path.name}-wal")
    wal_size = wal.stat().st_size if wal.exists() else 0
    said = f"database {size(path.stat().st_size)}, WAL {size(wal_size)}, schema {applied}"
    if behind:
        remedy = "the next command that reads it brings it up to date"
        yield Check(level="warn", what=f"{said}, {counted(behind, 'step')} behind this version of iria", remedy=remedy)
    elif wal_size > LARGE_WAL:
        yield Check(level="warn", what=said, remedy="a program keeps the database open for reading; end it")
    else:
        yield Check(level="ok", what=said)
    yield _read_through(store, path.stat().st_size)


def _read_through(store: Store, bytes_: int) -> Check:
    if bytes_ >= CHECKED_UP_TO:
        return Check(level="info", what=f"database not read through: it has {size(bytes_)}", remedy="iria verify")
    found = store.value("PRAGMA quick_check(1)")
    if found == "ok":
        return Check(level="ok", what="database read through: no damage")
    return Check(level="fail", what=f"database damaged: {found}", remedy=DAMAGED)


def _placed(folder: Path, kind: str | None, *, locks: bool) -> Check:
    where = f"{folder} can be written" + (f", on {kind}" if kind else "")
    if not locks:
        remedy = "two crawls of a site would not see each other; keep the archive on a local disk"
        return Check(level="fail", what=f"{where}, where locks do not hold", remedy=remedy)
    if kind and kind.startswith(_REMOTE):
        remedy = "SQLite's WAL works on a local disk only; keep the archive there and copy it"
        return Check(level="warn", what=f"{where}, a network file system", remedy=remedy)
    return Check(level="ok", what=f"{where}, locks hold")


def _locks_hold(folder: Path) -> bool:
    """Whether a lock keeps a second one out; raises `OSError` where nothing can be written."""
    with NamedTemporaryFile(dir=folder, prefix=".doctor-") as first, Path(first.name).open("rb") as second:
        first.write(b"iria")
        first.flush()
        os.fsync(first.fileno())
        fcntl.flock(first, fcntl.LOCK_EX | fcntl.LOCK_NB)
        try:
            fcntl.flock(second, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def _mounts() -> Sequence[tuple[Path, str]]:
    """Where file systems begin, and their kinds; none where the machine does not tell (it is no Linux)."""
    table = Path("/proc/mounts")
    lines = table.read_text(encoding="utf-8", errors="replace").splitlines() if table.exists() else []
    fields = (line.split() for line in lines)
    return [(Path(each[1].replace("\\040", " ")), each[2]) for each in fields if len(each) > 2]


def filesystem(folder: Path, mounts: Sequence[tuple[Path, str]]) -> str | None:
    """The kind of the file system that a folder is on; of two in one place the later mount covers the other."""
    here = folder.resolve()
    around = [(len(place.parts), at, kind) for at, (place, kind) in enumerate(mounts) if here.is_relative_to(place)]
    return max(around)[2] if around else None


def _open_to_all(folder: Path) -> Iterator[Check]:
    places = [path for path in (folder, folder / FILENAME, folder / "sites", folder / "warc") if path.exists()]
    writable = [path for path in places if path.stat().st_mode & stat.S_IWOTH]
    if writable:
        names = " ".join(map(str, writable))
        yield Check(level="warn", what=f"everybody on this machine may write {names}", remedy=f"chmod o-w {names}")
