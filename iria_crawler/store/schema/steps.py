"""The list of migrations, and how one is run."""

import sqlite3
from collections.abc import Iterator

from sqlite_utils import Database, Migrations

APPLICATION_ID = 0x49524941  # "IRIA", so that `file` and others can tell whose database this is

migrations = Migrations("iria")


def run(db: Database, script: str) -> None:
    """Run a script one statement at a time: `executescript` would commit, and a migration is one transaction."""
    for statement in _statements(script):
        db.execute(statement)


def _statements(script: str) -> Iterator[str]:
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
