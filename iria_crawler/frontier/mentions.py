"""Which sources named a URL, and what they said of it."""

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

from iria_crawler.frontier import Claim
from iria_crawler.items import Link, Mention
from iria_crawler.store import Store, iso
from iria_crawler.store.articles import mention_as_json

DOCUMENTS = ("sitemap", "api", "feed")


class Mentions:
    """The `mentions` table as the frontier of one site sees it."""

    def __init__(self, store: Store, site_id: int, *, clock: Callable[[], datetime]) -> None:
        self._store, self._run = store, store.run
        self._site_id, self._clock = site_id, clock

    def note(self, url_id: int, link: Link, via: Claim | None, now: str) -> bool:
        """Keep that a source named a URL and what it said; gives whether it says that the page changed.

        Many sitemaps know the day alone, and clocks differ: another time than the source gave before
        is a change, also one before the last look. A time to come is not believed until it comes.
        """
        mention, via_id = link.mention, via.url_id if via else None
        if link.source in DOCUMENTS:
            self._welcome(url_id, link.source)
        if mention is None:
            renewed = " DO UPDATE SET seen_at = excluded.seen_at, via_id = excluded.via_id"
            self._run(
                "INSERT INTO mentions (url_id, source, seen_at, via_id) VALUES (?,?,?,?) ON CONFLICT (url_id, source)"
                + (renewed if link.source in DOCUMENTS else " DO NOTHING"),
                *(url_id, link.source, now, via_id),
            )
            return False
        said, before = mention_as_json(mention), self._said(url_id, link.source)
        if (
            before.get("modified_at", "") > said.get("modified_at", "~")
            and before["modified_at"] <= self._clock().isoformat()
        ):
            self._run("UPDATE mentions SET seen_at = ? WHERE url_id = ? AND source = ?", now, url_id, link.source)
            return False  # of two sitemaps that differ, the newer word counts
        self._run(
            "INSERT INTO mentions (url_id, source, said, seen_at, via_id) VALUES (?,?,?,?,?) ON CONFLICT"
            " (url_id, source) DO UPDATE SET said = excluded.said, seen_at = excluded.seen_at,"
            " via_id = excluded.via_id",
            *(url_id, link.source, json.dumps(said, ensure_ascii=False), now, via_id),
        )
        return self._is_changed(url_id, mention, said, before)

    def is_mapped(self, url: str) -> bool:
        """Whether a sitemap has named a URL. A feed names the latest alone, an API the posts of one kind."""
        return bool(
            self._store.value(
                "SELECT 1 FROM urls u JOIN mentions m ON m.url_id = u.id WHERE u.url = ? AND u.site_id = ?"
                " AND m.source = 'sitemap' LIMIT 1",
                *(url, self._site_id),
            )
        )

    def was_named(self, link: Link, *, since: str) -> bool:
        """Whether the source of a link has named its URL already since a time."""
        return bool(
            self._store.value(
                "SELECT 1 FROM urls u JOIN mentions m ON m.url_id = u.id WHERE u.url = ? AND u.site_id = ?"
                " AND m.source = ? AND m.seen_at >= ? LIMIT 1",
                *(link.url, self._site_id, link.source, since),
            )
        )

    def named_by_api(self) -> int:
        """How many URLs the API of the site names, as far as is known."""
        found: int = self._store.value(
            "SELECT count(*) FROM urls d JOIN mentions m ON m.via_id = d.id AND m.source = 'api'"
            " JOIN urls u ON u.id = m.url_id WHERE d.site_id = ? AND d.kind = 'api' AND u.kind <> 'api'",
            self._site_id,
        )
        return found

    def gap(self, url_id: int) -> int:
        """How many articles a list counts without naming them: posts that lead elsewhere, for one."""
        said = self._store.value("SELECT said FROM mentions WHERE url_id = ? AND source = 'api'", url_id)
        return int(json.loads(said).get("gap", 0)) if said else 0

    def _welcome(self, url_id: int, source: str) -> None:
        """Look again at a page that was missing, where a document names it anew that had dropped it."""
        self._run(
            "UPDATE urls SET state = 'due', next_due_at = NULL WHERE id = ?1 AND missing_since IS NOT NULL"
            " AND state = 'failed' AND EXISTS (SELECT 1 FROM mentions WHERE url_id = ?1 AND source = ?2"
            " AND via_id IS NULL)",
            *(url_id, source),
        )

    def _is_changed(self, url_id: int, mention: Mention, said: dict[str, Any], before: dict[str, Any]) -> bool:
        edited = bool(before.get("digest") and said.get("digest") and before["digest"] != said["digest"])
        modified = mention.modified_at if mention.modified_at and mention.modified_at <= self._clock() else None
        moved = bool(modified and before.get("modified_at") and said["modified_at"] != before["modified_at"])
        changed = self._run(
            "UPDATE urls SET state = 'due', next_due_at = NULL WHERE id = ?"
            " AND state IN ('captured','unchanged','failed') AND (? OR last_checked_at < ?)",
            *(url_id, edited or moved, iso(modified) if modified else ""),
        ).rowcount
        return bool(changed)

    def _said(self, url_id: int, source: str) -> dict[str, Any]:
        found = self._store.value("SELECT said FROM mentions WHERE url_id = ? AND source = ?", url_id, source)
        return dict(json.loads(found)) if found else {}
