"""A host is asked for no more, and no faster, than it wants: judged by what the host saw."""

import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from itertools import pairwise

import pytest

from iria_crawler.demo import generate, serve

from .conftest import Folder
from .host import Host, Said, host, page

SLACK = 0.02  # seconds by which two clocks may differ
LINKS = ("/a", "/b", "/c", "/d", "/e", "/f", "/g", "/h", "/i", "/j", "/k", "/l")


def text(body: str, **headers: str) -> Said:
    return Said(body=body.encode(), headers={"Content-Type": "text/plain", **headers})


def site(robots: Said, **others: Said) -> Callable[[str], Said]:
    """What a site with this robots.txt says: a home page, and a page for each of its links."""
    known = {"/robots.txt": robots, "/": page("Home", *LINKS)} | {f"/{name}": said for name, said in others.items()}
    return lambda path: known.get(path) or page(path)


def test_robots_txt_comes_first_and_nothing_it_forbids_is_asked_for(archive: Folder) -> None:
    with serve(generate(12)) as served:
        archive.site("demo", served.url)
        archive.run("crawl", "demo", "--full")
    paths = [visit.path for visit in served.log]
    assert paths[0] == "/robots.txt"
    assert paths.count("/robots.txt") == 1
    assert not [path for path in paths if path.startswith("/members-area")]
    forbidden = archive.rows("SELECT url FROM urls WHERE state = 'excluded' AND reason = 'robots'")
    assert [url for (url,) in forbidden] == [f"{served.url}members-area/"]


def test_a_site_without_robots_txt_may_be_crawled(archive: Folder) -> None:
    with host(site(Said(status=404))) as up:
        archive.site("free", up.url)
        archive.run("crawl", "free")
    assert set(LINKS) < set(up.paths)


@pytest.mark.parametrize(
    "status", [pytest.param(500, marks=pytest.mark.long), pytest.param(503, marks=pytest.mark.long), 429]
)
def test_a_robots_txt_that_cannot_be_had_forbids_everything_and_that_is_said(archive: Folder, status: int) -> None:
    with host(site(Said(status=status, headers={"Retry-After": "0"}))) as up:
        archive.site("broken", up.url)
        told = archive.run("crawl", "broken", "--json", code=9)
    assert set(up.paths) == {"/robots.txt"}
    assert "robots" in told.stdout + told.stderr


def test_a_crawl_delay_is_kept(archive: Folder) -> None:
    with host(site(text("User-agent: *\nCrawl-delay: 0.3\nDisallow: /c\n"))) as up:
        archive.site("slow", up.url)
        archive.run("crawl", "slow")
    assert set(LINKS) - {"/c"} < set(up.paths)
    assert "/c" not in up.paths
    assert min(up.gaps) >= 0.3 - SLACK, up.gaps


def test_the_delay_of_the_site_file_is_kept_where_robots_txt_asks_for_less(archive: Folder) -> None:
    with host(site(text("User-agent: *\nCrawl-delay: 0.1\n"))) as up:
        archive.site("slow", up.url, "delay = 0.4")
        archive.run("crawl", "slow", "--limit", "5")
    assert min(up.gaps) >= 0.4 - SLACK, up.gaps


def test_rules_hold_when_robots_txt_has_not_changed_since_the_last_crawl(archive: Folder) -> None:
    with serve_with_etag() as up:
        archive.site("same", up.url)
        archive.run("crawl", "same")
        first = len(up.paths)
        archive.run("crawl", "same", "--full")
    again = up.paths[first:]
    assert set(LINKS) - {"/c"} < set(again)
    assert "/c" not in again


def serve_with_etag() -> AbstractContextManager[Host]:
    robots = text("User-agent: *\nDisallow: /c\n", ETag='"1"', **{"Last-Modified": "Sat, 01 Aug 2026 00:00:00 GMT"})
    return host(site(robots))


