"""What earlier runs have found damaged: known until a run that looks at the same again does not find it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from iria_crawler.store import Store, iso
from iria_crawler.verify.findings import Damage
from iria_crawler.verify.losses import told

Part = Literal["records", "opinions", "references", "texts", "indexes"]
"""By what look it was found, and so by what look it is found mended: at all records of its file, by other tools at its
file, or at all references, texts or indexes that there are."""

_SUMS = (
    "SELECT w.filename, f.at, f.found FROM warc_files w"
    " JOIN fixity_checks f ON f.id = (SELECT max(id) FROM fixity_checks WHERE warc_file_id = w.id)"
    " WHERE f.ok = 0 AND w.state <> 'open' ORDER BY w.id"
)
_KEPT = (
    "SELECT d.*, w.sha256 AS closed FROM damages d LEFT JOIN warc_files w ON w.filename = d.file"
    " ORDER BY d.file, d.offset, d.id"
)
_SAME = "DELETE FROM damages WHERE part = ? AND file IS ? AND offset IS ? AND what = ?"
_NEW = (
    "INSERT INTO damages (part, file, offset, url, warc_record_id, what, lost, elsewhere, sha256, found_at)"
    " VALUES (?,?,?,?,?,?,?,?,?,?)"
)
# Bytes that nobody could read, and others that are damaged as well, mend nothing.
_MENDED = (
    "DELETE FROM damages WHERE sha256 IS NOT NULL AND sha256 <> (SELECT iif(f.found = w.sha256, f.found, NULL)"
    " FROM warc_files w JOIN fixity_checks f ON f.warc_file_id = w.id WHERE w.filename = damages.file"
    " ORDER BY f.id DESC LIMIT 1)"
)
_NONE = "gone"
_CHANGED = "the file had changed since it was closed: its sha256 was another"
_GONE = "the file was missing, or could not be read"


@dataclass(slots=True)
class Looks:
    """What a run has looked at, and what it found there."""

    found: list[tuple[Part, Damage]] = field(default_factory=list)
    sums: dict[str, str | None] = field(default_factory=dict)
    """The sums of the files that were looked at; None where there was none to make."""
    records: set[str] = field(default_factory=set)
    """The files of which every record was looked at."""
    opinions: set[str] = field(default_factory=set)
    """The files that other tools were asked about."""
    told: set[str] = field(default_factory=set)
    """The files that are damaged already by their name and size."""
    whole: set[Part] = field(default_factory=set)
    """The looks at all that there is which came to their end."""

    def keep(self, part: Part, found: Iterable[Damage]) -> Iterator[Damage]:
        """Pass damages on, and remember them."""
        for damage in found:
            self.found.append((part, damage))
            yield damage

    def bytes_of(self, file: str | None) -> str | None:
        """What a file was when something was found in it: its sum, `gone` where there was none to make, None where the
        run did not look."""
        return (self.sums[file] or _NONE) if file in self.sums else None

    def covers(self, row: dict[str, Any]) -> bool:
        """Whether what was found before would have been found again, if it were still so."""
        files = {"records": self.records, "opinions": self.opinions}.get(row["part"])
        return row["part"] in self.whole if files is None else row["file"] in files


def known(store: Store, folder: Path, looks: Looks) -> Iterator[Damage]:
    """What was found damaged before, and was not looked at again by a run."""
    for row in store.rows(_SUMS):
        if row["filename"] not in looks.sums and row["filename"] not in looks.told:
            found = Damage(what=_CHANGED if row["found"] else _GONE, file=row["filename"], found_at=row["at"])
            yield found if row["found"] else told(store, folder, found)
    again = {(damage.file, damage.offset, damage.what) for _, damage in looks.found}
    for row in store.rows(_KEPT):
        is_again = (row["file"], row["offset"], row["what"]) in again
        if not is_again and not looks.covers(row) and _is_so_still(row, folder, looks):
            yield Damage(
                **{name: row[name] for name in ("what", "file", "offset", "url", "lost", "elsewhere", "found_at")},
                record_id=row["warc_record_id"],
            )


def _is_so_still(row: dict[str, Any], folder: Path, looks: Looks) -> bool:
    """Whether it may be so: a file that is not there is told of by itself, and one that was whole before it was damaged
    is mended where a run has read that it is so again."""
    if row["sha256"] is None:
        return True
    is_there = row["sha256"] == _NONE or (folder / row["file"]).exists()
    seen = looks.sums.get(row["file"])
    return is_there and (seen is None or seen != row["closed"] or seen == row["sha256"])


def remember(store: Store, looks: Looks, *, now: datetime) -> None:
    """Write down what a run found, in place of what was known of the same, in a transaction of the caller."""
    for part, files in (("records", looks.records), ("opinions", looks.opinions)):
        for name in files:
            store.run("DELETE FROM damages WHERE file = ? AND part = ?", name, part)
    for part in looks.whole:
        store.run("DELETE FROM damages WHERE part = ?", part)
    for part, damage in looks.found:
        store.run(_SAME, part, damage.file, damage.offset, damage.what)
        store.run(
            _NEW,
            *(part, damage.file, damage.offset, damage.url, damage.record_id, damage.what, damage.lost),
            *(damage.elsewhere, looks.bytes_of(damage.file), iso(now)),
        )
    forget_mended(store)


def forget_mended(store: Store) -> None:
    """Forget what was found in bytes that are no longer there, in a transaction of the caller."""
    store.run(_MENDED)
