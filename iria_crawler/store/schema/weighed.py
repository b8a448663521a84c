"""What lets a person doubt a text: what else was found for its fields, and whether it is all of the article."""

from sqlite_utils import Database

from iria_crawler.store.schema.steps import migrations, run

COLUMNS = """
ALTER TABLE article_versions ADD COLUMN candidates TEXT;  -- JSON: field -> what lost against its value; NULL: nothing
ALTER TABLE article_versions ADD COLUMN is_partial INTEGER NOT NULL DEFAULT 0 CHECK (is_partial IN (0,1));
ALTER TABLE article_versions ADD COLUMN charset TEXT;  -- what the page was read in, and what told it: utf-8 (meta)
ALTER TABLE version_images ADD COLUMN after INTEGER;  -- how many paragraphs stand before it; NULL: not known
"""

VIEW = """
DROP VIEW article;
CREATE VIEW article AS                         -- the one view for most questions: the current text of every article
SELECT a.id, s.slug AS site, a.title, v.subtitle, v.summary, v.body, v.byline AS authors,
  (SELECT group_concat(name, '; ') FROM (SELECT t.name FROM article_terms x JOIN terms t ON t.id = x.term_id
    WHERE x.article_id = a.id AND t.scheme = 'category' ORDER BY x.position)) AS categories,
  (SELECT group_concat(name, '; ') FROM (SELECT t.name FROM article_terms x JOIN terms t ON t.id = x.term_id
    WHERE x.article_id = a.id AND t.scheme = 'tag' ORDER BY x.position)) AS tags,
  a.language, a.section, a.published_at, a.published_date, v.published_raw, v.modified_at, v.lead_image, a.words,
  v.is_partial, a.versions, a.status, u.url, a.first_seen_at, a.last_seen_at, c.captured_at, v.text_sha256,
  c.payload_digest, w.filename AS warc_file, c.warc_offset, c.warc_length, c.warc_record_id, v.sources, v.candidates,
  v.charset, v.extractor, v.id AS version_id
FROM articles a JOIN article_versions v ON v.id = a.current_version_id JOIN sites s ON s.id = a.site_id
  JOIN urls u ON u.id = a.url_id JOIN captures c ON c.id = v.capture_id JOIN warc_files w ON w.id = c.warc_file_id
WHERE a.status <> 'withheld';
"""


@migrations()
def m007_weighed(db: Database) -> None:
    for script in (COLUMNS, VIEW):
        run(db, script)
