"""The index of a site for replay: a line per capture, and per record of others that replay may ask for.

`cdxj-indexer` would write the same from the WARC files, but for one point: of a record without a digest, which is where
the response came in chunks, it makes one of its own, with the chunks. The one here is that of the body, as revisits
name it: by it replay finds what a revisit of a page at another address stands for.
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
    " WHERE w.site_id = (SELECT id FROM sites WHERE slug = ?1)"
    " UNION SELECT cdxj_line(x.url, x.captured_at, x.record_type, x.mime, NULL, x.payload_digest, x.warc_length,"
    " x.warc_offset, w.filename) FROM warc_files w JOIN extra_records x ON x.warc_file_id = w.id"
    " WHERE w.site_id = (SELECT id FROM sites WHERE slug = ?1) ORDER BY line"
)
_ELSEWHERE = (
    f"{_LINE} FROM sites s JOIN warc_files x ON x.site_id = s.id JOIN captures r ON r.warc_file_id = x.id"
    " JOIN captures c ON c.id = r.refers_to_id JOIN warc_files w ON w.id = c.warc_file_id AND w.site_id <> s.id"
    " JOIN urls u ON u.id = c.url_id WHERE s.slug = ? ORDER BY line"
)
_OF_SITE = "warc_file_id IN (SELECT id FROM warc_files WHERE site_id = (SELECT id FROM sites WHERE slug = ?1))"
_COUNT = (
    f"SELECT (SELECT count(*) FROM captures WHERE {_OF_SITE}) + (SELECT count(*) FROM extra_records WHERE {_OF_SITE})"
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
    """The line of a capture, or of another record."""
    about = {
        "url": address(url),
        "mime": "warc/revisit" if record_type == "revisit" else _first_word(mime),
        "status": _text(status) if _has_status(record_type, status) else None,
        "digest": digest,
        "length": str(length),
        "offset": str(offset),
        "filename": PurePosixPath(filename).name,
    }
    said = json.dumps({name: value for name, value in about.items() if value is not None})
    return f"{key(about['url'] or '')} {_second(captured_at)} {said}\n"


def _has_status(record_type: str, status: int | None) -> bool:
    """Whether the block of a record says it: a resource has none, and that of a 304 stands in the metadata."""
    return record_type == "response" or (record_type == "revisit" and status != 304)


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
