"""What other pages may show of an article, and which captures of its site may show it."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from iria_crawler.store import Store

Row = Mapping[str, Any]

# A summary that several articles have is what a template says of the site.
_SAID = """
WITH said AS MATERIALIZED (SELECT * FROM article_versions WHERE article_id IN (SELECT value FROM json_each(?1))),
  common AS MATERIALIZED (
    SELECT summary FROM article_versions WHERE summary IN (SELECT summary FROM said) GROUP BY summary
    HAVING count(DISTINCT article_id) > 2)
SELECT v.title, v.subtitle, substr(v.body, 1, 400) AS body, u.url,
  CASE WHEN v.summary NOT IN (SELECT summary FROM common) THEN v.summary END AS summary
FROM said v JOIN articles a ON a.id = v.article_id JOIN urls u ON u.id = a.url_id
"""
# Nothing shows an article before it was published or anything named it; crawls of others may have been there earlier
# than ours, and clocks differ by a day. First come pages that are known to name it, then lists, last other articles.
_MAY_SHOW = """
WITH about AS MATERIALIZED (
    SELECT a.id, a.site_id, a.url_id, u.via_id, u.first_seen_at,
      (SELECT CASE WHEN count(*) = count(published_at) THEN min(published_at) ELSE '' END FROM article_versions
        WHERE article_id = a.id) AS published_at
    FROM articles a JOIN urls u ON u.id = a.url_id WHERE a.id IN (SELECT value FROM json_each(?1))),
  since AS MATERIALIZED (
    SELECT site_id, strftime('%Y-%m-%dT%H:%M:%S', min(min(first_seen_at, published_at)), '-1 day') AS at FROM about
    GROUP BY site_id),
  named AS MATERIALIZED (
    SELECT via_id AS id FROM about UNION
    SELECT m.via_id FROM about a JOIN mentions m ON m.url_id = a.url_id UNION
    SELECT c.url_id FROM about a CROSS JOIN version_links l ON l.target_article_id = a.id
      CROSS JOIN article_versions v ON v.id = l.version_id JOIN captures c ON c.id = v.capture_id)
SELECT c.id, u.url, coalesce(c.refers_to_id, c.id) AS payload_id FROM since s JOIN urls u ON u.site_id = s.site_id
  CROSS JOIN captures c ON c.url_id = u.id LEFT JOIN captures o ON o.id = c.refers_to_id
WHERE u.kind IN ('home','listing','page','other','frame','feed','api','sitemap','article')
  AND c.captured_at >= coalesce(s.at, '') AND coalesce(o.record_type, c.record_type) IN ('response','resource')
  AND coalesce(o.status, c.status) = 200 AND coalesce(o.payload_bytes, c.payload_bytes) > 0
ORDER BY u.id NOT IN (SELECT id FROM named WHERE id IS NOT NULL), u.kind = 'article', c.captured_at DESC, c.id DESC
"""
_PICTURES = """
WITH wanted AS MATERIALIZED (SELECT value AS id FROM json_each(?1)),
  own AS MATERIALIZED (
    SELECT url_id AS id FROM articles WHERE id IN (SELECT id FROM wanted) UNION
    SELECT c.url_id FROM article_versions v JOIN captures c ON c.version_id = v.id
    WHERE v.article_id IN (SELECT id FROM wanted)),
  needed AS MATERIALIZED (SELECT DISTINCT url_id AS id FROM page_requisites WHERE page_id IN (SELECT id FROM own))
SELECT c.id, u.url FROM needed n JOIN urls u ON u.id = n.id JOIN captures c ON c.url_id = u.id
WHERE u.kind IN ('image','media','document') AND c.status IN (200, 304) AND NOT EXISTS (
  SELECT 1 FROM page_requisites o JOIN urls p ON p.id = o.page_id WHERE o.url_id = u.id AND p.kind = 'article'
    AND p.id NOT IN (SELECT id FROM own))
ORDER BY u.id, c.id
"""
_RECORD = "SELECT c.*, w.filename FROM captures c JOIN warc_files w ON w.id = c.warc_file_id WHERE c.id = ?"


@dataclass(slots=True, kw_only=True)
class Payload:
    """A body of which nobody knows yet whether it shows an article, and the addresses of the captures that have it."""

    id: int
    urls: list[str]


def said(store: Store, articles: Iterable[int]) -> list[dict[str, Any]]:
    """What the texts of some articles begin with (`title`, `subtitle`, `summary`, `body`), and the articles' `url`."""
    return list(store.rows(_SAID, json.dumps(list(articles))))


def may_show(
    store: Store, articles: Iterable[int], *, is_out: Callable[[Row], bool], most: int
) -> tuple[list[Payload], int]:
    """The bodies that may show something of some articles, the likeliest first, and how many more there are at most.

    Captures for which `is_out` holds, rows with `id` and `url`, are none of them."""
    found: dict[int, Payload] = {}
    more: set[int] = set()
    for row in store.rows(_MAY_SHOW, json.dumps(list(articles))):
        number = row["payload_id"]
        if number not in found and len(found) >= most:
            more.add(number)
        elif not is_out(row):
            found.setdefault(number, Payload(id=number, urls=[])).urls.append(row["url"])
    return list(found.values()), len(more)


def pictures(store: Store, articles: Iterable[int]) -> list[dict[str, Any]]:
    """The captures of pictures, films and documents that pages of some articles need and no other article does: rows
    with `id` and `url`."""
    return list(store.rows(_PICTURES, json.dumps(list(articles))))


def record(store: Store, capture_id: int) -> dict[str, Any]:
    """Where the record of a capture stands, as `ref_of` takes it."""
    return next(iter(store.rows(_RECORD, capture_id)))
