"""When an article came out, of all that its data, its address and its lines say."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from iria_crawler.extract.dates import published
from iria_crawler.items import Mention
from iria_crawler.sites import Rules

from .extract.dated import DAY, read_at
from .extract.markup import FIRST, SECOND, SITE, json_ld, post, read, view_with


@pytest.mark.parametrize(
    ("head", "hours"),
    [
        (json_ld(datePublished="2021-03-05T00:30:00+07:00", dateModified="2021-03-05T01:00:00+07:00"), 7),
        ('<meta property="article:published_time" content="Thu, 04 Mar 2021 22:15:00 -0500">', -5),
        (json_ld(datePublished="2021-03-04T10:15:00Z"), 0),
        (json_ld(datePublished="2021-03-04T10:15:00"), 0),
    ],
)
def test_a_time_keeps_the_zone_in_which_the_page_states_it(head: str, hours: int) -> None:
    article = read(post(head=head))
    for at in (article.published_at, article.modified_at):
        assert at is None or at.utcoffset() == timedelta(hours=hours)


@pytest.mark.parametrize(
    ("clock", "line", "hours"),
    [
        ("23:00:00", "4 March 2021", 1),
        ("22:00:00", "4 March 2021", 2),
        ("22:00:00", "3 March 2021", 0),
        ("22:00:00", "Updated 4 March 2021", 0),
        ("22:00:00", "4 March 2021, 07:00", 0),
        ("22:10:00", "4 March 2021", 0),
        ("03:00:00", "4 March 2021", 0),
    ],
)
def test_midnight_in_europe_is_told_in_utc_by_the_day_that_is_printed(clock: str, line: str, hours: int) -> None:
    head = f'<meta property="article:published_time" content="2021-03-03T{clock}Z">'
    found = read(post(head=head, meta=line)).published_at
    assert found is not None
    assert found == datetime.fromisoformat(f"2021-03-03T{clock}Z")
    assert found.utcoffset() == timedelta(hours=hours)


@pytest.mark.parametrize("zone", ["", "-03:00"])
def test_a_time_that_is_not_stated_in_utc_is_no_midnight_in_europe(zone: str) -> None:
    head = f'<meta property="article:published_time" content="2021-03-03T23:00:00{zone}">'
    found = read(post(head=head, meta="4 March 2021")).published_at
    assert found is not None
    assert found.date() == date(2021, 3, 3)


def test_a_time_that_a_feed_gives_is_in_the_zone_in_which_the_feed_wrote_it() -> None:
    at = datetime(2021, 3, 4, 17, 30, tzinfo=UTC)
    feed = Mention(source="feed", published_at=at, published_raw="Fri, 05 Mar 2021 00:30:00 +0700")
    told = read(post(), feed).published_at
    assert told == at
    assert told.date() == date(2021, 3, 5)
    unlike = read(post(), replace(feed, published_raw="Fri, 05 Mar 2021 09:00:00 +0700")).published_at
    assert (unlike, unlike and unlike.utcoffset()) == (at, timedelta(0))


@pytest.mark.parametrize(
    "title",
    ["04.03.2021 | Talks on the port", "Talks on the port – 4 March 2021", "Talks on the port (2021-03-04)"],
)
def test_a_day_set_apart_in_the_title_is_taken_where_nothing_else_is_said(title: str) -> None:
    html = post().replace("<title>", f"<title>{title}</title><title>")
    german = html.replace('lang="en"', 'lang="de"')
    assert read(german).published_at == DAY
    assert read(german.replace("</h1>", "</h1><p>9 March 2021</p>")).published_at == datetime(2021, 3, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    "title",
    [
        "What the talks of 4 March 2021 were about",
        "Minutes of 4 March 2021",
        "Since 4 March 2021 – a port without ships",
        "4 March 2021 in the harbour",
    ],
)
def test_a_day_that_a_title_tells_of_is_not_the_articles(title: str) -> None:
    assert read(post().replace("<title>", f"<title>{title}</title><title>")).published_at is None


@pytest.mark.parametrize(
    "script",
    [
        '{"article":{"publishedAt":"2021-03-04T10:15:00Z"}}',
        '{"headline":"x",,"datePublished":"2021-03-04T10:15:00Z"}',
        "dataLayer.push({'publishDate': '2021-03-04T10:15:00Z'})",
        r'self.push("{\"first_published_at\":\"2021-03-04T10:15:00Z\"}")',
        '{"pub_date":1614852900}',
    ],
)
def test_a_date_in_a_script_is_taken_where_nothing_else_is_said(script: str) -> None:
    head = f"<script>{script}</script>"
    assert read(post(head=head)).published_at == datetime(2021, 3, 4, 10, 15, tzinfo=UTC)
    assert read(post(head=head, meta="March 9, 2021")).published_at == datetime(2021, 3, 9, tzinfo=UTC)


@pytest.mark.parametrize("tag", ["object", "video", "label", "map", "canvas"])
def test_an_article_in_an_element_for_something_else_is_read(tag: str) -> None:
    assert read(f"<body><{tag}><h1>Port talks end</h1><p>{FIRST}</p><p>{SECOND}</p></{tag}>").published_at is None


def test_scripts_that_name_several_days_name_none() -> None:
    script = '<script>[{"publishDate":"2021-03-04"},{"publishDate":"2021-03-09"}]</script>'
    assert read(post(head=script)).published_at is None


@pytest.mark.parametrize("day", ["2021-03-04", "4 March 2021", "04.03.2021"])
def test_a_date_in_an_attribute_of_data_is_taken(day: str) -> None:
    html = post(meta=f'<span data-published="{day}">last week</span>').replace('lang="en"', 'lang="de"')
    assert read(html).published_at == DAY
    assert read(html.replace("</span>", '</span><span data-date="4 April 2021"></span>')).published_at is None


@pytest.mark.parametrize(
    "path", ["2021/03/04/talks/", "2021-03-04-talks.html", "20210304/talks", "2021_03_04/talks", "2021/march/4/talks/"]
)
def test_a_date_in_the_address_is_the_last_resort(path: str) -> None:
    url = f"https://news.example/{path}"
    assert (read_at(post(), url).published_at, read_at(post(), url).sources["published_at"]) == (DAY, "url")
    assert read_at(post(meta="March 9, 2021"), url).published_at == datetime(2021, 3, 9, tzinfo=UTC)


def test_words_in_structured_data_are_believed_less_than_the_printed_date() -> None:
    head = json_ld(datePublished="Nov 5, 2024")
    assert read(post(head=head)).published_at == datetime(2024, 11, 5, tzinfo=UTC)
    assert read(post(head=head, meta="March 4, 2021")).published_at == DAY


@pytest.mark.parametrize("name", ["date", "dc.date", "DCTERMS.date"])
@pytest.mark.parametrize(
    "line", ["March 4, 2021", '<time itemprop="datePublished" datetime="2021-03-04">4 March</time>']
)
def test_a_date_of_which_nobody_says_what_it_is_of_counts_less_than_the_printed_one(name: str, line: str) -> None:
    head = f'<meta name="{name}" content="2021-02-20T10:00:00+01:00">'
    article = read(post(head, meta="").replace('<div class="meta"></div>', f'<div class="date">{line}</div>'))
    assert article.published_at == DAY
    assert read(post(head, meta="")).published_at == datetime(2021, 2, 20, 9, tzinfo=UTC)


def test_of_days_of_publication_under_names_of_its_own_a_page_came_out_on_the_earliest() -> None:
    again = '<meta name="published-time" content="2026-01-05T08:45:32Z">'
    assert read(post(head=again)).published_at == datetime(2026, 1, 5, 8, 45, 32, tzinfo=UTC)
    assert read(post(head=f'{again}<meta name="published-date" content="2021-03-04">')).published_at == DAY


def test_a_date_of_which_nobody_says_what_it_is_of_says_how_the_printed_figures_are_to_be_read() -> None:
    head = '<meta name="date" content="2021-03-04T10:00:00+01:00">'
    assert read(post(head, meta="04/03/2021")).published_at == datetime(2021, 3, 4, 9, tzinfo=UTC)
    assert read(post(head, meta="03/04/2021")).published_at == datetime(2021, 3, 4, 9, tzinfo=UTC)


def test_a_date_of_which_nobody_says_what_it_is_of_tells_the_hour_of_the_day_that_is_said() -> None:
    head = '<meta name="date" content="2021-03-04T10:00:00+01:00"><meta name="pubdate" content="2021-03-04">'
    assert read(post(head, meta="")).published_at == datetime(2021, 3, 4, 9, tzinfo=UTC)


def test_a_name_that_no_list_has_is_understood() -> None:
    assert read(post(head='<meta name="xyzPubDate" content="2021-03-04">')).published_at == DAY


@pytest.mark.parametrize("name", ["event-date", "expires", "dc.coverage", "article:expiration_time", "revisit-after"])
def test_a_day_that_a_meta_element_names_for_something_else_is_not_the_articles(name: str) -> None:
    article = read(post(head=f'<meta name="{name}" content="2021-03-04">'))
    assert (article.published_at, article.modified_at) == (None, None)


@pytest.mark.parametrize(
    "markup", ['<span class="date">20210304</span>', '<abbr class="timestamp" data-utime="1614852900">last week</abbr>']
)
def test_a_day_that_only_the_generic_reader_of_dates_understands_is_taken_where_nothing_else_is_said(
    markup: str,
) -> None:
    for place in ("meta", "after"):
        article = read(post(**{place: markup}))
        assert (article.published_at, article.sources["published_at"]) == (DAY, "trafilatura")
    assert read(post(head='<meta name="pubdate" content="2021-03-09">', meta=markup)).published_at != DAY


def test_where_only_a_change_is_dated_that_is_the_change_and_a_publication_is_none() -> None:
    assert read(post(meta="Last updated: March 4, 2021")).modified_at == DAY
    assert read(post(meta="Published: March 4, 2021")).modified_at is None


def test_a_rule_says_when_an_article_was_changed() -> None:
    site = SITE.model_copy(update={"extract": Rules(modified=(".seen",))})
    head = json_ld(datePublished="2021-03-04", dateModified="2021-03-05")
    article = read(post(head=head, meta='<span class="seen">2021-03-09</span>'), site=site)
    assert (article.modified_at, article.sources["modified_at"]) == (datetime(2021, 3, 9, tzinfo=UTC), "rule")


def test_a_time_of_the_article_counts_more_than_one_above_it_on_the_page() -> None:
    above = '<div class="strip"><time class="published" datetime="2021-03-09T10:15:00Z">9 March</time></div>'
    html = post(f"<p>{FIRST}</p>" * 5, meta='<time class="published" datetime="2021-03-04T10:15:00Z">4 March</time>')
    assert read(html.replace("<nav>", f"{above}<nav>")).published_at == DAY.replace(hour=10, minute=15)


def test_of_times_that_contradict_each_other_by_hours_the_one_said_more_often_is_taken() -> None:
    head = (
        json_ld(datePublished="2021-03-04T17:10:00-07:00")
        + '<meta property="article:published_time" content="2021-03-04T17:10:00+00:00">'
    )
    line = '<time datetime="2021-03-04T10:10:00-07:00">March 4</time>'
    assert read(post(head=head, meta=line)).published_at == datetime(2021, 3, 4, 17, 10, tzinfo=UTC)


def test_a_moment_holds_the_candidates_that_lost() -> None:
    head = json_ld(datePublished="2021-03-04") + '<meta name="pubdate" content="2021-03-09">'
    found = published(view_with(post(head=head)))
    assert found is not None
    assert (found.at, [(one.at.day, one.source) for one in found.others]) == (DAY, [(9, "meta")])


def test_a_day_that_is_marked_up_beside_the_article_is_taken_if_there_is_but_one() -> None:
    marked = '<div class="footer"><time itemprop="datePublished" datetime="2021-03-04">{}</time></div>'
    assert read(post(after=marked.format(""))).published_at == DAY
    other = marked.replace("04", "09")
    assert read(post(after=marked.format("") + other.format(""))).published_at is None


@pytest.mark.parametrize("kind", ["NewsArticle", "Comment", "Book", "VideoObject"])
@pytest.mark.parametrize(
    "date",
    [
        '<time itemprop="datePublished" datetime="2020-01-01">1 January 2020</time>',
        '<time itemprop="dateModified" datetime="2020-01-01">1 January 2020</time>',
        '<time datetime="2020-01-01T10:00:00Z"></time>',
        '<meta itemprop="datePublished" content="2020-01-01">',
        "<p>Published: 1 January 2020</p>",
    ],
)
def test_the_dates_of_another_item_of_microdata_are_not_the_articles(kind: str, date: str) -> None:
    other = f'<div itemscope itemtype="https://schema.org/{kind}"><h3><a href="/x">Another story</a></h3>{date}</div>'
    alone = read(post(after=other))
    assert (alone.published_at, alone.modified_at) == (None, None)
    assert read(post(other, meta='<time datetime="2021-03-04">4 March</time>')).published_at == DAY
