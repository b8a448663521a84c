"""The texts that were chosen to go out: row by row, with their links and records, as of one moment."""

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

from iria_crawler.access import Withheld
from iria_crawler.store import FILENAME, Store
from iria_crawler.store.connection import clear_errors
from iria_crawler.store.withholding import withheld

# Of an older text, what only the article as a whole has is that of the article.
ROWS = """
SELECT a.id, v.version, v.id AS version_id, v.id = a.current_version_id AS is_current, s.slug AS site, u.url,
  v.title, v.subtitle, v.summary, v.body, v.byline,
  (SELECT json_group_array(name) FROM (SELECT t.name FROM article_terms x JOIN terms t ON t.id = x.term_id
    WHERE x.article_id = a.id AND t.scheme = 'category' ORDER BY x.position)) AS categories,
  (SELECT json_group_array(name) FROM (SELECT t.name FROM article_terms x JOIN terms t ON t.id = x.term_id
    WHERE x.article_id = a.id AND t.scheme = 'tag' ORDER BY x.position)) AS tags,
  iif(v.id = a.current_version_id, a.language, coalesce(v.language, a.language)) AS language,
  iif(v.id = a.current_version_id, a.section, coalesce(v.section, a.section)) AS section,
  iif(v.id = a.current_version_id, a.published_at, coalesce(v.published_at, a.published_at)) AS published_at,
  v.published_raw, v.modified_at, v.words, v.is_partial, v.parts, v.change, v.chars_added, v.chars_removed,
  a.versions, a.status, v.lead_image,
  (SELECT json_group_array(json_object('position', position, 'role', role, 'url', url, 'caption', caption,
    'credit', credit, 'alt', alt, 'after', "after")) FROM (SELECT x.position, x.role, i.url, x.caption, x.credit, x.alt,
      x."after" FROM version_images x JOIN images i ON i.id = x.image_id WHERE x.version_id = v.id
    ORDER BY x.position)) AS pictures,
  a.first_seen_at, a.last_seen_at, v.first_seen_at AS version_first_seen_at, v.last_seen_at AS version_last_seen_at,
  c.captured_at, v.text_sha256, c.payload_digest, w.filename AS warc_file, c.warc_offset, c.warc_length,
  c.warc_record_id, v.sources, v.candidates, v.charset, v.extractor
FROM temp.selected j CROSS JOIN article_versions v ON v.id = j.version_id JOIN articles a ON a.id = v.article_id
  JOIN sites s ON s.id = a.site_id JOIN urls u ON u.id = a.url_id JOIN captures c ON c.id = v.capture_id
  JOIN warc_files w ON w.id = c.warc_file_id
WHERE a.status <> 'withheld' ORDER BY j.position
"""

LINKS = """
SELECT substr(c.captured_at, 1, 10) AS crawl_date, u.url AS source, l.url AS target, l.text AS anchor_text, l.kind,
  l.rel, s.slug AS site, a.id AS source_id, v.id AS source_version_id,
  (SELECT t.id FROM articles t WHERE t.id = l.target_article_id AND t.status <> 'withheld') AS target_id
FROM temp.selected j CROSS JOIN article_versions v ON v.id = j.version_id JOIN articles a ON a.id = v.article_id
  JOIN sites s ON s.id = a.site_id JOIN urls u ON u.id = a.url_id JOIN captures c ON c.id = v.capture_id
  JOIN version_links l ON l.version_id = v.id
WHERE a.status <> 'withheld' ORDER BY j.position, l.position
"""


# {of} is the schema that holds the archive: `main`, or the name under which a copy has attached it.
_HIDDEN = """
INSERT OR IGNORE INTO temp.hidden SELECT c.id FROM {of}.articles a JOIN {of}.captures c ON c.url_id = a.url_id
  WHERE a.status = 'withheld'
UNION SELECT r.capture_id FROM {of}.articles a JOIN {of}.article_versions v ON v.article_id = a.id
  JOIN {of}.version_captures r ON r.version_id = v.id WHERE a.status = 'withheld'
UNION SELECT v.capture_id FROM {of}.articles a JOIN {of}.article_versions v ON v.article_id = a.id
  WHERE a.status = 'withheld'
UNION SELECT p.capture_id FROM {of}.articles a JOIN {of}.article_parts p ON p.article_id = a.id
  WHERE a.status = 'withheld' AND p.capture_id IS NOT NULL
"""
IS_HIDDEN = """EXISTS (SELECT 1 FROM {of}.captures h JOIN {of}.urls u ON u.id = h.url_id
  WHERE h.id IN (c.id, c.refers_to_id) AND (h.id IN (SELECT capture_id FROM temp.hidden) OR is_withheld(u.url)))"""
