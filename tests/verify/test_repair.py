"""Good copies take the place of damaged files, and nothing else does."""

import hashlib
import json
import secrets
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from iria_crawler.health import Finding, findings
from iria_crawler.store import Store
from iria_crawler.verify.repair import Repair, repairs
from tests.holdings import copied
from tests.verify.checks import (
    at_level,
    change,
    damages,
    first_file,
    flip,
    reindex,
    run,
)
from tests.warcparts import put_together, taken_apart


def repaired(archive: Path, copies: Path, *, dry_run: bool = False) -> list[Repair]:
    with Store.open(archive) as store:
        return list(repairs(store, archive, copies, jobs=0, dry_run=dry_run, now=datetime.now(UTC)))


def test_damaged_and_missing_files_are_replaced_by_good_copies(archive: Path, pristine: Path, tmp_path: Path) -> None:
    first, second = sorted(archive.glob("warc/*/*/*.warc.gz"))
    flip(archive)
    second.unlink()
    copies = tmp_path / "copies"
    copies.mkdir()
    shutil.copy(pristine / first.relative_to(archive), copies / first.name)
    shutil.copy(pristine / second.relative_to(archive), copies / "another name")
    bad = first.read_bytes()
    assert [each.source for each in repaired(archive, copies, dry_run=True)]
    assert (first.read_bytes(), second.exists()) == (bad, False)
    done = repaired(archive, copies)
    assert {(each.file, Path(each.source or "").name, each.kept) for each in done} == {
        (first.relative_to(archive).as_posix(), first.name, f"{first.name}.damaged"),
        (second.relative_to(archive).as_posix(), "another name", None),
    }
    assert first.with_name(f"{first.name}.damaged").read_bytes() == bad
    assert damages(archive) == []
    with Store.open(archive) as store:
        assert store.value("SELECT count(*) FROM events WHERE type = 'repair'") == 2


class Listed(type(Path())):  # type: ignore[misc]  # the class of this platform
    """A folder that says how often it was listed."""

    times = 0

    def rglob(self, pattern: str, **more: object) -> Iterator[Path]:
        type(self).times += 1
        return map(Path, super().rglob(pattern, **more))


def test_a_folder_of_copies_is_listed_once_for_all_files(archive: Path, pristine: Path) -> None:
    assert repaired(archive, Listed(pristine)) == []
    assert Listed.times == 0
    for path in archive.glob("warc/*/*/*.warc.gz"):
        path.unlink()
    assert [Path(each.source or "").name for each in repaired(archive, Listed(pristine))] == [
        path.name for path in sorted(pristine.glob("warc/*/*/*.warc.gz"))
    ]
    assert Listed.times == 1


def test_a_repair_ends_the_alarm(archive: Path, pristine: Path) -> None:
    flip(archive)
    assert at_level(archive, "files")[0]
    assert [finding.event for finding in health(archive)] == ["damage"]
    assert [each.source for each in repaired(archive, pristine, dry_run=True)]
    assert [finding.event for finding in health(archive)] == ["damage"]
    assert [each.source for each in repaired(archive, pristine)]
    assert health(archive) == []
    assert at_level(archive, "files", due=True)[1].read == 0


def health(archive: Path) -> list[Finding]:
    with Store.open(archive) as store:
        slug = store.value("SELECT slug FROM sites")
        sites = {slug: store.site(slug)}
        return [each for each in findings(store, sites, now=store.now(), folder=archive) if each.event == "damage"]


def test_a_copy_that_is_damaged_too_is_not_taken(archive: Path, pristine: Path, tmp_path: Path) -> None:
    flip(archive)
    copies = tmp_path / "copies"
    copies.mkdir()
    (copies / first_file(archive).name).write_bytes(first_file(archive).read_bytes())
    bad = first_file(archive).read_bytes()
    assert [each.source for each in repaired(archive, copies)] == [None]
    assert first_file(archive).read_bytes() == bad
    assert list(archive.rglob("*.part")) == []


def test_the_command_repairs_and_says_so(archive: Path, pristine: Path) -> None:
    first_file(archive).unlink()
    assert run(archive, "--quick").returncode == 20
    ran = run(archive, "--repair-from", pristine, "--dry-run", "--json")
    assert [each["file"] for each in json.loads(ran.stdout)["repairs"]]
    assert len(list(archive.glob("warc/*/*/*.warc.gz"))) == 1
    ran = run(archive, "--repair-from", pristine)
    assert (ran.returncode, "REPAIRED" in ran.stdout) == (0, True)
    assert run(archive, "--full").returncode == 0


def zeroed(path: Path) -> None:
    """Let a record in the middle of a file lose some bytes, so that all behind it stand elsewhere."""
    content = path.read_bytes()
    middle = len(content) // 2
    path.write_bytes(content[:middle] + content[middle + 20 :])


