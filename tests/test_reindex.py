"""A database that is lost is made again from the WARC files, equal in all that records tell."""

import gzip
import json
import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from iria_crawler.demo import Served, generate, serve
from iria_crawler.store import FILENAME, Store

from .conftest import Folder
from .newsdesk import HOME, article
from .others import record, warc

TABLES = {
    "articles": "SELECT url, title, subtitle, summary, body, authors, categories, tags, language, section,"
    " published_at, published_raw, modified_at, words, is_partial, versions, captured_at, text_sha256, warc_record_id,"
    " sources, candidates, charset FROM article",
    "history": "SELECT url, version, title, first_seen_at, change, chars_added, text_sha256 FROM article_history",
    "captures": "SELECT u.url, c.captured_at, c.record_type, c.status, c.mime, c.payload_bytes, c.payload_digest,"
    " c.redirect_url, c.truncated, c.elapsed_ms, c.warc_offset, c.warc_length, c.warc_record_id,"
    " CASE c.record_type WHEN 'response' THEN c.reading || c.reason END, c.crawl_id, o.warc_record_id, u.kind"
    " FROM captures c JOIN urls u ON u.id = c.url_id LEFT JOIN captures o ON o.id = c.refers_to_id",
    "pictures": "SELECT article_url, position, role, caption, credit, alt, after, image_url FROM picture",
    "links": "SELECT from_url, position, kind, text, rel, url, to_title FROM link_graph",
    "terms": "SELECT t.scheme, t.name, t.url, p.name FROM terms t LEFT JOIN terms p ON p.id = t.parent_id",
    "people": "SELECT name FROM people",
    "files": "SELECT filename, state, size, records, sha256, crawl_id FROM warc_files",
    "crawls": "SELECT id, kind, config, started_at, software FROM crawls",
    "urls": "SELECT u.url, u.kind, u.state, u.reason, v.url, u.hops, u.etag, u.last_modified, u.fail_count,"
    " u.missing_since, u.last_checked_at, u.next_due_at FROM urls u LEFT JOIN urls v ON v.id = u.via_id"
    " WHERE EXISTS (SELECT 1 FROM captures c WHERE c.url_id = u.id)",
    "sites": "SELECT slug, name, home_url, config FROM sites",
}


def tables(folder: Folder) -> dict[str, list[tuple]]:  # type: ignore[type-arg]
    return {name: sorted(folder.rows(sql), key=repr) for name, sql in TABLES.items()}


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    with serve(generate(12)) as up:
        yield up


@pytest.fixture(scope="module")
def original(served: Served, new_archive: Callable[[], Folder]) -> Folder:
    """An archive of two crawls, of which the second brought revisits."""
    folder = new_archive()
    folder.site("demo", served.url)
    folder.run("crawl", "demo")
    folder.run("crawl", "demo", "--full")
    assert folder.rows("SELECT count(*) FROM captures WHERE record_type = 'revisit'")[0][0] > 10
    return folder


@pytest.fixture
def copy(original: Folder, tmp_path: Path) -> Folder:
    shutil.copytree(original.path, tmp_path / "copy")
    return Folder(path=tmp_path / "copy")


NAMING = [
    (table, "article_id") for table in ("article_versions", "article_people", "article_terms", "article_parts")
] + [("version_links", "target_article_id")]


def lose(folder: Folder) -> None:
    for file in folder.path.glob(f"{FILENAME}*"):
        file.unlink()


def test_a_lost_database_comes_back_as_it_was(original: Folder, copy: Folder) -> None:
    lose(copy)
    told = json.loads(copy.run("reindex", "--json").stdout)
    assert told["counters"]["article:new"] == 12
    before, after = tables(original), tables(copy)
    for name in TABLES:
        assert after[name] == before[name], name
    copy.ask("verify", "--full")
    assert copy.rows("SELECT outcome FROM events WHERE type = 'rebuild'") == [("success",)]


def test_reading_the_archive_again_counts_as_no_crawl(original: Folder, copy: Folder) -> None:
    copy.ask("reindex")
    crawls = "SELECT id, status FROM crawls ORDER BY 1"
    assert copy.rows(crawls) == original.rows(crawls)
    named = "SELECT count(*) FROM problems WHERE crawl_id NOT IN (SELECT id FROM crawls)"
    assert copy.rows(named) == [(0,)]


