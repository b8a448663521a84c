"""The text of an article, read by trafilatura and mended."""

import logging
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass

import numpy as np
import trafilatura
from lxml.etree import LxmlError, XPath, iterwalk
from lxml.html import HtmlElement
from numpy.typing import NDArray

from iria_crawler.extract.copies import without_copies
from iria_crawler.extract.credits import parted
from iria_crawler.extract.forest import Forest
from iria_crawler.extract.html import UNSEEN, composed, words_of
from iria_crawler.extract.knowledge import LEAST_TEXT, Knowledge, Observed, Outcome, agree, is_checked, observed
from iria_crawler.extract.passages import PROSE, Passage, passages_of
from iria_crawler.extract.rules import select
from iria_crawler.extract.scope import drop_furniture
from iria_crawler.extract.standfirst import standfirst
from iria_crawler.extract.traits import runs, traits
from iria_crawler.extract.view import Found, View
from iria_crawler.items import Figure

# It warns of every page without text; the caller counts those.
for _name in ("trafilatura", "htmldate", "justext", "readability"):
    logging.getLogger(_name).setLevel(logging.CRITICAL)

# HTML's and trafilatura's names of what stands on a line of its own.
_PARAGRAPHS = frozenset(
    [
        "p",
        "head",
        "item",
        "quote",
        "row",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "li",
        "blockquote",
        "tr",
        "div",
        "section",
        "article",
        "ul",
        "ol",
        "dl",
        "dt",
        "dd",
        "list",
        "table",
        "pre",
        "code",
        "body",
        "main",
        "figure",
        "header",
        "footer",
        "aside",
        "hr",
        "fieldset",
        "address",
        "details",
        "summary",
        "figcaption",
        "center",
    ]
)
_CELLS = frozenset(["cell", "td", "th"])
_BREAKS = frozenset(["lb", "br"])
_SPACES = re.compile(r"[^\S\n]+")
_EMPTY_LINE = re.compile(r"\n\s*\n")
_META_ROW = re.compile(
    r"""(?ix) (?:
        .{0,150} \b (?:no|\d+) \ comments? (?:\ on\b .*)? | leave\ a\ (?:comment|reply)
      | (?:posted|published|filed|tagged|categori[sz]ed) \ (?:on|in|by|under|as) \b .{0,120}
      | related\ (?:articles?|posts?|stories):? | share\ (?:this|on)\b .{0,60} | share:? | back\ to\ top
      | advertisement | read\ more:? | (?:copyright\s*)? © .{0,150} | copyright\b .{0,150} all\ rights\ reserved .{0,40}
      | all\ rights\ reserved\.? | subscribe\ (?:to|now)\b .{0,100} | enter\ your\ email\ address:? .{0,40}
      | sign\ up\ for\b .{0,120} newsletter .{0,60} | (?:previous|next)\ (?:post|article|page):? .{0,200}
      | skip\ to\ content | print | email | tweet | pages?: [\s\d|]*
    )"""
)
_ELEMENTS = XPath("count(descendant-or-self::*)")
_EDGE = 4
_TAG = re.compile(r"<[^<>]*>")
_TOLD = 300  # letters; a shorter articleBody is a teaser
CHOSEN = 0.4
"""How probable it must be that a passage is of the article: found by publisher-wise cross-validation."""
_HARDLY = 0.05
_SEVERAL = 3
_CROWD = 3_000
_MOST_PASSAGES = 3_000
# Below this many letters trafilatura takes all that the page has in one lump; what markup calls the text is better.
_RESCUED = 250
_MARKED = (
    ".//*[@itemprop='articleBody'] | .//*[self::div or self::section]["
    "contains(concat(' ', @class, ' '), ' entry-content ') or contains(concat(' ', @class, ' '), ' post-content ') or "
    "contains(concat(' ', @class, ' '), ' article-body ') or contains(concat(' ', @class, ' '), ' entry ')]"
)


@dataclass(frozen=True, slots=True)
class Text:
    """The text as paragraphs parted by one blank line, what came of what is known of the site, and what was not read
    for its size."""

    body: Found[str]
    knowledge: Outcome | None = None
    limits: tuple[str, ...] = ()


def body_of(
    view: View, *, title: str, figures: Sequence[Figure], knowledge: Knowledge | None = None, check: bool = False
) -> Text | None:
    """The text of an article; None if there is none.

    With `knowledge` it is taken from the places where that has it, as long as the page is as those that were
    learnt from. With `check`, and on one page in sixteen anyway, the generic reader reads as well; where the two
    differ, it decides.
    """
    if found := _ruled(view):
        return _text(_mended(found.value, title=title, figures=figures), found.source)
    fast = _known(view, knowledge) if knowledge else None
    kept = _mended(fast, title=title, figures=figures) if fast else []
    is_enough = sum(map(len, kept)) >= LEAST_TEXT
    if is_enough and not (check or is_checked(view.page.url)):
        return _text(kept, "dom", "used")
    chosen, limits = _chosen(view, title)
    lines = _mended(chosen, title=title, figures=figures)
    if knowledge is None:
        return _text(lines, "trafilatura", limits=limits)
    # a template that is all of the text is none
    own = [line for line in lines if not knowledge.is_boilerplate(line)] or lines
    if not is_enough:
        return _text(own, "trafilatura", "unfit", limits)
    return _text(kept, "dom", "agrees") if agree(kept, own) else _text(lines, "trafilatura", "differs", limits)


