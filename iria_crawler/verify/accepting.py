"""Accepts a loss that nothing can mend: what a file has lost is looked at once more, and is known from then on."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from iria_crawler.errors import ArchiveError, UsageError
from iria_crawler.judge.differing import is_of_rows
from iria_crawler.report import counted
from iria_crawler.store import Store
from iria_crawler.store.accepting import Loss, accept, in_force
from iria_crawler.verify.batches import key_of
from iria_crawler.verify.files import path_of
from iria_crawler.verify.findings import Damage
from iria_crawler.verify.fixity import looked
from iria_crawler.verify.gathering import Gathered, gathered
from iria_crawler.verify.losses import told
from iria_crawler.verify.reading import Whole
from iria_crawler.verify.references import References
from iria_crawler.warc.rewriting import left_behind

_FILE = (
    "SELECT id, filename, state, size, records, sha256 FROM warc_files WHERE filename = ?1"
    " OR substr(filename, -length(?1) - 1) = '/' || ?1 ORDER BY filename = ?1 DESC, filename"
)
_ELSEWHERE = "SELECT warc_record_id FROM captures WHERE warc_file_id <> ?"
_CAPTURES = (
    "SELECT count(*) FROM captures c JOIN warc_files w ON w.id = c.warc_file_id WHERE w.filename = ?"
    " AND c.warc_offset IN (SELECT value FROM json_each(?))"
)


def losses(store: Store, folder: Path, names: tuple[str, ...], *, reason: str, by: str) -> list[Loss]:
    """What would be accepted of some files, named from the archive folder or by their last part. Raises `UsageError`
    where one is unknown, still written, or whole, and `ArchiveError` where it cannot be read."""
    return [_loss(store, folder, row, reason, by) for row in (_row(store, folder, name) for name in names)]


def accept_all(folder: Path, found: list[Loss], *, now: datetime) -> None:
    """Accept losses, all of them or none."""
    with Store.create(folder) as store, store.transaction():
        for loss in found:
            accept(store, loss, now=now)
            row = store.row("SELECT id, sha256 FROM warc_files WHERE filename = ? AND state <> 'open'", loss.warc_file)
            if row:
                looked(store, row, loss.sha256, seconds=0.0, now=now)


def lines(found: list[Loss], *, dry_run: bool) -> Iterator[str]:
    """What was accepted, file by file."""
    for loss in found:
        state = "damaged" if loss.sha256 else "gone"
        yield f"{'WOULD BE' if dry_run else 'ACCEPTED'} {loss.warc_file}"
        yield f"         {state}; lost: {loss.lost or 'nothing'}"
    verb = "would be" if dry_run else "is"
    yield f"What these files have lost {verb} known; any other damage of them is an alarm as ever."


def _row(store: Store, folder: Path, name: str) -> dict[str, Any]:
    wanted = name.removeprefix(f"{folder}/")
    row = store.row(_FILE, wanted)
    if row is None:
        raise UsageError(f"the database knows no WARC file {name}; `iria verify` names them from the archive folder")
    if row["filename"] in left_behind(folder):
        raise UsageError(f"{row['filename']}: a purge of it was killed; end that first: the same `iria purge` again")
    if row["state"] == "open" and path_of(folder, row).exists():
        raise UsageError(f"{row['filename']} is still written, or was left so: a crawl of its site ends it first")
    return row


def _loss(store: Store, folder: Path, row: dict[str, Any], reason: str, by: str) -> Loss:
    name, path = row["filename"], path_of(folder, row)
    about = {"warc_file": name, "expected": row["sha256"], "reason": reason, "accepted_by": by}
    if not path.exists():
        gone = told(store, folder, Damage(what="the file is missing", file=name))
        return Loss(sha256=None, size=None, offsets=(), lost=gone.lost, **about)
    found, damages = _looked_at(store, folder, row)
    if found.sha256 is None:
        raise ArchiveError(f"{name} cannot be read; move it away, and accept that it is gone")
    is_changed = row["state"] == "bad" or found.sha256 != row["sha256"]
    offsets = {damage.offset for damage in damages if is_changed or not is_of_rows(damage.what)}
    if is_changed:
        offsets.add(None)
    if not offsets or (not is_changed and offsets == {None} and any(is_of_rows(damage.what) for damage in damages)):
        raise UsageError(f"{name} is whole: there is no loss to accept{_why_not(store, name, damages)}")
    return Loss(
        sha256=found.sha256,
        size=path.stat().st_size,
        offsets=tuple(sorted(offsets, key=lambda offset: -1 if offset is None else offset)),
        lost=_lost(store, name, offsets),
        differences=tuple(_differences(damages, offsets)),
        **about,
    )


def _differences(damages: list[Damage], offsets: set[int | None]) -> Iterator[tuple[int, str]]:
    """What rows say otherwise than records that are damaged: of others, the rows are wrong, which is no loss."""
    for damage in damages:
        if damage.offset is not None and damage.offset in offsets and is_of_rows(damage.what):
            yield damage.offset, damage.what


def _why_not(store: Store, name: str, damages: list[Damage]) -> str:
    if damages:
        return "; it is rows of the database that say otherwise than its records: `iria reindex` mends that"
    held = any(each["warc_file"] == name for each in in_force(store))
    return "; `iria verify` ends what was accepted" if held else ""


def _looked_at(store: Store, folder: Path, row: dict[str, Any]) -> tuple[Gathered, list[Damage]]:
    """What a file gives, and all that is damaged in it, with what needs records of it that cannot be read: a database
    that is made again does not know of those."""
    task = Whole(folder / row["filename"], row["filename"], folder)
    with References(whole=True) as references:
        ((_, found),) = gathered([task], references, size=0, step=lambda _: None)
        references.know(key_of(each["warc_record_id"]) for each in store.rows(_ELSEWHERE, row["id"]))
        return found, [*found.damages, *(each for each in references.found() if isinstance(each, Damage))]


def _lost(store: Store, filename: str, offsets: set[int | None]) -> str:
    numbers = sorted(offset for offset in offsets if offset is not None)
    captures = store.value(_CAPTURES, filename, str(numbers))
    return f"{counted(len(numbers), 'record')}, {counted(captures, 'capture')} among them"
