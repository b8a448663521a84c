"""`iria qa`."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from iria_crawler.cli.group import json_option, reading

if TYPE_CHECKING:  # everything heavy is imported by the command that needs it
    from iria_crawler.qa import Seen
    from iria_crawler.qa.sample import Chosen


@click.command()
@click.argument("slug")
@click.option("--sample", type=click.IntRange(min=1), default=20, show_default=True, metavar="N", help="So many pages.")
@click.option("--recheck", is_flag=True, help="Look again at those that were not good.")
@click.option("-n", "--dry-run", is_flag=True, help="Only tell which pages it would look at.")
@json_option
@click.pass_obj
def qa(archive: Path, slug: str, sample: int, recheck: bool, dry_run: bool, as_json: bool) -> None:
    """Look at pages of a site in replay with a browser: one of each layout, the worst first.

    Takes a picture of each, finds the words of the article's text on it, and lists what the page asked for and did
    not get. What lacks is fetched by: iria crawl SLUG --patch.
    """
    from iria_crawler.qa import chosen, look
    from iria_crawler.store import Store

    with reading(archive) as store:
        pages = chosen(store, slug, size=sample, recheck=recheck)
    if dry_run or not pages:
        _list(pages, as_json=as_json)
        return
    with Store.create(archive) as store:
        seen = []
        for each in look(store, archive, slug, pages):
            seen.append(each)
            click.echo(_json(each) if as_json else _line(each))
    shots = [each.check.screenshot for each in seen if each.check.screenshot]
    if shots:
        click.echo(f"Contact sheet: {archive / shots[0].rpartition('/')[0] / 'index.html'}", err=True)


def _list(pages: "list[Chosen]", *, as_json: bool) -> None:
    for page in pages:
        about = {"url": page.url, "captured_at": page.captured_at, "layout": page.layout}
        click.echo(json.dumps(about, ensure_ascii=False) if as_json else f"{page.layout:<28} {page.url}")
    if not pages:
        click.echo("There is no page to look at.", err=True)


def _json(each: "Seen") -> str:
    missing = [asdict(one) for one in each.missing]
    return json.dumps({"url": each.page.url, **asdict(each.check), "missing": missing}, ensure_ascii=False)


def _line(each: "Seen") -> str:
    check = each.check
    text = "" if check.text_match is None else f"{check.text_match:.0%} of the text"
    left = f", {check.requests_left} tried to leave" if check.requests_left else ""
    note = f"\n      {check.note}" if check.note else ""
    lacks = f"{check.resources_missing:>3} missing{left}"
    return f"{check.rating:<5} {text:<17} {lacks}  {check.elapsed_ms / 1000:.1f} s  {each.page.url}{note}"
