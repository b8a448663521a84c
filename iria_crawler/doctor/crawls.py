"""The sites of an archive: their files, who is named to them, how their crawls go, and room for more."""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path

from iria_crawler.doctor.check import Check, Level
from iria_crawler.errors import SiteError
from iria_crawler.health import disk, findings, is_running
from iria_crawler.report import counted, size
from iria_crawler.sites import Site, built_in, load
from iria_crawler.store import Store
from iria_crawler.warc.files import OPEN

_REACHABLE = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+|https?://[^\s/]+")
_SKEW = timedelta(minutes=5)
_FAILURES = ("failed", "overdue", "blocked", "disk-low", "damage")


def site_files(folder: Path) -> tuple[dict[str, Site], list[Check]]:
    """The sites whose files can be read, and what is wrong with the others."""
    sites, mistakes = {}, []
    for path in sorted(folder.glob("*.toml")):
        try:
            sites[path.stem] = load(path)
        except SiteError as problem:
            mistakes += [Check(level="fail", what=line, remedy=f"edit {path}") for line in str(problem).splitlines()]
    return sites, mistakes


def crawl_checks(store: Store, sites: Mapping[str, Site], folder: Path, *, now: datetime, free: int) -> Iterator[Check]:
    """What the database tells of the sites with a file, and of those built in that were crawled."""
    crawled = {row["slug"] for row in store.rows("SELECT slug FROM sites")}
    without_file = {slug: site for slug, site in built_in().items() if slug in crawled - sites.keys()}
    yield from (contact(site, folder / "sites" / f"{slug}.toml") for slug, site in without_file.items())
    everyone = {**without_file, **sites}
    yield from _newest(store, now)
    yield room(store, everyone, folder, now=now, free=free)
    yield from _found(store, everyone, folder, now=now, free=free)
    unplanned = [slug for slug, site in everyone.items() if site.crawl.schedule is None]
    if unplanned:
        what = f"crawled by hand only, for want of a schedule: {', '.join(unplanned)}"
        yield Check(
            level="info", what=what, remedy='schedule = "daily 02:30" under [crawl], then: iria schedule install'
        )


def contact(site: Site, path: Path) -> Check:
    """Whether the user agent says whom a site can write to: the one courtesy that every crawler owes."""
    said = site.crawl.user_agent or site.collection.contact
    if said and _REACHABLE.search(said):
        return Check(level="ok", what=f"{site.slug}: the user agent names a contact")
    what = f"the user agent names no contact ({said})" if said else "the user agent names no contact"
    if site.crawl.user_agent:
        remedy = f"give user_agent under [crawl] in {path} an address or a URL"
    elif path.exists():
        remedy = f'add to {path}, under [collection]: contact = "you@your-archive.example"'
    else:
        remedy = f'write {path}: [site] home = "{site.home}" and [collection] contact = "you@your-archive.example"'
    return Check(level="fail", what=f"{site.slug}: {what}", remedy=remedy)


def _newest(store: Store, now: datetime) -> Iterator[Check]:
    newest = store.value("SELECT captured_at FROM captures ORDER BY id DESC LIMIT 1")
    if newest and datetime.fromisoformat(newest) > now + _SKEW:
        what = f"the newest capture is of {newest[:16]}, which is still to come: the clock is or was wrong"
        yield Check(level="fail", what=what, remedy="set the clock: timedatectl set-ntp true")


def room(store: Store | None, sites: Mapping[str, Site], folder: Path, *, now: datetime, free: int) -> Check:
    """Room on the disk, and whether each site leaves some of it."""
    said = f"disk: {disk(store, folder, now=now, free=free) if store else size(free) + ' free'}"
    unlimited = [slug for slug, site in sites.items() if site.limits.free_disk is None]
    if not unlimited:
        return Check(level="ok", what=said)
    what = f"{said}; but limits.free_disk is not set for {', '.join(unlimited)}"
    return Check(
        level="warn", what=what, remedy='free_disk = "20 GB" under [limits]: a crawl then stops before it is full'
    )


def _found(store: Store, sites: Mapping[str, Site], folder: Path, *, now: datetime, free: int) -> Iterator[Check]:
    found = findings(store, sites, now=now, folder=folder, free=free)
    for each in found:
        level: Level = "fail" if each.event in _FAILURES else "warn"
        yield Check(level=level, what=f"{each.site or 'archive'}: {each.event}: {each.message}", remedy=each.remedy)
    if sites and not found:
        yield Check(level="ok", what=f"crawls of {counted(len(sites), 'site')}: none failed or overdue")


def left_open(folder: Path) -> Iterator[Check]:
    """WARC files that a crawl did not close: a power cut, a kill. The next crawl takes in what they hold."""
    left: dict[str, list[Path]] = {}
    for path in sorted(folder.glob(f"warc/*/*/*{OPEN}")):
        left.setdefault(path.parts[-3], []).append(path)
    for slug, paths in left.items():
        if not is_running(folder, slug):
            what = f"{slug}: {counted(len(paths), 'WARC file')} left open by a crawl that died, such as {paths[0].name}"
            yield Check(level="warn", what=what, remedy=f"iria crawl {slug} takes in what they hold")
