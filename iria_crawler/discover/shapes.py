"""What a URL is for, as far as its shape and the site file tell."""

import re
from urllib.parse import urlsplit

from iria_crawler.items import Kind
from iria_crawler.sites import Site
from iria_crawler.urls import says

_LISTING = re.compile(
    r"/(category|categories|kategorie|categorie|categoria|rubrik|rubrique)(/|\.html?$)"
    r"|/(sections?|topics?)/[^/]+/?$"
    r"|/page/\d+/?$|/page-?\d+(\.html?)?$|/index\d+\.html?$",
    re.IGNORECASE,
)
_LISTING_QUERY = re.compile(r"(^|&)(cat|category|category_name|paged)=", re.IGNORECASE)


def kind_said(url: str, site: Site) -> Kind | None:
    """What the site file says that a URL is."""
    if says(site.crawl.article, url):
        return "article"
    return "listing" if says(site.crawl.listing, url) else None


def kind_of(url: str) -> Kind:
    """What a URL is for if it has the shape of a category or of a later page of something, else `page`."""
    parts = urlsplit(url)
    is_listing = _LISTING.search(parts.path) or _LISTING_QUERY.search(parts.query)
    return "listing" if is_listing else "page"
