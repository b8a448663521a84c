"""The folder of an export: whole under its name, or not there at all."""

import errno
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from iria_crawler.errors import ArchiveError, DiskFull, UsageError
from iria_crawler.warc.files import sync_folder

PACKAGE = "datapackage.json"
_MANY = 64  # files; beyond, one sync of everything is faster than one of each
_FULL = (errno.ENOSPC, errno.EDQUOT)
_NO_ROOM = "{}: the disk is full; make room, and run again"


@contextmanager
def whole(target: Path, *, force: bool = False) -> Iterator[Path]:
    """An empty folder to fill, which stands under its name once all that was put in it is on the disk.

    Where anything is raised, nothing of it stays. Raises `UsageError` where the name is taken; with `force` an
    export that has it is replaced.
    """
    refuse(target, force=force)
    staged = _staged(target)
    try:
        with told(target):
            yield staged
            _sync(staged)
            _move(staged, target)
    except BaseException:  # whatever it is: nothing half-written stays, and it is raised again
        shutil.rmtree(staged, ignore_errors=True)
        raise


def refuse(target: Path, *, force: bool = False) -> None:
    """Raise `UsageError` where something stands under a name that is to be used."""
    if not os.path.lexists(target):
        return
    if not force:
        raise UsageError(f"{target} is there already. Replace it with --force, or name another folder with --out")
    if target.is_symlink() or not _is_export(target):
        raise UsageError(f"{target} is no export of iria, and --force replaces nothing else. Name another with --out")


@contextmanager
def told(target: Path | str) -> Iterator[None]:
    """Say what could not be written, and what to do about it. A reader that has seen enough is no failure."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as problem:
        if problem.errno in _FULL:
            raise DiskFull(_NO_ROOM.format(target)) from problem
        raise ArchiveError(f"{target} cannot be written: {problem.strerror or problem}") from problem


def _staged(target: Path) -> Path:
    staged = target.with_name(f".{target.name}.{os.getpid()}.partial")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(staged, ignore_errors=True)  # of a process that was killed and had the same number
        staged.mkdir()
    except OSError as problem:
        if problem.errno in _FULL:
            raise DiskFull(_NO_ROOM.format(target)) from problem
        raise UsageError(f"{target} cannot be made: {problem.strerror}. Name another folder with --out") from problem
    return staged


def _is_export(folder: Path) -> bool:
    try:
        about = json.loads((folder / PACKAGE).read_text(encoding="utf-8"))["iria"]
        return bool(about["format"] != "release")  # which is never replaced
    except (OSError, ValueError, TypeError, KeyError):
        return False


def _move(staged: Path, target: Path) -> None:
    former = staged.with_suffix(".former")
    if target.exists():
        target.rename(former)
    try:
        staged.rename(target)
    except OSError:
        if former.exists():
            former.rename(target)
        raise
    sync_folder(target.parent)
    shutil.rmtree(former, ignore_errors=True)


def _sync(folder: Path) -> None:
    paths = [path for path, _ in zip(folder.rglob("*"), range(_MANY + 1), strict=False)]
    if len(paths) > _MANY:
        os.sync()
        return
    for path in paths:
        if path.is_file():
            with path.open("rb") as file:
                os.fsync(file.fileno())
    for place in (folder, *(path for path in paths if path.is_dir())):
        sync_folder(place)
