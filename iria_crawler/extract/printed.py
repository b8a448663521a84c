"""Dates as people print them: day, month and year in words or numbers of many languages."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta, timezone

from iria_crawler.extract.months import day_of, month_named, plain, solar_month_named

_YEAR = re.compile(
    r"(?<!\d)(?:1[34]|19|20|25)\d\d(?!\d)|[年년]|[ก-ฮ]\.?\s*[4-9]\d(?!\d)|(?<![\d-])\d\d?([-./])\d\d?\1\d\d(?![\d-])"
)
_OTHER_DIGITS = re.compile(r"[^\D0-9]")
_PREFIX = re.compile(r"^(?:[dl]['’]|ב(?=\w{3}))", re.I)
_TOKENS = re.compile(r"\d+|[^\W\d_][^\s\d,،;:/|()\[\]<>–—-]*|[,،/.-]")
_DAY_ENDINGS = frozenset(["st", "nd", "rd", "th", "er", "re", "º", "ª", "°", "e", "го", "й", "ти", "a", "η"])
_FILLERS = frozenset(
    [",", ".", "/", "-", "،", "de", "del", "d", "di", "do", "da", "dal", "den", "der", "le", "el", "of", "the", "del'",
     "la", "na", "i", "о", "г", "m", "в", "от", "від", "ko", "eko", "năm", "ngay", "ה", "ב", "של", "من", "ه", "م"]
)  # fmt: skip
_OF_YEAR = frozenset(["gada", "жылғы", "жылдың", "жылдын", "yil"])
"""What stands between a year and the day after it: "2025. gada 16. novembrī"."""
_VIETNAMESE = re.compile(r"(\d{1,2})\s*,?\s*(?:tháng|thg)\s*(\d{1,2})\s*,?\s*(?:năm)?\s*(\d{4})(?!\d)", re.I)
_CJK = re.compile(r"(\d{4})\s*(?:[年년]|оны)\s*(\d{1,2})\s*(?:[月월]|(?:-?р\s)?сарын)\s*(\d{1,2})\s*[日일号]?")
_ERA = re.compile(r"(令和|平成|民[国國])\s*(\d{1,3}|元)\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日?")
_ERAS = {"令和": 2018, "平成": 1988, "民国": 1911, "民國": 1911}
_THAI = re.compile(r"(\d{1,2})\s*([ก-ฮเ][ก-๙.]{1,12})\s*([4-9]\d)(?![\d:.])")  # 16 พ.ย. 68
_NUMBERS = re.compile(
    r"(?<![\d/.,:-])(?:(?P<y1>(?:1[34]|19|20|25)\d\d)(?P<s1>\s?[-/.]\s?|\s)(?P<m1>\d{1,2})(?P=s1)(?P<d1>\d{1,2})"
    r"|(?P<a>\d{1,2})(?P<s2>\s?[-/.]\s?)(?P<b>\d{1,2})(?P=s2)(?P<y2>(?:1[34]|19|20|25)\d\d|\d\d))(?!\d|[-/.,:]\d)"
)
_CLOCK = re.compile(
    r"\s*(?:\W{0,3}\s*(?:at|um|à|a las|alle|às|kl|om|o|godz|в|о|ore|saat|ora|klo|بتوقيت|الساعة|ساعت)?\.?\s*(?:die\s)?)"
    r"(\d{1,2})\s?[:.hH時시]\s?(\d{2})(?::\d{2})?(?!\d)\s*(?:([ap])\.?\s?m\b\.?)?"
    r"(?:\s?\(?(?:(UTC|GMT|Z|[ECMP][SD]T|CES?T|MSK|JST|KST)\b)?\s?([+-]\d{1,2}(?::?\d{2})?)?(?!\d))?",
    re.I,
)
# Only abbreviations that name one zone in the press of the world: IST, BST and the like do not.
_ZONES = {"UTC": 0, "GMT": 0, "Z": 0, "EST": -5, "EDT": -4, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7,
          "CET": 1, "CEST": 2, "MSK": 3, "JST": 9, "KST": 9}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Printed:
    """A date in a text, from `start` to `end`, with the time printed after it, aware if its zone is
    known; a weak one (1.9.22) may be none."""

    day: date
    clock: time | None
    start: int
    end: int
    is_weak: bool = False


def printed(text: str, *, language: str = "", month_first: bool | None = None) -> list[Printed]:
    """The dates of a text in their order.

    `language` is the code of the page's; `month_first` says how 3/4/2020 is to be read: None leaves it out.
    """
    if not text.isascii():
        text = _OTHER_DIGITS.sub(lambda digit: str(int(digit[0])), text)
    if not _YEAR.search(text):
        return []
    found = sorted(_all(text, language[:2], month_first), key=lambda one: (one.start, -one.end))
    apart: list[Printed] = []
    for one in found:
        if not apart or one.start >= apart[-1].end:
            apart.append(one)
    return apart


def _all(text: str, language: str, month_first: bool | None) -> Iterator[Printed]:
    yield from _in_characters(text)
    yield from _in_numbers(text, month_first)
    yield from _in_words(text, language)


def _in_characters(text: str) -> Iterator[Printed]:
    for match in _CJK.finditer(text):
        yield from _made(text, match.span(), *map(int, match.groups()))
    for match in _ERA.finditer(text):
        era, year, month, day = match.groups()
        yield from _made(text, match.span(), _ERAS[era] + (1 if year == "元" else int(year)), int(month), int(day))
    for match in _THAI.finditer(text):
        if named := month_named(plain(match[2])):
            yield from _made(text, match.span(), 2500 + int(match[3]), named, int(match[1]))
    for match in _VIETNAMESE.finditer(text):
        day, month, year = map(int, match.groups())
        yield from _made(text, match.span(), year, month, day)


def _in_numbers(text: str, month_first: bool | None) -> Iterator[Printed]:
    for match in _NUMBERS.finditer(text):
        if match["y1"]:
            yield from _made(text, match.span(), int(match["y1"]), int(match["m1"]), int(match["d1"]))
            continue
        one, other, year = int(match["a"]), int(match["b"]), int(match["y2"])
        is_weak = year < 100 and len(match["a"]) + len(match["b"]) < 4
        is_sure = one > 12 or other > 12 or one == other
        if other > 12 or (not is_sure and month_first):
            one, other = other, one
        if is_sure or month_first is not None or "." in match["s2"]:
            yield from _made(text, match.span(), year + 2000 * (year < 100), other, one, is_weak=is_weak)


def _in_words(text: str, language: str) -> Iterator[Printed]:
    tokens = [(match[0], match.start(), match.end()) for match in _TOKENS.finditer(text)]
    words = [plain(_PREFIX.sub("", token)) if token[0].isalpha() else token for token, _, _ in tokens]
    for at, word in enumerate(words):
        if not word[:1].isalpha():
            continue
        for size in (2, 1):
            name = " ".join(words[at : at + size])
            month = month_named(name, language)
            solar = solar_month_named(name) if month is None else None
            if month or solar:
                found = _around(words, at, at + size)
                if found:
                    year, day, first, last = found
                    if (solar is not None) == (1300 <= year <= 1450):
                        span = tokens[first][1], tokens[last][2]
                        yield from _made(text, span, year, month or solar or 0, day)
                break


def _around(words: Sequence[str], start: int, end: int) -> tuple[int, int, int, int] | None:
    """Year and day around the name of a month, and the first and last word of the whole."""
    before, after = _number(words, start - 1, -1), _number(words, end, 1)
    if before is not None and _is_day(words[before]) and not _OF_YEAR.isdisjoint(words[max(0, before - 2) : before]):
        year = next((at for at in range(before - 1, max(-1, before - 4), -1) if words[at].isdecimal()), None)
        return (int(words[year]), int(words[before]), year, min(end, len(words)) - 1) if year is not None else None
    if after is None:
        return None
    if before is not None and _is_day(words[before]) and _is_year(words[after]):
        return int(words[after]), int(words[before]), before, after
    if _is_day(words[after]):
        year = _number(words, after + 1, 1)
        if year is not None and _is_year(words[year]):
            return int(words[year]), int(words[after]), start, year
        if before is not None and _is_year(words[before]):
            return int(words[before]), int(words[after]), before, after
    return None


def _number(words: Sequence[str], at: int, step: int) -> int | None:
    """Where the next number is, with nothing between but what stands between the parts of a date."""
    for _ in range(4):
        if not 0 <= at < len(words):
            return None
        word = words[at]
        if word[:1].isdecimal():
            return at
        if word and not (word in _FILLERS or word in _DAY_ENDINGS or month_named(word)):
            return None
        at += step
    return None


def _is_day(word: str) -> bool:
    return len(word) <= 2 and 1 <= int(word) <= 31


def _is_year(word: str) -> bool:
    return len(word) == 4


def _made(
    text: str, span: tuple[int, int], year: int, month: int, day: int, *, is_weak: bool = False
) -> Iterator[Printed]:
    found = day_of(year, month, day)
    if found is not None:
        clock, end = _clock(text, span[1])
        yield Printed(found, clock, span[0], end, is_weak)


def _clock(text: str, at: int) -> tuple[time | None, int]:
    match = _CLOCK.match(text, at)
    if match is None:
        return None, at
    hour, minute, half = int(match[1]), int(match[2]), (match[3] or "").lower()
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    if hour > 23 or minute > 59:
        return None, at
    return time(hour, minute, tzinfo=_zone(match[4], match[5])), match.end()


def _zone(name: str | None, offset: str | None) -> timezone | None:
    if offset:
        return _offset(offset)
    return timezone(timedelta(hours=_ZONES[name.upper()])) if name and name.upper() in _ZONES else None


def _offset(text: str) -> timezone | None:
    """Read +5, -07:00 or +0530."""
    digits = text[1:].replace(":", "")
    hours, minutes = (int(digits[:-2]), int(digits[-2:])) if len(digits) > 2 else (int(digits), 0)
    if hours > 14 or minutes > 59:
        return None
    size = timedelta(hours=hours, minutes=minutes)
    return timezone(-size if text[0] == "-" else size)
