"""What a frontier of many sites and workers needs: hosts that are leased, sources that are remembered."""

from sqlite_utils import Database

from iria_crawler.sites import host_of
from iria_crawler.store.schema.steps import migrations, run

# A URL is known by each site for itself: two sites on one host have a robots.txt, a home page and a queue each.
URLS = """
CREATE TABLE new_urls (                        -- every URL of a site once, and what the crawler must remember of it
  id INTEGER PRIMARY KEY,
  url TEXT NOT NULL,
  site_id INTEGER NOT NULL REFERENCES sites(id),
  host TEXT NOT NULL,                          -- host and port, without `www.`: what a pace is kept for
  kind TEXT NOT NULL CHECK (kind IN ('robots','home','api','sitemap','feed','listing','article','page','other')),
  state TEXT NOT NULL CHECK (state IN ('due','claimed','captured','unchanged','excluded','failed')),
  reason TEXT,                                 -- the rule that excludes it, or its last error
  priority INTEGER NOT NULL,
  via_id INTEGER REFERENCES urls(id),          -- the page that named it first
  hops TEXT NOT NULL DEFAULT '',               -- the way from a seed: L link, R redirect, M manifest
  first_seen_at TEXT NOT NULL,
  last_checked_at TEXT,
  next_due_at TEXT,
  etag TEXT,
  last_modified TEXT,
  fail_count INTEGER NOT NULL DEFAULT 0,
  missing_since TEXT,                          -- since when its answers say that it is gone
  UNIQUE (url, site_id)
) STRICT;
INSERT INTO new_urls SELECT id, url, site_id, host_of(url), kind, state, reason, priority, via_id, hops, first_seen_at,
  last_checked_at, next_due_at, etag, last_modified, fail_count, NULL FROM urls;
DROP TABLE urls;
ALTER TABLE new_urls RENAME TO urls;
-- robots.txt is no document whose children need no look of their own; four steps are more than sitemaps have
UPDATE urls SET hops = 'P' || substr(hops, 2) WHERE hops LIKE 'M%'
  AND via_id IN (SELECT id FROM urls WHERE kind = 'robots');
UPDATE urls SET hops = 'P' || substr(hops, 2) WHERE hops LIKE 'M%'
  AND via_id IN (SELECT id FROM urls WHERE hops LIKE 'P%');
UPDATE urls SET hops = 'P' || substr(hops, 2) WHERE hops LIKE 'M%'
  AND via_id IN (SELECT id FROM urls WHERE hops LIKE 'P%');
UPDATE urls SET hops = 'P' || substr(hops, 2) WHERE hops LIKE 'M%'
  AND via_id IN (SELECT id FROM urls WHERE hops LIKE 'P%');
-- the list of posts is asked for in another order now
UPDATE urls SET state = 'excluded', reason = 'superseded', next_due_at = NULL
  WHERE kind = 'api' AND url LIKE '%/wp/v2/posts%per_page=100&_embed=%';
CREATE INDEX urls_queue ON urls(site_id, host, priority DESC, id) WHERE state = 'due';
CREATE INDEX urls_claimed ON urls(site_id, host, priority) WHERE state = 'claimed';
CREATE INDEX urls_state ON urls(site_id, state, kind);
CREATE INDEX urls_later ON urls(site_id, next_due_at) WHERE next_due_at IS NOT NULL;
"""

CRAWLS = """
CREATE TABLE new_crawls (                      -- one row per run
  id TEXT PRIMARY KEY,                         -- 'ir-ia-20261121T023000Z'
  site_id INTEGER NOT NULL REFERENCES sites(id),
  kind TEXT NOT NULL CHECK (kind IN ('full','update','patch','test')),
  started_by TEXT NOT NULL DEFAULT 'person' CHECK (started_by IN ('person','schedule')),
  started_at TEXT NOT NULL,
  finished_at TEXT,
  status TEXT NOT NULL DEFAULT 'running' CHECK (status IN ('running','finished','stopped','interrupted','failed')),
  reason TEXT,
  exit_code INTEGER,
  software TEXT NOT NULL,
  config TEXT,                                 -- JSON: the settings in force
  counters TEXT NOT NULL DEFAULT '{}'          -- JSON: outcome -> number
) STRICT;
INSERT INTO new_crawls SELECT id, site_id, kind, 'person', started_at, finished_at, status, reason, exit_code, software,
  config, counters FROM crawls;
DROP TABLE crawls;
ALTER TABLE new_crawls RENAME TO crawls;
CREATE INDEX crawls_site ON crawls(site_id, started_at);
"""

REMEMBERED = """
ALTER TABLE mentions ADD COLUMN via_id INTEGER REFERENCES urls(id);  -- the document that named it last
CREATE INDEX mentions_via ON mentions(via_id, seen_at);
ALTER TABLE hosts ADD COLUMN next_ok_at TEXT;  -- no request before this time, whoever asks
ALTER TABLE hosts ADD COLUMN lease TEXT;       -- the crawl that may ask this host now
ALTER TABLE hosts ADD COLUMN lease_until TEXT;
ALTER TABLE hosts ADD COLUMN wanted_by TEXT;   -- the crawl that waits for the lease
ALTER TABLE hosts ADD COLUMN wanted_until TEXT;
ALTER TABLE hosts ADD COLUMN refusals INTEGER NOT NULL DEFAULT 0;  -- block pages in a row
ALTER TABLE captures ADD COLUMN signals TEXT;  -- JSON: what it says on archiving, indexing and text mining

CREATE TABLE notices (                         -- who was told what
  id INTEGER PRIMARY KEY,
  site_id INTEGER REFERENCES sites(id),
  event TEXT NOT NULL,                         -- 'failed', 'overdue', 'disk-low' …
  at TEXT NOT NULL,
  message TEXT NOT NULL,
  sent INTEGER NOT NULL,                       -- to how many targets
  error TEXT                                   -- why it could not be sent to the others
) STRICT;
CREATE INDEX notices_event ON notices(site_id, event, at);
"""


@migrations(transactional=False)
def m006_paced(db: Database) -> None:
    """Tables are made anew while foreign keys are not looked at: https://sqlite.org/lang_altertable.html, section 7."""
    if "host" in db["urls"].columns_dict:  # killed after the commit, before the migration was noted
        return
    db.conn.create_function("host_of", 1, host_of, deterministic=True)
    db.execute("PRAGMA foreign_keys = OFF")
    db.execute("PRAGMA legacy_alter_table = ON")  # views that name a table are left as they are
    db.execute("BEGIN IMMEDIATE")
    try:
        for script in (URLS, CRAWLS, REMEMBERED):
            run(db, script)
        if broken := db.execute("PRAGMA foreign_key_check").fetchone():
            raise RuntimeError(f"the database would lose its bearings: {broken}")
        db.execute("COMMIT")
    finally:
        if db.conn.in_transaction:
            db.execute("ROLLBACK")
        db.execute("PRAGMA legacy_alter_table = OFF")
        db.execute("PRAGMA foreign_keys = ON")
