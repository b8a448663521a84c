"""Checks the record that a reference names, by the rules for every record of a file."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePath
from typing import BinaryIO, Protocol

from iria_crawler.errors import ArchiveError
from iria_crawler.items import RecordRef
from iria_crawler.judge.blocks import Looked
from iria_crawler.judge.fields import Fault, Head
from iria_crawler.judge.judging import NO_REQUEST, is_request_of, judged, opening
from iria_crawler.judge.walking import Walked, records, walk
from iria_crawler.warc.reading import opened


class Compare(Protocol):
    """Gives what a record says otherwise than it should."""

    def __call__(self, record: Walked, looked: Looked | None, *, ours: bool) -> Iterator[str]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordCheck:
    """What is wrong with a record, its head, and what its block says; one that cannot be read has neither of them."""

    head: Head | None = None
    looked: Looked | None = None
    problems: tuple[str, ...] = ()


def check(folder: Path, ref: RecordRef, *, wanted: str | None = None, compare: Compare | None = None) -> RecordCheck:
    """Check a record, and compare it with its reference, or as told to. `wanted` is a digest in whose form that of its
    payload is given."""
    try:
        with opened(folder, ref.warc_file) as file:
            return _checked(file, ref, wanted, compare or partial(_misplaced, ref))
    except ArchiveError as damage:
        return RecordCheck(problems=(str(damage),))


def _checked(file: BinaryIO, ref: RecordRef, wanted: str | None, compare: Compare) -> RecordCheck:
    ours, opening_faults = _opening(file, PurePath(ref.warc_file).name)
    with closing(walk(file, offset=ref.warc_offset)) as found:
        record, following = next(found, (None, None))
        if record is None:
            return RecordCheck(problems=("no WARC record begins here",))
        record.faults += opening_faults if ref.warc_offset == 0 else ()
        faults, looked = judged(record, following, ours=ours, wanted=wanted)
        problems = [fault.what for fault in faults if fault.is_damage(ours=ours)]
        if record.head:
            problems += compare(record, looked, ours=ours)
            is_answer = record.head.kind in ("response", "revisit")
            if ours and is_answer and not (following and is_request_of(following.head, record.head)):
                problems.append(NO_REQUEST)
    return RecordCheck(head=record.head if looked else None, looked=looked, problems=tuple(problems))


def _opening(file: BinaryIO, filename: str) -> tuple[bool, list[Fault]]:
    first = next(records(file), None)
    if first is None:
        return False, []
    with closing(first):
        return opening(first, filename)


def _misplaced(ref: RecordRef, record: Walked, looked: Looked | None, *, ours: bool) -> Iterator[str]:
    record_id = record.head.record_id if record.head else None
    if (record_id, record.length) != (ref.warc_record_id, ref.warc_length):
        yield f"should be {ref.warc_record_id} of {ref.warc_length} bytes, is {record_id} of {record.length}"
