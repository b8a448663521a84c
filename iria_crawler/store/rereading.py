"""Texts that another version of iria has read: which they are, and what becomes of them when they are read again."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from iria_crawler.items import Article, Known, Mention, RecordRef
from iria_crawler.store import Store, iso, ref_of
from iria_crawler.store.articles import as_row, describe, fill_version, mention_from_json
from iria_crawler.store.derived import derive
from iria_crawler.store.knowledge import read_by
from iria_crawler.store.parts import keep_reread

_AT_ONCE = 500


def versions(store: Store, *, slug: str, reader: str, every: bool = False) -> Iterator[dict[str, Any]]:
    """The versions of a site that were not read by this reader, in the order of their records; with `every`, all.

    A text of several pages names several readers."""
    after = 0
    while True:
        rows = list(
            store.rows(
                "SELECT v.*, a.site_id, a.current_version_id, u.url FROM article_versions v"
                " JOIN articles a ON a.id = v.article_id JOIN sites s ON s.id = a.site_id"
                " JOIN captures c ON c.id = v.capture_id JOIN urls u ON u.id = c.url_id"
                " WHERE s.slug = ? AND v.id > ? AND (? OR v.extractor <> ?) ORDER BY v.id LIMIT ?",
                *(slug, after, every, reader, _AT_ONCE),
            )
        )
        if not rows:
            return
        yield from rows
        after = rows[-1]["id"]


def count(store: Store, *, slug: str, reader: str, every: bool = False) -> int:
    """How many versions `versions` gives."""
    found: int = store.value(
        "SELECT count(*) FROM article_versions v JOIN articles a ON a.id = v.article_id JOIN sites s"
        " ON s.id = a.site_id WHERE s.slug = ? AND (? OR v.extractor <> ?)",
        *(slug, every, reader),
    )
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """The text that the archive has of an article, as it can be read again."""

    ref: RecordRef
    original: RecordRef | None
    mentions: tuple[Mention, ...]
    known: Known | None


def held(store: Store, url_id: int, reader: str) -> Held | None:
    """The current text of the article that was read from an address, where another reader had read it."""
    row = _held(store, url_id, reader)
    if row is None:
        return None
    (page,) = pages(store, row["id"])
    return Held(
        ref=ref_of(page),
        original=store.payload_ref(page["original_id"]) if page["original_id"] else None,
        mentions=tuple(mention_from_json(said) for said in json.loads(row["mentions"])),
        known=read_by(store, row["knowledge_id"]),
    )


def reread(store: Store, url_id: int, article: Article, *, reader: str, now: datetime) -> None:
    """Store what the current text of an article is by today's reader, before an edit is looked for."""
    if row := _held(store, url_id, reader):
        replace_text(store, row, article, (article,), reader=reader, now=now)


def _held(store: Store, url_id: int, reader: str) -> dict[str, Any] | None:
    """Of one page: a text of several is put together of parts, each of which is compared as it was read."""
    return store.row(
        "SELECT v.*, a.site_id, a.current_version_id FROM captures c"
        " JOIN articles a ON a.current_version_id = c.version_id JOIN article_versions v ON v.id = c.version_id"
        " WHERE c.url_id = ? AND v.extractor <> ? AND v.parts = 1 LIMIT 1",
        *(url_id, reader),
    )


def pages(store: Store, version_id: int) -> list[dict[str, Any]]:
    """The records that a version was read from, in order: rows for `ref_of`, with `position`, `capture_id`, and the
    `original_id` of what a revisit refers to."""
    return list(
        store.rows(
            "SELECT r.position, r.capture_id, w.filename, c.warc_offset, c.warc_length, c.warc_record_id,"
            " o.warc_record_id AS original_id FROM version_records r JOIN captures c ON c.id = r.capture_id"
            " JOIN warc_files w ON w.id = c.warc_file_id LEFT JOIN captures o ON o.id = c.refers_to_id"
            " WHERE r.version_id = ? ORDER BY r.position",
            version_id,
        )
    )


def differences(store: Store, row: Mapping[str, Any], article: Article) -> list[str]:
    """The fields of a version that are other ones when it is read again."""
    found = [name for name, value in as_row(article).items() if row[name] != value]
    images = store.run(
        "SELECT i.url, x.role, x.caption, x.credit, x.alt, x.after FROM version_images x"
        " JOIN images i ON i.id = x.image_id WHERE x.version_id = ? ORDER BY x.position",
        row["id"],
    ).fetchall()
    if images != [(f.url, f.role, f.caption, f.credit, f.alt, f.after) for f in article.figures]:
        found.append("figures")
    links = store.run(
        "SELECT url, text, kind, rel FROM version_links WHERE version_id = ? ORDER BY position", row["id"]
    ).fetchall()
    if links != [(link.url, link.text, link.kind, link.rel) for link in article.links]:
        found.append("links")
    return found


def replace_text(
    store: Store, row: Mapping[str, Any], article: Article, parts: Sequence[Article], *, reader: str, now: datetime
) -> bool:
    """Store what a version gives when it is read again, inside a transaction of the caller; the text that was there
    goes to `extraction_history`. False where the version has become another one since it was looked at."""
    about = {**as_row(article), "extractor": reader, "extracted_at": iso(now)}
    changed = store.run(
        f"UPDATE article_versions SET {', '.join(f'{name} = ?' for name in about)}"
        " WHERE id = ? AND text_sha256 = ? AND extractor = ?",
        *(*about.values(), row["id"], row["text_sha256"], row["extractor"]),
    )
    if changed.rowcount == 0:
        return False
    if about["text_sha256"] != row["text_sha256"]:
        store.run(
            "INSERT INTO extraction_history (version_id, extractor, title, body, text_sha256, extracted_at,"
            " replaced_at) VALUES (?,?,?,?,?,?,?)",
            *(row[name] for name in ("id", "extractor", "title", "body", "text_sha256", "extracted_at")),
            iso(now),
        )
    fill_version(store, row["id"], article)
    keep_reread(store, row["id"], parts, reader=reader)
    _show(store, row, article)
    return True


def _show(store: Store, row: Mapping[str, Any], article: Article) -> None:
    """What follows from a text that was read again: of the article, and of the version after it."""
    if row["id"] == row["current_version_id"]:
        store.run(
            "UPDATE articles SET title = ?, words = (SELECT words FROM article_versions WHERE id = ?) WHERE id = ?",
            *(article.title, row["id"], row["article_id"]),
        )
        describe(store, row["article_id"], article, site_id=row["site_id"])
    following = store.value(
        "SELECT id FROM article_versions WHERE article_id = ? AND version > ? ORDER BY version LIMIT 1",
        *(row["article_id"], row["version"]),
    )
    if following:
        derive(store, following)
