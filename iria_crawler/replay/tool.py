"""Where pywb is. It is large and under the GPL: it runs as a program of its own, in an environment of its own."""

import os
import shutil
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from iria_crawler.errors import IriaError

VARIABLE = "IRIA_PYWB"
_ROOT = Path(__file__).parents[2]


def pywb(places: Iterable[Path] | None = None) -> Path:
    """The program `wayback`; raises `IriaError`, which tells how to get it."""
    for path in _places() if places is None else places:
        if path.is_file() and os.access(path, os.X_OK):
            return path
    raise IriaError(
        f"replay needs pywb, which is not here. Get it with: make .venv-replay/ready   (or name the folder of its"
        f" `wayback` in {VARIABLE})"
    )


def _places() -> Iterator[Path]:
    if named := os.environ.get(VARIABLE):
        yield Path(named) / "wayback" if Path(named).is_dir() else Path(named)
    yield Path(sys.executable).parent / "wayback"
    yield _ROOT / ".venv-replay" / "bin" / "wayback"
    if found := shutil.which("wayback"):
        yield Path(found)


def environment() -> dict[str, str]:
    """Ours, without what would have it import our packages instead of its own."""
    return {
        name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV")
    }
