"""What `iria verify` does about damage: repair, or accept that it is lost."""

import getpass
import json
from collections.abc import Iterable
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import click

from iria_crawler.cli.group import reading
from iria_crawler.errors import ArchiveError, UsageError


def repair(archive: Path, copies: Path, *, jobs: int | None, dry_run: bool, as_json: bool) -> None:
    """`iria verify --repair-from`: put good copies in the place of damaged files."""
    from iria_crawler.verify import Plan, plain, processes, total
    from iria_crawler.verify import repair as repairing

    with reading(archive) as store:
        size = processes(Plan(level="files", jobs=jobs), total(store, Plan(level="files")))
        done = list(repairing.repairs(store, archive, copies, jobs=size, dry_run=dry_run, now=datetime.now(UTC)))
    left = [each.file for each in done if each.source is None and not each.accepted]
    if as_json:
        told = {"ok": not left, "dry_run": dry_run, "repairs": [plain(each) for each in done]}
        click.echo(json.dumps(told, ensure_ascii=False))
    else:
        _print(repairing.lines(done, dry_run=dry_run))
    if left:
        raise SystemExit(ArchiveError.exit_code)


def accept(
    archive: Path,
    names: tuple[str, ...],
    *,
    why: str | None,
    by: str | None,
    is_alone: bool,
    dry_run: bool,
    as_json: bool,
) -> None:
    """`iria verify --accept`: let a loss that nothing mends be known."""
    from iria_crawler.verify import accepting

    if not names or not is_alone:
        raise UsageError("--accept FILE --why TEXT stands alone, but for --by, --dry-run and --json")
    if not (why or "").strip():
        raise UsageError("say why, for those who find the loss later: --why TEXT")
    with reading(archive) as store:
        found = accepting.losses(store, archive, names, reason=why or "", by=by or getpass.getuser())
    if not dry_run:
        accepting.accept_all(archive, found, now=datetime.now(UTC))
    if as_json:
        told = {"dry_run": dry_run, "accepted": [asdict(loss) for loss in found]}
        click.echo(json.dumps(told, ensure_ascii=False))
    else:
        _print(accepting.lines(found, dry_run=dry_run))


def _print(lines: Iterable[str]) -> None:
    for line in lines:
        click.echo(line)
