"""Rows of links under which an article is filed, its tags and categories: no menus, and no clouds of all there are."""

import itertools
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from lxml.html import HtmlElement

from iria_crawler.extract.html import text_of

CATEGORY_PATH = re.compile(r"/(?:category|categories|rubrik|rubrique|topic-category)/", re.I)
TAG_PATH = re.compile(
    r"(?i)/(?:tags?|topics?|thema|themen|temas?|schlagwort|stichwort|keywords?|etiquetas?|hashtags?)/."
)

_CATEGORY_BOX = re.compile(
    r"(?:^|[\s_-])(?:categor(?:y|ies)|categor[ií]as?|cat-links|rubri(?:k|ken|que|ques)|kategorien?)(?:$|[\s_-])"
)
_TAG_BOX = re.compile(
    r"(?:^|[\s_-])(?:tags?|hashtags?|taglist|keywords?|schlag-?w(?:ort|orte|örter|oerter)|stichworte?|etiquetas?"
    r"|topics?|themen|temas?|mots-?cles)(?:$|[\s_-])"
)
_CLOUD = re.compile(r"tag-?cloud|widget|popular|trending|related|menu|nav(?:$|[\s_-])")
_MOST_IN_BOX = 25
_MOST_FILED = 4
_LONGEST_BESIDE = 60  # letters beside a link in a paragraph that is no sentence
_ARROW = re.compile("[«»‹›←→]")
_ARTICLE_TAGS = frozenset(["article", "main", "body"])
_LONGEST_BOX = 1_000
_LONGEST_NAMES = 500


@lru_cache(maxsize=5_000)  # the pages of a site have most of their links in common
def is_list(href: str) -> bool:
    """Whether an address is that of a list of all that is filed under something."""
    return bool(CATEGORY_PATH.search(href) or TAG_PATH.search(href))


def boxed(root: HtmlElement, kind: str) -> list[HtmlElement]:
    """The links of the first row whose class or id says that it is of this kind: a row of links and of little else."""
    tried = set()
    for link in root.iter("a"):
        around = near(link)
        kinds = kinds_of(around)
        if kind not in kinds or "cloud" in kinds or around[kinds.index(kind)] in tried:
            continue
        box = around[kinds.index(kind)]
        row = _row(box, 1)
        if _is_links(row):
            return some_links(row)
        tried.add(box)
    return []


def addressed(root: HtmlElement) -> list[HtmlElement]:
    """The links of the first row of several of which most have the address of a tag."""
    rows = (links for _, links in _rows(root, TAG_PATH))
    return next((links for links in rows if 2 * len(_leading(links, TAG_PATH)) > len(links) > 1), [])


def filed(root: HtmlElement) -> list[HtmlElement]:
    """The links with the address of a category in the first row of terms that has few of them: all there are is a menu,
    and one in a sentence leads on."""
    for link, links in _rows(root, CATEGORY_PATH):
        found = _leading(links, CATEGORY_PATH)
        is_row = 2 * sum(is_list(one.get("href") or "") for one in links) > len(links)
        if is_row and len(found) <= _MOST_FILED and not (_is_in_prose(link) or any(map(_is_arrow, found))):
            return found
    return []


def _rows(root: HtmlElement, path: re.Pattern[str]) -> Iterator[tuple[HtmlElement, list[HtmlElement]]]:
    """Each link with such an address, and the links of its row, but for those of a cloud."""
    for link in root.iter("a"):
        if path.search(link.get("href") or "") and "cloud" not in kinds_of(near(link)):
            yield link, some_links(_row(link, 3))


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
        if len(some_links(box)) > 1 or not _is_links(above):
            break
        box = above
    return box


def _is_links(box: HtmlElement) -> bool:
    links = some_links(box)
    if len(links) > _MOST_IN_BOX:
        return False
    size = len(text_of(box))
    return size < _LONGEST_BOX and sum(len(text_of(link)) for link in links) >= 0.6 * (size - 20)


def some_links(box: HtmlElement) -> list[HtmlElement]:
    """The links of a box, or so many that it is none of a row."""
    return list(itertools.islice(box.iter("a"), _MOST_IN_BOX + 1))


@lru_cache(maxsize=20_000)
def _kind(classes: str, name: str) -> str | None:
    """What a box is by its class and id: of tags, of categories, or a cloud of all there are."""
    names = re.sub(r"(?<=[a-z])(?=[A-Z])", "-", f"{classes} {name}"[:_LONGEST_NAMES]).lower()
    kinds = {"cloud": _CLOUD, "tags": _TAG_BOX, "categories": _CATEGORY_BOX}
    return next((kind for kind, pattern in kinds.items() if pattern.search(names)), None)


def kinds_of(elements: Iterable[HtmlElement]) -> list[str | None]:
    """What each element is by its names, `tags`, `categories` or a `cloud`; None if they do not say."""
    return [_kind(element.get("class") or "", element.get("id") or "") for element in elements]


def near(link: HtmlElement) -> list[HtmlElement]:
    """A link and the boxes around it, within the article."""
    boxes = [link]
    above = link.getparent()
    while above is not None and len(boxes) < 4 and above.tag not in _ARTICLE_TAGS:
        if "hentry" in (above.get("class") or ""):  # its class names all terms of the post
            break
        boxes.append(above)
        above = above.getparent()
    return boxes
