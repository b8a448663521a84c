"""The database opens or says why not, and what is in a transaction is there whole or not at all."""

import sqlite3
from contextlib import closing, suppress
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from iria_crawler.errors import ArchiveError, DiskFull, IriaError, Locked, NewerDatabase, NoArchive
from iria_crawler.items import Problem
from iria_crawler.sites import Crawl, Identity, Site
from iria_crawler.store import FILENAME, Store, connection, iso, iso_exact, queries
from iria_crawler.store.connection import connect
from iria_crawler.store.schema import first, migrations, steps

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
SITE = Site(site=Identity(home="https://news.example/", slug="news", name="News"), crawl=Crawl(delay=3))


def test_a_new_archive_has_a_database_that_others_can_recognise(tmp_path: Path) -> None:
    with Store.create(tmp_path / "new" / "archive") as store:
        assert store.value("PRAGMA application_id") == 0x49524941
        assert store.value("PRAGMA journal_mode") == "wal"
        assert store.value("PRAGMA page_size") == 8192
        assert store.value("PRAGMA foreign_keys") == 1
        assert store.value("PRAGMA synchronous") == 2
        strict = store.rows("SELECT name FROM pragma_table_list WHERE type = 'table' AND NOT strict")
        ours = {row["name"] for row in strict if not row["name"].startswith(("sqlite_", "_sqlite"))}
        assert not {name for name in ours if "_fts_" not in name}


def test_opening_twice_changes_nothing(tmp_path: Path) -> None:
    with Store.create(tmp_path) as store, store.transaction():
        store.save_site(SITE, now=NOON)
    with Store.create(tmp_path) as store:
        assert store.site("news") == SITE


def test_a_folder_without_database_is_no_archive(tmp_path: Path) -> None:
    with pytest.raises(NoArchive, match="holds no archive"):
        Store.open(tmp_path)
    assert not list(tmp_path.iterdir())


def test_a_reader_cannot_write(tmp_path: Path) -> None:
    Store.create(tmp_path).close()
    with Store.open(tmp_path) as store, pytest.raises(IriaError, match="readonly"), store.transaction():
        store.save_site(SITE, now=NOON)


def test_a_database_that_an_older_release_left_half_made_is_brought_up_to_date(tmp_path: Path) -> None:
    with Store.create(tmp_path) as store:
        store.run("DROP VIEW article")
        store.run("DROP VIEW article_list")
        store.run("DELETE FROM _sqlite_migrations WHERE name = 'm005_views'")
    with Store.open(tmp_path) as store:
        assert store.value("SELECT count(*) FROM article") == 0


@pytest.mark.parametrize("content", [b"no database at all, but long enough to look like one" * 100, b"SQLite"])
def test_what_is_no_database_is_told_as_damage(tmp_path: Path, content: bytes) -> None:
    (tmp_path / FILENAME).write_bytes(content)
    for opened in (Store.open, Store.create):
        with pytest.raises(ArchiveError, match="is damaged"):
            opened(tmp_path)


def test_a_damaged_page_is_told_as_damage(tmp_path: Path) -> None:
    with Store.create(tmp_path) as store:
        with store.transaction():
            for number in range(200):
                site = SITE.model_copy(update={"site": SITE.site.model_copy(update={"slug": f"s{number}"})})
                store.save_site(site, now=NOON)
        root = store.value("SELECT rootpage FROM sqlite_master WHERE name = 'sites'")
        store.run("PRAGMA wal_checkpoint(TRUNCATE)")
    with (tmp_path / FILENAME).open("r+b") as file:
        file.seek((root - 1) * 8192)
        file.write(b"\xff" * 8192)
    with Store.open(tmp_path) as store, pytest.raises(ArchiveError, match="is damaged"):
        list(store.rows("SELECT * FROM sites"))


