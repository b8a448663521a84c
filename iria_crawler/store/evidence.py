"""The captures that belong to chosen texts: what they were read from, what else shows them, and their pictures."""

from collections.abc import Iterator
from typing import Any

from iria_crawler.store import Store, ref_of
from iria_crawler.store.selection import Selection

# {of} is the schema that holds the archive: `main`, or the name under which a copy has attached it.
# What is withheld is never shown, not even where a chosen text has the same bytes.
STEPS = (
    """CREATE TEMP TABLE evidence (capture_id INTEGER PRIMARY KEY, role TEXT NOT NULL)""",
    """CREATE TEMP TABLE in_force AS SELECT match, target FROM {of}.withholdings WHERE lifted_at IS NULL
      AND (until IS NULL OR until > strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))""",
    """CREATE TEMP TABLE hidden AS SELECT c.id AS capture_id FROM {of}.articles a
      JOIN {of}.captures c ON c.url_id = a.url_id WHERE a.status = 'withheld'
      UNION SELECT r.capture_id FROM {of}.articles a JOIN {of}.article_versions v ON v.article_id = a.id
      JOIN {of}.version_captures r ON r.version_id = v.id WHERE a.status = 'withheld'
      UNION SELECT v.capture_id FROM {of}.articles a JOIN {of}.article_versions v ON v.article_id = a.id
      WHERE a.status = 'withheld'
      UNION SELECT c.id FROM temp.in_force w JOIN {of}.urls u ON u.url = w.target
      JOIN {of}.captures c ON c.url_id = u.id WHERE w.match = 'url'
      UNION SELECT c.id FROM temp.in_force w JOIN {of}.urls u ON u.url >= w.target
        AND u.url < w.target || char(1114111) JOIN {of}.captures c ON c.url_id = u.id WHERE w.match = 'prefix'
      UNION SELECT p.capture_id FROM {of}.articles a JOIN {of}.article_parts p ON p.article_id = a.id
      WHERE a.status = 'withheld' AND p.capture_id IS NOT NULL""",
    """INSERT OR IGNORE INTO temp.evidence SELECT v.capture_id, 'text' FROM temp.selected j
      CROSS JOIN {of}.article_versions v ON v.id = j.version_id""",
    """INSERT OR IGNORE INTO temp.evidence SELECT r.capture_id, 'text' FROM temp.selected j
      CROSS JOIN {of}.version_captures r ON r.version_id = j.version_id""",
    """INSERT OR IGNORE INTO temp.evidence SELECT c.id, 'text' FROM temp.selected j
      CROSS JOIN {of}.article_versions v ON v.id = j.version_id CROSS JOIN {of}.captures r ON r.id = v.capture_id
      CROSS JOIN {of}.captures c ON c.url_id = r.url_id AND c.version_id = v.id""",
    """INSERT OR IGNORE INTO temp.evidence SELECT c.id, 'image' FROM temp.selected j
      CROSS JOIN {of}.version_images x ON x.version_id = j.version_id CROSS JOIN {of}.images i ON i.id = x.image_id
      CROSS JOIN {of}.urls u ON u.url = i.url CROSS JOIN {of}.captures c ON c.url_id = u.id
        AND c.status IN (200, 304)""",
    """DELETE FROM temp.evidence WHERE capture_id IN (SELECT capture_id FROM temp.hidden)""",
    """DELETE FROM temp.evidence WHERE capture_id IN (SELECT e.capture_id FROM temp.evidence e
      CROSS JOIN {of}.captures c ON c.id = e.capture_id
      WHERE c.refers_to_id IN (SELECT capture_id FROM temp.hidden))""",
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
