"""Ways in: by author, by category, by month."""

from typing import Any

from iria_crawler.serve.asked import Asked
from iria_crawler.serve.charts import chart
from iria_crawler.serve.rendering import Answer, page
from iria_crawler.store import browsing
from iria_crawler.store.browsing import Reader

MOST_AUTHORS, MOST_TERMS = 300, 500


def authors(store: Reader, asked: Asked) -> Answer:
    """Who wrote how much."""
    q = (asked.given("q") or "")[:200]
    rows = browsing.authors(store, like=q or None, limit=MOST_AUTHORS + 1)
    return page("authors", asked, q=q, rows=rows[:MOST_AUTHORS], has_more=len(rows) > MOST_AUTHORS)


def categories(store: Reader, asked: Asked) -> Answer:
    """What publishers file their articles under, as a tree where they have one."""
    return page(
        "categories", asked, trees=_trees(browsing.categories(store)), tags=browsing.tags(store, limit=MOST_TERMS)
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
    """How many articles were published when."""
    site = asked.given("site")
    found = browsing.months(store, site=site)
    rows = [{"month": month, "articles": number} for month, number in found.items()]
    return page(
        "months", asked, chart=chart(found), rows=rows, site=site, sites=browsing.names(store), q=None, problems=()
    )
