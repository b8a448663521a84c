"""Feeds, sitemaps, REST, listings, links → URLs."""

import gzip
import json
import time
from datetime import UTC, datetime

import lxml.html
import pytest
from hypothesis import given
from hypothesis import strategies as st

from iria_crawler.discover import Discovery, discover, seeds
from iria_crawler.items import Kind, Link, Page, Problem
from iria_crawler.sites import Crawl, Identity, Seed, Site

HOME = "https://www.ir-ia.com"
SITE = Site(site=Identity(home=HOME + "/"))
WITH_PATTERNS = Site(site=Identity(home=HOME + "/"), crawl=Crawl(article=("^/news/[^/]+/?$",), listing=("^/regions/",)))
Headers = tuple[tuple[str, str], ...]
NS = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def page(
    body: str | bytes, path: str = "/", *, status: int = 200, mime: str | None = None, headers: Headers = ()
) -> Page:
    return Page(
        url=HOME + path,
        status=status,
        headers=(*headers, ("content-type", mime)) if mime else headers,
        body=body.encode() if isinstance(body, str) else body,
        captured_at=datetime(2026, 1, 1, tzinfo=UTC),
    )


def found(body: str | bytes, kind: Kind, path: str = "/", *, site: Site = SITE, mime: str | None = None) -> Discovery:
    return discover(page(body, path, mime=mime), site, kind)


def kinds(discovery: Discovery) -> dict[str, str]:
    """Path of each link, with its kind or the rule against it."""
    return {link.url.removeprefix(HOME): link.excluded or link.kind for link in discovery.links}


def codes(problems: tuple[Problem, ...]) -> list[str]:
    return [problem.code for problem in problems]


def only(discovery: Discovery) -> Link:
    assert discovery.problems == ()
    (link,) = discovery.links
    return link


# Where a crawl begins


def test_a_crawl_begins_with_robots_the_home_and_the_seeds() -> None:
    site = Site(
        site=Identity(home="http://ir-ia.com"),
        seeds=(Seed(url="http://www.ir-ia.com/tag/iran/", kind="listing"), Seed(url="https://cdn.example/map.xml")),
    )
    assert [(link.url, link.kind, link.excluded, link.source) for link in seeds(site)] == [
        ("http://ir-ia.com/robots.txt", "robots", None, "seed"),
        ("http://ir-ia.com/", "home", None, "seed"),
        ("http://ir-ia.com/tag/iran/", "listing", None, "seed"),
        ("https://cdn.example/map.xml", "page", None, "seed"),
    ]


def test_robots_names_sitemaps_on_any_host() -> None:
    text = "User-agent: *\nSitemap: /a.xml\r\n  SITEMAP : https://cdn.example/b.xml\n# Sitemap: /c.xml\n"
    discovery = found(text, "robots", "/robots.txt")
    assert [(link.url, link.kind, link.source) for link in discovery.links] == [
        (HOME + "/a.xml", "sitemap", "robots"),
        ("https://cdn.example/b.xml", "sitemap", "robots"),
    ]


@pytest.mark.parametrize(("text", "status"), [("User-agent: *\n", 200), ("", 404), ("<html>gone</html>", 200)])
def test_where_no_sitemap_is_named_the_usual_one_is_tried(text: str, status: int) -> None:
    assert kinds(discover(page(text, "/robots.txt", status=status), SITE, "robots")) == {"/sitemap.xml": "sitemap"}


def test_a_sitemap_of_the_site_file_is_enough() -> None:
    site = Site(site=Identity(home=HOME), seeds=(Seed(url=HOME + "/map.xml", kind="sitemap"),))
    assert discover(page("", "/robots.txt", status=404), site, "robots") == Discovery()


# Pages


