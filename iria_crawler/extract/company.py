"""What stands around passages, as numbers: the boxes that hold them, and what the page has besides."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise, takewhile

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
    table, rows = _around([passage.box for passage in passages], total)
    own = [[weight[kind] / total, min(number[kind], MANY)] for kind in kinds]
    found = np.column_stack([column(own), table[[rows[passage.box.number] for passage in passages]]])
    return found, found[:, 0] > 0.3


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


def _around(boxes: Sequence[Box], total: float) -> tuple[NDArray[np.float32], Mapping[int, int]]:
    """What boxes and those around them hold, a row for each, and which row is that of a box, by its number."""
    every: dict[int, Box] = {}
    for box in boxes:
        new = takewhile(lambda each: each.number not in every, box.around())
        every.update({each.number: each for each in list(new)})
    rows = {number: row for row, number in enumerate(every)}
    shares = column([_share(box, total) for box in every.values()])
    above = [rows[(box.above or box).number] for box in every.values()]
    levels = [np.arange(len(every))]
    for _ in range(_LEVELS):
        levels.append(np.take(above, levels[-1]))
    half, most = Levels(lambda box: box.prose >= 0.5 * total), Levels(lambda box: box.prose >= 0.85 * total)
    itself = [[half.of(box), most.of(box), box.depth, min(len(box.element), MANY)] for box in every.values()]
    held = [shares[level, : 5 if steps < 4 else 3] for steps, level in enumerate(levels)]
    return np.column_stack([*held, column(itself)]), rows


def _share(box: Box, total: float) -> tuple[float, ...]:
    letters = max(box.letters, 1)
    return (
        box.prose / total, box.linked / letters, min(box.passages, MANY), min(box.paragraphs, MANY),
        box.prose / letters,
    )  # fmt: skip


def company(
    passages: Sequence[Passage], prose: Column, places: NDArray[np.int64], letters: Column, total: float,
    tags: Sequence[str], at_title: int, first: int,
) -> NDArray[np.float32]:  # fmt: skip
    """What share of the prose stands in each place; what was passed; how far headline and first paragraph are."""
    n = len(passages)
    index = np.arange(n)
    shares = [np.full(n, prose[(places & place) > 0].sum() / total) for place in _SHARED]
    passed = [np.minimum(np.cumsum(((places & place) > 0) & (index > first)), 20) for place in _PASSED]
    to_title = Meetings(passages[at_title].box) if at_title >= 0 else None
    to_first = Meetings(passages[first].box)
    articles: dict[int, int] = {}
    known: dict[int, tuple[int, ...]] = {}
    for passage in passages:
        box = passage.box
        if box.number not in known:
            article = next((each.number for each in box.around() if each.element.tag == "article"), None)
            order = -1 if article is None else articles.setdefault(article, len(articles))
            title = to_title.of(box) if to_title else (FAR, FAR)
            known[box.number] = (*title, *to_first.of(box), order)
    met = column([known[passage.box.number] for passage in passages])
    sames = column([one.box.above is other.box.above for one, other in pairwise(passages)] + [False])
    heads = np.cumsum([tag == "h1" for tag in tags])
    return np.column_stack([*shares, *passed, heads, met, sames, np.roll(sames, 1)]).astype(np.float32)


class Meetings:
    """How many steps up boxes meet one of them, from either."""

    def __init__(self, box: Box) -> None:
        self._known = {each.number: (0, level) for level, each in enumerate(box.around())}

    def of(self, box: Box) -> tuple[int, int]:
        """Those numbers of a box of the same page, found once for each."""
        known = self._known.get(box.number)
        if known is None:
            assert box.above is not None  # the outermost is around both
            ours, theirs = self.of(box.above)
            known = self._known[box.number] = (ours + 1, theirs)
        return known
