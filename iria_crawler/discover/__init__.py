"""Which addresses a page, feed, sitemap or API names: feeds, sitemaps, REST, listings, links → URLs.

Pure: reads `Page` values and nothing else. Nothing is raised for a bad document: what can be read of
it is given, and `Discovery.problems` says, in words the caller counts, what could not be.
"""

from dataclasses import replace
from itertools import chain
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from iria_crawler.discover import anchors, feeds, jsonfeed, jsonvalues, robots, sitemaps, wordpress
from iria_crawler.discover.finds import Discovery, Find, Finds, bad, gather
from iria_crawler.discover.forms import form_of, html_of, unpacked
from iria_crawler.discover.sitemaps import promises_articles
from iria_crawler.discover.wordpress import page_of_record
from iria_crawler.hrefs import base_of
from iria_crawler.items import Kind, Link, Page, Problem, Source
from iria_crawler.sites import Site

__all__ = ["Discovery", "discover", "kind_of", "page_of_record", "promises_articles", "seeds"]

_DOCUMENTS = ("sitemap", "feed", "api")


def seeds(site: Site) -> tuple[Link, ...]:
    """What a crawl begins with: robots.txt, the home page, and the seeds of the site file."""
    finds = [Find(href="/robots.txt", kind="robots"), Find(href=site.home, kind="home")]
    finds += [Find(href=seed.url, kind=seed.kind, trusted=True) for seed in site.seeds]
    return gather(finds, site, base=site.home, source="seed").links


def kind_of(page: Page) -> Kind:
    """What a page must have been asked for as, by its address and first bytes."""
    parts = urlsplit(page.url)
    if parts.path == "/robots.txt":
        return "robots"
    body = unpacked(page.body)[0]
    form = form_of(body, page.mime)
    if form in ("sitemap", "feed"):
        return form
    return "api" if body.lstrip()[:1] == b"[" and "wp/v2/posts" in page.url else "page"


def discover(page: Page, site: Site, kind: Kind, *, tree: HtmlElement | None = None) -> Discovery:
    """The links that a page names, each once and in its canonical form.

    `kind` is what the page was asked for as; what it is shows in its first bytes. `tree` saves
    parsing an HTML page again. A link to another site is left out, unless robots.txt or a sitemap
    there names a sitemap. An error answer names nothing, but that of robots.txt: the usual sitemap.
    """
    found = _found(page, site, kind, tree)
    return found if page.whole else replace(found, problems=(*found.problems, _not_whole(page)))


def _not_whole(page: Page) -> Problem:
    coding = (page.header("content-encoding") or "no coding")[:100]
    what = f"it is cut, too large, broken or not coded as it says ({coding})"
    return bad("body", f"{what}; {len(page.body):,} bytes could be read of it")


def _found(page: Page, site: Site, kind: Kind, tree: HtmlElement | None) -> Discovery:
    if kind == "robots" and not site.owns(page.url):
        return Discovery()  # another host's sitemaps are not of this site
    if kind == "robots":
        return gather(robots.finds(page, site), site, base=page.url, source="robots")
    if not 200 <= page.status < 300:
        return Discovery()
    if tree is not None:
        return _of_html(tree, page, site, kind)
    body, why_cut = unpacked(page.body)
    if form_of(body, page.mime) == "html" and kind not in _DOCUMENTS:
        return _of_html(html_of(body, page), page, site, kind)
    source, finds = _of_document(page, body, site, kind)
    cut = [bad(kind, why_cut)] if why_cut else []
    found = gather(chain(finds, cut), site, base=page.url, source=source)
    return replace(found, total=wordpress.total_of(page)) if source == "api" else found


def _of_html(tree: HtmlElement | None, page: Page, site: Site, kind: Kind) -> Discovery:
    if tree is None:
        return Discovery(problems=(bad("html", "no element in it"),))
    source: Source = "listing" if kind in ("home", "listing") else "page"
    base = base_of(tree.iter("base"), page.url)
    return gather(anchors.finds(tree, page, site, kind), site, base=base, source=source)


def _of_document(page: Page, body: bytes, site: Site, kind: Kind) -> tuple[Source, Finds]:
    """The reader for what the body is; a document that is not what it was asked for as is a problem."""
    match form_of(body, page.mime):
        case "sitemap":
            return "sitemap", sitemaps.finds(body, page.url, site)
        case "text" if kind == "sitemap":
            return "sitemap", sitemaps.lines(body, page.url, site)
        case "feed":
            return "feed", feeds.finds(body, page)
        case "json" if kind in ("api", "feed", "page"):
            return _of_json(page, body)
        case form if kind in _DOCUMENTS:
            what = form or ("something else" if body.strip() else "empty")
            return "page", iter([bad(kind, f"the answer is {what}")])
    return "page", iter(())


def _of_json(page: Page, body: bytes) -> tuple[Source, Finds]:
    try:
        value = jsonvalues.value_of(body)
    except ValueError as problem:
        return "api", iter([bad("api", str(problem))])
    return ("feed", jsonfeed.finds(value)) if jsonfeed.is_json_feed(value) else ("api", wordpress.finds(value, page))
