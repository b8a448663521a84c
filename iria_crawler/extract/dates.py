"""When it was published and changed, as aware times in the zone that the page states."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice

from htmldate import find_date
from lxml.etree import tostring
from lxml.html import HtmlElement

from iria_crawler.extract.datelines import Dateline, datelines, writes_month_first
from iria_crawler.extract.html import squeeze, text_of
from iria_crawler.extract.inline import attribute_dates, inline_dates
from iria_crawler.extract.moments import Moment, is_sane, moment
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
_SAME = timedelta(hours=36)
_WEB = 1990
"""The first year that a line under a headline means: earlier ones are what the article tells of."""
_FEW = 4
_LONGEST = 200
_LONGEST_TEXT = 50_000
_MOST_TIMES = 20


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
        *_read(view, inline_dates(view.elements["script"]), "dom"),
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
    read = (replace(_as_moment(line.date, line.raw, "dom"), is_change=changes) for line in told)
    return _sane(view, (one if is_sane(one.at, view.page.captured_at) else _turned(one) for one in read))


def _turned(one: Moment) -> Moment:
    """A day that has yet to come, with day and month the other way round if both are numbers: 12/2/2026 in March."""
    orders = (printed(one.raw, month_first=month_first) for month_first in (False, True))
    other = next((said[-1] for said in orders if said and said[-1].day != one.at.date()), None)
    return one if other is None else replace(_as_moment(other, one.raw, one.source), is_change=one.is_change)


def _loosely(view: View) -> Iterator[Moment]:
    """What JSON-LD and meta elements say in the words of people: mostly when the page was last put out."""
    said = [(_string(node.get("datePublished")), "json-ld") for node in (view.data.article, view.data.page)]
    said += [(raw, "meta") for name in _PUBLISHED_METAS for raw in view.data.meta.get(name, ())]
    order = writes_month_first(_lang(view), view.page.url)
    read = ((one, raw, source) for raw, source in said for one in printed(raw[:_LONGEST], month_first=order)[:1])
    return _sane(view, (_as_moment(one, raw, source) for one, raw, source in read))


def _datelines(view: View) -> list[Dateline]:
    body = view.pruned.find("body")
    title = view.data.said("og:title") or next((squeeze(one.text or "") for one in view.elements["title"]), "")
    return datelines(view.pruned if body is None else body, title=title, language=_lang(view), url=view.page.url)


def _as_moment(read: Printed, raw: str, source: str) -> Moment:
    clock = read.clock or time()
    at = datetime.combine(read.day, clock, clock.tzinfo or UTC)
    return Moment(at, raw, source, 2 if read.clock is None else 1 if clock.tzinfo is None else 0)


def _sane(view: View, moments: Iterable[Moment]) -> Iterator[Moment]:
    return (one for one in moments if is_sane(one.at, view.page.captured_at))


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
    """The language that the page declares, with its country if that is said; en_US is what software says unasked."""
    own, other = view.tree.get("lang") or "", view.data.said("og:locale") or ""
    is_finer = own.lower() == other[:2].lower() and not other.upper().endswith("US")
    return other if is_finer else own or other


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


def _string(value: object) -> str:
    value = value[0] if isinstance(value, list) and value else value
    return value if isinstance(value, str) else ""
