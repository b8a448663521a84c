"""The URLs of a sitemap, with what its name and its entries say of them."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from html import unescape
from io import BytesIO

from lxml import etree

from iria_crawler.discover.finds import Find, Finds, bad
from iria_crawler.discover.forms import head_of
from iria_crawler.discover.texts import moment
from iria_crawler.items import Kind, Mention, Problem
from iria_crawler.sites import Site

# What the sitemaps of WordPress, Yoast, Rank Math, Ghost and others hold, by the names they give them.
_NAMES: tuple[tuple[re.Pattern[str], Kind, str | None], ...] = (
    (re.compile(r"\bpages?\b"), "page", None),
    (re.compile(r"\battachments?\b"), "page", "attachment"),
    (re.compile(r"\b(post tag|tags?)\b"), "listing", "tag-archive"),
    (re.compile(r"\b(authors?|users?)\b"), "listing", "author-archive"),
    (re.compile(r"\b(categor(y|ies)|taxonomies|sections?)\b"), "listing", None),
    (re.compile(r"\b(posts?|news|articles?)\b"), "article", None),
)


def finds(body: bytes, url: str, site: Site) -> Finds:
    """The entries of an XML sitemap or of an index of sitemaps.

    One that declares a document type is refused: the protocol knows none, and entities expand
    without end. Where the XML breaks, the addresses after the break are still read.
    """
    if re.search(rb"<!(DOCTYPE|ENTITY)", head_of(body), re.IGNORECASE):
        yield bad("sitemap", "it declares a document type")
        return
    events = etree.iterparse(
        BytesIO(body), tag=("{*}url", "{*}sitemap"), resolve_entities=False, no_network=True, load_dtd=False
    )
    try:
        for _, entry in events:
            yield _entry(entry, url, site)
            _forget(entry)
    except etree.XMLSyntaxError as problem:
        yield bad("sitemap", str(problem))
        yield from _named(_addresses(body), url, site, index=b"<sitemapindex" in body)


def lines(body: bytes, url: str, site: Site) -> Finds:
    """The addresses of a text sitemap, one a line."""
    found = [line for line in body.decode("utf-8-sig", "replace").split() if line.startswith(("http://", "https://"))]
    if not found:
        yield bad("sitemap", "the text names no address")
    yield from _named(found, url, site)


def _entry(entry: etree._Element, url: str, site: Site) -> Find | Problem:
    said = _texts(entry)
    if "loc" not in said:
        return bad("sitemap", "an entry without an address")
    if etree.QName(entry).localname == "sitemap":
        if said["loc"] == url:
            return bad("sitemap", "the index names itself")
        return replace(_child(said["loc"], url, site), mention=_mention(said, None))
    news = next((_texts(child) for child in entry.iterchildren("{*}news")), None)
    return _place(said["loc"], url, mention=_mention(said, news), is_news=news is not None)


def _texts(entry: etree._Element) -> dict[str, str]:
    """What stands in an entry, by local name, one level down and in `news:publication`."""
    found: dict[str, str] = {}
    for child in entry.iterchildren("{*}*"):
        name = etree.QName(child).localname
        if name == "publication":
            found |= _texts(child)
        elif child.text and child.text.strip():
            found.setdefault(name, child.text.strip())
    return found


def _mention(said: dict[str, str], news: dict[str, str] | None) -> Mention | None:
    if "lastmod" not in said and not news:
        return None
    news = news or {}
    return Mention(
        source="sitemap",
        title=news.get("title"),
        published_at=moment(news.get("publication_date")),
        published_raw=news.get("publication_date"),
        modified_at=moment(said.get("lastmod")),
        modified_raw=said.get("lastmod"),
        tags=tuple(filter(None, map(str.strip, news.get("keywords", "").split(",")))),
        language=news.get("language"),
    )


def _named(addresses: Iterable[str], url: str, site: Site, *, index: bool = False) -> Iterator[Find]:
    for address in addresses:
        yield _child(address, url, site) if index else _place(address, url)


def _addresses(body: bytes) -> Iterator[str]:
    """Every address of a sitemap whose XML is broken."""
    for match in re.finditer(rb"<(?:\w+:)?loc>\s*(?:<!\[CDATA\[)?([^<\]]*)(?:\]\]>)?\s*</", body):
        yield unescape(match[1].decode("utf-8", "replace").strip())


def _child(address: str, url: str, site: Site) -> Find:
    """A sitemap that an index names: on the site, or where the index itself is."""
    origin = "/".join(url.split("/", 3)[:3]) + "/"
    _, excluded = _promised(address) or (None, None)
    trusted = address.startswith(origin) and not site.owns(url)
    return Find(href=address, kind="sitemap", excluded=excluded, trusted=trusted)


def _place(address: str, url: str, *, mention: Mention | None = None, is_news: bool = False) -> Find:
    """A page that a sitemap names: what the sitemap is for says what the page is."""
    kind, excluded = ("article", None) if is_news else _promised(url) or (None, None)
    return Find(href=address, kind=kind, mention=mention, excluded=excluded)


def promises_articles(url: str) -> bool:
    """Whether the entries of a sitemap may be articles, by its name."""
    kind, _ = _promised(url) or ("article", None)
    return kind == "article"


def _promised(url: str) -> tuple[Kind, str | None] | None:
    """What the entries of a sitemap are, by its name."""
    name = re.sub(r"[^a-z]+", " ", url.partition("?")[0].rpartition("/")[2].lower())
    return next(((kind, rule) for pattern, kind, rule in _NAMES if pattern.search(name)), None)


def _forget(entry: etree._Element) -> None:
    """Free an entry that has been read and those before it, so that memory stays flat."""
    entry.clear()
    while entry.getprevious() is not None:
        del entry.getparent()[0]
