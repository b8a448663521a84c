"""What the database began with: crawls and captures, articles, search, views."""

from sqlite_utils import Database

from iria_crawler.store.schema.steps import APPLICATION_ID, migrations, run

CRAWLED = """
CREATE TABLE sites (                           -- whose pages these are
  id INTEGER PRIMARY KEY,
  slug TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  home_url TEXT NOT NULL,
  kind TEXT NOT NULL,
  language TEXT,
  config TEXT NOT NULL,                        -- JSON: the site file as last used
  added_at TEXT NOT NULL
) STRICT;

CREATE TABLE urls (                            -- every URL once, and what the crawler must remember of it
  id INTEGER PRIMARY KEY,
  url TEXT NOT NULL UNIQUE,
  site_id INTEGER NOT NULL REFERENCES sites(id),
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
  fail_count INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX urls_queue ON urls(site_id, priority DESC, id) WHERE state = 'due';
CREATE INDEX urls_claimed ON urls(site_id, priority) WHERE state = 'claimed';
CREATE INDEX urls_state ON urls(site_id, state, kind);

CREATE TABLE mentions (                        -- what a feed, a sitemap or an API said of a URL
  url_id INTEGER NOT NULL REFERENCES urls(id),
  source TEXT NOT NULL,
  said TEXT,                                   -- JSON: title, times, authors …; NULL where only the URL was named
  seen_at TEXT NOT NULL,
  PRIMARY KEY (url_id, source)
) STRICT, WITHOUT ROWID;

CREATE TABLE hosts (                           -- the pace that a host asked for
  host TEXT PRIMARY KEY,
  crawl_delay REAL,                            -- seconds, from robots.txt
  blocked_until TEXT                           -- Retry-After: no request before this time
) STRICT, WITHOUT ROWID;

CREATE TABLE crawls (                          -- one row per run
  id TEXT PRIMARY KEY,                         -- 'ir-ia-20261121T023000Z'
  site_id INTEGER NOT NULL REFERENCES sites(id),
  kind TEXT NOT NULL CHECK (kind IN ('full','update','test')),
  started_at TEXT NOT NULL,
  finished_at TEXT,
  status TEXT NOT NULL DEFAULT 'running' CHECK (status IN ('running','finished','stopped','interrupted','failed')),
  reason TEXT,
  exit_code INTEGER,
  software TEXT NOT NULL,
  config TEXT,                                 -- JSON: the settings in force
  counters TEXT NOT NULL DEFAULT '{}'          -- JSON: outcome -> number
) STRICT;
CREATE INDEX crawls_site ON crawls(site_id, started_at);

CREATE TABLE warc_files (
  id INTEGER PRIMARY KEY,
  filename TEXT NOT NULL UNIQUE,               -- relative to the archive folder
  site_id INTEGER NOT NULL REFERENCES sites(id),
  crawl_id TEXT REFERENCES crawls(id),         -- NULL where a rebuild cannot tell
  state TEXT NOT NULL CHECK (state IN ('open','closed','bad')),
  opened_at TEXT NOT NULL,
  closed_at TEXT,
  size INTEGER NOT NULL,                       -- bytes that the rows here account for
  records INTEGER NOT NULL,
  sha256 TEXT                                  -- of the closed file
) STRICT;

CREATE TABLE captures (                        -- one row per response or revisit record: a CDX with foreign keys
  id INTEGER PRIMARY KEY,
  url_id INTEGER NOT NULL REFERENCES urls(id),
  crawl_id TEXT REFERENCES crawls(id),
  captured_at TEXT NOT NULL,                   -- = WARC-Date
  record_type TEXT NOT NULL CHECK (record_type IN ('response','revisit','resource')),
  status INTEGER,
  mime TEXT,
  payload_bytes INTEGER NOT NULL,
  payload_digest TEXT,                         -- of the entity body, transfer coding removed
  redirect_url TEXT,
  truncated TEXT,
  elapsed_ms INTEGER NOT NULL,
  refers_to_id INTEGER REFERENCES captures(id),  -- revisit -> the capture that holds the payload
  warc_file_id INTEGER NOT NULL REFERENCES warc_files(id),
  warc_offset INTEGER NOT NULL,
  warc_length INTEGER NOT NULL,
  warc_record_id TEXT NOT NULL UNIQUE,
  reading TEXT CHECK (reading IN ('pending','article','no-article')),  -- NULL: nothing to read
  reason TEXT,                                 -- why it has no article
  version_id INTEGER REFERENCES article_versions(id) ON DELETE SET NULL,  -- the text that it shows
  UNIQUE (warc_file_id, warc_offset)
) STRICT;
CREATE INDEX captures_url ON captures(url_id, captured_at);
CREATE INDEX captures_crawl ON captures(crawl_id, status);
CREATE INDEX captures_digest ON captures(payload_digest) WHERE record_type = 'response';
CREATE INDEX captures_pending ON captures(id) WHERE reading = 'pending';

CREATE TABLE problems (                        -- what went wrong or was left out
  id INTEGER PRIMARY KEY,
  crawl_id TEXT NOT NULL REFERENCES crawls(id),
  url TEXT NOT NULL,
  at TEXT NOT NULL,
  class TEXT NOT NULL CHECK (class IN ('error','skipped')),
  stage TEXT NOT NULL CHECK (stage IN
    ('scope','robots','dns','connect','tls','http','body','parse','extract','warc','database','limit')),
  code TEXT NOT NULL,                          -- 'http-503', 'dns', 'robots-disallowed' …
  message TEXT,
  attempts INTEGER NOT NULL DEFAULT 1,
  capture_id INTEGER REFERENCES captures(id)
) STRICT;
CREATE INDEX problems_crawl ON problems(crawl_id, class, code);
CREATE INDEX problems_url ON problems(url);
"""

