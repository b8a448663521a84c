"""Schedules mean what they say, to us, to systemd and to cron; a crawl that is due is started once."""

import fcntl
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from iria_crawler.cli import main
from iria_crawler.demo import generate, serve
from iria_crawler.errors import IriaError, SiteError
from iria_crawler.schedule import Loop, Machine, begun, crontab, due, install, installed, remove, units
from iria_crawler.schedule.times import delay, spread
from iria_crawler.sites import Crawl, Identity, Site, parse
from iria_crawler.sites.schedules import schedule

from .archivist import archivist
from .conftest import Folder

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)  # a Monday
DAY = timedelta(days=1)

FORMS = {  # what it is for cron, its next and its last time, and what it is for systemd
    "hourly": ("0 * * * *", "2026-03-02 13:00", "2026-03-02 11:00", ["*-*-* *:00:00"]),
    "hourly :15": ("15 * * * *", "2026-03-02 12:15", "2026-03-02 11:15", ["*-*-* *:15:00"]),
    "daily": ("0 0 * * *", "2026-03-03 00:00", "2026-03-02 00:00", ["*-*-* 00:00:00"]),
    "Daily  2:30": ("30 2 * * *", "2026-03-03 02:30", "2026-03-02 02:30", ["*-*-* 02:30:00"]),
    "twice-daily 14:30": ("30 2,14 * * *", "2026-03-02 14:30", "2026-03-02 02:30", ["*-*-* 02,14:30:00"]),
    "weekly": ("0 0 * * mon", "2026-03-09 00:00", "2026-03-02 00:00", ["Mon *-*-* 00:00:00"]),
    "weekly sun,thu 03:00": ("0 3 * * sun,thu", "2026-03-05 03:00", "2026-03-01 03:00", ["Sun,Thu *-*-* 03:00:00"]),
    "monthly 15 04:00": ("0 4 15 * *", "2026-03-15 04:00", "2026-02-15 04:00", ["*-*-15 04:00:00"]),
    "*/20 6-8 * * *": ("*/20 6-8 * * *", "2026-03-03 06:00", "2026-03-02 08:40", ["*-*-* 06,07,08:00,20,40:00"]),
    "0 3 1 * tue": ("0 3 1 * tue", "2026-03-03 03:00", "2026-03-01 03:00", ["*-*-01 03:00:00", "Tue *-*-* 03:00:00"]),
    "0 0 29 2 *": ("0 0 29 2 *", "2028-02-29 00:00", "2024-02-29 00:00", ["*-02-29 00:00:00"]),
    "0 5 * jan 7": ("0 5 * jan 7", "2027-01-03 05:00", "2026-01-25 05:00", ["Sun *-01-* 05:00:00"]),
}


@pytest.mark.parametrize("text", FORMS)
def test_each_form_of_a_schedule_means_the_same_to_us_to_cron_and_to_systemd(text: str) -> None:
    cron, after, before, calendar = FORMS[text]
    found = schedule(text)
    assert found.cron == cron
    assert found.next(NOW) == datetime.fromisoformat(f"{after}:00+00:00")
    assert found.previous(NOW) == datetime.fromisoformat(f"{before}:00+00:00")
    assert found.on_calendar == tuple(f"{each} UTC" for each in calendar)


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd here")
@pytest.mark.parametrize("text", FORMS)
def test_systemd_reckons_the_same_next_time(text: str) -> None:
    nexts = []
    for expression in schedule(text).on_calendar:
        words = ["systemd-analyze", "calendar", "--base-time", "2026-03-02 12:00:00 UTC", expression]
        said = subprocess.run(words, capture_output=True, text=True, check=True, env={"TZ": "UTC", "PATH": os.defpath})
        (line,) = [line for line in said.stdout.splitlines() if "Next elapse" in line]
        nexts.append(datetime.strptime(line.partition(": ")[2], "%a %Y-%m-%d %H:%M:%S UTC").replace(tzinfo=UTC))
    assert min(nexts) == schedule(text).next(NOW)


@pytest.mark.parametrize(
    "text",
    [
        *("", "often", "daily 24:00", "monthly 31 04:00", "weekly 03:00 mon", "61 * * * *", "0 0 31 2 *"),
        *("0 0 L * *", "0 0 * * mon#1", "* * * *", "0 0 * * * *", "5/10 * * * *", "0 0 30 feb *"),
    ],
)
def test_what_is_no_schedule_is_refused_with_the_forms_there_are(text: str) -> None:
    with pytest.raises(SiteError, match=r"crawl\.schedule: should be .*daily 02:30.*UTC"):
        parse(f'[site]\nhome = "https://news.example/"\n[crawl]\nschedule = "{text}"', "news.toml")


