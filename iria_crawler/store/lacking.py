"""What the pages of a site need and the archive lacks."""

from collections.abc import Iterator
from typing import Any

from iria_crawler.items import REQUISITES
from iria_crawler.store import Store

_KINDS = ", ".join(f"'{kind}'" for kind in sorted(REQUISITES))

_HELD = """EXISTS (SELECT 1 FROM captures c WHERE c.url_id = u.id AND c.truncated IS NULL
      AND c.status IN (200, 204, 304) AND (c.reason IS NULL OR c.reason NOT LIKE 'not-%'))"""

# The view `missing_requisites` for one site: asked of the view, SQLite would look at all sites first.
_LACKING = f"""
WITH RECURSIVE lacking(url_id, page_id) AS (
  SELECT u.id, r.page_id FROM urls u CROSS JOIN page_requisites r ON r.url_id = u.id
  WHERE u.site_id = ?1 AND (u.state IN ('due','claimed','excluded','failed') OR u.reason LIKE 'not-%'
      OR u.reason LIKE 'truncated-%' OR u.reason IN ('http-206','bad-record'))
    AND NOT {_HELD}
  UNION
  SELECT l.url_id, r.page_id FROM lacking l CROSS JOIN urls p ON p.id = l.page_id AND p.kind IN ({_KINDS})
    CROSS JOIN page_requisites r ON r.url_id = p.id
)
"""
_JOINED = f"FROM lacking l JOIN urls p ON p.id = l.page_id AND p.kind NOT IN ({_KINDS}) JOIN urls u ON u.id = l.url_id"


def lacking(store: Store, site_id: int) -> Iterator[dict[str, Any]]:
    """Each page with each file that it lacks."""
    return store.rows(
        f"{_LACKING} SELECT p.url AS page_url, u.url, u.kind, u.state, u.reason {_JOINED} ORDER BY p.id, u.id", site_id
    )


def summary(store: Store, site_id: int) -> dict[str, Any]:
    """How many files that pages need are held, by kind, also those that the site has no more; and how many are
    lacking, by kind and reason."""
    held = store.rows(
        f"SELECT kind, count(*) AS urls FROM urls u WHERE site_id = ? AND kind IN ({_KINDS}) AND {_HELD}"
        " GROUP BY 1 ORDER BY 2 DESC, 1",
        site_id,
    )
    lacks = store.rows(
        f"{_LACKING} SELECT u.kind, u.state, u.reason, count(DISTINCT u.id) AS urls, count(DISTINCT p.id) AS pages,"
        f" min(u.url) AS example {_JOINED} GROUP BY 1, 2, 3 ORDER BY u.state = 'excluded', 4 DESC, 1",
        site_id,
    )
    return {"held": {row["kind"]: row["urls"] for row in list(held)}, "lacking": list(lacks)}