@pytest.mark.parametrize("status", [429, pytest.param(503, marks=pytest.mark.long)])
def test_a_busy_host_is_left_alone_for_as_long_as_it_asks(archive: Folder, status: int) -> None:
    """Pages that wait in line wait too, and afterwards none is missing."""
    first: list[float] = []

    def says(path: str) -> Said:
        if path == "/c" and not first:
            first.append(time.monotonic())
            return Said(status=status, headers={"Retry-After": "2"})
        return site(text("User-agent: *\nDisallow:\n"))(path)

    with host(says) as up:
        archive.site("busy", up.url)
        archive.run("crawl", "busy")
    rest = [moment for moment, _ in up.visits if moment > first[0] + SLACK]
    assert min(rest) - first[0] >= 2 - SLACK
    assert set(LINKS) < set(up.paths)
    assert up.paths.count("/c") == 2


def test_a_host_that_asks_for_a_day_of_peace_ends_the_crawl(archive: Folder) -> None:
    def says(path: str) -> Said:
        busy = Said(status=429, headers={"Retry-After": "86400"})
        return busy if path == "/c" else site(Said(status=404))(path)

    with host(says) as up:
        archive.site("busy", up.url)
        assert archive.run("crawl", "busy", code=None).returncode in (0, 18)
        assert up.paths[-1] == "/c"
        asked = len(up.paths)
        assert archive.run("crawl", "busy", code=None).returncode != 0
    assert len(up.paths) == asked, "the next run must keep the peace as well"
    assert archive.rows("SELECT count(*) FROM urls WHERE state = 'due'") > [(0,)]


def test_a_site_is_visited_over_one_request_at_a_time(archive: Folder) -> None:
    busy, most = 0, 0

    def says(path: str) -> Said:
        nonlocal busy, most
        busy += 1
        most = max(most, busy)
        time.sleep(0.02)
        busy -= 1
        return site(Said(status=404))(path)

    with host(says) as up:
        archive.site("one", up.url)
        archive.run("crawl", "one")
    assert set(LINKS) < set(up.paths)
    assert most == 1
    assert all(after >= before for before, after in pairwise(moment for moment, _ in up.visits))


def test_a_host_that_answers_with_errors_is_asked_more_and_more_slowly_and_no_page_is_lost(archive: Folder) -> None:
    broken = {name.removeprefix("/"): Said(status=500) for name in LINKS[:4]}
    with host(site(text("User-agent: *\nDisallow:\n"), **broken)) as up:
        archive.site("ill", up.url, "delay = 0.1")
        archive.run("crawl", "ill", "--limit", "9")
    moments = [moment for moment, path in up.visits if path in LINKS[:4]][:4]
    gaps = [after - before for before, after in pairwise(moments)]
    assert gaps[0] >= 0.4 - SLACK
    assert gaps[1] >= 0.8 - SLACK
    assert gaps[2] >= 1.0 - SLACK  # ten times the pace, and no slower
    well = [moment for moment, path in up.visits if path in LINKS[4:8]]
    assert well[-1] - well[-2] < 0.9, "a host that is well again is asked faster again"


@pytest.mark.long  # the first two walls cost forty seconds of patience
def test_a_wall_is_kept_but_is_no_article_and_three_of_them_end_the_crawl(archive: Folder) -> None:
    wall = Said(
        status=403,
        body=b"<!doctype html><html><head><title>Just a moment...</title></head><body>"
        b"<script>window._cf_chl_opt = {cvId: '3'};</script><p>Enable JavaScript and cookies to continue</p>",
        headers={"Content-Type": "text/html", "Server": "cloudflare", "cf-mitigated": "challenge"},
    )
    with host(lambda path: text("User-agent: *\nDisallow:\n") if path == "/robots.txt" else wall) as up:
        archive.site("walled", up.url, "[[seeds]]", f'url = "{up.url}/a"', "[[seeds]]", f'url = "{up.url}/b"')
        said = archive.run("crawl", "walled", code=18)
    assert len([path for path in up.paths if path != "/robots.txt"]) == 3
    assert archive.rows("SELECT count(*), min(message) FROM problems WHERE code = 'blocked'") == [(3, "cloudflare")]
    assert archive.rows("SELECT count(*) FROM captures WHERE status = 403") == [(3,)]
    assert archive.rows("SELECT count(*) FROM articles") == [(0,)]
    assert "block" in said.stdout + said.stderr
