"""What researchers ask for: search in every script, edits, citations, and who points at whom."""

from collections.abc import Iterator
from typing import Any

from sqlite_utils import Database

from iria_crawler.diff import compared, size
from iria_crawler.store.schema.steps import migrations, run
from iria_crawler.text import search_forms
from iria_crawler.urls import article_key

COLUMNS = """
-- the text in the form in which the second index has it; NULL where the first one finds all of it
ALTER TABLE article_versions ADD COLUMN search_title TEXT;
ALTER TABLE article_versions ADD COLUMN search_body TEXT;
-- characters without white space, against the version before
ALTER TABLE article_versions ADD COLUMN chars_added INTEGER NOT NULL DEFAULT 0;
ALTER TABLE article_versions ADD COLUMN chars_removed INTEGER NOT NULL DEFAULT 0;
ALTER TABLE version_images ADD COLUMN search_text TEXT;  -- caption, credit and alt text for the second index
ALTER TABLE version_links ADD COLUMN target_article_id INTEGER REFERENCES articles(id) ON DELETE SET NULL;
ALTER TABLE terms ADD COLUMN url TEXT;  -- where the publisher lists what has it
ALTER TABLE terms ADD COLUMN parent_id INTEGER REFERENCES terms(id);  -- the category that it stands in
ALTER TABLE articles ADD COLUMN published_year INTEGER
  GENERATED ALWAYS AS (CAST(substr(published_at, 1, 4) AS INTEGER)) VIRTUAL;
CREATE INDEX version_links_target ON version_links(target_article_id) WHERE target_article_id IS NOT NULL;
CREATE INDEX articles_day ON articles(published_at, id);
CREATE INDEX articles_anywhere ON articles(key);
CREATE INDEX article_versions_seen ON article_versions(first_seen_at);

CREATE TABLE extraction_history (              -- what an earlier extractor read: a text once cited still resolves
  id INTEGER PRIMARY KEY,
  version_id INTEGER NOT NULL REFERENCES article_versions(id) ON DELETE CASCADE,
  extractor TEXT NOT NULL,
  title TEXT NOT NULL,
  body TEXT NOT NULL,
  text_sha256 TEXT NOT NULL,
  extracted_at TEXT NOT NULL,
  replaced_at TEXT NOT NULL
) STRICT;
CREATE INDEX extraction_history_version ON extraction_history(version_id);
CREATE INDEX extraction_history_sha ON extraction_history(text_sha256);
"""

# Texts that need no second form are not in the second index at all, so it costs nothing in most languages.
SEARCHED = """
CREATE VIEW respelt_versions AS                -- the texts that the second index has, in its form
SELECT id, search_title, search_body FROM article_versions WHERE search_body IS NOT NULL;
CREATE VIRTUAL TABLE versions_fts_norm USING fts5(search_title, search_body,
  content="respelt_versions", content_rowid='id', tokenize="unicode61 remove_diacritics 2");
CREATE TRIGGER versions_norm_ai AFTER INSERT ON article_versions
  WHEN new.search_body IS NOT NULL BEGIN
  INSERT INTO versions_fts_norm(rowid, search_title, search_body)
    VALUES (new.id, new.search_title, new.search_body); END;
CREATE TRIGGER versions_norm_ad AFTER DELETE ON article_versions
  WHEN old.search_body IS NOT NULL BEGIN
  INSERT INTO versions_fts_norm(versions_fts_norm, rowid, search_title, search_body)
    VALUES ('delete', old.id, old.search_title, old.search_body); END;
CREATE TRIGGER versions_norm_au AFTER UPDATE OF search_title, search_body ON article_versions BEGIN
  INSERT INTO versions_fts_norm(versions_fts_norm, rowid, search_title, search_body)
    SELECT 'delete', old.id, old.search_title, old.search_body WHERE old.search_body IS NOT NULL;
  INSERT INTO versions_fts_norm(rowid, search_title, search_body)
    SELECT new.id, new.search_title, new.search_body WHERE new.search_body IS NOT NULL; END;

CREATE VIEW respelt_captions AS                -- the same for what is said of pictures
SELECT id, search_text FROM version_images WHERE search_text IS NOT NULL;
CREATE VIRTUAL TABLE captions_fts_norm USING fts5(search_text,
  content="respelt_captions", content_rowid='id', tokenize="unicode61 remove_diacritics 2");
CREATE TRIGGER captions_norm_ai AFTER INSERT ON version_images WHEN new.search_text IS NOT NULL BEGIN
  INSERT INTO captions_fts_norm(rowid, search_text) VALUES (new.id, new.search_text); END;
CREATE TRIGGER captions_norm_ad AFTER DELETE ON version_images WHEN old.search_text IS NOT NULL BEGIN
  INSERT INTO captions_fts_norm(captions_fts_norm, rowid, search_text) VALUES ('delete', old.id, old.search_text); END;
CREATE TRIGGER captions_norm_au AFTER UPDATE OF search_text ON version_images BEGIN
  INSERT INTO captions_fts_norm(captions_fts_norm, rowid, search_text)
    SELECT 'delete', old.id, old.search_text WHERE old.search_text IS NOT NULL;
  INSERT INTO captions_fts_norm(rowid, search_text)
    SELECT new.id, new.search_text WHERE new.search_text IS NOT NULL; END;
"""

