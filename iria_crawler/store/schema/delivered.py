"""What was handed over to others, and what they have accepted."""

from sqlite_utils import Database

from iria_crawler.store.schema.steps import migrations, run

DELIVERED = """
CREATE TABLE deliveries (                      -- what was handed over
  id INTEGER PRIMARY KEY,
  at TEXT NOT NULL,
  site_id INTEGER NOT NULL REFERENCES sites(id),
  kind TEXT NOT NULL CHECK (kind IN ('bag','wacz')),
  path TEXT NOT NULL,                          -- where it was put
  sha256 TEXT NOT NULL,                        -- of the bag's tag manifest, or of the WACZ
  bytes INTEGER NOT NULL,
  recipient TEXT,
  accepted_at TEXT,
  receipt TEXT                                 -- what the recipient answered
) STRICT;

CREATE TABLE delivery_files (                  -- which WARC files went along
  delivery_id INTEGER NOT NULL REFERENCES deliveries(id) ON DELETE CASCADE,
  warc_file_id INTEGER NOT NULL REFERENCES warc_files(id),
  PRIMARY KEY (delivery_id, warc_file_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX delivery_files_warc ON delivery_files(warc_file_id);
"""


@migrations()
def m017_delivered(db: Database) -> None:
    run(db, DELIVERED)
