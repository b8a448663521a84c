"""The articles that a JSON Feed lists."""

from collections.abc import Mapping

from iria_crawler.discover.finds import Find, Finds, bad
from iria_crawler.discover.jsonvalues import entries, fields, string, text
from iria_crawler.discover.texts import moment, plain
from iria_crawler.items import Mention


def is_json_feed(value: object) -> bool:
    """Whether a JSON value calls itself a JSON Feed."""
    return isinstance(value, dict) and "jsonfeed.org" in str(value.get("version"))


def finds(value: object) -> Finds:
    """The articles of a JSON Feed (versions 1 and 1.1), and its next page."""
    feed = fields(value)
    for item in map(fields, entries(feed.get("items"))):
        address = text(item, "url") or text(item, "external_url")
        if address:
            yield Find(href=address, kind="article", mention=_mention(item, feed))
        else:
            yield bad("feed", "an entry without a link")
    following = text(feed, "next_url")
    if following:
        yield Find(href=following, kind="feed", onward=True)


def _mention(item: Mapping[str, object], feed: Mapping[str, object]) -> Mention:
    published, modified = text(item, "date_published"), text(item, "date_modified")
    people = entries(item.get("authors")) or [item.get("author")]
    names = (plain(text(fields(person), "name") or "") for person in people)
    return Mention(
        source="feed",
        title=" ".join((text(item, "title") or "").split()) or None,
        published_at=moment(published),
        published_raw=published,
        modified_at=moment(modified),
        modified_raw=modified,
        authors=tuple(filter(None, names)),
        tags=tuple(filter(None, map(string, entries(item.get("tags"))))),
        language=text(item, "language") or text(feed, "language"),
    )
