"""The headline and the line under it."""

import re
from collections.abc import Iterator, Sequence
from copy import deepcopy
from urllib.parse import urlsplit

from lxml.etree import XPath
from lxml.html import HtmlElement
from lxml.html.defs import tags

from iria_crawler.extract.html import UNSEEN, absolute, parts_of, squeeze, text_of, words_of
from iria_crawler.extract.rules import picked
from iria_crawler.extract.view import Found, View, first
from iria_crawler.sites import host_of

_SEPARATOR = re.compile(r"\s+(?:[|–—·•»«:*]{1,2}|-{1,2}|/)\s+|\s*[|｜_]\s*|\s*--\s*")
_LONGEST = 400
_LONGEST_SAID = 1_000
_ALIKE, _SAME = 0.5, 0.8
"""How like a witness a first heading must be, and how like any other heading."""
_FEWEST = 2
"""Words that make the only heading over the article a headline without a witness."""

_MOST = 200
_MOST_PARTS = 12
_SHORT = 10
"""Letters; so short a heading, `News`, may well be all that one witness says."""

_LOGO = re.compile(r"(?i)(?:^|[\s_-])(?:site-?(?:title|name|branding|logo)|logo|branding)(?:\s|$)")
_WAY = re.compile(
    r"(?i)bread-?crumb|rootline|screen-reader|menu-toggle|(?:^|[\s_-])(?:nav|navigation|navbar|menu)(?:\s|$)"
)
_MARKED = XPath(
    ".//*[@itemprop='headline'] | .//h2 | .//h3 | .//*[self::div or self::p or self::span or self::h4]"
    "[contains(@class, 'headline') or contains(@class, 'entry-title') or contains(@class, 'post-title')"
    " or contains(@class, 'article-title') or contains(@class, 'story-title')]"
)
_HEADLINE = re.compile(r"headline|(?:entry|post|article|story)-title")
_STANDFIRST = XPath(
    "descendant::*/@itemprop[. = 'alternativeHeadline']/.. | descendant::*/@class[contains(., 'standfirst') or "
    "contains(., 'dek') or contains(., 'deck') or contains(., 'subtitle') or contains(., 'subheadline')]/.."
)
_STANDFIRST_TAGS = frozenset(["p", "div", "h2", "h3", "span"])
_STANDFIRST_NAMES = frozenset(["standfirst", "dek", "subtitle", "subheadline", "deck"])


def title_of(view: View) -> Found[str] | None:
    """The headline as the page prints it, without the site's name; None for an untitled page."""
    return first(_titles(view))


def subtitle_of(view: View) -> Found[str] | None:
    """The standfirst of an article, if it has one."""
    found = picked(view.tree, view.rules.subtitle)
    if found:
        return Found(found[0], "rule")
    if not (view.elements.has_class(*_STANDFIRST_NAMES) or b"alternativeHeadline" in view.page.body):
        return None
    texts = (text_of(element) for element in _STANDFIRST(view.article) if _is_standfirst(element))
    return next((Found(text, "dom") for text in texts if 10 < len(text) < 600), None)


def _is_standfirst(element: HtmlElement) -> bool:
    if element.tag not in _STANDFIRST_TAGS:
        return False
    names = re.split(r"[\s_-]", element.get("class") or "")
    return element.get("itemprop") == "alternativeHeadline" or not _STANDFIRST_NAMES.isdisjoint(names)


