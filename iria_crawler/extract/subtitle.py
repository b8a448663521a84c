"""The line under the headline."""

import re
from collections.abc import Iterator
from itertools import islice

from lxml.etree import XPath
from lxml.html import HtmlElement

from iria_crawler.extract.html import text_of, words_of
from iria_crawler.extract.places import head_of
from iria_crawler.extract.rules import picked
from iria_crawler.extract.view import Found, View, first

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
_LEVELS = 3
_SHORTEST, _LONGEST = 10, 600
_LEAST, _MOST = 25, 400
"""Letters where nothing but place and a loose name tell."""


def subtitle_of(view: View) -> Found[str] | None:
    """The standfirst of an article, if it has one."""
    found = picked(view.tree, view.rules.subtitle)
    return Found(found[0], "rule") if found else first(Found(text, "dom") for text in _texts(view))


def _texts(view: View) -> Iterator[str]:
    if view.elements.has_class(*_NAMES) or b"alternativeHeadline" in view.page.body:
        texts = (text_of(element) for element in _STANDFIRST(view.article) if _is_standfirst(element))
        yield from islice((text for text in texts if _SHORTEST < len(text) < _LONGEST), 1)
    yield from islice(_under_headline(view), 1)


def _is_standfirst(element: HtmlElement) -> bool:
    if element.tag not in _TAGS:
        return False
    names = re.split(r"[\s_-]", element.get("class") or "")
    return element.get("itemprop") == "alternativeHeadline" or not _NAMES.isdisjoint(names)


def _under_headline(view: View) -> Iterator[str]:
    """What stands between headline and text and is called as standfirsts are, or is a heading right below."""
    for element in head_of(view.pruned, view.data).opening:
        if element.tag in _TAGS and (_LOOSE.search(_names(element)) or _is_second_heading(element)):
            text = text_of(element)
            linked = sum(len(text_of(link)) for link in element.iter("a"))
            if _LEAST <= len(text) <= _MOST and 2 * linked < len(text) and not _is_of_others(element):
                yield text


def _is_second_heading(element: HtmlElement) -> bool:
    over = element.getprevious()
    is_below = over is not None and over.tag == "h1"
    return is_below and element.tag in ("h2", "h3") and words_of(text_of(over)) != words_of(text_of(element))


def _is_of_others(element: HtmlElement) -> bool:
    around = (element, *islice(element.iterancestors(), _LEVELS))
    return any(_OF_OTHERS.search(_names(one)) for one in around if one.tag not in ("article", "main", "body"))


def _names(element: HtmlElement) -> str:
    return f"{element.get('class') or ''} {element.get('data-testid') or ''}"
