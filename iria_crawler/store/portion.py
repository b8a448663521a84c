"""The part of a database that goes along with some WARC files: beside them it is the database of an archive.

It has a row of whatever is in the files and may be shown, and of what was read from it, so that `verify` finds the two
to agree. Copies of records in other files, without which it would not be whole, may lie in files of their own.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from iria_crawler.access import Withheld
from iria_crawler.store import Store, iso
from iria_crawler.store.accepting import IS_LOST, RESTING, put, resting
from iria_crawler.store.copying import COPIED, copy_rows, filled
from iria_crawler.store.selection import IS_HIDDEN, choose
from iria_crawler.warc import WarcFile

_CAPTURES = "SELECT capture_id FROM temp.shown"
_VERSIONS = "SELECT version_id FROM temp.selected"
_ADDRESSES = "SELECT url_id FROM temp.addresses"
_LAST = (
    "(SELECT l.{} FROM src.article_versions l WHERE l.article_id = src.articles.id AND l.id IN ({})"
    " ORDER BY l.version DESC LIMIT 1)"
)
_IS_CURRENT = f"current_version_id IN ({_VERSIONS})"

# Texts read from some files, and those that they show again: unchanged pages are not read, and name no text.
_TEXTS = """SELECT v.id FROM {of}.captures c JOIN {of}.article_versions v ON v.capture_id = c.id
    WHERE c.warc_file_id IN ({files})
  UNION SELECT coalesce(c.version_id, iif(o.url_id = c.url_id, o.version_id, NULL)) FROM {of}.captures c
    LEFT JOIN {of}.captures o ON o.id = c.refers_to_id WHERE c.warc_file_id IN ({files})"""
# The article as it is described stands in its current text, or in another page that shows the same.
_CURRENT = "SELECT a.current_version_id FROM {of}.articles a JOIN {of}.article_versions v ON v.article_id = a.id"
# {of} is filled in by `choose` and the like; here the archive is always `src`.
_STEPS = (
    "CREATE TEMP TABLE shown (capture_id INTEGER PRIMARY KEY)",
    "CREATE TEMP TABLE addresses (url_id INTEGER PRIMARY KEY)",
    f"""INSERT INTO temp.shown SELECT c.id FROM src.captures c WHERE (c.warc_file_id IN (SELECT file_id FROM temp.taken)
      OR c.id IN (SELECT capture_id FROM temp.moved)) AND NOT {IS_HIDDEN.format(of="src")}""",
    f"""INSERT INTO temp.selected (version_id) SELECT v.id FROM src.article_versions v
      JOIN src.articles a ON a.id = v.article_id JOIN src.urls u ON u.id = a.url_id
      WHERE v.id IN (WITH read(id) AS ({_TEXTS.format(of="src", files="SELECT file_id FROM temp.taken")})
        SELECT id FROM read UNION {_CURRENT.format(of="src")} WHERE v.id IN (SELECT id FROM read))
      AND v.capture_id IN ({_CAPTURES}) AND a.status <> 'withheld' AND NOT is_withheld(u.url)
      AND NOT EXISTS (SELECT 1 FROM src.version_captures x WHERE x.version_id = v.id
        AND x.capture_id NOT IN ({_CAPTURES})) ORDER BY v.id""",
    f"""INSERT INTO temp.addresses SELECT id FROM src.urls WHERE site_id = (SELECT id FROM src.sites WHERE slug = ?)
      AND NOT is_withheld(url)
      UNION SELECT url_id FROM src.captures WHERE id IN ({_CAPTURES})
      UNION SELECT a.url_id FROM src.article_versions v JOIN src.articles a ON a.id = v.article_id
        WHERE v.id IN ({_VERSIONS})""",
)
_LEFT_OUT = """
SELECT coalesce(n.filename, w.filename), coalesce(m.warc_offset, c.warc_offset) FROM src.captures c
  JOIN src.warc_files w ON w.id = c.warc_file_id LEFT JOIN temp.moved m ON m.capture_id = c.id
  LEFT JOIN main.warc_files n ON n.id = m.file_id
WHERE (c.warc_file_id IN (SELECT file_id FROM temp.taken) OR m.capture_id IS NOT NULL)
  AND c.id NOT IN (SELECT capture_id FROM temp.shown) ORDER BY 1, 2
