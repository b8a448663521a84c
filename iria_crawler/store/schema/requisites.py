"""What pages need to look as they do, and what of it the archive lacks."""

import re

from sqlite_utils import Database

from iria_crawler.store.schema.steps import migrations, run

_PAGES = "'robots','home','api','sitemap','feed','listing','article','page','other'"
_KINDS = "'image','style','script','font','media','document','frame','asset'"
_HELD = (
    "EXISTS (SELECT 1 FROM captures c WHERE c.url_id = u.id AND c.truncated IS NULL AND c.status IN (200, 204, 304)"
    " AND (c.reason IS NULL OR c.reason NOT LIKE 'not-%'))"
)
# A page without a known requisite costs nothing here; one with thirty some 600 bytes.
NEEDED = """
ALTER TABLE urls ADD COLUMN requisites_at TEXT;  -- when it was last looked at for what it needs; NULL: never
-- what it is asked for as: the captures of that hold the picture
ALTER TABLE version_images ADD COLUMN url_id INTEGER REFERENCES urls(id);

CREATE TABLE page_requisites (                 -- what a page, or a style sheet, needs as of its last reading
  page_id INTEGER NOT NULL REFERENCES urls(id),  -- also a file that is needed and needs, or leads to, others itself
  url_id INTEGER NOT NULL REFERENCES urls(id),
  PRIMARY KEY (page_id, url_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX page_requisites_url ON page_requisites(url_id);
"""

VIEWS = f"""
CREATE VIEW missing_requisites AS              -- what pages need and the archive lacks, and why
WITH RECURSIVE lacking(url_id, page_id) AS (
  SELECT u.id, r.page_id FROM urls u CROSS JOIN page_requisites r ON r.url_id = u.id
  WHERE (u.state IN ('due','claimed','excluded','failed') OR u.reason LIKE 'not-%' OR u.reason LIKE 'truncated-%'
      OR u.reason IN ('http-206','bad-record'))
    AND NOT {_HELD}
  UNION
  SELECT l.url_id, r.page_id FROM lacking l CROSS JOIN urls p ON p.id = l.page_id AND p.kind IN ({_KINDS})
    CROSS JOIN page_requisites r ON r.url_id = p.id
)
SELECT s.slug AS site, p.url AS page_url, u.url, u.kind, u.state, u.reason, p.id AS page_id, u.id AS url_id
FROM lacking l JOIN urls p ON p.id = l.page_id AND p.kind NOT IN ({_KINDS}) JOIN urls u ON u.id = l.url_id
  JOIN sites s ON s.id = u.site_id;

DROP VIEW picture;
CREATE VIEW picture AS                         -- the pictures of current texts, with what is said of them
SELECT x.id, a.id AS article_id, x.position, x.role, x.caption, x.credit, x.alt, x.after, i.url AS image_url,
  a.title AS article_title, a.published_date, u.url AS article_url, s.slug AS site, x.version_id,
  k.id IS NOT NULL AS captured, k.id AS capture_id
FROM version_images x JOIN images i ON i.id = x.image_id JOIN articles a ON a.current_version_id = x.version_id
  JOIN urls u ON u.id = a.url_id JOIN sites s ON s.id = a.site_id
  LEFT JOIN captures k ON k.id = (SELECT coalesce(c.refers_to_id, c.id) FROM captures c WHERE c.url_id = x.url_id
    AND c.status IN (200, 304) AND c.truncated IS NULL AND (c.reason IS NULL OR c.reason NOT LIKE 'not-%')
    ORDER BY c.captured_at DESC LIMIT 1)
WHERE a.status <> 'withheld';
"""


@migrations(transactional=False)
def m014_requisites(db: Database) -> None:
    """The table of URLs is made anew as it is, with more kinds: https://sqlite.org/lang_altertable.html, section 7."""
    if "requisites_at" in db["urls"].columns_dict:  # killed after the commit, before the migration was noted
        return
    db.execute("PRAGMA foreign_keys = OFF")
    db.execute("PRAGMA legacy_alter_table = ON")  # views that name a table are left as they are
    db.execute("BEGIN IMMEDIATE")
    try:
        _widen(db)
        for script in (NEEDED, VIEWS):
            run(db, script)
        if broken := db.execute("PRAGMA foreign_key_check").fetchone():
            raise RuntimeError(f"the database would lose its bearings: {broken}")
        db.execute("COMMIT")
    finally:
        if db.conn.in_transaction:
            db.execute("ROLLBACK")
        db.execute("PRAGMA legacy_alter_table = OFF")
        db.execute("PRAGMA foreign_keys = ON")


def _widen(db: Database) -> None:
    """Whatever columns, indexes and triggers `urls` has, it keeps."""
    rows = db.execute("SELECT type, sql FROM sqlite_master WHERE tbl_name = 'urls' AND sql IS NOT NULL").fetchall()
    table = next(sql for kind, sql in rows if kind == "table")
    wider = table.replace(_PAGES, f"{_PAGES},\n    {_KINDS}", 1)
    db.execute(re.sub(r'^CREATE TABLE "?urls"?', "CREATE TABLE new_urls", wider, count=1))
    db.execute("INSERT INTO new_urls SELECT * FROM urls")
    db.execute("DROP TABLE urls")
    db.execute("ALTER TABLE new_urls RENAME TO urls")
    for sql in (sql for kind, sql in rows if kind != "table"):
        db.execute(sql)
