"""What is wrong with a site is found, and a site that is well is left in peace."""

import fcntl
import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from iria_crawler.health import Finding, disk, findings, is_running
from iria_crawler.sites import Crawl, Identity, Limits, Site
from iria_crawler.store import Store, iso

from .archivist import Archivist, archivist

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)  # a Monday
DAY = timedelta(days=1)
SITE = Site(site=Identity(home="https://news.example/", slug="news"), crawl=Crawl(schedule="daily 02:30"))
PLENTY = 10**12


@pytest.fixture
def rows(tmp_path: Path) -> Iterator[Archivist]:
    with archivist(tmp_path, SITE, now=NOW) as open_archive:
        yield open_archive


def at(days_ago: int) -> datetime:
    """The time of the scheduled crawl so many days ago."""
    return datetime(2026, 3, 2, 2, 31, tzinfo=UTC) - days_ago * DAY


def found(
    rows: Archivist, folder: Path, *, site: Site = SITE, now: datetime = NOW, free: int = PLENTY
) -> list[Finding]:
    return list(findings(rows.store, {site.slug: site}, now=now, folder=folder, free=free))


def events(rows: Archivist, folder: Path, **options: int) -> list[str]:
    return [finding.event for finding in found(rows, folder, **options)]


def test_a_site_that_is_crawled_every_day_is_well(rows: Archivist, tmp_path: Path) -> None:
    for day in range(10, -1, -1):
        rows.crawl(at(day), counters={"article:new": day % 3, "article:same": 2})
    assert found(rows, tmp_path) == []


def test_a_failed_crawl_is_found_with_the_first_of_its_row(rows: Archivist, tmp_path: Path) -> None:
    rows.crawl(at(3))
    rows.crawl(at(2), status="failed", reason="finished", exit_code=9)
    rows.crawl(at(1), status="failed", reason="finished", exit_code=9)
    last = rows.crawl(at(0), status="failed", reason="the disk is full", exit_code=3)
    (finding,) = found(rows, tmp_path)
    assert (finding.site, finding.event, finding.since) == ("news", "failed", at(2))
    assert "the last 3 crawls failed: the disk is full" in finding.message
    assert f"crawls/{last}/crawl.log" in finding.remedy


def test_a_file_is_found_damaged_until_it_is_seen_to_be_whole_again(rows: Archivist, tmp_path: Path) -> None:
    rows.crawl(at(0))

    def checked(ok: int, *, day: int) -> None:
        with rows.store.transaction():
            rows.store.run(
                "INSERT INTO fixity_checks (warc_file_id, at, expected, found, ok, seconds)"
                " VALUES (1, ?, 'a', 'b', ?, 0)",
                *(iso(at(day)), ok),
            )

    checked(1, day=3)
    assert events(rows, tmp_path) == []
    checked(0, day=2)
    (finding,) = found(rows, tmp_path)
    assert (finding.event, finding.since) == ("damage", at(2))
    assert "warc/" in finding.message
    checked(1, day=1)
    assert events(rows, tmp_path) == []


@pytest.mark.parametrize(
    ("status", "code"), [("interrupted", 11), ("stopped", 14), ("stopped", 15), ("stopped", 0)], ids=str
)
def test_a_crawl_that_stopped_where_it_should_has_not_failed(
    rows: Archivist, tmp_path: Path, status: str, code: int
) -> None:
    rows.crawl(at(0), status=status, exit_code=code)
    assert found(rows, tmp_path) == []


def hold(folder: Path) -> int:
    """The lock of the site, as a crawl holds it."""
    (folder / "warc" / "news").mkdir(parents=True, exist_ok=True)
    handle = os.open(folder / "warc" / "news", os.O_RDONLY)
    fcntl.flock(handle, fcntl.LOCK_EX)
    return handle


def test_a_crawl_whose_process_died_has_failed(rows: Archivist, tmp_path: Path) -> None:
    crawl = rows.crawl(at(0), status="running")
    rows.capture(rows.url(SITE.home, "home", at=at(0)), crawl, at=NOW)
    handle = hold(tmp_path)
    assert events(rows, tmp_path) == []
    os.close(handle)
    (finding,) = found(rows, tmp_path)
    assert finding.event == "failed"
    assert "died" in finding.message


def test_a_crawl_that_hangs_is_found_and_is_not_overdue(rows: Archivist, tmp_path: Path) -> None:
    crawl = rows.crawl(at(2), status="running")
    rows.capture(rows.url(SITE.home, "home", at=at(2)), crawl, at=at(2) + timedelta(hours=1))
    handle = hold(tmp_path)
    (finding,) = found(rows, tmp_path)
    os.close(handle)
    assert (finding.event, finding.since) == ("failed", at(2) + timedelta(hours=1))


def test_asking_whether_a_crawl_runs_neither_makes_nor_keeps_anything(tmp_path: Path) -> None:
    assert not is_running(tmp_path, "news")
    assert not (tmp_path / "warc").exists()
    os.close(hold(tmp_path))
    assert not is_running(tmp_path, "news")
    handle = hold(tmp_path)  # nothing holds it still
    assert is_running(tmp_path, "news")
    os.close(handle)


