"""A page as a list of passages: each piece of text that stands by itself, and the boxes it stands in."""

import re
from collections.abc import Iterable, Iterator, Set

from lxml.etree import iterwalk
from lxml.html import HtmlElement

from iria_crawler.extract.html import BLOCKS, UNSEEN, composed
from iria_crawler.extract.roles import place_of

# What makes text stand by itself.
BOXES = (BLOCKS | {"article", "header", "footer"}) - {"td", "th"}
"""What holds passages: each begins and ends one."""
_CELLS = frozenset(["td", "th"])
_STRONG = frozenset(["b", "strong"])
_EMPTY_LINE = re.compile(r"\n\s*\n")
PROSE = 80
"""Letters; a shorter passage is no paragraph of running text."""


class Box:
    """An element that holds passages: what it is, and how much text is in it. `letters` counts all, `linked`
    those of links, `prose` those of passages long enough to be a paragraph, without links."""

    __slots__ = (
        "above",
        "depth",
        "element",
        "letters",
        "linked",
        "number",
        "own",
        "paragraphs",
        "passages",
        "places",
        "prose",
    )

    def __init__(self, element: HtmlElement, above: "Box | None", number: int) -> None:
        self.element, self.above, self.number = element, above, number
        self.depth: int = 0 if above is None else above.depth + 1
        self.own = self.places = self.letters = self.linked = self.passages = self.paragraphs = 0
        self.prose = 0.0

    def around(self) -> "Iterator[Box]":
        """The box and all those around it, from within."""
        box: Box | None = self
        while box is not None:
            yield box
            box = box.above


class Passage:
    """A piece of text as a reader sees it, a line break where the page breaks the line. `linked` and `strong` count
    letters."""

    __slots__ = ("box", "linked", "strong", "text")

    def __init__(self, text: str, box: Box, linked: int, strong: int) -> None:
        self.text, self.box = text, box
        self.linked, self.strong = min(linked, len(text)), min(strong, len(text))

    @property
    def is_paragraph(self) -> bool:
        """Whether it is running text, and not for the most part a link."""
        return len(self.text) > PROSE and self.linked < 0.5 * len(self.text)

    @property
    def kin(self) -> object:
        """What passages of one box and one class have in common: they are alike."""
        element, above = self.box.element, self.box.above
        return element.tag, element.get("class"), above and above.number


def passages_of(body: HtmlElement, *, placed: bool = True, without: Set[HtmlElement] = frozenset()) -> list[Passage]:
    """The passages of an element in order; without their `places`, which take a quarter of the time, if nobody asks,
    and without what is in some boxes."""
    boxes: list[Box] = []
    passages = list(_passages(body, boxes, without))
    if placed:
        _place(boxes)
    for passage in passages:
        box, letters = passage.box, len(passage.text)
        box.letters += letters
        box.linked += passage.linked
        box.passages += 1
        if letters > PROSE:
            box.prose += letters - passage.linked
            box.paragraphs += 1
    for box in reversed(boxes):  # a box is made before those in it
        above = box.above
        if above is not None:
            above.letters += box.letters
            above.linked += box.linked
            above.passages += box.passages
            above.prose += box.prose
            above.paragraphs += box.paragraphs
    return passages


def _passages(body: HtmlElement, boxes: list[Box], without: Set[HtmlElement]) -> Iterator[Passage]:
    parts: list[str] = []
    linked = strong = links = strongs = verbatim = 0
    box = Box(body, None, 0)
    boxes.append(box)
    walk = iterwalk(body, events=("start", "end"))
    next(walk)  # the body itself
    text = body.text
    for event, element in walk:
        if text and (parts or not text.isspace()):
            parts.append(text if verbatim or "\n" not in text else text.replace("\n", " "))
            if links:
                linked += len(text)
            if strongs:
                strong += len(text)
        tag = element.tag
        if event == "start":
            text = None
            if tag in UNSEEN:
                walk.skip_subtree()
                continue
            if tag in BOXES:
                if parts:
                    yield from _ended(parts, box, linked, strong)
                    linked = strong = 0
                box = Box(element, box, len(boxes))
                boxes.append(box)
                if element in without:
                    walk.skip_subtree()
                    text = None
                    continue
                verbatim += tag == "pre"
            elif tag == "br":
                parts.append("\n")
            elif tag in _CELLS:
                if parts:
                    parts.append(" | ")
            elif tag == "a":
                links += 1
            elif tag in _STRONG:
                strongs += 1
            text = element.text
        elif tag in UNSEEN:
            text = element.tail
        else:
            if tag in BOXES:
                if parts:
                    yield from _ended(parts, box, linked, strong)
                    linked = strong = 0
                verbatim -= tag == "pre"
                if box.above is None:
                    return
                box = box.above
            elif tag == "a":
                links -= 1
            elif tag in _STRONG:
                strongs -= 1
            text = element.tail
    yield from _ended(parts, box, linked, strong)


def _ended(parts: list[str], box: Box, linked: int, strong: int) -> Iterator[Passage]:
    """The text that has come together, as one passage, or as several where empty lines part it."""
    text = "".join(parts)
    parts.clear()
    if "\n" not in text:
        said = composed(" ".join(text.split()).strip("| "))
        if any(map(str.isalnum, said)):
            yield Passage(said, box, linked, strong)
        return
    for paragraph in _EMPTY_LINE.split(text):
        lines = (" ".join(line.split()) for line in paragraph.split("\n"))
        said = composed("\n".join(filter(None, lines)).strip("| "))
        if any(map(str.isalnum, said)):
            yield Passage(said, box, linked, strong)


def _place(boxes: Iterable[Box]) -> None:
    """Say of each box but the outermost what it is, and what is around it."""
    for box in boxes:
        above = box.above
        if above is None:
            continue
        box.own = place_of(box.element)
        box.places = box.own | above.places
        between = box.element.getparent()
        while between is not above.element:  # a link around a block, the cell of a table
            box.places |= place_of(between)
            between = between.getparent()
