"""What tells an article from other pages: what the page, its markup and its looks say, each looked at once."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from lxml.html import HtmlElement

from iria_crawler.extract.forest import Forest
from iria_crawler.extract.html import Elements, parts_of, text_of
from iria_crawler.extract.measures import measures
from iria_crawler.extract.microdata import ARTICLE_TYPES
from iria_crawler.extract.parts import Parts, parts_named
from iria_crawler.extract.structured import Structured
from iria_crawler.hrefs import base_of
from iria_crawler.items import Mention, Page
from iria_crawler.sites import Site

# From so many paragraphs of running text on, what a site keeps as a page is an essay all the same.
_ESSAY = 15


@dataclass(frozen=True, kw_only=True)
class Signs:
    """What tells an article from other pages."""

    page: Page
    site: Site
    tree: HtmlElement
    elements: Elements
    data: Structured
    mentions: tuple[Mention, ...]

    @cached_property
    def classes(self) -> frozenset[str]:
        """The classes of the body element: WordPress says there what a page is."""
        body = self.tree.find("body")
        return frozenset((body.get("class") or "").split() if body is not None else ())

    @cached_property
    def path(self) -> str:
        return parts_of(self.page.url).path or "/"

    @cached_property
    def is_wordpress_post(self) -> bool:
        return bool(self.classes & {"single", "single-post"}) or any(
            name.startswith("postid-") for name in self.classes
        )

    @cached_property
    def is_wordpress_page(self) -> bool:
        return "page" in self.classes and any(name.startswith(("page-id-", "page-template")) for name in self.classes)

    @cached_property
    def og_type(self) -> str:
        return (self.data.said("og:type") or "").lower()

    @cached_property
    def is_typed_article(self) -> bool:
        """Whether JSON-LD or a date of publication says so: stronger than og:type, which plugins give to any page."""
        return bool(self.data.types & ARTICLE_TYPES) or bool(self.data.said("article:published_time"))

    @cached_property
    def is_said_article(self) -> bool:
        return self.is_typed_article or self.og_type in ("article", "news", "blog", "newsarticle")

    @cached_property
    def has_article_signs(self) -> bool:
        dated = self.data.said("datepublished", "parsely-pub-date", "date", "dc.date", "pubdate")
        marked = (
            ".//*[@itemprop='articleBody' or @itemprop='datePublished']"
            "|.//article//time|.//*[contains(@class, 'byline')]"
        )
        return self.is_said_article or self.is_wordpress_post or bool(dated) or bool(self.tree.xpath(marked))

    @cached_property
    def headings(self) -> tuple[str, ...]:
        """What the page says first that it is: its title and its first headings."""
        titles, first, second = (self.elements[tag] for tag in ("title", "h1", "h2"))
        said = [text_of(heading, skip=frozenset()) for heading in (*titles[:1], *first[:2])]
        return (*said, *(text_of(heading) for heading in second[:1] if not any(said[1:])))

    @property
    def is_plainly_article(self) -> bool:
        """Whether the page, a document or the site file says that it is an article, however short."""
        return self.has_article_signs or self.is_mentioned or bool(self.site.crawl.article)

    @property
    def is_mentioned(self) -> bool:
        """Whether an API or a feed names the page as a post."""
        return any(mention.source in ("api", "feed") for mention in self.mentions)

    @cached_property
    def base(self) -> str:
        return base_of(self.elements["base"], self.page.url)

    @cached_property
    def measures(self) -> dict[str, float]:
        return measures(self.tree, self.elements, self.page.url, self.data)

    @property
    def teasers(self) -> float:
        """How many headlines are links."""
        return self.measures["teasers"]

    @property
    def prose(self) -> float:
        """How many paragraphs of running text there are."""
        return self.measures["prose"]

    @property
    def is_essay(self) -> bool:
        """Whether there is more running text than on what a site keeps as a page, and no list of headlines."""
        return self.prose >= _ESSAY and self.prose > 3 * self.teasers

    @cached_property
    def score(self) -> float:
        """How probable it is that the page is an article, by all that can be counted of it."""
        forest = Forest.load("kind")
        row = [self.measures[name] for name in forest.names]
        return float(forest.scores(np.array([row], np.float32))[0])

    @cached_property
    def is_later_part(self) -> bool:
        """Whether WordPress says that this is a later part of an article: its `<!--nextpage-->`."""
        if any(name.startswith("single-paged-") for name in self.classes):
            return True
        if b"post-page-numbers" not in self.page.body:  # a look at bytes is cheaper than one at all elements
            return False
        numbered = ".//*[@aria-current='page'][contains(@class, 'post-page-numbers')][number() > 1]"
        return bool(self.tree.xpath(numbered))

    @cached_property
    def parts(self) -> Parts | None:
        """The parts of an article that runs over several pages. Lists have numbered links as well: a page that says
        in passing that it is an article is believed if it does not look like one."""
        found = parts_named(self.page, self.site, self.elements, base=self.base, is_later=self.is_later_part)
        if found is None or found.is_marked or self.is_wordpress_post:
            return found
        is_said = self.is_said_article or bool(self.site.crawl.article) or self.is_mentioned
        return found if is_said and (self.teasers < 8 or self.prose > self.teasers) else None
