"""WARC files outside of an archive, whoever wrote them."""

from collections.abc import Iterator
from pathlib import Path

from iria_crawler.verify import opinions
from iria_crawler.verify.findings import Damage, Remark, Tally
from iria_crawler.verify.gathering import gathered
from iria_crawler.verify.plans import EVERYTHING, Plan, Step, processes
from iria_crawler.verify.reading import Whole
from iria_crawler.verify.references import References


def verify_files(
    paths: list[Path], tally: Tally, *, plan: Plan = EVERYTHING, step: Step = lambda _: None
) -> Iterator[Damage]:
    """Check WARC files by themselves, whoever wrote them, against the standard and each other."""
    tasks = [Whole(path, str(path)) for path in paths]
    bytes_ = sum(path.stat().st_size for path in paths)
    with References(whole=False) as references:
        for _, came in gathered(tasks, references, size=processes(plan, bytes_), step=step):
            tally.files += 1
            tally.bytes += came.bytes
            tally.records += came.records
            tally.take(came.remarks)
            yield from came.damages
        for found in references.found():
            if isinstance(found, Remark):
                tally.remark([found])
            else:
                yield found
    if plan.second_opinion:
        for opinion in opinions.asked([(str(path), path) for path in paths]):
            tally.opinions.append(opinion)
            if damage := opinions.objection(opinion):
                yield damage
