"""Categories, tags and the section."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from statistics import median
from urllib.parse import unquote

from lxml.etree import XPath
from lxml.html import HtmlElement

from iria_crawler.extract.crumbs import trail, way
from iria_crawler.extract.html import parts_of, squeeze, text_of, words_of
from iria_crawler.extract.microdata import stands_in
from iria_crawler.extract.rows import CATEGORY_PATH, TAG_PATH, addressed, boxed, filed, is_list, kinds_of, near
from iria_crawler.extract.rules import picked
from iria_crawler.extract.surroundings import has_tags_of_post
from iria_crawler.extract.view import Found, View, first
from iria_crawler.hrefs import absolute

_TERM_LINKS = XPath("descendant::a/@rel[contains(., 'tag') or contains(., 'category')]/..")
_KEYWORDS = XPath("descendant::*[@itemprop='keywords'][not(descendant::*[@itemprop='keywords'])]")
_POSTS = XPath("descendant-or-self::*/@class[contains(., 'hentry')]/..")
_MARK = re.compile(r"^[0-9a-f]{8}-[0-9a-f-]{27}$|^\w+:\S|^_|://|^\d+$|\.(?:com|org|net|html)$", re.I)
_SEPARATOR = re.compile(r"\s*[,;،、，؛]\s*")
_MOST_WORDS = 5
_HAN = re.compile(r"(?:[\u3040-\u30ff\u3400-\u9fff]+\s+){2,}[\u3040-\u30ff\u3400-\u9fff]+")
_MOST = 100
_LONGEST = 100
_MORE = re.compile(r"(?i)(?:view |see |show )?(?:all|alle|more|mehr|weitere)(?: (?:tags|topics|themen|schlagworte))?")


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
        if not (is_list(href) or "tag" in (link.get("rel") or "")):
            continue
        name = wanted.get(text_of(link).lstrip("#").casefold())
        url = absolute(view.base, href) if name else None
        if name and url and view.site.owns(url):
            found.setdefault(name, url)
    return found


def _categories(view: View) -> Iterator[Found[tuple[str, ...]]]:
    yield Found(_unique(picked(view.tree, view.rules.categories)), "rule")
    linked = _linked(view, _is_category)
    yield Found(linked, "dom")
    for source, mention in view.mentioned("api", "feed"):
        yield Found(_unique(mention.categories), source)
    if not linked:
        yield Found(_unique(way(view)), "dom")
    yield Found(_unique(trail(view)), "json-ld")
    sections = _unique(_listed(view.data.strings("articleSection")))
    yield Found(sections, "json-ld")
    if not linked and not sections:
        yield Found(_unique(map(text_of, boxed(view.article, "categories"))), "dom")
        yield Found(_unique(map(text_of, filed(view.article))), "dom")
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
        yield Found(_unique(map(text_of, boxed(view.pruned, "tags"))), "dom")
        yield Found(_unique(_classes(view, "tag-")), "dom")


def _printed(view: View) -> tuple[str, ...]:
    """The tags that a page prints: as links in a row, else as what its microdata call keywords."""
    links = boxed(view.article, "tags") or addressed(view.article)
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
    if "tag" not in rel or CATEGORY_PATH.search(_path(link)):
        return "tag" in rel
    # what microformats call `p-category` is whatever an entry has, tags most of all
    return "categories" in kinds_of(near(link)) and not TAG_PATH.search(str(link.get("href")))


def _is_tag(link: HtmlElement) -> bool:
    return "tag" in link.get("rel").lower().split() and not _is_category(link) and not _is_in_cloud(link)


def _is_in_cloud(link: HtmlElement) -> bool:
    """Whether a link stands in a cloud of all tags: the row of a post's own may be set like one."""
    around = near(link)
    return "cloud" in kinds_of(around) and not any(map(has_tags_of_post, around))


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