def test_the_home_leads_to_its_feed_its_api_and_its_lists() -> None:
    html = """<html><head>
      <link rel="alternate" type="application/rss+xml" href="/comments/feed/">
      <link rel="alternate" type="application/rss+xml" href="/feed/">
      <link rel="alternate" type="application/atom+xml" href="/feed/atom/">
      <link rel="https://api.w.org/" href="/wp-json/"><link rel="sitemap" href="/map.xml">
      <link rel="alternate" type="application/json+oembed" href="/wp-json/oembed/1.0/embed?url=x">
      <link rel="alternate" hreflang="fr" href="/fr/"><link rel="canonical" href="/elsewhere/">
      <link rel="shortlink" href="/?p=1"><link rel="next" href="/older"></head><body>
      <li class="menu-item menu-item-object-category"><a href="/africa/">Africa</a></li>
      <li class="menu-item menu-item-object-page"><a href="/about/">About</a></li>
      <a href="/news/a/">A</a> <a href="/news/a/#comments">3</a> <a href="/topic-x/" rel="category tag">X</a>
      <a href="/iran/" rel="tag">Iran</a> <a href="/2024/05/">May</a> <a href="/feed/">RSS</a>
      <nav class="navigation pagination"><a class="page-numbers" href="/?pg=2">2</a></nav>
      <a href="https://example.com/">else</a> <a href="mailto:a@b.example">mail</a> <a href="tel:1">call</a>"""
    discovery = found(html, "home")
    assert kinds(discovery) == {
        "/comments/feed/": "feed-variant",
        "/feed/": "feed",
        "/feed/atom/": "feed-variant",
        "/wp-json/wp/v2/posts?per_page=100&orderby=modified&order=desc&_embed=author,wp:term": "api",
        "/map.xml": "sitemap",
        "/fr/": "page",
        "/older": "listing",
        "/africa/": "listing",
        "/about/": "page",
        "/news/a/": "page",
        "/topic-x/": "listing",
        "/iran/": "tag-archive",
        "/2024/05/": "date-archive",
        "/?pg=2": "listing",
    }
    assert discovery.problems == ()
    assert {link.source for link in discovery.links} == {"listing"}


def test_an_article_leads_to_its_neighbours_and_not_to_its_variants() -> None:
    html = """<link rel="alternate" type="application/rss+xml" href="/feed/">
      <link rel="alternate" type="application/rss+xml" href="/news/a/feed/"><link rel="amphtml" href="/news/a/amp/">
      <nav class="post-navigation"><div class="nav-links"><a rel="next" href="/news/b/">b</a></div></nav>
      <div class="page-links"><a class="post-page-numbers" href="/news/a/2/">2</a></div>
      <a href="/news/a/?replytocom=7#respond">reply</a> <a href="/news/a/comment-page-1/#comment-7">7</a>
      <a rel="attachment wp-att-9" href="/news/a/img-00/">picture</a> <a href="/report.pdf">PDF</a>"""
    assert kinds(found(html, "article", "/news/a/")) == {
        "/feed/": "feed",
        "/news/a/feed/": "feed-variant",
        "/news/b/": "page",
        "/news/a/2/": "page",
        "/news/a/": "page",
        "/news/a/comment-page-1/": "comment-page",
        "/news/a/img-00/": "attachment",
        "/report.pdf": "document",
    }


@pytest.mark.parametrize(
    "path",
    [
        "/category/news/",
        "/category/a/b/page/2/",
        "/page/2/",
        "/?paged=2",
        "/?cat=3",
        "/category/x2.html",
        "/index2.html",
    ],
)
def test_a_listing_shows_in_its_address(path: str) -> None:
    assert kinds(found(f'<a href="{path}">x</a>', "page")) == {path: "listing"}


def test_the_site_file_has_the_first_word() -> None:
    html = (
        '<a href="/news/a/">a</a><a rel="category" href="/news/b/">b</a><a href="/regions/x">x</a><a href="/c/">c</a>'
    )
    discovery = found(html, "home", site=WITH_PATTERNS)
    assert kinds(discovery) == {"/news/a/": "article", "/news/b/": "article", "/regions/x": "listing", "/c/": "page"}


def test_each_url_is_given_once_with_the_best_of_its_kinds() -> None:
    html = '<a href="/x/">1</a><a rel="tag" href="/x/?fbclid=a">2</a><a rel="category" href="//ir-ia.com/x/#b">3</a>'
    assert kinds(found(html, "home")) == {"/x/": "listing"}


