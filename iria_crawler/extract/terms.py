"""Categories, tags and the section."""

import itertools
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from html import unescape
from statistics import median
from urllib.parse import unquote

from lxml.etree import XPath
from lxml.html import HtmlElement

from iria_crawler.extract.html import parts_of, squeeze, text_of, words_of
from iria_crawler.extract.microdata import stands_in
from iria_crawler.extract.nodes import types_of
from iria_crawler.extract.rules import picked
from iria_crawler.extract.view import Found, View, first
from iria_crawler.hrefs import absolute

_CATEGORY_BOX = re.compile(
    r"(?:^|[\s_-])(?:categor(?:y|ies)|categor[ií]as?|cat-links|rubri(?:k|ken|que|ques)|kategorien?)(?:$|[\s_-])"
)
_TAG_BOX = re.compile(
    r"(?:^|[\s_-])(?:tags?|hashtags?|taglist|keywords?|schlag-?w(?:ort|orte|örter|oerter)|stichworte?|etiquetas?"
    r"|topics?|themen|temas?|mots-?cles)(?:$|[\s_-])"
)
_CRUMBS = XPath(
    " | ".join(f"descendant::{tag}/@class[contains(., 'rumb')]/.." for tag in ("nav", "ol", "ul", "div", "p"))
)
_TERM_LINKS = XPath("descendant::a/@rel[contains(., 'tag') or contains(., 'category')]/..")
_KEYWORDS = XPath("descendant::*[@itemprop='keywords'][not(descendant::*[@itemprop='keywords'])]")
_POSTS = XPath("descendant-or-self::*/@class[contains(., 'hentry')]/..")
_CATEGORY_PATH = re.compile(r"/(?:category|categories|rubrik|rubrique|topic-category)/", re.I)
_TAG_PATH = re.compile(
    r"(?i)/(?:tags?|topics?|thema|themen|temas?|schlagwort|stichwort|keywords?|etiquetas?|hashtags?)/."
)
_CLOUD = re.compile(r"tag-?cloud|widget|popular|trending|related|menu|nav(?:$|[\s_-])")
_MARK = re.compile(r"^[0-9a-f]{8}-[0-9a-f-]{27}$|^\w+:\S|^_|://|^\d+$|\.(?:com|org|net|html)$", re.I)
_SEPARATOR = re.compile(r"\s*[,;،、，؛]\s*")
_MOST_STEPS = 8
_MOST_WORDS = 5
_HAN = re.compile(r"(?:[\u3040-\u30ff\u3400-\u9fff]+\s+){2,}[\u3040-\u30ff\u3400-\u9fff]+")
_MOST = 100
_MOST_IN_BOX = 25
_MOST_FILED = 4
_LONGEST_BESIDE = 60  # letters beside a link in a paragraph that is no sentence
_ARROW = re.compile("[«»‹›←→]")
_LONGEST = 100
_ARTICLE_TAGS = frozenset(["article", "main", "body"])
_LONGEST_BOX = 1_000
_MORE = re.compile(r"(?i)(?:view |see |show )?(?:all|alle|more|mehr|weitere)(?: (?:tags|topics|themen|schlagworte))?")
_LONGEST_NAMES = 500


def categories_of(view: View) -> Found[tuple[str, ...]] | None:
    """The categories in the order of the page."""
    return first(_categories(view))


def tags_of(view: View, categories: tuple[str, ...]) -> Found[tuple[str, ...]] | None:
    """The tags in the order of the page; never a cloud of all tags.

    A feed has one word for both: what the page says to be one of its `categories` is no tag.
    """
    return first(_tags(view, frozenset(categories)))


def section_of(view: View, categories: tuple[str, ...]) -> Found[str] | None:
    """The one section that the article stands in."""
    found = picked(view.tree, view.rules.section)
    if found:
        return Found(found[0], "rule")
    said = (*view.data.strings("articleSection")[:1], *view.data.meta.get("article:section", ())[:1])
    if any(said):
        return Found(next(filter(None, said)), "json-ld" if view.data.strings("articleSection") else "meta")
    return Found(categories[0], "dom") if categories else None


