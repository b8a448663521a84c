"""The machine: versions, what its SQLite can do, its clock, what else is installed."""

import platform
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version

from iria_crawler import __version__
from iria_crawler.doctor.check import Check

BUILT = 2026
"""The year of this release; a clock that shows an earlier one has lost the time."""

_LIBRARIES = ("scrapy", "trafilatura", "warcio", "sqlite-utils")
_FEATURES = {
    "FTS5": "CREATE VIRTUAL TABLE searched USING fts5(title, tokenize='unicode61 remove_diacritics 2')",
    "STRICT": "CREATE TABLE typed (number INTEGER) STRICT",
}
_EXTRAS = {
    "systemd timers": ("systemctl",),
    "Chromium": ("chromium", "chromium-browser", "google-chrome"),
}


def machine_checks() -> Iterator[Check]:
    """What is installed, and whether it is enough."""
    yield _libraries()
    yield _sqlite()
    there = {name: any(map(shutil.which, commands)) for name, commands in _EXTRAS.items()}
    said = ", ".join(f"{name}: {'there' if found else 'not there'}" for name, found in there.items())
    yield Check(level="info", what=f"{said} (not needed to crawl)")


def clock(now: datetime) -> Check:
    """Captures are evidence of when something was published: a wrong clock spoils them for good."""
    if now.year < BUILT:
        return Check(level="fail", what=f"the clock shows {now:%Y-%m-%d}", remedy="set it: timedatectl set-ntp true")
    return Check(level="ok", what=f"clock {now:%Y-%m-%d %H:%M} UTC")


def _libraries() -> Check:
    said, missing = [f"iria {__version__}", f"python {platform.python_version()}"], []
    for name in _LIBRARIES:
        try:
            said.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            missing.append(name)
    if missing:
        return Check(
            level="fail", what=f"not installed: {', '.join(missing)}", remedy=f"pip install {' '.join(missing)}"
        )
    return Check(level="ok", what=", ".join(said))


def _sqlite() -> Check:
    with closing(sqlite3.connect(":memory:")) as connection:
        lacking = [name for name, statement in _FEATURES.items() if not _can(connection, statement)]
    said = f"sqlite {sqlite3.sqlite_version}"
    if lacking:
        return Check(
            level="fail", what=f"{said} lacks {', '.join(lacking)}", remedy="use a Python built with a newer SQLite"
        )
    return Check(level="ok", what=f"{said} ({', '.join(_FEATURES)})")


def _can(connection: sqlite3.Connection, statement: str) -> bool:
    try:
        connection.execute(statement)
    except sqlite3.OperationalError:
        return False
    return True
