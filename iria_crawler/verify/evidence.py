"""What speaks for a copy of a damaged file of which nobody knows what its sum was: the records of both."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import BinaryIO

from iria_crawler.judge.judging import judged
from iria_crawler.judge.walking import Walked, walk
from iria_crawler.store import Store
from iria_crawler.verify.reading import Whole, read
from iria_crawler.warc import sha256_of

_PIECE = 1 << 20
_HELD = (
    "SELECT x.warc_record_id FROM (SELECT warc_record_id, warc_file_id FROM captures"
    " UNION ALL SELECT warc_record_id, warc_file_id FROM extra_records) x"
    " JOIN warc_files w ON w.id = x.warc_file_id WHERE w.filename = ?"
)

Place = tuple[int, int]
"""Where a record begins in its file, and how many bytes it has there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """A file that may take the place of a damaged one: the sum that it must arrive with, where its records stand by
    their ids, and what speaks for it. `against`: why it may not."""

    path: Path
    sha256: str
    size: int = 0
    records: int = 0
    places: Mapping[str, Place] = field(default_factory=dict)
    said: str | None = None
    against: str | None = None


def weighed(store: Store, ours: Path, filename: str, copy: Path) -> Copy:
    """A copy with what speaks for it or against it: its records are whole, it is not shorter, and it has every record
    that can be read in ours, the whole ones byte for byte, and every one that the database has there."""
    size, sha256 = copy.stat().st_size, sha256_of(copy)
    damages, records = [], 0
    for batch in read(Whole(copy, filename)):
        damages += batch.damages
        records += batch.records
    places = places_of(copy)
    said = against = None
    if damages:
        at = f" at {damages[0].offset}" if damages[0].offset is not None else ""
        against = f"its records are not whole either:{at} {damages[0].what}"
    elif len({offset for offset, _ in places.values()}) < len(places):
        against = "it has several records in one gzip member"
    elif ours.exists() and size < ours.stat().st_size:
        against = "it is shorter"
    elif any(row["warc_record_id"] in places for row in store.rows("SELECT warc_record_id FROM tombstones")):
        against = "it has records that were removed for good"
    elif lacking := sum(row["warc_record_id"] not in places for row in store.rows(_HELD, filename)):
        against = f"it lacks {lacking:,} records that the database has in the file"
    else:
        said, against = _compared(ours, copy, places) if ours.exists() else _known(store, filename)
    return Copy(path=copy, sha256=sha256, size=size, records=records, places=places, said=said, against=against)


def chosen(copies: Sequence[Copy]) -> Copy | None:
    """The copy with the most records of those that nothing speaks against, if it has all that the others have: else
    nobody can say which is the right one."""
    good = [copy for copy in copies if copy.against is None]
    if not good:
        return next(iter(copies), None)
    best = max(good, key=lambda copy: copy.records)
    other = next((each for each in good if each.sha256 != best.sha256 and not _has_all(best, each)), None)
    if other is None:
        return best
    return replace(best, against=f"{other.path} has other records than it; give the folder of the right one alone")


def _has_all(copy: Copy, other: Copy) -> bool:
    """Whether a copy has every record of another, byte for byte."""
    with copy.path.open("rb") as here, other.path.open("rb") as there:
        return all(
            named in copy.places and _is_same(here, copy.places[named], there, place)
            for named, place in other.places.items()
        )


def is_whole(path: Path, filename: str) -> bool:
    """Whether a file is in order by itself, whatever the database says."""
    return not any(batch.damages for batch in read(Whole(path, filename)))


def places_of(path: Path) -> dict[str, Place]:
    """Where the records of a file stand, by their ids."""
    with path.open("rb", buffering=0) as file:
        return {
            record.head.record_id: (record.offset, record.length)
            for record, _ in walk(file)
            if record.head and record.head.record_id
        }


def _compared(ours: Path, copy: Path, places: Mapping[str, Place]) -> tuple[str | None, str | None]:
    """What the readable records of a damaged file say for a copy, or against it."""
    same = 0
    with ours.open("rb", buffering=0) as walked, ours.open("rb") as here, copy.open("rb") as there:
        for record in _sound(walked):
            assert record.head
            named = record.head.record_id or ""
            if named not in places:
                return None, f"it lacks a record that the damaged file has, {named}"
            if not _is_same(here, (record.offset, record.length), there, places[named]):
                return None, f"it has other bytes than the damaged file in {named}"
            same += 1
    if not same:
        return None, "the damaged file has no whole record to compare it with"
    return f"its records are whole, and the {same:,} that are whole here are the same in it; no sum was known", None


def _known(store: Store, filename: str) -> tuple[str | None, str | None]:
    """What the database says of a copy that has all captures of a file that is gone."""
    if held := sum(1 for _ in store.rows(_HELD, filename)):
        return f"its records are whole, and the {held:,} of the database are in it; no sum was known", None
    return None, "nothing is known of the file to compare it with"


def _sound(file: BinaryIO) -> Iterator[Walked]:
    """The records of a file with which nothing is wrong; of others, not even the id need be what it was."""
    for record, following in walk(file):
        faults, _ = judged(record, following, ours=False)
        if record.head and not any(fault.is_damage(ours=False) for fault in faults):
            yield record


def _is_same(one: BinaryIO, here: Place, other: BinaryIO, there: Place) -> bool:
    """Whether two files have the same bytes at two places."""
    (at, length), (other_at, other_length) = here, there
    if length != other_length:
        return False
    one.seek(at)
    other.seek(other_at)
    while length:
        piece = one.read(min(length, _PIECE))
        if not piece or piece != other.read(len(piece)):
            return False
        length -= len(piece)
    return True
