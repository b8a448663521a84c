"""What systemd and cron are given to read: one service and timer a site, or one line."""

import re
import shlex
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from iria_crawler.errors import DiskFull, IriaError
from iria_crawler.notify.targets import FINE
from iria_crawler.schedule.times import NOTIFY_AT, spread
from iria_crawler.sites import Site
from iria_crawler.sites.schedules import Schedule, schedule

_MARK = "# Written by `iria schedule install` for "

_SERVICE = """\
{mark}
[Unit]
Description={what}{network}{alarm}

[Service]
Type=oneshot{user}
ExecStart={command}
SuccessExitStatus={fine}
KillSignal=SIGINT
TimeoutStopSec=5min
Nice=10
IOSchedulingClass=idle
MemoryMax=2G
NoNewPrivileges=yes{walls}
"""

_NETWORK = "\nWants=network-online.target\nAfter=network-online.target"

# Of the whole machine it may write to the archive only. A user's own manager can do this on some kernels alone.
_WALLS = """
ProtectSystem=strict
ProtectHome=read-only
ReadWritePaths={folder}{private}
PrivateDevices=yes
ProtectKernelTunables=yes
ProtectKernelModules=yes
ProtectControlGroups=yes
RestrictSUIDSGID=yes
LockPersonality=yes
RestrictAddressFamilies=AF_UNIX AF_NETLINK AF_INET AF_INET6"""

_TIMER = """\
{mark}
[Unit]
Description={what}

[Timer]
{calendar}
RandomizedDelaySec={spread}
FixedRandomDelay=true
Persistent=true

[Install]
WantedBy=timers.target
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """Where crawls are to run: the words that call iria, the archive (both absolute), whose account, and
    what the names of units begin with. `user` is None for the units of one's own manager."""

    command: Sequence[str]
    folder: Path
    user: str | None
    name: str = "iria"

    @property
    def mark(self) -> str:
        """The first line of what belongs to this archive."""
        return f"{_MARK}{self.folder}; changes are lost when it is run again."


def units(sites: Sequence[Site], machine: Machine, *, now: datetime) -> dict[str, str]:
    """The text of each unit by its file name: a service and a timer for each site, and the daily look at all."""
    found = {}
    for site in sites:
        unit = f"{machine.name}-crawl-{site.slug}"
        alarm = f"\nOnFailure={machine.name}-notify.service"
        what = f"iria: crawl of {site.slug}"
        found[f"{unit}.service"] = _service(machine, what, ("crawl", site.slug, "--trigger", "schedule"), alarm=alarm)
        found[f"{unit}.timer"] = _timer(machine, what, times_of(site), now=now)
    what = "iria: tell who wants to know what is wrong with the crawls"
    found[f"{machine.name}-notify.service"] = _service(machine, what, ("notify",), alarm="")
    found[f"{machine.name}-notify.timer"] = _timer(machine, what, NOTIFY_AT, now=now)
    return found


def crontab(sites: Sequence[Site], machine: Machine) -> Iterator[str]:
    """Lines of a crontab. A crawl whose site is still being crawled ends at once, so nothing guards them."""
    yield f"{machine.mark.partition(';')[0]}"
    yield "# Times are UTC: some crons know CRON_TZ, for others the clock of the machine must be UTC."
    yield "CRON_TZ=UTC"
    for site in sites:
        yield _line(machine, times_of(site), ("crawl", site.slug, "--trigger", "schedule"))
    yield _line(machine, NOTIFY_AT, ("notify",))


def install(texts: Mapping[str, str], to: Path, machine: Machine) -> list[Path]:
    """Write units; gives their paths. Raises `IriaError` where one of another archive would be lost."""
    paths = [to / name for name in texts]
    for path in paths:
        if path.exists() and not _belongs(path, machine):
            raise IriaError(f"{path} is not of this archive. Give the units another name with --name, or remove it")
    try:
        to.mkdir(parents=True, exist_ok=True)
        for path in paths:
            path.write_text(texts[path.name], encoding="utf-8")
    except OSError as problem:
        raise _unwritable(to, problem) from problem
    return paths


def installed(to: Path, machine: Machine) -> list[Path]:
    """The units of this archive in a folder."""
    kinds = (".service", ".timer")
    return sorted(path for path in to.glob("*-*.*") if path.suffix in kinds and _belongs(path, machine))


def remove(paths: Sequence[Path]) -> None:
    """Delete units, and the links by which `systemctl enable` had timers started."""
    try:
        for path in paths:
            path.unlink(missing_ok=True)
            (path.parent / "timers.target.wants" / path.name).unlink(missing_ok=True)
    except OSError as problem:
        raise _unwritable(path.parent, problem) from problem


def times_of(site: Site) -> Schedule:
    """The schedule of a site; raises `IriaError` if it has none."""
    if site.crawl.schedule is None:
        raise IriaError(f'{site.slug} has no schedule. Write one in its file, under [crawl]: schedule = "daily 02:30"')
    return schedule(site.crawl.schedule)


def _service(machine: Machine, what: str, words: Sequence[str], *, alarm: str) -> str:
    command = (*machine.command, "-C", str(machine.folder), *words)
    is_of_system = machine.user is not None
    return _SERVICE.format(
        mark=machine.mark,
        what=what,
        network=_NETWORK if is_of_system else "",  # a user's manager does not know the targets of the system
        alarm=alarm,
        user=f"\nUser={machine.user}" if machine.user not in (None, "root") else "",
        command=" ".join([_quoted(command[0]), *(_quoted(word.replace("$", "$$")) for word in command[1:])]),
        fine=" ".join(str(code) for code in FINE),
        walls=_walls(machine) if is_of_system else "",
    )


def _walls(machine: Machine) -> str:
    """What keeps a crawl to its archive. A private /tmp would hide what lies in the common one."""
    shared = any(str(path).startswith(("/tmp/", "/var/tmp/")) for path in (machine.folder, *machine.command))
    return _WALLS.format(folder=_quoted(str(machine.folder)), private="" if shared else "\nPrivateTmp=yes")


def _timer(machine: Machine, what: str, times: Schedule, *, now: datetime) -> str:
    return _TIMER.format(
        mark=machine.mark,
        what=what,
        calendar="\n".join(f"OnCalendar={each}" for each in times.on_calendar),
        spread=f"{spread(times, now) // timedelta(seconds=1)}s",
    )


def _line(machine: Machine, times: Schedule, words: Sequence[str]) -> str:
    command = shlex.join((*machine.command, "-C", str(machine.folder), *words))
    return f"{times.cron} {command.replace('%', chr(92) + '%')} >/dev/null"  # cron takes a bare % for a line's end


def _quoted(word: str) -> str:
    """A word as systemd reads it: % begins a specifier, quotes and backslashes are as in C."""
    escaped = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%")
    return escaped if re.fullmatch(r"[\w@%+=:,./$-]+", escaped, re.ASCII) else f'"{escaped}"'


def _belongs(path: Path, machine: Machine) -> bool:
    try:
        with path.open(encoding="utf-8", errors="replace") as file:
            return file.readline().rstrip("\n") == machine.mark
    except OSError:  # a unit of others that we may not read, or a link to nowhere
        return False


def _unwritable(folder: Path, problem: OSError) -> IriaError:
    if problem.errno == 28:  # ENOSPC
        return DiskFull(f"{folder}: no room left on the disk")
    return IriaError(f"{folder}: {problem.strerror}. Run as root, or write your own units with --user, or --to DIR")
