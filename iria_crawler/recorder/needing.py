"""The rows beside a page that say what it needs: readings of such files, pictures and what they are asked for as."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from iria_crawler.discover.requisites import excluded
from iria_crawler.frontier.sqlite import SqliteFrontier
from iria_crawler.items import Problem, Reading, Requisite
from iria_crawler.sites import Site
from iria_crawler.store import Store
from iria_crawler.urls import canonical

AT_ONCE = 64
"""Pages that are looked at again for what they need, between two looks at what is to be fetched."""


def note(store: Store, capture_id: int, reading: Reading | None, reason: str | None) -> None:
    """What was seen of a file that a page needs, and that it is not what was asked for."""
    unfit = reason if reason and reason.startswith("not-") else None
    if reading is None and unfit is None:
        return
    signals = json.dumps({name: list(said) for name, said in reading.signals.items()}) if reading else "{}"
    store.run(
        "UPDATE captures SET reading = CASE WHEN ?1 THEN 'no-article' ELSE reading END, reason = ?2,"
        " signals = nullif(?3, '{}') WHERE id = ?4",
        *(reading is not None, unfit or (reading.reason if reading else None), signals, capture_id),
    )


def link_pictures(store: Store, capture_id: int, site: Site, site_id: int) -> None:
    """Say of the pictures of a text which URLs they are asked for as, where the page names them."""
    for row in pictures_of(store, capture_id):
        url_id = store.value("SELECT id FROM urls WHERE url = ? AND site_id = ?", _asked(row["url"], site), site_id)
        if url_id:
            store.run("UPDATE version_images SET url_id = ? WHERE id = ?", url_id, row["id"])


def pictures_of(store: Store, capture_id: int) -> list[dict[str, Any]]:
    """The pictures of the text that a capture shows, which nothing is known to be asked for as yet."""
    return list(
        store.rows(
            "SELECT x.id, i.url FROM captures c JOIN version_images x ON x.version_id = c.version_id"
            " JOIN images i ON i.id = x.image_id WHERE c.id = ? AND x.url_id IS NULL",
            capture_id,
        )
    )


def unlooked(store: Store, site_id: int, after: int, *, until: str | None = None) -> list[dict[str, Any]]:
    """Some pages that are held and were read when nobody asked for what they need, in the order of their rows; with
    `until`, as they were at that time."""
    return list(
        store.rows(
            "SELECT u.id AS url_id, u.url, c.id AS capture_id, c.captured_at, o.warc_offset, o.warc_length,"
            " o.warc_record_id, w.filename FROM urls u NOT INDEXED JOIN captures c ON c.id = (SELECT id FROM captures"
            "   WHERE url_id = u.id AND status IN (200, 304) AND truncated IS NULL AND captured_at <= coalesce(?4, '~')"
            "   ORDER BY captured_at DESC LIMIT 1)"
            " JOIN captures o ON o.id = coalesce(c.refers_to_id, c.id) JOIN warc_files w ON w.id = o.warc_file_id"
            " WHERE u.site_id = ?1 AND u.id > ?2 AND u.requisites_at IS NULL AND u.kind IN"
            " ('home','listing','article','page','other') AND u.state IN ('captured','unchanged')"
            " AND o.mime IN ('text/html','application/xhtml+xml') AND c.reading IS NOT 'pending'"
            " ORDER BY u.id LIMIT ?3",
            *(site_id, after, AT_ONCE, until),
        )
    )


def keep(
    store: Store,
    frontier: SqliteFrontier,
    site: Site,
    looked: Sequence[tuple[Mapping[str, Any], Reading | Problem]],
    *,
    site_id: int,
    crawl_id: str,
) -> Counter[str]:
    """Store what some pages need, inside a transaction, and what went wrong; gives the counts of that.

    A page that could not be read stays as it was, so the next run looks at it again."""
    counted = Counter[str]()
    for row, found in looked:
        for problem in (found,) if isinstance(found, Problem) else found.problems:
            store.save_problem(
                problem, crawl_id=crawl_id, url=row["url"], now=store.now(), capture_id=row["capture_id"]
            )
            counted[f"problem:{problem.code}"] += 1
        if isinstance(found, Problem):
            continue
        shown = [picture["url"] for picture in pictures_of(store, row["capture_id"])]
        needs = {need.url: need for need in found.requisites or ()}
        needs |= {need.url: need for url in shown if (need := _picture(url, site)) and need.url not in needs}
        at = datetime.fromisoformat(row["captured_at"])
        frontier.need(frontier.claim_of(row["url_id"]), list(needs.values()), at=at)
        link_pictures(store, row["capture_id"], site, site_id)
    return counted


def _picture(url: str, site: Site) -> Requisite | None:
    address = _asked(url, site)
    return Requisite(url=address, kind="image", excluded=excluded(address, "image", site)) if address else None


def _asked(url: str, site: Site) -> str | None:
    try:
        return canonical(url, site)
    except ValueError:  # an article may show a picture at what is no address
        return None
