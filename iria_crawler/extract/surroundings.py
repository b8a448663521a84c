"""What on a page merely surrounds the article, or belongs to it and not to its text."""

import re
from collections.abc import Iterator, Sequence
from copy import deepcopy
from functools import lru_cache

from lxml.etree import XPath, iterwalk
from lxml.html import HtmlElement

from iria_crawler.extract.html import text_of
from iria_crawler.extract.images import is_picture_file
from iria_crawler.extract.rules import select
from iria_crawler.extract.scope import prose_around, prose_of

# Names of class and id that say "not the article". A name counts as a whole word between hyphens and underscores
# where that is safe, else only as written. Of many words a pattern finds one twice as fast if case matters.
_OUTSIDE = re.compile(
    r"""(?x) (?:^|\s) (?:
        # related and recommended articles
        (?:jp-)?related (?:$|[-_\s]|posts?|articles?|stor(?:y|ies)|content|news|links) [^\s]*
      | (?:post|article|story|single|news|entry|td|widget|block|more|box|section|c|m|o) [-_]+ related [^\s]*
      | yarpp [^\s]* | crp_related | recommended (?:[-_][^\s]*)? | recommendations? | you-(?:may|might) [^\s]*
      | (?:more|most|also|read) [-_] (?:from|stories|news|read|popular|viewed|next|also|like|on|articles|posts) [^\s]*
      | trending [^\s]* | popular[-_]posts [^\s]* | outbrain [^\s]* | taboola [^\s]*
        # sidebars and widgets; Elementor calls every box of a page elementor-widget
      | (?:left|right|primary|secondary|page|site|the|main|blog)? [-_]? side-?bar [-_\w]*
      | widget | widget[-_][^\s]* | [^\s]*-widget-area | tag-?cloud [^\s]*
      | wp-block-(?:latest-(?:posts|comments)|tag-cloud|archives|categories|calendar|rss|search|query)
        # comments
      | comments? | commentlist | recent-?comments | respond | comment-respond | disqus [^\s]* | fb-comments
      | comments? [-_] (?:area|list|section|wrap(?:per)?|form|respond|template|container|author[^\s]*|block|\d+)
      | wp-block-(?:post-comments[^\s]*|comments[^\s]*)
        # letters, adverts, consent
      | [^\s]*newsletter [^\s]* | mc4wp [^\s]* | mailchimp [^\s]* | mc_embed [^\s]* | sign-?up (?:[-_][^\s]*)?
      | subscri(?:be|ption) (?:[-_][^\s]*)? | cookie[-_][^\s]* | gdpr [^\s]* | consent [-_\w]* | popup [^\s]* | modal
      | advert(?:isement|s)? | ads? | (?:ads?|advert) [-_] [^\s]* | sponsored [^\s]* | promo (?:[-_][^\s]*)?
        # ways through the site
      | bread-?crumbs? [^\s]* | pagination [^\s]* | (?:post|posts|comment|single)-(?:navigation|pagination|nav)
      | nav-links | nav-(?:previous|next|single|below|above) | prev-next | menu | menu-[^\s]* | main-menu
      | wp-block-post-navigation-link | screen-reader-text | skip-link | back-?to-?top
      | site-(?:footer|header|navigation) | page-footer | footer | colophon | masthead
        # share buttons
      | addtoany [^\s]* | addthis [^\s]* | sharedaddy | sd-sharing [^\s]* | shar(?:e|ing) (?:[-_][^\s]*)?
      | share-? (?:bar|buttons|links|tools)
      | (?:social|post|article|entry) [-_]? (?:share|sharing|links|icons|buttons) [^\s]*
    ) (?=$|\s)"""
)
_OF_POST = re.compile(r"(?i)(?:^|[-_ ])(?:post|entry|article|story|byline|meta|author)")
_WIDGET = re.compile(r"(?i)(?<!\S)widget(?:[-_]\S*)?(?!\S)")
_OF_TERMS = re.compile(r"(?i)(?:^|[\s_-])(?:tags|keywords|schlagw\w+|etiquetas|mots-cl[eé]s)(?=$|[\s_-])")
"""A way through the site, but only from this article: what it is filed under."""
_TAGS_OF_POST = re.compile(r"(?i)(?:^|[\s_-])(?:post|entry|article|story|single|news)(?:-[\w-]*)?-tags?(?:$|[\s_-])")
_CHROME_TAGS = frozenset(["nav", "form", "dialog", "menu"])
_KEPT_TAGS = frozenset(["html", "body", "main", "h1", "article"])
_NO_SURROUNDINGS = _KEPT_TAGS | {"img", "amp-img", "source", "figcaption"}
"""A picture surrounds nothing, whatever its class says of the box that it is made for."""
# The author box and the lines of date, categories and tags: read for metadata, no part of the body.
_FURNITURE = re.compile(
    r"""(?x) (?:^|\s) (?:
        author-? (?:box|bio|info|card|profile|description|section|block|area|desc) [^\s]* | about-(?:the-)?author [^\s]*
      | saboxplugin [^\s]* | abh_box [^\s]* | pp-(?:multiple-authors|author) [^\s]* | molongui [^\s]*
      | (?:post|entry|article|single)-author (?:[-_][^\s]*)? | wp-block-post-(?:author[^\s]*|date|terms)
      | (?:entry|post|article) -? (?:meta|info|footer|tags|categories|byline|date|details) [-_\w]*
      | postmetadata | posted-(?:on|by) | cat-links | tags?-links | comments-link | byline | meta | metadata
      | post-views [^\s]* | wp-caption-text | gallery-caption | wp-element-caption | copyright [^\s]*
      | page-links | post-page-numbers
    ) (?=$|\s)"""
)
_RELATED_HEADING = re.compile(
    r"""(?ix) (?:
        related (?:\ (?:articles?|posts?|stories|news|content|topics|links|reading))? | leave\ a\ (?:comment|reply)
      | you\ (?:may|might)\ also\ (?:like|be\ interested\ in) | more\ (?:from|on|in|stories|news|articles)\b .{0,40}
      | read\ (?:more|next|also) | recommended (?:\ for\ you|\ reading|\ stories|\ articles)? | trending (?:\ now)?
      | recent\ (?:posts|comments|articles) | (?:most|popular)\ (?:read|posts|popular) | share (?:\ this .{0,20})?
      | comments? | (?:\d+\ )? (?:comments|responses) (?:\ on\ .*)? | post\ navigation | newsletter
      | subscribe (?:\ to\ .{1,60})? | sign\ up .{0,60} | articles?\ (?:similaires|liés) | à\ lire\ aussi
      | laisser\ un\ commentaire | مقالات\ ذات\ صلة | اقرأ\ أيضا | اترك\ تعليقا?
    ) \s* :?"""
)
_HEADINGS = ("h2", "h3", "h4", "h5", "h6", "strong", "p")
_COMMENT_COUNT = re.compile(r"(?i)(?:^|\s)(?:no|\d+) (?:comments?|responses?|replies)\b|leave a comment")
_LARGEST_SHARE = 0.4
_LONGEST_NAMES = 500
_NAMED = XPath("descendant-or-self::*[@class or @id]")


