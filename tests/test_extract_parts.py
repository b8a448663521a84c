"""Which part of an article a page is, and which others it names; what only looks so is left alone."""

from datetime import UTC, datetime

import pytest

from iria_crawler.errors import NoArticle
from iria_crawler.extract import extract, extract_part
from iria_crawler.items import Article, Mention, Page
from iria_crawler.sites import Crawl, Identity, Site

from .extract.markup import json_ld

HOME = "https://news.example"
SITE = Site(site=Identity(home=f"{HOME}/", name="Example News"))
PROSE = "".join(
    f"<p>The ministry said on {day} that the talks in the capital had ended without any agreement on the port.</p>"
    for day in ("Monday", "Tuesday", "Wednesday", "Thursday")
)
TYPED = json_ld(headline="Port talks end", datePublished="2026-01-05T08:00:00Z")


def page(box: str, path: str, *, head: str = TYPED, classes: str = "", after: str = "") -> Page:
    html = (
        f"<!doctype html><html><head><title>Port talks end</title>{head}</head><body class='{classes}'>"
        f"<article><h1>Port talks end</h1>{PROSE}{box}</article>{after}</body></html>"
    )
    headers = (("Content-Type", "text/html; charset=utf-8"),)
    at = datetime(2026, 6, 1, tzinfo=UTC)
    return Page(url=HOME + path, status=200, headers=headers, body=html.encode(), captured_at=at)


def box(*links: str | int, label: str = "{}", classes: str = "pages") -> str:
    """Links to pages by number; a number instead of an address is the page at hand."""
    shown = (
        f'<a href="{link}">{label.format(number)}</a>'
        if isinstance(link, str)
        else f"<span>{label.format(link)}</span>"
        for number, link in enumerate(links, 1)
    )
    return f'<div class="{classes}">{" ".join(shown)}</div>'


def read(found: Page, *mentions: Mention, site: Site = SITE) -> Article:
    """The article or the part of one on a page, as a crawl reads it."""
    try:
        return extract(found, site, mentions=mentions)
    except NoArticle as refusal:
        if refusal.reason != "continuation":
            raise
        return extract_part(found, site)


def parts(found: Page, *mentions: Mention, site: Site = SITE) -> tuple[int, list[str]]:
    article = read(found, *mentions, site=site)
    return article.part, [url.removeprefix(HOME) for url in article.parts]


@pytest.mark.parametrize(
    "paths",
    [
        ("/a/", "/a/2/", "/a/3/"),
        ("/a", "/a/2", "/a/3"),
        ("/a.html", "/a-2.html", "/a-3.html"),
        ("/a.html", "/a_2.html", "/a_3.html"),
        ("/a.html", "/a,2.html", "/a,3.html"),
        ("/a-12345.html", "/a-12345-2.html", "/a-12345-3.html"),
        ("/a/seite-1", "/a/seite-2", "/a/seite-3"),
        ("/a", "/a?page=2", "/a?page=3"),
        ("/a?page=1", "/a?page=2", "/a?page=3"),
        ("/view?id=7", "/view?id=7&page=2", "/view?id=7&page=3"),
        ("/show.php?id=4&lang=en", "/show.php?id=4&page=2&lang=en", "/show.php?id=4&page=3&lang=en"),
    ],
)
@pytest.mark.parametrize("label", ["{}", "Page {}", " <b>{}</b> "])
def test_numbered_links_that_differ_in_the_number_alone_are_parts(paths: tuple[str, ...], label: str) -> None:
    for here, path in enumerate(paths, 1):
        links = [here if number == here else link for number, link in enumerate(paths, 1)]
        assert parts(page(box(*links, label=label), path)) == (here, list(paths))


def test_a_later_part_is_no_article_of_its_own_and_has_the_address_of_the_first() -> None:
    second = page(box("/a/", 2, "/a/3/"), "/a/2/")
    with pytest.raises(NoArticle, match="continuation"):
        extract(second, SITE)
    assert extract_part(second, SITE).url == f"{HOME}/a/"
    with pytest.raises(NoArticle, match="whole"):
        extract_part(page(box(1, "/a/2/"), "/a/"), SITE)
    with pytest.raises(NoArticle, match="status-404"):
        extract_part(Page(url=second.url, status=404, headers=(), body=b"", captured_at=second.captured_at), SITE)


def test_the_first_part_is_one_however_others_call_it() -> None:
    first, second = page(box(1, "/a?page=2"), "/a"), page(box("/a?page=1", 2), "/a?page=2")
    assert [read(found).stem for found in (first, second)] == [f"{HOME}/a", f"{HOME}/a"]
    assert parts(second) == (2, ["/a?page=1", "/a?page=2"])


def test_the_middle_that_a_box_leaves_out_is_filled_in() -> None:
    shown = '<div><span>1</span><a href="/a/2/">2</a> … <a href="/a/5/">5</a></div>'
    assert parts(page(shown, "/a/")) == (1, ["/a/", "/a/2/", "/a/3/", "/a/4/", "/a/5/"])


def test_wordpress_marks_its_parts_on_whatever_page() -> None:
    shown = (
        '<p class="post-nav-links">Pages: <a class="post-page-numbers" href="/a/">1</a> '
        '<span class="post-page-numbers current" aria-current="page">2</span></p>'
    )
    assert parts(page(shown, "/a/2/", head="", classes="single single-post paged-2 single-paged-2")) == (
        2,
        ["/a/", "/a/2/"],
    )
    assert parts(page("", "/a/2/", head="", classes="single-paged-2")) == (2, ["/a/", "/a/2/"])


