"""The text of a page in lines as a browser breaks them, and which of them are headline and paragraphs."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, dropwhile, islice

from lxml.etree import iterwalk
from lxml.html import HtmlElement

from iria_crawler.extract.html import BLOCKS, UNSEEN, squeeze

PROSE, LONGEST = 150, 300
"""Letters: a longer line is running text, the longest that may have the date of an article."""

NEAR, FARTHEST = 6, 40
"""Lines from the headline: so near stands its date, and so far above the first paragraph."""

MARK = re.compile(r"[.!?…。！？؟।۔][\"'”’»“)\]]*$")
"""The end of a sentence."""

_SENTENCE = 80
_SUMMARY = 2  # sentences that may stand over the date
# Paragraphs: a summary may stand before the date, what is after a short report is not under its headline.
_MOST_BETWEEN = 2
_DIGIT = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text as the reader sees it; `elements` are those that hold its parts, which begin at `starts`."""

    text: str
    elements: tuple[HtmlElement, ...]
    starts: tuple[int, ...]
    is_heading: bool

    def holder(self, at: int) -> HtmlElement:
        """The element that holds what is printed there."""
        return self.elements[max(bisect_right(self.starts, at) - 1, 0)]


@dataclass(frozen=True, slots=True)
class Layout:
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
            return 2 if self.titles[0] - at <= NEAR else 0
        title = self.titles[above - 1]
        passed = bisect_left(self.paragraphs, at) - bisect_right(self.paragraphs, title)
        is_near = at - title <= NEAR and passed <= _MOST_BETWEEN
        return 3 if is_near or (at < self.prose and at - title < FARTHEST) else 0


def layout_of(lines: Sequence[Line], title: str) -> Layout:
    """Where on a page headline and paragraphs stand; `title` is what the page calls itself elsewhere."""
    wanted = title[:LONGEST].casefold()
    texts = (line.text if 10 <= len(line.text) <= len(wanted) else "" for line in lines)
    said = tuple(at for at, text in enumerate(texts) if text and text.casefold() in wanted)
    # The name of the site, too, is a part of the title.
    is_whole = any(is_headline(lines[at].text, wanted) for at in said)
    headings = () if said and is_whole else (at for at, line in enumerate(lines) if line.is_heading)
    titles = tuple(sorted({*said, *headings}))
    start = titles[0] if titles else -1
    below = [at for at in range(start + 1, len(lines)) if len(lines[at].text) > _SENTENCE]
    sentences = [at for at in below if MARK.search(lines[at].text)][_SUMMARY:]
    long = tuple(sorted({*sentences, *(at for at in below if len(lines[at].text) > PROSE)}))
    return Layout(titles, long[0] if long else len(lines), long)


def is_headline(text: str, title: str) -> bool:
    """Whether a line is most of a title."""
    return text.casefold() in title.casefold() and 2 * len(text) >= len(title)


def lines_from(heading: HtmlElement) -> list[Line]:
    """The line that a heading is and those after it, in the smallest box that holds some."""
    own = set(heading.iter())
    lines: list[Line] = []
    for box in islice(upward(heading.getparent()), 3):
        lines = list(islice(dropwhile(lambda line: own.isdisjoint(line.elements), lines_in(box)), FARTHEST))
        if len(lines) > NEAR // 2:
            break
    return lines


def upward(element: HtmlElement) -> Iterator[HtmlElement]:
    """An element and those around it, without the body, whose classes speak of the page."""
    while element is not None and element.tag != "body":
        yield element
        element = element.getparent()


def lines_in(body: HtmlElement, others: frozenset[HtmlElement] = frozenset()) -> Iterator[Line]:
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


def _line(parts: Sequence[tuple[str, HtmlElement]], is_heading: bool) -> Iterator[Line]:
    # A space between elements, as style sheets put it: themes write <a>News</a><time>May 3, 2021</time>.
    bare = [(" ".join(part.split()), element) for part, element in parts]
    bare = [(part, element) for part, element in bare if part]
    if not bare:
        return
    text = " ".join([part for part, _ in bare])
    starts = accumulate((len(part) + 1 for part, _ in bare[:-1]), initial=0)
    if _DIGIT.search(text):
        text = squeeze(text)
    yield Line(text, tuple([element for _, element in bare]), tuple(starts), is_heading)
