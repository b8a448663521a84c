"""An article that runs over several pages is one article, whose text names all the captures that it was read from."""

import shutil
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from itertools import groupby, permutations
from pathlib import Path
from typing import Any

import pytest

from iria_crawler.crawl import Crawl
from iria_crawler.readers import Readers
from iria_crawler.sites import Crawl as CrawlTable
from iria_crawler.sites import Site
from iria_crawler.store import FILENAME, Store, queries, searching
from iria_crawler.verify import Damage, Tally, verify

from .newsdesk import HOME, SITE, Desk, article, damages, desk, listing, walk

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
TITLE = "The harbour in three parts"
PATHS = ("story/", "story/2/", "story/3/")


def part(number: int, *, of: int = 3, word: str = "", title: str = TITLE, base: str = "/story/") -> bytes:
    """One page of an article with numbered links to the others."""
    shown = [
        f"<span>{n}</span>" if n == number else f'<a href="{base}{"" if n == 1 else f"{n}/"}">{n}</a>'
        for n in range(1, of + 1)
    ]
    box = f'<div class="pages">Pages: {" ".join(shown)}</div>' if of > 1 else ""
    text = article(title, word or ("harbour", "bridge", "school", "market")[number - 1]).decode()
    return text.replace("</article>", f"{box}</article>").encode()


EDITED = ("canal", "tunnel", "school")
PARTS = {path: part(number) for number, path in enumerate(PATHS, 1)}


def fetch(news: Desk, number: int, body: bytes = b"", *, hours: float, **about: Any) -> None:
    body = body if body or "status" in about else part(number)
    news.fetch(PATHS[number - 1], body, kind="article", at=NOON + timedelta(hours=hours), **about)


def versions(store: Store) -> list[dict[str, Any]]:
    """All versions, each with the hours when it was shown first and last, and the paths of its captures."""
    found = store.rows("SELECT * FROM article_versions ORDER BY id")
    return [
        {**row, "first": row["first_seen_at"][11:13], "last": row["last_seen_at"][11:13], "pages": pages(store, row)}
        for row in list(found)
    ]


def pages(store: Store, version: dict[str, Any]) -> list[str]:
    rows = store.rows("SELECT url FROM version_records WHERE version_id = ? ORDER BY position", version["id"])
    return [row["url"].removeprefix(HOME) for row in rows]


def words_of(body: str) -> list[str]:
    """Which words the paragraphs are about, in order."""
    return [word for word, _ in groupby(line.split()[1] for line in body.split("\n\n"))]


def in_order(store: Store, folder: Path) -> list[Damage]:
    return list(verify(store, folder, Tally()))


@pytest.fixture(scope="module")
def readers() -> Iterator[Readers]:
    with closing(Readers(1)) as shared:
        yield shared


def run(folder: Path, readers: Readers, pages: dict[str, bytes], site: Site = SITE) -> list[str]:
    """One whole run; gives the paths that it asked for."""
    crawl = Crawl(folder, site, user_agent="test", readers=readers)
    crawl.open()
    try:
        return walk(crawl, pages)
    finally:
        crawl.close("finished")


@pytest.mark.parametrize("order", list(permutations((1, 2, 3))))
def test_parts_make_one_text_in_whatever_order_they_come(tmp_path: Path, order: tuple[int, ...]) -> None:
    with desk(tmp_path) as news:
        for hour, number in enumerate(order):
            fetch(news, number, hours=hour)
        [version] = versions(news.store)
        assert words_of(version["body"]) == ["harbour", "bridge", "school"]
        assert (version["version"], version["change"], version["parts"]) == (1, "first", 3)
        assert (version["first"], version["last"]) == ("12", "14")
        assert version["pages"] == list(PATHS)
        found = queries.article(news.store, f"{HOME}story/2/")
        assert (found["url"], found["title"], found["published_at"]) == (f"{HOME}story/", TITLE, "2026-01-05T08:00:00Z")
        assert news.store.value("SELECT count(*) FROM articles") == 1
        assert searching.search(news.store, "school")[0]["url"] == f"{HOME}story/"
        assert in_order(news.store, tmp_path) == []