def test_every_address_of_the_home_page_is_the_home_page() -> None:
    html = '<a href="/index.html">1</a><a href="./">2</a><a href="http://ir-ia.com">3</a><a href="?amp=1">4</a>'
    assert kinds(found(html, "page")) == {"/": "home"}


def onward(html: str, kind: Kind = "listing", path: str = "/news/") -> list[str]:
    """Path and kind of each link that leads to a later page of the list."""
    links = found(html, kind, path).links
    return [f"{link.kind} {link.url.removeprefix(HOME)}" for link in links if link.onward]


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        pytest.param('<link rel="next" href="/news/more/">', "/news/more/", id="head"),
        pytest.param('<a rel="next" href="/news/page/2/">Older</a>', "/news/page/2/", id="rel"),
        pytest.param('<nav class="pagination"><a href="?after=x9">2</a></nav>', "/news/?after=x9", id="pager"),
        pytest.param('<p><a href="/news/page/2/">2</a></p>', "/news/page/2/", id="number"),
        pytest.param('<p><a href="?query-3-page=2">2</a></p>', "/news/?query-3-page=2", id="query-block"),
        pytest.param('<button data-next-url="/news/rest">v</button>', "/news/rest", id="data-next-url"),
        pytest.param('<ul data-next="/news/?offset=20"></ul>', "/news/?offset=20", id="data-next"),
        pytest.param('<div data-next-page="/news/page/2/"></div>', "/news/page/2/", id="data-next-page"),
        pytest.param('<div data-load-more="https://www.ir-ia.com/part"></div>', "/part", id="data-load-more"),
        pytest.param('<div data-infinite-scroll-url="?page=2"></div>', "/news/?page=2", id="data-infinite"),
        pytest.param('<button data-href="/part" class="btn load-more"></button>', "/part", id="class"),
        pytest.param('<button data-url="/part"><b>Mehr</b> laden</button>', "/part", id="german"),
        pytest.param('<button data-url="/part">Charger plus</button>', "/part", id="french"),
        pytest.param('<meta charset="utf-8"><button data-url="/part">عرض المزيد</button>', "/part", id="arabic"),
        pytest.param('<div hx-get="/news/?page=2" hx-trigger="revealed"></div>', "/news/?page=2", id="htmx"),
        pytest.param('<turbo-frame id="next_page" src="/news/part"></turbo-frame>', "/news/part", id="turbo"),
        pytest.param('<a class="infinite-more-link" href="/news/older">…</a>', "/news/older", id="infinite"),
    ],
)
def test_a_later_page_of_a_list_is_marked(html: str, expected: str) -> None:
    assert onward(html) == [f"listing {expected}"]


@pytest.mark.parametrize(
    "html",
    [
        '<a class="page-numbers" href="/news/page/2/">2</a>',
        '<a class="page-numbers" href="/news/">1</a>',
        '<a class="page-numbers" rel="prev" href="/news/newer/">Newer</a>',
        '<div class="pagination"><a href="#">3</a></div>',
        '<a href="/other/page/4/">4</a>',
        '<link rel="next" href="">',
        '<button data-next-url="javascript:more()">More</button>',
        '<button data-next-url="https://cdn.example/page/4">More</button>',
        '<button data-next=".slide-2">Next</button>',
        '<button data-next-page="4">Next</button>',
        '<button data-next-url="/news/{page}">More</button>',
        '<button data-next-url="/news/7/like">More</button>',
        '<button data-url="/graphql?page=4">Load more</button>',
        '<div data-url="/news/a/" data-href="/news/a/">An article</div>',
        '<div hx-get="/weather"></div>',
        '<turbo-frame src="/menu"></turbo-frame>',
        '<div data-next-url="//[/"></div>',
    ],
)
def test_what_leads_back_or_elsewhere_is_not(html: str) -> None:
    assert onward(html, path="/news/page/3/") == []


