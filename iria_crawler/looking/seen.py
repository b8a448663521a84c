"""What a small crawl has brought, as pages in the order in which they came."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from iria_crawler.frontier.sqlite import SqliteFrontier
from iria_crawler.items import Kind, Mention, Page
from iria_crawler.sites import Site
from iria_crawler.store import Store, ref_of
from iria_crawler.warc import read_page


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One answer: what it was asked for as, and what had been said of it. `stored`: bytes of its record."""

    page: Page
    kind: Kind
    mentions: tuple[Mention, ...] = ()
    elapsed_ms: int = 0
    stored: int = 0


def seen(store: Store, folder: Path, site: Site) -> Iterator[Seen]:
    """Every answer in an archive of one site; raises `ArchiveError` where a record cannot be read."""
    site_id = store.value("SELECT id FROM sites WHERE slug = ?", site.slug)
    frontier = SqliteFrontier(store, site, site_id)
    rows = store.rows(
        "SELECT c.*, u.kind, w.filename, o.warc_record_id AS original_id FROM captures c JOIN urls u ON u.id = c.url_id"
        " JOIN warc_files w ON w.id = c.warc_file_id LEFT JOIN captures o ON o.id = c.refers_to_id"
        " WHERE u.site_id = ? ORDER BY c.id",
        site_id,
    )
    for row in list(rows):
        original = store.payload_ref(row["original_id"]) if row["original_id"] else None
        yield Seen(
            page=read_page(folder, ref_of(row), original=original, cap=site.limits.body),
            kind=row["kind"],
            mentions=frontier.claim_of(row["url_id"]).mentions,
            elapsed_ms=row["elapsed_ms"],
            stored=row["warc_length"],
        )
