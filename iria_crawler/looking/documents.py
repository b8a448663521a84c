"""What robots.txt, the sitemap, the feed and the API of a site are worth to a crawl."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any, Literal

from lxml import etree
from protego import Protego

from iria_crawler.discover import discover, promises_articles
from iria_crawler.discover.forms import unpacked
from iria_crawler.discover.robots import ROBOTS_TOKEN
from iria_crawler.discover.texts import plain
from iria_crawler.items import Link
from iria_crawler.looking.seen import Seen
from iria_crawler.sites import Site

WORDS_OF_A_TEXT = 100
"""In an entry of a feed; excerpts have some 55."""

_ENOUGH_DATES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Robots:
    """What robots.txt answers. `allows`: the home page may be fetched."""

    status: int
    allows: bool
    crawl_delay: float | None
    sitemaps: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitemap:
    """The sitemap, or an index of several. `urls` are those of articles where its parts tell them from
    others: as many as were `listed`, and for the parts that were not fetched as many each."""

    url: str
    parts: int
    urls: int
    listed: int
    lastmod: Literal["present", "in part", "all on one day", "absent"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """The main feed. `words`: those of its middle entry."""

    url: str
    title: str | None
    entries: int
    words: int

    @property
    def is_full_text(self) -> bool:
        return self.words >= WORDS_OF_A_TEXT


@dataclass(frozen=True, slots=True, kw_only=True)
class Api:
    """WordPress's list of posts. Categories and authors are those that its first page names."""

    url: str
    posts: int
    listed: int
    categories: int
    authors: int


def robots_of(seen: Sequence[Seen], site: Site) -> Robots | None:
    """The last answer for robots.txt; earlier ones are redirects to it. None where it gave none."""
    found = [each.page for each in seen if each.kind == "robots"]
    if not found:
        return None
    page = found[-1]
    text = page.body.decode("utf-8-sig", "replace") if page.status == 200 else ""
    rules = Protego.parse(text)
    return Robots(
        status=page.status,
        allows=bool(rules.can_fetch(site.home, ROBOTS_TOKEN)),
        crawl_delay=rules.crawl_delay(ROBOTS_TOKEN),
        sitemaps=tuple(rules.sitemaps),
    )


def sitemap_of(seen: Sequence[Seen], site: Site) -> Sitemap | None:
    """The first sitemap that names anything, with what its parts hold as far as they were fetched."""
    maps = {each.page.url: _links(each, site) for each in seen if each.kind == "sitemap"}
    top = next((url for url, links in maps.items() if links), None)
    if top is None:
        return None
    parts = [link.url for link in maps[top] if link.kind == "sitemap"]
    read = [url for url in parts if maps.get(url) and promises_articles(url)] or [u for u in parts if maps.get(u)]
    entries = [link for url in read or [top] for link in maps[url] if link.kind != "sitemap"]
    unread = len({url for url in parts if url not in maps} & _siblings(parts, read))
    return Sitemap(
        url=top,
        parts=len(parts),
        urls=len(entries) + (unread * len(entries) // len(read) if read else 0),
        listed=len(entries),
        lastmod=_lastmod(entries),
    )


def feed_of(seen: Sequence[Seen], site: Site) -> Feed | None:
    """The first feed that lists articles."""
    for each in seen:
        if each.kind == "feed" and _links(each, site):
            title, texts = _entries(unpacked(each.page.body)[0])
            words = int(median(len(text.split()) for text in texts)) if texts else 0
            return Feed(url=each.page.url, title=title, entries=len(texts), words=words)
    return None


def api_of(seen: Sequence[Seen], site: Site) -> Api | None:
    """The list of posts, if the API is open."""
    for each in seen:
        if each.kind == "api" and each.page.status == 200:
            found = discover(each.page, site, "api")
            said = [link.mention for link in found.links if link.mention]
            if said:
                return Api(
                    url=each.page.url,
                    posts=found.total or len(said),
                    listed=len(said),
                    categories=len({name for mention in said for name in mention.categories}),
                    authors=len({name for mention in said for name in mention.authors}),
                )
    return None


def _links(each: Seen, site: Site) -> tuple[Link, ...]:
    return discover(each.page, site, each.kind).links if each.page.status == 200 else ()


def _siblings(parts: Sequence[str], read: Sequence[str]) -> set[str]:
    """The parts of an index that are called as those read are, but for a number."""
    names = {re.sub(r"\d+", "#", url) for url in read}
    return {url for url in parts if re.sub(r"\d+", "#", url) in names}


def _lastmod(entries: Sequence[Link]) -> Literal["present", "in part", "all on one day", "absent"]:
    dates = [link.mention.modified_at for link in entries if link.mention and link.mention.modified_at]
    if not dates:
        return "absent"
    if len(dates) >= _ENOUGH_DATES and len({date.date() for date in dates}) == 1:
        return "all on one day"
    return "present" if len(dates) == len(entries) else "in part"


def _entries(body: bytes) -> tuple[str | None, list[str]]:
    """The title of a feed, and the longest text of each entry."""
    if body.lstrip()[:1] == b"{":
        return _json_entries(json.loads(body))
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True)
    root = etree.fromstring(body, parser=parser)
    if root is None:
        return None, []
    title = root.find("./{*}title")
    title = root.find("./{*}channel/{*}title") if title is None else title
    texts = [max(_texts(entry), key=len, default="") for entry in root.iter("{*}item", "{*}entry")]
    return plain("".join(title.itertext())) if title is not None else None, texts


def _texts(entry: etree._Element) -> Iterator[str]:
    for part in entry.iterchildren("{*}encoded", "{*}description", "{*}content", "{*}summary"):
        yield plain(" ".join(part.itertext())) or ""


def _json_entries(feed: Any) -> tuple[str | None, list[str]]:
    items = [item for item in feed.get("items", ()) if isinstance(item, dict)]
    texts = [plain(str(item.get("content_html") or item.get("content_text") or "")) or "" for item in items]
    title = feed.get("title")
    return title if isinstance(title, str) else None, texts
