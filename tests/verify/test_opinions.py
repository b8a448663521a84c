"""Other validators are asked, and what they say is weighed."""

import os
from importlib.metadata import version
from pathlib import Path

import pytest

from iria_crawler.verify.opinions import asked, objection
from tests.verify.checks import at_level, first_file, flip, tool


def test_other_validators_are_asked_and_named_with_their_versions(
    archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    tool(tmp_path, "jwarc", '[ "$1" = --version ] && echo jwarc 0.36 && exit; echo "cut record"; exit 1')
    tool(
        tmp_path,
        "jhove",
        '[ "$1" = -v ] && echo "Jhove (Rel. 1.34.0, 2025)" && exit; echo " Status: Well-Formed and valid"',
    )
    found, tally = at_level(archive, "files", second_opinion=True)
    assert found == []  # jwarc is known for false alarms: it is told, and that is all
    told = {(each.tool, each.version, each.ok) for each in tally.opinions}
    assert told == {
        ("warcio", version("warcio"), True),
        ("fastwarc", version("fastwarc"), True),
        ("jwarc", "0.36", False),
        ("jhove", "1.34.0", True),
    }
    assert {each.said for each in tally.opinions if each.tool == "jwarc"} == {"cut record"}


def test_an_objection_of_warcio_is_a_damage_and_a_slow_tool_is_given_up(
    archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    flip(archive)
    asked_ = list(asked([("name", first_file(archive))]))
    objections = [damage for each in asked_ if (damage := objection(each))]
    assert objections
    assert all("objects" in damage.what and damage.file == "name" for damage in objections)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    tool(tmp_path, "jwarc", '[ "$1" = --version ] && echo jwarc 0.36 && exit; exec sleep 60')
    slow = [each for each in asked([("name", first_file(archive))], seconds=3) if each.tool == "jwarc"]
    assert [(each.ok, each.said) for each in slow] == [(None, "gave no answer in 3 s")]
