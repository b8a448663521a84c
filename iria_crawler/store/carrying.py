"""What is known of the damages of a file that a purge writes anew: it holds on, at the places where they stand then."""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from iria_crawler.store import Store, iso
from iria_crawler.store.accepting import PURGED, Loss, end, in_force, put
from iria_crawler.warc.rewriting import Rewritten

_UNSURE = (
    "a loss was accepted of this file, which was not as it was then when a purge wrote it anew: `iria verify --full`"
    " looks at what it is"
)


def carry(store: Store, file: Rewritten, *, now: datetime) -> None:
    """Let what is known of the damages of a file be about its rewritten form, inside the transaction of the purge.
    What was damaged in the removed records is forgotten with them."""
    _remembered(store, file)
    rows = [row for row in in_force(store) if row["warc_file"] == file.filename]
    if not rows:
        return
    end(store, file.filename, by=PURGED, now=now)
    for row in rows:
        if row["sha256"] != file.was:
            _ask(store, file, now=now)
        elif loss := _moved(row, file):
            put(store, loss, at=row["accepted_at"])


def _remembered(store: Store, file: Rewritten) -> None:
    for row in list(store.rows("SELECT id, offset FROM damages WHERE file = ?", file.filename)):
        offset = _place(row["offset"], file)
        if row["offset"] is not None and offset is None:
            store.run("DELETE FROM damages WHERE id = ?", row["id"])
        else:
            store.run("UPDATE damages SET offset = ?, sha256 = ? WHERE id = ?", offset, file.sha256, row["id"])


def _ask(store: Store, file: Rewritten, *, now: datetime) -> None:
    """Remember that nobody knows how the file is, until somebody has looked."""
    store.run(
        "INSERT INTO damages (part, file, what, sha256, found_at) VALUES ('records',?,?,?,?)",
        *(file.filename, _UNSURE, file.sha256, iso(now)),
    )


def _moved(row: Mapping[str, Any], file: Rewritten) -> Loss | None:
    """An acceptance of the file as it will be; None where all that was damaged is removed."""
    offsets = tuple(_place(offset, file) for offset in row["offsets"] if not _is_removed(offset, file))
    if not offsets:
        return None
    return Loss(
        warc_file=file.filename,
        sha256=file.sha256,
        size=file.size,
        expected=file.sha256,
        offsets=offsets,
        differences=tuple(_differences(row, file)),
        **{name: row[name] for name in ("lost", "reason", "accepted_by")},
    )


def _differences(row: Mapping[str, Any], file: Rewritten) -> Iterator[tuple[int, str]]:
    for offset, what in json.loads(row["differences"]):
        if (place := _place(offset, file)) is not None:
            yield place, what


def _is_removed(offset: int | None, file: Rewritten) -> bool:
    return offset is not None and any(at <= offset < at + length for at, length in file.removed)


def _place(offset: int | None, file: Rewritten) -> int | None:
    """Where stands what stood at an offset; None where it is removed, and of what is about the file as a whole."""
    if offset is None or _is_removed(offset, file):
        return None
    return offset - sum(length for at, length in file.removed if at < offset)
