"""What pages need to look as they do: fetched after the pages, kept once, and told where it lacks."""

import csv
import gzip
import json
import shutil
import signal
import sqlite3
import subprocess
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from .conftest import Folder
from .host import Host, Said, host

TEXT = "".join(
    f"<p>{'The ministry said on Monday that the talks had been useful and would go on. ' * 3}</p>" for _ in "ab"
)
PIXEL = b"\x89PNG\r\n\x1a\n" + bytes(40)

HEAD = """<meta charset="utf-8"><link rel="stylesheet" href="/theme/main.css"><link rel="icon" href="/icon.png">
<link rel="manifest" href="/app.webmanifest"><script src="/theme/main.js" defer></script>
<style>@import "/theme/inline.css"; .x { background: url(/theme/inline.png) }</style>"""
PICTURES = """<figure><img src="/img/{n}.png"
srcset="/img/{n}-300.png 300w, /img/{n}-900.png 900w, /img/{n}-2400.png 2400w"
sizes="(max-width: 900px) 100vw, 900px" alt="a"><figcaption>Talks in Geneva, day {n}</figcaption></figure>
<img src="data:image/gif;base64,R0lGOD" data-src="/img/lazy-{n}.png"><noscript><img src="/img/plain-{n}.png"></noscript>
<div style="background-image: url('/img/back-{n}.png')"></div>
<video poster="/img/film-{n}.png"><source src="/film-{n}.mp4" type="video/mp4"><track src="/film-{n}.vtt"></video>
<picture><source srcset="/img/wide-{n}.webp" type="image/webp"><img src="/img/narrow-{n}.png"></picture>
<iframe src="/frames/map-{n}.html"></iframe><a href="/report-{n}.pdf">The report</a>
<object data="/drawing-{n}.svg" type="image/svg+xml"></object>
<img src="{foreign}/pixel-{n}.png">"""
STYLES = {
    "/theme/main.css": "@import url(sub/more.css); .h { background: image-set('two.png' 1x, url(two-2x.png) 2x) }"
    " @font-face { src: url(f.eot); src: url(f.woff2) format('woff2'), url(f.ttf) }",
    "/theme/sub/more.css": "@import '../main.css'; .d { background: url(deep.png) }",  # each imports the other
    "/theme/inline.css": "body { color: black }",
    "/frames/map.css": ".m { background: url(map.png) }",
}
OF_ALL = {
    *STYLES,
    *("/icon.png", "/app.webmanifest", "/app-192.png", "/theme/main.js", "/theme/inline.png", "/theme/two.png"),
    *("/theme/two-2x.png", "/theme/f.woff2", "/theme/sub/deep.png", "/frames/map.png"),
}


def of_article(n: int) -> set[str]:
    """What one article needs besides what all do; of the sizes of a picture, 300 is too small for any screen."""
    names = (f"{n}", f"{n}-900", f"{n}-2400", f"lazy-{n}", f"plain-{n}", f"back-{n}", f"film-{n}", f"narrow-{n}")
    rest = {f"/film-{n}.mp4", f"/film-{n}.vtt", f"/frames/map-{n}.html", f"/report-{n}.pdf", f"/drawing-{n}.svg"}
    return {f"/img/{name}.png" for name in names} | {f"/img/wide-{n}.webp"} | rest


