"""When each WARC file was looked at, and whether it was as it had been."""

from sqlite_utils import Database

from iria_crawler.store.schema.steps import migrations, run

CHECKED = """
CREATE TABLE fixity_checks (                   -- every time that the sum of a WARC file was made and compared
  id INTEGER PRIMARY KEY,
  warc_file_id INTEGER NOT NULL REFERENCES warc_files(id) ON DELETE CASCADE,
  at TEXT NOT NULL,                            -- when
  expected TEXT,                               -- sha256 that the file had when it was closed
  found TEXT,                                  -- sha256 that it had now; NULL: it was missing, or could not be read
  ok INTEGER NOT NULL,                         -- 1: they are the same
  seconds REAL NOT NULL                        -- how long it took to read it
) STRICT;
CREATE INDEX fixity_checks_file ON fixity_checks(warc_file_id, at);
"""


@migrations()
def m013_checked(db: Database) -> None:
    run(db, CHECKED)
