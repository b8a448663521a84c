"""Extractors as processes that are given pages in turn, so that what else the machine does falls on all alike."""

import json
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from benchmarks.extraction.corpus import ROOT, Corpus, Row
from benchmarks.extraction.environments import NotRun, peers, python_of
from benchmarks.extraction.serving import Prediction

OURS = "iria"
PATIENCE = 300.0  # seconds for a page, after which its extractor is ended and the page counts as failed
WARMING = 5  # pages that each reads once before the clock counts: much is loaded when it is first needed
TOLD_EVERY = 100  # pages


class System:
    """One extractor in a process of its own; one that dies or dawdles is replaced, and only its page is lost."""

    def __init__(self, name: str, command: Sequence[str | Path], *, patience: float = PATIENCE) -> None:
        self.name, self._command, self._patience = name, command, patience
        self._start()

    def ask(self, row: Row, html: Path) -> Prediction:
        page = {"id": row["id"], "url": row.get("url") or "", "html": str(html)}
        try:
            self._input.write(json.dumps(page) + "\n")
            self._input.flush()
            line = self._line()
        except BrokenPipeError:
            line = ""
        if line.endswith("\n"):  # and not broken off
            answer: Prediction = json.loads(line)
            return answer
        self.close()
        self._start()
        return {"id": row["id"], "error": "its process died or took too long"}

    def close(self) -> None:
        self._process.kill()
        self._process.communicate()
        self._errors.close()

    def _start(self) -> None:
        self._errors = tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace")  # noqa: SIM115 - see close()
        self._process = subprocess.Popen(
            self._command,
            cwd=ROOT,
            env=_environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            text=True,
        )
        assert self._process.stdin is not None
        self._input = self._process.stdin
        said = json.loads(self._line() or '{"failed": ""}')
        if "release" not in said:
            self._errors.seek(0)
            last = (self._errors.read().strip().splitlines() or ["it said nothing"])[-1]
            self.close()
            raise NotRun(f"does not start: {said['failed'] or last}")
        self.release = str(said["release"])

    def _line(self) -> str:
        """The next answer, or nothing if none came in time."""
        assert self._process.stdout is not None
        watch = threading.Timer(self._patience, self._process.kill)
        watch.start()
        try:
            return self._process.stdout.readline()
        finally:
            watch.cancel()


def _environment() -> dict[str, str]:
    """Nothing of this process's packages; one order of sets, so that a run can be repeated."""
    kept = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "PYTHONHOME")}
    return kept | {"PYTHONHASHSEED": "0"}


@contextmanager
def started(names: Sequence[str]) -> Iterator[tuple[list[System], dict[str, str]]]:
    """iria and the peers of these names, ready for pages; and of those that cannot run here, why."""
    known, not_run = peers(), {}
    with ExitStack() as stack:
        running = [System(OURS, [sys.executable, "-m", "benchmarks.extraction.ours"])]
        stack.callback(running[0].close)
        for name in names:
            try:
                python = python_of(known[name])
                running.append(System(name, [python, "-m", "benchmarks.extraction.peers", name]))
                stack.callback(running[-1].close)
            except NotRun as reason:
                not_run[name] = str(reason)
        yield running, not_run


def read_in_turn(systems: Sequence[System], corpus: Corpus, rows: Sequence[Row]) -> dict[str, dict[str, Prediction]]:
    """What each system says of each page, by name and id.

    One system works at a time, and which goes first changes with each page. No page is timed twice to take
    the better: some systems keep what they have worked out.
    """
    for row in rows[:: max(1, len(rows) // WARMING)][:WARMING]:
        for system in systems:
            system.ask(row, corpus.html(row))
    said: dict[str, dict[str, Prediction]] = {system.name: {} for system in systems}
    for number, row in enumerate(rows):
        turn = number % len(systems)
        for system in (*systems[turn:], *systems[:turn]):
            said[system.name][str(row["id"])] = system.ask(row, corpus.html(row))
        if (number + 1) % TOLD_EVERY == 0:
            print(f"{number + 1} of {len(rows)} pages", file=sys.stderr)
    return said
