"""The sums of closed files: which file is looked at next, and what came of it, kept as history."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from iria_crawler.errors import IriaError
from iria_crawler.store import Store, iso
from iria_crawler.store.accepting import WHOLE, end
from iria_crawler.store.events import Outcome, Type, happened
from iria_crawler.verify.findings import Damage, Level, Remark, Tally
from iria_crawler.verify.remembered import Looks, remember

DUE_DAYS = 90
_LOOKED = "INSERT INTO fixity_checks (warc_file_id, at, expected, found, ok, seconds) VALUES (?,?,?,?,?,?)"


def files(store: Store, *, due: bool, now: datetime) -> list[dict[str, Any]]:
    """The closed files: those last found damaged first, then those never looked at, then the one that was looked at
    longest ago. With `due`, those alone that were found damaged, or whose last look is 90 days past."""
    before = iso(now - timedelta(days=DUE_DAYS)) if due else None
    return list(
        store.rows(
            "SELECT w.id, w.filename, w.state, w.size, w.records, w.sha256,"
            " f.at AS checked_at FROM warc_files w LEFT JOIN fixity_checks f"
            " ON f.id = (SELECT max(id) FROM fixity_checks WHERE warc_file_id = w.id)"
            " WHERE w.state <> 'open' AND (?1 IS NULL OR f.ok IS NOT 1 OR f.at <= ?1)"
            " ORDER BY f.ok IS NOT 0, f.at IS NOT NULL, f.at, w.id",
            before,
        )
    )


def looked(store: Store, row: dict[str, Any], found: str | None, *, seconds: float, now: datetime) -> None:
    """Write down the sum of a file, as recorded and as found, in a transaction of the caller."""
    store.run(_LOOKED, row["id"], iso(now), row["sha256"], found, int(found == row["sha256"]), round(seconds, 3))


class History:
    """Writes down what was looked at. Where the database cannot be written to, the check goes on without."""

    def __init__(self, folder: Path, tally: Tally) -> None:
        self._folder, self._tally = folder, tally
        self._store: Store | None = None

    def __enter__(self) -> "History":
        return self

    def __exit__(self, *_: object) -> None:
        if self._store:
            # so that iria.db alone is all of the database: the last to close is often a reader, who cannot do it
            self._store.run("PRAGMA wal_checkpoint(TRUNCATE)")
            self._store.close()

    def looked(self, row: dict[str, Any], found: str | None, *, seconds: float, now: datetime) -> None:
        """The sum of a file, as recorded and as found; None where it could not be read."""
        self._write(lambda store: looked(store, row, found, seconds=seconds, now=now))

    def ran(self, level: Level, damages: int, *, now: datetime, **counted: Any) -> None:
        """The run as an event."""
        outcome: Outcome = "failure" if damages else "success"
        detail = {"level": level, "damages": damages, **counted}
        kind: Type = "fixity-check" if level == "files" else "validation"
        self._write(lambda store: happened(store, kind, "archive", now=now, outcome=outcome, detail=detail))

    def remember(self, looks: Looks, is_accepted: Callable[[Damage], bool], *, now: datetime) -> None:
        """What was found damaged, and was not accepted, so that it is known until it is mended."""
        looks.found = [(part, damage) for part, damage in looks.found if not is_accepted(damage)]
        self._write(lambda store: remember(store, looks, now=now))

    def end(self, files: Sequence[str], *, now: datetime) -> None:
        """What was accepted of some files, since it is no more."""
        for name in files:
            self._write(partial(end, filename=name, by=WHOLE, now=now))

    def _write(self, action: Callable[[Store], object]) -> None:
        try:
            self._store = self._store or Store.create(self._folder)
            with self._store.transaction():
                action(self._store)
        except IriaError as problem:
            self._tally.remark([Remark(what=f"what was checked could not be written down: {problem}")])
