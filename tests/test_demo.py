"""The bundled demo site: a small WordPress on loopback that is what it says it is."""

import gzip
import http.client
import json
import re
import socket
import struct
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from lxml import etree, html
from lxml.html import HtmlElement

from iria_crawler.demo import DemoSite, Masthead, Served, generate, render_article, serve
from iria_crawler.demo.newsroom import GONE, MISSING

SHARED = Path(__file__).parents[1].parent / "shared" / "data"
DC = "{http://purl.org/dc/elements/1.1/}"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


class Reply:
    """A response with its body as sent."""

    def __init__(self, response: http.client.HTTPResponse) -> None:
        self.status, self.headers, self.body = response.status, response.headers, response.read()

    @property
    def page(self) -> HtmlElement:
        return html.fromstring(self.body)


def get(served: Served, path: str, **headers: str) -> Reply:
    connection = http.client.HTTPConnection(urlsplit(served.url).netloc, timeout=10)
    try:
        connection.request("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        return Reply(connection.getresponse())
    finally:
        connection.close()


def links(served: Served, path: str) -> set[str]:
    """Paths on the same site that the page at a path names in its links, without query and fragment."""
    reply = get(served, path)
    if reply.status != 200 or not reply.headers["Content-Type"].startswith("text/html"):
        return set()
    addresses = (urlsplit(urljoin(served.url, link)) for link in reply.page.xpath("//a/@href"))
    return {address.path for address in addresses if address.netloc == urlsplit(served.url).netloc}


@pytest.fixture(scope="module")
def site() -> DemoSite:
    return generate()


@pytest.fixture(scope="module")
def served(site: DemoSite) -> Iterator[Served]:
    with serve(site) as running:
        yield running


@pytest.fixture
def fresh() -> DemoSite:
    return generate(6)


def test_the_same_number_and_seed_give_the_same_site() -> None:
    assert generate(30, seed=7).truth() == generate(30, seed=7).truth()
    assert generate(30, seed=7).truth() != generate(30, seed=8).truth()


@pytest.mark.parametrize("articles", [1, 24, 300])
def test_it_has_as_many_articles_as_asked_each_with_a_title_and_an_address_of_its_own(articles: int) -> None:
    truth = generate(articles).truth()
    assert len(truth) == len({told["title"] for told in truth}) == len({told["url_path"] for told in truth}) == articles


def test_a_site_of_twenty_four_has_every_language_and_every_kind_of_block(site: DemoSite) -> None:
    assert {story.language for story in site.stories} == {"en", "fr", "ar"}
    blocks = {type(block).__name__ for story in site.stories for block in story.blocks}
    assert blocks == {"Paragraph", "Photo", "Gallery", "Quote", "Heading", "Bullets", "Table", "Tweet"}
    assert {story.metadata for story in site.stories} == {"none", "opengraph", "json-ld"}


def test_the_grammar_fills_every_slot_and_minds_its_articles() -> None:
    english = (told for told in generate(300).truth() if told["language"] == "en")
    text = "\n".join(line for told in english for line in (told["title"], *told["paragraphs"]))
    assert not re.search(r"[{}]| {2}|\b[Aa] [aeioAEIO](?!ne\b|nce\b|uro)", text)
    assert not re.search(r"(?:^|[.?!] )[“‘]?[a-z]", text, re.MULTILINE)


def test_every_article_is_reached_by_links_from_home(site: DemoSite, served: Served) -> None:
    seen, ahead = set[str](), {"/"}
    while ahead:
        seen |= ahead
        found = set().union(*(links(served, path) for path in ahead))
        ahead = {path for path in found - seen if path.startswith("/page/")}
        seen |= {path for path in found if path.startswith("/news/")}
    assert {told["url_path"] for told in site.truth()} <= seen


def test_a_page_says_what_the_truth_says(site: DemoSite, served: Served) -> None:
    for told in site.truth():
        page = get(served, told["url_path"]).page
        paragraphs = page.xpath("//div[@class='entry']/p")
        assert [paragraph.text_content() for paragraph in paragraphs] == list(told["paragraphs"])
        assert page.xpath("//h1/text()") == [told["title"]]
        assert page.xpath("//main//div[@class='meta']/a[@rel='category tag']/text()") == list(told["categories"])
        assert page.xpath("//link[@rel='canonical']/@href") == [urljoin(served.url, told["url_path"])]
        legends = [f"{figure['caption']} (Image Credit: {figure['credit']})" for figure in told["captions"]]
        below = page.xpath("//main//*[self::figcaption or @class='wp-caption-text']")
        assert [node.text_content() for node in below] == legends


def test_the_feed_announces_the_ten_newest_articles(site: DemoSite, served: Served) -> None:
    feed = etree.fromstring(get(served, "/feed/").body)
    entries = feed.findall("channel/item")
    for entry, told in zip(entries, site.truth()[:10], strict=True):
        assert entry.findtext("title") == told["title"]
        assert entry.findtext("link") == urljoin(served.url, told["url_path"])
        assert entry.findtext(f"{DC}creator") == told["author"]
        assert parsedate_to_datetime(entry.findtext("pubDate") or "") == told["published"]
        assert [node.text for node in entry.findall("category")] == [*told["categories"], *told["tags"]]


def test_the_sitemaps_list_every_article_with_its_last_change(site: DemoSite, served: Served) -> None:
    index = etree.fromstring(get(served, "/wp-sitemap.xml").body)
    maps = [urlsplit(node.text or "").path for node in index.iter(f"{SITEMAP}loc")]
    assert [get(served, path).status for path in maps] == [200] * 5
    posts = etree.fromstring(get(served, maps[0]).body)
    entries = [(url.findtext(f"{SITEMAP}loc") or "", url.findtext(f"{SITEMAP}lastmod") or "") for url in posts]
    changes = {urlsplit(url).path: datetime.fromisoformat(changed) for url, changed in entries}
    assert changes == {told["url_path"]: told["modified"] for told in site.truth()}


def test_a_large_site_cuts_its_sitemap_as_wordpress_does() -> None:
    with serve(generate(2001)) as served:
        index = get(served, "/wp-sitemap.xml").body
        assert b"wp-sitemap-posts-post-2.xml" in index
        assert get(served, "/wp-sitemap-posts-post-2.xml").body.count(b"<loc>") == 1


def test_the_api_tells_every_article_page_by_page(site: DemoSite, served: Served) -> None:
    path, records = "/wp-json/wp/v2/posts?per_page=10&page=1&_embed", []
    while path:
        reply = get(served, path)
        assert (reply.headers["X-WP-Total"], reply.headers["X-WP-TotalPages"]) == ("24", "3")
        records += json.loads(reply.body)
        following = re.search(r'<([^>]+)>; rel="next"', ", ".join(reply.headers.get_all("Link", [])))
        path = following[1].removeprefix(served.url.rstrip("/")) if following else ""
    for record, told in zip(records, site.truth(), strict=True):
        assert urlsplit(record["link"]).path == told["url_path"]
        assert html.fromstring(record["title"]["rendered"]).text_content() == told["title"]
        assert datetime.fromisoformat(record["date_gmt"]).replace(tzinfo=UTC) == told["published"]
        assert datetime.fromisoformat(record["modified_gmt"]).replace(tzinfo=UTC) == told["modified"]
        assert record["_embedded"]["author"][0]["name"] == told["author"]
        categories, tags = ([term["name"] for term in terms] for terms in record["_embedded"]["wp:term"])
        assert (categories, tags) == (list(told["categories"]), list(told["tags"]))


def test_the_api_narrows_posts_to_those_changed_since(fresh: DemoSite) -> None:
    before = fresh.edition.changed.strftime("%Y-%m-%dT%H:%M:%SZ")
    edited = fresh.edit(fresh.stories[3].slug, paragraph="The council met again.")
    with serve(fresh) as served:
        records = json.loads(get(served, f"/wp-json/wp/v2/posts?modified_after={before}").body)
        assert [record["id"] for record in records] == [edited.number]
        assert get(served, "/wp-json/wp/v2/posts?page=99").status == 400
        assert get(served, "/wp-json/wp/v2/posts?per_page=101").status == 400
        assert get(served, "/wp-json/wp/v2/posts?after=yesterday").status == 400


def test_an_unchanged_feed_is_answered_304_until_the_site_changes(fresh: DemoSite) -> None:
    with serve(fresh) as served:
        first = get(served, "/feed/")
        by_tag = {"If_None_Match": first.headers["ETag"]}
        by_date = {"If_Modified_Since": first.headers["Last-Modified"]}
        for headers in (by_tag, by_date, by_tag | {"Accept_Encoding": "gzip"}):
            unchanged = get(served, "/feed/", **headers)
            assert (unchanged.status, unchanged.body) == (304, b"")
        fresh.edit(fresh.stories[0].slug, paragraph="A new last word.")
        assert [get(served, "/feed/", **headers).status for headers in (by_tag, by_date)] == [200, 200]


def test_gzip_and_chunks_carry_the_same_bytes(site: DemoSite, served: Served) -> None:
    codings = set()
    for path in ("/", "/feed/", *(told["url_path"] for told in site.truth()[:4])):
        plain, packed = get(served, path), get(served, path, Accept_Encoding="gzip")
        assert packed.headers["Content-Encoding"] == "gzip"
        assert gzip.decompress(packed.body) == plain.body
        codings.add(packed.headers.get("Transfer-Encoding", "whole"))
    assert codings == {"chunked", "whole"}
    assert "Content-Encoding" not in get(served, "/", Accept_Encoding="gzip;q=0").headers


def test_addresses_have_the_variants_of_wordpress(site: DemoSite, served: Served) -> None:
    story = site.stories[0]
    here = urljoin(served.url, story.path)
    for path in (f"/?p={story.number}", story.path.rstrip("/")):
        moved = get(served, path)
        assert (moved.status, moved.headers["Location"]) == (301, here)
    for path in (story.path.upper(), f"{story.path}?utm_source=x", f"{story.path}?replytocom=7", f"{story.path}amp/"):
        variant = get(served, path)
        assert (variant.status, variant.page.xpath("//link[@rel='canonical']/@href")) == (200, [here])
    statuses = [get(served, path).status for path in ("/none/", f"/news/{MISSING}/", f"/news/{GONE}/", "/page/99/")]
    assert statuses == [404, 404, 410, 404]


def test_a_chain_of_redirects_ends_at_the_newest_article(site: DemoSite, served: Served) -> None:
    url, hops = urljoin(served.url, "/latest/"), list[int]()
    while (reply := get(served, urlsplit(url).path)).status != 200:
        hops.append(reply.status)
        url = reply.headers["Location"]
    assert (hops, urlsplit(url).path) == ([302, 302, 301], site.stories[0].path)


def test_robots_names_the_sitemap_and_closes_the_members_area(served: Served) -> None:
    assert get(served, "/robots.txt").body.decode() == (
        f"User-agent: *\nDisallow: /members-area/\n\nSitemap: {served.url}wp-sitemap.xml\n"
    )
    assert "/members-area/" in links(served, "/")


def test_every_link_of_the_front_page_and_of_an_article_is_answered(site: DemoSite, served: Served) -> None:
    dead = {f"/news/{GONE}/", f"/news/{MISSING}/"}
    paths = links(served, "/") | links(served, site.stories[0].path)
    assert {path for path in paths - dead if get(served, path).status not in (200, 302)} == set()


def test_lists_by_tag_author_and_date_are_there_to_lead_crawlers_astray(site: DemoSite, served: Served) -> None:
    for listing in site.edition.listings.values():
        page = get(served, listing.path).page
        urls = page.xpath("//h2/a[@rel='bookmark']/@href")
        assert urls == [urljoin(served.url, story.path) for story in listing.page(1)]
    assert {listing.kind for listing in site.edition.listings.values()} == {"home", "category", "tag", "author", "date"}


def test_an_article_shows_neither_its_author_nor_its_date_but_those_of_others(site: DemoSite, served: Served) -> None:
    story = next(story for story in site.stories if story.comments and story.metadata == "none")
    page = get(served, story.path).page
    assert story.author not in page.text_content()
    assert page.xpath("//span[@class='post-date']")
    assert [node.text for node in page.xpath("//cite[@class='fn']")] == [comment.reader for comment in story.comments]
    assert f"?replytocom={story.comments[0].number}" in page.xpath("//a[@class='comment-reply-link']/@href")[0]


def test_pictures_are_real_and_of_the_size_that_pages_say(site: DemoSite, served: Served) -> None:
    picture = site.stories[0].pictures[0]
    for path, size in ((picture.path, (640, 400)), (picture.thumbnail, (300, 188))):
        image = get(served, path)
        assert (image.headers["Content-Type"], image.body[:8]) == ("image/png", b"\x89PNG\r\n\x1a\n")
        assert (int.from_bytes(image.body[16:20]), int.from_bytes(image.body[20:24])) == size
        assert get(served, path, If_None_Match=image.headers["ETag"]).status == 304


def test_an_edit_shows_at_once_and_in_the_truth(fresh: DemoSite) -> None:
    with serve(fresh) as served:
        story = fresh.stories[1]
        before = get(served, story.path).body
        fresh.edit(story.slug, paragraph="Nothing of the kind happened.", number=0, title="A new headline")
        told = fresh.truth()[1]
        assert (told["title"], told["paragraphs"][0]) == ("A new headline", "Nothing of the kind happened.")
        assert told["modified"] > story.modified
        after = get(served, story.path).body
        assert b"Nothing of the kind happened." not in before
        assert b"Nothing of the kind happened." in after


@pytest.mark.parametrize("status", [404, 410])
def test_a_removed_article_is_gone_from_its_address_and_from_every_list(fresh: DemoSite, status: int) -> None:
    with serve(fresh) as served:
        story = fresh.stories[2]
        fresh.remove(story.slug, status=404 if status == 404 else 410)
        assert get(served, story.path).status == status
        url = urljoin(served.url, story.path)
        assert url not in get(served, "/").page.xpath("//h2/a/@href")
        assert f"<link>{url}</link>" not in get(served, "/feed/").body.decode()
        assert f"<loc>{url}</loc>" not in get(served, "/wp-sitemap-posts-post-1.xml").body.decode()
        assert url not in [post["link"] for post in json.loads(get(served, "/wp-json/wp/v2/posts").body)]
        assert story.path not in {told["url_path"] for told in fresh.truth()}
        with pytest.raises(LookupError, match="no article has the slug"):
            fresh.edit(story.slug, paragraph="Too late.")


def test_a_new_article_stands_on_top_of_everything(fresh: DemoSite) -> None:
    with serve(fresh) as served:
        story = fresh.publish("Ferry returns & nobody asks why", ["It came back.", "Nobody asked."], tags=["ferries"])
        assert get(served, story.path).page.xpath("//h1/text()") == ["Ferry returns & nobody asks why"]
        assert etree.fromstring(get(served, "/feed/").body).findtext("channel/item/title") == story.title
        assert get(served, "/tag/ferries/").status == 200
        assert fresh.truth()[0]["paragraphs"] == ("It came back.", "Nobody asked.")
        with pytest.raises(ValueError, match="is published already"):
            fresh.publish("Ferry returns & nobody asks why", ["Again."])


def test_the_log_has_every_visit_and_the_delay_is_kept(fresh: DemoSite) -> None:
    with serve(fresh, delay=0.05) as served:
        started = time.monotonic()
        get(served, "/robots.txt", User_Agent="iria-test")
        get(served, "/none/")
    assert time.monotonic() - started >= 0.1
    assert [visit[1:] for visit in served.log] == [
        ("GET", "/robots.txt", 200, "iria-test"),
        ("GET", "/none/", 404, ""),
    ]
    assert started <= served.log[0].moment <= served.log[1].moment


def test_a_connection_is_kept_alive_and_closed_with_the_server(fresh: DemoSite) -> None:
    with serve(fresh) as served:
        connection = http.client.HTTPConnection(urlsplit(served.url).netloc, timeout=10)
        connection.request("HEAD", "/")
        head = connection.getresponse()
        assert (head.status, head.read()) == (200, b"")
        kept = connection.sock
        connection.request("GET", "/about/")
        assert connection.getresponse().read()
        assert connection.sock is kept
    assert isinstance(kept, socket.socket)
    kept.settimeout(10)
    assert kept.recv(1) == b""
    connection.close()


def test_a_client_that_leaves_early_disturbs_nobody(fresh: DemoSite, capfd: pytest.CaptureFixture[str]) -> None:
    with serve(fresh, delay=0.05) as served:
        host, _, port = urlsplit(served.url).netloc.partition(":")
        rude = socket.create_connection((host, int(port)), timeout=10)
        rude.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))  # closing resets
        rude.sendall(b"GET / HTTP/1.1\r\nHost: demo\r\n\r\n")
        rude.close()
        assert get(served, "/about/").status == 200
    assert capfd.readouterr() == ("", "")


