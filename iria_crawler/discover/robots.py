"""The sitemaps that robots.txt names."""

import re
from collections.abc import Iterator

from iria_crawler.discover.finds import Find
from iria_crawler.items import Page
from iria_crawler.sites import Site

ROBOTS_TOKEN = "iria"
"""The name by which robots.txt speaks to us."""

_SITEMAP = re.compile(r"^[ \t]*sitemap[ \t]*:[ \t]*(\S+)", re.IGNORECASE | re.MULTILINE)


def finds(page: Page, site: Site) -> Iterator[Find]:
    """The sitemaps named, on whatever host; where none is and no seed is one, the usual address.

    Of `/sitemap.xml` one request tells: WordPress, Yoast and others redirect it to their own.
    """
    text = page.body.decode("utf-8-sig", "replace") if page.status == 200 else ""
    named = _SITEMAP.findall(text)
    for address in named:
        yield Find(href=address, kind="sitemap", trusted=True)
    if not named and not any(seed.kind == "sitemap" for seed in site.seeds):
        yield Find(href="/sitemap.xml", kind="sitemap")
