"""The tables of a run: fields down, extractors across; readable as they are and as Markdown."""

import os
from collections.abc import Iterator, Mapping, Sequence

from benchmarks.extraction.cost import MEASURE, Cost
from benchmarks.extraction.floors import Verdict
from benchmarks.extraction.quality import FIELDS, Scores
from benchmarks.extraction.run import Run
from benchmarks.extraction.systems import OURS

Columns = Mapping[str, Mapping[str, str]]
SPENT = ("CPU ms, mean", "CPU ms, median", "CPU ms, worst", "CPU ratio", "CPU ratio, articles", "failed")
FAILURES_NAMED = 5


def told(run: Run, divided: Mapping[str, Mapping[str, Mapping[str, Scores]]], judged: Sequence[Verdict]) -> str:
    """All that a run says; `divided` are qualities by what divides the pages, by system and by part."""
    paragraphs = ["\n".join(_circumstances(run)), compared(run), "\n".join(_notes(run))]
    if len(run.said) > 1:
        paragraphs += [f"{OURS} is ahead by", ahead(run)]
    for title, systems in divided.items():
        for name, parts in systems.items():
            columns = {part: _numbers(scores) for part, scores in parts.items()}
            paragraphs += [f"{name} by {title}", table(columns, list(FIELDS))]
    if judged:
        paragraphs.append(against(judged))
    return "\n\n".join(paragraphs)


def compared(run: Run) -> str:
    """Quality and cost of all systems side by side; beside iria's, how uncertain they are."""
    columns: dict[str, dict[str, str]] = {}
    for name, found in run.qualities.items():
        columns[name] = _numbers(found.scores) | _spent(run.spent[name])
        if name == OURS:
            columns["±"] = _numbers(found.error)
    return table(columns, [*FIELDS, *SPENT])


def ahead(run: Run) -> str:
    """By how much iria is better than each other, with the standard error of the difference."""
    pairs = {name: run.qualities[OURS].ahead(found) for name, found in run.qualities.items() if name != OURS}
    columns = {
        name: {field: f"{by:+.3f} ±{error:.3f}" for field, (by, error) in differences.items()}
        for name, differences in pairs.items()
    }
    return table(columns, list(FIELDS))


def against(judged: Sequence[Verdict]) -> str:
    """What was measured beside its floor, or its ceiling."""
    columns = {
        "floor": {verdict.field: f"{verdict.floor:.3f}" for verdict in judged},
        "measured": {verdict.field: f"{verdict.measured:.3f}" for verdict in judged if verdict.measured is not None},
        "ok": {verdict.field: "yes" if verdict.is_ok else "NO" for verdict in judged},
    }
    return table(columns, [verdict.field for verdict in judged])


def table(columns: Columns, fields: Sequence[str]) -> str:
    """Fields that nobody has are left out; what one does not have is a dash."""
    shown = [field for field in fields if any(field in column for column in columns.values())]
    lines = [
        ["field", *columns],
        *([field, *(column.get(field, "-") for column in columns.values())] for field in shown),
    ]
    widths = [max(map(len, cells)) for cells in zip(*lines, strict=True)]
    first, *rest = [
        "| " + " | ".join([cells[0].ljust(widths[0]), *map(str.rjust, cells[1:], widths[1:])]) + " |" for cells in lines
    ]
    rule = "| " + " | ".join(["-" * widths[0], *("-" * (width - 1) + ":" for width in widths[1:])]) + " |"
    return "\n".join([first, rule, *rest])


def _circumstances(run: Run) -> Iterator[str]:
    yield f"{len(run.rows)} pages of {run.corpus.gold}, {os.cpu_count()} cores"
    yield ", ".join(f"{name} {release}" for name, release in run.releases.items())
    yield from (f"{name} not run: {reason}" for name, reason in run.not_run.items())


def _notes(run: Run) -> Iterator[str]:
    """What the numbers of cost mean, the slowest pages, the failures."""
    if MEASURE in run.said:
        yield f"CPU ratio: to {MEASURE} as it comes, with metadata, over the same pages; for all, from bytes on"
    addresses = {str(row["id"]): row.get("url") for row in run.rows}
    for name, cost in run.spent.items():
        yield f"slowest for {name}: {cost.worst:.0f} ms, {cost.slowest} {addresses.get(cost.slowest, '')}"
    for name, cost in run.spent.items():
        failed = list(cost.failed.items())
        yield from (f"{name} failed on {page}: {why}" for page, why in failed[:FAILURES_NAMED])
        if len(failed) > FAILURES_NAMED:
            yield f"{name} failed on {len(failed) - FAILURES_NAMED} more"


def _numbers(scores: Scores) -> dict[str, str]:
    return {field: f"{value:.3f}" for field, value in scores.items()}


def _spent(cost: Cost) -> dict[str, str]:
    shares = [None if ratio is None else f"{ratio:.2f}" for ratio in (cost.ratio, cost.ratio_articles)]
    told = [f"{cost.mean:.1f}", f"{cost.median:.1f}", f"{cost.worst:.0f}", *shares, str(len(cost.failed))]
    return {field: value for field, value in zip(SPENT, told, strict=True) if value is not None}
