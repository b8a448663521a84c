"""Whether crawls begin when they should and come to an end: rules that hold from the first crawl on."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import takewhile

from iria_crawler.health.looks import Finding, Look, Past, is_running, when
from iria_crawler.sites.schedules import Schedule, schedule

STUCK = timedelta(hours=6)
"""A crawl that has recorded nothing for so long does not wait for its site any more: the longest Retry-After
that a run sits out is minutes."""

LEAST_GRACE, MOST_GRACE = timedelta(hours=1), timedelta(days=1)
BLOCKED_EXIT = 18
MANY_WALLS = 3
"""Pages of a crawl that showed a wall in the place of an article; one or two may be walls of their own kind."""


def failed(look: Look) -> Iterator[Finding]:
    """The last crawl failed, died or hangs."""
    last = look.last
    if last is None:
        return
    if last.status == "running":
        yield from _dead(look, last)
    elif _is_failure(last):
        run = list(takewhile(_is_failure, look.crawls))
        many = "the last crawl" if len(run) == 1 else f"the last {len(run)} crawls"
        yield Finding(
            site=look.site.slug,
            event="failed",
            message=f"{many} failed: {_why(last)}",
            since=run[-1].started_at,
            remedy=f"read crawls/{last.id}/crawl.log, then: iria crawl {look.site.slug}",
        )


def changed(look: Look) -> Iterator[Finding]:
    """The last crawl found the texts of the site in other places than before."""
    last = look.last
    if last and last.counters.get("problem:site-changed"):
        yield Finding(
            site=look.site.slug,
            event="site-changed",
            message="its texts stand where they never stood before; they are read as those of an unknown site again",
            since=last.started_at,
            remedy=f"was it redesigned? Look at one with iria show, mend [extract] in sites/{look.site.slug}.toml",
        )


def blocked(look: Look) -> Iterator[Finding]:
    """The site turned the last crawl away."""
    run = list(takewhile(_is_blocked, look.crawls))
    if not run:
        return
    yield Finding(
        site=look.site.slug,
        event="blocked",
        message="the site turned the crawl away or asked for a longer pause than a run waits",
        since=run[-1].started_at,
        remedy=f"raise crawl.delay in sites/{look.site.slug}.toml, or write to the site",
    )


def overdue(look: Look) -> Iterator[Finding]:
    """A crawl should have begun by the schedule and none did."""
    due = overdue_since(look)
    if due is None:
        return
    last = f"the last began {when(look.last.started_at)}" if look.last else "there never was one"
    yield Finding(
        site=look.site.slug,
        event="overdue",
        message=f"no crawl began ({look.site.crawl.schedule}); {last}",
        since=due,
        remedy=f"does the timer run? See: iria schedule show. By hand: iria crawl {look.site.slug}",
    )


def overdue_since(look: Look) -> datetime | None:
    """When the crawl that is missing should have begun; None if none is missing."""
    if look.site.crawl.schedule is None:
        return None
    if look.last and look.last.status == "running" and is_running(look.folder, look.site.slug):
        return None
    times = schedule(look.site.crawl.schedule)
    known = [look.last.started_at] if look.last else []
    return times.missed(max(known + _edited(look), default=None), now=look.now - grace(times, look.now))


def grace(times: Schedule, now: datetime) -> timedelta:
    """How late a crawl may begin: a quarter of the time between two, an hour at least and a day at most."""
    return min(max(times.gap(now) / 4, LEAST_GRACE), MOST_GRACE)


def _edited(look: Look) -> list[datetime]:
    """When the site file was last written: a schedule cannot have been missed before it was made."""
    try:
        return [datetime.fromtimestamp((look.folder / "sites" / f"{look.site.slug}.toml").stat().st_mtime, UTC)]
    except FileNotFoundError:  # a built-in site
        return []


def _dead(look: Look, last: Past) -> Iterator[Finding]:
    slug, log = look.site.slug, f"crawls/{last.id}/crawl.log"
    if not is_running(look.folder, slug):
        if look.store.value("SELECT status FROM crawls WHERE id = ?", last.id) == "running":  # it has not just ended
            yield Finding(
                site=slug,
                event="failed",
                message=f"the crawl of {when(last.started_at)} died without a word: killed, or a power cut",
                since=last.started_at,
                remedy=f"iria crawl {slug} goes on where it stood; {log} tells how far it came",
            )
    elif (heard := _last_heard(look, last)) < look.now - STUCK:
        yield Finding(
            site=slug,
            event="failed",
            message=f"the crawl of {when(last.started_at)} is still there but does nothing",
            since=heard,
            remedy=f"see the end of {log}; end the process, the next crawl goes on",
        )


def _last_heard(look: Look, last: Past) -> datetime:
    found = look.store.value("SELECT max(captured_at) FROM captures WHERE crawl_id = ?", last.id)
    return datetime.fromisoformat(found) if found else last.started_at


def _is_failure(crawl: Past) -> bool:
    return crawl.status == "failed" or crawl.exit_code == 1


def _why(crawl: Past) -> str:
    if crawl.exit_code == 9:  # it came to its end, but there was nothing
        return "nothing usable could be fetched"
    return crawl.reason or "no reason is known"


def _is_blocked(crawl: Past) -> bool:
    return crawl.exit_code == BLOCKED_EXIT or crawl.counters.get("problem:blocked", 0) >= MANY_WALLS
