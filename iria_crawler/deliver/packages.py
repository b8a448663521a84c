"""A site as one WACZ file."""

from datetime import datetime
from pathlib import Path

from iria_crawler import wacz
from iria_crawler.deliver.accounts import Handed, note
from iria_crawler.deliver.leftovers import clear
from iria_crawler.deliver.parcels import Parcel
from iria_crawler.deliver.taking import refuse_unfinished
from iria_crawler.store import Store
from iria_crawler.store.delivering import closed
from iria_crawler.warc import sha256_of


def deliver_wacz(
    archive: Path, what: Parcel, to: Path, *, now: datetime, recipient: str | None = None, is_signed: bool = False
) -> Handed:
    """Write a WACZ of a site below a folder and note the delivery; gives where it is. Nothing withheld is in it.

    It holds the whole site, so that every page in it replays. A file counts as handed over if all of it went: where
    something was withheld, and is lifted later, it is still to be handed over. Raises as `deliver_bag` does."""
    refuse_unfinished(archive)
    slug = what.site.slug
    clear(to, slug)
    target = to / f"{slug}-{now:%Y%m%dT%H%M%SZ}.wacz"
    to.mkdir(parents=True, exist_ok=True)
    with Store.create(archive) as store:
        made = wacz.write(store, archive, target, wacz.Wanted(slug=slug), is_signed=is_signed, now=now)
        there = closed(store, slug)
        files = [file["id"] for file in there if file["filename"] in made.complete]
        left = tuple(file["filename"] for file in there if file["filename"] not in made.complete)
        sum_ = sha256_of(target)
        note(store, slug, "wacz", files, path=target, sha256=sum_, size=made.size, recipient=recipient, now=now)
    return Handed(path=target, left=left)
