"""`iria verify`."""

import json
import re
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from iria_crawler.cli import mending
from iria_crawler.cli.group import json_option, reading
from iria_crawler.errors import ArchiveError, IriaError, UsageError, in_a_line

if TYPE_CHECKING:  # everything heavy is imported by the command that needs it
    from iria_crawler.verify import Damage, Level, Plan, Tally

    _Found = tuple[list[Damage], BaseException | None]

DAMAGED = ArchiveError.exit_code
_UNITS = {"s": 1, "min": 60, "h": 3600}


class Budget(click.ParamType[float]):
    """A length of time, such as `90s`, `10min` or `2h`."""

    name = "time"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        if isinstance(value, float):
            return value
        said = re.fullmatch(r"(\d{1,6}(?:\.\d+)?) ?(s|min|h)", str(value))
        if not said:
            self.fail(f"{value!r} is no length of time: write 90s, 10min or 2h", param, ctx)
        return float(said[1]) * _UNITS[said[2]]


@click.command()
@click.argument("files", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="[FILE]...")
@click.option("--quick", is_flag=True, help="Names, sizes and the database alone; nothing is read.")
@click.option("--full", is_flag=True, help="Also every record, row, reference, text and index.")
@click.option("--due", is_flag=True, help="Only files found damaged, or not looked at for 90 days.")
@click.option("--budget", type=Budget(), metavar="TIME", help="Begin no further file after 10min, 2h …")
@click.option("--second-opinion", is_flag=True, help="Ask other validators too, as far as they are installed.")
@click.option(
    "--repair-from",
    "copies",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="DIR",
    help="Put good copies found in a folder in the place of damaged files.",
)
@click.option("--accept", multiple=True, metavar="FILE", help="What this WARC file has lost is known from now on.")
@click.option("--why", metavar="TEXT", help="With --accept: why; kept with it.")
@click.option("--by", metavar="NAME", help="With --accept: who decides; the user of this computer if not said.")
@click.option("--dry-run", is_flag=True, help="With --repair-from and --accept: say what would be done.")
@click.option("--html", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help="Write a page as well.")
@click.option("--jobs", type=click.IntRange(min=1), metavar="N", help="Processes; one a core if not given.")
@json_option
@click.pass_obj
def verify(
    archive: Path,
    files: tuple[Path, ...],
    quick: bool,
    full: bool,
    due: bool,
    budget: float | None,
    second_opinion: bool,
    copies: Path | None,
    accept: tuple[str, ...],
    why: str | None,
    by: str | None,
    dry_run: bool,
    html: Path | None,
    jobs: int | None,
    as_json: bool,
) -> None:
    """Check the archive, or WARC files of anyone; exit 20 when something is damaged.

    Without options, every closed file is read and its sha256 compared: those found damaged first, then those not
    checked for longest. A loss that nothing mends can be accepted: it is named from then on, and is no alarm.
    """
    from iria_crawler.verify import Plan

    if accept or why or by:
        others = files or quick or full or due or budget is not None or second_opinion or copies or html
        mending.accept(archive, accept, why=why, by=by, is_alone=not others, dry_run=dry_run, as_json=as_json)
        return

    _refuse_contradictions(
        files,
        quick=quick,
        full=full,
        due=due,
        budget=budget,
        copies=copies,
        dry_run=dry_run,
        second_opinion=second_opinion,
    )
    if copies:
        mending.repair(archive, copies, jobs=jobs, dry_run=dry_run, as_json=as_json)
        return
    level: Level = "quick" if quick else "full" if full else "files"
    plan = Plan(level=level, due=due, budget=budget, jobs=jobs, second_opinion=second_opinion)
    if files:
        _check_files(files, plan, html=html, as_json=as_json)
    else:
        _check_archive(archive, plan, html=html, as_json=as_json)


