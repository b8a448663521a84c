"""A text that a page holds twice is read once."""

from datetime import UTC, datetime

from lxml import html

from iria_crawler.extract import extract
from iria_crawler.extract.copies import without_copies
from iria_crawler.extract.passages import passages_of
from iria_crawler.items import Page
from iria_crawler.sites import Identity, Site

FIRST = "The ministry said on Monday that the talks in the capital had ended without any agreement."
SECOND = "Ships have waited outside the port for three weeks, and no crew has been allowed ashore since."
THIRD = "A spokesman for the union told reporters that members would vote on the offer next Thursday."


def kept(body: str) -> list[str]:
    passages = passages_of(html.fromstring(f"<body>{body}</body>"))
    return [passages[at].text for at in without_copies(passages, range(len(passages)))]


def test_a_hidden_copy_of_what_is_shown_is_left_out() -> None:
    copy = f'<div style="display: none"><p>{FIRST} {SECOND}</p></div>'
    assert kept(f"<p>{FIRST}</p><p>{SECOND}</p>{copy}") == [FIRST, SECOND]
    assert kept(f"{copy}<p>{FIRST}</p><p>{SECOND}</p>") == [FIRST, SECOND]


def test_what_only_the_hidden_part_says_is_kept() -> None:
    assert kept(f"<p>{FIRST}</p><div hidden><p>{SECOND}</p></div>") == [FIRST, SECOND]
    assert kept(f"<div hidden><p>{FIRST}</p><p>{SECOND}</p></div>") == [FIRST, SECOND]
    whole = f"{FIRST} {SECOND} {THIRD}"
    assert kept(f"<p>{FIRST}</p><div hidden><p>{whole}</p></div>") == [FIRST, whole]


def test_what_is_shown_twice_is_kept_twice() -> None:
    assert kept(f"<p>{FIRST}</p><blockquote>{FIRST}</blockquote>") == [FIRST, FIRST]


def test_a_text_that_is_there_once_for_each_kind_of_screen_is_read_once() -> None:
    text = f"<h2>What was said</h2><p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p>"
    assert kept(f"<div class=wide>{text}</div><div class=narrow>{text}</div>") == [
        "What was said",
        FIRST,
        SECOND,
        THIRD,
    ]


def test_a_refrain_and_the_days_of_a_plan_are_kept_as_often_as_they_are_said() -> None:
    verses = [FIRST, SECOND, FIRST, THIRD, FIRST]
    assert kept("".join(f"<p>{verse}</p>" for verse in verses)) == verses
    days = [line for day in ("Monday", "Tuesday") for line in (FIRST, f"On {day} this is all.", SECOND, THIRD)]
    assert kept("".join(f"<p>{line}</p>" for line in days)) == days


def test_an_article_has_its_text_once() -> None:
    texts = [
        FIRST,
        SECOND,
        THIRD,
        "Officials said that the queue of vessels had grown to more than forty by the weekend.",
    ]
    shown = "".join(f"<p>{text}</p>" for text in texts)
    page = Page(
        url="https://news.example/port-talks-end/",
        status=200,
        headers=(("Content-Type", "text/html"),),
        body=f"""<html lang=en><head><title>Port talks end</title>
        <meta property="article:published_time" content="2026-01-02T10:00:00Z"></head><body><article>
        <h1>Port talks end</h1><div class="content">{shown}
        <div style="display:none"><div>{" ".join(texts)}</div></div></div></article></body></html>""".encode(),
        captured_at=datetime(2026, 6, 1, tzinfo=UTC),
    )
    assert extract(page, Site(site=Identity(home="https://news.example/"))).body == "\n\n".join(texts)
