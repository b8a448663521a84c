"""What a database that is made again takes over from the one before it: what no record tells.

Numbers are counted anew, so rows are told by what they are about: a site by its name, a file by its own, a capture by
its record, an article by the address that it is known by. Of a damaged database, what can be read of it is taken over.
"""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from iria_crawler.store import Store

_MEANT = {
    "of_site": ("site_id", "SELECT id FROM sites WHERE slug = ?"),
}
"""By what a row of the database before names another: the column that this becomes, and the row that it is now."""

_PURGED = (
    "SELECT u.url, u.host, u.kind, u.state, u.reason, u.priority, u.hops, u.first_seen_at, u.last_checked_at,"
    " s.slug AS of_site FROM urls u JOIN sites s ON s.id = u.site_id"
    " WHERE u.state = 'excluded' AND u.reason = 'purged'"
)


@contextmanager
def opened(path: Path) -> Iterator[sqlite3.Connection]:
    """The database before, for questions."""
    with closing(sqlite3.connect(path)) as old:
        old.row_factory = sqlite3.Row
        yield old


def sums(old: sqlite3.Connection) -> dict[str, tuple[int, str]]:
    """The size and the sha256 that each closed file had, by its name."""
    asked = "SELECT filename, size, sha256 FROM warc_files WHERE sha256 IS NOT NULL AND state <> 'open'"
    return {row["filename"]: (row["size"], row["sha256"]) for row in _readable(old, asked)}


def purged(store: Store, old: sqlite3.Connection) -> None:
    """Take over what was removed for good, inside a transaction of the caller, before anything is taken in.

    The sites must have their rows."""
    for table, sql in (("tombstones", "SELECT * FROM tombstones"), ("urls", _PURGED)):
        for row in _readable(old, sql):
            _put(store, table, row)


def decided(store: Store, old: sqlite3.Connection) -> None:
    """Take over what people decided and what was done, inside a transaction of the caller, after all is read."""
    for row in _readable(old, "SELECT * FROM events"):
        _put(store, "events", row)
    for row in _readable(old, "SELECT * FROM withholdings"):
        changed = _same_article(store, old, row["target"]) if row["match"] == "article" else {}
        _put(store, "withholdings", row | changed)


def _readable(old: sqlite3.Connection, sql: str) -> Iterator[dict[str, Any]]:
    """The rows of a question, up to where the database is damaged."""
    try:
        for row in old.execute(sql):
            yield dict(row)
    except sqlite3.DatabaseError:
        return


def _put(store: Store, table: str, row: Mapping[str, Any]) -> None:
    """Insert a row as it is now meant; it is left out where what it is about is no more."""
    values = {name: value for name, value in row.items() if name not in _MEANT}
    for name in _MEANT.keys() & row.keys():
        column, sql = _MEANT[name]
        values[column] = store.value(sql, row[name])
        if values[column] is None and row[name] is not None:
            return
    columns = [name for name in values if name in _columns(store, table)]
    store.run(
        f"INSERT OR IGNORE INTO {table} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})",
        *(values[name] for name in columns),
    )


def _columns(store: Store, table: str) -> set[str]:
    return {row["name"] for row in store.rows("SELECT name FROM pragma_table_info(?)", table)}


def _same_article(store: Store, old: sqlite3.Connection, number: str) -> dict[str, str]:
    """What a decision on an article is about now: articles are counted anew, and stay the same by their address."""
    of = "SELECT u.url FROM articles a JOIN urls u ON u.id = a.url_id WHERE a.id = ?"
    found = old.execute(of, (number,)).fetchone()
    if found is None:
        return {}
    now = store.value("SELECT a.id FROM articles a JOIN urls u ON u.id = a.url_id WHERE u.url = ?", found[0])
    return {"target": str(now)} if now else {"match": "url", "target": found[0]}
