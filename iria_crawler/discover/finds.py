"""What documents name, and how it becomes links: resolved, canonical, judged, each once."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any
from urllib.parse import urljoin

from iria_crawler.discover.shapes import kind_of, kind_said
from iria_crawler.items import Kind, Link, Mention, Problem, Source
from iria_crawler.sites import Site
from iria_crawler.urls import canonical, is_home, is_main_feed, trap

_BEST = ("home", "robots", "api", "sitemap", "feed", "listing", "article", "page", "other")
_RANK: dict[str, int] = {kind: rank for rank, kind in enumerate(_BEST)}
_PAGES = (None, "listing", "article", "page", "other")
_DOCUMENTS = ("sitemap", "feed", "api")
_MOST_PLACES = 20_000  # some 6 MB
_LONGEST = 20_000  # letters; no server takes such an address
_ALWAYS = ("out-of-scope", "site-rule")
_OTHER_SCHEME = re.compile(r"\s*(?!https?:)[a-z][a-z0-9+.-]*:", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Find:
    """An address as a document writes it. Where the document does not tell its kind, the URL does.

    `trusted`: it may be on another site. `onward`: it leads to a later page of the list at hand.
    """

    href: str
    kind: Kind | None = None
    mention: Mention | None = None
    excluded: str | None = None
    trusted: bool = False
    onward: bool = False


Finds = Iterator[Find | Problem]


@dataclass(frozen=True, slots=True, kw_only=True)
class Discovery:
    """All that one document gives: each URL once, and what of it could not be read or used.

    `total`: how many articles it says there are in all.
    """

    links: tuple[Link, ...] = ()
    problems: tuple[Problem, ...] = ()
    total: int | None = None


def bad(what: str, message: str) -> Problem:
    """A document that cannot be read, or not to its end."""
    return Problem(class_="error", stage="parse", code=f"bad-{what}", message=" ".join(message.split())[:500])


def gather(finds: Iterable[Find | Problem], site: Site, *, base: str, source: Source) -> Discovery:
    """The links of what was found. The first mention of a URL wins, and the best of its kinds.

    An address that cannot be read is a problem; so is one of another site in a feed, sitemap or
    API. In a page both are common: what is no web address, or leads elsewhere, is left out.
    """
    places = _places(site.home, site.crawl, tuple(seed.url for seed in site.seeds if seed.kind == "listing"))
    links: dict[str, Link] = {}
    problems: list[Problem] = []
    unreadable: list[str] = []
    foreign: list[str] = []
    for find in finds:
        if isinstance(find, Problem):
            problems.append(find)
        elif len(find.href) > _LONGEST:
            unreadable.append(find.href[:_LONGEST])
        elif source in _DOCUMENTS or not _OTHER_SCHEME.match(find.href):
            try:
                link = _link(find, _absolute(base, find.href.strip()), site, source, places)
            except ValueError:
                unreadable.append(find.href)
                continue
            if link.excluded == "out-of-scope":
                foreign.append(link.url)
            else:
                links[link.url] = _better(links[link.url], link) if link.url in links else link
    problems += _skipped("bad-address", unreadable)
    problems += _skipped("out-of-scope", foreign if source in _DOCUMENTS else [])
    return Discovery(links=tuple(links.values()), problems=tuple(dict.fromkeys(problems)))


@lru_cache(maxsize=16)
def _places(*rules: object) -> dict[Any, tuple[str, Kind, str | None]]:
    """What is known already of the addresses of a site: menus and sidebars repeat theirs on every page."""
    return {}


def _absolute(base: str, href: str) -> str:
    return href if href.startswith(("http://", "https://")) else urljoin(base, href)


def _link(
    find: Find, address: str, site: Site, source: Source, places: dict[Any, tuple[str, Kind, str | None]]
) -> Link:
    key = (address, find.kind, find.excluded, find.trusted)
    if key not in places:
        if len(places) >= _MOST_PLACES:
            places.clear()
        places[key] = _place(find, address, site)
    url, kind, excluded = places[key]
    return Link(url=url, kind=kind, source=source, mention=find.mention, excluded=excluded, onward=find.onward)


def _place(find: Find, address: str, site: Site) -> tuple[str, Kind, str | None]:
    """The canonical form of an address, what it is for, and the rule against it."""
    url = canonical(address, site)
    if find.kind in _PAGES and is_home(url, site):
        return canonical(site.home, site), "home", None
    return url, *_judged(find, url, site)


def _judged(find: Find, url: str, site: Site) -> tuple[Kind, str | None]:
    """What a URL is for and the rule against it: the site file's word goes before the document's."""
    kind = find.kind or ("feed" if is_main_feed(url, site) else kind_of(url))
    if find.trusted:
        return kind, find.excluded
    rule = trap(url, site)
    if find.kind not in _PAGES:  # a feed or sitemap that was chosen is no trap for its shape
        return kind, rule if rule in _ALWAYS else find.excluded
    said = kind_said(url, site)
    return (said, rule) if said else (kind, find.excluded or rule)


def _better(known: Link, other: Link) -> Link:
    best = min(known, other, key=lambda link: (_RANK[link.kind], link.excluded is not None))
    return replace(best, mention=known.mention or other.mention, onward=known.onward or other.onward)


def _skipped(code: str, urls: list[str]) -> Iterator[Problem]:
    if urls:
        yield Problem(class_="skipped", stage="scope", code=code, message=f"{len(urls)}, the first: {urls[0][:200]}")