def _text(
    lines: Sequence[str], source: str, knowledge: Outcome | None = None, limits: tuple[str, ...] = ()
) -> Text | None:
    return Text(Found("\n\n".join(lines), source), knowledge, limits) if lines else None


def _known(view: View, knowledge: Knowledge) -> list[str] | None:
    """The passages that stand where the site has its texts."""
    found = knowledge.text_of(_passages(view, placed=False, without=knowledge.shut_off(_body(view))))
    return None if found is None else [passage.text for passage in found]


def observed_on(view: View, title: str) -> tuple[Observed, ...]:
    """The passages of a page and which of them the generic reader takes; empty where it takes none as it stands."""
    passages = _passages(view)
    headline = words_of(title)
    weighed_out = _weighed_out(_weighed(view, title, passages), title)
    chosen = [each for each in weighed_out if words_of(each.text) != headline]
    return observed(passages, chosen=chosen) if chosen else ()


@dataclass(frozen=True, slots=True)
class Weighed:
    """The passages that may be of the article, a row of `traits` for each, and what trafilatura read."""

    passages: Sequence[Passage]
    rows: NDArray[np.float32]
    read: Sequence[str]


def weighed(view: View, title: str) -> Weighed:
    """What there is to choose the text from. Takes bylines and the like out of the view's copy of the page."""
    return _weighed(view, title, _passages(view))


def _weighed(view: View, title: str, passages: Sequence[Passage]) -> Weighed:
    lines = _read(view)
    read = runs("\n".join(lines))
    passages = [passage for passage in passages if not _is_menu(passage, read)]
    said = view.data.said("description", "og:description") or ""
    told = next(iter(view.data.strings("articleBody")), "")
    if not passages:
        return Weighed((), np.zeros((0, 0), np.float32), lines)
    known = runs(_TAG.sub(" ", told)) if len(told) > _TOLD else frozenset[str]()
    return Weighed(passages, traits(passages, title=title, summary=said, read=read, told=known), lines)


def _chosen(view: View, title: str) -> tuple[Sequence[str], tuple[str, ...]]:
    """The passages that a forest takes for the article's, weighing what trafilatura says and where they stand; and
    that there were too many of them for that."""
    found = weighed(view, title)
    chosen = [passage.text for passage in _weighed_out(found, title)]
    is_enough = sum(map(len, chosen)) >= min(_RESCUED, sum(map(len, found.read)))
    size = len(found.passages)
    limits = (f"{size:,} passages, too many to weigh each",) if size > _MOST_PASSAGES else ()
    return chosen if chosen and is_enough else found.read, limits


def _weighed_out(found: Weighed, title: str) -> list[Passage]:
    """What the forest chooses, and the standfirst; nothing of a page longer than any that it has seen."""
    passages = found.passages
    if not 0 < len(passages) <= _MOST_PASSAGES:
        return []
    scores = Forest.load("body").scores(found.rows)
    chosen = without_copies(passages, _whole(passages, scores.tolist()))
    first = next((at for at in chosen if _is_paragraph(passages[at])), None)
    lead = frozenset[int]() if first is None else standfirst(passages, scores, title, first)
    return [passages[at] for at in sorted({*chosen, *lead})]


def _passages(view: View, *, placed: bool = True, without: Set[HtmlElement] = frozenset()) -> list[Passage]:
    """The passages of a page, without those that the site's rules drop."""
    dropped = {element for selector in view.rules.drop for element in select(view.tree, selector)}
    return passages_of(_body(view), placed=placed, without=without | dropped)


def _body(view: View) -> HtmlElement:
    body = view.tree.find("body")
    return view.tree if body is None else body


def _whole(passages: Sequence[Passage], scores: Sequence[float]) -> list[int]:
    """Where the passages are that are chosen, and the paragraphs between them: a text that mostly is the article's has
    no holes. Without this, the last of hundreds of paragraphs that are alike would be taken for comments."""
    alike: dict[object, list[tuple[int, bool]]] = defaultdict(list)
    for passage, score in zip(passages, scores, strict=True):
        if _is_paragraph(passage):
            alike[passage.kin].append((len(passage.text), score > CHOSEN))
    whole = {kin for kin, each in alike.items() if _is_mostly_chosen(each)}
    return [
        at
        for at, (passage, score) in enumerate(zip(passages, scores, strict=True))
        if score > CHOSEN or (score > _HARDLY and _is_paragraph(passage) and passage.kin in whole)
    ]


