"""The doctor says of a machine and an archive what is wrong and what to do, and changes nothing."""

import json
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from iria_crawler.cli import main
from iria_crawler.demo import generate, serve
from iria_crawler.doctor import Check, checks
from iria_crawler.doctor.archive import filesystem
from iria_crawler.doctor.crawls import contact
from iria_crawler.doctor.machine import BUILT, clock
from iria_crawler.sites import parse

from .conftest import Folder

CONTACT = 'contact = "desk@archive.example"'


@pytest.fixture(scope="module")
def crawled(new_archive: Callable[[], Folder]) -> Folder:
    """An archive in order: one site with a contact and a limit, crawled once. Tests change copies of it."""
    archive = new_archive()
    with serve(generate(4)) as served:
        archive.site("demo", served.url, "[collection]", CONTACT, "[limits]", "free_disk = 1")
        archive.run("crawl", "demo")
    return archive


@pytest.fixture
def copy(crawled: Folder, tmp_path: Path) -> Folder:
    shutil.copytree(crawled.path, tmp_path / "copy")
    return Folder(path=tmp_path / "copy")


def told(folder: Path, *, now: datetime | None = None) -> list[Check]:
    return list(checks(folder, now=now or datetime.now(UTC)))


def wrong(folder: Path, *, now: datetime | None = None) -> list[Check]:
    return [check for check in told(folder, now=now) if check.level in ("warn", "fail")]


def edit(archive: Folder, sql: str) -> None:
    with closing(sqlite3.connect(archive.path / "iria.db")) as connection, connection:
        connection.execute(sql)


def test_an_archive_in_order_is_told_to_be(crawled: Folder) -> None:
    assert wrong(crawled.path) == []
    said = " ".join(check.what for check in told(crawled.path))
    for expected in ("iria ", "trafilatura ", "FTS5, STRICT", "locks hold", "no damage", "names a contact", "free"):
        assert expected in said


def test_the_doctor_changes_nothing(crawled: Folder) -> None:
    def state() -> dict[Path, bytes]:
        files = (path for path in crawled.path.rglob("*") if path.is_file())
        return {path: path.read_bytes() for path in files if not path.name.endswith(("-wal", "-shm"))}

    before = state()
    told(crawled.path)
    assert state() == before


def test_without_an_archive_the_machine_is_looked_at_and_nothing_is_made(tmp_path: Path) -> None:
    found = told(tmp_path / "none")
    assert [check.level for check in found if check.level == "fail"] == []
    assert "no archive at" in found[-1].what
    assert not (tmp_path / "none").exists()


def test_a_site_that_was_never_crawled_is_looked_at_too(archive: Folder) -> None:
    archive.site("news", "https://news.example/")
    said = [check.what for check in told(archive.path)]
    assert "no database yet: nothing was crawled" in said
    assert "news: the user agent names no contact" in said


def test_a_user_agent_without_a_contact_is_a_failure_and_the_line_to_add_is_given(copy: Folder) -> None:
    file = copy.path / "sites" / "demo.toml"
    file.write_text(file.read_text(encoding="utf-8").replace(CONTACT, ""), encoding="utf-8")
    (found,) = wrong(copy.path)
    assert (found.level, found.what) == ("fail", "demo: the user agent names no contact")
    assert found.remedy == f'add to {file}, under [collection]: contact = "you@your-archive.example"'


@pytest.mark.parametrize(
    ("lines", "level"),
    [
        ("", "fail"),
        ('[collection]\ncontact = "The archive"', "fail"),
        ('[collection]\ncontact = "desk@archive.example"', "ok"),
        ('[collection]\ncontact = "The archive, https://archive.example/bot"', "ok"),
        ('[crawl]\nuser_agent = "iria (+https://archive.example/)"', "ok"),
        ('[crawl]\nuser_agent = "Mozilla/5.0"\n[collection]\ncontact = "desk@archive.example"', "fail"),
    ],
    ids=["none", "a name alone", "mail", "name and page", "user agent with a page", "a user agent that hides it"],
)
def test_a_contact_is_an_address_that_the_site_finds_in_the_user_agent(lines: str, level: str, tmp_path: Path) -> None:
    site = parse(f'[site]\nhome = "https://news.example/"\n{lines}\n', "news.toml")
    assert contact(site, tmp_path / "news.toml").level == level


