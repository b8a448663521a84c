"""What tests of the whole road share: the real command, archives in temporary folders, and a look into them."""

import fcntl
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from iria_crawler.cli import main

from . import preloaded

ROOT = Path(__file__).parents[1]
PATIENCE = 60  # seconds after which a command counts as hanging


@dataclass(frozen=True, kw_only=True)
class Folder:
    """An archive folder, and the command on it."""

    path: Path
    reports: bool = False

    def site(self, slug: str, home: str, *lines: str) -> None:
        """Write the file of a site; `lines` are TOML, after `[crawl]` with no delay."""
        file = self.path / "sites" / f"{slug}.toml"
        file.parent.mkdir(parents=True, exist_ok=True)
        delay = [] if any(line.startswith("delay") for line in lines) else ["delay = 0"]
        file.write_text("\n".join(["[site]", f'home = "{home}"', "[crawl]", *delay, *lines]), encoding="utf-8")

    def start(
        self, *args: str, module: str = "iria_crawler", first: str = "", **options: Any
    ) -> "subprocess.Popen[str]":
        """Begin a command; every warning in it is an error. `first` is Python to be run before it."""
        before = () if module != "iria_crawler" else ("-C", str(self.path))
        run = ("-c", f"{first}\nfrom iria_crawler.cli import main\nmain()") if first else ("-m", module)
        return subprocess.Popen(
            [sys.executable, "-W", "error", *run, *before, *args],
            env=self._environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            **options,
        )

    @property
    def _environment(self) -> dict[str, str]:
        return (
            os.environ
            | {"PYTHONPATH": str(ROOT), "IRIA_ARCHIVE": str(self.path), "PYTHONFAULTHANDLER": "1"}
            | {"IRIA_REPORT": "1" if self.reports else "0"}
            | {"IRIA_JOBS": "1"}  # each takes a second or two of CPU to start
        )

    def run(self, *args: str, code: int | None = 0, **options: Any) -> "subprocess.CompletedProcess[str]":
        """Run a command to its end, which must come by itself, with this exit code and without a traceback.

        It is `start` that runs it just as people do; without options a process is taken that has its modules already.
        """
        if options:
            done = self._alone(*args, **options)
        else:
            done = preloaded.run(("-C", str(self.path), *args), self._environment, timeout=PATIENCE)
        assert code in (None, done.returncode), f"exit {done.returncode}\n{done.stdout}\n{done.stderr}\n{self.log}"
        assert "Traceback" not in done.stderr, done.stderr
        return done

    def _alone(self, *args: str, **options: Any) -> "subprocess.CompletedProcess[str]":
        with self.start(*args, **options) as process:
            try:
                out, err = process.communicate(timeout=PATIENCE)
            except subprocess.TimeoutExpired:
                process.kill()
                raise
        return subprocess.CompletedProcess(args, process.returncode, out, err)

    def ask(self, *args: str, code: int | None = 0) -> "subprocess.CompletedProcess[str]":
        """Run a command that crawls nothing in this process, which spares a second; it must end as with `run`."""
        done = CliRunner().invoke(main, ["-C", str(self.path), *args])
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            raise done.exception
        assert code in (None, done.exit_code), f"exit {done.exit_code}\n{done.stdout}\n{done.stderr}"
        return subprocess.CompletedProcess(args, done.exit_code, done.stdout, done.stderr)

    @property
    def log(self) -> str:
        """The logs of all crawls, oldest first."""
        files = sorted(self.path.glob("crawls/*/crawl.log"), key=lambda file: file.stat().st_mtime_ns)
        return "".join(file.read_text(encoding="utf-8") for file in files)

    def rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """What the database answers."""
        target = f"{(self.path / 'iria.db').resolve().as_uri()}?mode=ro"
        with closing(sqlite3.connect(target, uri=True)) as connection:
            return connection.execute(sql, values).fetchall()

    def warcs(self) -> list[Path]:
        """The WARC files in the order of their names."""
        return sorted(self.path.glob("warc/*/*/*.warc.gz*"))


@pytest.fixture
def archive(tmp_path: Path) -> Folder:
    """An empty archive folder."""
    return Folder(path=tmp_path / "archive")


@pytest.fixture(scope="module")
def new_archive(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Folder]:
    """Makes empty archive folders, for tests that compare several or share one."""
    return lambda: Folder(path=tmp_path_factory.mktemp("archive"))


@pytest.fixture(scope="session")
def copy_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """Copies an archive that is made once in a run of all tests, by the first of its processes that needs it. Nobody
    opens what is copied, since SQLite's files beside a database come and go with those who do."""
    own = tmp_path_factory.getbasetemp()
    place = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own

    def copy(make: Callable[[Path], object], to: Path) -> Path:
        name = f"{make.__module__}.{make.__qualname__}"
        made, begun = place / name, place / f"{name}.begun"
        with (place / f"{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not made.exists():
                shutil.rmtree(begun, ignore_errors=True)  # of one that failed
                make(begun)
                begun.rename(made)
        shutil.copytree(made, to, dirs_exist_ok=True)
        return to

    return copy


@pytest.fixture(autouse=True)
def no_archive_of_the_user(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests know no archive but their own."""
    monkeypatch.delenv("IRIA_ARCHIVE", raising=False)
