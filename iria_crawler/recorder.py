"""Group commit: the one thread through which all that a crawl writes passes, records before rows."""

import queue
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, TypeVar

from iria_crawler.errors import IriaError
from iria_crawler.frontier import Claim
from iria_crawler.frontier.sqlite import SqliteFrontier
from iria_crawler.items import Capture, Exchange, Kind, Link, Original, Reading, RecordRef
from iria_crawler.reading import reader_of
from iria_crawler.settlement import Settlement, Verdict, verdict, worth_reading
from iria_crawler.sites import Site, host_of
from iria_crawler.store import Store
from iria_crawler.store.articles import Origin, save_article, seen, version_shown, was_shown
from iria_crawler.warc import Archive

T = TypeVar("T")

COMMIT_SECONDS = 1.0
COMMIT_SETTLEMENTS = 64
"""A commit costs two syncs, some 8 ms: one for the records, one for the rows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """A capture whose records are written. `read`: whether it has something new to say. `payload`: where
    the payload of a revisit stands."""

    capture: Capture
    read: bool
    payload: RecordRef | None = None


@dataclass(slots=True)
class Batch:
    """What is written but not yet committed."""

    captures: list[tuple[Recorded, int]] = field(default_factory=list)
    settled: list[tuple[Settlement, "Future[Verdict]"]] = field(default_factory=list)
    originals: dict[str, Original] = field(default_factory=dict)
    began: float = 0.0

    def __bool__(self) -> bool:
        return bool(self.captures or self.settled)


class Recorder:
    """Writes records and rows of one crawl, in one thread, in the order that makes a crash harmless.

    Records are appended at once; every second, every 64 settlements, or when somebody asks for more
    URLs, the WARC file is synced and one transaction stores what points at it. Every method gives a
    future. After a failure to write, all later calls fail with the same error.
    """

    def __init__(
        self,
        *,
        store: Store,
        site: Site,
        site_id: int,
        crawl_id: str,
        frontier: SqliteFrontier,
        open_archive: "Callable[[Recorder], Archive]",
    ) -> None:
        self.site, self.site_id = site, site_id
        self.frontier = frontier
        self.counters: Counter[str] = Counter()
        self.failure: IriaError | None = None
        self._store, self._crawl_id = store, crawl_id
        self._archive = open_archive(self)
        self._batch = Batch()
        self._jobs: queue.SimpleQueue[tuple[Callable[[], Any], Future[Any]] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="recorder", daemon=True)
        self._thread.start()

    # -- what others ask for; each gives a future --

    def record(self, exchange: Exchange, claim: Claim) -> "Future[Recorded | None]":
        """Append the records of an exchange; gives None where no response came."""
        return self._ask(lambda: self._record(exchange, claim))

    def settle(self, settlement: Settlement) -> "Future[Verdict]":
        """Close a claim with all that it brought; the future is done when it is committed."""
        future: Future[Verdict] = Future()
        self._ask(lambda: self._settle(settlement, future)).add_done_callback(_fail_with(future))
        return future

    def move(self, site: Site, links: Sequence[Link]) -> "Future[int]":
        """Go on under another address of the same site, with its seeds."""
        self.site = site
        return self._ask(lambda: self._in_transaction(lambda: self._move(site, links)))

    def claim(self, limit: int) -> "Future[tuple[Claim, ...]]":
        """URLs to be fetched now, after all that is known so far is committed."""
        return self._ask(lambda: self._claim(limit))

    def ask(self, question: Callable[[Store], T]) -> "Future[T]":
        """Run a question in the recorder's thread."""
        return self._ask(lambda: question(self._store))

    def close(self) -> None:
        """Commit what is left and close the WARC file; raises what prevents it."""
        closing = self._ask(self._close)
        self._jobs.put(None)
        self._thread.join()
        closing.result()

    # -- Originals: what a revisit may name, committed or not --

    def by_digest(self, digest: str) -> Original | None:
        return self._batch.originals.get(digest) or self._store.by_digest(digest)

    def by_url(self, url: str) -> Original | None:
        return self._store.by_url(url)

    # -- the thread --

    def _ask(self, job: Callable[[], T]) -> "Future[T]":
        future: Future[T] = Future()
        self._jobs.put((job, future))
        return future

    def _run(self) -> None:
        while True:
            try:
                job = self._jobs.get(timeout=self._patience())
            except queue.Empty:
                self._guarded(self._commit, Future())
                continue
            if job is None:
                return
            self._guarded(*job)

    def _patience(self) -> float | None:
        return max(0.0, self._batch.began + COMMIT_SECONDS - time.monotonic()) if self._batch else None

    def _guarded(self, job: Callable[[], Any], future: "Future[Any]") -> None:
        try:
            if self.failure:
                raise self.failure
            future.set_result(job())
        except IriaError as problem:
            self.failure = self.failure or problem
            self._give_up(problem)
            future.set_exception(problem)
        except Exception as problem:  # a bug of ours; whoever asked must hear of it
            future.set_exception(problem)

    def _give_up(self, problem: IriaError) -> None:
        waiting, self._batch = self._batch.settled, Batch()
        for _, future in waiting:
            future.set_exception(problem)

    def _record(self, exchange: Exchange, claim: Claim) -> Recorded | None:
        self._touch()
        capture = self._archive.write(exchange, via=claim.via, hops=claim.hops)
        if capture is None:
            return None
        recorded = self._recorded(capture, claim.kind)
        self._batch.captures.append((recorded, claim.url_id))
        if (
            capture.record_type == "response"
            and capture.status == 200
            and not capture.truncated
            and capture.payload_digest
        ):
            self._batch.originals[capture.payload_digest] = Original(
                url=capture.url,
                captured_at=capture.captured_at,
                warc_record_id=capture.ref.warc_record_id,
                payload_digest=capture.payload_digest,
            )
        self.counters["pages"] += 1
        self.counters["bytes"] += capture.payload_bytes
        return recorded

    def _recorded(self, capture: Capture, kind: Kind) -> Recorded:
        """A payload seen before is read again only when it shows a text that is no longer the current one."""
        original = capture.original
        if original is None or capture.status != 200:
            return Recorded(capture=capture, read=worth_reading(capture, kind))
        payload = self._store.payload_ref(original.warc_record_id)
        shown = original.capture_id and was_shown(self._store, original.capture_id)
        current = original.capture_id and version_shown(self._store, original.capture_id)
        return Recorded(capture=capture, read=bool(payload and shown and not current), payload=payload)

    def _settle(self, settlement: Settlement, future: "Future[Verdict]") -> None:
        self._touch()
        self._batch.settled.append((settlement, future))
        if len(self._batch.settled) >= COMMIT_SETTLEMENTS:
            self._commit()

    def _move(self, site: Site, links: Sequence[Link]) -> int:
        self._store.save_site(site, now=datetime.now(UTC))
        return self.frontier.add(links)

    def _touch(self) -> None:
        if not self._batch:
            self._batch.began = time.monotonic()

    def _claim(self, limit: int) -> tuple[Claim, ...]:
        self._commit()
        return self._in_transaction(lambda: self.frontier.claim(limit))

    def _in_transaction(self, job: Callable[[], T]) -> T:
        with self._store.transaction():
            return job()

    def _commit(self) -> None:
        """Records first: synced, then one transaction with every row that points at them."""
        batch = self._batch
        if not batch:
            return
        counted: Counter[str] = Counter()
        try:
            verdicts = self._store_all(batch, counted)
        except IriaError:
            raise
        except Exception as problem:  # a batch that cannot be stored would come back for ever
            raise IriaError(f"a batch of {len(batch.settled)} pages cannot be stored: {problem!r}") from problem
        self._batch = Batch()
        self.counters.update(counted)
        for (_, future), found in zip(batch.settled, verdicts, strict=True):
            future.set_result(found)

    def _store_all(self, batch: Batch, counted: Counter[str]) -> list[Verdict]:
        self._archive.sync()
        with self._store.transaction():
            self._save_files()
            for recorded, url_id in batch.captures:
                reading = "pending" if recorded.read and recorded.payload is None else None
                self._store.save_capture(recorded.capture, url_id=url_id, crawl_id=self._crawl_id, reading=reading)
            return [self._save(settlement, counted) for settlement, _ in batch.settled]

    def _save_files(self) -> None:
        for file in self._archive.files:
            self._store.save_warc_file(file, site_id=self.site_id, crawl_id=self._crawl_id)

    def _save(self, settlement: Settlement, counted: Counter[str]) -> Verdict:
        now = datetime.now(UTC)
        claim, capture, reading = settlement.claim, settlement.capture, settlement.reading
        found = verdict(settlement, self.site, now=now)
        capture_id = self._store.capture_id(capture.ref.warc_record_id) if capture else None
        if capture and capture_id and reading:
            self._save_reading(reading, settlement, capture, capture_id, counted, now)
        elif capture and capture_id and found.outcome.state == "unchanged":
            self._still_there(capture, counted)
        elif capture_id and found.outcome.reason:
            self._not_read(capture_id, found.outcome.reason)
        self.frontier.add(found.links, via=claim)
        self.frontier.finish([found.outcome])
        if found.blocked_until:
            self.frontier.host(host_of(claim.url), blocked_until=found.blocked_until)
        problems = ((found.problem,) if found.problem else ()) + (reading.problems if reading else ())
        for problem in problems:
            counted[f"problem:{problem.code}"] += 1
            self._store.save_problem(
                problem,
                crawl_id=self._crawl_id,
                url=claim.url,
                now=now,
                attempts=claim.fail_count + 1,
                capture_id=capture_id,
            )
        counted[f"url:{found.outcome.state}"] += 1
        return found

    def _save_reading(
        self,
        reading: Reading,
        settlement: Settlement,
        capture: Capture,
        capture_id: int,
        counted: Counter[str],
        now: datetime,
    ) -> None:
        self.frontier.add(reading.links, via=settlement.claim)
        state, reason = ("article", None) if reading.article else ("no-article", reading.reason)
        self._store.run("UPDATE captures SET reading = ?, reason = ? WHERE id = ?", state, reason, capture_id)
        if reading.article is None:
            counted[f"no-article:{reading.reason}"] += 1
            return
        origin = Origin(
            site_id=self.site_id,
            capture_id=capture_id,
            captured_at=capture.captured_at,
            mentions=settlement.claim.mentions,
            extractor=reader_of(self.site),
        )
        counted[f"article:{save_article(self._store, reading.article, origin, now=now)}"] += 1

    def _not_read(self, capture_id: int, reason: str) -> None:
        self._store.run(
            "UPDATE captures SET reading = 'no-article', reason = ? WHERE id = ? AND reading = 'pending'",
            *(reason, capture_id),
        )

    def _still_there(self, capture: Capture, counted: Counter[str]) -> None:
        original = capture.original and self._store.capture_id(capture.original.warc_record_id)
        version_id = original and version_shown(self._store, original)
        if version_id:
            seen(self._store, version_id, at=capture.captured_at)
            counted["article:same"] += 1

    def _close(self) -> None:
        self._commit()
        self._archive.close()
        with self._store.transaction():
            self._save_files()


def _fail_with(future: "Future[Any]") -> Callable[["Future[Any]"], None]:
    def fail(asked: "Future[Any]") -> None:
        problem = asked.exception()
        if problem and not future.done():
            future.set_exception(problem)

    return fail
