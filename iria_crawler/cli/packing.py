"""`iria wacz`."""

import json
from datetime import UTC, datetime
from pathlib import Path

import click

from iria_crawler.cli.crawling import Since
from iria_crawler.cli.group import json_option, reading


@click.command()
@click.argument("slug", required=False)
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help="By default SLUG-DAY.wacz."
)
@click.option("--crawl", metavar="ID", help="Only what one crawl captured.")
@click.option(
    "--since", type=Since(), metavar="DAY", help="Only what was captured since a day (2026-11-01) or age (7d)."
)
@click.option("--with-viewer", is_flag=True, help="Put ReplayWeb.page beside it, which npm fetches.")
@click.option("--sign", is_flag=True, help="Sign it with a key that is made for this archive and names nobody.")
@click.option("-n", "--dry-run", is_flag=True, help="Only say what would go in.")
@json_option
@click.pass_obj
def wacz(
    archive: Path,
    slug: str | None,
    out: Path | None,
    crawl: str | None,
    since: datetime | None,
    with_viewer: bool,
    sign: bool,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Pack a site, or all, as a WACZ file that replays anywhere: WARC, index, pages with title and text.

    What is withheld never goes in. What revisits stand for goes in with them.
    """
    from iria_crawler.report.words import counted, size
    from iria_crawler.wacz import Wanted, plan, viewer, write

    path = out or Path(f"{slug or 'archive'}-{datetime.now(UTC):%Y%m%d}.wacz")
    wanted = Wanted(slug=slug, crawl=crawl, since=since)
    with reading(archive) as store:
        files = viewer.fetch() if with_viewer and not dry_run else {}  # first, so that nothing is there without it
        made = plan(store, archive, wanted) if dry_run else write(store, archive, path, wanted, is_signed=sign)
        page = viewer.put(files, path) if files else None
    if as_json:
        said = {name: getattr(made, name) for name in made.__dataclass_fields__}
        click.echo(json.dumps({"path": str(path), "viewer": page and str(page), "dry_run": dry_run, **said}))
        return
    if not dry_run:
        click.echo(page or path)
    some = f" ({made.parts} in part)" if made.parts else ""
    what = (
        f"{counted(made.files, 'WARC file')}{some}, {counted(made.captures, 'capture')}, {counted(made.pages, 'page')}"
    )
    click.echo(f"{'Would pack' if dry_run else 'Packed'} {what}: {size(made.size)}.", err=True)
