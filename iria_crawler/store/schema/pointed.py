"""An index that finds the captures which show a text: what is withheld or purged is so at each of their addresses."""

from sqlite_utils import Database

from iria_crawler.store.schema.steps import migrations, run

POINTED = "CREATE INDEX captures_version ON captures(version_id) WHERE version_id IS NOT NULL;"


@migrations()
def m019_pointed(db: Database) -> None:
    run(db, POINTED)
