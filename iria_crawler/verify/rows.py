"""The rows of captures, and whether the record of one alone is what its row says."""

from collections.abc import Iterator
from functools import partial
from heapq import merge
from operator import itemgetter
from pathlib import Path
from typing import Any

from iria_crawler.store import Store, extras, ref_of
from iria_crawler.verify.agreeing import differences
from iria_crawler.warc import RecordCheck, check

CAPTURES = (
    "SELECT c.*, u.url, w.filename, o.warc_record_id AS original_id FROM captures c JOIN urls u ON u.id = c.url_id"
    " JOIN warc_files w ON w.id = c.warc_file_id LEFT JOIN captures o ON o.id = c.refers_to_id"
)


def rows_of(store: Store, filename: str, *, end: int | None = None) -> Iterator[dict[str, Any]]:
    """The rows of the records in a file, captures and others, by their offsets; with `end`, of those before it."""
    captures = store.rows(
        f"{CAPTURES} WHERE w.filename = ?1 AND (?2 IS NULL OR c.warc_offset < ?2) ORDER BY c.warc_offset", filename, end
    )
    return merge(captures, extras.rows_of(store, filename, end=end), key=itemgetter("warc_offset"))


def checked(row: dict[str, Any], folder: Path) -> RecordCheck:
    """The record of a capture, compared with its row: one of `CAPTURES`."""
    return check(folder, ref_of(row), wanted=row["payload_digest"], compare=partial(differences, row))
