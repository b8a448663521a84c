"""What the readers of one page look at."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Generic, TypeVar

from lxml.html import HtmlElement

from iria_crawler.extract.comments import commented
from iria_crawler.extract.html import Elements, known_names, text_of, words_of
from iria_crawler.extract.microdata import stands_in, strangers
from iria_crawler.extract.rules import select
from iria_crawler.extract.scope import article_of, content_of
from iria_crawler.extract.spots import NOWHERE, Field, Spots
from iria_crawler.extract.structured import Structured
from iria_crawler.extract.surroundings import without_surroundings
from iria_crawler.items import Mention, Page
from iria_crawler.sites import Rules, Site

T = TypeVar("T")

_LONGEST_NAME = 4
"""Words; what is longer and is the page's title is no name."""


@dataclass(frozen=True, slots=True)
class Found(Generic[T]):
    """A value and the source that gave it; `others` are the candidates that lost against it."""

    value: T
    source: str
    others: "tuple[Found[T], ...]" = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A page as the readers see it: `tree` is the whole page and never changed, `elements` its, `pruned` a copy without
    what surrounds the article, `article` and `content` the parts of the copy with headline and prose.
    `publishers` are the names of the site, which are neither titles nor people; `others` are the items of microdata, in
    both trees, that are not the article, `comments` the heading of the readers' comments in the copy, and the boxes
    after it. `spots` are where the site is known to print authors, days and captions."""

    page: Page
    site: Site
    rules: Rules
    tree: HtmlElement
    elements: Elements
    pruned: HtmlElement
    article: HtmlElement
    content: HtmlElement
    base: str
    data: Structured
    mentions: Sequence[Mention]
    publishers: frozenset[str]
    others: frozenset[HtmlElement]
    comments: frozenset[HtmlElement]
    spots: Spots = NOWHERE

    def mentioned(self, *sources: str) -> Iterator[tuple[str, Mention]]:
        """The mentions from these sources, in the order of the sources."""
        return ((source, mention) for source in sources for mention in self.mentions if mention.source == source)

    def at_spots(self, wanted: Field) -> Iterator[Sequence[HtmlElement]]:
        """What stands at each spot of a field, but for what is of something else than the article."""
        dropped = self.dropped() if wanted in self.spots.places else frozenset()
        for elements in self.spots.elements(wanted, self.elements):
            yield [one for one in elements if not self.is_left_out(one, dropped)]

    def dropped(self) -> frozenset[HtmlElement]:
        """What the site's rules drop of the page."""
        return frozenset(element for selector in self.rules.drop for element in select(self.tree, selector))

    def is_left_out(self, element: HtmlElement, dropped: frozenset[HtmlElement]) -> bool:
        """Whether an element is of another item of microdata, or dropped."""
        return element in dropped or stands_in(element, dropped) or stands_in(element, self.others)


def view_of(
    page: Page,
    site: Site,
    tree: HtmlElement,
    *,
    elements: Elements,
    base: str,
    data: Structured,
    mentions: Sequence[Mention],
) -> View:
    """Prepare a page for its readers; what the site's rules drop is gone from `pruned`."""
    rules = site.rules(page.captured_at.date())
    pruned = without_surroundings(tree, dropped=rules.drop)
    content = content_of(pruned)
    return View(
        page=page,
        site=site,
        rules=rules,
        tree=tree,
        elements=elements,
        pruned=pruned,
        article=article_of(content),
        content=content,
        base=base,
        data=data,
        mentions=mentions,
        publishers=_publishers(site, elements, data),
        others=strangers(pruned) | data.others() if b"itemscope" in page.body else frozenset(),
        comments=commented(pruned, elements),
    )


def first(candidates: Iterable[Found[T]]) -> Found[T] | None:
    """The first candidate that is not empty, with those after it that say something else."""
    said = [found for found in candidates if found.value]
    if not said:
        return None
    others = {(repr(found.value), found.source): found for found in said[1:] if found.value != said[0].value}
    return replace(said[0], others=tuple(others.values()))


def _publishers(site: Site, elements: Elements, data: Structured) -> frozenset[str]:
    publisher = data.resolved(data.article.get("publisher"))
    named = (one.get("name") for one in publisher if isinstance(one, dict))
    # WordPress names the site in the titles of its feeds: "Name » Feed".
    feeds = (link.get("title") or "" for link in elements["link"] if link.get("type") == "application/rss+xml")
    home = elements.by_rel.get("home", ())
    printed = islice(dict.fromkeys((*elements.of_class("site-title"), *home)), 3)
    return known_names(
        (
            site.name,
            data.said("og:site_name"),
            _application(elements, data),
            *(name for name in named if isinstance(name, str)),
            *(feed.partition("»")[0] for feed in feeds),
            *map(text_of, printed),
        )
    )


def _application(elements: Elements, data: Structured) -> str | None:
    """The name of the application; some pages give their own title for it."""
    name = data.said("application-name") or ""
    is_title = name in map(text_of, elements["title"][:1]) and len(words_of(name)) > _LONGEST_NAME
    return None if is_title else name
