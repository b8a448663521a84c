"""The index of a site for replay: a line per capture, as `cdxj-indexer` would write it from the WARC files.

In two points the two differ. Records that are no captures, such as the logs of wget and the texts and pictures that
Browsertrix makes of pages, have no line: they belong to pages that may be withheld, under addresses that no decision
names. And `cdxj-indexer` makes a digest of its own where a record has none, which is where the
response came in chunks, and makes it with the chunks. The one here is that of the body, as revisits name it: by it
replay finds what a revisit of a page at another address stands for.
"""

import json
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from iria_crawler.access import FOLDER
from iria_crawler.store import Store
from iria_crawler.store.queries import known_site
from iria_crawler.urls import key
from iria_crawler.warc.records import address
from iria_crawler.whole import whole

_PIECE = 1 << 20

_LINE = (
    "SELECT DISTINCT cdxj_line(u.url, c.captured_at, c.record_type, c.mime, c.status, c.payload_digest, c.warc_length,"
    " c.warc_offset, w.filename) AS line"
)
# SQLite sorts, since it does so on the disk where there are too many for memory
_LINES = (
    f"{_LINE} FROM warc_files w JOIN captures c ON c.warc_file_id = w.id JOIN urls u ON u.id = c.url_id"
    " WHERE w.site_id = (SELECT id FROM sites WHERE slug = ?) ORDER BY line"
)
_ELSEWHERE = (
    f"{_LINE} FROM sites s JOIN warc_files x ON x.site_id = s.id JOIN captures r ON r.warc_file_id = x.id"
    " JOIN captures c ON c.id = r.refers_to_id JOIN warc_files w ON w.id = c.warc_file_id AND w.site_id <> s.id"
    " JOIN urls u ON u.id = c.url_id WHERE s.slug = ? ORDER BY line"
)
_COUNT = (
    "SELECT count(*) FROM captures WHERE warc_file_id IN"
    " (SELECT id FROM warc_files WHERE site_id = (SELECT id FROM sites WHERE slug = ?))"
)


def path_of(folder: Path, slug: str) -> Path:
    """Where the index of a site stands in an archive folder."""
    return folder / FOLDER / f"{slug}.cdxj"


def slugs(store: Store) -> list[str]:
    """The sites that have an index, or may have one."""
    return [row["slug"] for row in store.rows("SELECT slug FROM sites ORDER BY slug")]


def refresh(store: Store, folder: Path, slug: str) -> bool:
    """Bring the index of a site up to date; gives whether there was anything to do.

    Captures are only ever added, so an index with as many lines as there are captures has all of them.
    Raises `SiteError` if there is no such site, `DiskFull` where there is no room.
    """
    known_site(store, slug)
    path = path_of(folder, slug)
    if path.is_file() and _count(path) == store.value(_COUNT, slug):
        return False
    write(store, folder, slug)
    return True


def write(store: Store, folder: Path, slug: str) -> None:
    """Make the index of a site anew."""
    with whole(path_of(folder, slug)) as file:
        for line in lines(store, slug):
            file.write(line.encode())


def lines(store: Store, slug: str) -> Iterator[str]:
    """The lines of the index of a site, sorted."""
    return _asked(store, _LINES, slug)


def elsewhere(store: Store, slug: str) -> Iterator[str]:
    """Lines of captures in the files of other sites, whose bodies revisits of this site stand for."""
    return _asked(store, _ELSEWHERE, slug)


def _asked(store: Store, sql: str, slug: str) -> Iterator[str]:
    store.db.conn.create_function("cdxj_line", 9, line, deterministic=True)
    for row in store.rows(sql, slug):
        yield row["line"]


def line(
    url: str,
    captured_at: str,
    record_type: str,
    mime: str | None,
    status: int | None,
    digest: str | None,
    length: int,
    offset: int,
    filename: str,
) -> str:
    """The line of a capture."""
    about = {
        "url": address(url),
        "mime": "warc/revisit" if record_type == "revisit" else _first_word(mime),
        "status": None if record_type == "revisit" and status == 304 else _text(status),  # it stands in the metadata
        "digest": digest,
        "length": str(length),
        "offset": str(offset),
        "filename": PurePosixPath(filename).name,
    }
    said = json.dumps({name: value for name, value in about.items() if value is not None})
    return f"{key(about['url'] or '')} {_second(captured_at)} {said}\n"


def _second(moment: str) -> str:
    """`20261126230327` of `2026-11-26T23:03:27.123456Z`."""
    return "".join(letter for letter in moment[:19] if letter.isdigit())


def _first_word(mime: str | None) -> str | None:
    return mime.split()[0] if mime else None


def _text(number: int | None) -> str | None:
    return None if number is None else str(number)


def _count(path: Path) -> int:
    with path.open("rb") as file:
        return sum(piece.count(b"\n") for piece in _pieces(file))


def _pieces(file: BinaryIO) -> Iterator[bytes]:
    return iter(lambda: file.read(_PIECE), b"")
