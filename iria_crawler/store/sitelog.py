"""Which decisions and events are about one site: those of others are none of the business of who gets its files."""

import json
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import datetime
from functools import cached_property
from typing import Any

from iria_crawler.access import Withheld
from iria_crawler.sites import host_of
from iria_crawler.store import Store, iso
from iria_crawler.store.concerning import addresses
from iria_crawler.store.withholding import THE_END
from iria_crawler.urls import key

# https://id.loc.gov/vocabulary/preservation/eventType
PREMIS = {
    "fixity-check": "fixity check",
    "validation": "validation",
    "replay-check": "rendering",
    "extraction": "metadata extraction",
    "ingestion": "ingestion",
    "rebuild": "metadata modification",
    "delivery": "transfer",
    "withholding": "policy assignment",
    "deletion": "deletion",
    "repair": "recovery",
}
_ADDRESSES = (
    "SELECT url FROM urls WHERE site_id = ?1 UNION SELECT u.url FROM warc_files w"
    " JOIN captures c ON c.warc_file_id = w.id JOIN urls u ON u.id = c.url_id WHERE w.site_id = ?1"
)


class Concern:
    """What is about a site: addresses that it has, articles, files, deliveries."""

    def __init__(self, store: Store, slug: str) -> None:
        self._store, self._slug = store, slug
        row = store.row("SELECT id, home_url FROM sites WHERE slug = ?", slug)
        assert row
        self._site_id, self._host = row["id"], host_of(row["home_url"])

    def withholdings(self, *, now: datetime) -> Iterator[dict[str, Any]]:
        """The decisions about the site, also those that no longer hold: `state` is `in force`, `ended` or `lifted`.

        `addresses` are those of an article, which others know by no number."""
        for row in self._store.rows("SELECT * FROM withholdings ORDER BY id"):
            if self._is_met(row):
                about = addresses(self._store, int(row["target"])) if row["match"] == "article" else ()
                yield {"state": _state(row, now), **row, "addresses": " ".join(sorted(about))}

    def events(self) -> Iterator[dict[str, Any]]:
        """The log of the site and its files, in the terms of PREMIS 3."""
        for row in self._store.rows("SELECT * FROM events WHERE type <> 'release' ORDER BY id"):
            detail = json.loads(row["detail"]) if row["detail"] else {}
            if self._is_about(row, detail):
                if "files" in detail and isinstance(detail["files"], list):
                    detail["files"] = [name for name in detail["files"] if self._is_file(name)]
                yield _premis(row, detail)

    def _is_about(self, row: Mapping[str, Any], detail: Mapping[str, Any]) -> bool:
        kind, object_ = row["type"], row["object"]
        if kind == "deletion":
            return any(map(self._is_file, detail.get("files", ())))
        if kind == "withholding":
            decision = self._store.row("SELECT * FROM withholdings WHERE id = ?", detail.get("decision"))
            return self._is_met(decision) if decision else False
        if object_.startswith("delivery:"):
            number = object_.removeprefix("delivery:")
            return bool(self._store.value("SELECT site_id = ? FROM deliveries WHERE id = ?", self._site_id, number))
        return object_ in ("archive", "database", f"site:{self._slug}") or self._is_file(object_)

    def _is_file(self, name: str) -> bool:
        return name.startswith(f"warc/{self._slug}/")

    def _is_met(self, decision: Mapping[str, Any]) -> bool:
        """Whether a row of `withholdings` is about an address or article of the site."""
        if decision["match"] == "article":
            of = self._store.value("SELECT site_id FROM articles WHERE id = CAST(? AS INTEGER)", decision["target"])
            return bool(of == self._site_id)
        with suppress(ValueError):
            if host_of(decision["target"]) == self._host:
                return True
        rule = Withheld.by([{**decision, "action": "block"}])
        return any(map(self._begins, rule.prefixes)) or any(map(self._has, rule.urls))

    def _has(self, wanted: str) -> bool:
        at = bisect_left(self._keys, wanted)
        return self._keys[at : at + 1] == [wanted]

    def _begins(self, prefix: str) -> bool:
        at = bisect_left(self._keys, prefix)
        return any(each.startswith(prefix) for each in self._keys[at : at + 1])

    @cached_property
    def _keys(self) -> list[str]:
        """The addresses of the site as the replay knows them, sorted."""
        return sorted({key(row["url"]) for row in self._store.rows(_ADDRESSES, self._site_id)})


def _state(row: Mapping[str, Any], now: datetime) -> str:
    if row["lifted_at"] and row["lifted_by"] != THE_END:
        return "lifted"
    return "ended" if row["until"] and row["until"] <= iso(now) else "in force"


def _premis(row: Mapping[str, Any], detail: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "event_identifier": row["id"],
        "event_type": PREMIS[row["type"]],
        "event_date_time": row["at"],
        "event_detail": row["type"],
        "event_outcome": row["outcome"],
        "event_outcome_detail": json.dumps(detail, ensure_ascii=False) if detail else None,
        "linking_agent": row["agent"],
        "linking_object": row["object"],
    }
