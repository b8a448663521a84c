"""Does the archive hold what the database says? Every capture is read at its offset, every text is read again."""

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from iria_crawler.errors import ArchiveError, NoArticle
from iria_crawler.items import Page
from iria_crawler.reading import article_of, reader_of
from iria_crawler.sites import Site
from iria_crawler.store import Store, ref_of
from iria_crawler.store.articles import as_row, mention_from_json
from iria_crawler.store.joining import joined
from iria_crawler.store.knowledge import damages, read_by
from iria_crawler.warc import check, companions, read_page

CAPTURES = (
    "SELECT c.*, u.url, w.filename, o.warc_record_id AS original_id FROM captures c JOIN urls u ON u.id = c.url_id"
    " JOIN warc_files w ON w.id = c.warc_file_id LEFT JOIN captures o ON o.id = c.refers_to_id"
)
VERSIONS = (
    "SELECT v.*, u.url, s.slug, w.filename, c.warc_offset FROM article_versions v"
    " JOIN captures c ON c.id = v.capture_id JOIN urls u ON u.id = c.url_id JOIN warc_files w ON w.id = c.warc_file_id"
    " JOIN articles a ON a.id = v.article_id JOIN sites s ON s.id = a.site_id"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Damage:
    """Something that is not what it should be: in which file, at which byte, of which URL, and what."""

    what: str
    file: str | None = None
    offset: int | None = None
    url: str | None = None
    record_id: str | None = None


@dataclass(slots=True)
class Tally:
    """How much was looked at."""

    files: int = 0
    captures: int = 0
    versions: int = 0
    by_other_extractor: int = 0


def verify(store: Store, folder: Path, tally: Tally, *, step: Callable[[], None] = lambda: None) -> Iterator[Damage]:
    """Yield every damage; `tally` counts what was looked at, `step` is called after each thing."""
    yield from _database(store)
    yield from _files(store, folder, tally)
    yield from _captures(store, folder, tally, step)
    yield from _versions(store, folder, tally, step)


def total(store: Store) -> int:
    """How many things `verify` will look at, for a progress bar."""
    return sum(store.value(f"SELECT count(*) FROM {table}") for table in ("captures", "article_versions"))


def _database(store: Store) -> Iterator[Damage]:
    for row in store.rows("PRAGMA integrity_check"):
        if row["integrity_check"] != "ok":
            yield Damage(what=f"database: {row['integrity_check']}")
    for row in store.rows("PRAGMA foreign_key_check"):
        yield Damage(what=f"database: {row['table']} row {row['rowid']} points at a missing row of {row['parent']}")
    for number in damages(store):
        yield Damage(what=f"database: what is known of a site, row {number}, is not as it was learnt")


def _files(store: Store, folder: Path, tally: Tally) -> Iterator[Damage]:
    named = set()
    for row in store.rows("SELECT filename, state, size, sha256 FROM warc_files ORDER BY id"):
        tally.files += 1
        named.add(row["filename"])
        for what in _file_differences(row, folder):
            yield Damage(what=what, file=row["filename"])
    for path in sorted(folder.glob("warc/*/*/*.warc.gz")):
        filename = path.relative_to(folder).as_posix()
        if filename not in named:
            yield Damage(
                what="the database does not know this file; `iria crawl` takes its own files in", file=filename
            )


def _file_differences(row: dict[str, Any], folder: Path) -> Iterator[str]:
    path = folder / row["filename"]
    if row["state"] == "open":  # being written, or left by a crash: the next crawl ends it
        path = path if path.exists() else path.with_name(path.name + ".open")
    if not path.exists():
        yield "the file is missing"
    elif path.stat().st_size < row["size"]:
        yield f"the file is shorter than the {row['size']} bytes that it had"
    elif row["state"] == "closed" and path.stat().st_size > row["size"]:
        yield f"the file is longer than the {row['size']} bytes that it had"
    elif row["state"] == "closed":
        with path.open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != row["sha256"]:
                yield "the file has changed since it was closed: its sha256 is another"


def _captures(store: Store, folder: Path, tally: Tally, step: Callable[[], None]) -> Iterator[Damage]:
    for row in store.rows(f"{CAPTURES} ORDER BY c.warc_file_id, c.warc_offset"):
        tally.captures += 1
        step()
        where = {
            "file": row["filename"],
            "offset": row["warc_offset"],
            "url": row["url"],
            "record_id": row["warc_record_id"],
        }
        try:
            for what in record_differences(row, folder):
                yield Damage(what=what, **where)
        except ArchiveError as problem:
            yield Damage(what=str(problem), **where)


def record_differences(row: dict[str, Any], folder: Path) -> Iterator[str]:
    """What is wrong with the record of a capture: a row of `CAPTURES`."""
    ref = ref_of(row)
    found = check(folder, ref)
    yield from found.problems
    if found.record_type is None:
        return
    said: dict[str, tuple[Any, Any]] = {
        "record type": (row["record_type"], found.record_type),
        "target URI": (row["url"], found.url),
        "date": (datetime.fromisoformat(row["captured_at"]), found.captured_at),
    }
    if row["record_type"] == "response":
        said |= {
            "status": (row["status"], found.status),
            "payload digest": (row["payload_digest"], found.payload_digest),
        }
    for name, (ours, theirs) in said.items():
        if ours != theirs:
            yield f"the {name} is {theirs} in the record and {ours} in the database"
    if row["record_type"] == "revisit" and row["original_id"] is None:
        yield "the revisit refers to a record that is not in the archive"
    if not any(companion.record_type == "request" for companion in companions(folder, ref)):
        yield "its request record is missing"


def _versions(store: Store, folder: Path, tally: Tally, step: Callable[[], None]) -> Iterator[Damage]:
    sites = {row["slug"]: store.site(row["slug"]) for row in store.rows("SELECT slug FROM sites")}
    for row in store.rows(f"{VERSIONS} ORDER BY c.warc_file_id, c.warc_offset"):
        tally.versions += 1
        step()
        if row["extractor"] != reader_of(sites[row["slug"]]):
            tally.by_other_extractor += 1
            continue
        where = {"file": row["filename"], "offset": row["warc_offset"], "url": row["url"]}
        try:
            for what in text_differences(store, row, folder, sites[row["slug"]]):
                yield Damage(what=f"article {row['article_id']} version {row['version']}: {what}", **where)
        except (ArchiveError, NoArticle) as problem:
            yield Damage(
                what=f"article {row['article_id']} version {row['version']} cannot be read again: {problem}", **where
            )


def text_differences(store: Store, row: dict[str, Any], folder: Path, site: Site) -> Iterator[str]:
    """What of a text is not what its records give when they are read again: a row of `VERSIONS`.

    Raises `ArchiveError` and `NoArticle` where they cannot be."""
    mentions = tuple(mention_from_json(said) for said in json.loads(row["mentions"]))
    pages = _pages(store, row["id"], folder, site)
    known = read_by(store, row["knowledge_id"])
    parts = [
        article_of(page, site, mentions=mentions if position == 1 else (), known=known) for position, page in pages
    ]
    article = joined(parts)
    if [part.part for part in parts] != [position for position, _ in pages] and row["parts"] > 1:
        yield "the parts read again are others than those that are stored"
    for name, value in as_row(article).items():
        if row[name] != value:
            yield f"{name} read again is not what is stored"
    if _pictures(store, row["id"]) != [(f.url, f.role, f.caption, f.credit, f.alt, f.after) for f in article.figures]:
        yield "the pictures read again are not those that are stored"
    if _links(store, row["id"]) != [(link.url, link.text, link.kind, link.rel) for link in article.links]:
        yield "the links read again are not those that are stored"


def _pages(store: Store, version_id: int, folder: Path, site: Site) -> list[tuple[int, Page]]:
    """The pages that a text was read from, in order, each with the number of its part."""
    rows = store.rows(
        "SELECT r.position, w.filename, c.warc_offset, c.warc_length, c.warc_record_id, o.warc_record_id AS original_id"
        " FROM version_records r JOIN captures c ON c.id = r.capture_id JOIN warc_files w ON w.id = c.warc_file_id"
        " LEFT JOIN captures o ON o.id = c.refers_to_id WHERE r.version_id = ? ORDER BY r.position",
        version_id,
    )
    return [(row["position"], _page(store, row, folder, site)) for row in list(rows)]


def _page(store: Store, row: dict[str, Any], folder: Path, site: Site) -> Page:
    original = store.payload_ref(row["original_id"]) if row["original_id"] else None
    return read_page(folder, ref_of(row), original=original, cap=site.limits.body)


def _pictures(store: Store, version_id: int) -> list[tuple[Any, ...]]:
    return store.run(
        "SELECT i.url, x.role, x.caption, x.credit, x.alt, x.after FROM version_images x"
        " JOIN images i ON i.id = x.image_id WHERE x.version_id = ? ORDER BY x.position",
        version_id,
    ).fetchall()


def _links(store: Store, version_id: int) -> list[tuple[Any, ...]]:
    return store.run(
        "SELECT url, text, kind, rel FROM version_links WHERE version_id = ? ORDER BY position", version_id
    ).fetchall()
