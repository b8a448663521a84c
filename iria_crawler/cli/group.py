"""What all commands share: how they fail, and how they open an archive."""

import select
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

import click

from iria_crawler.errors import IriaError, in_a_line

if TYPE_CHECKING:  # everything heavy is imported by the command that needs it
    from iria_crawler.store import Store

INTERRUPTED = 11
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON for machines.")


class Commands(click.Group):
    """Errors that a person can mend come out as one line each and their exit code, without a traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except IriaError as problem:
            for line in str(problem).splitlines():
                click.echo(f"iria: {line}", err=True)
            ctx.exit(problem.exit_code)
        except KeyboardInterrupt:  # before a crawl has begun, or in a command that writes nothing
            ctx.exit(INTERRUPTED)
        except BrokenPipeError as problem:
            if _has_reader(sys.stdout):  # so it was another pipe: to a process of ours, a server, a browser
                click.echo(f"iria: {in_a_line(problem)}", err=True)
                ctx.exit(IriaError.exit_code)
            sys.stdout = None
            ctx.exit(0)


def _has_reader(stream: TextIO | None) -> bool:
    """Whether somebody still reads what is printed; `head` has gone when it has seen enough."""
    if stream is None:  # nobody ever did
        return True
    watched = select.poll()
    try:
        watched.register(stream.fileno(), 0)
    except (OSError, ValueError):  # it is no file, or closed
        return True
    return not watched.poll(0)


@contextmanager
def reading(archive: Path) -> "Iterator[Store]":
    """The database of an archive, open for reading; raises `NoArchive` where there is none."""
    from iria_crawler.store import Store, withholding

    with Store.open(archive) as store:
        if withholding.owes(store, now=datetime.now(UTC)):
            said = "an embargo is over, and its articles stay withheld until the database can be written"
            click.echo(f"iria: {said}. See: iria withhold list", err=True)
        yield store


@contextmanager
def progress() -> "Iterator[Any]":
    """Say on a terminal what is being done."""
    from rich.console import Console

    console = Console(stderr=True, highlight=False)
    if not console.is_terminal:
        yield lambda _: None
        return
    with console.status("") as status:
        yield status.update
