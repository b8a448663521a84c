"""Beside a crawl: its report is there from its first minute, and whoever watches over it is told."""

import json
import time
from dataclasses import replace
from pathlib import Path

from iria_crawler.demo import generate, serve
from tests.conftest import PATIENCE, Folder
from tests.host import Said, host


def reports(archive: Folder) -> list[dict[str, object]]:
    files = sorted(archive.path.glob("crawls/*/report/report.json"))
    return [json.loads(file.read_text(encoding="utf-8")) for file in files]


def test_a_crawl_that_takes_its_time_has_a_report_meanwhile(archive: Folder) -> None:
    archive = replace(archive, reports=True)
    at_once = "import iria_crawler.extensions as beside; beside.SECONDS_TO_THE_FIRST_REPORT = 0"
    with serve(generate(30), delay=0.05) as served:
        archive.site("demo", served.url)
        with archive.start("crawl", "demo", first=at_once) as process:
            until_there(archive.path, "crawls/*/report/index.html")
            process.kill()
            process.communicate(timeout=PATIENCE)
    [running] = reports(archive)
    assert running["status"] == "running"


def test_a_crawl_leaves_a_report_and_the_next_one_says_that_a_killed_one_was(archive: Folder) -> None:
    archive = replace(archive, reports=True)
    with serve(generate(30), delay=0.05) as served:
        archive.site("demo", served.url)
        with archive.start("crawl", "demo") as process:
            until_there(archive.path, "warc/*/*/*.warc.gz*")
            process.kill()
            process.communicate(timeout=PATIENCE)
        assert not reports(archive)
        archive.run("crawl", "demo", "--limit", "2")
    killed, last = reports(archive)
    assert (killed["status"], last["status"]) == ("interrupted", "stopped")


def until_there(folder: Path, pattern: str) -> None:
    """Wait for a file, as long as a command may take."""
    end = time.monotonic() + PATIENCE
    while not list(folder.glob(pattern)):
        assert time.monotonic() < end, f"no {pattern}"
        time.sleep(0.05)


def test_the_dead_man_switch_hears_of_the_start_and_of_the_end(archive: Folder) -> None:
    with host(lambda path: Said(body=b"OK")) as switch, serve(generate(3)) as served:
        archive.site("demo", served.url, "[notify]", f'ping = "{switch.url}/switch"')
        archive.run("crawl", "demo")
    assert switch.paths == ["/switch/start", "/switch"]


def test_nobody_is_told_of_a_trial_and_the_archive_stays_as_it_was(archive: Folder) -> None:
    with host(lambda path: Said(body=b"OK")) as switch, serve(generate(3)) as served:
        archive.site("demo", served.url, "[notify]", f'ping = "{switch.url}/switch"')
        said = archive.run("crawl", "demo", "--test").stderr
    assert switch.paths == []
    assert not (archive.path / "iria.db").exists()
    [trial] = archive.path.glob("tmp/test-*/iria.db")
    assert str(trial.parent) in said


def test_a_crawl_whose_target_is_deaf_ends_well_and_says_so(archive: Folder) -> None:
    with serve(generate(3)) as served:
        archive.site("demo", served.url, "[notify]", 'ping = "http://127.0.0.1:1/switch"')
        archive.run("crawl", "demo")
    assert "127.0.0.1:1" not in archive.log  # an address may hold a secret
    assert "ping" in archive.log
