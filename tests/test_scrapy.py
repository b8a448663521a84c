"""The command and Scrapy agree with their users: what cannot work ends soon, in a line, with its exit code."""

import os
import socket
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from iria_crawler.demo import generate, serve

from .conftest import ROOT, Folder
from .host import Said, host, page

FEW = 4  # lines on stderr


def short(err: str) -> str:
    """What was said on stderr, which is short."""
    assert len(err.splitlines()) <= FEW, err
    return err


def test_a_host_that_is_not_there_is_said_in_a_line(archive: Folder) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    told = archive.run("crawl", f"http://127.0.0.1:{port}/", code=9)
    assert f"127.0.0.1:{port}" in short(told.stderr)


def test_a_name_that_nobody_has_is_said_in_a_line(archive: Folder) -> None:
    told = archive.run("crawl", "http://no-such-host.invalid/", code=9)
    assert "no-such-host.invalid" in short(told.stderr)


def test_a_site_that_has_moved_to_another_host_is_said_in_a_line(archive: Folder) -> None:
    with host(lambda path: Said(status=301, headers={"Location": "http://elsewhere.invalid" + path})) as up:
        archive.site("moved", up.url)
        told = archive.run("crawl", "moved", code=9)
    assert "elsewhere.invalid" in short(told.stderr)
    assert set(up.paths) <= {"/robots.txt", "/", "/sitemap.xml"}


def test_a_home_page_that_lies_elsewhere_on_its_host_is_found(archive: Folder) -> None:
    def says(path: str) -> Said:
        moved = {"/": Said(status=302, headers={"Location": "/en/"}), "/en/": page("Home", "/en/a", "/en/b")}
        return moved.get(path) or (page(path) if path.startswith("/en") else Said(status=404))

    with host(says) as up:
        archive.site("deeper", up.url)
        archive.run("crawl", "deeper")
    assert {"/en/", "/en/a", "/en/b"} <= set(up.paths)


def test_an_unknown_slug_suggests_the_right_one(archive: Folder) -> None:
    archive.site("daily-post", "http://daily.invalid/")
    told = archive.run("crawl", "dayly-post", code=4)
    assert '"daily-post"' in short(told.stderr)


def test_every_mistake_in_a_site_file_is_said_at_once(archive: Folder) -> None:
    archive.site("wrong", "http://wrong.invalid/", "delai = 3", 'robots = "perhaps"', "concurrency = 0")
    told = archive.run("crawl", "wrong", code=4)
    assert all(word in short(told.stderr) for word in ("delai", "robots", "concurrency"))


def test_a_site_is_crawled_by_one_run_at_a_time(archive: Folder) -> None:
    asked, go_on = threading.Event(), threading.Event()

    def says(path: str) -> Said:
        asked.set()
        go_on.wait(60)
        return page(path)

    with host(says) as up:
        archive.site("busy", up.url)
        with archive.start("crawl", "busy") as running:
            assert asked.wait(60)
            told = archive.run("crawl", "busy", code=12)
            go_on.set()
            running.communicate(timeout=60)
    assert running.returncode == 0
    assert "busy" in short(told.stderr)


@pytest.mark.parametrize("command", [("status",), ("search", "word"), ("show", "1"), ("verify",)])
def test_where_there_is_no_archive_every_question_says_so(archive: Folder, command: tuple[str, ...]) -> None:
    told = archive.run(*command, code=10)
    assert str(archive.path) in short(told.stderr)
    assert not archive.path.exists()


@pytest.fixture
def tiny(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Folder]:
    """An archive on a disk of 600 kB, or of what the test asks for."""
    folder = tmp_path / "tiny"
    folder.mkdir()
    size = getattr(request, "param", "600k")
    mount = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("only root may mount a small disk")
    yield Folder(path=folder)
    subprocess.run(["umount", str(folder)], check=True)


@pytest.mark.parametrize(  # full at another step each
    "tiny",
    ["600k", *(pytest.param(size, marks=pytest.mark.long) for size in ("1500k", "2000k", "2500k"))],
    indirect=True,
)
def test_a_full_disk_ends_a_crawl_and_with_room_the_next_one_goes_on(tiny: Folder) -> None:
    with serve(generate(60)) as served:
        tiny.site("demo", served.url)
        told = tiny.run("crawl", "demo", code=3)
        assert "room" in told.stderr
        assert told.stderr.count("\n") == 1
        subprocess.run(["mount", "-o", "remount,size=50m", str(tiny.path)], check=True)
        tiny.run("crawl", "demo")
    assert tiny.rows("SELECT count(*) FROM articles") == [(60,)]
    assert tiny.rows("SELECT url FROM urls WHERE state IN ('claimed', 'due')") == []
    tiny.run("verify", "--full")


def test_an_archive_that_may_not_be_written_is_said_in_a_line(tiny: Folder) -> None:
    tiny.site("demo", "http://127.0.0.1:9/")
    subprocess.run(["mount", "-o", "remount,ro", str(tiny.path)], check=True)
    told = tiny.run("crawl", "demo", code=None)
    assert told.returncode not in (0, 1)
    assert str(tiny.path) in short(told.stderr)


def test_scrapy_knows_every_site(archive: Folder, tmp_path: Path) -> None:
    archive.site("own", "http://own.invalid/")
    told = archive.run("list", module="scrapy", cwd=ROOT)
    assert {"ir-ia", "own"} <= set(told.stdout.split())


def test_scrapy_ends_by_itself_where_there_is_no_network(archive: Folder) -> None:
    """A name server that is not there: the crawl must not wait for an answer that never comes."""
    archive.site("ir-ia", "http://no-such-host.invalid/")
    told = archive.run("crawl", "ir-ia", module="scrapy", cwd=ROOT)
    assert archive.rows("SELECT status, exit_code FROM crawls") == [("failed", 9)]
    assert "no-such-host.invalid" in told.stderr


FAULT = """
import sys
from iria_crawler import settings
from iria_crawler.launch import crawl_sites
from iria_crawler.pipelines import ReadingPipeline
from iria_crawler.sites import load
from pathlib import Path

class Faulty(ReadingPipeline):
    async def process_item(self, item):
        if item.claim.kind == "{kind}":
            raise RuntimeError("a fault of ours")
        return await super().process_item(item)

if __name__ == "__main__":
    folder = Path(sys.argv[1])
    sys.modules["faulty"] = sys.modules["__main__"]
    pipelines = {{"faulty.Faulty": 500}}
    (run,) = crawl_sites(folder, [load(folder / "sites" / "demo.toml")], settings={{"ITEM_PIPELINES": pipelines}})
    sys.exit(run.exit_code)
"""
"""A crawl in which storing what came of one kind of URL fails in a way that nobody foresaw."""


@pytest.mark.parametrize("kind", ["home", pytest.param("article", marks=pytest.mark.long)])
def test_a_fault_in_a_component_never_keeps_a_crawl_from_ending(archive: Folder, tmp_path: Path, kind: str) -> None:
    (tmp_path / "faulty.py").write_text(FAULT.format(kind=kind), encoding="utf-8")
    with serve(generate(8)) as served:
        archive.site("demo", served.url)
        archive.run(str(archive.path), module="faulty", code=None, cwd=tmp_path)
        assert archive.rows("SELECT url FROM urls WHERE state = 'claimed'") == []
        assert "a fault of ours" in archive.log
        archive.run("crawl", "demo")
    assert archive.rows("SELECT count(*) FROM articles") == [(8,)]
    archive.run("verify", "--full")
