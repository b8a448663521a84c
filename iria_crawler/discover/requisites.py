"""What a page, a style sheet or a manifest needs to look as it does, found without a browser."""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache, lru_cache
from itertools import chain, islice
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement

from iria_crawler.discover import jsonvalues, styles
from iria_crawler.discover.elements import named
from iria_crawler.discover.styles import Needed
from iria_crawler.hrefs import base_of
from iria_crawler.items import Kind, Need, Page, Problem, Requisite
from iria_crawler.sites import Site, host_of
from iria_crawler.urls import LONGEST, canonical, says

_ADDRESS = re.compile(r"\s*(?!(?:data|blob|javascript|about|mailto|tel):|#)\S", re.IGNORECASE)
_MOST_LETTERS = 20_000
_MOST_NAMED = 20_000  # a second's work; pages name hundreds

Needs = tuple[tuple[Requisite, ...], tuple[Problem, ...]]
"""What is needed, each address once and as many as the site file lets a page have; the problem that there are more."""


def of_page(tree: HtmlElement, page: Page, site: Site, *, pictures: Iterable[str] = ()) -> Needs:
    """What a page needs. `pictures`: those of its article, which it may name otherwise."""
    shown: list[Needed] = [(href, "image") for href in pictures]
    return _gathered(chain(shown, named(tree)), base_of(tree.iter("base"), page.url), site)


def of_file(page: Page, site: Site, kind: Kind) -> Needs:
    """What a style sheet or a manifest needs."""
    if kind == "style":
        return _gathered(styles.needed_by(styles.text_of(page)), page.url, site)
    return _gathered(_of_manifest(page), page.url, site) if kind == "asset" else ((), ())


def excluded(url: str, kind: Need, site: Site) -> str | None:
    """The rule that keeps a canonical address from being fetched, or None."""
    if kind == "frame" and not is_near(url, site.home):
        return "foreign-embed"
    if site.crawl.images != "all" and not is_near(url, site.home):
        return "out-of-scope"
    if says(site.crawl.exclude, url):
        return "site-rule"
    return "too-long" if len(url) > LONGEST else None


@lru_cache(maxsize=4096)
def is_near(url: str, home: str) -> bool:
    """Whether an address is under the registered domain of a site: `static.news.example` is, of `www.news.example`.
    What has no registered domain, such as a number, must be the same host and port."""
    if host_of(url) == host_of(home):
        return True
    own = _registered(home)
    return own is not None and own == _registered(url)


def _registered(url: str) -> str | None:
    return _suffixes()(urlsplit(url).hostname or "")


@cache
def _suffixes() -> Callable[[str], str | None]:
    from tldextract import TLDExtract  # a quarter of a second

    # the list that comes with the package: a crawl asks nobody but its sites; private suffixes part bloggers
    extract = TLDExtract(suffix_list_urls=(), cache_dir=None, include_psl_private_domains=True)

    def registered(host: str) -> str | None:
        found = extract(host)
        if found.suffix or found.ipv4 or found.ipv6 or "." not in host:
            return found.top_domain_under_public_suffix or None
        return ".".join(host.split(".")[-2:])  # an ending that the list does not know is a suffix, it says itself

    return registered


def _gathered(needed: Iterable[Needed], base: str, site: Site) -> Needs:
    """In canonical form; the first purpose of an address counts."""
    names = dict.fromkeys(needed)
    found: dict[str, Requisite] = {}
    for href, kind in islice(names, _MOST_NAMED):
        if len(href) > _MOST_LETTERS or not _ADDRESS.match(href):
            continue
        try:
            url = canonical(urljoin(base, href.strip()), site)
        except ValueError:  # no web address: it shows nothing to anybody
            continue
        if url not in found:
            found[url] = Requisite(url=url, kind=kind, excluded=excluded(url, kind, site))
    kept = tuple(found.values())[: site.limits.requisites]
    left = len(found) - len(kept) + max(0, len(names) - _MOST_NAMED)
    return kept, (_too_many(len(kept) + left, len(kept)),) if left else ()


def _too_many(named: int, kept: int) -> Problem:
    said = f"{named:,} files, {kept:,} of them asked for"
    return Problem(class_="skipped", stage="limit", code="too-many-requisites", message=said)


def _of_manifest(page: Page) -> Iterator[Needed]:
    try:
        said = jsonvalues.value_of(page.body)
    except ValueError:  # counted as what it is when the page is read, and of no use to a browser either
        return
    for name in ("icons", "screenshots"):
        icons = said.get(name) if isinstance(said, dict) else None
        for icon in icons if isinstance(icons, list) else ():
            if isinstance(icon, dict) and isinstance(icon.get("src"), str):
                yield icon["src"], "image"
