"""What a crawl fetched: captures by host, status, media type and time. SQL counts, memory holds the counts."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from iria_crawler.store import Store

MOST = 100
"""Rows of a list in `report.json`; the CSV files have all."""
SLOWEST = 10
BOUNDS_MS = (50, 100, 200, 500, 1000, 2000, 5000, 10000)

_HOSTS = (
    "WITH got AS (SELECT u.host, count(*) AS urls, sum(c.payload_bytes) AS bytes,"
    " sum(c.record_type = 'response' AND c.status IS NOT 304) AS novel_urls,"
    " sum(iif(c.record_type = 'response' AND c.status IS NOT 304, c.payload_bytes, 0)) AS novel_bytes,"
    " sum(c.record_type = 'revisit' AND c.status IS NOT 304) AS dup_by_hash_urls,"
    " sum(iif(c.record_type = 'revisit' AND c.status IS NOT 304, c.payload_bytes, 0)) AS dup_by_hash_bytes,"
    " sum(c.status IS 304) AS not_modified_urls, sum(iif(c.status IS 304, c.payload_bytes, 0)) AS not_modified_bytes"
    " FROM captures c JOIN urls u ON u.id = c.url_id WHERE c.crawl_id = ?1 GROUP BY u.host),"
    " kept AS (SELECT host, sum(state = 'excluded') AS robots, sum(state <> 'excluded') AS remaining FROM urls"
    " WHERE site_id = ?2 AND (state IN ('due','claimed') OR (state = 'excluded' AND reason = 'robots')) GROUP BY host)"
    " SELECT coalesce(got.urls, 0) AS urls, coalesce(bytes, 0) AS bytes, host, coalesce(robots, 0) AS robots,"
    " coalesce(remaining, 0) AS remaining, coalesce(novel_urls, 0) AS novel_urls,"
    " coalesce(novel_bytes, 0) AS novel_bytes, coalesce(dup_by_hash_urls, 0) AS dup_by_hash_urls,"
    " coalesce(dup_by_hash_bytes, 0) AS dup_by_hash_bytes, coalesce(not_modified_urls, 0) AS not_modified_urls,"
    " coalesce(not_modified_bytes, 0) AS not_modified_bytes"
    " FROM (SELECT host FROM got UNION SELECT host FROM kept) LEFT JOIN got USING (host) LEFT JOIN kept USING (host)"
    " ORDER BY 1 DESC, host"
)
_NOTES = (
    "trim(iif(c.record_type = 'revisit', iif(c.status IS 304, 'not-modified ', 'revisit '), '')"
    " || coalesce('truncated:' || c.truncated || ' ', '')"
    " || iif(c.reading = 'article', 'article', coalesce(c.reason, '')))"
)
_SEEDS = (
    "SELECT c.status AS code, iif(c.id IS NULL, 'NOTCRAWLED', 'CRAWLED') AS status, u.url AS seed,"
    " c.redirect_url AS redirect, u.kind, u.state, u.reason FROM urls u LEFT JOIN captures c ON c.id ="
    " (SELECT id FROM captures WHERE url_id = u.id AND crawl_id = ?1 ORDER BY captured_at DESC LIMIT 1)"
    " WHERE u.site_id = ?2 AND (u.hops = '' OR EXISTS"
    " (SELECT 1 FROM mentions m WHERE m.url_id = u.id AND m.source = 'seed')) ORDER BY u.id"
)


def fetched(store: Store, crawl_id: str, site_id: int) -> dict[str, Any]:
    """Totals and lists of what a crawl fetched."""
    return {
        "captures": totals(store, crawl_id),
        "seeds": first(seeds(store, crawl_id, site_id)),
        "hosts": first(hosts(store, crawl_id, site_id)),
        "mimetypes": first(mimetypes(store, crawl_id)),
        "statuses": first(statuses(store, crawl_id)),
        "response_times": {**_times(store, crawl_id), "slowest": list(_slowest(store, crawl_id))},
        "warc_files": first(warc_files(store, crawl_id)),
    }


def totals(store: Store, crawl_id: str) -> dict[str, Any]:
    """All captures of a crawl in one row."""
    found = store.row(
        "SELECT count(*) AS records, count(DISTINCT url_id) AS urls,"
        " total(record_type = 'response' AND status IS NOT 304) AS novel,"
        " total(record_type = 'revisit' AND status IS NOT 304) AS repeated, total(status IS 304) AS not_modified,"
        " total(truncated IS NOT NULL) AS truncated, total(payload_bytes) AS bytes, total(elapsed_ms) AS elapsed_ms,"
        " min(id) AS first_id, max(id) AS last_id, max(captured_at) AS last_at FROM captures WHERE crawl_id = ?",
        crawl_id,
    )
    return {name: int(value) if isinstance(value, float) else value for name, value in (found or {}).items()}


def seeds(store: Store, crawl_id: str, site_id: int) -> Iterator[dict[str, Any]]:
    """Where the site begins, and what this crawl got there. Columns as in Heritrix's seeds report."""
    return store.rows(_SEEDS, crawl_id, site_id)


