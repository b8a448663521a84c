"""Rows of records that the index of replay lists and that are no captures: texts of pages, logs, answers of DNS."""

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

from iria_crawler.access import EXACT, Withheld, rule_keys
from iria_crawler.items import Extra
from iria_crawler.store import Store, iso_exact
from iria_crawler.store.moving import moved
from iria_crawler.urls import key, page_of

_LAST = "\U0010ffff"  # behind all that begins alike


def save(store: Store, extra: Extra) -> bool:
    """The row of a record whose WARC file has its row; gives whether it is new, and not of another file as well."""
    ref, page = extra.ref, page_of(extra.url)
    return bool(
        store.run(
            "INSERT OR IGNORE INTO extra_records (url, page_key, captured_at, record_type, mime, payload_digest,"
            " warc_file_id, warc_offset, warc_length, warc_record_id) VALUES (?,?,?,?,?,?,"
            " (SELECT id FROM warc_files WHERE filename = ?),?,?,?)",
            *(extra.url, key(page) if page != extra.url else None, iso_exact(extra.captured_at), extra.record_type),
            *(extra.mime, extra.payload_digest, ref.warc_file, ref.warc_offset, ref.warc_length, ref.warc_record_id),
        ).rowcount
    )


def rows_of(store: Store, filename: str, *, end: int | None = None) -> Iterator[dict[str, Any]]:
    """The rows of a file, by their offsets; with `end`, of those before it."""
    return store.rows(
        "SELECT x.*, w.filename FROM extra_records x JOIN warc_files w ON w.id = x.warc_file_id"
        " WHERE w.filename = ?1 AND (?2 IS NULL OR x.warc_offset < ?2) ORDER BY x.warc_offset",
        *(filename, end),
    )


def of_pages(store: Store, rules: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """What is about the pages that some rules keep back, as rules of its own: in replay it has addresses of its own."""
    for rule in rules:
        for meant in rule_keys(rule["target"], is_prefix=rule["match"] == "prefix"):
            begins = meant.removesuffix(EXACT)
            last = begins if meant.endswith(EXACT) else begins + _LAST
            found = store.rows(
                "SELECT DISTINCT url FROM extra_records WHERE page_key BETWEEN ? AND ? ORDER BY url", begins, last
            )
            yield from ({"match": "url", "target": row["url"], "action": rule["action"]} for row in list(found))


def about(store: Store, meant: Withheld) -> list[dict[str, Any]]:
    """The rows of records that are about pages that are meant, also of files that are there no more."""
    rows = store.rows(
        "SELECT x.url, x.captured_at, x.payload_digest, x.warc_record_id, w.filename FROM extra_records x"
        " JOIN warc_files w ON w.id = x.warc_file_id ORDER BY x.id"
    )
    return [row for row in rows if row["url"] in meant]


def forget(store: Store, record_ids: Iterable[str]) -> None:
    """Delete the rows of some records, inside a transaction of the caller."""
    for record_id in record_ids:
        store.run("DELETE FROM extra_records WHERE warc_record_id = ?", record_id)


def move(
    store: Store, filename: str, places: Mapping[str, int], lengths: Mapping[str, int] = MappingProxyType({})
) -> None:
    """Note where the records of a rewritten file stand now: record id → offset, and → length where that is another."""
    moved(store, "extra_records", filename, places, lengths)
