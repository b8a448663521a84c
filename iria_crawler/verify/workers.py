"""Worker processes, one a core: what they find comes as they find it, and a killed one takes nothing with it."""

import signal
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any, Literal, TypeVar

from iria_crawler.processes import started

T = TypeVar("T")
Work = Callable[[Any], Iterator[Any]]
Word = Literal["said", "again", "done", "lost"]
_TRIES = 2


def each(tasks: Iterable[T], work: Work, *, size: int) -> Iterator[tuple[T, Word, Any]]:
    """What `work` says of each task, a word with every message, in no order; without processes where `size` is 0.

    `again`: the process died, and all that it had said of the task is to be forgotten, since another begins anew.
    `lost`: that one died too. `work` is a function of a module; what it raises is raised here.
    """
    if not size:
        for task in tasks:
            for message in work(task):
                yield task, "said", message
            yield task, "done", None
        return
    hands = [_Hand(work) for _ in range(size)]
    try:
        yield from _shared_out(iter(tasks), hands)
    finally:
        for hand in hands:
            hand.stop()


def _shared_out(tasks: Iterator[T], hands: "list[_Hand]") -> Iterator[tuple[T, Word, Any]]:
    for hand in hands:
        hand.begin(next(tasks, None))
    while busy := {hand.pipe: hand for hand in hands if hand.pipe and hand.task is not None}:
        for pipe in wait(list(busy)):
            hand = busy[pipe]  # type: ignore[index]  # only pipes were waited for
            task, (word, message) = hand.task, hand.hear()
            if word == "raised":
                raise message
            yield task, word, message
            if word in ("done", "lost"):
                hand.begin(next(tasks, None))


class _Hand:
    """One process and the pipe to it, started with its first task."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._process: BaseProcess | None = None
        self.pipe: Connection | None = None
        self.task: Any = None
        self._tries = 0

    def begin(self, task: Any) -> None:
        self.task, self._tries = task, 0
        if task is not None:
            self._send()

    def hear(self) -> tuple[Any, Any]:
        """The next word of the process; where it has died, that it has, and another is at work already."""
        assert self.pipe
        try:
            word: tuple[Any, Any] = self.pipe.recv()
            return word
        except (EOFError, OSError):
            self.stop()
            if self._tries >= _TRIES:
                return "lost", None
            self._send()
            return "again", None

    def _send(self) -> None:
        self._tries += 1
        if self.pipe is None:
            self._process, self.pipe = started(_serve, self._work)
        with suppress(ConnectionError):  # it died waiting, which is noticed when it is listened to
            self.pipe.send(self.task)

    def stop(self) -> None:
        if self.pipe:
            self.pipe.close()
            self.pipe = None
        if self._process:
            self._process.kill()
            self._process.join()
            self._process.close()
            self._process = None


def _serve(pipe: Connection, work: Work) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for whoever asked, who then ends this
    while True:
        try:
            task = pipe.recv()
        except (EOFError, OSError):
            return
        try:
            for message in work(task):
                pipe.send(("said", message))
            pipe.send(("done", None))
        except (BrokenPipeError, ConnectionError):
            return
        except Exception as problem:  # sent to whoever asked, where it is raised
            pipe.send(("raised", problem))
