"""The index of a site is there after a crawl, has every capture, and costs nothing where nothing is new."""

import gzip
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
import surt

from iria_crawler import cdxj, purge, urls
from iria_crawler.demo import generate, serve
from iria_crawler.errors import UsageError
from iria_crawler.store import Store
from tests.captures import SLUG, every_kind
from tests.conftest import Folder
from tests.newsdesk import HOME, article, desk


@pytest.fixture(scope="module")
def kinds(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("archive")
    every_kind(folder)
    return folder


def index(folder: Path, slug: str = SLUG) -> list[str]:
    return cdxj.path_of(folder, slug).read_text(encoding="utf-8").splitlines(keepends=True)


def test_every_capture_has_a_line_and_the_lines_are_sorted_as_bytes(kinds: Path) -> None:
    with Store.open(kinds) as store:
        cdxj.write(store, kinds, SLUG)
        captures = store.value("SELECT count(*) FROM captures")
    lines = index(kinds)
    assert len(lines) == captures
    assert [line.encode() for line in lines] == sorted(line.encode() for line in lines)
    assert all(json.loads(line.split(" ", 2)[2])["filename"].endswith(".warc.gz") for line in lines)


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("https://www.News.example/A/?b=2&a=1", "example,news)/a?a=1&b=2"),
        ("https://news.example:8080/", "example,news:8080)/"),
        ("https://xn--mller-kva.example/m%C3%BCll", "example,xn--mller-kva)/m%c3%bcll"),
    ],
)
def test_the_key_of_a_line_is_the_one_that_replay_looks_for(url: str, key: str) -> None:
    assert urls.key(url) == key


def test_a_line_says_what_a_capture_is_and_where_it_stands() -> None:
    about = {"url": f"{HOME}a", "mime": "text/html", "status": "200", "digest": "sha1:A", "length": "7", "offset": "3"}
    moment = "2026-11-26T23:03:27.123456Z"
    line = cdxj.line(f"{HOME}a", moment, "response", "text/html", 200, "sha1:A", 7, 3, "warc/news/2026/x.warc.gz")
    said = json.dumps({**about, "filename": "x.warc.gz"})
    assert line == f"example,news)/a 20261126230327 {said}\n"


def test_a_revisit_is_called_one_and_a_304_in_the_metadata_has_no_status() -> None:
    line = cdxj.line(f"{HOME}a", "2026-11-26T23:03:27.123456Z", "revisit", None, 304, "sha1:A", 7, 3, "x")
    said = json.loads(line.split(" ", 2)[2])
    assert said["mime"] == "warc/revisit"
    assert "status" not in said


def test_an_index_that_has_everything_is_left_as_it_is_and_another_is_made_anew(tmp_path: Path) -> None:
    with desk(tmp_path) as news:
        news.fetch("a", article("One"))
        path = cdxj.path_of(tmp_path, SLUG)
        assert cdxj.refresh(news.store, tmp_path, SLUG)
        made = path.stat().st_mtime_ns
        assert not cdxj.refresh(news.store, tmp_path, SLUG)
        assert path.stat().st_mtime_ns == made
        news.fetch("b", article("Two"))
        assert cdxj.refresh(news.store, tmp_path, SLUG)
        assert len(index(tmp_path)) == 2


def test_a_site_that_is_not_there_is_named_with_those_that_are(kinds: Path) -> None:
    with Store.open(kinds) as store, pytest.raises(UsageError, match=r"no site nowhere .* news"):
        cdxj.refresh(store, kinds, "nowhere")


def test_a_crawl_leaves_the_index_of_its_site_and_keeps_it_current(archive: Folder) -> None:
    with serve(generate(3)) as served:
        archive.site("demo", served.url)
        archive.run("crawl", "demo")
        first = len(index(archive.path, "demo"))
        assert first == archive.rows("SELECT count(*) FROM captures")[0][0]
        archive.run("crawl", "demo", "--full")
    assert len(index(archive.path, "demo")) == archive.rows("SELECT count(*) FROM captures")[0][0] > first


def leads_to_its_record(folder: Path, line: str) -> bool:
    said = json.loads(line.split(" ", 2)[2])
    [path] = folder.glob(f"warc/*/*/{said['filename']}")
    start, length = int(said["offset"]), int(said["length"])
    record = gzip.decompress(path.read_bytes()[start : start + length])
    return f"WARC-Target-URI: {said['url']}\r\n".encode() in record


@pytest.mark.parametrize(
    "host", ["news.example", "www2.News.example", "a1.co.uk", "127.0.0.1:80", "xn--mller-kva.example"]
)
@pytest.mark.parametrize(
    "path", ["", "/", "/a/", "/A-b_c/1.html", "/a//b", "/a/./b", "/%D8%A7/", "/%41", "/a?c=1&b=2", "/a#x", "/a..b"]
)
def test_keys_that_are_made_quickly_are_those_of_surt(host: str, path: str) -> None:
    assert urls.key(f"https://{host}{path}") == surt.surt(f"https://{host}{path}")


def test_a_purge_leaves_an_index_that_leads_to_the_records_where_they_are_now(tmp_path: Path) -> None:
    every_kind(tmp_path)
    with Store.open(tmp_path) as store:
        cdxj.write(store, tmp_path, SLUG)
        plan = purge.plan(store, tmp_path, "url", f"{HOME}a")
    purge.purge(tmp_path, plan, reason="asked", by="the lawyer", now=datetime.now(UTC))
    lines = index(tmp_path)
    assert lines
    assert all(leads_to_its_record(tmp_path, line) for line in lines)
    assert not any(f'"{HOME}a"' in line for line in lines)


def test_files_of_others_and_a_rebuilt_database_have_their_index(archive: Folder, kinds: Path) -> None:
    archive.site(SLUG, HOME)
    archive.ask("import", *map(str, kinds.glob("warc/*/*/*.warc.gz")), "--site", SLUG)
    lines = index(archive.path)
    assert len(lines) == archive.rows("SELECT count(*) FROM captures")[0][0] > 10
    cdxj.path_of(archive.path, SLUG).unlink()
    archive.ask("reindex")
    assert index(archive.path) == lines
