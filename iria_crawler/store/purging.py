"""Which captures a purge is about, and the rows without them."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any, Literal

from iria_crawler.access import Withheld
from iria_crawler.store import Store, iso
from iria_crawler.store.concerning import addresses
from iria_crawler.store.concerning import meant as meant_addresses
from iria_crawler.store.moving import moved
from iria_crawler.store.withholding import withheld

Match = Literal["url", "prefix", "article"]


def targets(store: Store, match: Match, target: str) -> list[dict[str, Any]]:
    """What is named, as rows that `concerning.judge` takes: an article is meant at each of its addresses."""
    if match == "article":
        return [{"match": "url", "target": url, "action": "block"} for url in addresses(store, int(target))]
    return [{"match": match, "target": target, "action": "block"}]


def meant(store: Store, wanted: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The captures of what is named, and those elsewhere that are nothing without them: revisits of their payloads.

    Each with `url`, `filename`, and `is_elsewhere`."""
    store.run("CREATE TEMP TABLE IF NOT EXISTS purged (id INTEGER PRIMARY KEY)")
    store.run("DELETE FROM temp.purged")
    for url in meant_addresses(store, wanted):
        store.run(
            "INSERT OR IGNORE INTO temp.purged SELECT c.id FROM urls u JOIN captures c ON c.url_id = u.id"
            " WHERE u.url = ?",
            url,
        )
    these = "(SELECT id FROM temp.purged)"
    found = list(store.rows(f"{_CAPTURES} WHERE c.id IN {these} ORDER BY c.id"))
    beside = f"{_CAPTURES} WHERE c.refers_to_id IN {these} AND c.id NOT IN {these}"
    elsewhere = list(store.rows(f"{beside} ORDER BY c.id"))
    return [{**row, "is_elsewhere": False, "is_document": False} for row in found] + [
        {**row, "is_elsewhere": True, "is_document": False} for row in elsewhere
    ]


