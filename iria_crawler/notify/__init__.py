"""Tells people what is wrong with their crawls, once, where they want to hear it: notify.to of the site files."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from iria_crawler.errors import IriaError
from iria_crawler.health import Finding, findings
from iria_crawler.notify.digest import DIGEST_AT, digest
from iria_crawler.notify.targets import PATIENCE, Target, ping, send, targets
from iria_crawler.sites import Site, built_in, load
from iria_crawler.store import Store, iso

__all__ = ["PATIENCE", "after_crawl", "before_crawl", "ping", "send_digest", "targets", "tell", "try_out"]

QUIET = timedelta(hours=36)
"""What was not found for so long is over, and told again when it comes back: a day, and room for a daily look
that begins late."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What became of one message."""

    target: Target
    sites: tuple[str, ...]
    error: str | None

    def __str__(self) -> str:
        return f"{self.target.label}: {self.error or 'sent'}"


def before_crawl(site: Site) -> tuple[str, ...]:
    """Tell the dead-man switch that a crawl begins; gives a line if it did not listen."""
    return tuple(_heard(site, ping(site, "start")))


def after_crawl(folder: Path, slug: str, crawl_id: str) -> tuple[str, ...]:
    """Tell the dead-man switch how a crawl ended, and people what is wrong with its site; gives a line for
    each that could not be told. What concerns the whole archive is told by the daily look, which knows
    whom. Raises `IriaError` where the archive or the site file cannot be read."""
    site = _site(folder, slug)
    if not site.notify.to and not site.notify.ping:
        return ()
    with Store.open(folder) as store:
        code = store.value("SELECT exit_code FROM crawls WHERE id = ?", crawl_id)
    if code is None:
        raise IriaError(f"{crawl_id} has not ended; nobody can be told how it went")
    deaf = list(_heard(site, ping(site, code)))
    if site.notify.to:
        now = datetime.now(UTC)
        with Store.create(folder) as store:
            found = [each for each in findings(store, {slug: site}, now=now, folder=folder) if each.site == slug]
            deaf += [str(sent) for sent in tell(store, folder, {slug: site}, found, now=now) if sent.error]
    return tuple(deaf)


def tell(
    store: Store, folder: Path, sites: Mapping[str, Site], found: Sequence[Finding], *, now: datetime
) -> list[Sent]:
    """Send each finding to those who want to hear of it, one message a target; what they were told before
    and still holds is not told again. What nobody took is told at the next look."""
    sent = []
    news = [finding for finding in found if _is_news(store, finding, now=now)]
    for target, slugs in targets(sites.values()).items():
        wanted = [finding for finding in news if _wanted(finding, [sites[slug] for slug in slugs])]
        if wanted:
            error = send(target, _title(wanted), _body(store, folder, wanted))
            sent.append(Sent(target=target, sites=tuple(slugs), error=error))
    with store.transaction():
        for finding in found:
            _note(store, finding, sites, sent, is_news=finding in news, now=now)
    return sent


def send_digest(
    store: Store, folder: Path, sites: Mapping[str, Site], *, now: datetime, anyway: bool = False
) -> list[Sent]:
    """Send the weekly digest to those who have not had this week's; `anyway` to all who want one at all."""
    wanted = [site for site in sites.values() if site.notify.digest == "weekly"]
    due = [site for site in wanted if anyway or DIGEST_AT.missed(_last_digest(store, site), now=now)]
    sent = []
    for target, slugs in targets(due).items():
        body = digest(store, folder, [sites[slug] for slug in slugs], now=now)
        sent.append(Sent(target=target, sites=tuple(slugs), error=send(target, "iria: the week", body)))
    with store.transaction():
        for site in due:
            mine = [each for each in sent if site.slug in each.sites]
            if mine:
                _write(store, site.slug, "digest", "the week", mine, now=now)
    return sent


def try_out(sites: Mapping[str, Site]) -> Iterator[Sent]:
    """Send a test message to every target, one after the other."""
    for target, slugs in targets(sites.values()).items():
        body = f"Messages about {', '.join(slugs)} will come here."
        yield Sent(target=target, sites=tuple(slugs), error=send(target, "iria: a test", body))


