"""What people ask of an archive: its state, its articles, and where a word stands."""

import sqlite3
from collections.abc import Iterator
from typing import Any

from iria_crawler.errors import UsageError
from iria_crawler.store import Store


def sites(store: Store) -> Iterator[dict[str, Any]]:
    """One row a site: what it holds, how its last crawl ended, what is still due."""
    return store.rows(
        "SELECT s.slug, s.home_url, count(a.id) AS articles, sum(a.versions > 1) AS edited,"
        " (SELECT count(*) FROM captures c JOIN urls u ON u.id = c.url_id WHERE u.site_id = s.id) AS captures,"
        " (SELECT sum(size) FROM warc_files w WHERE w.site_id = s.id) AS warc_bytes,"
        " (SELECT count(*) FROM urls u WHERE u.site_id = s.id AND u.state IN ('due','claimed')) AS due,"
        " (SELECT count(*) FROM urls u WHERE u.site_id = s.id AND u.state = 'failed') AS failed,"
        " k.id AS last_crawl, k.started_at, k.finished_at, k.status, k.reason, k.exit_code"
        " FROM sites s LEFT JOIN articles a ON a.site_id = s.id"
        " LEFT JOIN crawls k ON k.id = (SELECT id FROM crawls WHERE site_id = s.id ORDER BY started_at DESC LIMIT 1)"
        " GROUP BY s.id ORDER BY s.slug"
    )


def url_states(store: Store, slug: str) -> Iterator[dict[str, Any]]:
    """How many URLs of a site ended in which outcome, and by which rule or error."""
    return store.rows(
        "SELECT u.state, u.reason, count(*) AS urls, min(u.url) AS example FROM urls u JOIN sites s ON s.id = u.site_id"
        " WHERE s.slug = ? GROUP BY 1, 2 ORDER BY 1, 3 DESC",
        slug,
    )


def problems(store: Store, crawl_id: str) -> Iterator[dict[str, Any]]:
    """The problems of a crawl, counted."""
    return store.rows(
        "SELECT class, stage, code, count(*) AS urls, min(url) AS example, min(message) AS message FROM problems"
        " WHERE crawl_id = ? GROUP BY 1, 2, 3 ORDER BY 4 DESC",
        crawl_id,
    )


def article(store: Store, wanted: str) -> dict[str, Any]:
    """An article with its pictures and records, by its number or any of its addresses.

    Raises `UsageError` if there is none."""
    by = "id = ?" if wanted.isdecimal() else "url = ?"
    found = store.row(f"SELECT * FROM article WHERE {by}", wanted) or store.row(
        "SELECT * FROM article WHERE version_id IN (SELECT c.version_id FROM captures c JOIN urls u ON u.id = c.url_id"
        " WHERE u.url = ?)",
        wanted,
    )
    if found is None:
        raise UsageError(f"no article {wanted} here. Find one with: iria search WORDS")
    found["pictures"] = list(
        store.rows(
            "SELECT i.url, x.role, x.caption, x.credit, x.alt FROM version_images x JOIN images i ON i.id = x.image_id"
            " WHERE x.version_id = ? ORDER BY x.position",
            found["version_id"],
        )
    )
    found["records"] = list(
        store.rows(
            "SELECT url, captured_at, warc_file, warc_offset, warc_length, warc_record_id FROM version_records"
            " WHERE version_id = ? ORDER BY position",
            found["version_id"],
        )
    )
    found["parts"] = store.value("SELECT parts FROM article_versions WHERE id = ?", found["version_id"])
    return found


def search(store: Store, query: str, *, site: str | None = None, limit: int = 20) -> list[dict[str, Any]]:
    """The articles whose current title or text fits an FTS5 query, best first, with a snippet.

    Raises `UsageError` for a query that FTS5 cannot read.
    """
    return _searched(
        store,
        "SELECT a.id, a.site, a.published_date, a.title, a.url,"
        " snippet(versions_fts, -1, '[', ']', '…', 12) AS snippet FROM versions_fts"
        " JOIN article_list a ON a.version_id = versions_fts.rowid"
        " WHERE versions_fts MATCH ?1 AND (?2 IS NULL OR a.site = ?2) ORDER BY bm25(versions_fts, 4.0, 1.0) LIMIT ?3",
        *(query, site, limit),
    )


def search_captions(store: Store, query: str, *, site: str | None = None, limit: int = 20) -> list[dict[str, Any]]:
    """The pictures of current versions whose caption, credit or alt text fits an FTS5 query."""
    return _searched(
        store,
        "SELECT a.id, a.site, a.published_date, a.title, a.url,"
        " snippet(captions_fts, -1, '[', ']', '…', 12) AS snippet FROM captions_fts"
        " JOIN version_images x ON x.id = captions_fts.rowid JOIN article_list a ON a.version_id = x.version_id"
        " WHERE captions_fts MATCH ?1 AND (?2 IS NULL OR a.site = ?2) ORDER BY rank LIMIT ?3",
        *(query, site, limit),
    )


def count(store: Store, query: str, *, site: str | None = None) -> tuple[int, int]:
    """How many current articles fit a query, and how many there are."""
    total = store.value("SELECT count(*) FROM article_list WHERE ?1 IS NULL OR site = ?1", site)
    found = _searched(
        store,
        "SELECT count(*) AS n FROM versions_fts JOIN article_list a ON a.version_id = versions_fts.rowid"
        " WHERE versions_fts MATCH ?1 AND (?2 IS NULL OR a.site = ?2)",
        *(query, site),
    )
    return found[0]["n"], total


def _searched(store: Store, sql: str, query: str, *values: object) -> list[dict[str, Any]]:
    try:
        return list(store.db.query(sql, (query, *values)))
    except sqlite3.OperationalError as problem:
        raise UsageError(
            f"the query {query!r} cannot be read: {problem}. Put words with punctuation in quotes: '\"U.S. troops\"'"
        ) from problem
