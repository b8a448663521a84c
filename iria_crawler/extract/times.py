"""The elements that mark a time up, and what each says that it is the time of."""

import re
from collections.abc import Iterator
from itertools import islice

from lxml.etree import XPath
from lxml.html import HtmlElement

from iria_crawler.extract.datelines import is_change, is_told
from iria_crawler.extract.html import text_of
from iria_crawler.extract.microdata import stands_in

LEAST_PLAIN = 4
"""The rank of a time about which nothing is said."""

_TIMES = XPath(".//time | .//abbr[@title] | descendant::*/@itemprop/..")  # half as long as one path with a condition
_AROUND_TIMES = re.compile(r"wp-block-post-date|posted-on|byline|meta")
_MOST_PARTS = 50  # elements; of a sentence
_LINES, _LEVELS = frozenset(["p", "li", "dd", "td", "blockquote"]), 3
_CHANGE_CLASSES = frozenset(["updated", "modified"])


def publication_times(place: HtmlElement, others: frozenset[HtmlElement]) -> Iterator[tuple[int, HtmlElement]]:
    """The elements with a time outside of `others`, ranked by how plainly they say that it is of publication."""
    for element in _TIMES(place):
        rank = _rank(element, place)
        if rank is not None and not is_change(element) and not stands_in(element, others):
            yield rank, element


def change_times(place: HtmlElement, others: frozenset[HtmlElement]) -> Iterator[tuple[int, HtmlElement]]:
    """The same for the elements that say when the article was changed."""
    for element in _TIMES(place):
        classes = frozenset((element.get("class") or "").split())
        if stands_in(element, others):
            continue
        if element.get("itemprop") == "dateModified":
            yield 0, element
        elif element.tag == "time" and classes & _CHANGE_CLASSES and "published" not in classes:
            yield 1, element


def _rank(element: HtmlElement, place: HtmlElement) -> int | None:
    classes = (element.get("class") or "").split()
    if element.get("itemprop") == "datePublished":
        return 0
    if element.tag == "time":
        if "published" in classes or "entry-date" in classes:
            return 1
        if not (element.get("datetime") or element.get("content")):
            return None
        if _is_in_byline(element, place):
            return 2
        return None if is_in_sentence(element) else LEAST_PLAIN
    return 3 if element.tag == "abbr" and "published" in classes else None


def is_in_sentence(element: HtmlElement) -> bool:
    """Whether a time is a part of running text."""
    around = next((above for above in islice(element.iterancestors(), _LEVELS) if above.tag in _LINES), None)
    if around is None or len(list(islice(around.iter(), _MOST_PARTS))) == _MOST_PARTS:
        return False
    text = text_of(around)
    return is_told(text, len(text) - len(text_of(element)))


def _is_in_byline(element: HtmlElement, place: HtmlElement) -> bool:
    for above in element.iterancestors():
        if above is place:
            return False
        if above.tag == "header" or _AROUND_TIMES.search(above.get("class") or ""):
            return True
    return False
