"""What publishers changed: two versions compared, the list of edits, and its feed."""

import uuid
from collections.abc import Iterator
from itertools import groupby
from typing import Any

from iria_crawler.diff import Row, compared, size
from iria_crawler.serve.asked import PAGE_SIZE, Asked, filters
from iria_crawler.serve.reading import missing, replayed
from iria_crawler.serve.rendering import Answer, feed, page
from iria_crawler.store import browsing
from iria_crawler.store.browsing import Reader
from iria_crawler.store.queries import history

IN_FEED = 50
_SHOWN_SAME = 2
"""Paragraphs in a row that are the same and shown; of longer runs the rest is folded away."""


def difference(store: Reader, asked: Asked) -> Answer:
    """Two versions of an article, paragraph by paragraph."""
    article_id, numbers = int(asked.parts["id"]), [int(asked.parts[name]) for name in ("a", "b")]
    old, new = (browsing.version(store, article_id, number) for number in numbers)
    if not old or not new:
        return missing(store, asked, article_id)
    title = compared(old["title"], new["title"])
    rows = compared(old["body"], new["body"])
    return page(
        "diff",
        asked,
        old={**old, "replay": _replay(store, asked, old)},
        new={**new, "replay": _replay(store, asked, new)},
        title=title[0] if len(title) == 1 else None,  # else the one has nothing of the other
        groups=list(_folded(rows)),
        size=size(rows),
        versions=[row["version"] for row in history(store, article_id)],
    )


def edits(store: Reader, asked: Asked) -> Answer:
    """The edits that crawls have seen, newest first."""
    chosen = filters(asked)
    rows = browsing.edits(store, limit=PAGE_SIZE + 1, offset=chosen.offset)
    has_more, several = len(rows) > PAGE_SIZE, len(browsing.names(store)) > 1
    return page("edits", asked, rows=rows[:PAGE_SIZE], has_more=has_more, number=chosen.page, is_sited=several)


def edits_feed(store: Reader, asked: Asked) -> Answer:
    """The same as an Atom feed. An edit keeps its id also when the database is made anew."""
    rows = [{**row, "uuid": _id(row)} for row in browsing.edits(store, limit=IN_FEED)]
    names = [site["name"] for site in browsing.names(store)]
    return feed("edits", asked, rows=rows, names=names)


def _id(row: dict[str, Any]) -> uuid.UUID:
    return uuid.uuid5(uuid.NAMESPACE_URL, f"{row['url']} {row['first_seen_at']} {row['text_sha256']}")


def _replay(store: Reader, asked: Asked, text: dict[str, Any]) -> str | None:
    records = browsing.records(store, text["version_id"])
    return replayed(asked, text["site"], records[0]) if records else None


def _folded(rows: tuple[Row, ...]) -> Iterator[dict[str, Any]]:
    """Rows in groups; a long run of the same is folded away but for what stands beside a change."""
    runs = [(is_same, list(run)) for is_same, run in groupby(rows, key=lambda row: row.kind == "same")]
    for number, (is_same, run) in enumerate(runs):
        before = 1 if is_same and number else 0
        after = 1 if is_same and number < len(runs) - 1 else 0
        middle = run[before : len(run) - after]
        if not is_same or len(middle) <= _SHOWN_SAME:
            yield {"rows": run, "is_folded": False}
            continue
        yield {"rows": run[:before], "is_folded": False}
        yield {"rows": middle, "is_folded": True}
        yield {"rows": run[len(run) - after :], "is_folded": False}
