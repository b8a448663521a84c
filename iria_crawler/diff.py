"""What an edit changed: two texts side by side, paragraph by paragraph, word by word."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from iria_crawler.text import comparable, pieces

_ALIKE = 0.5
"""The share of words that two paragraphs have in common when the one is an edit of the other."""
_MOST_PAIRS = 40_000
"""Above so many pairs of paragraphs (or a thousand times as many of words) nothing is weighed; they are shown whole."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Some words, and in which of two texts they stand: `same` is in both."""

    kind: Literal["same", "added", "removed"]
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A paragraph of the old text, of the new one, or of both: `changed` has other words."""

    kind: Literal["same", "changed", "added", "removed"]
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How much an edit added and removed, in characters without white space."""

    added: int
    removed: int


def compared(old: str, new: str) -> tuple[Row, ...]:
    """The paragraphs of two texts, aligned. Paragraphs are parted by a blank line; those that differ in white
    space, quotation marks or dashes alone are the same, and shown as the new text has them."""
    return tuple(_rows(_paragraphs(old), _paragraphs(new)))


def size(rows: Sequence[Row]) -> Size:
    """How much the paragraphs that were compared gained and lost."""
    long = {"added": 0, "removed": 0, "same": 0}
    for row in rows:
        for piece in row.pieces:
            long[piece.kind] += len("".join(piece.text.split()))
    return Size(added=long["added"], removed=long["removed"])


def _paragraphs(text: str) -> list[str]:
    return [part for part in text.split("\n\n") if part.strip()]


def _rows(old: list[str], new: list[str]) -> Iterator[Row]:
    left, right = ([comparable(part, "") for part in parts] for parts in (old, new))
    for kind, a, b, c, d in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        if kind == "equal":
            yield from (Row(kind="same", pieces=(Piece(kind="same", text=part),)) for part in new[c:d])
        else:
            yield from _replaced(old[a:b], new[c:d])


def _replaced(old: list[str], new: list[str]) -> Iterator[Row]:
    """Paragraphs that took the place of others: edits of them where they are alike, else gone and new."""
    before = after = 0
    for left, right in [*_pairs(old, new), (len(old), len(new))]:
        yield from (_whole("removed", part) for part in old[before:left])
        yield from (_whole("added", part) for part in new[after:right])
        if left < len(old):
            yield Row(kind="changed", pieces=tuple(_words(old[left], new[right])))
        before, after = left + 1, right + 1


def _whole(kind: Literal["added", "removed"], text: str) -> Row:
    return Row(kind=kind, pieces=(Piece(kind=kind, text=text),))


def _pairs(old: list[str], new: list[str]) -> list[tuple[int, int]]:
    """Which paragraphs are edits of which: the pairs, in order in both texts, that have most in common."""
    if not old or not new or len(old) * len(new) > _MOST_PAIRS:
        return []
    best = [[0.0] * (len(new) + 1) for _ in range(len(old) + 1)]
    alike = [[_alike(left, right) for right in new] for left in old]
    for i in range(len(old) - 1, -1, -1):
        for j in range(len(new) - 1, -1, -1):
            best[i][j] = max(best[i + 1][j], best[i][j + 1], alike[i][j] + best[i + 1][j + 1] if alike[i][j] else 0.0)
    return list(_path(best, alike))


def _path(best: list[list[float]], alike: list[list[float]]) -> Iterator[tuple[int, int]]:
    i = j = 0
    while i < len(alike) and j < len(alike[0]):
        if alike[i][j] and best[i][j] == alike[i][j] + best[i + 1][j + 1]:
            yield i, j
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1


def _alike(left: str, right: str) -> float:
    """The share of words in common, 0 where it is too small for an edit."""
    a, b = (pieces(text) for text in (left, right))
    matcher = SequenceMatcher(None, a, b, autojunk=False)
    if matcher.real_quick_ratio() < _ALIKE or matcher.quick_ratio() < _ALIKE or len(a) * len(b) > 1000 * _MOST_PAIRS:
        return 0.0
    share = matcher.ratio()
    return share if share >= _ALIKE else 0.0


def _words(old: str, new: str) -> Iterator[Piece]:
    """The words of two paragraphs. White space between two changes is part of them: it reads better."""
    a, b = pieces(old), pieces(new)
    removed = added = ""
    for kind, i, j, k, m in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        same = "".join(b[k:m]) if kind == "equal" else ""
        if kind != "equal" or (not same.strip() and (removed or added)):
            removed, added = removed + "".join(a[i:j]), added + "".join(b[k:m])
            continue
        yield from _changed(removed, added)
        removed = added = ""
        yield Piece(kind="same", text=same)
    yield from _changed(removed, added)


def _changed(removed: str, added: str) -> Iterator[Piece]:
    if removed.strip() == added.strip() == "":
        if removed or added:
            yield Piece(kind="same", text=added)
        return
    if removed:
        yield Piece(kind="removed", text=removed)
    if added:
        yield Piece(kind="added", text=added)
