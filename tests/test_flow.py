"""The whole road: a site is crawled by the command, crawled again, edited, and read out of the database."""

import json
import sqlite3
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from iria_crawler.demo import DemoSite, Served, generate, serve

from .conftest import Folder

ARTICLES = 24


class Crawled:
    """A demo site that is up, and the archive of its first crawl."""

    def __init__(self, site: DemoSite, served: Served, archive: Folder) -> None:
        self.site, self.served, self.archive = site, served, archive
        archive.site("demo", served.url)
        self.account = self.crawl()

    def crawl(self, *options: str) -> dict[str, Any]:
        """Crawl; gives what the command says of it."""
        (line,) = self.archive.run("crawl", "demo", "--json", *options).stdout.splitlines()
        account: dict[str, Any] = json.loads(line)
        return account

    def url(self, path: str) -> str:
        return self.served.url.rstrip("/") + path


@pytest.fixture(scope="module")
def first(new_archive: Callable[[], Folder]) -> Iterator[Crawled]:
    """A site crawled once; tests that use it change nothing."""
    site = generate(ARTICLES)
    with serve(site) as served:
        yield Crawled(site, served, new_archive())


@pytest.fixture
def crawled(archive: Folder) -> Iterator[Crawled]:
    """A small site crawled once; tests may change it."""
    site = generate(8)
    with serve(site) as served:
        yield Crawled(site, served, archive)


def texts(archive: Folder) -> dict[str, tuple[str, str, int]]:
    """Title, text and number of versions of each article, by its URL."""
    rows = archive.rows(
        "SELECT u.url, v.title, v.body, a.versions FROM articles a JOIN urls u ON u.id = a.url_id"
        " JOIN article_versions v ON v.id = a.current_version_id"
    )
    found = {url: (title, body, versions) for url, title, body, versions in rows}
    assert len(found) == len(rows)
    return found


def assert_in_order(archive: Folder) -> None:
    """Nothing is left open, every revisit resolves, and the verifier finds no damage."""
    assert archive.rows("SELECT url, state FROM urls WHERE state IN ('claimed', 'due')") == []
    assert archive.rows("SELECT id FROM captures WHERE record_type = 'revisit' AND refers_to_id IS NULL") == []
    assert archive.rows("SELECT id FROM captures WHERE reading = 'pending'") == []
    assert not [path for path in archive.warcs() if path.suffix == ".open"]
    archive.run("verify", "--full")


def test_each_article_comes_out_once_with_all_that_its_author_wrote(first: Crawled) -> None:
    rows = first.archive.rows("SELECT url, title, published_at, authors, categories, body, id FROM article")
    found = {row[0]: row[1:] for row in rows}
    wanted = {first.url(story["url_path"]): story for story in first.site.truth()}
    assert len(rows) == len(found)
    for url, story in wanted.items():
        title, published, authors, categories, body, _ = found[url]
        assert (title, authors) == (story["title"], story["author"])
        assert datetime.fromisoformat(published) == story["published"]
        assert all(name in categories for name in story["categories"])
        missing = [text for text in story["paragraphs"] if text not in body]
        assert not missing, url


def test_each_picture_has_its_caption_and_its_credit(first: Crawled) -> None:
    for story in first.site.truth():
        pictures = first.archive.rows(
            "SELECT x.caption, x.credit FROM version_images x JOIN articles a ON a.current_version_id = x.version_id"
            " JOIN urls u ON u.id = a.url_id WHERE u.url = ?",
            first.url(story["url_path"]),
        )
        wanted = {(picture["caption"], picture["credit"]) for picture in story["captions"]}
        assert wanted <= set(pictures), story["url_path"]


def test_nothing_but_articles_becomes_an_article(first: Crawled) -> None:
    assert set(texts(first.archive)) == {first.url(story["url_path"]) for story in first.site.truth()}


def test_each_url_has_one_outcome_that_is_counted(first: Crawled) -> None:
    assert_in_order(first.archive)
    states = dict(first.archive.rows("SELECT state, count(*) FROM urls WHERE last_checked_at IS NOT NULL GROUP BY 1"))
    counted = {name[4:]: number for name, number in first.account["counters"].items() if name.startswith("url:")}
    assert counted == states


def test_the_command_says_and_the_database_keeps_how_the_crawl_went(first: Crawled) -> None:
    ((crawl_id, status, reason, exit_code, counters, finished),) = first.archive.rows(
        "SELECT id, status, reason, exit_code, counters, finished_at FROM crawls"
    )
    assert (status, reason, exit_code) == ("finished", "finished", 0)
    assert finished
    assert first.account["crawl"] == crawl_id
    assert first.account["counters"] == json.loads(counters)
    assert first.account["counters"]["pages"] == first.archive.rows("SELECT count(*) FROM captures")[0][0]
    assert first.account["counters"]["pages"] == len(first.served.log)


