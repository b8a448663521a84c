"""WACZ 1.1.1: a site, a crawl or all of an archive as one file that replays anywhere."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Any

from iria_crawler import __version__, cdxj
from iria_crawler.errors import ArchiveError, UsageError
from iria_crawler.store import Store, iso
from iria_crawler.store.queries import known_site
from iria_crawler.wacz import index, signing
from iria_crawler.wacz.package import Package
from iria_crawler.wacz.selection import Part, Selection, Wanted
from iria_crawler.warc.copying import copies, whole_file
from iria_crawler.whole import whole

__all__ = ["Made", "Wanted", "plan", "write"]

_HEADER = {"format": "json-pages-1.0", "id": "pages", "title": "Pages", "hasText": True}
_DAMAGED = "{} is not as it was written, and nothing was packed; run: iria verify"
_CAPTURES = (
    "SELECT u.url, c.captured_at, c.record_type, c.mime, c.status, c.payload_digest, c.warc_length, c.warc_offset"
    " FROM captures c JOIN urls u ON u.id = c.url_id WHERE c.warc_file_id = ? ORDER BY c.warc_offset"
)


_EXTRAS = (
    "SELECT url, captured_at, record_type, mime, NULL AS status, payload_digest, warc_length, warc_offset"
    " FROM extra_records WHERE warc_file_id = ? ORDER BY warc_offset"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """What a WACZ holds, or would hold. `parts` are WARC files of which only some exchanges go in; of those that
    `complete` names, which are closed, everything does."""

    files: int
    parts: int
    captures: int
    pages: int
    size: int
    complete: tuple[str, ...]


def plan(store: Store, folder: Path, wanted: Wanted) -> Made:
    """What `write` would put in; the size is that of the WARC files, at most. Raises as `write` does."""
    selection, found = _selected(store, folder, wanted, datetime.now(UTC))
    return _made(found, sum(1 for _ in selection.pages()), sum(part.size for part in found))


def write(
    store: Store, folder: Path, path: Path, wanted: Wanted, *, is_signed: bool = False, now: datetime | None = None
) -> Made:
    """Write a WACZ, whole or not at all. Raises `UsageError` where nothing is wanted that may go in, and `ArchiveError`
    where a WARC file is damaged."""
    now = now or datetime.now(UTC)
    selection, found = _selected(store, folder, wanted, now)
    created = now.replace(microsecond=0)
    key = signing.key_of(folder) if is_signed else None
    pages = _Pages(selection)
    with whole(path) as file, Package(file, created=created) as package:
        _add_captures(package, folder, found, selection)
        package.add("pages/pages.jsonl", pages.lines(), most=sum(part.size for part in found) * 8, packed=True)
        digest = package.manifest(_about(store, wanted, pages, iso(created)))
        package.vouch(digest, signing.signed(key, digest, created=iso(created)) if key else None)
    return _made(found, pages.count, path.stat().st_size)


def _selected(store: Store, folder: Path, wanted: Wanted, now: datetime) -> tuple[Selection, list[Part]]:
    known_site(store, wanted.slug)
    if wanted.crawl and not store.value("SELECT 1 FROM crawls WHERE id = ?", wanted.crawl):
        raise UsageError(f"no crawl {wanted.crawl} in the database; see: iria status")
    selection = Selection(store, folder, wanted, now=now)
    if parts := selection.parts():
        return selection, parts
    raise UsageError("nothing to pack: no capture is of this site, crawl and time, or all of them are withheld")


def _made(parts: list[Part], pages: int, size: int) -> Made:
    return Made(
        files=len(parts),
        parts=sum(not part.is_whole for part in parts),
        captures=sum(part.captures for part in parts),
        pages=pages,
        size=size,
        complete=tuple(part.filename for part in parts if part.is_whole and part.sha256),
    )


def _add_captures(package: Package, folder: Path, found: list[Part], selection: Selection) -> None:
    """Add the WARC files, then their index."""
    with index.Index() as lines:
        for part in found:
            _add_warc(package, lines, folder, part, selection)
        package.add(f"indexes/{index.LINES}", lines.packed(), most=sum(part.size for part in found))
        package.add(f"indexes/{index.BLOCKS}", lines.blocks(), most=0, packed=True)


def _add_warc(package: Package, lines: index.Index, folder: Path, part: Part, selection: Selection) -> None:
    """Add a WARC file, and to the index where its captures stand in it."""
    name = PurePosixPath(part.filename).name
    if part.is_whole:
        path = package.free(f"archive/{name}")
        packed = package.add(path, whole_file(folder, part.filename, size=part.size), most=part.size)
        if packed.bytes != part.size or (part.sha256 and packed.hash != f"sha256:{part.sha256}"):
            raise ArchiveError(_DAMAGED.format(part.filename))
        lines.add(cdxj.line(**row, filename=path) for row in _listed(part, selection))
        return
    path = package.free(f"archive/{name.replace('.warc', '-selection.warc')}")
    moved: dict[int, int] = {}
    package.add(path, _chosen(folder, part, selection, moved), most=part.size)
    if selection.offsets(part) - moved.keys():
        raise ArchiveError(_DAMAGED.format(part.filename))
    lines.add(
        cdxj.line(**row | {"offset": moved[row["offset"]]}, filename=path)
        for row in _listed(part, selection)
        if row["offset"] in moved
    )


def _listed(part: Part, selection: Selection) -> list[dict[str, Any]]:
    """The captures of a file, and other records of its, that can be read."""
    rows = (*_rows(selection.store, part), *_rows(selection.store, part, _EXTRAS))
    return [row for row in rows if not selection.is_lost(part.id, row["offset"])]


def _rows(store: Store, part: Part, sql: str = _CAPTURES) -> Iterator[dict[str, Any]]:
    """The captures of a file, or other records of its, as `cdxj.line` wants to be told of them."""
    names = {"payload_digest": "digest", "warc_length": "length", "warc_offset": "offset"}
    return ({names.get(name, name): value for name, value in row.items()} for row in store.rows(sql, part.id))


def _chosen(folder: Path, part: Part, selection: Selection, moved: dict[int, int]) -> Iterator[bytes]:
    """The records of a file that go in; `moved` is told where they stand now."""
    offsets, at = selection.offsets(part), 0
    held = frozenset(row["offset"] for row in _rows(selection.store, part))

    def is_wanted(offset: int, url: str) -> bool:
        return offset in offsets or (part.is_meant and offset not in held and url not in selection.withheld)

    for copy in copies(folder, part.filename, size=part.size, wanted=is_wanted, is_torn=part.is_torn):
        moved[copy.offset] = at
        at += len(copy.data)
        yield copy.data


class _Pages:
    """The list of pages; counts them, and keeps the first, with which a viewer begins."""

    def __init__(self, selection: Selection) -> None:
        self.count, self.first = 0, dict[str, Any]()
        self._selection = selection

    def lines(self) -> Iterator[bytes]:
        yield _line(_HEADER)
        for row in self._selection.pages():
            said = {"id": row["id"], "url": row["url"], "ts": row["captured_at"], "title": row["title"]}
            self.count += 1
            self.first = self.first or said
            yield _line(said | ({"text": row["text"]} if row["text"] else {}))


def _line(said: Mapping[str, Any]) -> bytes:
    return json.dumps(said, ensure_ascii=False).encode() + b"\n"


def _about(store: Store, wanted: Wanted, pages: _Pages, created: str) -> Mapping[str, Any]:
    name = store.value("SELECT name FROM sites WHERE slug = ?", wanted.slug) if wanted.slug else "All sites"
    limits = [f"crawl {wanted.crawl}" if wanted.crawl else "", f"since {iso(wanted.since)}" if wanted.since else ""]
    about = {
        "title": ", ".join(filter(None, [name, *limits])),
        "created": created,
        "software": f"iria {__version__}",
        "mainPageUrl": pages.first.get("url"),
        "mainPageDate": pages.first.get("ts"),
    }
    return {name: value for name, value in about.items() if value}
