"""A WARC file without some of its records: all others byte for byte."""

import hashlib
import os
import shutil
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import BinaryIO

from iria_crawler.framing import span
from iria_crawler.warc.files import failures, sync_folder
from iria_crawler.warc.reading import Record, pieces, records
from iria_crawler.warc.reading import Torn as Damaged

PURGING = ".purging"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rewritten:
    """A file as it will be: where each record that is left stands, by its id, in order, and which bytes it is without,
    as offset and length in the file that there was, whose sha256 is `was`."""

    filename: str
    size: int
    records: int
    sha256: str
    places: dict[str, int]
    removed: tuple[tuple[int, int], ...]
    was: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Torn:
    """What is known of a file that is accepted as damaged: the ids of records by the offsets that rows have of them,
    and at which offsets there are damaged records that are to go."""

    rows: Mapping[int, str]
    meant: Set[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    offset: int
    end: int
    ids: Set[str]


def without(folder: Path, filename: str, record_ids: Set[str], *, was: str, torn: Torn | None = None) -> Rewritten:
    """Write a file anew without some records, durably, beside the one that is there, whose sha256 is `was`.

    `replace` then puts it in its place. Raises `ArchiveError` where the file is damaged, `DiskFull`. With `torn`, what
    is damaged stays as it is, but for records that are to go."""
    path = folder / filename
    places: dict[str, int] = {}
    removed: list[tuple[int, int]] = []
    sha256, size, count, end = hashlib.sha256(), 0, 0, 0
    with (
        failures(filename),
        path.open("rb") as source,
        path.open("rb") as raw,
        path.with_name(path.name + PURGING).open("wb") as out,
    ):
        for part in _left(source, filename, record_ids, torn) if torn else _whole(source, filename, record_ids):
            if part.offset > end:
                removed.append((end, part.offset - end))
            end = part.end
            for data in span(raw, part.offset, part.end):
                out.write(data)
                sha256.update(data)
            places |= dict.fromkeys(part.ids, size)
            size, count = size + part.end - part.offset, count + bool(part.ids)
        if end < (whole := path.stat().st_size):
            removed.append((end, whole - end))
        out.flush()
        os.fsync(out.fileno())
    return Rewritten(
        filename=filename,
        size=size,
        records=count,
        sha256=sha256.hexdigest(),
        places=places,
        removed=tuple(removed),
        was=was,
    )


def _whole(source: BinaryIO, filename: str, record_ids: Set[str]) -> Iterator[_Part]:
    """The records of a file but for some."""
    for record in records(source, filename):
        if record.record_id not in record_ids:
            yield _Part(offset=record.offset, end=record.offset + record.length, ids={record.record_id})


def _left(source: BinaryIO, filename: str, record_ids: Set[str], torn: Torn) -> Iterator[_Part]:
    """The records of a damaged file but for some, and what is damaged but for what is of those: a piece without a head
    or a row is of the damaged record before it. Nobody can tell apart what one gzip member has of several records."""
    is_out = False
    for piece in pieces(source, filename):
        if isinstance(piece, Record):
            is_out = False
            if piece.record_id not in record_ids:
                yield _Part(offset=piece.offset, end=piece.offset + piece.length, ids={piece.record_id})
            continue
        if piece.is_shared:
            raise piece.problem
        for part in _parts(piece, torn):
            if part.ids or part.offset in torn.meant:
                is_out = part.offset in torn.meant or not part.ids.isdisjoint(record_ids)
            if not is_out:
                yield part


def _parts(piece: Damaged, torn: Torn) -> Iterator[_Part]:
    """What is damaged, cut where rows say that a record began."""
    end = piece.offset + piece.length
    cuts = [piece.offset, *sorted(offset for offset in torn.rows if piece.offset < offset < end), end]
    for offset, following in pairwise(cuts):
        said = piece.head.record_id if piece.head and offset == piece.offset else None
        yield _Part(offset=offset, end=following, ids={found for found in (said, torn.rows.get(offset)) if found})


def replace(folder: Path, filename: str) -> None:
    """Put a rewritten file in the place of the one that is there."""
    path = folder / filename
    with failures(filename):
        path.with_name(path.name + PURGING).replace(path)
        sync_folder(path.parent)


def left_behind(folder: Path) -> list[str]:
    """The files of which a rewritten form lies beside them: a purge was killed before it put it in its place."""
    paths = sorted(folder.glob(f"warc/*/*/*{PURGING}"))
    return [path.relative_to(folder).as_posix().removesuffix(PURGING) for path in paths]


def discard(folder: Path, filename: str) -> None:
    """Remove a rewritten form that no row knows of."""
    path = folder / filename
    path.with_name(path.name + PURGING).unlink(missing_ok=True)


def space_for(folder: Path, filenames: Set[str]) -> bool:
    """Whether there is room to write some files anew beside themselves."""
    return sum((folder / name).stat().st_size for name in filenames) < shutil.disk_usage(folder).free