@dataclass(kw_only=True)
class Paper:
    """A small site whose articles need a file of every kind. `broken`: what each path says instead."""

    articles: int = 2
    links: tuple[str, ...] = ()
    foreign: str = "http://127.0.0.1:9"
    broken: dict[str, Said] = field(default_factory=dict)
    seconds: float = 0.0

    def says(self, path: str) -> Said:
        time.sleep(self.seconds)
        return self.broken.get(path) or self._page(path) or self._file(path)

    def _page(self, path: str) -> Said | None:
        if path == "/robots.txt":
            return Said(body=b"", headers={"Content-Type": "text/plain"})
        if path == "/":
            links = "".join(f'<p><a href="/news/{n}.html">Article {n}</a></p>' for n in range(self.articles))
            links += "".join(f'<p><a href="{link}">Map</a></p>' for link in self.links)
            return html(f"<head><title>Paper</title>{HEAD}</head><body>{links}</body>")
        if path.startswith("/news/"):
            n = path.removeprefix("/news/").removesuffix(".html")
            pictures = PICTURES.format(n=n, foreign=self.foreign)
            head = f'{HEAD}<title>Day {n} of the talks</title><meta property="og:type" content="article">'
            told = f"<h1>Day {n} of the talks</h1><time datetime='2026-11-0{int(n) % 9 + 1}'></time>{TEXT}{pictures}"
            return html(f"<head>{head}</head><body><article>{told}</article></body>")
        if path.startswith("/frames/") and path.endswith(".html"):
            return html(
                f"<head><title>Map</title><link rel='stylesheet' href='map.css'></head><body><h1>Map</h1>{TEXT}</body>"
            )
        return None

    def _file(self, path: str) -> Said:
        if path in STYLES:
            return Said(body=STYLES[path].encode(), headers={"Content-Type": "text/css"})
        if path.endswith(".webmanifest"):
            said = json.dumps({"icons": [{"src": "app-192.png"}]}).encode()
            return Said(body=said, headers={"Content-Type": "application/manifest+json"})
        kinds = {"png": "image/png", "webp": "image/webp", "js": "text/javascript", "woff2": "font/woff2"}
        kinds |= {"mp4": "video/mp4", "vtt": "text/vtt", "pdf": "application/pdf", "svg": "image/svg+xml"}
        mime = kinds.get(path.rpartition(".")[2])
        if mime is None:
            return Said(status=404, headers={"Content-Type": "text/plain"})
        return Said(body=PIXEL + path.encode(), headers={"Content-Type": mime, "ETag": f'"{path}"'})


def html(text: str) -> Said:
    return Said(
        body=f"<!doctype html><html>{text}</html>".encode(), headers={"Content-Type": "text/html; charset=utf-8"}
    )


@contextmanager
def up(archive: Folder, paper: Paper, *lines: str) -> Iterator[Host]:
    with host(paper.says) as served:
        archive.site("paper", f"{served.url}/", *lines)
        yield served


def missing(archive: Folder) -> set[tuple[str, str, str | None]]:
    rows = archive.rows("SELECT url, state, reason FROM missing_requisites")
    return {("/" + url.split("/", 3)[3], state, reason) for url, state, reason in rows}


def assert_settled(archive: Folder) -> None:
    assert archive.rows("SELECT url, state FROM urls WHERE state IN ('due', 'claimed')") == []
    assert archive.rows("SELECT id FROM captures WHERE reading = 'pending'") == []


def test_a_page_is_captured_with_all_that_it_needs_from_its_own_site(archive: Folder) -> None:
    paper = Paper()
    with up(archive, paper) as served:
        archive.run("crawl", "paper", "--images", "same-site")
    wanted = OF_ALL | of_article(0) | of_article(1)
    asked = [path for path in served.paths if path in wanted]
    assert set(asked) == wanted
    assert len(asked) == len(wanted), "nothing is asked for twice"
    assert set(served.paths) - wanted <= {"/", "/robots.txt", "/news/0.html", "/news/1.html", *GUESSED}
    pages = [served.paths.index(path) for path in ("/", "/news/0.html", "/news/1.html")]
    assert max(pages) < min(served.paths.index(path) for path in wanted), "pages come first"
    assert archive.rows("SELECT count(*) FROM articles") == [(2,)]
    assert missing(archive) == {(f"/pixel-{n}.png", "excluded", "out-of-scope") for n in (0, 1)}
    assert_settled(archive)
    archive.ask("verify")


GUESSED = {"/sitemap.xml", "/sitemap_index.xml", "/feed/", "/wp-sitemap.xml", "/wp-json/"}


