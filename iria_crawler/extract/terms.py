"""Categories, tags and the section."""

import re
from collections.abc import Iterable, Iterator
from urllib.parse import unquote, urlsplit

from lxml.html import HtmlElement

from iria_crawler.extract.html import squeeze, text_of
from iria_crawler.extract.rules import picked
from iria_crawler.extract.view import Found, View, first

_CATEGORY_BOX = ("taxonomy-category", "cat-links")
_CATEGORY_PATH = re.compile(r"/(?:category|categories|rubrik|rubrique|topic-category)/", re.I)
_CLOUD = re.compile(r"(?i)tag-?cloud|widget|popular|trending")
_MOST = 100
_LONGEST = 100


def categories_of(view: View) -> Found[tuple[str, ...]] | None:
    """The categories in the order of the page."""
    return first(_categories(view))


def tags_of(view: View) -> Found[tuple[str, ...]] | None:
    """The tags in the order of the page; never a cloud of all tags."""
    return first(_tags(view))


def section_of(view: View, categories: tuple[str, ...]) -> Found[str] | None:
    """The one section that the article stands in."""
    found = picked(view.tree, view.rules.section)
    if found:
        return Found(found[0], "rule")
    said = (*view.data.strings("articleSection")[:1], *view.data.meta.get("article:section", ())[:1])
    if any(said):
        return Found(next(filter(None, said)), "json-ld" if view.data.strings("articleSection") else "meta")
    return Found(categories[0], "dom") if categories else None


def _categories(view: View) -> Iterator[Found[tuple[str, ...]]]:
    yield Found(_unique(picked(view.tree, view.rules.categories)), "rule")
    yield Found(_unique(text_of(link) for link in _links(view) if _is_category(link)), "dom")
    yield Found(_unique(view.data.strings("articleSection")), "json-ld")
    yield Found(_unique(view.data.meta.get("article:section", ())), "meta")
    for source, mention in view.mentioned("api", "feed"):
        yield Found(_unique(mention.categories), source)
    yield Found(_unique(_classes(view, "category-")), "dom")


def _tags(view: View) -> Iterator[Found[tuple[str, ...]]]:
    yield Found(_unique(picked(view.tree, view.rules.tags)), "rule")
    yield Found(_unique(text_of(link) for link in _links(view) if _is_tag(link)), "dom")
    yield Found(_unique(view.data.meta.get("article:tag", ())), "meta")
    yield Found(_unique(_listed(view.data.strings("keywords"))), "json-ld")
    for source, mention in view.mentioned("api", "feed"):
        yield Found(_unique(mention.tags), source)
    for name in ("news_keywords", "parsely-tags", "keywords"):
        yield Found(_unique(_listed(view.data.meta.get(name, ()))), "meta")
    yield Found(_unique(_classes(view, "tag-")), "dom")


def _links(view: View) -> Iterator[HtmlElement]:
    return (link for link in view.article.iter("a") if link.get("rel") and link.get("href"))


def _is_category(link: HtmlElement) -> bool:
    rel = link.get("rel").lower().split()
    if "category" in rel:
        return True
    return "tag" in rel and (bool(_CATEGORY_PATH.search(_path(link))) or _stands_in(link, _CATEGORY_BOX))


def _is_tag(link: HtmlElement) -> bool:
    is_tag = "tag" in link.get("rel").lower().split() and not _is_category(link)
    return is_tag and not any(_CLOUD.search(above.get("class") or "") for above in _near(link))


def _stands_in(link: HtmlElement, boxes: tuple[str, ...]) -> bool:
    return any(box in (above.get("class") or "") for above in _near(link) for box in boxes)


def _near(link: HtmlElement) -> Iterator[HtmlElement]:
    return (above for _, above in zip(range(4), (link, *link.iterancestors()), strict=False))


def _path(link: HtmlElement) -> str:
    try:
        return urlsplit(str(link.get("href"))).path
    except ValueError:
        return ""


def _classes(view: View, prefix: str) -> Iterator[str]:
    """The last resort: what WordPress puts into the class of a post, `category-middle-east`."""
    posts = (
        above for above in (view.article, *view.article.iterdescendants()) if "hentry" in (above.get("class") or "")
    )
    post = next(posts, None)
    for name in (post.get("class") or "").split() if post is not None else ():
        if name.startswith(prefix) and not name.removeprefix(prefix).isdigit():
            yield unquote(name.removeprefix(prefix)).replace("-", " ").title()


def _listed(values: Iterable[str]) -> Iterator[str]:
    return (part for value in values for part in re.split(r"\s*[,;،]\s*", value))


def _unique(values: Iterable[str]) -> tuple[str, ...]:
    names = (squeeze(value).lstrip("#").strip(" ,") for value in values)
    kept = dict.fromkeys(name for name in names if 0 < len(name) <= _LONGEST)
    first_of = {name.casefold(): name for name in reversed(kept)}
    return tuple(name for name in kept if first_of[name.casefold()] == name)[:_MOST]
