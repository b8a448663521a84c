"""The headline and the line under it."""

import re
from collections.abc import Iterator
from copy import deepcopy

from lxml.html import HtmlElement
from lxml.html.defs import tags

from iria_crawler.extract.html import text_of, words_of
from iria_crawler.extract.rules import picked
from iria_crawler.extract.view import Found, View, first
from iria_crawler.sites import host_of

_SEPARATOR = re.compile(r"\s+[|–—·•»«:]{1,2}\s+|\s+-{1,2}\s+|\s*\|\s*|\s+/\s+")
_LONGEST = 400
_LONGEST_SAID = 1_000
_HEADLINES = (
    ".//*[@itemprop='headline']",
    ".//*[contains(@class, 'entry-title') or contains(@class, 'post-title') or contains(@class, 'headline')]"
    "[self::h2 or self::h1 or self::h3 or self::div]",
)
_STANDFIRST = (
    ".//*[self::p or self::div or self::h2 or self::h3 or self::span][@itemprop='alternativeHeadline' or "
    "contains(concat(' ', translate(@class, '-_', '  '), ' '), ' standfirst ') or "
    "contains(concat(' ', translate(@class, '-_', '  '), ' '), ' dek ') or "
    "contains(concat(' ', translate(@class, '-_', '  '), ' '), ' subtitle ') or "
    "contains(concat(' ', translate(@class, '-_', '  '), ' '), ' subheadline ') or "
    "contains(concat(' ', translate(@class, '-_', '  '), ' '), ' deck ')]"
)


def title_of(view: View) -> Found[str] | None:
    """The headline as the page prints it, without the site's name; None for an untitled page."""
    return first(_titles(view))


def subtitle_of(view: View) -> Found[str] | None:
    """The standfirst of an article, if it has one."""
    found = picked(view.tree, view.rules.subtitle)
    if found:
        return Found(found[0], "rule")
    texts = (text_of(element) for element in view.article.xpath(_STANDFIRST))
    return next((Found(text, "dom") for text in texts if 10 < len(text) < 600), None)


def _titles(view: View) -> Iterator[Found[str]]:
    yield from (Found(text, "rule") for text in picked(view.tree, view.rules.title))
    witnesses = list(_witnesses(view))
    yield from (Found(text, "dom") for text in _agreeing(view, [found.value for found in witnesses]))
    yield from (found for found in witnesses if found.source == "json-ld")
    yield from (Found(text, "dom") for text in _only_heading(view))
    yield from (found for found in witnesses if found.source == "meta")
    yield from (Found(text, "dom") for text in _headlines(view))
    yield from (found for found in witnesses if found.source not in ("json-ld", "meta"))


def _witnesses(view: View) -> Iterator[Found[str]]:
    """What else names the article, most trusted first; the site's name is taken off."""
    named = [
        *(Found(text, "json-ld") for text in view.data.strings("headline") + view.data.strings("name")[:1]),
        *(Found(view.data.said(name) or "", "meta") for name in ("og:title", "twitter:title", "dc.title")),
        *(Found(mention.title or "", source) for source, mention in view.mentioned("api", "feed")),
        *(Found(text_of(element, skip=frozenset()), "dom") for element in view.tree.findall("head/title")[:1]),
    ]
    bare = (
        Found(_without_site(found.value, view), found.source) for found in named if len(found.value) < _LONGEST_SAID
    )
    return (found for found in bare if found.value)


def _agreeing(view: View, witnesses: list[str]) -> Iterator[str]:
    """The headings that say what the witnesses say, the closest first."""
    headings = _headings(view.tree) or list(_headlines(view))
    scored = [(max((_likeness(text, witness) for witness in witnesses), default=0.0), text) for text in headings]
    for likeness, text in sorted(scored, key=lambda pair: -pair[0]):
        if likeness >= 0.5 and " ".join(words_of(text)) not in view.publishers:
            yield _without_kicker(text, witnesses)


def _headings(tree: HtmlElement) -> list[str]:
    return [text for text in map(_printed, tree.iter("h1")) if 0 < len(text) < _LONGEST]


def _only_heading(view: View) -> list[str]:
    """The page's only first heading, if it stands over the article."""
    headings = _headings(view.tree)
    over = len(headings) == 1 and _headings(view.article) == headings and len(words_of(headings[0])) >= 2
    return headings if over and " ".join(words_of(headings[0])) not in view.publishers else []


def _printed(heading: HtmlElement) -> str:
    """The text of a heading; what looks like an element but is none (`what <it> means`) is text."""
    strays = [part for part in heading.iterdescendants() if not part.attrib and _is_stray(part.tag)]
    if not strays:
        return text_of(heading)
    copy = deepcopy(heading)
    for part in [part for part in copy.iterdescendants() if not part.attrib and _is_stray(part.tag)]:
        part.text = f"<{part.tag}>{part.text or ''}"
    return text_of(copy)


def _is_stray(tag: str) -> bool:
    return tag not in tags and "-" not in tag and ":" not in tag


def _without_kicker(heading: str, witnesses: list[str]) -> str:
    """A heading without the line over it, where a witness gives the headline alone."""
    ends = (one for one in witnesses if len(words_of(one)) >= 4 and len(one) < len(heading) and heading.endswith(one))
    return next(ends, heading)


def _headlines(view: View) -> Iterator[str]:
    elements = (element for path in _HEADLINES for element in view.article.xpath(path))
    own = (element for element in elements if isinstance(element, HtmlElement))
    return (text for text in map(text_of, own) if 0 < len(text) < _LONGEST)


def _likeness(one: str, other: str) -> float:
    mine, theirs = words_of(one), words_of(other)
    if not mine or not theirs:
        return float(one.strip() == other.strip() != "")
    if len(mine) >= 3 and f" {' '.join(mine)} " in f" {' '.join(theirs)} ":
        return 0.99
    shared = len(set(mine) & set(theirs))
    return 2 * shared / (len(set(mine)) + len(set(theirs)))


def _without_site(title: str, view: View) -> str:
    """A title without the name of the site before or behind it; nothing if it is only that name."""
    if " ".join(words_of(title)) in view.publishers:
        return ""
    for gap in _SEPARATOR.finditer(title):
        before, after = title[: gap.start()], title[gap.end() :]
        if _is_site(after, view):
            return before.strip()
        if _is_site(before, view):
            return after.strip()
    return title


def _is_site(text: str, view: View) -> bool:
    words = words_of(text)
    name = "".join(words)
    return " ".join(words) in view.publishers or (len(name) >= 3 and name in host_of(view.page.url).replace("-", ""))
