"""Files that are missing, harmed, moved or unknown are named for what they are."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from iria_crawler.cli import main
from iria_crawler.store import Store
from iria_crawler.verify import Remark
from iria_crawler.verify.findings import Level
from tests.verify.checks import at_level, change, cut, damages, first_file, flip

FILES: list[tuple[Callable[[Path], object], str]] = [
    (lambda archive: first_file(archive).unlink(), "missing"),
    (cut, "shorter"),
    (lambda archive: first_file(archive).open("ab").write(b"more"), "longer"),
    (flip, "changed since it was closed"),
    (
        lambda archive: shutil.copy(first_file(archive), first_file(archive).with_name("IRIA-x.warc.gz")),
        "does not know",
    ),
]


@pytest.mark.parametrize(("harm", "said"), FILES)
@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_a_harmed_file_is_named(archive: Path, harm: Callable[[Path], object], said: str) -> None:
    harm(archive)
    assert any(said in damage.what and damage.file for damage in damages(archive))


def test_a_changed_byte_is_traced_to_its_record(archive: Path) -> None:
    with Store.open(archive) as store:
        row = store.row("SELECT * FROM article ORDER BY id LIMIT 1")
    assert row is not None
    path = archive / row["warc_file"]
    content = bytearray(path.read_bytes())
    content[row["warc_offset"] + row["warc_length"] // 2] ^= 1
    path.write_bytes(content)
    assert {(damage.offset, damage.url) for damage in damages(archive) if damage.offset} == {
        (row["warc_offset"], row["url"])
    }


def _named_in(archive: Path, name: str) -> Path:
    """A copy of a file of the archive under a name below `warc/`."""
    path = archive / "warc" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(first_file(archive), path)
    return path


@pytest.mark.parametrize(
    "name", ["x.warc.gz", "demo/y.warc.gz", "demo/2026/foo.warc", "a/b/c/d/deep.warc.gz", "demo/2026/z.WARC.GZ"]
)
def test_a_warc_file_anywhere_below_warc_that_no_row_names_is_told(archive: Path, name: str) -> None:
    path = _named_in(archive, name)
    (damage,) = at_level(archive, "quick")[0]
    assert damage.file == path.relative_to(archive).as_posix()
    assert "does not know this file" in damage.what
    assert "iria reindex" in damage.what


def test_a_file_that_was_moved_is_known_for_what_it_is(archive: Path) -> None:
    path = first_file(archive)
    away = path.parents[1] / "1999" / path.name
    away.parent.mkdir()
    path.rename(away)
    found = {damage.file: damage.what for damage in at_level(archive, "quick")[0]}
    assert found == {
        path.relative_to(archive).as_posix(): "the file is missing",
        away.relative_to(archive).as_posix(): f"the file belongs at {path.relative_to(archive).as_posix()}, where it is"
        " missing: move it there",
    }


@pytest.mark.parametrize("level", ["quick", "files", "full"])
def test_a_purge_that_was_killed_is_named_as_such_and_nothing_is_called_lost(archive: Path, level: Level) -> None:
    path = first_file(archive)
    shutil.copy(path, path.with_name(f"{path.name}.purging"))
    change(archive, "UPDATE warc_files SET sha256 = 'of what will be there' WHERE id = 1")
    change(archive, "UPDATE captures SET warc_offset = warc_offset - 1 WHERE warc_file_id = 1")
    (damage,) = at_level(archive, level)[0]
    assert damage.file == path.relative_to(archive).as_posix()
    assert "a purge was killed" in damage.what
    assert damage.lost == "nothing but what was to be removed"


@pytest.mark.parametrize("level", ["quick", "files"])
def test_a_file_that_was_taken_in_with_damages_is_told_at_every_level(archive: Path, level: Level) -> None:
    change(archive, "UPDATE warc_files SET state = 'bad' WHERE id = 1")
    (damage,) = at_level(archive, level)[0]
    assert damage.file == first_file(archive).relative_to(archive).as_posix()
    assert "no record when it was taken in" in damage.what
    name = "replace(filename, 'IRIA-', 'OTHERS-')"
    path = first_file(archive)
    path.rename(path.with_name(path.name.replace("IRIA-", "OTHERS-")))
    change(archive, f"UPDATE warc_files SET filename = {name} WHERE id = 1")
    found, tally = at_level(archive, level)
    assert found == []
    assert any("no record when it was taken in" in remark.what for remark in tally.remarks)


def test_a_copy_that_others_named_is_the_one_too_many_also_when_it_is_read_first(archive: Path) -> None:
    path = first_file(archive)
    assert at_level(archive, "files")[0] == []  # what was never looked at comes first
    shutil.copy(path, path.with_name("copy-of-it.warc.gz"))
    assert CliRunner().invoke(main, ["-C", str(archive), "reindex"]).exit_code == 0
    for _ in range(2):
        found, tally = at_level(archive, "full")
        assert found == []
        assert {Path(remark.file or "").name for remark in tally.remarks} == {"copy-of-it.warc.gz"}


def test_closed_files_that_are_read_only_are_noted_at_once(archive: Path) -> None:
    for path in archive.glob("warc/*/*/*.warc.gz"):
        path.chmod(0o444)
    found, tally = at_level(archive, "quick")
    first = first_file(archive).relative_to(archive).as_posix()
    assert (found, tally.remarks) == ([], [Remark(what=f"a closed file is read-only, first {first}", times=2)])
