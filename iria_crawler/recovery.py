"""After a crash: WARC files closed, whole records that lack their rows taken in, unread captures found."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from iria_crawler.frontier import Claim
from iria_crawler.frontier.sqlite import SqliteFrontier
from iria_crawler.items import Capture, RecordRef
from iria_crawler.settlement import worth_reading
from iria_crawler.sites import Site
from iria_crawler.store import Store, iso
from iria_crawler.warc import read_captures, recover

UNREAD_AT_ONCE = 500


def recover_files(store: Store, folder: Path, site: Site, site_id: int, *, now: datetime) -> int:
    """Bring files and rows of a site together again; gives how many captures were taken in.

    A torn tail is cut back to the last whole exchange, never behind what rows point at. Runs inside
    a transaction of the caller, who holds the lock of the site. Raises `ArchiveError` where a file is
    shorter than its row says.
    """
    taken_in = 0
    for path in _unaccounted(store, folder, site):
        filename = _filename(path, folder)
        known = store.row("SELECT size, crawl_id FROM warc_files WHERE filename = ?", filename)
        committed, crawl_id = (known["size"], known["crawl_id"]) if known else (0, None)
        file = recover(path, committed=committed)
        if file is None:  # nothing but a torn warcinfo
            continue
        store.save_warc_file(file, site_id=site_id, crawl_id=crawl_id)
        for capture in read_captures(folder, filename, offset=committed):
            reading = "pending" if worth_reading(capture, "page") else None
            url_id = _url_id(store, capture, site_id, now=now)
            store.save_capture(capture, url_id=url_id, crawl_id=crawl_id, reading=reading)
            taken_in += 1
    return taken_in


def _unaccounted(store: Store, folder: Path, site: Site) -> Iterator[Path]:
    """Our files on disk that are open, or longer than the rows account for."""
    sizes = {
        row["filename"]: row["size"]
        for row in store.rows("SELECT filename, size FROM warc_files WHERE state <> 'open'")
    }
    for path in sorted((folder / "warc" / site.slug).glob(f"*/IRIA-{site.slug}-*.warc.gz*")):
        if path.suffix == ".open" or path.stat().st_size > sizes.get(_filename(path, folder), 0):
            yield path


def _filename(path: Path, folder: Path) -> str:
    return path.relative_to(folder).as_posix().removesuffix(".open")


def _url_id(store: Store, capture: Capture, site_id: int, *, now: datetime) -> int:
    known: int | None = store.value("SELECT id FROM urls WHERE url = ?", capture.url)
    if known is not None:
        return known
    added: int = store.value(
        "INSERT INTO urls (url, site_id, kind, state, priority, hops, first_seen_at)"
        " VALUES (?,?,'page','captured',20,?,?) RETURNING id",
        *(capture.url, site_id, capture.hops, iso(now)),
    )
    return added


def unread(store: Store, frontier: SqliteFrontier, site_id: int) -> list[tuple[Claim, Capture]]:
    """Some captures whose reading a crash prevented, oldest first; empty when all are read."""
    rows = store.rows(
        "SELECT c.*, u.url, w.filename FROM captures c JOIN urls u ON u.id = c.url_id"
        " JOIN warc_files w ON w.id = c.warc_file_id WHERE c.reading = 'pending' AND u.site_id = ?"
        " ORDER BY c.id LIMIT ?",
        *(site_id, UNREAD_AT_ONCE),
    )
    return [(frontier.claim_of(row["url_id"]), _capture(row)) for row in list(rows)]


def _capture(row: dict[str, Any]) -> Capture:
    ref = RecordRef(
        warc_file=row["filename"],
        warc_offset=row["warc_offset"],
        warc_length=row["warc_length"],
        warc_record_id=row["warc_record_id"],
    )
    return Capture(
        url=row["url"],
        captured_at=datetime.fromisoformat(row["captured_at"]),
        record_type=row["record_type"],
        ref=ref,
        status=row["status"],
        mime=row["mime"],
        payload_digest=row["payload_digest"],
        payload_bytes=row["payload_bytes"],
    )
