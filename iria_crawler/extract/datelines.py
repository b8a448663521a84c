"""The dates that an article prints about itself: near its headline, with a label, in an element named for it."""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, islice

from lxml.etree import iterwalk
from lxml.html import HtmlElement

from iria_crawler.extract.html import BLOCKS, UNSEEN, parts_of, squeeze
from iria_crawler.extract.printed import Printed, printed

_PUBLISHED = re.compile(
    r"""(?ix) publish | posted | \bpost\ (?:date|time)
    | \boriginal | \bcreated | \bwritten | \bissued | \breleased | \bdate\b | \bdatum\b
    | veröffentlicht | erschienen | erstellt | geschrieben | publié | \bparu\b | \bécrit | mis\ en\ ligne
    | publicad[oa] | \bescrito | \bfecha\b | \bdata\b | pubblicato | \bscritto | gepubliceerd | geplaatst | geschreven
    | publicera | publiser | publicer | udgivet | julkaist | opublikowan | \bdodano | napisan | zveřejněn | vydáno
    | publikov | megjelen | közzét | publicat | опубликован | \bдата\b | опубліков | публикуван | објављено | objavlj
    | δημοσ[ιί]ε | yayın | yayım | oluşturulma | نشر | تاريخ | تاریخ | انتشار | شائع | פורסם | प्रकाशित | প্রকাশ
    | diterbitkan | dipublikasi | đăng | 发布 | 發布 | 發表 | 発表 | 公開 | 掲載 | 投稿 | 配信
    | 입력 | 등록 | 작성 | เผยแพร่"""
)
_MODIFIED = re.compile(
    r"""(?ix) updat | modifi | \brevis | \bedited | \breviewed | aktuali[sz] | geändert | bearbeitet
    | mis(?:e|es)?\ à\ jour | \bmàj\b
    | a[ck]?t[uú]ali[sz]ad | aggiornat | ultima\ modifica | bijgewerkt | gewijzigd | uppdatera | oppdater | opdater
    | päivite | zaktualiz | frissít | actualizat | обновл | измен[её]н | оновлен | обновен | ενημ[εέ]ρ | güncel
    | تحديث | تعديل | روزرسانی | עודכן | अपडेट | अद्यतन | হালনাগাদ | আপডেট | diperbar | cập\ nhật | 更新 | 수정
    | อัปเดต | แก้ไข"""
)
# Dates of something else than the article, and of the day on which the page was asked for.
_FOREIGN = re.compile(
    r"(?i)©|\(c\)|copyright|\bdue\b|expire|deadline|\bborn\b|joined|\bsince\b|\buntil\b|\bbis\b|accessed|retrieved"
    r"|\btoday\b"
)
_TODAY = re.compile(r"(?i)today|current-?date|header-?date|date-?header")
_NAMED = re.compile(r"(?i)date|time|publi|posted|byline|meta|datum|fecha|stamp|tarih|stand\b")
# Not `entry-date updated`: themes without a date of change give the class to their only date, as hAtom asks for it.
_CHANGED = re.compile(r"(?i)(?<!entry-date )(?<!publish )(?<!published )updat|modif|(?<![a-z])chang|\bedited")
_QUOTED = frozenset(["blockquote", "cite"])
_CAPTIONS = frozenset(["figcaption", "figure", "caption"])
_HEADINGS = frozenset(["h2", "h3", "h4"])
_SLASHED = re.compile(r"(?<![\d/])(\d{1,2})([/.])(\d{1,2})\2(?:20)?\d\d(?![\d/])")
_MONTH_FIRST = ("us", "ph")
_DIGIT = re.compile(r"\d")
_RANGE = re.compile(r"\d\W{0,3}[-–—]\s*$")
_DATELINE = re.compile(r"(\W?.{8,60}?)(?:\s*[–—]|\s-\s|\s[„“«])")
_LONGEST = 300
_PROSE = 150
_MOST_BESIDE = 150
_NEAR = 6
_FARTHEST = 40
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
    """Which lines are the headline, and which is the first of the prose under it."""

    titles: tuple[int, ...]
    prose: int

    def nearness(self, at: int) -> int:
        """3 for a line under the headline, 2 for one over it, 1 where there is no headline, 0 for one elsewhere."""
        if not self.titles:
            return 1 if at < self.prose else 0
        above = bisect_right(self.titles, at)
        if not above:
            return 2 if self.titles[0] - at <= _NEAR else 0
        distance = at - self.titles[above - 1]
        return 3 if distance <= _NEAR or (at < self.prose and distance < _FARTHEST) else 0


def datelines(body: HtmlElement, *, title: str, language: str, url: str) -> list[Dateline]:
    """The dates about the article in the body of a page, the likeliest first.

    `title` is what the page calls itself elsewhere, `language` the code that it declares.
    """
    lines = list(_lines(body))
    layout = _layout(lines, title)
    for at in range(layout.titles[0] if layout.titles else 0, min(layout.prose + _NEAR, len(lines))):
        lines[at] = replace(lines[at], text=_opening(lines[at].text))
    month_first = _measured_order(lines)
    if month_first is None:
        month_first = writes_month_first(language, url)
    short = ((at, line) for at, line in enumerate(lines) if 6 <= len(line.text) <= _LONGEST)
    read = [(at, printed(line.text, language=language, month_first=month_first)) for at, line in short]
    dated = [(at, dates) for at, dates in read if dates]
    # Lines of one look are a list of other articles; the same look over the prose may be the article's own.
    looks = [(_look(lines[at]), at < layout.prose) for at, _ in dated]
    often = Counter(looks)
    found = [
        one
        for (at, dates), look in zip(dated, looks, strict=True)
        for one in _judged(lines, at, dates, nearness=layout.nearness(at), alike=often[look])
    ]
    return sorted(found, key=lambda one: -one.score)


