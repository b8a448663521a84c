"""Worker processes find the same, and one that dies takes nothing with it."""

import multiprocessing
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from iria_crawler.verify import Damage
from iria_crawler.verify.texts import Reread, Texts, gathered
from iria_crawler.verify.workers import each
from tests.verify.checks import at_level, change, flip


def test_worker_processes_find_the_same(archive: Path) -> None:
    flip(archive)
    change(archive, "UPDATE article_versions SET title = 'Another' WHERE id = 2")
    here, there = (at_level(archive, "full", jobs=number)[0] for number in (0, 2))
    assert here
    assert sorted(map(str, here)) == sorted(map(str, there))


def kills_itself(task: tuple[str, Path]) -> Iterator[int]:
    """Says something, then dies, at the first or at every try."""
    kind, mark = task
    yield 1
    if kind == "always" or (kind == "once" and not mark.exists()):
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    yield 2


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("never", ["said", "said", "done"]),
        ("once", ["said", "again", "said", "said", "done"]),
        ("always", ["said", "again", "said", "lost"]),
    ],
)
def test_a_killed_worker_takes_nothing_with_it(kind: str, words: list[str], tmp_path: Path) -> None:
    told = [word for _, word, _ in each([(kind, tmp_path / "mark")], kills_itself, size=1)]
    assert told == words


def kills_its_reader(task: Texts) -> Iterator[Reread]:
    """The second text of each portion but the first."""
    yield Reread((Damage(what=f"text {task.first}"),))
    if task.first > 1:
        os.kill(os.getpid(), signal.SIGKILL)
    yield Reread(other=True)


def test_what_was_said_of_texts_before_one_killed_its_reader_is_kept(tmp_path: Path) -> None:
    tasks = [Texts(tmp_path, number, number + 1) for number in (1, 3)]
    (good, none), (bad, lost) = gathered(tasks, kills_its_reader, size=1)
    assert (good, none) == ([Reread((Damage(what="text 1"),)), Reread(other=True)], None)
    assert bad == [Reread((Damage(what="text 3"),))]
    assert lost
    assert lost.what == "texts 3 to 4 cannot be read again, but for the first 1: they kill their reader"


def test_a_worker_killed_while_it_waits_is_replaced_for_the_next_task(tmp_path: Path) -> None:
    before = set(multiprocessing.active_children())
    told = []
    for task, word, _ in each([("never", tmp_path / f"{number}") for number in range(2)], kills_itself, size=1):
        told.append((task[1].name, word))
        if told == [("0", "said"), ("0", "said"), ("0", "done")]:
            (worker,) = set(multiprocessing.active_children()) - before
            worker.kill()
            worker.join()
    assert told[3:] == [("1", word) for word in ("again", "said", "said", "done")]


def refuses(task: int) -> Iterator[int]:
    yield task
    raise ValueError("not that")


def test_what_a_worker_raises_is_raised_by_whoever_asked() -> None:
    with pytest.raises(ValueError, match="not that"):
        list(each([1], refuses, size=1))