def test_what_is_held_is_not_asked_for_again_and_not_kept_twice(archive: Folder) -> None:
    with up(archive, Paper(), 'images = "same-site"') as served:
        archive.run("crawl", "paper")
        before = len(served.paths)
        archive.run("crawl", "paper")
        assert not set(served.paths[before:]) & OF_ALL
        archive.run("crawl", "paper", "--full")
    assert set(served.paths[before:]) >= OF_ALL
    last = archive.rows("SELECT max(id) FROM crawls")[0][0]
    new = "SELECT count(*) FROM captures WHERE crawl_id = ? AND record_type = 'response' AND payload_bytes > 100"
    assert archive.rows(new, last) == [(0,)]
    assert archive.rows("SELECT url FROM urls WHERE kind IN ('image','style') AND state <> 'unchanged'"
                        " AND url NOT LIKE '%pixel%'") == []  # fmt: skip


def test_pages_that_were_kept_without_get_what_they_need(archive: Folder) -> None:
    with up(archive, Paper()) as served:
        archive.run("crawl", "paper")
        assert not set(served.paths) & (OF_ALL | of_article(0)), "nothing but pages is asked for"
        assert archive.rows("SELECT count(*) FROM page_requisites") == [(0,)]
        assert archive.rows("SELECT count(*) FROM urls WHERE requisites_at IS NOT NULL") == [(0,)]
        before = len(served.paths)
        archive.run("crawl", "paper", "--images", "same-site")
    assert set(served.paths[before:]) >= OF_ALL | of_article(0) | of_article(1)
    assert not {"/news/0.html", "/news/1.html"} & set(served.paths[before:]), "they are read from the archive"
    assert archive.rows("SELECT min(captured), count(*) > 0 FROM picture") == [(1, 1)]


NEEDS = {
    "needed": "SELECT p.url, u.url, u.kind FROM page_requisites r JOIN urls p ON p.id = r.page_id"
    " JOIN urls u ON u.id = r.url_id",
    "missing": "SELECT page_url, url FROM missing_requisites",
    "pictures": "SELECT article_url, image_url, captured FROM picture",
    "set": "SELECT id, kind, config FROM crawls",
}


@pytest.fixture(scope="module")
def in_turns(new_archive: Callable[[], Folder]) -> Folder:
    """An archive of three crawls: without what pages need, with all of it, and without it again; the last brought a
    page of which nobody has asked what it needs."""
    archive, paper = new_archive(), Paper(articles=1)
    with host(Paper().says) as foreign, up(archive, paper):
        paper.foreign = foreign.url
        archive.run("crawl", "paper")
        archive.run("crawl", "paper", "--images", "all")
        paper.articles = 2
        archive.run("crawl", "paper", "--full")
    return archive


@pytest.mark.parametrize("told_by", ["settings", "records", "what came"])
def test_a_rebuilt_database_has_what_each_crawl_was_told_to_keep(
    in_turns: Folder, tmp_path: Path, told_by: str
) -> None:
    """Whatever the site file says today; the settings of a crawl stand beside its log, and in its files."""
    before = {name: sorted(in_turns.rows(sql)) for name, sql in NEEDS.items()}
    assert len(before["needed"]) > 20
    assert {page.rpartition("/")[2] for page, _, held in before["pictures"] if held} == {"0.html"}
    copy = Folder(path=Path(shutil.copytree(in_turns.path, tmp_path / "copy")))
    for file in copy.path.glob("iria.db*"):
        file.unlink()
    if told_by != "settings":
        shutil.rmtree(copy.path / "crawls")
    if told_by == "what came":
        for path in copy.warcs():
            forget_settings(path)
    copy.ask("reindex", "--jobs", "1")
    after = {name: sorted(copy.rows(sql)) for name, sql in NEEDS.items()}
    for name in NEEDS if told_by != "what came" else ("needed", "missing", "pictures"):
        assert after[name] == before[name], name


