"""Whether the disk has room for what is to come."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from iria_crawler.health.looks import Finding
from iria_crawler.sites import Site
from iria_crawler.store import FILENAME, Store, iso

AHEAD = timedelta(days=7)
HABIT = timedelta(days=28)


@dataclass(frozen=True, slots=True, kw_only=True)
class Disk:
    """`free` bytes now, and by how many the archive grows a day."""

    free: int
    a_day: float

    def __str__(self) -> str:
        if not self.a_day:
            return f"{_gb(self.free)} free"
        days = self.free / self.a_day
        lasts = f"{days:,.0f} days" if days < 730 else f"{days / 365:,.0f} years"
        return f"{_gb(self.free)} free, {self.a_day / 1e6:,.1f} MB a day: full in {lasts}"


def disk(store: Store, folder: Path, *, now: datetime, free: int) -> Disk:
    """The disk of an archive. The first crawl of a site takes in its past and makes no habit."""
    row = store.row(
        "SELECT sum(w.size) AS written, min(w.opened_at) AS since FROM warc_files w WHERE w.opened_at >= ?"
        " AND w.crawl_id <> (SELECT id FROM crawls k WHERE k.site_id = w.site_id ORDER BY started_at LIMIT 1)",
        iso(now - HABIT),
    )
    if row is None or not row["written"]:
        return Disk(free=free, a_day=0.0)
    days = max((now - datetime.fromisoformat(row["since"])) / timedelta(days=1), AHEAD / timedelta(days=1))
    warc = store.value("SELECT sum(size) FROM warc_files")
    with_database = 1 + (folder / FILENAME).stat().st_size / warc
    return Disk(free=free, a_day=row["written"] * with_database / days)


def disk_low(found: Disk, sites: Mapping[str, Site], *, now: datetime) -> Iterator[Finding]:
    """The disk is fuller than a site allows, or will be within a week."""
    kept = {slug: site.limits.free_disk for slug, site in sites.items() if site.limits.free_disk}
    slug = max(kept, key=lambda slug: kept[slug], default=None)
    needed = found.a_day * (AHEAD / timedelta(days=1))
    if slug and found.free < kept[slug]:
        message = f"{_gb(found.free)} free, less than the {_gb(kept[slug])} of limits.free_disk in sites/{slug}.toml"
    elif found.free < needed:
        message = f"{_gb(found.free)} free; the next week needs {_gb(needed)}"
    else:
        return
    yield Finding(
        site=None,
        event="disk-low",
        message=message,
        since=now,
        remedy="make room, or move the archive to a larger disk; crawls stop before the disk is full and go on later",
    )


def _gb(number: float) -> str:
    return f"{number / 1e9:,.1f} GB"