def addresses_of(view: View, names: Iterable[str]) -> dict[str, str]:
    """Where the publisher lists what has a category or tag, as far as a link of this name leads to a list of it."""
    wanted = {name.casefold(): name for name in names}
    found: dict[str, str] = {}
    for link in view.elements["a"] if wanted else ():
        href = link.get("href") or ""
        if not (_is_list(href) or "tag" in (link.get("rel") or "")):
            continue
        name = wanted.get(text_of(link).lstrip("#").casefold())
        url = absolute(view.base, href) if name else None
        if name and url and view.site.owns(url):
            found.setdefault(name, url)
    return found


@lru_cache(maxsize=5_000)  # the pages of a site have most of their links in common
def _is_list(href: str) -> bool:
    return bool(_CATEGORY_PATH.search(href) or _TAG_PATH.search(href))


def _categories(view: View) -> Iterator[Found[tuple[str, ...]]]:
    yield Found(_unique(picked(view.tree, view.rules.categories)), "rule")
    linked = _linked(view, _is_category)
    yield Found(linked, "dom")
    for source, mention in view.mentioned("api", "feed"):
        yield Found(_unique(mention.categories), source)
    if not linked:
        yield Found(_unique(_way(view)), "dom")
    yield Found(_unique(_trail(view)), "json-ld")
    sections = _unique(_listed(view.data.strings("articleSection")))
    yield Found(sections, "json-ld")
    if not linked and not sections:
        yield Found(_unique(map(text_of, _boxed(view.article, "categories"))), "dom")
        yield Found(_unique(map(text_of, _filed(view.article))), "dom")
    yield Found(_unique(view.data.meta.get("article:section", ())), "meta")
    if not linked:
        yield Found(_unique(_classes(view, "category-")), "dom")


def _tags(view: View, categories: frozenset[str]) -> Iterator[Found[tuple[str, ...]]]:
    for found in _all_tags(view, categories):
        yield Found(tuple(tag for tag in found.value if not _is_mark(tag, view)), found.source)


def _all_tags(view: View, categories: frozenset[str]) -> Iterator[Found[tuple[str, ...]]]:
    yield Found(_unique(picked(view.tree, view.rules.tags)), "rule")
    linked = _linked(view, _is_tag)
    yield Found(linked, "dom")
    for source, mention in view.mentioned("api", "feed"):
        yield Found(_unique(tag for tag in mention.tags if tag not in categories), source)
    said = list(_said(view))
    printed = () if linked else _printed(view)
    is_richer = len(said) == 1 and len(said[0].value) == 1 < len(printed)
    said.insert(0 if is_richer else len(said), Found(printed, "dom"))
    said = [found for found in said if found.value]
    yield from _agreed(said)
    yield from said
    if not linked and not said:
        yield Found(_unique(view.data.strings("mentions")), "json-ld")
        yield Found(_unique(view.data.strings("about")), "json-ld")
        yield Found(_unique(map(text_of, _boxed(view.pruned, "tags"))), "dom")
        yield Found(_unique(_classes(view, "tag-")), "dom")


def _printed(view: View) -> tuple[str, ...]:
    """The tags that a page prints: as links in a row, else as what its microdata call keywords."""
    links = _boxed(view.article, "tags") or _addressed(view.article)
    if links or b'itemprop="keywords"' not in view.page.body:
        return _unique(map(text_of, links))
    marked = (one for one in _KEYWORDS(view.tree) if not stands_in(one, view.others))
    return _unique(_listed(map(text_of, marked)))


def _said(view: View) -> Iterator[Found[tuple[str, ...]]]:
    """The keywords that a page names for machines, most trusted first; what is a long line and no list comes last."""
    named = [
        ("meta", view.data.meta.get("news_keywords", ())),
        ("json-ld", view.data.strings("keywords")),
        *(("meta", view.data.meta.get(name, ())) for name in ("keywords", "article:tag", "parsely-tags")),
    ]
    lists = [Found(_unique(_listed(values)), source) for source, values in named if values]
    return (found for found in sorted(lists, key=_is_line) if found.value)