def test_a_crawl_that_did_not_begin_is_overdue_after_its_grace(rows: Archivist, tmp_path: Path) -> None:
    rows.crawl(at(1))
    due = datetime(2026, 3, 2, 2, 30, tzinfo=UTC)
    assert found(rows, tmp_path, now=due + timedelta(hours=6)) == []
    (finding,) = found(rows, tmp_path, now=due + timedelta(hours=7))
    assert (finding.event, finding.since) == ("overdue", due)


def test_a_site_without_schedule_is_never_overdue(rows: Archivist, tmp_path: Path) -> None:
    rows.crawl(at(300))
    assert found(rows, tmp_path, site=SITE.model_copy(update={"crawl": Crawl()})) == []


@pytest.mark.parametrize(("hours_ago", "expected"), [(1, []), (48, ["overdue"])], ids=["just written", "old"])
def test_a_schedule_is_not_missed_before_it_was_written(
    rows: Archivist, tmp_path: Path, hours_ago: int, expected: list[str]
) -> None:
    file = tmp_path / "sites" / "news.toml"
    file.parent.mkdir()
    file.touch()
    written = (NOW - timedelta(hours=hours_ago)).timestamp()
    os.utime(file, (written, written))
    assert events(rows, tmp_path) == expected


@pytest.mark.parametrize(
    ("last", "expected"),
    [
        ({"status": "stopped", "exit_code": 18}, ["blocked"]),
        ({"counters": {"problem:blocked": 3, "pages": 40}}, ["blocked"]),
        ({"counters": {"problem:blocked": 1, "pages": 40}}, []),
    ],
    ids=["long pause", "walls", "one wall"],
)
def test_a_site_that_turns_crawls_away_is_found(
    rows: Archivist, tmp_path: Path, last: dict[str, object], expected: list[str]
) -> None:
    rows.crawl(at(0), **last)  # type: ignore[arg-type]
    assert events(rows, tmp_path) == expected


@pytest.mark.parametrize(
    ("kind", "usual", "last", "expected"),
    [
        ("update", 40, 9, ["shrinking"]),
        ("update", 40, 11, []),
        ("update", 4, 0, []),
        ("full", 1000, 400, ["shrinking"]),
        ("full", 1000, 600, []),
    ],
    ids=lambda value: str(value),
)
def test_far_fewer_articles_than_usual_are_noticed(
    rows: Archivist, tmp_path: Path, kind: str, usual: int, last: int, expected: list[str]
) -> None:
    for day in (4, 3, 2, 1):
        rows.crawl(at(day), kind=kind, counters={"article:same": usual})
    rows.crawl(at(0), kind=kind, counters={"article:same": last})
    assert events(rows, tmp_path) == expected


def test_a_young_site_has_no_habit_to_fall_short_of(rows: Archivist, tmp_path: Path) -> None:
    rows.crawl(at(1), counters={"article:new": 2000})
    rows.crawl(at(0), counters={"article:new": 1, "no-article:no-body-text": 9})
    assert found(rows, tmp_path) == []


def test_a_full_crawl_is_not_measured_by_updates(rows: Archivist, tmp_path: Path) -> None:
    for day in (4, 3, 2, 1):
        rows.crawl(at(day), kind="full", counters={"article:same": 900})
    rows.crawl(at(0), kind="update", counters={"article:same": 3})
    assert found(rows, tmp_path) == []


def publish(rows: Archivist, crawl: str, *, newest: datetime, gap: timedelta) -> None:
    for number in range(24):
        rows.article(number, crawl, published=newest - number * gap, seen=newest)


@pytest.mark.parametrize(("days", "expected"), [(3, []), (9, ["shrinking"])], ids=["a weekend", "silence"])
def test_a_site_that_falls_silent_is_noticed(rows: Archivist, tmp_path: Path, days: int, expected: list[str]) -> None:
    publish(rows, rows.crawl(at(days)), newest=at(days), gap=timedelta(hours=8))
    for day in range(min(days - 1, 3), -1, -1):
        rows.crawl(at(day))
    assert events(rows, tmp_path) == expected


def test_a_site_that_was_always_slow_may_be_slow(rows: Archivist, tmp_path: Path) -> None:
    publish(rows, rows.crawl(at(20)), newest=at(20), gap=15 * DAY)
    for day in (3, 2, 1, 0):
        rows.crawl(at(day))
    assert found(rows, tmp_path) == []


