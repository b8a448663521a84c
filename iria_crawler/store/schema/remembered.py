"""What checks have found damaged: known until a later check finds it mended."""

from sqlite_utils import Database

from iria_crawler.store.schema.steps import migrations, run

REMEMBERED = """
CREATE TABLE damages (                         -- what checks have found damaged, and none since has found mended
  id INTEGER PRIMARY KEY,
  part TEXT NOT NULL CHECK (part IN ('records','opinions','references','texts','indexes')),  -- by what look
  file TEXT,                                   -- file, from the archive folder
  offset INTEGER,                              -- byte at which the damaged record begins
  url TEXT,
  warc_record_id TEXT,
  what TEXT NOT NULL,                          -- what is not as it should be
  lost TEXT,                                   -- what is lost with it, or why nothing is
  elsewhere TEXT,                              -- where the same payload stands in a good record
  sha256 TEXT,                                 -- of the file when it was found; `gone`: there was none
  found_at TEXT NOT NULL                       -- when it was found last
) STRICT;
CREATE INDEX damages_file ON damages(file, offset);
"""


@migrations()
def m020_remembered(db: Database) -> None:
    run(db, REMEMBERED)
