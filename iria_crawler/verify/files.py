"""The files of an archive as the database knows them: there, as long as they were, and no others."""

import re
from collections.abc import Iterator
from pathlib import Path, PurePath
from typing import Any

from iria_crawler.health import is_running
from iria_crawler.store import Store
from iria_crawler.verify.findings import Damage, Remark, Tally
from iria_crawler.warc.files import OPEN
from iria_crawler.warc.rewriting import left_behind

_FILES = (
    "SELECT w.id, w.filename, w.state, w.size, w.records, w.sha256, s.slug FROM warc_files w"
    " JOIN sites s ON s.id = w.site_id ORDER BY w.id"
)
_WRITABLE = 0o222
_READABLE = 0o444
_WARC = re.compile(rf"\.warc(?:\.gz)?(?:{re.escape(OPEN)})?$", re.IGNORECASE)
_HALVED = (
    "a purge was killed before it put the file without its records in this place; `iria crawl {}` ends it, and so"
    " does the same `iria purge` again"
)


def present(store: Store, folder: Path, tally: Tally) -> Iterator[Damage]:
    """What is missing, has another size, or is not known; `tally` counts."""
    running = {row["slug"] for row in store.rows("SELECT slug FROM sites") if is_running(folder, row["slug"])}
    read_only: list[str] = []
    halved = set(left_behind(folder))
    for row in store.rows(_FILES):
        tally.files += 1
        if row["filename"] in halved:
            lost = "nothing but what was to be removed"
            yield Damage(what=_HALVED.format(row["slug"]), file=row["filename"], lost=lost)
            continue
        for what in differences(row, folder, is_being_written=row["slug"] in running):
            yield Damage(what=what, file=row["filename"])
        if row["state"] == "bad":
            yield from _bad(row, tally)
        tally.remark(_left_open(row, folder, is_being_written=row["slug"] in running))
        if _is_read_only(row, folder):
            read_only.append(row["filename"])
    if read_only:  # often all of them, on purpose
        tally.remark([Remark(what=f"a closed file is read-only, first {read_only[0]}", times=len(read_only))])
    yield from _strays(store, folder, running)
    yield from _outside(store)


def path_of(folder: Path, row: dict[str, Any]) -> Path:
    """Where a file lies; one that is open, or was left so, under its final name or under that with `.open`."""
    path: Path = folder / row["filename"]
    return path if row["state"] != "open" or path.exists() else path.with_name(path.name + OPEN)


def differences(row: dict[str, Any], folder: Path, *, is_being_written: bool = False) -> Iterator[str]:
    """How a file differs from its row, as far as that shows without reading it."""
    path = path_of(folder, row)
    if not path.exists() and not (path := path_of(folder, row)).exists():  # ended between the two looks
        yield "the file is missing"
        return
    there = path.stat()
    if there.st_size < row["size"]:
        yield f"the file is shorter than the {row['size']:,} bytes that it had: {there.st_size:,}"
    elif row["state"] != "open" and there.st_size > row["size"]:
        yield f"the file is longer than the {row['size']:,} bytes that it had: {there.st_size:,}"
    if row["state"] == "open" and path.suffix != OPEN and not is_being_written:
        yield (
            "the file was ended, but the database calls it open: the database is older than the file (a crash, or a"
            f" restored backup); `iria crawl {row['slug']}` takes in what it lacks"
        )
    if not there.st_mode & _READABLE:
        yield "the file may be read by nobody: chmod u+r"
    if row["state"] == "open" and path.suffix == OPEN and not there.st_mode & _WRITABLE:
        yield f"the file is open, but read-only: no crawl can end it. chmod u+w, then `iria crawl {row['slug']}`"


def _bad(row: dict[str, Any], tally: Tally) -> Iterator[Damage]:
    """What was damaged when it was taken in. Files of others often are, and their owners may have no better ones."""
    what = "some bytes of the file were no record when it was taken in; `iria verify --full` names them"
    if PurePath(row["filename"]).name.startswith("IRIA-"):
        yield Damage(what=what, file=row["filename"], lost="what these bytes were, if it cannot be restored")
    else:
        tally.remark([Remark(what=what, file=row["filename"])])


def _is_read_only(row: dict[str, Any], folder: Path) -> bool:
    path = path_of(folder, row)
    return row["state"] != "open" and path.exists() and not path.stat().st_mode & _WRITABLE


def _left_open(row: dict[str, Any], folder: Path, *, is_being_written: bool) -> Iterator[Remark]:
    path = path_of(folder, row)
    if row["state"] == "open" and path.suffix == OPEN and path.exists() and not is_being_written:
        torn = path.stat().st_size - row["size"]
        more = f", with {torn:,} bytes that no row accounts for" if torn else ""
        yield Remark(
            what=f"left open by a run that did not end (killed, or the disk was full){more};"
            f" `iria crawl {row['slug']}` ends it",
            file=row["filename"],
        )


def _strays(store: Store, folder: Path, running: set[str]) -> Iterator[Damage]:
    for path in sorted((folder / "warc").rglob("*")):
        slug = path.relative_to(folder).parts[1]
        if not _WARC.search(path.name) or slug in running:  # its row comes with its first commit
            continue
        is_open = path.suffix == OPEN
        filename = path.relative_to(folder).as_posix().removesuffix(OPEN)
        state = store.value("SELECT state FROM warc_files WHERE filename = ?", filename)
        if state is None and not is_open:
            yield Damage(what=_unknown(store, folder, path, slug), file=filename)
        elif state is None:
            yield Damage(
                what="a run that did not end has left this open file, of which the database knows nothing;"
                f" `iria crawl {slug}` ends it",
                file=filename + OPEN,
            )
        elif is_open and state != "open":
            yield Damage(what="the file is there open as well as closed", file=filename + OPEN)


def _unknown(store: Store, folder: Path, path: Path, slug: str) -> str:
    """What a file may be that no row names, and what to do."""
    rows = store.rows("SELECT filename FROM warc_files WHERE substr(filename, -length(?1)) = ?1", f"/{path.name}")
    missing = next((row["filename"] for row in rows if not (folder / row["filename"]).exists()), None)
    if missing:
        return f"the file belongs at {missing}, where it is missing: move it there"
    is_ours = path.name.startswith(f"IRIA-{slug}-")
    remedy = f"`iria crawl {slug}` takes it in" if is_ours else "`iria reindex` takes in what lies in warc/SITE/YEAR/"
    return f"the database does not know this file: it is older than the file, or the file is of others; {remedy}"


def _outside(store: Store) -> Iterator[Damage]:
    """Rows that point behind the end of their file: the file was exchanged, or the database is another one's."""
    rows = store.rows(
        "SELECT w.filename, min(c.warc_offset) AS warc_offset, count(*) AS times FROM captures c"
        " JOIN warc_files w ON w.id = c.warc_file_id WHERE c.warc_offset + c.warc_length > w.size GROUP BY w.id"
    )
    for row in rows:
        yield Damage(
            what=f"{row['times']} rows of captures point behind the end of the file",
            file=row["filename"],
            offset=row["warc_offset"],
        )
