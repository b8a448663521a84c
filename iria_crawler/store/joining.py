"""The texts of an article that runs over several pages, made one."""

from collections.abc import Sequence
from dataclasses import replace

from iria_crawler.items import Article

_LEAD = 3
"""So many lines at the top of a first part, such as its lead, may be printed on the others again."""


def joined(parts: Sequence[Article]) -> Article:
    """One article of the parts that there are, in their order. What is said of the article, the first of them says.

    What every part prints at its top (title, subtitle, summary, lead) stands at the top alone.
    """
    first = parts[0]
    if len(parts) == 1:
        return first
    opening = {_plain(line) for line in (first.title, first.subtitle or "", first.summary or "")}
    opening |= {_plain(line) for line in first.body.split("\n\n")[:_LEAD]}
    bodies = [first.body, *(_without(opening, part.body) for part in parts[1:])]
    figures = {figure.url: figure for part in reversed(parts) for figure in reversed(part.figures)}
    ordered = dict.fromkeys(figure.url for part in parts for figure in part.figures)
    return replace(
        first,
        body="\n\n".join(filter(None, bodies)),
        figures=tuple(figures[url] for url in ordered),
        links=tuple(dict.fromkeys(link for part in parts for link in part.links)),
    )


def _without(opening: set[str], body: str) -> str:
    """A text without the lines at its beginning that the first part began with."""
    lines = body.split("\n\n")
    while lines and _plain(lines[0]) in opening:
        del lines[0]
    return "\n\n".join(lines)


def _plain(line: str) -> str:
    return " ".join(line.casefold().split())