def forget_settings(path: Path) -> None:
    """A file as an older iria wrote it."""
    data = path.read_bytes()
    engine = zlib.decompressobj(31)
    head, _, block = engine.decompress(data).partition(b"\r\n\r\n")
    block = b"\r\n".join(line for line in block.strip().split(b"\r\n") if b"iria-settings" not in line) + b"\r\n"
    fields = [line for line in head.split(b"\r\n") if not line.startswith((b"Content-Length", b"WARC-Block-Digest"))]
    first = b"\r\n".join([*fields, b"Content-Length: %d" % len(block), b"", block, b"", b""])
    path.write_bytes(gzip.compress(first, mtime=0) + engine.unused_data)


def test_another_host_is_asked_under_its_own_rules(archive: Folder) -> None:
    rules = Said(body=b"User-agent: *\nDisallow: /pixel-1.png\n", headers={"Content-Type": "text/plain"})
    other = Paper(broken={"/robots.txt": rules})
    with host(other.says) as foreign, up(archive, Paper(foreign=foreign.url)):
        archive.run("crawl", "paper", "--images", "all")
        assert foreign.paths == ["/robots.txt", "/pixel-0.png"]
        assert missing(archive) == {("/pixel-1.png", "excluded", "robots")}
        archive.run("crawl", "paper", "--images", "all")
    assert foreign.paths == ["/robots.txt", "/pixel-0.png", "/robots.txt"]
    assert archive.rows("SELECT count(*) FROM hosts WHERE lease IS NOT NULL") == [(0,)]


def test_where_a_picture_has_moved_is_needed_as_well(archive: Folder) -> None:
    paper = Paper(articles=1)
    paper.broken = {
        "/img/0.png": Said(status=301, headers={"Location": "/img/moved.png"}),
        "/img/0-900.png": Said(status=302, headers={"Location": "http://127.0.0.1:9/elsewhere.png"}),
        "/img/0-2400.png": Said(status=302, headers={"Location": "/img/0-2400.png"}),
    }
    with up(archive, paper, 'images = "same-site"') as served:
        archive.run("crawl", "paper")
    assert "/img/moved.png" in served.paths
    assert missing(archive) == {
        ("/elsewhere.png", "excluded", "out-of-scope"),
        ("/pixel-0.png", "excluded", "out-of-scope"),
        ("/img/0-2400.png", "failed", "redirect-to-itself"),
    }
    pages = archive.rows("SELECT DISTINCT page_url FROM missing_requisites WHERE url LIKE '%elsewhere.png'")
    assert [page.rpartition("/")[2] for (page,) in pages] == ["0.html"]


def test_an_article_is_one_also_where_its_bytes_came_first_as_something_else(archive: Folder) -> None:
    paper = Paper(articles=1)
    paper.broken = {"/img/0.png": paper.says("/news/1.html")}
    with up(archive, paper, 'images = "same-site"'):
        archive.run("crawl", "paper")
        assert archive.rows("SELECT count(*) FROM articles") == [(1,)]
        paper.articles = 2
        archive.run("crawl", "paper", "--full")
    assert archive.rows("SELECT title FROM article ORDER BY 1") == [("Day 0 of the talks",), ("Day 1 of the talks",)]
    assert archive.rows("SELECT count(*) FROM articles a JOIN urls u ON u.id = a.url_id WHERE u.kind = 'image'") == [
        (0,)
    ]


def test_a_page_within_a_page_that_is_linked_to_is_read_as_a_page(archive: Folder) -> None:
    paper = Paper(articles=1)
    kind = "SELECT kind, state FROM urls WHERE url LIKE '%/frames/map-0.html'"
    with up(archive, paper, 'images = "same-site"'):
        archive.run("crawl", "paper")
        assert archive.rows(kind) == [("frame", "captured")]
        paper.links = ("/frames/map-0.html",)
        archive.run("crawl", "paper", "--full")
    assert archive.rows(kind)[0][0] == "page"
    read = archive.rows(
        "SELECT c.reason FROM captures c JOIN urls u ON u.id = c.url_id WHERE u.url LIKE '%map-0.html' ORDER BY c.id"
    )
    assert read[0] == ("frame",)
    assert read[-1] != ("frame",)