def test_a_second_crawl_asks_for_little_and_changes_nothing(crawled: Crawled) -> None:
    before, asked = texts(crawled.archive), len(crawled.served.log)
    account = crawled.crawl()
    assert account["counters"].get("article:new", 0) == account["counters"].get("article:changed", 0) == 0
    assert texts(crawled.archive) == before
    assert len(crawled.served.log) - asked < asked
    articles = {story["url_path"] for story in crawled.site.truth()}
    assert not articles & {visit.path for visit in crawled.served.log[asked:]}
    assert_in_order(crawled.archive)


def test_a_full_crawl_of_an_unchanged_site_stores_revisits(crawled: Crawled) -> None:
    before = texts(crawled.archive)
    account = crawled.crawl("--full")
    assert account["counters"].get("article:new", 0) == account["counters"].get("article:changed", 0) == 0
    assert account["counters"]["article:same"] >= len(crawled.site.stories)
    assert texts(crawled.archive) == before
    assert crawled.archive.rows("SELECT count(*) FROM captures WHERE record_type = 'revisit'") > [(0,)]
    assert_in_order(crawled.archive)


@pytest.mark.parametrize("options", [("--full",), ()], ids=["by looking again", "by what the site says of it"])
def test_an_edit_is_one_new_version_of_that_article_alone(crawled: Crawled, options: tuple[str, ...]) -> None:
    story, before = crawled.site.stories[2], texts(crawled.archive)
    changed = crawled.url(story.path)
    look_back(crawled.archive)
    crawled.site.edit(story.slug, paragraph="The ministry withdrew its statement late on Monday.")
    account = crawled.crawl(*options)
    after = texts(crawled.archive)
    assert "withdrew its statement" in after[changed][1]
    assert after[changed][2] == before[changed][2] + 1
    assert {url for url in after if after[url] != before[url]} == {changed}
    assert account["counters"]["article:changed"] == 1
    assert_in_order(crawled.archive)


def look_back(archive: Folder) -> None:
    """The demo's clock stands in the year of its stories; the crawl must have been before what comes next."""
    with sqlite3.connect(archive.path / "iria.db") as database:
        database.execute("UPDATE urls SET last_checked_at = '2020-01-01T00:00:00Z' WHERE last_checked_at IS NOT NULL")


def test_an_article_that_is_taken_down_keeps_its_last_text(crawled: Crawled) -> None:
    story, before = crawled.site.stories[1], texts(crawled.archive)
    crawled.site.remove(story.slug)
    crawled.crawl("--full")
    assert texts(crawled.archive) == before
    url = crawled.url(story.path)
    assert crawled.archive.rows("SELECT state, reason FROM urls WHERE url = ?", url) == [("failed", "http-410")]
    assert_in_order(crawled.archive)


def test_a_new_article_is_found_by_the_next_crawl(crawled: Crawled) -> None:
    before = texts(crawled.archive)
    story = crawled.site.publish(
        "Night trains return to the coast", ["The first train left at nine." * 12, "It was full." * 20]
    )
    account = crawled.crawl()
    assert set(texts(crawled.archive)) - set(before) == {crawled.url(story.path)}
    assert account["counters"]["article:new"] == 1
    assert_in_order(crawled.archive)


def test_a_limit_ends_a_crawl_and_the_next_one_goes_on(archive: Folder) -> None:
    with serve(generate(8)) as served:
        archive.site("demo", served.url)
        archive.run("crawl", "demo", "--limit", "3")
        assert archive.rows("SELECT status FROM crawls") == [("stopped",)]
        archive.run("crawl", "demo")
    assert archive.rows("SELECT count(*) FROM articles") >= [(8,)]
    assert_in_order(archive)


@pytest.fixture
def twins(tmp_path: Path) -> tuple[Folder, Folder]:
    return Folder(path=tmp_path / "iria"), Folder(path=tmp_path / "scrapy")


ROWS = {
    "urls": "SELECT url, kind, state, reason, priority, hops, fail_count, etag FROM urls ORDER BY url",
    "captures": "SELECT u.url, c.record_type, c.status, c.mime, c.payload_digest, c.reading, c.reason, c.truncated"
    " FROM captures c JOIN urls u ON u.id = c.url_id ORDER BY 1",
    "articles": "SELECT url, title, body, authors, categories, published_at, versions, sources FROM article ORDER BY 1",
    "problems": "SELECT url, class, stage, code, attempts FROM problems ORDER BY 1, 4",
    "crawls": "SELECT kind, status, reason, exit_code, software FROM crawls",
}


