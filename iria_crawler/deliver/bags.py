"""A bag with the WARC files of a site, and all that says what they are (BagIt 1.0, RFC 8493)."""

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path

import bagit

from iria_crawler import __version__, cdxj
from iria_crawler.deliver.accounts import Handed, note
from iria_crawler.deliver.crawls import crawls_of, mend, pictures
from iria_crawler.deliver.describing import describe
from iria_crawler.deliver.leftovers import clear
from iria_crawler.deliver.originals import Originals, take_originals
from iria_crawler.deliver.parcels import Parcel
from iria_crawler.deliver.taking import refuse_unfinished, take, take_warc
from iria_crawler.errors import ArchiveError
from iria_crawler.export.folder import whole
from iria_crawler.store import FILENAME, Store
from iria_crawler.store.portion import copy_portion
from iria_crawler.store.withholding import withheld
from iria_crawler.warc import sha256_of

_CHECKSUMS = ["sha256", "sha512"]


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
    clear(to, slug)
    target = to / f"{slug}-{now:%Y%m%dT%H%M%SZ}.bag"
    with Store.create(archive) as store:
        with whole(target) as staged:
            for file in what.files:
                take_warc(archive, file, staged)
                step(file["size"])
            crawls = _fill(store, archive, what, staged, now=now)
            _bag(staged, what, _bag_info(what, crawls, recipient))
        sum_ = sha256_of(target / "tagmanifest-sha256.txt")
        note(store, slug, "bag", what.ids, path=target, sha256=sum_, size=what.size, recipient=recipient, now=now)
    return Handed(path=target)


def _fill(store: Store, archive: Path, what: Parcel, folder: Path, *, now: datetime) -> Mapping[str, str | None]:
    """All that goes with the WARC files; gives the crawl of each."""
    slug = what.site.slug
    crawls = crawls_of(archive, slug, what.files)
    named = dict.fromkeys(f"crawls/{crawl}" for crawl in crawls.values() if crawl)
    for name in (f"sites/{slug}.toml", *named):
        if (archive / name).exists():
            take(archive / name, folder / name)
    for name in pictures(store, archive, slug, folder):
        take(archive / name, folder / name)
    mend(folder)
    copies = take_originals(store, archive, what, folder, now=now)
    left_out = _database(store, archive, what, copies, folder, now=now)
    describe(store, what, folder, crawls=crawls, copies=copies, left_out=left_out, now=now)
    return crawls


def _database(
    store: Store, archive: Path, what: Parcel, copies: Originals, folder: Path, *, now: datetime
) -> list[tuple[str, int]]:
    """The database and the index of what is in the folder; gives where records stand of which they do not tell."""
    may_not = withheld(store, now=now)
    left_out = copy_portion(
        archive,
        what.site.slug,
        what.ids,
        folder / FILENAME,
        more=copies.files,
        moved=copies.moved,
        withheld=may_not,
    )
    with Store.open(folder) as portion:
        _refuse_changed(portion, what)
        cdxj.write(portion, folder, what.site.slug)
    return left_out


def _refuse_changed(portion: Store, what: Parcel) -> None:
    """A purge or a repair may have come between the files and their rows."""
    for file in what.files:
        if portion.value("SELECT sha256 FROM warc_files WHERE id = ?", file["id"]) != file["sha256"]:
            raise ArchiveError(f"{file['filename']} was changed while it was handed over; run again")


def _bag(folder: Path, what: Parcel, info: Mapping[str, str]) -> None:
    """Make a bag of a folder. The library writes 0.97, which differs from 1.0 in nothing that is used here."""
    bagit.make_bag(str(folder), dict(info), processes=1, checksums=_CHECKSUMS)
    (folder / "bagit.txt").write_text("BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n", encoding="utf-8")
    bag = bagit.Bag(str(folder))
    bag.save(processes=1)
    bag.validate(completeness_only=True)
    for file in what.files:
        written = bag.entries[f"data/{file['filename']}"]["sha256"]
        if file["sha256"] and written not in (file["sha256"], file["accepted_sha256"]):
            raise ArchiveError(f"{file['filename']} did not arrive as it was; is the disk of {folder.parent} in order?")


def _bag_info(what: Parcel, crawls: Mapping[str, str | None], recipient: str | None) -> dict[str, str]:
    site = what.site
    said = {
        "Source-Organization": site.collection.publisher or site.collection.creator,
        "Contact-Email": site.collection.contact,
        "External-Description": site.collection.description or f"Web archive of {site.home}",
        "External-Identifier": ", ".join(dict.fromkeys(filter(None, crawls.values()))),
        "Bag-Group-Identifier": site.slug,
        "Internal-Sender-Description": f"for {recipient}" if recipient else None,
        "Bag-Software-Agent": f"iria {__version__}; bagit.py {bagit.VERSION}",
    }
    return {name: value for name, value in said.items() if value}
