"""For tests of what happens between the wire and the rows: pages of a small news site, and a recorder for them."""

import json
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, wait
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from iria_crawler.crawl import Crawl
from iria_crawler.errors import IriaError
from iria_crawler.frontier import Claim
from iria_crawler.frontier.sqlite import SqliteFrontier
from iria_crawler.items import Exchange, Kind, Link, Reading, RecordRef
from iria_crawler.reading import Task, read
from iria_crawler.recorder import Recorded, Recorder
from iria_crawler.settlement import Settlement, Verdict
from iria_crawler.sites import Identity, Site
from iria_crawler.store import Store
from iria_crawler.warc import Archive, check
from iria_crawler.warc.files import create

HOME = "https://news.example/"
SITE = Site(site=Identity(home=HOME, slug="news"))
WAIT = 60.0
"""Seconds after which a test that waits for a future has hung."""


def article(title: str, word: str = "harbour", *, links: tuple[str, ...] = ()) -> bytes:
    """A page with an article of some length about one word."""
    sentence = f"The {word} was opened on Monday by the minister, who thanked everybody who had built the {word}."
    text = "".join(f"<p>{sentence} This is paragraph number {number} of the report.</p>" for number in range(8))
    said = {"@context": "https://schema.org", "@type": "NewsArticle", "headline": title}
    said["datePublished"] = "2026-01-05T08:00:00Z"
    anchors = "".join(f'<li><a href="{link}">Read more about {link}</a></li>' for link in links)
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        f'<script type="application/ld+json">{json.dumps(said)}</script></head>'
        f"<body><article><h1>{title}</h1>{text}</article><ul>{anchors}</ul></body></html>"
    ).encode()


def listing(*paths: str) -> bytes:
    """A front page that links to others."""
    items = "".join(f'<li><a href="/{path}">About the story at {path} and more</a></li>' for path in paths)
    return f"<!doctype html><html><head><title>News</title></head><body><ul>{items}</ul></body></html>".encode()


def exchange(
    url: str, body: bytes = b"", *, status: int = 200, at: datetime | None = None, headers: Mapping[str, str] = {}
) -> Exchange:
    """What passes over the wire when a URL is asked for and answers so."""
    fields = {"Content-Type": "text/html", "Content-Length": str(len(body))} | dict(headers)
    head = f"HTTP/1.1 {status} Said\r\n" + "".join(f"{name}: {value}\r\n" for name, value in fields.items())
    return Exchange(
        url=url,
        method="GET",
        started_at=at or datetime.now(UTC),
        elapsed_ms=5,
        sent=BytesIO(f"GET {url} HTTP/1.1\r\nHost: news.example\r\n\r\n".encode()),
        received=BytesIO(f"{head}\r\n".encode() + body),
    )


@dataclass
class Desk:
    """A run of the site without a network: what a URL answers is said by the test. `store` sees what
    is committed."""

    folder: Path
    site: Site
    store: Store
    recorder: Recorder
    claims: dict[str, Claim] = field(default_factory=dict)

    def add(self, path: str, kind: Kind = "page") -> None:
        def learn(store: Store) -> None:
            with store.transaction():
                self.recorder.frontier.add([Link(url=HOME + path, kind=kind, source="page")])

        self.recorder.ask(learn).result(WAIT)

    def claim(self) -> tuple[Claim, ...]:
        return self.recorder.claim(100).result(WAIT)

    def claimed(self, path: str, kind: Kind = "page") -> Claim:
        """The claim of a path, learned and due again if need be."""
        self.add(path, kind)

        def due(store: Store) -> None:
            with store.transaction():
                store.run("UPDATE urls SET state = 'due', next_due_at = NULL WHERE url = ?", HOME + path)

        self.recorder.ask(due).result(WAIT)
        self.claims |= {claim.url: claim for claim in self.claim()}
        return self.claims[HOME + path]

    def record(self, claim: Claim, body: bytes = b"", **about: Any) -> Recorded | None:
        return self.recorder.record(exchange(claim.url, body, **about), claim).result(WAIT)

    def reading(self, claim: Claim, recorded: Recorded) -> Reading:
        return read(
            Task(
                folder=self.folder,
                ref=recorded.capture.ref,
                original=recorded.payload,
                site=self.site,
                kind=claim.kind,
                mentions=claim.mentions,
                known=recorded.known,
                held=self._held(claim, recorded),
            )
        )

    def _held(self, claim: Claim, recorded: Recorded) -> Task | None:
        held = recorded.held
        if held is None:
            return None
        where = {"folder": self.folder, "site": self.site, "kind": claim.kind}
        return Task(ref=held.ref, original=held.original, mentions=held.mentions, known=held.known, **where)

    def settle(self, claim: Claim, recorded: Recorded | None) -> "Future[Verdict]":
        reading = self.reading(claim, recorded) if recorded and recorded.read else None
        capture = recorded.capture if recorded else None
        return self.recorder.settle(Settlement(claim=claim, capture=capture, reading=reading))

    def fetch(self, path: str, body: bytes = b"", *, kind: Kind = "page", **about: Any) -> Verdict:
        """Have one URL fetched, read and stored."""
        claim = self.claimed(path, kind)
        settled = self.settle(claim, self.record(claim, body, **about))
        self.commit()
        return settled.result(WAIT)

    def commit(self) -> None:
        """Spare the second after which the recorder commits by itself."""
        self.recorder.claim(0)


