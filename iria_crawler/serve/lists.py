"""The list of articles: search, filters, and counts beside."""

from collections.abc import Callable, Sequence
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

Rows = Sequence[dict[str, Any]]


def articles(store: Reader, asked: Asked) -> Answer:
    chosen = filters(asked)
    try:
        rows, found = _answered(store, chosen)
    except UsageError as problem:  # what the words cannot be read as is said in the place of a list
        return _shown(store, asked, chosen, problems=(said(problem),), phrase=_phrase(chosen.get("q") or ""))
    return _shown(store, asked, chosen, rows, found)


def _shown(
    store: Reader,
    asked: Asked,
    chosen: Filters,
    rows: Rows = (),
    found: Rows | None = None,
    *,
    problems: Sequence[str] = (),
    phrase: str | None = None,
) -> Answer:
    q, wanted = chosen.get("q"), wanted_by(chosen)
    return page(
        "articles",
        asked,
        chosen=chosen,
        rows=rows[:PAGE_SIZE],
        has_more=len(rows) > PAGE_SIZE,
        total=None if found is None else len(found),
        most=MOST_COUNTED,
        facets=_soon(store, lambda: browsing.facets(store, found[:MOST_COUNTED])) if found else None,
        captions=_soon(store, lambda: search_captions(store, q, wanted, limit=CAPTIONS)) if q and rows else None,
        sites={site["slug"]: site["name"] for site in browsing.names(store)},
        problems=(*chosen.problems, *problems),
        phrase=phrase,
    )


def _answered(store: Reader, chosen: Filters) -> tuple[Rows, Rows | None]:
    """The articles of this page, with one more where there is another page, and all that are counted, if soon."""
    q, wanted, last = chosen.get("q"), wanted_by(chosen), chosen.offset + PAGE_SIZE + 1
    if not q:
        found = browsing.found(store, None, wanted)
        return browsing.listed(store, [row["version_id"] for row in found[chosen.offset : last]]), found
    order: Order = "date" if chosen.get("sort") == "date" else "rank"
    rows = search(store, q, wanted, limit=PAGE_SIZE + 1, offset=chosen.offset, order=order)
    for row in rows:
        row["passages"] = [passage for passage in row["passages"] if passage["where"] == "body"][:PASSAGES]
    return rows, _soon(store, lambda: browsing.found(store, q, wanted))


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


def _soon(store: Reader, ask: Callable[[], Any]) -> Any:
    """An answer, or None where there is none in time."""
    try:
        with store.limited(BESIDE_MS):
            return ask()
    except TimeoutError:
        return None
