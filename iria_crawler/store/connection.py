"""The connection to the database file, and what its failures mean to a person."""

import fcntl
import os
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from sqlite_utils import Database

from iria_crawler.errors import ArchiveError, DiskFull, IriaError, Locked
from iria_crawler.warc.files import failures

BUSY_SECONDS = 60  # how long a write waits for another crawl's commit
READ_SECONDS = 5  # readers never wait for crawls; another program may hold the file

_FULL = ("SQLITE_FULL", "SQLITE_IOERR_SHMSIZE", "SQLITE_IOERR_SHMOPEN")  # the last two: no room for the -shm file
_BUSY = ("SQLITE_BUSY", "SQLITE_LOCKED")
_DAMAGED = ("SQLITE_CORRUPT", "SQLITE_NOTADB")


def connect(path: Path, *, read_only: bool = False) -> Database:
    """Open a database file with what all our connections need."""
    target = f"{path.resolve().as_uri()}?mode=ro" if read_only else str(path)
    seconds = READ_SECONDS if read_only else BUSY_SECONDS
    connection = sqlite3.connect(target, uri=read_only, timeout=seconds, isolation_level=None, check_same_thread=False)
    with ExitStack() as undo:
        undo.callback(connection.close)
        db = Database(connection)
        db.execute("PRAGMA page_size = 8192")  # of a new file: it must be set before the first table
        db.execute("PRAGMA foreign_keys = ON")
        db.execute("PRAGMA synchronous = FULL")  # a committed row survives a power cut, as its record does
        db.execute("PRAGMA cache_size = -32768")
        undo.pop_all()
    return db


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Several first starters would each try to switch on WAL; one at a time does."""
    with failures(str(folder)):
        folder.mkdir(parents=True, exist_ok=True)
        handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


@contextmanager
def clear_errors(where: Path | str) -> Iterator[None]:
    """SQLite's ways of saying what a person must know, as errors of ours. A row that breaks a rule of the
    tables is a fault of ours and stays what it is."""
    try:
        yield
    except sqlite3.IntegrityError:
        raise
    except sqlite3.DatabaseError as problem:
        raise _plain(problem, where) from problem


def _plain(problem: sqlite3.DatabaseError, where: Path | str) -> IriaError:
    name = getattr(problem, "sqlite_errorname", "")
    if name in _FULL:
        return DiskFull(f"{where}: no room left on the disk; make room and run again, nothing is lost")
    if name.startswith(_DAMAGED):
        return ArchiveError(f"{where} is damaged ({problem}); the WARC files still hold everything")
    if name.startswith(_BUSY):
        return Locked(f"{where} is held by another program ({problem}); close it, then run again")
    return IriaError(f"{where}: {problem}")
