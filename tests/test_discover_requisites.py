"""What a page, a style sheet and a manifest need is found without a browser."""

import sqlite3
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlite_utils import Database

from iria_crawler.discover.requisites import excluded, is_near, of_file, of_page
from iria_crawler.discover.srcset import needed
from iria_crawler.discover.styles import needed_by
from iria_crawler.extract import tree_of
from iria_crawler.items import Page
from iria_crawler.sites import Site, parse
from iria_crawler.store import Store
from iria_crawler.store.schema import migrations

SITE = parse('[site]\nhome = "https://www.news.example/"\nslug = "news"\n[crawl]\nimages = "same-site"', "a test")


def page_of(text: str, url: str = "https://www.news.example/a/b.html", mime: str = "text/html") -> Page:
    at = datetime(2026, 11, 1, tzinfo=UTC)
    return Page(url=url, status=200, headers=(("Content-Type", mime),), body=text.encode(), captured_at=at)


def found_in(text: str, site: Site = SITE) -> list[tuple[str, str]]:
    page = page_of(f"<!doctype html><html><head></head><body><p>x</p>{text}</body></html>")
    needs, _ = of_page(tree_of(page), page, site)
    return [(need.url.removeprefix("https://www.news.example"), need.kind) for need in needs]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ('<img src="c.png#top">', [("/a/c.png", "image")]),
        ('<img src="data:image/png;base64,AA" data-lazy-src="/c.png">', [("/c.png", "image")]),
        ('<img data-srcset="/c.png 1x, /d.png 2x">', [("/c.png", "image"), ("/d.png", "image")]),
        ('<img src="{{ url }}"><img src="#"><img src="about:blank"><img src="">', []),
        (
            '<svg><use xlink:href="/s.svg#i"></use><image href="/t.png"/></svg>',
            [("/s.svg", "image"), ("/t.png", "image")],
        ),
        ('<input type="image" src="/b.png"><input src="/no.png">', [("/b.png", "image")]),
        ('<link rel="preload" as="font" href="/f.woff2" crossorigin>', [("/f.woff2", "font")]),
        ('<link rel="modulepreload" href="/m.mjs"><link rel="prefetch" href="/no.js">', [("/m.mjs", "script")]),
        ('<link rel="apple-touch-icon" href="/t.png"><link rel="canonical" href="/no">', [("/t.png", "image")]),
        ('<meta property="og:image" content="/og.png"><meta name="x" content="/no.png">', [("/og.png", "image")]),
        ('<a href="/r.PDF?dl=1">x</a><a href="/n.html">x</a>', [("/r.PDF?dl=1", "document")]),
        (
            '<embed src="/e.bin"><object data="/o.pdf" type="application/pdf"></object>',
            [("/e.bin", "asset"), ("/o.pdf", "document")],
        ),
        ('<td background="/b.gif"></td><div data-bg="url(/c.gif)"></div>', [("/b.gif", "image"), ("/c.gif", "image")]),
        (r'<script>a = {"u":"https:\/\/www.news.example\/e.min.js?ver=6"}</script>', [("/e.min.js?ver=6", "script")]),
        ('<script type="application/ld+json">{"u":"https://www.news.example/e.js"}</script>', []),
        ('<iframe srcdoc="&lt;p&gt;x&lt;img src=/in.png&gt;"></iframe>', [("/in.png", "image")]),
        ('<iframe srcdoc="<!-- -->"></iframe><iframe srcdoc=" "></iframe>', []),
        ('<img data-cfsrc="/cf.png"><div data-bg-url="/bg.png"></div>', [("/cf.png", "image"), ("/bg.png", "image")]),
        ('<svg><filter><feImage href="/fe.png"/></filter></svg>', [("/fe.png", "image")]),
        ('<audio src="/a.mp3"></audio><img src="/a.mp3">', [("/a.mp3", "media")]),
    ],
)
def test_what_an_element_needs_is_found(text: str, wanted: list[tuple[str, str]]) -> None:
    assert found_in(text) == wanted


