"""Pages are read in other processes: one that dies, hangs or cannot start takes no page with it."""

import multiprocessing
import os
import resource
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import closing, contextmanager
from dataclasses import replace
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest

from iria_crawler.errors import ArchiveError
from iria_crawler.items import Reading
from iria_crawler.readers import Readers
from iria_crawler.reading import Task, read, reader_of
from iria_crawler.sites import Identity, Rules, Site

from .newsdesk import SITE, WAIT, article, desk


@pytest.fixture(scope="module")
def task(tmp_path_factory: pytest.TempPathFactory) -> Task:
    """An article in an archive, to be read."""
    folder = tmp_path_factory.mktemp("archive")
    with desk(folder) as news:
        recorded = news.record(news.claimed("a"), article("Harbour opens"))
    assert recorded
    return Task(folder=folder, ref=recorded.capture.ref, original=None, site=SITE, kind="page")


def test_the_process_that_crawls_loads_nothing_that_reads() -> None:
    code = "import sys, iria_crawler.crawl, iria_crawler.spiders, iria_crawler.middlewares, iria_crawler.pipelines;"
    code += "print([name for name in ('trafilatura', 'iria_crawler.extract') if name in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout.strip() == "[]"


def title(reading: Reading) -> str | None:
    return reading.article.title if reading.article else None


def children() -> set[BaseProcess]:
    return set(multiprocessing.active_children())


def until_there_is_one(before: set[BaseProcess]) -> BaseProcess:
    deadline = time.monotonic() + WAIT
    while time.monotonic() < deadline:
        if new := children() - before:
            return new.pop()
        time.sleep(0.001)
    raise AssertionError("no process was started")


def is_running(pid: int) -> bool:
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    except (FileNotFoundError, ProcessLookupError):
        return False


def test_a_page_is_read_as_it_is_in_this_process(task: Task) -> None:
    with closing(Readers(2)) as readers:
        found = [replace(readers.read(task).result(WAIT), ms=0) for _ in range(3)]
        assert found == [replace(read(task), ms=0)] * 3
        assert title(read(task)) == "Harbour opens"


def test_no_process_is_started_before_there_is_something_to_read() -> None:
    before = children()
    with closing(Readers(4)):
        assert children() == before


def test_closing_finishes_what_was_asked_for_and_ends_the_processes(task: Task) -> None:
    before = children()
    readers = Readers(2)
    asked = [readers.read(task) for _ in range(6)]
    readers.close()
    assert all(future.done() and title(future.result()) for future in asked)
    assert children() == before


def test_a_page_whose_process_is_killed_is_read_by_a_fresh_one(task: Task) -> None:
    before = children()
    with closing(Readers(1)) as readers:
        readers.read(task).result(WAIT)
        worker = until_there_is_one(before)
        assert worker.pid
        os.kill(worker.pid, signal.SIGSTOP)
        asked = [readers.read(task) for _ in range(3)]
        time.sleep(0.05)
        os.kill(worker.pid, signal.SIGKILL)
        assert [title(future.result(WAIT)) for future in asked] == ["Harbour opens"] * 3
        assert len(children() - before) == 1


def test_a_page_that_kills_two_processes_is_given_up_and_the_next_is_read(task: Task) -> None:
    before = children()
    with closing(Readers(1)) as readers:
        asked = readers.read(task)
        for _ in range(2):
            worker = until_there_is_one(before)
            before.add(worker)
            worker.kill()
        assert asked.result(WAIT) == Reading(reason="reader-crashed")
        assert title(readers.read(task).result(WAIT)) == "Harbour opens"


def test_a_page_that_takes_too_long_is_given_up_and_its_process_ended(task: Task) -> None:
    before = children()
    with closing(Readers(1, seconds_per_page=0.01)) as readers:
        assert readers.read(task).result(WAIT) == Reading(reason="too-slow")
        assert children() == before


