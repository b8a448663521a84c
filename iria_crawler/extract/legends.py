"""A caption as printed taken apart: what in it is the text, and what the credit."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from lxml.etree import iterwalk
from lxml.html import HtmlElement

from iria_crawler.extract.boxes import boxes, is_short
from iria_crawler.extract.credits import (
    bare_credit,
    is_credit,
    is_label_alone,
    is_labelled,
    is_name,
    is_name_alone,
    is_surely_credit,
    parted,
    without_label,
    without_name,
    without_offer,
)
from iria_crawler.extract.html import BLOCKS, UNSEEN, squeeze, text_of

_CREDIT = re.compile(
    r"(?i)credit|cr[eé]dit|(?:^|[\s_-])cred(?:$|[\s_-])|copyright|photographer|photo-?by|fotogra|courtesy|(?:^|[\s_-])source(?:$|[\s_-])|by-?line"
    r"|attribution|quelle|rights|autho?r|auteur|agency|agentur|urheber|nachweis|distributor|provider|signature"
)
_UNSEEN_NAMES = re.compile(
    r"(?i)(?:^|\s)(?:[\w-]*visually-?hidden[\w-]*|[\w-]*hide-?visually|[\w-]*off-?screen|sr-only|screen-reader-text|show-?more|u-hidden|(?:hide|toggle)-caption)(?:$|\s)"
)
_COUNT = re.compile(
    r"(?i)^(?:image|photo|picture|bild|foto|slide|imagen)?\s*\d+\s*(?:of|/|von|de|sur|di|av|z)\s*\d+\b[\s:.|–-]*"
)
_EMPTY_BRACKETS = re.compile(r"\s*[\(\[]\s*(?:\w+\s*:?)?\s*[\)\]]\s*$")
_CREDIT_TAGS = ("small", "cite")
_STARTS = re.compile(r"^\s*[|/–—©•·-]|^\s*\((?!.*\w\).*\w)")
_ENDS = re.compile(r"[|/–—•-]\s*$")
_LEADS = re.compile(r"\b(?:on|via|from|for)\s*$")
_ENDS_SENTENCE = re.compile(r"[.!?…»”\"]\s*$")
_CREDIT_ATTRIBUTES = ("data-credit", "data-copyright", "data-photographer", "data-source")
_EDGES = " \t|–—/•·"
_COLON = " :："  # between what calls it a caption and the caption
_SHORTEST_CAPTION = 20
_LONGEST_CREDIT = 150
_LONGEST_NAME = 60
_MOST_BESIDE = 160


@dataclass(frozen=True, slots=True)
class Caption:
    """What is printed with a picture."""

    text: str | None
    credit: str | None


def read(caption: HtmlElement, picture: HtmlElement) -> Caption:
    """The text of a caption, and the credit: as marked, else as it stands at the end, else beside the caption."""
    said, credit = _split(caption)
    text: str | None = without_offer(without_name(_COUNT.sub("", said or "").lstrip(_COLON)))
    if text and credit:
        text = _trimmed(text)
    elif text:
        text, credit = parted(text)
    return Caption(text or None, credit or _credit_beside(caption, picture) or _credit_within(picture))


def _split(caption: HtmlElement) -> tuple[str | None, str | None]:
    """The text and the credit by the parts that a caption has."""
    marked = _marked(caption) or _last_part(caption)
    text = _text_without(caption, marked)
    credits = (_text_without(part, ()).strip(_EDGES) for part in marked)
    said = " / ".join(dict.fromkeys(credit for credit in credits if credit and not is_label_alone(credit)))
    if not said:
        return text, None
    if not _trimmed(text) or len(said) > _LONGEST_CREDIT:  # the name of a credit around the whole caption
        rest, credit = parted(text_of(caption))
        is_whole = rest is None or (credit is None and len(rest) <= _LONGEST_NAME)
        return (None, bare_credit(text_of(caption))) if is_whole else (rest, credit)
    if is_credit(text):
        bare = bare_credit(text) or ""
        if len(bare) > _LONGEST_NAME and not is_name(bare):  # "Image: Ships wait off the bar", beside whose it is
            return bare, bare_credit(said)
        return None, bare_credit(f"{bare} / {bare_credit(said)}")
    return text, bare_credit(said)


def _trimmed(text: str) -> str:
    """A text without what a credit that was taken out leaves behind: empty brackets, a label, a rule."""
    return without_label(_EMPTY_BRACKETS.sub("", text).strip(_EDGES))


def _marked(caption: HtmlElement) -> list[HtmlElement]:
    """The outermost parts of a caption that are credits by their names."""
    found: list[HtmlElement] = []
    for part in caption.iterdescendants():
        if _is_marked(part) and text_of(part) and not (found and found[-1] in part.iterancestors()):
            found.append(part)
    return found


def _is_marked(part: HtmlElement) -> bool:
    return bool(part.attrib) and _says_credit(_signature(part))


def _signature(part: HtmlElement) -> str:
    """All names that an element has: its classes, and the names of its data attributes."""
    return " ".join(
        value if name in ("class", "itemprop") or name.startswith("data-test") else name
        for name, value in part.attrib.items()
        if name in ("class", "itemprop") or name.startswith("data-")
    )


@lru_cache(maxsize=20_000)
def _says_credit(signature: str) -> bool:
    return _CREDIT.search(signature) is not None


def _last_part(caption: HtmlElement) -> list[HtmlElement]:
    """The last part of a caption if it stands apart as a credit does; none if it does not."""
    box = caption
    while len(box) == 1 and not (box.text or "").strip() and not (box[0].tail or "").strip():
        box = box[0]
    last = next((part for part in box.iterchildren(reversed=True) if text_of(part)), None)
    if last is None or (last.tail or "").strip():
        return []
    said, rest = text_of(last), _before(last)
    if not rest.strip() or len(said) > _LONGEST_CREDIT:
        return []
    return [last] if _is_said_as_credit(last, said, rest) or _stands_as_credit(last, said, rest) else []


def _is_said_as_credit(last: HtmlElement, said: str, rest: str) -> bool:
    """Whether the last part is a credit by its words, or by a sign between it and the rest."""
    if last.tag == "a" and _LEADS.search(rest):  # "Photo by Ann Bell on Flickr", each of them a link
        return False
    is_apart = last.tag in BLOCKS or last.tag in ("span", *_CREDIT_TAGS)
    return bool(_STARTS.match(said) or is_labelled(said) or is_credit(said) or (is_apart and _ENDS.search(rest)))


def _stands_as_credit(last: HtmlElement, said: str, rest: str) -> bool:
    """Whether the last part is a name in small print, on a line of its own, or set against the rest without a space."""
    if last.tag in _CREDIT_TAGS or last.tag == "a":
        return last.tag != "a" and is_name(said)
    if last.tag != "span" and last.tag not in BLOCKS:
        return False
    is_second = last.getprevious() is not None and " " in said and len(rest.strip()) >= _SHORTEST_CAPTION
    is_against = last.tag == "span" and not rest[-1:].isspace() and not (last.text or "")[:1].isspace()
    return (is_second or is_against or _ENDS_SENTENCE.search(rest) is not None) and is_name(said)


def _before(last: HtmlElement) -> str:
    """The text before an element in its parent, with its spaces."""
    box = last.getparent()
    parts = [box.text or ""]
    for child in last.itersiblings(preceding=True):
        parts[1:1] = (*child.itertext(), child.tail or "")
    return "".join(parts)


def _text_without(caption: HtmlElement, dropped: Iterable[HtmlElement]) -> str:
    """The text of a caption without some of its parts and its buttons."""
    dropped = set(dropped)
    parts = [caption.text or ""]
    walk = iterwalk(caption, events=("start", "end"))
    for event, part in walk:
        if part is caption:
            continue
        is_block = part.tag in BLOCKS or part.tag == "br"
        if event == "end":
            parts += (" " if is_block else "", part.tail or "")
        elif part in dropped or is_unseen(part) or (not len(part) and is_name_alone(part.text or "")):
            walk.skip_subtree()
            parts.append(" ")
        else:
            parts += (" " if is_block else "", part.text or "")
    return squeeze("".join(parts))


def is_unseen(part: HtmlElement) -> bool:
    """Whether a part of a caption is a button, or for readers who do not see the page."""
    return (
        part.tag in UNSEEN
        or part.get("role") == "button"
        or part.get("hidden") is not None
        or _UNSEEN_NAMES.search(part.get("class") or "") is not None
    )


def _credit_beside(caption: HtmlElement, picture: HtmlElement) -> str | None:
    """The credit that stands in the box of a picture beside its caption."""
    around = {caption, *caption.iterancestors()}
    most = len(text_of(caption)) + _MOST_BESIDE
    for box in boxes(caption):
        if not is_short(box, most):
            return None
        for part in box.iterdescendants():
            if part not in around and caption not in part.iterancestors() and _is_credit_of(part, box):
                said = _text_without(part, ())
                if 0 < len(said) <= _LONGEST_CREDIT:
                    return bare_credit(said)
        if box.tag == "figure" or picture in box.iterdescendants():
            return None
    return None


def _is_credit_of(part: HtmlElement, box: HtmlElement) -> bool:
    """Whether a part of the box of a picture is a credit by its names, or in a figure by its tag or what it says."""
    if _is_marked(part):
        return not is_label_alone(text_of(part))
    if box.tag != "figure" or part.tag in UNSEEN:
        return False
    said = text_of(part)
    return (part.tag == "cite" and is_name(said)) or is_surely_credit(said)


def _credit_within(picture: HtmlElement) -> str | None:
    """The credit that a picture carries itself: in an attribute for it, or with a label in its title or alt."""
    said = next(filter(None, map(picture.get, _CREDIT_ATTRIBUTES)), None)
    if said:
        return bare_credit(said)
    for text in map(squeeze, filter(None, (picture.get("title"), picture.get("alt")))):
        caption, credit = parted(text)
        if credit and is_labelled(text[len(caption or "") :]):
            return credit
    return None
