"""`iria deliver`: hand-over."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from iria_crawler.cli.group import json_option, reading
from iria_crawler.cli.withholding import OrAddress
from iria_crawler.errors import ArchiveError, UsageError

if TYPE_CHECKING:  # everything heavy is imported by the command that needs it
    from iria_crawler.deliver import Handed, Parcel

KINDS = ("bag", "wacz")


@click.group(cls=OrAddress, no_args_is_help=True)
def deliver() -> None:
    """Hand WARC files over, with all that says what they are: iria deliver [SLUG …] --to DIR.

    What was never handed over goes, and what it needs. Nothing that looks whole is there before it is."""


def _kinds(ctx: click.Context, param: click.Parameter, value: str) -> tuple[str, ...]:
    kinds = tuple(dict.fromkeys(kind.strip() for kind in value.split(",") if kind.strip()))
    if unknown := [kind for kind in kinds if kind not in KINDS]:
        raise click.BadParameter(f"{unknown[0]!r} is none of {', '.join(KINDS)}")
    return kinds


@deliver.command("this", hidden=True)
@click.argument("slugs", nargs=-1)
@click.option("--to", type=click.Path(file_okay=False, resolve_path=True, path_type=Path), required=True, metavar="DIR")
@click.option("--as", "kinds", default="bag", show_default=True, callback=_kinds, metavar="bag,wacz")
@click.option("--all", "every", is_flag=True, help="Also what was handed over before.")
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), metavar="DAY", help="All files begun since then.")
@click.option("--recipient", metavar="NAME", help="For whom; kept with the delivery.")
@click.option("-n", "--dry-run", is_flag=True, help="Only show what would go.")
@json_option
@click.pass_context
def this(ctx: click.Context, /, slugs: tuple[str, ...], dry_run: bool, as_json: bool, **said: Any) -> None:
    """Hand over what was never handed over."""
    from iria_crawler.deliver import refuse_unfinished
    from iria_crawler.store import queries

    archive: Path = ctx.obj
    with reading(archive) as store:
        for slug in slugs:
            queries.known_site(store, slug)
        there = [row["slug"] for row in store.rows("SELECT slug FROM sites ORDER BY slug")]
    refuse_unfinished(archive)
    done, failed = 0, 0
    for slug in slugs or there:
        try:
            done += _of_site(archive, slug, dry_run=dry_run, as_json=as_json, **said)
        except UsageError as nothing:
            if slugs:
                raise
            click.echo(f"iria: {nothing}", err=True)
        except ArchiveError as problem:  # of this site; those of others are whole
            click.echo(f"iria: {problem}", err=True)
            failed = problem.exit_code
    if failed:
        ctx.exit(failed)
    if not done:
        raise UsageError("nothing is to be handed over")


def _of_site(
    archive: Path,
    slug: str,
    *,
    kinds: tuple[str, ...],
    every: bool,
    since: datetime | None,
    dry_run: bool,
    as_json: bool,
    **said: Any,
) -> int:
    """Hand a site over, in each form; gives in how many."""
    from iria_crawler.deliver import parcel

    with reading(archive) as store:
        what = parcel(store, slug, every=every, since=since.strftime("%Y-%m-%d") if since else None)
    for kind in kinds:
        handed = None if dry_run else _hand_over(archive, what, kind, **said)
        _tell(what, kind, handed, as_json=as_json)
    return len(kinds)


def _hand_over(archive: Path, what: "Parcel", kind: str, *, to: Path, recipient: str | None) -> "Handed":
    from rich.console import Console
    from rich.progress import Progress

    from iria_crawler.deliver import deliver_bag, deliver_wacz

    if kind == "wacz":
        return deliver_wacz(archive, what, to, now=datetime.now(UTC), recipient=recipient)
    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task(f"{what.site.slug}: {kind}", total=what.size)
        return deliver_bag(
            archive,
            what,
            to,
            now=datetime.now(UTC),
            recipient=recipient,
            step=lambda size: progress.advance(task, size),
        )


def _tell(what: "Parcel", kind: str, handed: "Handed | None", *, as_json: bool) -> None:
    from iria_crawler.report import counted, size

    files = [file["filename"] for file in what.files]
    for name in what.bad:
        click.echo(f"iria: {name} was damaged when it came, and does not go along. See: iria verify", err=True)
    for loss in what.lost:
        state = "goes along damaged" if loss["sha256"] else "is gone"
        click.echo(f"iria: {loss['warc_file']} {state}, a loss that was accepted: {loss['reason']}", err=True)
    if what.lost_texts:
        texts = counted(what.lost_texts, "text")
        click.echo(f"iria: {texts} read from files that are gone: in the database here, in no delivery", err=True)
    left = handed.left if handed else ()
    if left:
        not_all = (
            f"{counted(len(left), 'WARC file')} did not go out whole, such as {left[0]}, and count as not delivered"
        )
        click.echo(f"iria: {not_all}: what is withheld, or cannot be read, is not in a WACZ", err=True)
    if as_json:
        path = str(handed.path) if handed else None
        said: dict[str, Any] = {"site": what.site.slug, "kind": kind, "path": path, "files": files}
        said |= {
            "along": list(what.along),
            "damaged": list(what.bad),
            "known_losses": [loss["warc_file"] for loss in what.lost],
            "lost_texts": what.lost_texts,
            "in_part": list(left),
            "bytes": what.size,
        }
        click.echo(json.dumps(said))
        return
    where = f" in {handed.path}" if handed else " would go"
    along = f"; {len(what.along)} of them hold what revisits need" if what.along else ""
    click.echo(f"{what.site.slug}: {counted(len(files), 'WARC file')}, {size(what.size)}, as {kind}{where}{along}")


@deliver.command()
@click.argument("number", type=int)
@click.option("--receipt", type=click.File(encoding="utf-8"), metavar="FILE", help="What the recipient answered.")
@click.option("-n", "--dry-run", is_flag=True, help="Only say whether it can be noted.")
@json_option
@click.pass_obj
def ack(archive: Path, number: int, receipt: Any, dry_run: bool, as_json: bool) -> None:
    """Note that a delivery was accepted."""
    from iria_crawler.store import Store, delivering, iso
    from iria_crawler.store.events import happened

    now, said = datetime.now(UTC), receipt.read() if receipt else None
    with reading(archive) as store:
        delivering.refuse_accepted(store, number)
    if not dry_run:
        with Store.create(archive) as store, store.transaction():
            delivering.acknowledge(store, number, receipt=said, now=now)
            happened(store, "delivery", f"delivery:{number}", now=now, detail={"accepted": True})
    if as_json:
        told = {"delivery": number, "accepted_at": None if dry_run else iso(now), "receipt": said, "dry_run": dry_run}
        click.echo(json.dumps(told, ensure_ascii=False))
    else:
        click.echo(f"Delivery {number} {'would be' if dry_run else 'is'} accepted.")


@deliver.command("list")
@json_option
@click.pass_obj
def list_(archive: Path, as_json: bool) -> None:
    """What was handed over, and what was accepted."""
    from iria_crawler.report import counted
    from iria_crawler.store.delivering import deliveries

    with reading(archive) as store:
        rows = list(deliveries(store))
    for row in rows:
        if as_json:
            click.echo(json.dumps(row, ensure_ascii=False))
            continue
        state = f"accepted {row['accepted_at'][:10]}" if row["accepted_at"] else "not accepted yet"
        to = f" to {row['recipient']}" if row["recipient"] else ""
        what = f"{row['kind']}{to}: {counted(row['files'], 'file')}, {state}"
        click.echo(f"{row['id']:>4}  {row['at'][:10]}  {row['site']}  {what}")
        click.echo(f"      {row['path']}  sha256 {row['sha256']}")
    if not rows and not as_json:
        click.echo("Nothing was handed over yet.", err=True)
