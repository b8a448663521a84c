"""Where pywb is looked for, and what is said where it is not."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from iria_crawler.errors import IriaError
from iria_crawler.replay import leash
from iria_crawler.replay.tool import environment, pywb


def test_the_first_that_can_be_run_is_taken(tmp_path: Path) -> None:
    for name, mode in (("text", 0o644), ("program", 0o755), ("other", 0o755)):
        (tmp_path / name).touch(mode)
    assert pywb(tmp_path / name for name in ("absent", "text", "program", "other")) == tmp_path / "program"


def test_a_person_without_pywb_is_told_how_to_get_it_in_one_line() -> None:
    with pytest.raises(IriaError, match=r"make \.venv-replay/ready") as told:
        pywb(())
    assert "\n" not in str(told.value)


def test_pywb_is_found_where_a_variable_names_its_folder_or_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "wayback").touch(0o755)
    for named in (tmp_path, tmp_path / "wayback"):
        monkeypatch.setenv("IRIA_PYWB", str(named))
        assert pywb() == tmp_path / "wayback"


def test_pywb_does_not_import_our_packages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", "/somewhere")
    assert "PYTHONPATH" not in environment()


SLEEPER = "import os, time; print(os.getpid(), flush=True); time.sleep(600)"
STARTER = """
import subprocess, sys
command = [sys.executable, "-I", *sys.argv[1:]]
leash = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=sys.stdout, start_new_session=True)
leash.wait()
"""


def test_what_is_on_the_leash_ends_with_who_started_it_even_by_kill() -> None:
    command = [sys.executable, "-c", STARTER, leash.__file__, sys.executable, "-c", SLEEPER]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as starter:
        assert starter.stdout is not None
        sleeper = int(starter.stdout.readline())
        os.kill(sleeper, 0)
        starter.kill()
        assert starter.stdout.read() == ""  # nobody holds the other end any more
    with pytest.raises(ProcessLookupError):
        os.kill(sleeper, 0)


@pytest.mark.parametrize("code", [0, 7])
def test_what_ends_by_itself_gives_its_exit_code(code: int) -> None:
    command = [sys.executable, "-I", leash.__file__, sys.executable, "-c", f"raise SystemExit({code})"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.wait() == code
        assert process.stderr is not None
        assert process.stderr.read() == b""