def test_a_first_part_that_has_two_addresses_makes_no_second_article(tmp_path: Path) -> None:
    numbered = part(2, of=2).replace(b'"/story/"', b'"/story/1/"')
    pages = {"": listing("story/"), "story/": part(1, of=2), "story/1/": part(1, of=2), "story/2/": numbered}
    with desk(tmp_path) as news:
        for path in ("story/2/", "story/", "story/1/"):
            news.fetch(path, pages[path], kind="article")
        [version] = versions(news.store)
        assert words_of(version["body"]) == ["harbour", "bridge"]
        assert news.store.value("SELECT count(*) FROM articles") == 1
        assert in_order(news.store, tmp_path) == []


def test_the_first_part_is_what_the_version_points_at(tmp_path: Path) -> None:
    with desk(tmp_path) as news:
        for hour, number in enumerate((3, 2, 1)):
            fetch(news, number, hours=hour)
        url = "SELECT url FROM article_versions v JOIN captures c ON c.id = v.capture_id JOIN urls u ON u.id = c.url_id"
        assert news.store.value(url) == f"{HOME}story/"
        assert news.store.value("SELECT count(*) FROM captures WHERE version_id = 1 AND reading = 'article'") == 3


def test_an_edit_of_a_later_part_is_one_new_version_that_names_the_new_capture(tmp_path: Path) -> None:
    with desk(tmp_path) as news:
        for hour, number in enumerate((1, 2, 3)):
            fetch(news, number, hours=hour)
        fetch(news, 2, part(2, word="tunnel"), hours=5)
        fetch(news, 1, hours=6)
        fetch(news, 3, hours=6)
        first, second = versions(news.store)
        assert words_of(first["body"]) == ["harbour", "bridge", "school"]
        assert words_of(second["body"]) == ["harbour", "tunnel", "school"]
        assert (second["change"], second["first"], second["last"], second["parts"]) == ("body", "17", "18", 3)
        rows = list(news.store.rows("SELECT version, position, capture_id FROM version_records ORDER BY 1, 2"))
        assert [row["capture_id"] for row in rows] == [1, 2, 3, 1, 4, 3]
        assert in_order(news.store, tmp_path) == []


def test_an_edit_of_two_parts_is_one_version_and_the_next_edit_another(tmp_path: Path) -> None:
    with desk(tmp_path) as news:
        for hour, number in enumerate((1, 2, 3)):
            fetch(news, number, hours=hour)
        fetch(news, 2, part(2, word="tunnel"), hours=5)
        fetch(news, 1, part(1, word="canal"), hours=6)
        fetch(news, 3, hours=7)
        fetch(news, 3, part(3, word="church"), hours=8)
        assert [words_of(version["body"]) for version in versions(news.store)] == [
            ["harbour", "bridge", "school"],
            ["canal", "tunnel", "school"],
            ["canal", "tunnel", "church"],
        ]
        assert in_order(news.store, tmp_path) == []


def test_a_part_that_gets_its_old_text_back_is_read_again(tmp_path: Path) -> None:
    with desk(tmp_path) as news:
        for hour, number in enumerate((1, 2, 3)):
            fetch(news, number, hours=hour)
        fetch(news, 2, part(2, word="tunnel"), hours=5)
        fetch(news, 1, part(1, word="canal"), hours=6)
        fetch(news, 3, hours=7)
        fetch(news, 2, hours=9)
        assert words_of(versions(news.store)[-1]["body"]) == ["canal", "bridge", "school"]
        fetch(news, 1, hours=9)
        assert [words_of(version["body"]) for version in versions(news.store)][2:] == [["harbour", "bridge", "school"]]
        assert in_order(news.store, tmp_path) == []


def test_looking_again_at_parts_that_have_not_changed_makes_no_version(tmp_path: Path) -> None:
    with desk(tmp_path) as news:
        for hour, number in enumerate((1, 2, 3)):
            fetch(news, number, hours=hour)
        for number in (1, 2, 3):
            fetch(news, number, hours=5)
            fetch(news, number, status=304, hours=6)
        [version] = versions(news.store)
        assert version["last"] == "18"
        counters = news.recorder.counters
        assert (counters["article:new"], counters["article:same"], counters["article:part"]) == (1, 2, 6)
        fetch(news, 2, part(2, word="tunnel"), hours=7)
        assert [version["version"] for version in versions(news.store)] == [1, 2]