def test_a_folder_that_cannot_be_made_is_told_without_traceback(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    with pytest.raises(IriaError, match="cannot be written"):
        Store.create(tmp_path / "file" / "archive")


def test_a_transaction_is_stored_whole_or_not_at_all(tmp_path: Path) -> None:
    with Store.create(tmp_path) as store:
        with suppress(KeyboardInterrupt), store.transaction():
            store.save_site(SITE, now=NOON)
            raise KeyboardInterrupt
        assert store.value("SELECT count(*) FROM sites") == 0
        with store.transaction():
            store.save_site(SITE, now=NOON)
    with Store.open(tmp_path) as store:
        assert store.value("SELECT count(*) FROM sites") == 1


def test_a_part_of_a_transaction_can_fail_alone(tmp_path: Path) -> None:
    with Store.create(tmp_path) as store:
        with store.transaction():
            store.save_site(SITE, now=NOON)
            with suppress(ZeroDivisionError), store.savepoint():
                store.run("DELETE FROM sites")
                raise ZeroDivisionError
            with store.savepoint():
                store.run("UPDATE sites SET name = 'Other'")
        assert store.value("SELECT name FROM sites") == "Other"


def test_a_full_disk_is_told_and_leaves_the_database_as_it_was(tmp_path: Path) -> None:
    with Store.create(tmp_path) as store:
        store.run(f"PRAGMA max_page_count = {store.value('PRAGMA page_count')}")
        with pytest.raises(DiskFull, match="make room"), store.transaction(), store.savepoint():
            store.run("INSERT INTO images (url) VALUES (?)", "x" * 100_000)
        assert store.value("SELECT count(*) FROM images") == 0
        store.run("PRAGMA max_page_count = 100000")
        with store.transaction():
            store.run("INSERT INTO images (url) VALUES (?)", "x" * 100_000)


def test_a_row_that_breaks_a_rule_is_a_fault_of_ours(tmp_path: Path) -> None:
    with Store.create(tmp_path) as store, pytest.raises(sqlite3.IntegrityError):
        store.run("INSERT INTO images (url) VALUES (NULL)")


def test_times_are_utc_text_that_sorts() -> None:
    east = timezone(timedelta(hours=2))
    assert iso(datetime(2026, 3, 1, 14, 0, 0, 999999, tzinfo=east)) == "2026-03-01T12:00:00Z"
    assert iso_exact(datetime(2026, 3, 1, 14, tzinfo=east)) == "2026-03-01T12:00:00.000000Z"
    assert iso(datetime(988, 1, 1, tzinfo=UTC)) < iso(NOON)


def test_a_site_is_given_back_as_it_was_last_crawled(tmp_path: Path) -> None:
    with Store.create(tmp_path) as store:
        with store.transaction():
            first = store.save_site(SITE, now=NOON)
            second = store.save_site(SITE.model_copy(update={"crawl": Crawl(delay=9)}), now=NOON)
        assert first == second
        assert store.site("news").crawl.delay == 9
        with pytest.raises(LookupError, match="no site other"):
            store.site("other")


def test_runs_that_never_ended_are_marked_when_the_next_begins(tmp_path: Path) -> None:
    with Store.create(tmp_path) as store, store.transaction():
        site_id = store.save_site(SITE, now=NOON)
        ids = [
            store.begin_crawl(site_id, "news", kind="full", software="test", config="{}", now=NOON) for _ in range(3)
        ]
        store.end_crawl(ids[2], status="finished", reason="finished", exit_code=0, counters={"pages": 1}, now=NOON)
        store.begin_crawl(site_id, "news", kind="update", software="test", config="{}", now=NOON)
        assert ids == ["news-20260301T120000Z", "news-20260301T120000Z-2", "news-20260301T120000Z-3"]
        rows = store.rows("SELECT status, reason FROM crawls ORDER BY rowid")
        assert [tuple(row.values()) for row in rows] == [
            ("interrupted", "killed"),
            ("interrupted", "killed"),
            ("finished", "finished"),
            ("running", None),
        ]


def test_sites_states_and_problems_are_counted(tmp_path: Path) -> None:
    with Store.create(tmp_path) as store, store.transaction():
        site_id = store.save_site(SITE, now=NOON)
        crawl_id = store.begin_crawl(site_id, "news", kind="full", software="test", config="{}", now=NOON)
        for number, state in enumerate(("due", "claimed", "failed", "captured")):
            store.run(
                "INSERT INTO urls (url, site_id, host, kind, state, priority, first_seen_at)"
                " VALUES (?,?,'h','page',?,20,'')",
                *(f"https://news.example/{number}", site_id, state),
            )
        for _ in range(2):
            problem = Problem(class_="error", stage="http", code="http-503", message="busy")
            store.save_problem(problem, crawl_id=crawl_id, url="https://news.example/2", now=NOON)
        [site] = queries.sites(store)
        assert (site["slug"], site["due"], site["failed"], site["articles"]) == ("news", 2, 1, 0)
        assert sum(row["urls"] for row in queries.url_states(store, "news")) == 4
        [counted] = queries.problems(store, crawl_id)
        assert (counted["code"], counted["urls"], counted["message"]) == ("http-503", 2, "busy")


def test_an_archive_of_the_first_release_keeps_its_rows_when_its_tables_are_made_anew(tmp_path: Path) -> None:
    with Store(connect(tmp_path / FILENAME)) as old:
        old.run("PRAGMA journal_mode = WAL")
        for script in (first.CRAWLED, first.PUBLISHED, first.SEARCHED, first.VIEWS):
            steps.run(old.db, script)
        with old.transaction():
            site_id = old.save_site(SITE, now=NOON)
            old.run(
                "INSERT INTO crawls (id, site_id, kind, started_at, software) VALUES ('k', ?, 'full', '', '')", site_id
            )
            old.run(
                "INSERT INTO urls (id, url, site_id, kind, state, priority, first_seen_at)"
                " VALUES (7, 'https://www.news.example/a', ?, 'article', 'due', 30, '')",
                site_id,
            )
            old.run("INSERT INTO mentions (url_id, source, seen_at) VALUES (7, 'feed', '')")
            old.run(
                "INSERT INTO problems (crawl_id, url, at, class, stage, code) VALUES ('k','','','error','http','x')"
            )
        old.run("CREATE TABLE _sqlite_migrations (migration_set TEXT, name TEXT, applied_at TEXT)")
        for name in ("m001_identity", "m002_crawled", "m003_published", "m004_searched", "m005_views"):
            old.run("INSERT INTO _sqlite_migrations VALUES ('iria', ?, '')", name)
    with Store.open(tmp_path) as store:
        assert store.row("SELECT id, host, url FROM urls") == {
            "id": 7,
            "host": "news.example",
            "url": "https://www.news.example/a",
        }
        assert store.value("SELECT started_by FROM crawls") == "person"
        assert store.value("SELECT count(*) FROM mentions JOIN urls ON urls.id = url_id") == 1
        assert not list(store.rows("PRAGMA foreign_key_check"))
        assert store.value("SELECT count(*) FROM article_list") == 0
        with pytest.raises(sqlite3.IntegrityError), Store.create(tmp_path) as writer, writer.transaction():
            writer.run("DELETE FROM sites")


def test_texts_of_an_older_database_are_whole_and_have_no_candidates(tmp_path: Path) -> None:
    old = connect(tmp_path / FILENAME)
    migrations.apply(old, stop_before="m007_weighed")
    with Store(old) as store, store.transaction():
        site_id = store.save_site(SITE, now=NOON)
        store.run(
            "INSERT INTO urls (id, url, site_id, host, kind, state, priority, first_seen_at)"
            " VALUES (1,'https://www.news.example/a',?,'news.example','article','captured',30,'')",
            site_id,
        )
        store.run(
            "INSERT INTO warc_files (id, filename, site_id, state, opened_at, size, records)"
            " VALUES (1,'a',?,'closed','',1,1)",
            site_id,
        )
        store.run(
            "INSERT INTO captures (id, url_id, captured_at, record_type, payload_bytes, elapsed_ms, warc_file_id,"
            " warc_offset, warc_length, warc_record_id) VALUES (1,1,'','response',1,1,1,0,1,'r')"
        )
        store.run(
            "INSERT INTO articles (id, site_id, url_id, key, title, words, versions, first_seen_at, last_seen_at,"
            " current_version_id) VALUES (1,?,1,'/a','A',1,1,'','',1)",
            site_id,
        )
        store.run(
            "INSERT INTO article_versions (id, article_id, version, capture_id, first_seen_at, last_seen_at,"
            " title, body, words, text_sha256, change, extractor, extracted_at, mentions, sources)"
            " VALUES (1,1,1,1,'','','A','B',1,'','first','x','','[]','{}')"
        )
    with Store.open(tmp_path) as store:
        row = store.row("SELECT title, body, candidates, is_partial FROM article")
        assert row == {"title": "A", "body": "B", "candidates": None, "is_partial": 0}
    with pytest.raises(sqlite3.IntegrityError), Store.create(tmp_path) as store, store.transaction():
        store.run("UPDATE article_versions SET is_partial = 2")


def test_a_database_of_a_newer_iria_is_left_alone(tmp_path: Path) -> None:
    with Store.create(tmp_path) as store:
        store.run("INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('iria', 'm999_later', '')")
    before = (tmp_path / FILENAME).read_bytes()
    for way in (Store.open, Store.create):
        with pytest.raises(NewerDatabase, match="m999_later"):
            way(tmp_path)
    assert (tmp_path / FILENAME).read_bytes() == before


def test_a_database_that_another_program_holds_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "READ_SECONDS", 0.05)
    with Store.create(tmp_path):
        pass
    with closing(sqlite3.connect(tmp_path / FILENAME)) as other:
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(Locked, match="held by another program"):
            Store.open(tmp_path)