def hosts(store: Store, crawl_id: str, site_id: int) -> Iterator[dict[str, Any]]:
    """Columns as in Heritrix's hosts report; what is kept out and what remains is as of now."""
    return store.rows(_HOSTS, crawl_id, site_id)


def mimetypes(store: Store, crawl_id: str) -> Iterator[dict[str, Any]]:
    return store.rows(
        "SELECT count(*) AS urls, sum(payload_bytes) AS bytes, coalesce(mime, 'unknown') AS mime FROM captures"
        " WHERE crawl_id = ? GROUP BY 3 ORDER BY 1 DESC, 3",
        crawl_id,
    )


def statuses(store: Store, crawl_id: str) -> Iterator[dict[str, Any]]:
    return store.rows(
        "SELECT count(*) AS urls, status AS code FROM captures WHERE crawl_id = ? GROUP BY 2 ORDER BY 1 DESC, 2",
        crawl_id,
    )


def warc_files(store: Store, crawl_id: str) -> Iterator[dict[str, Any]]:
    return store.rows(
        "SELECT filename, state, size, records, sha256 FROM warc_files WHERE crawl_id = ? ORDER BY id", crawl_id
    )


def log(store: Store, crawl_id: str, first_id: int, last_id: int) -> Iterator[dict[str, Any]]:
    """Every capture in the order of fetching, with the fields of Heritrix's crawl.log.

    The range of ids lets SQLite walk the table; `+` keeps it from sorting what an index would give.
    """
    return store.rows(
        "SELECT c.captured_at AS time, c.status, c.payload_bytes AS size, u.url, u.hops AS discovery_path,"
        " v.url AS referrer, c.mime, c.elapsed_ms, c.payload_digest AS digest,"
        " (SELECT group_concat(source, ' ') FROM mentions WHERE url_id = u.id) AS source,"
        f" {_NOTES} AS annotations,"
        " w.filename AS warc_file, c.warc_offset, c.warc_length, c.warc_record_id"
        " FROM captures c JOIN urls u ON u.id = c.url_id LEFT JOIN urls v ON v.id = u.via_id"
        " JOIN warc_files w ON w.id = c.warc_file_id WHERE c.id BETWEEN ?2 AND ?3 AND +c.crawl_id = ?1 ORDER BY c.id",
        *(crawl_id, first_id, last_id),
    )


def _times(store: Store, crawl_id: str) -> dict[str, Any]:
    """How long answers took: a histogram, the median and the 95th percentile, in one walk over sorted times."""
    counts = [0] * (len(BOUNDS_MS) + 1)
    at: list[tuple[int, int]] = []
    seen = 0
    for row in store.rows(
        "SELECT elapsed_ms, count(*) AS n FROM captures WHERE crawl_id = ? GROUP BY 1 ORDER BY 1", crawl_id
    ):
        counts[sum(row["elapsed_ms"] >= bound for bound in BOUNDS_MS)] += row["n"]
        seen += row["n"]
        at.append((seen, row["elapsed_ms"]))
    return {
        "median_ms": _reached(at, 0.5 * seen),
        "p95_ms": _reached(at, 0.95 * seen),
        "bars": [{"below_ms": bound, "urls": urls} for bound, urls in zip((*BOUNDS_MS, None), counts, strict=True)],
    }


def _reached(at: list[tuple[int, int]], rank: float) -> int | None:
    return next((elapsed for seen, elapsed in at if seen >= rank), None)


def _slowest(store: Store, crawl_id: str) -> Iterator[dict[str, Any]]:
    return store.rows(
        "SELECT c.elapsed_ms, c.status, c.payload_bytes AS bytes, u.url FROM captures c JOIN urls u ON u.id = c.url_id"
        " WHERE c.crawl_id = ? ORDER BY c.elapsed_ms DESC, c.id LIMIT ?",
        *(crawl_id, SLOWEST),
    )


def first(rows: Iterator[dict[str, Any]], most: int = MOST) -> dict[str, Any]:
    """The first rows of a list, and how many there are."""
    kept = list(islice(rows, most))
    return {"total": len(kept) + sum(1 for _ in rows), "first": kept}
