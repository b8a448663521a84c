"""Every record of a WARC file: its framing, its fields, its block, and the row of its capture."""

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path, PurePath
from typing import Any

from iria_crawler.digests import are_same
from iria_crawler.verify.agreeing import differences
from iria_crawler.verify.batches import Batch, Entry, Lonely, key_of
from iria_crawler.verify.blocks import Looked, look, method_of
from iria_crawler.verify.fields import Fault, Head, faults, is_date
from iria_crawler.verify.findings import Damage, Remark
from iria_crawler.verify.walking import Walked, walk

_BATCH = 500  # records
_MOST = 1000  # damages of one file that are told one by one
_NUMBER = re.compile(r"(?<=has )[\d,]+ (?=bytes)")
_SOFTWARE = b"software: iria/"
_PRODUCER = 4096  # bytes of a warcinfo in which its software is looked for
_POINTERS = {"warc-refers-to": "refers to", "warc-concurrent-to": "belongs to", "warc-warcinfo-id": "is described by"}

_NO_ROW = "the database has no row for this record: it is older than the file"

Row = Mapping[str, Any]


class Checker:
    """Checks one file. `rows` are those of its captures by their offsets, None where there is no database;
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
        self._ours = path.name.startswith("IRIA-")
        self._lead: Walked | None = None
        self._lonely: Lonely | None = None
        self._resolved: set[str] = set()
        self._held: Damage | None = None
        self._told, self._first = 0, True
        self._seen: dict[str, tuple[int, int]] = {}
        self._batch = Batch()

    def batches(self) -> Iterator[Batch]:
        """What the records give, some at a time."""
        digest = hashlib.sha256()
        with self._path.open("rb", buffering=0) as file:
            for record in walk(file, end=self._end, digest=digest):
                self._look(record)
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

    def _look(self, record: Walked) -> None:
        if self._first:
            self._begin(record)
        row = self._row_at(record)
        found = list(record.faults)
        looked = None
        head = record.head
        if head is not None:
            found += faults(head)
            found += self._ours_alone(record, head)
            if record.block is not None:
                wanted = row["payload_digest"] if row else None
                looked = look(head, record.block, record.size, ours=self._ours, wanted=wanted)
                found += looked.faults
        self._release(record)
        held = [fault for fault in found if looked and looked.is_headless and fault.what.startswith("is cut")]
        self._tell(record, row, looked, [fault for fault in found if fault not in held])
        if held:
            self._held = self._damage(record, row, held[0].what, looked)
        if head is not None:
            self._place(record, row, looked)

    def _ours_alone(self, record: Walked, head: Head) -> Iterator[Fault]:
        """What no file of others need keep to."""
        if not self._ours:
            return
        if not record.is_packed:
            yield Fault("is not packed in a gzip member of its own")
        lead = self._lead.head if self._lead else None
        if not lead or head.get("warc-concurrent-to") != lead.record_id:
            return
        at, then = head.get("warc-date") or "", lead.get("warc-date") or ""
        if at != then and is_date(at, head.version) and is_date(then, lead.version):
            yield Fault("has another WARC-Date than the answer that it belongs to")

    def _begin(self, record: Walked) -> None:
        self._first = False
        kind = record.head.kind if record.head else ""
        if kind == "warcinfo" and record.block is not None:
            record.block.seek(0)
            self._ours = self._ours or record.block.read(_PRODUCER).lower().find(_SOFTWARE) >= 0
        if kind != "warcinfo" and record.head is not None:
            record.faults.append(Fault("is the first of the file, but no warcinfo", ours=True))
        named = record.head.get("warc-filename") if record.head else None
        if named and PurePath(named).name != self._path.name.removesuffix(".open"):
            record.faults.append(Fault(f"says that the name of the file is {named}", maybe=True))

    def _row_at(self, record: Walked) -> Row | None:
        """The row of the capture at this offset; rows before it have no record."""
        while self._row is not None and self._row["warc_offset"] < record.offset:
            self._missed(self._row)
        if self._row is None or self._row["warc_offset"] != record.offset or record.shares:
            return None
        row, self._row = self._row, next(self._rows, None) if self._rows else None
        self._batch.captures += 1
        return row

    def _missed(self, row: Row) -> None:
        self._row = next(self._rows, None) if self._rows else None
        self._batch.captures += 1
        self._add(
            Damage(
                what="the database has a record here, but none begins here",
                file=self._filename,
                offset=row["warc_offset"],
                url=row["url"],
                record_id=row["warc_record_id"],
            )
        )

    def _place(self, record: Walked, row: Row | None, looked: Looked | None) -> None:
        """Where a record stands among the others: for the references, its exchange, and its row."""
        head = record.head
        assert head
        key = key_of(head.record_id) if head.record_id else None
        self._batch.entries.append(Entry(key, record.offset, head.kind, tuple(self._pointers(head))))
        if head.kind in ("response", "revisit"):
            self._part()
            self._lead, self._lonely = record, Lonely(key, record.offset)
        if row is not None:
            for what in differences(row, record, looked, ours=self._ours):
                self._add(self._damage(record, row, what, looked))
        elif self._rows is not None and head.kind in ("response", "revisit"):
            if record.offset in self._left_out:
                self._remark(record, "has no row in the database, since it may not be shown: metadata/withholdings.csv")
            elif self._ours:
                self._add(replace(self._damage(record, None, _NO_ROW), lost="nothing: the record is there"))
            elif looked and looked.response and looked.response.status is not None:
                self._remark(record, "has no row in the database: it may have that of the same record in another file")

    def _pointers(self, head: Head) -> Iterator[tuple[str, bytes]]:
        """What a record refers to, but for what is known to be there: the answer before it, the warcinfo of others."""
        for name, value in head.fields:
            if name not in _POINTERS or value in self._resolved:
                continue
            lead = self._lead.head if self._lead else None
            if name == "warc-concurrent-to" and lead and value == lead.record_id:
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

    def _release(self, record: Walked) -> None:
        """The answer to a HEAD is whole without a body; the record that follows tells what was asked."""
        if self._held is None:
            return
        head, lead = record.head, self._lead.head if self._lead else None
        is_its_request = head and lead and head.kind == "request" and head.get("warc-concurrent-to") == lead.record_id
        if not (is_its_request and record.block is not None and method_of(record.block) == "HEAD"):
            self._add(self._held)
        self._held = None

    def _finish(self) -> None:
        self._part()
        while self._row is not None:
            self._missed(self._row)
        if self._held:
            self._add(self._held)
        if self._first:
            self._add(Damage(what="the file is empty", file=self._filename))
        if self._told > _MOST:
            more = f"{self._told - _MOST:,} more damages in this file, which are not told one by one"
            self._batch.damages.append(Damage(what=more, file=self._filename))

    def _tell(self, record: Walked, row: Row | None, looked: Looked | None, found: list[Fault]) -> None:
        for fault in found:
            if fault.maybe or (fault.ours and not self._ours):
                self._remark(record, fault.what)
            else:
                self._add(self._damage(record, row, fault.what, looked))

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
