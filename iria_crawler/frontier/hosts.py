"""Whether a host may be asked now, and by whom: leases, pauses, and the pace that goes over from one to the next."""

from collections.abc import Callable
from datetime import datetime, timedelta

from iria_crawler.frontier import LEASE_SECONDS
from iria_crawler.store import Store, iso_exact

WANTED_SECONDS = 5.0
"""For how long a wish for a host is remembered; who still waits repeats it several times a second."""

_LEASE, _WISH = timedelta(seconds=LEASE_SECONDS), timedelta(seconds=WANTED_SECONDS)


class Hosts:
    """The `hosts` table as one worker of a frontier sees it. A host belongs to one worker at a time, so
    that all together keep the pace of one. Who holds it longer than others wait for it passes it on as
    soon as nothing of what it claimed there is under way."""

    def __init__(self, store: Store, worker: str, *, delay: float, clock: Callable[[], datetime]) -> None:
        self._store, self._worker, self._delay, self._clock = store, worker, delay, clock

    def ask(self, host: str, *, busy: bool) -> float | None:
        """The seconds until a host may be asked, which is from now on held for this worker; None while it
        may not be. `busy`: something that was claimed there is under way."""
        now = self._clock()
        row = self._store.row("SELECT * FROM hosts WHERE host = ?", host)
        if row is None:
            self._store.run(
                "INSERT INTO hosts (host, lease, lease_until) VALUES (?,?,?)",
                *(host, self._worker, iso_exact(now + _LEASE)),
            )
            return 0.0
        if _later(row["blocked_until"], now):
            return None
        mine, taken = row["lease"] == self._worker, row["lease"] and _later(row["lease_until"], now)
        if taken and not mine:
            self._want(host, now)
            return None
        if row["wanted_by"] not in (None, self._worker) and _later(row["wanted_until"], now):
            if not busy:
                self.release(host)
            return None
        self._store.run(
            "UPDATE hosts SET lease = ?1, lease_until = ?2, wanted_by = NULL, wanted_until = NULL WHERE host = ?3",
            *(self._worker, iso_exact(now + _LEASE), host),
        )
        ready = None if mine and taken else row["next_ok_at"]
        return max((datetime.fromisoformat(ready) - now).total_seconds(), 0.0) if ready else 0.0

    def _want(self, host: str, now: datetime) -> None:
        """Have the holder know that another waits; of several, the first to say so is next."""
        self._store.run(
            "UPDATE hosts SET wanted_by = ?1, wanted_until = ?2 WHERE host = ?3"
            " AND (wanted_by IS NULL OR wanted_by = ?1 OR wanted_until <= ?4)",
            *(self._worker, iso_exact(now + _WISH), host, iso_exact(now)),
        )

    def asked(self, host: str) -> None:
        """Note that a host has just been asked: whoever is next waits as long as the pace says."""
        now = self._clock()
        self._store.run(
            "UPDATE hosts SET next_ok_at = ?1, lease_until = CASE lease WHEN ?2 THEN ?3 ELSE lease_until END"
            " WHERE host = ?4",
            *(iso_exact(now + self._pace(host)), self._worker, iso_exact(now + _LEASE), host),
        )

    def renew(self) -> None:
        """Keep what this worker holds for some more time."""
        self._store.run(
            "UPDATE hosts SET lease_until = ? WHERE lease = ?", iso_exact(self._clock() + _LEASE), self._worker
        )

    def wanted(self) -> list[str]:
        """The hosts that this worker holds and another waits for."""
        rows = self._store.rows(
            "SELECT host FROM hosts WHERE lease = ?1 AND wanted_by <> ?1 AND wanted_until > ?2",
            *(self._worker, iso_exact(self._clock())),
        )
        return [row["host"] for row in rows]

    def release(self, host: str) -> None:
        """Let others have a host."""
        self._store.run("UPDATE hosts SET lease = NULL, lease_until = NULL WHERE host = ?", host)

    def release_all(self) -> None:
        """Let others have whatever this worker holds."""
        self._store.run("UPDATE hosts SET lease = NULL, lease_until = NULL WHERE lease = ?", self._worker)

    def inherit(self, slug: str) -> None:
        """Take over what a killed run of the same site held; it may have asked a moment ago."""
        mine = f"{slug}/*"
        for row in list(self._store.rows("SELECT host FROM hosts WHERE lease GLOB ?", mine)):
            self.asked(row["host"])
            self.release(row["host"])
        self._store.run("UPDATE hosts SET wanted_by = NULL, wanted_until = NULL WHERE wanted_by GLOB ?", mine)

    def note(self, host: str, *, crawl_delay: float | None, blocked_until: datetime | None) -> None:
        """Remember what a host asked for. The longest pause counts."""
        self._store.run(
            "INSERT INTO hosts (host, crawl_delay, blocked_until) VALUES (?,?,?) ON CONFLICT (host) DO UPDATE SET"
            " crawl_delay = coalesce(excluded.crawl_delay, crawl_delay),"
            " blocked_until = nullif(max(coalesce(excluded.blocked_until, ''), coalesce(blocked_until, '')), '')",
            *(host, crawl_delay, iso_exact(blocked_until) if blocked_until else None),
        )

    def refused(self, host: str, *, is_wall: bool) -> int:
        """Count the walls met in a row at a host; any page of its own ends the row. Gives the count."""
        found: int = self._store.value(
            "INSERT INTO hosts (host, refusals) VALUES (?1, ?2) ON CONFLICT (host) DO UPDATE SET"
            " refusals = CASE WHEN ?2 THEN refusals + 1 ELSE 0 END RETURNING refusals",
            *(host, int(is_wall)),
        )
        return found

    def blocked_until(self, host: str) -> datetime | None:
        """Until when a host wants to be left alone."""
        found = self._store.value("SELECT blocked_until FROM hosts WHERE host = ?", host)
        return datetime.fromisoformat(found) if found else None

    def _pace(self, host: str) -> timedelta:
        said = self._store.value("SELECT crawl_delay FROM hosts WHERE host = ?", host)
        return timedelta(seconds=max(self._delay, said or 0.0))


def _later(moment: str | None, now: datetime) -> bool:
    return moment is not None and datetime.fromisoformat(moment) > now
