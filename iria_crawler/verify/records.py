"""Every record of a WARC file: its framing, its fields, its block, and the row of its capture."""

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from iria_crawler.digests import are_same
from iria_crawler.judge.blocks import Looked
from iria_crawler.judge.differing import NO_RECORD, NO_ROW
from iria_crawler.judge.fields import Head
from iria_crawler.judge.judging import judged, opening
from iria_crawler.judge.walking import Walked, walk
from iria_crawler.verify.agreeing import differences, is_dangling
from iria_crawler.verify.batches import Batch, Entry, Lonely, key_of
from iria_crawler.verify.findings import Damage, Remark
from iria_crawler.warc.files import OPEN

_BATCH = 500  # records
_MOST = 1000  # damages of one file that are told one by one
_NUMBER = re.compile(r"(?<=has )[\d,]+ (?=bytes)")
_POINTERS = {"warc-refers-to": "refers to", "warc-concurrent-to": "belongs to", "warc-warcinfo-id": "is described by"}

Row = Mapping[str, Any]


class Checker:
    """Checks one file. `rows` are those of its records by their offsets, None where there is no database;
    `left_out` are offsets of records that have none on purpose."""

    def __init__(
        self,
        path: Path,
        filename: str,
        *,
        rows: Iterator[Row] | None = None,
        end: int | None = None,
        left_out: frozenset[int] = frozenset(),
    ) -> None:
        self._path, self._filename, self._end = path, filename, end
        self._left_out = left_out
        self._rows, self._row = rows, next(rows, None) if rows is not None else None
        self._ours = False
        self._lead: Head | None = None
        self._lonely: Lonely | None = None
        self._resolved: set[str] = set()
        self._told, self._first = 0, True
        self._seen: dict[str, tuple[int, int]] = {}
        self._batch = Batch()

    def batches(self) -> Iterator[Batch]:
        """What the records give, some at a time."""
        digest = hashlib.sha256()
        with self._path.open("rb", buffering=0) as file:
            for record, following in walk(file, end=self._end, digest=digest):
                self._look(record, following)
                self._batch.bytes += record.length
                self._batch.records += 1
                if self._batch.records >= _BATCH:
                    yield self._handed()
        self._finish()
        self._batch.sha256, self._batch.ours = digest.hexdigest(), self._ours
        yield self._handed()

    def _handed(self) -> Batch:
        batch, self._batch = self._batch, Batch()
        batch.remarks = [
            Remark(what=what, file=self._filename, offset=offset, times=times)
            for what, (offset, times) in self._seen.items()
        ]
        self._seen = {}
        return batch

    def _look(self, record: Walked, following: Walked | None) -> None:
        if self._first:
            self._first = False
            self._ours, faults = opening(record, self._path.name.removesuffix(OPEN))
            record.faults += faults
        row = self._row_at(record)
        wanted = row["payload_digest"] if row else None
        faults, looked = judged(record, following, ours=self._ours, lead=self._lead, wanted=wanted)
        for fault in faults:
            if fault.is_damage(ours=self._ours):
                self._add(self._damage(record, row, fault.what, looked))
            else:
                self._remark(record, fault.what)
        if record.head is not None:
            self._place(record, record.head, row, looked)

    def _row_at(self, record: Walked) -> Row | None:
        """The row of the capture at this offset; rows before it have no record."""
        while self._row is not None and self._row["warc_offset"] < record.offset:
            self._missed(self._row)
        if self._row is None or self._row["warc_offset"] != record.offset or record.shares:
            return None
        row, self._row = self._row, next(self._rows, None) if self._rows else None
        self._batch.captures += "status" in row  # others are listed by the index of replay, and no captures
        return row

    def _missed(self, row: Row) -> None:
        self._row = next(self._rows, None) if self._rows else None
        self._batch.captures += "status" in row
        self._add(
            Damage(
                what=NO_RECORD,
                file=self._filename,
                offset=row["warc_offset"],
                url=row["url"],
                record_id=row["warc_record_id"],
            )
        )

    def _place(self, record: Walked, head: Head, row: Row | None, looked: Looked | None) -> None:
        """Where a record stands among the others: for the references, its exchange, and its row."""
        key = key_of(head.record_id) if head.record_id else None
        self._batch.entries.append(Entry(key, record.offset, head.kind, tuple(self._pointers(head, row))))
        if head.kind in ("response", "revisit"):
            self._part()
            self._lead, self._lonely = head, Lonely(key, record.offset)
        if row is not None:
            for what in differences(row, record, looked, ours=self._ours):
                self._add(self._damage(record, row, what, looked))
        elif self._rows is not None and head.kind in ("response", "revisit"):
            if record.offset in self._left_out:
                self._remark(record, "has no row in the database, since it may not be shown: metadata/withholdings.csv")
            elif self._ours:
                self._add(replace(self._damage(record, None, NO_ROW), lost="nothing: the record is there"))
            elif looked and looked.response and looked.response.status is not None:
                self._remark(record, "has no row in the database: it may have that of the same record in another file")

    def _pointers(self, head: Head, row: Row | None) -> Iterator[tuple[str, bytes]]:
        """What a record refers to, but for what is known to be there: the answer before it, the warcinfo of others."""
        is_told = row is not None and is_dangling(row, ours=self._ours)  # with its row, so not again
        for name, value in head.fields:
            if name not in _POINTERS or value in self._resolved or (is_told and name == "warc-refers-to"):
                continue
            if name == "warc-concurrent-to" and self._lead and value == self._lead.record_id:
                if head.kind == "request":
                    self._lonely = None
                continue
            if name == "warc-warcinfo-id":
                self._resolved = {value}  # or told of once, where it is not
            yield _POINTERS[name], key_of(value)

    def _part(self) -> None:
        """An answer whose request did not follow it: it may be elsewhere."""
        if self._lonely:
            self._batch.lonely.append(self._lonely)
        self._lonely = None

    def _finish(self) -> None:
        self._part()
        while self._row is not None:
            self._missed(self._row)
        if self._first:
            self._add(Damage(what="the file is empty", file=self._filename))
        if self._told > _MOST:
            more = f"{self._told - _MOST:,} more damages in this file, which are not told one by one"
            self._batch.damages.append(Damage(what=more, file=self._filename))

    def _remark(self, record: Walked, what: str) -> None:
        """One more of its kind: what differs from record to record is left out."""
        kind = _NUMBER.sub("", what.partition(":")[0])
        first, times = self._seen.get(kind, (record.offset, 0))
        self._seen[kind] = (first, times + 1)

    def _damage(self, record: Walked, row: Row | None, what: str, looked: Looked | None = None) -> Damage:
        head = record.head
        is_intact = row and looked and looked.payload and are_same(looked.payload, row["payload_digest"])
        return Damage(
            what=what,
            file=self._filename,
            offset=record.offset,
            url=(head.url if head else None) or (row["url"] if row else None),
            record_id=(head.record_id if head else None) or (row["warc_record_id"] if row else None),
            lost="nothing of the page: its payload is as it was captured" if is_intact else None,
        )

    def _add(self, damage: Damage) -> None:
        self._told += 1
        if self._told <= _MOST:
            self._batch.damages.append(damage)
