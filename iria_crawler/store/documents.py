"""Documents that have the texts of many articles: the posts of an API, and feeds."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from iria_crawler.store import Store
from iria_crawler.store.concerning import addresses

# A document of an API or a feed has other articles tomorrow, and its pages are numbered from the newest: it is the
# document with all of its pages that has had the text.
_NAMED = (
    "SELECT DISTINCT m.source, u.site_id, d.url FROM urls u JOIN mentions m ON m.url_id = u.id"
    " AND m.source IN ('api','feed') LEFT JOIN urls d ON d.id = m.via_id"
    " WHERE u.url IN (SELECT value FROM json_each(?))"
)
_PAGES = (
    "SELECT url FROM urls u WHERE site_id = ?1 AND kind IN ('api','feed')"
    " AND (url = ?2 OR (url >= ?2 || '?' AND url < ?2 || '@'))"  # in ASCII, @ comes after ?
    " AND EXISTS (SELECT 1 FROM captures c WHERE c.url_id = u.id)"
)
_ALL = (
    "SELECT url FROM urls u WHERE site_id = ?1 AND kind = ?2"
    " AND EXISTS (SELECT 1 FROM captures c WHERE c.url_id = u.id)"
)
_CAPTURES = (
    "SELECT c.*, u.url, w.filename, w.state FROM urls u CROSS JOIN captures c ON c.url_id = u.id"
    " JOIN warc_files w ON w.id = c.warc_file_id WHERE u.kind IN ('api','feed') AND c.record_type = 'response'"
    " AND u.site_id IN (SELECT site_id FROM articles WHERE id IN (SELECT value FROM json_each(?))) ORDER BY c.id"
)


def documents(store: Store, articles: Iterable[int]) -> dict[int, set[str]]:
    """The addresses of documents that have named some articles, by article, each with all of its pages.

    Where it is no longer known which one it was, all of its kind that the site has."""
    found: dict[int, set[str]] = defaultdict(set)
    pages: dict[tuple[int, str], list[str]] = {}
    for article_id in articles:
        urls = [form for url in addresses(store, article_id) for form in _forms(url)]
        for row in list(store.rows(_NAMED, json.dumps(urls))):
            which = (row["url"] or row["source"]).partition("?")[0]
            place = row["site_id"], which
            if place not in pages:
                pages[place] = [each["url"] for each in store.rows(_PAGES if row["url"] else _ALL, *place)]
            found[article_id].update(pages[place])
    return found


def _forms(url: str) -> Iterator[str]:
    """The ways in which documents mostly write an address."""
    scheme, _, rest = url.partition("://")
    path, mark, query = rest.removeprefix("www.").partition("?")
    for host in ("", "www."):
        for end in ("", "/"):
            for name in ("http", "https") if scheme in ("http", "https") else (scheme,):
                yield f"{name}://{host}{path.rstrip('/')}{end}{mark}{query}"


def captures(store: Store, articles: Iterable[int]) -> Iterator[dict[str, Any]]:
    """The captures of all such documents of the sites of some articles, but for revisits."""
    return iter(list(store.rows(_CAPTURES, json.dumps(list(articles)))))
