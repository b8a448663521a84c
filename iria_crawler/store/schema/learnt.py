"""What is known of the pages of each site, and which texts were read by it."""

from sqlite_utils import Database

from iria_crawler.store.schema.steps import migrations, run

LEARNT = """
CREATE TABLE site_knowledge (                  -- what was learnt from some pages of a site; a row is never changed
  id INTEGER PRIMARY KEY,
  site_id INTEGER NOT NULL REFERENCES sites(id),
  crawl_id TEXT REFERENCES crawls(id),         -- the run that learnt it
  learnt_at TEXT NOT NULL,
  articles INTEGER NOT NULL,                   -- how many the archive had then
  pages INTEGER NOT NULL,                      -- how many it was learnt from
  captures TEXT NOT NULL,                      -- JSON: their ids
  data TEXT,                                   -- JSON; NULL: they had too little in common
  sha256 TEXT,                                 -- of data
  retired_at TEXT,                             -- since when it no longer holds
  why TEXT CHECK (why IN ('unlearnable','superseded','site-changed'))
) STRICT;
CREATE INDEX site_knowledge_site ON site_knowledge(site_id, id);
CREATE UNIQUE INDEX site_knowledge_live ON site_knowledge(site_id) WHERE retired_at IS NULL;

-- by what a text was read besides its page; NULL: by that alone
ALTER TABLE article_versions ADD COLUMN knowledge_id INTEGER REFERENCES site_knowledge(id);
"""


@migrations()
def m009_learnt(db: Database) -> None:
    run(db, LEARNT)
