"""Whether this machine and this archive are in order, one check after the other. Nothing is mended or made."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from shutil import disk_usage

from iria_crawler.doctor.archive import DAMAGED, connected, database_checks, folder_checks
from iria_crawler.doctor.check import Check
from iria_crawler.doctor.crawls import contact, crawl_checks, left_open, room, site_files
from iria_crawler.doctor.machine import clock, machine_checks
from iria_crawler.errors import IriaError
from iria_crawler.sites import Site
from iria_crawler.store import FILENAME

__all__ = ["Check", "checks"]


def checks(folder: Path, *, now: datetime) -> Iterator[Check]:
    """All checks of this machine and the archive in `folder`, which need not be there yet."""
    yield from machine_checks()
    yield clock(now)
    if not folder.is_dir():
        yield Check(level="info", what=f"no archive at {folder} yet", remedy="iria site add https://news.example/")
        return
    yield from folder_checks(folder)
    sites, mistakes = site_files(folder / "sites")
    yield from mistakes
    yield from (contact(site, folder / "sites" / f"{slug}.toml") for slug, site in sites.items())
    free = disk_usage(folder).free
    if (folder / FILENAME).is_file():
        yield from _crawled(folder, sites, now=now, free=free)
    else:
        yield Check(
            level="info", what="no database yet: nothing was crawled", remedy="iria crawl https://news.example/"
        )
        yield room(None, sites, folder, now=now, free=free)
    yield from left_open(folder)


def _crawled(folder: Path, sites: Mapping[str, Site], *, now: datetime, free: int) -> Iterator[Check]:
    """The database, and what it tells of the crawls; where it cannot be read, that."""
    path = folder / FILENAME
    try:
        with connected(path) as store:
            said = list(database_checks(store, path))
            yield from said
            if said[0].level == "ok":  # else its tables are not those that the questions are for
                yield from crawl_checks(store, sites, folder, now=now, free=free)
    except IriaError as problem:
        yield Check(level="fail", what=str(problem), remedy=DAMAGED)
