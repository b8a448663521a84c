"""The steps between the front page of a site and an article, as the page prints them or its data name them."""

from collections.abc import Iterator
from html import unescape

from lxml.etree import XPath

from iria_crawler.extract.html import text_of, words_of
from iria_crawler.extract.nodes import types_of
from iria_crawler.extract.rows import some_links
from iria_crawler.extract.view import View

_CRUMBS = XPath(
    " | ".join(f"descendant::{tag}/@class[contains(., 'rumb')]/.." for tag in ("nav", "ol", "ul", "div", "p"))
)
_MOST_STEPS = 8
_MOST_WORDS = 5


def way(view: View) -> Iterator[str]:
    """The steps between the front page and the article that the page prints: its breadcrumb."""
    for box in _CRUMBS(view.tree) if view.elements.has_class("rumb") else ():
        links = some_links(box)
        if 1 < len(links) < _MOST_STEPS:
            yield from _between(view, [text_of(link) for link in links if link.get("href") not in (None, "", "#")])
            return


def trail(view: View) -> Iterator[str]:
    """The same as JSON-LD names them."""
    trails = (node for node in view.data.nodes.values() if "BreadcrumbList" in types_of(node))
    steps = next(trails, {}).get("itemListElement")
    yield from _between(view, list(map(_step, steps)) if isinstance(steps, list) else [])


def _between(view: View, steps: list[str]) -> Iterator[str]:
    """All steps but the first, which is the front page, and the last if it is the article itself."""
    if len(steps) < 2:
        return
    titles = [words_of(text_of(heading)) for heading in view.elements["h1"]]
    titles += [words_of(view.data.said("og:title") or ""), *map(words_of, view.data.strings("headline"))]
    for step in steps[1:]:
        words = words_of(step)
        if words and words not in titles and len(words) <= _MOST_WORDS:
            yield step


def _step(member: object) -> str:
    if not isinstance(member, dict):
        return ""
    item = member.get("item")
    name = member.get("name") or (item.get("name") if isinstance(item, dict) else "")
    return unescape(name) if isinstance(name, str) else ""
