"""Where the bars of a chart of months stand.

Drawn by a template and not by altair, as those of a report are: each bar is a link, the colours are those of the
page in light and dark, widths follow the window, and it costs a page a millisecond instead of a second.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

HEIGHT, TOP, BOTTOM = 200, 22, 24
"""Pixels: the drawing, and the room in it for the uppermost number and for the years."""

_MOST_BARS = 240
_MOST_LABELS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A month or year; `x` and `width` in percent of the drawing, `y` and `height` in pixels."""

    label: str
    value: float
    x: float
    width: float
    y: float
    height: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """A line across with its number, or a label below; `at` in pixels from above or percent from the left."""

    text: str
    at: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """All that is drawn."""

    unit: str
    bars: tuple[Bar, ...]
    lines: tuple[Tick, ...]
    labels: tuple[Tick, ...]


def grouped(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Rows of months as they are, or added up to years where a drawing has no room for so many months."""
    dated = [dict(row) for row in rows if "1000" < row["month"] < "3"]
    if not dated or len(_between(dated[0]["month"], dated[-1]["month"])) <= _MOST_BARS:
        return dated
    years: dict[str, dict[str, Any]] = {}
    for row in dated:
        year = years.setdefault(row["month"][:4], {"month": row["month"][:4]})
        for name, value in row.items():
            year |= {name: year.get(name, 0) + value} if name != "month" else {}
    return list(years.values())


def chart(values: Mapping[str, float], *, suffix: str = "") -> Chart | None:
    """Bars for months (`2026-11`) or years, also for those between the first and the last that have none."""
    if not values:
        return None
    names = _between(min(values), max(values))
    top = _round(max(values.values()))
    bars = tuple(_bars({name: values.get(name, 0) for name in names}, top))
    lines = tuple(Tick(text=f"{top * part:,g}{suffix}", at=_y(top * part, top)) for part in (0.5, 1.0))
    unit = "month" if len(names[0]) > 4 else "year"
    return Chart(unit=unit, bars=bars, lines=lines, labels=tuple(_labels(names)))


def _bars(heights: Mapping[str, float], top: float) -> list[Bar]:
    step = 100 / len(heights)
    width = min(step * 0.8, 6)
    return [
        Bar(
            label=label,
            value=value,
            x=round(index * step + (step - width) / 2, 3),
            width=round(width, 3),
            y=_y(value, top),
            height=round(HEIGHT - BOTTOM - _y(value, top), 1),
        )
        for index, (label, value) in enumerate(heights.items())
    ]


def _y(value: float, top: float) -> float:
    return round(HEIGHT - BOTTOM - (HEIGHT - BOTTOM - TOP) * value / top, 1)


def _labels(names: Sequence[str]) -> list[Tick]:
    """The years, or the months where there are few; as many as stand side by side on a phone."""
    step = 100 / len(names)
    if len(names) <= _MOST_LABELS:
        return [Tick(text=name, at=round((index + 0.5) * step, 3)) for index, name in enumerate(names)]
    first = [(index, name[:4]) for index, name in enumerate(names) if name[4:] in ("", "-01")]
    every = -(-len(first) // _MOST_LABELS)
    return [Tick(text=year, at=round((index + 0.5) * step, 3)) for index, year in first[::every]] or [
        Tick(text=names[0], at=step / 2)
    ]


def _between(first: str, last: str) -> list[str]:
    """All months, or years, from one to another."""
    if len(first) == 4:
        return [f"{year:04}" for year in range(int(first), int(last) + 1)]
    begin, end = (int(month[:4]) * 12 + int(month[5:7]) - 1 for month in (first, last))
    return [f"{number // 12:04}-{number % 12 + 1:02}" for number in range(begin, end + 1)]


def _round(value: float) -> float:
    """The next number that halves well: 2, 4, 10, 20, 40 …"""
    size = 1.0
    while True:
        for factor in (1, 2, 4, 6, 8):
            if value <= factor * size and (factor * size >= 2 or value < 1):
                return factor * size
        size *= 10
