"""One run: the same pages through all systems, and what came of it."""

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from benchmarks.extraction.corpus import Corpus, Row
from benchmarks.extraction.cost import Cost, costs
from benchmarks.extraction.floors import Floors, Verdict, verdicts
from benchmarks.extraction.quality import Quality, Scores, quality
from benchmarks.extraction.serving import Prediction
from benchmarks.extraction.systems import OURS, read_in_turn, started

Part = Callable[[Row], str]
"""Names the part of the pages that a page is in."""


@dataclass(frozen=True, kw_only=True)
class Run:
    """By name of the system: its release, its predictions by page, their quality, their cost; of others why not."""

    corpus: Corpus
    rows: Sequence[Row]
    releases: Mapping[str, str]
    said: Mapping[str, Mapping[str, Prediction]]
    qualities: Mapping[str, Quality]
    spent: Mapping[str, Cost]
    not_run: Mapping[str, str]

    def parts(self, part: Part) -> dict[str, dict[str, Scores]]:
        """Quality of each system on each part of the pages."""
        names = sorted({part(row) for row in self.rows})
        groups = {name: [row for row in self.rows if part(row) == name] for name in names}
        return {
            system: {
                f"{name} ({len(rows)})": quality(self.corpus.score, rows, predictions, times=0).scores
                for name, rows in groups.items()
            }
            for system, predictions in self.said.items()
        }

    def judged(self, wanted: Floors) -> list[Verdict]:
        """iria against its floors."""
        return verdicts(wanted, self.qualities[OURS].scores | {"failed": len(self.spent[OURS].failed)})

    def as_json(self) -> dict[str, Any]:
        return {
            "at": datetime.now(UTC).isoformat(timespec="seconds"),
            "gold": str(self.corpus.gold),
            "pages": len(self.rows),
            "cores": os.cpu_count(),
            "python": sys.version.split()[0],
            "not_run": dict(self.not_run),
            "systems": {name: self._system(name) for name in self.said},
        }

    def _system(self, name: str) -> dict[str, Any]:
        found = self.qualities[name]
        return {
            "release": self.releases[name],
            "quality": found.scores,
            "error": found.error,
            "iria_ahead": self.qualities[OURS].ahead(found),
            "cpu_ms": asdict(self.spent[name]),
        }


def run(corpus: Corpus, rows: Sequence[Row], peers: Sequence[str]) -> Run:
    """Have iria and these peers read the pages, and measure both quality and cost."""
    with started(peers) as (systems, not_run):
        releases = {system.name: system.release for system in systems}
        said = read_in_turn(systems, corpus, rows)
    return Run(
        corpus=corpus,
        rows=rows,
        releases=releases,
        said=said,
        qualities={name: quality(corpus.score, rows, predictions) for name, predictions in said.items()},
        spent=costs(rows, said),
        not_run=not_run,
    )
