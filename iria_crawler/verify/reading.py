"""Reads whole files in worker processes: their sums alone, or every record with them."""

import hashlib
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from iria_crawler.errors import IriaError
from iria_crawler.verify.batches import Batch
from iria_crawler.verify.findings import Damage
from iria_crawler.verify.records import Checker
from iria_crawler.warc.files import OPEN

_PIECE = 1 << 20


@dataclass(frozen=True, slots=True)
class Whole:
    """A file to be read: `folder` is the archive whose database has rows of it, `end` how much of it they account
    for, `records` whether every record is looked at."""

    path: Path
    name: str
    folder: Path | None = None
    end: int | None = None
    records: bool = True


def read(task: Whole) -> Iterator[Batch]:
    """What a file gives, some of it at a time; the last batch has its sum and how long it took."""
    began = time.monotonic()
    if task.path.suffix == OPEN and not task.path.exists():  # a crawl has ended it meanwhile
        task = replace(task, path=task.path.with_suffix(""))
    try:
        batches = _records(task) if task.records else _sum(task)
        for batch in batches:
            batch.seconds = time.monotonic() - began
            yield batch
    except OSError as problem:
        what = f"the file cannot be read: {problem.strerror or problem}"
        yield Batch(damages=[Damage(what=what, file=task.name)], seconds=time.monotonic() - began)


def _records(task: Whole) -> Iterator[Batch]:
    if task.folder is None:
        yield from Checker(task.path, task.name, end=task.end).batches()
        return
    # a file by itself needs neither, and half a second less
    from iria_crawler.store import Store
    from iria_crawler.verify.leaving import left_out
    from iria_crawler.verify.rows import rows_of

    try:
        with Store.open(task.folder) as store:
            rows = rows_of(store, task.name, end=task.end)
            without = left_out(task.folder, task.name)
            yield from Checker(task.path, task.name, rows=rows, end=task.end, left_out=without).batches()
    except IriaError as problem:
        yield Batch(damages=[Damage(what=str(problem), file=task.name)])


def _sum(task: Whole) -> Iterator[Batch]:
    digest, told = hashlib.sha256(), 0
    with task.path.open("rb", buffering=0) as file:
        while piece := file.read(_PIECE):
            digest.update(piece)
            told += len(piece)
            if told >= _PIECE << 5:
                yield Batch(bytes=told)
                told = 0
    yield Batch(bytes=told, sha256=digest.hexdigest())
