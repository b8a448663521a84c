"""Where on a page bylines stand: around the headline, at the first line of the text, and below the last."""

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from itertools import chain, islice, takewhile

from lxml.etree import XPath
from lxml.html import HtmlElement

from iria_crawler.extract.html import squeeze, text_of, words_of
from iria_crawler.extract.structured import Structured
from iria_crawler.text import size_of

PROSE = 100
"""Letters; a paragraph with more is running text."""

HEADINGS = ("h2", "h3", "h4", "h5", "h6")
_BEFORE = XPath("preceding::*[position() <= 60]")
_TEXT_BLOCKS = frozenset(["div", "section", "td", "li"])
_HEAD_PARAGRAPHS = 3  # a summary and a line about advertising may stand before the byline
_LONGEST_HEAD = 800
_MOST_HEADINGS, _FEWEST = 30, 3
_FOOT = 120


@dataclass(frozen=True, slots=True)
class Head:
    """The elements around the headline; `first` is the first paragraph, `opening` what leads from one to the other."""

    elements: Sequence[HtmlElement] = ()
    first: HtmlElement | None = None
    opening: Sequence[HtmlElement] = ()
    before: Sequence[HtmlElement] = ()


def head_of(
    tree: HtmlElement, headings: Sequence[HtmlElement], data: Structured, *, end: Set[HtmlElement] = frozenset()
) -> Head:
    """The head of an article, up to its third paragraph or to what is its `end`; empty if the page has neither first
    heading, one of `headings`, nor paragraph."""
    start = headline_of(tree, headings, data)
    if start is None:
        start = next(chain(_lesser_headlines(tree, data), filter(is_prose, tree.iter("p"))), None)
    if start is None:
        return Head()
    after: list[HtmlElement] = []
    prose: list[int] = []
    for element in takewhile(lambda one: one not in end, islice(following(start), _LONGEST_HEAD)):
        if element is not start and is_prose(element):
            prose.append(len(after))
            if len(prose) == _HEAD_PARAGRAPHS:
                break
        after.append(element)
    if not prose:
        return Head([*reversed(_BEFORE(start)), *after], None, after)
    # what follows the last paragraph is no head, however short the text
    head = after[: max(prose[-1], prose[0] + 1)] if len(prose) < _HEAD_PARAGRAPHS else after
    before = [*reversed(_BEFORE(start))]
    return Head([*before, *head], after[prose[0]], after[: _begins(after, prose) + 2], before[:12])


def _begins(after: Sequence[HtmlElement], prose: Sequence[int]) -> int:
    """Where the text begins: a first paragraph in another box than the second may be a long standfirst."""
    if len(prose) < 2 or prose[1] >= len(after):
        return prose[0]
    return prose[0] if after[prose[0]].getparent() is after[prose[1]].getparent() else prose[1]


def foot_of(tree: HtmlElement, head: Head, *, end: Set[HtmlElement] = frozenset()) -> list[HtmlElement]:
    """The elements below the text: the last paragraph and those up to its `end`, but for those of the head."""
    before = list(takewhile(lambda one: one not in end, tree.iter("p", *HEADINGS)))
    last = next((one for one in reversed(before) if one.tag == "p" and is_prose(one)), None)
    known = set(head.elements)
    below = () if last is None else takewhile(lambda one: one not in end, islice(following(last), _FOOT))
    return [element for element in below if element not in known]


def following(element: HtmlElement) -> Iterator[HtmlElement]:
    """An element, what is in it and all that comes after it."""
    yield from element.iter("*")
    for above in (element, *element.iterancestors()):
        for sibling in above.itersiblings("*"):
            yield from sibling.iter("*")


def is_prose(element: HtmlElement) -> bool:
    """Whether an element is a paragraph of running text, or a block that begins with one."""
    if element.tag == "p":
        return size_of("".join(element.itertext()).strip()) > PROSE
    return element.tag in _TEXT_BLOCKS and size_of((element.text or "").strip()) > PROSE


def _lesser_headlines(tree: HtmlElement, data: Structured) -> Iterator[HtmlElement]:
    """The headings of second and third rank that say most of the title of a page."""
    title = _title_words(tree, data)
    for heading in islice(tree.iter("h2", "h3"), _MOST_HEADINGS):
        words = set(words_of(text_of(heading)))
        if len(words) >= _FEWEST and words <= title and 2 * len(words) >= len(title):
            yield heading


def _title_words(tree: HtmlElement, data: Structured) -> set[str]:
    return set(words_of(data.said("og:title") or squeeze(tree.findtext(".//title") or "")))


def headline_of(tree: HtmlElement, headings: Sequence[HtmlElement], data: Structured) -> HtmlElement | None:
    """That of the first headings of a page that says most of its title."""
    if len(headings) < 2:
        return headings[0] if headings else None
    title = _title_words(tree, data)
    return max(headings, key=lambda heading: len(title.intersection(words_of(text_of(heading)))))
