"""The text that trafilatura takes for the article's."""

import logging
from collections.abc import Sequence

import trafilatura
from lxml.etree import LxmlError, XPath
from lxml.html import HtmlElement

from iria_crawler.extract.lines import paragraphs
from iria_crawler.extract.surroundings import drop_furniture
from iria_crawler.extract.view import View
from iria_crawler.text import size_of

# It warns of every page without text; the caller counts those.
for _name in ("trafilatura", "htmldate", "justext", "readability"):
    logging.getLogger(_name).setLevel(logging.CRITICAL)

ENOUGH = 250
"""Below this many letters trafilatura takes all that the page has in one lump; what markup calls the text is better."""

_CROWD = 3_000
_DISCARDED = frozenset(["aside", "footer", "form", "menu", "nav"])
_ELEMENTS = XPath("count(descendant-or-self::*)")
_MARKED = (
    ".//*[@itemprop='articleBody'] | .//*[self::div or self::section]["
    "contains(concat(' ', @class, ' '), ' entry-content ') or contains(concat(' ', @class, ' '), ' post-content ') or "
    "contains(concat(' ', @class, ' '), ' article-body ') or contains(concat(' ', @class, ' '), ' entry ')]"
)


def read_by_trafilatura(view: View) -> Sequence[str]:
    """The text that trafilatura takes for the article's."""
    drop_furniture(view.pruned)
    _unbox(view.content)
    try:
        document = (
            None
            if _is_crowded(view.pruned)
            # of any format but its own, "python", only the tree is made, which is all that is looked at
            else trafilatura.bare_extraction(view.pruned, include_comments=False, output_format="txt", fast=True)
        )
    except (RecursionError, LxmlError, AttributeError, IndexError, AssertionError, KeyError):
        document = None  # it stumbles over odd trees; the prose itself can still be read
    lines = () if document is None or isinstance(document, dict) else paragraphs(document.body)
    if sum(map(len, lines)) < ENOUGH and sum(map(size_of, lines)) < ENOUGH:
        marked = next((found for found in map(paragraphs, view.pruned.xpath(_MARKED)) if found), ())
        if marked or not lines:
            return marked or paragraphs(view.content)
    return lines


def _unbox(content: HtmlElement) -> None:
    """Make boxes of the elements around the prose that trafilatura discards: a sidebar that is never closed has all
    in it that follows, and some pages are one form."""
    for element in (content, *content.iterancestors()):
        if element.tag in _DISCARDED:
            element.tag = "div"


def _is_crowded(tree: HtmlElement) -> bool:
    """Whether an element has so many others right in it that trafilatura takes seconds: it looks back from each."""
    return _ELEMENTS(tree) > _CROWD and any(len(element) > _CROWD for element in tree.iter("*"))