"""Whether a capture `c` may not be shown: by its article, its address, or those of the bytes that it stands for."""


def choose(db: Database, version_ids: Iterable[int], withheld: Withheld, *, of: str = "main") -> None:
    """Note which texts are meant, in `temp.selected`. Those of withheld articles are passed over, and those that were
    read from a record that may not be shown: `is_withheld(url)` can be asked in SQL from then on."""
    db.conn.create_function("is_withheld", 1, withheld.__contains__, deterministic=True)
    db.execute("CREATE TEMP TABLE selected (position INTEGER PRIMARY KEY, version_id INTEGER NOT NULL UNIQUE)")
    db.execute("CREATE TEMP TABLE hidden (capture_id INTEGER PRIMARY KEY)")
    db.execute(_HIDDEN.format(of=of))
    db.conn.executemany(
        "INSERT OR IGNORE INTO temp.selected (version_id) SELECT v.id FROM {of}.article_versions v"
        " JOIN {of}.articles a ON a.id = v.article_id JOIN {of}.captures c ON c.id = v.capture_id"
        f" WHERE v.id = ? AND a.status <> 'withheld' AND NOT {IS_HIDDEN}".format(of=of),
        ((version_id,) for version_id in version_ids),
    )


def choose_current(db: Database, *, of: str = "main") -> None:
    """Note the current text of each article that any was chosen of: without it, an article is in no view."""
    db.execute(
        "INSERT OR IGNORE INTO temp.selected (version_id) SELECT DISTINCT a.current_version_id FROM temp.selected j"
        " CROSS JOIN {of}.article_versions t ON t.id = j.version_id CROSS JOIN {of}.articles a ON a.id = t.article_id"
        " CROSS JOIN {of}.article_versions v ON v.id = a.current_version_id"
        f" CROSS JOIN {{of}}.captures c ON c.id = v.capture_id WHERE NOT {IS_HIDDEN}".format(of=of)
    )


@dataclass(frozen=True, kw_only=True)
class Selection:
    """The texts that a query and filters have chosen. All that it gives is of one moment and comes row by row."""

    store: Store
    articles: int
    versions: int

    def rows(self) -> Iterator[dict[str, Any]]:
        """All that is known of each text; `authors`, `categories`, `tags` and `pictures` are lists."""
        for row in self.store.rows(ROWS):
            row["authors"] = row.pop("byline").split("; ") if row["byline"] else []
            row |= {name: json.loads(row[name]) for name in ("categories", "tags", "pictures")}
            row["published_date"] = row["published_at"][:10] if row["published_at"] else None
            row |= {name: bool(row[name]) for name in ("is_current", "is_partial")}
            yield row

    def links(self) -> Iterator[dict[str, Any]]:
        """The links in each text; `target_id` is the article of this archive that one leads to."""
        return self.store.rows(LINKS)

    def ids(self) -> Iterator[int]:
        """The texts by their numbers."""
        return (row["version_id"] for row in self.store.rows("SELECT version_id FROM temp.selected ORDER BY position"))

    def sites(self) -> Iterator[dict[str, Any]]:
        """The sites that they are of, and how many of each."""
        return self.store.rows(
            "SELECT s.slug, s.name, s.home_url, count(DISTINCT a.id) AS articles, count(*) AS versions,"
            " min(a.published_date) AS first, max(a.published_date) AS last FROM temp.selected j"
            " JOIN article_versions v ON v.id = j.version_id JOIN articles a ON a.id = v.article_id"
            " JOIN sites s ON s.id = a.site_id GROUP BY s.id ORDER BY s.slug"
        )

    def extractors(self) -> list[str]:
        """By what they were read from their pages."""
        found = self.store.rows(
            "SELECT DISTINCT v.extractor FROM temp.selected j JOIN article_versions v ON v.id = j.version_id ORDER BY 1"
        )
        return [row["extractor"] for row in found]


@contextmanager
def selected(store: Store, version_ids: Iterable[int], *, with_current: bool = False) -> Iterator[Selection]:
    """Note which texts are meant, and stay at that moment; those of withheld articles are passed over.

    With `with_current` the current text of each of their articles goes along."""
    with store.moment():  # what is noted in it goes with it
        with clear_errors(FILENAME):
            choose(store.db, version_ids, withheld(store))
            if with_current:
                choose_current(store.db)
        articles, versions = store.run(
            "SELECT count(DISTINCT v.article_id), count(*) FROM temp.selected j"
            " CROSS JOIN article_versions v ON v.id = j.version_id"
        ).fetchone()
        yield Selection(store=store, articles=articles, versions=versions)
