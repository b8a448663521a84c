"""The demo's REST API: posts, categories, tags and users, as WordPress answers them."""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from html import escape
from typing import Any, NamedTuple
from urllib.parse import quote

from iria_crawler.demo.blocks import body_html
from iria_crawler.demo.edition import Edition, Listing, author_path, category_path, tag_path, term_number
from iria_crawler.demo.story import LOCAL, Story

ROOT = "/wp-json/wp/v2/"

_MOST = 100
_NUMBER = re.compile(r"[1-9][0-9]{0,8}")
_KINDS = {"categories": "category", "tags": "tag", "users": "author"}


class Reply(NamedTuple):
    """What the API answers, before it is written as JSON; `pages` is for lists only."""

    status: int
    value: Any
    total: int | None = None
    pages: int | None = None
    page: int = 1


def index(edition: Edition, base: str) -> Reply:
    """What the API can do, briefly."""
    routes = {f"/wp/v2/{name}": {"namespace": "wp/v2", "methods": ["GET"]} for name in ("posts", *_KINDS)}
    return Reply(
        200,
        {
            "name": edition.masthead.name,
            "description": edition.masthead.tagline,
            "url": base,
            "home": base,
            "gmt_offset": "-5",
            "timezone_string": "",
            "namespaces": ["wp/v2"],
            "routes": routes,
        },
    )


def posts(edition: Edition, base: str, query: Mapping[str, str]) -> Reply:
    """A page of posts, newest first; `modified_after` and `after` narrow them."""
    try:
        since = {name: _moment(query[name]) for name in ("modified_after", "after") if name in query}
    except ValueError:
        return _refused("rest_invalid_param", "Invalid date.")
    found = [
        story
        for story in edition.stories
        if story.modified > since.get("modified_after", _EVER) and story.published > since.get("after", _EVER)
    ]
    return _paged(found, query, lambda story: post(story, base, query))


def post(story: Story, base: str, query: Mapping[str, str]) -> dict[str, Any]:
    """One post; `_embed` adds author and terms, `_fields` leaves only what it names."""
    url = base + story.path
    record: dict[str, Any] = {
        "id": story.number,
        "date": _local(story.published),
        "date_gmt": _gmt(story.published),
        "guid": {"rendered": f"{base}/?p={story.number}"},
        "modified": _local(story.modified),
        "modified_gmt": _gmt(story.modified),
        "slug": quote(story.slug),
        "status": "publish",
        "type": "post",
        "link": url,
        "title": {"rendered": escape(story.title, quote=False).replace("&amp;", "&#038;")},
        "content": {"rendered": body_html(story.blocks, base), "protected": False},
        "excerpt": {"rendered": f"<p>{escape(story.excerpt, quote=False)}</p>\n", "protected": False},
        "author": term_number(story.author),
        "categories": [term_number(name) for name in story.categories],
        "tags": [term_number(name) for name in story.tags],
    }
    if "_embed" in query:
        record["_embedded"] = _embedded(story, base)
    fields = [name.partition(".")[0] for name in query.get("_fields", "").split(",") if name]
    return {name: record[name] for name in fields if name in record} if fields else record


def terms(edition: Edition, base: str, name: str, query: Mapping[str, str]) -> Reply:
    """A page of `categories`, `tags` or `users`."""
    found = edition.of_kind(_KINDS[name])
    return _paged(found, query, lambda listing: _listed(listing, base))


def missing() -> Reply:
    """The API's way to say that there is no such post or route."""
    return Reply(404, {"code": "rest_no_route", "message": "No route was found.", "data": {"status": 404}})


_EVER = datetime.min.replace(tzinfo=UTC)


def _paged(found: list[Any], query: Mapping[str, str], shown: Callable[[Any], dict[str, Any]]) -> Reply:
    size, page = query.get("per_page", "10"), query.get("page", "1")
    if not (_NUMBER.fullmatch(size) and _NUMBER.fullmatch(page) and int(size) <= _MOST):
        return _refused("rest_invalid_param", "Invalid parameter(s): page, per_page")
    number, count = int(page), int(size)
    pages = -(-len(found) // count)
    if number > max(pages, 1):
        return _refused(
            "rest_post_invalid_page_number", "The page number requested is larger than the number of pages."
        )
    records = [shown(record) for record in found[(number - 1) * count : number * count]]
    return Reply(200, records, total=len(found), pages=pages, page=number)


def _refused(code: str, message: str) -> Reply:
    return Reply(400, {"code": code, "message": message, "data": {"status": 400}})


def _listed(listing: Listing, base: str) -> dict[str, Any]:
    return {
        "id": term_number(listing.title),
        "count": len(listing.stories),
        "link": base + listing.path,
        "name": listing.title,
        "slug": listing.path.strip("/").rpartition("/")[2],
    }


def _embedded(story: Story, base: str) -> dict[str, Any]:
    author = {"id": term_number(story.author), "name": story.author, "link": base + author_path(story.author)}
    return {
        "author": [author],
        "wp:term": [
            [_term(name, "category", base + category_path(name)) for name in story.categories],
            [_term(name, "post_tag", base + tag_path(name)) for name in story.tags],
        ],
    }


def _term(name: str, taxonomy: str, link: str) -> dict[str, Any]:
    return {"id": term_number(name), "link": link, "name": escape(name, quote=False), "taxonomy": taxonomy}


def _moment(text: str) -> datetime:
    """A time as WordPress reads it: without an offset, by the site's own clock."""
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=LOCAL)


def _gmt(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S")


def _local(moment: datetime) -> str:
    return moment.astimezone(LOCAL).strftime("%Y-%m-%dT%H:%M:%S")
