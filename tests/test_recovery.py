"""Killed at any moment, a run loses nothing: the next one takes in what is whole and goes on."""

import gzip
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from iria_crawler.crawl import Crawl
from iria_crawler.errors import ArchiveError
from iria_crawler.frontier.sqlite import SqliteFrontier
from iria_crawler.readers import Readers
from iria_crawler.recovery import recover_files, unread
from iria_crawler.store import FILENAME, Store
from iria_crawler.verify import Tally, verify

from .newsdesk import HOME, SITE, WAIT, article, damages, desk, listing, served, titles, walk

PAGES = {"": listing("a", "b", "c")} | {path: article(f"Story {path}", f"word{path}") for path in "abc"}
STORIES = ["Story a", "Story b", "Story c"]


@pytest.fixture(scope="module")
def readers() -> Iterator[Readers]:
    with closing(Readers(2)) as shared:
        yield shared


def run(folder: Path, readers: Readers, pages: dict[str, bytes] = PAGES) -> list[str]:
    """One whole run; gives the paths that it asked for."""
    crawl = Crawl(folder, SITE, user_agent="test", readers=readers)
    crawl.open()
    try:
        return walk(crawl, pages)
    finally:
        crawl.close("finished")


def assert_in_order(folder: Path, stories: list[str] = STORIES) -> None:
    """Every story once, every record with its row, every text what its record gives."""
    with Store.open(folder) as store:
        assert titles(store) == stories
        assert list(verify(store, folder, Tally())) == []
        assert damages(store, folder) == []
        assert store.value("SELECT count(*) FROM captures WHERE reading = 'pending'") == 0
        assert store.value("SELECT count(*) FROM urls WHERE state IN ('due','claimed')") == 0
        assert store.value("SELECT count(*) FROM warc_files WHERE state = 'open'") == 0
        written = sum(row["records"] for row in store.rows("SELECT records FROM warc_files"))
        assert written == sum(record_count(path) for path in folder.rglob("*.warc.gz"))
    assert not list(folder.rglob("*.open"))


def record_count(path: Path) -> int:
    with path.open("rb") as file:
        return sum(1 for _ in ArchiveIterator(file))


def warc_file(folder: Path) -> Path:
    [path] = folder.rglob("*.warc.gz*")
    return path


def image(folder: Path, name: str) -> Path:
    """What is on the disk at this moment, as a power cut would leave it."""
    return Path(shutil.copytree(folder, folder.with_name(name)))


def test_records_without_rows_are_taken_in_read_and_not_fetched_again(tmp_path: Path, readers: Readers) -> None:
    with desk(tmp_path / "live") as news:
        news.fetch("", PAGES[""], kind="home")
        for claim in [claim for claim in news.claim() if claim.url == f"{HOME}a"]:
            assert news.record(claim, PAGES["a"])
        killed = image(tmp_path / "live", "killed")
    with Store.open(killed) as store:
        assert store.value("SELECT count(*) FROM captures") == 1
    assert "a" not in run(killed, readers)
    assert_in_order(killed)
    with Store.open(killed) as store:
        assert (
            store.value("SELECT count(*) FROM captures JOIN urls u ON u.id = url_id WHERE u.url = ?", f"{HOME}a") == 1
        )
        assert store.value("SELECT count(*) FROM crawls WHERE status = 'interrupted'") == 1


def test_a_file_that_has_no_row_is_of_the_crawl_that_wrote_it(tmp_path: Path, readers: Readers) -> None:
    crawl = Crawl(tmp_path / "live", SITE, user_agent="test", readers=readers)
    crawl.open()
    claim = crawl.claim(8).result(WAIT)[0]
    crawl.recorder.record(served(claim, PAGES), claim).result(WAIT)
    killed = image(tmp_path / "live", "killed")
    crawl.close("shutdown")
    with Store.open(killed) as store:
        assert store.value("SELECT count(*) FROM warc_files") == 0
    older = image(killed, "older")
    with Store.create(older) as store:
        store.run("DELETE FROM crawls")  # a database from before
    for folder in (killed, older):
        run(folder, readers)
        with Store.open(folder) as store:
            assert store.value("SELECT crawl_id FROM captures ORDER BY id") == crawl.id
            assert store.value("SELECT crawl_id FROM warc_files ORDER BY id") == crawl.id
            assert store.value("SELECT config FROM crawls WHERE id = ?", crawl.id)
        assert_in_order(folder)


def test_captures_with_rows_that_nobody_has_read_are_read(tmp_path: Path, readers: Readers) -> None:
    with desk(tmp_path / "live") as news:
        for path in "abc":
            news.record(news.claimed(path), PAGES[path])
        news.claim()
        killed = image(tmp_path / "live", "killed")
    with Store.open(killed) as store:
        assert store.value("SELECT count(*) FROM captures WHERE reading = 'pending'") == 3
    assert not set("abc") & set(run(killed, readers))
    assert_in_order(killed)


