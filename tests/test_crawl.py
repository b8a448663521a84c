"""One run of one site: alone, within its limits, accounted for, and ended in order whatever happens."""

import gc
import json
import multiprocessing
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from iria_crawler.crawl import Crawl
from iria_crawler.errors import ArchiveError, DiskFull, IriaError, Locked
from iria_crawler.readers import Readers
from iria_crawler.sites import Collection, Identity, Limits, Site
from iria_crawler.sites import Crawl as Rules
from iria_crawler.store import Store, iso

from .newsdesk import HOME, SITE, WAIT, article, damages, desk, exchange, listing, titles, walk

PAGES = {"": listing("a", "b", "c")} | {path: article(f"Story {path}", f"word{path}") for path in "abc"}
STORIES = ["Story a", "Story b", "Story c"]


@pytest.fixture(scope="module")
def readers() -> Iterator[Readers]:
    with closing(Readers(1)) as shared:
        yield shared


def crawl(folder: Path, readers: Readers | None, site: Site = SITE, **about: Any) -> Crawl:
    made = Crawl(folder, site, user_agent="iria-test/1", readers=readers, **about)
    made.open()
    return made


def limited(**limits: Any) -> Site:
    return SITE.model_copy(update={"limits": Limits(**limits)})


def ended(folder: Path) -> tuple[str, str, int]:
    """Status, reason and exit code of the last run."""
    with Store.open(folder) as store:
        row = store.row("SELECT status, reason, exit_code, finished_at FROM crawls ORDER BY rowid DESC LIMIT 1")
    assert row
    assert row["finished_at"]
    return row["status"], row["reason"], row["exit_code"]


def states(folder: Path) -> dict[str, int]:
    with Store.open(folder) as store:
        return {row["state"]: row["n"] for row in store.rows("SELECT state, count(*) AS n FROM urls GROUP BY state")}


def test_a_run_stores_every_story_and_accounts_for_every_url(tmp_path: Path, readers: Readers) -> None:
    run = crawl(tmp_path, readers)
    assert sorted(walk(run, PAGES)) == ["", "a", "b", "c", "robots.txt", "sitemap.xml"]
    run.close("finished")
    assert run.result == ("finished", 0)
    assert ended(tmp_path) == ("finished", "finished", 0)
    assert states(tmp_path) == {"captured": 5, "failed": 1}
    with Store.open(tmp_path) as store:
        assert titles(store) == STORIES
        assert damages(store, tmp_path) == []
        counters = json.loads(store.value("SELECT counters FROM crawls"))
    assert counters["article:new"] == 3
    assert counters["url:captured"] + counters["url:failed"] == counters["pages"] == 6


def test_the_next_run_asks_for_what_may_have_changed_only(tmp_path: Path, readers: Readers) -> None:
    run = crawl(tmp_path, readers)
    walk(run, PAGES)
    run.close("finished")
    run = crawl(tmp_path, readers)
    asked = walk(run, PAGES | {"": listing("a", "b", "c", "d"), "d": article("Story d", "wordd")})
    run.close("finished")
    assert set(asked) == {"robots.txt", "", "d"}
    run = crawl(tmp_path, readers, mode="full")
    assert set(walk(run, PAGES)) >= {"a", "b", "c", "d"}
    run.close("finished")
    with Store.open(tmp_path) as store:
        assert titles(store) == [*STORIES, "Story d"]
        assert [row["kind"] for row in store.rows("SELECT kind FROM crawls ORDER BY rowid")] == [
            "update",
            "update",
            "full",
        ]


def test_of_two_runs_in_a_row_each_knows_what_it_has_looked_at_itself(tmp_path: Path, readers: Readers) -> None:
    """Times have no finer unit than seconds."""
    run = crawl(tmp_path, readers)
    walk(run, PAGES)
    run.close("finished")
    run = crawl(tmp_path, readers)
    with Store.open(tmp_path) as store:
        assert store.value("SELECT max(last_checked_at) FROM urls") < iso(store.now())
    run.close("finished")


def test_a_second_run_of_a_site_is_refused_and_one_of_another_site_is_not(tmp_path: Path, readers: Readers) -> None:
    other = Site(site=Identity(home="https://other.example/", slug="other"))
    run = crawl(tmp_path, readers)
    with pytest.raises(Locked, match="being crawled by another run"):
        crawl(tmp_path, readers)
    beside = crawl(tmp_path, readers, other)
    beside.close("shutdown")
    run.close("shutdown")
    crawl(tmp_path, readers).close("shutdown")


