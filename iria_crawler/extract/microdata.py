"""Whose a property of microdata is: the page's article's, or that of something else that stands on the page."""

from collections.abc import Iterable, Sequence

from lxml.etree import XPath
from lxml.html import HtmlElement

from iria_crawler.extract.scope import surrounds

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
# Themes of WordPress call every post a creative work.
_WRITTEN = ARTICLE_TYPES | {"CreativeWork", "DiscussionForumPosting", "Question", "Recipe"}
# What is of the page is its article's. A person came out on no day: where one is said to have, the type is wrong.
_OF_THE_PAGE = frozenset(["", "WebPage", "ItemPage", "QAPage", "WebSite", "Blog"])
_PEOPLE = frozenset(["Person", "Organization", "NewsMediaOrganization"])
_ITEMS = XPath("descendant-or-self::*/@itemscope/..")
_LEAST_SHARE = 0.25
_MOST_ITEMS, _MOST_PROPERTIES, _MOST_COMPARED = 2_000, 300, 20


def own(metas: Iterable[HtmlElement]) -> frozenset[HtmlElement]:
    """Of the meta elements of a page those whose property is the page's."""
    said = [meta for meta in metas if meta.get("itemprop")][:_MOST_PROPERTIES]
    above = {meta: frozenset(meta.iterancestors()) for meta in said}
    inside = frozenset(one for around in above.values() for one in around if one.tag != "head")
    if not any(one.tag == "body" for one in inside):
        return frozenset(said)
    others = strangers(said[0].getroottree().getroot())
    beside = frozenset(one for one in inside if surrounds(one) and one.find(".//h1") is None)
    return frozenset(
        meta
        for meta in said
        if above[meta].isdisjoint(others) and above[meta].isdisjoint(beside) and not _describes(meta)
    )


def strangers(tree: HtmlElement) -> frozenset[HtmlElement]:
    """The items of a page that are not its article: other articles, comments, books, pictures, films."""
    items = {item: _type(item) for item in _ITEMS(tree)[:_MOST_ITEMS]}
    anchor = _anchor(tree, [item for item, name in items.items() if name in _WRITTEN]) if items else None
    around = frozenset() if anchor is None else frozenset((anchor, *anchor.iterancestors()))
    known = _OF_THE_PAGE | _PEOPLE
    return frozenset(item for item, name in items.items() if name not in known and item not in around)


def stands_in(element: HtmlElement, items: frozenset[HtmlElement]) -> bool:
    """Whether an element is inside one of these items, and not only one of them itself."""
    return bool(items) and not items.isdisjoint(element.iterancestors())


def _describes(meta: HtmlElement) -> bool:
    """Whether a description is that of a person."""
    item = next((above for above in meta.iterancestors() if "itemscope" in above.attrib), None)
    return meta.get("itemprop") == "description" and item is not None and _type(item) in _PEOPLE


def _anchor(tree: HtmlElement, written: Sequence[HtmlElement]) -> HtmlElement | None:
    """What only the page's article has around it: its headline, or else as much prose as no teaser has."""
    headings = list(tree.iter("h1"))[:_MOST_ITEMS]
    around = frozenset(written)
    headline = next((heading for heading in headings if stands_in(heading, around)), None)
    if headline is not None or not written:
        return headline if written else next(iter(headings), None)
    longest = max(written[:_MOST_COMPARED], key=_prose)
    return longest if _prose(longest) >= _LEAST_SHARE * _prose(tree) else next(iter(headings), None)


def _prose(element: HtmlElement) -> int:
    return sum(len("".join(paragraph.itertext())) for paragraph in element.iter("p"))


def _type(item: HtmlElement) -> str:
    """The first type of an item without its vocabulary."""
    names = (item.get("itemtype") or "").split()
    return names[0].rstrip("/").rpartition("/")[2] if names else ""
