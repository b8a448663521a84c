"""An article field by field: what was read, by which reader or rule, beside what the page shows."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import islice

from iria_crawler.errors import NoArticle
from iria_crawler.extract import tree_of
from iria_crawler.extract.html import BLOCKS, text_of
from iria_crawler.extract.rules import picked, select
from iria_crawler.items import Article, Candidate, Page
from iria_crawler.sites import Site
from iria_crawler.urls import says, trap

NEEDED = {"title": "a title", "authors": "an author", "published_at": "a date of publication", "body": "a text"}
LINES = 40
"""Paragraphs, headings and lines of lists of a page: enough to see where its article begins and what comes first."""

_RULES = {"published": "published_at", "modified": "modified_at", "captions": "figures"}  # the fields of other names
_OF_FIGURES = {"captions": "caption", "credits": "credit", "alts": "alt"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field of an article, for people. `source` is the reader that found it, `others` are what lost against it."""

    name: str
    value: str
    source: str | None
    others: tuple[Candidate, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What one rule of the site file does on a page."""

    rule: str
    does: str
    is_idle: bool = False


def fields(article: Article) -> Iterator[Field]:
    """Every field that was found, the most telling first."""
    for name, value in {**_told(article), **_pictured(article), **_read(article)}.items():
        if value:
            value = " ".join(value.split())
            yield Field(
                name=name.removesuffix("_at"),
                value=value,
                source=article.sources.get("figures" if name in _OF_FIGURES else name),
                others=tuple(other for other in _others(article, name) if other.value != value),
            )


def _told(article: Article) -> Mapping[str, str | None]:
    """What the publisher says of the article."""
    return {
        "title": article.title,
        "subtitle": article.subtitle,
        "authors": "; ".join(article.authors),
        "published_at": _clock(article.published_at) if article.published_at else None,
        "published_raw": _stated(article.published_raw, article.published_at),
        "modified_at": _clock(article.modified_at) if article.modified_at else None,
        "modified_raw": _stated(article.modified_raw, article.modified_at),
        "categories": "; ".join(article.categories),
        "tags": "; ".join(article.tags),
        "section": article.section,
        "language": article.language,
        "summary": article.summary,
    }


def _pictured(article: Article) -> Mapping[str, str | None]:
    """What it shows; a field that some pictures have is told in their order."""
    told = {
        name: " | ".join(said for figure in article.figures if (said := getattr(figure, of)))
        for name, of in _OF_FIGURES.items()
    }
    captioned = sum(bool(figure.caption) for figure in article.figures)
    number = f"{len(article.figures)}, {captioned} with caption" if article.figures else None
    return {"lead_image": article.lead_image, "figures": number, **told}


def _read(article: Article) -> Mapping[str, str | None]:
    """Its text, and how much of it was read in what way."""
    return {
        "links": str(len(article.links)) if article.links else None,
        "body": f"{len(article.body.split())} words: {article.body}",
        "partial": "the page keeps the rest for subscribers" if article.is_partial else None,
        "parts": f"{article.part} of {len(article.parts)}: {' '.join(article.parts)}" if article.parts else None,
        "limits": " | ".join(article.limits),
        "url": article.url,
        "charset": article.charset,
    }


def _others(article: Article, name: str) -> Iterator[Candidate]:
    """What lost, in the form in which the value is shown."""
    for one in article.others.get(name, ()):
        is_time = name.endswith("_at")
        yield replace(one, value=_clock(datetime.fromisoformat(one.value)) if is_time else " ".join(one.value.split()))


def _clock(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def _stated(raw: str | None, moment: datetime | None) -> str | None:
    """A time as the page has it, with the zone that it was read in."""
    if raw is None or moment is None:
        return raw
    return f"{raw} (zone {moment.tzname()})"


def missing(article: Article) -> list[str]:
    """What an article should have and this one has not."""
    return [what for name, what in NEEDED.items() if not getattr(article, name)]


def effects(page: Page, site: Site, article: Article | None) -> Iterator[Effect]:
    """What the site file's patterns and selectors do on a page; raises `SiteError` for a bad selector."""
    yield from _of_patterns(page.url, site)
    rules = site.rules(page.captured_at.date())
    try:
        tree = tree_of(page)
    except NoArticle:  # no HTML, nothing to select from
        return
    for name in type(rules).model_fields:
        for selector in getattr(rules, name) if name == "drop" else ():
            number = len(select(tree, selector))
            yield Effect(rule=f"extract.drop {selector}", does=f"leaves out {number} elements", is_idle=not number)
        if name != "drop" and (selectors := getattr(rules, name)):
            values = picked(tree, selectors)
            used = article is not None and article.sources.get(_RULES.get(name, name)) == "rule"
            does = "nothing matches" if not values else "gives the field" if used else "matches, but is not used"
            yield Effect(rule=f"extract.{name} {', '.join(selectors)}", does=does, is_idle=not used)


def _of_patterns(url: str, site: Site) -> Iterator[Effect]:
    if site.crawl.article:
        fits = says(site.crawl.article, url)
        does = "makes it an article" if fits else "does not fit: no article"
        yield Effect(rule="crawl.article", does=does, is_idle=not fits)
    if site.crawl.listing and says(site.crawl.listing, url):
        yield Effect(rule="crawl.listing", does="makes it a listing, not an article")
    if rule := trap(url, site):
        name = "crawl.exclude" if rule == "site-rule" else f"the rule {rule}"
        yield Effect(rule=name, does="keeps a crawl from fetching it")


def visible(page: Page, *, lines: int = LINES) -> list[str]:
    """The first lines that a reader of a page sees, from its headline on if it has one."""
    try:
        tree = tree_of(page)
    except NoArticle:
        return []
    found = [(element.tag, text) for element in tree.iter(*BLOCKS) if _is_line(element) and (text := text_of(element))]
    start = next((at for at, (tag, _) in enumerate(found) if tag == "h1"), 0)
    return [text for _, text in islice(found, start, start + lines)]


def _is_line(element: object) -> bool:
    """Whether an element holds no other block: a paragraph, a heading, a line of a list."""
    return not any(part.tag in BLOCKS for part in element.iterdescendants())  # type: ignore[attr-defined]  # lxml's