TARGETS = """
UPDATE version_links SET target_article_id = (SELECT a.id FROM articles a WHERE a.key = article_key(version_links.url));
"""

VIEWS = """
DROP VIEW article;
CREATE VIEW article AS                         -- the one view for most questions: the current text of every article
SELECT a.id, s.slug AS site, a.title, v.subtitle, v.summary, v.body, v.byline AS authors,
  (SELECT group_concat(name, '; ') FROM (SELECT t.name FROM article_terms x JOIN terms t ON t.id = x.term_id
    WHERE x.article_id = a.id AND t.scheme = 'category' ORDER BY x.position)) AS categories,
  (SELECT group_concat(name, '; ') FROM (SELECT t.name FROM article_terms x JOIN terms t ON t.id = x.term_id
    WHERE x.article_id = a.id AND t.scheme = 'tag' ORDER BY x.position)) AS tags,
  a.language, a.section, a.published_at, a.published_date, a.published_year, v.published_raw, v.modified_at,
  v.lead_image, a.words, v.is_partial, a.versions, a.status, u.url, a.first_seen_at, a.last_seen_at, c.captured_at,
  v.text_sha256, c.payload_digest, w.filename AS warc_file, c.warc_offset, c.warc_length, c.warc_record_id,
  v.sources, v.candidates, v.charset, v.extractor, v.id AS version_id
FROM articles a JOIN article_versions v ON v.id = a.current_version_id JOIN sites s ON s.id = a.site_id
  JOIN urls u ON u.id = a.url_id JOIN captures c ON c.id = v.capture_id JOIN warc_files w ON w.id = c.warc_file_id
WHERE a.status <> 'withheld';

DROP VIEW article_list;
CREATE VIEW article_list AS                    -- what a browse page needs; no text, so it stays fast
SELECT a.id, s.slug AS site, a.title, v.byline AS authors, a.section, a.language, a.published_at, a.published_date,
  a.published_year, a.words, a.versions, a.status, u.url, a.current_version_id AS version_id
FROM articles a JOIN article_versions v ON v.id = a.current_version_id JOIN sites s ON s.id = a.site_id
  JOIN urls u ON u.id = a.url_id
WHERE a.status <> 'withheld';

CREATE VIEW article_history AS                 -- every text that the publisher has shown, and what each changed
SELECT a.id AS article_id, v.version, s.slug AS site, v.title, a.title AS current_title, v.first_seen_at,
  v.last_seen_at, v.change, v.chars_added, v.chars_removed, v.words, v.published_at, v.modified_at, v.text_sha256,
  v.extractor, u.url, v.id AS version_id, v.id = a.current_version_id AS is_current
FROM article_versions v JOIN articles a ON a.id = v.article_id JOIN sites s ON s.id = a.site_id
  JOIN urls u ON u.id = a.url_id
WHERE a.status <> 'withheld';

CREATE VIEW citation AS                        -- what a citation names; none of it depends on this database
SELECT v.id AS version_id, a.id AS article_id, v.version, v.title, v.byline AS authors, s.slug AS site,
  s.name AS publication, v.language, v.published_at, u.url AS original_url, c.captured_at, cu.url AS captured_url,
  substr(replace(replace(replace(c.captured_at, '-', ''), ':', ''), 'T', ''), 1, 14) AS timestamp,
  c.warc_record_id, w.filename AS warc_file, c.warc_offset, c.warc_length, w.sha256 AS file_sha256, c.payload_digest,
  'sha256:' || v.text_sha256 AS text_digest, v.extractor
FROM article_versions v JOIN articles a ON a.id = v.article_id JOIN sites s ON s.id = a.site_id
  JOIN urls u ON u.id = a.url_id JOIN captures c ON c.id = v.capture_id JOIN urls cu ON cu.id = c.url_id
  JOIN warc_files w ON w.id = c.warc_file_id
WHERE a.status <> 'withheld';

CREATE VIEW author AS                          -- who wrote how much, and when
SELECT p.id, p.name, count(*) AS articles, min(a.published_date) AS first, max(a.published_date) AS last,
  sum(a.words) AS words
FROM people p JOIN article_people x ON x.person_id = p.id AND x.role = 'author' JOIN articles a ON a.id = x.article_id
WHERE a.status <> 'withheld' GROUP BY p.id;

CREATE VIEW picture AS                         -- the pictures of current texts, with what is said of them
SELECT x.id, a.id AS article_id, x.position, x.role, x.caption, x.credit, x.alt, x.after, i.url AS image_url,
  a.title AS article_title, a.published_date, u.url AS article_url, s.slug AS site, x.version_id
FROM version_images x JOIN images i ON i.id = x.image_id JOIN articles a ON a.current_version_id = x.version_id
  JOIN urls u ON u.id = a.url_id JOIN sites s ON s.id = a.site_id
WHERE a.status <> 'withheld';

CREATE VIEW link_graph AS                      -- which current text points at what
SELECT a.id AS from_id, s.slug AS site, a.title AS from_title, u.url AS from_url, a.published_date, l.position, l.kind,
  l.text, l.rel, l.url, t.id AS to_id, t.title AS to_title
FROM version_links l JOIN articles a ON a.current_version_id = l.version_id JOIN sites s ON s.id = a.site_id
  JOIN urls u ON u.id = a.url_id LEFT JOIN articles t ON t.id = l.target_article_id AND t.status <> 'withheld'
WHERE a.status <> 'withheld';

CREATE VIEW articles_by_month AS               -- the denominator of every question about time
SELECT s.slug AS site, substr(a.published_at, 1, 7) AS month, count(*) AS articles, sum(a.words) AS words,
  sum(a.versions > 1) AS edited
FROM articles a JOIN sites s ON s.id = a.site_id
WHERE a.published_at IS NOT NULL AND a.status <> 'withheld' GROUP BY 1, 2;
"""


