"""What pages need to look as they do: which URLs that are, and which page needs which."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from iria_crawler.discover.requisites import is_near
from iria_crawler.frontier import LESSER_ROBOTS, PRIORITY, Claim
from iria_crawler.items import REQUISITES, Requisite
from iria_crawler.sites import Site, host_of
from iria_crawler.store import Store, iso

MOST_NESTED = 5
"""Style sheets and pages within one another: browsers stop at no number, sites hardly pass two."""

MOST_KNOWN = 20_000
"""Theme files and icons are the same on every page; some 4 MB, the database remembers all others."""

KINDS = ", ".join(f"'{kind}'" for kind in sorted(REQUISITES))
"""For a condition in SQL."""

_RULES = ("out-of-scope", "foreign-embed", "too-deep", "too-long", "site-rule")
_FINAL = ("site-rule", "robots", "purged")


class Requisites:
    """Belongs to the frontier of one site. Every method runs inside a transaction of the caller."""

    def __init__(self, store: Store, site: Site, site_id: int, *, clock: Callable[[], datetime]) -> None:
        self._store, self._run = store, store.run
        self._site, self._site_id, self._clock = site, site_id, clock
        self._known: dict[tuple[str, str | None], int] = {}
        self._greeted: set[str] = set()

    def begin(self) -> None:
        """Ask the database again of everything; what yesterday's site file wanted of other hosts, today's may not."""
        self._known.clear()
        self._greeted.clear()
        if self._site.crawl.images == "all":
            self._run(
                "UPDATE urls SET state = 'due', reason = NULL, next_due_at = NULL WHERE site_id = ?"
                f" AND state = 'excluded' AND reason = 'out-of-scope' AND kind IN ({KINDS}) AND kind <> 'frame'",
                self._site_id,
            )
        elif self._site.crawl.images == "same-site":
            for host in [host for host in self._hosts() if not is_near(f"https://{host}/", self._site.home)]:
                self._run(
                    "UPDATE urls SET state = 'excluded', reason = 'out-of-scope' WHERE site_id = ? AND host = ?"
                    f" AND state = 'due' AND kind IN ({KINDS})",
                    *(self._site_id, host),
                )

    def _hosts(self) -> Iterator[str]:
        """The hosts of which something is due."""
        host = ""
        while host := self._store.value(
            "SELECT min(host) FROM urls WHERE site_id = ? AND state = 'due' AND host > ?", self._site_id, host
        ):
            yield host

    def need(self, via: Claim, found: Sequence[Requisite], at: datetime) -> None:
        """Learn of all that a page needs, as of a look at it; what it no longer needs is forgotten."""
        now = iso(self._clock())
        ids = dict.fromkeys(self._known_as(need, via, now) for need in found)
        rows = self._store.rows("SELECT url_id FROM page_requisites WHERE page_id = ?", via.url_id)
        before = {row["url_id"] for row in rows}
        for url_id in before - ids.keys():
            self._run("DELETE FROM page_requisites WHERE page_id = ? AND url_id = ?", via.url_id, url_id)
        for url_id in ids.keys() - before - {via.url_id}:
            self._run("INSERT INTO page_requisites (page_id, url_id) VALUES (?, ?)", via.url_id, url_id)
        self._run("UPDATE urls SET requisites_at = ? WHERE id = ?", iso(at), via.url_id)

    def _known_as(self, need: Requisite, via: Claim, now: str) -> int:
        need = _nested(need, via)
        key = need.url, need.excluded
        if key in self._known:
            return self._known[key]
        row = self._store.row(
            "SELECT id, kind, state, reason FROM urls WHERE url = ? AND site_id = ?", need.url, self._site_id
        )
        if row is None:
            return self._insert(need, via, now)
        if row["state"] == "excluded":
            self._take_up(row, need)
        if len(self._known) >= MOST_KNOWN:
            self._known.clear()
        self._known[key] = row["id"]  # its row stands, whatever becomes of this page
        found: int = row["id"]
        return found

    def _insert(self, need: Requisite, via: Claim, now: str) -> int:
        found: int = self._store.value(
            "INSERT INTO urls (url, site_id, host, kind, state, reason, priority, via_id, hops, first_seen_at)"
            " VALUES (?,?,?,?,?,?,?,?,?,?) RETURNING id",
            *(need.url, self._site_id, host_of(need.url), need.kind, "excluded" if need.excluded else "due"),
            *(need.excluded, PRIORITY[need.kind], via.url_id, f"{via.hops}E", now),
        )
        return found

    def _take_up(self, row: dict[str, Any], need: Requisite) -> None:
        """Ask for what was left out under a rule that holds no longer, or because a page merely linked to it."""
        is_need = row["kind"] in REQUISITES
        if need.excluded:
            if is_need and row["reason"] in _RULES:
                self._run("UPDATE urls SET reason = ? WHERE id = ?", need.excluded, row["id"])
            return
        if (is_need and row["reason"] in _RULES) or (
            row["kind"] in ("page", "other", "listing") and row["reason"] not in _FINAL
        ):
            self._run(
                "UPDATE urls SET kind = ?, priority = ?, state = 'due', reason = NULL, next_due_at = NULL WHERE id = ?",
                *(need.kind, PRIORITY[need.kind], row["id"]),
            )

    def greet(self, urls: Sequence[str], *, since: str) -> None:
        """Have the robots.txt of another host read, in each run anew, before anything else of it."""
        roots = {f"{parts.scheme}://{parts.netloc}" for parts in map(urlsplit, urls)}
        for root in sorted(roots - self._greeted):
            self._greeted.add(root)
            if host_of(root) != host_of(self._site.home):
                self._greet(root, since)

    def _greet(self, root: str, since: str) -> None:
        url, now = f"{root}/robots.txt", iso(self._clock())
        is_read = self._store.value(
            "SELECT state NOT IN ('due','claimed') AND last_checked_at >= ? FROM urls WHERE url = ? AND site_id = ?",
            *(since, url, self._site_id),
        )
        if not is_read:
            self._run(
                "INSERT INTO urls (url, site_id, host, kind, state, priority, first_seen_at)"
                " VALUES (?1,?2,?3,'robots','due',?4,?5) ON CONFLICT (url, site_id) DO UPDATE SET kind = 'robots',"
                " priority = max(priority, ?4), state = 'due', reason = NULL, next_due_at = NULL, fail_count = 0"
                " WHERE state NOT IN ('due','claimed')",
                *(url, self._site_id, host_of(url), LESSER_ROBOTS, now),
            )


def _nested(need: Requisite, via: Claim) -> Requisite:
    """A requisite, left out where it is too many others away from a page."""
    is_deep = via.hops.endswith("E" * MOST_NESTED)
    return replace(need, excluded="too-deep") if is_deep and not need.excluded else need
