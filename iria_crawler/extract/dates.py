"""When it was published and changed, as aware UTC times."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Literal

from htmldate import find_date
from lxml.html import HtmlElement

from iria_crawler.extract.html import squeeze, text_of
from iria_crawler.extract.rules import picked
from iria_crawler.extract.view import View

_PUBLISHED_METAS = (
    "article:published_time", "article:published", "og:published_time", "datepublished", "og:article:published_time",
    "article:post_date", "parsely-pub-date", "sailthru.date", "dcterms.created", "dc.date.issued", "dcterms.issued",
    "dc.date.created", "dcterms.date", "dc.date", "publishdate", "publish-date", "pubdate", "publication_date",
    "datecreated", "rnews:datepublished", "cxenseparse:recs:publishtime", "citation_publication_date", "date",
)  # fmt: skip
_MODIFIED_METAS = (
    "article:modified_time", "article:modified", "og:updated_time", "og:article:modified_time", "datemodified",
    "dcterms.modified", "dc.date.modified", "article:updated_time", "last-modified", "lastmod",
)  # fmt: skip
_PUBLISHED_TIMES = (
    ".//time[@itemprop='datePublished'] | .//*[@itemprop='datePublished']",
    ".//time[contains(concat(' ', @class, ' '), ' published ') or contains(concat(' ', @class, ' '), ' entry-date ')]",
    ".//*[contains(@class, 'wp-block-post-date')]//time | .//*[contains(@class, 'posted-on')]//time"
    " | .//header//time[@datetime] | .//*[contains(@class, 'byline') or contains(@class, 'meta')]//time[@datetime]",
    ".//abbr[contains(@class, 'published')][@title]",
    ".//time[@datetime or @content]",
)
_MODIFIED_TIMES = (
    ".//*[@itemprop='dateModified']",
    ".//time[contains(concat(' ', @class, ' '), ' updated ') or contains(concat(' ', @class, ' '), ' modified ')]"
    "[not(contains(concat(' ', @class, ' '), ' published '))]",
)
_URL_DAY = re.compile(r"/((?:19|20)\d\d)[/-]?(0[1-9]|1[0-2])[/-]?(0[1-9]|[12]\d|3[01])(?=[/_.-]|$)")
_ISO = re.compile(
    r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]+(\d{1,2}:\d{2}(?::\d{2})?)(?:[.,]\d+)?)?"
    r"\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{2})?",
    re.I,
)
_EARLIEST = datetime(1900, 1, 1, tzinfo=UTC)
_SAME = timedelta(hours=36)

Precision = Literal[0, 1, 2]


@dataclass(frozen=True, slots=True)
class Moment:
    """A time as read: `precision` 0 is exact, 1 a time without its zone (taken as UTC), 2 a day."""

    at: datetime
    raw: str
    source: str
    precision: Precision


def moment(raw: str, source: str, *, now: datetime) -> Moment | None:
    """Read a time in any of the spellings of HTML and feeds; None if it is none, or absurd at the time of capture."""
    raw = squeeze(raw)
    found = _iso(raw) or _rfc2822(raw)
    if found is None:
        return None
    at, precision = found
    is_sane = _EARLIEST <= at <= now + timedelta(days=1) and at.timestamp() != 0
    return Moment(at, raw, source, precision) if is_sane else None


def published(view: View) -> Moment | None:
    """When the article came out.

    The first reader that finds a time says which day it was; a more exact time near it, from any other reader,
    says when. A time without a zone is taken as UTC where nothing better is known: the error is hours, not days.
    """
    ruled = next(_read(view, picked(view.tree, view.rules.published), "rule"), None)
    if ruled is not None:
        return ruled
    return _finest(list(_published(view))) or _from_url(view) or _guessed(view)


def modified(view: View, since: Moment | None) -> Moment | None:
    """When the article was last changed; None if that would be before it came out."""
    ruled = next(_read(view, picked(view.tree, view.rules.modified), "rule"), None)
    found = ruled or _finest(list(_modified(view)))
    if found is None or (since is not None and found.at < since.at):
        return None
    return found


def _finest(moments: list[Moment]) -> Moment | None:
    if not moments:
        return None
    near = [one for one in moments if abs(one.at - moments[0].at) <= _SAME]
    return min(near, key=lambda one: one.precision)


def _published(view: View) -> Iterator[Moment]:
    for node in (view.data.article, view.data.page):
        yield from _read(
            view, (_string(node.get(key)) for key in ("datePublished", "dateCreated", "uploadDate")), "json-ld"
        )
    yield from _read(view, (text for name in _PUBLISHED_METAS for text in view.data.meta.get(name, ())), "meta")
    for source, mention in view.mentioned("api", "feed"):
        if mention.published_at is not None:
            yield _mentioned(mention.published_at, mention.published_raw, source)
    yield from _timed(view, view.article, _PUBLISHED_TIMES)
    yield from _timed(view, view.pruned, _PUBLISHED_TIMES[:-1])


def _modified(view: View) -> Iterator[Moment]:
    for node in (view.data.article, view.data.page):
        yield from _read(view, (_string(node.get("dateModified")),), "json-ld")
    yield from _read(view, (text for name in _MODIFIED_METAS for text in view.data.meta.get(name, ())), "meta")
    yield from _timed(view, view.article, _MODIFIED_TIMES)
    for source, mention in view.mentioned("api", "feed", "sitemap"):
        if mention.modified_at is not None:
            yield _mentioned(mention.modified_at, mention.modified_raw, source)


def _read(view: View, raws: Iterable[str], source: str) -> Iterator[Moment]:
    moments = (moment(raw, source, now=view.page.captured_at) for raw in raws if raw)
    return (one for one in moments if one is not None)


def _mentioned(at: datetime, raw: str | None, source: str) -> Moment:
    return Moment(at.astimezone(UTC), raw or at.isoformat(), source, 0)


def _timed(view: View, place: HtmlElement, paths: tuple[str, ...]) -> Iterator[Moment]:
    """The first time of the article that each path finds; of several equal ones the first is nearest the headline."""
    for path in paths:
        elements = (element for element in place.xpath(path)[:5] if isinstance(element, HtmlElement))
        raws = (
            element.get("datetime") or element.get("content") or element.get("title") or text_of(element)
            for element in elements
        )
        found = next(_read(view, raws, "dom"), None)
        if found is not None:
            yield found
            return


def _from_url(view: View) -> Moment | None:
    match = _URL_DAY.search(view.page.url)
    return moment("-".join(match.groups()), "url", now=view.page.captured_at) if match else None


def _guessed(view: View) -> Moment | None:
    """What htmldate reads in the markup of the page without its surroundings, never in the running text."""
    try:
        day = find_date(
            view.article,
            extensive_search=False,
            original_date=True,
            max_date=view.page.captured_at.strftime("%Y-%m-%d"),
        )
    except (RecursionError, ValueError, OverflowError):
        return None
    return moment(day, "trafilatura", now=view.page.captured_at) if day else None


def _iso(raw: str) -> tuple[datetime, Precision] | None:
    match = _ISO.match(raw)
    if match is None:
        return None
    year, month, day, clock, zone = match.groups()
    offset = {"Z": "+00:00", "UTC": "+00:00", "GMT": "+00:00"}.get((zone or "").upper(), zone or "+00:00")
    text = f"{year}-{month:0>2}-{day:0>2}T{(clock or '00:00').zfill(5)}{offset}"
    try:
        at = datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return at, 2 if clock is None else 0 if zone else 1


def _rfc2822(raw: str) -> tuple[datetime, Precision] | None:
    try:
        at = parsedate_to_datetime(raw)
        return (at.astimezone(UTC), 0) if at.tzinfo else (at.replace(tzinfo=UTC), 1)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def _string(value: object) -> str:
    value = value[0] if isinstance(value, list) and value else value
    return value if isinstance(value, str) else ""
