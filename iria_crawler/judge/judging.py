"""A record is judged: by its framing, its fields, its block, and the records of its exchange."""

from collections.abc import Iterator
from pathlib import PurePath

from iria_crawler.judge.blocks import Looked, look, method_of
from iria_crawler.judge.fields import Fault, Head, faults, is_date
from iria_crawler.judge.walking import Walked

NO_REQUEST = "has no request record"
_SOFTWARE = b"software: iria/"
_PRODUCER = 4096  # bytes of a warcinfo in which its software is looked for


def judged(
    record: Walked, following: Walked | None, *, ours: bool, lead: Head | None = None, wanted: str | None = None
) -> tuple[list[Fault], Looked | None]:
    """What is wrong with a record, and what its block says, if that can be read. `lead` is the last answer before it,
    `wanted` a digest in whose form that of its payload is given."""
    found, head = list(record.faults), record.head
    if head is None:
        return found, None
    found += faults(head)
    if ours:
        found += _ours_alone(record, head, lead)
    if record.block is None:
        return found, None
    asked = following.block if following and is_request_of(following.head, head) else None
    method = method_of(asked) if asked else "GET"
    looked = look(head, record.block, record.size, ours=ours, method=method, wanted=wanted)
    return [*found, *looked.faults], looked


def opening(first: Walked, filename: str) -> tuple[bool, list[Fault]]:
    """Whether a file is of iria's making, by its name or the record that it begins with; and what is wrong with that
    record, since it is the first."""
    ours, head = filename.startswith("IRIA-"), first.head
    if head is None:
        return ours, []
    found = []
    if head.kind != "warcinfo":
        found.append(Fault("is the first of the file, but no warcinfo", ours=True))
    elif first.block:
        first.block.seek(0)
        ours = ours or _SOFTWARE in first.block.read(_PRODUCER).lower()
    named = head.get("warc-filename")
    if named and PurePath(named).name != filename:
        found.append(Fault(f"says that the name of the file is {named}", maybe=True))
    return ours, found


def is_request_of(head: Head | None, lead: Head) -> bool:
    """Whether a record says that it is the request of an answer."""
    return bool(head and head.kind == "request" and ("warc-concurrent-to", lead.record_id) in head.fields)


def _ours_alone(record: Walked, head: Head, lead: Head | None) -> Iterator[Fault]:
    """What no file of others need keep to."""
    if not record.is_packed:
        yield Fault("is not packed in a gzip member of its own")
    if not lead or ("warc-concurrent-to", lead.record_id) not in head.fields:
        return
    at, then = head.get("warc-date") or "", lead.get("warc-date") or ""
    if at != then and is_date(at, head.version) and is_date(then, lead.version):
        yield Fault("has another WARC-Date than the answer that it belongs to")
