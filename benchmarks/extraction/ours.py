"""What iria says of a page, as a crawl of the page's site would, knowing nothing of that site."""

from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from pydantic import ValidationError

from benchmarks.extraction.serving import Prediction, Read, serve
from iria_crawler.errors import NoArticle
from iria_crawler.extract import extract
from iria_crawler.items import Article, Page
from iria_crawler.sites import Identity, Site

CAPTURED_AT = datetime(2026, 11, 26, tzinfo=UTC)  # of every page and in every run, so that results are the same
NOWHERE = "https://unknown.example/"
SOMEWHERE = f"{NOWHERE}page"  # not the front page, which is no article
_EMPTY: dict[str, Any] = {
    "body": "",
    "title": "",
    "authors": [],
    "date": None,
    "captions": [],
    "credits": [],
    "tags": [],
    "categories": [],
}


def read(url: str, body: bytes) -> Prediction:
    """The article on a page, or `page_type` says why it is none; `credits` are those of the captions."""
    try:
        return _told(extract(*page_of(url, body)))
    except NoArticle as refusal:
        return {**_EMPTY, "page_type": f"no:{refusal.reason}"}


def page_of(url: str, body: bytes) -> tuple[Page, Site]:
    """A page as a crawl would see it, and the site that it is of."""
    site, url = _place(url)
    headers = (("Content-Type", "text/html"),)
    return Page(url=url, status=200, headers=headers, body=body, captured_at=CAPTURED_AT), site


def _place(url: str) -> tuple[Site, str]:
    """The site that a page is of, and its address; both made up where the address is none of the web."""
    try:
        parts = urlsplit(url)
        return Site(site=Identity(home=f"{parts.scheme}://{parts.netloc}/")), url
    except (ValidationError, ValueError):
        return Site(site=Identity(home=NOWHERE)), SOMEWHERE


def _told(article: Article) -> Prediction:
    captioned = [figure for figure in article.figures if figure.caption]
    return {
        "page_type": "article",
        "body": article.body,
        "title": article.title,
        "authors": list(article.authors),
        "date": article.published_at and article.published_at.isoformat(),
        "captions": [figure.caption for figure in captioned],
        "credits": [figure.credit for figure in captioned],
        "tags": list(article.tags),
        "categories": list(article.categories),
        "subtitle": article.subtitle,
        "summary": article.summary,
        "sources": dict(article.sources),
    }


def _make() -> Read:
    return read


if __name__ == "__main__":
    serve("iria-crawler", _make)
