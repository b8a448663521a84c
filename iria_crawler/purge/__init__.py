"""Removing captures for good: WARC files are written anew without their records, and a tombstone stays of each."""

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from iria_crawler import cdxj
from iria_crawler.errors import DiskFull, Locked, UsageError
from iria_crawler.health import is_running
from iria_crawler.purge.looks import take_away
from iria_crawler.recovery import finish_rewriting
from iria_crawler.store import Store
from iria_crawler.store.events import happened
from iria_crawler.store.purging import Match, forget, meant, move, pictures, same_elsewhere, wipe
from iria_crawler.warc.rewriting import Rewritten, replace, space_for, without


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a purge would remove: captures, from which files; and `same`, addresses where the same bytes stay."""

    match: Match
    target: str
    captures: Sequence[Mapping[str, Any]]
    files: tuple[str, ...]
    same: tuple[str, ...]


def plan(store: Store, match: Match, target: str) -> Plan:
    """What a purge would remove; raises `UsageError` where there is nothing, or files are still written."""
    captures = meant(store, match, target)
    if not captures:
        raise UsageError(f"no capture of {target} here")
    if written := next((row["filename"] for row in captures if row["state"] == "open"), None):
        raise UsageError(f"{written} is still written; run the crawl to its end, then purge")
    files = tuple(dict.fromkeys(row["filename"] for row in captures))
    return Plan(match=match, target=target, captures=captures, files=files, same=tuple(same_elsewhere(store, captures)))


def purge(archive: Path, what: Plan, *, reason: str, by: str, now: datetime) -> int:
    """Remove what was planned; gives the number of articles that are no more.

    Killed at any moment, the next purge or crawl ends what was begun. Raises `Locked`, `DiskFull`, and `ArchiveError`
    where a file is damaged; nothing was removed then."""
    with Store.create(archive) as store:
        finish_rewriting(store, archive)
    slugs = {name.split("/")[1] for name in what.files}
    if running := next((slug for slug in slugs if is_running(archive, slug)), None):
        raise Locked(f"{running} is being crawled; wait for it to end, then run again")
    if not space_for(archive, set(what.files)):
        raise DiskFull(f"{archive}: no room to write the files anew; make room and run again, nothing was removed")
    ids = {row["warc_record_id"] for row in what.captures}
    with Store.create(archive) as store, ExitStack() as undo:
        undo.callback(finish_rewriting, store, archive)  # whatever happens, no half of it stays
        rewritten = [without(archive, name, ids) for name in what.files]
        store.run("PRAGMA secure_delete = ON")
        with store.transaction():
            take_away(archive, {row["url"] for row in what.captures}, pictures(store, what.captures))
            gone = forget(store, what.captures, reason=reason, now=now)
            for file in rewritten:
                _note(store, file)
            detail = {"reason": reason, "captures": len(ids), "articles": gone, "files": list(what.files)}
            happened(store, "deletion", what.target, now=now, detail=detail, agent=by)
        for file in rewritten:
            replace(archive, file.filename)
        for slug in slugs:
            cdxj.write(store, archive, slug)
        wipe(store)
    return gone


def _note(store: Store, file: Rewritten) -> None:
    move(store, file.filename, file.places)
    store.run(
        "UPDATE warc_files SET size = ?, records = ?, sha256 = ? WHERE filename = ?",
        *(file.size, file.records, file.sha256, file.filename),
    )
