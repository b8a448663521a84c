"""Of a site, one page of each layout is looked at, the worst first; its text is compared word by word."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from iria_crawler.errors import UsageError
from iria_crawler.qa import chosen, text_match
from iria_crawler.qa.sample import layout_of
from iria_crawler.store import Store
from iria_crawler.store.replayed import Check, Missing, save_check
from tests.captures import SLUG, withhold
from tests.newsdesk import HOME, article, desk, listing


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    with desk(tmp_path) as news:
        news.fetch("", listing("world/a"), kind="home")
        for path, picture in (("world/a", ""), ("world/b", "lost.jpg"), ("sport/c", ""), ("world/2026/d", "")):
            page = article(f"About {path}", word=path.rpartition("/")[2] * 4)
            more = f'<figure><img src="/{picture}" width="600" height="400"><figcaption>Lost</figcaption></figure>'
            news.fetch(path, page.replace(b"</article>", (more if picture else "").encode() + b"</article>"))
    return tmp_path


def paths(folder: Path, **how: object) -> list[str]:
    with Store.open(folder) as store:
        return [page.url.removeprefix(HOME) for page in chosen(store, SLUG, **how)]  # type: ignore[arg-type]


def test_each_layout_has_a_page_before_any_has_two_and_what_lacks_a_picture_comes_first(archive: Path) -> None:
    found = paths(archive)
    assert found[:2] == ["", "world/b"]
    assert set(found[2:4]) == {"sport/c", "world/2026/d"}
    assert found[4:] == ["world/a"]


def test_no_more_pages_than_asked_for(archive: Path) -> None:
    assert paths(archive, size=2) == ["", "world/b"]


def test_what_is_withheld_is_not_looked_at(archive: Path) -> None:
    withhold(archive, f"{HOME}world/b")
    assert "world/b" not in paths(archive)


def test_a_site_that_is_not_there_is_named(archive: Path) -> None:
    with pytest.raises(UsageError, match="no site nowhere"), Store.open(archive) as store:
        chosen(store, "nowhere")


def test_looking_again_takes_those_that_were_not_good_when_they_were_looked_at_last(archive: Path) -> None:
    with Store.create(archive) as store:
        pages = {page.url.removeprefix(HOME): page for page in chosen(store, SLUG)}
        for path, rating in (("world/a", "bad"), ("world/b", "fair"), ("sport/c", "good"), ("world/a", "good")):
            with store.transaction():
                save_check(store, check(pages[path].capture_id, rating), (), at=datetime.now(UTC))
    assert paths(archive, recheck=True) == ["world/b"]


def check(capture_id: int, rating: str) -> Check:
    return Check(
        capture_id=capture_id,
        layout="article /world/…",
        rating=rating,  # type: ignore[arg-type]
        text_match=1.0,
        resources_ok=1,
        resources_missing=0,
        requests_left=0,
        elapsed_ms=1,
    )


def test_what_was_missing_twice_is_told_once(archive: Path) -> None:
    missing = Missing(url=f"{HOME}lost.jpg", kind="image", status=404)
    with Store.create(archive) as store, store.transaction():
        page = chosen(store, SLUG)[0]
        save_check(store, check(page.capture_id, "fair"), (missing, missing), at=datetime.now(UTC))
        assert list(store.rows("SELECT url, kind, status FROM missing_resources")) == [
            {"url": missing.url, "kind": "image", "status": 404}
        ]


@pytest.mark.parametrize(
    ("url", "layout"),
    [
        ("https://news.example/world/some-title/", "article /world/…"),
        ("https://news.example/2026/11/27/title.html", "article /#/#/…"),
        ("https://news.example/title", "article /…"),
        ("https://news.example/?p=12", "article /?p=…"),
    ],
)
def test_pages_of_a_layout_share_the_beginning_of_their_path(url: str, layout: str) -> None:
    assert layout_of(url) == layout
    assert layout_of(url, 7) == f"{layout} by 7"


@pytest.mark.parametrize(
    ("shown", "share"),
    [
        ("HOME  The harbour was\nopened. Imprint", 1.0),
        ("THE HARBOUR WAS OPENED", 1.0),
        ("The harbour", 0.5),
        ("", 0.0),
    ],
)
def test_words_count_however_they_are_written_and_set(shown: str, share: float) -> None:
    assert text_match("The harbour was opened.", shown) == share


def test_a_word_counts_as_often_as_it_stands_there() -> None:
    assert text_match("no no no no", "no") == 0.25