def _titles(view: View) -> Iterator[Found[str]]:
    yield from (Found(text, "rule") for text in picked(view.tree, view.rules.title))
    firsts = [element for element in view.elements["h1"][:_MOST] if 0 < len(_printed(element)) < _LONGEST]
    logos = [element for element in firsts if _is_logo(element, view)]
    ways = [element for element in firsts if element not in logos and _is_in_way(element)]
    headings = [element for element in firsts if element not in logos and element not in ways]
    witnesses = list(_witnesses(view, [_printed(element) for element in logos]))
    said = [found.value for found in witnesses]
    named = [found.value for found in witnesses if found.source == "json-ld"]
    printed = _agreeing(headings, said, view, least=_ALIKE) or _standing(headings, view)
    if not printed:
        marked = _marked(view)
        printed += _agreeing(marked, named, view, least=_SAME) + _agreeing(ways, said, view, least=_SAME)
        printed += _agreeing(marked, said, view, least=_SAME)
    yield from (Found(_alone(element, said), "dom") for element in printed)
    yield from (found for found in witnesses if found.source in ("json-ld", "meta"))
    if not printed:
        yield from (Found(_printed(element), "dom") for element in marked if _is_headline(element))
    yield from (found for found in witnesses if found.source not in ("json-ld", "meta"))


def _witnesses(view: View, names: Sequence[str]) -> Iterator[Found[str]]:
    """What else names the article, most trusted first; the site's name, or one of `names`, is taken off."""
    named = [
        *(Found(text, "json-ld") for text in view.data.strings("headline") + view.data.strings("name")[:1]),
        *(Found(view.data.said(name) or "", "meta") for name in ("og:title", "twitter:title", "dc.title")),
        *(Found(mention.title or "", source) for source, mention in view.mentioned("api", "feed")),
        *(Found(text_of(element, skip=frozenset()), "dom") for element in view.tree.findall("head/title")[:1]),
    ]
    sites = view.publishers.union(" ".join(words_of(name)) for name in names)
    bare = (
        Found(_without_site(found.value, sites, view), found.source)
        for found in named
        if len(found.value) < _LONGEST_SAID
    )
    return (found for found in bare if found.value)


def _agreeing(elements: Sequence[HtmlElement], said: Sequence[str], view: View, *, least: float) -> list[HtmlElement]:
    """The headings that say what the witnesses say: first the one that most of them say most exactly."""
    scored = []
    wanted = list(map(words_of, said)) if elements else []
    for element in elements:
        text = _printed(element)
        words = words_of(text)
        likeness = [_likeness(words, one) for one in wanted]
        best = max(likeness, default=0.0) if len(text) > _SHORT else 0.9 * max(likeness, default=0.0)
        if best >= least and " ".join(words) not in view.publishers:
            scored.append((best + sum(likeness) / 10, element))
    scored.sort(key=lambda one: -one[0])
    return [element for _, element in scored]


def _standing(headings: Sequence[HtmlElement], view: View) -> list[HtmlElement]:
    """The page's only first heading, if it is long enough for a headline and stands over the article."""
    own = [text_of(element) for element in view.article.iter("h1")] if headings else []
    over = [element for element in headings if _printed(element) in own]
    words = words_of(_printed(over[0])) if len(over) == 1 else []
    return over if len(words) >= _FEWEST and " ".join(words) not in view.publishers else []


def _marked(view: View) -> list[HtmlElement]:
    return [element for element in _MARKED(view.article)[:_MOST] if 0 < len(text_of(element)) < _LONGEST]


def _is_headline(element: HtmlElement) -> bool:
    return element.get("itemprop") == "headline" or bool(_HEADLINE.search(element.get("class") or ""))


def _is_logo(heading: HtmlElement, view: View) -> bool:
    near = _near(heading)
    links = [element for element in near if element.tag == "a"] + list(heading.iter("a"))
    return any(_LOGO.search(_names(element)) for element in near[:2]) or any(_leads_home(link, view) for link in links)


def _is_in_way(heading: HtmlElement) -> bool:
    """Whether a first heading stands in a menu or a breadcrumb."""
    return any(element.tag == "nav" or _WAY.search(_names(element)) for element in _near(heading))


def _near(heading: HtmlElement) -> list[HtmlElement]:
    near = [heading, *(above for _, above in zip(range(4), heading.iterancestors(), strict=False))]
    return [element for element in near if element.tag not in ("body", "html", "main", "article")]