def test_times_are_utc_wherever_one_asks_from() -> None:
    here = datetime.fromisoformat("2026-03-02T23:00:00-05:00")
    assert schedule("daily 02:30").next(here) == datetime(2026, 3, 4, 2, 30, tzinfo=UTC)


def test_a_time_is_after_and_before_itself_never() -> None:
    at = datetime(2026, 3, 2, 2, 30, tzinfo=UTC)
    assert schedule("daily 02:30").next(at) == at + DAY
    assert schedule("daily 02:30").previous(at) == at - DAY


def site(slug: str = "news", times: str | None = "daily 02:30") -> Site:
    return Site(site=Identity(home=f"https://{slug}.example/", slug=slug), crawl=Crawl(schedule=times))


# -- what is due --


def test_a_crawl_is_due_once_at_its_time_however_often_it_was_missed() -> None:
    sites = {"news": site()}
    assert due(sites, {"news": NOW - 10 * DAY}, now=NOW) == ["news"]
    assert due(sites, {"news": NOW - timedelta(minutes=1)}, now=NOW) == []
    assert due(sites, {}, now=NOW) == ["news"]


def test_a_site_without_schedule_is_never_due() -> None:
    assert due({"news": site(times=None)}, {}, now=NOW) == []


def test_who_has_waited_longest_comes_first() -> None:
    sites = {"late": site("late", "daily 09:00"), "later": site("later", "daily 05:00")}
    assert due(sites, {}, now=NOW) == ["later", "late"]


def test_each_site_begins_a_little_later_by_itself_and_always_the_same() -> None:
    times = schedule("daily 02:30")
    waits = {slug: delay(slug, times, NOW) for slug in ("news", "other", "third")}
    assert waits == {slug: delay(slug, times, NOW + DAY) for slug in waits}
    assert len(set(waits.values())) == 3
    assert all(timedelta() <= wait < spread(times, NOW) == timedelta(minutes=20) for wait in waits.values())
    on_time = datetime(2026, 3, 2, 2, 30, tzinfo=UTC)
    last = {"news": NOW - DAY}
    assert due({"news": site()}, last, now=on_time + waits["news"]) == []
    assert due({"news": site()}, last, now=on_time + waits["news"] + timedelta(seconds=1)) == ["news"]


def test_crawls_that_come_often_are_spread_less() -> None:
    assert spread(schedule("*/20 * * * *"), NOW) == timedelta(minutes=5)


def test_a_site_that_was_never_crawled_counts_from_when_its_file_was_written(archive: Folder) -> None:
    archive.site("news", "https://news.example/")
    archive.site("other", "https://other.example/")
    os.utime(archive.path / "sites" / "other.toml", (0, 0))
    with archivist(archive.path, site(), now=NOW) as rows:
        rows.crawl(NOW - 2 * DAY)
        rows.crawl(NOW - DAY, kind="test")
    assert begun(archive.path) == {"news": NOW - 2 * DAY, "other": datetime(1970, 1, 1, tzinfo=UTC)}


# -- units and lines --


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    folder = tmp_path / 'an archive, 100% "ours" for $5'
    folder.mkdir()
    return Machine(command=("/opt/iria 50%/bin/iria",), folder=folder, user="archivist")


def test_each_site_has_a_service_and_a_timer_and_one_more_tells_of_all(machine: Machine) -> None:
    texts = units([site(), site("other", "0 3 1 * mon")], machine, now=NOW)
    assert sorted(texts) == [
        *("iria-crawl-news.service", "iria-crawl-news.timer", "iria-crawl-other.service", "iria-crawl-other.timer"),
        *("iria-notify.service", "iria-notify.timer"),
    ]
    service, timer = texts["iria-crawl-news.service"], texts["iria-crawl-other.timer"]
    for line in ("User=archivist", "SuccessExitStatus=11 14 15", "ProtectSystem=strict", "NoNewPrivileges=yes"):
        assert f"\n{line}\n" in service
    assert "\nOnFailure=iria-notify.service\n" in service
    assert "OnFailure" not in texts["iria-notify.service"]
    assert timer.count("OnCalendar=") == 2
    for line in ("Persistent=true", "FixedRandomDelay=true", "RandomizedDelaySec=1200s"):
        assert f"\n{line}\n" in timer


