"""Which of the sizes of a picture are needed: those that browsers on common screens choose, and the largest."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import sqrt

SCREENS = ((390, 3.0), (820, 2.0), (1280, 1.0), (1440, 2.0), (1920, 1.0))
"""Widths in CSS pixels and pixels to each: two telephones or tablets, three desks. A replay that asks for a size
which nobody kept shows a gap, since browsers do not fall back to `src`."""

_LONGEST = 20_000
_CANDIDATE = re.compile(r"[\s,]*+(?P<href>[^\s]++)(?:\s++(?P<size>[^,()]*+(?:\([^()]*+\)[^,()]*+)*+))?")
_WIDTH = re.compile(r"\s*(?:(?P<number>\d{1,6}(?:\.\d{1,6})?)(?P<unit>px|vw|r?em))\s*", re.IGNORECASE)
_UNITS = {"px": 1.0, "em": 16.0, "rem": 16.0}
_BOUND = re.compile(r"\(\s*(?P<side>min|max)-width\s*:\s*(?P<number>\d{1,6}(?:\.\d{1,6})?)(?P<unit>px|r?em)\s*\)")


@dataclass(frozen=True, slots=True)
class Candidate:
    """An address with the width of its picture in pixels, or its pixels to a CSS pixel."""

    href: str
    width: float | None
    density: float


def needed(srcset: str, sizes: str | None) -> list[str]:
    """The addresses in a `srcset` that are worth having. Where `sizes` leaves the choice to the layout of the
    page, that is all of them."""
    found = list(_candidates(srcset))
    if not found:
        return []
    kept = {found[_largest(found)].href}
    for width, density in SCREENS:
        slot = _slot(sizes, width)
        if slot is None:
            return list(dict.fromkeys(one.href for one in found))
        kept.add(_chosen(found, slot, density).href)
    return list(dict.fromkeys(one.href for one in found if one.href in kept))


def _candidates(srcset: str) -> Iterator[Candidate]:
    """As the standard has it: a comma at the end of an address parts it from the next, one within does not."""
    text, at = srcset[:_LONGEST], 0
    while (match := _CANDIDATE.match(text, at)) and match["href"]:
        href, size = match["href"], (match["size"] or "").strip()
        at = match.end()
        if href.endswith(","):
            at, size = match.end("href"), ""
        if at == len(text) < len(srcset):  # what a limit has cut is no address
            return
        at += at < len(text) and text[at] == ","
        yield Candidate(href.rstrip(","), *_said(size))


def _said(size: str) -> tuple[float | None, float]:
    for word in size.split():
        if re.fullmatch(r"\d{1,9}w", word):
            return float(word[:-1]), 1.0
        if re.fullmatch(r"\d{1,9}(?:\.\d{1,9})?x", word):
            return None, float(word[:-1])
    return None, 1.0


def _largest(found: Sequence[Candidate]) -> int:
    return max(range(len(found)), key=lambda index: (found[index].width or 0, found[index].density))


def _chosen(found: Sequence[Candidate], slot: float, density: float) -> Candidate:
    """The candidate that Chromium takes: the one below what is wanted as long as that is nearer, by ratio."""
    graded = sorted((one.width / max(slot, 1.0) if one.width else one.density, at) for at, one in enumerate(found))
    for (below, lower), (above, higher) in pairwise(graded):
        if above >= density:
            is_below = below >= density or 1.0 < density <= sqrt(below * above)
            return found[lower if is_below else higher]
    return found[graded[-1][1]]


def _slot(sizes: str | None, screen: int) -> float | None:
    """How wide a picture is shown on a screen; None where only the layout tells."""
    if not sizes or not sizes.strip():
        return float(screen)
    for rule in sizes[:_LONGEST].split(","):
        condition, width = _parted(rule.strip())
        if width is None or condition is None:
            return None
        if all(_holds(bound, screen) for bound in condition):
            number = float(width["number"])
            unit = width["unit"].lower()
            return number * screen / 100 if unit == "vw" else number * _UNITS[unit]
    return float(screen)


def _parted(rule: str) -> tuple[list[re.Match[str]] | None, re.Match[str] | None]:
    """The conditions of a rule and the width after them; None for what is written in another way than most do."""
    bounds = list(_BOUND.finditer(rule))
    rest = _BOUND.sub("", rule).replace(" and ", " ").strip()
    return (bounds, _WIDTH.fullmatch(rest)) if rest else (None, None)


def _holds(bound: re.Match[str], screen: int) -> bool:
    at = float(bound["number"]) * _UNITS[bound["unit"].lower()]
    return screen >= at if bound["side"] == "min" else screen <= at
