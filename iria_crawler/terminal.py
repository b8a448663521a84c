"""What people see: progress while a crawl runs, tables after it. Progress goes to stderr, never off a terminal."""

import time
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from rich.console import Console, Group
from rich.live import Live
from rich.table import Table
from rich.text import Text

from iria_crawler.report import size

if TYPE_CHECKING:
    from iria_crawler.launch import Run

OUTCOMES = ("new", "changed", "same")
LOOKS_PER_SECOND = 4


def ago(moment: str | None, *, now: datetime | None = None) -> str:
    """How long since a time of the database: `3 h ago`."""
    if not moment:
        return "never"
    seconds = ((now or datetime.now(UTC)) - datetime.fromisoformat(moment)).total_seconds()
    for unit, length in (("d", 86400), ("h", 3600), ("min", 60)):
        if seconds >= length:
            return f"{seconds // length:.0f} {unit} ago"
    return "just now"


class Watch:
    """Live progress of some runs: one line a site, until all have ended."""

    def __init__(self) -> None:
        self._console = Console(stderr=True)
        self._began = time.monotonic()

    def __call__(self, runs: "Sequence[Run]") -> None:
        if not self._console.is_terminal:
            return
        with Live(console=self._console, refresh_per_second=LOOKS_PER_SECOND, transient=True) as live:
            while any(run.failure is None and not _over(run) for run in runs):
                live.update(self._picture(runs))
                time.sleep(1 / LOOKS_PER_SECOND)

    def _picture(self, runs: "Sequence[Run]") -> Group:
        seconds = max(time.monotonic() - self._began, 0.001)
        return Group(*(_line(run, seconds) for run in runs))


def _over(run: "Run") -> bool:
    return bool(run.crawl and run.crawl.result[0] != "running")


def _line(run: "Run", seconds: float) -> Text:
    counters = run.counters
    line = Text.assemble((run.site.slug, "bold"), "  ")
    for outcome, style in (("new", "green"), ("changed", "yellow"), ("same", "dim")):
        line.append(f"{counters.get(f'article:{outcome}', 0)} {outcome.replace('same', 'unchanged')}  ", style)
    failed = counters.get("url:failed", 0)
    line.append(f"{failed} failed  ", "red" if failed else "dim")
    pages = counters.get("pages", 0)
    total = "" if run.due is None else f" of {pages + run.due:,}"
    line.append(f"{pages:,}{total} pages  {pages / seconds:.1f}/s  {size(counters.get('bytes', 0))}  ")
    line.append(f"{int(seconds) // 60}:{int(seconds) % 60:02d}", "dim")
    if run.stopping:
        line.append("  stopping after the pages in progress; Ctrl-C again to stop at once", "yellow")
    return line


def table(rows: Iterable[dict[str, Any]], *, columns: dict[str, str], right: Sequence[str] = ()) -> None:
    """Print rows as a table; `columns` maps keys to headings."""
    picture = Table(box=None, pad_edge=False, header_style="bold", show_edge=False)
    for key, heading in columns.items():
        picture.add_column(heading, justify="right" if key in right else "left", overflow="fold")
    for row in rows:
        picture.add_row(*(Text("" if row.get(key) is None else str(row[key])) for key in columns))
    console = Console()
    if not console.is_terminal:  # a pipe or a file has no edge to fold at
        console.width = 1000
    console.print(picture)
