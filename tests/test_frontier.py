"""The frontier forgets no URL, hands out none twice, and asks for what tells most first."""

import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from iria_crawler.frontier import Claim, Outcome
from iria_crawler.frontier.sqlite import SqliteFrontier
from iria_crawler.items import Kind, Link, Mention
from iria_crawler.sites import Crawl, Identity, Site
from iria_crawler.store import Store

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
HOME = "https://news.example/"


@dataclass
class Queue:
    """A frontier with a clock that is turned by hand, each call in a transaction of its own."""

    folder: Path
    now: datetime = NOON
    exclude: tuple[str, ...] = ()
    seeds: tuple[Link, ...] = ()
    store: Store = field(init=False)
    frontier: SqliteFrontier = field(init=False)

    def __post_init__(self) -> None:
        self.store = Store.create(self.folder)
        site = Site(site=Identity(home=HOME, slug="news"), crawl=Crawl(exclude=self.exclude))
        with self.store.transaction():
            site_id = self.store.save_site(site, now=NOON)
        self.frontier = SqliteFrontier(self.store, site, site_id, clock=lambda: self.now)

    def within(self) -> AbstractContextManager[None]:
        return self.store.transaction()

    def add(self, *links: Link, via: Claim | None = None) -> int:
        with self.within():
            return self.frontier.add(links, via=via)

    def claim(self, limit: int = 100) -> tuple[Claim, ...]:
        with self.within():
            return self.frontier.claim(limit)

    def finish(self, claim: Claim, state: Any = "captured", **about: Any) -> None:
        with self.within():
            self.frontier.finish([Outcome(claim=claim, state=state, **about)])

    def begin(self, *, full: bool = False) -> None:
        with self.within():
            self.frontier.begin(self.seeds, mode="full" if full else "update")

    def state(self, path: str) -> tuple[str, str | None]:
        row = self.store.row("SELECT state, reason FROM urls WHERE url = ?", HOME + path)
        assert row
        return row["state"], row["reason"]


@pytest.fixture
def again(tmp_path: Path) -> Iterator[Callable[..., Queue]]:
    """Opens the same frontier, as each new run does."""
    opened: list[Queue] = []

    def open_again(**about: Any) -> Queue:
        opened.append(Queue(tmp_path, **about))
        return opened[-1]

    yield open_again
    for each in opened:
        each.store.close()


@pytest.fixture
def queue(again: Callable[..., Queue]) -> Queue:
    return again()


def link(path: str, kind: Kind = "article", **about: Any) -> Link:
    return Link(url=HOME + path, kind=kind, source=about.pop("source", "page"), **about)


def mention(**about: Any) -> Mention:
    return Mention(source="sitemap", **about)


def paths(claims: tuple[Claim, ...]) -> list[str]:
    return [claim.url.removeprefix(HOME) for claim in claims]


def test_a_url_is_learned_once(queue: Queue) -> None:
    assert queue.add(link("a"), link("b"), link("a")) == 2
    assert queue.add(link("a"), link("c")) == 1
    assert paths(queue.claim()) == ["a", "b", "c"]


def test_what_every_page_names_costs_the_database_nothing(queue: Queue) -> None:
    menu = [Link(url=f"{HOME}category/{name}/", kind="listing", source="page") for name in "abc"]
    assert [queue.add(*menu) for _ in range(2)] == [3, 0]
    statements: list[str] = []
    queue.store.db.conn.set_trace_callback(statements.append)
    assert queue.add(*menu) == 0
    assert [statement.split()[0] for statement in statements] == ["BEGIN", "COMMIT"]


def test_a_claim_is_handed_out_once_until_it_is_finished_or_given_back(queue: Queue) -> None:
    queue.add(*(link(str(number)) for number in range(5)))
    first, second = queue.claim(3), queue.claim(3)
    assert paths(first + second) == ["0", "1", "2", "3", "4"]
    assert queue.claim() == ()
    queue.finish(first[0])
    with queue.within():
        queue.frontier.close()
    assert paths(queue.claim()) == ["1", "2", "3", "4"]


def test_no_more_is_handed_out_than_is_asked_for(queue: Queue) -> None:
    queue.add(link("a"), link("b"))
    assert queue.claim(0) == queue.claim(-3) == ()
    assert len(queue.claim(1)) == 1


def test_the_best_kind_of_a_url_wins(queue: Queue) -> None:
    queue.add(link("a", "page"), link("b", "feed"), link("c", "article"))
    queue.add(link("a", "article"), link("b", "page"), link("c", "other"))
    rows = queue.store.rows("SELECT kind, priority FROM urls ORDER BY url")
    assert [(row["kind"], row["priority"]) for row in rows] == [("article", 30), ("feed", 60), ("article", 30)]


