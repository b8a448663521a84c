"""What is known of a site: the settings that are particular of it, and what the database holds."""

from collections.abc import Mapping
from typing import Any

from iria_crawler.sites import Site
from iria_crawler.store import Store

MOST_CRAWLS = 5


def settings_of(site: Site) -> dict[str, Any]:
    """Every setting that is not the default, by its path in the site file: `crawl.delay`."""
    said = site.model_dump(mode="json", exclude_defaults=True)
    said["site"] = {"home": site.home, "name": site.name} | {k: v for k, v in said["site"].items() if k != "slug"}
    if site.notify.to or site.notify.ping:  # their addresses hold passwords
        said["notify"] = {**said.get("notify", {}), "to": f"{len(site.notify.to)}, not shown"}
    return dict(_flat(said))


def holdings(store: Store, slug: str) -> dict[str, Any] | None:
    """Articles, URLs by state, what names articles, and the last crawls; None for a site never crawled."""
    site_id = store.value("SELECT id FROM sites WHERE slug = ?", slug)
    if site_id is None:
        return None
    states = store.rows("SELECT state, count(*) AS urls FROM urls WHERE site_id = ? GROUP BY 1 ORDER BY 1", site_id)
    sources = store.rows(
        "SELECT m.source, count(*) AS articles FROM mentions m JOIN urls u ON u.id = m.url_id"
        " WHERE u.site_id = ? AND u.kind = 'article' GROUP BY 1 ORDER BY 2 DESC, 1",
        site_id,
    )
    crawls = store.rows(
        "SELECT id, kind, status, reason, exit_code, started_at, finished_at FROM crawls WHERE site_id = ?"
        " ORDER BY started_at DESC, rowid DESC LIMIT ?",
        *(site_id, MOST_CRAWLS),
    )
    return {
        "articles": store.value("SELECT count(*) FROM articles WHERE site_id = ?", site_id),
        "urls": {row["state"]: row["urls"] for row in states},
        "sources": list(sources),
        "crawls": list(crawls),
    }


def _flat(said: Mapping[str, Any], before: str = "") -> list[tuple[str, Any]]:
    """The leaves of a tree of tables with the way to each; several tables of a name are one list."""
    found: list[tuple[str, Any]] = []
    for key, value in said.items():
        path = f"{before}{key}"
        found += _flat(value, f"{path}.") if isinstance(value, Mapping) else [(path, value)]
    return found