def test_a_base_counts() -> None:
    page = page_of('<html><head><base href="/other/"></head><body><p>x</p><img src="c.png"></body></html>')
    needs, problems = of_page(tree_of(page), page, SITE)
    assert [need.url for need in needs] == ["https://www.news.example/other/c.png"]
    assert problems == ()


@pytest.mark.parametrize(("count", "most", "named"), [(5, 3, "5"), (21_000, 1_000_000, "21,000")])
def test_what_a_page_needs_beyond_a_limit_is_counted(count: int, most: int, named: str) -> None:
    site = SITE.model_copy(update={"limits": SITE.limits.model_copy(update={"requisites": most})})
    needs, (problem,) = of_file(
        page_of("".join(f"a{{background:url({n}.png)}}" for n in range(count)), mime="text/css"), site, "style"
    )
    assert problem.code == "too-many-requisites"
    assert problem.message == f"{named} files, {len(needs):,} of them asked for"
    assert len(needs) == min(count, most, 20_000)


def test_the_same_address_many_times_hides_no_other() -> None:
    page = page_of("a{background:url(a.png)}" * 30_000 + "b{background:url(b.png)}", mime="text/css")
    needs, problems = of_file(page, SITE, "style")
    assert [need.url.rpartition("/")[2] for need in needs] == ["a.png", "b.png"]
    assert problems == ()


@pytest.mark.parametrize(
    ("css", "wanted"),
    [
        ("a { background: url( 'x.png' ) } /* url(no.png) */", [("x.png", "image")]),
        (r"a { background: url(x\ y\29.png) }", [("x y).png", "image")]),
        ('@import url("a.css") screen; @import "b.css" layer(x);', [("a.css", "style"), ("b.css", "style")]),
        ("@namespace svg url(http://www.w3.org/2000/svg); a { content: 'url(no.png)' }", []),
        (
            "a { background: image-set('a.avif' type('image/avif'), url(b.png) 2x) } b { content: 'no' }",
            [("a.avif", "image"), ("b.png", "image")],
        ),
        ("@font-face { src: url(f.eot); src: url(f.eot?#x), url(f.woff2), url(f.ttf) }", [("f.woff2", "font")]),
        ("@font-face { src: url(data:font/woff2;base64,AA), url(f.woff) }", [("data:font/woff2;base64,AA", "font")]),
        (
            "@font-face { src: local('F'), /* url(no) */ url(f.woff) format('woff'), url(f.woff2) format('woff2') }",
            [("f.woff", "font")],
        ),
        (
            "@font-face { font-family: 'src:'; src: url(f?t=eot) format('embedded-opentype'), url(f?t=x) }",
            [("f?t=x", "font")],
        ),
        ("@font-face { /* it's here */ src: url(f.ttf) }", [("f.ttf", "font")]),
        ("@font-face { src: url(f.svg), url(f.eot) }", [("f.svg", "font"), ("f.eot", "font")]),
        ("a { background: url(", []),
        (
            "a { background: -webkit-image-set(url(a.png) 1x) } b { mask: URL(c.svg#m) }",
            [("a.png", "image"), ("c.svg#m", "image")],
        ),
    ],
)
def test_what_a_style_sheet_needs_is_found(css: str, wanted: list[tuple[str, str]]) -> None:
    assert list(needed_by(css)) == wanted


@pytest.mark.parametrize(
    "css",
    [
        *("url(" * 200_000, "image-set(" * 200_000, "image-set(" + "a" * 500_000, "@font-face{" * 200_000),
        *('"' * 500_001, "/*" * 300_000, "@import " * 200_000, "url(\\" * 200_000),
    ],
)
def test_a_hostile_style_sheet_takes_no_time(css: str) -> None:
    began = time.process_time()
    list(needed_by(css))
    assert time.process_time() - began < 5


def test_addresses_in_a_style_sheet_are_relative_to_it() -> None:
    page = page_of("a { background: url(../x.png) }", "https://www.news.example/t/css/a.css", "text/css")
    needs, _ = of_file(page, SITE, "style")
    assert [need.url for need in needs] == ["https://www.news.example/t/x.png"]


