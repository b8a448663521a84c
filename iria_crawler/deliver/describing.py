"""What a bag says of itself: README, Dublin Core, tables of files, events and decisions."""

import csv
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from iria_crawler.deliver.originals import Originals
from iria_crawler.deliver.parcels import Parcel
from iria_crawler.store import Store
from iria_crawler.store.accepting import RESTING, resting
from iria_crawler.store.delivering import checks, languages, originals_elsewhere, removed, span
from iria_crawler.store.sitelog import Concern

README = """This bag holds WARC files (WARC/1.1) that iria has written or taken in, and what says what they are.
A copy of data/ is an archive of its own: cp -r data COPY; iria -C COPY verify --full

data/warc/                 the WARC files, byte for byte as in the archive
data/cdxj/                 their index, for replay
data/iria.db               SQLite database of what is in these files; begin with the view `article`
data/crawls/               settings, log and report of each crawl
data/qa/                   what a browser saw of archived pages: contact sheet and pictures, where any was looked at
data/sites/                the site file
data/metadata/
  dc.json                  Dublin Core
  warc-files.csv           the WARC files: sizes, sums, crawls
  fixity-checks.csv        every time that the sum of one was made and compared
  verification.json        the last time that the archive was verified, and what came of it
  events.csv               what was done to the site and its files, in the terms of PREMIS 3
  known-losses.csv         WARC files of the site that are gone or damaged for good: what is lost, and who accepted it
  references.csv           revisits whose payload is in a file that is not in this bag; copies of those records, and of
                           others that texts were read from, are in warc/…/COPIES-…, which is not needed where
                           the files are that have them
  withholdings.csv         what may not be shown, or might not; the WARC files hold it all the same
  not-in-database.csv      where records stand of which database and index do not tell, since they may not be shown
  tombstones.csv           what was removed from the WARC files for good
"""
_NO_CRAWL = """
Of no crawl of this archive, so without settings, log and report: these files were brought in from elsewhere
(see ingestion in events.csv), or nothing is left that says which crawl wrote them.
"""
_LAST = "The archive was never verified before this bag was made.\n"


def describe(
    store: Store,
    what: Parcel,
    folder: Path,
    *,
    crawls: Mapping[str, str | None],
    copies: Originals,
    left_out: Iterable[tuple[str, int]],
    now: datetime,
) -> None:
    """Write README.txt and metadata/ into a folder."""
    site, place = what.site, folder / "metadata"
    place.mkdir()
    concern = Concern(store, site.slug)
    events = list(concern.events())
    verified = {kind: _last(events, kind) for kind in ("validation", "fixity check")}
    (folder / "README.txt").write_text(_readme(crawls, folder, is_verified=any(verified.values())), encoding="utf-8")
    _json(place / "dc.json", _dublin_core(store, what))
    _json(place / "verification.json", verified)
    _csv(place / "warc-files.csv", [{**file, "crawl_id": crawls[file["filename"]]} for file in what.files])
    _csv(place / "fixity-checks.csv", checks(store, what.ids))
    _csv(place / "events.csv", events)
    _csv(place / "known-losses.csv", _losses(store, what))
    _csv(place / "references.csv", _references(store, what, copies))
    _csv(place / "not-in-database.csv", ({"warc_file": name, "warc_offset": at} for name, at in left_out))
    _csv(place / "withholdings.csv", concern.withholdings(now=now))
    _csv(place / "tombstones.csv", removed(store, site.slug))


def _references(store: Store, what: Parcel, copies: Originals) -> Iterator[dict[str, Any]]:
    """Revisits whose payload is elsewhere, each with where a copy of it stands."""
    stands = {each.capture_id: each for each in copies.moved}
    for row in originals_elsewhere(store, what.ids):
        copy = stands.get(row.pop("original_id"))  # none of what is lost
        yield {**row, "copy_file": copy and copy.filename, "copy_offset": copy and copy.offset}


def _losses(store: Store, what: Parcel) -> Iterator[dict[str, Any]]:
    """What is known to be lost of the site, and the revisits that rest on it, for whoever has no rows of what is
    lost."""
    for row in what.lost:
        yield _row(row)
    for loss, at in resting(store.rows(RESTING.format(of="main", where="w.id <> lw.id"))):
        if loss.warc_file in {file["filename"] for file in what.files}:
            yield _row(dict.fromkeys(what.lost[0] if what.lost else ()) | asdict(loss) | {"accepted_at": at})


def _row(loss: Mapping[str, Any]) -> dict[str, Any]:
    return {name: json.dumps(value) if isinstance(value, list | tuple) else value for name, value in loss.items()}


def _last(events: Iterable[Mapping[str, Any]], kind: str) -> Mapping[str, Any] | None:
    """The last time that the whole archive was looked at."""
    found = [row for row in events if row["event_type"] == kind and row["linking_object"] == "archive"]
    return {**found[-1], "event_outcome_detail": json.loads(found[-1]["event_outcome_detail"])} if found else None


def _readme(crawls: Mapping[str, str | None], folder: Path, *, is_verified: bool) -> str:
    lines = [README] if is_verified else [README, "\n", _LAST]
    if strangers := [name for name, crawl in crawls.items() if not crawl or not (folder / "crawls" / crawl).is_dir()]:
        lines += [_NO_CRAWL, *(f"  {name}\n" for name in strangers)]
    return "".join(lines)


def _dublin_core(store: Store, what: Parcel) -> dict[str, Any]:
    site = what.site
    said = {name: value for name, value in site.collection.model_dump().items() if value}
    first, last = span(store, what.ids)
    found = {
        "title": f"Web archive of {site.name}",
        **said,
        "identifier": site.slug,
        "source": site.home,
        "date": first if first == last else f"{first}/{last}",
        "language": languages(store, site.slug) or site.site.language,
        "format": "application/warc",
        "type": "Collection",
    }
    return {name: value for name, value in found.items() if value}


def _json(path: Path, said: Mapping[str, Any]) -> None:
    path.write_text(json.dumps(said, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def _csv(path: Path, rows: Iterable[Mapping[str, Any]]) -> None:
    """A table; without rows, an empty file."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer: csv.DictWriter[str] | None = None
        for row in rows:
            if writer is None:
                writer = csv.DictWriter(file, list(row))
                writer.writeheader()
            writer.writerow(row)
