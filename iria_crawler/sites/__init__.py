"""A site: what is particular about it, read from one TOML file."""

from iria_crawler.sites.files import added, built_in, find, known, load, parse, write
from iria_crawler.sites.tables import (
    Collection,
    Crawl,
    Former,
    Identity,
    Limits,
    Notify,
    Rules,
    Seed,
    Site,
    host_of,
    slug_of,
)

__all__ = [
    "Collection",
    "Crawl",
    "Former",
    "Identity",
    "Limits",
    "Notify",
    "Rules",
    "Seed",
    "Site",
    "added",
    "built_in",
    "find",
    "host_of",
    "known",
    "load",
    "parse",
    "slug_of",
    "write",
]