def test_what_reading_raises_comes_back_and_the_process_goes_on(task: Task) -> None:
    with closing(Readers(1)) as readers:
        torn = replace(task, ref=replace(task.ref, warc_offset=task.ref.warc_offset + 1))
        with pytest.raises(ArchiveError):
            readers.read(torn).result(WAIT)
        with pytest.raises(ArchiveError):
            readers.read(replace(task, ref=replace(task.ref, warc_file="warc/gone.warc.gz"))).result(WAIT)
        assert title(readers.read(task).result(WAIT)) == "Harbour opens"


def test_a_reading_cannot_be_cancelled(task: Task) -> None:
    with closing(Readers(1)) as readers:
        asked = [readers.read(task) for _ in range(2)]
        assert not any(future.cancel() for future in asked)
        assert all(title(future.result(WAIT)) for future in asked)


@contextmanager
def no_more_files() -> Iterator[None]:
    limits = resource.getrlimit(resource.RLIMIT_NOFILE)
    lowest_free = os.open(os.devnull, os.O_RDONLY)
    os.close(lowest_free)
    resource.setrlimit(resource.RLIMIT_NOFILE, (lowest_free, limits[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, limits)


def test_a_process_that_cannot_start_is_told_and_tried_again_with_the_next_page(task: Task) -> None:
    with closing(Readers(1)) as readers:
        with no_more_files(), pytest.raises(OSError, match="Too many open files"):
            readers.read(task).result(WAIT)
        assert title(readers.read(task).result(WAIT)) == "Harbour opens"


PARENT = """
import multiprocessing, sys, time
from tests_task import task
from iria_crawler.readers import Readers

if __name__ == "__main__":
    readers = Readers(2)
    for future in [readers.read(task()) for _ in range(8)]:
        future.result(60)
    print(*(process.pid for process in multiprocessing.active_children()), flush=True)
    time.sleep(60)
"""


def test_no_process_outlives_a_parent_that_is_killed(task: Task, tmp_path: Path) -> None:
    (tmp_path / "tests_task.py").write_text(
        "from pathlib import Path\nfrom iria_crawler.items import RecordRef\nfrom iria_crawler.reading import Task\n"
        "from iria_crawler.sites import Identity, Site\n\n\ndef task() -> Task:\n"
        f"    return Task(folder=Path({str(task.folder)!r}), ref={task.ref!r}, original=None, kind='page',\n"
        "                site=Site(site=Identity(home='https://news.example/', slug='news')))\n",
        encoding="utf-8",
    )
    (tmp_path / "parent.py").write_text(PARENT, encoding="utf-8")
    paths = os.pathsep.join([str(tmp_path), str(Path(__file__).parents[1])])
    with subprocess.Popen(
        [sys.executable, "-W", "error", str(tmp_path / "parent.py")],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": paths},
        text=True,
    ) as parent:
        assert parent.stdout
        pids = [int(pid) for pid in parent.stdout.readline().split()]
        parent.kill()
        errors = parent.communicate()[1]
    assert pids, errors
    deadline = time.monotonic() + WAIT
    while any(map(is_running, pids)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not [pid for pid in pids if is_running(pid)]
    assert "Traceback" not in errors


def test_many_pages_are_read_side_by_side(task: Task) -> None:
    before = children()
    with closing(Readers(2)) as readers:
        waiting: list[Future[Reading]] = [readers.read(task) for _ in range(60)]
        assert all(title(future.result(WAIT)) for future in waiting)
        threads = {thread.name for thread in threading.enumerate()}
        assert {"reader-0", "reader-1"} <= threads
        assert len(children() - before) == 2


def test_pages_that_come_one_after_another_need_one_process(task: Task) -> None:
    before = children()
    with closing(Readers(4)) as readers:
        for _ in range(12):
            assert title(readers.read(task).result(WAIT))
        assert len(children() - before) == 1


def test_rules_of_the_site_are_part_of_what_an_article_was_read_by() -> None:
    plain = Site(site=Identity(home="https://news.example/"))
    ruled = plain.model_copy(update={"extract": Rules(title=("h2",))})
    assert reader_of(ruled).startswith(f"{reader_of(plain)}; rules ")
    assert reader_of(ruled) != reader_of(plain.model_copy(update={"extract": Rules(title=("h3",))}))