def revisits_of(store: Store, captures: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The captures that are nothing without some others."""
    return [row for each in captures for row in store.rows(f"{_CAPTURES} WHERE c.refers_to_id = ?", each["id"])]


def captures_of(store: Store, record_ids: Iterable[str]) -> list[dict[str, Any]]:
    """The captures that some records became."""
    found = (store.row(f"{_CAPTURES} WHERE c.warc_record_id = ?", record_id) for record_id in record_ids)
    return [row for row in found if row]


_CAPTURES = (
    "SELECT c.id, c.url_id, u.url, c.captured_at, c.payload_digest, c.warc_record_id, w.filename, w.state"
    " FROM captures c JOIN urls u ON u.id = c.url_id JOIN warc_files w ON w.id = c.warc_file_id"
)


def same_elsewhere(store: Store, captures: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Addresses of other captures with a payload of these: the bytes stay in the archive there."""
    gone = {capture["id"] for capture in captures}
    for digest in dict.fromkeys(capture["payload_digest"] for capture in captures if capture["payload_digest"]):
        rows = store.rows(
            "SELECT c.id, u.url FROM captures c JOIN urls u ON u.id = c.url_id WHERE c.payload_digest = ?", digest
        )
        yield from (row["url"] for row in list(rows) if row["id"] not in gone)


@dataclass(frozen=True, slots=True, kw_only=True)
class Forgotten:
    """How many articles are no more, how many of them are `lost` for now only, since an address that was not meant had
    its bytes from what was removed, and how many such addresses are to be asked for `again`."""

    articles: int
    lost: int
    again: int


def forget(store: Store, captures: Sequence[Mapping[str, Any]], *, reason: str, now: datetime) -> Forgotten:
    """Delete the rows of captures and all that was read from them, inside a transaction of the caller.

    A tombstone stays of each."""
    read = articles(store, captures)
    for capture in captures:
        note(store, capture, reason=reason, now=now)
    ids = [capture["id"] for capture in captures]
    _texts(store, ids)
    gone = {article: url_id for article, url_id in read.items() if _article(store, article)}
    for number in ids:
        store.run("DELETE FROM replay_checks WHERE capture_id = ?", number)  # and what lacked then
        store.run("UPDATE problems SET capture_id = NULL WHERE capture_id = ?", number)
        store.run("UPDATE captures SET refers_to_id = NULL WHERE refers_to_id = ?", number)
        store.run("DELETE FROM captures WHERE id = ?", number)
    _damages(store, captures)
    _orphans(store)
    _wipe_words(store)
    meant = {capture["url_id"] for capture in captures if not capture["is_elsewhere"]}
    for url_id in meant:
        _exclude(store, url_id)
    elsewhere = {capture["url_id"] for capture in captures} - meant
    lost = len(elsewhere.intersection(gone.values()))
    return Forgotten(articles=len(gone), lost=lost, again=_ask_again(store, elsewhere, now=now))


def _orphans(store: Store) -> None:
    """Delete the pictures and people that no text names any more."""
    store.run("DELETE FROM images WHERE NOT EXISTS (SELECT 1 FROM version_images x WHERE x.image_id = images.id)")
    store.run("DELETE FROM people WHERE NOT EXISTS (SELECT 1 FROM article_people x WHERE x.person_id = people.id)")


def exclude(store: Store, url: str) -> None:
    """Never ask for an address again, where a crawl knows it."""
    for row in list(store.rows("SELECT id FROM urls WHERE url = ?", url)):
        _exclude(store, row["id"])


def _exclude(store: Store, url_id: int) -> None:
    store.run(
        "UPDATE urls SET state = 'excluded', reason = 'purged', next_due_at = NULL, etag = NULL,"
        " last_modified = NULL WHERE id = ?",
        url_id,
    )
    store.run("DELETE FROM mentions WHERE url_id = ?", url_id)


def _ask_again(store: Store, url_ids: Set[int], *, now: datetime) -> int:
    """Have the next crawl fetch addresses whose bytes went with others', in full; gives how many.

    What is withheld, or was purged itself, is not asked for on this account."""
    held = withheld(store, now=now) if url_ids else Withheld()
    count = 0
    for url_id in url_ids:
        store.run("UPDATE urls SET etag = NULL, last_modified = NULL WHERE id = ?", url_id)
        if store.value("SELECT url FROM urls WHERE id = ?", url_id) not in held:
            count += store.run(
                "UPDATE urls SET state = 'due', reason = NULL, next_due_at = NULL WHERE id = ?"
                " AND state IN ('captured','unchanged')",
                url_id,
            ).rowcount
    return count


def handed_over(store: Store, files: Iterable[str]) -> list[dict[str, Any]]:
    """The deliveries with which some files went along."""
    return list(
        store.rows(
            "SELECT DISTINCT d.id, d.at, d.path, d.recipient FROM deliveries d JOIN delivery_files f"
            " ON f.delivery_id = d.id JOIN warc_files w ON w.id = f.warc_file_id"
            " WHERE w.filename IN (SELECT value FROM json_each(?)) ORDER BY d.id",
            json.dumps(list(files)),
        )
    )


def titles(store: Store, articles: Iterable[int]) -> set[str]:
    """The headlines that some articles have had."""
    asked = "SELECT DISTINCT title FROM article_versions WHERE article_id = ?"
    return {row["title"] for article_id in articles for row in store.rows(asked, article_id)}


def note(store: Store, lead: Mapping[str, Any], *, reason: str, now: datetime) -> None:
    """A tombstone of a record that was removed, inside a transaction of the caller."""
    store.run(
        "INSERT OR IGNORE INTO tombstones (warc_record_id, url, captured_at, payload_digest, warc_file, purged_at,"
        " reason) VALUES (?,?,?,?,?,?,?)",
        *(lead[name] for name in ("warc_record_id", "url", "captured_at", "payload_digest", "filename")),
        *(iso(now), reason),
    )


def pictures(store: Store, captures: Sequence[Mapping[str, Any]]) -> list[str]:
    """The pictures of some captures in replay, from the archive folder."""
    asked = "SELECT screenshot FROM replay_checks WHERE capture_id = ? AND screenshot IS NOT NULL"
    return [row["screenshot"] for capture in captures for row in store.rows(asked, capture["id"])]


def articles(store: Store, captures: Sequence[Mapping[str, Any]]) -> dict[int, int]:
    """The articles that were read from some captures, and what address each goes by."""
    found: dict[int, int] = {}
    for capture in captures:
        rows = store.rows(
            "SELECT a.id, a.url_id FROM article_versions v JOIN articles a ON a.id = v.article_id"
            " LEFT JOIN version_captures x ON x.version_id = v.id WHERE v.capture_id = ?1 OR x.capture_id = ?1",
            capture["id"],
        )
        found |= {row["id"]: row["url_id"] for row in rows}
    return found


def _damages(store: Store, captures: Sequence[Mapping[str, Any]]) -> None:
    """Forget what was found damaged in what is gone, and with it the addresses."""
    for capture in captures:
        url = None if capture["is_elsewhere"] else capture["url"]
        store.run("DELETE FROM damages WHERE warc_record_id = ? OR url = ?", capture["warc_record_id"], url)


def _texts(store: Store, captures: Sequence[int]) -> None:
    """Delete the texts that were read from some captures, and parts of them."""
    for number in captures:
        store.run("DELETE FROM article_parts WHERE capture_id = ?", number)
        for row in list(
            store.rows(
                "SELECT v.id FROM article_versions v LEFT JOIN version_captures x ON x.version_id = v.id"
                " WHERE v.capture_id = ?1 OR x.capture_id = ?1",
                number,
            )
        ):
            store.run("UPDATE captures SET version_id = NULL WHERE version_id = ?", row["id"])
            store.run("UPDATE articles SET current_version_id = NULL WHERE current_version_id = ?", row["id"])
            store.run("DELETE FROM version_captures WHERE version_id = ?", row["id"])
            store.run("DELETE FROM article_versions WHERE id = ?", row["id"])


def _article(store: Store, article_id: int) -> bool:
    """Show the last text that is left of an article; without any, it is no more."""
    last = store.row(
        "SELECT id, title, words FROM article_versions WHERE article_id = ? ORDER BY version DESC LIMIT 1", article_id
    )
    if last is None:
        store.run("UPDATE version_links SET target_article_id = NULL WHERE target_article_id = ?", article_id)
        store.run("DELETE FROM article_parts WHERE article_id = ?", article_id)
        store.run("DELETE FROM articles WHERE id = ?", article_id)
        return True
    store.run(
        "UPDATE articles SET current_version_id = coalesce(current_version_id, ?), title = ?, words = ? WHERE id = ?",
        *(last["id"], last["title"], last["words"], article_id),
    )
    return False


def move(
    store: Store, filename: str, places: Mapping[str, int], lengths: Mapping[str, int] = MappingProxyType({})
) -> None:
    """Note where the records of a rewritten file stand now: record id → offset, and → length where that is another."""
    moved(store, "captures", filename, places, lengths)


def _wipe_words(store: Store) -> None:
    """Leave no word of deleted texts in the indexes of words, inside the transaction that deletes them."""
    for index in ("versions_fts", "versions_fts_norm", "captions_fts", "captions_fts_norm"):
        store.run(f"INSERT INTO {index}({index}) VALUES ('optimize')")


def wipe(store: Store) -> None:
    """Leave nothing of deleted rows in free pages, nor beside the file."""
    store.run("VACUUM")
    store.run("PRAGMA wal_checkpoint(TRUNCATE)")