def _names(element: HtmlElement) -> str:
    return f"{element.get('id') or ''} {element.get('class') or ''}"


def _leads_home(link: HtmlElement, view: View) -> bool:
    if "home" in (link.get("rel") or "").split():
        return True
    url = absolute(view.base, link.get("href"))
    return url is not None and urlsplit(url).path in ("", "/") and host_of(url) == _host(view)


def _printed(heading: HtmlElement) -> str:
    """The text of a heading; what looks like an element but is none (`what <it> means`) is text."""
    if not len(heading):
        return text_of(heading)
    strays = [part for part in heading.iterdescendants() if not part.attrib and _is_stray(part.tag)]
    if not strays:
        return text_of(heading)
    copy = deepcopy(heading)
    for part in [part for part in copy.iterdescendants() if not part.attrib and _is_stray(part.tag)]:
        part.text = f"<{part.tag}>{part.text or ''}"
    return text_of(copy)


def _is_stray(tag: str) -> bool:
    return tag not in tags and "-" not in tag and ":" not in tag


def _alone(heading: HtmlElement, said: Sequence[str]) -> str:
    """A heading without the lines over and under it, where a witness gives the headline alone."""
    text = _printed(heading)
    words = words_of(text)
    wanted = list(map(words_of, said))
    if _is_lower_half(heading, words, wanted):
        return said[0]
    is_parted = len(heading) > 0 and text == text_of(heading)  # what only looks like an element parts nothing
    part = _part(heading, [one for one in wanted if one != words]) if is_parted else None
    ends = (one for one in said if len(one) < len(text) and text.endswith(one) and len(words_of(one)) >= 4)
    return part or next(ends, text)


def _is_lower_half(heading: HtmlElement, words: list[str], wanted: Sequence[list[str]]) -> bool:
    """Whether the two best witnesses say a headline that begins in the line over the heading."""
    if len(wanted) < 2 or wanted[0] != wanted[1]:
        return False
    over = heading.getprevious()
    return over is not None and wanted[0] != words and wanted[0] == words_of(text_of(over)) + words


def _part(heading: HtmlElement, wanted: Sequence[list[str]]) -> str | None:
    """The run of a heading's parts, as its markup divides it, that says just what a witness says."""
    parts = [part for part in _texts(heading) if part.strip()][:_MOST_PARTS]
    runs = ("".join(parts[begin:end]) for begin in range(len(parts)) for end in range(begin + 1, len(parts) + 1))
    return min((squeeze(run) for run in runs if words_of(run) in wanted), key=len, default=None)


def _texts(element: HtmlElement) -> Iterator[str]:
    if element.tag not in UNSEEN:
        yield element.text or ""
        for child in element:
            yield from _texts(child)
            yield child.tail or ""


def _likeness(mine: list[str], theirs: list[str]) -> float:
    if len(mine) >= 3 and f" {' '.join(mine)} " in f" {' '.join(theirs)} ":
        return 0.9 + 0.1 * (len(mine) / len(theirs))
    shared = len(set(mine) & set(theirs))
    return 2 * shared / (len(set(mine)) + len(set(theirs))) if shared else 0.0


def _without_site(title: str, sites: frozenset[str], view: View) -> str:
    """A title without the name of the site before or behind it; nothing if it is only that name."""
    if " ".join(words_of(title)) in sites:
        return ""
    for gap in _SEPARATOR.finditer(title):
        before, after = title[: gap.start()], title[gap.end() :]
        if _is_site(after, sites, view):
            return before.strip()
        if _is_site(before, sites, view):
            return after.strip()
    return title


def _is_site(text: str, sites: frozenset[str], view: View) -> bool:
    words = words_of(text)
    name = "".join(words)
    return " ".join(words) in sites or (len(name) >= 3 and name in re.sub(r"[.-]", "", _host(view)))


def _host(view: View) -> str:
    return host_of(parts_of(view.page.url).geturl())
