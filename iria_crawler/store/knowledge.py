"""What is known of the pages of each site, as rows: kept, given back, retired."""

import hashlib
import json
from collections.abc import Sequence
from datetime import datetime
from random import Random
from typing import Any, TypeVar

from iria_crawler.items import Known
from iria_crawler.store import Store, iso

T = TypeVar("T")

LEAST = 16
"""Articles from which something is learnt of a site, and again whenever there are twice as many."""

SOONER = 1.5
"""When there are so many times as many, if nothing could be learnt."""

MOST = 48
"""Pages to learn from: enough that what one in six has, a table or a quotation, is on several of them."""

_SPREAD = 20  # they are spread over so many times as many
_OF_ARTICLES = (
    "captures c JOIN urls u ON u.id = c.url_id JOIN article_versions v ON v.id = c.version_id"
    " WHERE u.site_id = ?1 AND c.reading = 'article' AND c.record_type = 'response' AND v.parts = 1"
    " AND coalesce(c.mime, 'text/html') IN ('text/html', 'application/xhtml+xml') AND c.captured_at >= ?2"
)


def live(store: Store, site_id: int) -> Known | None:
    """What holds for the pages of a site now."""
    row = store.row("SELECT id, data FROM site_knowledge WHERE site_id = ? AND retired_at IS NULL", site_id)
    return _known(row)


def read_by(store: Store, knowledge_id: int | None) -> Known | None:
    """What a text was read by, whether it still holds or not."""
    return _known(store.row("SELECT id, data FROM site_knowledge WHERE id = ?", knowledge_id))


def known_of(store: Store, site_id: int, url_id: int) -> Known | None:
    """What a page is to be read by: where an article is held of it, by what that was read by, so that only an edit
    makes another text of it; else by what holds now."""
    held = store.row(
        "SELECT v.knowledge_id FROM captures c JOIN articles a ON a.current_version_id = c.version_id"
        " JOIN article_versions v ON v.id = c.version_id WHERE c.url_id = ? LIMIT 1",
        url_id,
    )
    if held:
        return read_by(store, held["knowledge_id"])
    in_parts = store.value("SELECT 1 FROM article_parts WHERE url_id = ? LIMIT 1", url_id)
    return None if in_parts else live(store, site_id)


def is_due(store: Store, site_id: int) -> bool:
    """Whether something is to be learnt of a site: for the first time, again because it has grown, or anew because
    it has changed."""
    last = store.row(
        "SELECT articles, data IS NULL AS was_vain, why FROM site_knowledge WHERE site_id = ? ORDER BY id DESC LIMIT 1",
        site_id,
    )
    if last and last["why"] == "site-changed":
        return len(sample(store, site_id)) >= LEAST
    least = last["articles"] * (SOONER if last["was_vain"] else 2) if last else LEAST
    return _articles(store, site_id) >= least


def sample(store: Store, site_id: int) -> list[dict[str, Any]]:
    """Captures to learn from, one an article, of the design that the site has now: rows for `ref_of`."""
    rows = store.rows(
        f"SELECT max(c.id) AS id FROM {_OF_ARTICLES} GROUP BY v.article_id ORDER BY 1 DESC LIMIT ?3",
        *(site_id, _changed_at(store, site_id) or "", MOST * _SPREAD),
    )
    ids = [row["id"] for row in rows]
    question = (
        "SELECT c.id, c.warc_offset, c.warc_length, c.warc_record_id, w.filename FROM captures c"
        " JOIN warc_files w ON w.id = c.warc_file_id WHERE c.id = ?"
    )
    return [row for each in spread(ids) if (row := store.row(question, each))]


def spread(articles: Sequence[T]) -> list[T]:
    """So many of them as are learnt from, each from somewhere in a stretch of equal length: at equal distances, what
    comes in a rhythm, as a column with a table does, would be on all of them or on none."""
    size, by_lot = len(articles), Random(0)  # always the same lots, so that the same articles teach the same
    if size <= MOST:
        return list(articles)
    step = size // MOST
    return [articles[at * size // MOST + by_lot.randrange(step)] for at in range(MOST)]


def keep(
    store: Store, site_id: int, *, crawl_id: str, captures: Sequence[int], pages: int, data: str | None, now: datetime
) -> None:
    """Keep what was learnt, inside a transaction of the caller; it takes the place of what was known before."""
    store.run(
        "UPDATE site_knowledge SET retired_at = ?, why = 'superseded' WHERE site_id = ? AND retired_at IS NULL",
        *(iso(now), site_id),
    )
    store.run(
        "INSERT INTO site_knowledge (site_id, crawl_id, learnt_at, articles, pages, captures, data, sha256, retired_at,"
        " why) VALUES (?,?,?,?,?,?,?,?,?,?)",
        *(site_id, crawl_id, iso(now), _articles(store, site_id), pages, json.dumps(list(captures)), data),
        *(sha256(data) if data else None, None if data else iso(now), None if data else "unlearnable"),
    )


def retire(store: Store, knowledge_id: int, *, since: datetime) -> str | None:
    """Note that the site has changed; gives the run that had learnt what no longer holds, None if that was known."""
    found: str | None = store.value(
        "UPDATE site_knowledge SET retired_at = ?, why = 'site-changed' WHERE id = ? AND retired_at IS NULL"
        " RETURNING coalesce(crawl_id, '')",
        *(iso(since), knowledge_id),
    )
    return found


def damages(store: Store) -> list[int]:
    """The rows whose data are not as they were written."""
    rows = store.rows("SELECT id, data, sha256 FROM site_knowledge WHERE data IS NOT NULL")
    return [row["id"] for row in rows if sha256(row["data"]) != row["sha256"]]


def sha256(data: str) -> str:
    return hashlib.sha256(data.encode()).hexdigest()


def _known(row: dict[str, Any] | None) -> Known | None:
    return Known(id=row["id"], data=row["data"]) if row and row["data"] else None


def _articles(store: Store, site_id: int) -> int:
    found: int = store.value("SELECT count(*) FROM articles WHERE site_id = ?", site_id)
    return found


def _changed_at(store: Store, site_id: int) -> str | None:
    """Without its `Z`, so that times of the same second with fractions come after it."""
    found: str | None = store.value(
        "SELECT substr(max(retired_at), 1, 19) FROM site_knowledge WHERE site_id = ? AND why = 'site-changed'", site_id
    )
    return found
