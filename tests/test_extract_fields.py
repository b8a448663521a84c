"""Titles, authors and dates, and which of those who name them is believed."""

from datetime import UTC, datetime

import pytest

from iria_crawler.items import Mention

from .extract.markup import json_ld, post, read

# --- title


def test_the_title_is_the_heading_without_the_name_of_the_site() -> None:
    article = read(post(head='<meta property="og:title" content="Port talks end in silence | Example News">'))
    assert article.title == "Port talks end in silence"
    assert article.sources["title"] == "dom"


def test_a_long_title_is_not_cut() -> None:
    title = "Ministers of nine countries leave the talks on the northern port after seventy hours without a word on it"
    assert read(post(title=title, head=f'<meta property="og:title" content="{title[:70]}">')).title == title


def test_entities_in_a_title_are_decoded_and_stray_brackets_are_text() -> None:
    assert read(post(title="Q&#038;A: what <it> means &amp; why")).title == "Q&A: what <it> means & why"


def test_a_page_whose_only_heading_is_the_site_takes_its_title_from_the_data() -> None:
    html = post(head=json_ld(headline="Port talks end in silence")).replace(
        '<h1 class="title">Port talks end in silence', "<h1>Example News"
    )
    assert (read(html).title, read(html).sources["title"]) == ("Port talks end in silence", "json-ld")


def test_an_untitled_post_has_an_empty_title_and_a_body() -> None:
    html = post(title="").replace(" &#8211; ", "")
    assert read(html).title == ""
    assert "title" not in read(html).sources


# --- authors


@pytest.mark.parametrize(
    ("byline", "expected"),
    [
        ("By Ann Bell, Carl Dorn and Eve Fox", ("Ann Bell", "Carl Dorn", "Eve Fox")),
        ("By Lena Kowalska in Warsaw and Carla Mendes in New Delhi", ("Lena Kowalska", "Carla Mendes")),
        ("Ann Bell, Senior Correspondent", ("Ann Bell",)),
        ("View all of Ann Bell's posts.", ("Ann Bell",)),
        ("Von Jörg Soldwisch und Felix Schröder", ("Jörg Soldwisch", "Felix Schröder")),
        ("محمد العلي", ("محمد العلي",)),
        ("admin", ()),
        ("Reader 4", ()),
        ("Leave a comment", ()),
        ("View all", ()),
        ("Ann Bell and Reuters", ("Ann Bell",)),
        ("Ann Bell, Example News", ("Ann Bell",)),
    ],
)  # fmt: skip
def test_a_byline_gives_names_and_nothing_else(byline: str, expected: tuple[str, ...]) -> None:
    assert read(post(meta=f'<span class="byline">{byline}</span>')).authors == expected


@pytest.mark.parametrize("name", ["Example News", "Reuters", "Harbour Institute"])
def test_an_organisation_is_the_author_where_it_is_named_as_one_and_no_person_is(name: str) -> None:
    said = json_ld(author={"@type": "Organization", "name": name})
    meta = f'<meta name="author" content="{name}">'
    byline = f'<span class="byline">By {name}</span>'
    person = '<p class="author">Ann Bell</p>'
    for head, printed in ((said, ""), (meta, ""), ("", byline)):
        assert read(post(head=head, meta=printed)).authors == (name,)
        assert read(post(head=head, meta=printed, after=person)).authors == ("Ann Bell",)


def test_who_publishes_an_article_is_not_its_author_for_that() -> None:
    publisher = json_ld(publisher={"@type": "Organization", "name": "Example News"})
    assert read(post(head=f'{publisher}<meta property="og:site_name" content="Example News">')).authors == ()


def test_nobody_in_a_sidebar_is_an_author() -> None:
    assert read(post()).authors == ()


