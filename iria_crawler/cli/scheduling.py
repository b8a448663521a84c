"""`iria schedule`: install, show, remove and run."""

import json
import os
import pwd
import signal
import sys
import threading
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

import click

from iria_crawler.cli.group import json_option, reading
from iria_crawler.cli.notifying import chosen
from iria_crawler.errors import NoArchive, UsageError

if TYPE_CHECKING:  # everything heavy is imported by the command that needs it
    from iria_crawler.schedule import Loop, Machine
    from iria_crawler.sites import Site

SECONDS = 5.0
"""Between two looks at the clock."""

to_option = click.option(
    "--to",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="The folder of the units. For root /etc/systemd/system, for others ~/.config/systemd/user.",
)
user_option = click.option("--user", is_flag=True, help="Units of your own systemd manager; the default if not root.")
name_option = click.option(
    "--name", default="iria", show_default=True, help="What unit names begin with: one for each archive of a machine."
)
dry_option = click.option("--dry-run", is_flag=True, help="Only show what would be done.")


@click.group()
def schedule() -> None:
    """Crawl at the times that site files name: schedule = "daily 02:30" under [crawl], in UTC."""


@schedule.command()
@click.argument("slugs", nargs=-1, metavar="[SLUG]...")
@to_option
@click.option("--cron", is_flag=True, help="Print lines for a crontab instead.")
@user_option
@name_option
@dry_option
@click.pass_obj
def install(
    archive: Path, slugs: tuple[str, ...], to: Path | None, cron: bool, user: bool, name: str, dry_run: bool
) -> None:
    """Write a systemd service and timer for each site that has a schedule, and a daily `iria notify`."""
    from iria_crawler.schedule import crontab, units
    from iria_crawler.schedule import install as write

    sites, machine = _scheduled(archive, slugs), _machine(archive, user=user, name=name)
    if cron:
        for line in crontab(sites, machine):
            click.echo(line)
        _warn_of_local_time()
        return
    texts, folder = units(sites, machine, now=datetime.now(UTC)), to or _unit_folder(machine)
    if dry_run:
        for file, text in texts.items():
            click.echo(f"# {folder / file}\n{text}")
        return
    for path in write(texts, folder, machine):
        click.echo(path)
    if not slugs:
        _name_left_over(texts, folder, machine)
    timers = " ".join(file for file in texts if file.endswith(".timer"))
    _next(machine, "daemon-reload", f"enable --now {timers}")
    if machine.user is None:
        click.echo(
            f"  loginctl enable-linger {_account(os.geteuid())}     # so that timers run while you are logged out",
            err=True,
        )


@schedule.command()
@json_option
@click.pass_obj
def show(archive: Path, as_json: bool) -> None:
    """When each site was crawled last, and when it will be next."""
    from iria_crawler.terminal import ago, table

    rows = [_shown(archive, site) for site in _scheduled(archive, ())]
    if as_json:
        for row in rows:
            click.echo(json.dumps(row))
        return
    for row in rows:
        row["last"] = f"{row['last_status']}, {ago(row['last_at'])}" if row["last_at"] else "never"
        row["late"] = f"since {row['overdue_since']}" if row["overdue_since"] else "no"
    table(rows, columns={"site": "site", "schedule": "schedule", "last": "last", "next_at": "next", "late": "overdue"})


@schedule.command()
@click.argument("slugs", nargs=-1, metavar="[SLUG]...")
@to_option
@user_option
@name_option
@dry_option
@click.pass_obj
def remove(archive: Path, slugs: tuple[str, ...], to: Path | None, user: bool, name: str, dry_run: bool) -> None:
    """Delete the units of some sites, or all units of this archive."""
    from iria_crawler.schedule import installed
    from iria_crawler.schedule import remove as delete

    machine = _machine(archive, user=user, name=name)
    paths = installed(to or _unit_folder(machine), machine)
    if slugs:
        paths = [path for path in paths if path.stem in {f"{name}-crawl-{slug}" for slug in slugs}]
    if not paths:
        raise UsageError(f"no units of this archive in {to or _unit_folder(machine)}. For cron, use: crontab -e")
    if not dry_run:
        delete(paths)
    for path in paths:
        click.echo(path)
    timers = " ".join(path.name for path in paths if path.suffix == ".timer")
    _next(machine, f"stop {timers}", "daemon-reload")


