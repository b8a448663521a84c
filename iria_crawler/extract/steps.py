"""Where on a page something stands, in steps from element to element, as it is said of all pages of a site."""

from collections import Counter
from collections.abc import Iterable, Mapping, Set
from functools import lru_cache
from itertools import islice, takewhile
from typing import Any

from lxml.html import HtmlElement

from iria_crawler.extract.passages import BOXES, PROSE, Box, Passage

NEAR, EXACT = 4, 2
"""How many steps make a place, and of how many of them all names count, not only those that nearly all pages have."""
_DEEPEST = 16  # steps from the body; what lies deeper is closed further out, or not at all
MOST_NAMES, _LONGEST_NAME = 8, 40
_JOINTS = str.maketrans(dict.fromkeys(".<#", "_"))  # what joins the words of a place is in none of them
_TELLING = frozenset(["nav", "header", "footer", "aside", "form"])

Step = tuple[str, tuple[str, ...]]
Path = tuple[tuple[Step, ...], str]
"""The steps from a passage outwards, and what it is like."""
Closed = Mapping[str, "Closed"]
"""Steps from the body inwards, one in the other; where they end, no text ever stood."""


class Steps:
    """The steps to the passages of one page."""

    def __init__(self) -> None:
        self._outwards: dict[int, tuple[Step, ...]] = {}
        self._inwards: dict[int, tuple[Step, ...]] = {}

    def path(self, passage: Passage) -> Path:
        """The few steps next to a passage."""
        size = len(passage.text)
        marks = ("a" if passage.linked > size / 2 else "") + ("s" if size <= PROSE else "")
        return self._near(passage.box), marks

    def _near(self, box: Box) -> tuple[Step, ...]:
        found = self._outwards.get(box.number)
        if found is None:
            above = () if box.above is None else self._near(box.above)
            found = self._outwards[box.number] = (_step(box.element), *above[: NEAR - 1])
        return found

    def inwards(self, box: Box) -> tuple[Step, ...]:
        """The steps from the body to a box, that of the box included; no more than the outermost sixteen."""
        found = self._inwards.get(box.number)
        if found is None:
            found = self._inwards[box.number] = self._to(box)
        return found

    def _to(self, box: Box) -> tuple[Step, ...]:
        if box.above is None:
            return ()
        between, element = [_step(box.element)], box.element.getparent()
        while element is not box.above.element:  # a link around a block, the cell of a table
            between.append(_step(element))
            element = element.getparent()
        return (*self.inwards(box.above), *reversed(between))[:_DEEPEST]


@lru_cache(maxsize=20_000)
def kind_of(path: Path, names: frozenset[str]) -> str:
    """A place in words. Further out, names count only where nearly all pages have them."""
    steps, marks = path
    shown = (
        ".".join((tag, *(name for name in own if level < EXACT or name in names)))
        for level, (tag, own) in enumerate(steps)
    )
    return f"{'<'.join(shown)} {marks}"


def closed_by(
    pages: Iterable[Iterable[tuple[tuple[Step, ...], bool]]], names: frozenset[str], *, least: float
) -> Closed:
    """What is closed on a site whose pages have something at these steps, text or not; `least` is the number of pages
    that must show it. A box that has neither a name nor a telling tag may be anything on the next page."""
    pages_with, open_ones = Counter[tuple[str, ...]](), set[tuple[str, ...]]()
    for page in pages:
        seen = set[tuple[str, ...]]()
        for steps, is_text in page:
            shown = tuple(_shown(step, names) for step in steps)
            ways = [shown[:depth] for depth, (tag, _) in enumerate(steps, 1) if tag in BOXES]
            (open_ones if is_text else seen).update(way for way in ways if "." in way[-1] or way[-1] in _TELLING)
        pages_with.update(seen)
    closed: dict[str, Any] = {}
    for way, number in sorted(pages_with.items(), key=lambda counted: (len(counted[0]), counted[0])):
        if number >= least and way not in open_ones:
            _close(closed, way)
    return closed


def _close(closed: dict[str, Any], way: tuple[str, ...]) -> None:
    for step in way:
        if closed.get(step) == {}:  # closed already, further out
            return
        closed = closed.setdefault(step, {})


def leads_in(steps: Iterable[Step], closed: Closed, names: frozenset[str]) -> bool:
    """Whether these steps lead into what is closed."""
    for step in steps:
        inner = closed.get(_shown(step, names))
        if not inner:
            return inner is not None
        closed = inner
    return False


def shut_off(body: HtmlElement, closed: Closed, names: frozenset[str]) -> Set[HtmlElement]:
    """The elements of a page that are closed: the outermost ones."""
    found, waiting = set[HtmlElement](), [(body, closed)] if closed else []
    while waiting:
        element, below = waiting.pop()
        for child in element:
            inner = below.get(_shown(_step(child), names))
            if inner:
                waiting.append((child, inner))
            elif inner is not None:
                found.add(child)
    return found


def outwards(element: HtmlElement) -> tuple[Step, ...]:
    """The few steps from an element outwards, its own included."""
    around = takewhile(lambda one: one.tag != "body", (element, *islice(element.iterancestors(), NEAR - 1)))
    return tuple(map(_step, around))


def _step(element: HtmlElement) -> Step:
    known_as, classes = element.get("id") or "", element.get("class") or ""
    return element.tag, names_of(classes, known_as) if classes or known_as else ()


@lru_cache(maxsize=20_000)
def names_of(classes: str, known_as: str = "") -> tuple[str, ...]:
    """The names of an element, its id after a "#": those without a digit, as a number counts posts, or is that of one
    version of a style sheet."""
    said = (*classes.translate(_JOINTS).split(), *(f"#{name}" for name in known_as.translate(_JOINTS).split()))
    names = (name for name in said if len(name) <= _LONGEST_NAME and not any(map(str.isdigit, name)))
    return tuple(sorted(set(names)))[:MOST_NAMES]


@lru_cache(maxsize=20_000)
def _shown(step: Step, names: frozenset[str]) -> str:
    tag, own = step
    return ".".join((tag, *(name for name in own if name in names)))
