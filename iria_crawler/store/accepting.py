"""Losses that were accepted: WARC files that are gone or damaged for good, about which no alarm is wanted any more.

A row of `known_losses` names a file, the bytes that it had when it was accepted, and where it is damaged. It holds
while the file is so; other bytes, or damages elsewhere in it, are an alarm as ever.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from iria_crawler.store import Store, iso
from iria_crawler.store.events import happened

REPAIRED = "a repair"
WHOLE = "the file is whole again"
PURGED = "a purge, which wrote the file anew"
BACK = "what was lost is there again"


@dataclass(frozen=True, slots=True, kw_only=True)
class Loss:
    """What is accepted: `sha256` and `size` are None where the file is gone, `offsets` say where it is damaged, None
    among them that it is as a whole; `expected` is the sha256 that it had when it was closed, `differences` are what
    the rows of damaged records say otherwise, with the offsets of these."""

    warc_file: str
    sha256: str | None
    size: int | None
    expected: str | None
    offsets: tuple[int | None, ...]
    lost: str | None
    reason: str
    accepted_by: str
    differences: tuple[tuple[int, str], ...] = ()


def accept(store: Store, loss: Loss, *, now: datetime) -> int:
    """Accept a loss from now on, inside a transaction of the caller; gives its number. It stands for what was accepted
    of the file before."""
    end(store, loss.warc_file, by="another acceptance", now=now)
    number = put(store, loss, at=iso(now))
    detail = {"known_loss": number, "reason": loss.reason, "sha256": loss.sha256, "damages": len(loss.offsets)}
    happened(store, "validation", loss.warc_file, now=now, outcome="warning", detail=detail, agent=loss.accepted_by)
    return number


def put(store: Store, loss: Loss, *, at: str) -> int:
    """Write an acceptance down, inside a transaction of the caller; gives its number."""
    number: int = store.value(
        "INSERT INTO known_losses (warc_file, sha256, size, expected, offsets, lost, reason, accepted_by, accepted_at,"
        " differences) VALUES (?,?,?,?,?,?,?,?,?,?) RETURNING id",
        *(loss.warc_file, loss.sha256, loss.size, loss.expected, json.dumps(loss.offsets), loss.lost),
        *(loss.reason, loss.accepted_by, at, json.dumps(loss.differences, ensure_ascii=False)),
    )
    return number


def end(store: Store, filename: str, *, by: str, now: datetime) -> None:
    """End what was accepted of a file, inside a transaction of the caller; `by` says what has ended it."""
    for row in in_force(store):
        if row["warc_file"] == filename:
            _end(store, row, by=by, now=now)


def _end(store: Store, row: Mapping[str, Any], *, by: str, now: datetime) -> None:
    store.run("UPDATE known_losses SET ended_at = ?, ended_by = ? WHERE id = ?", iso(now), by, row["id"])
    happened(store, "validation", row["warc_file"], now=now, detail={"known_loss": row["id"], "ended": by})


def in_force(store: Store, slug: str | None = None) -> list[dict[str, Any]]:
    """What is accepted, of a site or of all, in the order of the files; `offsets` as numbers."""
    begins = f"warc/{slug}/" if slug else ""
    rows = store.rows(
        "SELECT * FROM known_losses WHERE ended_at IS NULL AND substr(warc_file, 1, ?) = ? ORDER BY warc_file, id",
        *(len(begins), begins),
    )
    return [{**row, "offsets": json.loads(row["offsets"])} for row in rows]


def texts_of_lost(store: Store, slug: str) -> int:
    """How many texts of a site were read from files that are accepted as gone."""
    number: int = store.value(
        "SELECT count(*) FROM known_losses k JOIN warc_files w ON w.filename = k.warc_file"
        " JOIN captures c ON c.warc_file_id = w.id JOIN article_versions v ON v.capture_id = c.id"
        " JOIN sites s ON s.id = w.site_id WHERE k.ended_at IS NULL AND k.sha256 IS NULL AND s.slug = ?",
        slug,
    )
    return number


# Whether a loss `k` is accepted of its file as gone, or of it as damaged where the record of a capture `o` begins.
_HAS_LOST = "k.ended_at IS NULL AND (k.sha256 IS NULL OR o.warc_offset IN (SELECT value FROM json_each(k.offsets)))"
IS_LOST = (
    "EXISTS (SELECT 1 FROM {of}.known_losses k JOIN {of}.warc_files l ON l.filename = k.warc_file"
    f" WHERE l.id = o.warc_file_id AND {_HAS_LOST})"
)
RESTING = (
    "SELECT w.filename, c.warc_offset, own.sha256, own.size, w.sha256 AS closed_sha256, w.size AS closed_size,"
    " lw.filename AS lost_file, k.reason, k.accepted_by, k.accepted_at FROM {of}.captures c"
    " JOIN {of}.captures o ON o.id = c.refers_to_id JOIN {of}.warc_files w ON w.id = c.warc_file_id"
    " JOIN {of}.warc_files lw ON lw.id = o.warc_file_id"
    f" JOIN {{of}}.known_losses k ON k.warc_file = lw.filename AND {_HAS_LOST}"
    " LEFT JOIN {of}.known_losses own ON own.id = (SELECT max(id) FROM {of}.known_losses WHERE warc_file = w.filename"
    " AND ended_at IS NULL) WHERE (own.id IS NULL OR own.sha256 IS NOT NULL) AND {where}"
    " ORDER BY w.filename, lw.filename"
)
"""The revisits, in files that are there, of what is accepted as lost: they are so as well where its rows are not."""


def resting(rows: Iterable[Mapping[str, Any]]) -> Iterator[tuple[Loss, str]]:
    """What follows from rows of `RESTING` for a database without those of what is lost: acceptances, each with the time
    from which it holds."""
    found: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for row in rows:
        found.setdefault((row["filename"], row["lost_file"]), []).append(row)
    for (filename, lost_file), group in found.items():
        first = group[0]
        loss = Loss(
            warc_file=filename,
            sha256=first["sha256"] or first["closed_sha256"],
            size=first["size"] or first["closed_size"],
            expected=first["closed_sha256"],
            offsets=tuple(sorted({row["warc_offset"] for row in group})),
            lost=f"the payloads of revisits, which stood in {lost_file}",
            reason=first["reason"],
            accepted_by=first["accepted_by"],
        )
        yield loss, first["accepted_at"]


# Of the damages of a file that is what it was when it was closed, those that are revisits of what is there.
_RESOLVED = (
    "SELECT count(*) FROM captures c JOIN warc_files w ON w.id = c.warc_file_id"
    " JOIN captures o ON o.id = c.refers_to_id WHERE w.filename = ?1 AND w.state = 'closed' AND w.sha256 = ?2"
    f" AND c.warc_offset IN (SELECT value FROM json_each(?3)) AND NOT {IS_LOST.format(of='main')}"
)


def end_mended(store: Store, *, now: datetime) -> None:
    """End what was accepted of files that were gone and are there, and then of revisits of what was lost with them,
    inside a transaction of the caller, when all files have been read."""
    for row in in_force(store):
        if row["sha256"] is None and _is_there(store, row["warc_file"]):
            _end(store, row, by=BACK, now=now)
    for row in in_force(store):
        if row["offsets"] and row["sha256"] == row["expected"] and _rests(store, row):
            _end(store, row, by=BACK, now=now)


def _is_there(store: Store, filename: str) -> bool:
    return store.value("SELECT 1 FROM warc_files WHERE filename = ? AND state = 'closed'", filename) is not None


def _rests(store: Store, row: Mapping[str, Any]) -> bool:
    """Whether all that was accepted of a file are revisits that find again what they stand for."""
    found = store.value(_RESOLVED, row["warc_file"], row["sha256"], json.dumps(row["offsets"]))
    return bool(found == len(row["offsets"]))
