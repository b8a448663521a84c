"""A good copy takes the place of a damaged file, which is kept beside it."""

import os
from contextlib import ExitStack
from pathlib import Path

from iria_crawler.errors import ArchiveError
from iria_crawler.verify.evidence import Copy
from iria_crawler.warc import sha256_of
from iria_crawler.warc.files import failures, sync_folder

_PIECE = 1 << 20


def put(copy: Copy, folder: Path, filename: str) -> str | None:
    """Copy a file durably, its sum made again of what was written, and only then let it take its place."""
    final = folder / filename
    part = final.with_name(final.name + ".part")
    with failures(filename), ExitStack() as undo:
        final.parent.mkdir(parents=True, exist_ok=True)
        undo.callback(part.unlink, missing_ok=True)
        with copy.path.open("rb") as good, part.open("wb") as file:
            while piece := good.read(_PIECE):
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())
        if sum_of(part) != copy.sha256:
            raise ArchiveError(f"{copy.path} did not arrive as it was; is the disk in order? Nothing was changed")
        kept = _set_aside(final)
        part.rename(final)
        sync_folder(final.parent)
    return kept.name if kept else None


def _set_aside(path: Path) -> Path | None:
    """Keep a damaged file beside its place: some of it may be wanted."""
    if not path.exists():
        return None
    number = 1
    aside = path.with_name(f"{path.name}.damaged")
    while aside.exists():
        number += 1
        aside = path.with_name(f"{path.name}.damaged-{number}")
    path.rename(aside)
    return aside


def sum_of(path: Path) -> str | None:
    """The sha256 of a file; None where it cannot be read."""
    try:
        return sha256_of(path)
    except OSError:
        return None