def test_only_a_list_has_later_pages() -> None:
    html = '<link rel="next" href="/b/"><ul data-next="/c/"></ul><nav class="pagination"><a href="/a/2/">2</a></nav>'
    assert onward(html, "article", "/a/") == []
    assert kinds(found(html, "article", "/a/")) == {"/b/": "page", "/a/2/": "page"}


def test_the_first_page_of_a_query_may_be_zero() -> None:
    assert onward('<a class="pager" href="?page=1">2</a>') == ["listing /news/?page=1"]
    assert onward('<a class="pager" href="/news/page/1">1</a>') == []


def test_a_link_is_onward_if_any_mention_is() -> None:
    html = '<a href="/older">teaser</a><a class="pagination" href="/older">2</a><a href="/older">again</a>'
    assert onward(html) == ["listing /older"]


def test_a_base_and_a_refresh_are_followed() -> None:
    html = '<base href="/deep/er/"><meta http-equiv="Refresh" content="0; URL=\'../moved/\'"><a href="x">x</a>'
    assert kinds(found(html, "page", "/a/")) == {"/deep/moved/": "page", "/deep/er/x": "page"}
    for none in ("http://[", "javascript:alert(1)", "data:text/html,x"):
        assert kinds(found(f'<base href="{none}"><a href="x">x</a>', "page", "/a/")) == {"/a/x": "page"}


def test_an_api_is_found_in_the_header_too() -> None:
    link = (
        '<https://www.ir-ia.com/?p=2>; rel=shortlink, <https://www.ir-ia.com/?rest_route=/>; rel="https://api.w.org/"'
    )
    discovery = discover(page("<p>x</p>", mime="text/html", headers=(("Link", link),)), SITE, "home")
    posts = "/?rest_route=/wp/v2/posts&per_page=100&orderby=modified&order=desc&_embed=author,wp:term"
    assert kinds(discovery) == {posts: "api"}


def test_addresses_that_cannot_be_read_are_counted() -> None:
    discovery = found('<a href="http://127.0.0.1:99999/">a</a><a href="http://[">b</a><a href="/c">c</a>', "page")
    assert kinds(discovery) == {"/c": "page"}
    assert [(problem.code, problem.message) for problem in discovery.problems] == [
        ("bad-address", "2, the first: http://127.0.0.1:99999/")
    ]


def test_a_tree_that_is_there_is_not_parsed_again() -> None:
    tree = lxml.html.document_fromstring('<a href="/a">a</a>')
    assert kinds(discover(page(""), SITE, "home", tree=tree)) == {"/a": "page"}


def test_an_error_names_nothing() -> None:
    assert discover(page('<a href="/a">a</a>', status=404), SITE, "page") == Discovery()


def test_a_page_without_an_element_is_a_problem() -> None:
    assert codes(found("<html>", "page", mime="text/html").problems) in ([], ["bad-html"])
    assert codes(found("<!-- -->", "page", mime="text/html").problems) == ["bad-html"]
    assert found(b"\x89PNG\r\n", "page", mime="image/png") == Discovery()


# Sitemaps


def test_a_sitemap_says_when_its_pages_changed() -> None:
    entry = f"<url><loc> {HOME}/news/a/?x=1&amp;y=2 </loc><lastmod>2024-05-01T12:00:00+02:00</lastmod></url>"
    xml = f"<urlset {NS}>{entry}</urlset>"
    link = only(found(xml, "sitemap", "/map.xml"))
    assert (link.url, link.kind, link.source) == (HOME + "/news/a/?x=1&y=2", "page", "sitemap")
    assert link.mention is not None
    assert link.mention.modified_at == datetime(2024, 5, 1, 10, tzinfo=UTC)
    assert link.mention.modified_raw == "2024-05-01T12:00:00+02:00"


