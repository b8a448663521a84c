"""Whether 3/4/2020 is the fourth of March: what a page, its address and its language say."""

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import NamedTuple

from iria_crawler.extract.html import parts_of
from iria_crawler.extract.months import day_of, month_named, plain

_FIGURES = re.compile(r"(?<![\d/.-])(\d{1,2})(?:([/.])(\d{1,2})\2((?:20)?\d\d)|-(\d{1,2})-(20\d\d))(?![\d/]|[.-]\d)")
_MONTH_FIRST = ("us", "ph")
_REGION = re.compile(r"/([a-z]{2})[-_]([a-z]{2})(?=/|$)", re.I)
_DAY = re.compile(r"/((?:199|20\d)\d)([/_-]?)(0[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01])(?=[/_.-]|$)")
_DAY_IN_WORDS = re.compile(r"/((?:199|20\d)\d)/([a-z]{3,10})/(0?[1-9]|[12]\d|3[01])(?=/|$)", re.I)


class _Figures(NamedTuple):
    one: int
    other: int
    year: int


def order_of(texts: Iterable[str], *, language: str, url: str, known: Callable[[], Iterable[date]]) -> bool:
    """Whether the month comes first: as in the dates of `texts` that can be read in one way only; in English, which is
    written in both, as in those that are then one of the `known` days; else as the country has it."""
    figures = [_figures(match) for text in texts for match in _FIGURES.finditer(text)]
    sure = {other > 12 for one, other, _ in figures if (one > 12) != (other > 12)}
    if len(sure) == 1:
        return sure.pop()
    is_open = figures and not sure and language[:2].lower() in ("", "en")
    told = set(_told(figures, set(known()))) if is_open else set()
    return told.pop() if len(told) == 1 else writes_month_first(language, url)


def writes_month_first(language: str, url: str) -> bool:
    """Whether 3/4/2020 is probably the fourth of March: American English, or English without a country."""
    spoken, _, region = language.replace("_", "-").lower().partition("-")
    address = parts_of(url)
    said = _REGION.match(address.path.lower())
    if said and not region:
        region = said[1] if said[2] in ("en", spoken) else said[2]
    if region[:2].isalpha() and len(region) == 2:
        return region in _MONTH_FIRST
    ending = (address.hostname or "").rpartition(".")[2]
    return spoken in ("", "en") and (len(ending) > 2 or ending == "us")


def is_in_figures(text: str, at: int) -> bool:
    """Whether a date there is one like 3/4/2020."""
    return _FIGURES.match(text, at) is not None


def day_in_address(url: str) -> date | None:
    """The day in an address like /2021/03/04/talks or /2021/march/4/talks."""
    match = _DAY.search(url)
    if match:
        return day_of(int(match[1]), int(match[3]), int(match[4]))
    match = _DAY_IN_WORDS.search(url)
    month = month_named(plain(match[2])) if match else None
    return day_of(int(match[1]), month, int(match[3])) if match and month else None


def _figures(match: re.Match[str]) -> _Figures:
    year = int(match[4] or match[6])
    return _Figures(int(match[1]), int(match[3] or match[5]), year + 2000 * (year < 100))


def _told(figures: Iterable[_Figures], known: set[date]) -> Iterator[bool]:
    """The orders in which a date is one that is known."""
    for one, other, year in figures:
        if one != other:
            yield from (order for order in (True, False) if _read(one, other, year, order) in known)


def _read(one: int, other: int, year: int, month_first: bool) -> date | None:
    return day_of(year, one, other) if month_first else day_of(year, other, one)