def test_what_systemd_and_cron_take_for_their_own_is_quoted(machine: Machine) -> None:
    service = units([site()], machine, now=NOW)["iria-crawl-news.service"]
    folder = str(machine.folder).replace('"', '\\"').replace("%", "%%")
    in_command = folder.replace("$", "$$")
    assert f'\nExecStart="/opt/iria 50%%/bin/iria" -C "{in_command}" crawl news --trigger schedule\n' in service
    assert f'\nReadWritePaths="{folder}"\n' in service
    *_, line, _ = crontab([site()], machine)
    assert line.startswith("30 2 * * * '/opt/iria 50\\%/bin/iria' -C ")
    assert "%" not in line.replace("\\%", "")


def test_a_shell_that_cron_starts_gets_the_words_back(machine: Machine) -> None:
    *_, line, _ = crontab([site()], machine)
    command = line.split(maxsplit=5)[5].replace("\\%", "%").replace(" >/dev/null", "")
    said = subprocess.run(["/bin/sh", "-c", f"printf '%s\\n' {command}"], capture_output=True, text=True, check=True)
    assert said.stdout.splitlines() == [
        *(*machine.command, "-C", str(machine.folder), "crawl", "news", "--trigger", "schedule"),
    ]


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd here")
@pytest.mark.parametrize("user", ["root", None], ids=["system", "own"])
def test_systemd_finds_nothing_wrong_with_the_units(machine: Machine, tmp_path: Path, user: str | None) -> None:
    program = tmp_path / "bin 100%" / "iria"
    program.parent.mkdir()
    program.write_text("#!/bin/sh\n", encoding="utf-8")
    program.chmod(0o755)
    machine = Machine(command=(str(program),), folder=machine.folder, user=user)
    paths = install(units([site(), site("other", "0 3 1 * mon")], machine, now=NOW), tmp_path / "units", machine)
    words = ["systemd-analyze", "verify", "--man=no", *([] if user else ["--user"]), *map(str, paths)]
    env = os.environ | {"XDG_RUNTIME_DIR": str(tmp_path)}
    said = subprocess.run(words, capture_output=True, text=True, env=env)
    ours = [line for line in (said.stdout + said.stderr).splitlines() if "iria-" in line]
    assert ours == []


def test_units_in_a_users_own_manager_ask_for_nothing_that_it_cannot_give(tmp_path: Path) -> None:
    own = Machine(command=("/usr/bin/iria",), folder=tmp_path, user=None)
    service = units([site()], own, now=NOW)["iria-crawl-news.service"]
    assert not [word for word in ("User=", "ProtectSystem", "network-online") if word in service]
    assert "\nNoNewPrivileges=yes\n" in service


def test_a_private_tmp_hides_no_archive(tmp_path: Path) -> None:
    for folder, expected in ((Path("/srv/archive"), True), (Path("/tmp/archive"), False)):
        own = Machine(command=("/usr/bin/iria",), folder=folder, user="archivist")
        assert ("PrivateTmp=yes" in units([site()], own, now=NOW)["iria-crawl-news.service"]) is expected


def test_units_of_this_archive_can_be_renewed_and_removed_and_those_of_others_stay(tmp_path: Path) -> None:
    own = Machine(command=("/usr/bin/iria",), folder=tmp_path / "own", user=None)
    other = Machine(command=("/usr/bin/iria",), folder=tmp_path / "other", user=None)
    to = tmp_path / "units"
    paths = install(units([site()], own, now=NOW), to, own)
    assert install(units([site(times="daily 05:00")], own, now=NOW), to, own) == paths
    assert "05:00" in (to / "iria-crawl-news.timer").read_text(encoding="utf-8")
    with pytest.raises(IriaError, match="is not of this archive"):
        install(units([site()], other, now=NOW), to, other)
    assert installed(to, other) == []
    (to / "timers.target.wants").mkdir()
    (to / "timers.target.wants" / "iria-crawl-news.timer").symlink_to(to / "iria-crawl-news.timer")
    (to / "mine-own.timer").touch()
    remove(installed(to, own))
    assert sorted(path.name for path in to.rglob("*.*")) == ["mine-own.timer", "timers.target.wants"]


# -- the commands --


def run(archive: Folder, *words: str) -> tuple[int, str, str]:
    done = CliRunner().invoke(main, ["-C", str(archive.path), *words])
    return done.exit_code, done.stdout, done.stderr