"""

_THROUGHOUT = {  # as an export has them
    name: COPIED[name]
    for name in (
        *("article_people", "people", "article_terms", "terms", "images", "version_links", "version_signatures"),
        *("signature_bands", "similar_versions", "extraction_history"),
    )
}
PORTION = {
    "warc_files": "id IN (SELECT file_id FROM temp.taken)",
    "captures": f"id IN ({_CAPTURES})",
    "extra_records": "warc_file_id IN (SELECT file_id FROM temp.taken) AND NOT is_withheld(url)",
    "urls": f"id IN ({_ADDRESSES})",
    "article_versions": f"id IN ({_VERSIONS})",
    "articles": "id IN (SELECT article_id FROM main.article_versions)",
    "version_captures": f"version_id IN ({_VERSIONS})",
    "version_images": f"version_id IN ({_VERSIONS})",
    "article_parts": f"capture_id IN ({_CAPTURES}) AND url_id IN ({_ADDRESSES})"
    " AND article_id IN (SELECT id FROM main.articles)",
    "article_groups": "article_id IN (SELECT id FROM main.articles)",
    **_THROUGHOUT,
    "crawls": "id IN (SELECT crawl_id FROM main.captures UNION SELECT crawl_id FROM main.warc_files)",
    "site_knowledge": "id IN (SELECT knowledge_id FROM main.article_versions)",
    "page_requisites": f"page_id IN ({_ADDRESSES}) AND url_id IN ({_ADDRESSES})",
    "problems": "crawl_id IN (SELECT id FROM main.crawls) AND NOT is_withheld(url)",
    "fixity_checks": "warc_file_id IN (SELECT file_id FROM temp.taken)",
    "known_losses": "ended_at IS NULL AND warc_file IN (SELECT filename FROM main.warc_files)",
    "replay_checks": f"capture_id IN ({_CAPTURES})",
    "missing_resources": "replay_check_id IN (SELECT id FROM main.replay_checks) AND NOT is_withheld(url)",
    "tombstones": "warc_file IN (SELECT filename FROM main.warc_files) AND NOT is_withheld(url)",
    "sites": "slug = (SELECT slug FROM temp.whose) OR id IN (SELECT site_id FROM main.articles"
    " UNION SELECT site_id FROM main.urls UNION SELECT site_id FROM main.crawls UNION SELECT site_id FROM main.terms)",
}
"""What is copied of each table, in the order in which rows name each other."""

_INSTEAD = {
    "sites": {"config": "json_remove(config, '$.notify')"},  # which has what only the keepers of an archive may know
    "urls": {"via_id": f"iif(via_id IN ({_ADDRESSES}), via_id, NULL)"},
    "captures": {
        "refers_to_id": f"iif(refers_to_id IN ({_CAPTURES}), refers_to_id, NULL)",
        "version_id": f"iif(version_id IN ({_VERSIONS}), version_id, NULL)",
        "crawl_id": "iif(id IN (SELECT capture_id FROM temp.moved), NULL, crawl_id)",  # a file of copies is of no crawl
        "warc_file_id": "coalesce((SELECT file_id FROM temp.moved WHERE capture_id = id), warc_file_id)",
        "warc_offset": "coalesce((SELECT m.warc_offset FROM temp.moved m WHERE m.capture_id = id),"
        " src.captures.warc_offset)",
    },
    "articles": {  # of an article whose current text is in other files, the last one that is here
        "current_version_id": f"iif({_IS_CURRENT}, current_version_id, {_LAST.format('id', _VERSIONS)})",
        "title": f"iif({_IS_CURRENT}, title, {_LAST.format('title', _VERSIONS)})",
        "words": f"iif({_IS_CURRENT}, words, {_LAST.format('words', _VERSIONS)})",
        "versions": f"(SELECT count(*) FROM src.article_versions l WHERE l.article_id = src.articles.id"
        f" AND l.id IN ({_VERSIONS}))",
        "status_before": "NULL",
    },
    "version_images": {"url_id": f"iif(url_id IN ({_ADDRESSES}), url_id, NULL)"},
    "version_links": {
        "target_article_id": "iif(target_article_id IN (SELECT id FROM main.articles), target_article_id, NULL)"
    },
    "site_knowledge": {"crawl_id": "iif(crawl_id IN (SELECT id FROM main.crawls), crawl_id, NULL)"},
    "problems": {"capture_id": f"iif(capture_id IN ({_CAPTURES}), capture_id, NULL)"},
    "tombstones": {"reason": "''"},  # reasons were said in confidence
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """A capture whose record was copied to another file, and where it stands there."""

    capture_id: int
    filename: str
    offset: int


def copy_portion(
    archive: Path,
    slug: str,
    files: Sequence[int],
    target: Path,
    *,
    more: Iterable[WarcFile] = (),
    moved: Iterable[Moved] = (),
    withheld: Withheld,
) -> list[tuple[str, int]]:
    """Write a database with what belongs to some WARC files of a site; gives where records stand that have no row in
    it, since they may not be shown. `more` are files of copies, in which the `moved` captures stand.

    Raises `DiskFull`, `ArchiveError`."""
    with filled(archive, target) as db:
        choose(db, (), withheld, of="src")
        _take(db, slug, files)
        _add_files(db, slug, more, moved)
        for step in _STEPS:
            db.execute(step, [slug] if "?" in step else [])
        for table, where in PORTION.items():
            copy_rows(db, table, where, _INSTEAD.get(table, {}))
        _accept(db)
        left_out: list[tuple[str, int]] = db.execute(_LEFT_OUT).fetchall()
    return left_out


def _take(db: Database, slug: str, files: Sequence[int]) -> None:
    db.execute("CREATE TEMP TABLE whose (slug TEXT)")
    db.execute("INSERT INTO temp.whose VALUES (?)", [slug])
    db.execute("CREATE TEMP TABLE taken (file_id INTEGER PRIMARY KEY)")
    db.conn.executemany("INSERT INTO temp.taken VALUES (?)", ((number,) for number in files))


def _add_files(db: Database, slug: str, more: Iterable[WarcFile], moved: Iterable[Moved]) -> None:
    """Give files of copies their rows, with numbers that no file of the archive has."""
    db.execute("CREATE TEMP TABLE moved (capture_id INTEGER PRIMARY KEY, file_id INTEGER, warc_offset INTEGER)")
    (last,) = db.execute("SELECT coalesce(max(id), 0) FROM src.warc_files").fetchone()
    (site_id,) = db.execute("SELECT id FROM src.sites WHERE slug = ?", [slug]).fetchone()
    numbers: dict[str, int] = {}
    for number, file in enumerate(more, last + 1):
        numbers[file.filename] = number
        closed_at = iso(file.closed_at) if file.closed_at else None
        row: list[Any] = [number, file.filename, site_id, file.state, iso(file.opened_at), closed_at]
        db.execute(
            "INSERT INTO main.warc_files (id, filename, site_id, state, opened_at, closed_at, size, records, sha256)"
            " VALUES (?,?,?,?,?,?,?,?,?)",
            [*row, file.size, file.records, file.sha256],
        )
    db.conn.executemany(
        "INSERT INTO temp.moved VALUES (?,?,?)",
        ((each.capture_id, numbers[each.filename], each.offset) for each in moved),
    )


def _accept(db: Database) -> None:
    """Revisits of what was accepted as lost are so here too, where it has no rows."""
    where = "w.id IN (SELECT file_id FROM temp.taken) AND lw.id NOT IN (SELECT file_id FROM temp.taken)"
    for loss, at in resting(Store(db).rows(RESTING.format(of="src", where=where))):
        put(Store(db), loss, at=at)


def originals(store: Store, files: Sequence[int]) -> list[dict[str, Any]]:
    """The captures in other files without which these are not whole, in the order of their records: those whose
    payloads revisits stand for, and those that texts were read from which are shown here, too. What was accepted as
    lost is none of them."""
    chosen = ",".join(map(str, files)) or "NULL"
    texts, current = _TEXTS.format(of="main", files=chosen), _CURRENT.format(of="main")
    lost = IS_LOST.format(of="main")
    return list(store.rows(_ORIGINALS.format(chosen=chosen, texts=texts, current=current, lost=lost)))


_ORIGINALS = """
WITH RECURSIVE read(id) AS ({texts}),
  texts(id) AS (SELECT v.id FROM article_versions v JOIN articles a ON a.id = v.article_id WHERE a.status <> 'withheld'
    AND v.id IN (SELECT id FROM read UNION {current} WHERE v.id IN (SELECT id FROM read))),
  wanted(id) AS (SELECT refers_to_id FROM captures WHERE warc_file_id IN ({chosen}) AND refers_to_id IS NOT NULL
    UNION SELECT v.capture_id FROM texts JOIN article_versions v USING (id)
    UNION SELECT x.capture_id FROM texts JOIN version_captures x ON x.version_id = texts.id
    UNION SELECT max(k.id) FROM texts JOIN article_versions v USING (id) JOIN captures c ON c.id = v.capture_id
      JOIN captures k ON k.version_id = v.id AND k.payload_digest IS NOT c.payload_digest GROUP BY v.id
    UNION SELECT c.refers_to_id FROM wanted JOIN captures c ON c.id = wanted.id WHERE c.refers_to_id IS NOT NULL)
SELECT o.id, o.captured_at, o.payload_digest, o.warc_offset, o.warc_length, o.warc_record_id, w.filename
FROM wanted JOIN captures o ON o.id = wanted.id JOIN warc_files w ON w.id = o.warc_file_id
WHERE w.id NOT IN ({chosen}) AND NOT {lost} ORDER BY w.filename, o.warc_offset
"""