@contextmanager
def desk(folder: Path, *, site: Site = SITE, create: Callable[[Path], Any] = create) -> Iterator[Desk]:
    """Open a recorder on a folder, and close it well if the test has not."""
    with Store.create(folder) as store:
        with store.transaction():
            site_id = store.save_site(site, now=datetime.now(UTC))
            crawl_id = store.begin_crawl(
                site_id, site.slug, kind="full", software="test", config="{}", now=datetime.now(UTC)
            )
            frontier = SqliteFrontier(store, site, site_id)
            frontier.begin(())
        recorder = Recorder(
            store=store,
            site=site,
            site_id=site_id,
            crawl_id=crawl_id,
            frontier=frontier,
            open_archive=lambda originals: Archive(folder, site.slug, info={}, originals=originals, create=create),
        )
        try:
            with Store.open(folder) as look:
                yield Desk(folder, site, look, recorder)
        finally:
            with suppress(IriaError):
                recorder.close()


def damages(store: Store, folder: Path) -> list[str]:
    """What is wrong with the records that captures point at, and with the database."""
    rows = store.rows("SELECT c.*, w.filename FROM captures c JOIN warc_files w ON w.id = c.warc_file_id")
    found = [problem for row in rows for problem in check(folder, ref_of(row)).problems]
    found += [row["integrity_check"] for row in store.rows("PRAGMA integrity_check")]
    return [problem for problem in found if problem != "ok"]


def ref_of(row: Mapping[str, Any]) -> RecordRef:
    """Where the record of a row stands."""
    return RecordRef(
        warc_file=row["filename"],
        warc_offset=row["warc_offset"],
        warc_length=row["warc_length"],
        warc_record_id=row["warc_record_id"],
    )


def walk(crawl: Crawl, pages: Mapping[str, bytes], *, most: int = 1000) -> list[str]:
    """Have a crawl fetch what it wants, at most so many pages; gives their paths. All others are 404."""
    asked: list[str] = []
    while len(asked) < most and (claims := crawl.claim(min(8, most - len(asked))).result(WAIT)):
        recorded = [crawl.recorder.record(served(claim, pages), claim) for claim in claims]
        settled = [crawl.settle(claim, each.result(WAIT), None) for claim, each in zip(claims, recorded, strict=True)]
        while waiting := [future for future in settled if not future.done()]:
            crawl.recorder.claim(0)  # spares the second after which the recorder commits by itself
            wait(waiting, timeout=0.02)
        for future in settled:
            future.result()
        asked += [claim.url.removeprefix(HOME) for claim in claims]
    return asked


def served(claim: Claim, pages: Mapping[str, bytes]) -> Exchange:
    """What the site answers to a claim."""
    path = claim.url.removeprefix(HOME)
    if path not in pages:
        return exchange(claim.url, b"not here", status=404)
    media = {"txt": "text/plain", "xml": "application/xml"}.get(path.rpartition(".")[2], "text/html")
    return exchange(claim.url, pages[path], headers={"Content-Type": media})


def titles(store: Store) -> list[str]:
    """The current titles of all articles, in order."""
    return [row["title"] for row in store.rows("SELECT title FROM articles ORDER BY title")]
