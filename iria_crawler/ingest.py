"""WARC files without rows made into captures, articles and versions, as a crawl would have made them.

Such are the files of an archive whose database was lost, and those that others have written.
"""

import os
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from iria_crawler.crawl import Crawl
from iria_crawler.crawled import crawl_of, span
from iria_crawler.discover import kind_of
from iria_crawler.errors import ArchiveError
from iria_crawler.frontier import PRIORITY
from iria_crawler.items import Capture, Extra, Kind
from iria_crawler.readers import Readers
from iria_crawler.recovery import resolve, was_purged
from iria_crawler.sites import Site, host_of
from iria_crawler.store import FILENAME, Store, extras, iso
from iria_crawler.warc import Survey, WarcFile, read_page, recover, sha256_of
from iria_crawler.warc.files import OPEN

Sums = Mapping[str, tuple[int, str]]
"""Size and sha256 of files, by their names."""

_State = Literal["closed", "bad"]
_TOLD_BY_BODY = re.compile(r"xml|json|text/plain")
_WORTH_A_PROCESS = 100  # captures


@dataclass(frozen=True, slots=True, kw_only=True)
class Adopted:
    """What became of a file: its name in the archive, how many captures it has, how many were known already (the same
    record in another file), how many were purged and stay so, how many other records replay may ask for, and where its
    bytes are damaged."""

    filename: str
    captures: int
    known: int
    purged: int
    extras: int = 0
    damages: tuple[str, ...]


def adopt(
    folder: Path,
    site: Site,
    filenames: Iterable[str],
    *,
    database: str = FILENAME,
    sums: Sums = MappingProxyType({}),
    undamaged: _State = "closed",
    step: Callable[[], None] = lambda: None,
) -> list[Adopted]:
    """Give files of the archive their rows, in order; what can be read in them is then to be read.

    `sums`: what is known of them from before. A file of other bytes keeps what is known, so that it counts as damaged.
    `undamaged`: the state of a file with which nothing is wrong, where its captures have yet to be read.
    """
    found = []
    with Store.create(folder, filename=database) as store:
        now = datetime.now(UTC)
        with store.transaction():
            site_id = store.save_site(site, now=now)
        for filename in filenames:
            found.append(_adopt(store, folder, site, site_id, filename, sums=sums, undamaged=undamaged))
            step()
        resolve(store, folder)
    return found


def read_all(
    folder: Path, site: Site, *, jobs: int | None = None, database: str = FILENAME, is_rebuilt: bool = False
) -> Mapping[str, int]:
    """Read every capture of a site that is to be read, oldest first, as after a crash; gives what was counted.

    `is_rebuilt`: nothing was read before; the caller holds the site."""
    readers = Readers(jobs or _jobs(folder, database))
    try:
        crawl = Crawl(
            folder, site, user_agent="", reading_only=True, readers=readers, database=database, is_locked=is_rebuilt
        )
        crawl.open()
        if is_rebuilt:
            crawl.look_back_as_crawled()
        crawl.close("finished")
    finally:
        readers.close()
    with Store.create(folder, filename=database) as store, store.transaction():
        _forget(store, crawl.id)
    return dict(crawl.recorder.counters)


