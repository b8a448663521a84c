"""After a crash: WARC files closed, whole records that lack their rows taken in, unread captures found."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import takewhile
from pathlib import Path
from typing import Any

from iria_crawler.access import FOLDER as INDEXES
from iria_crawler.crawled import crawl_of, span
from iria_crawler.errors import ArchiveError
from iria_crawler.frontier import PRIORITY, Claim
from iria_crawler.frontier.sqlite import SqliteFrontier
from iria_crawler.items import Capture, Extra, Original, Problem
from iria_crawler.reading import DOCUMENTS
from iria_crawler.sites import Site, host_of
from iria_crawler.store import Store, iso, iso_exact, ref_of
from iria_crawler.urls import page_of
from iria_crawler.warc import capture_at, read_captures, recover, rewriting, sha256_of
from iria_crawler.warc.files import OPEN
from iria_crawler.warc.rewriting import PURGING, discard, left_behind

UNREAD_AT_ONCE = 500


def recover_files(store: Store, folder: Path, site: Site, site_id: int, *, now: datetime) -> int:
    """Bring files and rows of a site together again; gives how many captures were taken in.

    A torn tail is cut back to the last whole exchange, never behind what rows point at. For the
    holder of the site's lock, outside a transaction: each file has one of its own, so that other
    crawls wait for its rows only, not for its reading. Raises `ArchiveError` where a file is
    shorter than its row says.
    """
    paths = list(_unaccounted(store, folder, site))
    count = sum(_recover(store, folder, path, site, site_id, now=now) for path in paths)
    if count:
        resolve(store, folder)
    return count


def finish_rewriting(store: Store, folder: Path, slug: str) -> list[str]:
    """End a purge that was killed: files that the rows know as rewritten come into their place, others are dropped.

    For the holder of the site's lock. Gives the files that were put in place; the index of the site for replay is
    removed then, to be made again."""
    finished = []
    for name in (name for name in left_behind(folder) if name.split("/")[1] == slug):
        path = folder / name
        known = store.value("SELECT sha256 FROM warc_files WHERE filename = ?", name)
        if sha256_of(path.with_name(path.name + PURGING)) != known:
            discard(folder, name)
            continue
        (folder / INDEXES / f"{slug}.cdxj").unlink(missing_ok=True)
        rewriting.replace(folder, name)
        finished.append(name)
    return finished


def _recover(store: Store, folder: Path, path: Path, site: Site, site_id: int, *, now: datetime) -> int:
    filename = _filename(path, folder)
    known = store.row("SELECT size, crawl_id FROM warc_files WHERE filename = ?", filename)
    if known is None and not path.name.endswith(OPEN) and _is_known(store, folder, path):
        return 0
    committed, crawl_id = (known["size"], known["crawl_id"]) if known else (0, None)
    file = recover(path, committed=committed)
    if file is None:  # nothing but a torn warcinfo
        return 0
    there = list(read_captures(folder, filename, offset=committed))
    captures = [each for each in there if store.capture_id(each.ref.warc_record_id) is None]
    if known is None and there and not captures:  # a copy in another form
        return 0
    with store.transaction():
        crawl_id = crawl_id or crawl_of(store, folder, filename, site, site_id)
        store.save_warc_file(file, site_id=site_id, crawl_id=crawl_id)
        for capture in captures:
            if was_purged(store, capture):
                continue
            url_id = _url(store, capture, site_id, now=now)
            store.save_capture(capture, url_id=url_id, crawl_id=crawl_id, reading="pending")
        if crawl_id:
            span(store, crawl_id)
    return len(captures)


def _is_known(store: Store, folder: Path, path: Path) -> bool:
    """Whether a file without a row has the bytes of one that has its row: it was moved, which its row then says, or is
    a copy."""
    sha256 = sha256_of(path)
    rows = list(store.rows("SELECT id, filename FROM warc_files WHERE sha256 = ? AND state <> 'open'", sha256))
    if lost := next((row for row in rows if not (folder / row["filename"]).exists()), None):
        with store.transaction():
            store.run("UPDATE warc_files SET filename = ? WHERE id = ?", _filename(path, folder), lost["id"])
    return bool(rows)


def strays(store: Store, folder: Path, site: Site) -> Iterator[Problem]:
    """The files that could not be taken in, once the others are: copies of those that are there, or no WARC files."""
    for path in _unaccounted(store, folder, site):
        message = f"{_filename(path, folder)} holds no record that the archive has not: move it away"
        yield Problem(class_="error", stage="warc", code="stray-file", message=message)


def was_purged(store: Store, found: Capture | Extra) -> bool:
    """Whether a record was removed for good, or all of its page was: found again, it is not taken in."""
    return bool(
        store.value(
            "SELECT 1 FROM tombstones WHERE warc_record_id = ?1"
            " UNION ALL SELECT 1 FROM urls WHERE url = ?2 AND state = 'excluded' AND reason = 'purged'",
            *(found.ref.warc_record_id, page_of(found.url)),
        )
    )


def resolve(store: Store, folder: Path) -> None:
    """Have the revisits that stood before their responses, in other files, point at them; they are settled again.

    To be called when captures were taken in, outside a transaction."""
    rows = store.rows(
        "SELECT c.id, c.warc_offset, c.warc_length, c.warc_record_id, c.crawl_id, w.filename, u.kind FROM captures c"
        " JOIN warc_files w ON w.id = c.warc_file_id JOIN urls u ON u.id = c.url_id"
        " WHERE c.record_type = 'revisit' AND c.refers_to_id IS NULL ORDER BY c.id"
    )
    found = [(row, _payload_of(store, folder, row)) for row in list(rows)]
    with store.transaction():
        for row, original in found:
            is_ours = row["crawl_id"] is not None or row["kind"] != "other"
            store.run(
                "UPDATE captures SET refers_to_id = ?1, reading = CASE WHEN ?2 THEN 'pending' ELSE reading END"
                " WHERE id = ?3 AND ?1 IS NOT NULL",
                *(original, is_ours, row["id"]),
            )


def _payload_of(store: Store, folder: Path, row: Mapping[str, Any]) -> int | None:
    """The response that a revisit stands for: named by its record, else by address and date, or by digest alone."""
    try:
        capture = capture_at(folder, ref_of(row))
    except ArchiveError:  # a damaged record names nothing
        return None
    original, digest = capture.original, capture.payload_digest
    if original is None:
        return None
    found: int | None = store.value(
        "SELECT id FROM captures WHERE warc_record_id = ? AND record_type <> 'revisit'", original.warc_record_id
    ) or store.value(
        "SELECT c.id FROM captures c JOIN urls u ON u.id = c.url_id WHERE u.url = ?1 AND c.record_type <> 'revisit'"
        " AND (c.captured_at = ?2 OR substr(c.captured_at, 1, 19) = ?3) ORDER BY c.payload_digest IS NOT ?4, c.id",
        *(original.url, iso_exact(original.captured_at), iso(original.captured_at)[:-1], digest),
    )
    by_digest = (  # the digest of nothing is that of many; each type has its index
        f"SELECT id FROM captures WHERE payload_digest = ? AND record_type = '{kind}' AND payload_bytes > 0"
        " ORDER BY id LIMIT 1"
        for kind in ("response", "resource")
    )
    return found or next(filter(None, (store.value(sql, digest) for sql in by_digest)), None)


def _unaccounted(store: Store, folder: Path, site: Site) -> Iterator[Path]:
    """Our files on disk that no row calls closed; a closed one that has changed is for `verify` to name."""
    closed = {row["filename"] for row in store.rows("SELECT filename FROM warc_files WHERE state <> 'open'")}
    for path in sorted((folder / "warc" / site.slug).glob(f"*/IRIA-{site.slug}-*.warc.gz*")):
        is_ours = path.name.removesuffix(OPEN).endswith(".warc.gz")  # and not set aside, as damaged or half-written
        if is_ours and _filename(path, folder) not in closed:
            yield path


def _filename(path: Path, folder: Path) -> str:
    return path.relative_to(folder).as_posix().removesuffix(OPEN)


def _url(store: Store, capture: Capture, site_id: int, *, now: datetime) -> int:
    """The row of a capture's URL. A new one counts as claimed until its capture is settled."""
    found = store.row("SELECT id FROM urls WHERE url = ? AND site_id = ?", capture.url, site_id) or store.row(
        "INSERT INTO urls (url, site_id, host, kind, state, priority, hops, first_seen_at, via_id)"
        " VALUES (?,?,?,'page','claimed',?,?,?, (SELECT id FROM urls WHERE url = ? AND site_id = ?)) RETURNING id",
        *(capture.url, site_id, host_of(capture.url), PRIORITY["page"], capture.hops, iso(now)),
        *(capture.via, site_id),
    )
    assert found
    url_id: int = found["id"]
    return url_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """A capture that has no outcome since a crash prevented it, and the crawl that brought it."""

    claim: Claim
    capture: Capture
    crawl_id: str | None


