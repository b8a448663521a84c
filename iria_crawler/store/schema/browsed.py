"""What the pages of an archive ask for: edits by time, among millions of texts that are none."""

from sqlite_utils import Database

from iria_crawler.store.schema.steps import migrations, run

EDITS = "CREATE INDEX article_versions_edits ON article_versions(first_seen_at) WHERE version > 1;"


@migrations()
def m018_browsed(db: Database) -> None:
    run(db, EDITS)
