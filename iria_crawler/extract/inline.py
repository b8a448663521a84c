"""Dates of publication that a page holds for its programs: in scripts and in attributes of data."""

import re
from collections.abc import Iterable, Iterator, Sequence

from lxml.etree import XPath
from lxml.html import HtmlElement

# A value first, then its name: names are everywhere in a script, dates are not.
_VALUE = re.compile(
    r"""(?x) [:=] \s* \\? ["']?
    ( (?:19|20)\d\d -? [01]\d -? [0-3]\d (?: [T\ ]+ \d\d:\d\d (?: :\d\d )? (?: \.\d+ )? (?: Z | [+-]\d\d:?\d\d )? )?
    | 1\d{9} (?: \d{3} )? ) (?= \\? ["'] | \s* [,;}] )"""
)
_NAME = re.compile(r"([A-Za-z][\w.-]*)\\?[\"']?\s*$")
_MEANT = re.compile(
    r"(?:date|first|original|article|page|content|cms|post|story)*"
    r"(?:publish(?:ed|ing)?|publication|pub|posted)(?:date|time|datetime|timestamp|at|on)*(?:gmt|utc)?"
    r"|postdate|datepublish"
)
_CLOCK = re.compile(r"(?<=\d)(?:T\d\d| +\d\d:).*")
_ATTRIBUTES = (
    "data-date", "data-datetime", "data-time", "data-timestamp", "data-published", "data-published-at",
    "data-publish-date", "data-published-date", "data-publication-date", "data-pubdate", "data-pub-date",
)  # fmt: skip
_HOLDERS = XPath(" | ".join(f"descendant::*/@{name}/.." for name in _ATTRIBUTES))
_MOST_TEXT = 400_000


def inline_dates(scripts: Iterable[HtmlElement]) -> Sequence[str]:
    """What the scripts of a page give as its day of publication; nothing if they name several days."""
    return _agreed(_in_scripts(scripts))


def attribute_dates(place: HtmlElement) -> Sequence[str]:
    """The same for attributes like `data-date`."""
    holders = _HOLDERS(place)[:20]
    return _agreed(value for holder in holders for name in _ATTRIBUTES if (value := holder.get(name)))


def _agreed(values: Iterator[str]) -> Sequence[str]:
    found = list(values)
    days = {_CLOCK.sub("", value).replace("-", "") for value in found}
    return found[:1] if len(days) == 1 else ()


def _in_scripts(scripts: Iterable[HtmlElement]) -> Iterator[str]:
    left = _MOST_TEXT
    for script in scripts:
        text = (script.text or "")[:left]
        left -= len(text)
        for match in _VALUE.finditer(text):
            name = _NAME.search(text, max(0, match.start() - 40), match.start())
            if name and _MEANT.fullmatch(re.sub(r"[\W_]", "", name[1]).lower()):
                yield match[1]
