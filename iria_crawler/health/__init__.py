"""What is wrong with an archive: crawls failed, overdue, blocked or shrinking, files damaged, disk full."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from shutil import disk_usage

from iria_crawler.health.disk import Disk, disk, disk_low
from iria_crawler.health.fixity import damaged
from iria_crawler.health.habits import YOUNG, dead_documents, empty_text, fewer_articles, silence
from iria_crawler.health.looks import Finding, Look, is_running, look, when
from iria_crawler.health.runs import blocked, changed, failed, overdue, overdue_since
from iria_crawler.sites import Site
from iria_crawler.store import Store

__all__ = ["Disk", "Finding", "Look", "disk", "findings", "is_running", "look", "overdue_since", "when"]

Rule = Callable[[Look], Iterator[Finding]]

_ALWAYS: tuple[Rule, ...] = (failed, overdue, blocked, changed, damaged)
_BY_HABIT: tuple[Rule, ...] = (fewer_articles, silence, dead_documents, empty_text)


def findings(
    store: Store, sites: Mapping[str, Site], *, now: datetime, folder: Path, free: int | None = None
) -> tuple[Finding, ...]:
    """All that a person should look at, site by site, then what concerns the whole archive. `free` are the
    bytes left on the disk, which is asked if they are not given."""
    told = [finding for site in sites.values() for finding in _of(look(store, site, folder=folder, now=now))]
    room = disk(store, folder, now=now, free=disk_usage(folder).free if free is None else free)
    return (*told, *disk_low(room, sites, now=now))


def _of(seen: Look) -> Iterator[Finding]:
    rules = _ALWAYS if len(seen.crawls) < YOUNG else _ALWAYS + _BY_HABIT
    for rule in rules:
        yield from rule(seen)