def unread(store: Store, folder: Path, frontier: SqliteFrontier, site_id: int) -> list[Unread]:
    """Some captures that are still to be settled, at most one of a URL, oldest first; empty when all are.

    Either documents or pages: a page is read by what the documents before it have said of it.
    """
    found = store.rows(  # the plus: begin with the captures, which are few, not with the URLs of the site
        "SELECT c.*, u.url, w.filename, ou.url AS original_url, o.captured_at AS original_at,"
        " o.warc_record_id AS original_record, o.payload_digest AS original_digest,"
        " (SELECT e.crawl_id FROM captures e WHERE e.url_id = c.url_id AND e.captured_at < c.captured_at"
        " ORDER BY e.captured_at DESC LIMIT 1)"
        " IS NOT c.crawl_id AS begins FROM captures c JOIN urls u ON u.id = c.url_id"
        " JOIN warc_files w ON w.id = c.warc_file_id LEFT JOIN captures o ON o.id = c.refers_to_id"
        " LEFT JOIN urls ou ON ou.id = o.url_id"
        " WHERE c.reading = 'pending' AND +u.site_id = ? AND NOT EXISTS (SELECT 1 FROM captures e"
        " WHERE e.url_id = c.url_id AND e.reading = 'pending' AND (e.captured_at, e.id) < (c.captured_at, c.id))"
        " ORDER BY c.id LIMIT ?",
        *(site_id, UNREAD_AT_ONCE),
    )
    rows = list(found)
    with store.transaction():
        for row in rows:
            if row["begins"]:  # each run counts its own failures
                store.run("UPDATE urls SET fail_count = 0 WHERE id = ? AND fail_count > 0", row["url_id"])
    claims = [frontier.claim_of(row["url_id"]) for row in rows]
    alike = takewhile(
        lambda each: (each[0].kind in DOCUMENTS) == (claims[0].kind in DOCUMENTS), zip(claims, rows, strict=True)
    )
    return [Unread(claim=claim, capture=_capture(folder, row), crawl_id=row["crawl_id"]) for claim, row in alike]


def _capture(folder: Path, row: dict[str, Any]) -> Capture:
    """The capture of a row with what only the head of the answer tells: validators, redirect, when to come again."""
    try:
        found = capture_at(folder, ref_of(row))
    except ArchiveError:  # told when it is read
        found = _as_its_row_says(row)
    return replace(found, url=row["url"], original=_original(row))


def _original(row: dict[str, Any]) -> Original | None:
    if row["refers_to_id"] is None:
        return None
    return Original(
        url=row["original_url"],
        captured_at=datetime.fromisoformat(row["original_at"]),
        warc_record_id=row["original_record"],
        payload_digest=row["original_digest"] or "",
        capture_id=row["refers_to_id"],
    )


def _as_its_row_says(row: dict[str, Any]) -> Capture:
    return Capture(
        url=row["url"],
        captured_at=datetime.fromisoformat(row["captured_at"]),
        record_type=row["record_type"],
        ref=ref_of(row),
        status=row["status"],
        mime=row["mime"],
        payload_digest=row["payload_digest"],
        payload_bytes=row["payload_bytes"],
        redirect_url=row["redirect_url"],
        truncated=row["truncated"],
    )
