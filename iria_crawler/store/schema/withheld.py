"""Decisions on what may not be shown, and what was removed for good."""

from sqlite_utils import Database

from iria_crawler.store.schema.steps import migrations, run

WITHHELD = """
CREATE TABLE withholdings (                    -- take-downs and embargoes: one row each, never deleted
  id INTEGER PRIMARY KEY,
  match TEXT NOT NULL CHECK (match IN ('url','prefix','article')),
  target TEXT NOT NULL,                        -- an address, the beginning of addresses, or the number of an article
  action TEXT NOT NULL CHECK (action IN ('block','exclude','embargo')),  -- replay: 451, 404, 451 until a day
  reason TEXT NOT NULL,
  requested_by TEXT,
  decided_by TEXT NOT NULL,
  decided_at TEXT NOT NULL,
  until TEXT,                                  -- end of an embargo; NULL: until it is lifted
  lifted_at TEXT,
  lifted_by TEXT
) STRICT;
CREATE INDEX withholdings_held ON withholdings(match, target) WHERE lifted_at IS NULL;

-- what an article is besides being withheld
ALTER TABLE articles ADD COLUMN status_before TEXT;
CREATE INDEX articles_withheld ON articles(id) WHERE status = 'withheld';

CREATE TABLE tombstones (                      -- captures that were removed from the WARC files for good
  warc_record_id TEXT PRIMARY KEY,
  url TEXT NOT NULL,
  captured_at TEXT NOT NULL,
  payload_digest TEXT,
  warc_file TEXT NOT NULL,                     -- the file that had the record
  purged_at TEXT NOT NULL,
  reason TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX tombstones_url ON tombstones(url);
"""


@migrations()
def m016_withheld(db: Database) -> None:
    run(db, WITHHELD)
