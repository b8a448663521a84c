"""The archive that tests of `verify` look at: crawled once, copied for each test that may change it."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.holdings import twice_crawled
from tests.verify.checks import ask, first_file
from tests.warcparts import put_together, sha1, taken_apart


def small(folder: Path) -> Path:
    """The archive of a small demo site, crawled twice, so that it holds revisits."""
    return twice_crawled(folder, 4)


@pytest.fixture(scope="session")
def pristine(copy_of: Callable[..., Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """That archive, for whoever changes nothing in it."""
    return copy_of(small, tmp_path_factory.mktemp("pristine") / "archive")


@pytest.fixture
def archive(pristine: Path, tmp_path: Path) -> Path:
    shutil.copytree(pristine, tmp_path / "archive")
    return tmp_path / "archive"


@pytest.fixture(scope="session")
def _taken_in(pristine: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive of one file that was written with a digest which its bytes do not give, so that its sum is right."""
    folder = tmp_path_factory.mktemp("foreign")
    parts = taken_apart(first_file(pristine))
    pages = [part for part in parts if part.kind == "response"]
    pages[len(pages) // 2].put("WARC-Block-Digest", sha1(b"other bytes"))
    put_together(folder / "foreign.warc.gz", parts)
    ask(folder / "archive", "import", folder / "foreign.warc.gz", "--jobs", "1")
    return folder / "archive"


@pytest.fixture
def foreign(_taken_in: Path, tmp_path: Path) -> Path:
    shutil.copytree(_taken_in, tmp_path / "foreign")
    return tmp_path / "foreign"
