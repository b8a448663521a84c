"""The database itself: its pages, its foreign keys, its full-text indexes, its sums."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from iria_crawler.errors import ArchiveError
from iria_crawler.store import FILENAME, Store
from iria_crawler.store.knowledge import damages
from iria_crawler.verify.findings import Damage

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


def indexes(folder: Path) -> Iterator[Damage]:
    """Full-text indexes that are not those of their texts. SQLite makes this check a write, which is undone."""
    path = folder / FILENAME
    with closing(sqlite3.connect(path, timeout=60, isolation_level=None)) as connection:
        for name in _INDEXES:
            if not _is_sound(connection, name):
                yield _named(f"the index {name} is not that of its texts; searches miss or invent articles")


def _is_sound(connection: sqlite3.Connection, name: str) -> bool:
    """Whether every row of an index is that of its text, which `rank` 1 asks for."""
    try:
        connection.execute("BEGIN")
        connection.execute(f"INSERT INTO {name}({name}, rank) VALUES ('integrity-check', 1)")
    except sqlite3.DatabaseError as problem:  # another refusal, such as that of a read-only file, tells nothing
        return not problem.sqlite_errorname.startswith("SQLITE_CORRUPT")
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
    return True


def _named(what: str) -> Damage:
    return Damage(what=f"database: {what}", file=FILENAME)
