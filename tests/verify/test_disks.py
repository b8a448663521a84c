"""What crashes, full disks and bad ones leave behind is named, and ends no check."""

import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from iria_crawler.store import Store
from tests.verify.checks import at_level, change, damages, first_file, flip, run, swap, tool


def test_swapped_files_are_named_with_what_they_are(archive: Path) -> None:
    first, second = sorted(archive.glob("warc/*/*/*.warc.gz"))
    size = max(first.stat().st_size, second.stat().st_size)
    for path in (first, second):  # so that sizes tell nothing
        path.write_bytes(path.read_bytes().ljust(size, b"\0"))
        sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
        change(archive, f"UPDATE warc_files SET size = {size}, sha256 = '{sha256}' WHERE filename LIKE '%{path.name}'")
    swap(archive)
    told = [damage.what for damage in at_level(archive, "files")[0]]
    assert any(f"that of {second.relative_to(archive).as_posix()}" in what for what in told)
    assert any(f"that of {first.relative_to(archive).as_posix()}" in what for what in told)


def test_a_database_that_is_older_than_the_files_is_named(archive: Path, pristine: Path) -> None:
    change(archive, "UPDATE warc_files SET state = 'open', sha256 = NULL, closed_at = NULL WHERE id = 2")
    assert any("older than the file" in damage.what for damage in at_level(archive, "quick")[0])
    change(archive, "UPDATE captures SET refers_to_id = NULL")
    for table in ("problems", "captures"):
        change(archive, f"DELETE FROM {table} WHERE id = (SELECT max(id) FROM {table})")
    shutil.copy(pristine / "iria.db", archive / "iria.db")
    change(archive, "DELETE FROM captures WHERE id = (SELECT max(id) FROM captures)")
    told = [damage for damage in damages(archive) if "has no row for this record" in damage.what]
    assert len(told) == 1
    assert told[0].lost == "nothing: the record is there"


def test_a_file_that_a_full_disk_has_left_open_is_noted_and_mended_by_the_next_crawl(archive: Path) -> None:
    path = max(archive.glob("warc/*/*/*.warc.gz"))
    change(archive, f"UPDATE warc_files SET state = 'open', sha256 = NULL WHERE filename LIKE '%{path.name}'")
    path.rename(path.with_name(path.name + ".open"))
    with path.with_name(path.name + ".open").open("ab") as file:
        file.write(b"half a record")
    found, tally = at_level(archive, "full")
    assert found == []
    (remark,) = tally.remarks
    assert "left open by a run that did not end" in remark.what
    assert "with 13 bytes that no row accounts for" in remark.what
    path.with_name(path.name + ".open").chmod(0o444)
    assert any("read-only" in damage.what for damage in at_level(archive, "quick")[0])


def test_an_open_file_of_which_the_database_knows_nothing_is_named(archive: Path) -> None:
    path = first_file(archive)
    path.with_name("IRIA-x-00009.warc.gz.open").write_bytes(b"")
    assert any("knows nothing" in damage.what for damage in at_level(archive, "quick")[0])


def _no_file(path: Path) -> None:
    path.unlink()
    path.mkdir()


def _bad_disk(path: Path) -> None:
    """A file that opens, and whose bytes give EIO."""
    path.unlink()
    path.symlink_to("/proc/self/mem")


@pytest.mark.parametrize("harm", [_no_file, _bad_disk])
def test_a_file_that_cannot_be_read_ends_no_check(archive: Path, harm: Callable[[Path], None]) -> None:
    harm(first_file(archive))
    change(archive, "UPDATE article_versions SET title = 'Another' WHERE id = 4")
    ran = run(archive, "--full")
    assert (ran.returncode, "Traceback" in ran.stderr) == (20, False)
    assert "the file cannot be read: " in ran.stdout
    assert f"article 1 version 1 cannot be read again: {first_file(archive).relative_to(archive)}" in ran.stdout
    assert " cannot be read: " in ran.stdout.partition("article 1 version 1")[2]
    assert "texts" in ran.stdout.splitlines()[-1]


@pytest.mark.parametrize(("harm", "code"), [(True, 20), (False, 11)])
def test_an_interrupted_check_tells_what_it_found(archive: Path, tmp_path: Path, harm: bool, code: int) -> None:
    if harm:
        flip(archive)
    tool(tmp_path, "jwarc", f'[ "$1" = --version ] && echo jwarc 0.36 && exit; touch {tmp_path}/mark; exec sleep 60')
    command = [sys.executable, "-m", "iria_crawler", "-C", archive, "verify", "--second-opinion"]
    there = {**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}"}
    with subprocess.Popen(command, env=there, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as ran:
        while not (tmp_path / "mark").exists() and ran.poll() is None:
            time.sleep(0.05)
        ran.send_signal(signal.SIGINT)
        said, complaint = ran.communicate()
    assert (ran.returncode, "Traceback" in complaint) == (code, False)
    assert ("changed since it was closed" in said) == harm
    assert "in order" not in said.splitlines()[-1]
    assert f"{'' if harm else 'nothing '}damaged so far. Ended early, after " in said


def test_a_database_that_breaks_under_the_check_takes_nothing_with_it(archive: Path) -> None:
    change(archive, "PRAGMA wal_checkpoint(TRUNCATE)")
    with Store.open(archive) as store:
        page = store.value("SELECT rootpage FROM sqlite_master WHERE name = 'warc_files'")
        size = store.value("PRAGMA page_size")
    with (archive / "iria.db").open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(b"\xff" * 64)
    ran = run(archive, "--full", "--json")
    told = json.loads(ran.stdout)
    assert (ran.returncode, told["ok"], "Traceback" in ran.stderr) == (20, False, False)
    assert told["damages"][0]["what"].startswith("database: ")
    assert "is damaged" in told["ended"]
