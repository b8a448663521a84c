"""Which pages to look at: one of each layout, the worst first."""

import heapq
import re
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any
from urllib.parse import urlsplit

from iria_crawler.store import Store
from iria_crawler.store.replayed import last_checks

# `lacking`: pictures of the text that the archive does not have
_ARTICLES = (
    "SELECT c.id AS capture_id, u.url, v.knowledge_id, v.is_partial, v.words, (SELECT count(*) FROM version_images x"
    " JOIN images i ON i.id = x.image_id WHERE x.version_id = v.id AND NOT EXISTS (SELECT 1 FROM urls p"
    " JOIN captures q ON q.url_id = p.id WHERE p.url = i.url AND q.status = 200)) AS lacking"
    " FROM articles a JOIN sites s ON s.id = a.site_id JOIN article_versions v ON v.id = a.current_version_id"
    " JOIN captures c ON c.id = v.capture_id JOIN urls u ON u.id = c.url_id"
    " WHERE s.slug = ? AND a.status <> 'withheld' AND c.mime LIKE '%html%'"
)
_OTHERS = (
    "SELECT c.id AS capture_id, u.url, u.kind, max(c.captured_at) FROM urls u JOIN sites s ON s.id = u.site_id"
    " JOIN captures c ON c.url_id = u.id WHERE s.slug = ? AND u.kind IN ('home', 'listing') AND c.status = 200"
    " AND c.mime LIKE '%html%' GROUP BY u.kind ORDER BY u.kind"
)
# A page of an article of several pages shows that part of the text
_PAGE = (
    "SELECT c.id AS capture_id, u.url, c.captured_at, s.slug, v.title, coalesce((SELECT p.body FROM article_parts p"
    " WHERE p.capture_id = c.id), v.body) AS text FROM captures c JOIN urls u ON u.id = c.url_id"
    " JOIN sites s ON s.id = u.site_id LEFT JOIN article_versions v ON v.capture_id = c.id WHERE c.id = ?"
    " ORDER BY v.id DESC LIMIT 1"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """A page to look at; `text` is what it should show, None where it is no article."""

    capture_id: int
    url: str
    captured_at: str
    slug: str
    layout: str
    title: str | None = None
    text: str | None = None


def sample(store: Store, slug: str, size: int) -> list[Chosen]:
    """Front page, list of articles, then the worst article of each layout, then the next worst of each."""
    others = [(row["capture_id"], row["kind"]) for row in store.rows(_OTHERS, slug)]
    rounds = zip_longest(*_by_layout(store, slug, size))
    found = [*others, *(page for each in rounds for page in each if page)]
    return [_page(store, capture_id, layout) for capture_id, layout in found[:size]]


def again(store: Store, slug: str, size: int) -> list[Chosen]:
    """The pages that were not good when they were looked at last, the worst first."""
    rows = [row for row in last_checks(store, slug) if row["rating"] != "good"]
    return [_page(store, row["capture_id"], row["layout"]) for row in rows[:size]]


def layout_of(url: str, knowledge: int | None = None) -> str:
    """What pages that look alike mostly share: the beginning of the path, and what was learnt of them."""
    parts = urlsplit(url)
    steps = [re.sub(r"\d+", "#", step) for step in parts.path.split("/") if step]
    shape = "/".join(["", *steps[:-1][:2], "…"]) if steps else f"/?{re.sub(r'=.*', '=…', parts.query)}"
    return f"article {shape}" + (f" by {knowledge}" if knowledge else "")


def _by_layout(store: Store, slug: str, size: int) -> list[list[tuple[int, str]]]:
    """The pages of each layout and the layouts, the worst first; of each no more than may be needed."""
    worst: dict[str, list[tuple[Any, ...]]] = {}
    for row in store.rows(_ARTICLES, slug):
        layout = layout_of(row["url"], row["knowledge_id"])
        badness = (row["lacking"], row["is_partial"], -row["words"], -row["capture_id"])
        pages = worst.setdefault(layout, [])
        (heapq.heappush if len(pages) < size else heapq.heappushpop)(pages, (*badness, layout))
    ranked = sorted((sorted(pages, reverse=True) for pages in worst.values()), reverse=True)
    return [[(-capture_id, layout) for *_, capture_id, layout in pages] for pages in ranked]


def _page(store: Store, capture_id: int, layout: str) -> Chosen:
    row = store.row(_PAGE, capture_id)
    if row is None:
        raise LookupError(f"no capture {capture_id}")
    return Chosen(**row, layout=layout)
