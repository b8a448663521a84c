"""What a purge does not reach, and a person has to: copies beside the archive, and what went out."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape
from pathlib import Path

from iria_crawler.store import FILENAME, Store
from iria_crawler.store.purging import handed_over

_COPIES = (
    (f"{FILENAME}.*", "an earlier database: delete it"),
    ("*.damaged*", "a damaged file that was replaced: delete it"),
    ("warc/**/*.damaged*", "a damaged file that was replaced: delete it"),
    ("exports/[!.]*", "an export: make it again, or delete it"),
    ("releases/[!.]*", "a release, which is frozen: make another, and withdraw it"),
    ("*.wacz", "a packed copy: make it again, or delete it"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """Something that has, or may have, what is purged; and what to do about it."""

    path: str
    advice: str


def left(store: Store, archive: Path, files: Iterable[str], words: Iterable[str]) -> list[Left]:
    """Copies that may have records of some files, and what of the crawls has some words: addresses and headlines."""
    return [*_copies(archive), *_told(archive, words), *_handed_over(store, files)]


def _copies(archive: Path) -> Iterator[Left]:
    for pattern, advice in _COPIES:
        for path in sorted(archive.glob(pattern)):
            yield Left(path=path.relative_to(archive).as_posix(), advice=advice)


def _told(archive: Path, words: Iterable[str]) -> Iterator[Left]:
    """Reports, tables and logs of crawls."""
    needles = {form.encode() for word in words if word for form in (word, escape(word), word.replace('"', '""'))}
    for path in sorted(archive.glob("crawls/**/*")):
        if path.is_file() and _has(path, needles):
            yield Left(path=path.relative_to(archive).as_posix(), advice="tells of it: delete it, or edit it")


def _has(path: Path, needles: Iterable[bytes]) -> bool:
    data = path.read_bytes()
    return any(needle in data for needle in needles)


def _handed_over(store: Store, files: Iterable[str]) -> Iterator[Left]:
    for row in handed_over(store, files):
        to = f" to {row['recipient']}" if row["recipient"] else ""
        yield Left(path=row["path"], advice=f"delivery {row['id']} of {row['at'][:10]}{to}: tell them")
