"""An article is stored once, and every text that the publisher has shown is a version of it."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iria_crawler.errors import UsageError
from iria_crawler.items import Article, Capture, Figure, Mention, RecordRef, TextLink
from iria_crawler.sites import Identity, Site
from iria_crawler.store import Store, queries
from iria_crawler.store.articles import (
    Origin,
    Saved,
    as_row,
    mention_as_json,
    mention_from_json,
    save_article,
    seen,
    shown_since,
    text_sha256,
    version_shown,
    words,
)
from iria_crawler.warc import WarcFile

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
HOME = "https://news.example/"
WARC = WarcFile(filename="warc/news/2026/a.warc.gz", state="open", opened_at=NOON)
ARTICLE = Article(url=f"{HOME}2026/harbour", title="Harbour opens", body="The harbour has opened.\n\nShips came.")


@dataclass
class Desk:
    """Stores articles as of some hours after noon, each with a capture of its own."""

    store: Store
    site_id: int = 0
    numbers: Iterator[int] = field(default_factory=itertools.count)

    def __post_init__(self) -> None:
        with self.store.transaction():
            self.site_id = self.store.save_site(Site(site=Identity(home=HOME, slug="news")), now=NOON)
            self.store.save_warc_file(WARC, site_id=self.site_id, crawl_id=None)

    def capture(self, url: str, at: datetime) -> int:
        number = next(self.numbers)
        url_id = self.store.value("SELECT id FROM urls WHERE url = ?", url) or self.store.value(
            "INSERT INTO urls (url, site_id, host, kind, state, priority, first_seen_at)"
            " VALUES (?,?,'h','page','captured',20,'') RETURNING id",
            *(url, self.site_id),
        )
        ref = RecordRef(
            warc_file=WARC.filename, warc_offset=number, warc_length=1, warc_record_id=f"<urn:record:{number}>"
        )
        capture = Capture(url=url, captured_at=at, record_type="response", ref=ref, status=200)
        return self.store.save_capture(capture, url_id=url_id, crawl_id=None, reading="pending")

    def save(self, article: Article, *, hours: float = 0, url: str | None = None, **about: Any) -> Saved:
        at = NOON + timedelta(hours=hours)
        with self.store.transaction():
            origin = Origin(
                site_id=self.site_id,
                capture_id=self.capture(url or article.url, at),
                captured_at=at,
                mentions=about.get("mentions", ()),
                extractor="test",
            )
            return save_article(self.store, article, origin, now=NOON)

    def articles(self) -> list[dict[str, Any]]:
        return list(self.store.rows("SELECT * FROM articles ORDER BY id"))

    def versions(self) -> list[tuple[int, str, str, str, str]]:
        """Number, body, change, first and last hour of all versions."""
        rows = self.store.rows("SELECT * FROM article_versions ORDER BY article_id, version")
        return [
            (row["version"], row["body"], row["change"], row["first_seen_at"][11:13], row["last_seen_at"][11:13])
            for row in rows
        ]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with Store.create(tmp_path) as store:
        yield Desk(store)
        for index in ("versions_fts", "captions_fts", "versions_fts_norm", "captions_fts_norm"):
            store.run(f"INSERT INTO {index} ({index}, rank) VALUES ('integrity-check', 1)")
        assert not list(store.rows("PRAGMA foreign_key_check"))


def test_the_same_text_is_the_same_version_seen_later(desk: Desk) -> None:
    assert [desk.save(ARTICLE), desk.save(ARTICLE, hours=1), desk.save(ARTICLE, hours=5)] == ["new", "same", "same"]
    assert desk.versions() == [(1, ARTICLE.body, "first", "12", "17")]
    [article] = desk.articles()
    assert (article["versions"], article["first_seen_at"][11:13], article["last_seen_at"][11:13]) == (1, "12", "17")
    assert desk.store.value("SELECT count(*) FROM captures WHERE version_id = 1") == 3


def test_times_are_stored_in_utc_and_the_same_moment_in_another_zone_is_no_edit(desk: Desk) -> None:
    local = NOON.astimezone(timezone(timedelta(hours=13)))
    desk.save(replace(ARTICLE, published_at=local, modified_at=local))
    assert desk.articles()[0]["published_at"] == "2026-03-01T12:00:00Z"
    assert desk.save(replace(ARTICLE, published_at=NOON, modified_at=NOON), hours=1) == "same"
    assert as_row(replace(ARTICLE, published_at=local)) == as_row(replace(ARTICLE, published_at=NOON))


def test_a_text_of_which_the_page_shows_the_beginning_only_says_so(desk: Desk) -> None:
    desk.save(replace(ARTICLE, is_partial=True))
    assert desk.store.value("SELECT is_partial FROM article") == 1
    desk.save(replace(ARTICLE, body="All of it."), hours=1)
    assert desk.store.value("SELECT is_partial FROM article") == 0


def test_another_text_is_a_new_version_and_the_current_one(desk: Desk) -> None:
    desk.save(ARTICLE)
    assert desk.save(replace(ARTICLE, body="It has closed again."), hours=1) == "changed"
    assert [version[:3] for version in desk.versions()] == [
        (1, ARTICLE.body, "first"),
        (2, "It has closed again.", "body"),
    ]
    [article] = desk.articles()
    assert (article["versions"], article["words"], article["current_version_id"]) == (2, 4, 2)
    assert desk.store.value("SELECT body FROM article") == "It has closed again."


def test_a_new_title_alone_is_a_new_version(desk: Desk) -> None:
    desk.save(ARTICLE)
    assert desk.save(replace(ARTICLE, title="Harbour opened"), hours=1) == "changed"
    assert [version[2] for version in desk.versions()] == ["first", "title"]
    assert desk.articles()[0]["title"] == "Harbour opened"


def test_a_text_that_comes_back_is_a_new_version(desk: Desk) -> None:
    other = replace(ARTICLE, body="Other.")
    assert [desk.save(each, hours=hour) for hour, each in enumerate((ARTICLE, other, ARTICLE, ARTICLE))] == [
        "new",
        "changed",
        "changed",
        "same",
    ]
    assert [(number, first, last) for number, _, _, first, last in desk.versions()] == [
        (1, "12", "12"),
        (2, "13", "13"),
        (3, "14", "15"),
    ]


def test_what_is_said_about_an_article_makes_no_version_but_is_kept_up_to_date(desk: Desk) -> None:
    desk.save(replace(ARTICLE, authors=("Ann", "Ben"), categories=("World",), tags=("sea", "World"), section="World"))
    later = replace(ARTICLE, authors=("ben ", "Eve"), categories=("Sea",), tags=(), section="Sea", published_at=NOON)
    assert desk.save(later, hours=1) == "same"
    [article] = desk.articles()
    assert (article["section"], article["published_at"]) == ("Sea", "2026-03-01T12:00:00Z")
    people = "SELECT name FROM article_people JOIN people ON people.id = person_id ORDER BY position"
    assert [row["name"] for row in desk.store.rows(people)] == ["Ben", "Eve"]
    terms = "SELECT scheme, name FROM article_terms JOIN terms ON terms.id = term_id ORDER BY position"
    assert [tuple(row.values()) for row in desk.store.rows(terms)] == [("category", "Sea")]


def test_white_space_and_unicode_forms_make_no_other_text(desk: Desk) -> None:
    desk.save(replace(ARTICLE, title="Café", body="a\n\nb  c"))
    assert desk.save(replace(ARTICLE, title="Cafe\u0301 ", body="a b\nc\n"), hours=1) == "same"
    assert text_sha256("a", "b") != text_sha256("b", "a") != text_sha256("a b", "")


@pytest.mark.parametrize(
    "path",
    [
        "2026/harbour/",
        "2026/harbour/amp/",
        "2026/harbour?amp=1",
        "2026/harbour/index.html",
        "2026/Harbour",
        "2026/harbour#comments",
    ],
)
def test_the_addresses_of_an_article_lead_to_one_row(desk: Desk, path: str) -> None:
    desk.save(ARTICLE)
    assert desk.save(replace(ARTICLE, url=HOME + path), hours=1) == "same"
    assert len(desk.articles()) == 1


def test_one_canonical_address_on_every_page_does_not_make_all_articles_one(desk: Desk) -> None:
    for name in ("harbour", "bridge", "school"):
        story = replace(ARTICLE, url=f"{HOME}latest/", title=f"The {name} opens", body=f"The {name} has opened.")
        assert desk.save(story, url=f"{HOME}2026/{name}") == "new"
    assert [(row["title"], row["versions"]) for row in desk.articles()] == [
        ("The harbour opens", 1),
        ("The bridge opens", 1),
        ("The school opens", 1),
    ]


def test_an_edit_seen_under_another_address_is_still_an_edit(desk: Desk) -> None:
    desk.save(ARTICLE)
    edited = replace(ARTICLE, title="Harbour opens at last")
    assert desk.save(edited, url=f"{HOME}gulf/harbour", hours=1) == "changed"


def test_a_canonical_address_that_was_never_fetched_becomes_due(desk: Desk) -> None:
    desk.save(ARTICLE, url=f"{HOME}?p=7")
    assert desk.store.row("SELECT state, kind FROM urls WHERE url = ?", ARTICLE.url) == {
        "state": "due",
        "kind": "article",
    }
    assert queries.article(desk.store, f"{HOME}?p=7")["url"] == ARTICLE.url


def test_paths_that_differ_in_case_may_be_two_articles(desk: Desk) -> None:
    desk.save(replace(ARTICLE, url=f"{HOME}s/aB", title="One"))
    assert desk.save(replace(ARTICLE, url=f"{HOME}s/Ab", title="Two")) == "new"
    assert desk.save(replace(ARTICLE, url=f"{HOME}s/Ab", title="Two, edited"), hours=1) == "changed"
    assert [(article["title"], article["versions"]) for article in desk.articles()] == [("One", 1), ("Two, edited", 2)]


def test_an_article_keeps_its_row_when_it_moves(desk: Desk) -> None:
    desk.save(replace(ARTICLE, external_id="7", published_at=NOON))
    moved = replace(
        ARTICLE, url=f"{HOME}2026/harbour-has-opened", external_id="7", published_at=NOON, title="New title"
    )
    assert desk.save(moved, hours=1) == "changed"
    assert desk.save(replace(moved, published_at=None), hours=2) == "same"
    assert len(desk.articles()) == 1


def test_two_blogs_that_count_their_posts_alike_keep_their_articles(desk: Desk) -> None:
    desk.save(replace(ARTICLE, external_id="7", published_at=NOON))
    other = Article(url=f"{HOME}fr/port", title="Le port", body="Ouvert.", external_id="7")
    assert desk.save(other) == "new"
    assert desk.save(replace(other, published_at=NOON + timedelta(days=1)), hours=1) == "same"
    assert len(desk.articles()) == 2


def test_an_article_without_number_is_no_other_article_without_number(desk: Desk) -> None:
    desk.save(ARTICLE)
    assert desk.save(replace(ARTICLE, url=f"{HOME}other")) == "new"


def test_an_older_capture_with_another_text_is_history_and_not_the_current_text(desk: Desk) -> None:
    desk.save(replace(ARTICLE, body="New.", title="New", section="New"), hours=5)
    old = replace(ARTICLE, body="Old.", title="Old", section="Old")
    assert desk.save(old, hours=1) == "changed"
    assert desk.save(old, hours=2) == "same"
    [article] = desk.articles()
    assert (article["title"], article["section"], article["versions"]) == ("New", "New", 2)
    assert (article["first_seen_at"][11:13], article["last_seen_at"][11:13]) == ("13", "17")
    assert desk.versions() == [(1, "New.", "first", "17", "17"), (2, "Old.", "body", "13", "14")]
    assert desk.store.value("SELECT body FROM article") == "New."
    assert desk.save(replace(ARTICLE, body="Newest.", title="New"), hours=6) == "changed"
    assert desk.versions()[2][0] == 3


def test_an_older_capture_with_the_text_before_or_after_it_stretches_that_version(desk: Desk) -> None:
    first, second = replace(ARTICLE, body="First."), replace(ARTICLE, body="Second.")
    desk.save(first, hours=0)
    desk.save(second, hours=6)
    assert [desk.save(first, hours=2), desk.save(second, hours=4)] == ["same", "same"]
    assert desk.versions() == [(1, "First.", "first", "12", "14"), (2, "Second.", "body", "16", "18")]
    assert desk.articles()[0]["current_version_id"] == 2


def test_a_capture_shows_the_current_version_while_that_has_its_text(desk: Desk) -> None:
    desk.save(ARTICLE)
    assert version_shown(desk.store, 1) == 1
    assert shown_since(desk.store, 1) == NOON
    desk.save(replace(ARTICLE, body="Other."), hours=1)
    assert version_shown(desk.store, 1) is None
    desk.save(ARTICLE, hours=2)
    assert version_shown(desk.store, 1) == 3
    assert shown_since(desk.store, None) is None


def test_a_version_seen_again_is_seen_later_and_never_earlier(desk: Desk) -> None:
    desk.save(ARTICLE, hours=3)
    with desk.store.transaction():
        seen(desk.store, 1, at=NOON + timedelta(hours=4))
    assert desk.versions()[0][3:] == ("15", "16")
    assert desk.articles()[0]["last_seen_at"][11:13] == "16"


def test_pictures_and_links_belong_to_the_version_that_showed_them(desk: Desk) -> None:
    picture = Figure(url=f"{HOME}a.jpg", role="lead", caption="The pier", credit="Ann", alt="A pier")
    link = TextLink(url="https://else.example/", text="else", kind="external", rel="nofollow")
    desk.save(replace(ARTICLE, figures=(picture, replace(picture, role="inline")), links=(link,)))
    desk.save(replace(ARTICLE, body="Other.", figures=(replace(picture, caption="The mole"),)), hours=1)
    rows = desk.store.rows("SELECT version_id, position, role, caption FROM version_images ORDER BY id")
    assert [tuple(row.values()) for row in rows] == [
        (1, 1, "lead", "The pier"),
        (1, 2, "inline", "The pier"),
        (2, 1, "lead", "The mole"),
    ]
    assert desk.store.value("SELECT count(*) FROM images") == 1
    assert desk.store.row("SELECT url, text, rel, kind FROM version_links") == {
        "url": link.url,
        "text": "else",
        "rel": "nofollow",
        "kind": "external",
    }


def test_the_search_index_follows_what_is_deleted(desk: Desk) -> None:
    desk.save(replace(ARTICLE, figures=(Figure(url="https://x.example/a.jpg", caption="Pier"),)))
    with desk.store.transaction():
        desk.store.run("UPDATE captures SET version_id = NULL")
        desk.store.run("UPDATE articles SET current_version_id = NULL")
        desk.store.run("DELETE FROM articles")
    assert desk.store.value("SELECT count(*) FROM versions_fts WHERE versions_fts MATCH 'harbour'") == 0
    assert desk.store.value("SELECT count(*) FROM captions_fts WHERE captions_fts MATCH 'pier'") == 0


def test_an_article_is_shown_by_number_or_address_or_not_at_all(desk: Desk) -> None:
    desk.save(replace(ARTICLE, authors=("Ann", "Ben"), categories=("World", "Sea"), tags=("pier",)))
    found = queries.article(desk.store, "1")
    assert (found["authors"], found["categories"], found["tags"]) == ("Ann; Ben", "World; Sea", "pier")
    assert queries.article(desk.store, ARTICLE.url) == found
    with pytest.raises(UsageError, match="no article 2 here"):
        queries.article(desk.store, "2")


def test_words_are_counted_in_any_language() -> None:
    assert [words(text) for text in ("don’t re-open 3 cafés", "", "…!", "العربية لغة")] == [4, 0, 0, 2]


moments = st.none() | st.datetimes(timezones=st.just(UTC))
texts = st.none() | st.text()
names = st.lists(st.text()).map(tuple)


@given(
    st.builds(
        Mention,
        source=st.sampled_from(["feed", "api", "sitemap"]),
        title=texts,
        published_at=moments,
        modified_at=moments,
        authors=names,
        categories=names,
        tags=names,
        external_id=texts,
    )
)
def test_a_mention_survives_being_stored(mention: Mention) -> None:
    assert mention_from_json(mention_as_json(mention)) == mention


def test_what_a_new_template_does_to_a_text_is_no_edit(desk: Desk) -> None:
    body = 'The mayor said: "We don\'t wait - never."\n\nThe bridge opens on Monday.'
    desk.save(replace(ARTICLE, body=body))
    redesigned = "The mayor said: “We don’t wait – never.”\n\nADVERTISEMENT\n\nThe bridge opens on Monday. "
    redesigned += "\n\nRead more: Ten other stories"
    desk.save(replace(ARTICLE, body=redesigned), hours=1)
    desk.save(replace(ARTICLE, title="", body=redesigned), hours=2)
    assert [(version[0], version[2]) for version in desk.versions()] == [(1, "first")]
    assert desk.articles()[0]["last_seen_at"][11:13] == "14"
    desk.save(replace(ARTICLE, body=body.replace("Monday", "Tuesday")), hours=3)
    assert [(version[0], version[2]) for version in desk.versions()] == [(1, "first"), (2, "body")]


def test_links_name_the_article_that_they_point_at_whichever_came_first(desk: Desk) -> None:
    later = f"{HOME}later/"
    link = TextLink(url=later, text="later", kind="internal")
    desk.save(replace(ARTICLE, links=(link, TextLink(url="mailto:x", text="x", kind="external"))))
    rows = "SELECT url, target_article_id AS target FROM version_links ORDER BY position"
    assert [row["target"] for row in desk.store.rows(rows)] == [None, None]
    desk.save(replace(ARTICLE, url=later, title="Later", body="Another text.", external_id=None))
    target = desk.store.value("SELECT a.id FROM articles a JOIN urls u ON u.id = a.url_id WHERE u.url = ?", later)
    assert [row["target"] for row in desk.store.rows(rows)] == [target, None]
    third = replace(ARTICLE, url=f"{HOME}third/", title="Third", body="A third text.", external_id=None)
    desk.save(replace(third, links=(link,)))
    assert desk.store.value("SELECT count(*) FROM link_graph WHERE to_title = 'Later'") == 2


def test_a_category_stands_below_the_one_whose_list_is_above_its_own(desk: Desk) -> None:
    def filed(number: int, name: str, path: str) -> None:
        url = f"{HOME}{number}/"
        about = {"categories": (name,), "term_urls": {name: f"{HOME}category/{path}/"}, "external_id": None}
        desk.save(replace(ARTICLE, url=url, title=name, body=f"On {name}.", **about))

    filed(1, "South Asia", "asia/south")
    filed(2, "Asia", "asia")
    filed(3, "East Asia", "asia/east")
    rows = desk.store.rows(
        "SELECT t.name, p.name AS above FROM terms t LEFT JOIN terms p ON p.id = t.parent_id ORDER BY 1"
    )
    assert [(row["name"], row["above"]) for row in rows] == [
        ("Asia", None),
        ("East Asia", "Asia"),
        ("South Asia", "Asia"),
    ]
