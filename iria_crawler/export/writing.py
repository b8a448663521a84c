"""Writes exports: the selection of one moment, whole or not at all."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TextIO

from iria_crawler.export import databases, single, tables, tei, warcs
from iria_crawler.export.about import About, Resource, describe
from iria_crawler.export.fields import METADATA
from iria_crawler.export.folder import refuse, whole
from iria_crawler.export.orders import TITLES, Order
from iria_crawler.export.texts import Watch
from iria_crawler.store import Store
from iria_crawler.store.queries import site_now
from iria_crawler.store.searching import version_ids
from iria_crawler.store.selection import Selection, selected

SPREADSHEET = (
    "Texts stand here as they were published. A spreadsheet runs a cell that begins with `=`, `+`, `-` or `@` as a"
    " formula: write the export with `--spreadsheet` before you open it with one."
)
GUARDED = "For spreadsheets: texts that begin with `=`, `+`, `-`, `@`, tab or CR have a `'` before them."


@dataclass(frozen=True, kw_only=True)
class Written:
    """What went out, and where it is."""

    folder: Path
    articles: int
    versions: int
    files: Sequence[Mapping[str, Any]]


@dataclass(frozen=True, kw_only=True)
class _Job:
    """What the formats need to fill a folder."""

    archive: Path
    staged: Path
    order: Order
    selection: Selection
    rights: Mapping[str, str]
    watch: Watch

    @property
    def rows(self) -> Iterable[dict[str, Any]]:
        return self.watch(self.selection.rows(), self.selection.versions)


def counts(store: Store, order: Order) -> tuple[int, int]:
    """How many articles and texts would go."""
    with _selected(store, order) as selection:
        return selection.articles, selection.versions


def _selected(store: Store, order: Order) -> AbstractContextManager[Selection]:
    ids = version_ids(store, order.query, order.wanted)
    return selected(store, ids, with_current=order.format == "sqlite")


def export(
    store: Store,
    archive: Path,
    order: Order,
    folder: Path,
    *,
    force: bool = False,
    watch: Watch = lambda rows, _: rows,
    now: datetime | None = None,
) -> Written:
    """Write an export into a folder of its own, whole or not at all.

    Raises `UsageError` where the folder is taken, `ArchiveError` where a record cannot be had, `DiskFull`.
    """
    refuse(folder, force=force)
    with _selected(store, order) as selection, whole(folder, force=force) as staged:
        sites = list(selection.sites())
        rights = rights_of(store, archive, [site["slug"] for site in sites])
        job = _Job(archive=archive, staged=staged, order=order, selection=selection, rights=rights, watch=watch)
        resources, remarks = _WRITERS[order.format](job)
        about = About(
            title=TITLES[order.format],
            format=order.format,
            query=order.query,
            filters=order.filters,
            articles=selection.articles,
            versions=selection.versions,
            sites=sites,
            rights=rights,
            extractors=selection.extractors(),
            schema_version=store.schema_version,
            made_at=now or datetime.now(UTC),
            remarks=remarks,
        )
        files = describe(staged, about, resources)
    return Written(folder=folder, articles=selection.articles, versions=selection.versions, files=files)


def stream(store: Store, order: Order, file: TextIO, *, watch: Watch = lambda rows, _: rows) -> tuple[int, int]:
    """Write the table of an export alone to an open file; gives how many articles and texts it was of."""
    with _selected(store, order) as selection:
        if order.format == "graph":
            tables.edges(file, selection.links())
        else:
            rows = watch(selection.rows(), selection.versions)
            tables.articles(file, rows, kind=order.format, guarded=order.guarded)
        return selection.articles, selection.versions


def rights_of(store: Store, archive: Path, slugs: Iterable[str]) -> dict[str, str]:
    """What the site files say on rights; of a site that has lost its file, what its last crawl knew."""
    said = {}
    for slug in slugs:
        site = site_now(store, archive, slug)
        if site.collection.rights:
            said[slug] = site.collection.rights
    return said


Filled = tuple[list[Resource], list[str]]


def _csv(job: _Job) -> Filled:
    guarded = job.order.guarded
    return tables.csv(job.staged, job.rows, guarded=guarded), [GUARDED if guarded else SPREADSHEET]


def _jsonl(job: _Job) -> Filled:
    return tables.jsonl(job.staged, job.rows), []


def _parquet(job: _Job) -> Filled:
    return tables.parquet(job.staged, job.rows), []


def _graph(job: _Job) -> Filled:
    return tables.graph(job.staged, job.selection.links()), []


def _txt(job: _Job) -> Filled:
    count = single.write(job.staged, job.rows, place="txt", ending="txt", content=single.plain)
    return [_files_table(count)], ["`txt/` has one file a text: title, blank line, paragraphs; UTF-8."]


def _tei(job: _Job) -> Filled:
    names = {site["slug"]: site["name"] for site in job.selection.sites()}

    def content(row: Mapping[str, Any]) -> bytes:
        return tei.document(row, publisher=names[row["site"]], rights=job.rights.get(row["site"]))

    count = single.write(job.staged, job.rows, place="tei", ending="xml", content=content)
    return [_files_table(count)], ["`tei/` has one TEI P5 file a text."]


def _warc(job: _Job) -> Filled:
    title = f"{TITLES['warc']}: {job.order.query or 'all articles'}"
    return warcs.write(job.staged, job.archive, job.selection, title=title, watch=job.watch), [warcs.REMARK]


def _sqlite(job: _Job) -> Filled:
    return databases.write(job.staged, job.archive, job.selection), [databases.REMARK]


def _files_table(count: int) -> Resource:
    return Resource(
        path=single.TABLE,
        description="One row a text: its file and all that is known of it",
        mediatype="text/csv",
        rows=count,
        fields=METADATA,
    )


_WRITERS: Mapping[str, Callable[[_Job], Filled]] = {
    "csv": _csv,
    "jsonl": _jsonl,
    "parquet": _parquet,
    "graph": _graph,
    "txt": _txt,
    "tei": _tei,
    "warc": _warc,
    "sqlite": _sqlite,
}
