"""How much an archive holds of what: by site, month, author and category; how its crawls went.

Numbers are taken from indexes of all articles, less the few that are withheld: to look at each of a million takes
seconds.
"""

import json
from typing import Any

from iria_crawler.store import Store
from iria_crawler.store.searching import Wanted, asked, statement


def holdings(store: Store) -> dict[str, Any]:
    """How much there is of everything, and from when to when."""
    return store.row(_HOLDINGS) or {}


_DATED = "SELECT published_at FROM articles WHERE published_at IS NOT NULL AND status <> 'withheld'"
_HOLDINGS = f"""
WITH held AS MATERIALIZED (SELECT id FROM articles WHERE status = 'withheld'),
  texts AS MATERIALIZED (SELECT v.id, v.version FROM held h CROSS JOIN article_versions v ON v.article_id = h.id)
SELECT (SELECT count(*) FROM articles) - (SELECT count(*) FROM held) AS articles,
  (SELECT count(*) FROM article_versions WHERE version > 1)
    - (SELECT count(*) FROM texts WHERE version > 1) AS edits,
  (SELECT count(*) FROM version_images)
    - (SELECT count(*) FROM texts t CROSS JOIN version_images i ON i.version_id = t.id) AS pictures,
  (SELECT count(*) FROM people) - (SELECT count(DISTINCT p.person_id)
    FROM held h CROSS JOIN article_people p ON p.article_id = h.id
    WHERE NOT EXISTS (SELECT 1 FROM article_people o WHERE o.person_id = p.person_id
      AND o.article_id NOT IN (SELECT id FROM held))) AS authors,
  (SELECT count(*) FROM captures) AS captures, (SELECT count(*) FROM warc_files) AS files,
  (SELECT coalesce(sum(size), 0) FROM warc_files) AS bytes,
  ({_DATED} ORDER BY published_at LIMIT 1) AS since, ({_DATED} ORDER BY published_at DESC LIMIT 1) AS until
"""


def sites(store: Store) -> list[dict[str, Any]]:
    """One row a site: what it holds, how its last crawl ended, what is still due."""
    return list(
        store.rows(
            "WITH held AS MATERIALIZED"
            " (SELECT site_id, count(*) AS n FROM articles WHERE status = 'withheld' GROUP BY +site_id)"
            " SELECT s.slug, s.name, s.home_url, s.language,"
            " (SELECT count(*) FROM articles a WHERE a.site_id = s.id)"
            " - coalesce((SELECT n FROM held WHERE site_id = s.id), 0) AS articles,"
            " (SELECT substr(a.published_at, 1, 10) FROM articles a WHERE a.site_id = s.id"
            " AND a.status <> 'withheld' ORDER BY a.published_at DESC LIMIT 1) AS newest,"
            " (SELECT count(*) FROM urls u WHERE u.site_id = s.id AND u.state IN ('due','claimed')) AS due,"
            " (SELECT count(*) FROM urls u WHERE u.site_id = s.id AND u.state = 'failed') AS failed,"
            " k.started_at, k.status FROM sites s LEFT JOIN crawls k ON k.id ="
            " (SELECT id FROM crawls WHERE site_id = s.id ORDER BY started_at DESC LIMIT 1) ORDER BY s.name"
        )
    )


def crawls(store: Store, *, limit: int) -> list[dict[str, Any]]:
    """The last runs, newest first, with what they brought."""
    rows = store.rows(
        "SELECT k.id, s.slug AS site, s.name, k.kind, k.started_by, k.started_at, k.finished_at, k.status, k.reason,"
        " k.counters FROM crawls k JOIN sites s ON s.id = k.site_id ORDER BY k.started_at DESC LIMIT ?",
        limit,
    )
    return [{**row, "counters": json.loads(row["counters"])} for row in rows]


def problems(store: Store, *, limit: int) -> list[dict[str, Any]]:
    """What went wrong in the last crawl of each site, counted."""
    return list(
        store.rows(
            "SELECT s.slug AS site, p.code, count(*) AS urls, min(p.url) AS example FROM sites s JOIN problems p"
            " ON p.crawl_id = (SELECT id FROM crawls WHERE site_id = s.id ORDER BY started_at DESC LIMIT 1)"
            " WHERE p.class = 'error' GROUP BY 1, 2 ORDER BY 3 DESC LIMIT ?",
            limit,
        )
    )


