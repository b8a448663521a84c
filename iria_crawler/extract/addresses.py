"""The addresses that a page says are its own, by its canonical link and `og:url`, and which is its article's."""

from collections.abc import Iterator

from iria_crawler.extract.html import Elements
from iria_crawler.extract.structured import Structured, canonical_of
from iria_crawler.extract.view import Found, View
from iria_crawler.hrefs import absolute
from iria_crawler.sites import Site
from iria_crawler.urls import canonical, is_home, trap


def own_addresses(elements: Elements, data: Structured, base: str) -> Iterator[tuple[str, str]]:
    """Each with its source, the likelier first."""
    for href, source in ((canonical_of(elements), "dom"), (data.said("og:url"), "meta")):
        if url := absolute(base, href):
            yield url, source


def is_called_home(elements: Elements, data: Structured, base: str, site: Site) -> bool:
    """Whether a page says of itself that it is the home page of its site, and nothing else."""
    urls = [url for url, _ in own_addresses(elements, data, base)]
    try:
        return bool(urls) and all(is_home(url, site) for url in urls)
    except ValueError:  # no web address
        return False


def address_of(view: View) -> Found[str]:
    """The canonical address, if it is one of this site and may be one of an article; else the page's own, as it is
    if that is no web address.

    Wrong ones are common: the front page, or, from WordPress's block themes, the last page of comments.
    """
    for said, source in own_addresses(view.elements, view.data, view.base):
        url = canonical_in(said, view.site) if view.site.owns(said) else None
        if url and not is_home(url, view.site) and trap(url, view.site) in (None, "site-rule"):
            return Found(url, source)
    return Found(canonical_in(view.page.url, view.site) or view.page.url, "url")


def is_variant(address: Found[str], view: View) -> bool:
    """Whether this is the print or AMP form of an article, and does not say of which."""
    own = canonical_in(view.page.url, view.site)
    is_named = next(view.mentioned("api", "feed"), None) is not None
    return address.source == "url" and own is not None and not is_named and trap(own, view.site) in ("amp", "print")


def canonical_in(url: str, site: Site) -> str | None:
    """An address in canonical form; None if it is none of the web."""
    try:
        return canonical(url, site)
    except ValueError:  # another scheme, or a host that no name server would take
        return None
