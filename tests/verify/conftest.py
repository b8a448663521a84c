"""The archive that tests of `verify` look at: crawled once, copied for each test that may change it."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.holdings import twice_crawled


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
