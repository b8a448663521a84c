"""The row of a capture and its record say the same."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

from iria_crawler.digests import algorithm_of, are_same
from iria_crawler.framing import Frame
from iria_crawler.judge.blocks import Looked
from iria_crawler.judge.differing import DIFFERS
from iria_crawler.judge.fields import Head
from iria_crawler.judge.walking import Walked

_NOT_MODIFIED = "/revisit/server-not-modified"


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
    if looked and looked.response and _is_capture(row):
        said |= _of_the_answer(row, looked.response, head.url or row["url"])
    if not _is_capture(row):
        said["payload digest"] = (row["payload_digest"], head.get("warc-payload-digest") or row["payload_digest"])
    elif row["record_type"] in ("response", "resource") and looked:
        said |= {
            "payload digest": (row["payload_digest"], _payload(row, head, looked, ours=ours)),
            "payload length": (row["payload_bytes"], looked.length),
            "truncation": (row["truncated"], _truncation(head.get("warc-truncated"))),
        }
    elif row["record_type"] == "revisit":
        said |= _of_a_revisit(row, head, looked)
        if is_dangling(row, ours=ours):
            yield "the revisit refers to a record that is not in the archive"
    for name, (here, there) in said.items():
        if here != there and not (name == "payload digest" and are_same(here, there)):
            yield DIFFERS.format(name, there, here)


def is_dangling(row: Mapping[str, Any], *, ours: bool) -> bool:
    """Whether a capture is a revisit of what the archive has no row of; files of others may hold such."""
    return ours and row["record_type"] == "revisit" and row["original_id"] is None


def _is_capture(row: Mapping[str, Any]) -> bool:
    """Whether a row is one of `captures`, and not of a record that the index of replay alone lists."""
    return "status" in row


def _of_the_answer(row: Mapping[str, Any], parts: Frame, url: str) -> dict[str, tuple[Any, Any]]:
    """What the head of an answer says; a revisit has it as well, if it has any."""
    from iria_crawler.warc.captures import mime_of, redirect_of  # where there are no rows, nobody needs this

    if parts.status is None:
        return {}
    return {
        "status": (row["status"], parts.status),
        "media type": (row["mime"], mime_of(parts)),
        "redirection": (row["redirect_url"], redirect_of(parts, url)),
    }


def _payload(row: Mapping[str, Any], head: Head, looked: Looked, *, ours: bool) -> str | None:
    """The payload digest to compare with: of others, who may have made it over the chunks, the one that the record
    declares. Whether it is that of the bytes, the rules for every record tell."""
    declared = head.get("warc-payload-digest")
    is_alike = declared and algorithm_of(declared) == algorithm_of(row["payload_digest"] or "")
    return declared if is_alike and not ours else looked.payload


def _of_a_revisit(row: Mapping[str, Any], head: Head, looked: Looked | None) -> dict[str, tuple[Any, Any]]:
    said: dict[str, tuple[Any, Any]] = {"payload digest": (row["payload_digest"], head.get("warc-payload-digest"))}
    if row["original_id"] and (original := head.get("warc-refers-to")):
        said["original"] = (row["original_id"], original)
    if not (looked and looked.response) and (head.get("warc-profile") or "").endswith(_NOT_MODIFIED):
        said["status"] = (row["status"], 304)  # its answer stands in the metadata
    return said


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