def test_scrapy_crawl_does_what_iria_crawl_does(twins: tuple[Folder, Folder], tmp_path: Path) -> None:
    ours, theirs = twins
    (tmp_path / "scrapy.cfg").write_text("[settings]\ndefault = iria_crawler.settings\n", encoding="utf-8")
    with serve(generate(8)) as served:
        for folder in twins:
            folder.site("demo", served.url)
        ours.run("crawl", "demo")
        listed = theirs.run("list", module="scrapy", cwd=tmp_path)
        theirs.run("crawl", "demo", module="scrapy", cwd=tmp_path)
    assert {"demo", "ir-ia"} <= set(listed.stdout.split())
    for table, question in ROWS.items():
        assert theirs.rows(question) == ours.rows(question), table
    theirs.run("verify", "--full")


def test_sites_that_are_crawled_side_by_side_have_a_log_each(archive: Folder) -> None:
    with serve(generate(3)) as one, serve(generate(3, seed=2)) as other:
        archive.site("one", one.url)
        archive.site("other", other.url)
        archive.run("crawl", "one", "other")
    for slug, own, foreign in (("one", one.url, other.url), ("other", other.url, one.url)):
        (log,) = archive.path.glob(f"crawls/{slug}-*/crawl.log")
        text = log.read_text(encoding="utf-8")
        assert f" captured {own}" in text
        assert foreign not in text


def test_an_article_that_runs_over_several_pages_is_one_though_the_api_names_all_that_is_needed(
    archive: Folder,
) -> None:
    site = generate(8)
    told = "The masons of the old town said that all went well, and that nobody was hurt. They went home late."
    paragraphs = [f"This is what happened on day {day} of the works. {told} {told}" for day in range(9)]
    story = site.publish("The works in nine days", paragraphs, parts=3)
    with serve(site) as served:
        crawled = Crawled(site, served, archive)
        url = crawled.url(story.path)
        assert texts(archive)[url] == (story.title, "\n\n".join(paragraphs), 1)
        assert len(texts(archive)) == 9
        records = "SELECT url FROM version_records r WHERE r.parts = 3 ORDER BY version, position"
        assert archive.rows(records) == [(url,), (f"{url}2/",), (f"{url}3/",)]
        assert archive.rows("SELECT count(*) FROM urls WHERE reason = 'covered'") > [(0,)]

        seen = len(served.log)
        crawled.crawl()
        assert not [path for path in served.log[seen:] if "the-works" in str(path)]

        site.edit(story.slug, paragraph="On the last day all fell down.")
        crawled.crawl()
        assert texts(archive)[url] == (
            story.title,
            "\n\n".join([*paragraphs[:-1], "On the last day all fell down."]),
            2,
        )
        rows = archive.rows("SELECT version, position, capture_id FROM version_records WHERE parts = 3")
        assert len({capture for _, _, capture in rows}) == 4
        assert_in_order(archive)
        shown = json.loads(archive.run("show", url, "--json").stdout)
        assert [record["url"] for record in shown["records"]] == [url, f"{url}2/", f"{url}3/"]
        assert "3 of 3" in archive.run("show", url).stdout


HARMS: dict[str, Callable[[Folder], object]] = {
    "deleted": lambda archive: archive.warcs()[0].unlink(),
    "cut": lambda archive: archive.warcs()[0].write_bytes(archive.warcs()[0].read_bytes()[:-9]),
    "changed": lambda archive: (_changed(archive.warcs()[0]), archive.run("verify", code=20)),
}


def _changed(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


@pytest.mark.parametrize(
    "harm",
    [pytest.param(harm, id=name, marks=() if name == "cut" else pytest.mark.long) for name, harm in HARMS.items()],
)
def test_what_a_lost_file_held_is_fetched_and_kept_again(crawled: Crawled, harm: Callable[[Folder], object]) -> None:
    harm(crawled.archive)
    crawled.crawl("--full")
    new = "SELECT id FROM captures WHERE warc_file_id > 1"
    resting = crawled.archive.rows(
        f"SELECT u.url FROM captures c JOIN captures o ON o.id = c.refers_to_id JOIN urls u ON u.id = c.url_id"
        f" WHERE c.id IN ({new}) AND o.warc_file_id = 1"
    )
    assert resting == []
    seen = crawled.archive.rows(f"SELECT count(*) FROM captures WHERE id IN ({new}) AND status = 200")[0][0]
    assert seen >= 8
    assert crawled.archive.rows(f"SELECT count(*) FROM captures WHERE id IN ({new}) AND status = 304") == [(0,)]
    assert crawled.archive.rows("SELECT count(*) FROM article_versions") == [(8,)]
