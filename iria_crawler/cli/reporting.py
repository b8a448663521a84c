"""`iria report`."""

import json
from pathlib import Path

import click

from iria_crawler.cli.group import json_option, reading


@click.command()
@click.argument("crawls", nargs=-1, metavar="[CRAWL, SLUG or last]...")
@json_option
@click.pass_obj
def report(archive: Path, crawls: tuple[str, ...], as_json: bool) -> None:
    """What came of a crawl: a page with charts, tables, and what to look at.

    Takes the id of a crawl, the slug of a site for its last crawl, or `last`, which is what it takes for
    none at all. Works while a crawl runs and after it failed.
    """
    from iria_crawler.report import lines, which, write

    with reading(archive) as store:
        chosen = list(dict.fromkeys(which(store, name) for name in crawls or (None,)))
        for crawl_id in chosen:
            page = write(store, archive, crawl_id)
            told = json.loads((page.parent / "report.json").read_text(encoding="utf-8"))
            click.echo(json.dumps(told, ensure_ascii=False) if as_json else "\n".join((*lines(told), str(page))))
