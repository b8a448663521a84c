"""A crawl's report: told for every crawl whatever became of it, whole on the disk, and safe to open."""

import csv
import fcntl
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from copy import copy
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from iria_crawler.cli import main
from iria_crawler.items import Article, Capture, Problem, RecordRef
from iria_crawler.report import lines, report, write
from iria_crawler.report.alarms import meaning
from iria_crawler.report.words import counted, duration, listed, moment, share, size, span
from iria_crawler.sites import parse
from iria_crawler.store import Store, iso
from iria_crawler.store.articles import Origin, save_article
from iria_crawler.warc import WarcFile

BEGAN = datetime(2026, 11, 21, 2, 30, tzinfo=UTC)
HOME = "https://news.example/"
SITE = parse(f'[site]\nslug = "news"\nname = "The News"\nhome = "{HOME}"\n[crawl]\nschedule = "daily 02:30"', "news")
WARC = "warc/news/2026/IRIA-news.warc.gz"
FILES = {
    *("index.html", "report.json", "seeds.csv", "hosts.csv", "mimetypes.csv", "response-codes.csv", "problems.csv"),
    *("missing.csv", "missing-requisites.csv", "unlisted.csv", "crawl-log.csv"),
}


class Desk:
    """Rows as a crawl leaves them: one site, one crawl that is running."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.number = folder, 0
        with Store.create(folder) as store, store.transaction():
            self.site_id = store.save_site(SITE, now=BEGAN)
            self.crawl_id = self.begin(store)

    def begin(self, store: Store, *, now: datetime = BEGAN) -> str:
        return store.begin_crawl(
            self.site_id, "news", kind="update", software="iria", config='{"full": false}', now=now
        )

    def url(self, store: Store, path: str, *, kind: str = "article", state: str = "captured", **more: Any) -> int:
        """A URL that some sources name."""
        row = {"reason": None, "hops": "L", "next_due_at": None, **more}
        named, via = row.pop("named", ()), row.pop("via", None)
        found: int = store.value(
            "INSERT INTO urls (url, site_id, host, kind, state, reason, priority, via_id, hops, first_seen_at,"
            " next_due_at) VALUES (?,?,'news.example',?,?,?,10,?,?,?,?) RETURNING id",
            *(HOME + path, self.site_id, kind, state, row["reason"], via, row["hops"], iso(BEGAN), row["next_due_at"]),
        )
        for source in named:
            store.run(
                "INSERT INTO mentions (url_id, source, seen_at, via_id) VALUES (?,?,?,?)",
                found,
                source,
                iso(BEGAN),
                via,
            )
        return found

    def capture(self, store: Store, url_id: int, path: str, **more: Any) -> int:
        """A capture a second after the one before."""
        self.number += 1
        ref = RecordRef(
            warc_file=WARC, warc_offset=self.number * 1000, warc_length=900, warc_record_id=f"<urn:uuid:{self.number}>"
        )
        said = {"record_type": "response", "status": 200, "mime": "text/html", "payload_bytes": 5000, "elapsed_ms": 200}
        capture = Capture(
            url=HOME + path, captured_at=BEGAN + timedelta(seconds=self.number), ref=ref, **{**said, **more}
        )
        return store.save_capture(capture, url_id=url_id, crawl_id=self.crawl_id, reading=None)

    def article(
        self, store: Store, path: str, *, title: str = "A title", age: timedelta | None = None, **more: Any
    ) -> int:
        """An article that was captured and read."""
        url_id = self.url(store, path, **more)
        capture_id = self.capture(store, url_id, path)
        published = BEGAN - (timedelta(days=2) if age is None else age)
        article = Article(url=HOME + path, title=title, body=f"{title}. Text of {path}.", published_at=published)
        origin = Origin(site_id=self.site_id, capture_id=capture_id, captured_at=BEGAN, mentions=(), extractor="test")
        save_article(store, article, origin, now=BEGAN)
        store.run("UPDATE captures SET reading = 'article' WHERE id = ?", capture_id)
        return url_id

    def end(self, store: Store, *, status: str = "finished", **counters: int) -> None:
        store.end_crawl(
            self.crawl_id,
            status=status,
            reason=status,
            exit_code=0,
            counters={name.replace("__", ":"): number for name, number in counters.items()},
            now=BEGAN + timedelta(minutes=9),
        )


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A crawl that has just begun and brought nothing yet."""
    return Desk(tmp_path / "archive")


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """A crawl with articles, gaps, a failure, a redirect and hostile titles; tests change copies of it."""
    desk = Desk(tmp_path_factory.mktemp("crawled") / "archive")
    with Store.create(desk.folder) as store, store.transaction():
        file = WarcFile(filename=WARC, state="closed", opened_at=BEGAN, size=4321, records=30, sha256="ab" * 32)
        store.save_warc_file(file, site_id=desk.site_id, crawl_id=desk.crawl_id)
        home = desk.url(store, "", kind="home", hops="", named=("seed",))
        desk.capture(store, home, "")
        desk.article(store, "a", named=("sitemap", "api"), via=home, next_due_at="2026-11-22T02:31:00Z")
        desk.article(store, "b", named=("sitemap",), via=home)
        desk.article(store, "c", title="<script>alert(1)</script>", named=("page",), via=home)
        old = desk.url(store, "old", named=("sitemap", "feed"), reason="http-301")
        desk.capture(store, old, "old", status=301, redirect_url=HOME + "hop")
        hop = desk.url(store, "hop", named=("redirect",), via=old, reason="http-301")
        desk.capture(store, hop, "hop", status=301, redirect_url=HOME + "new")
        desk.article(store, "new", named=("redirect",), via=hop)
        gone = desk.url(store, "lost", state="failed", reason="http-404", named=("sitemap",))
        desk.capture(store, gone, "lost", status=404, elapsed_ms=4000)
        locked = desk.url(store, "locked", reason="password-protected", named=("sitemap",))
        desk.capture(store, locked, "locked", mime="=cmd|x")
        desk.url(store, "about", kind="page", state="excluded", reason="robots", named=("page",))
        missing = Problem(class_="error", stage="http", code="http-404")
        store.save_problem(missing, crawl_id=desk.crawl_id, url=HOME + "lost", now=BEGAN)
        barred = Problem(class_="skipped", stage="robots", code="robots-disallowed", message="<img src=x onerror=y>")
        store.save_problem(barred, crawl_id=desk.crawl_id, url="javascript:alert(1)", now=BEGAN)
        desk.end(store, article__new=4, article__same=7, bytes=45_000, ms__reading=2500)
    return desk


