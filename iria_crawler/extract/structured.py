"""What a page says of itself to machines: JSON-LD, OpenGraph and other meta elements."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from html import unescape
from typing import Any

from lxml.html import HtmlElement

from iria_crawler.extract.html import Elements, squeeze, text_of
from iria_crawler.extract.jsonld import MOST_MENDED, values
from iria_crawler.extract.microdata import ARTICLE_TYPES, own, strangers
from iria_crawler.extract.nodes import Node, OwnPage, as_list, as_text, best, types_of

LISTING_TYPES = frozenset(["CollectionPage", "SearchResultsPage", "ProfilePage"])
_PAGE_TYPES = frozenset(["WebPage", "ItemPage"])
_MOST_NODES = 2_000
_LONGEST_OBJECT = 10_000
"""Letters of the JSON in a meta element."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Structured:
    """The JSON-LD node of the article, that of its page, all node types, and the meta elements.

    `meta` maps a lower-case name, property or itemprop to its contents in order. `limits`: what was not read. `others`
    gives the items of microdata that are not the article.
    """

    article: Node
    page: Node
    nodes: Mapping[str, Node]
    types: frozenset[str]
    meta: Mapping[str, tuple[str, ...]]
    limits: tuple[str, ...] = ()
    others: Callable[[], frozenset[HtmlElement]] = frozenset

    def said(self, *names: str) -> str | None:
        """The first content of the first meta element that is there and not empty."""
        return next((content for name in names for content in self.meta.get(name, ()) if content), None)

    def strings(self, key: str, *, page_too: bool = False) -> tuple[str, ...]:
        """The texts of a property of the article, a list or not."""
        value = self.article.get(key) or (self.page.get(key) if page_too else None)
        return tuple(text for text in map(as_text, as_list(value)) if text)

    def resolved(self, value: Any) -> Iterator[Any]:
        """The members of a property, a reference (`{"@id": …}`) replaced by the node that it names."""
        for member in as_list(value):
            is_reference = isinstance(member, dict) and set(member) <= {"@id", "@type"}
            yield self.nodes.get(str(member.get("@id")), member) if is_reference else member


def structured(elements: Elements, *, url: str = "") -> Structured:
    """Read JSON-LD and meta elements of the page of this address; what is malformed is left out."""
    held, too_many = values(script.text for script in elements["script"] if _is_json_ld(script) and script.text)
    nodes = list(_nodes(held))
    others = cache(lambda: frozenset(one for root in elements["html"][:1] for one in strangers(root)))
    meta = _meta(elements["meta"], others)
    page = _own_page(elements, meta, url)
    return Structured(
        article=best(nodes, ARTICLE_TYPES, page, strictly=True),
        page=best(nodes, _PAGE_TYPES, page),
        nodes=_by_id(nodes),
        types=frozenset(name for node in nodes for name in types_of(node)),
        meta=meta,
        limits=_limits(too_many),
        others=others,
    )


def canonical_of(elements: Elements) -> str | None:
    """The address that a page's first canonical link gives, as it is written there."""
    links = (link.get("href") for link in elements["link"] if "canonical" in (link.get("rel") or "").lower().split())
    return next(links, None)


def _own_page(elements: Elements, meta: Mapping[str, Sequence[str]], url: str) -> OwnPage:
    headings = (text_of(element) for element in (*elements["h1"][:1], *elements["title"][:1]))
    return OwnPage(
        titles=(*headings, *meta.get("og:title", ())[:1]),
        addresses=(url, canonical_of(elements), *meta.get("og:url", ())[:1]),
    )


def _limits(too_many: int) -> tuple[str, ...]:
    return (f"{MOST_MENDED + too_many:,} letters of broken JSON-LD, {MOST_MENDED:,} mended",) if too_many else ()


def _by_id(nodes: Sequence[Node]) -> dict[str, Node]:
    """The nodes by their names; what has none gets one as blank nodes have: `_:3`. Bare references are left out."""
    named = {f"_:{at}": node for at, node in enumerate(nodes) if "@id" not in node}
    return named | {str(node["@id"]): node for node in reversed(nodes) if "@id" in node and len(node) > 2}


def _meta(elements: Sequence[HtmlElement], others: Callable[[], frozenset[HtmlElement]]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    of_page = own(elements, others)
    for element in elements:
        content = squeeze(element.get("content") or element.get("value") or "")
        keys = ("name", "property", "http-equiv", *(["itemprop"] if element in of_page else []))
        names = {element.get(key, "").strip().lower() for key in keys}
        for name in names - {""}:
            found.setdefault(name, []).append(unescape(content) if "&" in content else content)
            for part, said in _parts(content):
                found.setdefault(f"{name}.{part}", []).append(said)
    return {name: tuple(contents) for name, contents in found.items()}


def _parts(content: str) -> Iterator[tuple[str, str]]:
    """What a meta element says that holds an object of JSON, as that of Parse.ly does: each key with its texts."""
    if not content.startswith("{") or len(content) > _LONGEST_OBJECT:
        return
    try:
        held = json.loads(content)
    except (ValueError, RecursionError):
        return
    for key, value in held.items():
        yield from ((key.lower(), said) for said in as_list(value) if isinstance(said, str))


def _nodes(held: Sequence[Any]) -> Iterator[dict[str, Any]]:
    waiting = list(reversed(held))
    for _ in range(_MOST_NODES):
        if not waiting:
            return
        value = waiting.pop()
        if isinstance(value, list):
            waiting += reversed(value[:_MOST_NODES])
        elif isinstance(value, dict):
            yield value
            waiting += [value[key] for key in ("mainEntityOfPage", "mainEntity", "@graph") if key in value]


def _is_json_ld(script: HtmlElement) -> bool:
    return "ld+json" in (script.get("type") or "").lower()
