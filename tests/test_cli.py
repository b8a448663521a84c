"""The command starts fast, says what it cannot do in one line, and speaks JSON to machines."""

import json
import socket
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from iria_crawler.cli import main
from iria_crawler.cli.group import Commands
from iria_crawler.demo import Served, generate, serve


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The archive of a small demo site, under the slug `demo`."""
    folder = tmp_path_factory.mktemp("archive")
    with serve(generate(6)) as served:
        _crawl(folder, served)
    return folder


def _crawl(folder: Path, served: Served) -> None:
    command = [sys.executable, "-m", "iria_crawler", "-C", folder, "crawl", served.url, "--delay", "0"]
    subprocess.run(command, check=True, capture_output=True)


def run(archive: Path, *words: str) -> tuple[int, str, str]:
    done = CliRunner().invoke(main, ["-C", str(archive), *words])
    return done.exit_code, done.stdout, done.stderr


def test_help_imports_nothing_heavy() -> None:
    """Half of what a command takes is imports; `iria --help` and completion must not wait for them."""
    heavy = ["scrapy", "twisted", "lxml", "trafilatura", "pydantic", "sqlite_utils", "warcio", "rich", "numpy"]
    code = f"import sys, iria_crawler.cli; print([name for name in {heavy} if name in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout.strip() == "[]"


@pytest.mark.parametrize("words", [["status"], ["search", "x"], ["show", "1"], ["verify"]])
def test_without_an_archive_nothing_is_made_and_one_line_says_so(tmp_path: Path, words: list[str]) -> None:
    code, out, err = run(tmp_path / "none", *words)
    assert (code, out, err.count("\n")) == (10, "", 1)
    assert not (tmp_path / "none").exists()


def test_an_unknown_slug_is_answered_with_the_one_that_was_meant(tmp_path: Path) -> None:
    code, out, err = run(tmp_path, "crawl", "ir-iaa")
    assert (code, out) == (4, "")
    assert err == 'iria: no site is called "ir-iaa". Did you mean "ir-ia"?\n'


def test_an_article_is_shown_by_number_and_by_address(archive: Path) -> None:
    _, by_number, _ = run(archive, "show", "1", "--json")
    article = json.loads(by_number)
    assert run(archive, "show", article["url"], "--json")[1] == by_number
    _, text, _ = run(archive, "show", "1")
    assert article["title"] in text
    assert article["body"] in text
    assert article["warc_file"] in text


def test_an_article_that_is_not_there_is_a_wrong_use(archive: Path) -> None:
    assert run(archive, "show", "999")[0] == 2


def test_search_finds_words_counts_them_and_says_what_it_cannot_read(archive: Path) -> None:
    title = json.loads(run(archive, "show", "1", "--json")[1])["title"]
    word = max(title.split(), key=len).strip(",.’:")
    found = [json.loads(line) for line in run(archive, "search", f'"{word}"', "--json")[1].splitlines()]
    assert title in [row["title"] for row in found]
    assert json.loads(run(archive, "search", f'"{word}"', "--count", "--json")[1]) == {"articles": len(found), "of": 6}
    code, out, err = run(archive, "search", 'an "open quote')
    assert (code, out, err.count("\n")) == (2, "", 1)


def test_status_tells_what_became_of_every_url(archive: Path) -> None:
    told = json.loads(run(archive, "status", "--json")[1])
    (site,) = told["sites"]
    assert (site["articles"], site["status"], site["due"]) == (6, "finished", 0)
    urls = json.loads(run(archive, "status", site["slug"], "--json")[1])["urls"]
    assert {row["state"] for row in urls} == {"captured", "excluded"}
    assert sum(row["urls"] for row in urls if row["reason"] is None and row["state"] == "captured") == 6


def test_verify_speaks_json(archive: Path) -> None:
    code, out, _ = run(archive, "verify", "--full", "--json")
    told = json.loads(out)
    assert (code, told["ok"], told["versions"], told["damages"]) == (0, True, 6, [])


def test_a_mistyped_address_leaves_no_site_file_behind(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "iria_crawler", "-C", tmp_path, "crawl", "http://no-such-host.invalid/"]
    ran = subprocess.run(command, capture_output=True, text=True)
    assert ran.returncode == 9
    assert ran.stderr.count("\n") == 1
    assert not list((tmp_path / "sites").glob("*.toml"))


PRINTS = """
import click
from iria_crawler.cli.group import Commands

@click.group(cls=Commands)
def main(): pass

@main.command()
def prints():
    for number in range(9999):
        click.echo(f"line {number}")

main(["prints"])
"""


def test_a_reader_of_a_pipe_that_has_seen_enough_is_no_error() -> None:
    with subprocess.Popen([sys.executable, "-c", PRINTS], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as ran:
        assert ran.stdout
        assert ran.stderr
        assert ran.stdout.readline() == b"line 0\n"
        ran.stdout.close()
        complaint = ran.stderr.read()
    assert (ran.returncode, complaint) == (0, b"")


def test_any_other_pipe_that_breaks_is_an_error() -> None:
    @click.group(cls=Commands)
    def group() -> None: ...

    @group.command()
    def sends() -> None:
        here, there = socket.socketpair()
        with here:
            there.close()
            here.sendall(b"to nobody")

    done = CliRunner().invoke(group, ["sends"])
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr == "iria: BrokenPipeError: [Errno 32] Broken pipe\n"
