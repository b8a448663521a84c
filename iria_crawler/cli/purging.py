"""`iria purge`: removing for good."""

import getpass
import json
import sys
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from iria_crawler.cli.group import json_option, progress, reading
from iria_crawler.cli.withholding import tell_shown
from iria_crawler.errors import UsageError

if TYPE_CHECKING:  # everything heavy is imported by the command that needs it
    from iria_crawler.purge import Plan
    from iria_crawler.store.purging import Forgotten

_SHOWN = 30


@click.command()
@click.argument("url", required=False)
@click.option("--prefix", metavar="URL", help="All addresses that begin so.")
@click.option("--article", type=int, metavar="N", help="An article, at all of its addresses.")
@click.option("--keep-documents", is_flag=True, help="Keep documents of APIs and feeds that have its text.")
@click.option("--reason", required=True, help="Why; kept in the tombstones and the log.")
@click.option("--by", metavar="NAME", help="Who decides; the user of this computer if not said.")
@click.option("-n", "--dry-run", is_flag=True, help="Only show what would be removed.")
@click.option("--yes", is_flag=True, help="The first confirmation.")
@click.option("--really", is_flag=True, help="The second one.")
@json_option
@click.pass_obj
def purge(
    archive: Path,
    url: str | None,
    prefix: str | None,
    article: int | None,
    keep_documents: bool,
    reason: str,
    by: str | None,
    dry_run: bool,
    yes: bool,
    really: bool,
    as_json: bool,
) -> None:
    """Remove captures for good: WARC files are written anew without their records. There is no way back.

    To keep something back, and be able to show it again, use: iria withhold."""
    from iria_crawler import purge as removing

    named = [(match, value) for match, value in (("url", url), ("prefix", prefix), ("article", article)) if value]
    if len(named) != 1:
        raise UsageError("name one of: URL, --prefix URL, --article N")
    ((match, value),) = named
    with reading(archive):  # says so where there is no archive
        pass
    if not dry_run and (finished := removing.finish(archive)):
        click.echo(f"iria: a purge that was interrupted is at its end: {', '.join(finished)}", err=True)
    with progress() as tell, reading(archive) as store:
        what = removing.plan(store, archive, match, str(value), keep_documents=keep_documents, tell=tell)  # type: ignore[arg-type]  # one of the three names above
    if not as_json or not (dry_run or (yes and really)):  # who confirms has seen it
        _tell(what, err=as_json)
    if dry_run:
        if as_json:
            click.echo(json.dumps(_as_json(what)))
        return
    _confirm(what, yes=yes, really=really)
    gone = removing.purge(archive, what, reason=reason, by=by or getpass.getuser(), now=datetime.now(UTC))
    if as_json:
        click.echo(json.dumps(_as_json(what) | {"removed": asdict(gone)}))
    else:
        _tell_removed(what, gone)


def _tell_removed(what: "Plan", gone: "Forgotten") -> None:
    from iria_crawler.report import counted

    removed = f"{counted(len(what.captures), 'capture')}, {counted(gone.articles, 'article')}"
    click.echo(f"Removed: {removed}. Copies that went out stay as they are.")
    if gone.again:
        others = "other address had" if gone.again == 1 else "other addresses had"
        click.echo(f"{gone.again:,} {others} the same bytes or text: the next crawl asks again.")
    if any(row["is_document"] for row in what.captures):
        click.echo("As long as the publisher has the text in its API or feeds, crawls store it there again.")
    if gone.lost:
        click.echo(f"{gone.lost} of the articles were at such an address; they are lost until then.")


def _as_json(what: "Plan") -> dict[str, Any]:
    return {
        "captures": [dict(row) for row in what.captures],
        "files": what.files,
        "records": {each.filename: sorted(each.record_ids) for each in what.traces},
        "kept_documents": [dict(row) for row in what.kept],
        "same_elsewhere": what.same,
        "left": [asdict(each) for each in what.left],
        "damages": what.damages,
        **what.shown.as_json,
    }


def _tell(what: "Plan", *, err: bool) -> None:
    from iria_crawler.report import counted

    for row in what.captures:
        note = "   a revisit of these bytes elsewhere" if row["is_elsewhere"] else ""
        note = "   a document that has the text" if row["is_document"] else note
        click.echo(f"  {row['captured_at'][:19]}  {row['url']}{note}", err=err)
    for filename, lead in what.strays:
        click.echo(f"  {lead.captured_at:%Y-%m-%dT%H:%M:%S}  {lead.url}   also in {filename}", err=err)
    click.echo(f"{counted(len(what.captures), 'capture')} in {counted(len(what.files), 'WARC file')}", err=err)
    for damage in what.damages:
        click.echo(f"  NOT LOOKED INTO  {damage}", err=err)
    for row in what.kept:
        click.echo(f"  the text stays in {row['url']} of {row['captured_at'][:19]}", err=err)
    for address in what.same:
        click.echo(f"  the same bytes stay at {address}", err=err)
    tell_shown(what.shown, "to remove one: iria purge URL; to keep one back: iria withhold URL", err=err)
    if what.left:
        click.echo("What a purge does not reach, and may have it:", err=err)
    for each in what.left[:_SHOWN]:
        click.echo(f"  {each.path}: {each.advice}", err=err)
    if len(what.left) > _SHOWN:
        click.echo(f"  and {len(what.left) - _SHOWN:,} more; --dry-run --json names all", err=err)


def _confirm(what: "Plan", *, yes: bool, really: bool) -> None:
    if yes and really:
        return
    if not sys.stdin.isatty():
        raise UsageError("nothing was removed: off a terminal, confirm twice, with --yes --really")
    click.confirm("Remove these for good?", abort=True, err=True)
    typed = click.prompt("There is no way back. Type the number of captures", err=True)
    if typed != str(len(what.captures)):
        raise UsageError("nothing was removed: the number is another one")
