"""A site: what is particular about it, read from one TOML file."""

from iria_crawler.sites.files import added, built_in, find, known, load, parse, proposed, write
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
    host_in,
    host_of,
    slug_of,
)
from iria_crawler.sites.writing import text_of

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
    "host_in",
    "host_of",
    "known",
    "load",
    "parse",
    "proposed",
    "slug_of",
    "text_of",
    "write",
]
