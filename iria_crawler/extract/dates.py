"""When it was published and changed, as aware times in the zone that the page states."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from functools import partial
from itertools import chain, islice
from operator import attrgetter

from lxml.html import HtmlElement

from iria_crawler.extract.days import SURELY, as_moments, datelines_on, in_words, language_said, titled
from iria_crawler.extract.guessed import guessed
from iria_crawler.extract.html import text_of
from iria_crawler.extract.inline import attribute_dates, inline_dates
from iria_crawler.extract.moments import Moment, moment
from iria_crawler.extract.orders import day_in_address
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
_PUBLISHED_NAME = re.compile(
    r"publi(?:sh|c)(?:ed|ing|ation)?[-_.: ]?(?:date|time|at|on)?$|pub[-_]?date|date[-_.:]?(?:publi|original)"
    r"|(?:^|\.|og:|article:)(?:creat(?:ed|e[-_]?(?:at|time|date))|(?:display|release)[-_]?date|pdate)$|^date\.release$"
)
_SAME = timedelta(hours=36)
_MIDNIGHTS = ((22, 0, 0), (23, 0, 0))
_MOST_TIMES = 20
_MOST_NAMED = 100


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
    lines = datelines_on(view, partial(days_named, view))
    found = [
        *as_moments(view, (line for line in lines if line.score >= SURELY), changes=False),
        *dated,
        *as_moments(view, (line for line in lines if line.score < SURELY), changes=False),
        *_timed(view, publication_times(view.article, view.others)),
        *_in_attributes(view),
        *_read(view, inline_dates(view.elements["script"]), "dom"),
        *_loosely(view),
        *_from_url(view),
        *_marked(view),
        *titled(view),
        *as_moments(view, lines, changes=True),
    ]
    return _finest(found) if found else guessed(view, language_said(view))


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
    near = [one for one in moments if abs(one.at - moments[0].at) <= _SAME and not _is_later_change(one, moments[0])]
    named = Counter(one.at.replace(second=0, microsecond=0) for one in near)
    best = min(near, key=lambda one: (one.precision, -named[one.at.replace(second=0, microsecond=0)]))
    others = {(one.at, one.source): one for one in moments if one.at != best.at}
    return replace(best, others=tuple(others.values()))


def _is_later_change(one: Moment, first: Moment) -> bool:
    """Whether a time is that of a change on another day than it came out."""
    return one.is_change and not first.is_change and one.at.date() != first.at.date()


def _of_midnight(view: View, said: Moment) -> Moment:
    """A time that is midnight in Europe, though it is stated in UTC, as that if the page prints the day that begins."""
    at = said.at
    if said.precision or at.utcoffset() or (at.hour, at.minute, at.second) not in _MIDNIGHTS:
        return said
    first = next((line.date for line in datelines_on(view, partial(days_named, view)) if not line.is_change), None)
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
    yield from _more_metas(view)


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


def _more_metas(view: View) -> Sequence[Moment]:
    """What meta elements say whose names nobody has listed, the earliest first: `bi3dPubDate`, `article.published`."""
    return sorted(_read(view, _unlisted(view), "meta"), key=attrgetter("at"))


def _unlisted(view: View) -> Iterator[str]:
    named = view.data.meta.items()
    return chain.from_iterable(
        contents for name, contents in named if name not in _PUBLISHED_METAS and _PUBLISHED_NAME.search(name)
    )


def _loosely(view: View) -> Iterator[Moment]:
    """What JSON-LD and meta elements say in the words of people: mostly when the page was last put out."""
    for node in (view.data.article, view.data.page):
        yield from in_words(view, (_string(node.get("datePublished")),), "json-ld")
    said = (*_metas(view, _PUBLISHED_METAS), *_unlisted(view), *_metas(view, _DATED_METAS))
    yield from in_words(view, said, "meta")


def _in_attributes(view: View) -> Iterator[Moment]:
    said = attribute_dates(view.article)
    yield from _read(view, said, "dom")
    yield from in_words(view, said, "dom")


def days_named(view: View) -> Iterator[date]:
    """The days that a page names for machines, of whatever they are."""
    said = _read(view, (element.get("datetime") or "" for element in view.elements["time"][:_MOST_NAMED]), "dom")
    return (one.at.date() for one in chain(_from_url(view), _dated(view), _modified(view), said))


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


def _from_url(view: View) -> Iterator[Moment]:
    day = day_in_address(view.page.url)
    return _read(view, (day.isoformat(),) if day else (), "url")


def _string(value: object) -> str:
    value = value[0] if isinstance(value, list) and value else value
    return value if isinstance(value, str) else ""
