"""Records before rows: whatever fails, no row lacks its record, and everybody who waits hears of it."""

import errno
import os
import threading
from concurrent.futures import Future
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import FileIO
from pathlib import Path
from typing import Any

import pytest

from iria_crawler.discover import seeds
from iria_crawler.errors import ArchiveError, DiskFull, IriaError
from iria_crawler.frontier import Claim
from iria_crawler.items import Article, Problem, Reading
from iria_crawler.recovery import recover_files
from iria_crawler.settlement import Settlement, Verdict, unreadable
from iria_crawler.sites import Identity, Site
from iria_crawler.store import Store
from iria_crawler.warc.files import Create

from .newsdesk import HOME, SITE, WAIT, Desk, article, damages, desk, exchange, listing

FULL = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


class SmallDisk(FileIO):
    """A file on a disk that is full after some bytes, or at a sync."""

    def __init__(self, path: Path, room: int, syncs: int) -> None:
        super().__init__(path, "xb")
        self.room, self.syncs = room, syncs

    def write(self, data: Any) -> int:
        if self.room == 0:
            raise FULL
        taken = super().write(memoryview(data)[: self.room])
        self.room -= taken
        return taken

    def fileno(self) -> int:
        self.syncs -= 1
        if self.syncs < 0:
            raise FULL
        return super().fileno()


def small_disk(room: int = 1 << 30, syncs: int = 1 << 30) -> Create:
    return lambda path: SmallDisk(path, room, syncs)


def crowd_out(store: Store) -> None:
    """Leave the database no room for a single page more."""
    store.run(f"PRAGMA max_page_count = {store.value('PRAGMA page_count')}")


def texts(store: Store) -> list[tuple[str, int, int]]:
    """Title, versions, and number of the current version of each article."""
    rows = store.rows(
        "SELECT a.title, a.versions, v.version FROM articles a JOIN article_versions v ON v.id = a.current_version_id"
        " ORDER BY a.id"
    )
    return [(row["title"], row["versions"], row["version"]) for row in rows]


def test_a_page_becomes_records_rows_and_an_article(tmp_path: Path) -> None:
    with desk(tmp_path) as news:
        news.fetch("", listing("a", "b"), kind="home")
        assert {claim.url for claim in news.claim()} == {f"{HOME}a", f"{HOME}b"}
        found = news.fetch("a", article("Harbour opens"))
        assert found.outcome.state == "captured"
        assert texts(news.store) == [("Harbour opens", 1, 1)]
        assert damages(news.store, tmp_path) == []
        assert news.recorder.counters["article:new"] == 1
        assert news.recorder.counters["url:captured"] == news.recorder.counters["pages"] == 2
    with Store.open(tmp_path) as store:
        assert store.row("SELECT state, records FROM warc_files") == {"state": "closed", "records": 7}


def test_an_answer_that_is_no_http_has_its_records_and_no_row(tmp_path: Path) -> None:
    with desk(tmp_path) as news:
        claim = news.claimed("a")
        odd = exchange(claim.url)
        odd.received.truncate(0)
        assert news.recorder.record(odd, claim).result(WAIT) is None
        assert news.settle(claim, None).result(WAIT).outcome.state == "due"
        assert news.store.value("SELECT count(*) FROM captures") == 0


@pytest.mark.parametrize("room", [0, 1, 500, 1500, 1800, 2600])
def test_a_disk_that_is_full_at_any_byte_leaves_no_row_without_record(tmp_path: Path, room: int) -> None:
    def fetch_all(news: Desk) -> None:
        for number in range(5):
            news.fetch(f"page-{number}", article(f"Story {number}", f"word{number}"))

    with desk(tmp_path, create=small_disk(room)) as news:
        with pytest.raises(DiskFull, match="make room"):
            fetch_all(news)
        told = news.recorder.failure
        for asked in (news.recorder.claim(1), news.recorder.ask(lambda _: 1)):
            assert asked.exception(WAIT) is told
        with pytest.raises(DiskFull):
            news.recorder.close()
        assert damages(news.store, tmp_path) == []
    with Store.create(tmp_path) as store:
        recover_files(store, tmp_path, SITE, 1, now=datetime.now(UTC))
        assert damages(store, tmp_path) == []
        assert not list(tmp_path.rglob("*.open"))
    with desk(tmp_path) as news:
        fetch_all(news)
        assert [title for title, _, _ in texts(news.store)] == [f"Story {number}" for number in range(5)]


