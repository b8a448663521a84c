"""What rows of damaged records said otherwise when a loss was accepted: other differences are no part of it."""

from sqlite_utils import Database

from iria_crawler.store.schema.steps import migrations, run

NOTED = """
ALTER TABLE known_losses ADD COLUMN differences TEXT NOT NULL DEFAULT '[]';  -- JSON: what rows of them said otherwise
"""


@migrations()
def m023_noted(db: Database) -> None:
    run(db, NOTED)
