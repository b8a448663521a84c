"""The tables, views and indexes of the database, one migration after the other."""

# ruff: noqa: I001  # migrations run in the order in which they are named here
from iria_crawler.store.schema.steps import APPLICATION_ID, migrations
from iria_crawler.store.schema import first
from iria_crawler.store.schema import paced
from iria_crawler.store.schema import weighed
from iria_crawler.store.schema import parted
from iria_crawler.store.schema import learnt
from iria_crawler.store.schema import asked
from iria_crawler.store.schema import alike
from iria_crawler.store.schema import kept
from iria_crawler.store.schema import withheld
from iria_crawler.store.schema import delivered
from iria_crawler.store.schema import browsed
from iria_crawler.store.schema import checked
from iria_crawler.store.schema import replayed
from iria_crawler.store.schema import requisites
from iria_crawler.store.schema import pointed
from iria_crawler.store.schema import remembered
from iria_crawler.store.schema import accepted
from iria_crawler.store.schema import beside
from iria_crawler.store.schema import noted

__all__ = [
    "APPLICATION_ID",
    "accepted",
    "alike",
    "asked",
    "beside",
    "browsed",
    "checked",
    "delivered",
    "first",
    "kept",
    "learnt",
    "migrations",
    "noted",
    "paced",
    "parted",
    "pointed",
    "remembered",
    "replayed",
    "requisites",
    "weighed",
    "withheld",
]
