"""A site that does everything wrong: the crawl ends by itself, every URL has one outcome that says why, and the
good articles between the faults come out as if nothing were."""

import re
import subprocess
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from scrapy.exceptions import DownloadCancelledError, DownloadFailedError
from twisted.internet.error import ConnectionLost
from warcio.archiveiterator import ArchiveIterator

from iria_crawler.discover import discover
from iria_crawler.errors import NoArticle
from iria_crawler.extract import extract, tree_of
from iria_crawler.framing import decoded
from iria_crawler.items import Page
from iria_crawler.middlewares import problem_of
from iria_crawler.sites import parse
from iria_crawler.urls import trap

from .conftest import Folder
from .hostilesite import ANSWERED_ONCE, FAULTS, GOOD, SLOW, TOLD, WALLS, HostileSite
from .oddserver import Answer
from .test_hostile import MEGABYTE, peak

SITE = parse('[site]\nslug = "news"\nhome = "https://news.example/"', "a test")
FINAL = {"captured", "unchanged", "excluded", "failed"}


@dataclass(frozen=True, kw_only=True)
class Crawled:
    """What a crawl of a hostile site left behind: by path, the state of each URL, and its reason and problems."""

    archive: Folder
    site: HostileSite
    most: int
    states: Mapping[str, str]
    said: Mapping[str, set[str]]


def crawled(archive: Folder, site: HostileSite, *, answer: str, patience: float = 120) -> Crawled:
    """Crawl once, with the real command."""
    archive.site("hostile", site.home, "concurrency = 8", site.seeds, "[limits]", f'answer = "{answer}"')
    with archive.start("crawl", "hostile") as process:
        most = peak(process.pid)
        try:
            out, err = process.communicate(timeout=patience)
        except subprocess.TimeoutExpired:
            process.kill()
            raise
    assert process.returncode == 0, out + err
    assert not re.search("Traceback|Unhandled| ERROR: | CRITICAL: ", archive.log + err), archive.log + err
    return Crawled(archive=archive, site=site, most=most(), states=states(archive), said=said(archive))


def path_of(url: str) -> str:
    return re.sub(r"https?://[^/]+", "", url)


def states(archive: Folder) -> dict[str, str]:
    return {path_of(url): state for url, state in archive.rows("SELECT url, state FROM urls")}


def said(archive: Folder) -> dict[str, set[str]]:
    """The reasons and problems of each path; none where it is a page like any other."""
    found: dict[str, set[str]] = {}
    for url, reason in archive.rows("SELECT url, reason FROM urls"):
        found.setdefault(path_of(url), set()).update({reason} - {None})
    for url, code in archive.rows("SELECT url, code FROM problems"):
        found.setdefault(path_of(url), set()).add(code)
    return found


def assert_in_order(crawl: Crawled) -> None:
    """One outcome for each URL, every good article once, nothing left open, and an archive that holds."""
    rows = crawl.archive.rows
    assert set(crawl.states.values()) <= FINAL
    assert rows("SELECT status, exit_code FROM crawls WHERE exit_code <> 0 OR status <> 'finished'") == []
    assert rows("SELECT id FROM captures WHERE reading = 'pending'") == []
    stored = [path_of(url) for (url,) in rows("SELECT url FROM article")]
    assert sorted(path for path in stored if path in GOOD) == sorted(GOOD)
    assert len(stored) == len(set(stored))
    crawl.archive.run("verify", "--full")
    for file in crawl.archive.warcs():
        with file.open("rb") as stream:
            for record in ArchiveIterator(stream, check_digests="raise"):
                record.raw_stream.read()


def assert_told(crawl: Crawled, names: Iterable[str]) -> None:
    """Each fault has its own words; of a ring of redirects, one at least says that it is one."""
    found = {name: crawl.said[f"/odd/{name}/"] for name in names}
    rings = [[name for name in names if name.startswith("loop-")], ["to-and-fro", "fro-and-to"]]
    for ring in rings:
        told = [found.pop(name) for name in ring]
        assert {"redirect-loop"} in told
        assert all(codes in ({"redirect-loop"}, {"http-302"}) for codes in told)
    assert found == {name: TOLD.get(name, set()) for name in found}


def test_a_site_of_faults_is_crawled_to_its_end_and_each_fault_is_told(archive: Folder) -> None:
    assert len(ANSWERED_ONCE) > 95
    with HostileSite(ANSWERED_ONCE) as site:
        crawl = crawled(archive, site, answer="10s")
    assert_in_order(crawl)
    assert_told(crawl, ANSWERED_ONCE)
    assert crawl.most < 1_200 * MEGABYTE, f"{crawl.most / MEGABYTE:.0f} MB"


@pytest.mark.parametrize("name", ["calendar", "growing-paths", "facets"])
def test_a_space_without_end_is_left(archive: Folder, name: str) -> None:
    with HostileSite({}, spaces=[name], documents=False) as site:
        crawl = crawled(archive, site, answer="10s")
        asked = [path for path in site.log if path not in GOOD]
    assert_in_order(crawl)
    assert len(asked) < 500


@pytest.mark.long
def test_walls_between_pages_are_told_and_stop_nothing(archive: Folder) -> None:
    with HostileSite(WALLS, documents=False) as site:
        crawl = crawled(archive, site, answer="10s")
    assert_in_order(crawl)
    assert {name: crawl.said[f"/odd/{name}/"] for name in WALLS} == {name: TOLD[name] for name in WALLS}


