"""Names that no markup calls authors: alone beside a date or a picture, near the headline or where the text ends."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Literal

from lxml.html import HtmlElement

from iria_crawler.extract import eastern
from iria_crawler.extract.claims import DATE, lines_of
from iria_crawler.extract.html import BLOCKS, squeeze, text_of, words_of
from iria_crawler.extract.names import people, standing
from iria_crawler.extract.namewords import GENERIC
from iria_crawler.extract.others import WHOLE, before, has_other_role, is_inside_of_others
from iria_crawler.extract.presslines import is_signed, tells_of
from iria_crawler.extract.stamps import is_stamp
from iria_crawler.extract.view import View

_LINES = frozenset(["p", "span", "div", "li", "strong", "b", "em", "button", "h4", "h5", "h6", "i", "font", "small"])
_PORTRAIT = re.compile(r"(?i)author|avatar")
_ICON = re.compile(r"(?:^|[-_\s])(?:person|user|author|pen|pencil)(?:$|[-_\s])")
_QUOTED = re.compile(r"^[\"“„«‘'»]|[\"”“»«’':]$")
_DASH = re.compile(r"\s*[-–—―]+\s*\w")
_WORD = re.compile(r"[^\W\d]{2,}")
_LONGEST_CHINESE = 4  # letters of a name; in more of them something is told of a reporter
_MOST_PICTURES, _MOST_PARTS, _LEVELS = 200, 30, 6

Where = Literal["before", "opening", "closing"]
Signature = tuple[tuple[str, ...], HtmlElement]


def signatures(
    elements: Iterable[HtmlElement], view: View, publishers: frozenset[str], *, where: Where
) -> Iterator[Signature]:
    """Names that stand alone beside a date or a portrait, or on a line of their own; after a dash where a text ends."""
    said = (view.data.said("og:title"), view.data.said("article:section", "keywords"))
    taken = GENERIC.union(words_of(" ".join(text for text in said if text)))
    for element in elements:
        if where == "closing" and element.tag == "p" and (names := _in_brackets(element)):
            yield names, element
        if element.tag not in _LINES or len(element) > 3:
            continue
        if named := _by_icon(element, publishers, taken):
            yield named, element
            continue
        if where != "before" and (named := _of_the_press(element, publishers, taken, where)):
            yield named, element
            continue
        if 5 <= len(squeeze((element.text or "") + "".join(child.tail or "" for child in element))) <= 60:
            names = _full_names(element, publishers, taken)
            if names and _is_signed(element, names[0], where):
                yield names, element


def _in_brackets(paragraph: HtmlElement) -> tuple[str, ...]:
    """Who signs the last paragraph of a text as the press of East Asia does; what is in brackets amid it is told of."""
    under = paragraph.getnext()
    is_last = under is None or under.tag != "p" or not text_of(under)
    text = text_of(paragraph) if is_last else ""
    return () if text.isascii() else people([eastern.signed(text)])


def filed(first: HtmlElement | None, foot: Sequence[HtmlElement]) -> Iterator[Signature]:
    """Who filed a report by how its first paragraph begins or its last one ends, as the press of East Asia has it."""
    ends = [(first, eastern.opening), *((line, eastern.reported_by) for line in foot if line.tag == "p")]
    for paragraph, said_in in ends:
        text = "" if paragraph is None else squeeze("".join(paragraph.itertext()))
        names = () if text.isascii() else people([said_in(text)])
        if (
            paragraph is not None
            and names
            and all(len(name) <= _LONGEST_CHINESE and standing(name) == 3 for name in names)
        ):
            yield names, paragraph
            return


def _of_the_press(
    line: HtmlElement, publishers: frozenset[str], taken: frozenset[str], where: Where
) -> tuple[str, ...]:
    """The people whom a line by itself names with what they do for a paper, or how to write to them there; and whom one
    in italics tells of where a text ends."""
    said = squeeze(lines_of(line)) if line.tag in BLOCKS else ""
    if not said or (line.find(".//a") is not None and "@" not in said):
        return ()
    closes = where == "closing"
    signed = eastern.signed(said) if closes and said[0] in eastern.OPENS else ""
    names = people([signed or said], publishers=publishers)
    if not names or not all(standing(name) == 3 and _is_untaken(name, taken) for name in names):
        return ()
    is_told = closes and tells_of(said, names) and any(text_of(one) == said for one in line.iter("em", "i"))
    is_line = bool(signed) or is_told or is_signed(said, names, publishers)
    return names if is_line and not (is_inside_of_others(line, 0) or has_other_role(line)) else ()


def _by_icon(icon: HtmlElement, publishers: frozenset[str], taken: frozenset[str]) -> tuple[str, ...]:
    """The people named right after the sign of a person in a line that has a date."""
    said = (icon.tail or "").strip()
    if not said or len(icon) or icon.text or not _ICON.search(icon.get("class") or ""):
        return ()
    names = people([said], publishers=publishers)
    above = icon.getparent()
    return names if all(_is_full(name, taken) for name in names) and DATE.search(lines_of(above)) else ()


def portrayed(view: View, publishers: frozenset[str]) -> Iterator[Signature]:
    """Names that stand first in a box with the picture of an author."""
    for image in islice(view.pruned.iter("img"), _MOST_PICTURES):
        box = _box_of(image)
        line = None if box is None else next(filter(_says_something, islice(box.iter(*_LINES), _MOST_PARTS)), None)
        if line is not None:
            names = _full_names(line, publishers, GENERIC)
            if names and not is_inside_of_others(line, 0):
                yield names, line


def _box_of(image: HtmlElement) -> HtmlElement | None:
    """The box around a picture that is said to be of an author, by its own class or that of the box."""
    is_author = _PORTRAIT.search(image.get("class") or "")
    for box in islice(image.iterancestors(), _LEVELS):
        if box.tag in WHOLE:
            return None
        if (is_author or _PORTRAIT.search(box.get("class") or "")) and any(map(_says_something, box.iter(*_LINES))):
            return box
    return None


def _says_something(element: HtmlElement) -> bool:
    return bool((element.text or "").strip())


def _full_names(line: HtmlElement, publishers: frozenset[str], taken: frozenset[str]) -> tuple[str, ...]:
    """The people that a line names, if each has a full name without any of the words that are `taken`."""
    names = people([lines_of(line)], publishers=publishers)
    return names if all(_is_full(name, taken) for name in names) else ()


def _is_full(name: str, taken: frozenset[str]) -> bool:
    return standing(name) == 3 and 2 <= len(name.split()) <= 4 and _is_untaken(name, taken)


def _is_untaken(name: str, taken: frozenset[str]) -> bool:
    """Whether no word of a name is `taken`; the signs for vowels part words of India into letters, which are none."""
    return taken.isdisjoint(word for word in words_of(name) if len(word) > 2 or name.isascii())


def _is_signed(element: HtmlElement, name: str, where: Where) -> bool:
    """Whether a name stands beside a date, a portrait that is called by it, or the sign of a person; above a headline
    that may be the reader's own account."""
    if is_inside_of_others(element, 0):
        return False
    parent = element.getparent()
    if element.tag in ("strong", "b") and parent is not None and parent.tag == "p":
        lines = lines_of(parent).split("\n")
        if where == "closing" and _is_one_of_many(parent):
            return False
        return lines[0] == lines_of(element) and (len(lines) == 1 or (len(lines) < 5 and _is_dated(lines[-1])))
    paragraph = parent if element.tag in ("em", "i") and parent.tag == "p" and len(parent) == 1 else element
    if where == "closing" and paragraph.tag == "p" and _DASH.match(text_of(paragraph)):
        return _ends_text(paragraph)
    beside = "" if element.tag in BLOCKS else f"{before(element)} {element.tail or ''}"
    if len(_WORD.findall(DATE.sub("", beside))) > 3:
        return False
    around = [above for above, _ in zip(element.iterancestors(), range(3), strict=False)]
    if any(DATE.search(lines_of(above)) for above in around) or (where == "opening" and _is_by_date(element)):
        return True
    return where != "before" and any(_has_portrait(above, words_of(name)) for above in around)


