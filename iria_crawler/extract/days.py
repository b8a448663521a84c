"""The days that a page prints for its readers, in its lines and in its title."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time

from lxml.html import HtmlElement

from iria_crawler.extract.claims import lines_of
from iria_crawler.extract.datelines import Dateline, datelines, datelines_under, is_change
from iria_crawler.extract.datewords import FOREIGN, MODIFIED
from iria_crawler.extract.html import BLOCKS, squeeze
from iria_crawler.extract.moments import Moment, is_sane
from iria_crawler.extract.orders import order_of, writes_month_first
from iria_crawler.extract.printed import Printed, printed
from iria_crawler.extract.view import View

SURELY = 5
"""The score of a date that stands alone where the date of an article stands, and is called one."""

_WEB = 1990
"""The first year that a line under a headline means: earlier ones are what the article tells of."""
_DIVIDERS = tuple("|–—-:(")
_LONGEST = 200
_MOST_HEADINGS = 5
_DIGIT = re.compile(r"\d")


def as_moments(view: View, lines: Iterable[Dateline], *, changes: bool) -> Iterator[Moment]:
    """The days of lines that say when an article came out or, with `changes`, when it was changed."""
    told = (line for line in lines if line.is_change == changes and line.date.day.year >= _WEB)
    read = (replace(_as_moment(line.date, line.raw, "dom"), is_change=changes) for line in told)
    return _sane(view, (one if is_sane(one.at, view.page.captured_at) else _turned(one) for one in read))


def _turned(one: Moment) -> Moment:
    """A day that has yet to come, with day and month the other way round if both are numbers: 12/2/2026 in March."""
    orders = (printed(one.raw, month_first=month_first) for month_first in (False, True))
    other = next((said[-1] for said in orders if said and said[-1].day != one.at.date()), None)
    return one if other is None else replace(_as_moment(other, one.raw, one.source), is_change=one.is_change)


def titled(view: View) -> Iterator[Moment]:
    """The day that the title of the page begins or ends with, set apart: "4.3.2021 | Port talks"."""
    title = _title(view)[:_LONGEST]
    order = writes_month_first(language_said(view), view.page.url)
    for one in printed(title, language=language_said(view), month_first=order):
        before, after = title[: one.start].strip(), title[one.end :].strip()
        if (not before and after[:1] in _DIVIDERS) or (after in ("", ")") and before[-1:] in _DIVIDERS):
            yield from _sane(view, (_as_moment(one, title, "dom"),))


def in_words(view: View, raws: Iterable[str], source: str) -> Iterator[Moment]:
    """The first day in each of some texts."""
    order = writes_month_first(language_said(view), view.page.url)
    read = ((one, raw) for raw in raws for one in printed(raw[:_LONGEST], month_first=order)[:1])
    return _sane(view, (_as_moment(one, raw, source) for one, raw in read))


def datelines_on(view: View, named: Callable[[], Iterable[date]]) -> list[Dateline]:
    """The dates that the article prints, where the site is known to print them, else wherever they may stand; under the
    headline also in what else is taken for something around it. `named` are the days that it names for machines."""
    if lines := _at_spots(view, named):
        return lines
    body = view.pruned.find("body")
    title, language, url = _title(view), language_said(view), view.page.url
    lines = datelines(
        view.pruned if body is None else body,
        title=title,
        language=language,
        url=url,
        named=named,
        others=view.others | view.comments,
        visit=view.page.captured_at.date(),
    )
    if lines:
        return lines
    headings = (one for tag in ("h1", "h2", "h3") for one in view.elements[tag][:_MOST_HEADINGS])
    order = writes_month_first(language, url)
    return [*datelines_under(headings, title=title, language=language, month_first=order)]


def dateline_in(view: View, element: HtmlElement, named: Callable[[], Iterable[date]]) -> Dateline | None:
    """The date that an element prints, if that is one alone, and not of a change or of something else."""
    text = lines_of(element)
    if not _DIGIT.search(text):
        return None
    language = language_said(view)
    order = order_of([text], language=language, url=view.page.url, known=named)
    dates = printed(text, language=language, month_first=order)
    if len(dates) != 1 or not is_sane(_as_moment(dates[0], text, "dom").at, view.page.captured_at):
        return None
    if MODIFIED.search(text) or FOREIGN.search(text) or is_change(element):
        return None
    return Dateline(squeeze(text[dates[0].start : dates[0].end]), dates[0], SURELY, False)


def _at_spots(view: View, named: Callable[[], Iterable[date]]) -> list[Dateline]:
    """The day at the spots where the site is known to print it, if it is the same at all of them."""
    near = (element for elements in view.at_spots("day") for element in elements)
    lines = [(line, element) for element in near if (line := dateline_in(view, element, named))]
    return [_timed(view, *lines[0], named)] if len({line.date.day for line, _ in lines}) == 1 else []


def _timed(view: View, line: Dateline, element: HtmlElement, named: Callable[[], Iterable[date]]) -> Dateline:
    """A day with the time that stands beside it on the same line."""
    around = element.getparent()
    if line.date.clock or element.tag in BLOCKS or around is None:
        return line
    whole = dateline_in(view, around, named)
    return whole if whole and whole.date.day == line.date.day else line


def _title(view: View) -> str:
    return view.data.said("og:title") or next((squeeze(one.text or "") for one in view.elements["title"]), "")


def _as_moment(read: Printed, raw: str, source: str) -> Moment:
    clock = read.clock or time()
    at = datetime.combine(read.day, clock, clock.tzinfo or UTC)
    return Moment(at, raw, source, 2 if read.clock is None else 1 if clock.tzinfo is None else 0)


def _sane(view: View, moments: Iterable[Moment]) -> Iterator[Moment]:
    return (one for one in moments if is_sane(one.at, view.page.captured_at))


def language_said(view: View) -> str:
    """The language that the page declares, with its country if that is said; en_US is what software says unasked."""
    own, other = view.tree.get("lang") or "", view.data.said("og:locale") or ""
    is_finer = own.lower() == other[:2].lower() and not other.upper().endswith("US")
    return other if is_finer else own or other