@pytest.mark.long
def test_every_fault_ends_in_one_counted_outcome_also_when_it_is_met_again(archive: Folder) -> None:
    everything: Mapping[str, Answer] = {**FAULTS, **SLOW}
    with HostileSite(everything) as site:
        first = crawled(archive, site, answer="2s", patience=900)
        assert_in_order(first)
        assert_told(first, everything)
        assert_in_order(crawled(archive, site, answer="2s", patience=900))


@pytest.mark.long
def test_a_sitemap_of_two_hundred_thousand_addresses_costs_little_memory(archive: Folder) -> None:
    with HostileSite({}, documents=False, large=["urls"]) as site:
        archive.site("large", site.home)
        with archive.start("crawl", "large", "--limit", "30") as process:
            most = peak(process.pid)
            out, err = process.communicate(timeout=300)
    assert process.returncode == 0, out + err
    assert most() < 900 * MEGABYTE, f"{most() / MEGABYTE:.0f} MB"


# What was found on the way, in small


def page(body: bytes, mime: str = "text/html", *, whole: bool = True) -> Page:
    return Page(
        url="https://news.example/a",
        status=200,
        headers=(("Content-Type", mime),),
        body=body,
        captured_at=datetime(2026, 1, 1, tzinfo=UTC),
        whole=whole,
    )


@pytest.mark.parametrize("window", [31, 15, -15], ids=["gzip", "zlib", "raw"])
def test_what_stands_before_a_fault_in_a_coding_is_kept(window: int) -> None:
    text = b"".join(b"paragraph %d\n" % number for number in range(2_000))
    engine = zlib.compressobj(wbits=window)
    packed = engine.compress(text) + engine.flush()
    coding = "gzip" if window == 31 else "deflate"
    broken = packed[:-8] + bytes(8) if window == 31 else packed[:-20] + bytes([255] * 20)
    body, is_whole = decoded([broken], [coding], cap=10**6)
    assert not is_whole
    assert text.startswith(body[:5_000])
    assert len(body) > 5_000


def test_a_document_that_could_not_be_decoded_to_its_end_is_a_problem() -> None:
    found = discover(page(b"<html><body><a href='/b'>b</a>", whole=False), SITE, "page")
    assert [link.url for link in found.links] == ["https://news.example/b"]
    assert [problem.code for problem in found.problems] == ["bad-body"]


def test_half_an_address_is_not_asked_for() -> None:
    start = (
        b'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>https://news.example/one</loc></url>'
    )
    sitemap = discover(page(start + b"<url><loc>https://news.example/tw", "text/xml"), SITE, "sitemap")
    assert [link.url for link in sitemap.links] == ["https://news.example/one"]
    feed = b"<rss><channel><item><link>https://news.example/one</link></item><item><link>https://news.example/tw"
    assert [link.url for link in discover(page(feed, "text/xml"), SITE, "feed").links] == ["https://news.example/one"]


def test_an_index_that_names_itself_is_a_problem() -> None:
    index = b"<sitemapindex xmlns='x'><sitemap><loc>https://news.example/a</loc></sitemap></sitemapindex>"
    found = discover(page(index, "text/xml"), SITE, "sitemap")
    assert not found.links
    assert [problem.message for problem in found.problems] == ["the index names itself"]


def test_a_problem_is_told_in_one_line() -> None:
    broken = discover(page(b"<urlset xmlns='x'><url><loc>\x00", "text/xml"), SITE, "sitemap")
    assert "\n" not in "".join(problem.message or "" for problem in broken.problems)
    wrapped = DownloadFailedError("wrapped")
    wrapped.__cause__ = ConnectionLost("the line\nis cut")
    assert (
        problem_of(wrapped).message
        == "ConnectionLost: Connection to the other side was lost in a non-clean fashion: the line is cut."
    )
    assert problem_of(DownloadCancelledError("no end")).code == "endless-headers"


@pytest.mark.parametrize(
    "body",
    [bytes(range(256)) * 40, b"\x01\x02\x03<p>" * 500, bytes(range(1, 32)) * 9 + b"<a>"],
    ids=["every byte", "tags between", "a tag at the end"],
)
def test_what_is_binary_is_no_article(body: bytes) -> None:
    with pytest.raises(NoArticle, match="not-html"):
        extract(page(body), SITE)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "koi8-r", "iso2022_jp"])
def test_text_in_any_encoding_is_not_binary(encoding: str) -> None:
    letters = "新聞" if encoding == "iso2022_jp" else "Новости из гавани. "
    tree = tree_of(page(f"<p>{letters * 500}</p>".encode(encoding), f"text/html; charset={encoding}"))
    assert tree.text_content().startswith(letters.strip())


def test_a_list_of_links_is_no_article() -> None:
    links = "".join(f'<li><a href="/shop?shape={n}">All shapes of the kind {n}</a></li>' for n in range(60))
    with pytest.raises(NoArticle):
        extract(page(f"<html><head><title>Shop</title></head><body><ul>{links}</ul></body></html>".encode()), SITE)


@pytest.mark.parametrize(
    ("path", "rule"),
    [
        ("/" + "/".join(f"step-{n}" for n in range(17)), "long-path"),
        ("/a?" + "&".join(f"field{n}=1" for n in range(11)), "facet"),
        ("/a?color=1&color=2&color=3", "facet"),
        ("/a?color=1&color=2&size=3", None),
        ("/2026/11/23/world/asia/east/a-story/part/two", None),
    ],
)
def test_addresses_that_pile_up_are_left_alone(path: str, rule: str | None) -> None:
    assert trap(f"https://news.example{path}", SITE) == rule
