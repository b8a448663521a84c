"""Pages from records: the same value that the web gives."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from io import SEEK_END
from pathlib import Path

from iria_crawler.errors import ArchiveError
from iria_crawler.framing import Frame, codings, decoded, entity, frame, span
from iria_crawler.items import Page, RecordRef
from iria_crawler.warc.reading import Record, is_of_the_web, named, records

_CAP = 20_000_000


def read_page(folder: Path, ref: RecordRef, *, original: RecordRef | None = None, cap: int = _CAP) -> Page:
    """The page that a response or resource record holds, with a body of at most `cap` bytes.

    A revisit needs its `original`, which has the body; where the revisit has no head of its own, as
    after a 304, status and headers are those of the original too. Raises `ArchiveError` if a record
    is missing, torn or another one.
    """
    with ExitStack() as both:
        record = both.enter_context(named(folder, ref))
        if record.record_type in ("response", "resource"):
            return _page(record, cap=cap)
        if record.record_type != "revisit" or original is None:
            raise ArchiveError(f"{_where(record)}: a {record.record_type} record alone makes no page")
        page = _page(both.enter_context(named(folder, original)), cap=cap)
        page = replace(page, url=record.url, captured_at=record.date, ref=ref)
        parts = _parts(record)
        return page if parts.status is None else replace(page, status=parts.status, headers=parts.headers)


def read_pages(path: Path, *, folder: Path | None = None, cap: int = _CAP) -> Iterator[Page]:
    """The pages that a WARC file holds, whoever wrote it: every response with a status of 200 to 299, and what was kept
    of a web address without an answer.

    With the archive `folder` in which the file lies, pages tell where their record stands. Raises
    `ArchiveError` where the file is torn or broken, after the pages before that place.
    """
    filename = path.relative_to(folder).as_posix() if folder else path.name
    with path.open("rb") as file:
        for record in records(file, filename):
            if _is_page(record):
                page = _page(record, cap=cap)
                yield page if folder else replace(page, ref=None)


def _is_page(record: Record) -> bool:
    if record.record_type == "resource":
        return is_of_the_web(record)
    return record.record_type == "response" and 200 <= (_parts(record).status or 0) < 300


def _page(record: Record, *, cap: int) -> Page:
    if record.record_type == "resource":
        return _page_of_file(record, cap=cap)
    parts = _parts(record)
    if record.record_type != "response" or parts.status is None:
        raise ArchiveError(f"{_where(record)}: the {record.record_type} record holds no HTTP response")
    body, is_all = decoded(entity(record.block, parts), codings(parts.headers), cap=cap)
    return Page(
        url=record.url,
        status=parts.status,
        headers=parts.headers,
        body=body,
        captured_at=record.date,
        ref=record.ref,
        whole=is_all and parts.whole,
    )


def _page_of_file(record: Record, *, cap: int) -> Page:
    """The page that a resource record holds as it is, as if it had come with its media type alone."""
    body, is_all = decoded(span(record.block, 0, record.block.seek(0, SEEK_END)), (), cap=cap)
    said = record.header("Content-Type")
    return Page(
        url=record.url,
        status=200,
        headers=(("Content-Type", said),) if said else (),
        body=body,
        captured_at=record.date,
        ref=record.ref,
        whole=is_all and record.header("WARC-Truncated") is None,
    )


def _parts(record: Record) -> Frame:
    return frame(record.block, method="GET", closed=record.header("WARC-Truncated") is None)


def _where(record: Record) -> str:
    return f"{record.filename} at {record.offset}"
