"""The command says what was found, in lines, JSON and a page."""

import json
import re
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from iria_crawler.verify import Remark, Tally
from iria_crawler.verify.findings import told
from iria_crawler.verify.result import lines, page
from tests.verify.checks import change, first_file, flip, run


def test_the_command_says_it_and_exits_with_20(archive: Path) -> None:
    change(archive, "UPDATE article_versions SET body = 'other' WHERE id = 1")
    command = [sys.executable, "-m", "iria_crawler", "-C", archive, "verify", "--full"]
    ran = subprocess.run(command, capture_output=True, text=True)
    assert ran.returncode == 20
    assert "DAMAGED" in ran.stdout
    assert "1 damaged." in ran.stdout


@pytest.mark.parametrize("words", [["--quick", "--second-opinion"], ["x.wacz"]])
def test_what_verify_cannot_do_is_refused_with_what_can_be_done(archive: Path, words: list[str]) -> None:
    (archive / "x.wacz").write_bytes(b"PK")
    ran = run(archive, *(str(archive / word) if word == "x.wacz" else word for word in words))
    assert ran.returncode == 2
    assert "leave out --second-opinion" in ran.stderr or "iria import" in ran.stderr


def test_the_page_has_everything_escaped_and_needs_nothing_else(archive: Path, tmp_path: Path) -> None:
    change(archive, "UPDATE captures SET warc_record_id = '<script>alert(1)</script>' WHERE id = 3")
    ran = run(archive, "--full", "--html", tmp_path / "page.html", "--json")
    told = json.loads(ran.stdout)
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert (ran.returncode, told["ok"], told["level"]) == (20, False, "full")
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert not re.search(r"(src|href)=", page)
    for damage in told["damages"]:
        assert {"what", "file", "offset", "url", "record_id", "lost", "elsewhere", "found_at"} == set(damage)
        assert damage["file"] in page


def test_files_of_anyone_are_checked_without_an_archive(archive: Path, tmp_path: Path) -> None:
    path = first_file(archive)
    ran = run(tmp_path / "none", path)
    assert (ran.returncode, ran.stdout.count("all in order")) == (0, 1)
    flip(archive)
    ran = run(tmp_path / "none", path, "--json")
    told = json.loads(ran.stdout)
    assert (ran.returncode, told["files"], {damage["file"] for damage in told["damages"]}) == (20, 1, {str(path)})


def test_remarks_that_are_not_told_one_by_one_are_counted() -> None:
    of_a_file, tally = Tally(), Tally()
    of_a_file.remark(Remark(what=f"odd {number}", file="x.warc.gz", times=2) for number in range(503))
    tally.remark([Remark(what="of another file", file="y.warc.gz")])
    tally.take(of_a_file)
    tally.remark([Remark(what="the time was over"), Remark(what="odd 1", file="x.warc.gz")])
    assert (len(tally.remarks), tally.more_remarks) == (501, 8)
    assert tally.remarks[2] == Remark(what="odd 1", file="x.warc.gz", times=3)
    assert tally.remarks[-1] == Remark(what="the time was over")
    result = told([], tally, level="full", seconds=1, subject="here", now=datetime(2026, 1, 1, tzinfo=UTC))
    assert (len(result["remarks"]), result["more_remarks"]) == (501, 8)
    assert not [name for name in result if name.startswith("_")]
    assert "NOTE     8 more, which are not told one by one" in lines([], tally, level="full", seconds=1)
    assert "8 more, which are not told one by one." in page(result)


@pytest.mark.parametrize(
    "words", [("--quick", "--full"), ("--quick", "--due"), ("--dry-run",), ("--budget", "soon"), ("no-such-file",)]
)
def test_what_contradicts_itself_is_a_wrong_use(archive: Path, words: tuple[str, ...]) -> None:
    ran = run(archive, *words)
    assert (ran.returncode, ran.stdout) == (2, "")
