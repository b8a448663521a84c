"""When an article came out, as the page prints it, hides it or has it in its address."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta, timezone
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iria_crawler.extract import extract
from iria_crawler.extract.dates import published
from iria_crawler.extract.moments import moment
from iria_crawler.extract.printed import printed
from iria_crawler.items import Article, Mention, Page
from iria_crawler.sites import Rules

from .extract.markup import FIRST, NOW, SECOND, SITE, URL, json_ld, post, read, view_with

DAY = datetime(2021, 3, 4, tzinfo=UTC)
MARCH_4 = date(2021, 3, 4)


def at(html: str, url: str) -> Article:
    page = Page(
        url=url, status=200, headers=(("Content-Type", "text/html"),), body=html.encode(), captured_at=NOW
    )  # fmt: skip
    return extract(page, SITE)


@pytest.mark.parametrize("day", ["2021-02-30", "2021-02-30T10:00:00Z", "30.02.2021", "2021/02/30"])
def test_a_day_that_there_is_not_is_no_date(day: str) -> None:
    assert under(day) is None
    assert read(post(meta="").replace('<div class="meta"></div>', f"<time datetime={day}></time>")).published_at is None


def under(text: str) -> datetime | None:
    """What is read of a line under the headline in an element that says nothing."""
    return read(post(meta="").replace('<div class="meta"></div>', f"<div>{text}</div>")).published_at


# --- reading a date


@pytest.mark.parametrize(
    "text",
    [
        "4 March 2021", "March 4th, 2021", "Thu, 4 Mar 2021", "4-Mar-2021", "Published: 4. März 2021", "4 mars 2021",
        "4 de marzo de 2021", "4 de março de 2021", "4 marzo 2021", "4 maart 2021", "4. marts 2021", "4 marca 2021",
        "4. března 2021", "2021. március 4.", "4 martie 2021", "4 марта 2021 г.", "4 березня 2021", "4. ožujka 2021",
        "4 Μαρτίου 2021", "4 Mart 2021", "4. maaliskuuta 2021", "2021 m. kovo 4 d.", "4 de març de 2021",
        "4 مارس 2021", "٤ مارس ٢٠٢١", "4 آذار 2021", "4 آذار/ مارس 2021", "۴ مارس ۲۰۲۱", "۱۴ اسفند ۱۳۹۹", "1399/12/14",
        "4 مارچ 2021", "۴ مارچ ۲۰۲۱", "4 במרץ 2021", "4 मार्च 2021", "४ मार्च २०२१", "৪ মার্চ ২০২১", "4 มีนาคม 2564",
        "4 Maret 2021", "4 tháng 3, 2021", "2021年3月4日", "２０２１年３月４日", "令和3年3月4日",
        "2021년 3월 4일", "2021. 3. 4.", "2021/03/04",
        "2021-03-04", "04.03.2021", "04.03.21", "2021. gada 4. martā", "2021 жылғы 4 наурыз", "4 มี.ค. 64",
        "2021ko martxoaren 4a", "2021 оны 3 сарын 4", "民國110年3月4日", "4 មីនា 2021",
        "၄ မတ် ၂၀၂၁", "4 ມີນາ 2021", "2021 මාර්තු 4",
    ],
)  # fmt: skip
def test_a_day_is_read_in_the_words_and_digits_of_many_languages(text: str) -> None:
    assert [one.day for one in printed(text)] == [MARCH_4]


@pytest.mark.parametrize(
    ("name", "month"),
    [("جانفي", 1), ("فيفري", 2), ("أفريل", 4), ("ماي", 5), ("جوان", 6), ("جويلية", 7), ("أوت", 8), ("يوليوز", 7)],
)
def test_the_months_of_the_maghreb_have_french_names(name: str, month: int) -> None:
    assert [one.day for one in printed(f"4 {name} 2021")] == [date(2021, month, 4)]


def test_a_leap_day_of_the_iranian_calendar_is_read() -> None:
    assert [one.day for one in printed("۳۰ اسفند ۱۳۹۹ و 1 فروردین 1400")] == [date(2021, 3, 20), date(2021, 3, 21)]


def test_the_same_word_is_another_month_in_croatian() -> None:
    assert printed("5. listopada 2021.", language="hr")[0].day == date(2021, 10, 5)
    assert printed("5 listopada 2021", language="pl")[0].day == date(2021, 11, 5)


@pytest.mark.parametrize(
    "text",
    [
        "In 2020 he ran 15 races",
        "5 men in March 2020",
        "version 10.1.20.4",
        "30 February 2021",
        "03/04/2020",
        "4 March",
        "ราคา 16 บาท 68",
        "4 มี.ค. 64.50",
    ],
)
def test_what_only_looks_like_a_date_is_none(text: str) -> None:
    assert printed(text) == []


@pytest.mark.parametrize(
    ("text", "clock"),
    [
        ("4 March 2021, 15:30", time(15, 30)),
        ("March 4, 2021 at 3:30 p.m.", time(15, 30)),
        ("04.03.2021 um 15.30 Uhr", time(15, 30)),
        ("4 mars 2021 à 15h30", time(15, 30)),
        ("2021年3月4日 15時30分", time(15, 30)),
        ("4 Mar 2021 12:05 AM", time(0, 5)),
        ("4 March 2021 15:30 GMT", time(15, 30, tzinfo=UTC)),
        ("4 March 2021 15:30 EST", time(15, 30, tzinfo=timezone(timedelta(hours=-5)))),
        ("4 March 2021 15:30 +0530", time(15, 30, tzinfo=timezone(timedelta(hours=5, minutes=30)))),
        ("4 March 2021 25:30", None),
        ("4 March 2021, 12 comments", None),
    ],
)
def test_the_time_after_a_day_is_read_with_its_zone(text: str, clock: time | None) -> None:
    assert [(one.day, one.clock) for one in printed(text)] == [(MARCH_4, clock)]


@pytest.mark.parametrize(
    ("raw", "read_as"),
    [
        ("20210304", DAY),
        ("20210304T101500Z", DAY.replace(hour=10, minute=15)),
        ("1614852900", datetime(2021, 3, 4, 10, 15, tzinfo=UTC)),
        ("1614852900000", datetime(2021, 3, 4, 10, 15, tzinfo=UTC)),
        ("1969-12-31T16:00:00-08:00", None),
        ("1969-12-31T13:00:01Z", None),
        ("1000000000000000", None),
        ("00000000", None),
        ("30000101", None),
    ],
)
def test_a_time_for_machines_is_read_unless_it_is_absurd(raw: str, read_as: datetime | None) -> None:
    found = moment(raw, "meta", now=NOW)
    assert (found and found.at) == read_as


PIECES = ["4", "31", "2021", "1399", "9999", "0000", "٣", "²", "March", "d'", ".", "/", "-", "12:30", "pm", "+15:00",
          "EST", "年", "月", "令和", "元", "فروردین", "الثاني", "tháng", "\u200b", "1614852900", "20213199",
          " "]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=8), st.sampled_from([True, False, None]))
def test_no_text_is_too_odd_to_be_read(pieces: list[str], month_first: bool | None) -> None:
    text = "".join(pieces)
    for one in printed(text, month_first=month_first):
        assert 0 <= one.start < one.end <= len(text)
    moment(text, "meta", now=NOW)


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


# --- finding it on a page


@pytest.mark.parametrize(
    "line",
    [
        "March 4, 2021",
        "By Ann Bell | March 4, 2021 | Politics",
        "<span>Published</span> <span>4 March 2021</span>",
        "<time>March 4, 2021</time>",
        '<a href="/author/ann/">Ann Bell</a><span>4 Mar 2021</span>',
        "<h4>March 4, 2021</h4>",
        "18:05-4 مارس 2021 م",
    ],
)
def test_a_date_printed_under_the_headline_is_the_articles(line: str) -> None:
    assert under(line) == DAY


@pytest.mark.parametrize(
    "line",
    [
        "By Ann Bell on 3/4/21 at 2:39 PM EST",
        "Written by Our Port Today on March 4, 2021",
        "<p>Talks Weekly</p><p>March 4, 2021</p>",
    ],
)
def test_a_date_beside_names_is_the_articles(line: str) -> None:
    found = under(line)
    assert found is not None
    assert found.date() == MARCH_4


def test_a_printed_date_is_kept_as_printed() -> None:
    article = read(post(meta="Published: March 4, 2021 10:15 pm EST"))
    assert article.published_at == datetime(2021, 3, 5, 3, 15, tzinfo=UTC)
    assert article.published_at.date() == MARCH_4
    assert (article.published_raw, article.sources["published_at"]) == ("March 4, 2021 10:15 pm EST", "dom")


def test_a_date_over_the_headline_or_labelled_below_the_text_is_the_articles() -> None:
    over = post().replace('<h1 class="title">', '<p>March 4, 2021</p><h1 class="title">')
    below = post(after="<p>This story was published on March 4, 2021.</p>")
    label = post(f"<p>{FIRST} {SECOND}</p>" * 8, after="<div>Post time: Mar-04-2021</div>")
    assert read(over).published_at == DAY
    assert read(below).published_at == DAY
    assert read(label).published_at == DAY


def test_the_headline_may_be_no_first_heading() -> None:
    html = post(meta="March 4, 2021", title="Port talks end in silence")
    assert read(html.replace("h1", "h3")).published_at == DAY


@pytest.mark.parametrize("start", ["Vienna, 4 March 2021 –", "Vienna, (4 March 2021).", "Vienna (04.03.2021)"])
def test_agencies_put_the_day_before_their_first_words(start: str) -> None:
    html = post().replace("<p>The ministry", f"<p>{start} The ministry", 1)
    assert read(html.replace('lang="en"', 'lang="de"')).published_at == DAY


@pytest.mark.parametrize(
    "line",
    [
        "3 hours ago",
        "Member since March 4, 2021",
        "© March 4, 2021 Example News",
        "Founded: March 4, 2021",
        "Applications close March 4, 2021",
        "Date limite de candidature : 4 March 2021",
        "Bewerbungsschluss: 4 March 2021",
        "Today: March 4, 2021",
        "Today's date is March 4, 2021",
        "4 - 7 March 2021",
        "6 June 1944",
        '<blockquote class="twitter-tweet">Silence. — Ann Bell (@ann) March 4, 2021</blockquote>',
        "<figure><img src=/a.jpg><figcaption>The port on March 4, 2021</figcaption></figure>",
    ],
)
def test_a_date_of_something_else_under_the_headline_is_not_the_articles(line: str) -> None:
    assert under(line) is None


def test_a_line_with_the_name_of_the_site_is_not_the_headline() -> None:
    """Though both are in the title."""
    html = post(title="Talks on the port’s end").replace("<title>Talks on the port’s", "<title>Talks on the portÂ´s")
    about = f"<div>Example News</div><div>{FIRST} {SECOND}</div>" + "<div>Topic</div>" * 9
    assert read(html.replace("<h1", f"{about}<h1").replace("</h1>", "</h1><p>March 4, 2021</p>")).published_at == DAY


def test_the_label_of_a_date_may_stand_over_it_in_a_table_of_credits() -> None:
    table = "<li><p>Voix</p><p>Anne Bell</p></li>" * 9 + "<li><p>Mise en ligne</p><p>4 mars 2021</p></li>"
    assert read(post(f"<p>{FIRST} {SECOND}</p>" * 8, after=f"<ul>{table}</ul>")).published_at == DAY


@pytest.mark.parametrize(
    "line",
    [
        "This entry was posted on Thursday, March 4th, 2021 and is filed under <a>Harbours</a>.",
        "Der Beitrag wurde am Donnerstag, 4. März 2021 veröffentlicht und unter <a>Häfen</a> abgelegt.",
        "Cet article a été publié le 4 mars 2021 dans <a>Ports</a>.",
        "Posted by Ann Bell on March 4, 2021 in <a>Harbours</a>.",
    ],
)
def test_a_line_that_opens_with_when_the_article_was_posted_may_go_on_for_long(line: str) -> None:
    more = " You can follow any responses through the feed, leave one of your own, or link to this from your own site."
    assert read(post(after=f"<p>{line}{more * 2}</p>")).published_at == DAY
    other = line.replace("4", "9")
    assert read(post(after=f"<p>{line}{more * 2}</p><p>{other}{more * 2}</p>")).published_at is None


@pytest.mark.parametrize("subject", ["The book", "Her last novel", "Nobody knows why it"])
def test_a_long_line_that_tells_when_something_else_was_published_dates_nothing(subject: str) -> None:
    line = f"{subject} was published on March 4, 2021 in the capital and tells the story of the harbour. {FIRST}"
    assert read(post(after=f"<p>{line}</p>")).published_at is None


@pytest.mark.parametrize("name", ["newsletter-details", "sidebar", "social-share"])
def test_a_date_right_under_the_headline_counts_whatever_its_element_is_called(name: str) -> None:
    line = f'</h1><div class="{name}"><p>March 4, 2021</p></div>'
    assert read(post().replace("</h1>", line)).published_at == DAY
    texts = "".join(f"<p>{FIRST}</p>" for _ in range(5))
    assert read(post().replace("</h1>", f"{line[:-6]}{texts}</div>")).published_at == DAY
    smaller = post().replace("</h1>", line.replace("h1", "h3")).replace("<h1", "<h3")
    assert read(smaller).published_at == DAY
    assert read(post().replace("<h1", f"<h1>Example News{line}<h1")).published_at is None
    assert read(post(after=f'<div class="{name}"><p>March 4, 2021</p></div>')).published_at is None


def test_a_time_that_says_nothing_of_itself_counts_less_than_the_date_under_the_headline() -> None:
    answer = '<div id="answers"><time datetime="2025-03-09T10:00:00Z">9 March</time> Thanks!</div>'
    dated = (
        post().replace("</h1>", "</h1><p>Published 4 March 2021</p>").replace("</div></div>", f"{answer}</div></div>")
    )
    assert read(dated).published_at == DAY


def test_what_follows_a_short_report_is_not_under_its_headline() -> None:
    texts = "".join(f"<p>{FIRST} {FIRST}</p>" for _ in range(3))
    assert read(post(texts, after="<p>March 4, 2021</p>")).published_at is None
    assert read(post().replace("</h1>", f"</h1><p>{FIRST}</p><p>March 4, 2021</p>")).published_at == DAY


def test_the_day_on_which_the_page_is_looked_at_is_not_the_articles() -> None:
    assert read(post().replace("<h1", "<p>Today, Thursday, March 4, 2021</p><h1")).published_at is None


def test_the_dates_of_recent_articles_are_not_this_ones_wherever_its_title_is_printed() -> None:
    others = [f"Ministers {verb} a plan for the old harbour" for verb in ("delay", "approve", "reject")]
    recent = "".join(
        f'<li><a href="/{at}/">{other}</a> <span class="post-date">March {at}, 2021</span></li>'
        for at, other in enumerate(others, 1)
    )
    side = f'<div class="sidebar"><h2>Recent posts</h2><ul>{recent}</ul></div>'
    title = "Talks on the port end without any agreement at all"
    page = post(title=title)
    crumb = f"<ul><li>Home</li><li>{title}</li></ul>{side}"
    assert read(page.replace("<h1", f"{crumb}<h1")).published_at is None
    assert read(page.replace("</h1>", f"</h1>{side}")).published_at is None


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


def test_dates_of_other_articles_are_not_this_ones() -> None:
    cards = "".join(
        f'<div class="card"><a href="/news/{n}/">Another story of the week</a><p class="date">March {n}, 2021</p></div>'
        for n in range(1, 6)
    )
    assert read(post(f"<p>{FIRST} {SECOND}</p>", after=cards)).published_at is None


def test_the_day_of_the_visit_is_not_the_articles() -> None:
    header = '<div class="todays-date">Thursday, March 4, 2021</div><div id="content"'
    assert read(post().replace('<div id="content"', header)).published_at is None


_BARS = [
    "<div class='bar'>Monday, June 1, 2026</div>",
    "<div class='date'>June 1, 2026</div>",
    "<div class='date'>June 1, 2026 10:20</div>",
    "<div><time datetime='2026-06-01'>June 1, 2026</time></div>",
    "<div class='top-bar'><span class='date'>June 1, 2026</span></div>",
    "<div class='header'><div><span class='date'>June 1, 2026</span> <a href='/in/'>Log in</a></div></div>",
]


@pytest.mark.parametrize("bar", _BARS)
@pytest.mark.parametrize("own", ["<p>March 4, 2021</p>", "<div>By Ann Bell on March 4, 2021</div>"])
def test_the_day_of_the_visit_over_the_headline_gives_way_to_the_articles_own(bar: str, own: str) -> None:
    title, text = "Port talks end in silence", f"<p>{FIRST} {SECOND}</p>" * 3
    html = f"<html><head><title>{title}</title></head><body>{bar}<h1>{title}</h1>{own}{text}</body></html>"
    assert read(html).published_at == DAY


@pytest.mark.parametrize("names", ["date", "article-header", "post-top meta"])
def test_an_article_may_be_of_the_day_of_the_visit_and_say_so_over_its_headline(names: str) -> None:
    text = f"<p>{FIRST} {SECOND}</p>"
    line = f"<div class='{names}'><span class='date'>By Ann Bell, reporter in the capital, June 1, 2026</span></div>"
    html = f"<html><head><title>Port talks end</title></head><body>{line}<h1>Port talks end</h1>{text}</body></html>"
    assert read(html).published_at == NOW


def test_dates_in_comments_footers_and_sidebars_are_not_the_articles() -> None:
    comment = (
        '<ol class="comments"><li>Reader 4 <span class="date">Posted on March 4, 2021 at 10:15</span> I see.</li></ol>'
    )
    footer = "<footer>Posted on March 4, 2021</footer>"
    assert read(post(after=comment)).published_at is None
    assert read(post().replace("</body>", f"{footer}</body>")).published_at is None


@pytest.mark.parametrize(
    "line",
    [
        "Updated March 9, 2021 Published March 4, 2021",
        "Published March 4, 2021. Updated: March 9, 2021",
        "<p>Last updated: March 9, 2021</p><p>Originally published: March 4, 2021</p>",
        "<p>Veröffentlicht am 4. März 2021</p><p>Aktualisiert am 9. März 2021</p>",
        "<p>Updated</p><p>March 9, 2021</p><p>Published</p><p>March 4, 2021</p>",
        "4 marzo 2021 ( modifica il 9 marzo 2021 )",
        '<time class="published">March 4, 2021</time> <time class="modified">March 9, 2021</time>',
    ],
)
def test_published_and_updated_are_told_apart(line: str) -> None:
    article = read(post(meta=line))
    assert article.published_at == DAY
    assert article.modified_at == datetime(2021, 3, 9, tzinfo=UTC)


def test_the_time_of_a_change_on_the_next_day_is_not_that_of_publication() -> None:
    article = read(post(meta="<ul><li>4 March 2021 - </li><li>Last updated: 5 March 2021 10:11</li></ul>"))
    assert article.published_at == DAY


def test_where_only_a_change_is_dated_the_raw_text_says_so() -> None:
    article = read(post(meta="Last updated: March 4, 2021"))
    assert (article.published_at, article.published_raw) == (DAY, "Last updated: March 4, 2021")


def test_a_time_element_of_a_change_is_not_of_publication() -> None:
    line = 'Updated <time datetime="2021-03-09">x</time> Published <time datetime="2021-03-04">y</time>'
    assert read(post(meta=line)).published_at == DAY


@pytest.mark.parametrize(
    ("lang", "url", "day"),
    [
        ("en", URL, date(2021, 3, 4)),
        ("en-US", "https://news.example.uk/a/", date(2021, 3, 4)),
        ("en-GB", URL, date(2021, 4, 3)),
        ("en", "https://news.example.in/a/", date(2021, 4, 3)),
        ("fr", URL, date(2021, 4, 3)),
    ],
)
def test_language_and_country_say_whether_the_month_comes_first(lang: str, url: str, day: date) -> None:
    html = post(meta="03/04/2021").replace('lang="en"', f'lang="{lang}"')
    found = at(html, url).published_at
    assert found is not None
    assert found.date() == day


def test_the_country_may_be_said_for_networks_alone_but_america_is_their_default() -> None:
    html = post(head='<meta property="og:locale" content="en_GB">', meta="03/04/2021")
    april = datetime(2021, 4, 3, tzinfo=UTC)
    assert at(html, URL).published_at == april
    assert at(html.replace("en_GB", "en_US"), "https://news.example.uk/a/").published_at == april


def test_a_day_that_has_yet_to_come_is_read_the_other_way_round() -> None:
    article = read(post(meta="Published 12/05/2026, 10:15"))  # the page was captured in June
    assert article.published_at == datetime(2026, 5, 12, 10, 15, tzinfo=UTC)
    french = post(meta="Publié le 05/12/2026, 10:15").replace('lang="en"', 'lang="fr"')
    assert read(french).published_at == datetime(2026, 5, 12, 10, 15, tzinfo=UTC)
    assert read(post(meta="5 December 2026")).published_at is None


def test_a_plain_date_elsewhere_on_the_page_says_whether_the_month_comes_first() -> None:
    assert read(post("<p>Closed from 24/12/2020.</p>", meta="03/04/2021")).published_at == datetime(
        2021, 4, 3, tzinfo=UTC
    )


@pytest.mark.parametrize(
    ("lang", "path", "day"),
    [
        ("", "en-gb/news/talks/", date(2021, 4, 3)),
        ("en", "gb-en/news/talks/", date(2021, 4, 3)),
        ("en", "us-en/news/talks/", date(2021, 3, 4)),
        ("", "news/en-gb/talks/", date(2021, 3, 4)),
        ("en-US", "en-gb/news/talks/", date(2021, 3, 4)),
    ],
)
def test_an_address_may_name_the_country_that_the_page_does_not(lang: str, path: str, day: date) -> None:
    html = post(meta="03/04/2021").replace('lang="en"', f'lang="{lang}"')
    found = at(html, f"https://news.example/{path}").published_at
    assert found is not None
    assert found.date() == day


def with_menu(html: str, menu: str) -> str:
    return html.replace("<nav>", f"<nav>{menu}")


@pytest.mark.parametrize(
    ("menu", "body", "path"),
    [
        ("", "", "2021/april/03/talks/"),
        ('<time datetime="2021-04-03T08:00:00Z">x</time>', "", "news/talks/"),
        ("", "<p>As the ministry has it, the port has been closed to ships since April 3, 2021.</p>", "news/talks/"),
    ],
)
def test_a_day_that_the_page_names_otherwise_too_says_how_its_figures_are_to_be_read(
    menu: str, body: str, path: str
) -> None:
    found = at(with_menu(post(body, meta="03-04-2021"), menu), f"https://news.example/{path}").published_at
    assert found is not None
    assert found.date() == date(2021, 4, 3)
    assert read(post(meta="03-04-2021")).published_at == DAY


def test_days_that_tell_of_both_orders_tell_nothing() -> None:
    menu = '<time datetime="2021-04-03">x</time> <time datetime="2021-03-04">x</time>'
    assert read(with_menu(post(meta="03/04/2021"), menu)).published_at == DAY


def test_only_english_is_written_in_both_orders() -> None:
    html = with_menu(post(meta="03/04/2021"), '<time datetime="2021-03-04">x</time>')
    assert read(html.replace('lang="en"', 'lang="fr"')).published_at == datetime(2021, 4, 3, tzinfo=UTC)


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
    assert (at(post(), url).published_at, at(post(), url).sources["published_at"]) == (DAY, "url")
    assert at(post(meta="March 9, 2021"), url).published_at == datetime(2021, 3, 9, tzinfo=UTC)


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


@pytest.mark.parametrize("line", ["Event: 4 March 2021", "The fair opens on 4 March 2021"])
def test_a_day_of_something_else_under_the_headline_counts_less_than_a_date_in_the_data(line: str) -> None:
    html = post('<meta name="date" content="2021-02-20">', meta="")
    html = html.replace('<div class="meta"></div>', f"<p>{line}</p>")
    assert read(html).published_at == datetime(2021, 2, 20, tzinfo=UTC)


@pytest.mark.parametrize(
    "line",
    ["Event: 4 March 2021", "Event date: 4 March 2021", "Deadline: 4 March 2021", "Frist: 4. März 2021",
     "Abgabefrist 4. März 2021", "Date de l’événement : 4 mars 2021", "Concert in Ghent: 4 March 2021",
     "<b>Beginn:</b> 4. März 2021", "<p>Start:</p><p>4 March 2021</p>"],
)  # fmt: skip
def test_a_day_labelled_as_something_elses_is_not_the_articles_though_its_element_is_called_a_date(line: str) -> None:
    dated = f'<div class="event-date" id="date">{line}</div>'
    for head in ('<meta name="date" content="2021-02-20">', json_ld(datePublished="2021-02-20")):
        html = post(head=head, meta="").replace('<div class="meta"></div>', dated)
        assert read(html).published_at == datetime(2021, 2, 20, tzinfo=UTC)


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


PARAGRAPHS = "<p>More than ninety ships wait off the coast for a place in the harbour, and nobody knows why.</p>" * 3


@pytest.mark.parametrize(
    "below",
    [
        "<footer><p>Posted on 3 March 2019</p></footer>",
        "<footer><p>Last updated: 3 March 2019</p></footer>",
        "<aside><h3>Events</h3><p>3 March 2019</p></aside>",
        '<div><h3>Latest</h3><p><a href="/x">Another story</a> <span class="date">3 March 2019</span></p></div>',
    ],
)
def test_what_stands_in_the_main_part_below_the_article_dates_nothing(below: str) -> None:
    page = post(PARAGRAPHS, after="</article>" + below + "</main>").replace('<div id="content"', "<main><article")
    assert (read(page).published_at, read(page).modified_at) == (None, None)


@pytest.mark.parametrize("tags", ["<article>{}</article>", "<main><article>{}</article></main>", "<main>{}</main>"])
def test_the_footer_of_an_article_dates_it(tags: str) -> None:
    article = f"<h1>Port talks end in silence</h1><p>{FIRST}</p><p>{SECOND}</p><footer>Posted on 4 March 2021</footer>"
    assert read(f"<title>Port talks end in silence</title>{tags.format(article)}").published_at == DAY


@pytest.mark.parametrize(
    "sentence",
    [
        "The war began on {}, and nobody has counted the dead since.",
        "„Seit dem {} hat sich im Hafen nichts mehr bewegt“, sagte er der Zeitung.",
        "الحرب بدأت في {} ولم يحصِ أحد القتلى منذ ذلك الحين على الإطلاق؟",
    ],
)
@pytest.mark.parametrize("around", ["<p>{}</p>", "<ul><li>{}</li></ul>", "<p><em>{}</em></p>"])
def test_a_time_within_a_sentence_is_what_the_article_tells_of(sentence: str, around: str) -> None:
    told = around.format(sentence.format('<time datetime="2011-03-15">15 March 2011</time>'))
    assert read(post(told)).published_at is None
    assert read(post().replace('<div class="entry">', f'<div class="entry">{told}')).published_at is None
    assert read(post(told + '<p><time datetime="2021-03-04">4 March</time></p>')).published_at == DAY


@pytest.mark.parametrize(
    "line",
    [
        'By Ann Bell, our correspondent in the capital, <time datetime="2021-03-04">4 March</time>',
        'This post was published by Ann Bell on <time datetime="2021-03-04">4 March</time> in Politics and World.',
    ],
)
def test_a_time_in_a_byline_is_the_articles_however_long_that_is(line: str) -> None:
    assert read(post(meta="").replace('<div class="meta"></div>', f"<p>{line}</p>")).published_at == DAY


def test_a_paragraph_of_thousands_of_times_is_read_in_no_time() -> None:
    begin = process_time()
    read(post(f"<p>{'<time datetime=2020-01-01>x</time> and so on, ' * 5_000}.</p>"))
    assert process_time() - begin < 5


@pytest.mark.parametrize("line", ["© 2019-03-03 Example News", "Copyright 03.03.2019", "(c) 2019/03/03 Example News"])
def test_the_day_of_a_copyright_is_not_the_articles(line: str) -> None:
    assert read(post(f"<p>{line}</p>")).published_at is None


@pytest.mark.parametrize("line", ["<div>{}</div>", '<header><span class="date">{}</span></header>'])
@pytest.mark.parametrize("day", ["Monday, June 1, 2026", "31 May 2026"])
def test_the_day_of_the_capture_over_the_article_is_not_its(day: str, line: str) -> None:
    assert read(post().replace('<div id="content"', f'{line.format(day)}<div id="content"')).published_at is None
    earlier = line.format("May 28, 2026")
    assert read(post().replace('<div id="content"', f'{earlier}<div id="content"')).published_at is not None


@pytest.mark.parametrize(
    "line", ["<div>Published: {}</div>", '<p class="date">{}</p>', "<article><p>{}</p>", "<main><p>{}</p>"]
)
def test_an_article_of_the_day_of_the_capture_may_say_so_over_its_headline(line: str) -> None:
    dated = post().replace('<div id="content"', f'{line.format("June 1, 2026")}<div id="content"')
    assert read(dated).published_at == NOW.replace(hour=0)


def printed_day(html: str) -> datetime | None:
    """What is read of the printed lines of a page, and not of its markup."""
    article = read(html)
    return article.published_at if article.sources.get("published_at") == "dom" else None


def test_a_page_without_a_headline_is_dated_by_a_line_over_its_text_and_by_none_below() -> None:
    line, texts = '<p class="date">March 4, 2021</p>', f"<p>{FIRST} {FIRST}</p>" * 3
    assert printed_day(f"<body>{line}{texts}</body>") == DAY
    assert printed_day(f"<body>{texts}{line}</body>") is None


@pytest.mark.parametrize(("between", "day"), [(9, DAY), (45, None)])
def test_short_lines_may_stand_between_the_headline_and_its_date_but_not_without_end(
    between: int, day: datetime | None
) -> None:
    rows = "".join(f"<div>Link {number}</div>" for number in range(between))
    html = post(f"<p>{FIRST} {FIRST}</p>", meta=f"{rows}<div>March 4, 2021</div>")
    assert printed_day(html) == day


@pytest.mark.parametrize(
    "line",
    [
        "This entry was last updated on March 9, 2021 by those who run the site and was published a long time before.",
        "This article was brought to you on March 9, 2021 by the friends of the harbour, who have paid for its costs.",
    ],
)
def test_a_long_line_about_the_article_that_does_not_say_when_it_was_posted_dates_nothing(line: str) -> None:
    more = " You can follow any responses through the feed, leave one of your own, or link to this from your own site."
    assert read(post(after=f"<p>{line}{more}</p>")).published_at is None


@pytest.mark.parametrize(
    "change",
    [
        '<p class="last-updated"><time datetime="2021-03-09">x</time></p>',
        '<p><b>Updated</b><time datetime="2021-03-09">x</time></p>',
        '<p>Updated <time datetime="2021-03-09">x</time></p>',
        '<p><b>By Ann Bell</b> updated <time datetime="2021-03-09">x</time></p>',
    ],
)
def test_what_an_element_or_the_words_before_it_call_a_change_is_not_the_publication(change: str) -> None:
    html = post(meta=f'{change}<p><time datetime="2021-03-04">y</time></p>')
    assert read(html).published_at == DAY


@pytest.mark.parametrize(
    "line",
    [
        "Version 1.9.21 of the harbour code",  # a number
        "<h3>March 4, 2021</h3><h3>March 5, 2021</h3><h3>March 6, 2021</h3><h3>March 7, 2021</h3>",  # a calendar
    ],
)
def test_a_line_under_the_headline_that_is_hardly_a_date_dates_nothing(line: str) -> None:
    assert printed_day(post(meta=f"<div>{line}</div>")) is None


def test_a_date_in_figures_of_a_few_letters_counts_if_little_stands_beside_it() -> None:
    html = post(meta="<div>1.9.21</div>").replace('lang="en"', 'lang="de"')
    assert printed_day(html) == datetime(2021, 9, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    "head",
    [
        "<header><p>Monday, June 1, 2026</p></header>",
        '<header><div class="dateline">Monday, June 1, 2026</div></header>',
        '<div class="top"><p>May 31, 2026</p></div>',
    ],
)
def test_the_day_of_the_capture_in_the_head_of_a_page_is_not_the_articles_though_labelled_lines_are(head: str) -> None:
    html = post().replace('<div id="content"', f'{head}<div id="content"')
    assert printed_day(html) is None
    labelled = html.replace("Monday, June", "Published: June").replace("<p>May", "<p>Published: May")
    assert printed_day(labelled) is not None


def test_the_label_after_a_date_counts_where_no_other_date_follows() -> None:
    after = f"<p>{FIRST}</p><p>March 4, 2021 (date of publication)</p>"
    assert printed_day(post(f"<p>{FIRST} {FIRST}</p>" * 6, after=after)) == DAY
    both = after.replace("(date of publication)", "– March 9, 2021 published")
    assert printed_day(post(f"<p>{FIRST} {FIRST}</p>" * 6, after=both)) != DAY


def test_a_caption_and_a_quotation_under_the_headline_date_nothing_but_a_marked_day_alone_may_stand_in_one() -> None:
    caption = '<figure><img src="/a.jpg"><figcaption>{}</figcaption></figure>'
    assert printed_day(post(meta=caption.format("March 4, 2021"))) is None
    assert printed_day(post(meta=caption.format('<time datetime="">March 4, 2021</time>'))) == DAY
    assert printed_day(post(meta='<blockquote><time datetime="">March 4, 2021</time></blockquote>')) is None
