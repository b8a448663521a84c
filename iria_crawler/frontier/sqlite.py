"""The embedded frontier: the `urls` table of the archive's own database."""

import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

from iria_crawler.frontier import FIRST, PRIORITY, Claim, Outcome, Stats
from iria_crawler.items import Link
from iria_crawler.sites import Site, host_of
from iria_crawler.store import Store, iso
from iria_crawler.store.articles import mention_as_json, mention_from_json

_HOP = {"redirect": "R", "robots": "M", "sitemap": "M", "feed": "M", "api": "M"}


class SqliteFrontier:
    """The frontier of one site. Every method but `stats` runs inside a transaction of the caller, so
    that a page is finished together with its capture, its links and its article, or not at all."""

    def __init__(self, store: Store, site: Site, site_id: int, *, clock: Callable[[], datetime] | None = None) -> None:
        self._store = store
        self._run = store.run
        self._site_id = site_id
        self._host = host_of(site.home)
        self._clock = clock or (lambda: datetime.now(UTC))

    def begin(self, *, full: bool) -> None:
        """Make due what a new run looks at: what a killed run had claimed, failures, documents that
        say what there is, what robots.txt or the site file kept out before, and articles whose time
        has come; with `full` everything that was ever asked for."""
        documents = "'robots','home','api','sitemap','feed','listing'"
        self._run("UPDATE urls SET state = 'due' WHERE site_id = ? AND state = 'claimed'", self._site_id)
        self._run(
            "UPDATE urls SET state = 'due', next_due_at = NULL, fail_count = 0, reason = NULL WHERE site_id = ?1"
            " AND (state = 'failed' OR (state = 'excluded' AND reason = 'robots')"
            f" OR (state IN ('captured','unchanged') AND (?2 OR next_due_at <= ?3 OR kind IN ({documents}))))",
            *(self._site_id, full, iso(self._clock())),
        )

    def add(self, links: Sequence[Link], *, via: Claim | None = None) -> int:
        return sum(self._add(link, via) for link in links)

    def _add(self, link: Link, via: Claim | None) -> bool:
        now = iso(self._clock())
        state = "excluded" if link.excluded else "due"
        hops = (via.hops if via else "") + ("" if via is None else _HOP.get(link.source, "L"))
        added = self._run(
            "INSERT INTO urls (url, site_id, kind, state, reason, priority, via_id, hops, first_seen_at)"
            " VALUES (?,?,?,?,?,?,?,?,?) ON CONFLICT (url) DO NOTHING",
            *(link.url, self._site_id, link.kind, state, link.excluded, PRIORITY[link.kind]),
            *(via.url_id if via else None, hops, now),
        ).rowcount
        if not added:
            self._learn(link)
        if link.mention:
            self._run(
                "INSERT INTO mentions (url_id, source, said, seen_at) SELECT id, ?, ?, ? FROM urls WHERE url = ?"
                " ON CONFLICT (url_id, source) DO UPDATE SET said = excluded.said, seen_at = excluded.seen_at",
                *(link.source, json.dumps(mention_as_json(link.mention), ensure_ascii=False), now, link.url),
            )
        return bool(added)

    def _learn(self, link: Link) -> None:
        """What another mention of a known URL changes: a better kind, a rule lifted, something new to fetch."""
        if link.excluded:
            return
        self._run(
            "UPDATE urls SET kind = ?, priority = ? WHERE url = ? AND priority < ?"
            " AND kind IN ('page','other','article')",
            *(link.kind, PRIORITY[link.kind], link.url, PRIORITY[link.kind]),
        )
        self._run(
            "UPDATE urls SET state = 'due', reason = NULL WHERE url = ? AND state = 'excluded' AND reason <> 'robots'",
            link.url,
        )
        if link.mention and link.mention.modified_at:
            self._run(
                "UPDATE urls SET state = 'due', next_due_at = NULL WHERE url = ? AND state IN ('captured','unchanged')"
                " AND last_checked_at < ?",
                *(link.url, iso(link.mention.modified_at)),
            )

    def claim(self, limit: int) -> tuple[Claim, ...]:
        now = iso(self._clock())
        blocked = self._store.value("SELECT blocked_until FROM hosts WHERE host = ?", self._host)
        if limit < 1 or (blocked and blocked > now):
            return ()
        busy = self._store.value(
            "SELECT max(kind = 'robots') FROM urls WHERE site_id = ?1 AND ((state = 'claimed' AND priority >= ?2)"
            " OR (state = 'due' AND kind = 'robots'))",
            *(self._site_id, FIRST),
        )
        rows = list(
            self._store.rows(
                "SELECT u.id, u.url, u.kind, u.priority, u.hops, u.etag, u.last_modified, u.fail_count, v.url AS via"
                " FROM urls u LEFT JOIN urls v ON v.id = u.via_id WHERE u.site_id = ? AND u.state = 'due'"
                " AND (u.next_due_at IS NULL OR u.next_due_at <= ?) ORDER BY u.priority DESC, u.id LIMIT ?",
                *(self._site_id, now, limit),
            )
        )
        if rows and rows[0]["kind"] == "robots":  # nothing is fetched before robots.txt is known
            rows = [row for row in rows if row["kind"] == "robots"]
        elif busy:  # robots.txt is under way, or waits to be tried again
            return ()
        elif busy is not None or (rows and rows[0]["priority"] >= FIRST):
            rows = [row for row in rows if row["priority"] >= FIRST]
        for row in rows:
            self._run("UPDATE urls SET state = 'claimed' WHERE id = ?", row["id"])
        return tuple(map(self._claim, rows))

    def claim_of(self, url_id: int) -> Claim:
        """The claim that a URL would be handed out with; for captures that a crash left unread."""
        row = self._store.row(
            "SELECT u.id, u.url, u.kind, u.hops, u.etag, u.last_modified, u.fail_count, v.url AS via"
            " FROM urls u LEFT JOIN urls v ON v.id = u.via_id WHERE u.id = ?",
            url_id,
        )
        if row is None:
            raise LookupError(f"urls has no row {url_id}")
        return self._claim(row)

    def _claim(self, row: dict[str, Any]) -> Claim:
        said = self._store.rows(
            "SELECT said FROM mentions WHERE url_id = ? AND said IS NOT NULL ORDER BY source", row["id"]
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
        )

    def finish(self, outcomes: Sequence[Outcome]) -> None:
        now = iso(self._clock())
        for outcome in outcomes:
            failed = outcome.state == "failed" or (outcome.state == "due" and outcome.reason is not None)
            self._run(
                "UPDATE urls SET state = ?, reason = ?, last_checked_at = ?, next_due_at = ?,"
                " etag = coalesce(?, etag), last_modified = coalesce(?, last_modified),"
                " fail_count = CASE WHEN ? THEN fail_count + 1 ELSE 0 END WHERE id = ?",
                *(outcome.state, outcome.reason, now, iso(outcome.due_at) if outcome.due_at else None),
                *(outcome.etag, outcome.last_modified, failed, outcome.claim.url_id),
            )

    def host(self, host: str, *, crawl_delay: float | None = None, blocked_until: datetime | None = None) -> None:
        self._run(
            "INSERT INTO hosts (host, crawl_delay, blocked_until) VALUES (?,?,?) ON CONFLICT (host) DO UPDATE SET"
            " crawl_delay = coalesce(excluded.crawl_delay, crawl_delay),"
            " blocked_until = max(coalesce(excluded.blocked_until, ''), coalesce(blocked_until, ''))",
            *(host, crawl_delay, iso(blocked_until) if blocked_until else None),
        )

    def stats(self) -> Stats:
        due, claimed = (
            self._store.value("SELECT count(*) FROM urls WHERE site_id = ? AND state = ?", self._site_id, state)
            for state in ("due", "claimed")
        )
        first = self._store.value(
            "SELECT min(coalesce(next_due_at, '')) FROM urls WHERE site_id = ? AND state = 'due'", self._site_id
        )
        blocked = self._store.value("SELECT blocked_until FROM hosts WHERE host = ?", self._host)
        until = max(first or "", blocked or "") if due else ""
        wait = (datetime.fromisoformat(until) - self._clock()).total_seconds() if until else 0.0
        return Stats(due=due, claimed=claimed, waiting_seconds=max(wait, 0.0) if due else None)

    def close(self) -> None:
        """Hand back what was claimed and not finished."""
        self._run("UPDATE urls SET state = 'due' WHERE site_id = ? AND state = 'claimed'", self._site_id)
