"""The archive that tests of `verify` look at: crawled once, copied for each test that may change it."""

import shutil
from pathlib import Path

import pytest

from tests.holdings import twice_crawled


@pytest.fixture(scope="session")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The archive of a small demo site, crawled twice, so that it holds revisits."""
    return twice_crawled(tmp_path_factory.mktemp("pristine"), 4)


@pytest.fixture
def archive(pristine: Path, tmp_path: Path) -> Path:
    shutil.copytree(pristine, tmp_path / "archive")
    return tmp_path / "archive"
