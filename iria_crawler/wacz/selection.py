"""What goes into a WACZ: which WARC files as they are, which exchanges of others, which pages are named."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from iria_crawler.store import Store, iso_exact
from iria_crawler.store.withholding import withheld
from iria_crawler.warc import sha256_of
from iria_crawler.warc.copying import places, targets

# The second part are bodies that revisits stand for, in earlier crawls or the files of other sites
_WANTED = (
    "WITH chosen AS (SELECT c.id, c.refers_to_id FROM captures c JOIN warc_files w ON w.id = c.warc_file_id"
    " JOIN sites s ON s.id = w.site_id WHERE (? IS NULL OR s.slug = ?) AND (? IS NULL OR c.crawl_id = ?)"
    " AND (? IS NULL OR c.captured_at >= ?)),"
    " wanted AS (SELECT c.id FROM captures c JOIN urls u ON u.id = c.url_id WHERE NOT is_withheld(u.url)"
    " AND NOT is_lost(c.warc_file_id, c.warc_offset) AND c.id IN"
    " (SELECT id FROM chosen UNION SELECT refers_to_id FROM chosen WHERE refers_to_id IS NOT NULL)) "
)
_FILES = (
    _WANTED + "SELECT w.id, w.filename, w.size, w.sha256, w.crawl_id, s.slug, count(*) AS wanted,"
    " (SELECT count(*) FROM captures x WHERE x.warc_file_id = w.id AND NOT is_lost(w.id, x.warc_offset)) AS held"
    " FROM wanted JOIN captures c USING (id) JOIN warc_files w ON w.id = c.warc_file_id"
    " JOIN sites s ON s.id = w.site_id GROUP BY w.id ORDER BY w.filename"
)
# What was accepted holds for the file as it was closed; one that was purged since is as its row says.
_ACCEPTED = (
    "SELECT w.id, w.filename, k.sha256 IS NULL AS is_gone,"
    " CASE WHEN k.expected IS w.sha256 THEN k.sha256 ELSE w.sha256 END AS sha256,"
    " CASE WHEN k.expected IS w.sha256 THEN k.size ELSE w.size END AS size FROM warc_files w"
    " JOIN known_losses k ON k.id ="
    " (SELECT max(id) FROM known_losses WHERE warc_file = w.filename AND ended_at IS NULL)"
)
_PLACES = (
    "SELECT warc_offset, warc_record_id FROM captures WHERE warc_file_id = ?1"
    " UNION ALL SELECT warc_offset, warc_record_id FROM extra_records WHERE warc_file_id = ?1"
)
_OFFSETS = _WANTED + "SELECT c.warc_offset FROM wanted JOIN captures c USING (id) WHERE c.warc_file_id = ?"
_IN_REACH = " AND (o.id IS NULL OR NOT is_lost(o.warc_file_id, o.warc_offset))"
# Of what max() finds, SQLite takes the other columns: https://sqlite.org/lang_select.html#bareagg
_PAGES = (
    _WANTED + "SELECT 'article-' || a.id AS id, u.url, c.captured_at, v.title, v.body AS text,"
    " max((u.id = a.url_id) || c.captured_at) AS best FROM wanted JOIN captures c USING (id)"
    " JOIN urls u ON u.id = c.url_id LEFT JOIN captures o ON o.id = c.refers_to_id"
    " JOIN article_versions v ON v.id = c.version_id JOIN articles a ON a.id = v.article_id"
    " WHERE a.status <> 'withheld' AND coalesce(c.mime, o.mime) LIKE '%html%'"
    f"{_IN_REACH} GROUP BY a.id ORDER BY v.published_at, a.id"
)
_HOMES = (
    _WANTED + "SELECT 'home-' || u.id AS id, u.url, max(c.captured_at) AS captured_at, s.name AS title, NULL AS text"
    " FROM wanted JOIN captures c USING (id) JOIN urls u ON u.id = c.url_id JOIN sites s ON s.id = u.site_id"
    " LEFT JOIN captures o ON o.id = c.refers_to_id"
    " WHERE u.kind = 'home' AND coalesce(o.status, c.status) = 200 AND coalesce(c.mime, o.mime) LIKE '%html%'"
    f"{_IN_REACH} GROUP BY u.id ORDER BY u.id"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Of which site, of which crawl, captured since when; None is all."""

    slug: str | None = None
    crawl: str | None = None
    since: datetime | None = None

    @property
    def values(self) -> tuple[str | None, ...]:
        since = iso_exact(self.since) if self.since else None
        return (self.slug, self.slug, self.crawl, self.crawl, since, since)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A WARC file, as a whole or some exchanges of it. `size` is how much of it is committed, `sha256` its sum once
    it is closed; `is_meant`: its failed requests, which are no captures, go in too; `is_torn`: it is accepted as
    damaged."""

    id: int
    filename: str
    size: int
    sha256: str | None
    captures: int
    is_whole: bool
    is_meant: bool
    is_torn: bool


class Selection:
    """What is wanted of an archive and may be handed out."""

    def __init__(self, store: Store, folder: Path, wanted: Wanted, *, now: datetime) -> None:
        self.withheld = withheld(store, now=now)
        self.store, self._folder, self._wanted = store, folder, wanted
        accepted = list(store.rows(_ACCEPTED))
        self._gone = frozenset(file["id"] for file in accepted if file["is_gone"])
        self._torn = {file["id"]: file for file in accepted if not file["is_gone"] and _is_as_accepted(folder, file)}
        self._lost = frozenset(_lost(store, folder, self._torn.values()))
        store.db.conn.create_function("is_withheld", 1, self.withheld.__contains__, deterministic=True)
        store.db.conn.create_function("is_lost", 2, self.is_lost, deterministic=True)

    def parts(self) -> list[Part]:
        """The files, in the order of their names."""
        return [self._part(row) for row in list(self.store.rows(_FILES, *self._wanted.values))]

    def is_lost(self, file_id: int, offset: int) -> bool:
        """Whether a row is of a record that is out of reach: that is accepted, and nobody can read it."""
        return file_id in self._gone or (file_id, offset) in self._lost

    def _part(self, row: dict[str, Any]) -> Part:
        slug, crawl, since = self._wanted.slug, self._wanted.crawl, self._wanted.since
        row |= self._torn.get(row["id"], {})
        return Part(
            **{name: row[name] for name in ("id", "filename", "size", "sha256")},
            captures=row["wanted"],
            is_whole=row["wanted"] == row["held"] and not self._leaks(row),
            is_meant=slug in (None, row["slug"]) and crawl in (None, row["crawl_id"]) and since is None,
            is_torn=row["id"] in self._torn,
        )

    def _leaks(self, row: dict[str, Any]) -> bool:
        """Whether a file has records of a URL that is kept back, with or without a row; who knows what is torn."""
        if not self.withheld:
            return False
        urls = targets(self._folder, row["filename"], size=row["size"], is_torn=row["id"] in self._torn)
        return any(url is None or (url and url in self.withheld) for url in urls)

    def offsets(self, part: Part) -> frozenset[int]:
        """Where the captures of a file stand that go in."""
        rows = self.store.rows(_OFFSETS, *self._wanted.values, part.id)
        return frozenset(row["warc_offset"] for row in rows)

    def pages(self) -> Iterator[dict[str, Any]]:
        """Front pages, then the page of each article with its text, as it was captured last."""
        for question in (_HOMES, _PAGES):
            yield from self.store.rows(question, *self._wanted.values)


def _is_as_accepted(folder: Path, file: dict[str, Any]) -> bool:
    path = folder / file["filename"]
    return path.is_file() and bool(sha256_of(path) == file["sha256"])


def _lost(store: Store, folder: Path, files: Iterable[dict[str, Any]]) -> Iterator[tuple[int, int]]:
    """File and offset of the rows whose records are out of reach in files that are accepted as damaged."""
    for file in files:
        there = places(folder, file["filename"])
        for row in store.rows(_PLACES, file["id"]):
            if there.get(row["warc_offset"]) != row["warc_record_id"]:
                yield file["id"], row["warc_offset"]
