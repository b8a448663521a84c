"""The headline."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, takewhile

from lxml.etree import XPath
from lxml.html import HtmlElement

from iria_crawler.extract.boxes import is_short
from iria_crawler.extract.headings import Heading, alone, heading_of, is_hidden, is_in_way, is_logo
from iria_crawler.extract.html import text_of, words_of
from iria_crawler.extract.passages import PROSE
from iria_crawler.extract.pieces import likeness, pieces_of
from iria_crawler.extract.rules import picked
from iria_crawler.extract.view import Found, View, first
from iria_crawler.extract.witnesses import behind, parts_of_title, witnesses_of
from iria_crawler.text import size_of

_LONGEST = 400
_ALIKE, _SAME, _EXACT = 0.5, 0.8, 1.0
"""How like a witness a first heading must be, and how like any other heading."""
_FEWEST = 2
"""Words that make the only heading over the article a headline without a witness."""

_FEWEST_HELD = 3
"""Words that are not within a longer text by chance."""

_MOST = 200
_SHORT = 10
"""Letters; so short a heading, `News`, may well be all that one witness says."""

_LINES = ("div", "p", "span", "td", "b", "strong", "font", "h4", "h5", "h6")
_LEAST = 20
"""Letters of a headline that nothing marks as one."""

_MARKED = XPath(
    ".//*[@itemprop='headline'] | .//h2 | .//h3 | .//*[self::div or self::p or self::span or self::h4]"
    "[contains(@class, 'headline') or contains(@class, 'entry-title') or contains(@class, 'post-title')"
    " or contains(@class, 'article-title') or contains(@class, 'story-title')]"
)
_HEADLINE = re.compile(r"(?<!sub)(?<!sub[_-])headline|(?:entry|post|article|story)-title")


def title_of(view: View) -> Found[str] | None:
    """The headline as the page prints it, without the site's name; None for an untitled page."""
    return first(_titles(view))


def _titles(view: View) -> Iterator[Found[str]]:
    yield from (Found(text, "rule") for text in picked(view.tree, view.rules.title))
    firsts = _firsts(view)
    witnesses = witnesses_of(view, [heading.text for heading in firsts.logos])
    over = _over_article(firsts.plain, witnesses, view)
    marked = [] if over else _marked(view)
    chosen = over or _in_other_places(marked, firsts, witnesses, view)
    yield from (Found(alone(heading, witnesses), "dom") for heading in chosen)
    yield from (found for found in witnesses if found.source in ("json-ld", "meta"))
    if not chosen:
        yield from (Found(heading.text, "dom") for heading in marked if _is_headline(heading.element))
        yield from (Found(part, "dom") for part in _printed_parts(witnesses, view))
    yield from (found for found in witnesses if found.source not in ("json-ld", "meta"))
    if not chosen and not witnesses:
        yield from (Found(text, "dom") for text in _opening(view))


@dataclass(frozen=True, slots=True)
class _Firsts:
    """The first headings of a page: those of its logo, of a menu or breadcrumb, those nobody sees, and the others."""

    logos: Sequence[Heading]
    ways: Sequence[Heading]
    hidden: Sequence[Heading]
    plain: Sequence[Heading]


def _firsts(view: View) -> _Firsts:
    headings = [heading for heading in map(heading_of, view.elements["h1"][:_MOST]) if 0 < len(heading.text) < _LONGEST]
    logos = [heading for heading in headings if is_logo(heading.element, view)]
    others = [heading for heading in headings if heading not in logos]
    hidden = [heading for heading in others if is_hidden(heading.element)]
    ways = [heading for heading in others if heading not in hidden and is_in_way(heading.element)]
    plain = [heading for heading in others if heading not in hidden and heading not in ways]
    return _Firsts(logos, ways, hidden, plain)


def _over_article(firsts: Sequence[Heading], witnesses: Sequence[Found[str]], view: View) -> list[Heading]:
    """The headings that are the headline where the page has first headings over its article."""
    agreeing = _agreeing(firsts, _said(witnesses), view, least=_ALIKE)
    if agreeing:
        return _under_name(agreeing, witnesses, view)
    if not firsts:
        return []
    exact = _agreeing(_before_prose(view), _said(witnesses), view, least=_EXACT)
    return exact or _holding(_before_prose(view), _stated(witnesses)) or _standing(firsts, view)


def _under_name(agreeing: list[Heading], witnesses: Sequence[Found[str]], view: View) -> list[Heading]:
    """What is printed of a page's title behind the first heading, if it is longer: that one names the site then."""
    is_title = len(witnesses) == 1 and witnesses[0].source == "dom"
    rest = pieces_of(behind(agreeing[0].text, witnesses[0].value)) if is_title else []
    if len(rest) <= len(agreeing[0].pieces):
        return agreeing
    return [heading for heading in _marked(view) if heading.pieces == rest] or agreeing


def _holding(headings: Sequence[Heading], said: Sequence[str]) -> list[Heading]:
    """The headings that hold all that a witness says, and not much else."""
    wanted = [pieces for pieces in map(pieces_of, said) if len(pieces) >= _FEWEST_HELD]
    return [
        heading
        for heading in headings
        if any(2 * len(one) >= len(heading.pieces) and _run(one) in _run(heading.pieces) for one in wanted)
    ]


