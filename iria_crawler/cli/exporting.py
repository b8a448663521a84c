"""`iria export`."""

import json
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from iria_crawler.cli.filters import filters
from iria_crawler.cli.group import json_option, reading
from iria_crawler.errors import UsageError

if TYPE_CHECKING:  # everything heavy is imported by the command that needs it
    from iria_crawler.export import Order
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

    if spreadsheet and kind != "csv":
        raise UsageError("--spreadsheet is for csv alone")
    if out == STDOUT and kind not in exporting.STREAMED:
        raise UsageError(f"{kind} cannot go to stdout. Name a folder with --out, or leave it out")
    order = exporting.Order(format=kind, query=query, wanted=wanted, guarded=spreadsheet)
    with reading(archive) as store:
        if dry_run:
            _told(archive, order, *exporting.counts(store, order), as_json=as_json)
        elif out == STDOUT:
            with watched(kind) as watch, _stdout() as file:
                exporting.stream(store, order, file, watch=watch)
        else:
            folder = out or exporting.default_folder(archive, order)
            with watched(kind) as watch:
                written = exporting.export(store, archive, order, folder, force=force, watch=watch)
            _say(written, as_json=as_json)


def _told(archive: Path, order: "Order", articles: int, versions: int, *, as_json: bool) -> None:
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

    with Progress(console=Console(stderr=True), transient=True) as progress:

        def watch(rows: Iterable[dict[str, Any]], total: int) -> Iterable[dict[str, Any]]:
            return progress.track(rows, total=total, description=what)

        yield watch


@contextmanager
def _stdout() -> Iterator[Any]:
    """Standard output for tables: UTF-8, and line ends as they are written."""
    sys.stdout.flush()
    with open(sys.stdout.fileno(), "w", encoding="utf-8", newline="", closefd=False) as file:
        yield file
