"""A table of contents is none of the text, nor is a heading at the end under which there is nothing."""

import pytest

from .extract.markup import FIRST, SECOND, post, read

HEADINGS = ("What the docks were", "Who pays")
PARTS = "".join(f'<h2 id="{at}">{heading}</h2><p>{FIRST}</p>' for at, heading in enumerate(HEADINGS))
TEXT = [FIRST, HEADINGS[0], FIRST, HEADINGS[1], FIRST, SECOND]


def body(inside: str) -> list[str]:
    return read(post(inside)).body.split("\n\n")


def links(href: str) -> str:
    return "".join(f'<li><a href="{href.format(at)}">{heading}</a></li>' for at, heading in enumerate(HEADINGS))


@pytest.mark.parametrize("label", ["<p>Table of contents</p>", "<h3>In diesem Artikel:</h3>", "<p><b>目次</b></p>", ""])
def test_links_to_the_parts_of_a_page_are_none_of_its_text(label: str) -> None:
    assert body(f"<div>{label}<ul>{links('#{}')}</ul></div>{PARTS}") == TEXT


def test_what_is_called_a_table_of_contents_alone_is_none_of_the_text() -> None:
    assert body(f"<p><strong>Inhaltsverzeichnis</strong></p>{PARTS}") == TEXT


def test_such_links_in_one_line_are_none_of_it_either() -> None:
    row = " ".join(f'<a href="#{at}">{heading}</a>' for at, heading in enumerate(HEADINGS))
    assert body(f"<p>{row}</p>{PARTS}") == TEXT


def test_a_list_of_the_same_words_that_leads_nowhere_is_text() -> None:
    listed = "".join(f"<li>{heading}</li>" for heading in HEADINGS)
    assert body(f"<ul>{listed}</ul>{PARTS}") == [FIRST, *HEADINGS, *TEXT[1:]]


def test_a_paragraph_that_points_at_a_part_of_the_page_is_text() -> None:
    line = "Who pays for all of this is told in the last part, and what the docks were in the first."
    assert line in body(f'<p><a href="#1">{line}</a></p>{PARTS}')


def test_a_short_heading_at_the_end_is_none_of_the_text_and_one_that_says_something_is() -> None:
    told = "The talks go on in the capital on Friday, and nobody expects them to end before the spring"

    def ended(heading: str) -> str:
        text = f"<p>{FIRST}</p><p>{SECOND}</p>"
        day = "<p><time datetime='2026-05-30'>30 May 2026</time></p>"
        shown = f"<h1>Port talks end in silence</h1>{day}{text * 2}<h2>Who pays</h2>{text}<h2>{heading}</h2>"
        head = "<title>Port talks end in silence</title>"
        return read(
            f"<html lang='en'><head>{head}</head><body><main>{shown}</main><footer>©</footer></body></html>"
        ).body

    assert ended("Webmentions").endswith(SECOND)
    assert ended(told).endswith(told)
