"""What the pages of an archive ask for: edits by time, and the few articles that are not shown."""

from sqlite_utils import Database

from iria_crawler.store.schema.steps import migrations, run

INDEXES = """
-- counts are taken of all articles, from an index alone, less those that are withheld
CREATE INDEX articles_withheld ON articles(published_at, site_id) WHERE status = 'withheld';
CREATE INDEX article_versions_edits ON article_versions(first_seen_at) WHERE version > 1;
"""


@migrations()
def m011_browsed(db: Database) -> None:
    run(db, INDEXES)