@pytest.mark.parametrize(
    "item", ["<li>{}</li>", "<li><span>{}</span></li>", "<span>{}</span>", "<li><div>{}</div></li>"]
)
def test_each_link_to_a_part_may_stand_in_an_element_of_its_own(item: str) -> None:
    links = ("<b>1</b>", '<a href="/a/2/">2</a>', '<a href="/a/3/">3</a>')
    assert parts(page(f"<ul>{''.join(map(item.format, links))}</ul>", "/a/")) == (1, ["/a/", "/a/2/", "/a/3/"])


def test_the_last_part_may_name_none_but_the_one_before_it() -> None:
    before = '<link rel="prev" href="/a?page=2">'
    assert parts(page("", "/a?page=3", head=TYPED + before)) == (3, ["/a", "/a?page=2", "/a?page=3"])
    assert parts(page("", "/a?page=3", head=TYPED + before.replace("prev", "prev nofollow"))) == (
        3,
        ["/a", "/a?page=2", "/a?page=3"],
    )
    assert parts(page("", "/a?page=3", head=TYPED + before.replace("prev", "preview"))) == (1, [])


def test_what_is_next_is_a_part_where_its_address_says_so() -> None:
    after = '<link rel="next" href="/a?page=2">'
    assert parts(page("", "/a", head=TYPED + after)) == (1, ["/a", "/a?page=2"])
    middle = '<link rel="prev" href="/a?page=2"><link rel="next" href="/a?page=4">'
    assert parts(page("", "/a?page=3", head=TYPED + middle)) == (3, ["/a", "/a?page=2", "/a?page=3", "/a?page=4"])
    assert parts(page('<a rel="next" href="/a/p2">More</a>', "/a")) == (1, ["/a", "/a/p2"])


WHOLE = {
    "the next article": page('<a rel="next" href="/b/">Next</a>', "/a/"),
    "an article with the next number": page('<a rel="next" href="/news/2">Next</a>', "/news/1"),
    "a later article with a number": page(
        '<a rel="prev" href="/news/11">Back</a><a rel="next" href="/news/13">Next</a>', "/news/12"
    ),
    "a headline that repeats": page('<a rel="next" href="/weekly-review-2/">Next</a>', "/weekly-review/"),
    "a series": page('<a rel="prev" href="/review-2/">Back</a><a rel="next" href="/review-4/">Next</a>', "/review-3/"),
    "pages of comments": page(box(1, "/a/comment-page-2/", "/a/comment-page-3/"), "/a/"),
    "pages of comments by query": page(box(1, "/a/?cpage=2"), "/a/"),
    "a box among the comments": page("", "/a/", after=f'<div id="comments">{box(1, "/a/?page=2")}</div>'),
    "numbers that do not agree": page(box(1, "/a/?page=1", "/a/?page=2"), "/a/"),
    "links to other lists": page(box(1, "/news/page/2/", "/news/page/3/"), "/a/"),
    "pages as lists have them": page(box(1, "/a/page/2/", "/a/page/3/"), "/a/"),
    "many other headlines": page(box(1, "/a/2/") + '<h3><a href="/b/">Another story of the day</a></h3>' * 9, "/a/"),
    "footnotes": page('<p>As said<a href="#n1">1</a> before<a href="#n2">2</a></p>', "/a/"),
    "another site": page(box(1, "https://else.example/a/2/"), "/a/"),
    "a list that ends beyond all articles": page(box(1, "/a/2/", *(f"/a/{n}/" for n in range(3, 80))), "/a/"),
    "links that lead nowhere": page(box(1, "http://[", "/a/3/"), "/b/"),
}


@pytest.mark.parametrize("case", WHOLE)
def test_what_only_looks_like_parts_leaves_an_article_whole(case: str) -> None:
    assert parts(WHOLE[case]) == (1, [])


@pytest.mark.parametrize("path", ["/topic/page/2/", "/topic/2/", "/topic/?page=2"])
def test_a_list_is_no_article_in_parts(path: str) -> None:
    teasers = "".join(f'<div><h2><a href="/{n}/">Headline {n}</a></h2><p>In short.</p></div>' for n in range(9))
    head = f'<meta property="og:type" content="article"><link rel="next" href="{path}">'
    marked, plain = (
        page(teasers + box(1, path), "/topic/", head=head, classes=classes) for classes in ("archive category", "")
    )
    with pytest.raises(NoArticle, match="listing"):
        extract(marked, SITE)
    assert parts(plain) == (1, [])


def test_a_page_that_is_said_to_be_an_article_may_have_parts() -> None:
    plain = page(PROSE * 2 + box(1, "/a/2/"), "/a/", head="")
    assert parts(plain) == (1, [])
    assert parts(plain, Mention(source="feed"))[0] == 1
    assert parts(plain, Mention(source="feed"))[1] == ["/a/", "/a/2/"]
    patterned = SITE.model_copy(update={"crawl": Crawl(article=("^/a/",))})
    assert parts(plain, site=patterned) == (1, ["/a/", "/a/2/"])


def test_links_from_part_to_part_are_none_of_the_text() -> None:
    link = '<p>More in <a href="/b/">another story</a> and on <a href="/a/2/">the second page</a> of this one.</p>'
    article = read(page(link + box(1, "/a/2/", "/a/3/"), "/a/"))
    assert [link.url for link in article.links] == [f"{HOME}/b/"]


def test_a_part_may_have_pictures_and_no_text() -> None:
    shown = page(box("/a/", 2), "/a/2/")
    empty = Page(
        url=shown.url,
        status=200,
        headers=shown.headers,
        body=shown.body.replace(PROSE.encode(), b"").replace(b"</h1>", b'</h1><img src="/x.jpg" width="900">'),
        captured_at=shown.captured_at,
    )
    assert extract_part(empty, SITE).part == 2
