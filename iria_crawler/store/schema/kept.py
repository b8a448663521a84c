"""What happened to the archive after the crawls: a log that is only ever added to."""

from sqlite_utils import Database

from iria_crawler.store.schema.steps import migrations, run

# The event types are those of PREMIS 3.0 that an archive of this kind has.
EVENTS = """
CREATE TABLE events (                          -- what was done to the archive, PREMIS-like; rows are never changed
  id INTEGER PRIMARY KEY,
  at TEXT NOT NULL,
  type TEXT NOT NULL CHECK (type IN ('fixity-check','validation','replay-check','extraction','ingestion','rebuild',
    'delivery','withholding','release','deletion','repair')),
  object TEXT NOT NULL,                        -- 'site:ir-ia', 'warc/…/IRIA-….warc.gz', 'article:12', 'release:2026.11'
  outcome TEXT NOT NULL CHECK (outcome IN ('success','warning','failure')),
  detail TEXT,                                 -- JSON: what was counted or decided
  agent TEXT NOT NULL                          -- the software that did it, with its version
) STRICT;
CREATE INDEX events_object ON events(object, at);
CREATE INDEX events_type ON events(type, at);
CREATE TRIGGER events_stay BEFORE UPDATE ON events BEGIN SELECT raise(ABORT, 'events are never changed'); END;
CREATE TRIGGER events_remain BEFORE DELETE ON events BEGIN SELECT raise(ABORT, 'events are never deleted'); END;
"""


@migrations()
def m012_events(db: Database) -> None:
    run(db, EVENTS)
