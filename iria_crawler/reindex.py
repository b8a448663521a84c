"""The database made again from the WARC files alone.

What records tell comes back: captures, texts, edits, pictures, links, outcomes of URLs, what feeds and sitemaps had
said, what pages need as each crawl was told to see it. What no record tells does not: what became of URLs that brought
no answer, by what page an address was first named that was never asked for, how crawls ended; what was withheld,
purged, delivered, checked and looked at, the numbers of articles, texts as older readers had read them. Of a database
that can still be read, all but the first two of these are taken over; a bag that was unpacked tells what was withheld,
and what its files are known to have lost.
"""

import csv
import shutil
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from urllib.parse import urljoin

from iria_crawler import access, cdxj
from iria_crawler.crawl import lock
from iria_crawler.errors import ArchiveError, Locked, NoArchive
from iria_crawler.health import is_running
from iria_crawler.ingest import Adopted, Sums, adopt, read_all
from iria_crawler.recovery import finish_rewriting
from iria_crawler.sites import Identity, Site, known
from iria_crawler.store import FILENAME, Store, accepting, inheriting, withholding
from iria_crawler.store.events import happened
from iria_crawler.warc import read_captures, read_info, sha256_of
from iria_crawler.warc.files import sync_folder, warc_files
from iria_crawler.warc.rewriting import left_behind

DECISIONS, LOSSES = "metadata/withholdings.csv", "metadata/known-losses.csv"
"""Where `iria deliver` puts what may not be shown, and what is known to be lost; an unpacked bag is an archive."""

_ALONE = "texts: {:,} had been read from records that are gone; the database before, which is kept, has them"

