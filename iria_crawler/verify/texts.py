"""Every stored text is what its records give when they are read again."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from iria_crawler.errors import ArchiveError, NoArticle
from iria_crawler.items import Page
from iria_crawler.reading import article_of, reader_of
from iria_crawler.sites import Site
from iria_crawler.store import Store, ref_of
from iria_crawler.store.articles import as_row, mention_from_json
from iria_crawler.store.joining import joined
from iria_crawler.store.knowledge import read_by
from iria_crawler.verify.findings import Damage
from iria_crawler.verify.workers import Work, each
from iria_crawler.warc import check, read_page

# `describes`: the article is said to be what this text's page says of it, since no other page has shown the text.
VERSIONS = (
    "SELECT v.*, u.url, s.slug, w.filename, c.warc_offset, v.id = a.current_version_id AND v.parts = 1 AND NOT EXISTS"
    " (SELECT 1 FROM captures k WHERE k.version_id = v.id AND k.id <> c.id"
    " AND k.payload_digest IS NOT c.payload_digest) AS describes FROM article_versions v"
    " JOIN captures c ON c.id = v.capture_id JOIN urls u ON u.id = c.url_id JOIN warc_files w ON w.id = c.warc_file_id"
    " JOIN articles a ON a.id = v.article_id JOIN sites s ON s.id = a.site_id"
)
# with those that have the payloads of revisits
_RECORDS = (
    "SELECT w.filename, c.warc_offset, c.warc_length, c.warc_record_id, c.payload_digest FROM version_records r"
    " JOIN captures p ON p.id = r.capture_id JOIN captures c ON c.id IN (p.id, p.refers_to_id)"
    " JOIN warc_files w ON w.id = c.warc_file_id WHERE r.version_id = ? ORDER BY r.position, c.id = p.id DESC"
)
_AT_ONCE = 20


@dataclass(frozen=True, slots=True)
class Texts:
    """Some texts to be read again, by their numbers."""

    folder: Path
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Reread:
    """What came of one text; `other`: it was read by another extractor, and not again."""

    damages: tuple[Damage, ...] = ()
    other: bool = False


def portions(store: Store, folder: Path) -> Iterator[Texts]:
    """All texts, some at a time."""
    first = last = None
    rows = store.rows("SELECT id FROM article_versions ORDER BY id")
    for number, row in enumerate(rows, 1):
        first, last = first or row["id"], row["id"]
        if number % _AT_ONCE == 0:
            yield Texts(folder, first, last)
            first = None
    if first and last:
        yield Texts(folder, first, last)


def reread(texts: Texts) -> Iterator[Reread]:
    """Read some texts again, one after the other."""
    with Store.open(texts.folder) as store:
        sites = {row["slug"]: store.site(row["slug"]) for row in list(store.rows("SELECT slug FROM sites"))}
        for row in store.rows(f"{VERSIONS} WHERE v.id BETWEEN ? AND ? ORDER BY v.id", texts.first, texts.last):
            site = sites[row["slug"]]
            if row["extractor"] != reader_of(site):
                yield Reread(other=True)
            else:
                yield Reread(tuple(_damages(store, row, texts.folder, site)))


def gathered(tasks: Iterable[Texts], work: Work = reread, *, size: int) -> Iterator[tuple[list[Reread], Damage | None]]:
    """What came of some texts when all of it has come, and that they kill their reader: then it is what was said before
    by the last one."""
    said: dict[Texts, list[Reread]] = {}
    for task, word, message in each(tasks, work, size=size):
        if word == "said":
            said.setdefault(task, []).append(message)
        elif word == "again":
            said.pop(task, None)
        else:
            found = said.pop(task, [])
            yield found, _lost(task, len(found)) if word == "lost" else None


def _lost(task: Texts, read: int) -> Damage:
    but = f", but for the first {read}" if read else ""
    return Damage(what=f"texts {task.first} to {task.last} cannot be read again{but}: they kill their reader")


def _damages(store: Store, row: dict[str, Any], folder: Path, site: Site) -> Iterator[Damage]:
    where = {"file": row["filename"], "offset": row["warc_offset"], "url": row["url"]}
    named = f"article {row['article_id']} version {row['version']}"
    try:
        for what in text_differences(store, row, folder, site):
            yield Damage(what=f"{named}: {what}", **where)
    except (ArchiveError, NoArticle) as problem:
        where |= _place(store, row["id"], folder)
        yield Damage(what=f"{named} cannot be read again: {problem}", lost="the text is in the database", **where)


def _place(store: Store, version_id: int, folder: Path) -> dict[str, Any]:
    """Where the first record of a text stands that is not what it was; nothing if none is."""
    for row in list(store.rows(_RECORDS, version_id)):
        if check(folder, ref_of(row), wanted=row["payload_digest"]).problems:
            return {"file": row["filename"], "offset": row["warc_offset"]}
    return {}


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
    if row["describes"] and _terms(store, row["article_id"]) != {*article.categories, *article.tags}:
        yield "the categories and tags read again are not those that are stored"


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
    rows = store.rows(
        "SELECT i.url, x.role, x.caption, x.credit, x.alt, x.after FROM version_images x"
        " JOIN images i ON i.id = x.image_id WHERE x.version_id = ? ORDER BY x.position",
        version_id,
    )
    return [tuple(row.values()) for row in rows]


def _links(store: Store, version_id: int) -> list[tuple[Any, ...]]:
    rows = store.rows(
        "SELECT url, text, kind, rel FROM version_links WHERE version_id = ? ORDER BY position", version_id
    )
    return [tuple(row.values()) for row in rows]


def _terms(store: Store, article_id: int) -> set[str]:
    sql = "SELECT t.name FROM article_terms x JOIN terms t ON t.id = x.term_id WHERE x.article_id = ?"
    return {row["name"] for row in store.rows(sql, article_id)}
