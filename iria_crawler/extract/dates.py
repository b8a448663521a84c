"""When it was published and changed, as aware times in the zone that the page states."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta, timezone
from itertools import islice

from lxml.html import HtmlElement

from iria_crawler.extract.datelines import Dateline, datelines, datelines_under
from iria_crawler.extract.guessed import guessed
from iria_crawler.extract.html import squeeze, text_of
from iria_crawler.extract.inline import attribute_dates, inline_dates
from iria_crawler.extract.moments import Moment, is_sane, moment
from iria_crawler.extract.orders import day_in_address, writes_month_first
from iria_crawler.extract.printed import Printed, printed
from iria_crawler.extract.rules import picked
from iria_crawler.extract.times import LEAST_PLAIN, change_times, publication_times
from iria_crawler.extract.view import View

_PUBLISHED_METAS = (
    "article:published_time", "article:published", "og:published_time", "datepublished", "og:article:published_time",
    "article:post_date", "parsely-pub-date", "sailthru.date", "dcterms.created", "dc.date.issued", "dcterms.issued",
    "dc.date.created", "publishdate", "publish-date", "pubdate", "publication_date",
    "datecreated", "rnews:datepublished", "cxenseparse:recs:publishtime", "citation_publication_date",
)  # fmt: skip
_DATED_METAS = ("dcterms.date", "dc.date", "date")
"""They do not say what happened on that day."""
_MODIFIED_METAS = (
    "article:modified_time", "article:modified", "og:updated_time", "og:article:modified_time", "datemodified",
    "dcterms.modified", "dc.date.modified", "article:updated_time", "last-modified", "lastmod",
)  # fmt: skip
_PUBLISHED_NAME = re.compile(r"publi(?:sh|c)(?:ed|ing|ation)?[-_.: ]?(?:date|time|at|on)?$|pub-?date|date[-_.:]?publi")
_SAME = timedelta(hours=36)
_SURELY = 5
"""The score of a date that stands alone where the date of an article stands, and is called one."""
_WEB = 1990
"""The first year that a line under a headline means: earlier ones are what the article tells of."""
_MIDNIGHTS = ((22, 0, 0), (23, 0, 0))
_DIVIDERS = tuple("|–—-:(")
_LONGEST = 200
_MOST_TIMES = 20
_MOST_NAMED = 100
_MOST_HEADINGS = 5


def published(view: View) -> Moment | None:
    """When the article came out.

    The first reader that finds a time says which day it was; a more exact time near it, from any other reader,
    says when. A time without a zone is taken as UTC where nothing better is known: the error is hours, not days.
    """
    ruled = next(_read(view, picked(view.tree, view.rules.published), "rule"), None)
    if ruled is not None:
        return ruled
    said, dated = list(_published(view)), list(_dated(view))
    if said:
        return _of_midnight(view, _finest([*said, *dated]))
    lines = _datelines(view)
    found = [
        *_printed(view, (line for line in lines if line.score >= _SURELY), changes=False),
        *dated,
        *_printed(view, (line for line in lines if line.score < _SURELY), changes=False),
        *_timed(view, publication_times(view.article, view.others)),
        *_in_attributes(view),
        *_read(view, inline_dates(view.elements["script"]), "dom"),
        *_loosely(view),
        *_from_url(view),
        *_marked(view),
        *_titled(view),
        *_printed(view, lines, changes=True),
    ]
    return _finest(found) if found else guessed(view, _lang(view))


def modified(view: View, since: Moment | None) -> Moment | None:
    """When the article was last changed; None if that would be before it came out."""
    ruled = next(_read(view, picked(view.tree, view.rules.modified), "rule"), None)
    said = [ruled] if ruled else list(_modified(view))
    found = _finest(said) if said else None
    if found is None and since is not None:
        found = next((one for one in (since, *since.others) if one.is_change), None)
    if found is None or (since is not None and found.at < since.at):
        return None
    return found


def _finest(moments: Sequence[Moment]) -> Moment:
    near = [one for one in moments if abs(one.at - moments[0].at) <= _SAME]
    named = Counter(one.at.replace(second=0, microsecond=0) for one in near)
    best = min(near, key=lambda one: (one.precision, -named[one.at.replace(second=0, microsecond=0)]))
    others = {(one.at, one.source): one for one in moments if one.at != best.at}
    return replace(best, others=tuple(others.values()))


def _of_midnight(view: View, said: Moment) -> Moment:
    """A time that is midnight in Europe, though it is stated in UTC, as that if the page prints the day that begins."""
    at = said.at
    if said.precision or at.utcoffset() or (at.hour, at.minute, at.second) not in _MIDNIGHTS:
        return said
    first = next((line.date for line in _datelines(view) if not line.is_change), None)
    local = at.astimezone(timezone(timedelta(hours=24 - at.hour)))
    return replace(said, at=local) if first and first.clock is None and first.day == local.date() else said


def _published(view: View) -> Iterator[Moment]:
    for node in (view.data.article, view.data.page):
        yield from _read(
            view, (_string(node.get(key)) for key in ("datePublished", "dateCreated", "uploadDate")), "json-ld"
        )
    yield from _read(view, _metas(view, _PUBLISHED_METAS), "meta")
    for source, mention in view.mentioned("api", "feed"):
        if mention.published_at is not None:
            yield _mentioned(view, mention.published_at, mention.published_raw, source)
    timed = list(_timed(view, _said_times(view.article, view.others)))
    yield from timed or _timed(view, _said_times(view.pruned, view.others))
    yield from _read(view, _more_metas(view), "meta")


def _said_times(place: HtmlElement, others: frozenset[HtmlElement]) -> Iterator[tuple[int, HtmlElement]]:
    return (one for one in publication_times(place, others) if one[0] < LEAST_PLAIN)


def _marked(view: View) -> Iterator[Moment]:
    """What is marked up as the day of publication where no article is looked for, if that is one day alone."""
    marked = [element for rank, element in publication_times(view.tree, view.others) if rank == 0]
    days = {one.at.date() for element in marked for one in _timed(view, ((0, element),))}
    if len(days) == 1:
        yield from _timed(view, ((0, element) for element in marked))


def _modified(view: View) -> Iterator[Moment]:
    for node in (view.data.article, view.data.page):
        yield from _read(view, (_string(node.get("dateModified")),), "json-ld")
    yield from _read(view, _metas(view, _MODIFIED_METAS), "meta")
    yield from _timed(view, change_times(view.article, view.others))
    for source, mention in view.mentioned("api", "feed", "sitemap"):
        if mention.modified_at is not None:
            yield _mentioned(view, mention.modified_at, mention.modified_raw, source)


def _dated(view: View) -> Iterator[Moment]:
    return _read(view, _metas(view, _DATED_METAS), "meta")


def _metas(view: View, names: Iterable[str]) -> Iterator[str]:
    return (text for name in names for text in view.data.meta.get(name, ()))


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
    for node in (view.data.article, view.data.page):
        yield from _in_words(view, (_string(node.get("datePublished")),), "json-ld")
    yield from _in_words(view, _metas(view, _PUBLISHED_METAS), "meta")


def _in_attributes(view: View) -> Iterator[Moment]:
    said = attribute_dates(view.article)
    yield from _read(view, said, "dom")
    yield from _in_words(view, said, "dom")


def _titled(view: View) -> Iterator[Moment]:
    """The day that the title of the page begins or ends with, set apart: "4.3.2021 | Port talks"."""
    title = _title(view)[:_LONGEST]
    order = writes_month_first(_lang(view), view.page.url)
    for one in printed(title, language=_lang(view), month_first=order):
        before, after = title[: one.start].strip(), title[one.end :].strip()
        if (not before and after[:1] in _DIVIDERS) or (after in ("", ")") and before[-1:] in _DIVIDERS):
            yield from _sane(view, (_as_moment(one, title, "dom"),))


def _in_words(view: View, raws: Iterable[str], source: str) -> Iterator[Moment]:
    order = writes_month_first(_lang(view), view.page.url)
    read = ((one, raw) for raw in raws for one in printed(raw[:_LONGEST], month_first=order)[:1])
    return _sane(view, (_as_moment(one, raw, source) for one, raw in read))


def _datelines(view: View) -> list[Dateline]:
    """The dates that the article prints; under the headline also in what else is taken for something around it."""
    body = view.pruned.find("body")
    title, language, url = _title(view), _lang(view), view.page.url
    lines = datelines(
        view.pruned if body is None else body,
        title=title,
        language=language,
        url=url,
        named=lambda: (one.at.date() for one in _named(view)),
        others=view.others | view.comments,
        visit=view.page.captured_at.date(),
    )
    if lines:
        return lines
    headings = (one for tag in ("h1", "h2", "h3") for one in view.elements[tag][:_MOST_HEADINGS])
    order = writes_month_first(language, url)
    return [*datelines_under(headings, title=title, language=language, month_first=order)]


def _title(view: View) -> str:
    return view.data.said("og:title") or next((squeeze(one.text or "") for one in view.elements["title"]), "")


def _named(view: View) -> Iterator[Moment]:
    """The days that a page names for machines, of whatever they are."""
    yield from _from_url(view)
    yield from _dated(view)
    yield from _modified(view)
    yield from _read(view, (element.get("datetime") or "" for element in view.elements["time"][:_MOST_NAMED]), "dom")


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
    day = day_in_address(view.page.url)
    return _read(view, (day.isoformat(),) if day else (), "url")


def _string(value: object) -> str:
    value = value[0] if isinstance(value, list) and value else value
    return value if isinstance(value, str) else ""
