"""What one database of articles has that another has not."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from iria_crawler.access import Withheld
from iria_crawler.store import FILENAME
from iria_crawler.store.connection import clear_errors, connect

_ARTICLES = """
  SELECT s.slug AS site, a.key, a.id, u.url, v.text_sha256, a.versions FROM {of}.articles a
  JOIN {of}.sites s ON s.id = a.site_id JOIN {of}.urls u ON u.id = a.url_id
  JOIN {of}.article_versions v ON v.id = a.current_version_id"""

_FORMER = """
  FROM old.sites s JOIN old.articles a ON a.site_id = s.id AND a.key = n.key
  JOIN old.article_versions v ON v.id = a.current_version_id WHERE s.slug = n.site"""

_ADDED = f"""
SELECT 'added' AS change, n.site, n.id, n.url, NULL AS text_sha256_before, n.text_sha256, NULL AS versions_before,
  n.versions FROM ({_ARTICLES.format(of="main")}) n
"""

_COMPARED = f"""
SELECT iif(before IS NULL, 'added', 'changed') AS change, site, id, url, before AS text_sha256_before, text_sha256,
  versions_before, versions
FROM (SELECT n.*, (SELECT v.text_sha256 {_FORMER}) AS before, (SELECT a.versions {_FORMER}) AS versions_before
  FROM ({_ARTICLES.format(of="main")}) n)
WHERE text_sha256 IS NOT before OR versions IS NOT versions_before
UNION ALL
SELECT 'removed', o.site, o.id,
  iif(EXISTS (SELECT 1 FROM src.sites s JOIN src.articles a ON a.site_id = s.id AND a.key = o.key
    WHERE s.slug = o.site AND a.status = 'withheld') OR is_withheld(o.url)
    OR EXISTS (SELECT 1 FROM src.tombstones t WHERE t.url = o.url), NULL, o.url), o.text_sha256, NULL, o.versions, NULL
FROM ({_ARTICLES.format(of="old")}) o
WHERE NOT EXISTS (SELECT 1 FROM main.sites s JOIN main.articles a ON a.site_id = s.id AND a.key = o.key
  WHERE s.slug = o.site)
ORDER BY change, site, id
"""


def changes(archive: Path, new: Path, former: Path | None, *, withheld: Withheld) -> Iterator[dict[str, Any]]:
    """The articles that are added, changed and removed against a former copy; without one, all are added.

    An article is the same where its site and what its addresses have in common are. The address of one that is
    withheld, or of which a capture was removed for good, is not told again.
    """
    with clear_errors(former or new):
        db = connect(new, read_only=True)
        with closing(db.conn):
            for name, path in (("old", former), ("src", archive / FILENAME)):
                if path:
                    db.execute(f"ATTACH ? AS {name}", [f"{path.resolve().as_uri()}?mode=ro"])
            db.conn.create_function("is_withheld", 1, withheld.__contains__, deterministic=True)
            yield from db.query(_COMPARED if former else f"{_ADDED} ORDER BY site, id")
