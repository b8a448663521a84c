"""The CDXJ of a site against its captures: every capture has its line, every line its capture and its place."""

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from itertools import groupby, zip_longest
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple

from iria_crawler import cdxj
from iria_crawler.health import is_running
from iria_crawler.store import Store
from iria_crawler.verify.findings import Damage, Remark

_MOST = 100
_SHOWN = 160
_DIGITS = 18  # of an offset
_LONGEST = 1 << 23  # bytes of a line: a head of a record has an eighth of it at most
_ODD = "CREATE TABLE odd (file TEXT, at INTEGER, number INTEGER, line BLOB)"
_BY_PLACE = "SELECT file, at, number, line FROM odd ORDER BY file, at, number IS NOT NULL, line"
_HAS_CAPTURE = (
    "SELECT 1 FROM warc_files w JOIN captures c ON c.warc_file_id = w.id JOIN sites s ON s.id = w.site_id"
    " WHERE s.slug = ?1 AND substr(w.filename, -length(?2) - 1) = '/' || ?2 AND c.warc_offset = ?3"
)
_HAS_ANY = (
    "SELECT EXISTS (SELECT 1 FROM captures c JOIN warc_files w ON w.id = c.warc_file_id JOIN sites s"
    " ON s.id = w.site_id WHERE s.slug = ?)"
)
_OPEN = "SELECT w.filename FROM warc_files w JOIN sites s ON s.id = w.site_id WHERE s.slug = ? AND w.state = 'open'"
_NAMES = {"url": "URL", "mime": "media type"}


class _Line(NamedTuple):
    """A line taken apart: what it is sorted by, and what it says of a capture that stands in `file` at a byte."""

    key: str
    date: str
    said: dict[str, Any]
    file: str
    at: int


def indexed(store: Store, folder: Path) -> Iterator[Damage | Remark]:
    """What the index of each site has wrong; that there is none is a remark, since nothing is lost with it."""
    for slug in cdxj.slugs(store):
        path = cdxj.path_of(folder, slug)
        before = _state(path)
        if before is None and store.value(_HAS_ANY, slug):
            yield Remark(
                what="there is no index for replay; the next crawl makes it, or `iria replay`", file=_named(path)
            )
        elif before and not is_running(folder, slug):  # a crawl brings it up to date when it ends
            found = list(_some(_compared(store, path, slug), _named(path)))
            if before == _state(path) and not is_running(folder, slug):
                yield from found


def _state(path: Path) -> tuple[int, int] | None:
    """By what a file that was written anew is told from what it was; None where there is none."""
    try:
        there = path.stat()
    except FileNotFoundError:
        return None
    return there.st_ino, there.st_mtime_ns


def _named(path: Path) -> str:
    return f"{path.parent.name}/{path.name}"


def _some(found: Iterator[Damage], filename: str) -> Iterator[Damage]:
    """The first of many: an index that is out of date is made again, not mended line by line."""
    for number, damage in enumerate(found):
        if number == _MOST:
            yield Damage(what="and more such lines, which are not told one by one", file=filename)
            return
        yield damage


def _compared(store: Store, path: Path, slug: str) -> Iterator[Damage]:
    """Both are sorted, so they are read side by side; lines that only one of them has wait in a file of SQLite's."""
    filename = _named(path)
    with closing(sqlite3.connect("", isolation_level=None)) as odd:
        odd.executescript(f"PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; {_ODD};")
        odd.execute("BEGIN")
        try:
            for what in _side_by_side(store, odd, path, slug):
                yield Damage(what=what, file=filename)
        except OSError as problem:
            yield Damage(what=f"the index cannot be read: {problem.strerror or problem}", file=filename)
            return
        is_open = {PurePosixPath(row["filename"]).name for row in store.rows(_OPEN, slug)}
        for (file, _), lines in groupby(odd.execute(_BY_PLACE), lambda row: row[:2]):
            for number, line, due in _paired(lines):
                if line or file not in is_open:  # what such a file has no lines of, the next crawl takes in
                    url = _parsed(due).said["url"] if due else None
                    for what in _wrong(store, slug, number, line, due):
                        yield Damage(what=what, file=filename, url=url)