def test_a_page_that_turns_out_to_be_a_feed_is_fetched_again_as_one(queue: Queue) -> None:
    queue.add(link("a", "page"))
    queue.finish(*queue.claim())
    queue.add(link("a", "article"))
    assert queue.claim() == ()
    queue.add(link("a", "feed"))
    assert [claim.kind for claim in queue.claim()] == ["feed"]


def test_documents_come_before_pages_and_robots_txt_alone_before_all(queue: Queue) -> None:
    kinds: tuple[Kind, ...] = ("other", "page", "article", "listing", "feed", "sitemap", "api", "home", "robots")
    queue.add(*(link(kind, kind) for kind in kinds))
    [robots] = queue.claim()
    assert robots.kind == "robots"
    assert queue.claim() == ()
    queue.finish(robots)
    documents = queue.claim()
    assert paths(documents) == ["home", "api", "sitemap", "feed"]
    for document in documents:
        assert queue.claim() == ()
        queue.finish(document)
    assert paths(queue.claim()) == ["listing", "article", "page", "other"]


def test_documents_found_while_others_are_under_way_are_handed_out(queue: Queue) -> None:
    queue.add(link("index", "sitemap"), link("a"))
    [index] = queue.claim()
    queue.add(link("one", "sitemap"), link("b"), via=index)
    assert paths(queue.claim()) == ["one"]


def test_nothing_is_handed_out_while_robots_txt_waits_to_be_tried_again(queue: Queue) -> None:
    queue.add(link("robots.txt", "robots"), link("", "home"))
    [robots] = queue.claim()
    queue.finish(robots, "due", reason="http-503", due_at=NOON + timedelta(seconds=30))
    assert queue.claim() == ()
    queue.now += timedelta(seconds=31)
    [robots] = queue.claim()
    assert (robots.kind, robots.fail_count) == ("robots", 1)
    queue.finish(robots, "failed", reason="http-503")
    assert paths(queue.claim()) == [""]


def test_a_document_that_waits_to_be_tried_again_holds_up_nothing(queue: Queue) -> None:
    queue.add(link("feed", "feed"), link("a"))
    queue.finish(*queue.claim(), "due", reason="http-503", due_at=NOON + timedelta(seconds=30))
    assert paths(queue.claim()) == ["a"]


def test_what_is_excluded_is_known_but_not_handed_out_until_it_is_named_without_the_rule(queue: Queue) -> None:
    assert queue.add(link("a", excluded="tag-archive")) == 1
    assert queue.claim() == ()
    assert queue.state("a") == ("excluded", "tag-archive")
    queue.add(link("a"))
    assert paths(queue.claim()) == ["a"]


def test_a_url_that_is_due_stays_due_when_another_page_names_it_with_a_rule(queue: Queue) -> None:
    queue.add(link("a"))
    queue.add(link("a", excluded="attachment"))
    assert paths(queue.claim()) == ["a"]


def test_what_robots_txt_forbids_comes_back_with_the_next_run_only(queue: Queue) -> None:
    queue.add(link("a"))
    queue.finish(*queue.claim(), "excluded", reason="robots")
    queue.add(link("a"))
    assert queue.claim() == ()
    queue.begin()
    assert paths(queue.claim()) == ["a"]


def test_a_new_rule_of_the_site_file_keeps_out_what_was_due_and_its_end_lets_it_in(
    queue: Queue, again: Callable[..., Queue]
) -> None:
    queue.add(link("shop/a"), link("shop/feed", "feed"), link("news/a"))
    ruled = again(exclude=("^/shop/",), seeds=(link("shop/feed", "feed", source="seed"),))
    ruled.begin()
    assert ruled.state("shop/a") == ("excluded", "site-rule")
    assert paths(ruled.claim()) == ["shop/feed"]
    free = again()
    free.begin()
    assert free.state("shop/a") == ("due", None)


def test_a_captured_url_is_due_again_when_something_says_that_it_changed_since(queue: Queue) -> None:
    queue.add(link("a", mention=mention(modified_at=NOON - timedelta(days=1))))
    queue.finish(*queue.claim())
    queue.add(link("a", mention=mention(modified_at=NOON - timedelta(days=1))))
    assert queue.claim() == ()
    queue.now += timedelta(hours=2)
    queue.add(link("a", mention=mention(modified_at=NOON + timedelta(hours=1), title="New")))
    [claim] = queue.claim()
    assert [said.title for said in claim.mentions] == ["New"]


def test_an_outcome_that_is_known_late_counts_as_of_its_capture(queue: Queue) -> None:
    queue.add(link("a"))
    queue.finish(*queue.claim(), checked_at=NOON - timedelta(days=9))
    queue.add(link("a", mention=mention(modified_at=NOON - timedelta(days=1))))
    assert paths(queue.claim()) == ["a"]


