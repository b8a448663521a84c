"""Whose a property of microdata is: the page's article's, or that of something else that stands on the page."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice, takewhile

from lxml.etree import XPath
from lxml.html import HtmlElement

from iria_crawler.extract.html import squeeze
from iria_crawler.extract.pieces import is_unlike, likeness, pieces_of
from iria_crawler.extract.scope import prose_of
from iria_crawler.extract.surroundings import surrounds

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
# These may be what a page is about; all else is only what an article speaks of.
_SHOWN = frozenset(["VideoObject", "Event", "Recipe", "PodcastEpisode", "WPHeader"])
_ITEMS = XPath("descendant-or-self::*/@itemscope/..")
_NAMES = XPath("descendant::*[@itemprop='headline' or @itemprop='name'][not(@itemscope)]")
_HEADLINES = XPath("descendant::*[self::h1 or @itemprop='headline']")
_SUBHEADINGS = XPath("descendant::*[self::h1 or self::h2 or self::h3 or self::h4 or self::h5 or self::h6]")
_TITLES = XPath("descendant::title | descendant::meta[@property='og:title']")
_MOST_OF_IT, _SAME = 0.5, 0.8
_LONGEST = 500
_MOST_ITEMS, _MOST_PROPERTIES, _MOST_COMPARED = 2_000, 300, 20


def own(metas: Iterable[HtmlElement], others: Callable[[], frozenset[HtmlElement]]) -> frozenset[HtmlElement]:
    """Of the meta elements of a page those whose property is the page's; `others` gives the page's `strangers`."""
    said = [meta for meta in metas if meta.get("itemprop")][:_MOST_PROPERTIES]
    above = {meta: frozenset(meta.iterancestors()) for meta in said}
    inside = frozenset[HtmlElement]().union(*above.values())
    if not any(one.tag == "body" for one in inside):
        return frozenset(said)
    items = others()
    beside = frozenset(one for one in inside if surrounds(one) and one.find(".//h1") is None)
    return frozenset(
        meta
        for meta in said
        if above[meta].isdisjoint(items)
        and (above[meta].isdisjoint(beside) or _is_of_article(meta))
        and not _describes(meta)
    )


def strangers(tree: HtmlElement) -> frozenset[HtmlElement]:
    """The items of a page that are not its article: other articles, comments, books, pictures, films."""
    items = {item: _type(item) for item in _ITEMS(tree)[:_MOST_ITEMS]}
    if not items:
        return frozenset()
    written = [item for item, name in items.items() if name in _WRITTEN]
    headlines, titles = _headlines(tree, frozenset(written))
    over = frozenset(above for headline in headlines for above in headline.iterancestors())
    mine = [item for item in written if item in over]
    shown = [item for item, name in items.items() if item in over and (name in _SHOWN or not written)]
    about = [item for item, name in items.items() if name in _SHOWN][:_MOST_COMPARED]
    whole = (0, 0) if mine and not about else _lengths(tree)
    mine = mine or _unless_of_others(written, whole, titles)
    shown += [item for item in about if _has_most(item, whole)]
    around = frozenset(above for item in (*mine, *shown) for above in (item, *item.iterancestors()))
    known = _OF_THE_PAGE | _PEOPLE
    return frozenset(item for item, name in items.items() if name not in known and item not in around)


def stands_in(element: HtmlElement, items: frozenset[HtmlElement]) -> bool:
    """Whether an element is inside one of these items, and not only one of them itself."""
    return bool(items) and not items.isdisjoint(element.iterancestors())


def _is_of_article(meta: HtmlElement) -> bool:
    """Whether a property is that of an article by its markup, wherever in that it stands: not if all is in one."""
    item = _item_of(meta)
    return item is not None and item.tag not in ("html", "body") and _type(item) in _WRITTEN


def _describes(meta: HtmlElement) -> bool:
    """Whether a description is that of a person."""
    item = _item_of(meta)
    return meta.get("itemprop") == "description" and item is not None and _type(item) in _PEOPLE


def _headlines(tree: HtmlElement, written: frozenset[HtmlElement]) -> tuple[list[HtmlElement], list[str]]:
    """Where a page's headline stands, and the page's titles: what equals one of them, or else its first heading.

    A heading of which no title has a word is that of the site, or of another story.
    """
    titles = [title for one in _TITLES(tree)[:_MOST_COMPARED] if pieces_of(title := _text(one))]
    headings = _HEADLINES(tree)[:_MOST_PROPERTIES]
    same = [one for one in headings if any(_are_same(_text(one), title) for title in titles)]
    first = [one for one in headings if one.tag == "h1" and not is_unlike(_text(one), titles)]
    first.sort(key=lambda one: not stands_in(one, written))
    found = same or first[:1]
    named = list(map(_text, found))
    again = [one for one in headings if any(_are_same(_text(one), name) for name in named)]
    return [*found, *again], [*titles, *named]


def _unless_of_others(written: Sequence[HtmlElement], whole: Sequence[int], titles: Sequence[str]) -> list[HtmlElement]:
    """The articles of a page none of which holds its headline, but for those that are plainly of other pages.

    An article may be marked up in its line of author and date alone, or in a box that nobody sees.
    """
    few = written[:_MOST_COMPARED]
    return [item for item in few if not (_is_beside(item) or is_unlike(_name(item), titles)) or _has_most(item, whole)]


def _is_beside(item: HtmlElement) -> bool:
    """Whether an article stands in a box that surrounds that of the page."""
    return any(surrounds(one) and one.find(".//h1") is None for one in (item, *_up_to_item(item)))


def _up_to_item(element: HtmlElement) -> Iterator[HtmlElement]:
    """What is around an element, within the article whose it is: a footer may be a part of that."""
    return takewhile(lambda above: _type(above) not in _WRITTEN, element.iterancestors())


def _name(item: HtmlElement) -> str:
    """What an item calls itself; a heading that nothing marks is as good, if it is not one within a text."""
    named = [one for one in _NAMES(item)[:_MOST_COMPARED] if _item_of(one) is item]
    named.sort(key=lambda one: one.get("itemprop") != "headline")
    headings = [one for one in _SUBHEADINGS(item)[:1] if _is_link(one) or not prose_of(item)]
    return next(filter(None, map(_text, (*named, *headings))), "")


def _is_link(heading: HtmlElement) -> bool:
    return heading.find(".//a") is not None or any(above.tag == "a" for above in heading.iterancestors())


def _has_most(item: HtmlElement, whole: Sequence[int]) -> bool:
    """Whether an item holds most of the text of a page, in paragraphs or without."""
    return any(0 < _MOST_OF_IT * most <= part for part, most in zip(_lengths(item), whole, strict=True))


def _lengths(element: HtmlElement) -> tuple[int, int]:
    return _prose(element), prose_of(element)


def _prose(element: HtmlElement) -> int:
    return sum(len("".join(paragraph.itertext())) for paragraph in element.iter("p"))


def _text(element: HtmlElement) -> str:
    said = element.get("content") or " ".join(islice(element.itertext(), _MOST_COMPARED))
    return squeeze(said[:_LONGEST])


def _are_same(text: str, title: str) -> bool:
    """Whether a headline is a title, to which a page may add the name of the site."""
    said, words = frozenset(pieces_of(text)), frozenset(pieces_of(title))
    return (bool(said) and likeness(said, words) >= _SAME) or (0 < len(words) <= 2 * len(said) and said <= words)


def _item_of(element: HtmlElement) -> HtmlElement | None:
    return next((above for above in element.iterancestors() if "itemscope" in above.attrib), None)


def _type(item: HtmlElement) -> str:
    """The first type of an item without its vocabulary."""
    names = (item.get("itemtype") or "").split()
    return names[0].rstrip("/").rpartition("/")[2] if names else ""