def _refuse_contradictions(
    files: tuple[Path, ...],
    *,
    quick: bool,
    full: bool,
    due: bool,
    budget: float | None,
    copies: Path | None,
    dry_run: bool,
    second_opinion: bool,
) -> None:
    if quick and (full or due or budget is not None):
        raise UsageError("--quick reads no file: leave out --full, --due and --budget, or --quick")
    if files and (quick or due or budget is not None or copies):
        raise UsageError("single files are checked whole: leave out --quick, --due, --budget and --repair-from")
    if quick and second_opinion:
        raise UsageError("--quick reads no file, so no other tool does: leave out --second-opinion, or --quick")
    if packed := next((path for path in files if path.suffix.lower() == ".wacz"), None):
        raise UsageError(f"{packed} is a package of WARC files: unpack it first, or take it in: iria import {packed}")
    if dry_run and not copies:
        raise UsageError("verify changes no file; --dry-run is for --repair-from and --accept")


def _check_archive(archive: Path, plan: "Plan", *, html: Path | None, as_json: bool) -> None:
    from iria_crawler import verify as checking

    tally = checking.Tally()
    began = time.monotonic()
    with reading(archive) as store, _progress(checking.total(store, plan)) as step:
        found = _found(checking.verify(store, archive, tally, plan=plan, step=step), tally)
    _say(found, tally, level=plan.level, began=began, subject=str(archive), html=html, as_json=as_json)


def _check_files(files: tuple[Path, ...], plan: "Plan", *, html: Path | None, as_json: bool) -> None:
    from iria_crawler import verify as checking

    tally = checking.Tally()
    began = time.monotonic()
    with _progress(sum(path.stat().st_size for path in files)) as step:
        found = _found(checking.verify_files(list(dict.fromkeys(files)), tally, plan=plan, step=step), tally)
    subject = files[0].name if len(files) == 1 else f"{len(files)} WARC files"
    _say(found, tally, level="records", began=began, subject=subject, html=html, as_json=as_json)


def _found(found: "Iterator[Damage]", tally: "Tally") -> "_Found":
    """All damages. Hours of reading are not lost with what ends them, be it a full disk or Ctrl-C."""
    damages: list[Damage] = []
    try:
        for damage in found:
            damages.append(damage)
    except (Exception, KeyboardInterrupt) as problem:  # whatever it is: raised again when what was found is told
        tally.ended = str(problem) if isinstance(problem, IriaError) else in_a_line(problem)
        return damages, problem
    return damages, None


def _say(
    found: "_Found",
    tally: "Tally",
    *,
    level: str,
    began: float,
    subject: str,
    html: Path | None,
    as_json: bool,
) -> None:
    from iria_crawler.verify.findings import told as result_of

    damages, problem = found
    seconds = time.monotonic() - began
    told = result_of(damages, tally, level=level, seconds=seconds, subject=subject, now=datetime.now(UTC))
    if html:
        _write_page(html, told)
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False))
    else:
        from iria_crawler.verify.result import lines

        _print(lines(damages, tally, level=level, seconds=seconds))
    if problem and not isinstance(problem, IriaError | KeyboardInterrupt):
        raise problem
    if damages:
        if any(damage.file and damage.offset is None for damage in damages):
            click.echo("A copy of the archive mends files: iria verify --repair-from FOLDER", err=True)
        raise SystemExit(DAMAGED)
    if problem:
        raise problem


def _write_page(path: Path, told: dict[str, Any]) -> None:
    from iria_crawler.verify.result import page
    from iria_crawler.warc.files import failures

    with failures(str(path)):
        path.write_text(page(told), encoding="utf-8")


def _print(lines: Iterable[str]) -> None:
    for line in lines:
        click.echo(line)


@contextmanager
def _progress(total: int) -> Iterator[Callable[[int], None]]:
    """A bar on the terminal, gone when the work is done."""
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("verify", total=total or None)
        yield lambda amount: progress.advance(task, amount)
