"""Expected against found: the articles that sitemap, API, feeds and lists name, and those that are held."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from iria_crawler.report.fetched import first
from iria_crawler.store import Store

NAMES = {"api": "API", "page": "other pages", "listing": "listings", "redirect": "redirects", "seed": "seeds"}
"""Sources whose name is not what people call them."""
DOCUMENTS = ("sitemap", "api", "feed", "listing")
"""Sources that are there to say what there is."""
MOST = 50
"""Addresses of a list in `report.json` and on the page; the CSV files have all."""

# Which address leads to which article: it is the article's own, a capture of it shows the article, or it
# redirects to one of these, over however many steps.
_LEADS = """
CREATE TEMP TABLE leads AS
WITH RECURSIVE shows(url_id, article_id) AS (
  SELECT url_id, id FROM articles WHERE site_id = ?1
  UNION
  SELECT c.url_id, v.article_id FROM urls u JOIN captures c ON c.url_id = u.id
    JOIN article_versions v ON v.id = c.version_id WHERE u.site_id = ?1
), way(url_id, article_id) AS (
  SELECT url_id, article_id FROM shows
  UNION
  SELECT m.via_id, way.article_id FROM way JOIN mentions m ON m.url_id = way.url_id AND m.source = 'redirect'
  WHERE m.via_id IS NOT NULL
)
SELECT url_id, article_id FROM way
"""
# Why there is no article: the reason of the last look that gave one, since an unchanged page gives none
_WHY = (
    "coalesce(u.reason, (SELECT c.reason FROM captures c WHERE c.url_id = u.id AND c.reason IS NOT NULL"
    " ORDER BY c.captured_at DESC LIMIT 1))"
)
_WHOLE = "u.id NOT IN (SELECT url_id FROM article_parts WHERE position > 1)"
# A look corrects what the address promised: a later page of an article, and a list, are no articles missing
_PROMISED = f"u.kind = 'article' AND {_WHOLE} AND coalesce({_WHY}, '') NOT IN ('continuation','listing')"
_SOURCES = (
    "SELECT m.source, count(*) AS named, total(l.url_id IS NOT NULL) AS held, max(m.seen_at) AS seen_at"
    " FROM urls u JOIN mentions m ON m.url_id = u.id LEFT JOIN (SELECT DISTINCT url_id FROM leads) l ON l.url_id = u.id"
    f" WHERE u.site_id = ? AND {_WHOLE} AND (l.url_id IS NOT NULL OR ({_PROMISED})) GROUP BY 1 ORDER BY 2 DESC, 1"
)
_MISSING = (
    " FROM urls u WHERE u.site_id = ? AND u.kind = 'article' AND u.id NOT IN (SELECT url_id FROM leads)"
    f" AND EXISTS (SELECT 1 FROM mentions WHERE url_id = u.id) AND {_PROMISED}"
)
_UNLISTED = (
    " FROM articles a JOIN urls u ON u.id = a.url_id WHERE a.site_id = ? AND a.id NOT IN (SELECT l.article_id"
    " FROM leads l JOIN mentions m ON m.url_id = l.url_id WHERE m.source IN ('sitemap','api','feed','listing'))"
)


def expected(store: Store, site_id: int) -> dict[str, Any]:
    """What each source names against what is held, what is missing and why, and what no document names."""
    _find_leads(store, site_id)
    sources = [
        {**row, "held": int(row["held"]), "missing": row["named"] - int(row["held"])}
        for row in store.rows(_SOURCES, site_id)
    ]
    reasons = store.rows(
        f"SELECT u.state, {_WHY} AS reason, count(*) AS urls, min(u.url) AS example {_MISSING}"
        " GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2",
        site_id,
    )
    return {
        "held": store.value("SELECT count(*) FROM articles WHERE site_id = ?", site_id),
        "sources": sources,
        "missing": {"reasons": list(islice(reasons, MOST)), **first(missing(store, site_id), MOST)},
        "unlisted": first(unlisted(store, site_id), MOST),
        "unnamed_by_api": _gap(store, site_id),
    }


def missing(store: Store, site_id: int) -> Iterator[dict[str, Any]]:
    """Every address that is said to be an article of which none is held; after `expected`."""
    return store.rows(
        f"SELECT u.url, u.state, {_WHY} AS reason, (SELECT group_concat(source, ' ') FROM mentions WHERE url_id = u.id)"
        f" AS sources, u.first_seen_at, u.last_checked_at, u.next_due_at, u.fail_count {_MISSING} ORDER BY u.id",
        site_id,
    )


def unlisted(store: Store, site_id: int) -> Iterator[dict[str, Any]]:
    """Every article held that no sitemap, API, feed or list names; after `expected`."""
    return store.rows(
        "SELECT u.url, a.title, a.published_at, a.status, (SELECT group_concat(source, ' ') FROM mentions"
        f" WHERE url_id = u.id) AS sources, a.first_seen_at {_UNLISTED} ORDER BY a.id",
        site_id,
    )


def next_recheck(store: Store, site_id: int) -> str | None:
    """When an article is next looked at again, if a date is set."""
    found: str | None = store.value(
        "SELECT min(next_due_at) FROM urls WHERE site_id = ? AND next_due_at IS NOT NULL AND kind = 'article'"
        " AND state IN ('captured','unchanged')",
        site_id,
    )
    return found


def _find_leads(store: Store, site_id: int) -> None:
    """A table of this connection alone; the database itself is not written to."""
    store.run("DROP TABLE IF EXISTS temp.leads")
    store.run(_LEADS, site_id)
    store.run("CREATE INDEX temp.leads_url ON leads(url_id)")


def _gap(store: Store, site_id: int) -> int:
    """How many articles the API counts that it does not name."""
    found: int = store.value(
        "SELECT coalesce(max(json_extract(m.said, '$.gap')), 0) FROM urls u JOIN mentions m ON m.url_id = u.id"
        " WHERE u.site_id = ? AND u.kind = 'api' AND m.source = 'api' AND m.said IS NOT NULL",
        site_id,
    )
    return found
