"""The posts that WordPress's REST API lists, and where it lists them."""

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from html import escape

from iria_crawler.discover.finds import Find, Finds, bad
from iria_crawler.discover.headers import header_links
from iria_crawler.discover.jsonvalues import entries, fields, text, value_of
from iria_crawler.discover.texts import moment, plain
from iria_crawler.items import Mention, Page

_POSTS = "wp/v2/posts"
_EMBED = "_embed=author,wp:term"
_QUERY = f"per_page=100&orderby=modified&order=desc&{_EMBED}"  # what changed last comes first
_PAGE = re.compile(r"(?<=[?&]page=)[0-9]{1,6}(?=&|$)")


def posts_at(root: str) -> str:
    """The list of posts under the root of an API, which may be a path or `?rest_route=/`."""
    base, mark, query = root.partition("?")
    if mark:
        return f"{base}?{query.rstrip('/')}/{_POSTS}&{_QUERY}"
    return f"{base.rstrip('/')}/{_POSTS}?{_QUERY}"


def finds(value: object, page: Page) -> Finds:
    """The posts of one page of the list, and its next page.

    A protected post is left out: its text is behind a form, and only the form can be seen.
    """
    if not isinstance(value, list):
        yield bad("api", f"no list of posts: {text(fields(value), 'code') or type(value).__name__}")
        return
    for post in map(fields, value):
        link = text(post, "link")
        if link:
            protected = fields(post.get("content")).get("protected") is True
            yield Find(href=link, kind="article", mention=_mention(post), excluded="protected" if protected else None)
        else:
            yield bad("api", "a post without a link")
    yield from _next(page)


def _next(page: Page) -> Iterator[Find]:
    """The next page. The count is trusted before the link, which names another host behind some proxies."""
    pages = page.header("x-wp-totalpages") or ""
    if re.fullmatch(r"[0-9]{1,6}", pages):
        here = _PAGE.search(page.url)
        number = int(here[0]) if here else 1
        after = f"{page.url}{'&' if '?' in page.url else '?'}page=2"
        if number < int(pages):
            yield Find(href=_PAGE.sub(str(number + 1), page.url) if here else after, kind="api", onward=True)
        return
    for address in header_links(page, "next"):
        yield Find(href=address, kind="api", onward=True)


def page_of_record(page: Page) -> tuple[Page, Mention] | None:
    """The page that a single post would have, made from what the API says of it; None for anything else."""
    try:
        post = fields(value_of(page.body))
    except ValueError:
        return None
    link, content = text(post, "link"), text(fields(post.get("content")), "rendered")
    if link is None or content is None or fields(post.get("content")).get("protected") is True:
        return None
    mention = _mention(post)
    title = f"<title>{escape(mention.title)}</title>" if mention.title else ""
    heading = f"<h1>{escape(mention.title)}</h1>" if mention.title else ""
    html = f'<!doctype html><html><head><meta charset="utf-8">{title}</head><body><article>{heading}{content}</article>'
    headers = (("Content-Type", "text/html; charset=utf-8"),)
    return replace(page, url=link, headers=headers, body=f"{html}</body></html>".encode()), mention


def total_of(page: Page) -> int | None:
    """How many posts there are in all, as the list says in a header of its own."""
    said = page.header("x-wp-total") or ""
    return int(said) if re.fullmatch(r"[0-9]{1,9}", said) else None


def _mention(post: Mapping[str, object]) -> Mention:
    embedded = fields(post.get("_embedded"))
    published, modified = text(post, "date_gmt"), text(post, "modified_gmt")
    return Mention(
        source="api",
        title=plain(text(fields(post.get("title")), "rendered") or ""),
        published_at=moment(published),
        published_raw=published,
        modified_at=moment(modified),
        modified_raw=modified,
        authors=tuple(_names(entries(embedded.get("author")))),
        categories=tuple(_names(_terms(embedded, "category"))),
        tags=tuple(_names(_terms(embedded, "post_tag"))),
        external_id=str(post["id"]) if isinstance(post.get("id"), int) else None,
        digest=_digest(post),
        record=next(_records(post), None),
    )


def _digest(post: Mapping[str, object]) -> str | None:
    """What tells one text from another: plugins put random numbers into the markup around it."""
    content = text(fields(post.get("content")), "rendered")
    return hashlib.sha256((plain(content) or "").encode()).hexdigest()[:16] if content else None


def _records(post: Mapping[str, object]) -> Iterator[str]:
    """Where the API gives this post alone."""
    for link in map(fields, entries(fields(post.get("_links")).get("self"))):
        if href := text(link, "href"):
            yield f"{href}{'&' if '?' in href else '?'}{_EMBED}"


def _terms(embedded: Mapping[str, object], taxonomy: str) -> list[object]:
    groups = map(entries, entries(embedded.get("wp:term")))
    return [term for group in groups for term in group if fields(term).get("taxonomy") == taxonomy]


def _names(values: list[object]) -> Iterator[str]:
    """The names of authors or terms; an author whom WordPress does not show is an error without one."""
    for value in map(fields, values):
        name = plain(text(value, "name") or "")
        if name:
            yield name