def writes_month_first(language: str, url: str) -> bool:
    """Whether 3/4/2020 is probably the fourth of March: American English, or English without a country."""
    spoken, _, region = language.replace("_", "-").lower().partition("-")
    if region[:2].isalpha() and len(region) == 2:
        return region in _MONTH_FIRST
    ending = (parts_of(url).hostname or "").rpartition(".")[2]
    return spoken in ("", "en") and (len(ending) > 2 or ending == "us")


def is_change(element: HtmlElement) -> bool:
    """Whether an element with a time says when something was changed, by its names or by the words before it."""
    if _is_named_change(element):
        return True
    before, parent = element.getprevious(), element.getparent()
    if before is not None:
        said = before.tail or "".join(before.itertext())
    else:
        said = parent.text or "" if parent is not None else ""
    return _MODIFIED.search(said[-_FARTHEST:]) is not None


def _is_named_change(element: HtmlElement) -> bool:
    return _CHANGED.search(" ".join(map(_names, islice(_upward(element), 3)))) is not None


def _measured_order(lines: Sequence[_Line]) -> bool | None:
    """Whether the page itself writes the month first, by the dates that can be read in one way only."""
    texts = (line.text for line in lines if len(line.text) <= _LONGEST)
    pairs = [(int(match[1]), int(match[3])) for text in texts for match in _SLASHED.finditer(text)]
    orders = {other > 12 for one, other in pairs if (one > 12) != (other > 12)}
    return orders.pop() if len(orders) == 1 else None


def _layout(lines: Sequence[_Line], title: str) -> _Layout:
    wanted = title[:_LONGEST].casefold()
    texts = (line.text if 10 <= len(line.text) <= len(wanted) else "" for line in lines)
    said = tuple(at for at, text in enumerate(texts) if text and text.casefold() in wanted)
    titles = said or tuple(at for at, line in enumerate(lines) if line.is_heading)
    start = titles[0] if titles else -1
    long = (at for at, line in enumerate(lines) if at > start and len(line.text) > _PROSE)
    return _Layout(titles, next(long, len(lines)))


def _judged(
    lines: Sequence[_Line], at: int, dates: Sequence[Printed], *, nearness: int, alike: int
) -> Iterator[Dateline]:
    """The dates of a line that are about the article, as far as place, name, label and company tell."""
    line = lines[at]
    beside = len(line.text) - sum(one.end - one.start for one in dates)
    above = [element for part in line.elements for element in islice(_upward(part), 3)]
    names = " ".join(map(_names, above))
    is_timed = any(element.tag in ("time", "date") for element in above)
    is_plain = nearness == 3 and beside <= _FEW
    if beside > _MOST_BESIDE or _TODAY.search(names) or _stands_apart(line, unless=is_plain, is_timed=is_timed):
        return
    is_named = is_timed or _NAMED.search(names) is not None
    score = nearness + is_named + (beside <= _FEW) - (beside > 2 * _FEW) - _ENOUGH * (alike >= 3)
    for one, inline, said in _labelled(line, dates, _label(lines[at - 1]) if at else ""):
        is_first = _PUBLISHED.search(said) is not None
        is_later = _MODIFIED.search(said) is not None or (not is_first and _is_named_change(line.holder(one.start)))
        full = score
        if is_first or is_later:
            full += 2
        elif nearness == 0 or (beside > _FEW and not is_named and one.clock is None):
            full -= 1
        is_other = _FOREIGN.search(inline) or _RANGE.search(inline) or (one.is_weak and beside > 10)
        if full >= _ENOUGH and not is_other:
            raw = f"{inline if is_later else ''}{line.text[one.start : one.end]}"
            yield Dateline(squeeze(raw), one, full, is_later)


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
    return f"{element.get('class') or ''} {element.get('id') or ''} {element.get('itemprop') or ''}"


def _look(line: _Line) -> tuple[str | None, ...]:
    """What lines of one list have in common."""
    first, parent = line.elements[0], line.elements[0].getparent()
    return first.tag, first.get("class"), parent.get("class") if parent is not None else None


def _lines(body: HtmlElement) -> Iterator[_Line]:
    """The text of a page, broken where a browser would break it."""
    parts: list[tuple[str, HtmlElement]] = []
    headings = 0
    walk = iterwalk(body, events=("start", "end"))
    for event, element in walk:
        tag = element.tag
        is_start = event == "start"
        if is_start and tag in UNSEEN:
            walk.skip_subtree()
        if parts and (tag in BLOCKS or tag == "br"):
            yield from _line(parts, headings > 0)
            parts = []
        headings += 0 if tag != "h1" else 1 if is_start else -1
        text, holder = (element.text, element) if is_start else (element.tail, element.getparent())
        if text and not (is_start and tag in UNSEEN) and not (element is body and not is_start):
            parts.append((text, holder))
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
