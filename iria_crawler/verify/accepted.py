"""Losses that were accepted: which damages they are about, as long as their files are as they were then."""

import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from iria_crawler.errors import ArchiveError
from iria_crawler.judge.differing import is_of_digests, is_of_rows
from iria_crawler.store import Store
from iria_crawler.store.accepting import in_force
from iria_crawler.verify.findings import Damage, Known
from iria_crawler.verify.opinions import is_objection
from iria_crawler.warc.files import OPEN

# the last look at what the file is said to be now: a purge writes it anew; `gone` where there was no sum to make
_LAST = (
    "SELECT coalesce(f.found, 'gone') FROM warc_files w JOIN fixity_checks f ON f.warc_file_id = w.id"
    " WHERE w.filename = ? AND f.expected IS w.sha256 ORDER BY f.id DESC LIMIT 1"
)
_SUM = "SELECT sha256 FROM warc_files WHERE filename = ? AND state = 'closed'"


class Accepted:
    """What is accepted in an archive. `sums` are those of the files that a run has looked at, as far as it has come."""

    def __init__(self, store: Store, folder: Path, sums: Mapping[str, str | None]) -> None:
        self._folder, self._sums = folder, sums
        self._rows: dict[str, list[dict[str, Any]]] = {}
        self._times: dict[int, int] = {}
        with suppress(ArchiveError):  # a damaged database, which is told when it is checked
            for row in in_force(store):
                sums_ = {"last": store.value(_LAST, row["warc_file"]), "closed": store.value(_SUM, row["warc_file"])}
                self._rows.setdefault(row["warc_file"], []).append(row | sums_)

    def covers(self, damage: Damage) -> bool:
        """Whether a damage was accepted."""
        return any(self._is_about(row, damage) for row in self._rows.get(damage.file or "", ()))

    def count(self, damage: Damage) -> None:
        """Note that a damage that was accepted was met."""
        for row in self._rows.get(damage.file or "", ()):
            if self._is_about(row, damage):
                self._times[row["id"]] = self._times.get(row["id"], 0) + 1

    def known(self) -> Iterator[Known]:
        """The losses that are as they were when they were accepted."""
        for row in self._all():
            if self._is_as_it_was(row) and not self._is_whole(row):
                yield Known(
                    **{name: row[name] for name in ("sha256", "lost", "reason", "accepted_by", "accepted_at")},
                    file=row["warc_file"],
                    records=sum(offset is not None for offset in row["offsets"]),
                    damages=self._times.get(row["id"], 0),
                )

    def ended(self, *, is_all: bool) -> list[str]:
        """The files of which what was accepted is no more: they have the sum again that they had when they were closed,
        or, where they have had it all the time, a run that looked at all found nothing of it."""
        over = (row for row in self._all() if self._is_whole(row) or (is_all and self._is_idle(row)))
        return sorted({row["warc_file"] for row in over})

    def changed(self) -> Iterator[str]:
        """The files that are not as they were when they were accepted, and are not whole."""
        for row in self._all():
            if not self._is_as_it_was(row) and not self._is_whole(row):
                yield row["warc_file"]

    def _all(self) -> Iterator[dict[str, Any]]:
        for rows in self._rows.values():
            yield from rows

    def _is_about(self, row: Mapping[str, Any], damage: Damage) -> bool:
        return (row["sha256"] is None or _was_met(row, damage)) and self._is_as_it_was(row)

    def _is_as_it_was(self, row: Mapping[str, Any]) -> bool:
        path = self._folder / row["warc_file"]
        if row["sha256"] is None:
            return not path.exists() and not path.with_name(path.name + OPEN).exists()
        if not path.is_file() or path.stat().st_size != row["size"]:
            return False
        return bool(self._sums.get(row["warc_file"], row["last"] or row["sha256"]) == row["sha256"])

    def _is_whole(self, row: Mapping[str, Any]) -> bool:
        """Whether the run has seen that a file is again what it was, which it was not when it was accepted."""
        found = self._sums.get(row["warc_file"])
        is_closed = found is not None and found == row["closed"]
        return is_closed and (row["sha256"] is None or row["sha256"] != found == row["expected"])

    def _is_idle(self, row: Mapping[str, Any]) -> bool:
        return row["sha256"] is not None and row["sha256"] == row["closed"] and row["id"] not in self._times


def _was_met(row: Mapping[str, Any], damage: Damage) -> bool:
    """Whether a damage was met when the file was accepted as damaged. What other tools object to follows from that;
    what a row says otherwise does only where it did then."""
    if is_objection(damage):
        return True
    if is_of_rows(damage.what) and not is_of_digests(damage.what):
        return [damage.offset, damage.what] in json.loads(row["differences"])
    return damage.offset in row["offsets"]
