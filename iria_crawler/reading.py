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
from iria_crawler.errors import ArchiveError, NoArticle
from iria_crawler.items import (
    REQUISITES,
    Article,
    Kind,
    Known,
    Link,
    Mention,
    Page,
    Problem,
    Reading,
    RecordRef,
)
from iria_crawler.sites import Site
from iria_crawler.urls import trap
from iria_crawler.warc import read_page

if TYPE_CHECKING:
    from iria_crawler.extract import Extracted, Knowledge, Parsed

DOCUMENTS: frozenset[Kind] = frozenset({"robots", "sitemap", "feed", "api"})
"""Kinds that name URLs and are never an article themselves."""

NAMING: frozenset[Kind] = frozenset({"style", "frame", "asset"})
"""Requisites that may need others themselves."""

RECORDS = ("application/json", "text/json")
MARKUP = ("text/html", "application/xhtml+xml")


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A record to be read: where it stands, whose it is, what was said of it, and what is known of its site.
    `only_requisites`: its article was read before. `held`: what the archive has of its article, which an older
    reader had read: what differs between two readers is no edit, so both are read by this one."""

    folder: Path
    ref: RecordRef
    original: RecordRef | None
    site: Site
    kind: Kind
    mentions: tuple[Mention, ...] = ()
    known: Known | None = None
    only_requisites: bool = False
    held: "Task | None" = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Study:
    """Records of articles of a site, to learn from them what its pages have in common."""

    folder: Path
    site: Site
    refs: tuple[RecordRef, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """What some pages have in common, as JSON; None: too little. `pages`: how many could be learnt from."""

    pages: int
    data: str | None


@lru_cache(maxsize=1)
def extractor() -> str:
    """The software that extracts, with versions: `iria 0.2.0; trafilatura 2.3.1`."""
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
    if task.only_requisites:
        found = _needs_of(page, task.site)
    else:
        found = look(page, task.site, task.kind, mentions=task.mentions, known=task.known)
    if task.held and found.article:
        found = replace(found, held=_held(task.held))
    return replace(found, ms=round((time.process_time() - began) * 1000))


def _held(task: Task) -> Article | None:
    try:
        return read(task).article
    except ArchiveError:  # its record is for `verify` to name; the text stays as it is
        return None


def study(task: Study) -> Lesson:
    """Learn from the records of a task; raises `ArchiveError` where one is not what the task says."""
    from iria_crawler.extract import learnt, observation

    pages = [read_page(task.folder, ref, cap=task.site.limits.body) for ref in task.refs]
    observed = [seen for page in pages if (seen := observation(page, task.site))]
    found = learnt(observed)
    return Lesson(pages=len(observed), data=found.as_json() if found else None)


def look(
    page: Page, site: Site, kind: Kind, *, mentions: Sequence[Mention] = (), known: Known | None = None
) -> Reading:
    """What a page says, parsed once."""
    # the process that crawls has no use for trafilatura, which takes a quarter of a second to import
    from iria_crawler.discover import discover
    from iria_crawler.extract import blocked, parsed, signals, within_limits

    if kind in REQUISITES:
        return _requisite(page, site, kind)
    is_document = kind in DOCUMENTS
    if is_document and page.mime not in MARKUP:
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
    return _with_needs(_read(seen, page, site, mentions, read=within, known=known), page, site, whole)


def _requisite(page: Page, site: Site, kind: Kind) -> Reading:
    """What a page needs is never an article; a style sheet or a page within the page may need more."""
    from iria_crawler.discover import requisites
    from iria_crawler.extract import blocked, parsed, signals

    if page.mime not in MARKUP:
        found, problems = requisites.of_file(page, site, kind)
        return Reading(reason=kind, requisites=found, problems=problems, signals=signals(page, None))
    try:
        whole = parsed(page)
    except NoArticle as refusal:
        return Reading(reason=refusal.reason, signals=signals(page, None))
    seen = Reading(reason=kind, signals=signals(page, whole.tree))
    if wall := blocked(page, whole.tree):
        return replace(seen, reason="blocked", wall=wall)
    return _with_needs(seen, page, site, whole) if kind == "frame" else seen


def _with_needs(seen: Reading, page: Page, site: Site, whole: "Parsed") -> Reading:
    """What has been seen of a page, with what it needs to look as it does, where the site file wants that."""
    if site.crawl.images == "none" or page.status != 200:
        return seen
    from iria_crawler.discover import requisites

    article = seen.article
    pictures = [figure.url for figure in article.figures] if article else []
    pictures += [article.lead_image] if article and article.lead_image else []
    found, problems = requisites.of_page(whole.tree, page, site, pictures=pictures)
    return replace(seen, requisites=found, problems=(*seen.problems, *problems))


def _needs_of(page: Page, site: Site) -> Reading:
    """What a page needs whose article was read when nobody asked for that."""
    from iria_crawler.extract import parsed

    try:
        return _with_needs(Reading(), page, site, parsed(page))
    except NoArticle as refusal:
        return Reading(reason=refusal.reason, requisites=())


def article_of(page: Page, site: Site, *, mentions: Sequence[Mention] = (), known: Known | None = None) -> Article:
    """The article of a page, or that part of it which the page has, or what an API says of a post that has none;
    raises `NoArticle`."""
    return _extracted(page, site, mentions, known=known).article


def _extracted(
    page: Page, site: Site, mentions: Sequence[Mention], *, read: "Parsed | None" = None, known: Known | None
) -> "Extracted":
    from iria_crawler.discover import page_of_record
    from iria_crawler.extract import Extracted, extract, extracted

    if page.mime not in RECORDS:
        knowledge, check = (_knowledge(known.data), known.check) if known else (None, False)
        try:
            return extracted(page, site, mentions=mentions, read=read, knowledge=knowledge, check=check)
        except NoArticle as refusal:
            return Extracted(_part_of(page, site, refusal, read))
    found = page_of_record(page)
    if found is None or page.status != 200:
        raise NoArticle("not-html")
    article = extract(found[0], site, mentions=(found[1],))
    others = {name: tuple(replace(one, source="api") for one in lost) for name, lost in article.others.items()}
    return Extracted(replace(article, sources=dict.fromkeys(article.sources, "api"), others=others))


@lru_cache(maxsize=8)
def _knowledge(data: str) -> "Knowledge":
    from iria_crawler.extract import Knowledge

    return Knowledge.from_json(data)


def _part_of(page: Page, site: Site, refusal: NoArticle, read: "Parsed | None") -> Article:
    """The part that a page is of an article which begins on another; raises the refusal where it is none."""
    from iria_crawler.extract import extract_part

    if refusal.reason != "continuation":
        raise refusal
    return extract_part(page, site, read=read)


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
    seen: Reading,
    page: Page,
    site: Site,
    mentions: Sequence[Mention],
    *,
    read: "Parsed | None" = None,
    known: Known | None = None,
) -> Reading:
    """What has been seen of a page, with its article or the reason why it has none."""
    seen = replace(seen, knowledge_id=known.id if known else None)
    try:
        found = _extracted(page, site, mentions, read=read, known=known)
    except NoArticle as refusal:
        return replace(seen, reason=refusal.reason)
    links = _with_parts(seen.links, found.article, site)
    return replace(seen, article=found.article, links=links, knowledge=found.knowledge)


def _with_parts(links: tuple[Link, ...], article: Article, site: Site) -> tuple[Link, ...]:
    """The links of a page, those to other parts of its article as what they are: they are asked for in any case."""
    others = {url for part, url in enumerate(article.parts, 1) if part != article.part}
    rules = {link.url: link.excluded for link in links}
    parts = (
        Link(url=url, kind="article", source="page", excluded=rules.get(url) or trap(url, site), again=True)
        for url in article.parts
        if url in others
    )
    return (*(link for link in links if link.url not in others), *parts)
