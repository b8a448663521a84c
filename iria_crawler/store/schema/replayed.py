"""What a browser saw of archived pages in replay."""

from sqlite_utils import Database

from iria_crawler.store.schema.steps import migrations, run

REPLAYED = """
CREATE TABLE replay_checks (                   -- looks of a browser at pages in replay, one row each
  id INTEGER PRIMARY KEY,
  capture_id INTEGER NOT NULL REFERENCES captures(id),
  at TEXT NOT NULL,                            -- when it was looked at
  layout TEXT NOT NULL,                        -- what it has in common with the pages that it stands for
  rating TEXT NOT NULL CHECK (rating IN ('good','fair','bad')),
  text_match REAL,                             -- share of the words of its text that the page shows; NULL: it has none
  resources_ok INTEGER NOT NULL,               -- requests that the archive answered
  resources_missing INTEGER NOT NULL,          -- requests that it could not answer
  requests_left INTEGER NOT NULL,              -- requests for other servers; none was let through
  elapsed_ms INTEGER NOT NULL,                 -- how long the look took
  screenshot TEXT,                             -- file, from the archive folder
  note TEXT                                    -- what went wrong
) STRICT;
CREATE INDEX replay_checks_capture ON replay_checks(capture_id, id);

CREATE TABLE missing_resources (               -- what a page in replay asked for and did not get
  replay_check_id INTEGER NOT NULL REFERENCES replay_checks(id) ON DELETE CASCADE,
  url TEXT NOT NULL,
  kind TEXT NOT NULL,                          -- what it was wanted as: image, stylesheet, script, font, fetch …
  status INTEGER,                              -- what replay answered; NULL: the request was for another server
  PRIMARY KEY (replay_check_id, url)
) STRICT, WITHOUT ROWID;
CREATE INDEX missing_resources_url ON missing_resources(url);
"""


@migrations()
def m015_replayed(db: Database) -> None:
    run(db, REPLAYED)
