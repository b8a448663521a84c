"""Files on their way into a delivery: each is what its row says, or nothing is handed over."""

import hashlib
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from iria_crawler.errors import ArchiveError
from iria_crawler.warc.rewriting import left_behind

_PIECE = 1 << 20
_DAMAGED = (
    "{}: {}, and nothing of its site was handed over. See: iria verify. A good copy: iria verify --repair-from DIR"
)
_PURGING = (
    "{}: a purge was killed before it was through, and what it removes is still in the file; nothing was handed over."
    " Run the purge again, or: iria crawl {}"
)


def refuse_unfinished(archive: Path) -> None:
    """Raise `ArchiveError` where a purge has not removed yet what the database has no rows of any more."""
    for name in left_behind(archive):
        raise ArchiveError(_PURGING.format(name, name.split("/")[1]))


def take_warc(archive: Path, file: Mapping[str, Any], folder: Path) -> None:
    """Copy a WARC file, a row of `warc_files`; raises `ArchiveError` where it is missing or not what its row says."""
    name = file["filename"]
    source, target = archive / name, folder / name
    if not source.is_file():
        raise ArchiveError(_DAMAGED.format(name, "the file is missing"))
    target.parent.mkdir(parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    with target.open("xb") as out:
        for piece in _pieces(source, name):
            digest.update(piece)
            size += len(piece)
            out.write(piece)
    if digest.hexdigest() == file["accepted_sha256"]:  # as it is, with a loss that is known
        return
    if size != file["size"]:
        raise ArchiveError(_DAMAGED.format(name, f"it has {size:,} bytes, and had {file['size']:,} when it was closed"))
    if file["sha256"] and digest.hexdigest() != file["sha256"]:
        raise ArchiveError(_DAMAGED.format(name, "its sha256 is another than when it was closed"))


def _pieces(source: Path, name: str) -> Iterator[bytes]:
    try:
        with source.open("rb") as file:
            while piece := file.read(_PIECE):
                yield piece
    except OSError as problem:
        raise ArchiveError(_DAMAGED.format(name, f"it cannot be read: {problem.strerror or problem}")) from problem


def take(source: Path, target: Path) -> None:
    """Copy any other file, or a folder."""
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        shutil.copytree(source, target)
    else:
        shutil.copyfile(source, target)
