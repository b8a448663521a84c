"""One run of one site: locked, recovered, recorded, read, and told to the database when it ends."""

import fcntl
import json
import os
import platform
import threading
from concurrent.futures import Future, wait
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from iria_crawler import __version__
from iria_crawler.discover import seeds
from iria_crawler.errors import IriaError, Locked
from iria_crawler.frontier import Claim
from iria_crawler.frontier.sqlite import SqliteFrontier
from iria_crawler.items import Capture, Problem, Reading
from iria_crawler.readers import Readers
from iria_crawler.reading import Task
from iria_crawler.recorder import Recorded, Recorder
from iria_crawler.recovery import recover_files, unread
from iria_crawler.settlement import Settlement, Verdict, unreadable
from iria_crawler.sites import Site
from iria_crawler.store import Store
from iria_crawler.warc import Archive

LONGEST_WAIT = 300.0
"""Seconds that a crawl waits at its end for URLs to be tried again; others stay due for the next run."""

_STATUS = {"finished": ("finished", 0), "shutdown": ("interrupted", 11), "limit": ("stopped", 0)}


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
        full: bool = False,
        limit: int | None = None,
        readers: Readers | None = None,
    ) -> None:
        self.folder, self.user_agent = folder, user_agent
        self.full, self.limit = full, limit
        self.id = ""
        self.result: tuple[str, int] = ("running", 0)
        self._site = site
        self.under_way = 0
        self._counting = threading.Lock()
        self._claimed = 0
        self._readers, self._own_readers = readers, readers is None

    @property
    def site(self) -> Site:
        """The site, under the address where it turned out to live."""
        return self.recorder.site if self.id else self._site

    def open(self) -> None:
        """Lock the site, mend what a crash left, and begin. Raises `Locked`, `DiskFull`, `ArchiveError`."""
        self._lock = _lock(self.folder / "warc" / self._site.slug, self._site.slug)
        try:
            self._begin()
        except BaseException:
            os.close(self._lock)
            raise

    def _begin(self) -> None:
        site, now = self._site, datetime.now(UTC)
        self._store = store = Store.create(self.folder)
        with store.transaction():
            site_id = store.save_site(site, now=now)
            recover_files(store, self.folder, site, site_id, now=now)
            self.id = store.begin_crawl(
                *(site_id, site.slug),
                kind="full" if self.full else "update",
                software=software(),
                config=json.dumps(self._config()),
                now=now,
            )
            frontier = SqliteFrontier(store, site, site_id)
            frontier.begin(full=self.full)
            frontier.add(seeds(site))
        self.recorder = Recorder(
            store=store,
            site=site,
            site_id=site_id,
            crawl_id=self.id,
            frontier=frontier,
            open_archive=lambda originals: Archive(self.folder, site.slug, info=self._info(), originals=originals),
        )
        self._readers = self._readers or Readers()
        self._write_config()
        self._catch_up()
        self.under_way = 0

    def _config(self) -> dict[str, object]:
        chosen = {"full": self.full, "limit": self.limit, "user_agent": self.user_agent}
        return {**chosen, "site": self._site.model_dump(mode="json", exclude_defaults=True)}

    def _info(self) -> dict[str, str]:
        site = self._site
        said = {
            "operator": site.collection.contact or site.collection.creator or "not stated",
            "http-header-user-agent": self.user_agent,
            "robots": site.crawl.robots,
            "isPartOf": self.id,
            "description": site.collection.description or f"Crawl of {site.home}",
            "software": software(),
        }
        return {name: value for name, value in said.items() if value}

    def _write_config(self) -> None:
        folder = self.folder / "crawls" / self.id
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "config.json").write_text(json.dumps(self._config(), indent=2) + "\n", encoding="utf-8")

    def _catch_up(self) -> None:
        """Read the captures that a crash left unread, before anything new is fetched."""
        recorder = self.recorder
        while left := recorder.ask(lambda store: unread(store, recorder.frontier, recorder.site_id)).result():
            wait([self.settle(claim, Recorded(capture=capture, read=True), None) for claim, capture in left])

    # -- what the fetching side asks for --

    def claim(self, limit: int) -> "Future[tuple[Claim, ...]]":
        """URLs to be fetched now; none once the limit of the run is reached."""
        if self.limit is not None:
            limit = min(limit, self.limit - self._claimed)
        asked = self.recorder.claim(limit)
        asked.add_done_callback(self._count_claims)
        return asked

    def _count_claims(self, asked: "Future[tuple[Claim, ...]]") -> None:
        if not asked.exception():
            with self._counting:
                self.under_way += len(asked.result())
            self._claimed += sum(claim.kind in ("article", "page", "listing", "home") for claim in asked.result())

    def settle(self, claim: Claim, recorded: Recorded | None, problem: Problem | None) -> "Future[Verdict]":
        """Have a capture read where it has something new to say, then store all that the claim brought."""
        done: Future[Verdict] = Future()
        done.add_done_callback(lambda _: self._settled())
        capture = recorded.capture if recorded else None
        if recorded and recorded.read:
            reading = self._read(claim, recorded)
            reading.add_done_callback(lambda read: self._store_all(_settlement(claim, recorded.capture, read), done))
        else:
            self._store_all(Settlement(claim=claim, capture=capture, problem=problem), done)
        return done

    def _store_all(self, settlement: Settlement, done: "Future[Verdict]") -> None:
        def pass_on(stored: "Future[Verdict]") -> None:
            failure = stored.exception()
            if failure:
                done.set_exception(failure)
                return
            if home := stored.result().home:
                self._moved(home)
            done.set_result(stored.result())

        self.recorder.settle(settlement).add_done_callback(pass_on)

    def _settled(self) -> None:
        with self._counting:
            self.under_way -= 1

    def _read(self, claim: Claim, recorded: Recorded) -> "Future[Reading]":
        assert self._readers is not None
        return self._readers.read(
            Task(
                folder=self.folder,
                ref=recorded.capture.ref,
                original=recorded.payload,
                site=self.site,
                kind=claim.kind,
                mentions=claim.mentions,
            )
        )

    def _moved(self, home: str) -> None:
        """Go on under the address where the site turned out to live: the same host, another scheme or `www.`."""
        site = self.recorder.site
        moved = site.model_copy(update={"site": site.site.model_copy(update={"home": home})})
        self.recorder.move(moved, seeds(moved))

    @property
    def limit_reached(self) -> bool:
        return self.limit is not None and self._claimed >= self.limit

    def close(self, reason: str) -> None:
        """Commit what is left, close the WARC file and say in the database how it ended. Idempotent."""
        if self.result[0] != "running":
            return
        failure = self.recorder.failure
        try:
            self.recorder.close()
        except IriaError as problem:
            failure = failure or problem
        status, exit_code = ("failed", failure.exit_code) if failure else self._judge(reason)
        self.result = (str(failure) if failure else reason, exit_code)
        try:
            self._end(status, reason, exit_code)
        finally:
            if self._readers and self._own_readers:
                self._readers.close()
            self._store.close()
            os.close(self._lock)
        if failure:
            raise failure

    def _judge(self, reason: str) -> tuple[str, int]:
        status, exit_code = _STATUS.get(reason, ("stopped", 1))
        if reason == "finished" and not self.recorder.counters["pages"]:
            return "failed", 9
        return status, exit_code

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


def _settlement(claim: Claim, capture: Capture, reading: "Future[Reading]") -> Settlement:
    problem = reading.exception()
    if problem:
        return Settlement(claim=claim, capture=capture, problem=unreadable(problem))
    return Settlement(claim=claim, capture=capture, reading=reading.result())


def _lock(folder: Path, slug: str) -> int:
    """Hold the folder of a site's WARC files: one run writes there at a time. The lock ends with the process."""
    folder.mkdir(parents=True, exist_ok=True)
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as taken:
        os.close(handle)
        raise Locked(f"{slug} is being crawled by another run; wait for it to end, then run again") from taken
    return handle