NEW = f"{FILENAME}.rebuilding"
"""The database while it is made: what is there stays in use until it is whole."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rebuilt:
    """What came of a site: its files, and what was counted when they were read. `missing` are those that the database
    before knew and that are not there: nothing is known of what they held."""

    slug: str
    files: tuple[Adopted, ...]
    counters: dict[str, int]
    missing: tuple[str, ...] = ()


def files_of(folder: Path) -> dict[str, list[str]]:
    """The WARC files below `warc/`, by the slug of their site, in the order in which they were begun."""
    found: dict[str, list[str]] = {}
    for path in warc_files(folder):
        found.setdefault(path.parts[-3], []).append(path.relative_to(folder).as_posix())
    return {slug: sorted(names, key=lambda name: _begun(folder, name)) for slug, names in found.items()}


def reindex(
    folder: Path,
    *,
    now: datetime,
    jobs: int | None = None,
    step: Callable[[], None] = lambda: None,
    tell: Callable[[str], None] = lambda _: None,
    warn: Callable[[str], None] = lambda _: None,
) -> Iterator[Rebuilt]:
    """Make the database of an archive again, site by site; the one that is there is kept beside it.

    It is in use until the new one is whole: killed on the way, nothing has changed, and it is begun again. Raises
    `NoArchive` where there are no WARC files, `Locked` while a crawl runs."""
    files = files_of(folder)
    if not files:
        raise NoArchive(f"{folder} has no WARC files below warc/")
    with ExitStack() as held:
        for slug in files:
            held.enter_context(lock(folder, slug))
        sites = {slug: _site(folder, slug, names) for slug, names in files.items()}
        _end_purge(folder, files, warn)
        _discard(folder)  # what a reindex that was killed has left
        held.callback(_discard, folder)
        sums = _begin(folder, sites, now=now)
        for slug, names in files.items():
            tell(f"{slug}: taking in {len(names)} WARC files")
            adopted = adopt(folder, sites[slug], names, database=NEW, sums=sums, step=step)
            tell(f"{slug}: reading the captures again")
            counters = read_all(folder, sites[slug], jobs=jobs, database=NEW, is_rebuilt=True)
            yield Rebuilt(slug=slug, files=tuple(adopted), counters=dict(counters), missing=_missing(slug, names, sums))
        if unread := _finish(folder, now=now, files=sum(map(len, files.values())), warn=warn):
            warn(f"the database before is damaged ({unread[0]}): decisions may be lacking; see iria withhold list")
        _refuse_others(folder, files)
        _put_in_place(folder, now)
        with Store.open(folder) as store:
            access.write(folder, withholding.replay_rules(store, now=now))
            for slug in files:
                cdxj.write(store, folder, slug)


def _missing(slug: str, names: Iterable[str], before: Iterable[str]) -> tuple[str, ...]:
    """The files of a site that were known before and are not there, in whatever year."""
    there = {Path(name).name for name in names}
    return tuple(sorted(name for name in before if name.startswith(f"warc/{slug}/") and Path(name).name not in there))


def _end_purge(folder: Path, slugs: Iterable[str], warn: Callable[[str], None]) -> None:
    """End a purge that was killed, of which the database that is there knows: else its records came back."""
    if left_behind(folder) and (folder / FILENAME).exists():
        with suppress(ArchiveError, sqlite3.DatabaseError), Store.create(folder) as store:  # a damaged one knows none
            for slug in slugs:
                finish_rewriting(store, folder, slug)
    for name in left_behind(folder):
        warn(f"{name}: a purge was killed, and no database tells what it was to remove: purge it again")


def _begin(folder: Path, sites: Mapping[str, Site], *, now: datetime) -> Sums:
    """What was removed for good must be known before a file is looked at, and what the files were; gives the latter."""
    with Store.create(folder, filename=NEW) as store, store.transaction():
        for site in sites.values():
            store.save_site(site, now=now)
        if (folder / FILENAME).exists():
            with inheriting.opened(folder / FILENAME) as old:
                inheriting.purged(store, old)
                return inheriting.sums(old)
    return {}


def _finish(folder: Path, *, now: datetime, files: int, warn: Callable[[str], None]) -> list[str]:
    """Take over what people decided and what was done; gives what could not be read of the database before."""
    unread: list[str] = []
    with Store.create(folder, filename=NEW) as store:
        with store.transaction():
            if (folder / FILENAME).exists():
                with inheriting.opened(folder / FILENAME) as old:
                    inheriting.decided(store, old, now=now)
                    if lost := inheriting.texts_lost(store, old):
                        warn(_ALONE.format(lost))
                    unread = old.unread
            inheriting.handed_over(store, _handed_over(folder, DECISIONS, "match", "target", "action", "decided_at"))
            inheriting.accepted(store, _accepted(store, folder))
            withholding.apply(store, now=now)
            happened(store, "rebuild", "database", now=now, detail={"files": files})
        store.run("PRAGMA wal_checkpoint(TRUNCATE)")
    return unread


def _handed_over(folder: Path, name: str, *columns: str) -> Iterator[dict[str, str]]:
    """The rows of a table of an unpacked delivery; a table of something else has none."""
    with suppress(FileNotFoundError), (folder / name).open(encoding="utf-8", newline="") as file:
        yield from (row for row in csv.DictReader(file) if row.keys() >= set(columns))


def _accepted(store: Store, folder: Path) -> Iterator[dict[str, str]]:
    """What files of an unpacked delivery are known to have lost, as long as they are as they were then."""
    known = {row["warc_file"] for row in accepting.in_force(store)}
    for row in _handed_over(folder, LOSSES, "warc_file", "sha256", "offsets", "accepted_by"):
        name = row["warc_file"]
        is_ours = name not in known and store.value("SELECT 1 FROM warc_files WHERE filename = ?", name)
        if is_ours and sha256_of(folder / name) == row["sha256"]:
            yield row


def _refuse_others(folder: Path, files: Mapping[str, object]) -> None:
    """A site that nobody had crawled when the reindex began would lose its rows."""
    for path in (folder / "warc").iterdir():
        if path.name not in files and is_running(folder, path.name):
            raise Locked(f"{path.name} is being crawled; wait for it to end, then run again. Nothing has changed")


def _begun(folder: Path, filename: str) -> str:
    """When a file was begun: by its first capture, since files may have been renamed; else by its name."""
    with suppress(ArchiveError):
        first = next(read_captures(folder, filename), None)
        if first:
            return first.captured_at.strftime("%Y%m%d%H%M%S")
    return next((part for part in Path(filename).name.split("-") if len(part) == 14 and part.isdigit()), "")


def _site(folder: Path, slug: str, names: Sequence[str]) -> Site:
    """The site of a folder: by its file, else by what the records say that was crawled."""
    found = known(folder / "sites").get(slug)
    if found:
        return found
    for name in names:
        with suppress(ArchiveError):
            said = read_info(folder, name).get("description", "").removeprefix("Crawl of ")
            first = next(read_captures(folder, name), None)
            home = said if "://" in said else urljoin(first.url, "/") if first else None
            if home:
                return Site(site=Identity(home=home, slug=slug))
    raise ArchiveError(f"warc/{slug}: no record tells what site it is of; write sites/{slug}.toml")


def _put_in_place(folder: Path, now: datetime) -> None:
    """Let the new database stand for the one that is there, at one moment; that one is kept beside it."""
    path = folder / FILENAME
    if path.exists():
        with suppress(sqlite3.Error), closing(sqlite3.connect(path)) as connection:  # a damaged one is kept as it is
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        kept = _unused(folder, f"{FILENAME}.before-{now.astimezone(UTC):%Y%m%dT%H%M%SZ}")
        _keep(path, kept)
        for end in ("-wal", "-shm"):
            beside = path.with_name(path.name + end)
            if beside.exists() and end == "-wal" and beside.stat().st_size:
                _keep(beside, kept.with_name(kept.name + end))
            beside.unlink(missing_ok=True)  # SQLite would take it for that of the new one
    (folder / NEW).replace(path)
    sync_folder(folder)


def _unused(folder: Path, name: str) -> Path:
    names = (name if number == 1 else f"{name}-{number}" for number in count(1))
    return next(folder / one for one in names if not (folder / one).exists())


def _keep(path: Path, kept: Path) -> None:
    """The file under another name as well; a copy where the disk has no links."""
    try:
        kept.hardlink_to(path)
    except OSError:
        shutil.copy2(path, kept)


def _discard(folder: Path) -> None:
    for end in ("", "-wal", "-shm", "-journal"):
        (folder / f"{NEW}{end}").unlink(missing_ok=True)
