"""The standfirst of an article is a part of its text, though it stands outside of it."""

import numpy as np
import pytest
from lxml.html import document_fromstring

from iria_crawler.extract.passages import passages_of
from iria_crawler.extract.standfirst import standfirst

TITLE = "Council votes to close the harbour"
SAYS = "After a night of talks the last ferry company gives up its berth for good"
TEXT = "<p>The council has voted by nine to four to close the old harbour to all ships from next spring on.</p>"


def found(between: str, *, score: float = 0.2, before: str = f"<h1>{TITLE}</h1>") -> list[str]:
    """What is taken for the standfirst if all before the text is as probable as `score`."""
    tree = document_fromstring(f"<html><body>{before}<div>{between}</div><div>{TEXT}</div></body></html>")
    passages = passages_of(tree.find("body"))
    scores = np.full(len(passages), score)
    return [passages[at].text for at in sorted(standfirst(passages, scores, TITLE, len(passages) - 1))]


def test_what_stands_between_headline_and_text_is_the_standfirst_though_it_is_hardly_probable() -> None:
    assert found(f"<p>{SAYS}</p>") == [SAYS]


def test_a_standfirst_of_several_paragraphs_is_taken_as_a_whole() -> None:
    assert found(f"<p class=lead>{SAYS}</p><p class=lead>{SAYS} too</p><p class=x>{SAYS} or not</p>") == [
        SAYS,
        f"{SAYS} too",
    ]


@pytest.mark.parametrize(
    "line",
    [
        "<p>By Anna Berg</p>",
        f"<p><a href=/other>{SAYS}</a></p>",
        f"<figure><figcaption>{SAYS}</figcaption></figure>",
        f"<p class=article__meta>{SAYS}</p>",
        f"<div class=author-bio><p>{SAYS}</p></div>",
        f"<form><p>{SAYS}</p></form>",
        f"<p>{SAYS * 9}</p>",
    ],
)
def test_what_else_stands_there_is_none(line: str) -> None:
    assert found(line) == []


def test_what_is_said_of_headline_and_text_alike_makes_no_difference() -> None:
    """WordPress calls every post with a picture `has-post-thumbnail`."""
    whole = f"<article class=has-post-thumbnail><h1>{TITLE}</h1><p class=x>{SAYS}</p>{TEXT}</article>"
    passages = passages_of(document_fromstring(whole).find(".//article"))
    assert standfirst(passages, np.full(3, 0.2), TITLE, 2) == {1}


def test_what_the_forest_thinks_is_of_elsewhere_is_none() -> None:
    assert found(f"<p>{SAYS}</p>", score=0.1) == []


def test_without_a_headline_there_is_none() -> None:
    assert found(f"<p>{SAYS}</p>", before="") == []


def test_what_stands_before_the_headline_is_none() -> None:
    assert found("", before=f"<p>{SAYS}</p><h1>{TITLE}</h1>") == []