@pytest.mark.parametrize("syncs", [0, 1, 2])
def test_a_disk_that_is_full_at_a_sync_commits_nothing(tmp_path: Path, syncs: int) -> None:
    def fetch_all(news: Desk) -> None:
        for number in range(3):
            news.fetch(f"page-{number}", article(f"Story {number}"))

    with desk(tmp_path, create=small_disk(syncs=syncs)) as news:
        with pytest.raises(DiskFull):
            fetch_all(news)
        assert len(texts(news.store)) == news.store.value("SELECT count(*) FROM captures") == syncs
        assert damages(news.store, tmp_path) == []


def test_a_database_that_is_full_at_the_commit_keeps_the_records_and_fails_everybody(tmp_path: Path) -> None:
    with desk(tmp_path) as news:
        news.fetch("a", article("First"))
        claims = [news.claimed(path) for path in ("b", "c")]
        news.recorder.ask(crowd_out).result(WAIT)
        written = [news.recorder.record(exchange(claim.url, article("Next", "ship" * 3000)), claim) for claim in claims]
        recorded = [future.result(WAIT) for future in written]
        waiting = [news.settle(claim, each) for claim, each in zip(claims, recorded, strict=True)]
        claiming = news.recorder.claim(5)
        failures = {future.exception(WAIT) for future in (*waiting, claiming)}
        assert failures == {news.recorder.failure}
        assert isinstance(news.recorder.failure, DiskFull)
        assert news.recorder.ask(lambda _: 1).exception(WAIT) is news.recorder.failure
        assert news.store.value("SELECT count(*) FROM captures") == 1
        with pytest.raises(DiskFull):
            news.recorder.close()
    with Store.create(tmp_path) as store:
        assert recover_files(store, tmp_path, SITE, 1, now=datetime.now(UTC)) == 2
        assert store.value("SELECT count(*) FROM captures WHERE reading = 'pending'") == 2
        assert damages(store, tmp_path) == []
        assert store.value("SELECT count(*) FROM urls WHERE state = 'claimed'") == 2


def test_what_nobody_asks_for_is_committed_after_a_second(tmp_path: Path) -> None:
    with desk(tmp_path) as news:
        claim = news.claimed("a")
        assert news.settle(claim, news.record(claim, article("A"))).result(WAIT).outcome.state == "captured"


def test_a_future_that_is_cancelled_stops_nothing(tmp_path: Path) -> None:
    with desk(tmp_path) as news:
        claim = news.claimed("a")
        held = threading.Event()
        news.recorder.ask(lambda _: held.wait(WAIT))
        later: list[Future[Any]] = [
            news.recorder.record(exchange(claim.url, article("A")), claim),
            news.recorder.settle(Settlement(claim=claim)),
            news.recorder.claim(1),
        ]
        assert not any(future.cancel() for future in later)
        held.set()
        for future in later:
            future.result(WAIT)
        assert news.store.value("SELECT count(*) FROM captures") == 1


def test_what_is_asked_after_the_end_fails_and_closing_again_does_nothing(tmp_path: Path) -> None:
    with desk(tmp_path) as news:
        claim = news.claimed("a")
        news.recorder.close()
        late = (news.recorder.claim(1), news.recorder.settle(Settlement(claim=claim)), news.recorder.ask(lambda _: 1))
        for asked in late:
            with pytest.raises(IriaError, match="has ended"):
                asked.result(WAIT)
        news.recorder.close()


def test_a_question_that_goes_wrong_is_told_and_the_recorder_goes_on(tmp_path: Path) -> None:
    with desk(tmp_path) as news:
        with pytest.raises(ZeroDivisionError):
            news.recorder.ask(lambda _: 1 / 0).result(WAIT)
        news.fetch("a", article("A"))
        assert len(texts(news.store)) == 1