def _side_by_side(store: Store, odd: sqlite3.Connection, path: Path, slug: str) -> Iterator[str]:
    """Put aside what is not in both, and give what is at odds with the order, or no line at all."""
    wanted = (line.encode() for line in cdxj.lines(store, slug))
    due, before = next(wanted, None), b""
    for number, line in _lines(path):
        if line < before:
            yield f"line {number} is out of order: it is sorted before the line above it"
        before = line
        while due is not None and due < line:
            _put_aside(odd, due, None)
            due = next(wanted, None)
        if due == line:
            due = next(wanted, None)
        elif not _put_aside(odd, line, number):
            yield f"line {number} has no capture: {_shown(line)}"
    while due is not None:
        _put_aside(odd, due, None)
        due = next(wanted, None)


def _lines(path: Path) -> Iterator[tuple[int, bytes]]:
    """The lines of an index with their numbers, but for headers and empty ones."""
    with path.open("rb") as file:
        for number, line in enumerate(iter(lambda: file.readline(_LONGEST), b""), 1):
            if not line.startswith(b"!") and line.strip():
                yield number, line if line.endswith(b"\n") else line + b"\n"


def _put_aside(odd: sqlite3.Connection, line: bytes, number: int | None) -> bool:
    """Keep a line by the place that it names; whether it names one."""
    try:
        parsed = _parsed(line)
        odd.execute("INSERT INTO odd VALUES (?,?,?,?)", (parsed.file, parsed.at, number, line))
    except ValueError:
        return False
    return True


def _parsed(line: bytes) -> _Line:
    """Raises `ValueError` for what is no line of an index, or names no place."""
    key, date, rest = line.decode().split(" ", 2)
    try:
        said = json.loads(rest)
    except RecursionError as problem:
        raise ValueError(f"nothing but brackets: {problem}") from problem
    at = str(said.get("offset")) if isinstance(said, dict) else ""
    if not at.isdecimal() or len(at) > _DIGITS:
        raise ValueError("it names no place")
    return _Line(key, date, said, PurePosixPath(str(said.get("filename"))).name, int(at))


def _paired(lines: Iterable[tuple[Any, ...]]) -> Iterator[tuple[int | None, bytes | None, bytes | None]]:
    """Of the lines that name one place, those due before those there: number and line, and that which is due instead.
    What is in both is right, and told of where the order is."""
    due: list[bytes] = []
    there: list[tuple[int, bytes]] = []
    for _, _, number, line in lines:
        if number is None:
            due.append(line)
        elif line in due:
            due.remove(line)
        elif len(there) < len(due):
            there.append((number, line))
        else:
            yield number, line, None
    for stands, wanted in zip_longest(there, due):
        number, line = stands or (None, None)
        yield number, line, wanted


def _wrong(store: Store, slug: str, number: int | None, line: bytes | None, due: bytes | None) -> Iterator[str]:
    """What there is to say of a line that is there, of one that is due, or of both of a capture."""
    if line and due:
        yield from (f"line {number}: {what}" for what in _differs(_parsed(line), _parsed(due)))
    elif line:
        is_double = store.value(_HAS_CAPTURE, slug, *_parsed(line)[-2:])
        what = "is one more of a capture that has its line" if is_double else "has no capture"
        yield f"line {number} {what}: {_shown(line)}"
    elif due:
        wanted = _parsed(due)
        yield f"the capture in {wanted.file} at {wanted.at} has no line"


def _differs(line: _Line, due: _Line) -> Iterator[str]:
    """What a line says otherwise than it should; one written in another way may say the same, and more."""
    values: dict[str, tuple[Any, Any]] = {"key": (line.key, due.key), "date": (line.date, due.date)}
    values |= {_NAMES.get(name, name): (line.said.get(name), value) for name, value in due.said.items()}
    values["filename"] = (line.file, due.file)
    for name, (there, wanted) in values.items():
        if _bare(name, there) != _bare(name, wanted):
            yield f"the {name} is {_shown(str(there).encode('utf-8', 'replace'))} in the index, not {wanted}"


def _bare(name: str, value: Any) -> str:
    """A value as it is compared: a digest may be named without its algorithm."""
    return str(value).rpartition(":")[2] if name == "digest" else str(value)


def _shown(line: bytes) -> str:
    return line.decode("utf-8", "replace").strip()[:_SHOWN]
