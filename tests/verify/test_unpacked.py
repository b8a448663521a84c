"""A delivery that was unpacked tells what its files are known to have lost, also without its database."""

import json
import shutil
from pathlib import Path

import pytest

from tests.conftest import Folder
from tests.verify.checks import break_byte, first_file, flip


@pytest.fixture
def unpacked(archive: Path, tmp_path: Path) -> Folder:
    """A bag with a damaged file of which that is accepted, unpacked, and without its database."""
    flip(archive)
    folder = Folder(path=archive)
    folder.ask("verify", "--accept", first_file(archive).name, "--why", "the disk is dead", "--by", "Ann")
    told = folder.ask("deliver", "--to", str(tmp_path / "out"), "--json").stdout
    copy = Path(shutil.copytree(Path(json.loads(told)["path"]) / "data", tmp_path / "copy"))
    for each in copy.glob("iria.db*"):
        each.unlink()
    return Folder(path=copy)


def test_what_a_file_has_lost_is_known_after_a_rebuild(unpacked: Folder) -> None:
    unpacked.ask("reindex", code=None)
    told = json.loads(unpacked.ask("verify", "--full", "--json").stdout)
    assert (told["damages"], {each["accepted_by"] for each in told["known_losses"]}) == ([], {"Ann"})
    assert first_file(unpacked.path).name in {Path(each["file"]).name for each in told["known_losses"]}
    before = unpacked.rows("SELECT * FROM known_losses")
    unpacked.ask("reindex", code=None)
    assert unpacked.rows("SELECT * FROM known_losses") == before


def test_of_a_file_that_is_not_as_it_was_then_nothing_is_known(unpacked: Folder) -> None:
    path = first_file(unpacked.path)
    break_byte(path, path.stat().st_size // 3)
    unpacked.ask("reindex", code=None)
    name = path.relative_to(unpacked.path).as_posix()
    assert unpacked.rows("SELECT * FROM known_losses WHERE warc_file = ?", name) == []
    unpacked.ask("verify", "--full", code=20)
