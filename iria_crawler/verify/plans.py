"""What a run is to do, and by how many processes."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from os import cpu_count

from iria_crawler.verify.findings import Level

_SMALL = 30_000_000
"""Less than this is done at once in this process: to start others takes longer."""

Step = Callable[[int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a run does. `due`: only files found damaged, or not looked at for 90 days; `budget`: seconds after which no
    further file is begun; `jobs`: worker processes, None one a core."""

    level: Level = "full"
    due: bool = False
    budget: float | None = None
    jobs: int | None = None
    second_opinion: bool = False
    note: bool = True
    now: datetime | None = None


EVERYTHING = Plan()


def processes(plan: Plan, work: int) -> int:
    """How many worker processes; none, but this one, where there is little to do."""
    size = plan.jobs or (1 if work < _SMALL else cpu_count() or 1)
    return 0 if size == 1 else size