@migrations()
def m010_asked(db: Database) -> None:
    db.conn.create_function("article_key", 1, _key, deterministic=True)
    for script in (COLUMNS, SEARCHED, TARGETS, VIEWS):
        run(db, script)
    _spell_out(db)
    _measure_edits(db)


def _key(url: str) -> str | None:
    try:
        return article_key(url)
    except ValueError:  # what a text links to may be no address at all
        return None


def _spell_out(db: Database) -> None:
    """Give what was stored before the forms that the second index has."""
    for number, *texts in _each(db, "SELECT id, title, body FROM article_versions WHERE id > ? ORDER BY id LIMIT 200"):
        if forms := search_forms(*texts):
            db.execute("UPDATE article_versions SET search_title = ?, search_body = ? WHERE id = ?", (*forms, number))
    said = "SELECT id, caption, credit, alt FROM version_images WHERE id > ? ORDER BY id LIMIT 2000"
    for number, *texts in _each(db, said):
        if forms := search_forms(*filter(None, texts)):
            db.execute("UPDATE version_images SET search_text = ? WHERE id = ?", ("\n".join(forms), number))


def _each(db: Database, sql: str) -> Iterator[tuple[Any, ...]]:
    """The rows of a table that is changed on the way, some at a time."""
    last = 0
    while rows := db.execute(sql, (last,)).fetchall():
        yield from rows
        last = rows[-1][0]


def _measure_edits(db: Database) -> None:
    """How much each version changed, for those that were stored before this was counted."""
    edits = db.execute(
        "SELECT v.id, o.title || char(10) || char(10) || o.body, v.title || char(10) || char(10) || v.body"
        " FROM article_versions v JOIN article_versions o"
        " ON o.article_id = v.article_id AND o.version = v.version - 1"
    )
    for version_id, old, new in edits.fetchall():
        changed = size(compared(old, new))
        db.execute(
            "UPDATE article_versions SET chars_added = ?, chars_removed = ? WHERE id = ?",
            (changed.added, changed.removed, version_id),
        )