def test_where_one_part_is_looked_at_the_others_are_too(tmp_path: Path, readers: Readers) -> None:
    site = {"": listing("story/")} | PARTS
    run(tmp_path, readers, site)
    assert not [path for path in run(tmp_path, readers, site) if "story" in path]
    for path in PATHS:
        with Store.create(tmp_path) as store, store.transaction():
            store.run("UPDATE urls SET last_checked_at = '2026-01-01T00:00:00Z'")
            store.run("UPDATE urls SET state = 'due', next_due_at = NULL WHERE url = ?", HOME + path)
        assert sorted(path for path in run(tmp_path, readers, site) if "story" in path) == list(PATHS)


def test_a_part_under_way_is_not_asked_for_twice(tmp_path: Path, readers: Readers) -> None:
    asked = run(tmp_path, readers, {"": listing("story/")} | PARTS)
    assert sorted(path for path in asked if "story" in path) == list(PATHS)
    with Store.open(tmp_path) as store:
        [version] = versions(store)
        assert words_of(version["body"]) == ["harbour", "bridge", "school"]
        assert store.value("SELECT count(*) FROM problems WHERE code = 'part-missing'") == 0
        assert {row["kind"] for row in store.rows("SELECT kind FROM urls WHERE url LIKE '%story/%'")} == {"article"}


def test_without_a_part_the_article_stands_and_is_made_whole_by_the_next_run(tmp_path: Path, readers: Readers) -> None:
    pages = {"": listing("story/")} | PARTS
    run(tmp_path, readers, {path: body for path, body in pages.items() if path != "story/2/"})
    with Store.open(tmp_path) as store:
        [version] = versions(store)
        assert words_of(version["body"]) == ["harbour", "school"]
        assert (version["pages"], version["parts"]) == (["story/", "story/3/"], 3)
        [problem] = store.rows("SELECT url, class, stage, message FROM problems WHERE code = 'part-missing'")
        assert (problem["url"], problem["class"], problem["stage"]) == (f"{HOME}story/", "error", "extract")
        assert problem["message"] == f"1 of 3 parts, the first: {HOME}story/2/ (http-404)"
        assert in_order(store, tmp_path) == []
    assert "story/2/" in run(tmp_path, readers, pages)
    with Store.open(tmp_path) as store:
        [version] = versions(store)
        assert words_of(version["body"]) == ["harbour", "bridge", "school"]
        assert version["pages"] == list(PATHS)
        assert store.value("SELECT count(*) FROM problems WHERE code = 'part-missing'") == 1
        assert in_order(store, tmp_path) == []


def test_a_part_that_vanishes_takes_no_text_along_and_the_article_is_not_gone(tmp_path: Path) -> None:
    with desk(tmp_path) as news:
        for hour, number in enumerate((1, 2, 3)):
            fetch(news, number, hours=hour)
        for days in (1, 30, 90):
            fetch(news, 3, status=404, hours=24 * days)
        [version] = versions(news.store)
        assert words_of(version["body"]) == ["harbour", "bridge", "school"]
        assert news.store.value("SELECT status FROM articles") == "live"


def test_an_article_that_is_made_shorter_loses_the_part_that_nothing_names(tmp_path: Path) -> None:
    with desk(tmp_path) as news:
        for hour, number in enumerate((1, 2, 3)):
            fetch(news, number, hours=hour)
        fetch(news, 3, status=301, headers={"Location": f"{HOME}story/"}, hours=5)
        fetch(news, 1, part(1, of=2, word="canal"), hours=5)
        fetch(news, 2, part(2, of=2), hours=6)
        assert [words_of(version["body"]) for version in versions(news.store)] == [
            ["harbour", "bridge", "school"],
            ["canal", "bridge"],
        ]
        assert news.store.value("SELECT status FROM articles") == "live"
        fetch(news, 1, part(1, of=1, word="canal"), hours=8)
        assert words_of(versions(news.store)[2]["body"]) == ["canal"]
        assert in_order(news.store, tmp_path) == []


