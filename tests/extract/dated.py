"""A page that is dated in some way, and what is read of that."""

from datetime import UTC, date, datetime

from iria_crawler.extract import extract
from iria_crawler.items import Article, Page

from .markup import NOW, SITE, post, read

DAY = datetime(2021, 3, 4, tzinfo=UTC)
MARCH_4 = date(2021, 3, 4)


def read_at(html: str, url: str) -> Article:
    page = Page(
        url=url, status=200, headers=(("Content-Type", "text/html"),), body=html.encode(), captured_at=NOW
    )  # fmt: skip
    return extract(page, SITE)


def under(text: str) -> datetime | None:
    """What is read of a line under the headline in an element that says nothing."""
    return read(post(meta="").replace('<div class="meta"></div>', f"<div>{text}</div>")).published_at


def printed_day(html: str) -> datetime | None:
    """What is read of the printed lines of a page, and not of its markup."""
    article = read(html)
    return article.published_at if article.sources.get("published_at") == "dom" else None
