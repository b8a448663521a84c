"""What came of a crawl, as the database tells it."""

import json
from collections.abc import Iterator
from typing import Any

from iria_crawler.store import Store
from iria_crawler.store.queries import problems

MOST_PROBLEMS = 5
"""Kinds of problem in the short form; `--json` has all."""


def report(store: Store, crawl_id: str) -> dict[str, Any]:
    """A crawl with its counters and its problems by kind; raises `LookupError` if there is none of this id."""
    row = store.row(
        "SELECT k.id AS crawl, s.slug AS site, s.home_url, k.kind, k.status, k.reason, k.exit_code, k.started_at,"
        " k.finished_at, k.counters FROM crawls k JOIN sites s ON s.id = k.site_id WHERE k.id = ?",
        crawl_id,
    )
    if row is None:
        raise LookupError(f"no crawl {crawl_id}")
    return {**row, "counters": json.loads(row["counters"]), "problems": list(problems(store, crawl_id))}


def lines(told: dict[str, Any]) -> Iterator[str]:
    """The short form of a report."""
    counters = told["counters"]

    def of(name: str) -> int:
        found: int = counters.get(name, 0)
        return found

    yield f"{told['site']}: {told['status']}"
    yield (f"  articles   {of('article:new')} new, {of('article:changed')} changed, {of('article:same')} unchanged")
    yield (
        f"  pages      {of('pages')} fetched ({size(of('bytes'))}), {of('url:unchanged')} unchanged,"
        f" {of('url:failed')} failed, {of('url:excluded')} kept out by robots.txt"
    )
    for problem in told["problems"][:MOST_PROBLEMS]:
        yield f"  {counted(problem['urls'], 'URL')} {problem['code']}, such as {problem['example']}"


def why_nothing_came(told: dict[str, Any]) -> str:
    """The first problem of a crawl that brought nothing, in the words of whoever had it."""
    first = next(iter(told["problems"]), None)
    why = (first["message"] or first["code"]) if first else "no answer"
    return f"nothing could be fetched from {told['home_url']}: {why}"


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
