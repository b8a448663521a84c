"""The links of an HTML page: feeds, API, later pages of a list and anchors."""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import chain, islice
from typing import Literal
from urllib.parse import urljoin

from lxml.html import HtmlElement

from iria_crawler.discover.finds import Find
from iria_crawler.discover.headers import header_links
from iria_crawler.discover.onward import LISTS, continues, is_elsewhere, is_later, more
from iria_crawler.discover.wordpress import posts_at
from iria_crawler.hrefs import base_of
from iria_crawler.items import Kind, Page
from iria_crawler.sites import Site
from iria_crawler.urls import canonical, is_main_feed, trap

_API = "https://api.w.org/"
_FEEDS = ("application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml")
_REFRESH = re.compile(r"\s*[\d.]+\s*[;,]\s*url\s*=\s*[\"']?([^\"']+)", re.IGNORECASE)

# Classes by which WordPress, its themes and others mark what a link, or what holds it, is for.
_CATEGORY = re.compile(r"menu-item-object-category|\bcat-item\b|taxonomy-category|\bcat-links\b")
_TAG = re.compile(r"menu-item-object-post_tag|tag-cloud-link|taxonomy-post_tag|\btags-links\b")
_PAGER = re.compile(r"\bpagination\b|(?<!post-)\bpage-numbers\b|\bpager\b|posts-navigation|query-pagination")


def finds(tree: HtmlElement, page: Page, site: Site, kind: Kind) -> Iterator[Find]:
    """Everything that a page links to; `kind` is what the page itself was asked for as."""
    for root in header_links(page, _API):
        yield Find(href=posts_at(root), kind="api")
    yield from _feeds(tree, page, site, kind)
    for link in _with_address(tree, "link"):
        yield from _head(link, page, kind)
    if kind in LISTS:
        yield from more(tree, page)
    for meta in tree.iter("meta"):
        target = _REFRESH.match(meta.get("content") or "")
        if target and (meta.get("http-equiv") or "").lower() == "refresh":
            yield Find(href=target[1])
    for anchor in _with_address(tree, "a", "area"):
        yield _anchor(anchor, page, kind)


def _feeds(tree: HtmlElement, page: Page, site: Site, kind: Kind) -> Iterator[Find]:
    """The feed of the site: on the home page the first that is not of comments, elsewhere one of that shape."""
    base, is_told = base_of(tree.iter("base"), page.url), False
    for link in _with_address(tree, "link"):
        if "alternate" not in _rels(link) or _mime(link) not in _FEEDS:
            continue
        url = _own(base, link.get("href"), site)
        is_main = url is not None and (
            not is_told and "comments" not in url if kind == "home" else is_main_feed(url, site)
        )
        is_told = is_told or is_main
        yield Find(href=link.get("href"), kind="feed", excluded=None if is_main else "feed-variant")


def _own(base: str, href: str, site: Site) -> str | None:
    """An address in canonical form if it is one of the site's."""
    try:
        url = canonical(urljoin(base, href.strip()), site)
    except ValueError:  # counted where the find becomes a link
        return None
    return None if trap(url, site) == "out-of-scope" else url


def _head(link: HtmlElement, page: Page, kind: Kind) -> Iterator[Find]:
    """What a `<link>` leads to that is a page of its own; AMP, oEmbed and the like are this page again."""
    rels, href = _rels(link), link.get("href")
    if _API in rels:
        yield Find(href=posts_at(href), kind="api")
    elif "sitemap" in rels:
        yield Find(href=href, kind="sitemap")
    elif "next" in rels:
        yield _next(href, page, kind)
    elif "alternate" in rels and link.get("hreflang") and _mime(link) not in _FEEDS:
        yield Find(href=href)


def _anchor(anchor: HtmlElement, page: Page, kind: Kind) -> Find:
    rels, href = _rels(anchor), anchor.get("href")
    if "attachment" in rels:
        return Find(href=href, excluded="attachment")
    purpose = _purpose(_marks(anchor))
    if "category" in rels or purpose == "category":
        return Find(href=href, kind="listing")
    if "tag" in rels or purpose == "tag":
        return Find(href=href, kind="listing", excluded="tag-archive")
    if "next" in rels:
        return _next(href, page, kind)
    if kind in LISTS and purpose == "pager":
        return Find(href=href, kind="listing", onward="prev" not in rels and is_later(href, page))
    if kind in LISTS and continues(anchor, page):
        return Find(href=href, kind="listing", onward=True)
    return Find(href=href)


def _next(href: str, page: Page, kind: Kind) -> Find:
    """What `next` leads to: from a list to its next page, from an article to any other."""
    return Find(href=href, kind="listing", onward=is_elsewhere(href, page)) if kind in LISTS else Find(href=href)


@lru_cache(maxsize=4096)
def _purpose(marks: str) -> Literal["category", "tag", "pager"] | None:
    """What classes say that a link is for. Menus and teasers repeat theirs on every page."""
    if _CATEGORY.search(marks):
        return "category"
    if _TAG.search(marks):
        return "tag"
    return "pager" if _PAGER.search(marks) else None


def _marks(anchor: HtmlElement) -> str:
    """The classes of an anchor and of the four elements around it."""
    around = islice(chain([anchor], anchor.iterancestors()), 5)
    return " ".join(element.get("class") or "" for element in around)


def _with_address(tree: HtmlElement, *names: str) -> Iterator[HtmlElement]:
    return (element for element in tree.iter(*names) if element.get("href"))


def _rels(element: HtmlElement) -> list[str]:
    return (element.get("rel") or "").lower().split()


def _mime(link: HtmlElement) -> str:
    return (link.get("type") or "").partition(";")[0].strip().lower()
