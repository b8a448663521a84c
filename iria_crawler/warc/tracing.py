"""Finds every record of a WARC file that is about something, with those of the same exchanges."""

from collections.abc import Callable, Iterator, Set
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from iria_crawler.errors import ArchiveError
from iria_crawler.urls import page_of
from iria_crawler.warc.files import OPEN
from iria_crawler.warc.reading import Record, opened, records
from iria_crawler.warc.survey import behind

_LEADS = ("response", "revisit", "resource", "conversion")


@dataclass(frozen=True, slots=True, kw_only=True)
class Lead:
    """A record that holds something of its own, not only about another one."""

    record_id: str
    url: str
    captured_at: datetime
    payload_digest: str | None


@dataclass(slots=True, kw_only=True)
class Traces:
    """What was found in a file: the ids of all records, what of them is content, and which bytes are no record."""

    filename: str
    record_ids: set[str] = field(default_factory=set)
    leads: list[Lead] = field(default_factory=list)
    damages: list[str] = field(default_factory=list)


def trace(folder: Path, filename: str, *, record_ids: Set[str], is_meant: Callable[[str], bool]) -> Traces:
    """The records with one of some ids or an address that is meant, what refers to them, and their exchanges.

    Either record of an exchange may be the one that names the other. Damaged bytes are passed over, and told."""
    traces = Traces(filename=filename)
    pairs: list[tuple[str, str]] = []
    for record in _all(folder, filename, traces):
        about = _all_of(record, "WARC-Concurrent-To")
        pairs += ((record.record_id, other) for other in about)
        if (
            record.record_id in record_ids
            or any(one in record_ids or one in traces.record_ids for one in _all_of(record, "WARC-Refers-To"))
            or is_meant(page_of(record.url))
        ):
            traces.record_ids.add(record.record_id)
            if record.record_type in _LEADS:
                traces.leads.append(_lead(record))
    _complete(traces.record_ids, pairs)
    traces.record_ids.discard("")
    return traces


def _complete(found: set[str], pairs: list[tuple[str, str]]) -> None:
    """Add what is of one exchange with what was found, whichever of the two names the other."""
    before = -1
    while len(found) != before:
        before = len(found)
        for pair in pairs:
            if not found.isdisjoint(pair):
                found.update(pair)


def _all(folder: Path, filename: str, traces: Traces) -> Iterator[Record]:
    with opened(folder, filename) as file:
        offset = 0
        while offset < file.seek(0, 2):
            try:
                for record in records(file, filename, offset=offset):
                    yield record
                    offset = record.offset + record.length
                return
            except ArchiveError as problem:
                offset = _behind(file, filename, offset, problem, traces)


def _behind(file: BinaryIO, filename: str, offset: int, problem: ArchiveError, traces: Traces) -> int:
    found = behind(file, filename, offset)
    if not filename.endswith(OPEN):  # of a file that grows the end is torn
        traces.damages.append(f"{filename}: bytes {offset} to {found} are no record ({problem})")
    return found


def _all_of(record: Record, name: str) -> list[str]:
    return [value for key, value in record.head.fields if key == name.lower()]


def _lead(record: Record) -> Lead:
    return Lead(
        record_id=record.record_id,
        url=record.url,
        captured_at=record.date,
        payload_digest=record.header("WARC-Payload-Digest"),
    )
