"""A WARC file without some of its records: all others byte for byte."""

import hashlib
import os
import shutil
from collections.abc import Set
from dataclasses import dataclass
from pathlib import Path

from iria_crawler.warc.files import failures, sync_folder
from iria_crawler.warc.reading import records

PURGING = ".purging"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rewritten:
    """A file as it will be: where each record that is left stands, by its id, in order, and which bytes it is without,
    as offset and length in the file that there was."""

    filename: str
    size: int
    records: int
    sha256: str
    places: dict[str, int]
    removed: tuple[tuple[int, int], ...]


def without(folder: Path, filename: str, record_ids: Set[str]) -> Rewritten:
    """Write a file anew without some records, durably, beside the one that is there.

    `replace` then puts it in its place. Raises `ArchiveError` where the file is damaged, `DiskFull`."""
    path = folder / filename
    places: dict[str, int] = {}
    removed: list[tuple[int, int]] = []
    sha256, size, count = hashlib.sha256(), 0, 0
    with (
        failures(filename),
        path.open("rb") as source,
        path.open("rb") as raw,
        path.with_name(path.name + PURGING).open("wb") as out,
    ):
        for record in records(source, filename):
            if record.record_id in record_ids:
                removed.append((record.offset, record.length))
                continue
            raw.seek(record.offset)
            member = raw.read(record.length)
            out.write(member)
            sha256.update(member)
            places[record.record_id] = size
            size, count = size + record.length, count + 1
        out.flush()
        os.fsync(out.fileno())
    return Rewritten(
        filename=filename,
        size=size,
        records=count,
        sha256=sha256.hexdigest(),
        places=places,
        removed=tuple(removed),
    )


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