def test_what_failed_is_told_and_patched(archive: Folder) -> None:
    paper = Paper()
    paper.broken = {
        "/img/0.png": html("<body>Please log in to see this picture, which is not for everybody.</body>"),
        "/img/1.png": Said(status=404),
        "/theme/sub/deep.png": Said(status=403),
    }
    with up(archive, paper, 'images = "same-site"'):
        archive.run("crawl", "paper")
        foreign = {(f"/pixel-{n}.png", "excluded", "out-of-scope") for n in (0, 1)}
        told = {
            ("/img/0.png", "captured", "not-an-image"),
            ("/img/1.png", "failed", "http-404"),
            ("/theme/sub/deep.png", "failed", "http-403"),
        }
        assert missing(archive) - foreign == told
        pages = archive.rows("SELECT count(DISTINCT page_url) FROM missing_requisites WHERE url LIKE '%/deep.png'")
        assert pages == [(3,)], "through two style sheets, the home page and both articles lack it"
        assert archive.rows("SELECT code FROM problems WHERE url LIKE '%/img/0.png'") == [("not-an-image",)]
        held = archive.rows("SELECT captured, count(*) FROM picture WHERE image_url GLOB '*/img/[01].png' GROUP BY 1")
        assert held == [(0, 2)] or not held
        assert_told(archive)
        paper.broken = {}
        archive.run("crawl", "paper", "--patch")
    assert missing(archive) == foreign
    assert archive.rows("SELECT count(*) FROM articles") == [(2,)]
    before = held_of(archive)
    with sqlite3.connect(archive.path / "iria.db") as db:
        db.execute("UPDATE urls SET state = 'failed', reason = 'http-404' WHERE url LIKE '%/img/1.png'")
    assert held_of(archive) == before, "what the site has no more, the archive has"


def held_of(archive: Folder) -> dict[str, int]:
    held: dict[str, int] = json.loads(archive.run("status", "paper", "--json").stdout)["requisites"]["held"]
    return held


def assert_told(archive: Folder) -> None:
    """The command, the page and the table say what lacks."""
    said = json.loads(archive.run("status", "paper", "--json").stdout)["requisites"]
    assert sum(row["urls"] for row in said["lacking"] if row["state"] != "excluded") == 3
    assert said["held"]["image"] > 10
    archive.run("report", "paper")
    page = max(archive.path.glob("crawls/*/report"))
    rows = list(csv.DictReader((page / "missing-requisites.csv").read_text("utf-8").splitlines()))
    assert {row["reason"] for row in rows} == {"out-of-scope", "not-an-image", "http-404", "http-403"}
    assert "What pages lack" in (page / "index.html").read_text("utf-8")


def test_a_limit_of_pages_leaves_what_these_pages_need(archive: Folder) -> None:
    with up(archive, Paper(articles=6)) as served:
        archive.run("crawl", "paper", "--limit", "2", "--images", "same-site", code=None)
    came = [n for n in range(6) if f"/news/{n}.html" in served.paths]
    assert len(came) == 1
    assert set(served.paths) >= OF_ALL | of_article(came[0])


@pytest.mark.parametrize("seconds", [pytest.param(2.5, marks=pytest.mark.long), 4.0])
def test_a_crawl_that_is_killed_goes_on_where_it_was(archive: Folder, seconds: float) -> None:
    paper = Paper(articles=3, seconds=0.03)
    with up(archive, paper, 'images = "same-site"') as served:
        with archive.start("crawl", "paper") as process:
            with suppress(subprocess.TimeoutExpired):
                process.communicate(timeout=seconds)
            process.send_signal(signal.SIGKILL)
        archive.run("crawl", "paper")
    wanted = OF_ALL.union(*map(of_article, range(3)))
    assert set(served.paths) >= wanted
    assert {path for path, _, reason in missing(archive) if reason != "out-of-scope"} == set()
    assert archive.rows("SELECT count(*) FROM articles") == [(3,)]
    assert_settled(archive)
    archive.ask("verify")
