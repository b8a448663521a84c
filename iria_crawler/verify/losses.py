"""What a damage takes with it: whether the same payload is elsewhere, and whether the text is in the database."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from iria_crawler.errors import ArchiveError
from iria_crawler.store import Store
from iria_crawler.verify.findings import Damage
from iria_crawler.verify.rows import CAPTURES, checked

_TRIED = 5  # records that should have the same payload


def told(store: Store, folder: Path, damage: Damage) -> Damage:
    """A damage with what is lost by it, as far as the database can say."""
    if damage.lost or damage.file is None:
        return damage
    try:
        return _with_loss(store, folder, damage)
    except ArchiveError:  # the database is damaged too, which is told by itself
        return damage


def _with_loss(store: Store, folder: Path, damage: Damage) -> Damage:
    if damage.offset is None:
        return _of_file(store, damage)
    row = store.row(f"{CAPTURES} WHERE w.filename = ? AND c.warc_offset = ?", damage.file, damage.offset)
    if row is None:
        return replace(damage, lost=_beside(store, damage))
    return _of_record(store, folder, damage, row)


def _of_record(store: Store, folder: Path, damage: Damage, row: dict[str, Any]) -> Damage:
    named = replace(damage, url=damage.url or row["url"], record_id=damage.record_id or row["warc_record_id"])
    if elsewhere := _elsewhere(store, folder, row):
        return replace(named, lost="nothing of the page: the same payload is elsewhere", elsewhere=elsewhere)
    text = _text(store, row["id"])
    lost = f"the page as it was sent, if it cannot be restored{text}"
    revisits = store.value("SELECT count(*) FROM captures WHERE refers_to_id = ?", row["id"])
    if revisits:
        lost += f"; {revisits} revisits have their payload here"
    return replace(named, lost=lost)


def _elsewhere(store: Store, folder: Path, row: dict[str, Any]) -> str | None:
    """Where a good record has the same payload."""
    others = store.rows(
        f"{CAPTURES} WHERE c.payload_digest = ? AND c.record_type = 'response' AND c.truncated IS NULL AND c.id <> ?"
        " ORDER BY c.id = ? DESC, c.id LIMIT ?",
        *(row["payload_digest"], row["id"], row["refers_to_id"], _TRIED),
    )
    for other in list(others):
        if not checked(other, folder).problems:
            return f"{other['filename']} at {other['warc_offset']}"
    return None


def _text(store: Store, capture_id: int) -> str:
    row = store.row(
        "SELECT v.article_id, v.version FROM captures c JOIN article_versions v ON v.id = c.version_id WHERE c.id = ?",
        capture_id,
    )
    return f"; its text is in the database, article {row['article_id']} version {row['version']}" if row else ""


def _beside(store: Store, damage: Damage) -> str | None:
    """A record that has no row is part of the exchange before it, or stands at the beginning of the file."""
    row = store.row(
        "SELECT u.url FROM captures c JOIN urls u ON u.id = c.url_id JOIN warc_files w ON w.id = c.warc_file_id"
        " WHERE w.filename = ? AND c.warc_offset < ? ORDER BY c.warc_offset DESC LIMIT 1",
        *(damage.file, damage.offset),
    )
    return (
        f"no page: the record belongs to the exchange of {row['url']}, whose answer is another record" if row else None
    )


def _of_file(store: Store, damage: Damage) -> Damage:
    row = store.row(
        "SELECT count(*) AS captures, coalesce(sum(EXISTS (SELECT 1 FROM captures o WHERE o.record_type = 'response'"
        " AND o.payload_digest = c.payload_digest AND o.warc_file_id <> c.warc_file_id)), 0) AS elsewhere,"
        " (SELECT count(*) FROM article_versions v JOIN captures r ON r.id = v.capture_id"
        " WHERE r.warc_file_id = w.id) AS texts FROM captures c JOIN warc_files w ON w.id = c.warc_file_id"
        " WHERE w.filename = ?",
        damage.file,
    )
    if not row or not row["captures"]:
        return damage
    return replace(
        damage,
        lost=f"{row['captures']:,} captures, if it cannot be restored; of {row['elsewhere']:,} another file has the"
        f" same payload; {row['texts']:,} texts that were read from it are in this database alone then: no delivery has"
        " them, nor has a database that is made again",
    )
