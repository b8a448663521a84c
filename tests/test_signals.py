"""What a page says on archiving, indexing and text mining is kept as it was said."""

from collections.abc import Mapping
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iria_crawler.extract import tree_of
from iria_crawler.extract.signals import signals
from iria_crawler.items import Page

Headers = tuple[tuple[str, str], ...]
Signals = Mapping[str, tuple[str, ...]]


def said(*headers: tuple[str, str], head: str = "", body: str = "<p>x</p>") -> Signals:
    page = Page(
        url="https://news.example/news/a/",
        status=200,
        headers=(("Content-Type", "text/html"), *headers),
        body=f"<html><head>{head}</head><body>{body}</body></html>".encode(),
        captured_at=datetime(2026, 6, 1, tzinfo=UTC),
    )
    return signals(page, tree_of(page))


def meta(name: str, content: str) -> str:
    return f'<meta name="{name}" content="{content}">'


def test_a_page_that_says_nothing_has_no_signal() -> None:
    assert said(head=meta("description", "noindex") + meta("author", "GPTBot")) == {}


@pytest.mark.parametrize(
    ("values", "tokens"),
    [
        (["noindex"], ("noindex",)),
        (["NoIndex,NOFOLLOW , noarchive"], ("noindex", "nofollow", "noarchive")),
        (["noarchive", "noindex, noarchive"], ("noarchive", "noindex")),
        (["googlebot: noindex, nofollow"], ("googlebot: noindex", "googlebot: nofollow")),
        (["noindex, BingBot: noarchive"], ("noindex", "bingbot: noarchive")),
        (["max-snippet: -1, max-image-preview:large"], ("max-snippet:-1", "max-image-preview:large")),
        (["otherbot: max-snippet:20"], ("otherbot: max-snippet:20",)),
        (["unavailable_after: 25 Jun 2026 15:00:00 PST"], ("unavailable_after:25 jun 2026 15:00:00 pst",)),
        (
            ["unavailable_after: Thu, 25 Jun 2026 15:00:00 GMT, noarchive"],
            ("unavailable_after:thu, 25 jun 2026 15:00:00 gmt", "noarchive"),
        ),
        (
            ["googlebot: unavailable_after: Thursday, 25-Jun-26 15:00:00 GMT"],
            ("googlebot: unavailable_after:thursday, 25-jun-26 15:00:00 gmt",),
        ),
        (["unavailable_after: 2026-06-25T15:00:00+00:00"], ("unavailable_after:2026-06-25t15:00:00+00:00",)),
        ([" , ,", ""], ()),
        (["googlebot:"], ()),
    ],
    ids=[
        "one",
        "letters",
        "twice",
        "robot",
        "robot-later",
        "values",
        "robot-value",
        "date",
        "date-with-comma",
        "date-for-robot",
        "date-iso",
        "empty",
        "robot-alone",
    ],
)
def test_the_header_is_told_apart(values: list[str], tokens: tuple[str, ...]) -> None:
    found = said(*(("X-Robots-Tag", value) for value in values))
    assert found == ({"x-robots-tag": tokens} if tokens else {})


def test_elements_for_all_robots_and_for_known_ones_are_kept() -> None:
    head = meta("Robots", "noarchive, max-image-preview:large") + meta("GPTBot", "noindex") + meta("ccbot", "nofollow")
    assert said(head=head)["meta-robots"] == (
        "noarchive",
        "max-image-preview:large",
        "gptbot: noindex",
        "ccbot: nofollow",
    )


def test_a_reservation_of_text_mining_is_kept_with_its_policy() -> None:
    policy = "https://news.example/TDM-Policy.json"
    headers = (("TDM-Reservation", "1"), ("tdm-policy", policy))
    expected = {"tdm-reservation": ("1",), "tdm-policy": (policy,)}
    assert said(*headers) == expected
    assert said(head=meta("tdm-reservation", "1") + meta("tdm-policy", policy)) == expected
    assert said(("tdm-reservation", "0"), head=meta("tdm-reservation", "1"))["tdm-reservation"] == ("0", "1")


def test_what_is_said_to_ai_is_gathered() -> None:
    found = said(
        ("X-Robots-Tag", "noai"),
        ("Content-Usage", "train-ai=n, search=y"),
        ("Content-Signal", "search=yes, AI-Train = no"),
        head=meta("robots", "noimageai, index"),
    )
    assert found["ai"] == ("noai", "noimageai", "train-ai=n", "search=y", "search=yes", "ai-train=no")
    assert found["meta-robots"] == ("noimageai", "index")


def test_a_licence_is_an_address() -> None:
    by, nc = "https://creativecommons.org/licenses/by/4.0/", "https://creativecommons.org/licenses/by-nc/4.0/"
    body = (
        f'<a rel="noopener License" href="{nc}">CC</a><a rel="license">none</a><a rel="license" href="{nc}">again</a>'
    )
    found = said(
        ("Link", f'</style.css>; rel=preload, <{by}>; rel="license"'),
        head='<base href="https://cdn.example/"><link rel="license" href="/terms">',
        body=body,
    )
    assert found == {"licence": (by, "https://cdn.example/terms", nc)}


def test_headers_are_read_where_there_is_no_page() -> None:
    page = Page(
        url="https://news.example/a.pdf",
        status=200,
        headers=(("x-robots-tag", "noindex"),),
        body=b"%PDF",
        captured_at=datetime(2026, 6, 1, tzinfo=UTC),
    )
    assert signals(page, None) == {"x-robots-tag": ("noindex",)}


def test_no_server_can_fill_the_database() -> None:
    many = ", ".join(f"robot{number}: token{number}" for number in range(10_000))
    long = "x" * 100_000
    found = said(
        ("X-Robots-Tag", many),
        ("TDM-Policy", f"https://news.example/{long}"),
        *(("Content-Usage", f"use{number}=n") for number in range(1_000)),
        head=meta("robots", long) + meta("tdm-policy", long),
    )
    assert {kind: len(values) for kind, values in found.items()} == {
        "x-robots-tag": 50,
        "meta-robots": 1,
        "ai": 50,
    }
    assert all(len(value) <= 300 for values in found.values() for value in values)


NAMES = ["x-robots-tag", "tdm-policy", "content-usage", "link"]


@given(st.lists(st.tuples(st.sampled_from(NAMES), st.text(max_size=60)), max_size=6), st.text(max_size=60))
def test_nothing_is_too_odd(headers: list[tuple[str, str]], content: str) -> None:
    # A page that says so: otherwise some control letters in so few bytes make it binary.
    page = Page(
        url="https://news.example/",
        status=200,
        headers=tuple(headers),
        body=b"<html><p>x<meta name=robots content='%s'><a rel=license href='%s'>"
        % ((content.encode(errors="replace"),) * 2),
        captured_at=datetime(2026, 6, 1, tzinfo=UTC),
    )
    tree = tree_of(page)
    found = signals(page, tree)
    assert found == signals(page, tree)
    assert all(value.strip() == value != "" for values in found.values() for value in values)
    "".join(value for values in found.values() for value in values).encode()
