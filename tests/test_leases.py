"""A host belongs to one worker at a time, so that several keep the pace of one: judged by what the host saw."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest

from iria_crawler.frontier import Claim, Outcome
from iria_crawler.frontier.sqlite import SqliteFrontier
from iria_crawler.items import Link
from iria_crawler.sites import Crawl, Identity, Site
from iria_crawler.store import Store

from .conftest import PATIENCE, ROOT, Folder
from .host import Host, Said, host, page
from .newsdesk import article

SLACK = 0.05  # seconds by which two clocks may differ
SHORT = 2.0
"""Seconds of a lease in tests that wait for one to run out."""

WORKER = f"import iria_crawler.frontier as f; f.LEASE_SECONDS = {SHORT}; from iria_crawler.cli import main; main()"


@dataclass
class Shared:
    """A host with two papers: each has a front page of its own, and so many pages."""

    pages: int
    robots: str = ""
    busy: dict[str, Callable[[], str]] = field(default_factory=dict)
    peace: list[tuple[float, float]] = field(default_factory=list)

    def says(self, path: str) -> Said:
        if path == "/robots.txt":
            body = f"User-agent: *\n{self.robots}\nDisallow: /none/\n".encode()
            return Said(body=body, headers={"Content-Type": "text/plain"})
        if path in self.busy:
            wish = self.busy.pop(path)()
            self.peace.append((time.monotonic(), time.time()))
            return Said(status=429, headers={"Retry-After": wish})
        name, _, number = path.strip("/").partition("/")
        if name in ("one", "two") and not number:
            return page(name, *(f"/{name}/{number}" for number in range(self.pages)))
        return page(path) if name in ("one", "two") else Said(status=404)


@contextmanager
def shared(archive: Folder, delay: float, **about: Any) -> Iterator[tuple[Shared, Host]]:
    paper = Shared(**about)
    with host(paper.says) as up:
        for name in ("one", "two"):
            archive.site(name, f"{up.url}/{name}/", f"delay = {delay}")
        yield paper, up


def both(archive: Folder, *, processes: int) -> None:
    """Crawl both papers at once, to the end."""
    begun = [("one",), ("two",)] if processes == 2 else [("one", "two")]
    for process in [archive.start("crawl", *names) for names in begun]:
        out, err = process.communicate(timeout=PATIENCE)
        assert process.returncode == 0, out + err


def assert_all_came(archive: Folder, up: Host, pages: int) -> None:
    """Each page was asked for, once, and nothing is left."""
    wanted = {f"/{name}/{number}" for name in ("one", "two") for number in range(pages)}
    asked = [path for path in up.paths if path in wanted]
    assert sorted(asked) == sorted(wanted)
    assert archive.rows("SELECT url, state FROM urls WHERE state IN ('due', 'claimed')") == []


@pytest.mark.parametrize("processes", [pytest.param(1, marks=pytest.mark.long), 2])
@pytest.mark.parametrize(
    ("delay", "robots", "pace"),
    [
        pytest.param(0.3, "", 0.3, id="the site files' pace", marks=pytest.mark.long),
        pytest.param(0.1, "Crawl-delay: 0.4", 0.4, id="the pace of robots.txt"),
        pytest.param(1.0, "", 1.0, id="a second", marks=pytest.mark.long),
        pytest.param(1.0, "Crawl-delay: 2", 2.0, id="two seconds", marks=pytest.mark.long),
    ],
)
def test_two_crawls_of_one_host_keep_the_pace_of_one(
    archive: Folder, processes: int, delay: float, robots: str, pace: float
) -> None:
    with shared(archive, delay, pages=6, robots=robots) as (_, up):
        both(archive, processes=processes)
    assert min(up.gaps) >= pace - SLACK, [round(gap, 2) for gap in up.gaps]
    assert_all_came(archive, up, 6)


def test_of_two_crawls_of_one_host_neither_waits_until_the_other_is_done(archive: Folder) -> None:
    with shared(archive, 0.1, pages=60) as (_, up):
        both(archive, processes=2)
    assert_all_came(archive, up, 60)
    first = {name: next(at for at, path in enumerate(up.paths) if path == f"/{name}/0") for name in ("one", "two")}
    last = {name: max(at for at, path in enumerate(up.paths) if path.startswith(f"/{name}/")) for name in first}
    assert max(first.values()) < min(last.values())


@pytest.mark.parametrize("form", [pytest.param("seconds", marks=pytest.mark.long), "date"])
def test_when_one_of_two_crawls_is_asked_to_wait_both_do(archive: Folder, form: str) -> None:
    def wish() -> str:
        return "3" if form == "seconds" else format_datetime(datetime.now(UTC) + timedelta(seconds=3.99), usegmt=True)

    with shared(archive, 0.1, pages=12, busy={"/one/5": wish}) as (paper, up):
        both(archive, processes=2)
    [(asked, _)] = paper.peace
    after = [moment for moment, _ in up.visits if moment > asked + SLACK]
    assert min(after) - asked >= 3 - SLACK
    assert up.paths.count("/one/5") == 2
    assert archive.rows("SELECT url FROM urls WHERE state = 'due'") == []


def worker(archive: Folder, name: str) -> "subprocess.Popen[str]":
    """A crawl whose lease is short."""
    return subprocess.Popen(
        [sys.executable, "-c", WORKER, "-C", str(archive.path), "crawl", name],
        env=os.environ | {"PYTHONPATH": str(ROOT), "IRIA_REPORT": "0"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def until(happens: Callable[[], object]) -> None:
    end = time.monotonic() + PATIENCE
    while not happens():
        assert time.monotonic() < end
        time.sleep(0.02)


def came(up: Host, name: str, number: int) -> Callable[[], bool]:
    """Whether so many pages of a paper have been asked for."""
    return lambda: sum(path.startswith(f"/{name}/") and path != f"/{name}/" for path in tuple(up.paths)) >= number


@pytest.mark.long
def test_a_crawl_goes_on_when_the_one_that_held_the_host_was_killed(archive: Folder) -> None:
    with shared(archive, 0.2, pages=10) as (_, up):
        with worker(archive, "one") as holder:
            until(came(up, "one", 3))
            with worker(archive, "two") as other:
                holder.kill()
                killed = time.monotonic()
                _, err = other.communicate(timeout=PATIENCE)
            assert other.returncode == 0, err
        assert max(moment for moment, _ in up.visits) < killed + SHORT + 12
        with worker(archive, "one") as again:
            _, err = again.communicate(timeout=PATIENCE)
        assert again.returncode == 0, err
    assert min(up.gaps) >= 0.2 - SLACK, [round(gap, 2) for gap in up.gaps]
    assert archive.rows("SELECT url, state FROM urls WHERE state IN ('due', 'claimed')") == []
    wanted = {f"/{name}/{number}" for name in ("one", "two") for number in range(10)}
    assert wanted < set(up.paths)
    assert archive.rows("SELECT warc_record_id FROM captures GROUP BY 1 HAVING count(*) > 1") == []
    archive.run("verify", "--full")


@pytest.mark.long
def test_a_crawl_that_was_stopped_for_longer_than_its_lease_drops_what_it_had(archive: Folder) -> None:
    with shared(archive, 0.5, pages=8) as (_, up), worker(archive, "one") as holder:
        until(came(up, "one", 2))
        with worker(archive, "two") as other:
            time.sleep(0.1)
            holder.send_signal(signal.SIGSTOP)
            try:
                until(came(up, "two", 3))
            finally:
                holder.send_signal(signal.SIGCONT)
            _, err = other.communicate(timeout=PATIENCE)
            assert other.returncode == 0, err
        _, err = holder.communicate(timeout=PATIENCE)
        assert holder.returncode == 0, err
    assert min(up.gaps) >= 0.5 - SLACK, [round(gap, 2) for gap in up.gaps]
    assert_all_came(archive, up, 8)


def test_two_sites_that_show_the_same_bytes_are_both_crawled(archive: Folder) -> None:
    """A payload that the other site has given is stored once and read twice."""

    def says(path: str) -> Said:
        if path == "/robots.txt":
            return Said(status=404)
        headers = {"Content-Type": "text/html"}
        return page("Home", "/a", "/b") if path == "/" else Said(body=article(f"News of {path}"), headers=headers)

    with host(says) as up:
        for name in ("one", "two"):
            archive.site(name, up.url)
            archive.run("crawl", name)
        assert archive.rows("SELECT site, count(*) FROM article GROUP BY 1") == [("one", 2), ("two", 2)]
        assert archive.rows("SELECT count(*) FROM captures WHERE record_type = 'revisit'") > [(0,)]
    archive.run("verify", "--full")


NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


class Clock:
    now = NOON

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def team(tmp_path: Path) -> Iterator[Callable[[str], tuple[Store, SqliteFrontier, Clock]]]:
    """Makes workers with a site each on one host, by one clock."""
    clock = Clock()
    with Store.create(tmp_path) as store:

        def join(slug: str) -> tuple[Store, SqliteFrontier, Clock]:
            site = Site(site=Identity(home="https://news.example/", slug=slug), crawl=Crawl(delay=1.0))
            with store.transaction():
                frontier = SqliteFrontier(store, site, store.save_site(site, now=NOON), clock=clock)
                frontier.begin(())
                urls = [f"{site.home}{slug}/{number}" for number in range(40)]
                frontier.add([Link(url=url, kind="article", source="seed") for url in urls])
            return store, frontier, clock

        yield join


def test_of_three_workers_on_one_host_none_is_passed_over(
    team: Callable[[str], tuple[Store, SqliteFrontier, Clock]],
) -> None:
    """Each takes four pages at a time and asks five times a second; their turns are counted."""
    workers = {slug: team(slug) for slug in "abc"}
    hands: dict[str, list[Claim]] = {slug: [] for slug in workers}
    turns: list[str] = []
    for step in range(1, 1500):
        for slug, (store, frontier, clock) in workers.items():
            clock.now = NOON + timedelta(seconds=step / 5)
            with store.transaction():
                if hands[slug] and step % 5 == 0:
                    frontier.finish([Outcome(claim=hands[slug].pop(), state="captured")])
                claims = frontier.claim(4 - len(hands[slug]))
            hands[slug] += claims
            turns += [slug] if claims and turns[-1:] != [slug] else []
        assert sum(map(bool, hands.values())) <= 1, "one at a time"
    assert workers["a"][0].value("SELECT count(*) FROM urls WHERE state = 'captured'") == 120
    rounds = [set(turns[at : at + 5]) for at in range(len(turns) - 10)]
    assert all(len(each) == 3 for each in rounds), turns


def test_a_page_is_finished_with_what_it_brought_or_not_at_all(
    team: Callable[[str], tuple[Store, SqliteFrontier, Clock]],
) -> None:
    store, frontier, _ = team("a")
    with store.transaction():
        [claim] = frontier.claim(1)
    new = Link(url="https://news.example/new", kind="article", source="page")
    with suppress(RuntimeError), store.transaction():
        frontier.add([new], via=claim)
        frontier.finish([Outcome(claim=claim, state="captured")])
        raise RuntimeError
    assert store.value("SELECT state FROM urls WHERE id = ?", claim.url_id) == "claimed"
    assert store.value("SELECT count(*) FROM urls WHERE url LIKE '%/new'") == 0
    with store.transaction():
        assert frontier.add([new]) == 1
