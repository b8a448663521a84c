"""`iria verify`."""

import json
from pathlib import Path
from typing import Any

import click

from iria_crawler.cli.group import json_option, reading


@click.command()
@json_option
@click.pass_obj
def verify(archive: Path, as_json: bool) -> None:
    """Check every record and every row against each other; exit 20 when something differs."""
    from rich.console import Console
    from rich.progress import Progress

    from iria_crawler import verify as checking

    tally = checking.Tally()
    with reading(archive) as store, Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("verify", total=checking.total(store))
        damages = []
        for damage in checking.verify(store, archive, tally, step=lambda: progress.advance(task)):
            damages.append(damage)
    from iria_crawler.report import counted

    if as_json:
        click.echo(json.dumps({"ok": not damages, **_fields(tally), "damages": [_fields(each) for each in damages]}))
    else:
        for damage in damages:
            click.echo(
                f"DAMAGED  {damage.file or archive} {damage.offset or ''} {damage.url or ''}\n         {damage.what}"
            )
        click.echo(
            f"{counted(tally.files, 'WARC file')}, {counted(tally.captures, 'capture')},"
            f" {counted(tally.versions, 'text')}: " + (f"{len(damages)} damaged." if damages else "all in order.")
        )
        if tally.by_other_extractor:
            click.echo(f"{tally.by_other_extractor} texts were read by another version of iria and not read again.")
    if damages:
        raise SystemExit(20)


def _fields(value: Any) -> dict[str, Any]:
    return {name: getattr(value, name) for name in value.__dataclass_fields__}