@lru_cache(maxsize=20_000)
def _is_outside(names: str) -> bool:
    return _OUTSIDE.search(names.lower()) is not None


@lru_cache(maxsize=20_000)
def _is_furniture(names: str) -> bool:
    return _FURNITURE.search(names.lower()) is not None


def without_surroundings(tree: HtmlElement, *, dropped: Sequence[str] = ()) -> HtmlElement:
    """A copy of a page without navigation, sidebars, comments, related articles, adverts and letter boxes.

    `dropped` are selectors of what a site's rules take out besides.
    """
    copy = deepcopy(tree)
    for selector in dropped:
        for element in select(copy, selector):
            _drop(element)
    body = copy.find("body")
    if body is None:
        return copy
    for element in list(_surroundings(body)):
        _drop(element)
    _drop_related_boxes(body)
    return copy


def _surroundings(body: HtmlElement) -> Iterator[HtmlElement]:
    """The outermost elements that by their names are not the article, and hold neither headline nor much prose."""
    prose = prose_around(body)
    most = _LARGEST_SHARE * max(prose[body], 200)
    walk = iterwalk(body, events=("start",))
    for _, element in walk:
        if surrounds(element) and prose[element] < most and not (prose[element] and _holds_title(element)):
            yield element
            walk.skip_subtree()