@schedule.command()
@click.option("--once", is_flag=True, help="Start what is due now, wait for it to end, and end.")
@click.option("--jobs", type=click.IntRange(min=1), default=2, show_default=True, metavar="N", help="Crawls at once.")
@click.pass_obj
def run(archive: Path, once: bool, jobs: int) -> None:
    """Crawl when it is time, in the foreground, until Ctrl-C or SIGTERM. For containers."""
    from iria_crawler.schedule import Loop

    loop = Loop(folder=archive.absolute(), command=_command(), say=_say, jobs=jobs)
    stopping = _stop_on_signals(loop)
    began = datetime.now(UTC)
    while not stopping.is_set():
        loop.step(began if once else datetime.now(UTC))
        if once and loop.is_idle:
            break
        stopping.wait(0.2 if once else SECONDS)
    if stopping.is_set():
        _say("stopping")
        loop.interrupt()
    loop.wait()
    if once and loop.worst:
        raise SystemExit(loop.worst)


def _name_left_over(texts: "Mapping[str, str]", folder: Path, machine: "Machine") -> None:
    """Name the timers of sites that have lost their schedule; they go on until they are removed."""
    from iria_crawler.schedule import installed

    for path in installed(folder, machine):
        if path.suffix == ".timer" and path.name not in texts:
            slug = path.stem.removeprefix(f"{machine.name}-crawl-")
            click.echo(
                f"{slug} has no schedule any more; to be rid of its timer: iria schedule remove {slug}", err=True
            )


def _scheduled(archive: Path, slugs: tuple[str, ...]) -> "list[Site]":
    sites = list(chosen(archive, slugs).values())
    found = [site for site in sites if site.crawl.schedule or slugs]
    if not found:
        raise UsageError(
            f'no site in {archive / "sites"} has a schedule. Write one under [crawl]: schedule = "daily 02:30"'
        )
    return found


def _shown(archive: Path, site: "Site") -> dict[str, str | None]:
    from iria_crawler.health import look, overdue_since
    from iria_crawler.schedule import times_of
    from iria_crawler.store import iso

    now = datetime.now(UTC)
    said: dict[str, str | None] = {
        "site": site.slug,
        "schedule": site.crawl.schedule,
        "last_at": None,
        "last_status": None,
        "next_at": iso(times_of(site).next(now)),
        "overdue_since": None,
    }
    try:
        with reading(archive) as store:
            seen = look(store, site, folder=archive, now=now)
            since = overdue_since(seen)
    except NoArchive:  # nothing was ever crawled here
        return said
    if seen.last:
        said |= {"last_at": iso(seen.last.started_at), "last_status": seen.last.status}
    return said | {"overdue_since": iso(since) if since else None}


def _machine(archive: Path, *, user: bool, name: str) -> "Machine":
    """This machine. What root installs runs in the name of whom the archive belongs to."""
    from iria_crawler.schedule import Machine

    folder = archive.absolute()
    is_of_system = os.geteuid() == 0 and not user
    nearest = next(path for path in (folder, *folder.parents) if path.exists())
    owner = _account(nearest.stat().st_uid) if is_of_system else None
    return Machine(command=_command(), folder=folder, user=owner, name=name)


def _command() -> tuple[str, ...]:
    """The words that call this very iria, from any folder."""
    called = Path(sys.argv[0])
    is_script = called.name == "iria" and called.is_file()
    return (str(called.absolute()),) if is_script else (sys.executable, "-m", "iria_crawler")


def _unit_folder(machine: "Machine") -> Path:
    return Path("/etc/systemd/system") if machine.user is not None else Path.home() / ".config" / "systemd" / "user"


def _next(machine: "Machine", *words: str) -> None:
    call = "systemctl" if machine.user is not None else "systemctl --user"
    click.echo("Next:\n" + "\n".join(f"  {call} {word}" for word in words), err=True)


def _account(number: int) -> str:
    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:  # of another machine, as in a container; systemd takes numbers, too
        return str(number)


def _warn_of_local_time() -> None:
    if time.localtime().tm_gmtoff:
        click.echo("The clock of this machine is not UTC: see to it that your cron knows CRON_TZ.", err=True)


def _say(line: str) -> None:
    click.echo(f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ} {line}", err=True)


def _stop_on_signals(loop: "Loop") -> threading.Event:
    stopping = threading.Event()

    def end(number: int, frame: FrameType | None) -> None:
        if stopping.is_set():
            loop.interrupt()
        stopping.set()

    signal.signal(signal.SIGINT, end)
    signal.signal(signal.SIGTERM, end)
    return stopping
