"""Puts together what comes from worker processes: of each file one thing, when all of it has come."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from iria_crawler.verify.batches import Batch
from iria_crawler.verify.findings import Damage, Tally
from iria_crawler.verify.reading import Whole, read
from iria_crawler.verify.references import References
from iria_crawler.verify.workers import each


@dataclass(slots=True)
class Gathered:
    """What a file has given; its records are in the references already."""

    damages: list[Damage] = field(default_factory=list)
    remarks: Tally = field(default_factory=Tally)
    records: int = 0
    captures: int = 0
    bytes: int = 0
    sha256: str | None = None
    seconds: float = 0.0

    def take(self, batch: Batch) -> None:
        self.damages += batch.damages
        self.remarks.remark(batch.remarks)
        self.records += batch.records
        self.captures += batch.captures
        self.bytes += batch.bytes
        self.sha256, self.seconds = batch.sha256, batch.seconds


def gathered(
    tasks: Iterable[Whole], references: References, *, size: int, step: Callable[[int], None]
) -> Iterator[tuple[Whole, Gathered]]:
    """Each file when it has been read to its end, in no order. `step` is called with the bytes that are read."""
    under_way: dict[str, tuple[int, Gathered]] = {}
    for task, word, batch in each(tasks, read, size=size):
        if word == "again":
            step(-under_way.pop(task.name, (0, Gathered()))[1].bytes)
            continue
        if task.name not in under_way:
            under_way[task.name] = (references.file(task.name, task.path), Gathered())
        number, so_far = under_way[task.name]
        if word == "said":
            references.add(number, batch)
            so_far.take(batch)
            step(batch.bytes)
            continue
        if word == "lost":
            so_far.damages.append(Damage(what="the process that read it was killed, twice", file=task.name))
        yield task, under_way.pop(task.name)[1]