def _is_paragraph(passage: Passage) -> bool:
    return len(passage.text) > PROSE and passage.linked < 0.5 * len(passage.text)


def _is_mostly_chosen(each: Sequence[tuple[int, bool]]) -> bool:
    chosen = [letters for letters, is_chosen in each if is_chosen]
    return len(chosen) >= _SEVERAL and 2 * sum(chosen) >= sum(letters for letters, _ in each)


def _is_menu(passage: Passage, read: frozenset[str]) -> bool:
    return (
        passage.linked > 0.9 * len(passage.text)
        and len(passage.text) < PROSE
        and " ".join(words_of(passage.text)) not in read
    )


def paragraphs(tree: HtmlElement) -> tuple[str, ...]:
    """The paragraphs, list items, headings, quotes and table rows of a tree, in order."""
    lines: list[str] = []
    parts: list[str] = []
    walk = iterwalk(tree, events=("start", "end"))
    for event, element in walk:
        if event == "start" and element.tag in UNSEEN and element is not tree:
            walk.skip_subtree()
            continue
        if element.tag in _PARAGRAPHS:
            _flush(parts, lines)
        elif element.tag in _CELLS and event == "start" and "".join(parts).strip():
            parts.append(" | ")
        if event == "start":
            parts += ("\n" if element.tag in _BREAKS else "", element.text or "")
        elif element is not tree and element.tail:
            parts.append(element.tail)
    _flush(parts, lines)
    return tuple(lines)


def _mended(lines: Iterable[str], *, title: str, figures: Sequence[Figure]) -> list[str]:
    """The paragraphs without the title, captions, and the rows that templates print before and after a text."""
    captions = [text for figure in figures for text in _captions(figure)]
    printed, longest = {" ".join(words_of(text)) for text in captions} - {""}, 2 * max(map(len, captions), default=0)
    credits = {figure.credit for figure in figures if figure.credit}
    told = {(figure.caption, figure.credit) for figure in figures}
    kept = [
        line
        for line in lines
        if any(map(str.isalnum, line))
        and not (len(line) <= longest and " ".join(words_of(line)) in printed)
        and not (any(credit in line for credit in credits) and parted(line) in told)
    ]
    headline = words_of(title)
    while kept and (_META_ROW.fullmatch(kept[0]) or (headline and words_of(kept[0]) == headline)):
        del kept[0]
    while kept and _META_ROW.fullmatch(kept[-1]):
        del kept[-1]
    edge = range(_EDGE)
    return [line for place, line in enumerate(kept) if place not in edge or not _is_row(line)]


def _captions(figure: Figure) -> tuple[str, str]:
    return figure.caption or "", f"{figure.caption or ''} {figure.credit or ''}"


def _is_row(line: str) -> bool:
    return len(line) < 300 and bool(re.search(r"(?i)\b(?:no|\d+) comments? on\b", line))


def _flush(parts: list[str], lines: list[str]) -> None:
    joined = "".join(parts)
    parts.clear()
    if "\n" not in joined:
        lines += filter(None, [composed(" ".join(joined.split()))])
        return
    for paragraph in _EMPTY_LINE.split(composed(_SPACES.sub(" ", joined))):
        line = "\n".join(filter(None, map(str.strip, paragraph.split("\n"))))
        if line:
            lines.append(line)


def _ruled(view: View) -> Found[Sequence[str]] | None:
    for selector in view.rules.body:
        lines = tuple(line for element in select(view.pruned, selector) for line in paragraphs(element))
        if lines:
            return Found(lines, "rule")
    return None


def _read(view: View) -> Sequence[str]:
    """The text that trafilatura takes for the article's."""
    drop_furniture(view.pruned)
    try:
        document = (
            None
            if _is_crowded(view.pruned)
            # of any format but its own, "python", only the tree is made, which is all that is looked at
            else trafilatura.bare_extraction(view.pruned, include_comments=False, output_format="txt", fast=True)
        )
    except (RecursionError, LxmlError, AttributeError, IndexError, AssertionError, KeyError):
        document = None  # it stumbles over odd trees; the prose itself can still be read
    lines = () if document is None or isinstance(document, dict) else paragraphs(document.body)
    if sum(map(len, lines)) < _RESCUED:
        marked = next((found for found in map(paragraphs, view.pruned.xpath(_MARKED)) if found), ())
        if marked or not lines:
            return marked or paragraphs(view.content)
    return lines


def _is_crowded(tree: HtmlElement) -> bool:
    """Whether an element has so many others right in it that trafilatura takes seconds: it looks back from each."""
    return _ELEMENTS(tree) > _CROWD and any(len(element) > _CROWD for element in tree.iter("*"))
