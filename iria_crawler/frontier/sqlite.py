"""The embedded frontier: the `urls` table of the archive's own database."""

import json
from collections.abc import Callable, Sequence, Set
from datetime import UTC, datetime
from typing import Any

from iria_crawler.frontier import FIRST, PRIORITY, Claim, Outcome, Stats
from iria_crawler.items import Link, Mention
from iria_crawler.sites import Site, host_of
from iria_crawler.store import Store, iso
from iria_crawler.store.articles import mention_as_json, mention_from_json
from iria_crawler.urls import says

MOST_NAMED = 20_000  # some 4 MB; the database remembers all others
_HOP = {"redirect": "R", "robots": "M", "sitemap": "M", "feed": "M", "api": "M"}


class SqliteFrontier:
    """The frontier of one site. Every method but `stats` runs inside a transaction of the caller, so
    that a page is finished together with its capture, its links and its article, or not at all."""

    def __init__(self, store: Store, site: Site, site_id: int, *, clock: Callable[[], datetime] | None = None) -> None:
        self._store = store
        self._run = store.run
        self._site_id = site_id
        self._host, self._exclude = host_of(site.home), site.crawl.exclude
        self._clock = clock or (lambda: datetime.now(UTC))
        self._named: set[tuple[str, str, str | None]] = set()

    def begin(self, seeds: Sequence[Link], *, full: bool) -> None:
        """Make due what a new run looks at: the seeds, what a killed run had claimed, failures, documents
        that say what there is, what robots.txt or the site file kept out before, and articles whose
        time has come; with `full` everything that was ever asked for."""
        documents = "'robots','home','api','sitemap','feed','listing'"
        self._named.clear()
        self.add(seeds)
        self._run("UPDATE urls SET state = 'due' WHERE site_id = ? AND state = 'claimed'", self._site_id)
        self._run(
            "UPDATE urls SET state = 'due', next_due_at = NULL, fail_count = 0, reason = NULL WHERE site_id = ?1"
            " AND (state = 'failed' OR (state = 'excluded' AND reason = 'robots')"
            f" OR (state IN ('captured','unchanged') AND (?2 OR next_due_at <= ?3 OR kind IN ({documents}))))",
            *(self._site_id, full, iso(self._clock())),
        )
        self._obey_site_file(wanted={link.url for link in seeds})

    def _obey_site_file(self, *, wanted: Set[str]) -> None:
        """Leave out what its patterns name today, and take up what only yesterday's did."""
        rows = self._store.rows(
            "SELECT id, url, state FROM urls WHERE site_id = ?1"
            " AND ((?2 AND state = 'due') OR (state = 'excluded' AND reason = 'site-rule'))",
            *(self._site_id, bool(self._exclude)),
        )
        judged = ((row, row["url"] not in wanted and says(self._exclude, row["url"])) for row in rows)
        for url_id, is_out in [(row["id"], is_out) for row, is_out in judged if is_out != (row["state"] == "excluded")]:
            state, reason = ("excluded", "site-rule") if is_out else ("due", None)
            self._run("UPDATE urls SET state = ?, reason = ? WHERE id = ?", state, reason, url_id)

    def add(self, links: Sequence[Link], *, via: Claim | None = None) -> int:
        return sum(self._add(link, via) for link in links)

    def _add(self, link: Link, via: Claim | None) -> bool:
        named = (link.url, link.kind, link.excluded)
        if named in self._named and not link.mention:
            return False  # menus and sidebars name the same on every page
        now = iso(self._clock())
        state = "excluded" if link.excluded else "due"
        hops = (via.hops if via else "") + ("" if via is None else _HOP.get(link.source, "L"))
        added = self._run(
            "INSERT INTO urls (url, site_id, kind, state, reason, priority, via_id, hops, first_seen_at)"
            " VALUES (?,?,?,?,?,?,?,?,?) ON CONFLICT (url) DO NOTHING",
            *(link.url, self._site_id, link.kind, state, link.excluded, PRIORITY[link.kind]),
            *(via.url_id if via else None, hops, now),
        ).rowcount
        if not added:  # its row stands, whatever becomes of this page: naming it so again changes nothing
            self._learn(link)
            self._remember(named)
        if link.mention:
            self._note(link.url, link.source, link.mention)
        return bool(added)

    def _remember(self, named: tuple[str, str, str | None]) -> None:
        if len(self._named) >= MOST_NAMED:
            self._named.clear()
        self._named.add(named)

    def _note(self, url: str, source: str, mention: Mention) -> None:
        """Keep the latest word of a source on a URL, and have fetched what is said to have changed.

        Many sitemaps know the day alone, and clocks differ: another time than the source gave before
        is a change, also one before the last look. A time to come is not believed until it comes.
        """
        said = mention_as_json(mention)
        before, modified = self._modified(url, source), said.get("modified_at")
        if before and modified and modified < before <= self._clock().isoformat():
            return  # of two sitemaps that differ, the newer word counts
        self._run(
            "INSERT INTO mentions (url_id, source, said, seen_at) SELECT id, ?, ?, ? FROM urls WHERE url = ?"
            " ON CONFLICT (url_id, source) DO UPDATE SET said = excluded.said, seen_at = excluded.seen_at",
            *(source, json.dumps(said, ensure_ascii=False), iso(self._clock()), url),
        )
        if mention.modified_at and mention.modified_at <= self._clock():
            self._run(
                "UPDATE urls SET state = 'due', next_due_at = NULL WHERE url = ? AND state IN ('captured','unchanged')"
                " AND (? OR last_checked_at < ?)",
                *(url, bool(before) and modified != before, iso(mention.modified_at)),
            )

    def _modified(self, url: str, source: str) -> str | None:
        found: str | None = self._store.value(
            "SELECT json_extract(m.said, '$.modified_at') FROM urls u JOIN mentions m ON m.url_id = u.id"
            " WHERE u.url = ? AND m.source = ?",
            *(url, source),
        )
        return found

    def _learn(self, link: Link) -> None:
        """What another mention of a known URL changes: a better kind, a rule lifted."""
        if link.excluded:
            return
        self._run(  # read as a page, a feed or a sitemap has told nothing yet
            "UPDATE urls SET kind = ?1, priority = ?2, next_due_at = NULL,"
            " state = CASE WHEN ?2 >= ?3 AND state IN ('captured','unchanged') THEN 'due' ELSE state END"
            " WHERE url = ?4 AND priority < ?2 AND kind IN ('page','other','article')",
            *(link.kind, PRIORITY[link.kind], FIRST, link.url),
        )
        self._run(
            "UPDATE urls SET state = 'due', reason = NULL WHERE url = ? AND state = 'excluded' AND reason <> 'robots'",
            link.url,
        )

    def claim(self, limit: int) -> tuple[Claim, ...]:
        now = iso(self._clock())
        blocked = self._store.value("SELECT blocked_until FROM hosts WHERE host = ?", self._host)
        if limit < 1 or (blocked and blocked > now):
            return ()
        busy = self._busy()
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
        elif busy == "robots":
            return ()
        elif busy or (rows and rows[0]["priority"] >= FIRST):
            rows = [row for row in rows if row["priority"] >= FIRST]
        for row in rows:
            self._run("UPDATE urls SET state = 'claimed' WHERE id = ?", row["id"])
        return tuple(map(self._claim, rows))

    def _busy(self) -> str | None:
        """What keeps others back: robots.txt under way or waiting to be tried again, or some other document."""
        found: str | None = self._store.value(
            "SELECT 'robots' FROM urls WHERE site_id = ? AND state IN ('due','claimed') AND kind = 'robots' LIMIT 1",
            self._site_id,
        ) or self._store.value(
            "SELECT 'document' FROM urls WHERE site_id = ? AND state = 'claimed' AND priority >= ? LIMIT 1",
            *(self._site_id, FIRST),
        )
        return found

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
        now = self._clock()
        for outcome in outcomes:
            failed = outcome.state == "failed" or (outcome.state == "due" and outcome.reason is not None)
            self._run(  # a new answer brings its own validators or none; any other leaves those of the last
                "UPDATE urls SET state = ?1, reason = ?2, last_checked_at = ?3, next_due_at = ?4,"
                " etag = CASE WHEN ?1 = 'captured' THEN ?5 ELSE coalesce(?5, etag) END,"
                " last_modified = CASE WHEN ?1 = 'captured' THEN ?6 ELSE coalesce(?6, last_modified) END,"
                " fail_count = CASE WHEN ?7 THEN fail_count + 1 ELSE 0 END WHERE id = ?8",
                *(outcome.state, outcome.reason, iso(outcome.checked_at or now)),
                *(iso(outcome.due_at) if outcome.due_at else None, outcome.etag, outcome.last_modified),
                *(failed, outcome.claim.url_id),
            )

    def host(self, host: str, *, crawl_delay: float | None = None, blocked_until: datetime | None = None) -> None:
        self._run(
            "INSERT INTO hosts (host, crawl_delay, blocked_until) VALUES (?,?,?) ON CONFLICT (host) DO UPDATE SET"
            " crawl_delay = coalesce(excluded.crawl_delay, crawl_delay),"
            " blocked_until = nullif(max(coalesce(excluded.blocked_until, ''), coalesce(blocked_until, '')), '')",
            *(host, crawl_delay, iso(blocked_until) if blocked_until else None),
        )

    def stats(self) -> Stats:
        due, claimed = (
            self._store.value("SELECT count(*) FROM urls WHERE site_id = ? AND state = ?", self._site_id, state)
            for state in ("due", "claimed")
        )
        waiting = not self._store.value(
            "SELECT 1 FROM urls WHERE site_id = ? AND state = 'due' AND next_due_at IS NULL LIMIT 1", self._site_id
        )
        first = waiting and self._store.value(
            "SELECT min(next_due_at) FROM urls WHERE site_id = ? AND state = 'due'", self._site_id
        )
        blocked = self._store.value("SELECT blocked_until FROM hosts WHERE host = ?", self._host)
        until = max(first or "", blocked or "") if due else ""
        wait = (datetime.fromisoformat(until) - self._clock()).total_seconds() if until else 0.0
        return Stats(due=due, claimed=claimed, waiting_seconds=max(wait, 0.0) if due else None)

    def close(self) -> None:
        """Hand back what was claimed and not finished."""
        self._run("UPDATE urls SET state = 'due' WHERE site_id = ? AND state = 'claimed'", self._site_id)
