"""`iria doctor`."""

import json
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import click

from iria_crawler.cli.group import json_option

COLOURS = {"ok": "green", "info": "blue", "warn": "yellow", "fail": "red"}


@click.command()
@json_option
@click.pass_obj
def doctor(archive: Path, as_json: bool) -> None:
    """Are this machine and this archive in order? Exit 1 if something must be mended."""
    from iria_crawler.doctor import checks
    from iria_crawler.report import counted

    found = []
    for check in checks(archive, now=datetime.now(UTC)):
        found.append(check)
        if not as_json:
            remedy = f"   ->  {check.remedy}" if check.remedy else ""
            click.echo(f"{click.style(f'{check.level:<4}', fg=COLOURS[check.level])}  {check.what}{remedy}")
    failures, warnings = (sum(check.level == level for check in found) for level in ("fail", "warn"))
    if as_json:
        told = {"ok": not failures, "failures": failures, "warnings": warnings, "checks": list(map(asdict, found))}
        click.echo(json.dumps(told, ensure_ascii=False))
    else:
        click.echo(f"{counted(failures, 'failure')}, {counted(warnings, 'warning')}.")
    if failures:
        raise SystemExit(1)
