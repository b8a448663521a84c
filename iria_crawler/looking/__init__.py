"""What a small crawl tells of a site: what it publishes, what comes out of its articles, what a crawl will take."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import mean
from typing import Any
from urllib.parse import urljoin

from lxml.html import HtmlElement

from iria_crawler.discover import discover
from iria_crawler.errors import NoArticle
from iria_crawler.extract import Parsed, blocked, extract, extract_part, parsed, tree_of, within_limits
from iria_crawler.extract.html import elements_of, text_of
from iria_crawler.extract.kind import CONTINUATION
from iria_crawler.extract.structured import structured
from iria_crawler.items import Article, Page
from iria_crawler.looking.documents import Api, Feed, Robots, Sitemap, api_of, feed_of, robots_of, sitemap_of
from iria_crawler.looking.seen import Seen, seen
from iria_crawler.looking.shape import pattern_of
from iria_crawler.sites import Site
from iria_crawler.urls import canonical

__all__ = ["Estimate", "Look", "Sample", "estimate", "found_in", "look_of", "sample_of", "seen"]

FIELDS = ("title", "authors", "published_at", "body", "captions")
SAMPLES = 3
_BESIDE = 1_200  # bytes of the request and metadata records that stand beside a response


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """A page that was taken for an article: what was read of it, or the reason why nothing was.

    `wall`: what stands before the page. `part`: what was read of a later part of an article. `limits`: what of the page
    was not looked at for its size.
    """

    seen: Seen
    article: Article | None = None
    reason: str | None = None
    wall: str | None = None
    part: Article | None = None
    charset: str | None = None
    limits: tuple[str, ...] = ()

    @property
    def why(self) -> str | None:
        """The reason, or the wall where that is it."""
        return self.wall or self.reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What was found. `site` has the address where it turned out to live. `known`: how many addresses are
    named that a crawl would ask for; `articles_named`: how many of them documents call articles."""

    site: Site
    requests: int
    known: int
    articles_named: int
    system: str | None = None
    name: str | None = None
    language: str | None = None
    robots: Robots | None = None
    sitemap: Sitemap | None = None
    feed: Feed | None = None
    api: Api | None = None
    samples: tuple[Sample, ...] = ()
    pattern: str | None = None
    page_bytes: float = 0.0
    page_seconds: float = 0.0

    @property
    def articles(self) -> tuple[Article, ...]:
        return tuple(sample.article for sample in self.samples if sample.article)

    @property
    def delay(self) -> float:
        """Seconds between two requests: what the site file says, or robots.txt if that asks for more."""
        return max(self.site.crawl.delay, (self.robots and self.robots.crawl_delay) or 0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """What a first crawl takes, roughly. `bytes` are those of the WARC files."""

    pages: int
    seconds: float
    bytes: int


def look_of(pages: Sequence[Seen], site: Site, *, only: str | None = None) -> Look:
    """What the pages of a small crawl tell of a site. `only`: the one address whose article is wanted."""
    home = next((_tree(each) for each in pages if each.kind == "home" and each.page.status == 200), None)
    feed, api = feed_of(pages, site), api_of(pages, site)
    samples = tuple(sample_of(each, site) for each in _taken_for_articles(pages, site, only))
    read = [sample.seen for sample in samples if sample.article] or [each for each in pages if each.kind == "home"]
    named, others = _named(pages, site)
    return Look(
        site=site,
        requests=len(pages),
        known=len(named | others | {each.page.url for each in pages}),
        articles_named=len(named),
        system=_system(home, pages, api),
        name=_name(home, feed),
        language=_language(home),
        robots=robots_of(pages, site),
        sitemap=sitemap_of(pages, site),
        feed=feed,
        api=api,
        samples=samples,
        pattern=_pattern(samples, named, others),
        page_bytes=mean(each.stored for each in read) + _BESIDE if read else 0.0,
        page_seconds=mean(each.elapsed_ms for each in read) / 1000 if read else 0.0,
    )


def estimate(look: Look) -> Estimate | None:
    """What a first crawl of the site will take; None where neither API nor sitemap says how much there is."""
    if not (look.api or look.sitemap):
        return None
    in_api = look.api.posts - look.articles_named if look.api else 0
    in_sitemap = look.sitemap.urls - look.sitemap.listed if look.sitemap else 0
    pages = look.known + max(in_api, in_sitemap, 0)
    return Estimate(pages=pages, seconds=pages * max(look.delay, look.page_seconds), bytes=int(pages * look.page_bytes))


def found_in(articles: Sequence[Article]) -> dict[str, int]:
    """In how many articles each field was found."""
    return {name: sum(_has(article, name) for article in articles) for name in FIELDS}


def _has(article: Article, name: str) -> bool:
    if name == "captions":
        return any(figure.caption for figure in article.figures)
    return bool(getattr(article, name))


def _taken_for_articles(pages: Sequence[Seen], site: Site, only: str | None) -> list[Seen]:
    """The first pages that were fetched as articles, or the one wanted; redirects are followed."""
    if only is not None:
        wanted = _final(only, pages, site)
        return [each for each in pages if each.page.url == wanted][-1:]
    asked = (each for each in pages if each.kind in ("article", "page"))
    return [each for each in asked if not 300 <= each.page.status < 400][:SAMPLES]


def _final(url: str, pages: Sequence[Seen], site: Site) -> str:
    """Where an address leads in the end."""
    ways = {each.page.url: each.page.header("location") for each in pages if 300 <= each.page.status < 400}
    url, passed = canonical(url, site), set[str]()
    while (target := ways.get(url)) and url not in passed:
        passed.add(url)
        url = canonical(urljoin(url, target), site)
    return url


def sample_of(each: Seen, site: Site) -> Sample:
    """What is read of a page, as a crawl would read it."""
    page, read = each.page, _parsed(each.page)
    if wall := blocked(page, read and read.tree):
        return _sample(each, read, reason="blocked", wall=wall)
    try:
        return _sample(each, read, article=extract(page, site, mentions=each.mentions, read=read))
    except NoArticle as refusal:
        part = _part(page, site, read) if read and refusal.reason == CONTINUATION else None
        return _sample(each, read, reason=refusal.reason, part=part)


def _parsed(page: Page) -> Parsed | None:
    try:
        return within_limits(parsed(page))
    except NoArticle:  # no HTML
        return None


def _sample(each: Seen, read: Parsed | None, **found: Any) -> Sample:
    article: Article | None = found.get("article") or found.get("part")
    limits = article.limits if article else read.limits if read else ()
    return Sample(seen=each, charset=str(read.charset) if read else None, limits=limits, **found)


def _part(page: Page, site: Site, read: Parsed) -> Article | None:
    try:
        return extract_part(page, site, read=read)
    except NoArticle:  # it does not say of which article
        return None


def _tree(each: Seen) -> HtmlElement | None:
    try:
        return tree_of(each.page)
    except NoArticle:  # no HTML
        return None


def _named(pages: Sequence[Seen], site: Site) -> tuple[set[str], set[str]]:
    """The addresses of articles that documents name, and all others that lead somewhere."""
    links = [link for each in pages for link in discover(each.page, site, each.kind).links if not link.excluded]
    articles = {link.url for link in links if link.kind == "article" and link.source in ("sitemap", "api", "feed")}
    return articles, {link.url for link in links} - articles


def _pattern(samples: Sequence[Sample], named: set[str], others: set[str]) -> str | None:
    read = [sample.seen.page.url for sample in samples if sample.article]
    if len(read) < SAMPLES:
        return None
    return pattern_of([*named, *read], others=sorted(others - set(read)))


def _system(home: HtmlElement | None, pages: Sequence[Seen], api: Api | None) -> str | None:
    """What makes the site, as its pages or its feed say: `WordPress 6.1.9`."""
    made_by = structured(elements_of(home)).meta.get("generator", ()) if home is not None else ()
    said = next((name for name in made_by if name.startswith("WordPress")), next(iter(made_by), None))
    feeds = (each.page.body[:5_000].decode("utf-8", "replace") for each in pages if each.kind == "feed")
    version = next(filter(None, (re.search(r"//wordpress\.org/\?v=([\d.]+)", text) for text in feeds)), None)
    return said or (f"WordPress {version[1]}" if version else "WordPress" if api else None)


def _name(home: HtmlElement | None, feed: Feed | None) -> str | None:
    said = structured(elements_of(home)).said("og:site_name", "application-name") if home is not None else None
    title = home.find(".//title") if home is not None else None
    return said or (feed.title if feed else None) or (text_of(title) if title is not None else None) or None


def _language(home: HtmlElement | None) -> str | None:
    """The language that the home page declares, without its country."""
    code = re.match(r"[A-Za-z]{2,3}(?=[-_]|$)", (home.get("lang") or "").strip()) if home is not None else None
    return code[0].lower() if code else None
