"""Which URL next: the interface. The frontier is the only queue and the only place that tells URLs apart."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from iria_crawler.items import Kind, Link, Mention, Requisite

PRIORITY: dict[Kind, int] = {
    "robots": 100,
    "home": 90,
    "api": 80,
    "sitemap": 70,
    "feed": 60,
    "listing": 40,
    "article": 30,
    "page": 20,
    "other": 10,
    "frame": 8,
    "style": 7,
    "script": 6,
    "font": 6,
    "asset": 5,
    "image": 5,
    "document": 4,
    "media": 3,
}
"""Documents that say what there is come first: an article is read with what they say of it."""

LAST_PAGE = PRIORITY["other"]
"""What is below is asked for because pages need it, and only when no page is left to be asked for."""

LESSER_ROBOTS = LAST_PAGE - 1
"""The robots.txt of a host of which nothing but requisites is wanted."""

FIRST = PRIORITY["feed"]
"""While a URL of at least this priority is under way, none below it is handed out."""

LATER_LISTING = PRIORITY["listing"] - 5
"""The second and further pages of a list: they are looked at again only where the first has news."""

LESSER_SITEMAP = PRIORITY["listing"] + 10
"""A sitemap whose name promises no articles: not needed where an API lists them all."""

LEASE_SECONDS = 60.0
"""For how long a worker holds its hosts after it last claimed or finished something. Who has not been heard
of for longer has lost them: it drops what it has in hand and claims anew."""

State = Literal["due", "claimed", "captured", "unchanged", "excluded", "failed"]
Mode = Literal["update", "full", "patch"]
"""What a run looks at: what may have changed, everything, or only what failed before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A URL handed out to be fetched. It comes back until it is finished.

    `missing_since`: since when its answers say that it is gone. `wait`: seconds, from when it was claimed,
    before its host may be asked.
    """

    url_id: int
    url: str
    kind: Kind
    hops: str = ""
    via: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    fail_count: int = 0
    mentions: tuple[Mention, ...] = ()
    missing_since: datetime | None = None
    wait: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of a claim; `released`: nothing, it was not fetched. `due_at`: when to look again, None for
    not before something new is said of it. `checked_at`: as of when this is known, now if absent; what
    is said to have changed later is fetched again. `missing`: the answer says that the page is gone."""

    claim: Claim
    state: Literal["due", "captured", "unchanged", "excluded", "failed", "released"]
    reason: str | None = None
    due_at: datetime | None = None
    etag: str | None = None
    last_modified: str | None = None
    checked_at: datetime | None = None
    missing: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Stats:
    """How many URLs are in each state, and the seconds until one that waits may be asked for again."""

    due: int
    claimed: int
    waiting_seconds: float | None


class Frontier(Protocol):
    """Claims are leases on hosts, and at least once: what is claimed and never finished is handed out again.
    One host belongs to one worker at a time. All time is that of the store; what a worker gets are seconds."""

    def add(self, links: Sequence[Link], *, via: Claim | None = None, total: int | None = None) -> int:
        """Learn of URLs; gives how many were not known. Safe to repeat. `total`: how many articles the
        document that names them says it has in all."""
        ...

    def need(self, via: Claim, found: Sequence[Requisite], *, at: datetime) -> None:
        """Learn of all that a page needs, as of a look at it; what it no longer needs is forgotten."""
        ...

    def claim(self, limit: int, *, pages: bool = True) -> tuple[Claim, ...]:
        """At most `limit` URLs that may be asked for now, the most telling first; with `pages` False only
        what pages need. Keeps the leases of this worker alive, also where it gives none."""
        ...

    def finish(self, outcomes: Sequence[Outcome]) -> None:
        """Close claims, in the transaction that stores what they brought."""
        ...

    def host(self, host: str, *, crawl_delay: float | None = None, blocked_until: datetime | None = None) -> None:
        """Remember the pace that a host asked for."""
        ...

    def stats(self) -> Stats:
        """How much is left to do."""
        ...

    def close(self) -> None:
        """Give back what is claimed and let go of every host."""
        ...
