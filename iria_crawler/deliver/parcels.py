"""What goes into a delivery: what never went, what was asked for, and what it needs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from iria_crawler.errors import ArchiveError, UsageError
from iria_crawler.sites import Site
from iria_crawler.store import Store
from iria_crawler.store.accepting import in_force, texts_of_lost
from iria_crawler.store.delivering import closed, damaged, originals_elsewhere, undelivered


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """What goes into a delivery: rows of `warc_files`; `along` are those that only go along because revisits in the
    others need them, `bad` those that are damaged and stay here, `lost` what was accepted as lost of the site."""

    site: Site
    files: Sequence[Mapping[str, Any]]
    along: Sequence[str] = ()
    bad: Sequence[str] = ()
    lost: Sequence[Mapping[str, Any]] = ()
    lost_texts: int = 0
    """Texts that were read from files which are gone: without records they do not go along."""

    @property
    def size(self) -> int:
        """Bytes of the WARC files."""
        return sum(file["size"] for file in self.files)

    @property
    def ids(self) -> list[int]:
        """The numbers of the WARC files."""
        return [file["id"] for file in self.files]


def parcel(store: Store, slug: str, *, every: bool = False, since: str | None = None) -> Parcel:
    """What is to be handed over of a site: what never was, or all, or all since a day.

    A file with payloads that revisits refer to, and that was never handed over, goes along. Raises `UsageError` where
    there is nothing, `ArchiveError` where all that there is was found damaged."""
    bad = damaged(store, slug)
    files = closed(store, slug, since=since) if every or since else undelivered(store, slug)
    if not files and bad:
        raise ArchiveError(f"{slug}: nothing is left to hand over but what came damaged: {', '.join(bad)}")
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
    return Parcel(
        site=store.site(slug),
        files=files,
        along=tuple(along),
        bad=bad,
        lost=in_force(store, slug),
        lost_texts=texts_of_lost(store, slug),
    )


def _needed(store: Store, files: Sequence[Mapping[str, Any]]) -> set[int]:
    ids = [file["id"] for file in files]
    return {row["original_file_id"] for row in originals_elsewhere(store, ids) if row["delivery"] is None}
