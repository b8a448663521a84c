"""Files that are accepted as damaged: what of them can be removed, though it cannot be read."""

from collections.abc import Set
from pathlib import Path

from iria_crawler.errors import ArchiveError
from iria_crawler.store import Store
from iria_crawler.store.accepting import in_force
from iria_crawler.warc import sha256_of
from iria_crawler.warc.rewriting import Rewritten, Torn, without
from iria_crawler.warc.tracing import Traces

_DAMAGED = "{}, and nothing was removed. A good copy: iria verify --repair-from DIR; where there is none: --accept FILE"
_SUM = "SELECT coalesce((SELECT sha256 FROM warc_files WHERE filename = ? AND state = 'closed'), ?)"
_ROWS = (
    "SELECT c.warc_offset, c.warc_record_id FROM warc_files w JOIN captures c ON c.warc_file_id = w.id"
    " WHERE w.filename = ?1 UNION ALL SELECT x.warc_offset, x.warc_record_id FROM warc_files w"
    " JOIN extra_records x ON x.warc_file_id = w.id WHERE w.filename = ?1"
)


def accepted(store: Store) -> set[str]:
    """The files that are accepted as damaged, and are there."""
    return {row["warc_file"] for row in in_force(store) if row["sha256"]}


def rewrite(store: Store, archive: Path, traces: Traces, gone: Set[str]) -> Rewritten:
    """Write a file anew without what was found in it and some other records, of which rows tell where these are in a
    file that is accepted as damaged. Raises as `without` does, and `ArchiveError` where the file is not as it was
    closed: what nobody has noticed would be right from then on."""
    found = sha256_of(archive / traces.filename)
    torn = _torn(store, traces.filename, found, meant=traces.torn)
    try:
        if torn is None and found != store.value(_SUM, traces.filename, found):
            raise ArchiveError(f"{traces.filename} is not as it was when it was closed")
        return without(archive, traces.filename, traces.record_ids | gone, was=found, torn=torn)
    except ArchiveError as problem:
        raise ArchiveError(_DAMAGED.format(problem)) from problem


def _torn(store: Store, filename: str, found: str, *, meant: Set[int]) -> Torn | None:
    """What is known of a file that is accepted as it is; None of any other, which is whole or not to be touched."""
    if not any(row["warc_file"] == filename and row["sha256"] == found for row in in_force(store)):
        return None
    rows = store.rows(_ROWS, filename)
    return Torn(rows={row["warc_offset"]: row["warc_record_id"] for row in rows}, meant=meant)
