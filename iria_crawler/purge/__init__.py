"""Removing captures for good: WARC files are written anew without their records, and a tombstone stays of each."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from iria_crawler import cdxj
from iria_crawler.access import Withheld
from iria_crawler.crawl import lock
from iria_crawler.errors import DiskFull, UsageError
from iria_crawler.purge.documents import mentioning
from iria_crawler.purge.leftovers import Left, left
from iria_crawler.purge.looks import take_away
from iria_crawler.purge.torn import accepted, rewrite
from iria_crawler.recovery import finish_rewriting
from iria_crawler.store import Store, extras, iso_exact
from iria_crawler.store.carrying import carry
from iria_crawler.store.concerning import judge
from iria_crawler.store.concerning import meant as meant_addresses
from iria_crawler.store.events import happened
from iria_crawler.store.purging import (
    Forgotten,
    Match,
    articles,
    captures_of,
    exclude,
    forget,
    meant,
    move,
    note,
    pictures,
    revisits_of,
    same_elsewhere,
    targets,
    titles,
    wipe,
)
from iria_crawler.teasers import Shown, shown
from iria_crawler.warc.files import OPEN, warc_files
from iria_crawler.warc.rewriting import Rewritten, left_behind, replace, space_for
from iria_crawler.warc.tracing import Lead, Traces, trace


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a purge would remove: captures, and records by their files, whether these are captures or not.

    Captures that are `is_document` hold texts of other articles too; `kept` are those that stay, as was asked for.
    `beside` are rows of other records about the pages. `left` is what it does not reach, `same` are addresses where the
    same bytes stay, `shown` those of pages that show headline or beginning, and `damages` are bytes that nobody can
    look into, where more may be."""

    match: Match
    target: str
    addresses: tuple[str, ...]
    captures: Sequence[Mapping[str, Any]]
    traces: Sequence[Traces]
    kept: Sequence[Mapping[str, Any]]
    beside: Sequence[Mapping[str, Any]]
    left: Sequence[Left]
    same: tuple[str, ...]
    shown: Shown
    damages: tuple[str, ...]

    @property
    def files(self) -> tuple[str, ...]:
        return tuple(each.filename for each in self.traces)

    @property
    def slugs(self) -> list[str]:
        """The sites whose files or indexes change: of a file that is gone, the rows are still there."""
        return _sites((*self.files, *(row["filename"] for row in (*self.captures, *self.beside))))

    @property
    def strays(self) -> list[tuple[str, Lead]]:
        """Records that are no capture: those that the database does not know, or knows in another file."""
        known = {(row["filename"], row["warc_record_id"]) for row in self.captures}
        found = ((each.filename, lead) for each in self.traces for lead in each.leads)
        return [(filename, lead) for filename, lead in found if (filename, lead.record_id) not in known]


def plan(
    store: Store,
    archive: Path,
    match: Match,
    target: str,
    *,
    keep_documents: bool = False,
    tell: Callable[[str], None] = lambda _: None,
) -> Plan:
    """What a purge would remove, of every WARC file that there is; `tell` is told which is being read.

    Documents of an API and feeds that have the text of an article go too, or are named where they are to be kept.
    Raises `UsageError` where there is nothing, or files are still written."""
    wanted = targets(store, match, target)
    captures = meant(store, wanted)
    tell("looking into documents of APIs and feeds")
    documents, unread = _documents(store, archive, captures)
    captures += [] if keep_documents else documents
    records = extras.about(store, judge(wanted))
    found = list(_traced(archive, {row["warc_record_id"] for row in captures}, judge(wanted), tell))
    inside = accepted(store) & {
        row["filename"] for row in (*captures, *records)
    }  # where no head of it may be left to be read
    traces = [each for each in found if each.record_ids or each.torn or each.filename in inside]
    if not captures and not traces and not records:
        raise UsageError(f"no capture of {target} here")
    if written := next((each.filename for each in traces if each.filename.endswith(OPEN)), None):
        raise UsageError(f"{written.removesuffix(OPEN)} is still written; run the crawl to its end, then purge")
    ids = {row["id"] for row in captures}
    beside = [row for each in traces for row in captures_of(store, each.record_ids) if row["id"] not in ids]
    captures += [_elsewhere(row) for row in {row["id"]: row for row in beside}.values()]
    files = [each.filename for each in traces]
    about = articles(store, [row for row in captures if not row["is_elsewhere"]])
    tell("looking at pages that may show headlines")
    ids |= {row["id"] for row in (*captures, *documents)}
    words = titles(store, about) | {row["url"] for row in captures if not row["is_elsewhere"]}
    return Plan(
        match=match,
        target=target,
        addresses=tuple(meant_addresses(store, wanted)) if match != "prefix" else (),
        captures=captures,
        traces=traces,
        kept=documents if keep_documents else (),
        beside=records,
        left=left(store, archive, files, words),
        same=tuple(same_elsewhere(store, captures)),
        shown=shown(store, archive, about, is_out=lambda row: row["id"] in ids),
        damages=(
            *unread,
            *_missing(found, [*captures, *records]),
            *(damage for each in found for damage in each.damages),
        ),
    )


