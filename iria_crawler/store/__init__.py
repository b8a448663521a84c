"""The database of an archive: opening it, transactions, and the rows of crawls and captures."""

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from sqlite_utils import Database

from iria_crawler import __version__
from iria_crawler.errors import IriaError, NewerDatabase, NoArchive, UsageError
from iria_crawler.items import Capture, Original, Problem, RecordRef
from iria_crawler.sites import Site
from iria_crawler.store.connection import alone, clear_errors, connect
from iria_crawler.store.schema import migrations
from iria_crawler.warc import WarcFile

FILENAME = "iria.db"


def iso(moment: datetime) -> str:
    """UTC ISO 8601 text to the second, as every column but `captured_at` has it."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"


def iso_exact(moment: datetime) -> str:
    """UTC ISO 8601 text to the microsecond: the form of WARC-Date and of `captured_at`."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


class Store:
    """An open database. One `Store` belongs to one thread at a time; readers never wait for writers."""

    def __init__(self, db: Database) -> None:
        self.db = db
        self.lost: frozenset[int] = frozenset()
        """The rows of files whose records no revisit may name: see `store.lost`."""

    @classmethod
    def create(cls, folder: Path, *, filename: str = FILENAME) -> "Store":
        """Open the database of an archive for writing, making folder, file and tables where they lack."""
        with alone(folder), clear_errors(folder / filename), ExitStack() as undo:
            db = connect(folder / filename)
            undo.callback(db.close)
            _refuse_newer(db, folder)
            migrations.apply(db)
            undo.pop_all()
        return cls(db)

    @classmethod
    def open(cls, folder: Path) -> "Store":
        """Open the database of an archive for reading; raises `NoArchive` where there is none."""
        path = folder / FILENAME
        if not path.is_file():
            raise NoArchive(f"{folder} holds no archive. Make one with: iria -C {folder} crawl https://…")
        with clear_errors(path), ExitStack() as undo:
            db = connect(path, read_only=True)
            undo.callback(db.close)
            _refuse_newer(db, folder)
            behind = migrations.pending(db)
            undo.pop_all()
        if behind:
            db.close()
            if not path.stat().st_mode & 0o222:
                raise UsageError(f"{path} is frozen, and of an older iria: copy it, and make the copy writable")
            with cls.create(folder):
                pass
            db = connect(path, read_only=True)
        store = cls(db)
        if path.stat().st_mode & 0o222:
            _end_embargoes(store, folder)
        return store

    def __enter__(self) -> "Store":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self.db.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """One write transaction. `BEGIN IMMEDIATE`: a deferred one that reads first loses to any second writer."""
        connection = self.db.conn
        self.run("BEGIN IMMEDIATE")
        try:
            yield
            self.run("COMMIT")
        except BaseException:  # whatever it is: undone, and raised again
            if connection.in_transaction:
                self.run("ROLLBACK")
            raise

    @contextmanager
    def moment(self) -> Iterator[None]:
        """Whatever is asked within is answered as of the first question. A writer does not wait for it."""
        self.run("BEGIN")
        try:
            yield
        finally:
            if self.db.conn.in_transaction:  # a full disk has ended it
                self.run("ROLLBACK")

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """A part of a transaction that is stored whole or not at all."""
        self.run("SAVEPOINT part")
        try:
            yield
        except BaseException:  # whatever it is: undone, and raised again
            if self.db.conn.in_transaction:  # a full disk has ended it all
                self.run("ROLLBACK TO part")
            raise
        finally:
            if self.db.conn.in_transaction:
                self.run("RELEASE part")

    def run(self, sql: str, *values: object) -> sqlite3.Cursor:
        """Run one statement. What SQLite refuses is an `IriaError` here and below: `DiskFull`, `ArchiveError`."""
        with clear_errors(FILENAME):
            return self.db.conn.execute(sql, values)

    def rows(self, sql: str, *values: object) -> Iterator[dict[str, Any]]:
        """The rows of a question, one dict each, as they come."""
        with clear_errors(FILENAME):
            yield from self.db.query(sql, values)

    def row(self, sql: str, *values: object) -> dict[str, Any] | None:
        """The first row of a question, or None."""
        return next(iter(self.rows(sql, *values)), None)

    @property
    def schema_version(self) -> int:
        """How many steps the tables have taken."""
        return len(migrations.applied(self.db))

    def now(self) -> datetime:
        """The time of the store, which all who share it go by, to the millisecond."""
        return datetime.fromisoformat(self.value("SELECT strftime('%Y-%m-%dT%H:%M:%fZ', 'now')"))

    def value(self, sql: str, *values: object) -> Any:
        """The first column of the first row, or None."""
        with clear_errors(FILENAME):  # to give a row, SQLite already looks at the one behind it
            found = self.db.conn.execute(sql, values).fetchone()
        return found[0] if found else None

    # -- sites and crawls: inside a transaction of the caller --

    def save_site(self, site: Site, *, now: datetime) -> int:
        """The row of a site, brought up to date; gives its id."""
        found: int = self.value(
            "INSERT INTO sites (slug, name, home_url, kind, language, config, added_at) VALUES (?,?,?,?,?,?,?)"
            " ON CONFLICT (slug) DO UPDATE SET name = excluded.name, home_url = excluded.home_url,"
            " kind = excluded.kind, language = excluded.language, config = excluded.config RETURNING id",
            *(site.slug, site.name, site.home, site.site.kind, site.site.language),
            *(site.model_dump_json(exclude_defaults=True), iso(now)),
        )
        return found

    def site(self, slug: str) -> Site:
        """A site as it was last crawled; raises `LookupError` where it never was."""
        found = self.value("SELECT config FROM sites WHERE slug = ?", slug)
        if found is None:
            raise LookupError(f"no site {slug} in the database")
        return Site.model_validate_json(found)

    def begin_crawl(
        self,
        site_id: int,
        slug: str,
        *,
        kind: Literal["full", "update", "patch", "test"],
        software: str,
        config: str,
        now: datetime,
        started_by: Literal["person", "schedule"] = "person",
    ) -> str:
        """A new row in `crawls`; gives its id. Runs of the site that never ended are marked interrupted."""
        self.run(
            "UPDATE crawls SET status = 'interrupted', reason = 'killed' WHERE site_id = ? AND status = 'running'",
            site_id,
        )
        crawl_id = stem = f"{slug}-{now.astimezone(UTC):%Y%m%dT%H%M%SZ}"
        number = 1
        while self.value("SELECT 1 FROM crawls WHERE id = ?", crawl_id):
            number += 1
            crawl_id = f"{stem}-{number}"
        self.run(
            "INSERT INTO crawls (id, site_id, kind, started_by, started_at, software, config) VALUES (?,?,?,?,?,?,?)",
            *(crawl_id, site_id, kind, started_by, iso(now), software, config),
        )
        return crawl_id

    def end_crawl(
        self, crawl_id: str, *, status: str, reason: str, exit_code: int, counters: Mapping[str, int], now: datetime
    ) -> None:
        """What became of a crawl."""
        self.run(
            "UPDATE crawls SET finished_at = ?, status = ?, reason = ?, exit_code = ?, counters = ? WHERE id = ?",
            *(iso(now), status, reason, exit_code, json.dumps(counters), crawl_id),
        )

    # -- files and captures: inside a transaction of the caller --

    def save_warc_file(self, file: WarcFile, *, site_id: int, crawl_id: str | None) -> None:
        """The row of a WARC file, brought up to date."""
        self.run(
            "INSERT INTO warc_files (filename, site_id, crawl_id, state, opened_at, closed_at, size, records, sha256)"
            " VALUES (?,?,?,?,?,?,?,?,?) ON CONFLICT (filename) DO UPDATE SET state = excluded.state,"
            " closed_at = excluded.closed_at, size = excluded.size, records = excluded.records,"
            " sha256 = excluded.sha256",
            *(file.filename, site_id, crawl_id, file.state, iso(file.opened_at)),
            *(iso(file.closed_at) if file.closed_at else None, file.size, file.records, file.sha256),
        )

    def save_capture(self, capture: Capture, *, url_id: int, crawl_id: str | None, reading: str | None) -> int:
        """The row of a capture whose WARC file has its row; gives its id."""
        ref, original = capture.ref, capture.original
        found: int = self.value(
            "INSERT INTO captures (url_id, crawl_id, captured_at, record_type, status, mime, payload_bytes,"
            " payload_digest, redirect_url, truncated, elapsed_ms, refers_to_id, warc_file_id, warc_offset,"
            " warc_length, warc_record_id, reading) VALUES (?,?,?,?,?,?,?,?,?,?,?,"
            " (SELECT id FROM captures WHERE warc_record_id = ?), (SELECT id FROM warc_files WHERE filename = ?),"
            " ?,?,?,?) RETURNING id",
            *(url_id, crawl_id, iso_exact(capture.captured_at), capture.record_type, capture.status, capture.mime),
            *(capture.payload_bytes, capture.payload_digest, capture.redirect_url, capture.truncated),
            *(capture.elapsed_ms, original.warc_record_id if original else None, ref.warc_file),
            *(ref.warc_offset, ref.warc_length, ref.warc_record_id, reading),
        )
        return found

    def capture_id(self, record_id: str) -> int | None:
        """The capture that a record became, if it has its row."""
        found: int | None = self.value("SELECT id FROM captures WHERE warc_record_id = ?", record_id)
        return found

    def save_problem(
        self,
        problem: Problem,
        *,
        crawl_id: str,
        url: str,
        now: datetime,
        attempts: int = 1,
        capture_id: int | None = None,
    ) -> None:
        """One row in `problems`."""
        self.run(
            "INSERT INTO problems (crawl_id, url, at, class, stage, code, message, attempts, capture_id)"
            " VALUES (?,?,?,?,?,?,?,?,?)",
            *(crawl_id, url, iso(now), problem.class_, problem.stage, problem.code, problem.message),
            *(attempts, capture_id),
        )

    # -- what a revisit may name --

    def by_digest(self, digest: str) -> Original | None:
        """The first whole response with this payload digest whose record could be read.

        What others wrote may declare a digest that is not its own: their responses are none to be named."""
        return _original(
            self.row(
                "SELECT c.id, u.url, c.captured_at, c.warc_record_id, c.payload_digest FROM captures c"
                " JOIN urls u ON u.id = c.url_id WHERE c.payload_digest = ? AND c.record_type = 'response'"
                " AND c.status = 200 AND c.truncated IS NULL AND c.reason IS NOT 'bad-record'"
                " AND c.crawl_id IS NOT NULL AND c.warc_file_id NOT IN (SELECT value FROM json_each(?))"
                " ORDER BY c.id LIMIT 1",
                *(digest, json.dumps(sorted(self.lost))),
            )
        )

    def by_url(self, url: str, site_id: int) -> Original | None:
        """The response that holds what this URL last gave with status 200."""
        row = self.row(
            "SELECT o.id, ou.url, o.captured_at, o.warc_record_id, o.payload_digest, o.warc_file_id FROM urls u"
            " JOIN captures c ON c.url_id = u.id AND c.status IN (200, 304) AND c.truncated IS NULL"
            " JOIN captures o ON o.id = coalesce(c.refers_to_id, c.id) JOIN urls ou ON ou.id = o.url_id"
            " WHERE u.url = ? AND u.site_id = ? AND o.status = 200 AND o.payload_digest IS NOT NULL"
            " AND o.reason IS NOT 'bad-record'"
            " ORDER BY c.captured_at DESC LIMIT 1",
            *(url, site_id),
        )
        return None if row and row["warc_file_id"] in self.lost else _original(row)

    def payload_ref(self, record_id: str) -> RecordRef | None:
        """Where a record stands, by its id."""
        found = self.row(
            "SELECT w.filename, c.warc_offset, c.warc_length FROM captures c JOIN warc_files w ON w.id = c.warc_file_id"
            " WHERE c.warc_record_id = ?",
            record_id,
        )
        if not found:
            return None
        return ref_of({**found, "warc_record_id": record_id})


