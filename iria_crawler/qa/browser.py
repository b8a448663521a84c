"""The browser that looks at pages: where it is, and how it is asked."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

from iria_crawler.errors import IriaError
from iria_crawler.replay.tool import environment

_ROOT = Path(__file__).parents[2]
_PROGRAM = Path(__file__).with_name("chromium.py")
_NAMES = ("chromium", "chromium-browser", "google-chrome")


def python() -> Path:
    """The Python that has Playwright; raises `IriaError`, which tells how to get it."""
    if find_spec("playwright"):
        return Path(sys.executable)
    beside = _ROOT / ".venv-browser" / "bin" / "python"
    if beside.is_file():
        return beside
    raise IriaError("looking at pages needs Playwright, which is not here. Get it with: make .venv-browser/ready")


def chromium() -> str:
    """The Chromium of this machine; raises `IriaError` where there is none."""
    found = os.environ.get("IRIA_CHROMIUM") or next(filter(None, map(shutil.which, _NAMES)), None)
    if found:
        return found
    raise IriaError(f"no Chromium here: none of {', '.join(_NAMES)}; install one, or name it in IRIA_CHROMIUM")


class Browser:
    """A browser while it runs."""

    def __init__(self, process: "subprocess.Popen[str]", complaints: Any) -> None:
        self._process, self._complaints = process, complaints

    def look(self, page: Mapping[str, Any]) -> dict[str, Any]:
        """What it sees of a page; raises `IriaError` when it has ended by itself."""
        self.tell(page)
        answer = self._process.stdout.readline() if self._process.stdout else ""
        if not answer:
            raise IriaError(f"the browser ended: {self._last_word()}")
        found: dict[str, Any] = json.loads(answer)
        return found

    def tell(self, said: Mapping[str, Any]) -> None:
        try:
            print(json.dumps(said), file=self._process.stdin, flush=True)
        except BrokenPipeError as problem:
            raise IriaError(f"the browser ended: {self._last_word()}") from problem

    def _last_word(self) -> str:
        self._process.wait(10)
        self._complaints.seek(0)
        lines = [line.strip() for line in self._complaints.read().decode(errors="replace").splitlines()]
        return next((line for line in reversed(lines) if line and set(line) - set("╔═╗║╚╝ ")), "it said nothing")


@contextmanager
def browsing(origin: str, arguments: Iterable[str] = ()) -> Iterator[Browser]:
    """Run a browser that reaches nothing but a replay, until the block ends."""
    command = [str(python()), str(_PROGRAM)]
    order = {"chromium": chromium(), "origin": origin, "arguments": [*arguments, *_for_root()]}
    with TemporaryFile() as complaints:
        process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=complaints,
            text=True,
            env=environment(),
            start_new_session=True,
        )
        with process:
            try:
                found = Browser(process, complaints)
                found.tell(order)
                yield found
            finally:
                process.terminate()


def _for_root() -> list[str]:
    """Chromium's sandbox refuses to run as root."""
    return ["--no-sandbox"] if os.geteuid() == 0 else []