def test_install_writes_says_what_comes_next_and_runs_nothing(archive: Folder, tmp_path: Path) -> None:
    archive.site("news", "https://news.example/", 'schedule = "daily 02:30"')
    archive.site("other", "https://other.example/")
    to = tmp_path / "units"
    code, out, err = run(archive, "schedule", "install", "--to", str(to), "--dry-run")
    assert (code, to.exists()) == (0, False)
    assert "OnCalendar=*-*-* 02:30:00 UTC" in out
    code, out, err = run(archive, "schedule", "install", "--to", str(to), "--user")
    assert code == 0
    assert sorted(map(Path, out.split())) == sorted(to.iterdir())
    assert len(out.split()) == 4
    assert "systemctl --user daemon-reload" in err
    assert "systemctl --user enable --now iria-crawl-news.timer iria-notify.timer" in err
    archive.site("news", "https://news.example/")
    archive.site("other", "https://other.example/", 'schedule = "daily 02:30"')
    assert "iria schedule remove news" in run(archive, "schedule", "install", "--to", str(to), "--user")[2]
    run(archive, "schedule", "remove", "other", "--to", str(to), "--user")
    code, out, err = run(archive, "schedule", "remove", "news", "--to", str(to), "--user")
    assert code == 0
    assert sorted(path.name for path in to.iterdir()) == ["iria-notify.service", "iria-notify.timer"]


def test_lines_for_cron_go_to_stdout(archive: Folder) -> None:
    archive.site("news", "https://news.example/", 'schedule = "weekly mon 03:00"')
    code, out, _ = run(archive, "schedule", "install", "--cron")
    lines = [line for line in out.splitlines() if not line.startswith("#")]
    assert code == 0
    assert lines[0] == "CRON_TZ=UTC"
    assert [line.split()[:5] for line in lines[1:]] == [["0", "3", "*", "*", "mon"], ["0", "6", "*", "*", "*"]]


@pytest.mark.parametrize("words", [("install",), ("install", "news"), ("show",), ("remove", "--to", "/nowhere")])
def test_without_a_schedule_there_is_nothing_to_do_and_one_line_says_so(
    archive: Folder, words: tuple[str, ...]
) -> None:
    archive.site("news", "https://news.example/")
    code, out, err = run(archive, "schedule", *words)
    assert (code != 0, out, err.count("\n")) == (True, "", 1)


def test_show_tells_the_last_and_the_next_crawl(archive: Folder) -> None:
    archive.site("news", "https://news.example/", 'schedule = "daily 02:30"')
    ((_, out, _), before) = run(archive, "schedule", "show", "--json"), datetime.now(UTC)
    row = json.loads(out)
    assert (row["site"], row["schedule"], row["last_at"], row["overdue_since"]) == ("news", "daily 02:30", None, None)
    assert timedelta() < datetime.fromisoformat(row["next_at"]) - before <= DAY
    os.utime(archive.path / "sites" / "news.toml", (0, 0))
    with archivist(archive.path, site(), now=NOW) as rows:
        rows.crawl(NOW)
    row = json.loads(run(archive, "schedule", "show", "--json")[1])
    assert row["last_at"] == "2026-03-02T12:00:00Z"
    assert row["overdue_since"]
    assert "2026-" in run(archive, "schedule", "show")[1]


# -- the loop --

CRAWL = """
import signal, sys, time
from pathlib import Path
folder, slug = Path(sys.argv[2]), sys.argv[4] if sys.argv[3] == "crawl" else "notify"
signal.signal(signal.SIGINT, lambda *_: ((folder / f"{slug}.ended").touch(), sys.exit(11)))
(folder / f"{slug}.begun").open("a").write(" ".join(sys.argv[3:]) + "\\n")
while not (folder / f"{slug}.end").exists():
    time.sleep(0.01)
sys.exit(int((folder / f"{slug}.end").read_text() or 0))
"""


@pytest.fixture
def loop(archive: Folder, tmp_path: Path) -> Loop:
    """A loop over crawls that go on until a file `<slug>.end` says with which exit code they end."""
    program = tmp_path / "crawl.py"
    program.write_text(CRAWL, encoding="utf-8")
    for number, slug in enumerate(("one", "two", "three")):
        archive.site(slug, f"https://{slug}.example/", f'schedule = "daily 0{number + 1}:30"')
        os.utime(archive.path / "sites" / f"{slug}.toml", (0, 0))
    said: list[str] = []
    return Loop(folder=archive.path, command=(sys.executable, str(program)), say=said.append, jobs=2)


def until(done: Callable[[], bool]) -> None:
    """Wait for what must come soon."""
    for _ in range(1000):
        if done():
            return
        time.sleep(0.01)
    raise AssertionError("it never came")


def started(folder: Path) -> list[str]:
    return sorted(line for path in folder.glob("*.begun") for line in path.read_text(encoding="utf-8").splitlines())