def _is_line(found: Found[tuple[str, ...]]) -> bool:
    return len(found.value) == 1 and len(words_of(found.value[0])) > _MOST_WORDS


def _agreed(said: list[Found[tuple[str, ...]]]) -> Iterator[Found[tuple[str, ...]]]:
    """The keywords that most of three sources or more name: what only one adds is often meant for machines. Those that
    have little in common do not agree."""
    counts = Counter(tag.casefold() for found in said for tag in found.value)
    common = _unique(tag for found in said for tag in found.value if 2 * counts[tag.casefold()] > len(said))
    if len(said) >= 3 and 2 * len(common) >= median(len(found.value) for found in said):
        yield Found(common, next(found.source for found in said if common[0] in found.value))


def _is_mark(tag: str, view: View) -> bool:
    """Whether a keyword is one for machines, or the name of the site."""
    return bool(_MARK.search(tag) or _MORE.fullmatch(tag)) or " ".join(words_of(tag)) in view.publishers


def _way(view: View) -> Iterator[str]:
    """The steps between the front page and the article that the page prints: its breadcrumb."""
    for box in _CRUMBS(view.tree) if view.elements.has_class("rumb") else ():
        links = _some_links(box)
        if 1 < len(links) < _MOST_STEPS:
            yield from _between(view, [text_of(link) for link in links if link.get("href") not in (None, "", "#")])
            return


def _trail(view: View) -> Iterator[str]:
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


def _boxed(root: HtmlElement, kind: str) -> list[HtmlElement]:
    """The links of the first row whose class or id says that it is of this kind: a row of links and of little else."""
    tried = set()
    for link in root.iter("a"):
        near = _near(link)
        kinds = _kinds(near)
        if kind not in kinds or "cloud" in kinds or near[kinds.index(kind)] in tried:
            continue
        box = near[kinds.index(kind)]
        row = _row(box, 1)
        if _is_links(row):
            return _some_links(row)
        tried.add(box)
    return []


def _addressed(root: HtmlElement) -> list[HtmlElement]:
    """The links of the first row of several of which most have the address of a tag."""
    rows = (links for _, links in _rows(root, _TAG_PATH))
    return next((links for links in rows if 2 * len(_leading(links, _TAG_PATH)) > len(links) > 1), [])


def _filed(root: HtmlElement) -> list[HtmlElement]:
    """The links with the address of a category in the first row of terms that has few of them: all there are is a menu,
    and one in a sentence leads on."""
    for link, links in _rows(root, _CATEGORY_PATH):
        found = _leading(links, _CATEGORY_PATH)
        is_row = 2 * sum(_is_list(one.get("href") or "") for one in links) > len(links)
        if is_row and len(found) <= _MOST_FILED and not (_is_in_prose(link) or any(map(_is_arrow, found))):
            return found
    return []


def _rows(root: HtmlElement, path: re.Pattern[str]) -> Iterator[tuple[HtmlElement, list[HtmlElement]]]:
    """Each link with such an address, and the links of its row, but for those of a cloud."""
    for link in root.iter("a"):
        if path.search(link.get("href") or "") and "cloud" not in _kinds(_near(link)):
            yield link, _some_links(_row(link, 3))


def _leading(links: Iterable[HtmlElement], path: re.Pattern[str]) -> list[HtmlElement]:
    return [link for link in links if path.search(link.get("href") or "")]


def _is_arrow(link: HtmlElement) -> bool:
    return _ARROW.search(text_of(link)) is not None


def _is_in_prose(link: HtmlElement) -> bool:
    paragraph = next(link.iterancestors("p"), None)
    return paragraph is not None and len(text_of(paragraph)) - len(text_of(link)) > _LONGEST_BESIDE


