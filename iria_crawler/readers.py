"""Reader processes: extraction off the event loop, one process a core, each replaced when it dies."""

import gc
import os
import queue
import signal
import threading
from concurrent.futures import Future
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any

from iria_crawler.items import Reading
from iria_crawler.processes import started
from iria_crawler.reading import Lesson, Study, Task

SECONDS_PER_PAGE = 60.0
"""A page that takes longer is given up: it would hold a core for ever."""
_QUEUE = 3
"""Pages that wait for each process before another is started: that takes over a second of CPU, as fifty pages do."""


class Readers:
    """A pool that survives its workers, and has as many as there is work for.

    A process that dies takes no page with it: the page goes to a fresh one, and only a page that
    kills two in a row is given up, as `reader-crashed`. (`multiprocessing.Pool` hangs and
    `ProcessPoolExecutor` gives everything up when a worker is killed.)
    """

    def __init__(self, size: int | None = None, *, seconds_per_page: float = SECONDS_PER_PAGE) -> None:
        self.size, self._seconds = size or os.cpu_count() or 1, seconds_per_page
        self._tasks: queue.SimpleQueue[tuple[Task | Study, Future[Any]] | None] = queue.SimpleQueue()
        self._tenders: list[threading.Thread] = []
        self._at_work, self._lock = 0, threading.Lock()

    def read(self, task: Task) -> "Future[Reading]":
        """The reading of a record, some time later; fails with `ArchiveError` where the record is bad."""
        return self._ask(task)

    def study(self, task: Study) -> "Future[Lesson | Reading]":
        """What some records teach, some time later; a `Reading` says why they could not be read."""
        return self._ask(task)

    def _ask(self, task: Task | Study) -> "Future[Any]":
        future: Future[Any] = Future()
        future.set_running_or_notify_cancel()  # from here on nobody can cancel it
        self._tasks.put((task, future))
        self._hire()
        return future

    def _hire(self, *, begun: int = 0) -> None:
        """Start another process if those that there are have begun, and too much waits for them."""
        with self._lock:
            self._at_work += begun
            hired = len(self._tenders)
            if hired < self.size and hired == self._at_work and self._tasks.qsize() > _QUEUE * hired:
                tender = threading.Thread(target=self._tend, name=f"reader-{hired}", daemon=True)
                self._tenders.append(tender)
                tender.start()

    def close(self) -> None:
        """Finish what was asked for, then end the processes."""
        with self._lock:
            self.size = 0  # nobody is hired any more
        for _ in self._tenders:
            self._tasks.put(None)
        for tender in self._tenders:
            tender.join()

    def _tend(self) -> None:
        # Blocked here, and so in the processes started here: Ctrl-C is for the crawl, which then ends them.
        # The tracker first: when it starts, it unblocks SIGINT in the thread that starts it.
        resource_tracker.ensure_running()
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        reader, is_new = _Reader(self._seconds), True
        while (job := self._tasks.get()) is not None:
            task, future = job
            try:
                reading = reader.ask(task)
                if reading is None:  # its process died under it: once more in a fresh one
                    reading = reader.ask(task) or Reading(reason="reader-crashed")
            except Exception as problem:  # whatever the page did to its reader belongs to whoever asked
                future.set_exception(problem)
            else:
                future.set_result(reading)
            if is_new:
                is_new = False
                self._hire(begun=1)
        reader.stop()


class _Reader:
    """One process and the pipe to it, started when there is something to read."""

    def __init__(self, seconds_per_page: float) -> None:
        self._seconds = seconds_per_page
        self._running: tuple[BaseProcess, Connection] | None = None

    def ask(self, task: Task | Study) -> Reading | Lesson | None:
        """The reading, or None when the process died; raises what the reading raised."""
        process, pipe = self._running = self._running or started(_serve)
        try:
            pipe.send(task)
            if not pipe.poll(self._seconds):
                self._kill(process)
                return Reading(reason="too-slow")
            answer: Reading | Lesson | Exception = pipe.recv()
        except (EOFError, OSError):
            self._kill(process)
            return None
        if isinstance(answer, Exception):
            raise answer
        return answer

    def _kill(self, process: BaseProcess) -> None:
        process.kill()
        self.stop()

    def stop(self) -> None:
        """End the process, if there is one, as soon as it has nothing to do."""
        if self._running:
            process, pipe = self._running
            self._running = None
            pipe.close()
            process.join()
            process.close()


def _serve(pipe: Connection) -> None:
    from iria_crawler.reading import read, study

    is_warm = False
    while True:
        try:
            task = pipe.recv()
        except (EOFError, ConnectionError):  # closed, or killed while an answer lay unread
            return
        answer: Reading | Lesson | Exception
        try:
            answer = read(task) if isinstance(task, Task) else study(task)
        except Exception as problem:  # sent to whoever asked, who counts it
            answer = problem
        try:
            pipe.send(answer)
        except ConnectionError:  # nobody is left to hear it
            return
        if not is_warm:
            # Now all is loaded that will be: to look for garbage in it again and again is 3 % of the CPU of a page.
            is_warm = True
            gc.collect()
            gc.freeze()
