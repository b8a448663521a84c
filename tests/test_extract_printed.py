"""Days and times as they are printed: in the words, figures and orders of many languages."""

from datetime import UTC, date, datetime, time, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iria_crawler.extract.moments import moment
from iria_crawler.extract.printed import printed

from .extract.dated import DAY, MARCH_4, read_at, under
from .extract.markup import NOW, URL, post, read


@pytest.mark.parametrize("day", ["2021-02-30", "2021-02-30T10:00:00Z", "30.02.2021", "2021/02/30"])
def test_a_day_that_there_is_not_is_no_date(day: str) -> None:
    assert under(day) is None
    assert read(post(meta="").replace('<div class="meta"></div>', f"<time datetime={day}></time>")).published_at is None


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
        "民國110年3月4日", "4 មីនា 2021", "၄ မတ် ၂၀၂၁", "4 ມີນາ 2021", "2021 මාර්තු 4",
    ],
)  # fmt: skip
def test_a_day_is_read_in_the_words_and_digits_of_many_languages(text: str) -> None:
    assert [one.day for one in printed(text)] == [MARCH_4]


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
    found = read_at(html, url).published_at
    assert found is not None
    assert found.date() == day


def test_the_country_may_be_said_for_networks_alone_but_america_is_their_default() -> None:
    html = post(head='<meta property="og:locale" content="en_GB">', meta="03/04/2021")
    april = datetime(2021, 4, 3, tzinfo=UTC)
    assert read_at(html, URL).published_at == april
    assert read_at(html.replace("en_GB", "en_US"), "https://news.example.uk/a/").published_at == april


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
    found = read_at(html, f"https://news.example/{path}").published_at
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
    found = read_at(with_menu(post(body, meta="03-04-2021"), menu), f"https://news.example/{path}").published_at
    assert found is not None
    assert found.date() == date(2021, 4, 3)
    assert read(post(meta="03-04-2021")).published_at == DAY


def test_days_that_tell_of_both_orders_tell_nothing() -> None:
    menu = '<time datetime="2021-04-03">x</time> <time datetime="2021-03-04">x</time>'
    assert read(with_menu(post(meta="03/04/2021"), menu)).published_at == DAY


def test_only_english_is_written_in_both_orders() -> None:
    html = with_menu(post(meta="03/04/2021"), '<time datetime="2021-03-04">x</time>')
    assert read(html.replace('lang="en"', 'lang="fr"')).published_at == datetime(2021, 4, 3, tzinfo=UTC)