def _heard(site: Site, error: str | None) -> Iterator[str]:
    if error:
        yield f"notify.ping of {site.slug}: {error}"


def _site(folder: Path, slug: str) -> Site:
    """A site as its file says it now: addresses are nowhere else."""
    path = folder / "sites" / f"{slug}.toml"
    site = load(path) if path.is_file() else built_in().get(slug)
    if site is None:
        raise IriaError(f"{path} is gone; nobody can be told how the crawl went")
    return site


def _wanted(finding: Finding, sites: Sequence[Site]) -> bool:
    return any(finding.site in (None, site.slug) and finding.event in site.notify.on for site in sites)


def _title(found: Sequence[Finding]) -> str:
    first, *others = found
    more = f" and {len(others)} more" if others else ""
    return f"iria: {first.site or 'archive'} {first.event}{more}"


def _body(store: Store, folder: Path, found: Sequence[Finding]) -> str:
    lines = [str(finding) for finding in found]
    slugs = dict.fromkeys(finding.site for finding in found if finding.site)
    reports = [path for slug in slugs if (path := _report(store, folder, slug))]
    return "\n".join([*lines, *(["", "Reports:", *map(str, reports)] if reports else [])])


def _report(store: Store, folder: Path, slug: str) -> Path | None:
    """The page about the last crawl of a site, if there is one."""
    last = store.value(
        "SELECT k.id FROM crawls k JOIN sites s ON s.id = k.site_id WHERE s.slug = ?"
        " ORDER BY k.started_at DESC, k.rowid DESC LIMIT 1",
        slug,
    )
    path = folder.absolute() / "crawls" / str(last) / "report" / "index.html"
    return path if path.is_file() else None


# -- who was told what: rows in `notices`; `at` is when it was last found to hold --

_NOTICE = (
    "SELECT n.id FROM notices n LEFT JOIN sites s ON s.id = n.site_id"
    " WHERE s.slug IS ?1 AND n.event = ?2 AND n.at >= ?3 AND n.sent > 0 ORDER BY n.at DESC LIMIT 1"
)


def _is_news(store: Store, finding: Finding, *, now: datetime) -> bool:
    return store.value(_NOTICE, finding.site, finding.event, iso(now - QUIET)) is None


def _note(
    store: Store, finding: Finding, sites: Mapping[str, Site], sent: Sequence[Sent], *, is_news: bool, now: datetime
) -> None:
    if not is_news:
        told = store.value(_NOTICE, finding.site, finding.event, iso(now - QUIET))
        store.run("UPDATE notices SET at = ? WHERE id = ?", iso(now), told)
        return
    mine = [each for each in sent if _wanted(finding, [sites[slug] for slug in each.sites])]
    if mine:
        if finding.site:
            _know(store, sites[finding.site], now=now)
        _write(store, finding.site, finding.event, finding.message, mine, now=now)


def _know(store: Store, site: Site, *, now: datetime) -> None:
    """A site that was never crawled has a row from its first notice on."""
    if store.value("SELECT 1 FROM sites WHERE slug = ?", site.slug) is None:
        store.save_site(site, now=now)


def _write(store: Store, slug: str | None, event: str, message: str, sent: Sequence[Sent], *, now: datetime) -> None:
    errors = [str(each) for each in sent if each.error]
    store.run(
        "INSERT INTO notices (site_id, event, at, message, sent, error)"
        " VALUES ((SELECT id FROM sites WHERE slug = ?),?,?,?,?,?)",
        *(slug, event, iso(now), message, len(sent) - len(errors), "; ".join(errors) or None),
    )


def _last_digest(store: Store, site: Site) -> datetime | None:
    found = store.value(
        "SELECT max(n.at) FROM notices n JOIN sites s ON s.id = n.site_id WHERE s.slug = ? AND n.event = 'digest'"
        " AND n.sent > 0",
        site.slug,
    )
    return datetime.fromisoformat(found) if found else None
