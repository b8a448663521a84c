"""Reading the archive again with the readers of today: what would change, and changing it."""

import json
import pickle
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any, BinaryIO

from iria_crawler.diff import compared, size
from iria_crawler.errors import ArchiveError
from iria_crawler.items import Article, Reading
from iria_crawler.readers import Readers
from iria_crawler.reading import Task, reader_of
from iria_crawler.sites import Site
from iria_crawler.store import Store, ref_of
from iria_crawler.store.articles import mention_from_json
from iria_crawler.store.events import happened
from iria_crawler.store.joining import joined
from iria_crawler.store.knowledge import read_by
from iria_crawler.store.rereading import count, differences, pages, replace_text, versions

_AHEAD = 8  # versions that are being read at a time, for each reader process
_AT_ONCE = 50  # versions in one transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A version that reads otherwise today: in which `fields`, and how much its text gained and lost, in characters.

    `lost`: why it cannot be read any more; its text stays as it is."""

    article_id: int
    version: int
    url: str
    title: str
    fields: tuple[str, ...] = ()
    added: int = 0
    removed: int = 0
    lost: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    row: dict[str, Any]
    article: Article
    parts: tuple[Article, ...]


class Rereading:
    """The texts of a site, read again. `changes` looks and remembers; `apply` stores what was remembered.

    What is remembered lies in a file: a redesign of the readers may change every text of a large archive."""

    def __init__(self, folder: Path, site: Site, *, every: bool = False) -> None:
        self.folder, self.site, self.every, self.reader = folder, site, every, reader_of(site)
        self._remembered: BinaryIO = TemporaryFile()  # noqa: SIM115  # closed with the object
        self.texts = self._changed = 0

    def total(self, store: Store) -> int:
        """How many texts are to be read."""
        return count(store, slug=self.site.slug, reader=self.reader, every=self.every)

    def changes(self, store: Store, readers: Readers, *, step: Callable[[], None] = lambda: None) -> Iterator[Change]:
        """Read the texts again, in reader processes, and yield those that are other ones now."""
        waiting: deque[tuple[dict[str, Any], list[Future[Reading]]]] = deque()
        for row in versions(store, slug=self.site.slug, reader=self.reader, every=self.every):
            waiting.append((row, self._ask(store, readers, row)))
            if len(waiting) >= readers.size * _AHEAD:
                yield from self._change(store, *waiting.popleft(), step)
        while waiting:
            yield from self._change(store, *waiting.popleft(), step)

    def _ask(self, store: Store, readers: Readers, row: dict[str, Any]) -> list["Future[Reading]"]:
        mentions = tuple(mention_from_json(said) for said in json.loads(row["mentions"]))
        return [
            readers.read(
                Task(
                    folder=self.folder,
                    ref=ref_of(page),
                    original=store.payload_ref(page["original_id"]) if page["original_id"] else None,
                    site=self.site,
                    kind="article",
                    mentions=mentions if page["position"] == 1 else (),
                    known=read_by(store, row["knowledge_id"]),
                )
            )
            for page in pages(store, row["id"])
        ]

    def _change(
        self, store: Store, row: dict[str, Any], read: Sequence["Future[Reading]"], step: Callable[[], None]
    ) -> Iterator[Change]:
        self.texts += 1
        about = {"article_id": row["article_id"], "version": row["version"], "url": row["url"], "title": row["title"]}
        parts, lost = _articles(read)
        step()
        if lost:
            yield Change(**about, lost=lost)
            return
        article = joined(parts)
        fields = differences(store, row, article)
        if fields or row["extractor"] != self.reader:
            pickle.dump(_Read(row=row, article=article, parts=tuple(parts)), self._remembered)
        if fields:
            self._changed += 1
            texts = (f"{row['title']}\n\n{row['body']}", f"{article.title}\n\n{article.body}")
            changed = size(compared(*texts))
            yield Change(**about, fields=tuple(fields), added=changed.added, removed=changed.removed)

    def apply(self, store: Store, *, now: datetime, step: Callable[[], None] = lambda: None) -> int:
        """Store what was remembered; gives how many versions were other ones by then, which stay as they are."""
        self._remembered.seek(0)
        left = 0
        with store.transaction():
            store.save_site(self.site, now=now)  # by whose rules the texts are read from now on
        for some in _batches(_all(self._remembered)):
            with store.transaction():
                for read in some:
                    left += not replace_text(store, read.row, read.article, read.parts, reader=self.reader, now=now)
                    step()
        counts = {"read": self.texts, "changed": self._changed, "left": left, "reader": self.reader}
        with store.transaction():
            happened(store, "extraction", f"site:{self.site.slug}", now=now, detail=counts)
        return left

    def close(self) -> None:
        self._remembered.close()


def _articles(read: Sequence["Future[Reading]"]) -> tuple[list[Article], str | None]:
    """The articles of some records, or why one has none."""
    found = []
    for future in read:
        try:
            reading = future.result()
        except ArchiveError as problem:
            return [], str(problem)
        if reading.article is None:
            return [], reading.reason or "no-article"
        found.append(reading.article)
    return found, None


def _all(file: BinaryIO) -> Iterator[_Read]:
    while True:
        try:
            yield pickle.load(file)  # written by this process, to a file that nobody else can open
        except EOFError:
            return


def _batches(read: Iterator[_Read]) -> Iterator[list[_Read]]:
    batch: list[_Read] = []
    for one in read:
        batch.append(one)
        if len(batch) == _AT_ONCE:
            yield batch
            batch = []
    if batch:
        yield batch
