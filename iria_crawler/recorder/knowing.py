"""What a run knows of its site's pages: handed out, watched while it is used, retired when the site has changed."""

from collections import deque
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from iria_crawler.frontier import Claim
from iria_crawler.items import REQUISITES, Capture, Known, Problem, Reading
from iria_crawler.reading import DOCUMENTS, Lesson
from iria_crawler.store import Store
from iria_crawler.store import knowledge as rows

WATCHED, UNFIT = 20, 10
"""When so many of the last pages are not as those that were learnt from, the site has changed."""

CHECKS, DIFFERENT = 8, 4
"""When so many of the last pages that were read both ways came out differently, it has as well."""

WITHOUT_TEXT = ("no-body-text", "scant-text")


class Knowing:
    """Belongs to the recorder's thread. What it counts is of this run alone: a crash costs nothing but the count."""

    def __init__(self, store: Store, *, site_id: int, crawl_id: str) -> None:
        self._store, self._site_id, self._crawl_id = store, site_id, crawl_id
        self._watched: deque[tuple[bool, datetime]] = deque(maxlen=WATCHED)
        self._checked: deque[bool] = deque(maxlen=CHECKS)
        self._live: int | None = None
        self._next, self._is_learning = 0, False

    def of(self, claim: Claim) -> Known | None:
        """By what a page is to be read. Since one page came out differently, all are read both ways for a while."""
        known = (
            None if claim.kind in DOCUMENTS | REQUISITES else rows.known_of(self._store, self._site_id, claim.url_id)
        )
        return replace(known, check=any(self._checked)) if known else None

    def watch(self, reading: Reading, capture: Capture) -> Problem | None:
        """Count what came of what is known; gives a problem when the site has changed, inside a transaction."""
        live = rows.live(self._store, self._site_id)
        if live is None or reading.knowledge_id != live.id:
            return None
        if live.id != self._live:
            self._forget(live.id)
        if reading.knowledge in ("agrees", "differs"):
            self._checked.append(reading.knowledge == "differs")
        if reading.knowledge or reading.reason in WITHOUT_TEXT:
            is_unfit = reading.knowledge not in ("used", "agrees")
            self._watched.append((is_unfit, capture.captured_at))
        unfit = [at for is_unfit, at in self._watched if is_unfit]
        if len(unfit) < UNFIT and sum(self._checked) < DIFFERENT:
            return None
        return self._retire(live, since=min(unfit), number=len(unfit))

    def due(self, read: int) -> list[dict[str, Any]]:
        """The captures to learn from now, if it is time, in a run that has read so many articles."""
        if self._is_learning or read < self._next:
            return []
        self._next = read + rows.LEAST
        self._is_learning = rows.is_due(self._store, self._site_id)
        return rows.sample(self._store, self._site_id) if self._is_learning else []

    def learn(self, captures: Sequence[int], lesson: Lesson | None) -> None:
        """Keep what was learnt, inside a transaction; also that nothing was, so that it is not tried again at once."""
        self._is_learning = False
        pages, data = (lesson.pages, lesson.data) if lesson else (0, None)
        rows.keep(
            *(self._store, self._site_id),
            crawl_id=self._crawl_id,
            captures=captures,
            pages=pages,
            data=data,
            now=self._store.now(),
        )

    def _forget(self, live: int) -> None:
        self._watched.clear()
        self._checked.clear()
        self._live = live

    def _retire(self, known: Known, *, since: datetime, number: int) -> Problem | None:
        """What was learnt in this run and does not hold was too little: a site is not redesigned in an hour."""
        learnt_by = rows.retire(self._store, known.id, since=since)
        self._next = 0
        if learnt_by in (None, self._crawl_id):
            return None
        message = f"of the last {len(self._watched)} pages, {number} are not as those that were learnt from"
        return Problem(class_="error", stage="extract", code="site-changed", message=message)
