"""What goes into a WACZ: which WARC files as they are, which exchanges of others, which pages are named."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from iria_crawler.store import Store, iso_exact
from iria_crawler.store.withholding import withheld
from iria_crawler.warc.copying import targets

# The second part are bodies that revisits stand for, in earlier crawls or the files of other sites
_WANTED = (
    "WITH chosen AS (SELECT c.id, c.refers_to_id FROM captures c JOIN warc_files w ON w.id = c.warc_file_id"
    " JOIN sites s ON s.id = w.site_id WHERE (? IS NULL OR s.slug = ?) AND (? IS NULL OR c.crawl_id = ?)"
    " AND (? IS NULL OR c.captured_at >= ?)),"
    " wanted AS (SELECT c.id FROM captures c JOIN urls u ON u.id = c.url_id WHERE NOT is_withheld(u.url) AND c.id IN"
    " (SELECT id FROM chosen UNION SELECT refers_to_id FROM chosen WHERE refers_to_id IS NOT NULL)) "
)
_FILES = (
    _WANTED + "SELECT w.id, w.filename, coalesce(k.size, w.size) AS size, coalesce(k.sha256, w.sha256) AS sha256,"
    " w.crawl_id, s.slug, count(*) AS wanted,"
    " (SELECT count(*) FROM captures x WHERE x.warc_file_id = w.id) AS held FROM wanted JOIN captures c USING (id)"
    " JOIN warc_files w ON w.id = c.warc_file_id JOIN sites s ON s.id = w.site_id LEFT JOIN known_losses k ON k.id ="
    " (SELECT max(id) FROM known_losses WHERE warc_file = w.filename AND ended_at IS NULL)"
    " WHERE k.id IS NULL OR k.sha256 IS NOT NULL GROUP BY w.id ORDER BY w.filename"
)
_OFFSETS = _WANTED + "SELECT c.warc_offset FROM wanted JOIN captures c USING (id) WHERE c.warc_file_id = ?"
# Of what max() finds, SQLite takes the other columns: https://sqlite.org/lang_select.html#bareagg
_PAGES = (
    _WANTED + "SELECT 'article-' || a.id AS id, u.url, c.captured_at, v.title, v.body AS text,"
    " max((u.id = a.url_id) || c.captured_at) AS best FROM wanted JOIN captures c USING (id)"
    " JOIN urls u ON u.id = c.url_id LEFT JOIN captures o ON o.id = c.refers_to_id"
    " JOIN article_versions v ON v.id = c.version_id JOIN articles a ON a.id = v.article_id"
    " WHERE a.status <> 'withheld' AND coalesce(c.mime, o.mime) LIKE '%html%'"
    " GROUP BY a.id ORDER BY v.published_at, a.id"
)
_HOMES = (
    _WANTED + "SELECT 'home-' || u.id AS id, u.url, max(c.captured_at) AS captured_at, s.name AS title, NULL AS text"
    " FROM wanted JOIN captures c USING (id) JOIN urls u ON u.id = c.url_id JOIN sites s ON s.id = u.site_id"
    " LEFT JOIN captures o ON o.id = c.refers_to_id"
    " WHERE u.kind = 'home' AND coalesce(o.status, c.status) = 200 AND coalesce(c.mime, o.mime) LIKE '%html%'"
    " GROUP BY u.id ORDER BY u.id"
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
    it is closed; `is_meant`: its failed requests, which are no captures, go in too."""

    id: int
    filename: str
    size: int
    sha256: str | None
    captures: int
    is_whole: bool
    is_meant: bool


class Selection:
    """What is wanted of an archive and may be handed out."""

    def __init__(self, store: Store, folder: Path, wanted: Wanted, *, now: datetime) -> None:
        self.withheld = withheld(store, now=now)
        self.store, self._folder, self._wanted = store, folder, wanted
        store.db.conn.create_function("is_withheld", 1, self.withheld.__contains__, deterministic=True)

    def parts(self) -> list[Part]:
        """The files, in the order of their names."""
        return [self._part(row) for row in list(self.store.rows(_FILES, *self._wanted.values))]

    def _part(self, row: dict[str, Any]) -> Part:
        slug, crawl, since = self._wanted.slug, self._wanted.crawl, self._wanted.since
        whole = row["wanted"] == row["held"] and not self._leaks(row["filename"], row["size"])
        return Part(
            **{name: row[name] for name in ("id", "filename", "size", "sha256")},
            captures=row["wanted"],
            is_whole=whole,
            is_meant=slug in (None, row["slug"]) and crawl in (None, row["crawl_id"]) and since is None,
        )

    def _leaks(self, filename: str, size: int) -> bool:
        """Whether a file has records of a URL that is kept back, with or without a row."""
        urls = targets(self._folder, filename, size=size) if self.withheld else ()
        return any(url in self.withheld for url in urls if url)

    def offsets(self, part: Part) -> frozenset[int]:
        """Where the captures of a file stand that go in."""
        rows = self.store.rows(_OFFSETS, *self._wanted.values, part.id)
        return frozenset(row["warc_offset"] for row in rows)

    def pages(self) -> Iterator[dict[str, Any]]:
        """Front pages, then the page of each article with its text, as it was captured last."""
        for question in (_HOMES, _PAGES):
            yield from self.store.rows(question, *self._wanted.values)
