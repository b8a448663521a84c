"""One run of one site: locked, recovered, recorded, read, and told to the database when it ends."""

import fcntl
import json
import os
import platform
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, wait
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from shutil import disk_usage
from typing import Any, Literal

from iria_crawler import __version__
from iria_crawler.crawled import SETTINGS, images_of, told
from iria_crawler.discover import seeds
from iria_crawler.errors import IriaError, Locked
from iria_crawler.frontier import LEASE_SECONDS, Claim, Mode, Outcome
from iria_crawler.frontier.sqlite import SqliteFrontier
from iria_crawler.items import Problem, Reading
from iria_crawler.readers import Readers
from iria_crawler.reading import Lesson, Study, Task
from iria_crawler.recorder import Recorded, Recorder, needing
from iria_crawler.recovery import finish_rewriting, recover_files, strays, unread
from iria_crawler.settlement import READER_FAULTS, Settlement, Verdict, unreadable
from iria_crawler.sites import Site, host_of
from iria_crawler.store import FILENAME, Store, iso, ref_of, withholding
from iria_crawler.store.lost import ask_again, lost_files
from iria_crawler.warc import Archive
from iria_crawler.warc.files import failures

LONGEST_WAIT = 300.0
"""Seconds that a crawl waits at its end for URLs to be tried again; others stay due for the next run."""

SOON = 0.1
"""Seconds after which captures that were read after a crash are stored, while others are still read."""

_TICK = 0.05
"""Seconds between two looks at the clock."""

LOOK_PAGES = 4
"""Pages of a first look at a site: the front page and three articles."""

PAGES = ("article", "page", "listing", "home")
"""What `--limit` counts."""

_STATUS = {"finished": ("finished", 0), "shutdown": ("interrupted", 11)}
_LIMITS = {"pages": 0, "bytes": 14, "time": 15, "free_disk": 16}

_USABLE = (
    "SELECT 1 FROM captures c JOIN urls u ON u.id = c.url_id"
    " WHERE c.crawl_id = ? AND c.status IN (200, 304) AND u.kind <> 'robots' LIMIT 1"
)


def software() -> str:
    """What a crawl was made with, for the records and the database."""
    names = ("scrapy", "trafilatura", "warcio", "lxml")
    parts = [
        f"iria {__version__}",
        *(f"{name} {version(name)}" for name in names),
        f"python {platform.python_version()}",
    ]
    return "; ".join(parts)