def test_a_news_sitemap_says_what_its_articles_are() -> None:
    xml = f"""<?xml version="1.0"?><urlset {NS} xmlns:n="http://www.google.com/schemas/sitemap-news/0.9"
      xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"><url><!-- x --><loc>{HOME}/a</loc>
      <image:image><image:loc>{HOME}/a.jpg</image:loc></image:image><n:news><!-- y --><n:publication><n:name>I</n:name>
      <n:language>en</n:language></n:publication><n:publication_date>2024-05-01</n:publication_date>
      <n:title>US &amp; Gulf</n:title><n:keywords>Iran, oil</n:keywords></n:news></url></urlset>"""
    link = only(found(xml, "sitemap", "/map.xml"))
    assert link.kind == "article"
    assert link.mention is not None
    assert (link.mention.title, link.mention.language, link.mention.tags) == ("US & Gulf", "en", ("Iran", "oil"))
    assert link.mention.published_at == datetime(2024, 5, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("name", "meaning"),
    [
        ("wp-sitemap-posts-post-1.xml", "article"),
        ("post-sitemap2.xml", "article"),
        ("news-sitemap.xml", "article"),
        ("wp-sitemap-posts-page-1.xml", "page"),
        ("page-sitemap.xml", "page"),
        ("wp-sitemap-taxonomies-category-1.xml", "listing"),
        ("category-sitemap.xml", "listing"),
        ("wp-sitemap-taxonomies-post_tag-1.xml", "tag-archive"),
        ("sitemap-tags.xml", "tag-archive"),
        ("wp-sitemap-users-1.xml", "author-archive"),
        ("author-sitemap.xml", "author-archive"),
        ("attachment-sitemap.xml", "attachment"),
        ("sitemap.xml", "page"),
    ],
)
def test_the_name_of_a_sitemap_says_what_its_pages_are(name: str, meaning: str) -> None:
    xml = f"<urlset {NS}><url><loc>{HOME}/x/</loc></url><url><loc>{HOME}/</loc></url></urlset>"
    assert kinds(found(xml, "sitemap", "/" + name)) == {"/x/": meaning, "/": "home"}


def test_an_index_leads_to_its_sitemaps_but_not_to_those_of_tags_and_authors() -> None:
    names = ("post-sitemap.xml", "post_tag-sitemap.xml", "author-sitemap.xml", "map.xml?page=2")
    xml = "".join(f"<sitemap><loc>{HOME}/{name}</loc></sitemap>" for name in names)
    assert kinds(found(f"<sitemapindex {NS}>{xml}</sitemapindex>", "sitemap", "/index.xml")) == {
        "/post-sitemap.xml": "sitemap",
        "/post_tag-sitemap.xml": "tag-archive",
        "/author-sitemap.xml": "author-archive",
        "/map.xml?page=2": "sitemap",
    }


def test_addresses_of_other_sites_in_a_sitemap_are_counted() -> None:
    xml = f"<urlset {NS}><url><loc>https://example.com/a</loc></url><url><loc>mailto:a@b</loc></url></urlset>"
    discovery = found(xml, "sitemap", "/map.xml")
    assert discovery.links == ()
    assert codes(discovery.problems) == ["bad-address", "out-of-scope"]


def test_a_foreign_index_that_robots_named_may_name_its_neighbours() -> None:
    where = Page(
        url="https://cdn.example/index.xml",
        status=200,
        headers=(),
        body=b"<sitemapindex><sitemap><loc>https://cdn.example/1.xml</loc></sitemap>"
        b"<sitemap><loc>https://other.example/1.xml</loc></sitemap></sitemapindex>",
        captured_at=datetime(2026, 1, 1, tzinfo=UTC),
    )
    discovery = discover(where, SITE, "sitemap")
    assert [link.url for link in discovery.links] == ["https://cdn.example/1.xml"]
    assert codes(discovery.problems) == ["out-of-scope"]


def test_a_packed_sitemap_is_unpacked() -> None:
    xml = f"<urlset {NS}><url><loc>{HOME}/a</loc></url></urlset>".encode()
    packed = gzip.compress(xml[:40]) + gzip.compress(xml[40:])
    assert kinds(found(packed, "sitemap", "/map.xml.gz", mime="application/gzip")) == {"/a": "page"}