def test_a_page_that_cannot_be_stored_is_a_problem_and_takes_no_other_with_it(tmp_path: Path) -> None:
    with desk(tmp_path) as news:
        claims = [news.claimed(path) for path in ("bad", "good")]
        recorded = [news.record(claim, article(claim.url)) for claim in claims]
        assert recorded[0]
        bad = Article(url=claims[0].url, title="lone \ud800 surrogate", body="x")
        poison = Settlement(claim=claims[0], capture=recorded[0].capture, reading=Reading(article=bad))
        outcomes = [news.recorder.settle(poison), news.settle(claims[1], recorded[1])]
        found = [future.result(WAIT) for future in outcomes]
        assert [each.outcome.state for each in found] == ["captured", "captured"]
        assert found[0].problem
        assert found[0].problem.code == "store-fault"
        assert [title for title, _, _ in texts(news.store)] == [claims[1].url]
        assert news.store.value("SELECT count(*) FROM captures WHERE reading = 'pending'") == 0
        assert news.recorder.counters["problem:store-fault"] == 1
        assert news.recorder.counters["url:captured"] == 2


def test_the_same_bytes_again_are_a_revisit_that_moves_the_version_on(tmp_path: Path) -> None:
    noon = datetime(2026, 3, 1, 12, tzinfo=UTC)
    with desk(tmp_path) as news:
        news.fetch("a", article("A"), at=noon)
        found = news.fetch("a", article("A"), at=noon + timedelta(hours=1), headers={"ETag": '"2"'})
        assert (found.outcome.state, found.outcome.etag) == ("unchanged", '"2"')
        news.fetch("a", status=304, at=noon + timedelta(hours=2))
        assert texts(news.store) == [("A", 1, 1)]
        assert news.store.value("SELECT last_seen_at FROM article_versions") == "2026-03-01T14:00:00Z"
        rows = news.store.rows("SELECT record_type, refers_to_id FROM captures ORDER BY id")
        assert [tuple(row.values()) for row in rows] == [("response", None), ("revisit", 1), ("revisit", 1)]
        assert news.recorder.counters["article:same"] == 2
        due = news.store.value("SELECT next_due_at FROM urls WHERE url = ?", f"{HOME}a")
        assert due == "2026-03-12T15:12:00Z"  # a fifth of 55 days and 6 hours


def test_a_text_that_comes_back_as_the_same_bytes_is_a_new_version(tmp_path: Path) -> None:
    with desk(tmp_path) as news:
        for body in (article("A"), article("B"), article("A"), article("A"), article("B")):
            news.fetch("a", body)
        assert texts(news.store) == [("B", 4, 4)]
        titles = [row["title"] for row in news.store.rows("SELECT title FROM article_versions ORDER BY version")]
        assert titles == ["A", "B", "A", "B"]
        assert news.store.value("SELECT count(*) FROM captures WHERE record_type = 'revisit'") == 3
        assert news.store.value("SELECT count(*) FROM captures WHERE reading = 'pending'") == 0


def test_an_article_whose_reader_failed_is_read_with_the_next_answer(tmp_path: Path) -> None:
    with desk(tmp_path) as news:
        claim = news.claimed("a")
        recorded = news.record(claim, article("A"))
        assert recorded
        fault = Settlement(claim=claim, capture=recorded.capture, problem=unreadable(ValueError("odd")))
        assert news.recorder.settle(fault).result(WAIT).outcome.reason == "reader-fault"
        assert texts(news.store) == []
        news.fetch("a", article("A"))
        assert texts(news.store) == [("A", 1, 1)]


def test_a_bad_record_is_no_original_of_a_revisit(tmp_path: Path) -> None:
    with desk(tmp_path) as news:
        claim = news.claimed("a")
        recorded = news.record(claim, article("A"))
        assert recorded
        torn = Settlement(claim=claim, capture=recorded.capture, problem=unreadable(ArchiveError("torn")))
        assert news.recorder.settle(torn).result(WAIT).outcome.state == "due"
        news.fetch("a", article("A"))
        assert news.store.value("SELECT count(*) FROM captures WHERE record_type = 'response'") == 2
        assert texts(news.store) == [("A", 1, 1)]


def test_a_document_that_was_read_as_a_page_is_read_again_as_what_it_is(tmp_path: Path) -> None:
    body = b'<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
    body += f"<url><loc>{HOME}from-sitemap</loc></url></urlset>".encode()
    with desk(tmp_path) as news:
        news.fetch("map", body, headers={"Content-Type": "application/xml"})
        known = news.store.value("SELECT count(*) FROM urls WHERE url LIKE '%from-sitemap'")
        news.fetch("map", body, kind="sitemap", headers={"Content-Type": "application/xml"})
        assert (known, news.store.value("SELECT count(*) FROM urls WHERE url LIKE '%from-sitemap'")) == (0, 1)


