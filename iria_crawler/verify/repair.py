"""Puts good copies in the place of damaged and missing files."""

import os
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from iria_crawler import cdxj
from iria_crawler.errors import ArchiveError
from iria_crawler.report import counted
from iria_crawler.store import Store
from iria_crawler.store.events import happened
from iria_crawler.store.queries import site_now
from iria_crawler.verify.files import path_of
from iria_crawler.verify.fixity import files, looked
from iria_crawler.verify.gathering import gathered
from iria_crawler.verify.reading import Whole
from iria_crawler.verify.references import References
from iria_crawler.warc import sha256_of
from iria_crawler.warc.files import failures, sync_folder

_PIECE = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Repair:
    """What became of a damaged or missing file: the good copy is `source`, the damaged file was `kept` beside it. No
    source: no good copy was found, and nothing was done."""

    file: str
    what: str
    source: str | None = None
    kept: str | None = None


def repairs(store: Store, folder: Path, copies: Path, *, jobs: int, dry_run: bool, now: datetime) -> Iterator[Repair]:
    """Find what is damaged, look for a copy of it by name and by sum, check it, and put it in its place."""
    damaged = list(_damaged(store, folder, jobs))
    there = _by_size(copies) if damaged else {}
    for row, what in damaged:
        source = _copy_of(row, there)
        if source is None or dry_run:
            yield Repair(file=row["filename"], what=what, source=str(source) if source else None)
            continue
        began = time.monotonic()
        kept = _put(source, folder / row["filename"], row)
        repair = Repair(file=row["filename"], what=what, source=str(source), kept=kept)
        with Store.create(folder) as writing, writing.transaction():
            detail = {"what": what, "source": str(source), "kept": kept}
            happened(writing, "repair", row["filename"], now=now, detail=detail)
            # its sum was made before it took its place: whoever asks what is damaged need not wait for the next run
            looked(writing, row, row["sha256"], seconds=time.monotonic() - began, now=now)
        if row["state"] == "bad":
            _take_in(store, folder, row["filename"])
        yield repair


def _take_in(store: Store, folder: Path, filename: str) -> None:
    """Give the records their rows that could not be read when a file was taken in damaged, and have them read."""
    from iria_crawler.ingest import adopt, read_all  # a crawl's readers, which hardly any repair needs

    site = site_now(store, folder, filename.split("/")[1])
    adopt(folder, site, [filename])
    read_all(folder, site)
    cdxj.write(store, folder, site.slug)


def lines(done: Sequence[Repair], copies: Path, *, dry_run: bool) -> Iterator[str]:
    """What was done, file by file."""
    for each in done:
        if each.source is None:
            yield f"NO COPY  {each.file}\n         {each.what}; {copies} has no file with its sha256"
        else:
            kept = f"; the damaged one is {each.kept}" if each.kept else ""
            verb = "WOULD BE" if dry_run else "REPAIRED"
            yield f"{verb} {each.file}\n         {each.what}; from {each.source}{kept}"
    left = sum(each.source is None for each in done)
    could = "could be repaired" if dry_run else "repaired"
    yield f"{counted(len(done) - left, 'file')} {could}, {left:,} left damaged." if done else "No file is damaged."


def _damaged(store: Store, folder: Path, jobs: int) -> Iterator[tuple[dict[str, Any], str]]:
    """The closed files whose sum is not what it was, or cannot be made."""
    rows = {row["filename"]: row for row in files(store, due=False, now=store.now()) if row["sha256"]}
    missing = [row for row in rows.values() if not path_of(folder, row).exists()]
    yield from ((row, "missing") for row in missing)
    tasks = [Whole(path_of(folder, row), name, records=False) for name, row in rows.items() if row not in missing]
    with References(whole=False) as references:
        for task, found in gathered(tasks, references, size=jobs, step=lambda _: None):
            row = rows[task.name]
            if found.sha256 != row["sha256"]:
                yield row, "; ".join(damage.what for damage in found.damages) or "its sha256 is another"


def _by_size(copies: Path) -> Mapping[int, list[Path]]:
    """What is in a folder, which is listed once: there may be thousands of files, damaged ones and copies."""
    found: dict[int, list[Path]] = {}
    for path in sorted(copies.rglob("*")):
        if path.is_file():
            found.setdefault(path.stat().st_size, []).append(path)
    return found


def _copy_of(row: dict[str, Any], there: Mapping[int, list[Path]]) -> Path | None:
    """A file of the right length and sum: those of the same name first, then any."""
    name = Path(row["filename"]).name
    fitting = sorted(there.get(row["size"], ()), key=lambda path: path.name != name)
    return next((path for path in fitting if _sum(path) == row["sha256"]), None)


def _put(source: Path, final: Path, row: dict[str, Any]) -> str | None:
    """Copy a file durably, its sum made again of what was written, and only then let it take its place."""
    part = final.with_name(final.name + ".part")
    with failures(row["filename"]), ExitStack() as undo:
        final.parent.mkdir(parents=True, exist_ok=True)
        undo.callback(part.unlink, missing_ok=True)
        with source.open("rb") as good, part.open("wb") as file:
            while piece := good.read(_PIECE):
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())
        if _sum(part) != row["sha256"]:
            raise ArchiveError(f"{source} did not arrive as it was; is the disk in order? Nothing was changed")
        kept = _set_aside(final)
        part.rename(final)
        sync_folder(final.parent)
    return kept.name if kept else None


def _set_aside(path: Path) -> Path | None:
    """Keep a damaged file beside its place: some of it may be wanted."""
    if not path.exists():
        return None
    number = 1
    aside = path.with_name(f"{path.name}.damaged")
    while aside.exists():
        number += 1
        aside = path.with_name(f"{path.name}.damaged-{number}")
    path.rename(aside)
    return aside


def _sum(path: Path) -> str | None:
    try:
        return sha256_of(path)
    except OSError:
        return None