def test_a_torn_packed_sitemap_gives_what_can_be_read() -> None:
    entries = "".join(f"<url><loc>{HOME}/{number}</loc></url>" for number in range(5_000))
    discovery = found(gzip.compress(f"<urlset {NS}>{entries}".encode())[:-500], "sitemap", "/map.xml.gz")
    assert len(discovery.links) > 1000
    assert codes(discovery.problems) == ["bad-sitemap", "bad-sitemap"]


def test_a_packed_bomb_is_not_unpacked() -> None:
    discovery = found(gzip.compress(b"<urlset>" + b" " * 60_000_000), "sitemap", "/map.xml.gz")
    assert "unpacked it is larger than 50,000,000 bytes" in [problem.message for problem in discovery.problems]


def test_a_text_sitemap_is_read_by_lines() -> None:
    discovery = found(f"\ufeff{HOME}/a\r\n{HOME}/category/b/\n", "sitemap", "/map.txt", mime="text/plain")
    assert kinds(discovery) == {"/a": "page", "/category/b/": "listing"}
    assert codes(found("nothing here", "sitemap", "/map.txt", mime="text/plain").problems) == ["bad-sitemap"]


def test_broken_xml_gives_every_address_in_it() -> None:
    xml = f"<urlset {NS}><url><loc>{HOME}/a</loc></url><url><loc>{HOME}/b?x=1&y=2</loc></url><url><loc>{HOME}/c</loc>"
    discovery = found(xml, "sitemap", "/map.xml")
    assert kinds(discovery) == {"/a": "page", "/b?x=1&y=2": "page", "/c": "page"}
    assert codes(discovery.problems) == ["bad-sitemap"]


@pytest.mark.parametrize("kind", ["sitemap", "feed"])
def test_an_entity_bomb_is_refused(kind: Kind) -> None:
    lines = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    root, item = ("urlset", "<url><loc>&l9;</loc></url>") if kind == "sitemap" else ("rss", "<item>&l9;</item>")
    xml = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "{HOME}/">{lines}]><{root}>{item}</{root}>'
    discovery = found(xml, kind, "/x.xml")
    assert (discovery.links, codes(discovery.problems)) == ((), ["bad-" + kind])


def test_no_file_is_read_through_an_entity(tmp_path: object) -> None:
    xml = f'<!DOCTYPE urlset [<!ENTITY f SYSTEM "file://{tmp_path}">]><urlset><url><loc>{HOME}/&f;</loc></url></urlset>'
    assert found(xml, "sitemap", "/x.xml").links == ()
    assert found(xml.encode("utf-16"), "sitemap", "/x.xml").links == ()


def test_fifty_thousand_addresses_take_seconds() -> None:
    entry = "<url><loc>" + HOME + "/news/a-long-enough-slug-{}/</loc><lastmod>2024-05-01T10:00:00Z</lastmod></url>"
    xml = f"<urlset {NS}>" + "".join(map(entry.format, range(50_000))) + "</urlset>"
    begun = time.process_time()
    assert len(found(xml, "sitemap", "/post-sitemap.xml").links) == 50_000
    assert time.process_time() - begun < 20  # 3 s on an idle machine


# Feeds

RSS = f"""<?xml version="1.0"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"
  xmlns:atom="http://www.w3.org/2005/Atom"><channel><title>IRIA</title><language>en-US</language>
  <atom:link rel="next" href="{HOME}/feed/?paged=2"/><item><title>US&amp;#8217;s &lt;i&gt;Gulf&lt;/i&gt; talks</title>
  <link>{HOME}/news/a/?utm_source=rss</link><dc:creator>A. One</dc:creator><dc:creator>B. Two</dc:creator>
  <category>Middle East</category><category>Oil &amp;amp; gas</category>
  <pubDate>Fri, 30 Oct 2026 00:28:00 +0200</pubDate></item></channel></rss>"""


