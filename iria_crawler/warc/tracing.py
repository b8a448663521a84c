"""Finds every record of a WARC file that is about something, with those of the same exchanges."""

from collections.abc import Callable, Iterator, Set
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from iria_crawler.judge.fields import Head
from iria_crawler.urls import page_of
from iria_crawler.warc.files import OPEN
from iria_crawler.warc.reading import Record, Torn, opened, pieces

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
    """What was found in a file: the ids of all records, what of them is content, which bytes are no record, and where
    in these the head of a record can be read that is to be found."""

    filename: str
    record_ids: set[str] = field(default_factory=set)
    leads: list[Lead] = field(default_factory=list)
    damages: list[str] = field(default_factory=list)
    torn: set[int] = field(default_factory=set)


def trace(folder: Path, filename: str, *, record_ids: Set[str], is_meant: Callable[[str], bool]) -> Traces:
    """The records with one of some ids or an address that is meant, what refers to them, and their exchanges.

    Either record of an exchange may be the one that names the other. Damaged bytes are told, and looked at as far as
    heads of records can be read in them."""
    traces = Traces(filename=filename)
    pairs: list[tuple[str, str]] = []
    for piece, head in _all(folder, filename, traces):
        number, others = head.record_id or "", _all_of(head, "warc-concurrent-to")
        pairs += ((number, other) for other in others)
        if (
            not record_ids.isdisjoint((number, *others))
            or any(one in record_ids or one in traces.record_ids for one in _all_of(head, "warc-refers-to"))
            or is_meant(page_of(head.url or ""))
        ):
            traces.record_ids.add(number)
            if isinstance(piece, Torn):
                traces.torn.add(piece.offset)
            elif piece.record_type in _LEADS:
                traces.leads.append(_lead(piece))
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


def _all(folder: Path, filename: str, traces: Traces) -> Iterator[tuple[Record | Torn, Head]]:
    """Whatever has a head; what is torn is told up to the next whole record."""
    with opened(folder, filename) as file:
        first: Torn | None = None
        for piece in pieces(file, filename):
            if isinstance(piece, Torn):
                first = first or piece
            elif first:
                traces.damages.append(_told(filename, first, piece.offset))
                first = None
            if piece.head:
                yield piece, piece.head
        if first and not filename.endswith(OPEN):  # of a file that grows the end is torn
            traces.damages.append(_told(filename, first, file.seek(0, 2)))


def _told(filename: str, torn: Torn, end: int) -> str:
    return f"{filename}: bytes {torn.offset} to {end} are no record ({torn.problem})"


def _all_of(head: Head, name: str) -> list[str]:
    return [value for key, value in head.fields if key == name]


def _lead(record: Record) -> Lead:
    return Lead(
        record_id=record.record_id,
        url=record.url,
        captured_at=record.date,
        payload_digest=record.header("WARC-Payload-Digest"),
    )
