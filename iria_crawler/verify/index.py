"""The CDXJ of a site against its captures: every line has its capture, every capture its line."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path, PurePosixPath
from typing import Any

from iria_crawler.store import Store
from iria_crawler.verify.findings import Damage

_MOST = 100


def indexed(store: Store, folder: Path) -> Iterator[Damage]:
    """What the index of each site has wrong, where there is one."""
    for row in list(store.rows("SELECT id, slug FROM sites ORDER BY slug")):
        path = folder / "cdxj" / f"{row['slug']}.cdxj"
        if path.is_file():
            yield from _some(_compared(store, path, row["id"]), path.relative_to(folder).as_posix())


def _some(found: Iterator[Damage], filename: str) -> Iterator[Damage]:
    """The first of many: an index that is out of date is made again, not mended line by line."""
    for number, damage in enumerate(found):
        if number == _MOST:
            yield Damage(what="and more such lines, which are not told one by one", file=filename)
            return
        yield damage


def _compared(store: Store, path: Path, site_id: int) -> Iterator[Damage]:
    filename = f"cdxj/{path.name}"
    with closing(sqlite3.connect("", isolation_level=None)) as seen:
        seen.execute("CREATE TABLE seen (id INTEGER PRIMARY KEY) WITHOUT ROWID")
        seen.execute("BEGIN")
        with path.open(encoding="utf-8", errors="replace") as lines:
            for number, line in enumerate(lines, 1):
                said = _parsed(line)
                capture = said and _capture(store, site_id, said)
                if line.startswith("!") or not line.strip():
                    continue
                if not capture:
                    yield Damage(what=f"line {number} has no capture: {line.strip()[:160]}", file=filename)
                    continue
                seen.execute("INSERT OR IGNORE INTO seen VALUES (?)", (capture["id"],))
                for what in _differs(capture, said or {}):
                    yield Damage(what=f"line {number}: {what}", file=filename, url=capture["url"])
        for row in store.rows(
            "SELECT c.id, u.url, w.filename, c.warc_offset FROM captures c JOIN urls u ON u.id = c.url_id"
            " JOIN warc_files w ON w.id = c.warc_file_id WHERE u.site_id = ? AND w.state <> 'open'",
            site_id,
        ):
            if not seen.execute("SELECT 1 FROM seen WHERE id = ?", (row["id"],)).fetchone():
                where = f"{row['filename']} at {row['warc_offset']}"
                yield Damage(what=f"the capture in {where} has no line", file=filename, url=row["url"])


def _parsed(line: str) -> dict[str, Any] | None:
    start = line.find("{")
    try:
        said = json.loads(line[start:]) if start > 0 else None
    except ValueError:
        return None
    return said if isinstance(said, dict) else None


def _capture(store: Store, site_id: int, said: dict[str, Any]) -> dict[str, Any] | None:
    name = PurePosixPath(str(said.get("filename", ""))).name
    offset = str(said.get("offset", ""))
    if not name or not offset.isdecimal():
        return None
    return store.row(
        "SELECT c.id, c.warc_length, c.payload_digest, c.status, u.url, w.filename FROM captures c"
        " JOIN urls u ON u.id = c.url_id JOIN warc_files w ON w.id = c.warc_file_id"
        " WHERE w.filename LIKE '%/' || ? AND w.site_id = ? AND c.warc_offset = ?",
        *(name, site_id, int(offset)),
    )


def _differs(capture: dict[str, Any], said: dict[str, Any]) -> Iterator[str]:
    length = said.get("length")
    if length is not None and str(length) != str(capture["warc_length"]):
        yield f"the length is {length} in the index and {capture['warc_length']} in the database"
    digest, ours = said.get("digest"), capture["payload_digest"]
    if digest and ours and str(digest).rpartition(":")[2] != ours.rpartition(":")[2]:
        yield f"the digest is {digest} in the index and {ours} in the database"
    if said.get("url") is not None and said["url"] != capture["url"]:
        yield f"the URL is {said['url']} in the index and {capture['url']} in the database"