def test_a_feed_says_what_its_articles_are() -> None:
    article, following = found(RSS, "feed", "/feed/", mime="application/rss+xml").links
    assert (article.url, article.kind, article.source) == (HOME + "/news/a/", "article", "feed")
    assert (following.url, following.kind) == (HOME + "/feed/?paged=2", "feed")
    said = article.mention
    assert said is not None
    assert (said.title, said.authors) == ("US’s Gulf talks", ("A. One", "B. Two"))
    assert (said.categories, said.tags, said.language) == ((), ("Middle East", "Oil & gas"), "en-US")
    assert said.published_at == datetime(2026, 10, 29, 22, 28, tzinfo=UTC)
    assert said.published_raw == "Fri, 30 Oct 2026 00:28:00 +0200"
    assert (said.modified_at, said.modified_raw) == (None, None)


def test_atom_tells_published_from_updated() -> None:
    atom = """<feed xmlns="http://www.w3.org/2005/Atom"><entry><title type="text">A &lt; B</title>
      <link href="/news/a/"/><published>2024-05-01T10:00:00Z</published><updated>2024-05-02T10:00:00Z</updated>
      <author><name>A. One</name></author></entry></feed>"""
    said = only(found(atom, "feed", "/atom.xml", mime="text/html; charset=utf-8")).mention
    assert said is not None
    assert (said.title, said.authors) == ("A < B", ("A. One",))
    assert (said.published_at, said.modified_at) == (
        datetime(2024, 5, 1, 10, tzinfo=UTC),
        datetime(2024, 5, 2, 10, tzinfo=UTC),
    )


def test_a_json_feed_is_a_feed() -> None:
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "language": "fr",
        "next_url": "/feed.json?page=2",
        "items": [
            {"url": "/a", "title": "A", "authors": [{"name": "X"}], "tags": ["t"], "date_published": "2024-05-01"},
            {"id": 7},
        ],
    }
    discovery = found(json.dumps(feed), "feed", "/feed.json", mime="application/feed+json")
    assert kinds(discovery) == {"/a": "article", "/feed.json?page=2": "feed"}
    assert codes(discovery.problems) == ["bad-feed"]
    said = discovery.links[0].mention
    assert said is not None
    assert (said.title, said.authors, said.tags, said.language) == ("A", ("X",), ("t",), "fr")
    assert said.published_at == datetime(2024, 5, 1, tzinfo=UTC)


def test_a_torn_feed_gives_what_can_be_read() -> None:
    discovery = found(RSS[:-20] + "<item><title>torn", "feed", "/feed/")
    assert HOME + "/news/a/" in [link.url for link in discovery.links]
    assert "bad-feed" in codes(discovery.problems)


def test_a_feed_with_torn_attributes_is_a_problem() -> None:
    torn = '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:x="a b c" x:y="z"><x:a b c="d"/></feed>'
    assert codes(found(torn, "feed", "/feed/").problems) == ["bad-feed"]


# WordPress


def post(number: int = 7, **more: object) -> dict[str, object]:
    return {
        "id": number,
        "link": f"{HOME}/news/{number}/",
        "date_gmt": "2024-05-01T10:00:00",
        "modified_gmt": "2024-05-02T10:00:00",
        "title": {"rendered": "US, Gulf nations&#8217; <em>talks</em>"},
        "content": {"rendered": "<p>text</p>", "protected": False},
        "_embedded": {
            "author": [{"name": "A. One"}, {"code": "rest_user_invalid_id"}],
            "wp:term": [
                [{"taxonomy": "category", "name": "Oil &amp; gas"}],
                [{"taxonomy": "post_tag", "name": "Iran"}],
            ],
        },
    } | more


def test_the_api_says_what_its_posts_are() -> None:
    link = only(found(json.dumps([post()]), "api", "/wp-json/wp/v2/posts?per_page=100", mime="application/json"))
    assert (link.url, link.kind, link.source) == (HOME + "/news/7/", "article", "api")
    said = link.mention
    assert said is not None
    assert (said.title, said.external_id, said.authors) == ("US, Gulf nations’ talks", "7", ("A. One",))
    assert (said.categories, said.tags) == (("Oil & gas",), ("Iran",))
    assert said.published_at == datetime(2024, 5, 1, 10, tzinfo=UTC)
    assert said.modified_at == datetime(2024, 5, 2, 10, tzinfo=UTC)


