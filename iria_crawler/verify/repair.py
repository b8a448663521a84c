"""Puts good copies in the place of damaged and missing files."""

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from iria_crawler import access, cdxj
from iria_crawler.report import counted
from iria_crawler.store import Store, extras, purging
from iria_crawler.store.accepting import REPAIRED, end, in_force
from iria_crawler.store.events import happened
from iria_crawler.store.queries import site_now
from iria_crawler.store.withholding import replay_rules
from iria_crawler.verify.evidence import Copy, chosen, is_whole, places_of, weighed
from iria_crawler.verify.files import path_of
from iria_crawler.verify.fixity import files, looked
from iria_crawler.verify.gathering import gathered
from iria_crawler.verify.putting import put, sum_of
from iria_crawler.verify.reading import Whole
from iria_crawler.verify.references import References
from iria_crawler.verify.remembered import forget_mended

# of which the sum may be that of damaged bytes
_SUSPECTS = (
    "SELECT filename FROM warc_files WHERE state = 'bad' UNION SELECT file FROM damages WHERE part = 'records'"
    " AND file IS NOT NULL"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Repair:
    """What became of a damaged or missing file: the good copy is `source`, and `evidence` what speaks for it where no
    sum does; the damaged file was `kept` beside it. No source: no good copy was found, and nothing was done; `against`
    says why, and `accepted` that the loss was accepted."""

    file: str
    what: str
    source: str | None = None
    evidence: str | None = None
    against: str | None = None
    accepted: bool = False
    kept: str | None = None


@dataclass(frozen=True, slots=True)
class _Damaged:
    """A damaged file: whether its sum tells a good copy, and whether its records may, since it was taken in damaged."""

    row: dict[str, Any]
    what: str
    by_sum: bool = True
    by_records: bool = False
    is_whole: bool = False
    """It has its good bytes already, of which not all were taken in."""

    @property
    def filename(self) -> str:
        name: str = self.row["filename"]
        return name


def repairs(store: Store, folder: Path, copies: Path, *, jobs: int, dry_run: bool, now: datetime) -> Iterator[Repair]:
    """Find what is damaged, look for a copy of it by sum, or by what its records say where the sum is that of the
    damaged file, check it, and put it in its place."""
    damaged = list(_damaged(store, folder, jobs))
    there = _by_size(copies) if damaged else {}
    accepted = {row["warc_file"] for row in in_force(store)} if damaged else set()
    for each in damaged:
        copy = _copy_of(store, folder, each, there)
        if copy is None and not each.by_sum and not Path(each.filename).name.startswith("IRIA-"):
            continue  # others have often no better ones, which `verify` does not call damage
        repair = replace(_told(each, copy), accepted=each.filename in accepted)
        if copy and repair.source and not dry_run:
            repair = _mended(store, folder, each, copy, repair, now)
        yield repair


def _mended(store: Store, folder: Path, damaged: _Damaged, copy: Copy, repair: Repair, now: datetime) -> Repair:
    """Put a copy in the place of a damaged file, and have the rows say so."""
    row, began = damaged.row, time.monotonic()
    # then records may stand elsewhere than before, and more be there
    is_new = row["state"] == "bad" or copy.said is not None
    if copy.said:  # first, so that who is killed here has a sum to find the copy by
        _note_sum(folder, row, copy)
    if not damaged.is_whole:
        repair = replace(repair, kept=put(copy, folder, damaged.filename))
    with Store.create(folder) as writing, writing.transaction():
        detail = {"what": damaged.what, "source": repair.source, "evidence": copy.said, "kept": repair.kept}
        happened(writing, "repair", damaged.filename, now=now, detail=detail)
        # its sum was made before it took its place: whoever asks what is damaged need not wait for the next run
        looked(writing, row | {"sha256": copy.sha256}, copy.sha256, seconds=time.monotonic() - began, now=now)
        forget_mended(writing)
        end(writing, damaged.filename, by=REPAIRED, now=now)
        if is_new:
            _move(writing, folder, damaged.filename)
    if is_new:
        _take_in(store, folder, damaged.filename, now)
    return repair


def _told(damaged: _Damaged, copy: Copy | None) -> Repair:
    """What is about to become of a file."""
    name = damaged.filename
    if copy and not copy.against:
        return Repair(file=name, what=damaged.what, source=str(copy.path), evidence=copy.said)
    nothing = "no file there has its sha256" if damaged.by_sum else "no file there has its name"
    return Repair(
        file=name, what=damaged.what, against=f"{copy.path} is no good copy: {copy.against}" if copy else nothing
    )


def _note_sum(folder: Path, row: Mapping[str, Any], copy: Copy) -> None:
    with Store.create(folder) as store, store.transaction():
        store.run(
            "UPDATE warc_files SET sha256 = ?, size = ?, records = ?, state = 'bad' WHERE id = ?",
            *(copy.sha256, copy.size, copy.records, row["id"]),
        )


def _move(store: Store, folder: Path, filename: str) -> None:
    """Have the rows of a file say where its records stand."""
    places = places_of(folder / filename)
    offsets = {name: offset for name, (offset, _) in places.items()}
    lengths = {name: length for name, (_, length) in places.items()}
    for move in (purging.move, extras.move):
        move(store, filename, offsets, lengths)


def _take_in(store: Store, folder: Path, filename: str, now: datetime) -> None:
    """Give the records their rows that could not be read when a file was taken in damaged, and have them read.

    Only then the file counts as whole: where this is killed, the next repair ends it."""
    from iria_crawler.ingest import adopt, read_all  # a crawl's readers, which hardly any repair needs

    site = site_now(store, folder, filename.split("/")[1])
    (adopted,) = adopt(folder, site, [filename], undamaged="bad")
    access.write(folder, replay_rules(store, now=now))  # what is about pages that are withheld may have come
    read_all(folder, site)
    cdxj.write(store, folder, site.slug)
    if not adopted.damages:
        with Store.create(folder) as writing, writing.transaction():
            writing.run("UPDATE warc_files SET state = 'closed' WHERE filename = ?", filename)


def lines(done: Sequence[Repair], *, dry_run: bool) -> Iterator[str]:
    """What was done, file by file."""
    for each in done:
        if each.source is None:
            known = ", a loss that was accepted" if each.accepted else ""
            yield f"NO COPY  {each.file}\n         {each.what}; {each.against}{known}"
        else:
            kept = f"; the damaged one is {each.kept}" if each.kept else ""
            verb = "WOULD BE" if dry_run else "REPAIRED"
            yield f"{verb} {each.file}\n         {each.what}; from {each.source}{kept}"
            if each.evidence:
                yield f"         {each.evidence}"
    left = sum(each.source is None for each in done)
    could = "could be repaired" if dry_run else "repaired"
    yield f"{counted(len(done) - left, 'file')} {could}, {left:,} left damaged." if done else "No file is damaged."


def _damaged(store: Store, folder: Path, jobs: int) -> Iterator[_Damaged]:
    """The closed files whose sum is not what it was, or cannot be made, or is that of damaged bytes."""
    rows = {row["filename"]: row for row in files(store, due=False, now=store.now()) if row["sha256"]}
    missing = [row for row in rows.values() if not path_of(folder, row).exists()]
    yield from (_Damaged(row, "missing", by_records=row["state"] == "bad") for row in missing)
    tasks = [Whole(path_of(folder, row), name, records=False) for name, row in rows.items() if row not in missing]
    suspects = {row["filename"] for row in store.rows(_SUSPECTS)}
    with References(whole=False) as references:
        for task, found in gathered(tasks, references, size=jobs, step=lambda _: None):
            row = rows[task.name]
            if found.sha256 != row["sha256"]:
                what = "; ".join(damage.what for damage in found.damages) or "its sha256 is another"
                yield _Damaged(row, what, by_records=row["state"] == "bad")
            elif task.name in suspects and is_whole(task.path, task.name):
                if row["state"] == "bad":
                    yield _Damaged(row, "it is whole, but not all of it was taken in", is_whole=True)
            elif task.name in suspects:
                what = "its records are damaged, and its sha256 is that of the damaged bytes"
                yield _Damaged(row, what, by_sum=False, by_records=True)


def _by_size(copies: Path) -> Mapping[int, list[Path]]:
    """What is in a folder, which is listed once: there may be thousands of files, damaged ones and copies."""
    found: dict[int, list[Path]] = {}
    for path in sorted(copies.rglob("*")):
        if path.is_file():
            found.setdefault(path.stat().st_size, []).append(path)
    return found


def _copy_of(store: Store, folder: Path, damaged: _Damaged, there: Mapping[int, list[Path]]) -> Copy | None:
    """A file of the right length and sum, those of the same name first; else, where the sum may be that of damaged
    bytes, one of the same name for which its records speak, or one that they speak against."""
    row, name = damaged.row, Path(damaged.filename).name
    if damaged.is_whole:
        return Copy(path=folder / damaged.filename, sha256=row["sha256"])
    fitting = sorted(there.get(row["size"], ()), key=lambda path: path.name != name) if damaged.by_sum else ()
    if found := next((path for path in fitting if sum_of(path) == row["sha256"]), None):
        return Copy(path=found, sha256=row["sha256"])
    named = [path for paths in there.values() for path in paths if path.name == name] if damaged.by_records else ()
    weighed_ = [weighed(store, folder / row["filename"], row["filename"], path) for path in named]
    return chosen(weighed_)
