"""The embedded frontier: the `urls`, `mentions` and `hosts` tables of the archive's own database."""

import json
from collections.abc import Callable, Iterator, Sequence, Set
from datetime import datetime
from itertools import islice
from typing import Any
from uuid import uuid4

from iria_crawler.frontier import FIRST, LAST_PAGE, LESSER_ROBOTS, PRIORITY, Claim, Mode, Outcome, Stats
from iria_crawler.frontier.coverage import Coverage
from iria_crawler.frontier.hosts import Hosts
from iria_crawler.frontier.memory import Memory
from iria_crawler.frontier.requisites import KINDS, Requisites
from iria_crawler.frontier.ways import BARREN_SITEMAPS
from iria_crawler.items import Link, Requisite
from iria_crawler.sites import Site, host_of
from iria_crawler.store import Store, iso, iso_exact
from iria_crawler.store.articles import mention_from_json
from iria_crawler.urls import says

_CLAIMED = (
    "SELECT u.id, u.url, u.kind, u.priority, u.hops, u.etag, u.last_modified, u.fail_count,"
    " u.missing_since, v.url AS via"
    " FROM urls u LEFT JOIN urls v ON v.id = u.via_id WHERE "
)
# The smallest host after another: a walk over the index from host to host, however many URLs each has
_HOSTS = (
    "WITH RECURSIVE h(host) AS (SELECT min(host) FROM urls WHERE site_id = ?1 AND state = 'due' UNION ALL"
    " SELECT (SELECT min(host) FROM urls WHERE site_id = ?1 AND state = 'due' AND host > h.host) FROM h"
    " WHERE h.host IS NOT NULL) SELECT host FROM h WHERE host IS NOT NULL"
)


