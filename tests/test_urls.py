"""One form for each address."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iria_crawler.sites import Crawl, Identity, Seed, Site
from iria_crawler.urls import article_key, canonical, is_home, is_main_feed, page_of, trap

SITE = Site(site=Identity(home="https://www.ir-ia.com/"))
HOME = "https://www.ir-ia.com"


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ("HTTP://IR-IA.com:80/News/X", "/News/X"),
        ("//www.ir-ia.com/a", None),
        ("https://ir-ia.com", "/"),
        ("https://ir-ia.com./a", "/a"),
        ("  https://www.ir-ia.com/a\n", "/a"),
        ("https://www.ir-ia.com/a#comment-3", "/a"),
        ("https://user:secret@www.ir-ia.com/a", "/a"),
        ("https://www.ir-ia.com/a/../b/./c/..", "/b/"),
        ("https://www.ir-ia.com/../../a", "/a"),
        ("https://www.ir-ia.com//news//", "/news/"),
        ("https://www.ir-ia.com/web/https://example.com//a", "/web/https://example.com/a"),
        ("https://www.ir-ia.com/%7euser/%e2%9c%93/%2F", "/~user/%e2%9c%93/%2F"),
        ("https://www.ir-ia.com/with space/é", "/with%20space/%C3%A9"),
        ("https://www.ir-ia.com/100%/%%341", "/100%25/%2541"),
        ("https://www.ir-ia.com/?b=2&a=1&&b=1", "/?b=2&a=1&b=1"),
        ("https://www.ir-ia.com/a?", "/a"),
        ("https://www.ir-ia.com/a?utm_source=x&UTM_Medium=y&fbclid=1&gclid=2&mc_eid=3&igshid=4&_ga=5", "/a"),
        ("https://www.ir-ia.com/a?p=1&replytocom=3", "/a?p=1"),
        ("https://www.ir-ia.com/a?ref=twitter", "/a"),
        ("https://www.ir-ia.com/a?ref=v1.2", "/a?ref=v1.2"),
    ],
)
def test_an_address_has_one_form(written: str, asked: str | None) -> None:
    if asked is None:
        with pytest.raises(ValueError, match="no web address"):
            canonical(written, SITE)
    else:
        assert canonical(written, SITE) == HOME + asked


@pytest.mark.parametrize(
    "before", ["urn:pageinfo:", "screenshot:", "youtube-dl:", "youtube-dl:00001:", "URN:X-some.tool:"]
)
def test_records_of_other_crawlers_are_about_the_page_that_their_address_ends_with(before: str) -> None:
    assert page_of(f"{before}https://news.example/a?b=c:d") == "https://news.example/a?b=c:d"


@pytest.mark.parametrize(
    "url", ["https://news.example/?of=screenshot:https://x.example/", "dns:x.example", "urn:text:x"]
)
def test_any_other_address_is_about_itself(url: str) -> None:
    assert page_of(url) == url


def test_the_port_of_another_server_is_kept() -> None:
    assert canonical("http://ir-ia.com:8080/a", SITE) == "http://ir-ia.com:8080/a"
    assert canonical("https://example.org:443/a", SITE) == "https://example.org/a"
    assert canonical("http://[2001:db8::1]:80/", SITE) == "http://[2001:db8::1]/"


def test_the_home_gives_scheme_and_host_to_its_site() -> None:
    plain = Site(site=Identity(home="http://127.0.0.1:8080/"))
    assert canonical("https://127.0.0.1:8080/a", plain) == "http://127.0.0.1:8080/a"
    german = Site(site=Identity(home="https://www.münchen.example/"))
    assert canonical("http://xn--mnchen-3ya.example/ä", german) == "https://www.xn--mnchen-3ya.example/%C3%A4"
    assert trap("https://www.xn--mnchen-3ya.example/a", german) is None


@pytest.mark.parametrize(
    "written",
    [
        "",
        "mailto:a@b.example",
        "data:text/html,hi",
        "javascript:void(0)",
        "ftp://ir-ia.com/",
        "/news/",
        "http:///x",
        "http://127.0.0.1:99999/",
        "http://ir-ia.com:port/",
        "http://[::1/",
        "http://[/",
    ],
)
def test_what_is_no_web_address_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        canonical(written, SITE)


addresses = st.builds(
    "{}://{}{}{}{}".format,
    st.sampled_from(["http", "https", "HTTPS"]),
    st.sampled_from(["www.ir-ia.com", "IR-IA.com:80", "example.org", "127.0.0.1:8080"]),
    st.text("/.%:2eEaé \\;~", max_size=20).map("/{}".format),
    st.text("?&=%2a+utm_x:é'\"", max_size=15).map("?{}".format),
    st.sampled_from(["", "#a", "#/b"]),
)


@given(addresses)
def test_the_form_of_the_form_is_the_form(written: str) -> None:
    once = canonical(written, SITE)
    assert canonical(once, SITE) == once


@given(st.sampled_from(["http://ir-ia.com", "https://a-b.example.org"]), st.text("/ab.A0_~-", max_size=12))
def test_an_address_in_which_nothing_is_odd_has_the_form_that_a_longer_look_gives_it(start: str, path: str) -> None:
    assert canonical(f"{start}/{path}", SITE) == canonical(f"{start}/{path}#longer", SITE)


@given(addresses)
def test_every_form_of_an_address_has_the_same_key(written: str) -> None:
    key = article_key(written)
    assert article_key(canonical(written, SITE)) == key
    assert article_key("https://" + key) == key


@pytest.mark.parametrize(
    "variant",
    [
        "http://ir-ia.com/news/a",
        "https://www.ir-ia.com/news/a/?utm_source=x",
        "https://www.ir-ia.com/news/a/amp/",
        "https://www.ir-ia.com/news/a/?amp",
        "https://www.ir-ia.com/news/a/?amp=1&print=1",
        "https://www.ir-ia.com/news/a/comment-page-2/#comment-7",
        "https://www.ir-ia.com/news/a/comment-page-2/amp",
        "https://www.ir-ia.com/news/a/index.html",
        "https://www.ir-ia.com/news/a/?print=1",
    ],
)
def test_the_variants_of_an_article_share_a_key(variant: str) -> None:
    assert article_key(variant) == "ir-ia.com/news/a"


def test_different_articles_have_different_keys() -> None:
    urls = ["/news/a", "/news/A", "/news/a/2", "/news/b", "/a", "/?p=1", "/?p=2", "/news/a-amp", "/news/a?lang=fr"]
    assert len({article_key(HOME + url) for url in urls}) == len(urls)


def test_the_home_page_has_many_addresses() -> None:
    assert all(is_home(url, SITE) for url in (HOME + "/", HOME + "/index.html", "http://ir-ia.com/?utm_source=x"))
    assert not is_home(HOME + "/news/", SITE)


def test_the_main_feed_stands_at_the_home() -> None:
    blog = Site(site=Identity(home="https://example.org/blog/"))
    assert all(is_main_feed(HOME + path, SITE) for path in ("/feed/", "/feed", "/rss.xml", "/atom.xml", "/feed.json"))
    assert not any(is_main_feed(HOME + path, SITE) for path in ("/news/feed/", "/comments/feed/", "/feed/?paged=2"))
    assert is_main_feed("https://example.org/blog/feed/", blog)
    assert trap("https://example.org/blog/feed/", blog) is None


TRAPS = {
    "out-of-scope": ["https://example.com/news/a/", "https://cdn.ir-ia.com/a"],
    "document": ["/wp-content/uploads/2024/02/report.pdf", "/files/paper.DOCX"],
    "file-type": ["/a.jpg", "/wp-content/uploads/2024/02/x/", "/style.css", "/a.mp3", "/data.json"],
    "admin": ["/wp-admin/", "/wp-admin/admin-ajax.php?action=x", "/admin/", "/blog/wp-includes/x"],
    "login": ["/wp-login.php?redirect_to=%2F", "/login", "/sign-in/", "/user/register", "/my-account/"],
    "xmlrpc": ["/xmlrpc.php", "/xmlrpc.php?rsd", "/news/a/trackback/"],
    "oembed": ["/wp-json/oembed/1.0/embed?url=x", "/?rest_route=/oembed/1.0/embed"],
    "api-variant": ["/wp-json/wp/v2/posts/7", "/?rest_route=/wp/v2/posts"],
    "feed-variant": [
        "/news/a/feed/",
        "/comments/feed/",
        "/feed/atom/",
        "/?feed=rss2",
        "/category/news/feed",
        "/all.rss",
    ],
    "comment-page": ["/news/a/comment-page-2/", "/?p=3&cpage=2"],
    "reply": ["/news/a/?replytocom=12", "/comment/reply/44"],
    "embed": ["/news/a/embed/", "/?p=3&embed=true"],
    "amp": ["/news/a/amp/", "/news/a/?amp", "/news/a/?amp=1", "/news/a.amp.html"],
    "print": ["/news/a/print/", "/news/a/?print=1", "/news/a/?printable", "/print/123"],
    "share": ["/news/a/?share=facebook"],
    "action": ["/index.php?title=X&action=edit", "/?add-to-cart=5"],
    "session-id": ["/a;jsessionid=0123", "/a?PHPSESSID=0123", "/a?sid=0123456789abcdef"],
    "calendar": ["/events/2024-05/", "/events/?tribe-bar-date=2024-05-01", "/events/?ical=1"],
    "facet": ["/reports/?orderby=date", "/reports/?filter[topic]=x", "/reports/?f%5B0%5D=x", "/a?sort_by=date"],
    "repeating-path": ["/news/a/news/a/", "/x/a/x/b/x/", "/a/b/a/b/c"],
    "search": ["/?s=drones", "/search/drones/", "/search?q=x", "/en/search/"],
    "date-archive": ["/2024/", "/2024/05/", "/2024/05/12/", "/2024/05/page/2/", "/blog/2024/05/", "/?m=202405"],
    "tag-archive": ["/tag/iran/", "/tag/iran/page/2/", "/tags/", "/?tag=iran", "/tag/iran.html"],
    "author-archive": ["/author/editor/", "/?author=2", "/authors.html"],
    "attachment": ["/news/a/attachment/img-1/", "/?attachment_id=7"],
    "too-long": ["/" + "a" * 2000],
}


@pytest.mark.parametrize(("rule", "path"), [(rule, path) for rule, paths in TRAPS.items() for path in paths])
def test_a_trap_is_known_by_its_name(rule: str, path: str) -> None:
    assert trap(path if "://" in path else HOME + path, SITE) == rule


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/news/u.s.-gulf-talks/",
        "/news/2024/05/12/a-b/",
        "/2024/05/12/a-b/",
        "/?p=12",
        "/page/2/",
        "/?paged=2",
        "/category/news/",
        "/news/search-and-rescue/",
        "/news/tagged/",
        "/index.php?option=x&view=article&id=5",
        "/news/a/2/",
        "/news/login-failures/",
        "/2024-election/",
        "/a?sid=123",
        "/?q=node/7",
        "/news/news/",
        "/news/feedback/",
        "/authority/",
        "/print-media/",
        "/events/summit-2024/",
        "/archives/2024/a-b",
        "/feed/",
    ],
)
def test_what_only_looks_like_a_trap_is_asked_for(path: str) -> None:
    assert trap(HOME + path, SITE) is None


def test_the_site_file_excludes_by_path_and_query() -> None:
    site = Site(site=Identity(home=HOME), crawl=Crawl(exclude=("^/jobs/", r"\?lang=")))
    assert trap(HOME + "/jobs/1", site) == trap(HOME + "/a?lang=fr", site) == "site-rule"
    assert trap(HOME + "/news/jobs/", site) is None


def test_what_the_site_file_calls_a_listing_is_no_archive() -> None:
    listing = Site(site=Identity(home=HOME), crawl=Crawl(listing=("^/tag/",)))
    assert trap(HOME + "/tag/iran/", listing) is None
    assert trap(HOME + "/tag/iran/feed/", listing) == "feed-variant"
    seeded = Site(site=Identity(home=HOME), seeds=(Seed(url=HOME + "/tag/iran/", kind="listing"),))
    assert trap(HOME + "/tag/iran/page/2/", seeded) is None
    assert trap(HOME + "/tag/iranian/", seeded) == "tag-archive"
