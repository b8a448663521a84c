"""The way by which a URL was found, and where ways end."""

import re
from urllib.parse import urlsplit

from iria_crawler.frontier import Claim
from iria_crawler.items import Link

TOO_DEEP, BARREN, BARREN_SITEMAPS = "l" * 6, 100, 50
"""So many pages one behind the other, and one beside the other, that are neither articles nor lists lead nowhere:
calendars, filters, pages made up. The last: sitemaps in a row that are not there or name nothing."""

_HOP = {"redirect": "R", "robots": "P", "sitemap": "M", "feed": "M", "api": "M"}


def hops_of(link: Link, via: Claim | None) -> str:
    """The way from a seed, a letter a step; a small one from a page that was neither article nor list."""
    if via is None:
        return ""
    return via.hops + _HOP.get(link.source, "l" if via.kind == "other" else "L")


def is_part(link: Link, via: Claim | None) -> bool:
    """Whether a URL is a later part of the article that names it: its address and a number."""
    if via is None or via.kind not in ("article", "page") or link.kind != "page":
        return False
    return bool(re.fullmatch(re.escape(via.url.rstrip("/")) + r"/(page/)?\d{1,3}/?", link.url))


def region(url: str) -> str:
    """What a URL has in common with those around it: its host and the first step of its path, if it has more;
    with a query, the whole of its path."""
    parts = urlsplit(url)
    if parts.query:
        return f"{parts.scheme}://{parts.netloc}{parts.path}?"
    first, mark, _ = parts.path.lstrip("/").partition("/")
    return f"{parts.scheme}://{parts.netloc}/" + (f"{first}/" if mark else "")