def drop_furniture(tree: HtmlElement) -> None:
    """Remove the lines and boxes that belong to an article but not to its text."""
    for element in _NAMED(tree):
        if _is_furniture(_names(element)) and element.tag not in _KEPT_TAGS and prose_of(element) < 600:
            _drop(element)
    links = (link for link in tree.iter("a") if "category" in (link.get("rel") or "").split())
    for row in dict.fromkeys(link.getparent() for link in links):
        if row is not None and _is_meta_row(row):
            _drop(row)


def _drop(element: HtmlElement) -> None:
    """Remove an element and all in it, not the text after it."""
    if element.getparent() is not None:
        element.drop_tree()


def surrounds(element: HtmlElement) -> bool:
    tag = element.tag
    if tag in _CHROME_TAGS:
        return tag != "nav" or not _OF_TERMS.search(f"{_names(element)} {element.get('aria-label') or ''}")
    if tag in _NO_SURROUNDINGS:
        return False
    if tag == "figure":  # builders call every box a widget
        return element.find(".//figcaption") is None and _is_outside(_WIDGET.sub("", _names(element)))
    if tag in ("footer", "aside") and not _inside_article(element):
        return True
    if not _is_outside(_names(element)) and element.get("role") not in ("navigation", "search", "complementary"):
        return False
    return not (_is_in_caption(element) or _opens_picture(element) or _is_cloud_of_post(element))


def has_tags_of_post(box: HtmlElement) -> bool:
    """Whether a box by its class has the tags of one article, not all that there are."""
    return _TAGS_OF_POST.search(box.get("class") or "") is not None


def _is_cloud_of_post(element: HtmlElement) -> bool:
    above = element.getparent()
    return above is not None and "cloud" in (element.get("class") or "") and has_tags_of_post(above)


def _is_in_caption(element: HtmlElement) -> bool:
    above = element.getparent()
    return above is not None and above.tag == "figcaption"


def _opens_picture(element: HtmlElement) -> bool:
    """Whether an element is a link to a picture: one of the class `modal` opens it."""
    return element.tag == "a" and is_picture_file(element.get("href") or "")


def _inside_article(element: HtmlElement) -> bool:
    """Whether an element is within an article, or in the main part of a page that has no element for the article."""
    return any(
        above.tag == "article"
        or "hentry" in (above.get("class") or "")
        or (above.tag == "main" and (above.find(".//article//h1") is None or _OF_POST.search(_names(element))))
        for above in element.iterancestors()
    )


def _holds_title(element: HtmlElement) -> bool:
    return any(text_of(heading) for heading in element.iter("h1"))


def _names(element: HtmlElement) -> str:
    return f"{element.get('id') or ''} {element.get('class') or ''}".strip()[:_LONGEST_NAMES]


def _is_meta_row(row: HtmlElement) -> bool:
    text = text_of(row)
    rest = len(text) - sum(len(text_of(link)) for link in row.iter("a"))
    return row.tag not in _KEPT_TAGS and (rest < 40 or (len(text) < 400 and bool(_COMMENT_COUNT.search(text))))


def _drop_related_boxes(body: HtmlElement) -> None:
    for heading in list(body.iter(*_HEADINGS)):
        if len(heading) > 2 or len(heading.text or "") > 80:
            continue
        text = text_of(heading)
        if 0 < len(text) < 80 and _RELATED_HEADING.fullmatch(text) and heading.getparent() is not None:
            box = heading.getnext()
            if box is None or _is_links(box):
                for element in (box, heading):
                    if element is not None:
                        _drop(element)


def _is_links(element: HtmlElement) -> bool:
    text = len(text_of(element))
    linked = sum(len(text_of(link)) for link in element.iter("a"))
    return element.tag not in _KEPT_TAGS and linked >= 0.6 * text and text < 3000
