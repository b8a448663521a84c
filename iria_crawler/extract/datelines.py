"""The dates that an article prints about itself: near its headline, with a label, in an element named for it."""

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial
from itertools import accumulate, dropwhile, islice, takewhile

from lxml.etree import iterwalk
from lxml.html import HtmlElement

from iria_crawler.extract.books import is_book_data
from iria_crawler.extract.datewords import FOREIGN, MODIFIED, NOTICE, PUBLISHED
from iria_crawler.extract.html import BLOCKS, UNSEEN, squeeze, text_of
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
_DIGIT = re.compile(r"\d")
_MARK = re.compile(r"[.!?…。！？؟।۔][\"'”’»“)\]]*$")
_OTHER_LABEL = re.compile(r"\w\s*[:：]\s*$")
_RANGE = re.compile(r"\d\W{0,3}[-–—]\s*$")
_DATELINE = re.compile(r"(\W?.{8,60}?)(?:\s*[–—]|\s-\s|\s[„“«]|(?<=\d\))[.:]?\s)")
_LONGEST = 300
_PROSE = 150
_SENTENCE = 80
_BESIDE_BOOK = 3  # lines
_SUMMARY = 2  # sentences that may stand over the date
_MOST_BESIDE = 150
_NEAR = 6
_FARTHEST = 40
# Paragraphs: a summary may stand before the date, what is after a short report is not under its headline.
_MOST_BETWEEN = 2
_FEW = 40
_ENOUGH = 3


