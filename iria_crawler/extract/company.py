"""What stands around passages, as numbers: the boxes that hold them, and what the page has besides."""

from collections import Counter
from collections.abc import Callable, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from iria_crawler.extract.passages import PROSE, Box, Passage
from iria_crawler.extract.roles import Place

Column = NDArray[np.float32]

FAR = 30
"""Passages or steps; what is farther is as far."""

MANY = 60
"""Counts above are alike: what is the rule on the longest of pages cannot be learnt from a handful of them."""

_LEVELS = 5
_HIGHEST = 14
_SHARED = (
    Place.BODY,
    Place.STORY,
    Place.ARTICLE,
    Place.MAIN,
    Place.MARKED,
    Place.LEAD,
    Place.TEASER,
    Place.HIDDEN,
    Place.BOX,
    Place.COMMENTS,
    Place.SIDE,
)
_PASSED = (
    Place.COMMENTS,
    Place.RELATED,
    Place.AUTHOR,
    Place.SHARE,
    Place.TAGS,
    Place.META,
    Place.FOOTER,
    Place.LETTERS,
)


def column(values: Sequence[object]) -> Column:
    """Values of passages as a column of a table."""
    return np.array(values, np.float32)


def boxes_around(passages: Sequence[Passage], total: float) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
    """What the boxes around a passage hold, and whether passages of its kind hold much of the prose."""
    kinds = [_kind(passage.box) for passage in passages]
    weight: Counter[object] = Counter()
    for kind, passage in zip(kinds, passages, strict=True):
        weight[kind] += len(passage.text) - passage.linked if len(passage.text) > PROSE else 0
    number = Counter(kinds)
    around: dict[int, list[float]] = {}
    shares: dict[int, list[float]] = {}
    half, most = Levels(lambda box: box.prose >= 0.5 * total), Levels(lambda box: box.prose >= 0.85 * total)
    rows = []
    for kind, passage in zip(kinds, passages, strict=True):
        box = passage.box
        row = around.get(box.number)
        if row is None:
            row = around[box.number] = [*_around(box, total, shares), half.of(box), most.of(box), box.depth]
            row.append(min(len(box.element), MANY))
        rows.append([weight[kind] / total, min(number[kind], MANY), *row])
    table = column(rows)
    return table, table[:, 0] > 0.3


class Levels:
    """How many steps up from a box the first is of which something holds; as many as are looked at if of none."""

    def __init__(self, holds: Callable[[Box], bool]) -> None:
        self._holds = holds
        self._known: dict[int, int] = {}

    def of(self, box: Box) -> int:
        """That number, found once for each box."""
        known = self._known.get(box.number)
        if known is None:
            above = box.above
            known = 0 if self._holds(box) else _HIGHEST if above is None else min(_HIGHEST, 1 + self.of(above))
            self._known[box.number] = known
        return known


def _kind(box: Box) -> tuple[object, ...]:
    above = box.above
    return (
        box.element.tag,
        box.element.get("class"),
        above and above.element.tag,
        above and above.element.get("class"),
    )


def _around(box: Box, total: float, shares: dict[int, list[float]]) -> list[float]:
    row: list[float] = []
    each = box
    for level in range(_LEVELS + 1):
        share = shares.get(each.number)
        if share is None:
            share = shares[each.number] = [
                each.prose / total, each.linked / max(each.letters, 1), min(each.passages, MANY),
                min(each.paragraphs, MANY), each.prose / max(each.letters, 1),
            ]  # fmt: skip
        row += share if level < 4 else share[:3]
        each = each.above or each
    return row


def company(
    passages: Sequence[Passage], prose: Column, places: NDArray[np.int64], letters: Column, total: float,
    tags: Sequence[str], at_title: int, first: int,
) -> NDArray[np.float32]:  # fmt: skip
    """What share of the prose stands in each place; what was passed; how far headline and first paragraph are."""
    n = len(passages)
    index = np.arange(n)
    shares = [np.full(n, prose[(places & place) > 0].sum() / total) for place in _SHARED]
    passed = [np.minimum(np.cumsum(((places & place) > 0) & (index > first)), 20) for place in _PASSED]
    to_title = _steps(passages[at_title].box) if at_title >= 0 else {}
    to_first = _steps(passages[first].box)
    articles: dict[int, int] = {}
    known: dict[int, list[float]] = {}
    for passage in passages:
        box = passage.box
        if box.number not in known:
            article = next((each.number for each in box.around() if each.element.tag == "article"), None)
            order = -1 if article is None else articles.setdefault(article, len(articles))
            known[box.number] = [*_meeting(box, to_title), *_meeting(box, to_first), order]
    met = column([known[passage.box.number] for passage in passages])
    sames = column([one.box.above is other.box.above for one, other in pairwise(passages)] + [False])
    heads = np.cumsum([tag == "h1" for tag in tags])
    return np.column_stack([*shares, *passed, heads, met, sames, np.roll(sames, 1)]).astype(np.float32)


def _steps(box: Box) -> dict[int, int]:
    return {each.number: level for level, each in enumerate(box.around())}


def _meeting(box: Box, steps: dict[int, int]) -> tuple[int, int]:
    """How many steps up two boxes meet, from either of them."""
    return next(
        ((level, steps[each.number]) for level, each in enumerate(box.around()) if each.number in steps), (FAR, FAR)
    )
