"""The tables, views and indexes of the database, one migration after the other."""

from iria_crawler.store.schema import first, paced, parted, weighed
from iria_crawler.store.schema.steps import APPLICATION_ID, migrations

__all__ = ["APPLICATION_ID", "first", "migrations", "paced", "parted", "weighed"]
