"""Whether a name on a page is there for something else: in a part of its own, or for another role."""

import re
from collections.abc import Sequence
from itertools import islice, takewhile

from lxml.html import HtmlElement

from iria_crawler.extract.books import OF_A_BOOK
from iria_crawler.extract.bywords import BY
from iria_crawler.extract.claims import SPOKEN, STATED, is_of_others, lines_of
from iria_crawler.extract.html import squeeze, text_of, words_of
from iria_crawler.extract.namewords import OTHER_ROLE
from iria_crawler.extract.places import HEADINGS, PROSE

WHOLE = frozenset(["body", "html", "main", "article"])
"""What is around everything, and tells nothing of what is in it."""

_LONG = 160
_FEW_PARAGRAPHS = 2
_DEEPEST = 30
_OTHER_ROLE = re.compile(
    r"(?i)(?:^|\b)(?:(?:peer |medically |clinically )?reviewed|edited|fact[- ]checked|translated|narrated|tested"
    r"|approved|verified|photo\w*|fotos?|illustrat\w+|updated|geprüft|übersetzt|lektorat|in reply to|via|source|quelle"
    r"|filed under)\b[^.\n]{0,12}$"
)
_LISTS = frozenset(["table", "dl", "ul", "ol"])
_CARD, _CARD_PARTS, _CARD_LEVELS = 600, 100, 3
"""Letters and elements; a list or box with more is no list of a book's data, nor the teaser of an article."""
_APART = frozenset(["figure", "figcaption", "blockquote", "nav", "aside", "form", "table"])


def is_inside_of_others(element: HtmlElement, weight: int) -> bool:
    """Whether an element is part of something that has authors or names of its own, or of running text."""
    for depth, above in zip(range(_DEEPEST), element.iterancestors(), strict=False):
        names = f"{above.get('class') or ''} {above.get('id') or ''}".lower()
        if above.tag in WHOLE:
            return False
        if "author" in names or "byline" in names:
            continue
        if above.tag in _APART and weight <= SPOKEN + 1 and depth < 8 and not _is_around_article(above):
            return above.tag != "aside" or depth < 3
        if above.tag == "p" and weight < STATED and _is_running(above, element):
            return True
        if depth <= 4 and above.tag != "a" and is_of_others(names):
            return True
        if above.tag in _LISTS and _is_of_a_book(above):
            return True
    return False


def is_in_teaser(element: HtmlElement, names: Sequence[str]) -> bool:
    """Whether a name stands in a small box under a heading that is a link, and is not itself in that heading."""
    for box in islice(element.iterancestors(), _CARD_LEVELS):
        parts = _parts(box)
        if box.tag in WHOLE or len(parts) > _CARD_PARTS:
            return False
        over = takewhile(lambda one: one is not element, parts)
        headings = [one for one in over if one.tag in HEADINGS and one.find(".//a") is not None]
        if headings:
            said = set(words_of(text_of(headings[0])))
            return len(text_of(box)) < _CARD and not any(said.issuperset(words_of(name)) for name in names)
    return False


def _is_around_article(element: HtmlElement) -> bool:
    """Whether an element is the form that some servers put around all of a page, or a table that lays one out."""
    if element.tag == "form":
        return next(element.iter("h1"), None) is not None
    return element.tag == "table" and next(element.iter("h1", "h2", "h3"), None) is not None and _tells(element)


def _tells(element: HtmlElement) -> bool:
    """Whether there is running text in an element, more than a cell or two of a table have."""
    said = (text for part in element.iter() for text in (part.text, part.tail) if text and len(text) > PROSE)
    return next(islice(said, _FEW_PARAGRAPHS, None), None) is not None


def _is_of_a_book(data: HtmlElement) -> bool:
    said = text_of(data) if len(_parts(data)) <= _CARD_PARTS else ""
    return 0 < len(said) < _CARD and OF_A_BOOK.search(said) is not None


def _parts(box: HtmlElement) -> list[HtmlElement]:
    return list(islice(box.iter("*"), _CARD_PARTS + 1))


def has_other_role(element: HtmlElement) -> bool:
    """Whether whom an element names did something else: "Edited by Ann Bell and Carl Dorn"."""
    around = element.getparent() if element.tag == "a" else None
    said = "" if around is None else squeeze(lines_of(around))
    if _says_by(element):
        return False
    return bool(_OTHER_ROLE.search(before(element)) or OTHER_ROLE.match(said))


def _says_by(element: HtmlElement) -> bool:
    """Whether an element itself says what its names did, in more words than "by": "Written by"."""
    label = BY.match((element.text or "").strip())
    return label is not None and " " in label[0].strip() and not OTHER_ROLE.match(label[0])


def before(element: HtmlElement) -> str:
    """What stands right before an element, or before the one that it fills."""
    for one in (element, element.getparent()):
        if one is None:
            return ""
        previous, above = one.getprevious(), one.getparent()
        if previous is not None:
            return (previous.tail or "").strip() or (lines_of(previous) if isinstance(previous.tag, str) else "")
        if above is not None and (above.text or "").strip():
            return above.text or ""
    return ""


def _is_running(paragraph: HtmlElement, element: HtmlElement) -> bool:
    """Whether an element stands within a long paragraph, not where it begins."""
    text = squeeze("".join(paragraph.itertext()))
    return len(text) > _LONG and squeeze("".join(element.itertext())) not in text[:PROSE]
