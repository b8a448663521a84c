"""Times as HTML and feeds spell them for machines, and how exact each is."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Literal

from iria_crawler.extract.html import squeeze

_ISO = re.compile(
    r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[T ]+(\d{1,2}:\d{2}(?::\d{2})?)(?:[.,]\d+)?)?"
    r"\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{2})?",
    re.I,
)
_COMPACT = re.compile(r"((?:19|20)\d{6})(?:T?(\d{4}(?:\d\d)?)(Z|[+-]\d{2}:?\d{2})?)?")
_SECONDS = re.compile(r"1\d{9}(?:\d{3})?")
_EARLIEST = datetime(1900, 1, 1, tzinfo=UTC)
_ZERO = datetime(1970, 1, 1, tzinfo=UTC)

Precision = Literal[0, 1, 2]


@dataclass(frozen=True, slots=True)
class Moment:
    """A time as read: `precision` 0 is exact, 1 a time without its zone (taken as UTC), 2 a day.

    `is_change`: the page prints it as the time of an update. `others` are the candidates that lost.
    """

    at: datetime
    raw: str
    source: str
    precision: Precision
    is_change: bool = False
    others: "tuple[Moment, ...]" = ()


def moment(raw: str, source: str, *, now: datetime) -> Moment | None:
    """Read a time in any of the spellings of HTML and feeds; None if it is none, or absurd at the time of capture."""
    raw = squeeze(raw)
    found = _iso(raw) or _compact(raw) or _rfc2822(raw)
    if found is None:
        return None
    at, precision = found
    return Moment(at, raw, source, precision) if is_sane(at, now) else None


def is_sane(at: datetime, now: datetime) -> bool:
    """Neither before newspapers of today nor after the capture, nor zero as some zone of the world writes it."""
    return _EARLIEST <= at <= now + timedelta(days=1) and abs(at - _ZERO) > timedelta(days=1)


def _iso(raw: str) -> tuple[datetime, Precision] | None:
    match = _ISO.match(raw)
    if match is None:
        return None
    year, month, day, clock, zone = match.groups()
    offset = {"Z": "+00:00", "UTC": "+00:00", "GMT": "+00:00"}.get((zone or "").upper(), zone or "+00:00")
    text = f"{year}-{month:0>2}-{day:0>2}T{(clock or '00:00').zfill(5)}{offset}"
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return at, 2 if clock is None else 0 if zone else 1


def _compact(raw: str) -> tuple[datetime, Precision] | None:
    """The spellings without signs: 20200304, 20200304T101500Z, and seconds or milliseconds since 1970."""
    if _SECONDS.fullmatch(raw):
        return datetime.fromtimestamp(int(raw[:10]), UTC), 0
    match = _COMPACT.fullmatch(raw)
    if match is None:
        return None
    day, clock, zone = match.groups()
    return _iso(f"{day[:4]}-{day[4:6]}-{day[6:]}" + (f"T{clock[:2]}:{clock[2:4]}{zone or ''}" if clock else ""))


def _rfc2822(raw: str) -> tuple[datetime, Precision] | None:
    try:
        at = parsedate_to_datetime(raw)
        return (at, 0) if at.tzinfo else (at.replace(tzinfo=UTC), 1)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