def test_a_run_ends_once(tmp_path: Path, readers: Readers) -> None:
    run = crawl(tmp_path, readers)
    walk(run, PAGES)
    run.close("finished")
    run.close("shutdown")
    assert ended(tmp_path) == ("finished", "finished", 0)


def test_an_interrupted_run_gives_back_what_it_had_claimed_and_the_next_goes_on(
    tmp_path: Path, readers: Readers
) -> None:
    run = crawl(tmp_path, readers)
    walk(run, PAGES, most=3)
    claims = run.claim(2).result(WAIT)
    run.close("shutdown")
    assert len(claims) == 2
    assert run.result == ("shutdown", 11)
    assert ended(tmp_path) == ("interrupted", "shutdown", 11)
    assert "claimed" not in states(tmp_path)
    run = crawl(tmp_path, readers)
    walk(run, PAGES)
    run.close("finished")
    with Store.open(tmp_path) as store:
        assert titles(store) == STORIES


def test_a_run_says_what_it_was_made_with(tmp_path: Path, readers: Readers) -> None:
    site = SITE.model_copy(update={"crawl": Rules(delay=9), "collection": Collection(contact="me@news.example")})
    run = crawl(tmp_path, readers, site, mode="full", limit=7)
    run.close("shutdown")
    config = json.loads((tmp_path / "crawls" / run.id / "config.json").read_text(encoding="utf-8"))
    assert config["limit"] == 7
    assert config["user_agent"] == "iria-test/1"
    assert config["site"]["crawl"] == {"delay": 9}
    with Store.open(tmp_path) as store:
        row = store.row("SELECT software, config FROM crawls")
        assert row
        assert json.loads(row["config"]) == config
        assert "trafilatura" in row["software"]


def test_the_files_of_a_run_name_it(tmp_path: Path, readers: Readers) -> None:
    run = crawl(tmp_path, readers)
    walk(run, PAGES, most=1)
    run.close("shutdown")
    [path] = tmp_path.rglob("*.warc.gz")
    with Store.open(tmp_path) as store:
        assert store.value("SELECT crawl_id FROM warc_files") == run.id
    assert path.parent.parent.name == "news"


@pytest.mark.parametrize(
    ("limits", "status"),
    [
        ({"pages": 2}, ("stopped", "pages", 0)),
        ({"bytes": 300}, ("stopped", "bytes", 14)),
        ({"time": 0}, ("stopped", "time", 15)),
        ({"free_disk": 1 << 60}, ("stopped", "free_disk", 16)),
    ],
)
def test_a_run_keeps_within_the_limits_of_the_site_file(
    tmp_path: Path, readers: Readers, limits: dict[str, int], status: tuple[str, str, int]
) -> None:
    run = crawl(tmp_path, readers, limited(**limits))
    asked = walk(run, PAGES)
    assert run.limit_reached
    assert not set(STORIES) <= set(asked)
    run.close("limit")
    assert ended(tmp_path) == status


def test_a_limit_counts_pages_and_not_what_says_where_they_are(tmp_path: Path, readers: Readers) -> None:
    run = crawl(tmp_path, readers, limit=2)
    asked = walk(run, PAGES)
    run.close("limit")
    assert asked[:3] == ["robots.txt", "", "sitemap.xml"]
    assert len(asked) == 4
    assert run.result == ("limit", 0)


def test_a_run_that_got_nothing_usable_has_failed(tmp_path: Path, readers: Readers) -> None:
    run = crawl(tmp_path, readers)
    while claims := run.claim(9).result(WAIT):
        for claim in claims:
            recorded = run.recorder.record(exchange(claim.url, b"go away", status=403), claim).result(WAIT)
            done = run.settle(claim, recorded, None)
            run.recorder.claim(0)
            done.result(WAIT)
    run.close("finished")
    assert ended(tmp_path) == ("failed", "finished", 9)


def test_a_run_that_a_host_sent_away_for_long_says_so(tmp_path: Path, readers: Readers) -> None:
    run = crawl(tmp_path, readers)
    walk(run, PAGES, most=3)
    [claim] = run.claim(1).result(WAIT)
    busy = exchange(claim.url, status=429, headers={"Retry-After": "7200"})
    done = run.settle(claim, run.recorder.record(busy, claim).result(WAIT), None)
    assert run.claim(9).result(WAIT) == ()
    done.result(WAIT)
    run.close("finished")
    assert ended(tmp_path) == ("stopped", "finished", 18)