def test_documents_that_a_crash_left_unread_are_read_and_fetched_again(tmp_path: Path, readers: Readers) -> None:
    with desk(tmp_path / "live") as news:
        news.record(news.claimed("", "home"), listing("a"))
        news.claim()
        killed = image(tmp_path / "live", "killed")
    assert set(run(killed, readers)) >= {"", "a", "b", "c"}
    assert_in_order(killed)


@pytest.mark.parametrize("cut", [1, 40, 300, 700])
def test_a_torn_tail_is_cut_and_its_page_fetched_again(tmp_path: Path, readers: Readers, cut: int) -> None:
    with desk(tmp_path / "live") as news:
        news.fetch("a", PAGES["a"])
        news.record(news.claimed("b"), PAGES["b"])
        killed = image(tmp_path / "live", "killed")
    torn = warc_file(killed)
    os.truncate(torn, torn.stat().st_size - cut)
    assert "b" in run(killed, readers)
    assert_in_order(killed)


def test_a_file_that_was_ended_but_whose_row_says_open_is_taken_over(tmp_path: Path, readers: Readers) -> None:
    with desk(tmp_path / "live") as news:
        news.fetch("a", PAGES["a"])
        news.record(news.claimed("b"), PAGES["b"])
        killed = image(tmp_path / "live", "killed")
    ended = warc_file(killed)
    ended.rename(ended.with_name(ended.name.removesuffix(".open")))
    assert "b" not in run(killed, readers)
    assert_in_order(killed)


def test_a_file_that_has_its_final_name_is_never_changed(tmp_path: Path, readers: Readers) -> None:
    run(tmp_path, readers)
    closed = warc_file(tmp_path)
    unknown = closed.with_name(closed.name.replace("-00001-", "-00009-"))
    closed.write_bytes(closed.read_bytes() + b"what a failing disk wrote")
    unknown.write_bytes(b"no record at all")
    before = [path.read_bytes() for path in (closed, unknown)]
    run(tmp_path, readers)
    assert [path.read_bytes() for path in (closed, unknown)] == before


def test_a_run_that_only_begun_a_file_leaves_nothing_of_it(tmp_path: Path, readers: Readers) -> None:
    folder = tmp_path / "warc" / "news" / "2026"
    folder.mkdir(parents=True)
    (folder / "IRIA-news-20260301120000-00001-host.warc.gz.open").write_bytes(b"\x1f\x8b")
    run(tmp_path, readers)
    assert_in_order(tmp_path)


def test_a_restored_older_database_takes_in_all_that_came_since(tmp_path: Path, readers: Readers) -> None:
    run(tmp_path, readers)
    backup = tmp_path.with_name("backup.db")
    shutil.copy(tmp_path / FILENAME, backup)
    edited = PAGES | {"": listing("a", "b", "c", "d"), "d": article("Story d", "wordd")}
    run(tmp_path, readers, edited)
    for path in tmp_path.glob(f"{FILENAME}*"):
        path.unlink()
    backup.rename(tmp_path / FILENAME)
    assert "d" not in run(tmp_path, readers, edited)
    assert_in_order(tmp_path, [*STORIES, "Story d"])


def test_without_its_database_an_archive_is_read_again_from_its_files(tmp_path: Path, readers: Readers) -> None:
    robots = f"User-agent: *\nSitemap: {HOME}map.xml\n".encode()
    sitemap = b'<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
    pages = PAGES | {"robots.txt": robots, "map.xml": sitemap + f"<url><loc>{HOME}d</loc></url></urlset>".encode()}
    pages["d"] = article("Story d", "wordd")
    run(tmp_path, readers, pages)
    with Store.open(tmp_path) as store:
        kinds = {row["url"]: row["kind"] for row in store.rows("SELECT url, kind FROM urls")}
    for path in tmp_path.glob(f"{FILENAME}*"):
        path.unlink()
    asked = run(tmp_path, readers, pages)
    assert not set("abcd") & set(asked)
    assert set(asked) >= {"robots.txt", "", "map.xml"}
    assert_in_order(tmp_path, [*STORIES, "Story d"])
    with Store.open(tmp_path) as store:
        again = {row["url"]: row["kind"] for row in store.rows("SELECT url, kind FROM urls")}
        assert {url: kinds[url] for url in (f"{HOME}robots.txt", HOME, f"{HOME}map.xml")}.items() <= again.items()