def test_a_change_in_the_future_is_not_believed_before_it_comes(queue: Queue) -> None:
    said = link("a", mention=mention(modified_at=NOON + timedelta(hours=8)))
    queue.add(said)
    queue.finish(*queue.claim())
    queue.add(said)
    assert queue.claim() == ()
    queue.now += timedelta(hours=9)
    queue.add(said)
    assert paths(queue.claim()) == ["a"]


def test_another_day_of_change_is_a_change_although_the_url_was_looked_at_on_that_day(queue: Queue) -> None:
    queue.add(link("a", mention=mention(modified_at=NOON - timedelta(days=9))))
    queue.finish(*queue.claim())
    queue.now += timedelta(hours=5)
    edited = link("a", mention=mention(modified_at=NOON - timedelta(hours=12)))
    queue.add(edited)
    queue.finish(*queue.claim())
    queue.add(edited)
    assert queue.claim() == ()


def test_of_two_sitemaps_that_differ_the_newer_word_counts_and_nothing_goes_in_circles(queue: Queue) -> None:
    old = link("a", mention=mention(modified_at=NOON - timedelta(days=9), title="Old"))
    new = link("a", mention=mention(modified_at=NOON - timedelta(days=1), title="New"))
    queue.add(old, new)
    [claim] = queue.claim()
    assert [said.title for said in claim.mentions] == ["New"]
    queue.finish(claim)
    queue.add(old, new, old, new)
    assert queue.claim() == ()


def test_a_change_in_the_future_that_is_taken_back_hides_no_later_change(queue: Queue) -> None:
    queue.add(link("a", mention=mention(modified_at=NOON + timedelta(days=999))))
    queue.finish(*queue.claim())
    queue.now += timedelta(days=2)
    queue.add(link("a", mention=mention(modified_at=NOON + timedelta(days=1))))
    assert paths(queue.claim()) == ["a"]


def test_a_claim_carries_what_every_document_said_of_it(queue: Queue) -> None:
    said = mention(title="Café", published_at=NOON, authors=("A", "B"), tags=("x",), external_id="7")
    feed = Mention(source="feed", title="Café (feed)")
    queue.add(link("a", source="sitemap", mention=said), link("a", source="feed", mention=feed))
    queue.add(link("a"))
    [claim] = queue.claim()
    assert claim.mentions == (feed, said)


def test_a_claim_tells_the_way_from_the_seed(queue: Queue) -> None:
    queue.add(link("", "home", source="seed"))
    [home] = queue.claim()
    queue.add(link("index", "sitemap", source="robots"), via=home)
    queue.finish(home)
    [index] = queue.claim()
    queue.add(link("a", source="redirect"), link("b", source="page"), via=index)
    queue.finish(index)
    assert [(claim.hops, claim.via) for claim in queue.claim()] == [("PR", index.url), ("PL", index.url)]


def test_a_url_to_be_tried_again_waits_and_remembers_how_often_it_failed(queue: Queue) -> None:
    queue.add(link("a"))
    for number in range(3):
        [claim] = queue.claim()
        assert claim.fail_count == number
        queue.finish(claim, "due", reason="http-503", due_at=queue.now + timedelta(seconds=5))
        assert queue.claim() == ()
        assert queue.frontier.stats().waiting_seconds == 5
        queue.now += timedelta(seconds=5)
    queue.finish(*queue.claim())
    assert queue.store.value("SELECT fail_count FROM urls") == 0


def test_a_host_that_wants_to_be_left_alone_is_left_alone_also_by_the_next_run(
    queue: Queue, again: Callable[..., Queue]
) -> None:
    queue.add(link("a"))
    with queue.within():
        queue.frontier.host("news.example", blocked_until=NOON + timedelta(minutes=10))
        queue.frontier.host("news.example", blocked_until=NOON + timedelta(minutes=5))
        queue.frontier.host("news.example", crawl_delay=3.0)
    assert queue.claim() == ()
    assert queue.frontier.stats().waiting_seconds == 600
    later = again(now=NOON + timedelta(minutes=9))
    later.begin()
    assert later.claim() == ()
    later.now = NOON + timedelta(minutes=11)
    assert paths(later.claim()) == ["a"]


def test_the_pace_of_a_host_alone_blocks_nothing(queue: Queue) -> None:
    with queue.within():
        queue.frontier.host("news.example", crawl_delay=3.0)
    assert queue.store.row("SELECT host, crawl_delay, blocked_until FROM hosts") == {
        "host": "news.example",
        "crawl_delay": 3.0,
        "blocked_until": None,
    }


