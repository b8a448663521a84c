"""The dates that an article prints about itself: near its headline, with a label, in an element named for it."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial
from itertools import islice, takewhile

from lxml.html import HtmlElement

from iria_crawler.extract.books import is_book_data
from iria_crawler.extract.datewords import FOREIGN, MODIFIED, NOTICE, PUBLISHED
from iria_crawler.extract.html import squeeze, text_of
from iria_crawler.extract.layout import (
    FARTHEST,
    LONGEST,
    MARK,
    NEAR,
    PROSE,
    Line,
    is_headline,
    layout_of,
    lines_from,
    lines_in,
    upward,
)
from iria_crawler.extract.orders import is_in_figures, order_of
from iria_crawler.extract.printed import Printed, printed

_TODAY = re.compile(r"today|current-?date|header-?date|date-?header")
# Of a page, not of its article.
_HEAD = re.compile(
    r"^(?!.*(?:post|article|entry|story|content|meta|title|single))"
    r".*(?:(?:^|[\s_-])(?:top|head(?:er)?|masthead|nav(?:igation|bar)?|menu|clock|weather)(?:$|[\s_-])|top-?bar)"
)
_NAMED = re.compile(r"date|time|publi|posted|byline|meta|datum|fecha|stamp|tarih|stand\b")
# Not `entry-date updated`: themes without a date of change give the class to their only date, as hAtom asks for it.
_CHANGED = re.compile(r"(?<!entry-date )(?<!publish )(?<!published )updat|modif|(?<![a-z])chang|\bedited")
_QUOTED = frozenset(["blockquote", "cite"])
_CAPTIONS = frozenset(["figcaption", "figure", "caption"])
_HEADINGS = frozenset(["h2", "h3", "h4"])
_OTHER_LABEL = re.compile(r"\w\s*[:：]\s*$")
_RANGE = re.compile(r"(?:^|[^\d:])\d+\W{0,3}[-–—]\s*$")  # not of a time: "18:05-12 March"
_DATELINE = re.compile(r"(\W?.{8,60}?)(?:\s*[–—]|\s-\s|\s[„“«]|(?<=\d\))[.:]?\s)")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")  # of a line with a date of its own, which labels no other
_BESIDE_BOOK = 3  # lines
_MOST_BESIDE = 150
_FEW = 40
_ENOUGH = 3


@dataclass(frozen=True, slots=True)
class Dateline:
    """A date that an article prints about itself, and how likely it does; `is_change` if it says "updated"."""

    raw: str
    date: Printed
    score: int
    is_change: bool


def datelines(
    body: HtmlElement,
    *,
    title: str,
    language: str,
    url: str,
    named: Callable[[], Iterable[date]] = tuple,
    others: frozenset[HtmlElement] = frozenset(),
    visit: date | None = None,
) -> list[Dateline]:
    """The dates about the article in the body of a page, the likeliest first; those in `others` are not looked at.

    `title` is what the page calls itself elsewhere, `language` the code that it declares, `named` gives the days that
    it names for machines: they tell how a date in figures is to be read. `visit` is the day on which it was asked for.
    """
    lines = list(lines_in(body, others))
    layout = layout_of(lines, title)
    for at in range(layout.titles[0] if layout.titles else 0, min(layout.prose + NEAR, len(lines))):
        lines[at] = replace(lines[at], text=_opening(lines[at].text))
    texts = [line.text for line in lines if len(line.text) <= LONGEST]
    month_first = order_of(texts, language=language, url=url, known=lambda: (*named(), *_in_words(texts, language)))
    short = ((at, line) for at, line in enumerate(lines) if 6 <= len(line.text) <= LONGEST)
    read = [(at, printed(line.text, language=language, month_first=month_first)) for at, line in short]
    dated = [(at, dates) for at, dates in read if dates and not (at > layout.prose and _is_of_book(lines, at))]
    # Lines of one look are a list of other articles; the same look over the prose may be the article's own.
    looks = [(_look(lines[at]), at < layout.prose) for at, _ in dated]
    often = Counter(looks)
    found = [
        one
        for (at, dates), look in zip(dated, looks, strict=True)
        for one in _judged(lines, at, dates, nearness=layout.nearness(at), alike=often[look], visit=visit)
    ]
    return sorted([*found, *_noticed(lines, language, month_first)], key=lambda one: -one.score)


def datelines_under(
    headings: Iterable[HtmlElement], *, title: str, language: str, month_first: bool
) -> Iterator[Dateline]:
    """The dates right under the headline, before any sentence: the article's, whatever is said of their elements."""
    read = partial(printed, language=language, month_first=month_first)
    for heading in headings:
        if not is_headline(text_of(heading), title):
            continue
        lines = lines_from(heading)
        near = takewhile(lambda line: len(line.text) <= 2 * _FEW, lines[1 : NEAR // 2 + 1])
        dated = [(at, dates) for at, line in enumerate(near, 1) if (dates := read(line.text))]
        for at, dates in dated:
            alike = sum(_look(line) == _look(lines[at]) and bool(read(line.text[:LONGEST])) for line in lines)
            yield from _judged(lines, at, dates, nearness=3, alike=alike)


def _noticed(lines: Iterable[Line], language: str, month_first: bool) -> list[Dateline]:
    """What a line says that begins with when the article was posted, if only one does; a reader posts short ones."""
    told = ((line.text, NOTICE.match(line.text)) for line in lines)
    opened = [text for text, said in told if said and (len(text) > PROSE or not said[0].lower().startswith("posted"))]
    read = ((text, printed(text[:PROSE], language=language, month_first=month_first)[:1]) for text in opened)
    found = [
        Dateline(text[one.start : one.end], one, _ENOUGH, False)
        for text, dates in read
        for one in dates
        if PUBLISHED.search(text[: one.end + FARTHEST]) and not MODIFIED.search(text[: one.start])
    ]
    return found if len(found) == 1 else []


def is_told(text: str, beside: int) -> bool:
    """Whether a line is a sentence that tells of a day, by how many letters stand beside the date, and how it ends."""
    return beside > _FEW and MARK.search(text) is not None and not (PUBLISHED.search(text) or MODIFIED.search(text))


def is_change(element: HtmlElement) -> bool:
    """Whether an element with a time says when something was changed, by its names or by the words before it."""
    if _is_named_change(element):
        return True
    before, parent = element.getprevious(), element.getparent()
    if before is not None:
        said = before.tail or "".join(before.itertext())
    else:
        said = parent.text or "" if parent is not None else ""
    return MODIFIED.search(said[-FARTHEST:]) is not None


def _is_named_change(element: HtmlElement) -> bool:
    return _CHANGED.search(" ".join(map(_names, islice(upward(element), 3)))) is not None


def _is_of_book(lines: Sequence[Line], at: int) -> bool:
    """Whether a line is one of the data of a book: over others of them, or below them with a label as they have."""
    begin = at - _BESIDE_BOOK if PUBLISHED.search(lines[at].text) else at
    around = lines[max(0, begin) : at + _BESIDE_BOOK + 1]
    return any(is_book_data(line.text) for line in around)


def _in_words(texts: Iterable[str], language: str) -> Iterator[date]:
    """The days that can be read in one way only."""
    read = ((text, one) for text in texts for one in printed(text, language=language))
    return (one.day for text, one in read if not is_in_figures(text, one.start))


def _judged(
    lines: Sequence[Line],
    at: int,
    dates: Sequence[Printed],
    *,
    nearness: int,
    alike: int,
    visit: date | None = None,
) -> Iterator[Dateline]:
    """The dates of a line that are about the article, as far as place, name, label and company tell."""
    line = lines[at]
    beside = len(line.text) - sum(one.end - one.start for one in dates)
    above = [element for part in line.elements for element in islice(upward(part), 3)]
    names = " ".join(map(_names, above))
    is_timed = any(element.tag in ("time", "date") for element in above) and not is_told(line.text, beside)
    is_plain = nearness == 3 and beside <= _FEW
    if beside > _MOST_BESIDE or _TODAY.search(names) or _stands_apart(line, unless=is_plain, is_timed=is_timed):
        return
    is_named = is_timed or _NAMED.search(names) is not None
    score = nearness + is_named + (beside <= _FEW) - (beside > 2 * _FEW) - _ENOUGH * (alike >= 3)
    labelled = list(_labelled(line, dates, _label(lines[at - 1]) if at else ""))
    is_changed = any(MODIFIED.search(said) for _, _, said in labelled[1:])  # "3 March 2021 (updated 5 March 2021)"
    for one, inline, said in labelled:
        is_first = PUBLISHED.search(said) is not None or (
            is_changed and one is dates[0] and not line.text[: one.start].strip()
        )
        is_later = MODIFIED.search(said) is not None or (not is_first and _is_named_change(line.holder(one.start)))
        full = score
        if is_first or is_later:
            full += 2
        elif nearness == 0 or (beside > _FEW and not is_named and one.clock is None):
            full -= 1
        elif _OTHER_LABEL.search(said):
            full -= full > _ENOUGH  # nobody knows what is so labelled
        is_other = (
            FOREIGN.search(inline) or _RANGE.search(inline) or (one.is_weak and one.clock is None and beside > 10)
        )
        if visit and nearness == 2 and not (is_first or is_later) and _is_of_visit(one.day, line, visit):
            is_other = is_other or not is_named or _is_in_head(line.holder(one.start))
            full -= full > _ENOUGH  # what stands under the headline is believed rather
        if full >= _ENOUGH and not is_other:
            raw = f"{inline if is_later else ''}{line.text[one.start : one.end]}"
            yield Dateline(squeeze(raw), one, full, is_later)


def _is_of_visit(day: date, line: Line, visit: date) -> bool:
    """Whether a line over an article may show what day it is."""
    if abs(day - visit) > timedelta(days=1):
        return False
    return not any(element.tag in ("article", "main") for element in upward(line.elements[0]))


def _is_in_head(holder: HtmlElement) -> bool:
    """Whether an element stands in the head of a page, by what is around it and holds no headline."""
    heads = (above for above in upward(holder) if above.tag == "header" or _HEAD.search(_names(above)))
    return any(next(above.iter("h1", "h2"), None) is None for above in heads)


def _labelled(line: Line, dates: Sequence[Printed], over: str) -> Iterator[tuple[Printed, str, str]]:
    """Each date of a line with the text before it, and with what labels it: that, or the text after or over it."""
    end = 0
    for one in dates:
        inline = line.text[end : one.start]
        after = line.text[one.end :] if len(dates) == 1 else ""
        yield one, inline, inline.strip() or after or ("" if end else over)
        end = one.end


def _opening(text: str) -> str:
    """The place and day that agencies put before the first words of a report: "Vienna, 3 March 2021 – "."""
    match = _DATELINE.match(text) if len(text) > 2 * _FEW else None
    return match[1] if match else text


def _stands_apart(line: Line, *, unless: bool, is_timed: bool) -> bool:
    """Whether a line is a quotation, a caption or a heading; near the headline a date alone may be set as one."""
    tags = {above.tag for above in islice(upward(line.elements[0]), 6)}
    if tags & _QUOTED or (tags & _CAPTIONS and not (unless and is_timed)):
        return True
    return bool(tags & _HEADINGS) and not unless


def _label(line: Line) -> str:
    return line.text if len(line.text) < _FEW and not _YEAR.search(line.text) else ""


def _names(element: HtmlElement) -> str:
    return f"{element.get('class') or ''} {element.get('id') or ''} {element.get('itemprop') or ''}".lower()


def _look(line: Line) -> tuple[str | None, ...]:
    """What lines of one list have in common."""
    first, parent = line.elements[0], line.elements[0].getparent()
    return first.tag, first.get("class"), parent.get("class") if parent is not None else None