class Crawl:
    """A run, from `open` to `close`. Knows no Scrapy: who fetches hands in exchanges and settlements."""

    def __init__(
        self,
        folder: Path,
        site: Site,
        *,
        user_agent: str,
        mode: Mode = "update",
        look: bool = False,
        trial: bool = False,
        since: datetime | None = None,
        limit: int | None = None,
        started_by: Literal["person", "schedule"] = "person",
        readers: Readers | None = None,
        jobs: int | None = None,
        reading_only: bool = False,
        database: str = FILENAME,
        is_locked: bool = False,
    ) -> None:
        self.folder, self.user_agent = folder, user_agent
        self.mode, self.since, self.started_by = mode, since, started_by
        self.look, self.trial = look, trial or look
        self.limit = LOOK_PAGES if look else limit if limit is not None else site.limits.pages
        self.id = ""
        self.result: tuple[str, int] = ("running", 0)
        self.failure: BaseException | None = None
        self.interrupted: tuple[str, ...] = ()  # earlier runs that never ended
        self._site, self._shared_readers = site, readers
        self._jobs = jobs  # reader processes of its own, where it shares none
        self._reading_only = reading_only  # of what is in the archive: nothing will be asked for
        self._database, self._is_locked = database, is_locked  # the caller holds the site
        self._images: Mapping[str | None, str] = {}  # of the crawls whose captures are read
        self._claimed, self._began, self._over = 0, time.monotonic(), ""
        self._looked_back_to: int | None = 0
        self._heard_at = time.time()
        self.in_hand: set[int] = set()  # URLs that are claimed and not yet settled
        self.walled: set[str] = set()  # hosts whose robots.txt nobody could see

    @property
    def site(self) -> Site:
        """The site, under the address where it turned out to live."""
        return self.recorder.site if self.id else self._site

    def open(self) -> None:
        """Lock the site, mend what a crash left, and begin. Raises `Locked`, `DiskFull`, `ArchiveError`,
        and then leaves nothing open or running behind."""
        with ExitStack() as held:
            if not self._is_locked:
                held.enter_context(lock(self.folder, self._site.slug))
            self._store = held.enter_context(Store.create(self.folder, filename=self._database))
            self._readers = self._shared_readers or held.enter_context(closing(Readers(self._jobs)))
            self._start()
            self._held = held.pop_all()
        try:
            if not self._reading_only:
                self._write_config()
            self._catch_up()
            if not self._reading_only:
                self.recorder.ask(self._make_due).result()
        except BaseException as problem:
            self._abandon(problem)
            raise

    def _start(self) -> None:
        site, store, now = self._site, self._store, datetime.now(UTC)
        finish_rewriting(store, self.folder, site.slug)
        with store.transaction():
            site_id = store.save_site(site, now=now)
            frontier = SqliteFrontier(store, site, site_id, look=self.look)
            frontier.add(seeds(site))  # a recovery must know what they are
            withholding.apply(store, now=now)  # embargoes end
        recover_files(store, self.folder, site, site_id, now=now)
        store.lost = lost_files(store, self.folder)
        self.interrupted = tuple(
            row["id"] for row in store.rows("SELECT id FROM crawls WHERE site_id = ? AND status = 'running'", site_id)
        )
        with store.transaction():
            if store.lost:
                ask_again(store, site_id, store.lost)
            crawl_id = store.begin_crawl(
                *(site_id, site.slug),
                kind="test" if self.trial else self.mode,
                started_by=self.started_by,
                software=software(),
                config=json.dumps(self._config()),
                now=now,
            )
            for problem in strays(store, self.folder, site):
                store.save_problem(problem, crawl_id=crawl_id, url=site.home, now=now)
        self.recorder = Recorder(
            store=store,
            site=site,
            site_id=site_id,
            crawl_id=crawl_id,
            frontier=frontier,
            open_archive=lambda originals: Archive(
                self.folder, site.slug, info=self._info(crawl_id), originals=originals
            ),
            study=self._study,
        )
        self.id, self._site_id = crawl_id, site_id
        if self._reading_only:
            self._images = images_of(store, site, site_id)

    def _make_due(self, store: Store) -> None:
        """Only now, so that documents which a crash had left unread are fetched again as well; and in a second of
        its own, which is as fine as times are: what the last run looked at would count as looked at by this one."""
        ended = "SELECT 1 FROM crawls WHERE site_id = ? AND finished_at = ? LIMIT 1"
        while store.value(ended, self._site_id, iso(store.now())):
            time.sleep(_TICK)
        with store.transaction():
            self.recorder.frontier.begin(seeds(self.site), mode=self.mode, since=self.since)

    def _config(self) -> dict[str, object]:
        chosen = {"mode": self.mode, "limit": self.limit, "user_agent": self.user_agent}
        chosen |= {"since": self.since.isoformat()} if self.since else {}
        return {**chosen, "site": self._site.model_dump(mode="json", exclude_defaults=True)}

    def _info(self, crawl_id: str) -> dict[str, str]:
        site = self._site
        said = {
            "operator": site.collection.contact or site.collection.creator or "not stated",
            "http-header-user-agent": self.user_agent,
            "robots": site.crawl.robots,
            "isPartOf": crawl_id,
            "description": site.collection.description or f"Crawl of {site.home}",
            "software": software(),
            SETTINGS: told(self._config()),  # with which a database is made again from this file alone
        }
        return {name: value for name, value in said.items() if value}

    def _write_config(self) -> None:
        folder = self.folder / "crawls" / self.id
        with failures(str(folder)):
            folder.mkdir(parents=True, exist_ok=True)
            (folder / "config.json").write_text(json.dumps(self._config(), indent=2) + "\n", encoding="utf-8")

    def _catch_up(self) -> None:
        """Settle the captures that have no outcome since a crash, before anything new is fetched."""
        recorder = self.recorder
        while left := recorder.ask(lambda store: unread(store, self.folder, recorder.frontier, self._site_id)).result():
            found = [recorder.found(each.capture, each.claim).result() for each in left]
            settled = [
                self.settle(each.claim, again, None, site=self._as_crawled(each.crawl_id))
                for each, again in zip(left, found, strict=True)
            ]
            while wait(settled, timeout=SOON).not_done:  # the recorder would wait a second for more
                recorder.commit()
            for future in settled:
                future.result()

    # -- what the fetching side asks for --

    def claim(self, limit: int) -> "Future[tuple[Claim, ...]]":
        """URLs to be fetched now; none once a limit of the run is reached, but what its pages need."""
        has_all = self.limit_reached
        if has_all and (self._over != "pages" or self._limit(pages=False)):
            limit = 0
        elif self.limit is not None and not has_all:
            limit = min(limit, self.limit - self._claimed)
        asked, now = self.recorder.claim(limit, pages=not has_all), time.time()
        asked.add_done_callback(lambda answer: self._count_claims(answer, asked_at=now))
        return asked

    @property
    def leased(self) -> bool:
        """Whether what is claimed may still be asked for; else another may do so by now, as after a long sleep."""
        return time.time() - self._heard_at < LEASE_SECONDS

    def release(self, claims: Sequence[Claim]) -> "Future[None]":
        """Give back what was claimed and not asked for."""

        def give_back(store: Store) -> None:
            with store.transaction():
                self.recorder.frontier.finish([Outcome(claim=claim, state="released") for claim in claims])

        self._claimed -= sum(claim.kind in PAGES for claim in claims)
        self.in_hand.difference_update(claim.url_id for claim in claims)
        return self.recorder.ask(give_back)

    def slow_down(self, host: str, crawl_delay: float) -> "Future[None]":
        """Remember the Crawl-delay of a host, for all who ask it."""

        def note(store: Store) -> None:
            with store.transaction():
                self.recorder.frontier.host(host, crawl_delay=crawl_delay)

        return self.recorder.ask(note)

    def _count_claims(self, asked: "Future[tuple[Claim, ...]]", *, asked_at: float) -> None:
        if not asked.exception():
            self._heard_at = asked_at
            self.in_hand.update(claim.url_id for claim in asked.result())
            self._claimed += sum(claim.kind in PAGES for claim in asked.result())

    def look_back(self) -> int:
        """Have some pages that are held looked at for what they need, which nobody asked for when they were
        read; gives how many. Nothing is fetched."""
        after = self._looked_back_to
        if after is None or self.site.crawl.images == "none" or self.look:
            return 0
        rows = self._look_back(self.site, after)
        self._looked_back_to = rows[-1]["url_id"] if rows else None  # what comes from now on is looked at at once
        return len(rows)

    def look_back_as_crawled(self) -> None:
        """Look at pages for what they need as the crawls did whose captures were read: each that wanted it, at all that
        was held by then."""
        for crawl_id in (crawl_id for crawl_id, images in self._images.items() if images != "none"):
            last = self._store.value("SELECT max(captured_at) FROM captures WHERE crawl_id = ?", crawl_id)
            after = 0
            while last and (rows := self._look_back(self._as_crawled(crawl_id), after, until=last)):
                after = rows[-1]["url_id"]

    def _as_crawled(self, crawl_id: str | None) -> Site:
        """The site as a crawl was told to see it; as it is now where that is not known."""
        images = self._images.get(crawl_id, self.site.crawl.images)
        return self.site.model_copy(update={"crawl": self.site.crawl.model_copy(update={"images": images})})

    def _look_back(self, site: Site, after: int, *, until: str | None = None) -> list[dict[str, Any]]:
        site_id = self._site_id
        rows = self.recorder.ask(lambda store: needing.unlooked(store, site_id, after, until=until)).result()
        asked = [(row, self._readers.read(self._needs_of(row, site))) for row in rows]
        looked = [(row, _reading_or_fault(answer)) for row, answer in asked]

        def keep(store: Store) -> None:
            with store.transaction():
                counted = needing.keep(store, self.recorder.frontier, site, looked, site_id=site_id, crawl_id=self.id)
            self.recorder.counters.update(counted)

        self.recorder.ask(keep).result()
        return rows

    def _needs_of(self, row: Mapping[str, Any], site: Site) -> Task:
        return Task(folder=self.folder, ref=ref_of(row), original=None, site=site, kind="page", only_requisites=True)

    def settle(
        self, claim: Claim, recorded: Recorded | None, problem: Problem | None, *, site: Site | None = None
    ) -> "Future[Verdict]":
        """Have a capture read where it has something new to say, then store all that the claim brought. `site`: as it
        was to be seen, if otherwise than now."""
        done: Future[Verdict] = Future()
        done.set_running_or_notify_cancel()  # from here on nobody can cancel it
        capture = recorded.capture if recorded else None
        if recorded and recorded.read:
            reading = self._read(claim, recorded, site or self.site)
            reading.add_done_callback(lambda read: self._store_all(_settlement(claim, recorded, read), done))
        else:
            past = recorded is not None and recorded.past
            self._store_all(Settlement(claim=claim, capture=capture, problem=problem, past=past), done)
        return done

    def _store_all(self, settlement: Settlement, done: "Future[Verdict]") -> None:
        def pass_on(stored: "Future[Verdict]") -> None:
            failure = stored.exception()
            self.in_hand.discard(settlement.claim.url_id)
            if failure:
                done.set_exception(failure)
                return
            if stored.result().wall and settlement.claim.kind == "robots":
                self.walled.add(host_of(settlement.claim.url))
            done.set_result(stored.result())

        self.recorder.settle(settlement).add_done_callback(pass_on)

    def _read(self, claim: Claim, recorded: Recorded, site: Site) -> "Future[Reading]":
        return self._readers.read(
            Task(
                folder=self.folder,
                ref=recorded.capture.ref,
                original=recorded.payload,
                site=site,
                kind=claim.kind,
                mentions=claim.mentions,
                known=recorded.known,
                held=self._as_held(claim, recorded),
            )
        )

    def _as_held(self, claim: Claim, recorded: Recorded) -> Task | None:
        """What the archive has of the article, to be read beside the page."""
        held = recorded.held
        if held is None:
            return None
        return Task(
            folder=self.folder,
            ref=held.ref,
            original=held.original,
            site=self.site,
            kind=claim.kind,
            mentions=held.mentions,
            known=held.known,
        )

    def _study(self, captures: Sequence[Mapping[str, Any]]) -> None:
        """Have some captures read for what they have in common, beside all else; a run that ends does not wait."""
        ids = [capture["id"] for capture in captures]

        def keep(studied: "Future[Lesson | Reading]") -> None:
            lesson = None if studied.exception() else studied.result()
            self.recorder.learn(ids, lesson if isinstance(lesson, Lesson) else None)

        refs = tuple(map(ref_of, captures))
        self._readers.study(Study(folder=self.folder, site=self.site, refs=refs)).add_done_callback(keep)

    @property
    def limit_reached(self) -> bool:
        """Whether the run has done as much as it may."""
        self._over = self._over or self._limit()
        return bool(self._over)

    def _limit(self, *, pages: bool = True) -> str:
        limits = self._site.limits
        if pages and self.limit is not None and self._claimed >= self.limit:
            return "pages"
        if limits.time is not None and time.monotonic() - self._began >= limits.time:
            return "time"
        if limits.bytes is not None and self.recorder.counters["bytes"] >= limits.bytes:
            return "bytes"
        if limits.free_disk is not None and disk_usage(self.folder).free < limits.free_disk:
            return "free_disk"
        return ""

    def close(self, reason: str) -> None:
        """Commit what is left, close the WARC file and say in the database how it ended. Idempotent."""
        if self.result[0] != "running":
            return
        try:
            self.recorder.close()
        except IriaError as failure:
            self._abandon(failure)
            raise
        with self._held:
            status, exit_code = self._judge(reason)
            self.result = (reason, exit_code)
            self._end(status, self._over if reason == "limit" else reason, exit_code)

    def _abandon(self, failure: BaseException) -> None:
        """End a run that cannot go on; what went wrong is raised by the caller, whatever else does."""
        exit_code = failure.exit_code if isinstance(failure, IriaError) else 1
        self.failure = failure
        self.result = (str(failure) or repr(failure), exit_code)
        with self._held:
            with suppress(IriaError):
                self.recorder.close()
            with suppress(IriaError):  # on a full disk; the next run then marks this one as interrupted
                self._end("failed", self.result[0], exit_code)

    def _judge(self, reason: str) -> tuple[str, int]:
        if reason == "limit":
            return "stopped", _LIMITS.get(self._over, 0)
        status, exit_code = _STATUS.get(reason, ("stopped", 1))
        if reason == "finished" and self._is_kept_out():
            return "stopped", 18  # a host wants to be left alone for longer than a run waits
        if reason == "finished" and self.mode != "patch" and not self._store.value(_USABLE, self.id):
            return "failed", 9
        return status, exit_code

    def _is_kept_out(self) -> bool:
        """Whether the site asked for a pause that is too long to wait for, or showed nothing but walls."""
        until = self._store.value("SELECT blocked_until FROM hosts WHERE host = ?", host_of(self.site.home))
        paused = (datetime.fromisoformat(until) - self._store.now()).total_seconds() if until else 0.0
        walls = self.recorder.counters["problem:blocked"]
        return paused > LONGEST_WAIT or bool(walls and not self._store.value(_USABLE, self.id))

    def _end(self, status: str, reason: str, exit_code: int) -> None:
        with self._store.transaction():
            self.recorder.frontier.close()
            self._store.end_crawl(
                self.id,
                status=status,
                reason=reason,
                exit_code=exit_code,
                counters=self.recorder.counters,
                now=datetime.now(UTC),
            )


def _settlement(claim: Claim, recorded: Recorded, reading: "Future[Reading]") -> Settlement:
    problem = reading.exception()
    found = Settlement(claim=claim, capture=recorded.capture, past=recorded.past)
    return replace(found, problem=unreadable(problem)) if problem else replace(found, reading=reading.result())


def _reading_or_fault(answer: "Future[Reading]") -> Reading | Problem:
    """What a reader gave, or why it could not."""
    if failure := answer.exception():
        return unreadable(failure)
    reading = answer.result()
    is_fault = reading.reason in READER_FAULTS
    return Problem(class_="error", stage="extract", code=reading.reason or "") if is_fault else reading


@contextmanager
def lock(archive: Path, slug: str) -> Iterator[None]:
    """Hold the folder of a site's WARC files: one run writes there at a time. The lock ends with the process.

    Raises `Locked` where another holds it."""
    folder = archive / "warc" / slug
    with failures(str(folder)):
        folder.mkdir(parents=True, exist_ok=True)
        handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as taken:
        os.close(handle)
        raise Locked(f"{slug} is being crawled by another run; wait for it to end, then run again") from taken
    try:
        yield
    finally:
        os.close(handle)
