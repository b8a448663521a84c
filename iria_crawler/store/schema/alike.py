"""Which texts are nearly the same: signatures, pairs, and groups of articles."""

from sqlite_utils import Database

from iria_crawler.store.schema.steps import migrations, run

ALIKE = """
CREATE TABLE version_signatures (              -- MinHash of current texts, as far as `iria similar` has come
  version_id INTEGER PRIMARY KEY REFERENCES article_versions(id) ON DELETE CASCADE,
  signature BLOB                               -- 128 numbers of 4 bytes, little-endian; NULL: too short to compare
) STRICT;

CREATE TABLE signature_bands (                 -- texts that share a row here may be alike
  band INTEGER NOT NULL,
  hash INTEGER NOT NULL,
  version_id INTEGER NOT NULL REFERENCES version_signatures(version_id) ON DELETE CASCADE,
  PRIMARY KEY (band, hash, version_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX signature_bands_version ON signature_bands(version_id);

CREATE TABLE similar_versions (                -- pairs of current texts that are nearly the same
  a_id INTEGER NOT NULL REFERENCES version_signatures(version_id) ON DELETE CASCADE,
  b_id INTEGER NOT NULL REFERENCES version_signatures(version_id) ON DELETE CASCADE,
  jaccard REAL NOT NULL,                       -- share of runs of four words that they have in common, estimated
  PRIMARY KEY (a_id, b_id), CHECK (a_id < b_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX similar_versions_b ON similar_versions(b_id);

CREATE TABLE article_groups (                  -- articles that are one text, such as a wire report on several sites
  article_id INTEGER PRIMARY KEY REFERENCES articles(id) ON DELETE CASCADE,
  group_id INTEGER NOT NULL                    -- the smallest number of an article in the group
) STRICT;
CREATE INDEX article_groups_group ON article_groups(group_id);

CREATE VIEW similar AS                         -- articles that are nearly the same text as another one
SELECT a.id AS article_id, a.title, sa.slug AS site, a.published_at, b.id AS other_id, b.title AS other_title,
  sb.slug AS other_site, b.published_at AS other_published_at, p.jaccard, g.group_id
FROM (SELECT a_id AS one, b_id AS two, jaccard FROM similar_versions
    UNION ALL SELECT b_id, a_id, jaccard FROM similar_versions) p
  JOIN articles a ON a.current_version_id = p.one JOIN sites sa ON sa.id = a.site_id
  JOIN articles b ON b.current_version_id = p.two JOIN sites sb ON sb.id = b.site_id
  LEFT JOIN article_groups g ON g.article_id = a.id
WHERE a.status <> 'withheld' AND b.status <> 'withheld';
"""


@migrations()
def m011_alike(db: Database) -> None:
    run(db, ALIKE)
