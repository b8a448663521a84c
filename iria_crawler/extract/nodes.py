"""Which of the nodes of JSON-LD is the page's own: one with its headline, or with its address."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from html import unescape
from typing import Any
from urllib.parse import unquote

from iria_crawler.extract.html import parts_of, squeeze
from iria_crawler.extract.pieces import is_unlike, likeness, pieces_of
from iria_crawler.hrefs import absolute

Node = Mapping[str, Any]
Address = tuple[str, str]

_ADDRESSES = ("url", "@id", "mainEntityOfPage")
_MOST_ADDRESSES = 10
# Of words without a slash only those with an ending or a query are addresses: some write there what a page is.
_IS_ADDRESS = re.compile(r"https?://|[./?]|[\w%~-]+(?:/|\?|\.(?:php|html?|aspx?)\b)")
# What a system calls a page for itself may be any page of it.
_INTERNAL = re.compile(r"\.(?:php|aspx?|jsp|cgi)\?")
_AMP = frozenset(["amp", "amp.html"])
_SAME, _OTHER = 0.8, 0.2
"""How like the page's title a headline is that is the same, and one that is another, for which an article is shared."""


@dataclass(frozen=True)
class OwnPage:
    """What a page calls itself, and the addresses that it has or gives itself."""

    titles: Sequence[str]
    addresses: Sequence[str | None]

    @cached_property
    def words(self) -> Sequence[frozenset[str]]:
        """The words of each of its titles."""
        return [words for title in self.titles if (words := frozenset(pieces_of(title)))]

    @cached_property
    def places(self) -> frozenset[Address]:
        """Host and path of each of its addresses."""
        return frozenset(_places(self.addresses, ""))

    def likeness(self, node: Node) -> float | None:
        """How like the page's title the headline of a node is; None if one of them is not there."""
        headline = frozenset(pieces_of(_headline(node)))
        return max((likeness(headline, words) for words in self.words), default=None) if headline else None

    def is_unlike(self, node: Node) -> bool:
        """Whether the headline of a node is plainly another than each title of the page."""
        return is_unlike(_headline(node), [title for title in self.titles if title])

    def has_address_of(self, node: Node) -> bool | None:
        """Whether a node is about this page by its address; None if it names no page of this host."""
        hosts = {host for host, _ in self.places}
        named = [place for place in _places(_named(node), self.addresses[0] or "") if place[0] in hosts]
        return not self.places.isdisjoint(named) if named else None

    def is_elsewhere(self, node: Node) -> bool:
        """Whether a node has only addresses of other pages, not those of the page as another system writes them."""
        named = [address for address in _named(node) if not _INTERNAL.search(address)]
        paths = [path for _, path in _places(named, self.addresses[0] or "")]
        return bool(paths) and not any(_are_alike(path, mine) for path in paths for _, mine in self.places)


def best(nodes: Sequence[Node], types: frozenset[str], page: OwnPage, *, strictly: bool = False) -> Node:
    """The node of these types that is the page's: one with its headline, one with its address, or the first of those
    most like it; with `strictly` none that is plainly of another page."""
    fitting = [node for node in nodes if types.intersection(types_of(node))]
    if strictly:
        likely = [node for node in fitting if not _is_of_another(node, page)]
        fitting = likely or [node for node in fitting if not (page.is_unlike(node) and page.is_elsewhere(node))]
    if len(fitting) < 2:
        return next(iter(fitting), {})
    return max(fitting, key=lambda node: _rank(node, page))


def types_of(node: Node) -> tuple[str, ...]:
    """The types of a JSON-LD node without their vocabulary."""
    return tuple(name.rpartition("/")[2] for name in as_list(node.get("@type")) if isinstance(name, str))


def as_list(value: Any) -> list[Any]:
    """A property of a node as the list that it may be."""
    return value if isinstance(value, list) else [] if value is None else [value]


def as_text(value: Any) -> str | None:
    """A text, or the name of what stands in its place."""
    value = value.get("name") or value.get("@value") if isinstance(value, dict) else value
    if isinstance(value, int | float) and not isinstance(value, bool):
        value = str(value)
    return squeeze(unescape(unescape(value))) or None if isinstance(value, str) else None


def _headline(node: Node) -> str:
    return as_text(node.get("headline")) or as_text(node.get("name")) or ""


def _rank(node: Node, page: OwnPage) -> tuple[bool, bool, float]:
    likeness = page.likeness(node) or 0.0
    return likeness >= _SAME, bool(page.has_address_of(node)), likeness


def _is_of_another(node: Node, page: OwnPage) -> bool:
    """Whether a node has the address of another page of the site; that is often wrong where the headline is right."""
    likeness = page.likeness(node)
    return likeness is not None and likeness < _OTHER and page.has_address_of(node) is False


def _named(node: Node) -> Iterator[str]:
    """The addresses of a node, not an anchor or what kind of page it is."""
    for name in _ADDRESSES:
        for value in as_list(node.get(name))[:_MOST_ADDRESSES]:
            value = value.get("@id") or value.get("url") if isinstance(value, dict) else value
            if isinstance(value, str) and _IS_ADDRESS.match(value):
                yield value


def _are_alike(path: str, other: str) -> bool:
    """Whether two paths are one but for what says that a page is for telephones, and in which section it stands."""
    parts, others = ([part for part in one.split("/") if part and part not in _AMP] for one in (path, other))
    least = min(len(parts), len(others))
    return least > 0 and parts[-least:] == others[-least:]


def _places(addresses: Sequence[str | None] | Iterator[str], base: str) -> Iterator[Address]:
    """Host and path of addresses of pages: the front page is what many give for want of another."""
    for address in addresses:
        parts = parts_of(absolute(base, address) or "")
        path = unquote(parts.path).rstrip("/").casefold()
        if path:
            yield (parts.hostname or "").removeprefix("www."), path