def _is_one_of_many(paragraph: HtmlElement) -> bool:
    """Whether other paragraphs before one say nothing but a name and what stands beside it, as below letters."""
    over = islice(paragraph.itersiblings("p", preceding=True), _MOST_PARTS)
    bold = (lines_of(one) for one in over if len(one) == 1 and one[0].tag in ("b", "strong"))
    return any(line.count(",") == 1 and standing(line.partition(",")[0]) == 3 for line in bold)


def _is_by_date(line: HtmlElement) -> bool:
    """Whether a date stands in a line of its own right before or after another."""
    beside = (line.getprevious(), line.getnext()) if line.tag in BLOCKS else ()
    return any(one is not None and isinstance(one.tag, str) and _says_day(lines_of(one)) for one in beside)


def _says_day(line: str) -> bool:
    return _is_dated(line) or is_stamp(line)


def _ends_text(line: HtmlElement) -> bool:
    """Whether a line after a dash is the last of its text, and neither who is quoted before it nor one of a list."""
    over, under = line.getprevious(), line.getnext()
    said = "" if over is None else text_of(over)
    is_last = under is None or under.tag != "p" or not text_of(under)
    return is_last and bool(said) and not (_QUOTED.search(said) or _DASH.match(said))


def _is_dated(line: str) -> bool:
    """Whether a line is a date and little more."""
    return DATE.search(line) is not None and len(_WORD.findall(line)) < 4


def _has_portrait(element: HtmlElement, name: Sequence[str]) -> bool:
    return any(
        words_of(image.get("alt") or "") == name or _PORTRAIT.search(image.get("class") or "")
        for image in element.iter("img")
    ) or any(_ICON.search(icon.get("class") or "") for icon in element.iter("i", "svg"))
