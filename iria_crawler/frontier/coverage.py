"""What the documents of a site have told in a run, and what therefore need not be asked for."""

import json
from collections.abc import Callable
from datetime import datetime

from iria_crawler.frontier import FIRST, LESSER_SITEMAP, PRIORITY
from iria_crawler.frontier.memory import COVERED_DAYS, Memory
from iria_crawler.frontier.mentions import Mentions
from iria_crawler.sites import Site
from iria_crawler.store import Store, iso
from iria_crawler.urls import says

ROLLING_SHARE, ROLLING_LEAST = 0.05, 5
"""A document that drops more than this of what it named at once shows the latest only, as feeds do."""

_READ = "state IN ('captured','unchanged') AND last_checked_at >= ?2"
_ENTRY = "hops NOT LIKE '%M%'"  # named by a page, by robots.txt or by hand, not by another document


class Coverage:
    """Judges, once robots.txt, sitemaps, API and feeds of a run are read, which lists are still needed."""

    def __init__(
        self, store: Store, site: Site, site_id: int, memory: Memory, *, clock: Callable[[], datetime]
    ) -> None:
        self._store, self._run = store, store.run
        self._site, self._site_id, self._memory, self._clock = site, site_id, memory, clock
        self._mentions = Mentions(store, site_id, clock=clock)

    def settle(self, *, full: bool) -> bool:
        """Decide what comes after the documents; gives whether that is another document."""
        by_api, by_sitemap = self.api_tells(), self.sitemap_tells()
        if not by_api and self._take_up_silent_documents():
            return True
        self._look_at_what_was_dropped()
        if full:
            return False
        if by_api:
            self._put_off("kind = 'sitemap' AND priority = ?3", LESSER_SITEMAP)
        if by_api and by_sitemap:
            self._memory.covered = True
            self._put_off("kind IN ('listing','page','other')")
        elif not (by_api or by_sitemap or self.feed_tells()):
            self._take_up_lists()
        return False

    def api_tells(self) -> bool:
        """Whether an API has named every article, or that none is new."""
        return self._all_read("api") and self._named_something("api")

    def sitemap_tells(self) -> bool:
        """Whether every sitemap that was asked for could be read, and they name articles."""
        return self._all_read("sitemap") and self._named_something("sitemap")

    def feed_tells(self) -> bool:
        """Whether a feed has named all that is new: it still names something that was known before."""
        return bool(
            self._store.value(
                f"SELECT 1 FROM urls f WHERE f.site_id = ?1 AND f.kind = 'feed' AND f.{_READ}"
                " AND (f.state = 'unchanged'"
                " OR EXISTS (SELECT 1 FROM mentions m JOIN urls u ON u.id = m.url_id WHERE m.via_id = f.id"
                " AND m.seen_at >= ?2 AND u.first_seen_at < ?2)) LIMIT 1",
                *(self._site_id, self._memory.began),
            )
        )

    def _all_read(self, kind: str) -> bool:
        """Whether the entries of a kind were read in this run, and none of its documents is missing."""
        of_kind = f"SELECT 1 FROM urls WHERE site_id = ?1 AND kind = ?2 AND priority >= {FIRST}"
        read = self._store.value(
            f"{of_kind} AND {_ENTRY} AND state IN ('captured','unchanged') AND last_checked_at >= ?3 LIMIT 1",
            *(self._site_id, kind, self._memory.began),
        )
        missing = self._store.value(
            f"{of_kind} AND (state IN ('due','claimed','failed')"
            " OR (state = 'captured' AND reason <> kind AND reason NOT LIKE 'http-3%')) LIMIT 1",
            *(self._site_id, kind),
        )
        return bool(read) and not missing

    def _named_something(self, source: str) -> bool:
        return bool(
            self._store.value(
                "SELECT 1 FROM urls d JOIN mentions m ON m.via_id = d.id AND m.source = ?2"
                " JOIN urls u ON u.id = m.url_id WHERE d.site_id = ?1 AND d.kind = ?2 AND u.kind = 'article'"
                " AND (m.seen_at >= ?3 OR (?2 = 'sitemap' AND (d.state = 'unchanged' OR d.last_checked_at < ?3)))"
                " LIMIT 1",
                *(self._site_id, source, self._memory.began),
            )
        )

    def _take_up_silent_documents(self) -> bool:
        """Have feeds read, and those sitemaps whose index does not say when they changed."""
        return bool(
            self._run(
                "UPDATE urls SET state = 'due', next_due_at = NULL WHERE site_id = ?1 AND kind IN ('sitemap','feed')"
                " AND (kind = 'feed' OR hops LIKE '%M%')"
                " AND priority >= ?3 AND state IN ('captured','unchanged') AND last_checked_at < ?2 AND NOT EXISTS"
                " (SELECT 1 FROM mentions m WHERE m.url_id = urls.id AND json_extract(m.said, '$.modified_at') > '')",
                *(self._site_id, self._memory.began, FIRST),
            ).rowcount
        )

    def _look_at_what_was_dropped(self) -> None:
        """Look at articles that a document named once and no longer does: they may be gone."""
        documents = self._store.rows(
            f"SELECT id, kind FROM urls WHERE site_id = ?1 AND kind = 'sitemap' AND {_READ} AND state = 'captured'",
            *(self._site_id, self._memory.began),
        )
        for row in list(documents):
            self._drop(lambda m: f"{m}.via_id = ?2", row["id"])
        if self._memory.walks and self.api_tells():
            self._drop(lambda m: f"{m}.source = 'api' AND {m}.via_id > ?2", 0)
            self._note_gap()

    def _drop(self, named_by: Callable[[str], str], document: int) -> None:
        """Forget who named what is named no longer; `named_by` gives the condition for a table of mentions."""
        named = (
            "FROM mentions m JOIN urls u ON u.id = m.url_id WHERE u.site_id = ?1 AND u.kind = 'article'"
            f" AND {named_by('m')}"
        )
        values = (self._site_id, document, self._memory.began)
        total, dropped = (
            self._store.value(f"SELECT count(*) {named} AND {when}", *values) for when in ("?3 = ?3", "m.seen_at < ?3")
        )
        if not dropped:
            return
        ids = f"SELECT m.url_id {named} AND m.seen_at < ?3"
        if dropped <= max(ROLLING_LEAST, ROLLING_SHARE * total):
            self._run(
                "UPDATE urls SET state = 'due', next_due_at = NULL WHERE state IN ('captured','unchanged')"
                f" AND id IN ({ids})",
                *values,
            )
        self._run(f"UPDATE mentions SET via_id = NULL WHERE url_id IN ({ids}) AND {named_by('mentions')}", *values)

    def _note_gap(self) -> None:
        """Remember how many articles the API counts without naming them, so that it is not read for them again."""
        gap = (self._memory.total or 0) - self._mentions.named_by_api()
        self._run(
            "INSERT INTO mentions (url_id, source, said, seen_at) SELECT id, 'api', ?3, ?2 FROM urls"
            f" WHERE site_id = ?1 AND kind = 'api' AND {_ENTRY} ON CONFLICT (url_id, source) DO UPDATE SET said = ?3",
            *(self._site_id, iso(self._clock()), json.dumps({"gap": gap})),
        )

    def _put_off(self, which: str, *values: object) -> None:
        """Leave for later what only pages name; some days on it is looked at after all."""
        days = f"+{COVERED_DAYS} days"
        self._run(
            "UPDATE urls SET state = 'excluded', reason = 'covered', next_due_at ="
            f" strftime('%Y-%m-%dT%H:%M:%SZ', first_seen_at, '{days}') WHERE site_id = ?1 AND state = 'due' AND {which}"
            f" AND strftime('%Y-%m-%dT%H:%M:%SZ', first_seen_at, '{days}') > ?2 AND fail_count = 0 AND hops <> ''"
            " AND (kind = 'sitemap' OR NOT EXISTS (SELECT 1 FROM mentions m WHERE m.url_id = urls.id"
            " AND m.source IN ('sitemap','api','feed','seed')))",
            *(self._site_id, iso(self._clock()), *values),
        )
        if self._site.crawl.listing:
            self._keep_wanted()

    def _keep_wanted(self) -> None:
        """Lists that the site file names are asked for in any case."""
        rows = self._store.rows(
            "SELECT id, url FROM urls WHERE site_id = ? AND state = 'excluded' AND reason = 'covered'"
            " AND kind = 'listing'",
            self._site_id,
        )
        for row in [row for row in rows if says(self._site.crawl.listing, row["url"])]:
            self._run("UPDATE urls SET state = 'due', reason = NULL, next_due_at = NULL WHERE id = ?", row["id"])

    def _take_up_lists(self) -> None:
        self._run(
            "UPDATE urls SET state = 'due', next_due_at = NULL WHERE site_id = ?1 AND kind = 'listing'"
            " AND priority >= ?3 AND state IN ('captured','unchanged') AND last_checked_at < ?2",
            *(self._site_id, self._memory.began, PRIORITY["listing"]),
        )