def test_a_part_that_is_added_is_an_edit(tmp_path: Path) -> None:
    with desk(tmp_path) as news:
        for hour, number in enumerate((1, 2)):
            fetch(news, number, part(number, of=2), hours=hour)
        for hour, number in enumerate((1, 2, 3), 5):
            fetch(news, number, part(number, of=3), hours=hour)
        assert [words_of(version["body"]) for version in versions(news.store)] == [
            ["harbour", "bridge"],
            ["harbour", "bridge", "school"],
        ]


def test_what_every_part_prints_at_its_top_stands_there_once(tmp_path: Path) -> None:
    lead = "<p>All that is known of the works in the old town, told in three parts by our own reporters.</p>"
    with desk(tmp_path) as news:
        for hour, number in enumerate((1, 2, 3)):
            fetch(news, number, part(number).replace(b"</h1>", b"</h1>" + lead.encode()), hours=hour)
        body = versions(news.store)[0]["body"]
        assert body.count("told in three parts") == 1
        assert body.startswith("All that is known")
        assert body.count(TITLE) == 0


def test_pictures_and_links_of_all_parts_are_in_order_and_each_once(tmp_path: Path) -> None:
    def with_picture(number: int) -> bytes:
        names = ("top", f"picture{number}")
        figures = "".join(
            f'<figure><img src="/{name}.jpg" width="900" height="600" alt="{name}"><figcaption>The {name} of it all'
            "</figcaption></figure>"
            for name in names
        )
        link = f'<p>See <a href="https://else.example/{number}">what others say of it</a> in their own pages.</p>'
        return part(number).replace(b"</h1>", b"</h1>" + figures.encode() + link.encode())

    with desk(tmp_path) as news:
        for hour, number in enumerate((2, 1, 3)):
            fetch(news, number, with_picture(number), hours=hour)
        pictures = news.store.rows(
            "SELECT i.url FROM version_images x JOIN images i ON i.id = image_id ORDER BY position"
        )
        names = [row["url"].removeprefix(HOME) for row in pictures]
        assert names == ["top.jpg", "picture1.jpg", "picture2.jpg", "picture3.jpg"]
        links = [row["url"] for row in news.store.rows("SELECT url FROM version_links ORDER BY position")]
        assert links == [f"https://else.example/{number}" for number in (1, 2, 3)]
        assert in_order(news.store, tmp_path) == []


@pytest.mark.parametrize("read", [(1,), (2,), (1, 2), (2, 3), ()])
def test_a_run_that_is_killed_between_parts_ends_like_one_that_was_not(
    tmp_path: Path, readers: Readers, read: tuple[int, ...]
) -> None:
    with desk(tmp_path / "live") as news:
        for number in read:
            news.fetch(PATHS[number - 1], part(number), kind="article")
        for number in {1, 2, 3} - set(read):
            news.record(news.claimed(PATHS[number - 1], "article"), part(number))
        killed = Path(shutil.copytree(tmp_path / "live", tmp_path / "killed"))
    assert not set(run(killed, readers, PARTS)) & set(PATHS)
    with Store.open(killed) as store:
        [version] = versions(store)
        assert words_of(version["body"]) == ["harbour", "bridge", "school"]
        assert version["pages"] == list(PATHS)
        assert in_order(store, killed) == []
        assert damages(store, killed) == []


