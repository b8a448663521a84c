"""Copies of records elsewhere that revisits and texts of a delivery need: with them, it replays and verifies alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from iria_crawler import __version__
from iria_crawler.deliver.parcels import Parcel
from iria_crawler.errors import ArchiveError
from iria_crawler.store import Store, ref_of
from iria_crawler.store.portion import Moved, originals
from iria_crawler.warc import Subset, WarcFile, check, count_records, sha256_of

_DAMAGED = "{} at {}, which revisits or texts of {} need, {}; nothing of {} was handed over. See: iria verify --full"


@dataclass(frozen=True, slots=True, kw_only=True)
class Originals:
    """The files of copies, and where each capture stands in them."""

    files: Sequence[WarcFile] = ()
    moved: Sequence[Moved] = ()


def take_originals(store: Store, archive: Path, what: Parcel, folder: Path, *, now: datetime) -> Originals:
    """Copy what revisits in some files stand for and texts of theirs were read from, each checked, with its request.

    Raises `ArchiveError` where a record is damaged or gone."""
    slug, wanted = what.site.slug, originals(store, what.ids)
    if not wanted:
        return Originals()
    # who makes the database again takes files in by the times in their names, and then by names: these come first
    times = [row["captured_at"] for row in wanted] + [file["opened_at"] for file in what.files]
    first = min(map(datetime.fromisoformat, times))
    place = f"warc/{slug}/{first:%Y}"
    (folder / place).mkdir(parents=True, exist_ok=True)
    stem = f"COPIES-{slug}-{first:%Y%m%d%H%M%S}-{now.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    about = {"software": f"copies by iria/{__version__}", "description": f"What revisits and texts of {slug} need"}
    moved: list[Moved] = []
    with Subset(archive, folder / place, stem, info=about, clock=lambda: now) as subset:
        for row in wanted:
            _refuse_damaged(archive, row, slug)
            stands = subset.add(ref_of(row))
            moved.append(Moved(capture_id=row["id"], filename=f"{place}/{stands.warc_file}", offset=stands.warc_offset))
        names = [f"{place}/{name}" for name in subset.filenames]
    return Originals(files=[_file(folder, name, now) for name in names], moved=moved)


def _refuse_damaged(archive: Path, row: Mapping[str, Any], slug: str) -> None:
    found = check(archive, ref_of(dict(row)), wanted=row["payload_digest"])
    if found.problems:
        what = found.problems[0].removeprefix(f"{row['filename']} ")
        raise ArchiveError(_DAMAGED.format(row["filename"], row["warc_offset"], slug, what, slug))


def _file(folder: Path, name: str, now: datetime) -> WarcFile:
    path = folder / name
    return WarcFile(
        filename=name,
        state="closed",
        opened_at=now,
        closed_at=now,
        size=path.stat().st_size,
        records=count_records(folder, name),
        sha256=sha256_of(path),
    )
