"""py-wacz, which is none of ours, finds our WACZ files valid, and damaged ones not. Runs with `make test-replay`."""

import os
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from iria_crawler.store import Store
from iria_crawler.wacz import Wanted, write
from tests.captures import SLUG, every_kind, withhold
from tests.newsdesk import HOME

TOOLS = os.environ.get("IRIA_REPLAY")

pytestmark = pytest.mark.skipif(not TOOLS, reason="no py-wacz here; `make test-replay` brings it")


@pytest.fixture
def archive(copy_of: Callable[..., Path], tmp_path: Path) -> Path:
    return copy_of(every_kind, tmp_path / "archive")


def is_valid(path: Path) -> bool:
    done = subprocess.run([f"{TOOLS}/wacz", "validate", "-f", path], capture_output=True, text=True, check=False)
    return done.returncode == 0 and "the passed WACZ is valid" in done.stdout


@pytest.mark.parametrize("is_signed", [True, False])
@pytest.mark.parametrize("is_withheld", [True, False])
def test_a_wacz_is_valid(archive: Path, tmp_path: Path, is_signed: bool, is_withheld: bool) -> None:
    if is_withheld:
        withhold(archive, f"{HOME}a")
    with Store.open(archive) as store:
        write(store, archive, tmp_path / "out.wacz", Wanted(slug=SLUG), is_signed=is_signed)
    assert is_valid(tmp_path / "out.wacz")


def test_a_wacz_with_another_page_is_not(archive: Path, tmp_path: Path) -> None:
    with Store.open(archive) as store:
        write(store, archive, tmp_path / "out.wacz", Wanted(slug=SLUG))
    with zipfile.ZipFile(tmp_path / "out.wacz") as wacz, zipfile.ZipFile(tmp_path / "other.wacz", "w") as other:
        for name in wacz.namelist():
            other.writestr(name, wacz.read(name).replace(b"opened", b"closed") if "pages" in name else wacz.read(name))
    assert not is_valid(tmp_path / "other.wacz")