def test_without_its_database_an_archive_gives_the_same_versions(tmp_path: Path, readers: Readers) -> None:
    with desk(tmp_path) as news:
        for hour, number in enumerate((1, 2, 3)):
            fetch(news, number, hours=hour)
        edited = {path: part(n, word=word) for n, (path, word) in enumerate(zip(PATHS, EDITED, strict=True), 1)}
        for number, body in enumerate(edited.values(), 1):
            fetch(news, number, body, hours=5 + number)
        before = versions(news.store)
    for path in tmp_path.glob(f"{FILENAME}*"):
        path.unlink()
    run(tmp_path, readers, edited)
    with Store.open(tmp_path) as store:
        again = versions(store)
        assert [version["body"] for version in again] == [version["body"] for version in before]
        assert [version["first"] for version in again] == [version["first"] for version in before]
        assert in_order(store, tmp_path) == []


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE version_captures SET capture_id = 1 WHERE position = 2",
        "DELETE FROM version_captures WHERE position = 3",
        "UPDATE article_versions SET body = replace(body, 'bridge', 'tunnel')",
        "UPDATE version_captures SET position = 4 WHERE position = 3",
    ],
)
def test_a_text_that_its_parts_do_not_bear_out_is_found(tmp_path: Path, sql: str) -> None:
    with desk(tmp_path) as news:
        for hour, number in enumerate((1, 2, 3)):
            fetch(news, number, hours=hour)
    with Store.create(tmp_path) as store:
        assert in_order(store, tmp_path) == []
        with store.transaction():
            store.run(sql)
        assert any("article 1 version 1" in damage.what for damage in in_order(store, tmp_path))


def test_a_print_version_of_an_article_in_parts_is_no_edit(tmp_path: Path) -> None:
    whole = article(TITLE, "harbour").replace(b"</title>", b'</title><link rel="canonical" href="/story/">')
    with desk(tmp_path) as news:
        for hour, number in enumerate((1, 2, 3)):
            fetch(news, number, hours=hour)
        news.fetch("story/whole", whole, at=NOON + timedelta(hours=5))
        assert len(versions(news.store)) == 1


def test_an_article_of_one_page_names_its_one_capture(tmp_path: Path) -> None:
    with desk(tmp_path) as news:
        news.fetch("a", article("A"))
        [version] = versions(news.store)
        assert (version["pages"], version["parts"]) == (["a"], 1)
        assert news.store.value("SELECT count(*) FROM article_parts") == 0


def test_parts_that_an_older_release_left_unread_are_joined(tmp_path: Path, readers: Readers) -> None:
    with desk(tmp_path) as news:
        news.fetch(PATHS[0], part(1), kind="article")
        for path in PATHS[1:]:
            news.record(news.claimed(path, "article"), PARTS[path])
        news.claim()
    with Store.create(tmp_path) as store, store.transaction():
        store.run("UPDATE captures SET reading = 'no-article', reason = 'continuation' WHERE id > 1")
        store.run("UPDATE urls SET state = 'captured' WHERE url LIKE '%story/%'")
        store.run("UPDATE urls SET via_id = (SELECT url_id FROM captures WHERE id = 1) WHERE url LIKE '%/_/'")
        for what in ("VIEW version_records", "TABLE article_parts", "TABLE version_captures"):
            store.run(f"DROP {what}")
        store.run("ALTER TABLE article_versions DROP COLUMN parts")
        store.run("DELETE FROM _sqlite_migrations WHERE name = 'm008_parted'")
    assert not set(run(tmp_path, readers, PARTS)) & set(PATHS)
    with Store.open(tmp_path) as store:
        [version] = versions(store)
        assert words_of(version["body"]) == ["harbour", "bridge", "school"]
        assert (version["pages"], version["parts"]) == (list(PATHS), 3)
        assert in_order(store, tmp_path) == []


def test_a_part_that_a_rule_keeps_out_is_told_as_skipped_and_not_asked_for(tmp_path: Path, readers: Readers) -> None:
    site = SITE.model_copy(update={"crawl": CrawlTable(delay=0, exclude=("/3/$",))})
    pages = {"": listing("story/")} | PARTS
    for _ in range(2):
        assert "story/3/" not in run(tmp_path, readers, pages, site)
        with Store.create(tmp_path) as store, store.transaction():
            store.run("UPDATE urls SET last_checked_at = '2026-01-01T00:00:00Z'")
            store.run("UPDATE urls SET state = 'due', next_due_at = NULL WHERE url = ?", f"{HOME}story/")
    with Store.open(tmp_path) as store:
        assert words_of(versions(store)[0]["body"]) == ["harbour", "bridge"]
        problems = list(store.rows("SELECT class, message FROM problems WHERE code = 'part-missing'"))
        assert [problem["class"] for problem in problems] == ["skipped", "skipped"]
        assert problems[0]["message"] == f"1 of 3 parts, the first: {HOME}story/3/ (site-rule)"