@dataclass(frozen=True, slots=True)
class Dateline:
    """A date that an article prints about itself, and how likely it does; `is_change` if it says "updated"."""

    raw: str
    date: Printed
    score: int
    is_change: bool


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of text as the reader sees it; `elements` are those that hold its parts, which begin at `starts`."""

    text: str
    elements: tuple[HtmlElement, ...]
    starts: tuple[int, ...]
    is_heading: bool

    def holder(self, at: int) -> HtmlElement:
        """The element that holds what is printed there."""
        return self.elements[max(bisect_right(self.starts, at) - 1, 0)]


@dataclass(frozen=True, slots=True)
class _Layout:
    """Which lines are the headline, which is the first of the prose under it, and which are its paragraphs."""

    titles: tuple[int, ...]
    prose: int
    paragraphs: tuple[int, ...]

    def nearness(self, at: int) -> int:
        """3 for a line under the headline, 2 for one over it, 1 where there is no headline, 0 for one elsewhere."""
        if not self.titles:
            return 1 if at < self.prose else 0
        above = bisect_right(self.titles, at)
        if not above:
            return 2 if self.titles[0] - at <= _NEAR else 0
        title = self.titles[above - 1]
        passed = bisect_left(self.paragraphs, at) - bisect_right(self.paragraphs, title)
        is_near = at - title <= _NEAR and passed <= _MOST_BETWEEN
        return 3 if is_near or (at < self.prose and at - title < _FARTHEST) else 0


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
    lines = list(_lines(body, others))
    layout = _layout(lines, title)
    for at in range(layout.titles[0] if layout.titles else 0, min(layout.prose + _NEAR, len(lines))):
        lines[at] = replace(lines[at], text=_opening(lines[at].text))
    texts = [line.text for line in lines if len(line.text) <= _LONGEST]
    month_first = order_of(texts, language=language, url=url, known=lambda: (*named(), *_in_words(texts, language)))
    short = ((at, line) for at, line in enumerate(lines) if 6 <= len(line.text) <= _LONGEST)
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
        if not _is_headline(text_of(heading), title):
            continue
        lines = _lines_from(heading)
        near = takewhile(lambda line: len(line.text) <= 2 * _FEW, lines[1 : _NEAR // 2 + 1])
        dated = [(at, dates) for at, line in enumerate(near, 1) if (dates := read(line.text))]
        for at, dates in dated:
            alike = sum(_look(line) == _look(lines[at]) and bool(read(line.text[:_LONGEST])) for line in lines)
            yield from _judged(lines, at, dates, nearness=3, alike=alike)


def _lines_from(heading: HtmlElement) -> list[_Line]:
    """The line that a heading is and those after it, in the smallest box that holds some."""
    own = set(heading.iter())
    lines: list[_Line] = []
    for box in islice(_upward(heading.getparent()), 3):
        lines = list(islice(dropwhile(lambda line: own.isdisjoint(line.elements), _lines(box)), _FARTHEST))
        if len(lines) > _NEAR // 2:
            break
    return lines


def _noticed(lines: Iterable[_Line], language: str, month_first: bool) -> list[Dateline]:
    """What a long line says that begins with when the article was posted, if only one does."""
    opened = [line.text for line in lines if len(line.text) > _PROSE and NOTICE.match(line.text)]
    read = ((text, printed(text[:_PROSE], language=language, month_first=month_first)[:1]) for text in opened)
    found = [
        Dateline(text[one.start : one.end], one, _ENOUGH, False)
        for text, dates in read
        for one in dates
        if PUBLISHED.search(text[: one.end + _FARTHEST]) and not MODIFIED.search(text[: one.start])
    ]
    return found if len(found) == 1 else []


def is_told(text: str, beside: int) -> bool:
    """Whether a line is a sentence that tells of a day, by how many letters stand beside the date, and how it ends."""
    return beside > _FEW and _MARK.search(text) is not None and not (PUBLISHED.search(text) or MODIFIED.search(text))


def is_change(element: HtmlElement) -> bool:
    """Whether an element with a time says when something was changed, by its names or by the words before it."""
    if _is_named_change(element):
        return True
    before, parent = element.getprevious(), element.getparent()
    if before is not None:
        said = before.tail or "".join(before.itertext())
    else:
        said = parent.text or "" if parent is not None else ""
    return MODIFIED.search(said[-_FARTHEST:]) is not None


def _is_named_change(element: HtmlElement) -> bool:
    return _CHANGED.search(" ".join(map(_names, islice(_upward(element), 3)))) is not None


def _is_of_book(lines: Sequence[_Line], at: int) -> bool:
    """Whether a line is one of the data of a book: over others of them, or below them with a label as they have."""
    begin = at - _BESIDE_BOOK if PUBLISHED.search(lines[at].text) else at
    around = lines[max(0, begin) : at + _BESIDE_BOOK + 1]
    return any(is_book_data(line.text) for line in around)


def _in_words(texts: Iterable[str], language: str) -> Iterator[date]:
    """The days that can be read in one way only."""
    read = ((text, one) for text in texts for one in printed(text, language=language))
    return (one.day for text, one in read if not is_in_figures(text, one.start))


def _layout(lines: Sequence[_Line], title: str) -> _Layout:
    wanted = title[:_LONGEST].casefold()
    texts = (line.text if 10 <= len(line.text) <= len(wanted) else "" for line in lines)
    said = tuple(at for at, text in enumerate(texts) if text and text.casefold() in wanted)
    # The name of the site, too, is a part of the title.
    is_whole = any(_is_headline(lines[at].text, wanted) for at in said)
    headings = () if said and is_whole else (at for at, line in enumerate(lines) if line.is_heading)
    titles = tuple(sorted({*said, *headings}))
    start = titles[0] if titles else -1
    below = [at for at in range(start + 1, len(lines)) if len(lines[at].text) > _SENTENCE]
    sentences = [at for at in below if _MARK.search(lines[at].text)][_SUMMARY:]
    long = tuple(sorted({*sentences, *(at for at in below if len(lines[at].text) > _PROSE)}))
    return _Layout(titles, long[0] if long else len(lines), long)


def _is_headline(text: str, title: str) -> bool:
    return text.casefold() in title.casefold() and 2 * len(text) >= len(title)


def _judged(
    lines: Sequence[_Line],
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
    above = [element for part in line.elements for element in islice(_upward(part), 3)]
    names = " ".join(map(_names, above))
    is_timed = any(element.tag in ("time", "date") for element in above) and not is_told(line.text, beside)
    is_plain = nearness == 3 and beside <= _FEW
    if beside > _MOST_BESIDE or _TODAY.search(names) or _stands_apart(line, unless=is_plain, is_timed=is_timed):
        return
    is_named = is_timed or _NAMED.search(names) is not None
    score = nearness + is_named + (beside <= _FEW) - (beside > 2 * _FEW) - _ENOUGH * (alike >= 3)
    for one, inline, said in _labelled(line, dates, _label(lines[at - 1]) if at else ""):
        is_first = PUBLISHED.search(said) is not None
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


def _is_of_visit(day: date, line: _Line, visit: date) -> bool:
    """Whether a line over an article may show what day it is."""
    if abs(day - visit) > timedelta(days=1):
        return False
    return not any(element.tag in ("article", "main") for element in _upward(line.elements[0]))


def _is_in_head(holder: HtmlElement) -> bool:
    """Whether an element stands in the head of a page, by what is around it and holds no headline."""
    heads = (above for above in _upward(holder) if above.tag == "header" or _HEAD.search(_names(above)))
    return any(next(above.iter("h1", "h2"), None) is None for above in heads)


def _labelled(line: _Line, dates: Sequence[Printed], over: str) -> Iterator[tuple[Printed, str, str]]:
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


def _stands_apart(line: _Line, *, unless: bool, is_timed: bool) -> bool:
    """Whether a line is a quotation, a caption or a heading; near the headline a date alone may be set as one."""
    tags = {above.tag for above in islice(_upward(line.elements[0]), 6)}
    if tags & _QUOTED or (tags & _CAPTIONS and not (unless and is_timed)):
        return True
    return bool(tags & _HEADINGS) and not unless


def _label(line: _Line) -> str:
    return line.text if len(line.text) < _FEW else ""


def _upward(element: HtmlElement) -> Iterator[HtmlElement]:
    """An element and those around it, without the body, whose classes speak of the page."""
    while element is not None and element.tag != "body":
        yield element
        element = element.getparent()


def _names(element: HtmlElement) -> str:
    return f"{element.get('class') or ''} {element.get('id') or ''} {element.get('itemprop') or ''}".lower()


def _look(line: _Line) -> tuple[str | None, ...]:
    """What lines of one list have in common."""
    first, parent = line.elements[0], line.elements[0].getparent()
    return first.tag, first.get("class"), parent.get("class") if parent is not None else None


def _lines(body: HtmlElement, others: frozenset[HtmlElement] = frozenset()) -> Iterator[_Line]:
    """The text of a page but for `others`, broken where a browser would break it."""
    parts: list[tuple[str, HtmlElement]] = []
    headings = 0
    walk = iterwalk(body, events=("start", "end"))
    for event, element in walk:
        tag = element.tag
        is_start = event == "start"
        is_unseen = tag in UNSEEN or element in others
        if is_start and is_unseen:
            walk.skip_subtree()
        if parts and (tag in BLOCKS or tag == "br"):
            yield from _line(parts, headings > 0)
            parts = []
        headings += 0 if tag != "h1" else 1 if is_start else -1
        text = element.text if is_start else element.tail
        if text and not text.isspace() and not (is_start and is_unseen) and not (element is body and not is_start):
            parts.append((text, element if is_start else element.getparent()))
    if parts:
        yield from _line(parts, False)


def _line(parts: Sequence[tuple[str, HtmlElement]], is_heading: bool) -> Iterator[_Line]:
    # A space between elements, as style sheets put it: themes write <a>News</a><time>May 3, 2021</time>.
    bare = [(" ".join(part.split()), element) for part, element in parts]
    bare = [(part, element) for part, element in bare if part]
    if not bare:
        return
    text = " ".join([part for part, _ in bare])
    starts = accumulate((len(part) + 1 for part, _ in bare[:-1]), initial=0)
    if _DIGIT.search(text):
        text = squeeze(text)
    yield _Line(text, tuple([element for _, element in bare]), tuple(starts), is_heading)