def test_validators_are_those_of_the_last_answer_that_had_a_page(queue: Queue) -> None:
    queue.add(link("a", "feed"))
    queue.finish(*queue.claim(), etag='"1"', last_modified="Monday")
    for state, validators in (("unchanged", {}), ("unchanged", {"etag": '"2"'}), ("captured", {"etag": '"3"'})):
        queue.now += timedelta(minutes=1)
        queue.begin()
        queue.finish(*queue.claim(), state, **validators)
    queue.now += timedelta(minutes=1)
    queue.begin()
    [claim] = queue.claim()
    assert (claim.etag, claim.last_modified) == ('"3"', None)


@pytest.mark.parametrize(
    ("kind", "state", "due_at", "full", "is_due"),
    [
        ("feed", "captured", None, False, True),
        ("home", "unchanged", None, False, True),
        ("page", "captured", None, False, False),
        ("page", "captured", None, True, True),
        ("article", "captured", NOON, False, True),
        ("article", "unchanged", NOON + timedelta(days=1), False, False),
        ("article", "failed", None, False, True),
        ("article", "excluded", None, True, False),
    ],
)
def test_a_new_run_looks_at_what_may_have_changed(
    queue: Queue, kind: Kind, state: str, due_at: datetime | None, full: bool, is_due: bool
) -> None:
    queue.add(link("a", kind))
    queue.finish(*queue.claim(), state, due_at=due_at, reason="tag-archive" if state == "excluded" else None)
    queue.now += timedelta(minutes=1)
    queue.begin(full=full)
    assert bool(queue.claim()) == is_due


def test_a_new_run_takes_up_what_a_killed_one_had_claimed(queue: Queue, again: Callable[..., Queue]) -> None:
    queue.add(link("a"), link("b"))
    queue.claim(1)
    later = again()
    later.begin()
    assert paths(later.claim()) == ["a", "b"]


def test_stats_count_what_is_left(queue: Queue) -> None:
    empty = queue.frontier.stats()
    assert (empty.due, empty.claimed, empty.waiting_seconds) == (0, 0, None)
    queue.add(link("a"), link("b"))
    queue.claim(1)
    left = queue.frontier.stats()
    assert (left.due, left.claimed, left.waiting_seconds) == (1, 1, 0)


WRITER = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from iria_crawler.frontier import Outcome
from iria_crawler.frontier.sqlite import SqliteFrontier
from iria_crawler.items import Link
from iria_crawler.sites import Identity, Site
from iria_crawler.store import Store

slug = sys.argv[2]
site = Site(site=Identity(home=f"https://{slug}.example/", slug=slug))
with Store.create(Path(sys.argv[1])) as store:
    with store.transaction():
        frontier = SqliteFrontier(store, site, store.save_site(site, now=datetime.now(UTC)))
    for number in range(50):
        with store.transaction():
            frontier.add([Link(url=f"{site.home}{number}", kind="article", source="page")])
            frontier.finish([Outcome(claim=claim, state="captured") for claim in frontier.claim(1)])
"""


def test_two_processes_on_one_database_lose_nothing_and_never_find_it_locked(tmp_path: Path) -> None:
    command = [sys.executable, "-c", WRITER, str(tmp_path)]
    writers = [
        subprocess.Popen([*command, slug], stderr=subprocess.PIPE, text=True) for slug in ("one", "two", "three")
    ]
    errors = [writer.communicate()[1] for writer in writers]
    assert ([writer.returncode for writer in writers], errors) == ([0, 0, 0], ["", "", ""])
    with Store.open(tmp_path) as store:
        assert store.value("SELECT count(*) FROM urls WHERE state = 'captured'") == 150


def test_no_question_of_the_frontier_looks_at_every_url(queue: Queue) -> None:
    statements: list[str] = []
    queue.store.db.conn.set_trace_callback(statements.append)
    queue.begin()
    queue.add(link("robots.txt", "robots"), link("", "home"), link("map", "sitemap", mention=mention(modified_at=NOON)))
    for _ in range(3):
        for claim in queue.claim(10):
            queue.add(link("a", mention=mention(title="A")), link("b"), link("list", "listing", onward=True), via=claim)
            queue.finish(claim)
    queue.frontier.stats()
    queue.store.db.conn.set_trace_callback(None)
    asked = {text for text in statements if text.split()[0] in ("SELECT", "UPDATE", "WITH")}
    plans = {text: [row["detail"] for row in queue.store.db.query(f"EXPLAIN QUERY PLAN {text}")] for text in asked}
    assert len(plans) > 20
    walks = [
        (text, step)
        for text, plan in plans.items()
        for step in plan
        if re.match(r"SCAN (urls|mentions|m|u|d|f)\b", step)
    ]
    assert not walks