def _row(box: HtmlElement, most: int) -> HtmlElement:
    """A box of a single link with those beside it; `most` is how far up they may be."""
    most += box.getparent() is not None and box.getparent().tag == "li"  # which holds nothing but its link
    for above in itertools.islice(box.iterancestors(), most):
        if len(_some_links(box)) > 1 or not _is_links(above):
            break
        box = above
    return box


def _is_links(box: HtmlElement) -> bool:
    links = _some_links(box)
    if len(links) > _MOST_IN_BOX:
        return False
    size = len(text_of(box))
    return size < _LONGEST_BOX and sum(len(text_of(link)) for link in links) >= 0.6 * (size - 20)


def _some_links(box: HtmlElement) -> list[HtmlElement]:
    """The links of a box, or so many that it is none of a row."""
    return list(itertools.islice(box.iter("a"), _MOST_IN_BOX + 1))


@lru_cache(maxsize=20_000)
def _kind(classes: str, name: str) -> str | None:
    """What a box is by its class and id: of tags, of categories, or a cloud of all there are."""
    names = re.sub(r"(?<=[a-z])(?=[A-Z])", "-", f"{classes} {name}"[:_LONGEST_NAMES]).lower()
    kinds = {"cloud": _CLOUD, "tags": _TAG_BOX, "categories": _CATEGORY_BOX}
    return next((kind for kind, pattern in kinds.items() if pattern.search(names)), None)


def _kinds(elements: Iterable[HtmlElement]) -> list[str | None]:
    return [_kind(element.get("class") or "", element.get("id") or "") for element in elements]


def _linked(view: View, is_wanted: Callable[[HtmlElement], bool]) -> tuple[str, ...]:
    """The texts of links that say by their `rel` what they are, in the article, else around it."""
    if not any("tag" in said or "category" in said for said in view.elements.by_rel):
        return ()
    links = [link for link in _TERM_LINKS(view.pruned) if link.get("href") and is_wanted(link)]
    own = [link for link in links if view.article in link.iterancestors()]
    return _unique(map(text_of, own)) or _unique(map(text_of, links))


def _is_category(link: HtmlElement) -> bool:
    rel = link.get("rel").lower().split()
    if "category" in rel:
        return True
    return "tag" in rel and (bool(_CATEGORY_PATH.search(_path(link))) or "categories" in _kinds(_near(link)))


def _is_tag(link: HtmlElement) -> bool:
    return "tag" in link.get("rel").lower().split() and not _is_category(link) and "cloud" not in _kinds(_near(link))


def _near(link: HtmlElement) -> list[HtmlElement]:
    """A link and the boxes around it, within the article."""
    near = [link]
    above = link.getparent()
    while above is not None and len(near) < 4 and above.tag not in _ARTICLE_TAGS:
        if "hentry" in (above.get("class") or ""):  # its class names all terms of the post
            break
        near.append(above)
        above = above.getparent()
    return near


def _path(link: HtmlElement) -> str:
    return parts_of(str(link.get("href"))).path


def _classes(view: View, prefix: str) -> Iterator[str]:
    """The last resort: what WordPress puts into the class of a post, `category-middle-east`."""
    post = next(iter(_POSTS(view.article)), None)
    for name in (post.get("class") or "").split() if post is not None else ():
        if name.startswith(prefix) and not name.removeprefix(prefix).isdigit():
            yield unquote(name.removeprefix(prefix)).replace("-", " ").title()


def _listed(values: Iterable[str]) -> Iterator[str]:
    return (part for value in values for part in (value.split() if _HAN.fullmatch(value) else _SEPARATOR.split(value)))


def _unique(values: Iterable[str]) -> tuple[str, ...]:
    names = (squeeze(value).lstrip("#").strip(" ,") for value in values)
    kept = dict.fromkeys(name for name in names if 0 < len(name) <= _LONGEST)
    first_of = {name.casefold(): name for name in reversed(kept)}
    return tuple(name for name in kept if first_of[name.casefold()] == name)[:_MOST]