def test_revisits_that_are_taken_in_tell_how_long_a_text_was_shown(tmp_path: Path) -> None:
    noon = datetime(2026, 3, 1, 12, tzinfo=UTC)
    with desk(tmp_path) as news:
        for hour, body in enumerate((b"A", b"B", b"A")):
            news.fetch("a", article(body.decode()), at=noon + timedelta(hours=hour))
        news.fetch("a", status=304, at=noon + timedelta(hours=3))
        versions = list(news.store.rows("SELECT title, first_seen_at, last_seen_at FROM article_versions ORDER BY id"))
    for path in tmp_path.glob(f"{FILENAME}*"):
        path.unlink()
    with closing(Readers(1)) as readers:
        run(tmp_path, readers, {"a": article("A")})
    with Store.open(tmp_path) as store:
        again = list(store.rows("SELECT title, first_seen_at, last_seen_at FROM article_versions ORDER BY id"))
    assert [row["title"] for row in versions] == ["A", "B", "A"]
    assert [tuple(row.values())[:2] for row in again] == [tuple(row.values())[:2] for row in versions]
    assert again[2]["last_seen_at"] >= versions[2]["last_seen_at"] == "2026-03-01T15:00:00Z"


def test_urls_have_the_outcomes_that_the_crawl_gave_them(tmp_path: Path) -> None:
    """Also those whose answers have no text: unchanged, not found, moved."""
    noon = datetime(2026, 3, 1, 12, tzinfo=UTC)
    tag = {"ETag": '"1"', "Last-Modified": "Sun, 01 Mar 2026 10:00:00 GMT"}
    outcomes = (
        "SELECT url, kind, state, reason, etag, last_modified, fail_count, missing_since, last_checked_at, next_due_at"
        " FROM urls WHERE url LIKE '%/_' ORDER BY url"
    )
    with desk(tmp_path) as news:
        news.fetch("a", PAGES["a"], at=noon, headers=tag)
        news.fetch("a", status=304, at=noon + timedelta(days=2), headers={"ETag": '"1"'})
        news.fetch("b", b"not here", status=404, at=noon)
        news.fetch("c", status=301, at=noon, headers={"Location": "https://other.example/"})
        news.fetch("d", PAGES["b"], at=noon)
        news.fetch("d", b"gone", status=410, at=noon + timedelta(days=1))
        news.fetch("e", b"busy", status=403, at=noon, headers={"Content-Type": "application/json"})
        before = list(news.store.rows(outcomes))
    assert [row["state"] for row in before] == ["unchanged", "failed", "captured", "failed", "failed"]
    for path in tmp_path.glob(f"{FILENAME}*"):
        path.unlink()
    with closing(Readers(1)) as readers:
        crawl = Crawl(tmp_path, SITE, user_agent="test", readers=readers, reading_only=True)
        crawl.open()
        crawl.close("finished")
    with Store.open(tmp_path) as store:
        assert list(store.rows(outcomes)) == before
        assert store.value("SELECT count(*) FROM captures WHERE reading = 'pending'") == 0


