"""The captures that belong to chosen texts: what they were read from, what else shows them, and their pictures."""

from collections.abc import Iterator
from typing import Any

from iria_crawler.store import Store, ref_of
from iria_crawler.store.selection import IS_HIDDEN, Selection

# In the words of `selection.choose`, which comes first. What is withheld is never shown, not even where a chosen text
# has the same bytes.
STEPS = (
    """CREATE TEMP TABLE evidence (capture_id INTEGER PRIMARY KEY, role TEXT NOT NULL)""",
    """INSERT OR IGNORE INTO temp.evidence SELECT v.capture_id, 'text' FROM temp.selected j
      CROSS JOIN {of}.article_versions v ON v.id = j.version_id""",
    """INSERT OR IGNORE INTO temp.evidence SELECT r.capture_id, 'text' FROM temp.selected j
      CROSS JOIN {of}.version_captures r ON r.version_id = j.version_id""",
    """INSERT OR IGNORE INTO temp.evidence SELECT c.id, 'text' FROM temp.selected j
      CROSS JOIN {of}.article_versions v ON v.id = j.version_id CROSS JOIN {of}.captures r ON r.id = v.capture_id
      CROSS JOIN {of}.captures c ON c.url_id = r.url_id AND c.version_id = v.id""",
    """INSERT OR IGNORE INTO temp.evidence SELECT c.id, 'image' FROM temp.selected j
      CROSS JOIN {of}.version_images x ON x.version_id = j.version_id CROSS JOIN {of}.images i ON i.id = x.image_id
      LEFT JOIN {of}.urls u ON u.url = i.url CROSS JOIN {of}.captures c ON c.url_id IN (u.id, x.url_id)
        AND c.status IN (200, 304) WHERE NOT is_withheld(i.url)""",
    f"""DELETE FROM temp.evidence WHERE capture_id IN (SELECT e.capture_id FROM temp.evidence e
      CROSS JOIN {{of}}.captures c ON c.id = e.capture_id WHERE {IS_HIDDEN})""",
    """INSERT OR IGNORE INTO temp.evidence SELECT c.refers_to_id, 'original' FROM temp.evidence e
      CROSS JOIN {of}.captures c ON c.id = e.capture_id WHERE c.refers_to_id IS NOT NULL""",
)

CAPTURES = """
SELECT c.id AS capture_id, e.role, u.url, c.captured_at, c.record_type, c.status, c.mime, c.payload_digest,
  o.warc_record_id AS refers_to, w.filename, c.warc_offset, c.warc_length, c.warc_record_id,
  v.article_id AS id, v.id AS version_id
FROM temp.evidence e JOIN captures c ON c.id = e.capture_id JOIN urls u ON u.id = c.url_id
  JOIN warc_files w ON w.id = c.warc_file_id LEFT JOIN captures o ON o.id = c.refers_to_id
  LEFT JOIN article_versions v ON v.id = c.version_id AND v.id IN (SELECT version_id FROM temp.selected)
ORDER BY w.filename, c.warc_offset
"""


def gather(selection: Selection) -> int:
    """Note the captures of a selection, for as long as it lasts; gives how many there are."""
    store = selection.store
    for step in STEPS:
        store.run(step.format(of="main"))
    count: int = store.value("SELECT count(*) FROM temp.evidence")
    return count


def captures(store: Store) -> Iterator[dict[str, Any]]:
    """The captures that were noted, in the order of their records; `ref` says where each stands."""
    for row in store.rows(CAPTURES):
        yield {**row, "ref": ref_of(row)}
