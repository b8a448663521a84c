"""What the addresses of a site's articles have in common, if it is clear."""

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

ENOUGH = 20
"""Addresses that must agree. A pattern in a site file is the last word on what is an article, so that a
wrong one costs articles; without one each page is judged by itself."""

_YEAR = re.compile(r"(19|20)\d\d")


def pattern_of(articles: Sequence[str], *, others: Sequence[str] = ()) -> str | None:
    """A regular expression for the paths of all `articles` and of none of the `others`; None where they
    are few, or differ, or have nothing that would tell them apart."""
    paths = sorted({urlsplit(url).path for url in articles})
    depths = {path.count("/") for path in paths}
    if len(paths) < ENOUGH or len(depths) > 1 or any(urlsplit(url).query for url in articles):
        return None
    steps = [_step(column) for column in zip(*(path.split("/")[1:] for path in paths), strict=True)]
    if all(step in ("[^/]+", "") for step in steps):
        return None
    pattern = f"^/{'/'.join(steps)}$"
    return None if any(re.search(pattern, urlsplit(url).path) for url in others) else pattern


def _step(values: Sequence[str]) -> str:
    """What fits one step of every path, and as little else as can be told."""
    if len(set(values)) == 1:
        return re.escape(values[0]).replace(r"\-", "-")
    if all(map(_YEAR.fullmatch, values)):
        return r"\d{4}"
    if all(value.isdigit() for value in values):
        return r"\d+"
    endings = {re.search(r"(\.[a-z]+)?$", value)[0] for value in values}  # type: ignore[index]  # it fits any end
    return "[^/]+" + (re.escape(endings.pop()) if len(endings) == 1 else "")
