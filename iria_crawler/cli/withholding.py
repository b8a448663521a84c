"""`iria withhold`: what may not be shown."""

import getpass
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from iria_crawler.cli.group import json_option, progress, reading
from iria_crawler.errors import UsageError

if TYPE_CHECKING:  # everything heavy is imported by the command that needs it
    from iria_crawler.store import Store
    from iria_crawler.store.withholding import Decision
    from iria_crawler.teasers import Shown


_SHOWN = 10


class OrAddress(click.Group):
    """Subcommands, or an address or option, which is what the command is mostly for."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The subcommand of this name, else the one that withholds, with all arguments."""
        return super().resolve_command(ctx, args if args[0] in self.commands else ["this", *args])

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Options before any name belong to the command that withholds."""
        if args and args[0].startswith("--") and args[0] not in ctx.help_option_names:
            args = ["this", *args]
        return super().parse_args(ctx, args)


@click.group(cls=OrAddress, no_args_is_help=True)
def withhold() -> None:
    """Keep back an article, a page, or all below an address: iria withhold URL | --prefix URL | --article N.

    Views, search, exports, the web page and the replay leave it out at once; crawls go on."""


_by = click.option("--by", metavar="NAME", help="Who decides; the user of this computer if not said.")


@withhold.command("this", hidden=True)
@click.argument("url", required=False)
@click.option("--prefix", metavar="URL", help="All addresses that begin so.")
@click.option("--article", type=int, metavar="N", help="An article, at all of its addresses.")
@click.option("--action", type=click.Choice(["block", "exclude"]), help="Replay: 451 (the default), or 404.")
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), metavar="DAY", help="An embargo, which ends then.")
@click.option("--reason", default="no reason given", help="Why; kept with the decision.")
@click.option("--requested-by", metavar="NAME", help="Who asked for it.")
@_by
@click.option("-n", "--dry-run", is_flag=True, help="Only show what it is about.")
@json_option
@click.pass_obj
def this(archive: Path, /, dry_run: bool, as_json: bool, **said: Any) -> None:
    """Withhold an address, all addresses that begin alike, or an article."""
    from iria_crawler import teasers
    from iria_crawler.store import Store, withholding
    from iria_crawler.store.concerning import concerned

    decision, now = _decision(**said), datetime.now(UTC)
    with reading(archive):  # says so where there is no archive, before one is made
        pass
    with Store.create(archive) as store:
        with store.moment() if dry_run else store.transaction():  # what is done in a moment goes with it
            number = withholding.withhold(store, decision, now=now)
            row = next(each for each in withholding.decisions(store, now=now) if each["id"] == number)
            articles, withheld = concerned(store, [row])[number], withholding.withheld(store, now=now)
        if not dry_run:
            _told(store, archive, now)
        with progress() as tell:
            tell("looking for pages that show headlines of it; it is withheld already")
            found = teasers.shown(store, archive, articles, is_out=lambda capture: capture["url"] in withheld)
    verb = "would be withheld" if dry_run else "withheld"
    _print(row | (found.as_json if as_json else {}), as_json=as_json, verb=verb)
    if not as_json:
        tell_shown(found, "to keep one back: iria withhold URL", err=False)


def tell_shown(found: "Shown", advice: str, *, err: bool) -> None:
    """Name the pages that show headline or beginning of something, and what can be done about it."""
    from iria_crawler.report import counted

    if found.pages:
        several = "page shows" if len(found.pages) == 1 else "pages show"
        click.echo(f"{len(found.pages):,} other {several} its headline or beginning; {advice}", err=err)
    _tell_urls(list(found.pages), err=err)
    if found.pictures:
        files = counted(len(found.pictures), "file")
        click.echo(f"{files} of its own (pictures, documents) can be seen without it; {advice}", err=err)
    _tell_urls(list(found.pictures), err=err)
    if found.unread:
        click.echo(f"{counted(found.unread, 'page')} not looked at, which may show it", err=err)


def _decision(**said: Any) -> "Decision":
    from iria_crawler.store.withholding import Decision

    named = [(match, said[match]) for match in ("url", "prefix", "article") if said[match] is not None]
    if len(named) != 1:
        raise UsageError("name one of: URL, --prefix URL, --article N")
    ((match, target),) = named
    if match != "article" and "://" not in target:
        raise UsageError(f"{target} is no address; give it whole, with http:// or https://")
    if said["until"] and said["action"]:
        raise UsageError("--until makes an embargo; it takes no --action")
    until = said["until"].replace(tzinfo=UTC) if said["until"] else None
    if until and until <= datetime.now(UTC):
        raise UsageError(f"{until.date()} is over; an embargo ends in the future")
    return Decision(
        match=match,  # type: ignore[arg-type]  # one of the three names above
        target=str(target),
        action="embargo" if until else said["action"] or "block",
        reason=said["reason"],
        requested_by=said["requested_by"],
        decided_by=said["by"] or getpass.getuser(),
        until=until,
    )


@withhold.command()
@click.argument("number", type=int)
@_by
@json_option
@click.pass_obj
def lift(archive: Path, number: int, by: str | None, as_json: bool) -> None:
    """Lift a decision: what it withheld is shown again."""
    from iria_crawler.store import Store, withholding

    now = datetime.now(UTC)
    with reading(archive):
        pass
    with Store.create(archive) as store:
        with store.transaction():
            withholding.lift(store, number, by=by or getpass.getuser(), now=now)
        _told(store, archive, now)
        row = next(each for each in withholding.decisions(store, now=now, every=True) if each["id"] == number)
    _print(row, as_json=as_json, verb="shown again")


@withhold.command("list")
@click.option("--all", "every", is_flag=True, help="Also decisions that were lifted or have ended.")
@json_option
@click.pass_obj
def list_(archive: Path, every: bool, as_json: bool) -> None:
    """The decisions in force."""
    from iria_crawler.store.withholding import decisions

    with reading(archive) as store:
        rows = list(decisions(store, now=datetime.now(UTC), every=every))
    for row in rows:
        _print(row, as_json=as_json, verb="withheld" if row["in_force"] else "shown again")
    if not rows and not as_json:
        click.echo("Nothing is withheld.", err=True)


def _print(row: dict[str, Any], *, as_json: bool, verb: str) -> None:
    from iria_crawler.report import counted

    if as_json:
        click.echo(json.dumps(row, ensure_ascii=False))
        return
    until = f" until {row['until'][:10]}" if row["until"] else ""
    what = f"{row['match']} {row['target']}" if row["match"] != "url" else row["target"]
    click.echo(f"{row['id']:>4}  {row['action']:<8} {what}{until}: {counted(row['articles'], 'article')} {verb}")
    if row["documents"]:
        click.echo(f"      with {counted(len(row['documents']), 'document')} that had the text: API, feeds")
        for url in row["documents"][:_SHOWN]:
            click.echo(f"        {url}")
        if len(row["documents"]) > _SHOWN:
            click.echo(f"        and {len(row['documents']) - _SHOWN} more; --json names all")
    click.echo(f"      {row['decided_at'][:10]} {row['decided_by']}: {row['reason']}")


def _tell_urls(urls: list[str], *, err: bool) -> None:
    for url in urls[:_SHOWN]:
        click.echo(f"  {url}", err=err)
    if len(urls) > _SHOWN:
        click.echo(f"  and {len(urls) - _SHOWN:,} more; --json names all", err=err)


def _told(store: "Store", archive: Path, now: datetime) -> None:
    """Let the replay know, which looks at its rules at each request."""
    from iria_crawler import access
    from iria_crawler.store.withholding import replay_rules

    access.write(archive, replay_rules(store, now=now))
