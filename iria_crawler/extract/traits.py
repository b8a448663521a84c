"""What tells a passage of the article from those around it, as numbers for a `Forest`."""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from iria_crawler.extract.company import FAR, MANY, Column, boxes_around, column, company
from iria_crawler.extract.html import HEADINGS, words_of
from iria_crawler.extract.passages import PROSE, Passage
from iria_crawler.extract.roles import Place
from iria_crawler.extract.spellings import START, spellings

Words = tuple[str, ...]

_TAGS = (
    "p",
    "div",
    "li",
    "td",
    "tr",
    "h1",
    "h2",
    "h3",
    "h4",
    "blockquote",
    "section",
    "figcaption",
    "dd",
    "pre",
    "article",
)
_NUMBERS = {tag: number for number, tag in enumerate(_TAGS)}
_IS_TAG = np.eye(len(_TAGS) + 1, len(_TAGS), dtype=np.float32)
"""A row for each tag, and a last one of all others."""
_ELSEWHERE = re.compile(
    r"related|you (?:may|might)|more (?:from|on|in|stories|news|articles)|read (?:more|next|also)|recommended"
    r"|trending|recent"
    r"|most read|popular|share|comments?|newsletter|subscribe|sign up|latest|about the author|tags|topics|mehr zum"
    r"|auch interessant|lesen sie|weitere|à lire|plus d|te puede|leia|más|les også|läs|altri|leggi|faq|references"
    r"|sources"
    r"|follow|join|next|previous|see also|further reading|footnotes|sponsored|advert|also on|download|contact",
    re.IGNORECASE,
)
_BITS = np.int64(1) << np.arange(len(Place), dtype=np.int64)


def runs(text: str) -> frozenset[str]:
    """The runs of four words of a text, and its lines of fewer: what `traits` compares passages with."""
    lines = list(map(words_of, text.split("\n")))
    words = list(chain.from_iterable(lines))
    fours = zip(words, words[1:], words[2:], words[3:], strict=False)
    return frozenset(map(" ".join, chain(fours, (line for line in lines if len(line) < 4))))


def traits(
    passages: Sequence[Passage], *, title: str, summary: str, read: frozenset[str], told: frozenset[str]
) -> NDArray[np.float32]:
    """A row of numbers for each passage.

    `read` are the `runs` of the text that trafilatura takes for the article, `told` those of the text that
    structured data gives, empty where it gives none.
    """
    n = len(passages)
    keys = [tuple(words_of(passage.text[:START])) for passage in passages]
    letters = column([len(passage.text) for passage in passages])
    linked = column([passage.linked for passage in passages]) / letters
    prose = np.where(letters > PROSE, letters * (1 - linked), 0).astype(np.float32)
    total = max(float(prose.sum()), 1.0)
    tags = [str(passage.box.element.tag) for passage in passages]
    boxes, solid = boxes_around(passages, total)
    solid &= prose > 0
    where = np.flatnonzero(solid if solid.any() else prose > 0)
    first, last = (int(where[0]), int(where[-1])) if len(where) else (0, n - 1)
    headline = tuple(words_of(title))
    at_title = _at_title(keys, tags, headline)
    said, counts = set(words_of(summary)), Counter(keys)
    own = np.array([passage.box.own for passage in passages], np.int64)
    places = np.array([passage.box.places for passage in passages], np.int64)
    is_heading = column([tag in HEADINGS for tag in tags])
    inside = column([share_of(key, read) for key in keys])
    near = np.column_stack([np.log1p(letters), linked, prose > 0, is_heading, boxes[:, 0], inside])
    index = np.arange(n, dtype=np.float32)
    return np.column_stack(
        [
            np.log1p(letters), np.minimum(letters, 2_000), linked,
            column([passage.strong for passage in passages]) / letters, prose / total,
            column(spellings([passage.text for passage in passages])),
            column([min(counts[key], 20) for key in keys]), column([key == headline for key in keys]),
            column([_overlap(key, said) for key in keys]),
            _IS_TAG[[_NUMBERS.get(tag, -1) for tag in tags]],
            (own[:, None] & _BITS) > 0, (places[:, None] & _BITS) > 0, boxes,
            _order(index, n, prose, letters, linked, solid, total, at_title, first, last),
            company(passages, prose, places, letters, total, tags, at_title, first),
            _under_headings(passages, tags, letters, linked.tolist()),
            *(_shifted(near, by) for by in (-2, -1, 1, 2)),
            inside, _as_read(index, n, inside, letters, total),
            column([share_of(key, told) for key in keys]) if told else np.full(n, -1.0),
        ]
    ).astype(np.float32)  # fmt: skip


