"""What a database that is made again takes over from the one before it: what no record tells.

Numbers are counted anew, so rows are told by what they are about: a site by its name, a file by its own, a capture by
its record, an article by the address that it is known by. Of a damaged database, what can be read of it is taken over.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Any

from iria_crawler.judge.differing import is_of_rows
from iria_crawler.store import Store, iso
from iria_crawler.store.accepting import RESTING, end_mended, resting
from iria_crawler.store.accepting import put as accept

_MEANT = {
    "of_site": ("site_id", "SELECT id FROM sites WHERE slug = ?"),
    "of_file": ("warc_file_id", "SELECT id FROM warc_files WHERE filename = ?"),
    "of_record": ("capture_id", "SELECT id FROM captures WHERE warc_record_id = ?"),
    "of_delivery": ("delivery_id", "SELECT id FROM deliveries WHERE id = ?"),
    "of_check": ("replay_check_id", "SELECT id FROM replay_checks WHERE id = ?"),
}
"""By what a row of the database before names another: the column that this becomes, and the row that it is now."""

_PURGED = (
    "SELECT u.url, u.host, u.kind, u.state, u.reason, u.priority, u.hops, u.first_seen_at, u.last_checked_at,"
    " s.slug AS of_site FROM urls u JOIN sites s ON s.id = u.site_id"
    " WHERE u.state = 'excluded' AND u.reason = 'purged'"
)

_DONE = {
    "events": "SELECT * FROM events",
    "deliveries": "SELECT d.*, s.slug AS of_site FROM deliveries d JOIN sites s ON s.id = d.site_id",
    "delivery_files": "SELECT x.delivery_id AS of_delivery, w.filename AS of_file FROM delivery_files x"
    " JOIN warc_files w ON w.id = x.warc_file_id",
    "fixity_checks": "SELECT f.*, w.filename AS of_file FROM fixity_checks f"
    " JOIN warc_files w ON w.id = f.warc_file_id",
    "replay_checks": "SELECT r.*, c.warc_record_id AS of_record FROM replay_checks r JOIN captures c"
    " ON c.id = r.capture_id",
    "missing_resources": "SELECT *, replay_check_id AS of_check FROM missing_resources",
    "notices": "SELECT n.*, s.slug AS of_site FROM notices n LEFT JOIN sites s ON s.id = n.site_id",
}
"""What was done to the archive, in an order in which each row finds those that it names."""

_DAMAGES = "SELECT * FROM damages WHERE part IN ('records','opinions','references') AND file IS NOT NULL"
"""What checks had found damaged in files, which are as they were: until one finds that it is mended."""

_TEXT = (
    "c.warc_record_id, a.key, s.slug FROM article_versions v JOIN captures c ON c.id = v.capture_id"
    " JOIN articles a ON a.id = v.article_id JOIN sites s ON s.id = a.site_id"
)
_READ_BEFORE = (
    "SELECT h.extractor, h.title, h.body, h.text_sha256, h.extracted_at, h.replaced_at, x.warc_record_id, x.key, x.slug"
    f" FROM extraction_history h JOIN (SELECT v.id, {_TEXT}) x ON x.id = h.version_id UNION ALL"
    f" SELECT v.extractor, v.title, v.body, v.text_sha256, v.extracted_at, NULL, {_TEXT}"
)


@dataclass(frozen=True, slots=True)
class Before:
    """The database before, for questions; `unread` says where it was damaged, so that something may be lacking."""

    connection: sqlite3.Connection
    unread: list[str] = field(default_factory=list)

    def rows(self, sql: str, *values: object) -> Iterator[dict[str, Any]]:
        """The rows of a question, up to where the database is damaged."""
        try:
            for row in self.connection.execute(sql, values):
                yield dict(row)
        except sqlite3.DatabaseError as problem:
            if not str(problem).startswith(("no such table", "no such column")):  # as one of an older iria has
                self.unread.append(str(problem))


@contextmanager
def opened(path: Path) -> Iterator[Before]:
    """The database before, for questions."""
    with closing(sqlite3.connect(path)) as connection:
        connection.row_factory = sqlite3.Row
        yield Before(connection)


def sums(old: Before) -> dict[str, tuple[int, str]]:
    """The size and the sha256 that each closed file had, by its name."""
    asked = "SELECT filename, size, sha256 FROM warc_files WHERE sha256 IS NOT NULL AND state <> 'open'"
    return {row["filename"]: (row["size"], row["sha256"]) for row in old.rows(asked)}


def purged(store: Store, old: Before) -> None:
    """Take over what was removed for good, inside a transaction of the caller, before anything is taken in.

    The sites must have their rows."""
    for table, sql in (("tombstones", "SELECT * FROM tombstones"), ("urls", _PURGED)):
        _put(store, table, old.rows(sql))


def decided(store: Store, old: Before, *, now: datetime) -> None:
    """Take over what people decided and what was done, inside a transaction of the caller, after all is read."""
    _number_articles(store, old)
    for table, sql in _DONE.items():
        _put(store, table, old.rows(sql))
    _put(store, "known_losses", old.rows("SELECT * FROM known_losses"))
    for loss, at in resting(old.rows(RESTING.format(of="main", where="1"))):
        accept(store, loss, at=at)
    end_mended(store, now=now)
    _put(store, "damages", (row for row in old.rows(_DAMAGES) if not is_of_rows(row["what"])))
    decisions = old.rows("SELECT * FROM withholdings")
    _put(store, "withholdings", (row | _same_article(store, old, row) for row in decisions))
    for row in old.rows("SELECT * FROM crawls WHERE status <> 'running'"):
        store.run(
            "UPDATE crawls SET kind = ?, started_by = ?, started_at = ?, finished_at = ?, status = ?, reason = ?,"
            " exit_code = ?, software = ?, config = ?, counters = ? WHERE id = ?",
            *(row[name] for name in ("kind", "started_by", "started_at", "finished_at", "status", "reason")),
            *(row[name] for name in ("exit_code", "software", "config", "counters", "id")),
        )
    _keep_texts(store, old, now=now)


def texts_lost(store: Store, old: Before) -> int:
    """How many texts the database before has of which the records are not there any more, when all is read."""
    rows = old.rows("SELECT c.warc_record_id FROM article_versions v JOIN captures c ON c.id = v.capture_id")
    is_there = "SELECT 1 FROM captures WHERE warc_record_id = ?"
    return sum(store.value(is_there, row["warc_record_id"]) is None for row in rows)


def handed_over(store: Store, told: Iterable[Mapping[str, str]]) -> None:
    """Take over the decisions that came along with a delivery, whose database has none: what it may not show.

    Rows are those of its `withholdings.csv`; an article is meant at each of its addresses. To be called inside a
    transaction of the caller, after `decided`: what is known already may have been lifted since."""
    for row in told:
        for match, target in _meant(row):
            store.run(
                "INSERT INTO withholdings (match, target, action, reason, requested_by, decided_by, decided_at, until,"
                " lifted_at, lifted_by) SELECT ?1,?2,?3,?4,?5,?6,?7,?8,?9,?10 WHERE NOT EXISTS (SELECT 1"
                " FROM withholdings WHERE match = ?1 AND target = ?2 AND decided_at = ?7)",
                *(match, target, row["action"], row["reason"], row["requested_by"] or None, row["decided_by"]),
                *(row["decided_at"], *(row[name] or None for name in ("until", "lifted_at", "lifted_by"))),
            )


def accepted(store: Store, told: Iterable[Mapping[str, str]]) -> None:
    """Take over what files that came along with a delivery are known to have lost, inside a transaction of the caller.

    Rows are those of its `known-losses.csv`."""
    rows = [{name: value or None for name, value in row.items() if name != "id"} for row in told]
    _put(store, "known_losses", rows)


def _meant(decision: Mapping[str, str]) -> list[tuple[str, str]]:
    if decision["match"] != "article":
        return [(decision["match"], decision["target"])]
    return [("url", address) for address in (decision.get("addresses") or "").split()]


def _number_articles(store: Store, old: Before) -> None:
    """Give articles the numbers that they had: pages and decisions name them by these. Others get none of those."""
    asked = "SELECT a.id, s.slug, a.key FROM articles a JOIN sites s ON s.id = a.site_id ORDER BY a.id"
    before = {(row["slug"], row["key"]): row["id"] for row in old.rows(asked)}
    if not before:
        return
    decided = "SELECT max(CAST(target AS INTEGER)) AS last FROM withholdings WHERE match = 'article'"
    last = max(row["last"] or 0 for row in ({"last": 0}, *old.rows(decided)))  # what it was about may be purged
    free = count(max(last, *before.values()) + 1)
    numbers = {row["id"]: before.get((row["slug"], row["key"])) or next(free) for row in store.rows(asked)}
    store.run("PRAGMA defer_foreign_keys = ON")
    columns = [("articles", "id"), *_naming(store, "articles")]
    store.run("CREATE TEMP TABLE numbers (id INTEGER PRIMARY KEY, now INTEGER NOT NULL)")
    for pair in numbers.items():
        store.run("INSERT INTO temp.numbers VALUES (?, ?)", *pair)
    for table, column in columns:  # below zero none is in the way of another
        store.run(f"UPDATE {table} SET {column} = -{column} WHERE {column} IS NOT NULL")
    for table, column in columns:
        now = f"(SELECT now FROM temp.numbers n WHERE n.id = -{table}.{column})"
        store.run(f"UPDATE {table} SET {column} = {now} WHERE {column} < 0")
    store.run("DROP TABLE temp.numbers")


def _naming(store: Store, table: str) -> list[tuple[str, str]]:
    """The columns that name rows of a table."""
    rows = store.rows(
        'SELECT m.name, f."from" AS column FROM sqlite_master m JOIN pragma_foreign_key_list(m.name) f'
        " WHERE m.type = 'table' AND f.\"table\" = ?",
        table,
    )
    return [(row["name"], row["column"]) for row in rows]


def _keep_texts(store: Store, old: Before, *, now: datetime) -> None:
    """Keep the texts as older readers had read them, also those that were current: they may be cited."""
    for row in old.rows(_READ_BEFORE):
        version = _version(store, row)
        if version and row["text_sha256"] != version["text_sha256"]:
            store.run(
                "INSERT INTO extraction_history (version_id, extractor, title, body, text_sha256, extracted_at,"
                " replaced_at) VALUES (?,?,?,?,?,?,?)",
                *(version["id"], *(row[name] for name in ("extractor", "title", "body", "text_sha256"))),
                *(row["extracted_at"], row["replaced_at"] or iso(now)),
            )


def _version(store: Store, row: Mapping[str, Any]) -> dict[str, Any] | None:
    """The text that was read from the same record as one before."""
    return store.row(
        "SELECT v.id, v.text_sha256 FROM captures c JOIN article_versions v ON v.capture_id = c.id"
        " JOIN articles a ON a.id = v.article_id JOIN sites s ON s.id = a.site_id"
        " WHERE c.warc_record_id = ? AND a.key = ? AND s.slug = ?",
        *(row["warc_record_id"], row["key"], row["slug"]),
    )


def _put(store: Store, table: str, rows: Iterable[Mapping[str, Any]]) -> None:
    """Insert rows as they are now meant; those are left out of which what they are about is no more."""
    there = {row["name"] for row in store.rows("SELECT name FROM pragma_table_info(?)", table)}
    for row in rows:
        if (values := _now(store, row)) is not None:
            columns = [name for name in values if name in there]
            store.run(
                f"INSERT OR IGNORE INTO {table} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})",
                *(values[name] for name in columns),
            )


def _now(store: Store, row: Mapping[str, Any]) -> dict[str, Any] | None:
    """A row with the numbers of today; None where what it is about is no more."""
    values = {name: value for name, value in row.items() if name not in _MEANT}
    for name in _MEANT.keys() & row.keys():
        column, sql = _MEANT[name]
        values[column] = store.value(sql, row[name])
        if values[column] is None and row[name] is not None:
            return None
    return values


def _same_article(store: Store, old: Before, decision: Mapping[str, Any]) -> dict[str, str]:
    """What a decision on an article is about now: articles are counted anew, and stay the same by their address."""
    if decision["match"] != "article":
        return {}
    of = "SELECT u.url FROM articles a JOIN urls u ON u.id = a.url_id WHERE a.id = ?"
    found = next(old.rows(of, decision["target"]), None)
    if found is None:
        return {}
    now = store.value("SELECT a.id FROM articles a JOIN urls u ON u.id = a.url_id WHERE u.url = ?", found["url"])
    return {"target": str(now)} if now else {"match": "url", "target": found["url"]}
