"""A crawl may be killed at any moment: the next one goes on, and in the end nothing is missing or doubled."""

import os
import random
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from iria_crawler.demo import Served, generate, serve

from .conftest import PATIENCE, Folder

ANSWER_SECONDS = 0.02  # so slow is the site that a crawl can be hit at any of its moments


def texts(archive: Folder) -> list[tuple[object, ...]]:
    return archive.rows(
        "SELECT url, title, body, authors, categories, published_at, versions FROM article ORDER BY url"
    )


def assert_whole(archive: Folder) -> None:
    """No article, version or capture twice; no file open; no URL left; every record as it should be."""
    for doubled in (
        "SELECT key FROM articles GROUP BY key HAVING count(*) > 1",
        "SELECT article_id FROM article_versions GROUP BY article_id HAVING count(*) > 1",
        "SELECT warc_record_id FROM captures GROUP BY 1 HAVING count(*) > 1",
        "SELECT warc_file_id FROM captures GROUP BY warc_file_id, warc_offset HAVING count(*) > 1",
        "SELECT url FROM urls WHERE state IN ('claimed', 'due')",
        "SELECT id FROM captures WHERE reading = 'pending'",
        "SELECT id FROM crawls WHERE status = 'running'",
    ):
        assert archive.rows(doubled) == [], doubled
    assert not [path for path in archive.warcs() if path.suffix == ".open"]
    archive.run("verify", "--full")


def crawl_and_kill(archive: Folder, seconds: float) -> list[int]:
    """Begin a crawl and kill it after so many seconds, with its readers left to themselves; gives their ids."""
    with archive.start("crawl", "demo") as process:
        with suppress(subprocess.TimeoutExpired):
            process.communicate(timeout=seconds)
        readers = children(process.pid)
        process.kill()
    return readers


def children(pid: int) -> list[int]:
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:  # it has ended, or this is not Linux
        return []


def is_alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def gone(pids: list[int]) -> bool:
    """Whether processes end by themselves, soon."""
    end = time.monotonic() + 20
    while any(map(is_alive, pids)) and time.monotonic() < end:
        time.sleep(0.1)
    return not any(map(is_alive, pids))


def killed_often(new_archive: Callable[[], Folder], *, articles: int, kills: int, longest: float) -> None:
    chance = random.Random(articles)
    undisturbed, disturbed = new_archive(), new_archive()
    site = generate(articles - 3)
    for number in range(3):
        told = [
            f"The {number}. report tells of hour {hour} of a long day in town. {'It was fine. ' * 9}"
            for hour in range(9)
        ]
        site.publish(f"Report {number}", told, parts=3)
    with serve(site, delay=ANSWER_SECONDS) as served:
        for archive in (undisturbed, disturbed):
            archive.site("demo", served.url)
        undisturbed.run("crawl", "demo")
        readers = [pid for _ in range(kills) for pid in crawl_and_kill(disturbed, chance.uniform(1.0, longest))]
        disturbed.run("crawl", "demo")
    assert texts(disturbed) == texts(undisturbed)
    assert len(texts(disturbed)) == articles
    assert_whole(disturbed)
    assert gone(readers), "reader processes outlive their crawl"


def test_a_crawl_killed_at_half_a_dozen_moments_ends_as_one_that_was_not(new_archive: Callable[[], Folder]) -> None:
    killed_often(new_archive, articles=60, kills=6, longest=3.5)


@pytest.mark.long
def test_a_crawl_killed_two_hundred_times_ends_as_one_that_was_not(new_archive: Callable[[], Folder]) -> None:
    killed_often(new_archive, articles=300, kills=200, longest=5.0)


@pytest.fixture
def served() -> Iterator[Served]:
    with serve(generate(24), delay=0.1) as up:
        yield up


def under_way(archive: Folder, served: Served) -> "subprocess.Popen[str]":
    """A crawl that has asked for some pages and has many left."""
    archive.site("demo", served.url)
    process, end = archive.start("crawl", "demo"), time.monotonic() + PATIENCE
    while len(served.log) < 5 and time.monotonic() < end:
        time.sleep(0.02)
    assert process.poll() is None
    return process


@pytest.mark.parametrize(
    "number",
    [
        pytest.param(signal.SIGINT, id="Ctrl-C"),
        pytest.param(signal.SIGTERM, id="SIGTERM", marks=pytest.mark.long),
    ],
)
def test_a_signal_ends_a_crawl_cleanly_and_the_next_one_goes_on(
    archive: Folder, served: Served, number: signal.Signals
) -> None:
    with under_way(archive, served) as process:
        process.send_signal(number)
        _, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == 11
    assert "Traceback" not in err
    assert archive.rows("SELECT status, reason, exit_code FROM crawls") == [("interrupted", "shutdown", 11)]
    assert not [path for path in archive.warcs() if path.suffix == ".open"]
    assert archive.rows("SELECT count(*) FROM urls WHERE state = 'due'") > [(0,)]
    archive.run("crawl", "demo")
    assert len(texts(archive)) == 24
    assert_whole(archive)


def test_ctrl_c_in_a_terminal_reaches_the_readers_too_and_nothing_is_said_of_it(
    archive: Folder, served: Served
) -> None:
    archive.site("demo", served.url)
    with archive.start("crawl", "demo", start_new_session=True) as process:
        while len(served.log) < 5:
            time.sleep(0.02)
        os.killpg(process.pid, signal.SIGINT)
        _, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == 11
    assert "Traceback" not in err
    assert len(err.splitlines()) <= 3, err


def test_a_second_ctrl_c_ends_a_crawl_within_a_second(archive: Folder, served: Served) -> None:
    with under_way(archive, served) as process:
        readers = children(process.pid)
        process.send_signal(signal.SIGINT)
        time.sleep(0.05)  # two signals at once are one
        process.send_signal(signal.SIGINT)
        process.wait(timeout=1)
        assert process.returncode == 11
        process.communicate()
    assert gone(readers)
    archive.run("crawl", "demo")
    assert_whole(archive)
