"""Good copies take the place of damaged files, and nothing else does."""

import json
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from iria_crawler.health import Finding, findings
from iria_crawler.store import Store
from iria_crawler.verify.repair import Repair, repairs
from tests.verify.checks import (
    at_level,
    damages,
    first_file,
    flip,
    run,
)


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
