"""The row of a capture and its record say the same."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

from iria_crawler.verify.blocks import Looked, are_same
from iria_crawler.verify.walking import Walked


def differences(row: Mapping[str, Any], record: Walked, looked: Looked | None, *, ours: bool) -> Iterator[str]:
    """What a record says otherwise than its row."""
    head = record.head
    assert head
    said: dict[str, tuple[Any, Any]] = {
        "record type": (row["record_type"], head.kind),
        "record id": (row["warc_record_id"], head.record_id),
        "length": (row["warc_length"], record.length),
        "target URI": (row["url"], head.url),
        "date": (row["captured_at"], _date(head.get("warc-date"))),
    }
    if row["record_type"] == "response" and looked:
        said |= {
            "status": (row["status"], looked.status),
            "payload digest": (row["payload_digest"], looked.payload),
            "truncation": (row["truncated"], _truncation(head.get("warc-truncated"))),
        }
    if row["record_type"] == "revisit":
        declared, original = head.get("warc-payload-digest"), head.get("warc-refers-to")
        if not are_same(row["payload_digest"], declared):
            said["payload digest"] = (row["payload_digest"], declared)
        if row["original_id"] is None and ours:
            yield "the revisit refers to a record that is not in the archive"
        elif row["original_id"] and original:
            said["original"] = (row["original_id"], original)
    for name, (here, there) in said.items():
        if here != there:
            yield f"the {name} is {there} in the record and {here} in the database"


def _date(said: str | None) -> str | None:
    """A WARC-Date in the form of `captured_at`."""
    if said and len(said) == 20:
        return f"{said[:-1]}.000000Z"
    if said and len(said) != 27:
        with suppress(ValueError):
            at = datetime.fromisoformat(said).astimezone(UTC).replace(tzinfo=None)
            return at.isoformat(timespec="microseconds") + "Z"
    return said


def _truncation(said: str | None) -> str | None:
    return said if said in (None, "length", "time", "disconnect") else "unspecified"
