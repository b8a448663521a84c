"""One look at a page: its links, and its article or the reason why it has none."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path

from iria_crawler import __version__
from iria_crawler.errors import NoArticle
from iria_crawler.items import Kind, Mention, Page, Reading, RecordRef
from iria_crawler.sites import Site
from iria_crawler.warc import read_page

DOCUMENTS: frozenset[Kind] = frozenset({"robots", "sitemap", "feed", "api"})
"""Kinds that name URLs and are never an article themselves."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A record to be read: where it stands, whose it is, and what was said of it."""

    folder: Path
    ref: RecordRef
    original: RecordRef | None
    site: Site
    kind: Kind
    mentions: tuple[Mention, ...] = ()


@lru_cache(maxsize=1)
def extractor() -> str:
    """The software that extracts, with versions: `iria 0.1.0; trafilatura 2.3.1`."""
    return f"iria {__version__}; trafilatura {version('trafilatura')}"


def reader_of(site: Site) -> str:
    """What an article was read by: software, versions, and the site's own rules where it has any."""
    rules = site.model_dump_json(include={"extract", "former"}, exclude_defaults=True)
    return extractor() if rules == "{}" else f"{extractor()}; rules {hashlib.sha256(rules.encode()).hexdigest()[:12]}"


def read(task: Task) -> Reading:
    """Read the record of a task from the archive, as a crawl, a rebuild and a proof all do.

    Raises `ArchiveError` where the record is not what the task says.
    """
    page = read_page(task.folder, task.ref, original=task.original, cap=task.site.limits.body)
    return look(page, task.site, task.kind, mentions=task.mentions)


def look(page: Page, site: Site, kind: Kind, *, mentions: Sequence[Mention] = ()) -> Reading:
    """What a page says, parsed once."""
    # the process that crawls has no use for trafilatura, which takes a quarter of a second to import
    from iria_crawler.discover import discover
    from iria_crawler.extract import extract, tree_of

    if kind in DOCUMENTS:
        found = discover(page, site, kind)
        return Reading(links=found.links, problems=found.problems, reason=kind)
    try:
        tree = tree_of(page)
    except NoArticle as refusal:
        return Reading(reason=refusal.reason)
    found = discover(page, site, kind, tree=tree)
    try:
        article, reason = extract(page, site, mentions=mentions, tree=tree), None
    except NoArticle as refusal:
        article, reason = None, refusal.reason
    return Reading(links=found.links, problems=found.problems, article=article, reason=reason)
