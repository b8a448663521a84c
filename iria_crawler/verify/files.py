"""The files of an archive as the database knows them: there, as long as they were, and no others."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from iria_crawler.health import is_running
from iria_crawler.store import Store
from iria_crawler.verify.findings import Damage, Remark, Tally
from iria_crawler.warc.files import OPEN

_FILES = (
    "SELECT w.id, w.filename, w.state, w.size, w.records, w.sha256, s.slug FROM warc_files w"
    " JOIN sites s ON s.id = w.site_id ORDER BY w.id"
)
_WRITABLE = 0o222
_READABLE = 0o444


def present(store: Store, folder: Path, tally: Tally) -> Iterator[Damage]:
    """What is missing, has another size, or is not known; `tally` counts."""
    running = {row["slug"] for row in store.rows("SELECT slug FROM sites") if is_running(folder, row["slug"])}
    read_only: list[str] = []
    for row in store.rows(_FILES):
        tally.files += 1
        for what in differences(row, folder, is_being_written=row["slug"] in running):
            yield Damage(what=what, file=row["filename"])
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
    for path in sorted(folder.glob("warc/*/*/*.warc.gz*")):
        is_open = path.suffix == OPEN
        if path.suffix != ".gz" and not is_open:
            continue
        filename = path.relative_to(folder).as_posix().removesuffix(OPEN)
        state = store.value("SELECT state FROM warc_files WHERE filename = ?", filename)
        if path.parents[1].name in running:  # its row comes with its first commit
            continue
        if state is None and not is_open:
            yield Damage(
                what="the database does not know this file: it is older than the file, or the file is not of this"
                " archive; `iria crawl` takes its own files in",
                file=filename,
            )
        elif state is None:
            yield Damage(
                what="a run that did not end has left this open file, of which the database knows nothing;"
                f" `iria crawl {path.parents[1].name}` ends it",
                file=filename + OPEN,
            )
        elif is_open and state != "open":
            yield Damage(what="the file is there open as well as closed", file=filename + OPEN)


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
