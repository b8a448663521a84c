"""For tests of what happens between the wire and the rows: pages of a small news site, and a recorder for them."""

import json
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from iria_crawler.discover import seeds
from iria_crawler.frontier import Claim
from iria_crawler.frontier.sqlite import SqliteFrontier
from iria_crawler.items import Exchange, Kind, Link, Reading
from iria_crawler.reading import Task, read
from iria_crawler.recorder import Recorded, Recorder
from iria_crawler.settlement import Settlement, Verdict
from iria_crawler.sites import Identity, Site
from iria_crawler.store import Store
from iria_crawler.warc import Archive
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
    """A run of the site without a network: what a URL answers is said by the test."""

    folder: Path
    site: Site
    store: Store
    recorder: Recorder
    site_id: int
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
            )
        )

    def settle(self, claim: Claim, recorded: Recorded | None) -> "Future[Verdict]":
        reading = self.reading(claim, recorded) if recorded and recorded.read else None
        capture = recorded.capture if recorded else None
        return self.recorder.settle(Settlement(claim=claim, capture=capture, reading=reading))

    def fetch(self, path: str, body: bytes = b"", *, kind: Kind = "page", **about: Any) -> Verdict:
        """Have one URL fetched, read and stored."""
        claim = self.claimed(path, kind)
        return self.settle(claim, self.record(claim, body, **about)).result(WAIT)


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
        recorder = Recorder(
            store=store,
            site=site,
            site_id=site_id,
            crawl_id=crawl_id,
            frontier=frontier,
            open_archive=lambda originals: Archive(folder, site.slug, info={}, originals=originals, create=create),
        )
        try:
            yield Desk(folder, site, store, recorder, site_id)
        finally:
            if recorder.failure is None:
                recorder.close()


def answer(claim: Claim, pages: Mapping[str, bytes]) -> Exchange:
    """What the site answers: robots.txt and all pages that it has not are 404."""
    path = claim.url.removeprefix(HOME)
    return exchange(claim.url, pages[path]) if path in pages else exchange(claim.url, b"not here", status=404)


def orphans(store: Store, folder: Path) -> list[str]:
    """Captures whose record is not where the row says."""
    from iria_crawler.warc import check  # noqa: F401
    rows = store.rows("SELECT c.*, w.filename, w.state FROM captures c JOIN warc_files w ON w.id = c.warc_file_id")
    missing = []
    for row in rows:
        path = folder / row["filename"]
        path = path if path.exists() else path.with_name(path.name + ".open")
        if path.stat().st_size < row["warc_offset"] + row["warc_length"]:
            missing.append(row["warc_record_id"])
    return missing


__all__ = ["HOME", "SITE", "WAIT", "Desk", "answer", "article", "desk", "exchange", "listing", "orphans", "seeds"]