def test_a_protected_post_is_known_but_not_asked_for() -> None:
    body = json.dumps([post(content={"rendered": "", "protected": True})])
    assert kinds(found(body, "api", "/wp-json/wp/v2/posts")) == {"/news/7/": "protected"}


@pytest.mark.parametrize(
    ("path", "headers", "following"),
    [
        ("?per_page=100", {"x-wp-totalpages": "3"}, ["?per_page=100&page=2"]),
        ("?page=2&per_page=100", {"x-wp-totalpages": "3"}, ["?page=3&per_page=100"]),
        ("?per_page=100&page=3", {"x-wp-totalpages": "3"}, []),
        (
            "?per_page=100",
            {"link": f'<{HOME}/posts?page=2>; rel="next", <{HOME}/posts?page=0>; rel="prev"'},
            ["?page=2"],
        ),
        ("?per_page=100", {"x-wp-totalpages": "9" * 5000}, []),
    ],
)
def test_the_api_is_read_to_its_last_page(path: str, headers: dict[str, str], following: list[str]) -> None:
    discovery = discover(page("[]", "/posts" + path, headers=tuple(headers.items())), SITE, "api")
    assert [link.url.removeprefix(HOME + "/posts") for link in discovery.links] == following


@pytest.mark.parametrize(
    "body",
    ['{"code":"rest_no_route"}', "{", "[" * 200_000, json.dumps([post(link=None)]), "[1]", "<html>blocked</html>"],
)
def test_what_is_no_list_of_posts_is_a_problem(body: str) -> None:
    discovery = found(body, "api", "/wp-json/wp/v2/posts")
    assert (discovery.links, codes(discovery.problems)) == ((), ["bad-api"])


@given(
    st.recursive(
        st.none() | st.integers() | st.text(),
        lambda inner: (
            st.lists(inner)
            | st.fixed_dictionaries(
                {},
                optional=dict.fromkeys(
                    ["id", "link", "title", "content", "_embedded", "author", "wp:term", "date_gmt"], inner
                ),
            )
        ),
    )
)
def test_no_json_is_too_odd(value: object) -> None:
    discovery = found(json.dumps([value]), "api", "/wp-json/wp/v2/posts")
    assert all(str(link).encode() for link in discovery.links)


# What a document is


@pytest.mark.parametrize("kind", ["sitemap", "feed", "api"])
def test_a_web_page_in_place_of_a_document_is_a_problem(kind: Kind) -> None:
    discovery = found('<!DOCTYPE html><html><a href="/a">a</a></html>', kind, "/x", mime="application/xml")
    assert (discovery.links, codes(discovery.problems)) == ((), ["bad-" + kind])


def test_a_document_is_read_as_what_it_is() -> None:
    prolog = '<?xml version="1.0"?>\n<?xml-stylesheet href="x.xsl"?><!-- <html> -->'
    xml = f"{prolog}<s:urlset xmlns:s='http://www.sitemaps.org/schemas/sitemap/0.9'><s:url><s:loc>{HOME}/a</s:loc></s:url></s:urlset>"
    assert kinds(found(xml, "page", "/x", mime="text/html")) == {"/a": "page"}
    assert kinds(found(xml.encode("utf-16"), "feed", "/x")) == {"/a": "page"}
    assert kinds(found(RSS, "page", "/x", mime="text/html"))["/news/a/"] == "article"
    xhtml = f'{prolog}<!DOCTYPE html PUBLIC "x" "y"><html><body><a href="/b">b</a></body></html>'
    assert kinds(found(xhtml, "page", "/x", mime="application/xhtml+xml")) == {"/b": "page"}


@given(st.binary(max_size=300), st.sampled_from(["robots", "home", "api", "sitemap", "feed", "page"]))
def test_no_bytes_are_too_odd(body: bytes, kind: Kind) -> None:
    for start in (b"", b"<rss><channel><item>", b"<urlset><url><loc>", b"[{", b"<html><a href=", b"\x1f\x8b"):
        assert isinstance(discover(page(start + body), SITE, kind), Discovery)