def test_each_mistake_in_a_site_file_is_a_failure(copy: Folder) -> None:
    file = copy.path / "sites" / "demo.toml"
    file.write_text(
        '[site]\nhome = "https://news.example/"\n[crawl]\nschedul = "daily"\ndelay = -1\n', encoding="utf-8"
    )
    mistakes = [check.what for check in wrong(copy.path) if check.remedy == f"edit {file}"]
    assert len(mistakes) == 2
    assert any('Did you mean "schedule"?' in mistake for mistake in mistakes)


def test_a_site_that_may_fill_the_disk_is_named(copy: Folder) -> None:
    file = copy.path / "sites" / "demo.toml"
    file.write_text(file.read_text(encoding="utf-8").replace("free_disk = 1", ""), encoding="utf-8")
    (found,) = wrong(copy.path)
    assert found.level == "warn"
    assert "limits.free_disk is not set for demo" in found.what


def test_a_crawl_that_failed_is_a_failure(copy: Folder) -> None:
    edit(copy, "UPDATE crawls SET status = 'failed', exit_code = 9, reason = 'nothing came'")
    assert [check.what.split(":")[:2] for check in wrong(copy.path)] == [["demo", " failed"]]


def test_a_warc_file_that_a_dead_crawl_left_open_is_named(copy: Folder) -> None:
    file = copy.warcs()[0]
    file.rename(file.with_name(f"{file.name}.open"))
    (found,) = wrong(copy.path)
    assert (found.level, file.name in found.what) == ("warn", True)
    assert found.remedy == "iria crawl demo takes in what they hold"


def test_a_damaged_database_is_a_failure_and_no_traceback(copy: Folder) -> None:
    database = copy.path / "iria.db"
    database.write_bytes(database.read_bytes()[:8192] + b"\xff" * (database.stat().st_size - 8192))
    assert any(check.level == "fail" and "damaged" in check.what for check in wrong(copy.path))
    database.write_bytes(b"no database at all" * 100)
    assert any(check.level == "fail" and "damaged" in check.what for check in wrong(copy.path))


def test_an_older_database_is_told_and_left_as_it_is(copy: Folder) -> None:
    edit(copy, "DELETE FROM _sqlite_migrations WHERE id = (SELECT max(id) FROM _sqlite_migrations)")
    (found,) = [check for check in wrong(copy.path) if check.what.startswith("database")]
    assert (found.level, "1 step behind" in found.what) == ("warn", True)


def test_a_clock_that_lost_the_time_is_a_failure(copy: Folder) -> None:
    assert clock(datetime(BUILT - 1, 12, 31, tzinfo=UTC)).level == "fail"
    assert clock(datetime(BUILT, 1, 1, tzinfo=UTC)).level == "ok"
    earlier = datetime.now(UTC) - timedelta(days=2)
    assert any("still to come" in check.what for check in wrong(copy.path, now=earlier))


def test_an_archive_that_everybody_may_write_is_told(copy: Folder) -> None:
    copy.path.chmod(0o777)
    (found,) = wrong(copy.path)
    assert (found.level, found.remedy) == ("warn", f"chmod o-w {copy.path}")


def test_a_folder_is_on_the_innermost_and_latest_mount(tmp_path: Path) -> None:
    here = tmp_path.resolve()
    mounts = [(Path("/"), "ext4"), (here, "nfs4"), (here / "other", "xfs"), (here, "btrfs")]
    assert filesystem(tmp_path, mounts) == "btrfs"
    assert filesystem(tmp_path, mounts[:1]) == "ext4"
    assert filesystem(tmp_path, []) is None


def test_the_command_tells_people_and_machines_and_exits_1_on_a_failure(crawled: Folder, archive: Folder) -> None:
    assert _run(crawled.path)[0] == 0
    archive.site("news", "https://news.example/")
    code, out = _run(archive.path)
    assert code == 1
    assert out.endswith("1 failure, 1 warning.\n")
    assert "fail  news: the user agent names no contact   ->  add to" in out
    code, out = _run(archive.path, "--json")
    said = json.loads(out)
    assert (code, said["ok"], said["failures"], said["warnings"]) == (1, False, 1, 1)
    assert {check["level"] for check in said["checks"]} == {"ok", "info", "warn", "fail"}


def _run(folder: Path, *options: str) -> tuple[int, str]:
    done = CliRunner().invoke(main, ["-C", str(folder), "doctor", *options])
    assert done.stderr == ""
    return done.exit_code, done.stdout