def end(folder: Path, slug: str, code: int = 0) -> None:
    (folder / f"{slug}.end").write_text(str(code), encoding="utf-8")


def test_the_loop_starts_what_is_due_a_few_at_once_and_none_twice(loop: Loop, archive: Folder) -> None:
    folder = archive.path
    for _ in range(3):
        loop.step(NOW)
    until(lambda: len(started(folder)) == 2)
    assert started(folder) == ["crawl one --trigger schedule", "crawl two --trigger schedule"]
    end(folder, "one", 9)
    until(lambda: (loop.step(NOW), (folder / "three.begun").exists())[1])
    for slug in ("two", "three"):
        end(folder, slug)
    until(lambda: (loop.step(NOW), loop.is_idle)[1])
    assert len(started(folder)) == 3  # none again, though there is no row of any
    assert loop.worst == 9
    loop.step(NOW + DAY)
    loop.wait()
    assert len(started(folder)) == 5


def test_all_that_is_due_at_a_moment_is_crawled_in_turn(loop: Loop, archive: Folder) -> None:
    loop.jobs = 1
    for slug in ("one", "two", "three"):
        end(archive.path, slug)
    until(lambda: (loop.step(NOW), loop.is_idle)[1])
    assert len(started(archive.path)) == 3


def test_the_loop_leaves_alone_what_another_process_crawls(loop: Loop, archive: Folder) -> None:
    lock = archive.path / "warc" / "one"
    lock.mkdir(parents=True)
    handle = os.open(lock, os.O_RDONLY)
    fcntl.flock(handle, fcntl.LOCK_EX)
    for slug in ("one", "two", "three"):
        end(archive.path, slug)
    loop.step(NOW)
    loop.wait()
    assert started(archive.path) == ["crawl three --trigger schedule", "crawl two --trigger schedule"]
    os.close(handle)
    loop.step(NOW)
    loop.wait()
    assert "crawl one --trigger schedule" in started(archive.path)


def test_site_files_may_change_and_be_wrong_while_the_loop_runs(loop: Loop, archive: Folder) -> None:
    said: list[str] = []
    loop.say = said.append
    for slug in ("one", "two", "three", "four"):
        end(archive.path, slug)
    loop.step(NOW)
    loop.wait()
    archive.site("four", "https://four.example/", 'schedule = "dayly"')
    for _ in range(3):
        loop.step(NOW)
    assert sum("four.toml: crawl.schedule: should be" in line for line in said) == 1
    archive.site("four", "https://four.example/", 'schedule = "daily 04:30"')
    os.utime(archive.path / "sites" / "four.toml", (0, 0))
    loop.step(NOW)
    loop.wait()
    assert "crawl four --trigger schedule" in started(archive.path)


def test_the_loop_has_people_told_once_a_day(loop: Loop, archive: Folder) -> None:
    archive.site("one", "https://one.example/", "[notify]", 'to = "json://127.0.0.1:9"')
    with archivist(archive.path, site("one"), now=NOW):
        pass
    for slug in ("two", "three", "notify"):
        end(archive.path, slug)
    for now in (NOW, NOW + timedelta(hours=1), NOW + timedelta(hours=19)):
        loop.step(now)
        loop.wait()
    assert started(archive.path).count("notify") == 2


def test_a_loop_that_is_ended_ends_its_crawls_cleanly(archive: Folder, tmp_path: Path) -> None:
    with serve(generate(8)) as served:
        archive.site("demo", served.url, "delay = 0.3", 'schedule = "0 0 29 2 *"')
        os.utime(archive.path / "sites" / "demo.toml", (0, 0))
        loop = archive.start("schedule", "run")
        until(lambda: bool(archive.warcs()))
        loop.send_signal(signal.SIGTERM)
        _, err = loop.communicate(timeout=30)
    assert loop.returncode == 0, err
    assert "demo: ended, exit 11" in err
    assert archive.rows("SELECT status, started_by FROM crawls") == [("interrupted", "schedule")]


def test_the_loop_crawls_what_is_due_once_and_ends(archive: Folder) -> None:
    with serve(generate(4)) as served:
        archive.site("demo", served.url, 'schedule = "0 0 29 2 *"')
        os.utime(archive.path / "sites" / "demo.toml", (0, 0))
        told = archive.run("schedule", "run", "--once")
        assert "demo: ended, exit 0" in told.stderr
        archive.run("schedule", "run", "--once")
    assert archive.rows("SELECT status, started_by FROM crawls") == [("finished", "schedule")]
    assert told.stdout == ""
