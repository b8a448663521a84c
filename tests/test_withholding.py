"""One row decides what is shown: at once, everywhere, and until it is lifted."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from iria_crawler.cli import main
from iria_crawler.items import Figure
from iria_crawler.store import Store, withholding
from iria_crawler.store.articles import Origin, save_article
from iria_crawler.store.searching import Wanted, search, search_captions, version_ids
from tests.test_searching import ARTICLE, NOW, Desk

URL = "https://news.example/world/{}/"


@pytest.fixture
def folder(copy_of: Callable[..., Path], tmp_path: Path) -> Path:
    return copy_of(three_articles, tmp_path)


def three_articles(folder: Path) -> None:
    """An archive with three articles, the third one elsewhere."""
    folder.mkdir(exist_ok=True)
    with Store.create(folder) as store:
        save(store, *(URL.format(number) for number in (1, 2)), "https://news.example/home/3/")


def save(store: Store, *urls: str) -> None:
    desk = Desk(store)
    for url in urls:
        figure = Figure(url=f"{url}a.jpg", caption="A pier")
        desk.save(replace(ARTICLE, url=url, title=url[-3:], body="Harbour news.", figures=(figure,)))


def run(folder: Path, *words: str) -> tuple[int, str, str]:
    done = CliRunner().invoke(main, ["-C", str(folder), *words])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.exit_code, done.stdout, done.stderr


def shown(folder: Path) -> list[int]:
    """The articles that are shown, by every way there is; all ways must agree."""
    with Store.open(folder) as store:
        by_search = sorted(row["id"] for row in search(store, "harbour", Wanted(all_versions=True)))
        for view, column in (
            *(("article", "id"), ("article_list", "id"), ("article_history", "article_id")),
            *(("citation", "article_id"), ("picture", "article_id")),
        ):
            assert [row["n"] for row in store.rows(f"SELECT {column} AS n FROM {view} ORDER BY 1")] == by_search, view
        assert sorted(row["id"] for row in search_captions(store, "pier")) == by_search
        assert len(list(version_ids(store, None))) == len(by_search)
        assert store.value("SELECT sum(articles) FROM articles_by_month") in (None, len(by_search))
    return by_search


@pytest.mark.parametrize(
    ("words", "left"),
    [
        ([URL.format(1)], [2, 3]),
        (["--article", "2"], [1, 3]),
        (["--prefix", "https://news.example/world/"], [3]),
        ([URL.format(9)], [1, 2, 3]),
    ],
)
def test_what_is_withheld_is_shown_nowhere_until_it_is_lifted(folder: Path, words: list[str], left: list[int]) -> None:
    code, out, _ = run(folder, "withhold", *words, "--reason", "court order", "--by", "Ann", "--json")
    row = json.loads(out)
    assert (code, row["action"], row["reason"], row["articles"]) == (0, "block", "court order", 3 - len(left))
    assert shown(folder) == left
    for number in {1, 2, 3} - set(left):
        assert run(folder, "show", str(number))[0] == 2
    assert json.loads(run(folder, "withhold", "list", "--json")[1])["id"] == row["id"]
    assert run(folder, "withhold", "lift", str(row["id"]), "--by", "Ben")[0] == 0
    assert shown(folder) == [1, 2, 3]
    assert run(folder, "withhold", "list", "--json")[1] == ""
    assert json.loads(run(folder, "withhold", "list", "--all", "--json")[1])["lifted_by"] == "Ben"


@pytest.mark.parametrize(
    "words",
    [
        ["https://news.example/world/1"],
        ["http://www.NEWS.example:80/World/1/#comments"],
        ["HTTPS://news.example//world/./1/"],
        ["https://news.example/w%6Frld/1/"],
        ["--prefix", "http://news.example/world/1"],
    ],
)
def test_an_address_is_the_same_however_it_is_written(folder: Path, words: list[str]) -> None:
    assert json.loads(run(folder, "withhold", *words, "--json")[1])["articles"] == 1
    assert shown(folder) == [2, 3]
    assert run(folder, "show", "1")[0] == 2
    with Store.create(folder) as store:
        save(store, URL.format(1))  # it comes again, and another one
        save(store, URL.format(4))
    assert shown(folder) == [2, 3, 4]
    code, _, err = run(folder, "withhold", *words[:-1], words[-1] + "#again")
    assert (code, "lift it first" in err) == (2, True)
    run(folder, "withhold", "lift", "1")
    assert shown(folder) == [1, 2, 3, 4]


@pytest.mark.parametrize(
    ("target", "others"),
    [
        (
            "https://news.example/%D8%A7%D8%AE%D8%A8%D8%A7%D8%B1/",
            ["https://news.example/\u0627\u062e\u0628\u0627\u0631"],
        ),
        ("https://news.example/?a=1&b=2", ["https://news.example/?b=2&a=1"]),
        ("https://news.example/a%62c/d", ["https://news.example/abc/d", "https://news.example/%61bc/D"]),
        ("https://news.example/", ["http://www.news.example"]),
    ],
)
def test_the_database_and_the_replay_agree_on_what_is_meant(tmp_path: Path, target: str, others: list[str]) -> None:
    with Store.create(tmp_path) as store:
        desk = Desk(store)
        for url in others:
            desk.save(replace(ARTICLE, url=url, title=url))
        desk.save(replace(ARTICLE, url="https://news.example/another/one", title="Another"))
    assert json.loads(run(tmp_path, "withhold", target, "--json")[1])["articles"] == len(others)
    with Store.open(tmp_path) as store:
        withheld = withholding.withheld(store)
        assert all(url in withheld for url in others)
        assert list(store.rows("SELECT title FROM article")) == [{"title": "Another"}]


def test_a_dry_run_withholds_nothing(folder: Path) -> None:
    assert json.loads(run(folder, "withhold", "--article", "1", "--dry-run", "--json")[1])["articles"] == 1
    assert shown(folder) == [1, 2, 3]
    assert {path.suffix for path in folder.rglob("*") if path.is_file()} <= {".db", ".db-shm", ".db-wal"}


def test_an_embargo_ends_by_itself(folder: Path) -> None:
    day = (datetime.now(UTC) + timedelta(days=3)).strftime("%Y-%m-%d")
    assert json.loads(run(folder, "withhold", URL.format(1), "--until", day, "--json")[1])["action"] == "embargo"
    assert shown(folder) == [2, 3]
    with Store.create(folder) as store, store.transaction():
        withholding.apply(store, now=datetime.now(UTC) + timedelta(days=4))
    assert shown(folder) == [1, 2, 3]


def test_an_embargo_that_is_over_ends_for_whoever_opens_the_archive(folder: Path) -> None:
    day = (datetime.now(UTC) + timedelta(days=3)).strftime("%Y-%m-%d")
    run(folder, "withhold", "--article", "1", "--until", day)
    run(folder, "withhold", "--article", "2")
    rules = folder / "cdxj/access.aclj"
    assert "world/1" in rules.read_text()
    with Store.create(folder) as store:
        store.run("UPDATE withholdings SET until = '2026-01-01T00:00:00Z' WHERE id = 1")
    (folder / "iria.db").chmod(0o444)  # as in a release; who is root could write all the same
    code, _, err = run(folder, "show", "1")
    assert (code, "an embargo is over" in err) == (2, True)
    (folder / "iria.db").chmod(0o644)
    code, _, err = run(folder, "show", "1")
    assert (code, err) == (0, "")
    assert shown(folder) == [1, 3]
    assert "world/1" not in rules.read_text()
    last = json.loads(run(folder, "withhold", "list", "--all", "--json")[1].splitlines()[0])
    assert (last["in_force"], last["lifted_at"], last["lifted_by"]) == (0, last["until"], withholding.THE_END)


def test_articles_that_come_later_are_withheld_as_well_and_keep_what_they_are(folder: Path) -> None:
    run(folder, "withhold", "--prefix", "https://news.example/world/")
    with Store.create(folder) as store:
        save(store, URL.format(4), "https://news.example/home/5/")
        assert shown(folder) == [3, 5]
        with store.transaction():
            store.run("UPDATE articles SET status_before = 'gone' WHERE id = 1")
    run(folder, "withhold", "lift", "1")
    assert shown(folder) == [1, 2, 3, 4, 5]
    with Store.open(folder) as store:
        assert store.value("SELECT status FROM articles WHERE id = 1") == "gone"


def test_two_decisions_on_one_article_hold_until_both_are_lifted(folder: Path) -> None:
    run(folder, "withhold", "--article", "1")
    run(folder, "withhold", URL.format(1), "--action", "exclude")
    run(folder, "withhold", "lift", "1")
    assert shown(folder) == [2, 3]
    run(folder, "withhold", "lift", "2")
    assert shown(folder) == [1, 2, 3]


def test_the_replay_keeps_back_every_address_of_an_article(folder: Path) -> None:
    with Store.create(folder) as store:
        desk = Desk(store)
        other = desk.archivist.url("https://news.example/?p=1", "article", at=NOW)
        capture = desk.archivist.capture(other, desk.crawl, at=NOW, reading="article")
        with store.transaction():
            store.run("UPDATE captures SET version_id = 1 WHERE id = ?", capture)
    run(folder, "withhold", URL.format(1), "--action", "exclude")
    run(folder, "withhold", "--prefix", "https://news.example/home/")
    now = datetime.now(UTC)
    with Store.open(folder) as store:
        rules = {(row["match"], row["target"], row["action"]) for row in withholding.replay_rules(store, now=now)}
        assert rules == {
            ("url", URL.format(1), "exclude"),
            ("url", "https://news.example/?p=1", "exclude"),
            ("prefix", "https://news.example/home/", "block"),
            ("url", "https://news.example/home/3/", "block"),
        }
        kept = [URL.format(1), "https://news.example/?p=1", "https://news.example/home/x.jpg"]
        withheld = withholding.withheld(store, now=now)
        assert all(url in withheld for url in kept)
        assert URL.format(2) not in withheld


def test_an_article_that_comes_under_another_withheld_address_is_withheld_at_once(folder: Path) -> None:
    run(folder, "withhold", "--prefix", "https://news.example/print/")
    with Store.create(folder) as store:
        desk = Desk(store)
        url_id = desk.archivist.url("https://news.example/print/9/", "article", at=NOW)
        capture_id = desk.archivist.capture(url_id, desk.crawl, at=NOW, reading="article")
        origin = Origin(
            site_id=desk.archivist.site_id, capture_id=capture_id, captured_at=NOW, mentions=(), extractor="test"
        )
        with store.transaction():
            save_article(store, replace(ARTICLE, url="https://news.example/9/", title="Ninth"), origin, now=NOW)
    assert shown(folder) == [1, 2, 3]


def test_every_decision_is_an_event_that_nobody_can_change(folder: Path) -> None:
    run(folder, "withhold", "--article", "1", "--by", "Ann")
    run(folder, "withhold", "lift", "1", "--by", "Ben")
    with Store.create(folder) as store:
        events = list(store.rows("SELECT type, object, agent FROM events"))
        assert [(row["object"], row["agent"]) for row in events] == [("article:1", "Ann"), ("article:1", "Ben")]
        for sql in ("DELETE FROM events", "UPDATE events SET agent = 'x'"):
            with pytest.raises(Exception, match="events are never"), store.transaction():
                store.run(sql)


WRONG = ["this", "here", "lift 7", "--article 99", "--article 1 --prefix https://x.example/"]
WRONG += ["--article 1 --until 2001-01-01", "--until 2999-01-01 --action block --article 1"]


@pytest.mark.parametrize("words", WRONG)
def test_what_cannot_be_withheld_is_one_clear_line(folder: Path, words: str) -> None:
    code, out, err = run(folder, "withhold", *words.split())
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert shown(folder) == [1, 2, 3]


def test_a_decision_is_made_once(folder: Path) -> None:
    assert run(folder, "withhold", "--article", "1")[0] == 0
    code, _, err = run(folder, "withhold", "--article", "1")
    assert (code, "lift it first" in err) == (2, True)
