"""The foreground loop: starts each crawl when it is due, as a process of its own, and never two of one site."""

import signal
import subprocess
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from iria_crawler.errors import IriaError, SiteError
from iria_crawler.health import is_running
from iria_crawler.schedule.times import NOTIFY_AT, begun, due
from iria_crawler.sites import Site, known
from iria_crawler.store import FILENAME


@dataclass(slots=True, kw_only=True)
class Loop:
    """Crawls that are under way and those that are due. `command` are the words that call iria; `say` takes a
    line for each event."""

    folder: Path
    command: Sequence[str]
    say: Callable[[str], None]
    jobs: int = 2
    worst: int = 0
    _sites: Mapping[str, Site] = field(default_factory=dict)
    _written: Mapping[Path, tuple[int, int]] | None = None
    _begun: dict[str, datetime] = field(default_factory=dict)
    _told: datetime | None = None
    _complaint: str | None = None
    _crawling: dict[str, "subprocess.Popen[bytes]"] = field(default_factory=dict)
    _telling: "subprocess.Popen[bytes] | None" = None

    @property
    def is_idle(self) -> bool:
        """Whether nothing that was started still runs."""
        return not self._crawling and self._telling is None

    def step(self, now: datetime) -> None:
        """Take note of what has ended and start what is due."""
        self._reap()
        self._reload()
        self._start_crawls(now)
        self._start_telling(now)

    def interrupt(self) -> None:
        """Have every crawl end cleanly; one that is asked twice ends at once."""
        for process in self._processes():
            process.send_signal(signal.SIGINT)

    def wait(self) -> None:
        """Wait until all that was started has ended."""
        for process in self._processes():
            process.wait()
        self._reap()

    def _processes(self) -> list["subprocess.Popen[bytes]"]:
        return [*self._crawling.values(), *([self._telling] if self._telling else [])]

    def _reap(self) -> None:
        for slug, process in list(self._crawling.items()):
            code = process.poll()
            if code is not None:
                del self._crawling[slug]
                self.worst = max(self.worst, abs(code))
                self.say(f"{slug}: ended, exit {code}")
        if self._telling and (code := self._telling.poll()) is not None:
            self._telling = None
            if code:
                self.say(f"notify: exit {code}")

    def _reload(self) -> None:
        """Read the site files again when one has changed; while one is wrong, go by what they said before."""
        written = _written(self.folder / "sites")
        if written == self._written:
            return
        self._written = written
        try:
            self._sites = known(self.folder / "sites")
        except SiteError as problem:
            self._complain(f"{problem}\nUntil this is mended, the sites are as they were.")
            return
        count = sum(site.crawl.schedule is not None for site in self._sites.values())
        self.say(f"{count} of {len(written)} site files have a schedule")

    def _start_crawls(self, now: datetime) -> None:
        if len(self._crawling) >= self.jobs:
            return
        try:
            last = begun(self.folder)
        except IriaError as problem:  # a busy or full disk: it may be over at the next look
            self._complain(str(problem))
            return
        for slug, tried in self._begun.items():  # also those that ended before there was a row for them
            last[slug] = max(tried, last.get(slug, tried))
        for slug in due(self._sites, last, now=now):
            if len(self._crawling) < self.jobs and slug not in self._crawling and not is_running(self.folder, slug):
                self._begun[slug] = now
                self._crawling[slug] = self._start("crawl", slug, "--trigger", "schedule")
                self.say(f"{slug}: begins ({self._sites[slug].crawl.schedule})")

    def _start_telling(self, now: datetime) -> None:
        """Once a day, and once at the start: whoever has been told is not told again."""
        wanted = any(site.notify.to for site in self._sites.values()) and (self.folder / FILENAME).is_file()
        if wanted and self._telling is None and NOTIFY_AT.missed(self._told, now=now):
            self._told = now
            self._telling = self._start("notify")

    def _complain(self, problem: str) -> None:
        """Say what is wrong once, not at every look."""
        if problem != self._complaint:
            for line in problem.splitlines():
                self.say(line)
        self._complaint = problem

    def _start(self, *words: str) -> "subprocess.Popen[bytes]":
        """A process of its own session: Ctrl-C is for the loop, which ends its children once."""
        return subprocess.Popen(
            [*self.command, "-C", str(self.folder), *words],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,  # what a crawl brought is in the database; what went wrong is on stderr
            start_new_session=True,
        )


def _written(folder: Path) -> dict[Path, tuple[int, int]]:
    """When each site file was written, and its size."""
    found = {}
    for path in folder.glob("*.toml"):
        with suppress(FileNotFoundError):  # taken away since
            stat = path.stat()
            found[path] = (stat.st_mtime_ns, stat.st_size)
    return found