def test_two_pages_with_the_same_bytes_in_one_commit_share_a_payload(tmp_path: Path) -> None:
    with desk(tmp_path) as news:
        claims = [news.claimed(path) for path in ("a", "b")]
        recorded = [news.record(claim, article("A")) for claim in claims]
        waiting = [news.settle(claim, each) for claim, each in zip(claims, recorded, strict=True)]
        news.commit()
        assert [future.result(WAIT).outcome.state for future in waiting] == ["captured", "unchanged"]
        rows = news.store.rows("SELECT record_type, refers_to_id FROM captures ORDER BY id")
        assert [tuple(row.values()) for row in rows] == [("response", None), ("revisit", 1)]
        assert len(texts(news.store)) == 1


def test_every_claim_has_one_outcome_and_the_counts_add_up(tmp_path: Path) -> None:
    with desk(tmp_path) as news:
        news.fetch("", listing("a", "b", "c"), kind="home")
        news.fetch("a", article("A"))
        news.fetch("b", status=404)
        news.fetch("c", status=301, headers={"Location": "/d"})
        news.fetch("busy", status=503, headers={"Retry-After": "120"})
        skipped = Problem(class_="skipped", stage="robots", code="robots-disallowed")
        news.recorder.ask(lambda store: store.run("DELETE FROM hosts")).result(WAIT)
        claim = news.claimed("private")
        news.recorder.settle(Settlement(claim=claim, problem=skipped)).result(WAIT)
        states = {
            row["state"]: row["n"] for row in news.store.rows("SELECT state, count(*) AS n FROM urls GROUP BY state")
        }
        counted = {
            name.removeprefix("url:"): n for name, n in news.recorder.counters.items() if name.startswith("url:")
        }
        assert counted == {"captured": 3, "failed": 1, "excluded": 1, "due": 1}
        assert states == {"captured": 3, "failed": 1, "excluded": 1, "due": 1, "claimed": 1}
        problems = news.store.rows("SELECT code, count(*) AS n FROM problems GROUP BY code ORDER BY code")
        assert [tuple(row.values()) for row in problems] == [("http-404", 1), ("robots-disallowed", 1)]


def test_a_host_that_asks_for_time_gets_it(tmp_path: Path) -> None:
    with desk(tmp_path) as news:
        news.add("b")
        news.fetch("a", status=429, headers={"Retry-After": "120"})
        assert news.claim() == ()
        left = news.recorder.ask(lambda _: news.recorder.frontier.stats()).result(WAIT)
        assert 60 < (left.waiting_seconds or 0) <= 120


def test_a_site_that_moved_goes_on_under_its_new_address_before_anything_else_is_asked_for(tmp_path: Path) -> None:
    site = Site(site=Identity(home="http://news.example/", slug="news"))
    with desk(tmp_path, site=site) as news:

        def learn(store: Store) -> None:
            with store.transaction():
                news.recorder.frontier.begin(seeds(site))

        news.recorder.ask(learn).result(WAIT)
        [robots] = news.claim()
        recorded = news.record(robots, status=301, headers={"Location": f"{HOME}robots.txt"})
        waiting = news.settle(robots, recorded)
        [moved] = news.claim()  # asked for before anybody could have acted on the verdict
        assert waiting.result(WAIT).home == HOME
        assert (moved.url, moved.kind) == (f"{HOME}robots.txt", "robots")
        assert news.recorder.site.home == HOME
        assert news.store.value("SELECT home_url FROM sites") == HOME


def test_settlements_are_committed_in_groups_without_waiting_for_the_second(tmp_path: Path) -> None:
    with desk(tmp_path) as news:
        for number in range(64):
            news.add(f"page-{number}")
        claims = news.claim()
        assert len(claims) == 64
        waiting: list[tuple[Claim, Future[Verdict]]] = [
            (claim, news.recorder.settle(Settlement(claim=replace(claim, fail_count=9)))) for claim in claims
        ]
        assert {future.result(0.9).outcome.state for _, future in waiting} == {"failed"}
