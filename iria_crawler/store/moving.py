"""Rows of records that stand elsewhere in their file than they did."""

import json
from collections.abc import Mapping
from typing import Literal

from iria_crawler.store import Store


def moved(
    store: Store,
    table: Literal["captures", "extra_records"],
    filename: str,
    places: Mapping[str, int],
    lengths: Mapping[str, int],
) -> None:
    """Note where the records of a file stand now, record id → offset, and how long they are where that is another,
    inside a transaction of the caller."""
    number = store.value("SELECT id FROM warc_files WHERE filename = ?", filename)
    store.run(  # no two may stand at one place, also on the way
        f"UPDATE {table} SET warc_offset = -1 - warc_offset WHERE warc_file_id = ?"
        " AND warc_record_id IN (SELECT value FROM json_each(?))",
        *(number, json.dumps(list(places))),
    )
    for record_id, offset in places.items():
        store.run(
            f"UPDATE {table} SET warc_offset = ?, warc_length = coalesce(?, warc_length) WHERE warc_record_id = ?"
            " AND warc_file_id = ?",
            *(offset, lengths.get(record_id), record_id, number),
        )
