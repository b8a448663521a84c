"""What a page says of itself to machines: JSON-LD, OpenGraph and other meta elements."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import unescape
from typing import Any

from lxml.html import HtmlElement

from iria_crawler.extract.html import Elements, squeeze, text_of, words_of
from iria_crawler.extract.jsonld import MOST_MENDED, values

ARTICLE_TYPES = frozenset(
    [
        "Article",
        "NewsArticle",
        "BlogPosting",
        "Report",
        "OpinionNewsArticle",
        "AnalysisNewsArticle",
        "ReportageNewsArticle",
        "BackgroundNewsArticle",
        "ReviewNewsArticle",
        "AskPublicNewsArticle",
        "LiveBlogPosting",
        "TechArticle",
        "ScholarlyArticle",
        "SocialMediaPosting",
        "AdvertiserContentArticle",
        "SatiricalArticle",
        "MedicalScholarlyArticle",
        "Review",
    ]
)
LISTING_TYPES = frozenset(["CollectionPage", "SearchResultsPage", "ProfilePage"])
_PAGE_TYPES = frozenset(["WebPage", "ItemPage"])
_MOST_NODES = 2_000

Node = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Structured:
    """The JSON-LD node of the article, that of its page, all node types, and the meta elements.

    `meta` maps a lower-case name, property or itemprop to its contents in order. `limits`: what was not read.
    """

    article: Node
    page: Node
    nodes: Mapping[str, Node]
    types: frozenset[str]
    meta: Mapping[str, tuple[str, ...]]
    limits: tuple[str, ...] = ()

    def said(self, *names: str) -> str | None:
        """The first content of the first meta element that is there and not empty."""
        return next((content for name in names for content in self.meta.get(name, ()) if content), None)

    def strings(self, key: str, *, page_too: bool = False) -> tuple[str, ...]:
        """The texts of a property of the article, a list or not."""
        value = self.article.get(key) or (self.page.get(key) if page_too else None)
        return tuple(text for text in map(_as_text, _as_list(value)) if text)

    def resolved(self, value: Any) -> Iterator[Any]:
        """The members of a property, a reference (`{"@id": …}`) replaced by the node that it names."""
        for member in _as_list(value):
            is_reference = isinstance(member, dict) and set(member) <= {"@id", "@type"}
            yield self.nodes.get(str(member.get("@id")), member) if is_reference else member


def structured(elements: Elements) -> Structured:
    """Read JSON-LD and meta elements; what is malformed is left out."""
    held, too_many = values(script.text for script in elements["script"] if _is_json_ld(script) and script.text)
    nodes = list(_nodes(held))
    title = next(map(text_of, elements["h1"]), None)
    return Structured(
        article=_best(nodes, ARTICLE_TYPES, title),
        page=_best(nodes, _PAGE_TYPES, title),
        nodes=_by_id(nodes),
        types=frozenset(name for node in nodes for name in types_of(node)),
        meta=_meta(elements["meta"]),
        limits=_limits(too_many),
    )


def _limits(too_many: int) -> tuple[str, ...]:
    return (f"{MOST_MENDED + too_many:,} letters of broken JSON-LD, {MOST_MENDED:,} mended",) if too_many else ()


def _by_id(nodes: Sequence[Node]) -> dict[str, Node]:
    """The nodes by their names; what has none gets one as blank nodes have: `_:3`. Bare references are left out."""
    named = {f"_:{at}": node for at, node in enumerate(nodes) if "@id" not in node}
    return named | {str(node["@id"]): node for node in reversed(nodes) if "@id" in node and len(node) > 2}


def types_of(node: Node) -> tuple[str, ...]:
    """The types of a JSON-LD node without their vocabulary."""
    return tuple(name.rpartition("/")[2] for name in _as_list(node.get("@type")) if isinstance(name, str))


def _meta(elements: Iterable[HtmlElement]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for element in elements:
        content = squeeze(element.get("content") or element.get("value") or "")
        names = {element.get(key, "").strip().lower() for key in ("name", "property", "itemprop", "http-equiv")}
        for name in names - {""}:
            found.setdefault(name, []).append(unescape(content) if "&" in content else content)
    return {name: tuple(contents) for name, contents in found.items()}


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


def _best(nodes: Sequence[Node], types: frozenset[str], title: str | None) -> Node:
    """The first node of these types; of several, the first whose headline is most like the page's title."""
    fitting = [node for node in nodes if types.intersection(types_of(node))]
    wanted = set(words_of(title or "")) if len(fitting) > 1 else set()
    return max(fitting, key=lambda node: _shared(node, wanted), default={}) if wanted else next(iter(fitting), {})


def _shared(node: Node, wanted: set[str]) -> float:
    words = set(words_of(_as_text(node.get("headline")) or _as_text(node.get("name")) or ""))
    return len(words & wanted) / (len(words) + len(wanted))


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _as_text(value: Any) -> str | None:
    value = value.get("name") or value.get("@value") if isinstance(value, dict) else value
    if isinstance(value, int | float) and not isinstance(value, bool):
        value = str(value)
    return squeeze(unescape(unescape(value))) or None if isinstance(value, str) else None
