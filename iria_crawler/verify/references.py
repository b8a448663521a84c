"""What records say of each other: ids are unique, references resolve, each answer has its request."""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from iria_crawler.judge.fields import Head
from iria_crawler.judge.judging import NO_REQUEST
from iria_crawler.judge.walking import records
from iria_crawler.verify.batches import Batch
from iria_crawler.verify.findings import Damage, Remark

_TABLES = """
CREATE TABLE files (number INTEGER PRIMARY KEY, name TEXT, path TEXT, ours INTEGER);
CREATE TABLE records (key BLOB, file INTEGER, at INTEGER, kind TEXT);
CREATE TABLE pointers (key BLOB, file INTEGER, at INTEGER, kind TEXT, name TEXT);
CREATE TABLE lonely (key BLOB, file INTEGER, at INTEGER);
CREATE TABLE known (key BLOB PRIMARY KEY) WITHOUT ROWID;
"""
_INDEXES = """
CREATE INDEX records_key ON records(key);
CREATE INDEX pointers_key ON pointers(key, name, kind);
CREATE INDEX pointers_at ON pointers(file, at);
"""
# A file of others that has our records as well is the one too many, whichever was read first.
_TWICE = """
SELECT r.file, r.at, count(*) OVER (PARTITION BY r.key) AS times,
  row_number() OVER (PARTITION BY r.key ORDER BY f.ours DESC, r.file, r.at) AS turn,
  count(*) OVER (PARTITION BY r.key, r.file) > 1 AS here
FROM records r JOIN files f ON f.number = r.file
WHERE r.key IN (SELECT key FROM records WHERE key IS NOT NULL GROUP BY key HAVING count(*) > 1)
"""
_DANGLING = """
SELECT p.file, min(p.at), p.name, p.kind FROM pointers p LEFT JOIN records r ON r.key = p.key
WHERE r.key IS NULL AND p.key NOT IN (SELECT key FROM known)
GROUP BY p.file, iif(p.name = 'is described by', p.key, p.at), p.name ORDER BY p.file, p.at
"""
_WITHOUT_REQUEST = """
SELECT r.file, r.at FROM lonely r WHERE NOT EXISTS
  (SELECT 1 FROM pointers p WHERE p.key = r.key AND p.name = 'belongs to' AND p.kind = 'request')
  AND NOT EXISTS (SELECT 1 FROM pointers p JOIN records q ON q.key = p.key AND q.kind = 'request'
    WHERE p.file = r.file AND p.at = r.at AND p.name = 'belongs to')
ORDER BY r.file, r.at
"""


class References:
    """An index of all records looked at, in a file that SQLite throws away; memory stays flat."""

    def __init__(self, *, whole: bool) -> None:
        """`whole`: what is not among these records is nowhere."""
        self._whole = whole
        self._db = sqlite3.connect("", isolation_level=None)
        self._db.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -32768;")
        self._db.executescript(_TABLES)

    def __enter__(self) -> "References":
        return self

    def __exit__(self, *_: object) -> None:
        self._db.close()

    def file(self, name: str, path: Path) -> int:
        """Begin a file, or begin it anew; gives its number."""
        found = self._db.execute("SELECT number FROM files WHERE name = ?", (name,)).fetchone()
        if found:
            for table in ("records", "pointers", "lonely"):
                self._db.execute(f"DELETE FROM {table} WHERE file = ?", found)
            return int(found[0])
        cursor = self._db.execute("INSERT INTO files (name, path, ours) VALUES (?,?,0)", (name, str(path)))
        return int(cursor.lastrowid or 0)

    def add(self, number: int, batch: Batch) -> None:
        """What some records of a file say."""
        entries = batch.entries
        self._db.execute("BEGIN")
        self._db.executemany(
            "INSERT INTO records VALUES (?,?,?,?)", ((each.key, number, each.offset, each.kind) for each in entries)
        )
        self._db.executemany(
            "INSERT INTO pointers VALUES (?,?,?,?,?)",
            ((key, number, each.offset, each.kind, name) for each in entries for name, key in each.pointers),
        )
        self._db.executemany(
            "INSERT INTO lonely VALUES (?,?,?)", ((each.key, number, each.offset) for each in batch.lonely)
        )
        if batch.ours:
            self._db.execute("UPDATE files SET ours = 1 WHERE number = ?", (number,))
        self._db.execute("COMMIT")

    def know(self, keys: Iterable[bytes]) -> None:
        """Records that there are, although they were not looked at, or could not be read."""
        self._db.execute("BEGIN")
        self._db.executemany("INSERT OR IGNORE INTO known VALUES (?)", ((key,) for key in keys))
        self._db.execute("COMMIT")

    def found(self) -> Iterator[Damage | Remark]:
        """What does not resolve, and what is there twice. Of files of others, what the standard lets be is a remark."""
        self._db.executescript(_INDEXES)
        for file, at, times, turn, is_here in self._db.execute(_TWICE):
            if turn > 1:  # files of others may overlap
                yield self._named(file, at, f"has a record id that {times} records have", ours=not is_here)
        for file, at, name, kind in self._db.execute(_DANGLING):
            what = f"{name} a record that is not here"
            if kind == "revisit" and name == "refers to":
                what = "is a revisit of a record that is not here"
            if name == "refers to" and not self._whole:
                yield self._remark(file, at, what)
            else:
                yield self._named(file, at, what, ours=True)
        for file, at in self._db.execute(_WITHOUT_REQUEST):
            yield self._named(file, at, NO_REQUEST, ours=True)

    def _named(self, file: int, at: int, what: str, *, ours: bool) -> Damage | Remark:
        name, path, is_ours = self._db.execute(
            "SELECT name, path, ours FROM files WHERE number = ?", (file,)
        ).fetchone()
        if ours and not is_ours:
            return Remark(what=what, file=name, offset=at)
        head = _head_at(Path(path), at)
        return Damage(
            what=what, file=name, offset=at, url=head.url if head else None, record_id=head.record_id if head else None
        )

    def _remark(self, file: int, at: int, what: str) -> Remark:
        return Remark(what=what, file=self._name(file), offset=at)

    def _name(self, file: int) -> str:
        found: Any = self._db.execute("SELECT name FROM files WHERE number = ?", (file,)).fetchone()[0]
        return str(found)


def _head_at(path: Path, offset: int) -> Head | None:
    """The head of the record at an offset."""
    with suppress(OSError), path.open("rb", buffering=0) as file:  # moved, or unreadable, since it was looked at
        for record in records(file, offset=offset):
            record.close()
            return record.head
    return None
