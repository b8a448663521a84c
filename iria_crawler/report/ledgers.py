"""The CSV files of a report: columns as Heritrix has them, as far as the tables here know them."""

import csv
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TextIO

from iria_crawler.report import expected, fetched
from iria_crawler.store import Store, lacking

Rows = Iterator[dict[str, Any]]

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "seeds": ("code", "status", "seed", "redirect", "kind", "state", "reason"),
    "hosts": (
        *("urls", "bytes", "host", "robots", "remaining", "novel_urls", "novel_bytes", "dup_by_hash_urls"),
        *("dup_by_hash_bytes", "not_modified_urls", "not_modified_bytes"),
    ),
    "mimetypes": ("urls", "bytes", "mime"),
    "response-codes": ("urls", "code"),
    "problems": ("at", "class", "stage", "code", "url", "attempts", "message"),
    "missing": ("url", "state", "reason", "sources", "first_seen_at", "last_checked_at", "next_due_at", "fail_count"),
    "missing-requisites": ("page_url", "url", "kind", "state", "reason"),
    "unlisted": ("url", "title", "published_at", "status", "sources", "first_seen_at"),
    "crawl-log": (
        *("time", "status", "size", "url", "discovery_path", "referrer", "mime", "elapsed_ms", "digest", "source"),
        *("annotations", "warc_file", "warc_offset", "warc_length", "warc_record_id"),
    ),
}
"""File name without `.csv` -> its columns."""


def ledger(name: str, store: Store, told: Mapping[str, Any], site_id: int) -> Rows:
    """The rows of one file, as they come; after `report` of the same crawl."""
    crawl_id, got = told["crawl"], told["captures"]
    match name:
        case "seeds":
            return fetched.seeds(store, crawl_id, site_id)
        case "hosts":
            return fetched.hosts(store, crawl_id, site_id)
        case "mimetypes":
            return fetched.mimetypes(store, crawl_id)
        case "response-codes":
            return fetched.statuses(store, crawl_id)
        case "missing":
            return expected.missing(store, site_id)
        case "missing-requisites":
            return lacking.lacking(store, site_id)
        case "unlisted":
            return expected.unlisted(store, site_id)
        case "crawl-log":
            return fetched.log(store, crawl_id, got["first_id"] or 0, got["last_id"] or 0)
    return store.rows("SELECT * FROM problems WHERE crawl_id = ? ORDER BY id", crawl_id)


def write_csv(file: TextIO, *, columns: tuple[str, ...], rows: Iterable[Mapping[str, Any]]) -> None:
    """Write rows under a line of headings."""
    out = csv.writer(file, lineterminator="\n")
    out.writerow(columns)
    out.writerows([_cell(row[column]) for column in columns] for row in rows)


def _cell(value: Any) -> Any:
    """A spreadsheet would run what begins with these signs, and servers choose their media types and messages."""
    return f"'{value}" if isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r")) else value
