"""The process of one extractor: pages come in turn as lines of JSON, predictions go back, each with its CPU time.

Runs under the Python of each extractor's own environment: nothing but the standard library here.
"""

import gzip
import json
import os
import socket
import sys
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any

Prediction = dict[str, Any]
Read = Callable[[str, bytes], Prediction]
"""Address and bytes of a page to what an extractor says of it: the fields that it has, filled or not."""


def serve(distribution: str, make: Callable[[], Read]) -> None:
    """Say which release this is, then answer until there are no more pages."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what libraries print is no answer
    _unplug()
    try:
        read, release = make(), version(distribution)
    except Exception as problem:
        _tell(answers, {"failed": _line(problem)})
        return
    _tell(answers, {"release": release})
    for line in sys.stdin:
        _tell(answers, _answer(read, json.loads(line)))


def _answer(read: Read, page: dict[str, str]) -> Prediction:
    file = Path(page["html"])
    body = gzip.decompress(file.read_bytes()) if file.suffix == ".gz" else file.read_bytes()
    began = time.process_time()
    try:
        said = read(page["url"], body)
    except Exception as problem:  # whatever it is: that an extractor fails on a page is a result
        said = {"error": _line(problem)}
    return {"id": page["id"], **said, "ms": round((time.process_time() - began) * 1000, 3)}


def _unplug() -> None:
    """No extractor asks the network, which some would for pictures or lists of domains."""

    def refused(*_: object, **__: object) -> None:
        raise OSError("a benchmark has no network")

    socket.getaddrinfo = refused  # type: ignore[assignment]
    socket.socket.connect = refused  # type: ignore[method-assign]


def _tell(answers: Any, what: Prediction) -> None:
    print(json.dumps(what), file=answers, flush=True)


def _line(problem: Exception) -> str:
    return " ".join(f"{type(problem).__name__}: {problem}".split())[:300]
