"""WARC files of others brought into the form that is read record by record: a gzip member for each."""

import gzip
import os
import shutil
import zlib
from pathlib import Path
from tempfile import TemporaryFile
from typing import BinaryIO

from iria_crawler.errors import ArchiveError
from iria_crawler.judge.walking import SHARED
from iria_crawler.warc.files import failures
from iria_crawler.warc.reading import record_at, records

_PIECE = 1 << 16
_GZIP = b"\x1f\x8b"


def bring_in(source: Path, target: Path) -> bool:
    """Copy a WARC file, durably: byte for byte where each record is a gzip member, else each record, byte for byte, as
    a member of its own. Gives whether it is a plain copy.

    Raises `ArchiveError` where it is no WARC file, `DiskFull`; what was written by then is for the caller to remove."""
    with source.open("rb") as file, failures(target.name), target.open("xb") as out:
        as_it_is = _is_member_by_member(file, source.name)
        if as_it_is:
            file.seek(0)
            shutil.copyfileobj(file, out, _PIECE)
        else:
            _pack(file, source.name, out)
        out.flush()
        os.fsync(out.fileno())
    return as_it_is


def _is_member_by_member(file: BinaryIO, name: str) -> bool:
    """Whether the first record is a gzip member of its own; raises `ArchiveError` where none begins."""
    packed = file.read(2) == _GZIP
    file.seek(0)
    try:
        record_at(file, 0, name).block.close()
    except ArchiveError as problem:
        if SHARED in str(problem):
            return False
        raise
    return packed


def _pack(file: BinaryIO, name: str, out: BinaryIO) -> None:
    with TemporaryFile() as plain:
        file.seek(0)
        is_gzip = file.read(2) == _GZIP
        file.seek(0)
        try:
            shutil.copyfileobj(gzip.GzipFile(fileobj=file) if is_gzip else file, plain, _PIECE)
        except (EOFError, zlib.error, gzip.BadGzipFile) as problem:
            raise ArchiveError(f"{name} cannot be unpacked: {problem}") from problem
        for record in records(plain, name):
            after = plain.tell()
            with gzip.GzipFile(fileobj=out, mode="wb", filename="", mtime=0) as member:
                plain.seek(record.offset)
                _copy(plain, member, record.length)
            plain.seek(after)


def _copy(source: BinaryIO, target: gzip.GzipFile, length: int) -> None:
    while length and (piece := source.read(min(_PIECE, length))):
        target.write(piece)
        length -= len(piece)
