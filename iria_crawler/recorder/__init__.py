"""Group commit: the one thread through which all that a crawl writes passes, records before rows."""

import json
import queue
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from iria_crawler.errors import IriaError
from iria_crawler.frontier import Claim
from iria_crawler.frontier.sqlite import SqliteFrontier
from iria_crawler.items import REQUISITES, Capture, Exchange, Known, Original, RecordRef
from iria_crawler.reading import DOCUMENTS, Lesson, reader_of
from iria_crawler.recorder.knowing import Knowing
from iria_crawler.recorder.saving import Saver, is_news
from iria_crawler.settlement import Settlement, Verdict, worth_reading
from iria_crawler.sites import Site
from iria_crawler.store import Store
from iria_crawler.store.rereading import Held, held
from iria_crawler.warc import Archive

T = TypeVar("T")

COMMIT_SECONDS = 1.0
TELL_SECONDS = 3.0
_DUE = "SELECT count(*) FROM (SELECT 1 FROM urls WHERE site_id = ? AND state IN ('due','claimed') LIMIT 100000)"
COMMIT_SETTLEMENTS = 64
"""A commit costs two syncs, some 8 ms: one for the records, one for the rows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """A capture whose records are written. `read`: whether it has something new to say. `payload`: where
    the payload of a revisit stands. `known`: what is known of the site by which it is to be read. `held`: what
    the archive has of the article, where an older reader had read it. `past`: it is not of now."""

    capture: Capture
    read: bool
    payload: RecordRef | None = None
    known: Known | None = None
    held: Held | None = None
    past: bool = False


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
    future, which nobody can cancel: what was asked for is done. After a failure to write, all later
    calls fail with the same error. `study` is called with the captures to learn from when it is time.
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
        study: Callable[[Sequence[Mapping[str, Any]]], None] = lambda captures: None,
    ) -> None:
        self.frontier = frontier
        self.counters: Counter[str] = Counter()
        self.failure: IriaError | None = None
        self.due: int | None = None  # URLs still to be asked for, as of some seconds ago
        self._store, self._site_id, self._crawl_id = store, site_id, crawl_id
        self._knowing, self._study = Knowing(store, site_id=site_id, crawl_id=crawl_id), study
        self._saver = Saver(store, frontier, knowing=self._knowing, site=site, site_id=site_id, crawl_id=crawl_id)
        self._archive = open_archive(self)
        self._batch, self._told_at = Batch(), time.monotonic()
        self._jobs: queue.SimpleQueue[tuple[Callable[[], Any], Future[Any]] | None] = queue.SimpleQueue()
        self._asking, self._is_closing, self._closed = threading.Lock(), False, _promise()
        self._thread = threading.Thread(target=self._run, name="recorder", daemon=True)
        self._thread.start()

    @property
    def site(self) -> Site:
        """The site, under the address where it turned out to live."""
        return self._saver.site

    # -- what others ask for; each gives a future --

    def record(self, exchange: Exchange, claim: Claim) -> "Future[Recorded | None]":
        """Append the records of an exchange; gives None where no response came."""
        return self._ask(lambda: self._record(exchange, claim))

    def found(self, capture: Capture, claim: Claim) -> "Future[Recorded]":
        """A capture that has its row and no outcome yet, to be settled as a crawl would have done it."""
        return self._ask(lambda: replace(self._recorded(capture, claim), past=True))

    def settle(self, settlement: Settlement) -> "Future[Verdict]":
        """Close a claim with all that it brought; the future is done when it is committed."""
        future: Future[Verdict] = _promise()
        self._ask(lambda: self._settle(settlement, future)).add_done_callback(_fail_with(future))
        return future

    def claim(self, limit: int, *, pages: bool = True) -> "Future[tuple[Claim, ...]]":
        """URLs to be fetched now, after all that is known so far is committed."""
        return self._ask(lambda: self._claim(limit, pages))

    def commit(self) -> "Future[None]":
        """Store at once what is settled by now."""
        return self._ask(self._commit)

    def learn(self, captures: Sequence[int], lesson: Lesson | None) -> "Future[None]":
        """Keep what some captures have taught; None: they could not be read."""
        return self._ask(lambda: self._learn(captures, lesson))

    def ask(self, question: Callable[[Store], T]) -> "Future[T]":
        """Run a question in the recorder's thread."""
        return self._ask(lambda: question(self._store))

    def close(self) -> None:
        """Commit what is left and close the WARC file; raises what prevents it. What is asked later fails."""
        with self._asking:
            if not self._is_closing:
                self._jobs.put(None)
            self._is_closing = True
        self._thread.join()
        self._closed.result()

    # -- Originals: what a revisit may name, committed or not --

    def by_digest(self, digest: str) -> Original | None:
        return self._batch.originals.get(digest) or self._store.by_digest(digest)

    def by_url(self, url: str) -> Original | None:
        return self._store.by_url(url, self._site_id)

    # -- the thread --

    def _ask(self, job: Callable[[], T]) -> "Future[T]":
        future: Future[T] = _promise()
        with self._asking:
            if self._is_closing:
                future.set_exception(self.failure or IriaError(f"the crawl {self._crawl_id} has ended"))
            else:
                self._jobs.put((job, future))
        return future

    def _run(self) -> None:
        while True:
            try:
                job = self._jobs.get(timeout=self._patience())
            except queue.Empty:
                self._guarded(self._commit, _promise())
                continue
            if job is None:
                break
            self._guarded(*job)
        self._guarded(self._close, self._closed)
        with suppress(IriaError):  # the failure is told already; what is left open, the next run ends
            self._archive.close()

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
        capture = self._archive.write(exchange, via=claim.via, hops=claim.hops.upper(), kind=claim.kind)
        if capture is None:
            return None
        recorded = self._recorded(capture, claim)
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

    def _is_news(self, original: Original, claim: Claim) -> bool:
        """Also where nobody has looked yet for what the page needs."""
        if self.site.crawl.images != "none" and claim.kind not in DOCUMENTS | REQUISITES:
            looked_at = self._store.value("SELECT requisites_at FROM urls WHERE id = ?", claim.url_id)
            if looked_at is None:
                return True
        return is_news(self._store, original.capture_id, claim.kind, site_id=self._site_id, url_id=claim.url_id)

    def _recorded(self, capture: Capture, claim: Claim) -> Recorded:
        """A payload seen before is read again only where that would tell something new."""
        original = capture.original
        if original is None or capture.status != 200:
            read = worth_reading(capture, claim.kind)
            return Recorded(capture=capture, read=read, **self._context(claim, read=read))
        payload = self._store.payload_ref(original.warc_record_id)
        read = bool(payload) and self._is_news(original, claim)
        return Recorded(capture=capture, read=read, payload=payload, **self._context(claim, read=read))

    def _context(self, claim: Claim, *, read: bool) -> dict[str, Any]:
        """What a capture is read beside."""
        if not read or claim.kind in DOCUMENTS | REQUISITES:
            return {}
        return {"known": self._knowing.of(claim), "held": held(self._store, claim.url_id, reader_of(self.site))}

    def _settle(self, settlement: Settlement, future: "Future[Verdict]") -> None:
        self._touch()
        self._batch.settled.append((settlement, future))
        if len(self._batch.settled) >= COMMIT_SETTLEMENTS:
            self._commit()

    def _touch(self) -> None:
        if not self._batch:
            self._batch.began = time.monotonic()

    def _claim(self, limit: int, pages: bool) -> tuple[Claim, ...]:
        self._commit()
        with self._store.transaction():
            return self.frontier.claim(limit, pages=pages)

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
        read = sum(self.counters[f"article:{outcome}"] for outcome in ("new", "changed", "same"))
        if captures := self._knowing.due(read):
            self._study(captures)

    def _learn(self, captures: Sequence[int], lesson: Lesson | None) -> None:
        with self._store.transaction():
            self._knowing.learn(captures, lesson)

    def _tell(self, counted: Counter[str]) -> None:
        """Have the database say how far the crawl is, for those who watch."""
        if time.monotonic() - self._told_at >= TELL_SECONDS:
            self._told_at = time.monotonic()
            self.due = self._store.value(_DUE, self._site_id)
            counters = json.dumps(self.counters + counted)
            self._store.run("UPDATE crawls SET counters = ? WHERE id = ?", counters, self._crawl_id)

    def _store_all(self, batch: Batch, counted: Counter[str]) -> list[Verdict]:
        self._archive.sync()
        with self._store.transaction():
            self._save_files()
            for recorded, url_id in batch.captures:
                reading = "pending" if recorded.read else None
                self._store.save_capture(recorded.capture, url_id=url_id, crawl_id=self._crawl_id, reading=reading)
            found = self._saver.save_all([settlement for settlement, _ in batch.settled], counted)
            self._tell(counted)
            return found

    def _save_files(self) -> None:
        for file in self._archive.files:
            self._store.save_warc_file(file, site_id=self._site_id, crawl_id=self._crawl_id)

    def _close(self) -> None:
        self._commit()
        self._archive.close()
        with self._store.transaction():
            self._save_files()
            self._saver.tell_missing(self.counters)


def _promise() -> "Future[Any]":
    """A future that nobody can cancel."""
    future: Future[Any] = Future()
    future.set_running_or_notify_cancel()
    return future


def _fail_with(future: "Future[Any]") -> Callable[["Future[Any]"], None]:
    def fail(asked: "Future[Any]") -> None:
        problem = asked.exception()
        if problem and not future.done():
            future.set_exception(problem)

    return fail
