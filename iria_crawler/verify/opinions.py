"""What other validators say of WARC files, each run as a process of its own; one that is not installed is left out."""

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from iria_crawler.verify.findings import Damage, Opinion

SECONDS = 1800.0
"""After so long a tool is given up."""

_SAID = 500  # letters
_OBJECTS = " objects: "
_WITHOUT_BROTLI = "import sys; sys.modules['brotli'] = sys.modules['brotlicffi'] = None; "
# warcio trips over Google's brotli (https://github.com/webrecorder/warcio/issues/73)

Judge = Callable[[int, str], bool | None]


@dataclass(frozen=True, slots=True)
class Tool:
    """A validator: its name, its version, and the command before the name of a file."""

    name: str
    version: str
    command: Callable[[Path], list[str]]
    judge: Judge


def asked(paths: Iterable[tuple[str, Path]], *, seconds: float = SECONDS) -> Iterator[Opinion]:
    """What each tool that is here says of each file, by its name."""
    present = list(tools())
    for name, path in paths:
        for tool in present:
            yield _asked(tool, name, path, seconds)


def objection(opinion: Opinion) -> Damage | None:
    """An opinion as a damage, where it is one."""
    if opinion.ok is not False or opinion.tool in _ADVISORY:
        return None
    return Damage(what=f"{opinion.tool} {opinion.version}{_OBJECTS}{opinion.said}", file=opinion.file)


def is_objection(damage: Damage) -> bool:
    """Whether a damage is what another tool says of a file."""
    return damage.offset is None and _OBJECTS in damage.what


def tools() -> Iterator[Tool]:
    """The validators that are installed."""
    yield from _python("warcio", _WITHOUT_BROTLI + "from warcio.cli import main; main()", ["check"], _by_code)
    yield from _python("fastwarc", "from fastwarc.cli import main; main()", ["check", "-q"], _by_code)
    if jwarc := shutil.which("jwarc"):
        yield Tool("jwarc", _version([jwarc, "--version"]), lambda path: [jwarc, "validate", str(path)], _by_code)
    if jhove := shutil.which("jhove"):
        yield Tool("jhove", _version([jhove, "-v"]), lambda path: [jhove, "-m", _module(path), str(path)], _by_status)


_ADVISORY = ("jwarc", "jhove")
# their false alarms are known, so what they say is told, but is no damage: jwarc calls every WARC-Truncated and every
# answer to HEAD an error, JHOVE heads that are longer than it reads


def _python(name: str, code: str, words: list[str], judge: Judge) -> Iterator[Tool]:
    try:
        found = version(name)
    except PackageNotFoundError:
        return
    yield Tool(name, found, lambda path: [sys.executable, "-c", code, *words, str(path)], judge)


def _module(path: Path) -> str:
    return "GZIP-kb" if path.suffix == ".gz" else "WARC-kb"


def _by_code(code: int, said: str) -> bool | None:
    return None if "Traceback (most recent call last)" in said else code == 0


def _by_status(code: int, said: str) -> bool | None:
    """JHOVE ends with 0 in any case; its verdict is a line of what it prints."""
    status = re.search(r"^\s*Status:\s*(.+)$", said, re.MULTILINE)
    return status[1].strip().lower() == "well-formed and valid" if status else None


def _asked(tool: Tool, name: str, path: Path, seconds: float) -> Opinion:
    began = time.monotonic()
    try:
        code, said = _ran(tool.command(path), seconds)
        ok = tool.judge(code, said)
    except subprocess.TimeoutExpired:
        ok, said = None, f"gave no answer in {seconds:.0f} s"
    except OSError as problem:
        ok, said = None, f"cannot be run: {problem.strerror}"
    told = "" if ok else " ".join(said.split())[-_SAID:]
    return Opinion(
        tool=tool.name, version=tool.version, file=name, ok=ok, said=told, seconds=round(time.monotonic() - began, 3)
    )


def _ran(command: list[str], seconds: float) -> tuple[int, str]:
    ran = subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=seconds,
        env=os.environ | {"PYTHONWARNINGS": "ignore"},
    )
    return ran.returncode, ran.stdout.decode("utf-8", "replace")


def _version(command: list[str]) -> str:
    try:
        said = _ran(command, 60)[1]
    except (OSError, subprocess.TimeoutExpired):
        return "of unknown version"
    found = re.search(r"\d+(?:\.\d+)+[\w.+-]*", said)
    return found[0] if found else "of unknown version"
