"""The weekly digest: a line for each site, and how long the disk will last."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path
from shutil import disk_usage

from iria_crawler.health import disk, look, overdue_since, when
from iria_crawler.sites import Site
from iria_crawler.sites.schedules import schedule
from iria_crawler.store import Store, iso

WEEK = timedelta(days=7)
DIGEST_AT = schedule("weekly mon 00:00")


def digest(store: Store, folder: Path, sites: Iterable[Site], *, now: datetime) -> str:
    """What a week brought: a line a site, and the disk."""
    lines = [_line(store, folder, site, now=now) for site in sites]
    room = disk(store, folder, now=now, free=disk_usage(folder).free)
    return "\n".join([*lines, "", f"Disk: {room}."])


def _line(store: Store, folder: Path, site: Site, *, now: datetime) -> str:
    week, gone = iso(now - WEEK), iso(now - WEEK - timedelta(seconds=site.crawl.gone_after))
    of_site = "site_id = (SELECT id FROM sites WHERE slug = ?1)"

    def count(sql: str, *values: object) -> int:
        found: int = store.value(f"SELECT count(*) FROM {sql}", site.slug, *values)
        return found

    total = count(f"articles WHERE {of_site}")
    new = count(f"articles WHERE {of_site} AND first_seen_at >= ?2", week)
    changed = count(
        "(SELECT DISTINCT v.article_id FROM article_versions v JOIN articles a ON a.id = v.article_id"
        f" WHERE a.{of_site} AND v.version > 1 AND v.first_seen_at >= ?2)",
        week,
    )
    missing = count(
        f"articles a JOIN urls u ON u.id = a.url_id WHERE a.{of_site} AND a.status = 'gone' AND u.missing_since >= ?2",
        gone,
    )
    problems = count(
        "(SELECT DISTINCT p.url FROM problems p JOIN crawls k ON k.id = p.crawl_id"
        f" WHERE k.{of_site} AND p.class = 'error' AND p.at >= ?2)",
        week,
    )
    crawls = count(f"crawls WHERE {of_site} AND started_at >= ?2", week)
    since = overdue_since(look(store, site, folder=folder, now=now))
    late = f"; overdue since {when(since)}" if since else ""
    return (
        f"{site.slug}: {total:,} articles; this week {new:,} new, {changed:,} changed, {missing:,} gone;"
        f" {_counted(crawls, 'crawl')}, {_counted(problems, 'URL')} with problems{late}"
    )


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}" + ("" if number == 1 else "s")