PUBLISHED = """
CREATE TABLE articles (                        -- one row per article; light columns repeat its current version
  id INTEGER PRIMARY KEY,
  site_id INTEGER NOT NULL REFERENCES sites(id),
  url_id INTEGER NOT NULL UNIQUE REFERENCES urls(id),  -- canonical URL
  key TEXT NOT NULL,                           -- what all addresses of the article have in common
  external_id TEXT,                            -- the publisher's number, such as a WordPress post id
  title TEXT NOT NULL,
  language TEXT,
  section TEXT,
  published_at TEXT,
  published_date TEXT GENERATED ALWAYS AS (substr(published_at, 1, 10)) VIRTUAL,
  words INTEGER NOT NULL,
  versions INTEGER NOT NULL,
  status TEXT NOT NULL DEFAULT 'live' CHECK (status IN ('live','gone','moved','withheld')),
  first_seen_at TEXT NOT NULL,
  last_seen_at TEXT NOT NULL,
  current_version_id INTEGER REFERENCES article_versions(id) DEFERRABLE INITIALLY DEFERRED,
  UNIQUE (site_id, key)
) STRICT;
CREATE INDEX articles_key ON articles(site_id, key COLLATE NOCASE);
CREATE INDEX articles_external ON articles(site_id, external_id) WHERE external_id IS NOT NULL;
CREATE INDEX articles_published ON articles(site_id, published_at);
CREATE INDEX articles_current ON articles(current_version_id);

CREATE TABLE article_versions (                -- one row per text that the publisher has shown
  id INTEGER PRIMARY KEY,
  article_id INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
  version INTEGER NOT NULL,
  capture_id INTEGER NOT NULL REFERENCES captures(id),  -- what this text was read from
  first_seen_at TEXT NOT NULL,
  last_seen_at TEXT NOT NULL,
  title TEXT NOT NULL,
  subtitle TEXT,
  summary TEXT,
  body TEXT NOT NULL,                          -- plain text, paragraphs parted by a blank line
  byline TEXT,                                 -- authors, '; ' between them
  language TEXT,
  section TEXT,
  published_at TEXT,
  published_raw TEXT,
  modified_at TEXT,
  modified_raw TEXT,
  lead_image TEXT,
  words INTEGER NOT NULL,
  text_sha256 TEXT NOT NULL,                   -- of title, newline, body: NFC, white space collapsed
  change TEXT NOT NULL CHECK (change IN ('first','body','title')),
  extractor TEXT NOT NULL,
  extracted_at TEXT NOT NULL,
  mentions TEXT NOT NULL,                      -- JSON: what feeds, sitemaps and APIs had said, as used
  sources TEXT NOT NULL,                       -- JSON: field -> where its value came from
  UNIQUE (article_id, version)
) STRICT;
CREATE INDEX article_versions_capture ON article_versions(capture_id);
CREATE INDEX article_versions_sha ON article_versions(text_sha256);

CREATE TABLE people (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  name_key TEXT NOT NULL UNIQUE                -- case-folded, white space collapsed
) STRICT;

CREATE TABLE article_people (
  article_id INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
  person_id INTEGER NOT NULL REFERENCES people(id),
  role TEXT NOT NULL DEFAULT 'author' CHECK (role IN ('author','editor','translator','photographer','interviewee')),
  position INTEGER NOT NULL,
  PRIMARY KEY (article_id, person_id, role)
) STRICT, WITHOUT ROWID;
CREATE INDEX article_people_person ON article_people(person_id);

CREATE TABLE terms (                           -- categories and tags as the publisher gave them
  id INTEGER PRIMARY KEY,
  site_id INTEGER NOT NULL REFERENCES sites(id),
  scheme TEXT NOT NULL CHECK (scheme IN ('category','tag')),
  name TEXT NOT NULL,
  UNIQUE (site_id, scheme, name)
) STRICT;

CREATE TABLE article_terms (
  article_id INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
  term_id INTEGER NOT NULL REFERENCES terms(id),
  position INTEGER NOT NULL,
  PRIMARY KEY (article_id, term_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX article_terms_term ON article_terms(term_id);

CREATE TABLE images (
  id INTEGER PRIMARY KEY,
  url TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE version_images (
  id INTEGER PRIMARY KEY,
  version_id INTEGER NOT NULL REFERENCES article_versions(id) ON DELETE CASCADE,
  image_id INTEGER NOT NULL REFERENCES images(id),
  position INTEGER NOT NULL,
  role TEXT NOT NULL CHECK (role IN ('lead','inline','gallery')),
  caption TEXT,
  credit TEXT,
  alt TEXT,
  UNIQUE (version_id, position)
) STRICT;
CREATE INDEX version_images_image ON version_images(image_id);

CREATE TABLE version_links (
  version_id INTEGER NOT NULL REFERENCES article_versions(id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  url TEXT NOT NULL,
  text TEXT,
  rel TEXT,
  kind TEXT NOT NULL CHECK (kind IN ('internal','external','document','embed')),
  PRIMARY KEY (version_id, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX version_links_url ON version_links(url);
"""

