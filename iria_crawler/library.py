"""An archive for people who program: articles, their versions, and the captures that prove them, read-only."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from iria_crawler.cite import citation
from iria_crawler.diff import Row, compared
from iria_crawler.errors import UsageError
from iria_crawler.items import Page, RecordRef
from iria_crawler.proof import Step, prove
from iria_crawler.store import Store, queries, ref_of
from iria_crawler.store.queries import article_id, known_site
from iria_crawler.store.searching import Order, Wanted, search, version_ids
from iria_crawler.warc import read_page


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A text that the publisher has shown. `number` counts within the article, from 1; times are aware and UTC.

    `change` is `first`, `body` or `title`; `text_sha256` is that of headline and text (NFC, white space collapsed).
    `record` is where the capture stands that it was read from; of an article of several pages, that of the first.
    """

    id: int
    article_id: int
    number: int
    title: str
    body: str
    authors: tuple[str, ...]
    language: str | None
    section: str | None
    published_at: datetime | None
    modified_at: datetime | None
    first_seen_at: datetime
    last_seen_at: datetime
    words: int
    change: str
    text_sha256: str
    extractor: str
    captured_at: datetime
    record: RecordRef


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchivedArticle:
    """An article as it was last seen. `text` is the version that counts as the article, one of `versions`.

    `status` is `live`, `gone` or `moved`; what is withheld is not given at all."""

    id: int
    site: str
    url: str
    title: str
    language: str | None
    section: str | None
    categories: tuple[str, ...]
    tags: tuple[str, ...]
    published_at: datetime | None
    status: str
    versions: int
    text: Version


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A picture of a text: `after` so many paragraphs (None: not known), in the `role` of lead, inline or gallery."""

    url: str
    role: str
    caption: str | None
    credit: str | None
    alt: str | None
    after: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """Where a query fits: `begin` counts characters in the headline (`where` is `title`) or the text (`body`)."""

    where: str
    begin: int
    left: str
    match: str
    right: str

    def __str__(self) -> str:
        return " ".join(f"{self.left}[{self.match}]{self.right}".split())


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A version that fits a query, its article, and all the places where words of the query stand."""

    article: ArchivedArticle
    version: Version
    passages: tuple[Passage, ...]


def open_archive(folder: str | Path = "archive") -> "Library":
    """An archive, open for reading; crawls may go on meanwhile.

    Raises `NoArchive` where there is none, `NewerDatabase`, `Locked` or `ArchiveError` where it cannot be read; all
    are `iria_crawler.errors.IriaError`, with a text for people."""
    return Library(Path(folder))


