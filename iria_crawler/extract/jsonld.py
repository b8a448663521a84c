"""JSON-LD as pages write it: what is nearly JSON is read as what was meant."""

import json
import re
from collections.abc import Iterable
from html import unescape
from typing import Any

MOST_MENDED = 300_000
"""Letters of broken JSON-LD of a page: half a second at worst."""

_WRAPPING = re.compile(
    r"^(?:<!--|(?://\s*|/\*\s*)?<!\[CDATA\[(?:\s*\*/)?|/\*[^*]{0,500}\*/|\ufeff|;)"
    r"|(?:-->|(?://\s*|/\*\s*)?\]\]>(?:\s*\*/)?|//|;)$"
)
# A string, which is kept, or a comment, one end of it or a comma before a closing bracket, which are not. The quote
# that should end a string may be missing, or else the search would begin anew at each quote.
_STRAY = re.compile(
    r'("(?:[^"\\]|\\.)*+"?)|//[^\n]*|/\*(?:[^*/]|/(?!\*)|\*(?!/)){0,2000}+\*/|(?P<cut>/\*)|\*/|,(?=\s*+[\]}])', re.S
)
# What a script may write where JSON has a name or a text: other quotes, or none.
_NO_JSON = re.compile(r"'|[A-Za-z_$][\w$]*\s*:")
_SCRIPTED = re.compile(
    r"""(?xs) "(?:[^"\\]|\\.)*+" | '(?P<single>(?:[^'\\]|\\.)*+)' | (?<=[{,\s])(?P<name>[A-Za-z_$][\w$]*+)(?=\s*:)"""
)
_QUOTE = re.compile(r'\\(.)|"', re.S)
_BRACKET = re.compile(r'"(?:[^"\\]|\\.)*+"?|[\[\]{}]', re.S)
_CLOSING = {"{": "}", "[": "]"}
_BAD_ESCAPE = re.compile(r'\\(?!["\\/bfnrt]|u[0-9a-fA-F]{4})|(\\.)', re.S)
_BETWEEN = re.compile(r"[\s,;]*")
_LONGEST_REPAIRED = 100_000
_MOST_REPAIRS = 30
_MOST_WRAPPINGS = 4
_MOST_VALUES = 1_000


def values(scripts: Iterable[str]) -> tuple[list[list[Any]], int]:
    """What scripts of JSON-LD hold: mostly one value each, several if they stand one behind the other, none if broken.

    And how many letters of broken ones are more than are mended of a page: these give what stands before the break.
    """
    held, left = [], MOST_MENDED
    for script in scripts:
        bare = _unwrapped(script)
        found, problem = _read(bare)
        if problem is not None and len(bare) <= _LONGEST_REPAIRED:
            left -= len(bare)
            found = (_mended(bare, problem) if left >= 0 else []) or found
        held.append(found)
    return held, max(0, -left)


def _mended(bare: str, problem: int) -> list[Any]:
    is_scripted = bare[:problem].rstrip().endswith(("{", ",", ":", "[")) and _NO_JSON.match(bare, problem)
    text = _SCRIPTED.sub(_as_json, bare) if is_scripted else bare
    return _repaired(_STRAY.sub(_kept, text).strip()) or _repaired(_STRAY.sub(_kept, _before_cut(text)).strip())


def _before_cut(text: str) -> str:
    """What stands before a comment that does not end; nothing if there is none."""
    cut = next((part for part in _STRAY.finditer(text) if part["cut"]), None)
    return text[: cut.start()] if cut else ""


def _as_json(part: re.Match[str]) -> str:
    """A name without quotes, or a text in single ones, in double ones."""
    if part["name"]:
        return f'"{part["name"]}"'
    return part[0] if part["single"] is None else f'"{_QUOTE.sub(_as_double, part["single"])}"'


def _as_double(quote: re.Match[str]) -> str:
    return '\\"' if quote[1] is None else "'" if quote[1] == "'" else quote[0]


def _unwrapped(text: str) -> str:
    bare = text.strip()
    for _ in range(_MOST_WRAPPINGS):
        without = _WRAPPING.sub("", bare).strip()
        if without == bare:
            break
        bare = without
    return unescape(bare) if bare.startswith(("{&quot;", "[&quot;", "{ &quot;", "[{&quot;")) else bare


def _kept(part: re.Match[str]) -> str:
    return _BAD_ESCAPE.sub(lambda escape: escape[1] or r"\\", part[1]) if part[1] else ""


def _repaired(text: str) -> list[Any]:
    """The values of a text in whose strings quotes stand that should have been escaped, or whose end is missing.

    Where the parser stops because of a quote, the one before that place did not end its string.
    """
    for _ in range(_MOST_REPAIRS):
        found, problem = _read(text)
        quote = _quote_before(text, problem or 0)
        if problem is not None and problem >= len(text):
            text = _closed(text)
        elif quote < 0:
            return found
        else:
            text = f"{text[:quote]}\\{text[quote:]}"
    return []


def _quote_before(text: str, end: int) -> int:
    """Where the last quote before a place stands that is not escaped; -1 if there is none."""
    at = text.rfind('"', 0, end)
    while at > 0 and text[at - 1] == "\\":
        at = text.rfind('"', 0, at)
    return at


def _closed(text: str) -> str:
    """A text with the brackets that are missing at its end."""
    opened: list[str] = []
    for part in _BRACKET.finditer(text):
        if part[0] in _CLOSING:
            opened.append(_CLOSING[part[0]])
        elif part[0] in _CLOSING.values() and opened:
            opened.pop()
    return text.rstrip(" \t\r\n,") + "".join(reversed(opened))


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
