"""`iria reindex` and `iria import`: rows for WARC files."""

import json
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from iria_crawler.cli.group import json_option, progress

if TYPE_CHECKING:  # everything heavy is imported by the command that needs it
    from iria_crawler.ingest import Adopted

_jobs = click.option("--jobs", type=click.IntRange(min=1), metavar="N", help="Reader processes; else one a core.")


@click.command()
@_jobs
@click.option("-n", "--dry-run", is_flag=True, help="Only show which WARC files there are.")
@json_option
@click.pass_obj
def reindex(archive: Path, jobs: int | None, dry_run: bool, as_json: bool) -> None:
    """Make the database again from the WARC files alone; the one that is there is kept beside it.

    That one stays in use until the new one is whole: a reindex that is killed has changed nothing.
    Where files are damaged, what is whole in them is taken in, and the exit code is 20.

    What no record tells is lost with a database: what became of URLs that brought no answer, how crawls ended, what
    was withheld, purged, delivered, checked or looked at in replay, the log, the numbers of articles, texts as older
    readers read them. All but the first is taken over from a database that can still be read."""
    from iria_crawler import reindex as rebuilding

    if dry_run:
        for slug, names in rebuilding.files_of(archive).items():
            click.echo(json.dumps({"site": slug, "files": names}) if as_json else f"{slug}: {len(names)} WARC files")
        return
    damaged = 0
    with progress() as tell:
        for rebuilt in rebuilding.reindex(archive, now=datetime.now(UTC), jobs=jobs, tell=tell, warn=_warn):
            damaged += sum(bool(file.damages) for file in rebuilt.files)
            if as_json:
                click.echo(json.dumps(asdict(rebuilt), ensure_ascii=False))
                continue
            captures = sum(file.captures for file in rebuilt.files)
            articles = rebuilt.counters.get("article:new", 0)
            click.echo(f"{rebuilt.slug}: {len(rebuilt.files)} WARC files, {captures:,} captures, {articles:,} articles")
            for file in rebuilt.files:
                _tell(file)
            for name in rebuilt.missing:
                click.echo(f"  MISSING  {name}: the database before knew it; put a copy of it back, then reindex")
    _refuse_damaged(damaged)


def _warn(what: str) -> None:
    click.echo(f"iria: {what}", err=True)


def _refuse_damaged(files: int) -> None:
    """What is whole is taken in by then; whoever called must hear that not all was."""
    from iria_crawler.errors import ArchiveError

    if files:
        raise ArchiveError(f"{files} WARC files are damaged; what is whole in them was taken in")


def _index(archive: Path, slugs: set[str]) -> None:
    """Have the replay find what is there now."""
    from iria_crawler import cdxj
    from iria_crawler.store import Store

    if not slugs:  # and perhaps no database
        return
    with Store.open(archive) as store:
        for slug in sorted(slugs):
            cdxj.write(store, archive, slug)


@click.command("import")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--site", metavar="SLUG", help="The site that they are of; told from their pages if not said.")
@_jobs
@json_option
@click.pass_obj
def import_(archive: Path, files: tuple[Path, ...], site: str | None, jobs: int | None, as_json: bool) -> None:
    """Take in WARC and WACZ files of others: wget, Heritrix, Browsertrix, warcprox …

    Their captures, articles and versions stand beside those of crawls. A file whose records are gzip members is copied
    byte for byte; else its records are, a member each. Where files are damaged, what is whole
    in them is taken in, and the exit code is 20."""
    from iria_crawler.foreign import import_files

    slugs, damaged = set(), 0
    with progress() as tell:
        imports = import_files(archive, files, now=datetime.now(UTC), slug=site, jobs=jobs, tell=tell)
        for done in imports:
            if done.adopted and done.site:
                slugs.add(done.site)
                damaged += bool(done.adopted.damages)
            if as_json:
                click.echo(json.dumps(asdict(done), ensure_ascii=False))
            elif done.left_out or done.adopted is None:
                click.echo(f"{done.source}: left out, {done.left_out}")
            else:
                what = f"{done.adopted.captures:,} captures of {done.site}, {done.adopted.filename}"
                more = f" and {done.adopted.extras:,} other records for replay" if done.adopted.extras else ""
                known = f"; {done.adopted.known:,} were known" if done.adopted.known else ""
                packed = "" if done.as_it_is else "; packed record by record"
                click.echo(f"{done.source}: {what}{more}{known}{packed}")
                _tell(done.adopted)
    _index(archive, slugs)
    _refuse_damaged(damaged)


def _tell(file: "Adopted") -> None:
    if file.purged:
        click.echo(f"  {file.filename}: {file.purged:,} captures were purged, and are not taken in again")
    for damage in file.damages:
        click.echo(f"  DAMAGED  {damage}")