# content="…" in double quotes: sqlite-utils and Datasette recognise the search table only so
SEARCHED = """
CREATE VIRTUAL TABLE versions_fts USING fts5(title, body,
  content="article_versions", content_rowid='id', tokenize="unicode61 remove_diacritics 2");
CREATE TRIGGER article_versions_ai AFTER INSERT ON article_versions BEGIN
  INSERT INTO versions_fts(rowid, title, body) VALUES (new.id, new.title, new.body); END;
CREATE TRIGGER article_versions_ad AFTER DELETE ON article_versions BEGIN
  INSERT INTO versions_fts(versions_fts, rowid, title, body) VALUES ('delete', old.id, old.title, old.body); END;
CREATE TRIGGER article_versions_au AFTER UPDATE OF title, body ON article_versions BEGIN
  INSERT INTO versions_fts(versions_fts, rowid, title, body) VALUES ('delete', old.id, old.title, old.body);
  INSERT INTO versions_fts(rowid, title, body) VALUES (new.id, new.title, new.body); END;

CREATE VIRTUAL TABLE captions_fts USING fts5(caption, credit, alt,
  content="version_images", content_rowid='id', tokenize="unicode61 remove_diacritics 2");
CREATE TRIGGER version_images_ai AFTER INSERT ON version_images BEGIN
  INSERT INTO captions_fts(rowid, caption, credit, alt) VALUES (new.id, new.caption, new.credit, new.alt); END;
CREATE TRIGGER version_images_ad AFTER DELETE ON version_images BEGIN
  INSERT INTO captions_fts(captions_fts, rowid, caption, credit, alt)
    VALUES ('delete', old.id, old.caption, old.credit, old.alt); END;
CREATE TRIGGER version_images_au AFTER UPDATE ON version_images BEGIN
  INSERT INTO captions_fts(captions_fts, rowid, caption, credit, alt)
    VALUES ('delete', old.id, old.caption, old.credit, old.alt);
  INSERT INTO captions_fts(rowid, caption, credit, alt) VALUES (new.id, new.caption, new.credit, new.alt); END;
"""

