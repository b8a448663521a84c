"""After a crash: WARC files closed, whole records that lack their rows taken in, unread captures found."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import takewhile
from pathlib import Path
from typing import Any

from iria_crawler.frontier import PRIORITY, Claim
from iria_crawler.frontier.sqlite import SqliteFrontier
from iria_crawler.items import Capture, Kind, RecordRef
from iria_crawler.reading import DOCUMENTS
from iria_crawler.settlement import worth_reading
from iria_crawler.sites import Site, host_of
from iria_crawler.store import Store, iso, ref_of
from iria_crawler.warc import read_captures, recover, sha256_of
from iria_crawler.warc.files import OPEN
from iria_crawler.warc.rewriting import PURGING, discard, left_behind, replace

UNREAD_AT_ONCE = 500


def recover_files(store: Store, folder: Path, site: Site, site_id: int, *, now: datetime) -> int:
    """Bring files and rows of a site together again; gives how many captures were taken in.

    A torn tail is cut back to the last whole exchange, never behind what rows point at. For the
    holder of the site's lock, outside a transaction: each file has one of its own, so that other
    crawls wait for its rows only, not for its reading. Raises `ArchiveError` where a file is
    shorter than its row says.
    """
    return sum(_recover(store, folder, path, site_id, now=now) for path in list(_unaccounted(store, folder, site)))


def finish_rewriting(store: Store, folder: Path) -> None:
    """End a purge that was killed: files that the rows know as rewritten come into their place, others are dropped."""
    for name in left_behind(folder):
        path = folder / name
        known = store.value("SELECT sha256 FROM warc_files WHERE filename = ?", name)
        is_known = sha256_of(path.with_name(path.name + PURGING)) == known
        (replace if is_known else discard)(folder, name)


def _recover(store: Store, folder: Path, path: Path, site_id: int, *, now: datetime) -> int:
    filename = _filename(path, folder)
    known = store.row("SELECT size, crawl_id FROM warc_files WHERE filename = ?", filename)
    committed, crawl_id = (known["size"], known["crawl_id"]) if known else (0, None)
    file = recover(path, committed=committed)
    if file is None:  # nothing but a torn warcinfo
        return 0
    captures = list(read_captures(folder, filename, offset=committed))
    with store.transaction():
        store.save_warc_file(file, site_id=site_id, crawl_id=crawl_id)
        for capture in captures:
            if was_purged(store, capture):
                continue
            url_id, kind = _url(store, capture, site_id, now=now)
            reading = "pending" if _can_be_read(store, capture, kind) else None
            store.save_capture(capture, url_id=url_id, crawl_id=crawl_id, reading=reading)
    return len(captures)


def was_purged(store: Store, capture: Capture) -> bool:
    """Whether a capture was removed for good, or all of its address was: found again, it is not taken in."""
    return bool(
        store.value(
            "SELECT 1 FROM tombstones WHERE warc_record_id = ?1"
            " UNION ALL SELECT 1 FROM urls WHERE url = ?2 AND state = 'excluded' AND reason = 'purged'",
            *(capture.ref.warc_record_id, capture.url),
        )
    )


def _can_be_read(store: Store, capture: Capture, kind: Kind) -> bool:
    """Whether there is a payload to read: of a revisit, where the response that it names has its row."""
    if capture.record_type == "revisit":
        return capture.original is not None and store.capture_id(capture.original.warc_record_id) is not None
    return worth_reading(capture, kind)


def _unaccounted(store: Store, folder: Path, site: Site) -> Iterator[Path]:
    """Our files on disk that no row calls closed; a closed one that has changed is for `verify` to name."""
    closed = {row["filename"] for row in store.rows("SELECT filename FROM warc_files WHERE state <> 'open'")}
    for path in sorted((folder / "warc" / site.slug).glob(f"*/IRIA-{site.slug}-*.warc.gz*")):
        if _filename(path, folder) not in closed:
            yield path


def _filename(path: Path, folder: Path) -> str:
    return path.relative_to(folder).as_posix().removesuffix(OPEN)


def _url(store: Store, capture: Capture, site_id: int, *, now: datetime) -> tuple[int, Kind]:
    """Id and kind of the row of a capture's URL. A new one counts as claimed until its capture is read."""
    found = store.row("SELECT id, kind FROM urls WHERE url = ? AND site_id = ?", capture.url, site_id) or store.row(
        "INSERT INTO urls (url, site_id, host, kind, state, priority, hops, first_seen_at)"
        " VALUES (?,?,?,'page','claimed',?,?,?) RETURNING id, kind",
        *(capture.url, site_id, host_of(capture.url), PRIORITY["page"], capture.hops, iso(now)),
    )
    assert found
    return found["id"], found["kind"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """A capture whose reading a crash prevented. `payload`: where the payload of a revisit stands."""

    claim: Claim
    capture: Capture
    payload: RecordRef | None = None


def unread(store: Store, frontier: SqliteFrontier, site_id: int) -> list[Unread]:
    """Some captures that are still to be read, at most one of a URL, oldest first; empty when all are read.

    Either documents or pages: a page is read by what the documents before it have said of it.
    """
    rows = store.rows(  # the plus: begin with the captures, which are few, not with the URLs of the site
        "SELECT c.*, u.url, w.filename, o.warc_record_id AS payload_id FROM captures c JOIN urls u ON u.id = c.url_id"
        " JOIN warc_files w ON w.id = c.warc_file_id LEFT JOIN captures o ON o.id = c.refers_to_id"
        " WHERE c.reading = 'pending' AND +u.site_id = ? AND NOT EXISTS (SELECT 1 FROM captures e"
        " WHERE e.url_id = c.url_id AND e.reading = 'pending' AND e.id < c.id) ORDER BY c.id LIMIT ?",
        *(site_id, UNREAD_AT_ONCE),
    )
    found = [
        Unread(
            claim=frontier.claim_of(row["url_id"]),
            capture=_capture(row),
            payload=store.payload_ref(row["payload_id"]) if row["payload_id"] else None,
        )
        for row in list(rows)
    ]
    return list(takewhile(lambda each: _is_document(each) == _is_document(found[0]), found))


def _is_document(each: Unread) -> bool:
    return each.claim.kind in DOCUMENTS


def _capture(row: dict[str, Any]) -> Capture:
    return Capture(
        url=row["url"],
        captured_at=datetime.fromisoformat(row["captured_at"]),
        record_type=row["record_type"],
        ref=ref_of(row),
        status=row["status"],
        mime=row["mime"],
        payload_digest=row["payload_digest"],
        payload_bytes=row["payload_bytes"],
    )
