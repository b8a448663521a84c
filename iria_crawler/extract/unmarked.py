"""Captions that no markup marks: lines that say what a picture shows, or whose it is."""

import re
from collections.abc import Callable, Container, Iterator
from functools import cache
from itertools import islice

from lxml.html import HtmlElement

from iria_crawler.extract.boxes import boxes, holds_picture, is_elsewhere, is_person, is_short, leaves
from iria_crawler.extract.credits import ends_in_credit, is_credit
from iria_crawler.extract.html import squeeze, text_of, words_of
from iria_crawler.extract.images import PICTURES, frames, is_decoration, is_small
from iria_crawler.extract.legends import read

_NO_LINE = ("h1", "h2", "h3", "h4", "h5", "h6", "time", "input", "iframe", "video", "li", "blockquote")
# Only of a picture is it said who stands left in it.
_POINTS = re.compile(
    r"(?i)\((?:left|right|l|r|links|rechts|centre|center|pictured|above|izq|der|izquierda|derecha|à gauche|à droite|"
    r"sinistra|destra|v)\b\.?|\bpictured\b|\bim bild\b|v\.\s?l\.|\bfile photo\b|archivbild|symbolbild"
)
_GALLERY = re.compile(
    r"(?i)galler|galerie|carousel|slide(?:r|show)|(?:^|[\s_-])slide(?:$|[\s_-])|swiper|lightbox|diashow|fotostrecke"
)
_MOST = 500
_LONGEST = 400
_SMALLEST = 100
_LONG_ALT = 30
_MOST_CREDIT = 80
_SUBHEADINGS = ("h5", "h6")
_SLANTED = ("em", "i", "small")
_LONGEST_SET = 200
_SHORTEST_PROSE = 100
_NEAR = 4
_STATES = re.compile(r"[.!…。！।][»”\")）]*$")
_FRAMES = 4


def unmarked(
    root: HtmlElement, content: HtmlElement, *, known: Container[HtmlElement]
) -> Iterator[tuple[HtmlElement, HtmlElement]]:
    """The lines that are captions of pictures for which none is known, each with its picture."""
    missed: dict[str, HtmlElement] = {}
    heads_text = cache(lambda tag: _heads_text(tag, content))
    for picture in islice(root.iter(*PICTURES), _MOST):
        if picture in known or not _may_have(picture):
            continue
        line, is_alone = _line_of(picture, root)
        if line is not None and _is_line(line, picture, heads_text, is_alone=is_alone):
            if not is_elsewhere(line, content):
                yield line, picture
        elif len(picture.get("alt") or "") > _LONG_ALT:
            missed[squeeze(picture.get("alt") or "")] = picture
    for line, picture in _printed_apart(root, missed) if missed else ():
        if not _has_more(line) and not is_elsewhere(line, content):
            yield line, picture


def _may_have(picture: HtmlElement) -> bool:
    """Whether a picture is large, no icon, nobody's portrait, and no link to another page."""
    if is_small(picture, _SMALLEST) or is_decoration(picture, picture.get("src") or "") or is_person(picture):
        return False
    return not any(frame.tag == "a" and leaves(frame) for frame in islice(frames(picture), _FRAMES))


def _line_of(picture: HtmlElement, root: HtmlElement) -> tuple[HtmlElement | None, bool]:
    """The line that stands with a picture, and whether it is the rest of a box of theirs or merely what follows."""
    here = picture
    for box in boxes(picture):
        is_empty = is_short(box, 0)
        is_line = not is_empty and box is not root and is_short(box, _LONGEST)
        if is_line and next(islice(box.iter(*PICTURES), 1, None), None) is None:
            return box, True
        if not is_empty or box is root or box.tag == "td":
            return _first_line(_next(here)), False
        here = box
    return None, False


def _next(element: HtmlElement) -> HtmlElement | None:
    """The next element beside one that says or shows anything; None if bare text comes first."""
    while not (element.tail or "").strip():
        element = element.getnext()
        if element is None or holds_picture(element) or not is_short(element, 0):
            return element
    return None


def _first_line(element: HtmlElement | None) -> HtmlElement | None:
    """An element if it is short enough for a line, else its first part that is: the text may begin with the line. None
    if it has a picture of its own."""
    for _ in range(_FRAMES):
        if element is None or holds_picture(element):
            return None
        if is_short(element, _LONGEST):
            return element
        if (element.text or "").strip():
            return None
        element = next((part for part in element if not is_short(part, 0) or (part.tail or "").strip()), None)
    return None


def _is_line(line: HtmlElement, picture: HtmlElement, heads_text: Callable[[str], bool], *, is_alone: bool) -> bool:
    """Whether a line that stands with a picture is its caption, by what it says or by how it is set."""
    heading = next(line.iter(*_SUBHEADINGS), None)
    if heading is not None:
        return _is_small_heading(line) and (_is_of_picture(text_of(line)) or not heads_text(heading.tag))
    return not _has_more(line) and (_is_caption(line, picture, is_alone=is_alone) or _is_set_apart(line, picture))


def _is_small_heading(line: HtmlElement) -> bool:
    """Whether a line is nothing but one of the smallest headings, and no heading: it states something, or whose the
    picture is."""
    text = text_of(line)
    if text != text_of(next(line.iter(*_SUBHEADINGS))) or next(line.iter("a"), None) is not None:
        return False
    return _STATES.search(text) is not None or ends_in_credit(text)