def _at_title(keys: Sequence[Words], tags: Sequence[str], title: Words) -> int:
    """Where the headline is printed; -1 if it is not."""
    same = [at for at, key in enumerate(keys) if title and key == title]
    return next(
        (at for at in same if tags[at] == "h1"),
        same[0] if same else next((at for at, tag in enumerate(tags) if tag == "h1"), -1),
    )


def _overlap(key: Words, said: set[str]) -> float:
    """How much of a passage is in the summary, and of the summary in the passage."""
    if len(key) < 4 or not said:
        return 0.0
    return sum(word in said for word in key) / len(key) * min(1.0, len(key) / len(said))


def share_of(key: Sequence[str], known: frozenset[str]) -> float:
    """How much of a passage another text has, as `runs`."""
    if len(key) < 4:
        return float(" ".join(key) in known)
    starts = range(0, len(key) - 3, 3)
    return sum(" ".join(key[at : at + 4]) in known for at in starts) / len(starts)


def _order(
    index: Column, n: int, prose: Column, letters: Column, linked: Column, solid: NDArray[np.bool_], total: float,
    at_title: int, first: int, last: int,
) -> NDArray[np.float32]:  # fmt: skip
    before = np.cumsum(prose) - prose
    return np.column_stack(
        [
            np.minimum(index, MANY), index / n, np.full(n, min(n, 2 * MANY)), before / total,
            np.clip(index - at_title, -FAR, 2 * FAR),
            np.full(n, at_title >= 0), index == at_title,
            np.clip(index - first, -FAR, FAR), np.clip(index - last, -FAR, FAR), (index > first) & (index < last),
            _since(solid), _since(solid[::-1])[::-1], np.full(n, min(total, 20_000)),
            np.full(n, (letters * linked).sum() / letters.sum()), np.full(n, min(solid.sum(), MANY)),
            np.log1p(_gap(prose, letters)), np.log1p(_gap(prose[::-1], letters[::-1])[::-1]),
        ]
    ).astype(np.float32)  # fmt: skip


def _since(solid: NDArray[np.bool_]) -> Column:
    index = np.arange(len(solid))
    seen = np.maximum.accumulate(np.where(solid, index, -1))
    return np.where(seen >= 0, np.minimum(index - seen, FAR), FAR + 1).astype(np.float32)


def _gap(prose: Column, letters: Column) -> Column:
    """How many letters have passed since the last paragraph."""
    passed = np.cumsum(letters) - letters
    at_last = np.maximum.accumulate(np.where(prose > 0, passed + letters, 0))
    gap: Column = (passed - np.concatenate([[0], at_last[:-1]])).astype(np.float32)
    return gap


def _under_headings(
    passages: Sequence[Passage], tags: Sequence[str], letters: Column, linked: Sequence[float]
) -> NDArray[np.float32]:
    """What the heading before a passage is."""
    heads = sum(tag in HEADINGS and share > 0.5 for tag, share in zip(tags, linked, strict=True))
    rows: list[list[float]] = []
    last: int | None = None
    elsewhere = False
    for at, passage in enumerate(passages):
        if tags[at] in HEADINGS:
            last, elsewhere = at, bool(_ELSEWHERE.search(passage.text[:PROSE]))
        if last is None:
            rows.append([-1, 0, -1, 0, 0, heads, 0])
            continue
        head = passages[last].box
        together = head.above is passage.box.above
        beside = (
            head.above is not None and passage.box.above is not None and head.above.above is passage.box.above.above
        )
        rows.append([min(at - last, 50), linked[last], HEADINGS.index(tags[last]), together, elsewhere, heads, beside])
    return column(rows)


def _as_read(index: Column, n: int, inside: Column, letters: Column, total: float) -> NDArray[np.float32]:
    """Where a passage stands among those that trafilatura took."""
    hits = np.flatnonzero(inside > 0.5)
    low, high = (hits[0], hits[-1]) if len(hits) else (n, -1)
    width = min(9, n)
    around = np.convolve(inside, np.ones(width) / width, "same")
    return np.column_stack(
        [
            np.clip(index - low, -20, 20), np.clip(index - high, -20, 20), np.full(n, min(len(hits), MANY)),
            np.full(n, (letters * inside).sum() / total), np.full(n, (letters * inside).sum() / letters.sum()), around,
        ]
    ).astype(np.float32)  # fmt: skip


def _shifted(table: NDArray[np.float32], by: int) -> NDArray[np.float32]:
    out = np.full_like(table, -1)
    if by > 0:
        out[:-by] = table[by:]
    else:
        out[-by:] = table[:by]
    return out