@pytest.mark.parametrize(
    "label", ["utf-8", "windows-1252", "undefined", "idna", "hex", "zip", "utf-16", "no-such-thing"]
)
def test_a_style_sheet_is_read_whatever_charset_it_is_said_to_be_in(label: str) -> None:
    for css, said in (
        ("a { background: url(x.png) }", f"text/css; charset={label}"),
        (f'@charset "{label}";', "text/css"),
    ):
        of_file(page_of(css, "https://www.news.example/a.css", said), SITE, "style")


SIZES = "a 300w, b 768w, c 1024w, d 1536w, e 2560w"


@pytest.mark.parametrize(
    ("srcset", "sizes", "wanted"),
    [
        (SIZES, "(max-width: 1024px) 100vw, 1024px", "c d e"),
        (SIZES, "100px", "a e"),
        (SIZES, "auto, 100px", "a b c d e"),
        (SIZES, "calc(50vw - 2em)", "a b c d e"),
        ("/i?w=1,2 1x, /i?w=3,4 2x", None, "/i?w=1,2 /i?w=3,4"),
        ("a, b 2x,c 3x", None, "a b c"),
        (" , ,", None, ""),
        (f"a{' ' * 19_990}, /torn{'x' * 99} 2x", None, "a"),
    ],
)
def test_of_the_sizes_of_a_picture_those_are_taken_that_screens_need(
    srcset: str, sizes: str | None, wanted: str
) -> None:
    assert needed(srcset, sizes) == wanted.split()


@pytest.mark.parametrize(
    ("url", "near"),
    [
        ("https://static.news.example/x.png", True),
        ("https://news.example/x.png", True),
        ("https://other.example/x.png", False),
        ("https://fakenews.example/x.png", False),
    ],
)
def test_hosts_under_one_registered_domain_are_one_site(url: str, near: bool) -> None:
    assert is_near(url, "https://www.news.example/") is near


def test_neighbours_under_a_public_suffix_are_strangers() -> None:
    assert not is_near("https://two.github.io/x.png", "https://one.github.io/")
    assert not is_near("https://b.co.uk/x.png", "https://a.co.uk/")
    assert is_near("https://static.a.co.uk/x.png", "https://www.a.co.uk/")
    assert not is_near("http://127.0.0.1:81/", "http://127.0.0.1:80/")


def test_the_rules_of_the_site_file_hold_for_requisites() -> None:
    site = SITE.model_copy(update={"crawl": SITE.crawl.model_copy(update={"exclude": (r"\.mp4$",)})})
    assert excluded("https://www.news.example/f.mp4", "media", site) == "site-rule"
    assert excluded("https://cdn.example/f.png", "image", site) == "out-of-scope"
    assert excluded("https://cdn.example/f.html", "frame", site) == "foreign-embed"
    everywhere = site.model_copy(update={"crawl": site.crawl.model_copy(update={"images": "all"})})
    assert excluded("https://cdn.example/f.png", "image", everywhere) is None


def test_an_archive_of_before_keeps_its_urls(tmp_path: Path) -> None:
    old = Database(sqlite3.connect(tmp_path / "iria.db", isolation_level=None))
    migrations.apply(old, stop_before="m014_requisites")
    indexes = {index.name for index in old["urls"].indexes}
    old.execute("INSERT INTO sites (slug, name, home_url, kind, config, added_at) VALUES ('a','a','a','news','{}','x')")
    old.execute(
        "INSERT INTO urls (url, site_id, host, kind, state, priority, first_seen_at)"
        " VALUES ('u',1,'h','page','due',1,'x')"
    )
    before = old.execute("SELECT * FROM urls").fetchall()
    old.close()
    with Store.create(tmp_path) as store:
        assert [row[:-1] for row in store.db.execute("SELECT * FROM urls").fetchall()] == before
        assert {index.name for index in store.db["urls"].indexes} >= indexes
        store.run("UPDATE urls SET kind = 'image'")
        with pytest.raises(sqlite3.IntegrityError):
            store.run("UPDATE urls SET kind = 'nonsense'")
        assert store.value("PRAGMA foreign_keys") == 1