def _jobs(folder: Path, database: str) -> int:
    """One process a core, where there is enough to read: each takes a second or two to start."""
    with Store.create(folder, filename=database) as store:
        pending = store.value("SELECT count(*) FROM captures WHERE reading = 'pending'")
    return int(min(os.cpu_count() or 1, 1 + pending // _WORTH_A_PROCESS))


def _forget(store: Store, run: str) -> None:
    """A run that asked for nothing is no crawl: what it met belongs to the crawls whose captures it read."""
    store.run(
        "UPDATE problems SET crawl_id = coalesce((SELECT c.crawl_id FROM captures c WHERE c.id = problems.capture_id),"
        " (SELECT c.crawl_id FROM captures c JOIN urls u ON u.id = c.url_id WHERE u.url = problems.url"
        " AND c.crawl_id IS NOT NULL ORDER BY c.id DESC LIMIT 1), crawl_id) WHERE crawl_id = ?",
        run,
    )
    last = store.value(
        "SELECT id FROM crawls WHERE site_id = (SELECT site_id FROM crawls WHERE id = ?1) AND id <> ?1"
        " ORDER BY started_at DESC LIMIT 1",
        run,
    )
    if last is None and store.value("SELECT 1 FROM problems WHERE crawl_id = ? LIMIT 1", run):
        return  # of files of others alone: then it is what met them
    store.run("UPDATE site_knowledge SET crawl_id = ? WHERE crawl_id = ?", last, run)
    store.run("UPDATE problems SET crawl_id = ? WHERE crawl_id = ?", last, run)
    store.run("DELETE FROM crawls WHERE id = ?", run)


def _adopt(
    store: Store, folder: Path, site: Site, site_id: int, filename: str, *, sums: Sums, undamaged: _State
) -> Adopted:
    path = folder / filename
    if path.name.endswith(OPEN):  # torn by a crash; what is whole of it is kept under its final name
        recover(path, committed=0)
        filename = filename.removesuffix(OPEN)
        path = folder / filename
    survey = Survey(folder, filename)
    with store.transaction():
        _save_file(store, survey, path, site_id, undamaged=undamaged)  # captures point at its row
        crawl_id = crawl_of(store, folder, filename, site, site_id)
        counts = Counter(_save(store, folder, site, site_id, found, crawl_id) for found in survey.found())
        _save_file(store, survey, path, site_id, crawl_id=crawl_id, sums=sums, undamaged=undamaged)
        if crawl_id:
            span(store, crawl_id)
    return Adopted(
        filename=filename,
        **{name: counts[name] for name in ("captures", "known", "purged", "extras")},
        damages=tuple(survey.damages),
    )


def _save_file(
    store: Store,
    survey: Survey,
    path: Path,
    site_id: int,
    *,
    crawl_id: str | None = None,
    sums: Sums = MappingProxyType({}),
    undamaged: _State,
) -> None:
    size, sha256 = survey.size, sha256_of(path) if survey.size else None
    before = sums.get(survey.filename, (size, sha256))
    if sha256 and sha256 != before[1] and all(sha256 != known for _, known in sums.values()):  # no file in its place
        survey.damages.append(f"{survey.filename}: sha256 is {sha256}, and was {before[1]}")
        size, sha256 = before
    closed_at = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    file = WarcFile(
        filename=survey.filename,
        state="bad" if survey.damages else undamaged,
        opened_at=survey.first or closed_at,
        closed_at=closed_at,
        size=size,
        records=survey.records,
        sha256=sha256,
    )
    store.save_warc_file(file, site_id=site_id, crawl_id=crawl_id)
    store.run(
        "UPDATE warc_files SET crawl_id = ?, opened_at = ? WHERE filename = ?",
        *(crawl_id, iso(file.opened_at), survey.filename),
    )


def _save(
    store: Store, folder: Path, site: Site, site_id: int, found: Capture | Extra, crawl_id: str | None
) -> Literal["captures", "known", "purged", "extras"]:
    if was_purged(store, found):
        return "purged"
    if isinstance(found, Extra):
        return "extras" if extras.save(store, found) else "known"
    if store.capture_id(found.ref.warc_record_id):
        return "known"
    url_id, kind = _url(store, folder, site, site_id, found)
    reading = "pending" if _is_ours(found, kind) else None  # also what has no text has an outcome
    store.save_capture(found, url_id=url_id, crawl_id=crawl_id, reading=reading)
    return "captures"


def _is_ours(capture: Capture, kind: Kind) -> bool:
    """Whether a capture is of the site, and no page of another that a file of others has as well."""
    return kind != "other" or capture.kind == "other"


def _url(store: Store, folder: Path, site: Site, site_id: int, capture: Capture) -> tuple[int, Kind]:
    """Id and kind of the row of a capture's URL, which is new to the database unless another capture had it."""
    known = store.row("SELECT id, kind FROM urls WHERE url = ? AND site_id = ?", capture.url, site_id)
    if known and known["kind"] != "page":
        return known["id"], known["kind"]
    kind = capture.kind or (_told_kind(folder, capture) if site.owns(capture.url) else "other")
    if known:
        store.run("UPDATE urls SET kind = ? WHERE id = ?", kind, known["id"])
        return known["id"], kind
    is_ours, seen_at = _is_ours(capture, kind), iso(capture.captured_at)
    found: int = store.value(
        "INSERT INTO urls (url, site_id, host, kind, state, priority, hops, first_seen_at, last_checked_at, via_id)"
        " VALUES (?,?,?,?,?,?,?,?,?,?) RETURNING id",
        *(capture.url, site_id, host_of(capture.url), kind, "claimed" if is_ours else "captured"),
        *(PRIORITY.get(kind, 0), capture.hops, seen_at, None if is_ours else seen_at),
        store.value("SELECT id FROM urls WHERE url = ? AND site_id = ?", capture.via, site_id),
    )
    return found, kind


def _told_kind(folder: Path, capture: Capture) -> Kind:
    """What a URL is for, where the record does not say: robots.txt and documents tell by themselves."""
    if capture.record_type == "revisit" or not _TOLD_BY_BODY.search(capture.mime or ""):
        return "page"
    try:
        return kind_of(read_page(folder, capture.ref))
    except ArchiveError:
        return "page"
