"""Environments of other extractors: made on demand with venv and pip, one each, of the releases that are listed."""

import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.extraction.corpus import ROOT

LIST = Path(__file__).parent / "peers.toml"
FOLDER = ROOT / ".venv-peers"


class NotRun(Exception):
    """An extractor cannot be measured on this machine; says why."""


@dataclass(frozen=True, kw_only=True)
class Peer:
    """`python`: the only version that it has wheels for."""

    name: str
    packages: tuple[str, ...]
    python: str | None = None


def peers() -> dict[str, Peer]:
    listed = tomllib.loads(LIST.read_text(encoding="utf-8"))
    return {
        name: Peer(name=name, packages=tuple(said["packages"]), python=said.get("python"))
        for name, said in listed.items()
    }


def python_of(peer: Peer, *, folder: Path = FOLDER) -> Path:
    """The Python of a peer's environment, which is made if there is none of these releases; raises `NotRun`."""
    interpreter = _interpreter(peer.python)
    home = folder / peer.name
    python, made = home / "bin" / "python", home / "made"
    wanted = "\n".join([f"python {_version(interpreter)}", *peer.packages])
    if made.is_file() and made.read_text(encoding="utf-8") == wanted:
        return python
    print(f"Setting up {home} (once, a minute or so)", file=sys.stderr)
    _run("make its environment", interpreter, "-m", "venv", "--clear", home)
    _run("install it", python, "-m", "pip", "--disable-pip-version-check", "-qq", "install", *peer.packages)
    made.write_text(wanted, encoding="utf-8")
    return python


def _interpreter(version: str | None) -> Path:
    """This Python, or one of another version that is found where Pythons are."""
    if version is None or version == _version(Path(sys.executable)):
        return Path(sys.executable)
    for python in _pythons(version):
        if _version(python) == version:
            return python
    raise NotRun(f"needs Python {version}")


def _pythons(version: str) -> Iterator[Path]:
    yield Path(f"python{version}")
    yield from sorted(Path.home().glob(f".pyenv/versions/{version}.*/bin/python"))


def _version(python: Path) -> str | None:
    """Major and minor, asked of the interpreter itself: a name on the path may be a mere shim."""
    try:
        asked = subprocess.run(
            [python, "-c", "import sys; print('%d.%d' % sys.version_info[:2])"], capture_output=True, text=True
        )
    except OSError:
        return None
    return asked.stdout.strip() if asked.returncode == 0 else None


def _run(what: str, *command: str | Path) -> None:
    try:
        subprocess.run(command, check=True, stdout=sys.stderr)
    except (OSError, subprocess.CalledProcessError) as problem:
        raise NotRun(f"could not {what}") from problem