def feed(rows: Archivist, crawl: str, *, at: datetime, status: int = 200, names: int = 5) -> None:
    url = "https://news.example/feed/"
    rows.capture(rows.url(url, "feed", at=at), crawl, at=at, status=status)
    if status != 200:
        rows.problem(url, crawl, f"http-{status}", at=at)
    for number in range(names):
        rows.mention(rows.url(f"https://news.example/{number}", "article", at=at), "feed", at=at)


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ([(200, 5), (200, 5), (200, 5), (200, 5)], None),
        ([(200, 5), (200, 5), (200, 5), (500, 0)], None),
        ([(200, 5), (200, 5), (500, 0), (404, 0)], "no feed of the site answers any more"),
        ([(200, 5), (200, 5), (200, 5), (200, 0)], "no feed of the site names any page any more"),
        ([(200, 5), (200, 5), (200, 5), (304, 0)], None),
        ([(404, 0), (404, 0), (404, 0), (404, 0)], None),
    ],
    ids=["well", "one slip", "errors", "empty", "not modified", "never was one"],
)
def test_a_dead_feed_is_noticed(
    rows: Archivist, tmp_path: Path, answers: list[tuple[int, int]], expected: str | None
) -> None:
    for day, (status, names) in zip((3, 2, 1, 0), answers, strict=True):
        crawl = rows.crawl(at(day))
        if status == 304:
            rows.capture(rows.url("https://news.example/feed/", "feed", at=at(day)), crawl, at=at(day), status=304)
        else:
            feed(rows, crawl, at=at(day) + timedelta(minutes=1), status=status, names=names)
    told = found(rows, tmp_path)
    assert [finding.message for finding in told] == ([expected] if expected else [])


def test_pages_that_lost_their_text_are_noticed(rows: Archivist, tmp_path: Path) -> None:
    for day in (4, 3, 2, 1):
        rows.crawl(at(day), counters={"article:new": 9, "no-article:no-body-text": 1})
    rows.crawl(at(0), counters={"article:new": 4, "no-article:no-body-text": 6})
    (finding,) = found(rows, tmp_path)
    assert finding.event == "site-changed"
    assert "60%" in finding.message
    assert "10%" in finding.message


def test_a_site_whose_texts_stand_elsewhere_is_noticed_from_its_second_crawl_on(
    rows: Archivist, tmp_path: Path
) -> None:
    rows.crawl(at(1), counters={"article:new": 9})
    rows.crawl(at(0), counters={"article:new": 9, "problem:site-changed": 1})
    (finding,) = found(rows, tmp_path)
    assert (finding.event, finding.since) == ("site-changed", at(0))


def test_texts_that_shrank_to_a_line_are_noticed(rows: Archivist, tmp_path: Path) -> None:
    for day in (4, 3, 2, 1):
        crawl = rows.crawl(at(day), counters={"article:new": 6})
        for number in range(6):
            rows.article(day * 10 + number, crawl, published=at(day), seen=at(day), words=500)
    crawl = rows.crawl(at(0), counters={"article:new": 6})
    for number in range(6):
        rows.article(number, crawl, published=at(0), seen=at(0), words=40)
    (finding,) = found(rows, tmp_path)
    assert finding.event == "site-changed"
    assert "40 words; before, 500" in finding.message


def test_the_first_crawl_makes_no_habit_of_the_disk(rows: Archivist, tmp_path: Path) -> None:
    rows.crawl(at(3), warc_bytes=50 * 10**9)
    assert disk(rows.store, tmp_path, now=NOW, free=10**9).a_day == 0


@pytest.mark.parametrize(("free", "expected"), [(8 * 10**9, []), (6 * 10**9, ["disk-low"])], ids=str)
def test_a_disk_that_will_be_full_in_a_week_is_told_in_time(
    rows: Archivist, tmp_path: Path, free: int, expected: list[str]
) -> None:
    for day in range(10, -1, -1):
        rows.crawl(at(day), warc_bytes=10**9)
    assert events(rows, tmp_path, free=free) == expected


def test_what_a_site_file_keeps_free_is_kept(rows: Archivist, tmp_path: Path) -> None:
    site = SITE.model_copy(update={"limits": Limits(free_disk=20 * 10**9)})
    rows.crawl(at(0))
    (finding,) = found(rows, tmp_path, site=site, free=19 * 10**9)
    assert (finding.site, finding.event) == (None, "disk-low")
    assert "19.0 GB free, less than the 20.0 GB" in finding.message


def test_a_finding_is_one_line_that_says_what_since_when_and_what_to_do(rows: Archivist, tmp_path: Path) -> None:
    rows.crawl(at(1))
    (finding,) = found(rows, tmp_path)
    assert str(finding).startswith("news: overdue since 2 March 2026 02:30 UTC: ")
    assert "iria crawl news" in str(finding)
    assert "\n" not in str(finding)


def test_looking_writes_nothing(rows: Archivist, tmp_path: Path) -> None:
    rows.crawl(at(1))
    before = rows.store.value("PRAGMA data_version"), sorted(tmp_path.rglob("*"))
    with Store.open(tmp_path) as store:
        findings(store, {"news": SITE}, now=NOW, folder=tmp_path)
    assert (rows.store.value("PRAGMA data_version"), sorted(tmp_path.rglob("*"))) == before