def test_a_capture_whose_record_is_bad_is_a_problem_and_fetched_again_once(tmp_path: Path, readers: Readers) -> None:
    with desk(tmp_path) as news:
        recorded = news.record(news.claimed("a"), PAGES["a"])
        assert recorded
        news.claim()
        with warc_file(tmp_path).open("r+b") as file:
            file.seek(recorded.capture.ref.warc_offset + recorded.capture.ref.warc_length // 2)
            file.write(b"\xff" * 8)
        damaged = image(tmp_path, "damaged")
    with pytest.raises(ArchiveError, match="whole up to byte"):
        run(damaged, readers)  # less is whole than was committed: somebody must look at this disk
    crawl = Crawl(tmp_path, SITE, user_agent="test", readers=readers)
    crawl.open()
    walk(crawl, PAGES)
    crawl.close("finished")
    with Store.open(tmp_path) as store:
        assert titles(store) == STORIES
        assert store.value("SELECT reason FROM captures WHERE id = 1") == "bad-record"
        assert store.value("SELECT count(*) FROM captures WHERE reading = 'pending'") == 0
        assert (
            store.value("SELECT count(*) FROM captures c JOIN urls u ON u.id = url_id WHERE u.url = ?", f"{HOME}a") == 2
        )


def test_a_file_that_is_shorter_than_its_row_says_stops_the_run_and_frees_the_site(
    tmp_path: Path, readers: Readers
) -> None:
    with desk(tmp_path / "live") as news:
        news.fetch("a", PAGES["a"])
        killed = image(tmp_path / "live", "killed")
    os.truncate(warc_file(killed), 100)
    for _ in range(2):
        with pytest.raises(ArchiveError, match="were committed"):
            run(killed, readers)


def test_more_unread_captures_than_are_read_at_once_are_all_read(
    tmp_path: Path, readers: Readers, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages = {f"page-{number}": article(f"Story {number:02}", f"word{number}") for number in range(20)}
    with desk(tmp_path / "live") as news:
        for path, body in pages.items():
            news.record(news.claimed(path), body)
        news.claim()
        killed = image(tmp_path / "live", "killed")
    monkeypatch.setattr("iria_crawler.recovery.UNREAD_AT_ONCE", 3)
    assert not set(pages) & set(run(killed, readers, pages))
    assert_in_order(killed, [f"Story {number:02}" for number in range(20)])


def test_captures_of_one_url_are_read_one_after_the_other_oldest_first(tmp_path: Path) -> None:
    with desk(tmp_path) as news:
        for title in ("A", "B", "C"):
            news.record(news.claimed("a"), article(title))
        news.record(news.claimed("b"), PAGES["b"])
        news.claim()
        news.recorder.close()
    with Store.create(tmp_path) as store:
        frontier = SqliteFrontier(store, SITE, 1)
        found = unread(store, tmp_path, frontier, 1)
        assert [(each.claim.url, each.capture.ref.warc_offset) for each in found] == [
            (row["url"], row["at"])
            for row in store.rows(
                "SELECT url, min(warc_offset) AS at FROM captures c JOIN urls u ON u.id = url_id GROUP BY url_id"
            )
        ]


def test_a_file_that_was_moved_is_known_by_its_bytes(tmp_path: Path, readers: Readers) -> None:
    run(tmp_path, readers)
    path = warc_file(tmp_path)
    moved = path.parent.with_name("2025") / path.name
    moved.parent.mkdir()
    path.rename(moved)
    assert not set("abc") & set(run(tmp_path, readers))
    with Store.open(tmp_path) as store:
        assert store.value("SELECT filename FROM warc_files ORDER BY id") == f"warc/news/2025/{path.name}"
        assert list(verify(store, tmp_path, Tally())) == []
        assert store.value("SELECT count(*) FROM problems WHERE code = 'stray-file'") == 0


def test_a_copy_of_a_file_is_left_alone_and_told(tmp_path: Path, readers: Readers) -> None:
    run(tmp_path, readers)
    path = warc_file(tmp_path)
    copies = [path.with_name(path.name.replace("-00001-", f"-0000{number}-")) for number in (8, 9)]
    copies[0].write_bytes(path.read_bytes())
    copies[1].write_bytes(gzip.compress(b"", mtime=0) + path.read_bytes())
    before = [copy.read_bytes() for copy in copies]
    run(tmp_path, readers)
    assert [copy.read_bytes() for copy in copies] == before
    with Store.open(tmp_path) as store:
        told = [row["message"] for row in store.rows("SELECT message FROM problems WHERE code = 'stray-file'")]
        assert [copy.name in message for copy, message in zip(copies, told, strict=True)] == [True, True]
        assert titles(store) == STORIES


def test_taking_in_twice_changes_nothing(tmp_path: Path) -> None:
    with desk(tmp_path / "live") as news:
        news.record(news.claimed("a"), PAGES["a"])
        killed = image(tmp_path / "live", "killed")
    with Store.create(killed) as store:
        assert recover_files(store, killed, SITE, 1, now=datetime.now(UTC)) == 1
        assert recover_files(store, killed, SITE, 1, now=datetime.now(UTC)) == 0
        assert store.value("SELECT count(*) FROM captures") == 1


RUN = """
import sys
from pathlib import Path
from iria_crawler.crawl import Crawl
from tests.newsdesk import SITE, article, listing, walk

if __name__ == "__main__":
    pages = {"": listing(*(f"page-{number}" for number in range(30)))}
    pages |= {f"page-{number}": article(f"Story {number:02}", f"word{number}") for number in range(30)}
    crawl = Crawl(Path(sys.argv[1]), SITE, user_agent="test")
    crawl.open()
    print("opened", flush=True)
    while asked := walk(crawl, pages, most=4):
        print(*asked, flush=True)
    crawl.close("finished")
    print("finished", flush=True)
"""


def test_a_run_that_is_killed_again_and_again_ends_with_every_story_once(tmp_path: Path) -> None:
    (tmp_path / "run.py").write_text(RUN, encoding="utf-8")
    folder = tmp_path / "archive"
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[1])}
    asked: list[str] = []
    for kills in (1, 3, 2, 200):
        with subprocess.Popen(
            [sys.executable, str(tmp_path / "run.py"), str(folder)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment,
            text=True,
        ) as process:
            assert process.stdout
            for number, line in enumerate(process.stdout):
                asked.append(line.strip())
                if number == kills:
                    process.kill()
            process.wait(WAIT)
            assert process.stderr
            errors = process.stderr.read()
        assert "Traceback" not in errors, errors
    assert asked[-1] == "finished"
    assert_in_order(folder, [f"Story {number:02}" for number in range(30)])
    with Store.open(folder) as store:
        assert store.value("SELECT count(*) FROM crawls WHERE status = 'interrupted'") == 3
        assert store.value("SELECT max(versions) FROM articles") == 1
