"""Where the words of a query stand in a text: concordance lines, in any script."""

import re
from collections.abc import Iterator, Sequence
from typing import TypedDict

from iria_crawler.text import tokens

_PART = re.compile(r'"((?:[^"]|"")*)"|([^\s"(){}:^*+,-]+)|(\S)', re.S)
_OPERATORS = frozenset(["AND", "OR", "NOT", "NEAR"])
_MOST = 1_000

Word = tuple[int, int, str]
Phrase = tuple[tuple[str, ...], bool]
"""The words of a phrase as both indexes fold them, and whether the last one may go on."""


class Passage(TypedDict):
    """A place where a query fits: `where` is title or body; `begin` counts characters in it."""

    where: str
    begin: int
    left: str
    match: str
    right: str


def passages(query: str, title: str, body: str, *, around: int) -> list[Passage]:
    """The places in a text where a phrase or word of a query stands, in order, with so many words on either side."""
    wanted = list(phrases(query))
    return [line for where, text in (("title", title), ("body", body)) for line in _lines(where, text, wanted, around)]


def phrases(query: str) -> Iterator[Phrase]:
    """The words and phrases that an FTS5 query asks for; not those that it rules out."""
    parts = [found.groups() for found in _PART.finditer(query)]
    depth, ruled_out = 0, None
    for position, (quoted, word, sign) in enumerate(parts):
        following = parts[position + 1][2] if position + 1 < len(parts) else None
        depth += {"(": 1, ")": -1}.get(sign or "", 0)
        if word == "NOT":
            ruled_out = depth
        elif sign != "(" and ruled_out is not None and depth <= ruled_out:
            ruled_out = None
        elif (quoted or word) and ruled_out is None and word not in _OPERATORS and following != ":":
            if position and parts[position - 1][2] == ",":  # the distance of NEAR(…, 10)
                continue
            yield from _phrase(quoted or word or "", goes_on=following == "*")


def _phrase(text: str, *, goes_on: bool) -> Iterator[Phrase]:
    if words := tuple(word for _, _, word in tokens(text)):
        yield words, goes_on


def _lines(where: str, text: str, wanted: Sequence[Phrase], around: int) -> Iterator[Passage]:
    words = tokens(text)
    end = 0
    for first, last in sorted(_places(words, wanted))[:_MOST]:
        if first < end:  # two phrases of one query may overlap
            continue
        end = last + 1
        begin, stop = words[first][0], words[last][1]
        left, right = words[max(0, first - around)][0], words[min(len(words) - 1, last + around)][1]
        yield Passage(
            where=where, begin=begin, left=text[left:begin], match=text[begin:stop], right=text[stop : max(stop, right)]
        )


def _places(words: Sequence[Word], wanted: Sequence[Phrase]) -> Iterator[tuple[int, int]]:
    """The first and last word of each place where a phrase stands."""
    for phrase, goes_on in wanted:
        for first in range(len(words) - len(phrase) + 1):
            if _stands(words, first, phrase, goes_on=goes_on):
                yield first, first + len(phrase) - 1


def _stands(words: Sequence[Word], first: int, phrase: Sequence[str], *, goes_on: bool) -> bool:
    *rest, last = phrase
    end = words[first + len(rest)][2]
    return (end.startswith(last) if goes_on else end == last) and all(
        words[first + position][2] == word for position, word in enumerate(rest)
    )
