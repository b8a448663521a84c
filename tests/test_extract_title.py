"""Which of the headings and witnesses of a page is its headline."""

import pytest

from .extract.markup import json_ld, post, read

TITLE = "Port talks end in silence"
HEADING = f'<h1 class="title">{TITLE}</h1>'


def og(title: str) -> str:
    return f'<meta property="og:title" content="{title}">'


def headed(heading: str, *, head: str = "", title: str = TITLE) -> str:
    """A page with another heading in place of its only one."""
    return post(head=head, title=title).replace(f'<h1 class="title">{title}</h1>', heading)


@pytest.mark.parametrize(
    "heading",
    [
        f'<h1>{TITLE}<span class="sub">Nobody would say why, nine ministers left</span></h1>',
        f'<h1><span class="kicker">Northern harbours:</span> {TITLE}</h1>',
        f'<h1><span>Northern harbours</span><span>: </span><span class="headline">{TITLE}</span></h1>',
        f"<h1>Northern harbours: {TITLE}</h1>",
    ],
)
def test_a_line_over_or_under_the_headline_in_its_heading_is_left_out_if_a_witness_does_so(heading: str) -> None:
    assert read(headed(heading, head=og(TITLE))).title == TITLE


def test_what_only_looks_like_an_element_stays_in_the_headline_though_a_witness_lost_it() -> None:
    assert read(headed("<h1>What <it> means for ports</h1>", head=og("What means for ports"))).title == (
        "What <it> means for ports"
    )


def test_a_heading_is_kept_whole_if_no_witness_parts_it() -> None:
    heading = f'<h1><span class="kicker">Northern harbours:</span> {TITLE}</h1>'
    assert read(headed(heading, head=og(f"Northern harbours: {TITLE}"), title="Harbours")).title == (
        f"Northern harbours: {TITLE}"
    )


@pytest.mark.parametrize(
    "logo",
    [
        '<header><h1><a href="https://news.example/">The Harbour Herald</a></h1></header>',
        '<header><h1 class="site-title">The Harbour Herald</h1></header>',
        '<header><a href="/" class="logo"><h1>The Harbour Herald</h1></a></header>',
    ],
)
def test_a_logo_is_no_headline_and_its_name_is_taken_off_the_title(logo: str) -> None:
    html = headed(f"{logo}<h2>{TITLE}</h2>").replace("Example News</title>", "The Harbour Herald</title>")
    assert read(html).title == TITLE


def test_a_headline_printed_over_the_text_beats_the_one_of_the_breadcrumb() -> None:
    way = '<ol class="breadcrumb"><li><h1>Port talks end, ministers are silent</h1></li></ol>'
    html = headed(f"{way}<h2>{TITLE}</h2>", head=json_ld(headline=TITLE) + og("Port talks end, ministers are silent"))
    assert read(html).title == TITLE


def test_a_heading_of_the_breadcrumb_is_better_than_none() -> None:
    way = f'<ol class="breadcrumb"><li><h1>{TITLE}</h1></li></ol>'
    assert read(headed(way, head=og(TITLE + " | Harbours today"))).title == TITLE


def test_the_only_heading_over_the_text_beats_data_that_say_something_else() -> None:
    assert read(headed(HEADING, head=json_ld(headline="Everything about harbours"))).title == TITLE


def test_of_several_headings_that_the_witnesses_know_the_headline_is_the_longer_one() -> None:
    html = headed(f"<h1>News</h1>{HEADING}", head=og(TITLE)).replace(f"<title>{TITLE}", "<title>News")
    assert read(html).title == TITLE


@pytest.mark.parametrize("title", [f"{TITLE} | Example News", f"{TITLE}_Example News", f"{TITLE} – news.example"])
def test_without_a_heading_the_title_is_the_pages_without_the_name_of_the_site(title: str) -> None:
    assert read(headed("", head=og(title), title="x")).title == TITLE


def test_the_line_over_a_heading_is_of_the_headline_if_the_witnesses_agree_that_it_is() -> None:
    whole = f"Northern harbours: {TITLE}"
    heading = f'<p class="overline">Northern harbours</p>{HEADING}'
    assert read(headed(heading, head=json_ld(headline=whole) + og(whole))).title == whole
    assert read(headed(heading, head=json_ld(headline=whole) + og(TITLE))).title == TITLE
    assert read(headed(HEADING, head=json_ld(headline=whole) + og(whole))).title == TITLE
