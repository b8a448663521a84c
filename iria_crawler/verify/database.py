"""The database itself: its pages, its foreign keys, its full-text indexes, its sums."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from iria_crawler.errors import ArchiveError
from iria_crawler.store import FILENAME, Store
from iria_crawler.store.knowledge import damages
from iria_crawler.verify.findings import Damage, Remark

_KEPT_OUT = ("SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_READONLY")
_INDEXES = ("versions_fts", "versions_fts_norm", "captions_fts", "captions_fts_norm")


def integrity(store: Store) -> Iterator[Damage]:
    """What is broken, as far as SQLite and our own sums tell."""
    try:
        for row in store.rows("PRAGMA integrity_check"):
            if row["integrity_check"] != "ok":
                yield _named(row["integrity_check"])
        for row in store.rows("PRAGMA foreign_key_check"):
            yield _named(f"{row['table']} row {row['rowid']} points at a missing row of {row['parent']}")
        for number in damages(store):
            yield _named(f"what is known of a site, row {number}, is not as it was learnt")
    except ArchiveError as problem:
        yield _named(str(problem))


def indexes(folder: Path, *, seconds: float = 60) -> Iterator[Damage | Remark]:
    """Full-text indexes that are not those of their texts; a remark where none could be looked at. SQLite makes this
    check a write, which is undone; so long it waits for who else writes."""
    path = folder / FILENAME
    with closing(sqlite3.connect(path, timeout=seconds, isolation_level=None)) as connection:
        for name in _INDEXES:
            try:
                _check(connection, name)
            except sqlite3.DatabaseError as problem:
                yield _of_index(name, problem)


def _check(connection: sqlite3.Connection, name: str) -> None:
    """Ask whether every row of an index is that of its text, for which `rank` is 1."""
    try:
        connection.execute("BEGIN")
        connection.execute(f"INSERT INTO {name}({name}, rank) VALUES ('integrity-check', 1)")
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")


def _of_index(name: str, problem: sqlite3.DatabaseError) -> Damage | Remark:
    """What it means that an index was not found sound. Only of who else writes, and of a file that is read-only, is
    the index itself no cause."""
    code = problem.sqlite_errorname
    if code.startswith(_KEPT_OUT):
        return Remark(what=f"the index {name} could not be checked: {problem}", file=FILENAME)
    if code.startswith("SQLITE_CORRUPT"):
        return _named(f"the index {name} is not that of its texts; searches miss or invent articles")
    if str(problem) == f"no such table: {name}":
        return _named(f"the index {name} is missing; searches in it fail")
    return _named(f"the index {name} cannot be read: {problem}")


def _named(what: str) -> Damage:
    return Damage(what=f"database: {what}", file=FILENAME)
