"""The addresses that a page says are its own: its canonical link, and `og:url`."""

from collections.abc import Iterator

from iria_crawler.extract.html import Elements
from iria_crawler.extract.structured import Structured, canonical_of
from iria_crawler.hrefs import absolute
from iria_crawler.sites import Site
from iria_crawler.urls import is_home


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
