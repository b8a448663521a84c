"""Numbers, times and sizes as people write them."""

from datetime import UTC, datetime


def size(number: int | None) -> str:
    """A number of bytes as people write it: `48 MB`."""
    value = float(number or 0)
    for unit in ("B", "kB", "MB", "GB"):
        if value < 1000:
            return f"{value:.0f} {unit}" if unit == "B" or value >= 10 else f"{value:.1f} {unit}"
        value /= 1000
    return f"{value:.1f} TB"


def counted(number: int, noun: str) -> str:
    """A number with its noun: `1 capture`, `2,304 captures`."""
    return f"{number:,} {noun}" + ("" if number == 1 else "s")


def duration(seconds: float) -> str:
    """A length of time in two units at most: `350 ms`, `4 s`, `12 min 30 s`, `3 h 5 min`, `2 d 4 h`."""
    if seconds < 1:
        return f"{seconds * 1000:.0f} ms"
    if seconds < 10:
        return f"{seconds:.1f} s".replace(".0 ", " ")
    left = round(seconds)
    parts = []
    for unit, length in (("d", 86400), ("h", 3600), ("min", 60), ("s", 1)):
        number, left = divmod(left, length)
        parts.append((number, unit))
    first = next(index for index, (number, _) in enumerate(parts) if number)
    return " ".join(f"{number} {unit}" for number, unit in parts[first : first + 2] if number)


def moment(text: str) -> str:
    """A time of the database: `21 November 2026 02:30 UTC`."""
    at = _utc(text)
    return f"{at.day} {at:%B %Y %H:%M} UTC"


def span(began: str, ended: str) -> str:
    """Two times of the database: `21 November 2026 02:30–02:39 UTC`."""
    first, last = _utc(began), _utc(ended)
    if moment(began) == moment(ended):
        return moment(began)
    if first.date() != last.date():
        return f"{moment(began).removesuffix(' UTC')} – {moment(ended)}"
    return f"{moment(began).removesuffix(' UTC')}–{last:%H:%M} UTC"


def share(part: float, whole: float) -> str:
    """A part as a percentage that is 100 % or 0 % only where it is all or nothing."""
    if not whole:
        return "–"
    value = 100 * part / whole
    if 0 < value < 1:
        return "< 1 %"
    return "> 99 %" if 99 < value < 100 else f"{value:.0f} %"


def listed(parts: list[str]) -> str:
    """Words in a row: `a`, `a and b`, `a, b and c`."""
    return " and ".join(filter(None, (", ".join(parts[:-1]), *parts[-1:])))


def _utc(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)
