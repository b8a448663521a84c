"""The tables, views and indexes of the database, one migration after the other."""

from iria_crawler.store.schema import first, learnt, paced, parted, weighed
from iria_crawler.store.schema.steps import APPLICATION_ID, migrations

__all__ = ["APPLICATION_ID", "first", "learnt", "migrations", "paced", "parted", "weighed"]
