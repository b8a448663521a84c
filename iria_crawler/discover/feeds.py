"""The articles that a feed lists: RSS and Atom, in all their versions."""

import re
from calendar import timegm
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from typing import Any
from xml.sax import SAXParseException

import feedparser

from iria_crawler.discover.finds import Find, Finds, bad
from iria_crawler.discover.forms import head_of
from iria_crawler.discover.texts import plain
from iria_crawler.items import Mention, Page

_WITH_ADDRESS = re.compile(r"\S+@\S+\s+\((.+)\)")  # RSS 2.0 writes authors as `a@b.example (A. Name)`


def finds(body: bytes, page: Page) -> Finds:
    """The articles of an RSS or Atom feed, and its next page.

    RSS has one element for categories and tags, and WordPress puts both there: all are given as
    tags, which is never wrong. A feed that declares entities is refused.
    """
    if re.search(rb"<!ENTITY", head_of(body), re.IGNORECASE):
        yield bad("feed", "it declares entities")
        return
    try:
        feed = _parsed(body, page)
    except (LookupError, ValueError) as problem:  # feedparser lets these through where tags or names are torn
        yield bad("feed", f"{type(problem).__name__}: {problem}")
        return
    if isinstance(feed.get("bozo_exception"), SAXParseException):
        yield bad("feed", str(feed.bozo_exception))
    for entry in feed.entries:
        if entry.get("link") and body.rstrip().endswith(entry.link.encode()):
            yield bad("feed", "it ends within an address")
        elif entry.get("link"):
            yield Find(href=entry.link, kind="article", mention=_mention(entry, feed.feed.get("language")))
        else:
            yield bad("feed", "an entry without a link")
    for link in feed.feed.get("links", ()):
        if link.get("rel") == "next" and link.get("href"):
            yield Find(href=link.href, kind="feed", onward=True)


def _parsed(body: bytes, page: Page) -> Any:
    headers = {"content-location": page.url, "content-type": page.header("content-type") or "application/xml"}
    # a stream, for of bytes feedparser first tries to open the file of that name
    return feedparser.parse(BytesIO(body), response_headers=headers, sanitize_html=False, resolve_relative_uris=False)


def _mention(entry: Any, language: str | None) -> Mention:
    title = entry.get("title_detail", {})
    is_markup = title.get("type") != "text/plain"
    value = title.get("value") or ""
    # `in` before `get`: asked for `updated`, feedparser answers with `published` where only that is there
    return Mention(
        source="feed",
        title=plain(value) if is_markup else " ".join(value.split()) or None,
        published_at=_utc(entry.get("published_parsed")),
        published_raw=entry.get("published"),
        modified_at=_utc(entry.get("updated_parsed")) if "updated_parsed" in entry else None,
        modified_raw=entry.get("updated") if "updated" in entry else None,
        authors=tuple(_people(entry.get("authors", ()))),
        tags=tuple(dict.fromkeys(filter(None, (plain(tag.get("term") or "") for tag in entry.get("tags", ()))))),
        language=language,
    )


def _people(authors: Any) -> Iterator[str]:
    for author in authors:
        name = plain(author.get("name") or "")
        if name:
            with_address = _WITH_ADDRESS.fullmatch(name)
            yield with_address[1] if with_address else name


def _utc(parsed: Any) -> datetime | None:
    """feedparser's nine numbers, which are UTC; None where they are no moment."""
    try:
        return datetime.fromtimestamp(timegm(parsed), UTC) if parsed else None
    except (ValueError, OverflowError):
        return None