def test_the_next_crawl_goes_on_from_a_rebuilt_database(served: Served, copy: Folder) -> None:
    lose(copy)
    copy.ask("reindex")
    copy.run("crawl", "demo")
    assert copy.rows("SELECT count(*), max(versions) FROM articles") == [(12, 1)]
    copy.ask("verify", "--full")


def test_the_database_that_is_there_is_kept_beside_and_decisions_stay_in_force(copy: Folder) -> None:
    urls = [url for (url,) in copy.rows("SELECT u.url FROM articles a JOIN urls u ON u.id = a.url_id ORDER BY a.id")]
    copy.ask("withhold", "--article", "2", "--by", "Ann")
    copy.ask("withhold", urls[3], "--action", "exclude", "--by", "Ann")
    copy.ask("withhold", "--prefix", urls[4], "--until", "2999-01-01", "--by", "Ann")
    copy.ask("withhold", urls[5], "--by", "Ann")
    copy.ask("withhold", "lift", "4", "--by", "Ann")
    before = json.loads(copy.ask("withhold", "list", "--json").stdout.splitlines()[0])
    rules = (copy.path / "cdxj" / "access.aclj").read_bytes()
    (copy.path / "cdxj" / "access.aclj").unlink()
    copy.ask("reindex")
    (kept,) = copy.path.glob(f"{FILENAME}.before-*Z")
    assert kept.stat().st_size > 0
    assert json.loads(copy.ask("withhold", "list", "--json").stdout.splitlines()[0]) == before
    shown = {url for (url,) in copy.rows("SELECT url FROM article")}
    assert shown == set(urls) - {urls[1], urls[3], urls[4]}
    assert copy.rows("SELECT count(*) FROM articles WHERE status = 'withheld'") == [(3,)]
    assert copy.rows("SELECT DISTINCT agent FROM events WHERE type = 'withholding'") == [("Ann",)]
    assert (copy.path / "cdxj" / "access.aclj").read_bytes() == rules


KEPT = {
    "articles": "SELECT a.id, u.url FROM articles a JOIN urls u ON u.id = a.url_id ORDER BY 1",
    "people": "SELECT a.id, p.name FROM article_people x JOIN articles a ON a.id = x.article_id"
    " JOIN people p ON p.id = x.person_id ORDER BY 1, 2",
    "crawls": "SELECT * FROM crawls ORDER BY id",
    "deliveries": "SELECT d.id, d.path, d.receipt, w.filename FROM deliveries d JOIN delivery_files x"
    " ON x.delivery_id = d.id JOIN warc_files w ON w.id = x.warc_file_id ORDER BY 1, 4",
    "checks": "SELECT f.id, f.at, f.found, w.filename FROM fixity_checks f JOIN warc_files w ON w.id = f.warc_file_id"
    " ORDER BY 1",
    "looks": "SELECT r.id, r.note, c.warc_record_id, m.url FROM replay_checks r JOIN captures c ON c.id = r.capture_id"
    " JOIN missing_resources m ON m.replay_check_id = r.id",
}


def test_what_no_record_tells_is_taken_over_from_a_database_that_can_be_read(copy: Folder, tmp_path: Path) -> None:
    copy.ask("verify")
    copy.ask("deliver", "demo", "--to", str(tmp_path / "handed"), "--as", "bag")
    with Store.create(copy.path) as store, store.transaction():
        store.run("PRAGMA defer_foreign_keys = ON")
        for table, column in (("articles", "id"), *NAMING):  # as where some were purged
            store.run(f"UPDATE {table} SET {column} = {column} + 100 WHERE {column} IS NOT NULL")
        store.run(
            "INSERT INTO replay_checks (capture_id, at, layout, rating, resources_ok, resources_missing, requests_left,"
            " elapsed_ms, note) SELECT id, '2026-03-01T12:00:00Z', 'x', 'good', 1, 1, 0, 9, 'seen' FROM captures"
            " ORDER BY id DESC LIMIT 1"
        )
        store.run("INSERT INTO missing_resources VALUES (1, 'https://other.example/x.png', 'image', 404)")
        store.run("UPDATE article_versions SET body = 'As it was read once', text_sha256 = 'once' WHERE id = 1")
    before = {name: copy.rows(sql) for name, sql in KEPT.items()}
    assert all(before.values())
    copy.ask("reindex")
    assert {name: copy.rows(sql) for name, sql in KEPT.items()} == before
    assert copy.rows("SELECT body, text_sha256 FROM extraction_history") == [("As it was read once", "once")]
    copy.ask("verify", "--full")


