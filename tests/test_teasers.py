"""Whoever withholds or purges an article is told which other pages show its headline or how it begins."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from iria_crawler.cli import main
from iria_crawler.items import Page
from iria_crawler.store import Store
from iria_crawler.teasers import Teasers, shown

from .conftest import Folder
from .newsdesk import HOME, article, desk
from .others import warc_of_files

TITLE = "Minister’s son & heir named in Zanzibar papers"
BEGINS = "The vault was opened on Monday by the minister, who thanked"


def page_of(body: str, mime: str = "text/html; charset=utf-8") -> Page:
    return Page(
        url=HOME, status=200, headers=(("Content-Type", mime),), body=body.encode(), captured_at=datetime.now(UTC)
    )


def row(**said: str) -> dict[str, str | None]:
    return {"title": TITLE, "subtitle": None, "summary": None, "body": BEGINS, "url": f"{HOME}secret/", **said}


@pytest.mark.parametrize(
    "body",
    [
        "<p>minister's son &amp; heir named in Zanzibar Papers</p>",
        "<h2>Minister&#8217;s son &amp;\n  heir <em>named</em> in Zanzibar papers</h2>",
        "<h2>Minister's son &amp; heir named in Zanzi&shy;bar pa\u00adpers</h2>",
        '<img src=x alt="Minister’s son &amp; heir named in Zanzibar papers">',
        '{"title": {"rendered": "Minister\\u2019s son &amp; heir named in Zanzibar papers"}}',
        "<item><title><![CDATA[Minister’s son & heir named in Zanzibar papers]]></title></item>",
        "<p>&lt;b&gt;Minister&amp;#8217;s son &amp;amp; heir&lt;/b&gt; named in Zanzibar papers</p>",
        "<p>The vault was opened on Monday by the minister, who … <a href=x>more</a></p>",
    ],
)
def test_a_headline_or_beginning_is_seen_however_it_is_written(body: str) -> None:
    assert page_of(body) in Teasers([row()])


@pytest.mark.parametrize(
    "body",
    [
        "<p>Minister’s son named in Zanzibar papers</p>",
        "<p>The vault was opened</p>",
        '<a href="/2026/minister-s-son-heir-named-in-zanzibar-papers/">more</a>',
        "<loc>https://news.example/minister-s-son-heir-named-in-zanzibar-papers/</loc>",
        "",
    ],
)
def test_other_words_are_no_headline(body: str) -> None:
    assert page_of(body) not in Teasers([row()])


def test_a_short_headline_counts_beside_the_address_alone() -> None:
    short = Teasers([row(title="Obituary", body="", url=f"{HOME}2026/obituary/")])
    assert page_of("<p>Obituary</p>") not in short
    assert page_of('<a href="/2026/obituary/">Obituary</a>') in short
    assert page_of('{"link": "https:\\/\\/news.example\\/2026\\/obituary\\/", "title": "Obituary"}') in short


def test_each_of_many_articles_is_seen() -> None:
    many = Teasers([row(title=f"Story number {number} of the year", body="") for number in range(1000)])
    assert page_of("<p>story number 987 of the year</p>") in many
    assert page_of("<p>story number 1987 of the year</p>") not in many


def test_signs_without_spaces_are_words() -> None:
    assert page_of("<p>最新：部长之子被点名，详情</p>") in Teasers([row(title="部长之子被点名", body="")])


@pytest.fixture
def archive(copy_of: Callable[..., Path], tmp_path: Path) -> Path:
    return copy_of(shown_in_many_places, tmp_path)


def shown_in_many_places(folder: Path) -> None:
    """An article that lists, a front page, a neighbour and a search page show, each in its own way."""
    with desk(folder) as news:
        news.fetch("before/", list_of("Another one opens"), kind="listing", at=datetime(2020, 1, 1, tzinfo=UTC))
        for _ in range(2):  # the second ones are revisits
            news.fetch("", list_of(TITLE), kind="home")
        news.fetch("world/", list_of("Another one opens", TITLE), kind="listing")
        news.fetch("sport/", list_of("The market opens"), kind="listing")
        news.fetch("?s=vault", list_of(f"{BEGINS} everybody …"), kind="page")
        news.fetch("secret/", article(TITLE, "vault"), kind="article")
        neighbour = article("The bridge opens", "bridge", links=(f'{HOME}secret/" title="{TITLE}',))
        news.fetch("next/", neighbour, kind="article")
        news.fetch("other/", article("The market opens", "market"), kind="article")
        news.fetch("gone/", list_of(TITLE), status=404)
        for name in ("own.svg", "withheld.svg", "of-both.svg"):
            news.fetch(name, name.encode(), kind="other", headers={"Content-Type": "image/svg+xml"})
    with Store.create(folder) as store, store.transaction():
        store.run("UPDATE urls SET kind = 'image' WHERE url LIKE '%.svg'")


def list_of(*titles: str) -> bytes:
    items = "".join(f"<li><h2>{title}</h2></li>" for title in titles)
    return f"<!doctype html><html><head><title>News</title></head><body><ul>{items}</ul></body></html>".encode()


def run(folder: Path, *words: str) -> tuple[int, str, str]:
    done = CliRunner().invoke(main, ["-C", str(folder), *words])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.exit_code, done.stdout, done.stderr


def named(out: str) -> dict[str, int]:
    return {each["url"].removeprefix(HOME): each["captures"] for each in json.loads(out)["shown_on"]}


SHOWN = {"": 2, "world/": 1, "?s=vault": 1, "next/": 1}


@pytest.mark.parametrize("words", [["--article", "1"], [f"{HOME}secret"], ["--article", "1", "--dry-run"]])
def test_who_withholds_is_told_where_it_is_shown_besides(archive: Path, words: list[str]) -> None:
    code, out, err = run(archive, "withhold", *words, "--json")
    assert (code, named(out)) == (0, SHOWN), err
    assert json.loads(out)["not_looked_at"] == 0


@pytest.mark.parametrize("command", ["withhold", "purge"])
def test_pictures_that_no_other_article_has_are_named_too(archive: Path, command: str) -> None:
    with Store.create(archive) as store, store.transaction():
        for page, picture in (("secret/", "%"), ("", "own"), ("next/", "of-both")):
            store.run(
                "INSERT INTO page_requisites SELECT p.id, u.id FROM urls p, urls u WHERE p.url = ? AND u.url LIKE ?",
                *(HOME + page, f"{HOME}{picture}.svg"),
            )
    run(archive, "withhold", f"{HOME}withheld.svg")
    words = ["--reason", "x", "--dry-run"] if command == "purge" else []
    told = json.loads(run(archive, command, f"{HOME}secret/", "--json", *words)[1])
    names = [each["url"].removeprefix(HOME) for each in told["pictures"]]
    assert names == (["own.svg"] if command == "withhold" else ["own.svg", "withheld.svg"])
    if command == "purge":
        out = run(archive, command, f"{HOME}secret/", *words)[1]
        assert "2 files of its own (pictures, documents) can be seen without it; to remove one: iria purge URL" in out
        assert f"  {HOME}own.svg\n" in out


def test_pages_that_came_without_answers_are_looked_at_too(new_archive: Callable[[], Folder], tmp_path: Path) -> None:
    pages = {"": list_of(TITLE), "world/": list_of("Another one opens"), "secret/": article(TITLE, "vault")}
    files = [("resource", f"{HOME}{path}", "text/html", body) for path, body in pages.items()]
    (tmp_path / "files.warc.gz").write_bytes(warc_of_files(*files))
    archive = new_archive()
    archive.ask("import", str(tmp_path / "files.warc.gz"))
    out = archive.ask("withhold", f"{HOME}secret/", "--reason", "asked", "--dry-run", "--json").stdout
    assert named(out) == {"": 1}


def test_pages_that_are_withheld_themselves_are_not_named(archive: Path) -> None:
    run(archive, "withhold", f"{HOME}world/")
    assert named(run(archive, "withhold", f"{HOME}secret/", "--json")[1]).keys() == SHOWN.keys() - {"world/"}


def test_what_is_no_article_is_shown_nowhere(archive: Path) -> None:
    told = json.loads(run(archive, "withhold", f"{HOME}sport/", "--json")[1])
    assert (told["shown_on"], told["not_looked_at"]) == ([], 0)


def test_a_table_names_ten_and_says_what_can_be_done(tmp_path: Path) -> None:
    with desk(tmp_path) as news:
        news.fetch("secret/", article(TITLE, "vault"))
        for number in range(13):
            news.fetch(f"list{number}/", list_of(TITLE, str(number)), kind="listing")
    out = run(tmp_path, "withhold", "--article", "1")[1]
    assert "13 other pages show its headline or beginning; to keep one back: iria withhold URL" in out
    assert (out.count(f"\n  {HOME}"), "and 3 more" in out) == (10, True)


def test_who_purges_is_told_what_stays(archive: Path) -> None:
    words = ("purge", f"{HOME}secret/", "--reason", "court order", "--yes", "--really")
    assert named(run(archive, *words, "--dry-run", "--json")[1]) == SHOWN
    out = run(archive, *words)[1]
    assert "4 other pages show its headline or beginning; to remove one: iria purge URL" in out
    assert f"  {HOME}world/\n" in out


def test_no_more_is_looked_at_than_is_bearable_and_the_rest_is_counted(archive: Path) -> None:
    path = next(archive.glob("warc/news/*/*.warc.gz"))
    with Store.open(archive) as store:
        found = shown(store, archive, [1], is_out=lambda row: row["url"] == f"{HOME}secret/", most=3)
        # the lists and pages that came last go before those that came first, and before articles
        assert (found.pages, found.unread) == ({f"{HOME}?s=vault": 1, f"{HOME}world/": 1}, 4)
        for harm in (lambda: path.write_bytes(b""), path.unlink):
            harm()
            assert shown(store, archive, [1], is_out=lambda row: False, most=3).unread == 7