def threads() -> set[str]:
    return {thread.name for thread in threading.enumerate()}


@pytest.mark.parametrize("obstacle", ["crawls", "iria.db", "warc"])
def test_a_run_that_cannot_begin_leaves_nothing_running_and_the_site_free(tmp_path: Path, obstacle: str) -> None:
    (tmp_path / obstacle).write_bytes(b"something that is in the way" * 99)
    before, processes = threads(), multiprocessing.active_children()
    handles = len(list(Path("/proc/self/fd").iterdir()))
    for _ in range(2):
        with pytest.raises(ArchiveError):
            crawl(tmp_path, None)
    gc.collect()
    assert threads() == before
    assert multiprocessing.active_children() == processes
    assert len(list(Path("/proc/self/fd").iterdir())) == handles
    if obstacle == "crawls":
        with Store.open(tmp_path) as store:
            assert {row["status"] for row in store.rows("SELECT status FROM crawls")} == {"failed"}
    (tmp_path / obstacle).unlink()
    with closing(Readers(1)) as readers:
        crawl(tmp_path, readers).close("shutdown")


def test_a_run_that_cannot_write_any_more_tells_everybody_and_frees_the_site(tmp_path: Path, readers: Readers) -> None:
    run = crawl(tmp_path, readers)
    walk(run, PAGES, most=4)

    def crowd_out(store: Store) -> None:
        store.run(f"PRAGMA max_page_count = {store.value('PRAGMA page_count')}")

    run.recorder.ask(crowd_out).result(WAIT)
    pages = PAGES | {path: article(path, path * 4000) for path in "abc"}
    with pytest.raises(DiskFull):
        walk(run, pages)
    with pytest.raises(DiskFull):
        run.claim(1).result(WAIT)
    with pytest.raises(DiskFull):
        run.close("failed")
    assert run.result[1] == 3
    run.close("finished")
    run = crawl(tmp_path, readers)
    walk(run, PAGES)
    run.close("finished")
    with Store.open(tmp_path) as store:
        assert len(titles(store)) == 3
        assert damages(store, tmp_path) == []
        statuses = [row["status"] for row in store.rows("SELECT status FROM crawls ORDER BY rowid")]
        assert statuses[1] == "finished"
        assert statuses[0] in ("failed", "interrupted")


def test_a_bug_while_catching_up_ends_the_run_and_not_in_a_circle(
    tmp_path: Path, readers: Readers, monkeypatch: pytest.MonkeyPatch
) -> None:
    with desk(tmp_path) as news:
        news.record(news.claimed("a"), PAGES["a"])
        news.claim()

    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("iria_crawler.recorder.saving.verdict", broken)
    with pytest.raises(IriaError, match="cannot be stored"):
        crawl(tmp_path, readers)
    monkeypatch.undo()
    run = crawl(tmp_path, readers)
    run.close("shutdown")
    with Store.open(tmp_path) as store:
        assert titles(store) == ["Story a"]


def test_a_cancelled_visit_does_not_disturb_the_run(tmp_path: Path, readers: Readers) -> None:
    run = crawl(tmp_path, readers)
    [robots] = run.claim(1).result(WAIT)
    recorded = run.recorder.record(exchange(robots.url, b"", status=404), robots).result(WAIT)
    done = run.settle(robots, recorded, None)
    assert not done.cancel()
    done.result(WAIT)
    run.close("shutdown")


def test_an_article_may_be_read_with_what_others_said_of_it(tmp_path: Path, readers: Readers) -> None:
    feed = f"""<?xml version="1.0"?><rss version="2.0"><channel><title>News</title><item><title>Story a</title>
    <link>{HOME}a</link><category>World</category><pubDate>Mon, 05 Jan 2026 08:00:00 GMT</pubDate></item>
    </channel></rss>""".encode()
    home = PAGES[""].replace(b"</title>", b'</title><link rel="alternate" type="application/rss+xml" href="/feed.xml">')
    run = crawl(tmp_path, readers)
    walk(run, PAGES | {"": home, "feed.xml": feed})
    run.close("finished")
    with Store.open(tmp_path) as store:
        [row] = store.rows("SELECT tags FROM article WHERE title = 'Story a'")
        assert row["tags"] == "World"
        said = store.value("SELECT mentions FROM article_versions WHERE title = 'Story a'")
        assert json.loads(said)[0]["tags"] == ["World"]
