"""The demo's sitemaps: the index and its children, as WordPress core writes them."""

from collections.abc import Iterable
from datetime import datetime

from iria_crawler.demo.edition import Edition, Listing
from iria_crawler.demo.story import LOCAL

PER_MAP = 2000

_SPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def sitemaps(edition: Edition, base: str) -> dict[str, str]:
    """Every sitemap by its path, the index first."""
    children = {f"/wp-sitemap-{name}-1.xml": _urls(urls) for name, urls in _simple(edition, base)}
    posts = _posts(edition, base) | children
    index = "".join(f"<sitemap><loc>{base}{path}</loc></sitemap>\n" for path in posts)
    return {"/wp-sitemap.xml": _document("sitemapindex", index)} | posts


def _posts(edition: Edition, base: str) -> dict[str, str]:
    """Oldest first, two thousand to a file."""
    stories = edition.stories[::-1]
    cuts = range(0, max(len(stories), 1), PER_MAP)
    return {
        f"/wp-sitemap-posts-post-{number}.xml": _urls(
            (base + story.path, story.modified) for story in stories[cut : cut + PER_MAP]
        )
        for number, cut in enumerate(cuts, start=1)
    }


def _simple(edition: Edition, base: str) -> list[tuple[str, list[tuple[str, datetime | None]]]]:
    return [
        ("posts-page", [(f"{base}/", None), (f"{base}/about/", None)]),
        ("taxonomies-category", [_entry(listing, base) for listing in edition.of_kind("category")]),
        ("taxonomies-post_tag", [_entry(listing, base) for listing in edition.of_kind("tag")]),
        ("users", [_entry(listing, base) for listing in edition.of_kind("author")]),
    ]


def _entry(listing: Listing, base: str) -> tuple[str, datetime | None]:
    return base + listing.path, max(story.modified for story in listing.stories)


def _urls(entries: Iterable[tuple[str, datetime | None]]) -> str:
    return _document("urlset", "".join(_url(url, changed) for url, changed in entries))


def _url(url: str, changed: datetime | None) -> str:
    said = f"<lastmod>{changed.astimezone(LOCAL).isoformat()}</lastmod>" if changed else ""
    return f"<url><loc>{url}</loc>{said}</url>\n"


def _document(root: str, entries: str) -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} {_SPACE}>\n{entries}</{root}>\n'
