"""Which crawls are due, and how sites of one schedule are kept apart."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zlib import crc32

from iria_crawler.errors import NoArchive
from iria_crawler.sites import Site
from iria_crawler.sites.schedules import Schedule, schedule
from iria_crawler.store import Store

NOTIFY_AT = schedule("daily 06:00")
"""When all sites are looked at: what a crawl that never began cannot tell, this does."""

WIDEST = timedelta(minutes=20)


def spread(times: Schedule, now: datetime) -> timedelta:
    """Within which time after the hour the sites of one schedule begin."""
    return min(WIDEST, times.gap(now) / 4)


def delay(slug: str, times: Schedule, now: datetime) -> timedelta:
    """How long after the hour a site begins: always the same for a site, and another for each."""
    return spread(times, now) * (crc32(slug.encode()) % 1000 / 1000)


def due(sites: Mapping[str, Site], began: Mapping[str, datetime], *, now: datetime) -> list[str]:
    """The sites to be crawled now, the one that has waited longest first. `began`: when a site was last
    crawled; one that was not crawled at its time is due once, however often it was missed."""
    waiting = []
    for slug, site in sites.items():
        if site.crawl.schedule is None:
            continue
        times = schedule(site.crawl.schedule)
        if since := times.missed(began.get(slug), now=now - delay(slug, times, now)):
            waiting.append((since, slug))
    return [slug for _, slug in sorted(waiting)]


def begun(folder: Path) -> dict[str, datetime]:
    """When each site was last crawled. One that never was counts from the day its file was written."""
    written = {
        path.stem: datetime.fromtimestamp(path.stat().st_mtime, UTC) for path in (folder / "sites").glob("*.toml")
    }
    try:
        with Store.open(folder) as store:
            rows = list(
                store.rows(
                    "SELECT s.slug, max(k.started_at) AS at FROM crawls k JOIN sites s ON s.id = k.site_id"
                    " WHERE k.kind IN ('full','update') GROUP BY s.id"
                )
            )
    except NoArchive:  # nothing was ever crawled here
        rows = []
    return written | {row["slug"]: datetime.fromisoformat(row["at"]) for row in rows}