@pytest.fixture(scope="module")
def taken_in(pristine: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive of which a file was damaged before its database was made again, without any from before."""
    folder = copied(pristine, tmp_path_factory.mktemp("taken-in") / "archive")
    zeroed(first_file(folder))
    for each in folder.glob("iria.db*"):
        each.unlink()
    reindex(folder)
    return folder


@pytest.fixture
def bad(taken_in: Path, tmp_path: Path) -> Path:
    return copied(taken_in, tmp_path / "bad")


def state(archive: Path) -> dict[str, list[dict[str, object]]]:
    """What the rows of files and captures say, and what texts there are."""
    questions = {
        "files": "SELECT filename, state, size, records, sha256 FROM warc_files ORDER BY 1",
        "captures": "SELECT warc_record_id, warc_offset, warc_length FROM captures ORDER BY 1",
        "texts": "SELECT title, body FROM article ORDER BY 1",
    }
    with Store.open(archive) as store:
        return {name: list(store.rows(sql)) for name, sql in questions.items()}


def test_a_file_whose_sum_is_that_of_its_damaged_bytes_is_mended_by_what_its_records_say(
    bad: Path, pristine: Path
) -> None:
    path, before = first_file(bad), state(pristine)
    damaged = path.read_bytes()
    assert state(bad) != before
    ran = run(bad, "--repair-from", pristine, "--dry-run")
    assert (ran.returncode, path.read_bytes()) == (0, damaged)
    assert "its sha256 is that of the damaged bytes" in ran.stdout
    (done,) = json.loads(run(bad, "--repair-from", pristine, "--json").stdout)["repairs"]
    assert (done["source"], done["kept"]) == (str(pristine / path.relative_to(bad)), f"{path.name}.damaged")
    assert "that are whole here are the same in it; no sum was known" in done["evidence"]
    assert state(bad) == before
    assert damages(bad) == []
    assert "No file is damaged" in run(bad, "--repair-from", pristine).stdout


def test_a_file_that_is_gone_after_it_was_taken_in_damaged_is_mended_too(bad: Path, pristine: Path) -> None:
    first_file(bad).unlink()
    (done,) = repaired(bad, pristine)
    assert done.evidence
    assert "of the database are in it" in done.evidence
    assert state(bad) == state(pristine)


def beginning(path: Path, good: Path) -> None:
    """A copy that ends after a few records."""
    put_together(path, taken_apart(good)[:3])


def others(path: Path, good: Path) -> None:
    """A copy of which one record was written anew, with more fields, under its old id."""
    parts = taken_apart(good)
    next(each for each in parts if each.kind == "response").put("WARC-Note", secrets.token_hex(20_000))
    put_together(path, parts)


def without_the_last(path: Path, good: Path) -> None:
    """A copy that lacks its last answer and what belongs to it, and is long enough all the same."""
    parts = taken_apart(good)
    parts[0].put("WARC-Note", secrets.token_hex(20_000))
    put_together(path, parts[: max(n for n, part in enumerate(parts) if part.kind == "response")])


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda path, good: path.write_bytes(good.read_bytes()[:-500]), "its records are not whole either"),
        (beginning, "it is shorter"),
        (others, "it has other bytes than the damaged file in <urn:uuid:"),
        (without_the_last, "records that the database has in the file"),
    ],
    ids=["damaged", "shorter", "other", "lacking"],
)
def test_a_copy_against_which_its_records_speak_is_not_taken(
    bad: Path, pristine: Path, tmp_path: Path, spoil: Callable[[Path, Path], object], said: str
) -> None:
    path = first_file(bad)
    damaged = path.read_bytes()
    (tmp_path / "copies").mkdir()
    spoil(tmp_path / "copies" / path.name, pristine / path.relative_to(bad))
    ran = run(bad, "--repair-from", tmp_path / "copies")
    assert (ran.returncode, path.read_bytes()) == (20, damaged)
    assert "is no good copy: " in ran.stdout
    assert said in ran.stdout
    assert list(bad.rglob("*.damaged")) == []


def test_a_copy_with_records_that_were_purged_is_not_taken(bad: Path, pristine: Path) -> None:
    with Store.open(pristine) as store:
        record_id = store.value("SELECT warc_record_id FROM captures WHERE warc_file_id = 1 LIMIT 1")
    change(bad, f"INSERT INTO tombstones VALUES ('{record_id}', '', '', NULL, '', '', '')")
    (done,) = repaired(bad, pristine)
    assert done.source is None
    assert "removed for good" in (done.against or "")


def test_a_repair_that_was_killed_before_all_was_taken_in_is_ended_by_the_next(bad: Path, pristine: Path) -> None:
    path = first_file(bad)
    good = pristine / path.relative_to(bad)
    shutil.copy(good, path)
    size, sha256 = good.stat().st_size, hashlib.sha256(good.read_bytes()).hexdigest()
    change(bad, f"UPDATE warc_files SET size = {size}, sha256 = '{sha256}' WHERE filename LIKE '%{path.name}'")
    (done,) = repaired(bad, pristine)
    assert (done.what, done.kept) == ("it is whole, but not all of it was taken in", None)
    assert state(bad) == state(pristine)


def test_a_file_without_any_copy_says_what_was_looked_for(bad: Path, tmp_path: Path) -> None:
    (tmp_path / "copies").mkdir()
    (done,) = repaired(bad, tmp_path / "copies")
    assert done.against == "no file there has its name"
