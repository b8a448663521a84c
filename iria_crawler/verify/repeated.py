"""Rows that say again what others say: both must say the same."""

from collections.abc import Iterator
from itertools import islice

from iria_crawler.store import Store
from iria_crawler.verify.findings import Damage

_MOST = 100  # of a kind that are told one by one

_CURRENT = "FROM articles a JOIN urls u ON u.id = a.url_id LEFT JOIN article_versions v ON v.id = a.current_version_id"
_AUTHORS = (
    "(SELECT group_concat(name, '; ') FROM (SELECT p.name FROM article_people x JOIN people p ON p.id = x.person_id"
    " WHERE x.article_id = a.id ORDER BY x.position))"
)
# An article may be described anew by a page that shows the same text; where no other page did, its text decides.
_ONE_PAGE = (
    "v.parts = 1 AND NOT EXISTS (SELECT 1 FROM captures k JOIN captures c ON c.id = v.capture_id"
    " WHERE k.version_id = v.id AND k.id <> c.id AND k.payload_digest IS NOT c.payload_digest)"
)
# Each with the number of the row that is wrong, or of the article whose row it is, and the address.
_RULES = {
    "article {}: its current text is none of its own": f"SELECT a.id, u.url {_CURRENT} WHERE v.article_id IS NOT a.id",
    "article {}: its title is not that of its text": f"SELECT a.id, u.url {_CURRENT} WHERE a.title IS NOT v.title",
    "article {}: its number of words is not that of its text": (
        f"SELECT a.id, u.url {_CURRENT} WHERE a.words IS NOT v.words"
    ),
    "article {}: it has another number of texts than it says": (
        f"SELECT a.id, u.url {_CURRENT} WHERE a.versions IS NOT"
        " (SELECT count(*) FROM article_versions o WHERE o.article_id = a.id)"
    ),
    "article {}: its time of publication, language, section or authors are not those of its text": (
        f"SELECT a.id, u.url {_CURRENT} WHERE (a.published_at IS NOT v.published_at OR a.language IS NOT v.language"
        f" OR a.section IS NOT v.section OR v.byline IS NOT {_AUTHORS}) AND {_ONE_PAGE}"
    ),
    "the capture that text {} was read from is said to show another article": (
        "SELECT v.id, u.url FROM article_versions v JOIN captures c ON c.id = v.capture_id JOIN urls u"
        " ON u.id = c.url_id LEFT JOIN article_versions o ON o.id = c.version_id WHERE o.article_id IS NOT v.article_id"
    ),
    "capture {} is said to show a text of another site": (
        "SELECT c.id, u.url FROM captures c JOIN article_versions v ON v.id = c.version_id JOIN articles a"
        " ON a.id = v.article_id JOIN urls u ON u.id = c.url_id WHERE u.site_id <> a.site_id"
    ),
    "capture {} is said to be of another crawl than its file": (
        "SELECT c.id, u.url FROM captures c JOIN warc_files w ON w.id = c.warc_file_id JOIN urls u ON u.id = c.url_id"
        " WHERE c.crawl_id IS NOT w.crawl_id"
    ),
}


def repeated(store: Store) -> Iterator[Damage]:
    """What the rows of articles and captures say otherwise than those that they repeat."""
    for what, sql in _RULES.items():
        rows = store.rows(sql)
        for row in islice(rows, _MOST):
            yield Damage(what=f"database: {what.format(row['id'])}", url=row["url"])
        if left := sum(1 for _ in rows):
            yield Damage(what=f"database: {left:,} more of these: {what.format('N')}")
