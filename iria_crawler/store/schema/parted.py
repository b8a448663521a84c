"""What articles that run over several pages need: their parts, and the captures that a text was read from."""

from sqlite_utils import Database

from iria_crawler.store.schema.steps import migrations, run

PARTS = """
CREATE TABLE article_parts (                   -- one row per page of an article that runs over several
  site_id INTEGER NOT NULL REFERENCES sites(id),
  key TEXT NOT NULL,                           -- what the addresses of all parts have in common
  position INTEGER NOT NULL,
  url_id INTEGER NOT NULL REFERENCES urls(id),
  article_id INTEGER REFERENCES articles(id) ON DELETE CASCADE,
  capture_id INTEGER REFERENCES captures(id),  -- what this part was read from; NULL: it is named, and has not come
  seen_at TEXT,                                -- when the publisher showed this text last
  total INTEGER,                               -- how many parts this one says that there are
  title TEXT,
  body TEXT,
  figures TEXT,                                -- JSON
  links TEXT,                                  -- JSON
  text_sha256 TEXT,                            -- of the first part with its title, of others without
  mentions TEXT,                               -- JSON, as in article_versions
  extractor TEXT,
  PRIMARY KEY (site_id, key, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX article_parts_url ON article_parts(url_id);
CREATE INDEX article_parts_article ON article_parts(article_id, position);
CREATE INDEX article_parts_capture ON article_parts(capture_id);

CREATE TABLE version_captures (                -- what a text of several pages was read from, page by page
  version_id INTEGER NOT NULL REFERENCES article_versions(id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  capture_id INTEGER NOT NULL REFERENCES captures(id),
  PRIMARY KEY (version_id, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX version_captures_capture ON version_captures(capture_id);

-- over how many pages the publisher spreads the text; with fewer captures some of it is missing
ALTER TABLE article_versions ADD COLUMN parts INTEGER NOT NULL DEFAULT 1;

CREATE VIEW version_records AS                 -- the records that a text was read from, one row a page
SELECT v.article_id, v.version, v.id AS version_id, coalesce(x.position, 1) AS position, v.parts, u.url, c.captured_at,
  w.filename AS warc_file, c.warc_offset, c.warc_length, c.warc_record_id, c.payload_digest, c.id AS capture_id
FROM article_versions v LEFT JOIN version_captures x ON x.version_id = v.id
  JOIN captures c ON c.id = coalesce(x.capture_id, v.capture_id) JOIN urls u ON u.id = c.url_id
  JOIN warc_files w ON w.id = c.warc_file_id;
"""

# Later parts were kept and not read. Now they are, with the first parts, whose texts were never the whole ones.
LATER = """
CREATE TEMP TABLE later AS SELECT DISTINCT u.via_id AS first_id, c.url_id FROM captures c
  JOIN urls u ON u.id = c.url_id WHERE c.reading = 'no-article' AND c.reason = 'continuation';
UPDATE article_versions SET parts = 1 + (SELECT count(*) FROM later l JOIN captures c ON c.url_id = l.first_id
    WHERE c.id = article_versions.capture_id)
  WHERE id IN (SELECT current_version_id FROM articles)
    AND capture_id IN (SELECT c.id FROM later l JOIN captures c ON c.url_id = l.first_id);
UPDATE captures SET reading = 'pending', reason = NULL WHERE id IN (SELECT max(c.id) FROM captures c
    WHERE c.reading = 'no-article' AND c.reason = 'continuation' GROUP BY c.url_id)
  OR id IN (SELECT v.capture_id FROM article_versions v WHERE v.parts > 1);
DROP TABLE later;
"""


@migrations()
def m008_parted(db: Database) -> None:
    run(db, PARTS)
    run(db, LATER)
