"""What the pages of an archive show: lists, a text with all that belongs to it, edits."""

import json
import sqlite3
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlite_utils import Database

from iria_crawler.errors import IriaError
from iria_crawler.store import Store
from iria_crawler.store.searching import Wanted, asked, statement

MOST_COUNTED = 10_000
"""Above so many, nobody needs the number, and a page cannot wait for it."""

_STEPS = 2000  # of SQLite's machine between two looks at the clock


class Reader(Store):
    """A store for somebody who waits: questions can be given an end. Its connection is closed by who opened it."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        super().__init__(Database(connection))
        self._ends: list[float] = []

    @contextmanager
    def limited(self, ms: int) -> Iterator[None]:
        """End with `TimeoutError` what takes longer; a limit within a limit ends with the first of both."""
        self._ends.append(time.monotonic() + ms / 1000)
        self.db.conn.set_progress_handler(self._is_late, _STEPS)
        try:
            yield
        except (IriaError, sqlite3.OperationalError) as problem:
            if "interrupted" not in str(problem):
                raise
            raise TimeoutError(f"it took longer than {ms} ms") from problem
        finally:
            self._ends.pop()
            if not self._ends:
                self.db.conn.set_progress_handler(None, 0)

    def _is_late(self) -> bool:
        return time.monotonic() > min(self._ends)


# -- one article --


def version(store: Store, article_id: int, number: int | None = None) -> dict[str, Any] | None:
    """A text of an article, the current one where no number is given; None where there is none to be shown."""
    return store.row(
        "SELECT v.*, v.id AS version_id, a.versions, a.status, a.current_version_id, s.slug AS site, s.name, u.url"
        " FROM articles a JOIN article_versions v ON v.article_id = a.id JOIN sites s ON s.id = a.site_id"
        " JOIN urls u ON u.id = a.url_id WHERE a.id = ?1 AND a.status <> 'withheld'"
        " AND CASE WHEN ?2 IS NULL THEN v.id = a.current_version_id ELSE v.version = ?2 END",
        *(article_id, number),
    )


def status(store: Store, article_id: int) -> str | None:
    """Whether an article is live, gone, moved or withheld; None where there is none."""
    found: str | None = store.value("SELECT status FROM articles WHERE id = ?", article_id)
    return found


def pictures(store: Store, version_id: int) -> list[dict[str, Any]]:
    """The pictures of a text in its order, each as `picture` gives it."""
    return list(store.rows(f"{_PICTURES} WHERE x.version_id = ? ORDER BY x.position", version_id))


def picture(store: Store, number: int) -> dict[str, Any] | None:
    """A picture of a text that may be shown. Where the archive holds it, also a row for `ref_of` and its addresses:
    `url` as the text has it, `asked_url` as it was asked for, `held_url` of the record, which may be of another page.
    """
    return store.row(
        f"{_PICTURES} JOIN article_versions v ON v.id = x.version_id"
        " JOIN articles a ON a.id = v.article_id AND a.status <> 'withheld' WHERE x.id = ?",
        number,
    )


_HELD = (
    "SELECT coalesce(c.refers_to_id, c.id) FROM captures c WHERE c.url_id = x.url_id AND c.status IN (200, 304)"
    " AND c.truncated IS NULL AND (c.reason IS NULL OR c.reason NOT LIKE 'not-%') ORDER BY c.captured_at DESC LIMIT 1"
)
_PICTURES = (
    "SELECT x.id, i.url, x.role, x.caption, x.credit, x.alt, x.after, c.id AS capture_id, c.mime,"
    " k.url AS asked_url, h.url AS held_url, w.filename, c.warc_offset, c.warc_length, c.warc_record_id"
    " FROM version_images x JOIN images i ON i.id = x.image_id LEFT JOIN urls k ON k.id = x.url_id"
    f" LEFT JOIN captures c ON c.id = ({_HELD}) LEFT JOIN urls h ON h.id = c.url_id"
    " LEFT JOIN warc_files w ON w.id = c.warc_file_id"
)


def people(store: Store, article_id: int) -> list[str]:
    """The authors of an article in its order."""
    rows = store.rows(
        "SELECT p.name FROM article_people x JOIN people p ON p.id = x.person_id"
        " WHERE x.article_id = ? AND x.role = 'author' ORDER BY x.position",
        article_id,
    )
    return [row["name"] for row in rows]


def terms(store: Store, article_id: int) -> dict[str, list[str]]:
    """The categories and tags of an article in its order."""
    found: dict[str, list[str]] = {"category": [], "tag": []}
    for row in store.rows(
        "SELECT t.scheme, t.name FROM article_terms x JOIN terms t ON t.id = x.term_id"
        " WHERE x.article_id = ? ORDER BY x.position",
        article_id,
    ):
        found[row["scheme"]].append(row["name"])
    return found


def records(store: Store, version_id: int) -> list[dict[str, Any]]:
    """The records that a text was read from."""
    return list(store.rows("SELECT * FROM version_records WHERE version_id = ? ORDER BY position", version_id))


def linked(store: Store, article_id: int) -> dict[str, list[dict[str, Any]]]:
    """The articles here that the current text points at, and those whose current text points at it."""
    to, by = (
        store.rows(
            f"SELECT DISTINCT {other}_id AS id, {other}_title AS title FROM link_graph WHERE {own}_id = ?1"
            f" AND {other}_id <> ?1 LIMIT {_MOST_VALUES}",
            article_id,
        )
        for own, other in (("from", "to"), ("to", "from"))
    )
    return {"to": list(to), "by": list(by)}


# -- lists --


def found(store: Store, query: str | None, wanted: Wanted) -> list[dict[str, Any]]:
    """The first texts of a list, up to `MOST_COUNTED` and one that stands for all that is more; without a query the
    newest first. A list, its number and what is counted beside it are taken from this one answer."""
    columns = "a.id, {version} AS version_id, a.site_id, substr(a.published_at, 1, 4) AS year, a.language"
    order = "" if query else " ORDER BY a.published_at DESC, a.id DESC"
    sql, values = statement(columns, query, wanted, f"{order} LIMIT ?")
    return asked(store, query, sql, (*values, MOST_COUNTED + 1))


def listed(store: Store, version_ids: Sequence[int]) -> list[dict[str, Any]]:
    """What a list shows of texts, in their order."""
    rows = store.rows(
        "SELECT v.id AS version_id, a.id, s.slug AS site, v.title, v.version, v.byline AS authors, a.section,"
        " a.language, a.published_date, a.words, a.versions, a.status, v.id = a.current_version_id AS is_current"
        " FROM json_each(?) f JOIN article_versions v ON v.id = f.value JOIN articles a ON a.id = v.article_id"
        " JOIN sites s ON s.id = a.site_id",
        json.dumps(version_ids),
    )
    by_id = {row["version_id"]: row for row in rows}
    return [by_id[number] for number in version_ids if number in by_id]


_CATEGORIES = (
    "SELECT t.name AS value, count(*) AS articles FROM json_each(?) f"
    " JOIN article_terms x ON x.article_id = f.value JOIN terms t ON t.id = x.term_id WHERE t.scheme = 'category'"
)
_AUTHORS = (
    "SELECT p.name AS value, count(*) AS articles FROM json_each(?) f"
    " JOIN article_people x ON x.article_id = f.value AND x.role = 'author' JOIN people p ON p.id = x.person_id"
)
_MOST_VALUES = 12


def facets(store: Store, rows: Sequence[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """How the first texts of a list spread over sites, years, languages, categories and authors."""
    slugs = {row["id"]: row["slug"] for row in store.rows("SELECT id, slug FROM sites")}
    ids = json.dumps([row["id"] for row in rows])
    more = f" GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT {_MOST_VALUES}"
    return {
        "site": _spread(slugs[row["site_id"]] for row in rows),
        "year": sorted(_spread(row["year"] for row in rows), key=lambda row: row["value"], reverse=True),
        "language": _spread(row["language"] for row in rows),
        "category": list(store.rows(_CATEGORIES + more, ids)),
        "author": list(store.rows(_AUTHORS + more, ids)),
    }


def _spread(values: Iterable[str | None]) -> list[dict[str, Any]]:
    most = Counter(value for value in values if value is not None).most_common(_MOST_VALUES)
    return [{"value": value, "articles": number} for value, number in most]


def names(store: Store) -> list[dict[str, Any]]:
    """The sites by name."""
    return list(store.rows("SELECT slug, name FROM sites ORDER BY name"))


def newest(store: Store, *, limit: int) -> list[dict[str, Any]]:
    """The articles published last."""
    sql, values = statement("{version} AS id", None, Wanted(), " ORDER BY a.published_at DESC, a.id DESC LIMIT ?")
    return listed(store, [row["id"] for row in store.rows(sql, *values, limit)])


def edits(store: Store, *, limit: int, offset: int = 0) -> list[dict[str, Any]]:
    """The texts that took the place of others, newest first, each with the headline before it."""
    return list(
        store.rows(
            "SELECT v.id, v.article_id, v.version, v.title, o.title AS old_title, o.version AS before, v.change,"
            " v.first_seen_at, v.language, v.chars_added, v.chars_removed, v.text_sha256, s.slug AS site,"
            " s.name AS site_name, u.url FROM article_versions v JOIN articles a ON a.id = v.article_id"
            " JOIN sites s ON s.id = a.site_id JOIN urls u ON u.id = a.url_id"
            " JOIN article_versions o ON o.article_id = v.article_id AND o.version = v.version - 1"
            " WHERE v.version > 1 AND a.status <> 'withheld' ORDER BY v.first_seen_at DESC, v.id DESC LIMIT ? OFFSET ?",
            *(limit, offset),
        )
    )