def _documents(
    store: Store, archive: Path, captures: Sequence[Mapping[str, Any]]
) -> tuple[list[dict[str, Any]], list[str]]:
    """The captures of documents with the texts of what is meant, with their revisits, and what could not be read."""
    known = {row["id"] for row in captures}
    about = articles(store, [row for row in captures if not row["is_elsewhere"]])
    found, unread = mentioning(store, archive, about)
    rows = {row["id"]: row for row in (*found, *revisits_of(store, found)) if row["id"] not in known}
    return [_elsewhere(row, is_document=True) for row in rows.values()], unread


def _elsewhere(row: Mapping[str, Any], *, is_document: bool = False) -> dict[str, Any]:
    names = ("id", "url_id", "url", "captured_at", "payload_digest", "warc_record_id", "filename", "state")
    return {**{name: row[name] for name in names}, "is_elsewhere": True, "is_document": is_document}


def _missing(found: Sequence[Traces], captures: Sequence[Mapping[str, Any]]) -> list[str]:
    names = {each.filename.removesuffix(OPEN) for each in found}
    return [f"{name} is not in the archive" for name in sorted({row["filename"] for row in captures} - names)]


def _traced(archive: Path, record_ids: Set[str], is_meant: Withheld, tell: Callable[[str], None]) -> Iterator[Traces]:
    names = [path.relative_to(archive).as_posix() for path in warc_files(archive)]
    for number, name in enumerate(names, 1):
        tell(f"looking into {name} ({number} of {len(names)})")
        yield trace(archive, name, record_ids=record_ids, is_meant=is_meant.__contains__)


def purge(archive: Path, what: Plan, *, reason: str, by: str, now: datetime) -> Forgotten:
    """Remove what was planned; gives what became of articles and addresses.

    Killed at any moment, `finish`, the next purge or the next crawl ends what was begun. Raises `Locked`, `DiskFull`,
    and `ArchiveError` where a file is damaged; nothing was removed then."""
    finish(archive)
    if not space_for(archive, set(what.files)):
        raise DiskFull(f"{archive}: no room to write the files anew; make room and run again, nothing was removed")
    with _locked(archive, what.slugs), Store.create(archive) as store, ExitStack() as undo:
        for slug in what.slugs:  # whatever happens, no half of it stays
            undo.callback(finish_rewriting, store, archive, slug)
        gone_ids = {row["warc_record_id"] for row in (*what.captures, *what.beside)}
        rewritten = [rewrite(store, archive, each, gone_ids) for each in what.traces]
        store.run("PRAGMA secure_delete = ON")
        with store.transaction():
            gone = _forget(store, archive, what, rewritten, reason=reason, by=by, now=now)
        for file in rewritten:
            replace(archive, file.filename)
        for slug in what.slugs:
            cdxj.write(store, archive, slug)
        wipe(store)
    return gone


def finish(archive: Path) -> list[str]:
    """End a purge that was killed, or undo it where it had removed nothing; gives the files that are anew."""
    slugs = _sites(left_behind(archive))
    if not slugs:
        return []
    with _locked(archive, slugs), Store.create(archive) as store:
        finished = [name for slug in slugs for name in finish_rewriting(store, archive, slug)]
        for slug in _sites(finished):
            cdxj.write(store, archive, slug)
        wipe(store)
    return finished


def _sites(files: Iterable[str]) -> list[str]:
    return sorted({name.split("/")[1] for name in files})


@contextmanager
def _locked(archive: Path, slugs: Iterable[str]) -> Iterator[None]:
    """Keep crawls of some sites, and other purges, from their files; raises `Locked` where one is at work."""
    with ExitStack() as held:
        for slug in slugs:
            held.enter_context(lock(archive, slug))
        yield


def _forget(
    store: Store, archive: Path, what: Plan, rewritten: Sequence[Rewritten], *, reason: str, by: str, now: datetime
) -> Forgotten:
    take_away(archive, {row["url"] for row in what.captures}, pictures(store, what.captures))
    gone = forget(store, what.captures, reason=reason, now=now)
    for url in what.addresses:  # an address that was never captured may be another way to write it
        exclude(store, url)
    for filename, lead in what.strays:
        row = {"warc_record_id": lead.record_id, "url": lead.url, "captured_at": iso_exact(lead.captured_at)}
        note(store, {**row, "payload_digest": lead.payload_digest, "filename": filename}, reason=reason, now=now)
    for record in what.beside:
        note(store, record, reason=reason, now=now)
    for record_ids in (*(each.record_ids for each in what.traces), [row["warc_record_id"] for row in what.beside]):
        extras.forget(store, record_ids)
    for file in rewritten:
        carry(store, file, now=now)
        _note(store, file)
    detail = {"reason": reason, "captures": len(what.captures), "articles": gone.articles, "files": list(what.files)}
    happened(store, "deletion", what.target, now=now, detail=detail, agent=by)
    return gone


def _note(store: Store, file: Rewritten) -> None:
    move(store, file.filename, file.places)
    extras.move(store, file.filename, file.places)
    store.run(
        "UPDATE warc_files SET size = ?, records = ?, sha256 = ? WHERE filename = ?",
        *(file.size, file.records, file.sha256, file.filename),
    )
