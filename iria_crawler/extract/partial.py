"""Whether a page gives only the beginning of its article and keeps the rest for subscribers."""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice

from lxml.etree import XPath
from lxml.html import HtmlElement

from iria_crawler.extract.html import UNSEEN, squeeze, text_of, words_of
from iria_crawler.extract.offerwords import keeps_the_rest
from iria_crawler.extract.structured import Structured
from iria_crawler.extract.view import View
from iria_crawler.text import IDEOGRAPHS

_BOX = re.compile(
    r"pay-?_?wall|reg-?_?wall|subscri(?:be|ber|ption)s?[-_]*(?:wall|only|gate|offer|prompt|barrier)"
    r"|(?:article|content|post|premium|piano|subscriber)[-_]*(?:locked|lock\b|gate|barrier|blocker|teaser-end)"
    r"|locked-(?:content|article)|members?-only|(?:inline|premium|plus)-(?:offer|barrier)|steady-|leaky"
)
_BEFORE = XPath("(preceding::p[normalize-space()])[position() > last() - 3]")
_CUT = re.compile(r"(?:…|\.\.\.|\[…\]|\[\.\.\.\])\W{0,2}$")
_STUB = 800  # letters; a text of an agency is longer
_LONGEST_STUB = 2500  # letters; what stands before a wall is hardly more
_MOST_BOXES = 30
_NEWS = re.compile(r"(?i)newsletter|infolett|bolet[ií]n|rundbrief|comment|komment|impres[ao]|print|dossier|\bapp\b")
_NEXT = 4  # boxes after a text in which its wall stands
_LONGEST_NOTICE = 500  # letters
_TEASES = XPath("boolean(.//h2//a|.//h3//a|.//h4//a|.//a//h2|.//a//h3|.//a//h4)")
_MOST_PARAGRAPHS = 200


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
    is_cut = locked and (len(body) < _STUB or bool(_CUT.search(body)))
    may_be_stub = len(body) < _STUB and not _is_whole(data, body, told)
    return is_cut or _is_before_wall(view, body) or (may_be_stub and _is_before_words(view, body))


def is_locked(data: Structured) -> bool:
    """Whether the page says that its article is not free to read."""
    return _is_said_free(data, "false", "no", "0") or (data.said("article:content_tier") or "").lower() == "locked"


def _is_said_free(data: Structured, *words: str) -> bool:
    """Whether one of these words is what the page says of its article being free to read."""
    said = (data.article.get("isAccessibleForFree"), data.page.get("isAccessibleForFree"))
    return any(value is not None and str(value).strip().lower() in words for value in said)


def _is_whole(data: Structured, body: str, told: int) -> bool:
    """Whether data say that there is no more to read."""
    return _is_said_free(data, "true", "yes", "1") or (told > 0 and _words(body) >= 0.6 * told)


def _told_words(data: Structured) -> int:
    told = str(data.article.get("wordCount") or "")
    return int(told) if told.isascii() and told.isdigit() and len(told) < 7 else 0


def _words(body: str) -> int:
    return max(len(body.split()), len(IDEOGRAPHS.findall(body)))


@lru_cache(maxsize=20_000)  # the pages of a site have most of their classes in common
def _is_wall(names: str) -> bool:
    return _BOX.search(names.lower()) is not None


def _is_before_wall(view: View, body: str) -> bool:
    """Whether a box that asks to subscribe comes right after the last paragraph of the text."""
    last = {" ".join(words_of(line)) for line in body.split("\n\n")[-2:]}
    boxes = [box for names, boxes in view.elements.by_class.items() if _is_wall(names) for box in boxes]
    return any(text_of(box) and _ends(_BEFORE(box), last) for box in boxes[:_MOST_BOXES])


def _ends(before: list[HtmlElement], last: set[str]) -> bool:
    return any(" ".join(words_of(squeeze("".join(paragraph.itertext())))) in last for paragraph in before)


def _is_before_words(view: View, body: str) -> bool:
    """Whether it is said right after the last paragraph of the text that the rest is kept."""
    last = words_of(body.rpartition("\n\n")[2])
    paragraphs = islice(reversed(view.elements["p"]), _MOST_PARAGRAPHS)
    end = next((paragraph for paragraph in paragraphs if words_of(text_of(paragraph)) == last), None)
    notices = islice(_notices_after(end), _NEXT) if end is not None else ()
    return any(keeps_the_rest(notice) and not _NEWS.search(notice) for notice in notices)


def _notices_after(element: HtmlElement) -> Iterator[str]:
    """What the boxes after an element show, those around it last; nothing of teasers, which may be kept as well."""
    inside: HtmlElement | None = element
    while inside is not None:
        for box in inside.itersiblings("*"):
            if box.tag not in UNSEEN and not _is_hidden(box) and (text := text_of(box)):
                yield text if len(text) <= _LONGEST_NOTICE and not _TEASES(box) else ""
        inside = inside.getparent()


def _is_hidden(box: HtmlElement) -> bool:
    style = (box.get("style") or "").replace(" ", "").lower()
    return "hidden" in box.attrib or box.get("aria-hidden") == "true" or "display:none" in style
