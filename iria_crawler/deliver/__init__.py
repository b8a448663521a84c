"""Hand-over: a bag with the WARC files of a site, and all that says what they are (BagIt 1.0, RFC 8493)."""

import csv
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import bagit

from iria_crawler import __version__, cdxj, wacz
from iria_crawler.deliver.taking import refuse_unfinished, take, take_warc
from iria_crawler.errors import ArchiveError, UsageError
from iria_crawler.export.folder import whole
from iria_crawler.sites import Site
from iria_crawler.store import FILENAME, Store
from iria_crawler.store.concerning import Concern
from iria_crawler.store.copying import copy
from iria_crawler.store.delivering import Kind, closed, damaged, delivered, events_of, originals_elsewhere, undelivered
from iria_crawler.store.events import happened
from iria_crawler.store.searching import Wanted, version_ids
from iria_crawler.store.withholding import withheld
from iria_crawler.warc import sha256_of

__all__ = ["Handed", "Parcel", "deliver_bag", "deliver_wacz", "parcel", "refuse_unfinished"]

_CHECKSUMS = ["sha256", "sha512"]
_README = """This bag holds WARC files (WARC/1.1) that iria has written, and what says what they are.

data/warc/                 the WARC files, byte for byte as in the archive
data/cdxj/                 their index, for replay
data/database/iria.db      captures' articles as a SQLite database; begin with the view `article`
data/crawls/               settings, log and report of each crawl
data/sites/                the site file
data/metadata/             dc.json: Dublin Core; warc-files.csv: sizes and sums; events.csv: what was done to them;
                           references.csv: revisits whose payload is in an earlier delivery;
                           withholdings.csv: what may not be shown. The WARC files hold it all the same.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """What goes into a delivery: rows of `warc_files`; `along` are those that only go along because revisits in the
    others need them, `bad` those that are damaged and stay here."""

    site: Site
    files: Sequence[Mapping[str, Any]]
    along: Sequence[str] = ()
    bad: Sequence[str] = ()

    @property
    def size(self) -> int:
        """Bytes of the WARC files."""
        return sum(file["size"] for file in self.files)


@dataclass(frozen=True, slots=True, kw_only=True)
class Handed:
    """A delivery: where it is. `left` are files of which not all went out, and which so were not handed over."""

    path: Path
    left: tuple[str, ...] = ()


def parcel(store: Store, slug: str, *, every: bool = False, since: str | None = None) -> Parcel:
    """What is to be handed over of a site: what never was, or all, or all since a day.

    A file with payloads that revisits refer to, and that was never handed over, goes along. Raises `UsageError` where
    there is nothing, `ArchiveError` where all that there is was found damaged."""
    bad = damaged(store, slug)
    files = closed(store, slug, since=since) if every or since else undelivered(store, slug)
    if not files and bad:
        raise ArchiveError(
            f"{slug}: nothing is left to hand over but damaged files: {', '.join(bad)}. See: iria verify"
        )
    if not files:
        raise UsageError(f"{slug}: everything was handed over before; --all hands all of it over again")
    known = {file["id"]: file for file in closed(store, slug)}
    along: list[str] = []
    while needed := _needed(store, files):
        more = [known[number] for number in needed if number in known]
        if not more:
            break
        files = sorted([*more, *files], key=lambda file: (file["opened_at"], file["id"]))
        along += [file["filename"] for file in more]
    return Parcel(site=store.site(slug), files=files, along=tuple(along), bad=bad)


def _needed(store: Store, files: Sequence[Mapping[str, Any]]) -> set[int]:
    ids = [file["id"] for file in files]
    return {row["original_file_id"] for row in originals_elsewhere(store, ids) if row["delivery"] is None}


def deliver_bag(
    archive: Path,
    what: Parcel,
    to: Path,
    *,
    now: datetime,
    recipient: str | None = None,
    step: Callable[[int], None] = lambda size: None,
) -> Handed:
    """Write a bag below a folder and note the delivery; gives where it is. `step` hears of every WARC file's bytes.

    Nothing that looks whole is there before everything is. Raises `DiskFull`, `ArchiveError`, `UsageError`."""
    refuse_unfinished(archive)
    slug = what.site.slug
    target = to / f"{slug}-{now:%Y%m%dT%H%M%SZ}.bag"
    with Store.create(archive) as store:
        with whole(target) as staged:
            _fill(store, archive, what, staged, step, now=now)
            _bag(staged, what, _bag_info(what, recipient))
        ids = [file["id"] for file in what.files]
        tags = target / "tagmanifest-sha256.txt"
        _note(
            store, slug, "bag", ids, path=target, sha256=sha256_of(tags), size=what.size, recipient=recipient, now=now
        )
    return Handed(path=target)


def deliver_wacz(
    archive: Path, what: Parcel, to: Path, *, now: datetime, recipient: str | None = None, is_signed: bool = False
) -> Handed:
    """Write a WACZ of a site below a folder and note the delivery; gives where it is. Nothing withheld is in it.

    It holds the whole site, so that every page in it replays. A file counts as handed over if all of it went: where
    something was withheld, and is lifted later, it is still to be handed over. Raises as `deliver_bag` does."""
    refuse_unfinished(archive)
    slug = what.site.slug
    target = to / f"{slug}-{now:%Y%m%dT%H%M%SZ}.wacz"
    to.mkdir(parents=True, exist_ok=True)
    with Store.create(archive) as store:
        made = wacz.write(store, archive, target, wacz.Wanted(slug=slug), is_signed=is_signed, now=now)
        there = closed(store, slug)
        files = [file["id"] for file in there if file["filename"] in made.complete]
        left = tuple(file["filename"] for file in there if file["filename"] not in made.complete)
        sum_ = sha256_of(target)
        _note(store, slug, "wacz", files, path=target, sha256=sum_, size=made.size, recipient=recipient, now=now)
    return Handed(path=target, left=left)


def _note(
    store: Store, slug: str, kind: Kind, files: Sequence[int], *, path: Path, sha256: str, now: datetime, **about: Any
) -> None:
    with store.transaction():
        number = delivered(store, slug, kind, files, path=str(path), sha256=sha256, now=now, **about)
        detail = {"delivery": number, "kind": kind, "files": len(files), "path": str(path), "sha256": sha256}
        happened(store, "delivery", f"site:{slug}", now=now, detail=detail)


def _fill(
    store: Store, archive: Path, what: Parcel, folder: Path, step: Callable[[int], None], *, now: datetime
) -> None:
    for file in what.files:
        take_warc(archive, file, folder)
        step(file["size"])
    slug = what.site.slug
    cdxj.refresh(store, archive, slug)
    crawls = dict.fromkeys(file["crawl_id"] for file in what.files if file["crawl_id"])
    for name in (f"cdxj/{slug}.cdxj", f"sites/{slug}.toml", *(f"crawls/{crawl}" for crawl in crawls)):
        if (archive / name).exists():
            take(archive / name, folder / name)
    (folder / "database").mkdir()
    ids = list(version_ids(store, None, Wanted(site=slug, all_versions=True)))
    copy(archive, ids, folder / "database" / FILENAME, withheld=withheld(store))
    (folder / "README.txt").write_text(_README, encoding="utf-8")
    _describe(store, what, folder / "metadata", now=now)


def _bag(folder: Path, what: Parcel, info: Mapping[str, str]) -> None:
    """Make a bag of a folder. The library writes 0.97, which differs from 1.0 in nothing that is used here."""
    bagit.make_bag(str(folder), dict(info), processes=1, checksums=_CHECKSUMS)
    (folder / "bagit.txt").write_text("BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n", encoding="utf-8")
    bag = bagit.Bag(str(folder))
    bag.save(processes=1)
    bag.validate(completeness_only=True)
    for file in what.files:
        written = bag.entries[f"data/{file['filename']}"]["sha256"]
        if file["sha256"] and written != file["sha256"]:
            raise ArchiveError(f"{file['filename']} did not arrive as it was; is the disk of {folder.parent} in order?")


def _describe(store: Store, what: Parcel, folder: Path, *, now: datetime) -> None:
    folder.mkdir()
    site, ids = what.site, [file["id"] for file in what.files]
    dublin_core = {name: value for name, value in site.collection.model_dump().items() if value}
    dublin_core |= {"identifier": site.slug, "source": site.home, "language": site.site.language, "type": "Collection"}
    (folder / "dc.json").write_text(json.dumps(dublin_core, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    _csv(folder / "warc-files.csv", what.files)
    _csv(folder / "events.csv", events_of(store, site.slug, [file["filename"] for file in what.files]))
    _csv(folder / "references.csv", originals_elsewhere(store, ids))
    concern = Concern(store, site.slug)
    _csv(folder / "withholdings.csv", concern.withholdings(now=now))


def _csv(path: Path, rows: Iterable[Mapping[str, Any]]) -> None:
    """A table; without rows, an empty file."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer: csv.DictWriter[str] | None = None
        for row in rows:
            if writer is None:
                writer = csv.DictWriter(file, list(row))
                writer.writeheader()
            writer.writerow(row)


def _bag_info(what: Parcel, recipient: str | None) -> dict[str, str]:
    site = what.site
    crawls = dict.fromkeys(file["crawl_id"] for file in what.files if file["crawl_id"])
    said = {
        "Source-Organization": site.collection.publisher or site.collection.creator,
        "Contact-Email": site.collection.contact,
        "External-Description": site.collection.description or f"Web archive of {site.home}",
        "External-Identifier": ", ".join(crawls),
        "Bag-Group-Identifier": site.slug,
        "Internal-Sender-Description": f"for {recipient}" if recipient else None,
        "Bag-Software-Agent": f"iria {__version__}; bagit.py {bagit.VERSION}",
    }
    return {name: value for name, value in said.items() if value}
