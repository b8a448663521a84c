"""Whether a page is an article, and if not, what it is."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import parse_qs, urlsplit

from lxml.html import HtmlElement

from iria_crawler.extract.html import base_of, text_of
from iria_crawler.extract.parts import Parts, parts_named
from iria_crawler.extract.structured import ARTICLE_TYPES, LISTING_TYPES, Structured
from iria_crawler.items import Mention, Page
from iria_crawler.sites import Site
from iria_crawler.urls import article_key

_LISTING_PATH = re.compile(
    r"(?ix)^/(?:(?:blog|news|[a-z]{2})/)? (?:categor(?:y|ies)|tags?|authors?|search)(?:/|$)"
    r"| ^/(?:(?:blog|news|[a-z]{2})/)? (?:topics?|archives?|labels?)(?:/[^/]*)?/?$"
    r"| /page/\d+/?$ | ^/(?:19|20)\d\d(?:/\d{1,2}){0,2}/?$ | ^/(?:index\.\w+)?$"
)
_SECTION_PATH = re.compile(r"(?i)^(?:/[a-z]{2,20}){1,2}/?$")
_STATIC_PATH = re.compile(
    r"(?ix)^/(?:[a-z]{2}/)? (?:about|contact|advertise|donate|support|join|follow)(?:-us)? (?:\.\w+)?/?$"
    r"| ^/(?:[a-z]{2}/)? (?:(?:privacy|cookies?|editorial|corrections|comments?)(?:-(?:policy|standards|notice))?"
    r"|terms(?:-(?:of|and)-\w+)?|legal(?:-notice)?|imprint|disclaimer|accessibility|masthead|copyright"
    r"|newsletters?|subscribe|subscriptions?|careers|jobs|(?:our-)?(?:team|staff|people|mission|history)|faq|help|sitemap"
    r"|impressum|kontakt|datenschutz|(?:ue|ü)ber-uns|mentions-legales|a-propos|contacto?|quienes-somos) (?:\.\w+)?/?$"
)
_WORDPRESS_LISTINGS = frozenset(["home", "archive", "category", "tag", "author", "date", "search", "search-results"])
_SOFT_404 = re.compile(
    r"(?i)^\W*(?:error )?404\b|page (?:was )?not found|(?:page|article|content) (?:does not|doesn.t) exist"
    r"|^not found$|page introuvable"
)
# From so many paragraphs of running text on, what a site keeps as a page is an essay all the same.
_ESSAY = 15


@dataclass(frozen=True, kw_only=True)
class Signs:
    """What tells an article from other pages."""

    page: Page
    site: Site
    tree: HtmlElement
    data: Structured
    mentions: tuple[Mention, ...]

    @cached_property
    def classes(self) -> frozenset[str]:
        """The classes of the body element: WordPress says there what a page is."""
        body = self.tree.find("body")
        return frozenset((body.get("class") or "").split() if body is not None else ())

    @cached_property
    def path(self) -> str:
        return urlsplit(self.page.url).path or "/"

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

    @property
    def is_plainly_article(self) -> bool:
        """Whether the page, a document or the site file says that it is an article, however short."""
        is_said = self.has_article_signs or any(mention.source in ("api", "feed") for mention in self.mentions)
        return is_said or bool(self.site.crawl.article)

    @cached_property
    def teasers(self) -> int:
        """How many headlines are links, each in a box of its own."""
        return len(self.tree.xpath(".//*[self::h2 or self::h3 or self::h4][.//a[@href] or ancestor::a[@href]]"))

    @cached_property
    def prose(self) -> int:
        """How many paragraphs of running text there are."""
        return sum(_is_prose(paragraph) for paragraph in self.tree.iter("p"))

    @cached_property
    def is_later_part(self) -> bool:
        """Whether WordPress says that this is a later part of an article: its `<!--nextpage-->`."""
        numbered = ".//*[contains(@class, 'post-page-numbers') and @aria-current='page'][number() > 1]"
        is_paged = any(name.startswith("single-paged-") for name in self.classes)
        return is_paged or bool(self.tree.xpath(numbered))

    @cached_property
    def parts(self) -> Parts | None:
        """The parts of an article that runs over several pages. Lists have numbered links as well: a page that says
        in passing that it is an article is believed if it does not look like one."""
        base = base_of(self.tree, self.page.url)
        found = parts_named(self.page, self.site, self.tree, base=base, is_later=self.is_later_part)
        if found is None or found.is_marked or self.is_wordpress_post:
            return found
        is_said = self.is_said_article or bool(self.site.crawl.article) or _is_mentioned(self)
        return found if is_said and (self.teasers < 8 or self.prose > self.teasers) else None


def _is_prose(paragraph: HtmlElement) -> bool:
    size = len("".join(paragraph.itertext()))
    return size > 100 and sum(len("".join(link.itertext())) for link in paragraph.iter("a")) < 0.5 * size


def _is_protected(signs: Signs) -> bool:
    forms = signs.tree.iter("form")
    return any(
        "post-password-form" in (form.get("class") or "") or "action=postpass" in (form.get("action") or "")
        for form in forms
    )


def _is_error_page(signs: Signs) -> bool:
    headings = [text_of(element, skip=frozenset()) for element in (*signs.tree.iter("title"), *signs.tree.iter("h1"))][
        :3
    ]
    return "error404" in signs.classes or (signs.prose < 3 and any(_SOFT_404.search(text[:80]) for text in headings))


def _is_mentioned(signs: Signs) -> bool:
    return any(mention.source in ("api", "feed") for mention in signs.mentions)


def _is_listing_class(signs: Signs) -> bool:
    if signs.is_wordpress_post or "page" in signs.classes:
        return False
    return bool(signs.classes & _WORDPRESS_LISTINGS) or ("blog" in signs.classes and signs.teasers >= 4)


def _matches(patterns: tuple[str, ...], signs: Signs) -> bool:
    return any(re.search(pattern, signs.path) for pattern in patterns)


def _is_listing_seed(signs: Signs) -> bool:
    seeds = (seed.url for seed in signs.site.seeds if seed.kind == "listing")
    return any(article_key(seed) == article_key(signs.page.url) for seed in seeds)


def _is_wordpress_page(signs: Signs) -> bool:
    is_essay = signs.prose >= _ESSAY and signs.prose > 3 * signs.teasers
    return signs.is_wordpress_page and not signs.is_typed_article and not is_essay


def _is_listing_address(signs: Signs) -> bool:
    asked = parse_qs(urlsplit(signs.page.url).query)
    is_section = bool(_SECTION_PATH.search(signs.path)) and signs.teasers >= 4 and not signs.has_article_signs
    return is_section or bool(_LISTING_PATH.search(signs.path)) or (signs.path == "/" and "s" in asked)


def _is_listing_type(signs: Signs) -> bool:
    return bool(signs.data.types & LISTING_TYPES) and not signs.is_typed_article


def _is_listing_by_look(signs: Signs) -> bool:
    return signs.teasers >= 8 and signs.prose < 3 and not signs.has_article_signs


def _is_plain_page(signs: Signs) -> bool:
    is_shop = signs.og_type.startswith("product")
    is_thin = signs.og_type in ("website", "profile") and signs.prose < 4
    return (is_shop or is_thin) and not signs.has_article_signs


ARTICLE, CONTINUATION = "article", "continuation"
# The first rule that holds decides. Its name is the reason for which a page is no article.
_RULES: tuple[tuple[str, Callable[[Signs], bool]], ...] = (
    ("password-protected", _is_protected),
    ("attachment", lambda signs: bool(signs.classes & {"attachment", "single-attachment"})),
    ("error-page", _is_error_page),
    (CONTINUATION, lambda signs: signs.is_later_part),
    (ARTICLE, _is_mentioned),
    ("listing", _is_listing_class),
    ("listing", lambda signs: _matches(signs.site.crawl.listing, signs)),
    ("listing", _is_listing_seed),
    (
        "not-an-article-url",
        lambda signs: bool(signs.site.crawl.article) and not _matches(signs.site.crawl.article, signs),
    ),
    (ARTICLE, lambda signs: bool(signs.site.crawl.article)),
    (ARTICLE, lambda signs: signs.is_wordpress_post),
    ("static-page", _is_wordpress_page),
    ("static-page", lambda signs: bool(_STATIC_PATH.search(signs.path)) and not signs.is_typed_article),
    ("listing", _is_listing_address),
    ("listing", _is_listing_type),
    (ARTICLE, lambda signs: signs.is_said_article),
    ("listing", _is_listing_by_look),
    ("static-page", _is_plain_page),
)


def refusal(signs: Signs) -> str | None:
    """The reason for which a page is not an article; None if it is one."""
    reason = next((reason for reason, holds in _RULES if holds(signs)), ARTICLE)
    if reason == ARTICLE and signs.parts and signs.parts.number > 1:
        return CONTINUATION
    return None if reason == ARTICLE else reason
