"""Ways in: by author, by category, by month."""

from typing import Any

from iria_crawler.errors import UsageError
from iria_crawler.serve.asked import Asked, filters
from iria_crawler.serve.charts import chart, grouped
from iria_crawler.serve.lists import said
from iria_crawler.serve.rendering import Answer, page
from iria_crawler.store import browsing, counting
from iria_crawler.store.browsing import Reader
from iria_crawler.store.searching import Wanted

MOST_AUTHORS, MOST_TERMS = 300, 500


def authors(store: Reader, asked: Asked) -> Answer:
    """Who wrote how much."""
    q = (asked.given("q") or "")[:200]
    rows = counting.authors(store, like=q or None, limit=MOST_AUTHORS + 1)
    return page("authors", asked, q=q, rows=rows[:MOST_AUTHORS], has_more=len(rows) > MOST_AUTHORS)


def categories(store: Reader, asked: Asked) -> Answer:
    """What publishers file their articles under, as a tree where they have one."""
    return page(
        "categories", asked, trees=_trees(counting.categories(store)), tags=counting.tags(store, limit=MOST_TERMS)
    )


def _trees(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The sites with their categories below them, and those with theirs."""
    nodes = {row["id"]: {**row, "children": []} for row in rows}
    sites: dict[str, dict[str, Any]] = {}
    for node in nodes.values():
        above = nodes.get(node["parent_id"]) or sites.setdefault(
            node["site"], {"name": node["site_name"], "children": []}
        )
        above["children"].append(node)
    return list(sites.values())


def months(store: Reader, asked: Asked) -> Answer:
    """How many articles were published when, or which share of them has a word."""
    chosen = filters(asked)
    q, wanted = chosen.get("q"), Wanted(site=chosen.get("site"))
    try:
        rows, problems = _by_month(store, q, wanted), chosen.problems
    except UsageError as problem:
        q, rows, problems = None, _by_month(store, None, wanted), (*chosen.problems, said(problem))
    drawn = {row["month"]: 100 * row["articles"] / row["of"] if q else row["articles"] for row in grouped(rows)}
    return page(
        "months",
        asked,
        chart=chart(drawn, suffix=" %" if q else ""),
        rows=rows,
        q=q,
        site=wanted.site,
        sites=browsing.names(store),
        problems=problems,
    )


def _by_month(store: Reader, q: str | None, wanted: Wanted) -> list[dict[str, Any]]:
    """Months with `articles`, and for a query with `of`: how many there are besides."""
    every = counting.months(store, site=wanted.site)
    if not q:
        return every
    found = counting.with_words(store, q, site=wanted.site)
    return [{"month": row["month"], "articles": found.get(row["month"], 0), "of": row["articles"]} for row in every]