def _end_embargoes(store: Store, folder: Path) -> None:
    """Show what was withheld up to a day that has come; where nothing can be written, it stays."""
    from iria_crawler.store import withholding  # which needs a store itself

    now = datetime.now(UTC)
    with suppress(IriaError):
        if withholding.owes(store, now=now):
            withholding.settle(folder, now=now)


def _refuse_newer(db: Database, folder: Path) -> None:
    """What a newer iria has added to the tables, this one would not keep up: it leaves the database alone."""
    known = {step.name for step in migrations.pending(Database(memory=True))}  # of an empty one, all are
    if newer := [step.name for step in migrations.applied(db) if step.name not in known]:
        raise NewerDatabase(
            f"{folder / FILENAME} was made by a newer iria ({newer[-1]}): bring this one ({__version__}) up to date"
        )


def ref_of(row: Mapping[str, Any]) -> RecordRef:
    """Where the record of a capture stands, by a row that has its columns and the name of its file."""
    return RecordRef(
        warc_file=row["filename"],
        warc_offset=row["warc_offset"],
        warc_length=row["warc_length"],
        warc_record_id=row["warc_record_id"],
    )


def _original(row: dict[str, Any] | None) -> Original | None:
    if row is None:
        return None
    return Original(
        url=row["url"],
        captured_at=datetime.fromisoformat(row["captured_at"]),
        warc_record_id=row["warc_record_id"],
        payload_digest=row["payload_digest"],
        capture_id=row["id"],
    )
