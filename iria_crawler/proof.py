"""Does a stored text come from the bytes that it names? Records, digests and text are read again."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from iria_crawler.errors import ArchiveError, NoArticle
from iria_crawler.reading import reader_of
from iria_crawler.store import Store
from iria_crawler.verify import CAPTURES, VERSIONS, checked, text_differences
from iria_crawler.warc import RecordCheck

_OTHERWISE_TITLED = (
    "SELECT 1 FROM articles a JOIN article_versions v ON v.id = a.current_version_id"
    " WHERE v.id = ? AND a.title <> v.title"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One thing that was looked at: `what` it was (bytes, digest, text), what was `found`, and what `differs`."""

    what: str
    found: str
    differs: tuple[str, ...] = ()


def prove(store: Store, folder: Path, version_id: int) -> Iterator[Step]:
    """The steps from the bytes of a version to its text, in order; the text is proved if none differs."""
    records = store.rows("SELECT capture_id FROM version_records WHERE version_id = ? ORDER BY position", version_id)
    for record in list(records):
        yield from _record(store, folder, record["capture_id"])
    yield _text(store, folder, version_id)


def _record(store: Store, folder: Path, capture_id: int) -> Iterator[Step]:
    """The record of a capture; of a revisit also the one that holds the payload."""
    row = store.row(f"{CAPTURES} WHERE c.id = ?", capture_id)
    assert row
    place = f"{row['filename']} {row['warc_offset']}+{row['warc_length']}"
    found = checked(row, folder)
    yield Step(what="record", found=f"{place} {row['warc_record_id']}", differs=found.problems)
    if row["refers_to_id"]:
        yield from _record(store, folder, row["refers_to_id"])
    else:
        digest = row["payload_digest"] or "none"
        yield Step(what="digest", found=digest, differs=tuple(_digest_differs(row, found)))


def _digest_differs(row: dict[str, Any], found: RecordCheck) -> Iterator[str]:
    """Why no digest could be made, or nothing is there to compare it with; else what is wrong with a record that makes
    its digest worthless."""
    if found.head is None:
        yield "it could not be made: the record cannot be read"
    elif row["record_type"] == "revisit":
        yield "it could not be made: the record that holds the payload is not in the archive"
    elif found.head.kind != row["record_type"]:
        yield f"it could not be made: a {found.head.kind} record stands there"
    elif row["payload_digest"] is None:
        yield "the record has no payload digest"
    else:
        yield from (said for said in found.problems if "digest" in said.lower())


def _text(store: Store, folder: Path, version_id: int) -> Step:
    row = store.row(f"{VERSIONS} WHERE v.id = ?", version_id)
    assert row
    site = store.site(row["slug"])
    try:
        differs = list(text_differences(store, row, folder, site))
    except (ArchiveError, NoArticle) as problem:
        differs = [f"the text cannot be read again: {problem}"]
    if store.value(_OTHERWISE_TITLED, version_id):
        differs.append("the title of the article is not that of the text")
    if differs and row["extractor"] != reader_of(site):
        differs.append(f"it was read by {row['extractor']}; this is {reader_of(site)}")
    return Step(what="text", found=f"sha256:{row['text_sha256']} ({row['extractor']})", differs=tuple(differs))
