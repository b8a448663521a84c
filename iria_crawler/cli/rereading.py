"""`iria reextract`."""

import json
import sys
from collections import Counter
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from iria_crawler.cli.group import json_option, reading
from iria_crawler.cli.known import command_on

if TYPE_CHECKING:  # everything heavy is imported by the command that needs it
    from iria_crawler.reextract import Change, Rereading

SHOWN = 10


@click.command()
@click.argument("slug", required=False)
@click.option("--all", "every", is_flag=True, help="Also texts that this version of iria has read already.")
@click.option("--jobs", type=click.IntRange(min=1), metavar="N", help="Reader processes; one a core if not said.")
@click.option("-n", "--dry-run", is_flag=True, help="Only show what would change.")
@click.option("-y", "--yes", is_flag=True, help="Do not ask.")
@json_option
@click.pass_obj
def reextract(
    archive: Path, slug: str | None, every: bool, jobs: int | None, dry_run: bool, yes: bool, as_json: bool
) -> None:
    """Extract texts again from the WARC, where another iria, or other rules in the site file, had read them; shows
    first what would change.

    Nothing is fetched. A text that changes stays in `extraction_history`, so that citations of it still resolve."""
    from iria_crawler.reextract import Rereading
    from iria_crawler.store.queries import known_site, site_now

    with reading(archive) as store:
        known_site(store, slug)
        rows = store.rows("SELECT slug FROM sites WHERE slug = coalesce(?, slug) ORDER BY slug", slug)
        sites = [site_now(store, archive, row["slug"]) for row in list(rows)]
    for site in sites:
        again = Rereading(archive, site, every=every)
        try:
            changes = _look(archive, again, jobs)
            _tell(archive, again, changes, as_json=as_json, dry_run=dry_run)
            if dry_run or not again.texts or not _is_wanted(yes=yes):
                continue
            _apply(archive, again)
        finally:
            again.close()


def _look(archive: Path, again: "Rereading", jobs: int | None) -> "list[Change]":
    from rich.console import Console
    from rich.progress import Progress

    from iria_crawler.readers import Readers

    readers = Readers(jobs)
    try:
        with reading(archive) as store, Progress(console=Console(stderr=True), transient=True) as progress:
            task = progress.add_task(f"reading {again.site.slug}", total=again.total(store))
            return list(again.changes(store, readers, step=lambda: progress.advance(task)))
    finally:
        readers.close()


def _is_wanted(*, yes: bool) -> bool:
    return yes or not sys.stdin.isatty() or click.confirm("Store this?", default=True, err=True)


def _apply(archive: Path, again: "Rereading") -> None:
    from iria_crawler.store import Store

    with Store.create(archive) as store:
        left = again.apply(store, now=datetime.now(UTC))
    if left:
        click.echo(f"{left} texts were changed by a crawl meanwhile and stay as they are.", err=True)


def _tell(archive: Path, again: "Rereading", changes: "list[Change]", *, as_json: bool, dry_run: bool) -> None:
    from iria_crawler.report import counted

    if as_json:
        for change in changes:
            click.echo(json.dumps({"site": again.site.slug, **asdict(change)}, ensure_ascii=False))
        return
    lost = [change for change in changes if change.lost]
    fields = Counter(field for change in changes for field in change.fields)
    verb = "would change" if dry_run else "change"
    click.echo(f"{again.site.slug}: {counted(again.texts, 'text')} read again, {len(changes) - len(lost)} {verb}")
    for field, number in fields.most_common():
        click.echo(f"  {field:<14} {number:>7,}")
    for change in sorted(changes, key=lambda one: -(one.added + one.removed))[:SHOWN]:
        what = change.lost or f"+{change.added} -{change.removed}  {', '.join(change.fields)}"
        click.echo(f"  {change.article_id:>6} v{change.version}  {what}  {change.title[:60]}")
    if lost:
        click.echo(f"  {counted(len(lost), 'text')} cannot be read again and stay as they are")
    if again.texts == 0:
        click.echo(f"  all were read by {again.reader}; --all reads them in any case")
    elif dry_run:
        which = f"{again.site.slug}{' --all' if again.every else ''}"
        click.echo(f"  Do it with: {command_on(archive)} reextract {which}")
