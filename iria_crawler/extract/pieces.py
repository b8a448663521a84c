"""The words of a text as they are compared, in scripts with and without spaces."""

import re
import unicodedata
from collections.abc import Sequence, Set

from iria_crawler.extract.html import composed

# Scripts that put no spaces between words: Thai, Kana, Han.
_UNSPACED = r"\u0e00-\u0e7f\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_PIECES = re.compile(rf"([{_UNSPACED}]+)|[^\W_{_UNSPACED}]+")
_ONE_SCRIPT = {"HIRAGANA": "CJK", "KATAKANA": "CJK"}
_MOST_LETTERS = 300


def pieces_of(text: str) -> list[str]:
    """The words of a text, to compare it with another; of a script without spaces, its pairs of letters."""
    found = _PIECES.finditer(composed(text, "NFKC").casefold())
    return [piece for run in found for piece in (_pairs(run[0]) if run[1] else [run[0]])]


def likeness(words: Set[str], others: Set[str]) -> float:
    """How much two sets of words share, of which one is not empty: from 0 to 1 (Dice's coefficient)."""
    return 2 * len(words & others) / (len(words) + len(others))


def is_unlike(text: str, titles: Sequence[str]) -> bool:
    """Whether a text says plainly something else than each of some titles; not if there is no text, or no title."""
    return bool(text and titles) and all(_are_unlike(text, title) for title in titles)


def _are_unlike(text: str, title: str) -> bool:
    """Whether a text says plainly something else than a title: no word of it, and not because it is a translation."""
    return _scripts(title) <= _scripts(text) and frozenset(pieces_of(text)).isdisjoint(pieces_of(title))


def _scripts(text: str) -> frozenset[str]:
    """The scripts of the letters of a text, Han and Kana as one: Japanese is written in both."""
    names = (unicodedata.name(letter, "") for letter in text[:_MOST_LETTERS] if letter.isalpha())
    scripts = {re.split(r"[ -]", name)[0] for name in names}
    return frozenset(_ONE_SCRIPT.get(script, script) for script in scripts)


def _pairs(run: str) -> list[str]:
    return [run[at : at + 2] for at in range(len(run) - 1)] or [run]