def test_an_unreadable_date_is_no_condition(served: Served) -> None:
    assert get(served, "/feed/", If_Modified_Since="the day before").status == 200
    assert get(served, "/feed/", If_Modified_Since="Fri, 01 Jan 2100 00:00:00 -0000").status == 304


def test_forms_are_refused(served: Served) -> None:
    connection = http.client.HTTPConnection(urlsplit(served.url).netloc, timeout=10)
    connection.request("POST", "/subscribe/", body=b"email=a%40b.example")
    reply = connection.getresponse()
    assert (reply.status, reply.headers["Allow"]) == (405, "GET, HEAD")
    connection.close()


def test_the_seed_article_reads_in_its_own_order_when_poured_into_the_theme() -> None:
    if not (SHARED / "seed-article.txt").exists():
        pytest.skip("the seed article is not beside the project")
    told = json.loads((SHARED / "seed-article.expected.json").read_text(encoding="utf-8"))
    lines = [line for line in (SHARED / "seed-article.txt").read_text(encoding="utf-8").splitlines() if line.strip()]
    holder = next(line for line in lines if line.startswith("Copyright")).partition("2025 ")[2]
    about = next(line for line in lines if line.startswith("IRIA is"))
    page = html.fromstring(
        render_article(
            told["title"],
            told["categories"],
            told["body"],
            caption=told["captions"][0]["caption"],
            credit=told["captions"][0]["credit"],
            caption_after=7,
            url=told["url"],
            masthead=Masthead(name="IRIA News", years="2014-2025", holder=holder, about=about),
        )
    )
    for around in page.xpath("//head | //header | //aside | //textarea"):
        around.drop_tree()
    assert page.text_content().split() == " ".join(lines).split()


def test_a_story_may_run_over_several_pages(fresh: DemoSite) -> None:
    story = fresh.publish("In two parts", ["One.", "Two.", "Three."], parts=2)
    with serve(fresh) as running:
        first, second = (get(running, story.path + path) for path in ("", "2/"))
        assert [reply.page.xpath("//div[@class='entry']/p[not(@class)]/text()") for reply in (first, second)] == [
            ["One.", "Two."],
            ["Three."],
        ]
        assert {story.path, f"{story.path}2/"} & links(running, f"{story.path}2/") == {story.path}
        for number in (1, 3):
            gone = get(running, f"{story.path}{number}/")
            assert (gone.status, urlsplit(gone.headers["Location"]).path) == (301, story.path)