def test_structured_authors_beat_the_api_which_beats_bylines() -> None:
    api = Mention(source="api", authors=("Carl Dorn",))
    byline = '<span class="byline">By Eve Fox</span>'
    said = json_ld(author=[{"@type": "Person", "name": "Ann Bell"}])
    assert read(post(meta=byline, head=said), api).authors == ("Ann Bell",)
    assert read(post(meta=byline), api).authors == ("Carl Dorn",)
    assert read(post(meta=byline), api).sources["authors"] == "api"
    assert read(post(meta=byline)).authors == ("Eve Fox",)


def test_an_author_named_by_reference_is_found_in_the_graph() -> None:
    graph = [
        {"@type": "NewsArticle", "headline": "Port talks", "author": {"@id": "#ann"}},
        {"@type": "Person", "@id": "#ann", "name": "Ann Bell"},
    ]
    assert read(post(head=json_ld(**{"@type": "Thing", "@graph": graph}))).authors == ("Ann Bell",)


# --- dates


def test_a_time_of_the_article_is_taken_to_utc_and_kept_as_written() -> None:
    article = read(
        post(meta='<time class="entry-date published" datetime="2024-02-19T09:05:00-05:00">February 19</time>')
    )
    assert article.published_at == datetime(2024, 2, 19, 14, 5, tzinfo=UTC)
    assert article.published_raw == "2024-02-19T09:05:00-05:00"
    assert article.sources["published_at"] == "dom"


def test_dates_in_sidebars_calendars_and_comments_are_not_the_articles() -> None:
    comment = '<div id="comments"><time datetime="2025-01-01T00:00:00Z">then</time></div>'
    assert read(post(after=comment)).published_at is None


def test_dates_in_the_running_text_are_not_the_articles() -> None:
    assert (
        read(
            post("<p>On January 29, 2024, the ministers met in the old port and said that they would meet again.</p>")
        ).published_at
        is None
    )


def test_an_exact_time_of_the_api_beats_a_day_of_the_page() -> None:
    api = Mention(
        source="api", published_at=datetime(2024, 2, 19, 23, 30, tzinfo=UTC), published_raw="2024-02-19T23:30:00"
    )
    article = read(post(head=json_ld(datePublished="2024-02-19")), api)
    assert (article.published_at, article.sources["published_at"]) == (api.published_at, "api")
    assert article.published_raw == "2024-02-19T23:30:00"


def test_a_zoned_time_beats_a_naive_one_near_it_and_not_one_far_from_it() -> None:
    near = '<time class="published" datetime="2024-02-19T09:05:00-05:00">x</time>'
    far = '<time class="published" datetime="2020-01-01T09:05:00-05:00">x</time>'
    naive = json_ld(datePublished="2024-02-19T09:05:00")
    assert read(post(head=naive, meta=near)).published_at == datetime(2024, 2, 19, 14, 5, tzinfo=UTC)
    assert read(post(head=naive, meta=far)).published_at == datetime(2024, 2, 19, 9, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    "raw", ["0001-01-01T00:00:00Z", "1970-01-01T00:00:00Z", "2031-01-01", "2024-13-45", "99999-01-01", "soon", ""]
)
def test_absurd_dates_are_no_dates(raw: str) -> None:
    assert read(post(head=json_ld(datePublished=raw))).published_at is None


def test_a_change_is_later_than_the_article_or_unknown() -> None:
    dates = {"datePublished": "2024-02-19T09:05:00Z"}
    changed = read(post(head=json_ld(**dates, dateModified="2024-02-20T10:00:00Z")))
    assert changed.modified_at == datetime(2024, 2, 20, 10, tzinfo=UTC)
    assert read(post(head=json_ld(**dates, dateModified="2023-02-20T10:00:00Z"))).modified_at is None


def test_a_sitemap_says_when_an_article_was_changed_and_not_when_it_came_out() -> None:
    sitemap = Mention(source="sitemap", modified_at=datetime(2024, 3, 1, tzinfo=UTC), modified_raw="2024-03-01")
    article = read(post(), sitemap)
    assert (article.published_at, article.modified_at, article.modified_raw) == (
        None,
        sitemap.modified_at,
        "2024-03-01",
    )
