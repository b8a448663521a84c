"""The list of articles: search, filters, and counts beside."""

from collections.abc import Callable
from typing import Any

from iria_crawler.errors import UsageError, root_of
from iria_crawler.serve.asked import PAGE_SIZE, Asked, Filters, filters
from iria_crawler.serve.rendering import Answer, page
from iria_crawler.store import browsing
from iria_crawler.store.browsing import MOST_COUNTED, Reader
from iria_crawler.store.searching import Order, Wanted, search, search_captions

BESIDE_MS = 500
"""How long each thing beside a list may take; where it is not enough, the list comes without."""

CAPTIONS, PASSAGES = 5, 2


def articles(store: Reader, asked: Asked) -> Answer:
    chosen = filters(asked)
    q, wanted = chosen.get("q"), wanted_by(chosen)
    try:
        rows, problems = _rows(store, chosen, wanted), chosen.problems
    except UsageError as problem:  # what the words cannot be read as is said in its place
        q, rows, problems = None, [], (*chosen.problems, said(problem))
    beside = _beside(store, q, wanted) if q or not chosen.get("q") else _NOTHING
    return page(
        "articles",
        asked,
        chosen=chosen,
        rows=rows[:PAGE_SIZE],
        has_more=len(rows) > PAGE_SIZE,
        most=MOST_COUNTED,
        sites={site["slug"]: site["name"] for site in browsing.names(store)},
        problems=problems,
        phrase=None if q or not chosen.get("q") else _phrase(chosen.get("q") or ""),
        **beside,
    )


_NOTHING: dict[str, Any] = {"total": 0, "facets": {}, "captions": []}


def _beside(store: Reader, q: str | None, wanted: Wanted) -> dict[str, Any]:
    """What stands beside the rows; each of it comes only if it comes soon."""
    asks: dict[str, Callable[[], Any]] = {
        "total": lambda: browsing.counted(store, q, wanted),
        "facets": lambda: browsing.facets(store, q, wanted),
        "captions": lambda: search_captions(store, q, wanted, limit=CAPTIONS) if q else [],
    }
    return {name: _soon(store, ask) for name, ask in asks.items()}


def _phrase(query: str) -> str:
    """A query that cannot be read, as a phrase, which always can be."""
    words = " ".join(query.replace('"', " ").split())
    return f'"{words}"'


def wanted_by(chosen: Filters) -> Wanted:
    """The filters as the store knows them."""
    named = {name: chosen.get(name) for name in ("site", "author", "category", "tag", "language")}
    return Wanted(**named, since=chosen.get("from"), until=chosen.get("to"), all_versions=chosen.get("texts") == "all")


def said(problem: UsageError) -> str:
    """What is wrong with a query, as a sentence of a page."""
    told = str(root_of(problem)).removeprefix("fts5: ")
    return f"These words cannot be searched for: {told}. Words with punctuation are put in quotes: “U.S. troops”."


def _rows(store: Reader, chosen: Filters, wanted: Wanted) -> list[dict[str, Any]]:
    """The articles of this page, and one more where there is another page."""
    q = chosen.get("q")
    if not q:
        return browsing.listed(store, wanted, limit=PAGE_SIZE + 1, offset=chosen.offset)
    order: Order = "date" if chosen.get("sort") == "date" else "rank"
    rows = search(store, q, wanted, limit=PAGE_SIZE + 1, offset=chosen.offset, order=order)
    for row in rows:
        in_text = [passage for passage in row["passages"] if passage["where"] == "body"]
        row["passages"] = in_text[:PASSAGES]
    return rows


def _soon(store: Reader, ask: Callable[[], Any]) -> Any:
    """An answer, or None where there is none in time."""
    try:
        with store.limited(BESIDE_MS):
            return ask()
    except TimeoutError:
        return None
