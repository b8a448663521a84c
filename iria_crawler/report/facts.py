"""Everything that is known of a crawl, gathered into one value that JSON can hold."""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from iria_crawler.errors import UsageError
from iria_crawler.health import Finding, look
from iria_crawler.health.habits import YOUNG, dead_documents, empty_text, fewer_articles, silence
from iria_crawler.report import expected, fetched, published
from iria_crawler.report.alarms import warnings
from iria_crawler.store import Store, lacking
from iria_crawler.store.queries import problems
from iria_crawler.store.replayed import last_checks

_CRAWL = (
    "SELECT k.id AS crawl, s.slug AS site, s.name, s.home_url, k.kind, k.started_by, k.status, k.reason, k.exit_code,"
    " k.started_at, k.finished_at, k.counters, k.software, k.config, k.site_id, s.config AS site_config"
    " FROM crawls k JOIN sites s ON s.id = k.site_id WHERE k.id = ?"
)

_PICTURES = 12
"""Pages in replay that are shown; the contact sheet has all."""


def report(store: Store, crawl_id: str) -> dict[str, Any]:
    """A crawl with all that came of it; raises `LookupError` if there is none of this id.

    What a crawl did is counted in its captures, so that a killed one has its report too; what the site
    has and lacks is told as the archive stands now. Long lists are cut: the CSV files have them whole.
    """
    row = store.row(_CRAWL, crawl_id)
    if row is None:
        raise LookupError(f"no crawl {crawl_id}")
    site_id, site_config = row.pop("site_id"), json.loads(row.pop("site_config"))
    told = {**row, "counters": json.loads(row["counters"]), "config": json.loads(row["config"] or "{}")}
    told["killed"] = False  # that takes a look at the archive folder: `write` takes it
    told["problems"] = list(problems(store, crawl_id))
    told["articles"] = published.articles(store, crawl_id, told["counters"])
    told["published"] = published.calendar(store, crawl_id, site_id, before=row["started_at"])
    told |= fetched.fetched(store, crawl_id, site_id)
    told["ended_at"] = row["finished_at"] or told["captures"]["last_at"] or row["started_at"]
    told["time"] = spent(told)
    told["expected"] = expected.expected(store, site_id)
    told["requisites"] = lacking.summary(store, site_id)
    told["next"] = {
        "schedule": site_config.get("crawl", {}).get("schedule"),
        "recheck_at": expected.next_recheck(store, site_id),
    }
    told["replay"] = replayed(store, told["site"])
    told["warnings"] = warnings(told, _habits(store, told))
    return told


def _habits(store: Store, told: Mapping[str, Any]) -> Iterator[Finding]:
    """What is not as usual with a site; said of its latest crawl alone."""
    ended = datetime.fromisoformat(told["ended_at"])
    seen = look(store, store.site(told["site"]), folder=Path(), now=ended)
    if seen.last and seen.last.id == told["crawl"] and len(seen.crawls) >= YOUNG:
        for rule in (fewer_articles, silence, dead_documents, empty_text):
            yield from rule(seen)


def replayed(store: Store, slug: str) -> dict[str, Any] | None:
    """What a browser saw of pages of the site when it looked last; None where it never did."""
    event = store.row(
        "SELECT at, detail FROM events WHERE type = 'replay-check' AND object = ? ORDER BY id DESC LIMIT 1",
        f"site:{slug}",
    )
    if event is None:
        return None
    names = ("url", "layout", "rating", "text_match", "resources_missing", "requests_left", "screenshot", "note")
    pages = [{name: row[name] for name in names} for row in last_checks(store, slug)]
    return {"at": event["at"], **json.loads(event["detail"]), "first": pages[:_PICTURES], "total": len(pages)}


def which(store: Store, name: str | None = None) -> str:
    """The id of the crawl that is meant: by an id, a site's slug or `last`. Raises `UsageError` if there is none."""
    if name in (None, "last"):
        found = store.value("SELECT id FROM crawls ORDER BY started_at DESC, rowid DESC LIMIT 1")
    else:
        found = store.value(
            "SELECT id FROM crawls WHERE id = ?1 OR site_id = (SELECT id FROM sites WHERE slug = ?1)"
            " ORDER BY id = ?1 DESC, started_at DESC, rowid DESC LIMIT 1",
            name,
        )
    if found:
        return str(found)
    latest = [row["id"] for row in store.rows("SELECT id FROM crawls ORDER BY started_at DESC, rowid DESC LIMIT 3")]
    if not latest:
        raise UsageError("no crawl here yet. Begin with: iria crawl https://…")
    raise UsageError(f"no crawl and no site {name} here. The latest crawls: {', '.join(latest)}")


def spent(told: Mapping[str, Any]) -> dict[str, float]:
    """Where the seconds of a crawl went. Requests side by side are not counted twice; reading goes on
    beside all else, in processes of its own."""
    began, ended = (datetime.fromisoformat(told[name]) for name in ("started_at", "ended_at"))
    wall = max((ended - began).total_seconds(), 0.0)
    fetching = min(told["captures"]["elapsed_ms"] / 1000, wall)
    return {
        "wall": wall,
        "fetching": round(fetching, 3),
        "waiting": round(wall - fetching, 3),
        "reading": round(told["counters"].get("ms:reading", 0) / 1000, 3),
    }