def months(store: Store, *, site: str | None = None) -> list[dict[str, Any]]:
    """How many articles were published in each month that has any.

    From one month to the next, and through each in an index alone.
    """
    here = "site_id = (SELECT id FROM sites WHERE slug = ?1) AND " if site else ""
    next_ = f"SELECT substr(min(published_at), 1, 7) FROM articles WHERE {here}published_at > "
    within = (
        f"FROM articles WHERE {here}published_at >= month AND published_at < month || '~'"  # "~" is after all digits
    )
    return list(
        store.rows(
            f"WITH RECURSIVE months(month) AS (SELECT ({next_}'')"
            f" UNION ALL SELECT ({next_}month || '~') FROM months WHERE month IS NOT NULL),"
            f" withheld AS MATERIALIZED (SELECT published_at, site_id FROM articles WHERE status = 'withheld')"
            f" SELECT month, articles FROM (SELECT month, (SELECT count(*) {within})"
            f" - (SELECT count(*) {within.replace('articles', 'withheld')}) AS articles FROM months"
            " WHERE month IS NOT NULL) WHERE articles > 0 ORDER BY month",
            *([site] if site else []),
        )
    )


_WITHHELD = (
    "WITH held AS MATERIALIZED (SELECT x.{1} AS id, count(*) AS n FROM articles a"
    " CROSS JOIN {0} x ON x.article_id = a.id WHERE a.status = 'withheld' GROUP BY 1) "
)
_HAVING = (
    "(SELECT count(*) FROM {0} x WHERE x.{1} = t.id) - coalesce((SELECT n FROM held WHERE id = t.id), 0) AS articles"
)
"""How many articles have something, less those that are withheld."""

_OF_PEOPLE, _OF_TERMS = ("article_people", "person_id"), ("article_terms", "term_id")


def authors(store: Store, *, like: str | None, limit: int) -> list[dict[str, Any]]:
    """Who wrote how much, the most first."""
    return list(
        store.rows(
            f"{_WITHHELD.format(*_OF_PEOPLE)} SELECT name, articles FROM (SELECT t.name, {_HAVING.format(*_OF_PEOPLE)}"
            " FROM people t WHERE ?1 IS NULL OR instr(t.name_key, ?1)) WHERE articles > 0 ORDER BY 2 DESC, 1 LIMIT ?2",
            *(" ".join(like.casefold().split()) if like else None, limit),
        )
    )


def categories(store: Store) -> list[dict[str, Any]]:
    """The categories of each site by name, with how many articles each has and in which it stands."""
    return list(
        store.rows(
            f"{_WITHHELD.format(*_OF_TERMS)} SELECT t.id, t.parent_id, s.slug AS site, s.name AS site_name, t.name,"
            f" {_HAVING.format(*_OF_TERMS)} FROM terms t JOIN sites s ON s.id = t.site_id"
            " WHERE t.scheme = 'category' ORDER BY s.name, t.name"
        )
    )


def tags(store: Store, *, limit: int) -> list[dict[str, Any]]:
    """The tags that most articles have."""
    return list(
        store.rows(
            f"{_WITHHELD.format(*_OF_TERMS)} SELECT name, sum(articles) AS articles FROM (SELECT t.name,"
            f" {_HAVING.format(*_OF_TERMS)} FROM terms t WHERE t.scheme = 'tag')"
            " GROUP BY 1 HAVING sum(articles) > 0 ORDER BY 2 DESC, 1 LIMIT ?",
            limit,
        )
    )


def with_words(store: Store, query: str, *, site: str | None = None) -> dict[str, int]:
    """How many articles of each month have some words."""
    tail = " AND a.published_at IS NOT NULL GROUP BY 1"
    sql, values = statement("substr(a.published_at, 1, 7) AS month, count(*) AS n", query, Wanted(site=site), tail)
    return {row["month"]: row["n"] for row in asked(store, query, sql, values)}
