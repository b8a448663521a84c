"""Losses that somebody has accepted: no alarm for what nobody can mend."""

from sqlite_utils import Database

from iria_crawler.store.schema.steps import migrations, run

ACCEPTED = """
CREATE TABLE known_losses (                    -- losses in WARC files that somebody has accepted; never deleted
  id INTEGER PRIMARY KEY,
  warc_file TEXT NOT NULL,                     -- file, from the archive folder
  sha256 TEXT,                                 -- of the file as it was accepted; NULL: it was gone
  size INTEGER,                                -- bytes that it had then
  expected TEXT,                               -- sha256 that it had when it was closed
  offsets TEXT NOT NULL,                       -- JSON: where damaged records stand in it; null: the file as a whole
  lost TEXT,                                   -- what is lost
  reason TEXT NOT NULL,
  accepted_by TEXT NOT NULL,                   -- who accepted it
  accepted_at TEXT NOT NULL,                   -- since when it is known
  ended_at TEXT,                               -- since when it is no longer so
  ended_by TEXT                                -- what ended it: the file is whole again, or another acceptance
) STRICT;
CREATE INDEX known_losses_held ON known_losses(warc_file) WHERE ended_at IS NULL;
"""


@migrations()
def m021_accepted(db: Database) -> None:
    run(db, ACCEPTED)