class Library:
    """An open archive; a context manager. One belongs to one thread at a time.

    Filters (`site`, `since`, `until`, `author`, `category`, `tag`, `language`, `all_versions`) are those of
    `store.searching.Wanted`. Methods raise `UsageError` for what is not there and for queries that cannot be read."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._store = Store.open(folder)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self._store.close()

    def sites(self) -> tuple[str, ...]:
        """The slugs of the sites."""
        return tuple(row["slug"] for row in self._store.rows("SELECT slug FROM sites ORDER BY slug"))

    def articles(self, query: str | None = None, **filters: Any) -> Iterator[ArchivedArticle]:
        """The articles that fit a query and filters, the oldest first, one by one."""
        last = None
        for version_id in version_ids(self._store, query, self._wanted(filters)):
            version = self._version(version_id)
            if version.article_id != last:  # its other versions fit as well
                yield self._article(version)
            last = version.article_id

    def versions(self, article: int | str) -> tuple[Version, ...]:
        """Every text that the publisher has shown of an article (its number or an address), the first one first."""
        number = article_id(self._store, str(article))
        return tuple(self._version(row["version_id"]) for row in queries.history(self._store, number))

    def article(self, article: int | str) -> ArchivedArticle:
        """An article by its number or any of its addresses."""
        number = article_id(self._store, str(article))
        version_id = self._store.value("SELECT current_version_id FROM articles WHERE id = ?", number)
        return self._article(self._version(version_id))

    def search(
        self, query: str, *, limit: int = 20, offset: int = 0, order: Order = "rank", around: int = 12, **filters: Any
    ) -> list[Found]:
        """What fits an FTS5 query, best or newest first; passages have `around` words on either side."""
        rows = search(self._store, query, self._wanted(filters), limit=limit, offset=offset, order=order, around=around)
        return [self._found(row) for row in rows]

    def pictures(self, version: Version) -> tuple[Picture, ...]:
        """The pictures of a text, in the order of the page."""
        rows = self._store.rows(
            "SELECT i.url, x.role, x.caption, x.credit, x.alt, x.after FROM version_images x"
            " JOIN images i ON i.id = x.image_id WHERE x.version_id = ? ORDER BY x.position",
            version.id,
        )
        return tuple(Picture(**row) for row in rows)

    def captures(self, version: Version) -> tuple[Page, ...]:
        """The pages that a text was read from, as they were captured: status, headers, and the body without codings.

        One, or one for each page of an article that runs over several. Raises `ArchiveError` where a record is not
        what the database says."""
        rows = self._store.rows(
            "SELECT w.filename, c.warc_offset, c.warc_length, c.warc_record_id, o.warc_record_id AS original_id"
            " FROM version_records r JOIN captures c ON c.id = r.capture_id JOIN warc_files w ON w.id = c.warc_file_id"
            " LEFT JOIN captures o ON o.id = c.refers_to_id WHERE r.version_id = ? ORDER BY r.position",
            version.id,
        )
        return tuple(self._page(row) for row in list(rows))

    def diff(self, old: Version, new: Version) -> tuple[Row, ...]:
        """What changed between two texts, paragraph by paragraph, word by word."""
        return compared(f"{old.title}\n\n{old.body}", f"{new.title}\n\n{new.body}")

    def prove(self, version: Version) -> tuple[Step, ...]:
        """Read the records of a text, make their digests, extract the text again and compare; it is proved where no
        step `differs`."""
        return tuple(prove(self._store, self.folder, version.id))

    def cite(self, version: Version) -> dict[str, Any]:
        """What a citation of a text names; `iria_crawler.cite` writes it as text, BibTeX, CSL-JSON or RIS."""
        return citation(self._store, version.article_id, version=version.number)

    # -- rows to values --

    def _wanted(self, filters: Mapping[str, Any]) -> Wanted:
        try:
            wanted = Wanted(**filters)
        except TypeError as problem:
            raise UsageError(f"there is no such filter: {problem}") from problem
        known_site(self._store, wanted.site)
        return wanted

    def _found(self, row: Mapping[str, Any]) -> Found:
        version = self._version(row["version_id"])
        return Found(
            article=self._article(version),
            version=version,
            passages=tuple(Passage(**passage) for passage in row["passages"]),
        )

    def _version(self, version_id: int) -> Version:
        row = self._store.row(
            "SELECT v.id, v.article_id, v.version, v.title, v.body, v.byline, v.language, v.section, v.published_at,"
            " v.modified_at, v.first_seen_at, v.last_seen_at, v.words, v.change, v.text_sha256, v.extractor,"
            " c.captured_at, w.filename, c.warc_offset, c.warc_length, c.warc_record_id FROM article_versions v"
            " JOIN captures c ON c.id = v.capture_id JOIN warc_files w ON w.id = c.warc_file_id WHERE v.id = ?",
            version_id,
        )
        assert row
        record = ref_of(row)
        for name in ("filename", "warc_offset", "warc_length", "warc_record_id"):
            del row[name]
        number, authors = row.pop("version"), _list(row.pop("byline"))
        times = {name: _moment(row[name]) for name in row if name.endswith("_at")}
        return Version(**{**row, **times}, number=number, authors=authors, record=record)

    def _article(self, version: Version) -> ArchivedArticle:
        row = self._store.row(
            "SELECT id, site, url, title, language, section, categories, tags, published_at, status, versions,"
            " version_id FROM article WHERE id = ?",
            version.article_id,
        )
        assert row
        current = version if row["version_id"] == version.id else self._version(row["version_id"])
        del row["version_id"]
        lists = {name: _list(row[name]) for name in ("categories", "tags")}
        return ArchivedArticle(**{**row, **lists, "published_at": _moment(row["published_at"]), "text": current})

    def _page(self, row: Mapping[str, Any]) -> Page:
        original = self._store.payload_ref(row["original_id"]) if row["original_id"] else None
        return read_page(self.folder, ref_of(row), original=original)


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _list(text: str | None) -> tuple[str, ...]:
    return tuple(text.split("; ")) if text else ()
