"""What the crawl found out about articles: new, edited, gone, and when they were published."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from iria_crawler.store import Store

DAYS = 60
"""How far back the calendar of an ordinary crawl goes."""
MOST_DAYS, MOST_MONTHS = 62, 60
LENGTHS = {"day": 10, "month": 7, "year": 4}

WITHOUT_TEXT = ("no-body-text", "empty")
"""Reasons for having no article that mean: it looks like one, and no text was found in it."""

_SHOWN = (
    " FROM captures c JOIN article_versions v ON v.capture_id = c.id JOIN articles a ON a.id = v.article_id"
    " WHERE c.crawl_id = ?1"
)
_CALENDAR = (
    "SELECT substr(published_at, 1, ?3) AS at, count(*) AS articles, sum(EXISTS (SELECT 1 FROM article_versions v"
    " JOIN captures c ON c.id = v.capture_id WHERE v.article_id = a.id AND v.version = 1 AND c.crawl_id = ?1)) AS new"
    " FROM articles a WHERE a.site_id = ?2 AND a.published_at >= ?4 AND a.published_at <= ?5 GROUP BY 1 ORDER BY 1"
)


def articles(store: Store, crawl_id: str, counters: Mapping[str, int]) -> dict[str, Any]:
    """How many articles a crawl found new, changed and so on. Where a killed run left no counters, new and
    changed are counted from the texts that came of its captures."""
    shown = store.row(
        "SELECT total(v.change = 'first') AS new, total(v.change <> 'first') AS changed,"
        f" total(v.version = a.versions AND a.published_at IS NULL) AS undated,"
        f" total(a.published_at > strftime('%Y-%m-%dT%H:%M:%SZ', c.captured_at, '+1 day')) AS future {_SHOWN}",
        crawl_id,
    )
    told = {name: int(value) for name, value in (shown or {}).items()}
    if counters:
        told |= {name: counters.get(f"article:{name}", 0) for name in ("new", "changed")}
    told |= {name: counters.get(f"article:{name}", 0) for name in ("same", "gone", "moved", "missing")}
    return told | {"without_text": sum(counters.get(f"no-article:{reason}", 0) for reason in WITHOUT_TEXT)}


def calendar(store: Store, crawl_id: str, site_id: int, *, before: str) -> dict[str, Any]:
    """The articles held by the time of their publication: over the last weeks, or, where the crawl found
    older ones, over all the time. By day, month or year, whichever can be seen at a glance."""
    since, until = _range(store, crawl_id, site_id, before)
    if since is None:
        return {"unit": "day", "since": None, "until": None, "bars": []}
    days = (date.fromisoformat(until) - date.fromisoformat(since)).days
    unit = "day" if days <= MOST_DAYS else "month" if days <= MOST_MONTHS * 30 else "year"
    bars = store.rows(_CALENDAR, crawl_id, site_id, LENGTHS[unit], since, f"{until}T99")
    return {"unit": unit, "since": since, "until": until, "bars": list(bars)}


def _range(store: Store, crawl_id: str, site_id: int, before: str) -> tuple[str | None, str]:
    row = store.row(
        "SELECT min(published_at) AS oldest, max(published_at) AS newest FROM articles"
        " WHERE site_id = ? AND published_at BETWEEN '0' AND ?",
        *(site_id, before),
    )
    if row is None or row["oldest"] is None:
        return None, before[:10]
    lately = (date.fromisoformat(before[:10]) - timedelta(days=DAYS)).isoformat()
    oldest_new = store.value(f"SELECT min(a.published_at) {_SHOWN} AND v.change = 'first'", crawl_id)
    if row["newest"] >= lately and (oldest_new or lately) >= lately:
        return lately, before[:10]
    return row["oldest"][:10], row["newest"][:10]
