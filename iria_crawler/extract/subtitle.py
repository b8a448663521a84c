"""The line under the headline."""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice

from lxml.etree import XPath
from lxml.html import HtmlElement

from iria_crawler.extract.boxes import is_short
from iria_crawler.extract.credits import is_credit
from iria_crawler.extract.html import text_of, words_of
from iria_crawler.extract.places import following, headline_of, is_prose
from iria_crawler.extract.rules import picked
from iria_crawler.extract.view import Found, View

_STANDFIRST = XPath(
    "descendant::*/@itemprop[. = 'alternativeHeadline']/.. | descendant::*/@class[contains(., 'standfirst') or "
    "contains(., 'dek') or contains(., 'deck') or contains(., 'subtitle') or contains(., 'subheadline')]/.."
)
_TAGS = frozenset(["p", "div", "h2", "h3", "span"])
_NAMES = frozenset(["standfirst", "dek", "subtitle", "subheadline", "deck"])
# Names that are those of other things as well, and believed between headline and text alone.
_LOOSE = re.compile(
    r"""(?ix) (?:^|[\s_-]) (?: sub-?(?:title|head(?:line|ing)?) | lead(?:-?text)? | lede | intro(?:duction|-?text)?
      | summary | excerpt | description | (?:article|entry|post|story)[-_]+desc
      | chapo | chapeau | perex | ingress | vorspann | preamble | entradilla
      | bajada | copete | sommario | sapo | spot ) (?=$|[\s_-])"""
)
_OF_OTHERS = re.compile(r"(?i)author|byline|bio\b|caption|credit|image|photo|media|video|share|categor|term|tag|toc")
_LEVELS, _SECOND = 3, 2
_NEAR = 5  # elements
_LONGEST_HEAD = 60  # elements
_SHORTEST, _LONGEST = 10, 600
_LEAST, _MOST = 25, 400
"""Letters where nothing but place and a loose name tell."""


def subtitle_of(view: View) -> Found[str] | None:
    """The standfirst of an article, if it has one."""
    found = picked(view.tree, view.rules.subtitle)
    return Found(found[0], "rule") if found else next((Found(text, "dom") for text in _texts(view)), None)


def _texts(view: View) -> Iterator[str]:
    if view.elements.has_class(*_NAMES) or b"alternativeHeadline" in view.page.body:
        named = (element for element in _STANDFIRST(view.article) if _is_standfirst(element))
        texts = (text_of(element) for element in named if not _is_amid_text(element))
        yield from (text for text in texts if _SHORTEST < len(text) < _LONGEST)
    yield from _under_headline(view)


def _is_standfirst(element: HtmlElement) -> bool:
    if element.tag not in _TAGS:
        return False
    names = re.split(r"[\s_-]", element.get("class") or "")
    return element.get("itemprop") == "alternativeHeadline" or not _NAMES.isdisjoint(names)


def _is_amid_text(element: HtmlElement) -> bool:
    """Whether paragraphs of running text stand before an element, or before the box that it heads: a part of a text is
    called a subtitle as well."""
    boxes = (element, element.getparent())
    before = (beside for box in boxes for beside in islice(box.itersiblings(preceding=True), _NEAR))
    firsts = (next(beside.iter("p"), None) for beside in before if isinstance(beside.tag, str))
    return sum(first is not None and is_prose(first) for first in firsts) >= _SECOND


def _under_headline(view: View) -> Iterator[str]:
    """What stands between headline and text and is called as standfirsts are, or is a heading right below."""
    for element in _opening(view):
        if element.tag in _TAGS and (_is_loose(_names(element)) or _is_second_heading(element)):
            text = text_of(element) if is_short(element, _MOST) else ""
            if is_credit(text):
                continue
            linked = sum(len(text_of(link)) for link in element.iter("a"))
            if _LEAST <= len(text) <= _MOST and 2 * linked < len(text) and not _is_of_others(element):
                yield text


def _opening(view: View) -> Iterator[HtmlElement]:
    """What follows the headline, up to the second paragraph: the first may be the standfirst."""
    headline = headline_of(view.pruned, list(view.pruned.iter("h1")), view.data)
    paragraphs = 0
    for element in () if headline is None else islice(following(headline), _LONGEST_HEAD):
        paragraphs += element.tag == "p" and is_prose(element)
        if paragraphs == _SECOND:
            return
        yield element


@lru_cache(maxsize=5_000)
def _is_loose(names: str) -> bool:
    return _LOOSE.search(names) is not None


def _is_second_heading(element: HtmlElement) -> bool:
    over = element.getprevious()
    is_below = over is not None and over.tag == "h1"
    return is_below and element.tag in ("h2", "h3") and words_of(text_of(over)) != words_of(text_of(element))


def _is_of_others(element: HtmlElement) -> bool:
    around = (element, *islice(element.iterancestors(), _LEVELS))
    return any(_OF_OTHERS.search(_names(one)) for one in around if one.tag not in ("article", "main", "body"))


def _names(element: HtmlElement) -> str:
    return f"{element.get('class') or ''} {element.get('data-testid') or ''}"