def _in_other_places(
    marked: Sequence[Heading], firsts: _Firsts, witnesses: Sequence[Found[str]], view: View
) -> list[Heading]:
    """The headings that are the headline where no first heading over the article is: what says it exactly comes first,
    and what the article prints before the breadcrumb."""
    said, stated = _said(witnesses), _stated(witnesses)
    named = [found.value for found in witnesses if found.source == "json-ld"]
    return [
        *_agreeing(marked, named, view, least=_EXACT),
        *_agreeing(firsts.ways, named, view, least=_EXACT),
        *_agreeing(marked, stated, view, least=_EXACT),
        *_agreeing(marked, named, view, least=_SAME),
        *_agreeing(firsts.ways, said, view, least=_SAME),
        *_agreeing(marked, said, view, least=_SAME),
        *_agreeing(firsts.hidden, said, view, least=_ALIKE),
    ] or _agreeing(_anywhere(view), said, view, least=_EXACT)


def _said(witnesses: Sequence[Found[str]]) -> list[str]:
    return [found.value for found in witnesses]


def _stated(witnesses: Sequence[Found[str]]) -> list[str]:
    """What is said for machines; the page's title is for people."""
    return [found.value for found in witnesses if found.source != "dom"]


def _agreeing(headings: Sequence[Heading], said: Sequence[str], view: View, *, least: float) -> list[Heading]:
    """The headings that say what the witnesses say: first the one that most of them say most exactly."""
    if not headings:
        return []
    scored = []
    wanted = list(map(pieces_of, said))
    wanted += [rest for one in wanted for rest in _behind_names(one, view)]
    for heading in headings:
        shares = [_likeness(heading.pieces, one) for one in wanted]
        best = max(shares, default=0.0) * (1.0 if len(heading.text) > _SHORT else 0.9)
        if best >= least and not _is_name(heading, view):
            scored.append((best + sum(shares) / 10, heading))
    scored.sort(key=lambda one: -one[0])
    return [heading for _, heading in scored]


def _behind_names(pieces: list[str], view: View) -> Iterator[list[str]]:
    """What is said behind the name of the site where no mark parts the two."""
    text = " ".join(pieces)
    yield from (text.removeprefix(f"{name} ").split() for name in view.publishers if text.startswith(f"{name} "))


def _is_name(heading: Heading, view: View) -> bool:
    return " ".join(words_of(heading.text)) in view.publishers


def _standing(firsts: Sequence[Heading], view: View) -> list[Heading]:
    """The page's only first heading, if it is long enough for a headline and stands over the article."""
    own = [text_of(element) for element in view.article.iter("h1")]
    over = [heading for heading in firsts if heading.text in own]
    return over if len(over) == 1 and len(over[0].pieces) >= _FEWEST and not _is_name(over[0], view) else []


def _marked(view: View) -> list[Heading]:
    headings = map(heading_of, _MARKED(view.article)[:_MOST])
    return [heading for heading in headings if 0 < len(heading.text) < _LONGEST]


def _anywhere(view: View) -> list[Heading]:
    """The lesser headings of the whole page: some stand in what is taken for its head."""
    headings = map(heading_of, [*view.elements["h2"], *view.elements["h3"]][:_MOST])
    return [heading for heading in headings if len(heading.pieces) > _FEWEST and len(heading.text) < _LONGEST]


def _before_prose(view: View) -> list[Heading]:
    """The lesser headings that an article begins with."""
    prose = next((one for one in view.article.iter("p") if len(text_of(one)) >= PROSE), None)
    begun = set(takewhile(lambda one: one is not prose, view.article.iter()))
    return [heading for heading in _marked(view) if heading.element in begun]


def _opening(view: View) -> Iterator[str]:
    """The heading that an article begins with, before its prose."""
    lesser = (one for one in _before_prose(view) if one.element.tag in ("h2", "h3"))
    return (heading.text for heading in lesser if len(heading.pieces) >= _FEWEST)


def _printed_parts(witnesses: Sequence[Found[str]], view: View) -> Iterator[str]:
    """Most of the page's title if the page prints that alone over its text, where no heading says so; nothing if it
    prints several parts."""
    titles = [found.value for found in witnesses if found.source == "dom"]
    said = ((title, part) for title in titles for part in parts_of_title(title))
    parts = {_run(pieces_of(part)): part for title, part in said if 2 * len(part) > len(title)}
    if not parts:
        return
    lines = (one for one in islice(view.article.iter(*_LINES), _MOST) if one.find(".//a") is None)
    printed = {_run(pieces_of(text_of(line))) for line in lines if is_short(line, _LONGEST)} & parts.keys()
    telling = sorted((said for said in printed if size_of(parts[said]) >= _LEAST), key=len)
    if telling and all(said in telling[-1] for said in telling):
        yield parts[telling[-1]]


def _is_headline(element: HtmlElement) -> bool:
    return element.get("itemprop") == "headline" or bool(_HEADLINE.search(element.get("class") or ""))


def _likeness(mine: list[str], theirs: list[str]) -> float:
    if len(mine) >= _FEWEST_HELD and _run(mine) in _run(theirs):
        return 0.9 + 0.1 * (len(mine) / len(theirs))
    return likeness(set(mine), set(theirs)) if mine and theirs else 0.0


def _run(pieces: Sequence[str]) -> str:
    return f" {' '.join(pieces)} "
