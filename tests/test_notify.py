"""People hear once of what is wrong, where they want to; what they cannot be told harms no crawl."""

import json
import logging
import os
import sqlite3
import threading
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from iria_crawler.cli import main
from iria_crawler.errors import IriaError
from iria_crawler.health import Finding
from iria_crawler.notify import after_crawl, before_crawl, ping, send_digest, targets, tell, try_out
from iria_crawler.sites import Crawl, Identity, Notify, Site, parse
from iria_crawler.store import Store

from .archivist import archivist
from .conftest import Folder
from .host import Said, host

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)  # a Monday
DAY = timedelta(days=1)
SECRET = "s3cret-word"


@dataclass(kw_only=True)
class Receiver:
    """A loopback messenger: what it was told, and which status it answers with."""

    port: int = 0
    status: int = 200
    told: list[dict[str, Any]] = field(default_factory=list)

    def url(self, path: str = "") -> str:
        """An address as Apprise writes it, with secrets in two places."""
        return f"json://me:{SECRET}@127.0.0.1:{self.port}/{SECRET}{path}"


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with _receiver() as up:
        yield up


@contextmanager
def _receiver() -> Iterator[Receiver]:
    class Visitor(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            up.told.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(up.status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Nothing is printed."""

    up = Receiver()
    with ThreadingHTTPServer(("127.0.0.1", 0), Visitor) as server:
        up.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield up
        finally:
            server.shutdown()
            thread.join()


def site(slug: str = "news", **notify: Any) -> Site:
    return Site(
        site=Identity(home=f"https://{slug}.example/", slug=slug),
        crawl=Crawl(schedule="daily 02:30"),
        notify=Notify(**notify),
    )


def finding(slug: str | None = "news", event: Any = "failed", message: str = "it broke") -> Finding:
    return Finding(site=slug, event=event, message=message, since=NOW - DAY, remedy="mend it")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with archivist(tmp_path, site(), now=NOW) as rows:
        yield rows.store


def notices(store: Store) -> list[tuple[object, ...]]:
    return [tuple(row.values()) for row in store.rows("SELECT event, message, sent, error FROM notices ORDER BY id")]


def test_what_was_told_is_not_told_again_until_it_was_quiet_for_a_day(
    store: Store, tmp_path: Path, receiver: Receiver
) -> None:
    sites = {"news": site(to=receiver.url())}
    looks: Mapping[int, tuple[bool, int]] = {  # hours on: is it still so, and how often was it told by then
        **{0: (True, 1), 1: (True, 1), 24: (True, 1), 48: (True, 1)},
        **{72: (False, 1), 96: (True, 2), 97: (True, 2)},
    }
    for hours, (holds, told) in looks.items():
        tell(store, tmp_path, sites, [finding()] if holds else [], now=NOW + timedelta(hours=hours))
        assert len(receiver.told) == told, hours


def test_several_findings_are_one_message_a_target(store: Store, tmp_path: Path, receiver: Receiver) -> None:
    with _receiver() as second:
        sites = {
            "news": site(to=[receiver.url(), second.url()]),
            "other": site("other", to=[receiver.url()], on=["failed", "shrinking"]),
        }
        found = [finding(), finding("other", "shrinking", "too little"), finding(None, "disk-low", "1 GB free")]
        sent = tell(store, tmp_path, sites, found, now=NOW)
        (message,), (fewer,) = receiver.told, second.told
    assert [each.error for each in sent] == [None, None]
    assert message["title"] == "iria: news failed and 2 more"
    assert message["message"].splitlines() == [str(each) for each in found]
    assert "too little" not in fewer["message"]
    assert "1 GB free" in fewer["message"]
    assert notices(store) == [
        ("failed", "it broke", 2, None),
        ("shrinking", "too little", 1, None),
        ("disk-low", "1 GB free", 2, None),
    ]


def test_nobody_hears_of_what_they_did_not_ask_for(store: Store, tmp_path: Path, receiver: Receiver) -> None:
    sites = {"news": site(to=receiver.url()), "other": site("other")}
    assert tell(store, tmp_path, sites, [finding(event="shrinking"), finding("other")], now=NOW) == []
    assert (receiver.told, notices(store)) == ([], [])


def test_a_message_names_the_report_of_the_last_crawl(tmp_path: Path, receiver: Receiver) -> None:
    with archivist(tmp_path, site(), now=NOW) as rows:
        crawl = rows.crawl(NOW - DAY)
        page = tmp_path / "crawls" / crawl / "report" / "index.html"
        page.parent.mkdir(parents=True)
        page.touch()
        tell(rows.store, tmp_path, {"news": site(to=receiver.url())}, [finding()], now=NOW)
    assert str(page) in receiver.told[0]["message"]


def test_a_target_that_takes_nothing_is_said_without_its_secrets_and_told_at_the_next_look(
    store: Store, tmp_path: Path, receiver: Receiver, caplog: pytest.LogCaptureFixture
) -> None:
    receiver.status = 500
    sites = {"news": site(to=receiver.url())}
    with caplog.at_level(logging.DEBUG):
        (sent,) = tell(store, tmp_path, sites, [finding()], now=NOW)
    assert str(sent).startswith("json (notify.to of news): the message was not taken")
    ((_, _, number, error),) = notices(store)
    assert (number, error) == (0, str(sent))
    receiver.status = 200
    tell(store, tmp_path, sites, [finding()], now=NOW + timedelta(hours=1))
    assert len(receiver.told) == 2
    assert SECRET not in caplog.text + str(notices(store)) + repr(sites) + repr(sent)


def test_one_target_that_is_away_keeps_nothing_from_the_others(
    store: Store, tmp_path: Path, receiver: Receiver
) -> None:
    sites = {"news": site(to=["nonsense", "nosuch://x", "json://127.0.0.1:9/", receiver.url()])}
    sent = tell(store, tmp_path, sites, [finding()], now=NOW)
    assert [bool(each.error) for each in sent] == [True, True, True, False]
    assert len(receiver.told) == 1
    assert notices(store)[0][2] == 1


def test_addresses_are_in_the_site_file_alone(tmp_path: Path, receiver: Receiver) -> None:
    own = site(to=receiver.url(), ping=f"https://hc.example/{SECRET}")
    with archivist(tmp_path, own, now=NOW) as rows:
        assert SECRET not in rows.store.value("SELECT config FROM sites")
        assert rows.store.site("news").notify.on == own.notify.on
    assert SECRET not in json.dumps(own.model_dump(mode="json"))
    assert SECRET not in repr(own)
    assert Site.model_validate(own.model_dump()) == own  # what writes a site file loses nothing
    assert list(targets([own])) == list(targets([parse(f"""
[site]
home = "https://news.example/"
slug = "news"
[notify]
to = "{receiver.url()}"
""", "news.toml")]))  # fmt: skip


# -- the dead-man switch --


@pytest.mark.parametrize(
    ("signal", "path"),
    [("start", "/abc/start"), (0, "/abc"), (11, "/abc"), (14, "/abc"), (15, "/abc"), (9, "/abc/9"), (18, "/abc/18")],
    ids=str,
)
def test_the_dead_mans_switch_hears_how_it_went(signal: Any, path: str) -> None:
    with host(lambda _: Said(body=b"OK")) as up:
        assert ping(site(ping=f"{up.url}/abc"), signal) is None
        assert up.paths == [path]


def test_a_switch_that_does_not_listen_is_a_line_without_its_address() -> None:
    with host(lambda _: Said(status=404)) as up:
        assert before_crawl(site(ping=f"{up.url}/{SECRET}")) == ("notify.ping of news: HTTP status 404",)
    (line,) = before_crawl(site(ping=f"{up.url}/{SECRET}"))  # nobody is there any more
    assert "refused" in line
    assert SECRET not in line
    assert before_crawl(site(ping=f"{up.url}/{SECRET}ä")) == ("notify.ping of news: UnicodeEncodeError",)


def test_without_a_switch_nothing_is_called() -> None:
    assert before_crawl(site()) == ()


# -- after a crawl --


def write(archive: Folder, slug: str, *lines: str) -> None:
    archive.site(slug, f"https://{slug}.example/", 'schedule = "daily 02:30"', "[notify]", *lines)


def test_after_a_crawl_the_switch_and_the_people_of_its_site_are_told(archive: Folder, receiver: Receiver) -> None:
    with host(lambda _: Said(body=b"OK")) as up, archivist(archive.path, site(), now=NOW) as rows:
        write(archive, "news", f'to = "{receiver.url()}"', f'ping = "{up.url}/abc"')
        (archive.path / "sites" / "other.toml").write_text("broken", encoding="utf-8")  # another's fault
        crawl = rows.crawl(datetime.now(UTC), status="failed", reason="no answer", exit_code=9)
        assert after_crawl(archive.path, "news", crawl) == ()
        assert up.paths == ["/abc/9"]
    (message,) = receiver.told
    assert "news: failed" in message["message"]


def test_after_a_crawl_what_could_not_be_told_is_a_line_each(archive: Folder) -> None:
    write(archive, "news", 'to = "json://127.0.0.1:9/"', 'ping = "http://127.0.0.1:9/"')
    with archivist(archive.path, site(), now=NOW) as rows:
        crawl = rows.crawl(datetime.now(UTC), status="failed", exit_code=9)
    first, second = after_crawl(archive.path, "news", crawl)
    assert first.startswith("notify.ping of news: ")
    assert second.startswith("json (notify.to of news): ")


def test_after_a_crawl_of_a_site_that_tells_nobody_nothing_is_done(archive: Folder) -> None:
    archive.site("news", "https://news.example/")
    assert after_crawl(archive.path, "news", "no-crawl") == ()
    assert not (archive.path / "iria.db").exists()


def test_a_crawl_that_has_not_ended_cannot_be_told(archive: Folder, receiver: Receiver) -> None:
    write(archive, "news", f'to = "{receiver.url()}"')
    with archivist(archive.path, site(), now=NOW) as rows:
        crawl = rows.crawl(NOW, status="running")
    with pytest.raises(IriaError, match="has not ended"):
        after_crawl(archive.path, "news", crawl)
    with pytest.raises(IriaError, match="is gone"):
        after_crawl(archive.path, "elsewhere", crawl)


# -- the digest --


def test_the_digest_comes_once_a_week_and_tells_of_each_site(tmp_path: Path, receiver: Receiver) -> None:
    sites = {"news": site(to=receiver.url()), "other": site("other", to=receiver.url(), digest="never")}
    with archivist(tmp_path, site(), now=NOW) as rows:
        old, new = rows.crawl(NOW - 20 * DAY), rows.crawl(NOW - DAY)
        rows.article(1, old, published=NOW - 20 * DAY, seen=NOW - 20 * DAY)
        rows.article(2, new, published=NOW - DAY, seen=NOW - DAY)
        rows.problem("https://news.example/3", new, "http-500", at=NOW - DAY)
        for days in (0, 1, 6, 7, 8):
            send_digest(rows.store, tmp_path, sites, now=NOW + days * DAY)
        assert len(receiver.told) == 2
        assert notices(rows.store) == [("digest", "the week", 1, None)] * 2
    (line, blank, disk) = receiver.told[0]["message"].splitlines()
    assert line == (
        "news: 2 articles; this week 1 new, 0 changed, 0 gone; 1 crawl, 1 URL with problems;"
        " overdue since 2 March 2026 02:30 UTC"
    )
    assert blank == ""
    assert disk.startswith("Disk: ")


# -- the command --


def run(archive: Folder, *words: str) -> tuple[int, str, str]:
    done = CliRunner().invoke(main, ["-C", str(archive.path), *words])
    return done.exit_code, done.stdout, done.stderr


def test_the_command_tells_what_is_wrong_and_who_was_told(archive: Folder, receiver: Receiver) -> None:
    write(archive, "news", f'to = "{receiver.url()}"', 'digest = "never"')
    os.utime(archive.path / "sites" / "news.toml", (0, 0))
    with archivist(archive.path, site(), now=NOW) as rows:
        rows.crawl(NOW)
    assert run(archive, "notify") == (0, "json (notify.to of news): sent\n", "")
    assert "overdue" in receiver.told[0]["message"]
    assert run(archive, "notify") == (0, "", "")
    code, out, _ = run(archive, "notify", "--digest", "--json")
    assert (code, out) == (0, "")  # nobody wants it


def test_a_test_says_which_targets_took_it(archive: Folder, receiver: Receiver) -> None:
    write(archive, "news", f'to = ["{receiver.url()}", "json://127.0.0.1:9/"]')
    code, out, err = run(archive, "notify", "--test")
    assert (code, out) == (22, "json (notify.to 1 of news): sent\n")
    assert err.startswith("json (notify.to 2 of news): the message was not taken")
    assert receiver.told[0]["title"] == "iria: a test"
    assert not (archive.path / "iria.db").exists()


def test_where_nobody_is_to_be_told_the_command_says_how_to_name_somebody(archive: Folder) -> None:
    archive.site("news", "https://news.example/")
    code, out, err = run(archive, "notify")
    assert (code, out) == (0, "")
    assert "[notify] to =" in err


def test_a_test_goes_to_each_target_once(receiver: Receiver) -> None:
    sites = {slug: site(slug, to=receiver.url()) for slug in ("news", "other")}
    assert [each.sites for each in try_out(sites)] == [("news", "other")]


def test_status_checks_for_monitors(archive: Folder) -> None:
    write(archive, "news")
    os.utime(archive.path / "sites" / "news.toml", (0, 0))
    with archivist(archive.path, site(), now=NOW) as rows:
        rows.crawl(NOW)
    code, out, _ = run(archive, "status", "--check")
    first, line = out.splitlines()
    assert (code, first) == (1, "1 found: news overdue")
    assert line.startswith("news: overdue since ")
    told = json.loads(run(archive, "status", "--check", "--json")[1])
    assert (told["ok"], [each["event"] for each in told["findings"]]) == (False, ["overdue"])
    assert "overdue" in run(archive, "status")[1]
    (row,) = json.loads(run(archive, "status", "--json")[1])["sites"]
    assert row["overdue_since"]
    archive.site("news", "https://news.example/")
    assert run(archive, "status", "--check")[:2] == (0, "All in order.\n")


def test_status_is_shown_though_a_site_file_is_wrong(archive: Folder) -> None:
    with archivist(archive.path, site(), now=NOW) as rows:
        rows.crawl(NOW)
    archive.path.joinpath("sites").mkdir()
    archive.path.joinpath("sites", "news.toml").write_text("broken", encoding="utf-8")
    code, out, err = run(archive, "status")
    assert (code, "news" in out, "is not TOML" in err) == (0, True, True)
    assert run(archive, "status", "--check")[0] == 4


def test_watching_off_a_terminal_looks_once_and_shows_what_runs(archive: Folder) -> None:
    with archivist(archive.path, site(), now=NOW) as rows:
        crawl = rows.crawl(NOW, status="running")
    with closing(sqlite3.connect(archive.path / "iria.db")) as database, database:
        database.execute("UPDATE crawls SET counters = ? WHERE id = ?", ('{"pages": 7, "article:new": 2}', crawl))
    code, out, _ = run(archive, "status", "--watch")
    assert code == 0
    assert "7 pages, 2 new, 0 changed, 0 failed" in out
