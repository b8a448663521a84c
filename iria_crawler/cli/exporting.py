"""`iria export` and `iria release`."""

import dataclasses
import json
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from iria_crawler.cli.filters import filters
from iria_crawler.cli.group import json_option, reading
from iria_crawler.errors import DiskFull, UsageError

if TYPE_CHECKING:  # everything heavy is imported by the command that needs it
    from iria_crawler.export.texts import Watch
    from iria_crawler.store.searching import Wanted

KINDS = ("csv", "jsonl", "parquet", "tei", "txt", "warc", "sqlite", "graph")
STDOUT = Path("-")


@click.command()
@click.argument("kind", type=click.Choice(KINDS), metavar="FORMAT")
@click.argument("query", required=False)
@filters
@click.option(
    "-o",
    "--out",
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="A new folder to write, instead of one below exports/ in the archive; - for the table alone on stdout.",
)
@click.option("--force", is_flag=True, help="Replace an export that is there already.")
@click.option("--spreadsheet", is_flag=True, help="CSV that Excel and LibreOffice open without running anything of it.")
@click.option("-n", "--dry-run", is_flag=True, help="Only say how much would go.")
@json_option
@click.pass_obj
def export(
    archive: Path,
    kind: Any,
    query: str | None,
    wanted: "Wanted",
    out: Path | None,
    force: bool,
    spreadsheet: bool,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Write articles for research: csv, jsonl, parquet, tei, txt, warc, sqlite or graph.

    QUERY is one of full-text search; without it all articles go. Withheld ones never do.
    """
    from iria_crawler import export as exporting
    from iria_crawler.store.queries import known_site

    if spreadsheet and kind != "csv":
        raise UsageError("--spreadsheet is for csv alone")
    if out == STDOUT and kind not in exporting.STREAMED:
        raise UsageError(f"{kind} cannot go to stdout. Name a folder with --out, or leave it out")
    order = exporting.Order(format=kind, query=query, wanted=wanted, guarded=spreadsheet)
    with reading(archive) as store:
        known_site(store, wanted.site)
        if dry_run:
            _would_go(*exporting.counts(store, order), as_json=as_json)
        elif out == STDOUT:
            with watched(kind) as watch, _stdout() as file:
                exporting.stream(store, order, file, watch=watch)
        else:
            folder = out or exporting.default_folder(archive, order)
            with watched(kind) as watch:
                written = exporting.export(store, archive, order, folder, force=force, watch=watch)
            _say(written, as_json=as_json)


@click.command()
@click.argument("name")
@click.option("-n", "--dry-run", is_flag=True, help="Only say what it would hold.")
@json_option
@click.pass_obj
def release(archive: Path, name: str, dry_run: bool, as_json: bool) -> None:
    """Write a frozen copy for research to releases/NAME: to cite, to share, to come back to.

    A database of all articles that are not withheld, with every text of each; what is new against the release
    before; and the SHA-256 of every file. A release is never changed: each needs a new NAME, such as 2026.11.
    """
    from iria_crawler import release as releasing

    with reading(archive) as store:
        made = (releasing.planned if dry_run else releasing.release)(store, archive, name)
    if as_json:
        said = {each.name: getattr(made, each.name) for each in dataclasses.fields(made)}
        click.echo(json.dumps(said | {"folder": str(made.folder)}, ensure_ascii=False))
    elif dry_run:
        _would_go(made.articles, made.versions, as_json=False)
    else:
        changed = ", ".join(f"{count:,} {kind}" for kind, count in made.changed.items())
        click.echo(f"{changed} against {made.before or 'nothing'}. sha256 of the database: {made.sha256}", err=True)
        click.echo(str(made.folder))


def _would_go(articles: int, versions: int, *, as_json: bool) -> None:
    from iria_crawler.report import counted

    if as_json:
        click.echo(json.dumps({"articles": articles, "versions": versions}))
    else:
        click.echo(f"{counted(articles, 'article')}, {counted(versions, 'text')} would go.")


def _say(written: Any, *, as_json: bool) -> None:
    from iria_crawler.report import counted, size

    if as_json:
        said = {"folder": str(written.folder), "articles": written.articles, "versions": written.versions}
        files = [{name: each.get(name) for name in ("path", "rows", "bytes", "hash")} for each in written.files]
        click.echo(json.dumps(said | {"files": files}, ensure_ascii=False))
        return
    total = sum(each["bytes"] for each in written.files)
    click.echo(f"{counted(written.articles, 'article')}, {counted(written.versions, 'text')}, {size(total)}:", err=True)
    click.echo(str(written.folder))


@contextmanager
def watched(what: str) -> "Iterator[Watch]":
    """Shows on a terminal how far an export has come; off one, nothing."""
    from rich.console import Console
    from rich.progress import Progress

    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as progress:

        def watch(rows: Iterable[dict[str, Any]], total: int) -> Iterable[dict[str, Any]]:
            return progress.track(rows, total=total, description=what)

        yield watch


@contextmanager
def _stdout() -> Iterator[Any]:
    """Standard output for tables: UTF-8, and line ends as they are written."""
    from iria_crawler.export import told

    file = TextIOWrapper(sys.stdout.buffer, encoding="utf-8", newline="")
    try:
        with told("stdout"):
            yield file
            file.flush()
        file.detach()
    except DiskFull:
        sys.stdout = None  # what is left would be written once more at the end
        raise
