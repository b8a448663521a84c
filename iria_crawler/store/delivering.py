"""What of an archive is to be handed over, and what was."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, Literal

from iria_crawler.errors import UsageError
from iria_crawler.store import Store, iso

Kind = Literal["bag", "wacz"]


def undelivered(store: Store, slug: str) -> list[dict[str, Any]]:
    """The closed WARC files of a site that were never handed over, the oldest first."""
    return list(
        store.rows(
            f"{_FILES} AND w.id NOT IN (SELECT warc_file_id FROM delivery_files) ORDER BY w.opened_at, w.id", slug
        )
    )


def closed(store: Store, slug: str, *, since: str | None = None) -> list[dict[str, Any]]:
    """The closed WARC files of a site, those begun since a day, the oldest first."""
    return list(store.rows(f"{_FILES} AND (?2 IS NULL OR w.opened_at >= ?2) ORDER BY w.opened_at, w.id", slug, since))


def damaged(store: Store, slug: str) -> tuple[str, ...]:
    """The WARC files of a site that were damaged when they came, which nobody has accepted, and are not handed over."""
    rows = store.rows(
        "SELECT w.filename FROM warc_files w JOIN sites s ON s.id = w.site_id WHERE s.slug = ? AND w.state = 'bad'"
        " AND w.filename NOT IN (SELECT warc_file FROM known_losses WHERE ended_at IS NULL) ORDER BY w.opened_at, w.id",
        slug,
    )
    return tuple(row["filename"] for row in rows)


# `accepted_sha256` and `accepted_size` are those of a file that is accepted as it is now, damaged; one that is accepted
# as gone is none to hand over.
_FILES = (
    "SELECT w.id, w.filename, w.size, w.records, w.sha256, w.opened_at, w.closed_at, w.crawl_id,"
    " k.sha256 AS accepted_sha256, k.size AS accepted_size FROM warc_files w JOIN sites s ON s.id = w.site_id"
    " LEFT JOIN known_losses k ON k.id = (SELECT max(id) FROM known_losses WHERE warc_file = w.filename"
    " AND ended_at IS NULL) WHERE s.slug = ?1 AND (k.sha256 IS NOT NULL AND w.state <> 'open'"
    " OR k.id IS NULL AND w.state = 'closed')"
)


def originals_elsewhere(store: Store, files: Sequence[int]) -> Iterator[dict[str, Any]]:
    """The revisits in some files whose payload is in a file that is not among them: what each refers to, where that
    is, and in which delivery it went, if it did."""
    chosen = _listed(files)
    return store.rows(
        "SELECT o.id AS original_id, c.warc_record_id AS revisit, u.url, o.warc_record_id AS original,"
        " w.filename AS original_file,"
        " w.id AS original_file_id, (SELECT max(delivery_id) FROM delivery_files WHERE warc_file_id = w.id) AS delivery"
        " FROM captures c JOIN urls u ON u.id = c.url_id JOIN captures o ON o.id = c.refers_to_id"
        f" JOIN warc_files w ON w.id = o.warc_file_id WHERE c.warc_file_id IN ({chosen})"
        f" AND o.warc_file_id NOT IN ({chosen}) ORDER BY c.id"
    )


def checks(store: Store, files: Sequence[int]) -> Iterator[dict[str, Any]]:
    """Every time that the sum of one of some files was made and compared."""
    return store.rows(
        "SELECT w.filename, f.at, f.expected, f.found, f.ok, f.seconds FROM fixity_checks f"
        f" JOIN warc_files w ON w.id = f.warc_file_id WHERE w.id IN ({_listed(files)}) ORDER BY f.id"
    )


def removed(store: Store, slug: str) -> Iterator[dict[str, Any]]:
    """The captures that were removed from the files of a site for good."""
    begins = f"warc/{slug}/"
    return store.rows(
        "SELECT * FROM tombstones WHERE substr(warc_file, 1, ?) = ? ORDER BY purged_at, warc_record_id",
        *(len(begins), begins),
    )


def span(store: Store, files: Sequence[int]) -> tuple[str | None, str | None]:
    """The days of the first and the last capture in some files."""
    found = store.row(
        "SELECT substr(min(captured_at), 1, 10) AS first, substr(max(captured_at), 1, 10) AS last FROM captures"
        f" WHERE warc_file_id IN ({_listed(files)})"
    )
    return (found["first"], found["last"]) if found else (None, None)


def languages(store: Store, slug: str) -> list[str]:
    """The languages of the articles of a site, the most frequent first."""
    rows = store.rows(
        "SELECT a.language FROM articles a JOIN sites s ON s.id = a.site_id WHERE s.slug = ? AND a.language IS NOT NULL"
        " GROUP BY 1 ORDER BY count(*) DESC, 1",
        slug,
    )
    return [row["language"] for row in rows]


def _listed(files: Sequence[int]) -> str:
    return ",".join(map(str, files)) or "NULL"


def delivered(
    store: Store,
    slug: str,
    kind: Kind,
    files: Sequence[int],
    *,
    path: str,
    sha256: str,
    size: int,
    recipient: str | None,
    now: datetime,
) -> int:
    """Note a delivery, inside a transaction of the caller; gives its number."""
    number: int = store.value(
        "INSERT INTO deliveries (at, site_id, kind, path, sha256, bytes, recipient)"
        " VALUES (?, (SELECT id FROM sites WHERE slug = ?), ?, ?, ?, ?, ?) RETURNING id",
        *(iso(now), slug, kind, path, sha256, size, recipient),
    )
    for file in files:
        store.run("INSERT INTO delivery_files VALUES (?, ?)", number, file)
    return number


def refuse_accepted(store: Store, number: int) -> None:
    """Raise `UsageError` where there is no such delivery or it was accepted before."""
    row = store.row("SELECT accepted_at FROM deliveries WHERE id = ?", number)
    if row is None:
        raise UsageError(f"there is no delivery {number}. See: iria deliver list")
    if row["accepted_at"]:
        raise UsageError(f"delivery {number} was accepted on {row['accepted_at'][:10]}")


def acknowledge(store: Store, number: int, *, receipt: str | None, now: datetime) -> None:
    """Note that a delivery was accepted; raises as `refuse_accepted` does."""
    refuse_accepted(store, number)
    store.run("UPDATE deliveries SET accepted_at = ?, receipt = ? WHERE id = ?", iso(now), receipt, number)


def deliveries(store: Store) -> Iterator[dict[str, Any]]:
    """All deliveries, each with its site and how many WARC files went along."""
    return store.rows(
        "SELECT d.*, s.slug AS site, (SELECT count(*) FROM delivery_files f WHERE f.delivery_id = d.id) AS files"
        " FROM deliveries d JOIN sites s ON s.id = d.site_id ORDER BY d.id"
    )
