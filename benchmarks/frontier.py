"""What the frontier costs where very much is known: time of each question, memory of the worker, bytes on disk.

    python -m benchmarks.frontier                       100,000 URLs on four hosts
    python -m benchmarks.frontier --urls 1000000

Builds an archive that knows so many articles, each named by a sitemap; a hundredth of them is due. Then a
worker does what a run does: begins, claims, learns of the links of a page, finishes. Prints the median and
the worst time of each call in milliseconds, how much the worker grew meanwhile, and bytes of database per
URL. Times of one run may be compared with each other, not with those of another.
"""

import argparse
import gc
import json
import os
import statistics
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from iria_crawler.frontier import Claim, Outcome
from iria_crawler.frontier.sqlite import SqliteFrontier
from iria_crawler.items import Link, Mention
from iria_crawler.sites import Identity, Site
from iria_crawler.store import Store, iso

T = TypeVar("T")

HOSTS = ("news.example", "blog.news.example", "live.news.example", "old.news.example")
LINKS, NEW = 80, 4  # of a page, as on news sites, and how many of them are not known
STRIDE = 7_919  # pages name what lies far apart in the database
PER_CLAIM = 16
MOST_OF_A_CLAIM = 5.0  # milliseconds
PER_SITEMAP = 50_000
DUE_SHARE = 100

_URLS = """
WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < ?1)
INSERT INTO urls (url, site_id, host, kind, state, priority, via_id, hops, first_seen_at, last_checked_at, next_due_at)
SELECT printf('https://%s/2026/%02d/%02d/what-the-minister-said-of-the-harbour-%07d/', h, i % 12 + 1, i % 28 + 1, i),
  ?2, h, 'article', CASE WHEN i % ?4 THEN 'captured' ELSE 'due' END, 30, (SELECT min(id) FROM urls) + i / ?5, 'PMM', ?3,
  CASE WHEN i % ?4 THEN ?3 END, CASE WHEN i % ?4 THEN '2027-01-01T00:00:00Z' END
FROM (SELECT i, json_extract(?6, '$[' || (i % json_array_length(?6)) || ']') AS h FROM n)
"""
_MENTIONS = """
INSERT INTO mentions (url_id, source, said, seen_at, via_id)
SELECT id, 'sitemap', '{"source": "sitemap", "modified_at": "2026-01-02T03:04:05+00:00",'
  || ' "modified_raw": "2026-01-02T03:04:05+00:00"}', ?2, via_id FROM urls WHERE site_id = ?1 AND kind = 'article'
"""


@dataclass(kw_only=True)
class Stopwatch:
    """Milliseconds of each call, by what was asked."""

    spent: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))

    def time(self, name: str, question: Callable[[], T]) -> T:
        began = time.perf_counter()
        answer = question()
        self.spent[name].append((time.perf_counter() - began) * 1000)
        return answer

    def told(self) -> dict[str, dict[str, float]]:
        return {
            name: {"calls": len(each), "median_ms": round(statistics.median(each), 3), "worst_ms": round(max(each), 3)}
            for name, each in self.spent.items()
        }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--urls", type=int, default=100_000)
    parser.add_argument("--pages", type=int, default=2_000, help="pages that the worker fetches")
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, Store.create(Path(folder)) as store:
        result = measured(store, Path(folder), urls=chosen.urls, pages=chosen.pages)
    print(json.dumps(result, indent=2) if chosen.json else _told(result))


def measured(store: Store, folder: Path, *, urls: int, pages: int) -> dict[str, object]:
    """Build the archive, have a worker walk it, and say what that took."""
    site = Site(site=Identity(home=f"https://{HOSTS[0]}/", slug="news"))
    site_id = _built(store, site, urls=urls)
    size = sum(file.stat().st_size for file in folder.glob("iria.db*"))
    frontier, watch = SqliteFrontier(store, site, site_id), Stopwatch()
    gc.collect()
    before = _resident()
    grown = [reached - before for reached in _walked(store, frontier, watch, pages=pages, urls=urls)]
    return {
        "urls": urls,
        "cores": os.cpu_count(),
        "bytes_per_url": round(size / urls),
        "grown_mb": [round(kb / 1024, 1) for kb in grown],
        "calls": watch.told(),
    }


