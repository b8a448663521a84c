"""The rows of captures, and whether the record of one alone is what its row says."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from iria_crawler.digests import are_same
from iria_crawler.errors import ArchiveError
from iria_crawler.store import Store, ref_of
from iria_crawler.warc import RecordCheck, check, companions

CAPTURES = (
    "SELECT c.*, u.url, w.filename, o.warc_record_id AS original_id FROM captures c JOIN urls u ON u.id = c.url_id"
    " JOIN warc_files w ON w.id = c.warc_file_id LEFT JOIN captures o ON o.id = c.refers_to_id"
)


def rows_of(store: Store, filename: str, *, end: int | None = None) -> Iterator[dict[str, Any]]:
    """The rows of the captures in a file, by their offsets; with `end`, of those before it."""
    return store.rows(
        f"{CAPTURES} WHERE w.filename = ?1 AND (?2 IS NULL OR c.warc_offset < ?2) ORDER BY c.warc_offset", filename, end
    )


def checked(row: dict[str, Any], folder: Path) -> RecordCheck:
    """What the record of a capture alone says: a row of `CAPTURES`."""
    return check(folder, ref_of(row), ours=_is_ours(row), like=row["payload_digest"])


def record_differences(row: dict[str, Any], folder: Path, found: RecordCheck) -> Iterator[str]:
    """What is wrong with that record. Raises `ArchiveError` where those beside it cannot be read."""
    yield from found.problems
    if found.record_type is None:
        return
    said: dict[str, tuple[Any, Any]] = {
        "record type": (row["record_type"], found.record_type),
        "target URI": (row["url"], found.url),
        "date": (datetime.fromisoformat(row["captured_at"]), found.captured_at),
    }
    if row["record_type"] == "response":
        said |= {
            "status": (row["status"], found.status),
            "payload digest": (row["payload_digest"], found.payload_digest),
        }
    for name, (stored, found_there) in said.items():
        if stored != found_there and not (name == "payload digest" and are_same(stored, found_there)):
            yield f"the {name} is {found_there} in the record and {stored} in the database"
    if row["record_type"] == "revisit" and row["original_id"] is None:
        yield "the revisit refers to a record that is not in the archive"
    if _is_ours(row) and not any(beside.record_type == "request" for beside in companions(folder, ref_of(row))):
        yield "its request record is missing"


def _is_ours(row: dict[str, Any]) -> bool:
    return str(row["filename"]).rpartition("/")[2].startswith("IRIA-")


def is_good(row: dict[str, Any], folder: Path) -> bool:
    """Whether the record of a capture is in order."""
    try:
        return not any(record_differences(row, folder, checked(row, folder)))
    except ArchiveError:
        return False
