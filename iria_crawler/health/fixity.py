"""Files that were found damaged and are so still."""

from collections.abc import Iterator
from datetime import datetime

from iria_crawler.health.looks import Finding, Look


def damaged(seen: Look) -> Iterator[Finding]:
    """The WARC files of a site whose last check found another sum, or no file, and was not accepted."""
    rows = list(
        seen.store.rows(
            "SELECT w.filename, f.at FROM warc_files w JOIN sites s ON s.id = w.site_id"
            " JOIN fixity_checks f ON f.id = (SELECT max(id) FROM fixity_checks WHERE warc_file_id = w.id)"
            " WHERE s.slug = ? AND f.ok = 0 AND NOT EXISTS (SELECT 1 FROM known_losses k WHERE k.warc_file = w.filename"
            " AND k.ended_at IS NULL AND k.sha256 IS f.found) ORDER BY f.at, w.id",
            seen.site.slug,
        )
    )
    if rows:
        more = f" and {len(rows) - 1} more" if len(rows) > 1 else ""
        yield Finding(
            site=seen.site.slug,
            event="damage",
            message=f"{rows[0]['filename']}{more} is missing or not what it was",
            since=datetime.fromisoformat(rows[0]["at"]),
            remedy="iria verify --repair-from a folder with copies; iria verify --full says what is lost",
        )
