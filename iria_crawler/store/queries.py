"""What people ask of an archive: its state and its articles."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from iria_crawler.errors import UsageError
from iria_crawler.sites import Site, built_in, load
from iria_crawler.store import Store


def sites(store: Store) -> Iterator[dict[str, Any]]:
    """One row a site: what it holds, how its last crawl ended, what is still due."""
    return store.rows(
        "SELECT s.slug, s.home_url, count(a.id) AS articles, sum(a.versions > 1) AS edited,"
        " (SELECT count(*) FROM captures c JOIN urls u ON u.id = c.url_id WHERE u.site_id = s.id) AS captures,"
        " (SELECT sum(size) FROM warc_files w WHERE w.site_id = s.id) AS warc_bytes,"
        " (SELECT count(*) FROM warc_files w WHERE w.site_id = s.id AND w.state <> 'open'"
        " AND w.id NOT IN (SELECT warc_file_id FROM delivery_files) AND NOT EXISTS (SELECT 1 FROM known_losses k"
        " WHERE k.warc_file = w.filename AND k.ended_at IS NULL AND k.sha256 IS NULL)) AS undelivered,"
        " (SELECT count(*) FROM deliveries d WHERE d.site_id = s.id) AS deliveries,"
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


def article(store: Store, wanted: str, *, version: int | None = None) -> dict[str, Any]:
    """An article with its pictures and records, by its number or any of its addresses; the current text, or a version.

    Raises `UsageError` if there is none."""
    found = store.row("SELECT * FROM article WHERE id = ?", article_id(store, wanted))
    assert found
    if version is not None and version != store.value(_NUMBER, found["version_id"]):
        found |= _earlier(store, found["id"], version)
    shown = found["version_id"]
    found["pictures"] = list(
        store.rows(
            "SELECT i.url, x.role, x.caption, x.credit, x.alt, x.after FROM version_images x"
            " JOIN images i ON i.id = x.image_id WHERE x.version_id = ? ORDER BY x.position",
            shown,
        )
    )
    found["records"] = list(
        store.rows(
            "SELECT url, captured_at, warc_file, warc_offset, warc_length, warc_record_id FROM version_records"
            " WHERE version_id = ? ORDER BY position",
            shown,
        )
    )
    found["parts"] = store.value("SELECT parts FROM article_versions WHERE id = ?", shown)
    found["version"] = store.value(_NUMBER, shown)
    return found


_NUMBER = "SELECT version FROM article_versions WHERE id = ?"


def article_id(store: Store, wanted: str) -> int:
    """The number of an article, by that or any of its addresses; raises `UsageError` if there is none to be shown."""
    found: int | None = (
        store.value("SELECT id FROM article_list WHERE id = ?", wanted)
        if wanted.isdecimal()
        else store.value("SELECT id FROM article_list WHERE url = ?", wanted)
        or store.value(
            "SELECT l.id FROM captures c JOIN urls u ON u.id = c.url_id JOIN article_versions v ON v.id = c.version_id"
            " JOIN article_list l ON l.id = v.article_id WHERE u.url = ?",
            wanted,
        )
    )
    if found is None:
        raise UsageError(f"no article {wanted} here. Find one with: iria search WORDS")
    return found


def _earlier(store: Store, number: int, version: int) -> dict[str, Any]:
    """What another version than the current one says; raises `UsageError` where the article has no such version."""
    row = store.row(
        "SELECT v.id AS version_id, v.title, v.subtitle, v.summary, v.body, v.byline AS authors, v.language, v.section,"
        " v.published_at, v.published_raw, v.modified_at, v.lead_image, v.words, v.is_partial, v.first_seen_at,"
        " v.last_seen_at, c.captured_at, v.text_sha256, c.payload_digest, w.filename AS warc_file, c.warc_offset,"
        " c.warc_length, c.warc_record_id, v.sources, v.candidates, v.charset, v.extractor FROM article_versions v"
        " JOIN captures c ON c.id = v.capture_id JOIN warc_files w ON w.id = c.warc_file_id"
        " WHERE v.article_id = ? AND v.version = ?",
        *(number, version),
    )
    if row is None:
        there = store.value("SELECT group_concat(version, ', ') FROM article_versions WHERE article_id = ?", number)
        raise UsageError(f"article {number} has no version {version}; there are: {there}")
    return row


def history(store: Store, number: int) -> list[dict[str, Any]]:
    """Every text that the publisher has shown of an article, the first one first."""
    return list(store.rows("SELECT * FROM article_history WHERE article_id = ? ORDER BY version", number))


def changes(
    store: Store, *, since: str | None = None, site: str | None = None, limit: int | None = None
) -> Iterator[dict[str, Any]]:
    """The edits that were first seen since a time (ISO 8601), the newest first."""
    return store.rows(
        "SELECT * FROM article_history WHERE change <> 'first' AND (?1 IS NULL OR first_seen_at >= ?1)"
        " AND (?2 IS NULL OR site = ?2) ORDER BY first_seen_at DESC, version_id DESC LIMIT coalesce(?3, -1)",
        *(since, site, limit),
    )


def text(store: Store, number: int, version: int) -> dict[str, Any]:
    """Title and body of a version; raises `UsageError` where the article has none of this number."""
    row = store.row(
        "SELECT title, body, first_seen_at FROM article_versions WHERE article_id = ? AND version = ?",
        *(number, version),
    )
    return row or _earlier(store, number, version)


def site_now(store: Store, folder: Path, slug: str) -> Site:
    """A site as its file says it now; one without a file as it comes with iria, else as it was last crawled.

    Raises `SiteError` for a file that is wrong."""
    path = folder / "sites" / f"{slug}.toml"
    return load(path) if path.is_file() else built_in().get(slug) or store.site(slug)


def known_site(store: Store, slug: str | None) -> str | None:
    """The slug of a site that the database knows; raises `UsageError` for another, naming those there are."""
    if slug is None or store.value("SELECT 1 FROM sites WHERE slug = ?", slug):
        return slug
    there = store.value("SELECT group_concat(slug, ', ') FROM (SELECT slug FROM sites ORDER BY slug)")
    raise UsageError(f"no site {slug} in the database; there are: {there or 'none yet'}")


def groups(store: Store, *, site: str | None = None, limit: int) -> list[dict[str, Any]]:
    """The largest groups of articles that are nearly the same: `group_id`, and `articles`, the earliest first."""
    largest = store.rows(
        "SELECT g.group_id FROM article_groups g JOIN article_list l ON l.id = g.article_id GROUP BY 1"
        " HAVING count(*) > 1 AND (?1 IS NULL OR sum(l.site = ?1)) ORDER BY count(*) DESC, 1 LIMIT ?2",
        *(site, limit),
    )
    return [
        {
            "group_id": row["group_id"],
            "articles": list(
                store.rows(
                    "SELECT l.id, l.site, l.published_date, l.title, l.url FROM article_groups g JOIN article_list l"
                    " ON l.id = g.article_id WHERE g.group_id = ? ORDER BY l.published_at, l.id",
                    row["group_id"],
                )
            ),
        }
        for row in list(largest)
    ]
