"""Whether a page gives only the beginning of its article and keeps the rest for subscribers."""

import re
from functools import lru_cache

from lxml.etree import XPath
from lxml.html import HtmlElement

from iria_crawler.extract.html import squeeze, text_of, words_of
from iria_crawler.extract.structured import Structured
from iria_crawler.extract.view import View

_BOX = re.compile(
    r"pay-?_?wall|reg-?_?wall|subscri(?:be|ber|ption)s?[-_]*(?:wall|only|gate|offer|prompt|barrier)"
    r"|(?:article|content|post|premium|piano|subscriber)[-_]*(?:locked|lock\b|gate|barrier|blocker|teaser-end)"
    r"|locked-(?:content|article)|members?-only|(?:inline|premium|plus)-(?:offer|barrier)|steady-|leaky"
)
_BEFORE = XPath("(preceding::p[normalize-space()])[position() > last() - 3]")
_CUT = re.compile(r"(?:…|\.\.\.|\[…\]|\[\.\.\.\])\W{0,2}$")
_IDEOGRAPHS = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_STUB = 800  # letters; a text of an agency is longer
_LONGEST_STUB = 2500  # letters; what stands before a wall is hardly more
_MOST_BOXES = 30


def is_partial(view: View, body: str) -> bool:
    """Whether `body` is a stub: said not to be free, or before a wall, and plainly not all.

    Most pages that are said not to be free have all of their text, for search engines or a first visit.
    """
    data = view.data
    locked = is_locked(data)
    if not locked and len(body) > _LONGEST_STUB:
        return False
    told = _told_words(data)
    if locked and told:
        return _words(body) < 0.6 * told
    if len(body) > _LONGEST_STUB:
        return False
    return (locked and (len(body) < _STUB or bool(_CUT.search(body)))) or _is_before_wall(view, body)


def is_locked(data: Structured) -> bool:
    """Whether the page says that its article is not free to read."""
    free = (data.article.get("isAccessibleForFree"), data.page.get("isAccessibleForFree"))
    said = any(value is not None and str(value).strip().lower() in ("false", "no", "0") for value in free)
    return said or (data.said("article:content_tier") or "").lower() == "locked"


def _told_words(data: Structured) -> int:
    told = str(data.article.get("wordCount") or "")
    return int(told) if told.isascii() and told.isdigit() and len(told) < 7 else 0


def _words(body: str) -> int:
    return max(len(body.split()), len(_IDEOGRAPHS.findall(body)))


@lru_cache(maxsize=20_000)  # the pages of a site have most of their classes in common
def _is_wall(names: str) -> bool:
    return _BOX.search(names.lower()) is not None


def _is_before_wall(view: View, body: str) -> bool:
    """Whether a box that asks to subscribe comes right after the last paragraph of the text."""
    last = {" ".join(words_of(line)) for line in body.split("\n\n")[-2:]}
    walls = set(filter(_is_wall, view.elements.by_class))
    boxes = [element for element in view.tree.iter() if element.get("class") in walls] if walls else []
    return any(text_of(box) and _ends(_BEFORE(box), last) for box in boxes[:_MOST_BOXES])


def _ends(before: list[HtmlElement], last: set[str]) -> bool:
    return any(" ".join(words_of(squeeze("".join(paragraph.itertext())))) in last for paragraph in before)
