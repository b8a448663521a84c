"""Rows of what a browser saw of pages in replay."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, Literal

from iria_crawler.store import Store, iso

Rating = Literal["good", "fair", "bad"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """Something that a page asked for and did not get; `status` is None where it was of another server."""

    url: str
    kind: str
    status: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """A look at a page, as the row in `replay_checks` repeats it."""

    capture_id: int
    layout: str
    rating: Rating
    text_match: float | None
    resources_ok: int
    resources_missing: int
    requests_left: int
    elapsed_ms: int
    screenshot: str | None = None
    note: str | None = None


def save_check(store: Store, check: Check, missing: tuple[Missing, ...], *, at: datetime) -> int:
    """The row of a check and those of what was missing, inside a transaction of the caller; gives its number."""
    names = [field.name for field in fields(check)]
    found: int = store.value(
        f"INSERT INTO replay_checks (at, {', '.join(names)}) VALUES (?{', ?' * len(names)}) RETURNING id",
        *(iso(at), *(getattr(check, name) for name in names)),
    )
    for each in missing:
        store.run(
            "INSERT OR IGNORE INTO missing_resources (replay_check_id, url, kind, status) VALUES (?,?,?,?)",
            *(found, each.url, each.kind, each.status),
        )
    return found


def last_checks(store: Store, slug: str) -> Iterator[dict[str, Any]]:
    """The last check of each page of a site that was ever looked at, the worst first."""
    yield from store.rows(
        "SELECT r.*, max(r.id) AS number, u.url, c.captured_at FROM replay_checks r"
        " JOIN captures c ON c.id = r.capture_id JOIN urls u ON u.id = c.url_id JOIN sites s ON s.id = u.site_id"
        " WHERE s.slug = ? GROUP BY r.capture_id"
        " ORDER BY r.rating = 'good', r.rating = 'fair', r.resources_missing DESC, r.id",
        slug,
    )