def test_a_reindex_that_is_killed_has_changed_nothing_and_is_begun_again(copy: Folder) -> None:
    copy.ask("withhold", "--article", "2", "--by", "Ann")
    made = copy.path / f"{FILENAME}.rebuilding"
    before = copy.rows("SELECT id, title FROM article ORDER BY id")
    events = copy.rows("SELECT id, type FROM events ORDER BY id")
    with copy.start("reindex") as process:
        while not made.exists():
            assert process.poll() is None
            time.sleep(0.01)
        assert copy.rows("SELECT id, title FROM article ORDER BY id") == before
        process.kill()
    assert made.exists()
    assert copy.rows("SELECT id, title FROM article ORDER BY id") == before
    copy.ask("reindex")
    assert {row[1] for row in copy.rows("SELECT id, title FROM article")} == {title for _, title in before}
    assert copy.rows("SELECT id, type FROM events ORDER BY id") == [*events, (len(events) + 1, "rebuild")]
    assert list(copy.path.glob("*.rebuilding*")) == []


def test_of_a_damaged_database_what_can_be_read_is_taken_over(copy: Folder) -> None:
    copy.ask("withhold", "--article", "2", "--by", "Ann")
    with closing(sqlite3.connect(copy.path / FILENAME)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        page = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'articles'").fetchone()[0]
        size = connection.execute("PRAGMA page_size").fetchone()[0]
    with (copy.path / FILENAME).open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(bytes(size))
    done = copy.ask("reindex")
    assert "the database before is damaged" in done.stderr
    assert "decisions may be lacking" in done.stderr
    assert copy.rows("SELECT count(*) FROM articles") == [(12,)]
    assert copy.rows("SELECT decided_by FROM withholdings") == [("Ann",)]


def test_files_that_have_changed_names_come_back_in_the_order_of_their_captures(original: Folder, copy: Folder) -> None:
    one, two, *_ = copy.warcs()
    aside = one.rename(one.with_name("aside"))
    two.rename(one)
    aside.rename(two)
    copy.ask("reindex")
    before, after = tables(original), tables(copy)
    for name in ("articles", "history", "pictures", "urls"):
        assert after[name] == before[name], name
    revisits = "SELECT count(*), count(refers_to_id) FROM captures WHERE record_type = 'revisit'"
    assert copy.rows(revisits) == original.rows(revisits)
    copy.ask("verify", "--full")


def test_without_one_of_its_files_the_rest_comes_back(copy: Folder) -> None:
    lose(copy)
    copy.warcs()[1].unlink()
    copy.ask("reindex")
    assert copy.rows("SELECT count(*) FROM articles") == [(12,)]
    assert copy.rows("SELECT count(*) FROM captures WHERE record_type = 'revisit'") == [(0,)]
    copy.ask("verify", "--full")


def test_a_file_that_the_database_before_knew_and_that_is_gone_is_told(copy: Folder) -> None:
    gone = copy.warcs()[1].relative_to(copy.path).as_posix()
    (copy.path / gone).unlink()
    told = copy.ask("reindex").stdout.splitlines()
    assert [line for line in told if "MISSING" in line] == [
        f"  MISSING  {gone}: the database before knew it; put a copy of it back, then reindex"
    ]
    (moved,) = copy.warcs()
    (copy.path / "warc" / moved.parts[-3] / "1999").mkdir()
    moved.rename(copy.path / "warc" / moved.parts[-3] / "1999" / moved.name)
    assert "MISSING" not in copy.ask("reindex").stdout


def test_without_the_file_that_has_the_payloads_the_revisits_are_kept(copy: Folder) -> None:
    lose(copy)
    copy.warcs()[0].unlink()
    copy.ask("reindex")
    revisits, resolved = copy.rows("SELECT count(*), count(refers_to_id) FROM captures WHERE record_type = 'revisit'")[
        0
    ]
    assert (revisits > 10, resolved) == (True, 0)


def test_what_stands_behind_a_damaged_place_comes_back(original: Folder, copy: Folder) -> None:
    (name, offset, length, record) = copy.rows(
        "SELECT w.filename, c.warc_offset, c.warc_length, c.warc_record_id FROM captures c JOIN warc_files w"
        " ON w.id = c.warc_file_id JOIN article_versions v ON v.capture_id = c.id ORDER BY v.id LIMIT 1 OFFSET 3"
    )[0]
    data = bytearray((copy.path / name).read_bytes())
    data[offset + 30 : offset + length - 10] = bytes(length - 40)
    (copy.path / name).write_bytes(data)
    lose(copy)
    done = copy.ask("reindex", code=20)
    assert f"bytes {offset} to " in done.stdout
    assert done.stderr == "iria: 1 WARC files are damaged; what is whole in them was taken in\n"
    assert copy.rows("SELECT count(*) FROM articles") == [(11,)]
    before, after = tables(original)["captures"], tables(copy)["captures"]
    lost = {row[12] for row in before} - {row[12] for row in after}
    assert lost == {record}
    assert copy.rows("SELECT state FROM warc_files WHERE filename = ?", name) == [("bad",)]


def test_a_file_that_is_damaged_counts_as_damaged_until_it_is_mended(copy: Folder, tmp_path: Path) -> None:
    kept = Path(shutil.copytree(copy.path / "warc", tmp_path / "kept" / "warc")).parent
    path = copy.warcs()[0]
    before = copy.rows("SELECT filename, sha256, size FROM warc_files ORDER BY filename")
    data = bytearray(path.read_bytes())
    data[len(data) // 2 : len(data) // 2 + 20] = bytes(20)
    path.write_bytes(data)
    copy.ask("reindex", code=20)
    assert copy.rows("SELECT filename, sha256, size FROM warc_files ORDER BY filename") == before
    assert path.name in copy.ask("verify", code=20).stdout
    copy.ask("verify", "--repair-from", str(kept), code=None)
    copy.ask("reindex")
    copy.ask("verify", "--full")


def test_a_repair_after_a_reindex_brings_back_what_the_damage_had_taken(
    original: Folder, copy: Folder, tmp_path: Path
) -> None:
    kept = Path(shutil.copytree(copy.path / "warc", tmp_path / "kept" / "warc")).parent
    path = copy.warcs()[0]
    data = bytearray(path.read_bytes())
    data[len(data) // 2 : len(data) // 2 + 20] = bytes(20)
    path.write_bytes(data)
    copy.ask("reindex", code=20)
    copy.ask("verify", "--repair-from", str(kept))
    copy.ask("verify", "--full")
    assert copy.rows("SELECT DISTINCT state FROM warc_files") == [("closed",)]
    before, after = tables(original), tables(copy)
    for name in ("captures", "articles", "history"):
        assert after[name] == before[name], name


@pytest.mark.parametrize("config", ["", "[" * 200_000, "{" * 9, '{"site": {"crawl": ["all"]}}'])
def test_settings_that_cannot_be_read_are_none(archive: Folder, config: str) -> None:
    info = f"software: iria 1\r\nisPartOf: news-20260203T040506Z\r\niria-settings: {config}\r\n".encode()
    file = archive.path / "warc" / "news" / "2026" / "IRIA-news-20260203040506-00001-x.warc.gz"
    file.parent.mkdir(parents=True)
    records = record("WARC/1.1", "warcinfo", "", info), warc((HOME, article("The pier opens")), packed=False)
    file.write_bytes(b"".join(gzip.compress(each, mtime=0) for each in records))
    archive.site("news", HOME)
    archive.ask("reindex", code=None)
    assert archive.rows("SELECT id FROM crawls") == [("news-20260203T040506Z",)]


def test_a_folder_without_warc_files_has_nothing_to_make_a_database_of(archive: Folder) -> None:
    archive.path.mkdir()
    done = archive.ask("reindex", code=10)
    assert done.stderr.count("\n") == 1
    assert not (archive.path / FILENAME).exists()
