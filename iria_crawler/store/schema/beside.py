"""Records of files of others that replay finds, and that are no captures of a page."""

from sqlite_utils import Database

from iria_crawler.store.schema.steps import migrations, run

BESIDE = """
CREATE TABLE extra_records (                   -- records that the index of replay lists and that are no captures
  id INTEGER PRIMARY KEY,
  url TEXT NOT NULL,                           -- 'urn:text:https://…' of Browsertrix, 'metadata://…' of wget, 'dns:…'
  page_key TEXT,                               -- of the page that it is about: it is withheld and purged with that
  captured_at TEXT NOT NULL,                   -- = WARC-Date
  record_type TEXT NOT NULL,
  mime TEXT,
  payload_digest TEXT NOT NULL,                -- as declared, else of the block
  warc_file_id INTEGER NOT NULL REFERENCES warc_files(id),
  warc_offset INTEGER NOT NULL,
  warc_length INTEGER NOT NULL,
  warc_record_id TEXT NOT NULL UNIQUE,
  UNIQUE (warc_file_id, warc_offset)
) STRICT;
CREATE INDEX extra_records_page ON extra_records(page_key) WHERE page_key IS NOT NULL;

-- what revisits of files of others may stand for, besides responses
CREATE INDEX captures_resources ON captures(payload_digest) WHERE record_type = 'resource';
"""


@migrations()
def m022_beside(db: Database) -> None:
    run(db, BESIDE)
