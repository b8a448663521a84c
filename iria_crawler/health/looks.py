"""What is looked at to tell whether a site is well: its file, its last crawls, its lock."""

import fcntl
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from iria_crawler.sites import Site
from iria_crawler.sites.tables import Event
from iria_crawler.store import Store
from iria_crawler.warc.files import failures

MOST_CRAWLS = 30
"""How far a habit goes back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something that a person should look at. `site` is a slug, or None for what concerns the whole archive."""

    site: str | None
    event: Event
    message: str
    since: datetime
    remedy: str

    def __str__(self) -> str:
        who = self.site or "archive"
        return f"{who}: {self.event} since {when(self.since)}: {self.message}. What to do: {self.remedy}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """A crawl as the database remembers it."""

    id: str
    kind: str
    started_at: datetime
    status: str
    reason: str | None
    exit_code: int | None
    counters: Mapping[str, int]

    @property
    def articles(self) -> int:
        """How many articles were read, new or not."""
        return sum(self.counters.get(f"article:{outcome}", 0) for outcome in ("new", "changed", "same"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One site at one moment. `crawls` are those of a schedule's kind, full or update, the latest first."""

    store: Store
    site: Site
    folder: Path
    now: datetime
    crawls: tuple[Past, ...]

    @property
    def last(self) -> Past | None:
        return self.crawls[0] if self.crawls else None

    @property
    def finished(self) -> tuple[Past, ...]:
        """Those that came to their end."""
        return tuple(crawl for crawl in self.crawls if crawl.status == "finished")


def look(store: Store, site: Site, *, folder: Path, now: datetime) -> Look:
    """What the database knows of a site at a moment; all times are before it."""
    rows = store.rows(
        "SELECT k.id, k.kind, k.started_at, k.status, k.reason, k.exit_code, k.counters FROM crawls k"
        " JOIN sites s ON s.id = k.site_id WHERE s.slug = ? AND k.kind IN ('full','update')"
        " ORDER BY k.started_at DESC, k.rowid DESC LIMIT ?",
        *(site.slug, MOST_CRAWLS),
    )
    return Look(store=store, site=site, folder=folder, now=now, crawls=tuple(_past(row) for row in rows))


def _past(row: Mapping[str, Any]) -> Past:
    return Past(
        **{name: row[name] for name in ("id", "kind", "status", "reason", "exit_code")},
        started_at=datetime.fromisoformat(row["started_at"]),
        counters=json.loads(row["counters"]),
    )


def is_running(folder: Path, slug: str) -> bool:
    """Whether a process holds the lock of a site now. Ask only of a site that seems to be crawled:
    a crawl that begins in the microseconds of the test would take it for another one."""
    locked = folder / "warc" / slug
    if not locked.is_dir():  # never crawled
        return False
    with failures(str(locked)):
        handle = os.open(locked, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(handle)
    return False


def when(moment: datetime) -> str:
    """A moment as people write it: `22 November 2026 02:30 UTC`."""
    moment = moment.astimezone(UTC)
    return f"{moment.day} {moment:%B %Y %H:%M} UTC"
