"""The list of articles: search, filters, and counts beside."""

from typing import Any

from iria_crawler.serve.asked import PAGE_SIZE, Asked, Filters, filters
from iria_crawler.serve.rendering import Answer, page
from iria_crawler.store import browsing
from iria_crawler.store.browsing import MOST_COUNTED, Reader, Wanted

FACET_MS = 500
"""How long counting beside a list may take; where it is not enough, the list comes without."""


def articles(store: Reader, asked: Asked) -> Answer:
    chosen = filters(asked)
    wanted = wanted_by(chosen)
    rows = browsing.listed(store, wanted, limit=PAGE_SIZE + 1, offset=chosen.offset)
    return page(
        "articles",
        asked,
        chosen=chosen,
        rows=rows[:PAGE_SIZE],
        has_more=len(rows) > PAGE_SIZE,
        total=_total(store, wanted),
        most=MOST_COUNTED,
        facets=_facets(store, wanted),
        sites={site["slug"]: site["name"] for site in browsing.names(store)},
        problems=chosen.problems,
    )


def wanted_by(chosen: Filters) -> Wanted:
    """The filters as the store knows them."""
    named = {name: chosen.get(name) for name in ("site", "author", "category", "tag", "language")}
    return Wanted(**named, since=chosen.get("from"), until=chosen.get("to"))


def _total(store: Reader, wanted: Wanted) -> int | None:
    try:
        with store.limited(FACET_MS):
            return browsing.counted(store, wanted)
    except TimeoutError:
        return None


def _facets(store: Reader, wanted: Wanted) -> dict[str, list[dict[str, Any]]]:
    try:
        with store.limited(FACET_MS):
            return browsing.facets(store, wanted)
    except TimeoutError:
        return {}