def _built(store: Store, site: Site, *, urls: int) -> int:
    """The rows of an archive that has been crawled before; gives the id of its site."""
    now = datetime.now(UTC)
    seen_at = iso(now.replace(year=now.year - 1, day=1))
    with store.transaction():
        site_id = store.save_site(site, now=now)
        for number in range(-(-urls // PER_SITEMAP)):
            store.run(
                "INSERT INTO urls (url, site_id, host, kind, state, priority, hops, first_seen_at, last_checked_at)"
                " VALUES (?,?,?,'sitemap','captured',70,'PM',?,?)",
                *(f"{site.home}sitemap-{number}.xml", site_id, HOSTS[0], seen_at, seen_at),
            )
        store.run(_URLS, urls, site_id, seen_at, DUE_SHARE, PER_SITEMAP, json.dumps(HOSTS))
        store.run(_MENTIONS, site_id, seen_at)
    store.run("PRAGMA wal_checkpoint(TRUNCATE)")
    return site_id


def _walked(store: Store, frontier: SqliteFrontier, watch: Stopwatch, *, pages: int, urls: int) -> Iterator[int]:
    """Do what a run does until so many pages are fetched; gives the size of the worker ten times on the way."""
    with store.transaction():
        watch.time("begin", lambda: frontier.begin((Link(url=f"https://{HOSTS[0]}/", kind="home", source="seed"),)))
    fetched, told = 0, 0
    while fetched < pages and (claims := _claimed(store, frontier, watch)):
        for claim in claims:
            _fetch(store, frontier, watch, claim, number=fetched, urls=urls)
            fetched += 1
        watch.time("stats", frontier.stats)
        if fetched * 10 // pages > told:
            told = fetched * 10 // pages
            yield _resident()


def _claimed(store: Store, frontier: SqliteFrontier, watch: Stopwatch) -> tuple[Claim, ...]:
    """The next claims; the first of all also settles what the documents tell, and is told apart."""
    name = "claim" if "first claim" in watch.spent else "first claim"
    with store.transaction():
        return watch.time(name, lambda: frontier.claim(PER_CLAIM))


def _fetch(store: Store, frontier: SqliteFrontier, watch: Stopwatch, claim: Claim, *, number: int, urls: int) -> None:
    """A page came: most of its links are known, a few are new."""
    known = [_named((number * LINKS + place) * STRIDE % urls) for place in range(LINKS - NEW)]
    new = [_named(urls + number * NEW + place) for place in range(NEW)]
    with store.transaction():
        watch.time("add", lambda: frontier.add([*known, *new], via=claim))
        watch.time("finish", lambda: frontier.finish([_outcome(claim)]))


def _outcome(claim: Claim) -> Outcome:
    """Articles are new, documents say what they said before."""
    return Outcome(claim=claim, state="captured" if claim.kind == "article" else "unchanged", etag='"1"')


def _named(number: int) -> Link:
    """A link to an article; one in twenty says when it was changed, as a document does."""
    path = f"2026/{number % 12 + 1:02d}/{number % 28 + 1:02d}/what-the-minister-said-of-the-harbour-{number:07d}/"
    url = f"https://{HOSTS[number % len(HOSTS)]}/{path}"
    said = Mention(source="sitemap", modified_at=datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)) if not number % 20 else None
    return Link(url=url, kind="article", source="sitemap" if said else "page", mention=said)


def _resident() -> int:
    """Kilobytes of this process in memory now."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") // 1024


def _told(result: dict[str, object]) -> str:
    calls = result["calls"]
    assert isinstance(calls, dict)
    lines = [
        f"{result['urls']:,} URLs, {result['bytes_per_url']} bytes of database each",
        f"the worker grew by {result['grown_mb']} MB",
        f"{'call':<12} {'calls':>7} {'median ms':>10} {'worst ms':>10}",
    ]
    lines += [f"{name:<12} {of['calls']:>7} {of['median_ms']:>10} {of['worst_ms']:>10}" for name, of in calls.items()]
    slow = calls["claim"]["median_ms"] > MOST_OF_A_CLAIM
    return "\n".join([*lines, f"a claim takes {'MORE' if slow else 'less'} than {MOST_OF_A_CLAIM} ms"])


if __name__ == "__main__":
    main()