VIEWS = """
CREATE VIEW article AS                         -- the one view for most questions: the current text of every article
SELECT a.id, s.slug AS site, a.title, v.subtitle, v.summary, v.body, v.byline AS authors,
  (SELECT group_concat(name, '; ') FROM (SELECT t.name FROM article_terms x JOIN terms t ON t.id = x.term_id
    WHERE x.article_id = a.id AND t.scheme = 'category' ORDER BY x.position)) AS categories,
  (SELECT group_concat(name, '; ') FROM (SELECT t.name FROM article_terms x JOIN terms t ON t.id = x.term_id
    WHERE x.article_id = a.id AND t.scheme = 'tag' ORDER BY x.position)) AS tags,
  a.language, a.section, a.published_at, a.published_date, v.published_raw, v.modified_at, v.lead_image, a.words,
  a.versions, a.status, u.url, a.first_seen_at, a.last_seen_at, c.captured_at, v.text_sha256, c.payload_digest,
  w.filename AS warc_file, c.warc_offset, c.warc_length, c.warc_record_id, v.sources, v.extractor, v.id AS version_id
FROM articles a JOIN article_versions v ON v.id = a.current_version_id JOIN sites s ON s.id = a.site_id
  JOIN urls u ON u.id = a.url_id JOIN captures c ON c.id = v.capture_id JOIN warc_files w ON w.id = c.warc_file_id
WHERE a.status <> 'withheld';

CREATE VIEW article_list AS                    -- what a browse page needs; no text, so it stays fast
SELECT a.id, s.slug AS site, a.title, v.byline AS authors, a.section, a.language, a.published_date, a.words,
  a.versions, a.status, u.url, a.current_version_id AS version_id
FROM articles a JOIN article_versions v ON v.id = a.current_version_id JOIN sites s ON s.id = a.site_id
  JOIN urls u ON u.id = a.url_id
WHERE a.status <> 'withheld';
"""


@migrations(transactional=False)
def m001_identity(db: Database) -> None:
    """WAL survives a crash and lets readers in."""
    db.execute("PRAGMA journal_mode = WAL")
    db.execute(f"PRAGMA application_id = {APPLICATION_ID}")


@migrations()
def m002_crawled(db: Database) -> None:
    run(db, CRAWLED)


@migrations()
def m003_published(db: Database) -> None:
    run(db, PUBLISHED)


@migrations()
def m004_searched(db: Database) -> None:
    run(db, SEARCHED)


@migrations()
def m005_views(db: Database) -> None:
    run(db, VIEWS)