def _is_of_picture(text: str) -> bool:
    """Whether a line can only be said of a picture: who stands where in it, or whose it is."""
    return _POINTS.search(text) is not None or ends_in_credit(text)


def _heads_text(tag: str, content: HtmlElement) -> bool:
    """Whether headings of a kind head parts of the text though they are sentences: one stands under no picture."""
    plain = (heading for heading in content.iter(tag) if next(heading.iter("a"), None) is None)
    return not all(_is_below_picture(heading) for heading in plain if _STATES.search(text_of(heading)))


def _is_below_picture(heading: HtmlElement) -> bool:
    """Whether what stands right before a heading, or before the box that it opens, is a picture."""
    for element in (heading, *islice(frames(heading), 1)):
        before = element.getprevious()
        if before is not None or (element.getparent().text or "").strip():
            return before is not None and not (before.tail or "").strip() and holds_picture(before)
    return False


def _is_set_apart(line: HtmlElement, picture: HtmlElement) -> bool:
    """Whether a short line amid running text is in italics, or shares the paragraph of the picture above it. First and
    last lines may be a standfirst, and what is said of the author."""
    if not is_short(line, _LONGEST_SET) or next(line.iter("a", "strong", "b"), None) is not None:
        return False
    text = text_of(line)
    if text.isascii() and " " not in text:  # a cry of the author's
        return False
    if text.endswith(("?", "？", "؟")):  # asked in an interview
        return False
    return (_is_slanted_alone(line) or _is_under(picture, line)) and _is_amid_text(line)


def _is_slanted_alone(line: HtmlElement) -> bool:
    """Whether a line is in italics, and no other paragraph beside it: they may be the style of a text."""
    others = (*line.itersiblings("p", preceding=True), *line.itersiblings("p"))
    return _is_slanted(line) and not any(map(_is_slanted, others))


def _is_slanted(line: HtmlElement) -> bool:
    slanted = next(line.iter(*_SLANTED), None)
    return slanted is not None and text_of(slanted) == text_of(line)


def _is_under(picture: HtmlElement, line: HtmlElement) -> bool:
    """Whether a paragraph has a picture, and a line break between that and all its text."""
    is_first = picture.getparent() is line and not (line.text or "").strip()
    return line.tag == "p" and is_first and _breaks_after(picture)


def _breaks_after(picture: HtmlElement) -> bool:
    after = picture.getnext()
    is_break = after is not None and after.tag == "br" and not (picture.tail or "").strip()
    return is_break and bool((after.tail or "").strip()) and after.getnext() is None


def _is_amid_text(line: HtmlElement) -> bool:
    """Whether there is a paragraph of running text before a line, and one after it."""
    return all(
        any(not is_short(near, _SHORTEST_PROSE) and not _is_slanted(near) for near in islice(beside, _NEAR))
        for beside in (line.itersiblings("p", preceding=True), line.itersiblings("p"))
    )


def _has_more(line: HtmlElement) -> bool:
    """Whether a line is more than words: a heading, a list, a link to elsewhere."""
    if line.tag in ("blockquote", "a") or next(line.iter(*_NO_LINE), None) is not None:
        return True
    most = 0.5 * len(text_of(line))
    return any(leaves(link) and len(text_of(link)) > most for link in line.iter("a"))


def _is_caption(line: HtmlElement, picture: HtmlElement, *, is_alone: bool) -> bool:
    """Whether a line says what the picture is said to show, or ends in a credit, or tells who is to be seen where."""
    text = text_of(line)
    if not text or not (is_alone or ends_in_credit(text, labelled=True) or _is_said(text, picture)):
        return False
    caption = read(line, picture)
    if _is_figure(line) or _is_said(caption.text or "", picture):
        return True
    if is_alone and (_POINTS.search(text) or _is_slide(line)):
        return True
    # A name alone may be that of a speaker.
    return caption.credit is not None and (is_credit(caption.credit) or ends_in_credit(text))


def _is_figure(box: HtmlElement) -> bool:
    """Whether a box is by its markup that of a picture and its caption: a list of definitions may be one, of pictures,
    as WordPress and SPIP have it."""
    if box.tag == "dl":
        return len(box) > 1 and box[0].tag == "dt" and holds_picture(box[0])
    return "figure" in (box.tag, box.get("role")) or "caption" in (box.get("class") or "").split()


def _is_said(text: str, picture: HtmlElement) -> bool:
    """Whether a text says what a picture shows according to its alternative text or its title."""
    words = words_of(text)
    said = (words_of(picture.get(name) or "") for name in ("alt", "title"))
    return " " in text and any(
        words == one or (len(words) > 3 and words in (one[-len(words) :], one[: len(words)])) for one in said
    )


def _is_slide(box: HtmlElement) -> bool:
    """Whether a box with a picture and some words is one of a gallery."""
    names = " ".join(one.get("class") or "" for one in (box, *boxes(box)))
    return next(box.iter("a"), None) is None and _GALLERY.search(names) is not None


def _printed_apart(root: HtmlElement, alts: dict[str, HtmlElement]) -> Iterator[tuple[HtmlElement, HtmlElement]]:
    """What a picture is said to show, printed word for word away from it; with the credit if that is beside."""
    for element in root.iter("span", "div", "p", "small"):
        if not alts:
            return
        text = (element.text or "").strip()
        picture = alts.pop(squeeze(text), None) if len(text) > _LONG_ALT else None
        if picture is not None:
            above = element.getparent()
            is_box = above is not None and is_short(above, len(text) + _MOST_CREDIT) and not holds_picture(above)
            yield (above if is_box else element), picture
