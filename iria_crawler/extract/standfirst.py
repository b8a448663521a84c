"""The standfirst of an article among its passages."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from iria_crawler.extract.html import words_of
from iria_crawler.extract.passages import Passage
from iria_crawler.extract.roles import Place

_LEAST = 0.12
"""How probable it must be that a standfirst is of the article: far less than for other passages.

By its length, its words and its markup it is like the teaser of another article; but between a headline and its text
there is none. Found by publisher-wise cross-validation.
"""
_SHORTEST, _LONGEST = 40, 600  # letters
_LINKED = 0.05
_NEVER = int(
    Place.CAPTION | Place.PICTURE | Place.AUTHOR | Place.META | Place.FORM | Place.NAV | Place.HIDDEN | Place.SHARE
    | Place.LETTERS
)  # fmt: skip


def standfirst(passages: Sequence[Passage], scores: NDArray[np.float64], title: str, first: int) -> frozenset[int]:
    """The places of the passages between the headline and the first paragraph, at `first`, that are the standfirst.

    It is the most probable one, with those that are marked up as it is.
    """
    start = _after_headline(passages[:first], words_of(title))
    if start is None:
        return frozenset()
    never = _NEVER & ~passages[first].box.places  # where the text itself stands is no reason
    may_be = [at for at in range(start, first) if scores[at] > _LEAST and _may_be(passages[at], never)]
    best = max(may_be, key=lambda at: scores[at], default=None)
    return frozenset() if best is None else frozenset(at for at in may_be if passages[at].kin == passages[best].kin)


def _after_headline(passages: Sequence[Passage], title: list[str]) -> int | None:
    """Where the first passage after the headline is; the last place where that is printed counts."""
    same = [at for at, passage in enumerate(passages) if title and words_of(passage.text) == title]
    headed = same or [at for at, passage in enumerate(passages) if passage.box.element.tag == "h1"]
    return headed[-1] + 1 if headed else None


def _may_be(passage: Passage, never: int) -> bool:
    size, box = len(passage.text), passage.box
    is_elsewhere = box.places & never and not box.own & Place.LEAD
    return _SHORTEST <= size <= _LONGEST and passage.linked <= _LINKED * size and not is_elsewhere