class SqliteFrontier:
    """The frontier of one site. Every method but `stats` runs inside a transaction of the caller, so
    that a page is finished together with its capture, its links and its article, or not at all."""

    def __init__(
        self,
        store: Store,
        site: Site,
        site_id: int,
        *,
        look: bool = False,
        clock: Callable[[], datetime] | None = None,
    ) -> None:
        self._store, self._run = store, store.run
        self._site, self._site_id = site, site_id
        self._clock = clock or store.now
        self._hosts = Hosts(store, f"{site.slug}/{uuid4().hex[:12]}", delay=site.crawl.delay, clock=self._clock)
        self._memory = Memory(store, site, site_id, clock=self._clock, look=look)
        self._coverage = Coverage(store, site, site_id, self._memory, clock=self._clock)
        self._requisites = Requisites(store, site, site_id, clock=self._clock)
        self._mode: Mode = "update"
        self._is_look = look
        self._barren_sitemaps = 0
        self._settled = True  # what the documents of this run tell is decided

    def begin(self, seeds: Sequence[Link], *, mode: Mode = "update", since: datetime | None = None) -> None:
        """Make due what a new run looks at: the seeds, what a killed run had claimed, failures, documents
        that say what there is, what robots.txt or the site file kept out before, and whatever the time
        has come for; with `full` everything that was ever asked for, with `patch` failures alone.
        `since`: leave out articles of which it is said that nothing happened to them since then."""
        self._mode, self._settled = mode, mode == "patch"
        self._memory.forget()
        self._memory.began, self._memory.since, self._memory.full = iso(self._clock()), since, mode == "full"
        self._memory.add(seeds, None, None)
        self._requisites.begin()
        self._hosts.inherit(self._site.slug)
        self._run("UPDATE urls SET state = 'due' WHERE site_id = ? AND state = 'claimed'", self._site_id)
        for which in self._taken_up():
            self._run(
                "UPDATE urls SET state = 'due', next_due_at = NULL, fail_count = 0, reason = NULL"
                f" WHERE site_id = ?1 AND state <> 'due' AND {which} AND ?2 = ?2 AND {self._wanted}",
                *(self._site_id, self._memory.began),
            )
        self._obey_site_file(wanted={link.url for link in seeds})
        if since:
            self._leave_out_older(since)

    @property
    def _wants_requisites(self) -> bool:
        """Whether this run asks for what pages need. To ask again for what failed needs no other word."""
        return not self._is_look and (self._site.crawl.images != "none" or self._mode == "patch")

    @property
    def _wanted(self) -> str:
        """A robots.txt that only requisites need is asked for once one of them is."""
        which = f"NOT (kind = 'robots' AND priority = {LESSER_ROBOTS})"
        return which if self._wants_requisites else f"{which} AND kind NOT IN ({KINDS})"

    def _taken_up(self) -> Iterator[str]:
        later = "'robots'" if self._mode == "patch" else "'robots','older','look'"
        yield f"state = 'excluded' AND reason IN ({later})"
        yield "state IN ('captured','unchanged','failed','excluded') AND kind = 'robots'"
        if self._mode == "patch":
            yield "state = 'failed'"
            yield f"state = 'captured' AND kind IN ({KINDS}) AND (reason LIKE 'not-%' OR reason LIKE 'truncated-%')"
            return
        yield "state = 'failed' AND next_due_at IS NULL"
        yield "next_due_at <= ?2"
        yield (
            "state IN ('captured','unchanged')"
            " AND (kind = 'home' OR (kind IN ('api','sitemap') AND hops NOT LIKE '%M%'))"
        )
        if self._mode == "full":
            yield "state IN ('captured','unchanged','failed')"
            yield "state = 'excluded' AND reason IN ('covered','nothing-new','too-deep','barren')"

    def _obey_site_file(self, *, wanted: Set[str]) -> None:
        """Leave out what its patterns name today, and take up what only yesterday's did."""
        exclude = self._site.crawl.exclude
        rows = self._store.rows(
            "SELECT id, url, state FROM urls WHERE site_id = ?1"
            " AND ((?2 AND state = 'due') OR (state = 'excluded' AND reason = 'site-rule'))",
            *(self._site_id, bool(exclude)),
        )
        judged = ((row, row["url"] not in wanted and says(exclude, row["url"])) for row in rows)
        for url_id, is_out in [(row["id"], is_out) for row, is_out in judged if is_out != (row["state"] == "excluded")]:
            state, reason = ("excluded", "site-rule") if is_out else ("due", None)
            self._run("UPDATE urls SET state = ?, reason = ? WHERE id = ?", state, reason, url_id)

    def _leave_out_older(self, since: datetime) -> None:
        newest = (
            "max(coalesce(json_extract(said, '$.published_at'), ''), coalesce(json_extract(said, '$.modified_at'), ''))"
        )
        self._run(
            "UPDATE urls SET state = 'excluded', reason = 'older'"
            " WHERE site_id = ?1 AND state = 'due' AND kind = 'article'"
            f" AND (SELECT max({newest}) FROM mentions WHERE url_id = urls.id AND said IS NOT NULL) BETWEEN '0' AND ?2",
            *(self._site_id, since.isoformat()),
        )

    def add(self, links: Sequence[Link], *, via: Claim | None = None, total: int | None = None) -> int:
        return self._memory.add(links, via, total)

    def need(self, via: Claim, found: Sequence[Requisite], *, at: datetime) -> None:
        self._requisites.need(via, found, at)

    def claim(self, limit: int, *, pages: bool = True) -> tuple[Claim, ...]:
        self._hosts.renew()
        for host in self._hosts.wanted():
            if not self._is_busy(host):
                self._hosts.release(host)
        if limit < 1:
            return ()
        found = self._claim(limit, self._ready) if pages else ()
        if not (found or self._settled or self._document_under_way() or self._document_due()):
            self._settled = not self._coverage.settle(full=self._mode != "update")
            found = self._claim(limit, self._ready) if pages else ()
        if found or not self._wants_requisites or (pages and not self._settled):
            return found
        return self._claim(limit, self._needed)

    def _claim(self, limit: int, ready: Callable[[str, int], list[dict[str, Any]]]) -> tuple[Claim, ...]:
        """Some URLs of the hosts that may be asked now."""
        claims: list[Claim] = []
        for row in list(self._store.rows(_HOSTS, self._site_id)):
            claims += self._claim_of_host(row["host"], limit - len(claims), ready)
            if len(claims) >= limit:
                break
        return tuple(claims)

    def _claim_of_host(self, host: str, limit: int, ready: Callable[[str, int], list[dict[str, Any]]]) -> list[Claim]:
        rows = ready(host, limit)
        wait = self._hosts.ask(host, busy=self._is_busy(host)) if rows else None
        if wait is None:
            return []
        for row in rows:
            self._run("UPDATE urls SET state = 'claimed' WHERE id = ?", row["id"])
        return [self._claim_from(row, wait=wait) for row in rows]

    def _ready(self, host: str, limit: int) -> list[dict[str, Any]]:
        """What may be asked of a host: robots.txt alone before all, then documents, then the rest."""
        if self._robots_under_way(host):
            rows = self._due(host, f"u.priority = {PRIORITY['robots']}", limit)
        elif not self._settled or self._document_under_way():
            rows = self._due(host, f"u.priority >= {FIRST}", limit)
        else:
            rows = self._due(host, f"u.priority >= {LAST_PAGE}", limit)
            if rows and rows[0]["priority"] >= FIRST:
                rows = [row for row in rows if row["priority"] >= FIRST]
        return rows

    def _needed(self, host: str, limit: int) -> list[dict[str, Any]]:
        """What pages need of a host, its robots.txt before all."""
        rows = self._due(host, f"u.priority < {LESSER_ROBOTS}", limit)
        self._requisites.greet([row["url"] for row in rows], since=self._memory.began)
        if self._robots_under_way(host):
            return self._due(host, f"u.priority IN ({PRIORITY['robots']}, {LESSER_ROBOTS})", limit)
        return rows

    def _due(self, host: str, which: str, limit: int) -> list[dict[str, Any]]:
        found = self._store.rows(
            f"{_CLAIMED} u.site_id = ? AND u.host = ? AND u.state = 'due' AND {which}"
            " AND (u.next_due_at IS NULL OR u.next_due_at <= ?) ORDER BY u.priority DESC, u.id",
            *(self._site_id, host, iso(self._clock())),
        )
        return list(islice(found, limit))

    def _robots_under_way(self, host: str) -> bool:
        """Whether the robots.txt of a host is to be fetched, is being fetched, or waits to be tried again."""
        return bool(
            self._store.value(
                "SELECT 1 FROM (SELECT id FROM urls WHERE site_id = ?1 AND host = ?2 AND state = 'due'"
                " AND priority IN (?3, ?4) UNION ALL SELECT id FROM urls WHERE site_id = ?1 AND host = ?2"
                " AND state = 'claimed' AND priority IN (?3, ?4)) LIMIT 1",
                *(self._site_id, host, PRIORITY["robots"], LESSER_ROBOTS),
            )
        )

    def _is_busy(self, host: str) -> bool:
        return bool(
            self._store.value(
                "SELECT 1 FROM urls WHERE site_id = ? AND host = ? AND state = 'claimed' LIMIT 1", self._site_id, host
            )
        )

    def _document_under_way(self) -> bool:
        return bool(
            self._store.value(
                "SELECT 1 FROM urls WHERE site_id = ? AND state = 'claimed' AND priority >= ? LIMIT 1",
                *(self._site_id, FIRST),
            )
        )

    def _document_due(self) -> bool:
        """Whether a document may be asked for as soon as its host may. A host of others may keep us waiting
        for its sitemaps; only for as long as this site's own would."""
        now = self._clock()
        return bool(
            self._store.value(
                "SELECT 1 FROM urls WHERE site_id = ?1 AND state = 'due' AND priority >= ?2"
                " AND (next_due_at IS NULL OR next_due_at <= ?3) AND (host = ?4 OR host NOT IN"
                " (SELECT host FROM hosts WHERE blocked_until > ?5)) LIMIT 1",
                *(self._site_id, FIRST, iso(now), host_of(self._site.home), iso_exact(now)),
            )
        )

    def claim_of(self, url_id: int) -> Claim:
        """The claim that a URL would be handed out with; for captures that a crash left unread."""
        row = self._store.row(f"{_CLAIMED} u.id = ?", url_id)
        if row is None:
            raise LookupError(f"urls has no row {url_id}")
        return self._claim_from(row)

    def _claim_from(self, row: dict[str, Any], *, wait: float = 0.0) -> Claim:
        said = self._store.rows(
            "SELECT said FROM mentions WHERE url_id = ? AND said IS NOT NULL AND (source <> 'api' OR via_id > 0)"
            " ORDER BY source",  # what the API no longer lists, it says nothing of
            row["id"],
        )
        return Claim(
            url_id=row["id"],
            url=row["url"],
            kind=row["kind"],
            hops=row["hops"],
            via=row["via"],
            etag=row["etag"],
            last_modified=row["last_modified"],
            fail_count=row["fail_count"],
            mentions=tuple(mention_from_json(json.loads(mention["said"])) for mention in said),
            missing_since=datetime.fromisoformat(row["missing_since"]) if row["missing_since"] else None,
            wait=wait,
        )

    def finish(self, outcomes: Sequence[Outcome]) -> None:
        for outcome in outcomes:
            if outcome.state == "released":
                self._run("UPDATE urls SET state = 'due' WHERE id = ? AND state = 'claimed'", outcome.claim.url_id)
            else:
                self._finish(outcome)
        for host in {host_of(outcome.claim.url) for outcome in outcomes if outcome.state != "released"}:
            self._hosts.asked(host)

    def _count_sitemaps(self, outcome: Outcome) -> None:
        """Give up on the sitemaps that an index names, after many in a row from which nothing came."""
        if outcome.claim.kind != "sitemap" or "M" not in outcome.claim.hops:
            return
        nothing = outcome.state == "failed" or (outcome.reason or "").startswith("no-")
        self._barren_sitemaps = self._barren_sitemaps + 1 if nothing else 0
        if self._barren_sitemaps == BARREN_SITEMAPS:
            self._run(
                "UPDATE urls SET state = 'excluded', reason = 'barren' WHERE site_id = ? AND state = 'due'"
                " AND kind = 'sitemap' AND hops LIKE '%M%'",
                self._site_id,
            )

    def _finish(self, outcome: Outcome) -> None:
        self._count_sitemaps(outcome)
        failed = outcome.state == "failed" or (outcome.state == "due" and outcome.reason is not None)
        answered = outcome.state in ("captured", "unchanged")
        self._run(  # a new answer brings its own validators or none; any other leaves those of the last
            "UPDATE urls SET state = ?1, reason = ?2, last_checked_at = ?3, next_due_at = ?4,"
            " etag = CASE WHEN ?1 = 'captured' THEN ?5 ELSE coalesce(?5, etag) END,"
            " last_modified = CASE WHEN ?1 = 'captured' THEN ?6 ELSE coalesce(?6, last_modified) END,"
            " fail_count = CASE WHEN ?7 THEN fail_count + 1 ELSE 0 END, missing_since ="
            " CASE WHEN ?9 THEN coalesce(missing_since, ?3) WHEN ?10 THEN NULL ELSE missing_since END WHERE id = ?8",
            *(outcome.state, outcome.reason, iso(outcome.checked_at or self._clock())),
            *(iso(outcome.due_at) if outcome.due_at else None, outcome.etag, outcome.last_modified),
            *(failed, outcome.claim.url_id, outcome.missing, answered),
        )

    def host(self, host: str, *, crawl_delay: float | None = None, blocked_until: datetime | None = None) -> None:
        self._hosts.note(host, crawl_delay=crawl_delay, blocked_until=blocked_until)

    def refused(self, host: str, *, is_wall: bool) -> int:
        """Count the walls met in a row at a host; any page of its own ends the row. Gives the count."""
        return self._hosts.refused(host, is_wall=is_wall)

    def stats(self) -> Stats:
        due, claimed = (
            self._store.value("SELECT count(*) FROM urls WHERE site_id = ? AND state = ?", self._site_id, state)
            for state in ("due", "claimed")
        )
        hosts = [row["host"] for row in list(self._store.rows(_HOSTS, self._site_id))]
        waits = [wait for wait in map(self._waiting, hosts) if wait is not None]
        return Stats(due=due, claimed=claimed, waiting_seconds=min(waits) if waits else None)

    def _waiting(self, host: str) -> float | None:
        """The seconds until something of a host may be asked for, as far as its own wishes go; None where this run
        wants nothing of it."""
        least = 0 if self._wants_requisites else LAST_PAGE
        mine = f"FROM urls WHERE site_id = ? AND host = ? AND state = 'due' AND priority >= {least}"
        ready = self._store.value(f"SELECT 1 {mine} AND next_due_at IS NULL LIMIT 1", self._site_id, host)
        first = None if ready else self._store.value(f"SELECT min(next_due_at) {mine}", self._site_id, host)
        if not ready and first is None:
            return None
        moments = [datetime.fromisoformat(first)] if first else []
        moments += [until for until in [self._hosts.blocked_until(host)] if until]
        now = self._clock()
        return max([(moment - now).total_seconds() for moment in moments] + [0.0])

    def close(self) -> None:
        self._run("UPDATE urls SET state = 'due' WHERE site_id = ? AND state = 'claimed'", self._site_id)
        self._hosts.release_all()
