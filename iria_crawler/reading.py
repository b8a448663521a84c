"""One look at a page: its links, and its article or the reason why it has none."""

import hashlib
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from iria_crawler import __version__
from iria_crawler.errors import NoArticle
from iria_crawler.items import Article, Kind, Mention, Page, Problem, Reading, RecordRef
from iria_crawler.sites import Site
from iria_crawler.warc import read_page

if TYPE_CHECKING:
    from iria_crawler.extract import Parsed

DOCUMENTS: frozenset[Kind] = frozenset({"robots", "sitemap", "feed", "api"})
"""Kinds that name URLs and are never an article themselves."""

RECORDS = ("application/json", "text/json")
_MARKUP = ("text/html", "application/xhtml+xml")


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
    began = time.process_time()
    page = read_page(task.folder, task.ref, original=task.original, cap=task.site.limits.body)
    found = look(page, task.site, task.kind, mentions=task.mentions)
    return replace(found, ms=round((time.process_time() - began) * 1000))


def look(page: Page, site: Site, kind: Kind, *, mentions: Sequence[Mention] = ()) -> Reading:
    """What a page says, parsed once."""
    # the process that crawls has no use for trafilatura, which takes a quarter of a second to import
    from iria_crawler.discover import discover
    from iria_crawler.extract import blocked, parsed, signals, within_limits

    is_document = kind in DOCUMENTS
    if is_document and page.mime not in _MARKUP:
        return _document(page, site, kind)
    if not is_document and page.mime in RECORDS:
        return _read(Reading(signals=signals(page, None)), page, site, mentions)
    try:
        whole = parsed(page)
    except NoArticle as refusal:
        if is_document:
            return _document(page, site, kind)
        cut = () if page.whole else (Problem(class_="error", stage="parse", code="bad-body", message=refusal.reason),)
        return Reading(reason=refusal.reason, problems=cut, signals=signals(page, None))
    tree = whole.tree
    if wall := blocked(page, tree):
        return Reading(reason="blocked", wall=wall, signals=signals(page, tree))
    if is_document:
        return _document(page, site, kind)
    found = discover(page, site, kind, tree=tree)
    within = within_limits(whole)
    seen = Reading(links=found.links, problems=(*found.problems, *_left_out(within)), signals=signals(page, tree))
    return _read(seen, page, site, mentions, read=within)


def article_of(page: Page, site: Site, *, mentions: Sequence[Mention] = (), read: "Parsed | None" = None) -> Article:
    """The article of a page, or of what an API says of a post that has none; raises `NoArticle`."""
    from iria_crawler.discover import page_of_record
    from iria_crawler.extract import extract

    if page.mime not in RECORDS:
        return extract(page, site, mentions=mentions, read=read)
    found = page_of_record(page)
    if found is None or page.status != 200:
        raise NoArticle("not-html")
    article = extract(found[0], site, mentions=(found[1],))
    return replace(article, sources=dict.fromkeys(article.sources, "api"))


def _left_out(read: "Parsed") -> tuple[Problem, ...]:
    """That a page is too large to be read as a whole, and what of it was not."""
    if not read.limits:
        return ()
    return (Problem(class_="skipped", stage="extract", code="page-too-large", message="; ".join(read.limits)),)


def _document(page: Page, site: Site, kind: Kind) -> Reading:
    from iria_crawler.discover import discover
    from iria_crawler.extract import signals

    found = discover(page, site, kind)
    nothing = not found.links and any(problem.class_ == "error" for problem in found.problems)
    return Reading(
        links=found.links,
        problems=found.problems,
        reason=f"no-{kind}" if nothing else kind,
        total=found.total,
        signals=signals(page, None),
    )


def _read(
    seen: Reading, page: Page, site: Site, mentions: Sequence[Mention], *, read: "Parsed | None" = None
) -> Reading:
    """What has been seen of a page, with its article or the reason why it has none."""
    try:
        return replace(seen, article=article_of(page, site, mentions=mentions, read=read))
    except NoArticle as refusal:
        return replace(seen, reason=refusal.reason)
