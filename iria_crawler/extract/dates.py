"""When it was published and changed, as aware times in the zone that the page states."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from email.utils import parsedate_to_datetime
from itertools import islice
from typing import Literal

from htmldate import find_date
from lxml.etree import tostring
from lxml.html import HtmlElement

from iria_crawler.extract.datelines import Dateline, datelines, writes_month_first
from iria_crawler.extract.html import squeeze, text_of
from iria_crawler.extract.inline import attribute_dates, inline_dates
from iria_crawler.extract.months import day_of
from iria_crawler.extract.printed import Printed, printed
from iria_crawler.extract.rules import picked
from iria_crawler.extract.times import LEAST_PLAIN, change_times, publication_times
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
_PUBLISHED_NAME = re.compile(r"publi(?:sh|c)(?:ed|ing|ation)?[-_.: ]?(?:date|time|at|on)?$|pub-?date|date[-_.:]?publi")
_URL_DAY = re.compile(r"/((?:199|20\d)\d)([/_-]?)(0[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01])(?=[/_.-]|$)")
_DAYS = re.compile(
    r"(?<!\d)(?:(?P<y1>\d{4})[-/.](?P<m1>\d{1,2})[-/.](?P<d1>\d{1,2})"
    r"|(?P<d2>\d{1,2})[-/.](?P<m2>\d{1,2})[-/.](?P<y2>\d{4}))(?!\d)"
)
_ISO = re.compile(
    r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]+(\d{1,2}:\d{2}(?::\d{2})?)(?:[.,]\d+)?)?"
    r"\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{2})?",
    re.I,
)
_COMPACT = re.compile(r"((?:19|20)\d{6})(?:T?(\d{4}(?:\d\d)?)(Z|[+-]\d{2}:?\d{2})?)?")
_SECONDS = re.compile(r"1\d{9}(?:\d{3})?")
_EARLIEST = datetime(1900, 1, 1, tzinfo=UTC)
_ZERO = datetime(1970, 1, 1, tzinfo=UTC)
_SAME = timedelta(hours=36)
_WEB = 1990
"""The first year that a line under a headline means: earlier ones are what the article tells of."""
_FEW = 4
_LONGEST = 200
_LONGEST_TEXT = 50_000
_MOST_TIMES = 20

Precision = Literal[0, 1, 2]


@dataclass(frozen=True, slots=True)
class Moment:
    """A time as read: `precision` 0 is exact, 1 a time without its zone (taken as UTC), 2 a day.

    `is_change`: the page prints it as the time of an update. `others` are the candidates that lost.
    """

    at: datetime
    raw: str
    source: str
    precision: Precision
    is_change: bool = False
    others: "tuple[Moment, ...]" = ()


def moment(raw: str, source: str, *, now: datetime) -> Moment | None:
    """Read a time in any of the spellings of HTML and feeds; None if it is none, or absurd at the time of capture."""
    raw = squeeze(raw)
    found = _iso(raw) or _compact(raw) or _rfc2822(raw)
    if found is None:
        return None
    at, precision = found
    return Moment(at, raw, source, precision) if _is_sane(at, now) else None


def published(view: View) -> Moment | None:
    """When the article came out.

    The first reader that finds a time says which day it was; a more exact time near it, from any other reader,
    says when. A time without a zone is taken as UTC where nothing better is known: the error is hours, not days.
    """
    ruled = next(_read(view, picked(view.tree, view.rules.published), "rule"), None)
    if ruled is not None:
        return ruled
    said = list(_published(view))
    if said:
        return _finest(said)
    lines = _datelines(view)
    found = [
        *_printed(view, lines, changes=False),
        *_read(view, attribute_dates(view.article), "dom"),
        *_read(view, inline_dates(view.tree), "dom"),
        *_loosely(view),
        *_from_url(view),
        *_marked(view),
        *_printed(view, lines, changes=True),
    ]
    return _finest(found) or _guessed(view)


def modified(view: View, since: Moment | None) -> Moment | None:
    """When the article was last changed; None if that would be before it came out."""
    ruled = next(_read(view, picked(view.tree, view.rules.modified), "rule"), None)
    found = ruled or _finest(list(_modified(view)))
    if found is None and since is not None:
        found = next((one for one in (since, *since.others) if one.is_change), None)
    if found is None or (since is not None and found.at < since.at):
        return None
    return found


def _finest(moments: Sequence[Moment]) -> Moment | None:
    if not moments:
        return None
    near = [one for one in moments if abs(one.at - moments[0].at) <= _SAME]
    named = Counter(one.at.replace(second=0, microsecond=0) for one in near)
    best = min(near, key=lambda one: (one.precision, -named[one.at.replace(second=0, microsecond=0)]))
    others = {(one.at, one.source): one for one in moments if one.at != best.at}
    return replace(best, others=tuple(others.values()))


def _published(view: View) -> Iterator[Moment]:
    for node in (view.data.article, view.data.page):
        yield from _read(
            view, (_string(node.get(key)) for key in ("datePublished", "dateCreated", "uploadDate")), "json-ld"
        )
    yield from _read(view, (text for name in _PUBLISHED_METAS for text in view.data.meta.get(name, ())), "meta")
    for source, mention in view.mentioned("api", "feed"):
        if mention.published_at is not None:
            yield _mentioned(view, mention.published_at, mention.published_raw, source)
    timed = list(_timed(view, publication_times(view.article)))
    yield from timed or _timed(view, (one for one in publication_times(view.pruned) if one[0] < LEAST_PLAIN))
    yield from _read(view, _more_metas(view), "meta")


def _marked(view: View) -> Iterator[Moment]:
    """What is marked up as the day of publication where no article is looked for, if that is one day alone."""
    marked = [element for rank, element in publication_times(view.tree) if rank == 0]
    days = {one.at.date() for element in marked for one in _timed(view, ((0, element),))}
    if len(days) == 1:
        yield from _timed(view, ((0, element) for element in marked))


def _modified(view: View) -> Iterator[Moment]:
    for node in (view.data.article, view.data.page):
        yield from _read(view, (_string(node.get("dateModified")),), "json-ld")
    yield from _read(view, (text for name in _MODIFIED_METAS for text in view.data.meta.get(name, ())), "meta")
    yield from _timed(view, change_times(view.article))
    for source, mention in view.mentioned("api", "feed", "sitemap"):
        if mention.modified_at is not None:
            yield _mentioned(view, mention.modified_at, mention.modified_raw, source)


def _more_metas(view: View) -> Iterator[str]:
    """What meta elements say whose names nobody has listed: `bi3dPubDate`, `article.published`."""
    for name, contents in view.data.meta.items():
        if name not in _PUBLISHED_METAS and _PUBLISHED_NAME.search(name):
            yield from contents


def _printed(view: View, lines: Iterable[Dateline], *, changes: bool) -> Iterator[Moment]:
    told = (line for line in lines if line.is_change == changes and line.date.day.year >= _WEB)
    return _sane(view, (replace(_as_moment(line.date, line.raw, "dom"), is_change=changes) for line in told))


def _loosely(view: View) -> Iterator[Moment]:
    """What JSON-LD and meta elements say in the words of people: mostly when the page was last put out."""
    said = [(_string(node.get("datePublished")), "json-ld") for node in (view.data.article, view.data.page)]
    said += [(raw, "meta") for name in _PUBLISHED_METAS for raw in view.data.meta.get(name, ())]
    order = writes_month_first(_lang(view), view.page.url)
    read = ((one, raw, source) for raw, source in said for one in printed(raw[:_LONGEST], month_first=order)[:1])
    return _sane(view, (_as_moment(one, raw, source) for one, raw, source in read))


def _datelines(view: View) -> list[Dateline]:
    body = view.pruned.find("body")
    title = view.data.said("og:title") or next((squeeze(one.text or "") for one in view.tree.iter("title")), "")
    return datelines(view.pruned if body is None else body, title=title, language=_lang(view), url=view.page.url)


def _as_moment(read: Printed, raw: str, source: str) -> Moment:
    clock = read.clock or time()
    at = datetime.combine(read.day, clock, clock.tzinfo or UTC)
    return Moment(at, raw, source, 2 if read.clock is None else 1 if clock.tzinfo is None else 0)


def _sane(view: View, moments: Iterable[Moment]) -> Iterator[Moment]:
    return (one for one in moments if _is_sane(one.at, view.page.captured_at))


def _is_sane(at: datetime, now: datetime) -> bool:
    """Neither before newspapers of today nor after the capture, nor zero as some zone of the world writes it."""
    return _EARLIEST <= at <= now + timedelta(days=1) and abs(at - _ZERO) > timedelta(days=1)


def _read(view: View, raws: Iterable[str], source: str) -> Iterator[Moment]:
    moments = (moment(raw, source, now=view.page.captured_at) for raw in raws if raw)
    return (one for one in moments if one is not None)


def _mentioned(view: View, at: datetime, raw: str | None, source: str) -> Moment:
    """A time that a document gives in UTC, in the zone that it was written in."""
    written = moment(raw or "", source, now=view.page.captured_at)
    return Moment(written.at if written and written.at == at else at, raw or at.isoformat(), source, 0)


def _timed(view: View, ranked: Iterable[tuple[int, HtmlElement]]) -> Iterator[Moment]:
    """The first time of the best rank that has one; of several equal ones the first is nearest the headline."""
    elements = [element for _, element in sorted(ranked, key=lambda one: one[0])]
    raws = (
        element.get("datetime") or element.get("content") or element.get("title") or text_of(element)
        for element in elements[:_MOST_TIMES]
    )
    yield from islice(_read(view, raws, "dom"), 1)


def _lang(view: View) -> str:
    return view.tree.get("lang") or view.data.said("og:locale") or ""


def _from_url(view: View) -> Iterator[Moment]:
    match = _URL_DAY.search(view.page.url)
    return _read(view, ("-".join(match.group(1, 3, 4)),) if match else (), "url")


def _guessed(view: View) -> Moment | None:
    """What htmldate reads in the markup of the article, unless it had to choose among many printed dates."""
    try:
        day = find_date(
            view.article,
            extensive_search=False,
            original_date=True,
            max_date=view.page.captured_at.strftime("%Y-%m-%d"),
        )
    except (RecursionError, ValueError, OverflowError, AssertionError):
        # The last is lxml's: htmldate drops elements like `object`, and cannot if the article itself is one.
        return None
    found = moment(day, "trafilatura", now=view.page.captured_at) if day else None
    if found and found.at.day == 1 and _is_of_no_day(found.at, view.article):
        return None
    days = _all_printed(view) if found else set()
    return None if found and found.at.date() in days and len(days) > _FEW else found


def _is_of_no_day(at: datetime, article: HtmlElement) -> bool:
    """Whether the first of a month is all that htmldate could make of a day that there is not, as 30 February."""
    for said in _DAYS.finditer(tostring(article, encoding="unicode")[:_LONGEST_TEXT]):
        year, month, day = (said["y1"], said["m1"], said["d1"]) if said["y1"] else (said["y2"], said["m2"], said["d2"])
        if (int(year), int(month)) == (at.year, at.month) and day_of(at.year, at.month, int(day)) is None:
            return True
    return False


def _all_printed(view: View) -> set[date]:
    order = writes_month_first(_lang(view), view.page.url)
    return {one.day for one in printed(text_of(view.article)[:_LONGEST_TEXT], language=_lang(view), month_first=order)}


def _iso(raw: str) -> tuple[datetime, Precision] | None:
    match = _ISO.match(raw)
    if match is None:
        return None
    year, month, day, clock, zone = match.groups()
    offset = {"Z": "+00:00", "UTC": "+00:00", "GMT": "+00:00"}.get((zone or "").upper(), zone or "+00:00")
    text = f"{year}-{month:0>2}-{day:0>2}T{(clock or '00:00').zfill(5)}{offset}"
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return at, 2 if clock is None else 0 if zone else 1


def _compact(raw: str) -> tuple[datetime, Precision] | None:
    """The spellings without signs: 20200304, 20200304T101500Z, and seconds or milliseconds since 1970."""
    if _SECONDS.fullmatch(raw):
        return datetime.fromtimestamp(int(raw[:10]), UTC), 0
    match = _COMPACT.fullmatch(raw)
    if match is None:
        return None
    day, clock, zone = match.groups()
    return _iso(f"{day[:4]}-{day[4:6]}-{day[6:]}" + (f"T{clock[:2]}:{clock[2:4]}{zone or ''}" if clock else ""))


def _rfc2822(raw: str) -> tuple[datetime, Precision] | None:
    try:
        at = parsedate_to_datetime(raw)
        return (at, 0) if at.tzinfo else (at.replace(tzinfo=UTC), 1)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def _string(value: object) -> str:
    value = value[0] if isinstance(value, list) and value else value
    return value if isinstance(value, str) else ""