@pytest.fixture
def done(crawled: Desk, tmp_path: Path) -> Desk:
    """A copy of that crawl."""
    desk = copy(crawled)
    desk.folder = shutil.copytree(crawled.folder, tmp_path / "done")
    return desk


def told(desk: Desk) -> dict[str, Any]:
    with Store.open(desk.folder) as store:
        return report(store, desk.crawl_id)


@contextmanager
def running(desk: Desk) -> Iterator[None]:
    """Hold the lock of the site, as a crawl does."""
    folder = desk.folder / "warc" / "news"
    folder.mkdir(parents=True)
    handle = os.open(folder, os.O_RDONLY)
    fcntl.flock(handle, fcntl.LOCK_EX)
    try:
        yield
    finally:
        os.close(handle)


def run(desk: Desk, *words: str) -> tuple[int, str, str]:
    finished = CliRunner().invoke(main, ["-C", str(desk.folder), "report", *words])
    return finished.exit_code, finished.stdout, finished.stderr


def table(page: Path, name: str) -> list[dict[str, str]]:
    with page.with_name(name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def page(done: Desk) -> Path:
    """The page of the crawl, written."""
    with Store.open(done.folder) as store:
        return write(store, done.folder, done.crawl_id, now=BEGAN + timedelta(hours=1))


# -- what is expected and what is held --


def test_each_source_is_held_against_what_the_archive_has(done: Desk) -> None:
    sources = {row["source"]: (row["named"], row["held"], row["missing"]) for row in told(done)["expected"]["sources"]}
    assert sources == {
        "sitemap": (5, 3, 2),
        "api": (1, 1, 0),
        "feed": (1, 1, 0),
        "page": (1, 1, 0),
        "redirect": (2, 2, 0),
    }


def test_what_is_missing_is_named_with_its_state_and_its_reason(done: Desk) -> None:
    missing = told(done)["expected"]["missing"]
    assert missing["total"] == 2
    assert [(row["url"], row["state"], row["reason"], row["sources"]) for row in missing["first"]] == [
        (HOME + "lost", "failed", "http-404", "sitemap"),
        (HOME + "locked", "captured", "password-protected", "sitemap"),
    ]
    assert [(row["reason"], row["urls"]) for row in missing["reasons"]] == [("password-protected", 1), ("http-404", 1)]


def test_an_address_that_redirects_to_an_article_is_not_missing(done: Desk) -> None:
    urls = {row["url"] for row in told(done)["expected"]["missing"]["first"]}
    assert not urls & {HOME + "old", HOME + "hop"}


def test_a_page_that_turns_out_to_be_none_of_an_article_is_not_missing(done: Desk) -> None:
    with Store.create(done.folder) as store, store.transaction():
        for path, reason in (("a/2", "continuation"), ("all", "listing")):
            capture = done.capture(store, done.url(store, path, state="unchanged", named=("page",)), path)
            store.run("UPDATE captures SET reason = ? WHERE id = ?", reason, capture)
        capture = done.capture(store, done.url(store, "imprint", state="unchanged", named=("page",)), "imprint")
        store.run("UPDATE captures SET reason = 'static-page' WHERE id = ?", capture)
    reasons = {row["url"]: row["reason"] for row in told(done)["expected"]["missing"]["first"]}
    assert reasons == {
        HOME + "lost": "http-404",
        HOME + "locked": "password-protected",
        HOME + "imprint": "static-page",
    }


def test_redirects_that_go_in_circles_end(desk: Desk) -> None:
    with Store.create(desk.folder) as store, store.transaction():
        one, two = (desk.url(store, path, named=("sitemap",)) for path in ("one", "two"))
        for via, target in ((one, two), (two, one)):
            store.run("INSERT INTO mentions VALUES (?,'redirect',NULL,?,?)", target, iso(BEGAN), via)
    assert told(desk)["expected"]["missing"]["total"] == 2


def test_articles_that_no_document_names_are_listed(done: Desk) -> None:
    unlisted = told(done)["expected"]["unlisted"]
    assert [row["url"] for row in unlisted["first"]] == [HOME + "c"]
    assert unlisted["total"] == 1


def test_another_site_does_not_count(done: Desk) -> None:
    before = told(done)
    other = parse('[site]\nslug = "other"\nhome = "https://other.example/"', "other")
    with Store.create(done.folder) as store, store.transaction():
        site_id = store.save_site(other, now=BEGAN)
        store.run("UPDATE urls SET site_id = ? WHERE url = ?", site_id, HOME + "lost")
    assert told(done)["expected"]["missing"]["total"] == before["expected"]["missing"]["total"] - 1


# -- the facts --


def test_the_report_keeps_to_what_json_can_hold(done: Desk) -> None:
    assert json.loads(json.dumps(told(done))) == told(done)


def test_captures_hosts_statuses_and_media_types_are_counted(done: Desk) -> None:
    found = told(done)
    assert (found["captures"]["records"], found["captures"]["novel"]) == (9, 9)
    (host,) = found["hosts"]["first"]
    assert (host["host"], host["urls"], host["bytes"], host["robots"]) == ("news.example", 9, 45_000, 1)
    assert {row["code"]: row["urls"] for row in found["statuses"]["first"]} == {200: 6, 301: 2, 404: 1}
    assert {row["mime"]: row["urls"] for row in found["mimetypes"]["first"]} == {"text/html": 8, "=cmd|x": 1}
    assert [(row["status"], row["seed"]) for row in found["seeds"]["first"]] == [("CRAWLED", HOME)]


def test_the_time_of_a_crawl_is_fetching_and_waiting_with_reading_beside(done: Desk) -> None:
    assert told(done)["time"] == {"wall": 540.0, "fetching": 5.6, "waiting": 534.4, "reading": 2.5}


def test_response_times_have_a_median_a_tail_and_the_slowest(done: Desk) -> None:
    times = told(done)["response_times"]
    assert (times["median_ms"], times["p95_ms"]) == (200, 4000)
    assert {bar["below_ms"]: bar["urls"] for bar in times["bars"] if bar["urls"]} == {500: 8, 5000: 1}
    assert times["slowest"][0]["url"] == HOME + "lost"


def test_recent_articles_are_counted_by_day_and_an_old_one_by_year(done: Desk) -> None:
    published = told(done)["published"]
    assert (published["unit"], published["bars"]) == ("day", [{"at": "2026-11-19", "articles": 4, "new": 4}])
    with Store.create(done.folder) as store, store.transaction():
        done.article(store, "ancient", age=timedelta(days=4000))
    assert told(done)["published"]["unit"] == "year"


def test_a_date_in_the_future_and_no_date_are_warnings(done: Desk) -> None:
    with Store.create(done.folder) as store, store.transaction():
        done.article(store, "tomorrow", age=timedelta(days=-3))
        done.article(store, "never")
        store.run("UPDATE articles SET published_at = NULL WHERE key LIKE '%never%'")
    assert {warning["code"] for warning in told(done)["warnings"]} == {"http-404", "undated", "future"}


def test_a_crawl_that_is_not_there_is_a_lookup_error(done: Desk) -> None:
    with Store.open(done.folder) as store, pytest.raises(LookupError):
        report(store, "news-20000101T000000Z")


# -- the lines --


def test_the_lines_say_what_a_person_wants_to_know(done: Desk) -> None:
    first, *rest = lines(told(done))
    assert first == "news  update crawl  21 November 2026 02:30–02:39 UTC   FINISHED, 1 warning"
    said = dict(line.strip().split(maxsplit=1) for line in rest)
    assert said["articles"] == "4 new, 0 changed, 7 unchanged; 3 held of 5 that the sitemap names"
    assert said["captures"] == "9: 9 new; 45 kB received, 4.3 kB written in 1 WARC file"
    assert said["reached"] == "1 of 1 seed, 1 host; status 200: 6, 301: 2, 404: 1"
    assert HOME + "lost" in said["warning"]
    assert "iria crawl news --patch" in said["warning"]
    assert "99 % of it keeping the pace" in said["pace"]
    assert said["next"] == "crawl daily 02:30 and recheck of an article due 22 November 2026 02:31 UTC"
    assert len([first, *rest]) <= 8


def test_a_crawl_that_has_just_begun_has_no_senseless_line(desk: Desk) -> None:
    first, *rest = lines(told(desk))
    assert first == "news  update crawl  since 21 November 2026 02:30 UTC   RUNNING"
    assert [line.split()[0] for line in rest] == ["articles", "next"]


def test_a_killed_crawl_is_told_from_its_captures(done: Desk) -> None:
    with Store.create(done.folder) as store, store.transaction():
        store.run("UPDATE crawls SET status = 'running', finished_at = NULL, counters = '{}', reason = NULL")
        done.begin(store, now=BEGAN + timedelta(days=1))  # the next run marks it
    found = told(done)
    assert (found["status"], found["reason"]) == ("interrupted", "killed")
    assert (found["articles"]["new"], found["captures"]["bytes"]) == (4, 45_000)
    assert found["time"]["wall"] == 9


# -- the files --


def test_all_files_are_there_and_nothing_else(page: Path, done: Desk) -> None:
    assert page == done.folder / "crawls" / done.crawl_id / "report" / "index.html"
    assert {path.name for path in page.parent.iterdir()} == FILES


def test_the_crawl_log_has_a_line_for_each_capture_that_leads_to_its_bytes(page: Path) -> None:
    log = table(page, "crawl-log.csv")
    assert len(log) == 9
    story = next(row for row in log if row["url"] == HOME + "a")
    assert (story["time"], story["status"], story["size"]) == ("2026-11-21T02:30:02.000000Z", "200", "5000")
    assert (story["discovery_path"], story["referrer"], story["mime"]) == ("L", HOME, "text/html")
    assert (story["elapsed_ms"], story["source"], story["annotations"]) == ("200", "api sitemap", "article")
    assert (story["warc_file"], story["warc_offset"], story["warc_length"]) == (WARC, "2000", "900")


def test_annotations_tell_revisits_and_cut_bodies(desk: Desk) -> None:
    with Store.create(desk.folder) as store, store.transaction():
        store.save_warc_file(
            WarcFile(filename=WARC, state="open", opened_at=BEGAN), site_id=desk.site_id, crawl_id=desk.crawl_id
        )
        for path, more in (
            ("a", {"status": 304, "record_type": "revisit"}),
            ("b", {"record_type": "revisit"}),
            ("c", {"truncated": "length"}),
        ):
            desk.capture(store, desk.url(store, path), path, **more)
    with Store.open(desk.folder) as store:
        log = table(write(store, desk.folder, desk.crawl_id), "crawl-log.csv")
    assert [row["annotations"] for row in log] == ["not-modified", "revisit", "truncated:length"]


def test_a_cell_that_a_spreadsheet_would_run_is_text(page: Path) -> None:
    assert "'=cmd|x" in {row["mime"] for row in table(page, "mimetypes.csv")}


def test_missing_and_problems_are_complete_in_their_files(page: Path) -> None:
    assert [row["url"] for row in table(page, "missing.csv")] == [HOME + "lost", HOME + "locked"]
    assert [row["code"] for row in table(page, "problems.csv")] == ["http-404", "robots-disallowed"]


def test_a_failure_while_writing_leaves_the_files_of_before(page: Path, done: Desk) -> None:
    before = {path.name: path.read_bytes() for path in page.parent.iterdir()}
    with Store.create(done.folder) as store, store.transaction():
        done.article(store, "late", title="A late one")
    code = (
        "import resource as r; r.setrlimit(r.RLIMIT_FSIZE, (33_000, 33_000)); import iria_crawler.cli as c;"
        " c.main(prog_name='iria')"
    )
    command = [sys.executable, "-c", code, "-C", str(done.folder), "report", done.crawl_id]
    failed = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert failed.returncode == 20, failed.stderr
    assert "cannot be written" in failed.stderr
    assert "Traceback" not in failed.stderr
    after = {path.name: path.read_bytes() for path in page.parent.iterdir()}
    assert set(after) == set(before)
    assert after["index.html"] == before["index.html"]
    assert len(after["crawl-log.csv"].splitlines()) == 11  # whole, as it was replaced before the disk was full


def test_files_of_a_running_crawl_tell_of_one_moment(done: Desk) -> None:
    with Store.open(done.folder) as reader:
        reader.run("BEGIN")
        reader.value("SELECT count(*) FROM captures")
        reader.run("ROLLBACK")
        with closing(sqlite3.connect(done.folder / "iria.db")) as writer:
            writer.execute("BEGIN IMMEDIATE")
            page = write(reader, done.folder, done.crawl_id)
            writer.rollback()
    assert len(table(page, "crawl-log.csv")) == 9


# -- the page --


class Elements(HTMLParser):
    """What a page is made of."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def each(self, tag: str) -> Iterator[dict[str, str | None]]:
        return (attributes for name, attributes in self.tags if name == tag)


def test_the_page_asks_for_nothing_and_runs_nothing(page: Path) -> None:
    elements = Elements(page.read_text(encoding="utf-8"))
    assert not {"script", "img", "iframe", "link", "object", "use", "image"} & {tag for tag, _ in elements.tags}
    assert not [name for _, attributes in elements.tags for name in attributes if name.startswith("on")]
    policy = next(meta["content"] for meta in elements.each("meta") if "http-equiv" in meta)
    assert policy == "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
    assert "url(" not in page.read_text(encoding="utf-8")


def test_links_lead_to_the_files_beside_the_page_and_nowhere_else(page: Path) -> None:
    targets = {anchor["href"] for anchor in Elements(page.read_text(encoding="utf-8")).each("a")}
    assert targets == FILES - {"index.html"}


def test_what_the_web_says_is_text_on_the_page(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
    assert "&lt;img src=x onerror=y&gt;" in text
    assert "javascript:alert(1)" in text


def test_each_chart_has_a_name_and_says_the_same_in_words(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    charts = re.findall(r'<svg [^>]*role="img" viewBox="[^"]+"><title>([^<]+)</title><desc>([^<]+)</desc>', text)
    assert [title for title, _ in charts] == [
        *("Articles per day of publication", "Articles seen", "Expected and held, by source", "Status codes"),
        *("Where the time went", "Response times"),
    ]
    assert charts[2][1].startswith("sitemap: 3 of 5 held; redirects: 2 of 2 held; API: 1 of 1 held; ")


def test_a_crawl_that_has_just_begun_has_its_page(desk: Desk) -> None:
    with running(desk):
        code, out, _ = run(desk)
    assert code == 0
    text = Path(out.splitlines()[-1]).read_text(encoding="utf-8")
    assert "RUNNING" in text
    assert "<svg" not in text


def test_a_crawl_on_which_no_process_works_was_killed(desk: Desk) -> None:
    out = run(desk)[1]
    assert "KILLED" in out.splitlines()[0]
    assert "go on with: iria crawl news" in out


def test_what_draws_charts_is_loaded_only_where_there_is_something_to_draw(desk: Desk) -> None:
    code = (
        "import sys, iria_crawler.cli as c; c.main(standalone_mode=False);"
        " print([name for name in ('altair', 'vl_convert', 'scrapy') if name in sys.modules])"
    )
    command = [sys.executable, "-W", "error", "-c", code, "-C", str(desk.folder), "report"]
    assert subprocess.run(command, capture_output=True, text=True).stdout.splitlines()[-1] == "[]"


def test_long_lists_are_cut_on_the_page_and_whole_in_their_file(desk: Desk) -> None:
    with Store.create(desk.folder) as store, store.transaction():
        for number in range(70):
            desk.url(store, f"late-{number}", state="due", named=("sitemap",))
    with Store.open(desk.folder) as store:
        page = write(store, desk.folder, desk.crawl_id)
    assert "20 more in" in page.read_text(encoding="utf-8")
    assert len(table(page, "missing.csv")) == 70


# -- the command --


def test_the_command_prints_the_lines_and_where_the_page_is(done: Desk) -> None:
    code, out, err = run(done)
    assert (code, err) == (0, "")
    assert out.splitlines()[:-1] == list(lines(told(done)))
    assert Path(out.splitlines()[-1]).is_file()


@pytest.mark.parametrize("name", ["last", "news", "the id"])
def test_a_crawl_goes_by_last_by_its_site_and_by_its_id(done: Desk, name: str) -> None:
    wanted = done.crawl_id if name == "the id" else name
    assert run(done, wanted, "--json")[1].startswith(f'{{"crawl": "{done.crawl_id}"')


def test_several_crawls_are_told_one_after_the_other_and_each_once(done: Desk) -> None:
    with Store.create(done.folder) as store, store.transaction():
        second = done.begin(store, now=BEGAN + timedelta(days=1))
    out = run(done, done.crawl_id, "last", "news", "--json")[1]
    assert [json.loads(line)["crawl"] for line in out.splitlines()] == [done.crawl_id, second]


def test_json_is_what_the_file_says(done: Desk) -> None:
    out = run(done, "--json")[1]
    file = done.folder / "crawls" / done.crawl_id / "report" / "report.json"
    assert json.loads(out) == json.loads(file.read_text(encoding="utf-8"))


def test_an_unknown_crawl_is_answered_with_the_latest_ones(done: Desk) -> None:
    code, out, err = run(done, "nws")
    assert (code, out) == (2, "")
    assert err == f"iria: no crawl and no site nws here. The latest crawls: {done.crawl_id}\n"


def test_an_archive_without_crawls_says_how_to_begin(tmp_path: Path) -> None:
    with Store.create(tmp_path):
        pass
    finished = CliRunner().invoke(main, ["-C", str(tmp_path), "report"])
    assert (finished.exit_code, finished.stderr.count("\n")) == (2, 1)
    assert "iria crawl" in finished.stderr


def test_a_report_that_was_thrown_away_comes_again(page: Path, done: Desk) -> None:
    shutil.rmtree(done.folder / "crawls")
    assert run(done)[0] == 0
    assert page.is_file()


# -- words --


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "0 ms"),
        (0.35, "350 ms"),
        (4, "4 s"),
        (4.25, "4.2 s"),
        (59.7, "1 min"),
        (750, "12 min 30 s"),
        (187_200, "2 d 4 h"),
    ],
)
def test_a_length_of_time_has_two_units_at_most(seconds: float, words: str) -> None:
    assert duration(seconds) == words


def test_times_on_one_day_name_it_once() -> None:
    assert span("2026-11-21T02:30:00Z", "2026-11-21T02:39:00Z") == "21 November 2026 02:30–02:39 UTC"
    assert span("2026-11-21T23:30:00Z", "2026-11-22T00:39:00Z") == "21 November 2026 23:30 – 22 November 2026 00:39 UTC"
    assert span("2026-11-21T02:30:00Z", "2026-11-21T02:30:40Z") == moment("2026-11-21T02:30:00Z")


@pytest.mark.parametrize(
    ("part", "whole", "words"),
    [(0, 9, "0 %"), (1, 1000, "< 1 %"), (1, 3, "33 %"), (999, 1000, "> 99 %"), (9, 9, "100 %"), (0, 0, "–")],
)
def test_all_and_nothing_are_said_of_all_and_nothing_alone(part: int, whole: int, words: str) -> None:
    assert share(part, whole) == words


def test_numbers_are_written_as_people_write_them() -> None:
    assert (size(None), size(999), size(4321), size(48_000_000)) == ("0 B", "999 B", "4.3 kB", "48 MB")
    assert (counted(1, "capture"), counted(2304, "capture")) == ("1 capture", "2,304 captures")
    assert (listed([]), listed(["a"]), listed(["a", "b", "c"])) == ("", "a", "a, b and c")


@pytest.mark.parametrize("code", ["http-404", "http-503", "dns", "timeout", "truncated-length", "something-new"])
def test_every_problem_has_a_meaning_and_something_that_helps(code: str) -> None:
    assert all(meaning(code, "news"))
