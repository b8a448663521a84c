"""JSON-LD as pages write it: what is nearly JSON is read as what was meant."""

import json
import re
from html import unescape
from typing import Any

_WRAPPING = re.compile(
    r"^(?:<!--|(?://\s*|/\*\s*)?<!\[CDATA\[(?:\s*\*/)?|/\*[^*]{0,500}\*/|\ufeff|;)"
    r"|(?:-->|(?://\s*|/\*\s*)?\]\]>(?:\s*\*/)?|//|;)$"
)
# A string, which is kept, or a comment or a comma before a closing bracket, which are not. The quote that should end
# a string may be missing, or else the search would begin anew at each quote.
_STRAY = re.compile(r'("(?:[^"\\]|\\.)*+"?)|//[^\n]*|/\*.{0,500}?\*/|,(?=\s*[\]}])', re.S)
_BAD_ESCAPE = re.compile(r'\\(?!["\\/bfnrt]|u[0-9a-fA-F]{4})|(\\.)', re.S)
_BETWEEN = re.compile(r"[\s,;]*")
_QUOTE = re.compile(r'(?<!\\)"')
_LONGEST_REPAIRED = 100_000
_MOST_REPAIRS = 30
_MOST_WRAPPINGS = 4
_MOST_VALUES = 1_000


def values(text: str) -> list[Any]:
    """What a script of JSON-LD holds: mostly one value, several if they stand one behind the other, none if broken."""
    bare = _unwrapped(text)
    if bare.startswith(("{&quot;", "[&quot;", "{ &quot;", "[{&quot;")):
        bare = unescape(bare)
    found, problem = _read(bare)
    if problem is None or len(bare) > _LONGEST_REPAIRED:
        return found
    return _requoted(_STRAY.sub(_kept, bare)) or found


def _unwrapped(text: str) -> str:
    bare = text.strip()
    for _ in range(_MOST_WRAPPINGS):
        without = _WRAPPING.sub("", bare).strip()
        if without == bare:
            break
        bare = without
    return bare


def _kept(part: re.Match[str]) -> str:
    return _BAD_ESCAPE.sub(lambda escape: escape[1] or r"\\", part[1]) if part[1] else ""


def _requoted(text: str) -> list[Any]:
    """The values of a text in whose strings quotes stand that should have been escaped.

    Where the parser stops because of one, the quote before that place did not end its string.
    """
    for _ in range(_MOST_REPAIRS):
        found, problem = _read(text)
        quotes = list(_QUOTE.finditer(text, 0, problem)) if problem else []
        if not quotes:
            return found
        text = f"{text[: quotes[-1].start()]}\\{text[quotes[-1].start() :]}"
    return []


def _read(text: str) -> tuple[list[Any], int | None]:
    """The values at the beginning of a text, and where the rest is broken, if it is."""
    found: list[Any] = []
    decoder = json.JSONDecoder(strict=False)
    begin = 0
    try:
        while begin < len(text) and len(found) < _MOST_VALUES:
            value, end = decoder.raw_decode(text, begin)
            found.append(value)
            gap = _BETWEEN.match(text, end)
            begin = gap.end() if gap else end
    except json.JSONDecodeError as problem:
        return found, problem.pos
    except (ValueError, RecursionError):  # a number of thousands of digits; brackets within brackets
        return found, None
    return found, None
