"""The list of migrations, and how one is run."""

import sqlite3
from collections.abc import Iterator

from sqlite_utils import Database, Migrations

APPLICATION_ID = 0x49524941  # "IRIA", so that `file` and others can tell whose database this is


class Steps(Migrations):
    """Migrations that tell when a database has taken steps that are not among them."""

    def unknown(self, db: Database) -> list[str]:
        """The steps that a newer version of iria has taken."""
        names = {step.name for step in self._migrations}
        return [step.name for step in self.applied(db) if step.name not in names]


migrations = Steps("iria")


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
