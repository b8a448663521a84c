"""Whether a page is an article, and if not, what it is."""

import re
from collections.abc import Callable

from lxml.html import HtmlElement

from iria_crawler.extract.addresses import is_called_home
from iria_crawler.extract.blocks import MOST_LINKS, blocked
from iria_crawler.extract.errands import errand_on
from iria_crawler.extract.html import text_of
from iria_crawler.extract.labels import asks_who, is_login, is_static, is_topic, label_of, listed
from iria_crawler.extract.noticewords import says_login, says_missing, says_static, surely_missing
from iria_crawler.extract.places import is_prose
from iria_crawler.extract.signs import Signs
from iria_crawler.extract.structured import LISTING_TYPES
from iria_crawler.extract.subjects import described, is_of_person
from iria_crawler.extract.telling import is_news, sentences_of
from iria_crawler.hrefs import absolute
from iria_crawler.urls import article_key, is_home

# In this order: an archive of a category is one of tags or authors too, if it says so.
_WORDPRESS_LISTINGS = (
    *(("search", "search"), ("search-results", "search"), ("tag", "tag"), ("author", "author")),
    *(("category", "listing"), ("date", "listing"), ("archive", "listing"), ("home", "home")),
)
_LONGEST_NOTICE = 500  # letters of running text
_NOTICE = 1500  # letters; what is shorter is none
# A text that is refused is lost, while a page too much is one row: in doubt it is an article.
_LEAST = 0.42
_LEAST_OF_PAGES = 0.75  # WordPress says that it is no post
_LEAST_OF_SAID = 0.25  # the page says in passing that it is one, or WordPress that it is a post of the site's own type
_SURE = 0.9
_PLAIN = re.compile(r"/\?p=\d+$")  # the address of a post where addresses have no words
_BARE = 150  # letters
_LEAST_POSTS, _MOST_OF_IT = 3, 0.8
_NOTICES = 3  # paragraphs; fewer may ask for scripts to be switched on


def _wall(signs: Signs) -> str | None:
    """The wall that a page is; one with more links than any wall has needs no look."""
    return blocked(signs.page, signs.tree) if len(signs.elements["a"]) <= MOST_LINKS else None


def _is_protected(signs: Signs) -> bool:
    return any(
        "post-password-form" in (form.get("class") or "") or "action=postpass" in (form.get("action") or "")
        for form in signs.elements["form"]
    )


def _is_error_page(signs: Signs) -> bool:
    if "error404" in signs.classes:
        return True
    if any(map(surely_missing, signs.headings)):
        return signs.prose < 3
    if signs.is_typed_article or signs.is_wordpress_post:
        return False
    return _says_little(signs) and any(map(says_missing, signs.headings)) and not signs.has_article_signs


def _says_little(signs: Signs) -> bool:
    """Whether there is no more to read than a notice has."""
    return signs.prose < 3 and signs.measures["prose_letters"] < _LONGEST_NOTICE


def _is_home(signs: Signs) -> bool:
    try:
        return is_home(signs.page.url, signs.site)
    except ValueError:  # no web address
        return False


def _is_home_elsewhere(signs: Signs) -> bool:
    """Whether a dead address has the home page, which says so; some sites say that on each of their pages."""
    if signs.is_typed_article or signs.is_wordpress_post:
        return False
    if not is_called_home(signs.elements, signs.data, signs.base, signs.site):
        return False
    counted = signs.measures
    is_listing = signs.teasers >= 8 and counted["together"] < 5 and counted["heaviest_share"] < 0.5
    return is_listing and not signs.has_article_signs


def _list_by_class(signs: Signs) -> str | None:
    if signs.is_wordpress_post or "page" in signs.classes:
        return None
    named = next((label for name, label in _WORDPRESS_LISTINGS if name in signs.classes), None)
    if named == "home" and "paged" in signs.classes:
        return "listing"
    return named or ("listing" if "blog" in signs.classes and signs.teasers >= 4 else None)


def _matches(patterns: tuple[str, ...], signs: Signs) -> bool:
    return any(re.search(pattern, signs.path) for pattern in patterns)


def _is_listing_seed(signs: Signs) -> bool:
    seeds = (seed.url for seed in signs.site.seeds if seed.kind == "listing")
    try:
        return any(article_key(seed) == article_key(signs.page.url) for seed in seeds)
    except ValueError:  # the page's own address is none
        return False


def _is_wordpress_page(signs: Signs) -> bool:
    """A page of WordPress that is no essay: about us, contact, a form."""
    if not signs.is_wordpress_page or signs.is_typed_article:
        return False
    if signs.is_essay:
        return False
    return signs.measures["prose_letters"] < _NOTICE or signs.score < _LEAST_OF_PAGES


def _is_named_static(signs: Signs) -> bool:
    names = _names(signs)
    return bool(names) and all(map(says_static, names)) and not (signs.is_typed_article or signs.is_wordpress_post)


def _errand(signs: Signs) -> str | None:
    if signs.is_typed_article or signs.is_wordpress_post or signs.is_essay:
        return None
    return errand_on(signs.page.url, signs.elements)


def _is_run_of_posts(signs: Signs) -> bool:
    """Whether all that is told on a page stands in articles whose headings lead to other pages."""
    articles = signs.elements["article"]
    if len(articles) < _LEAST_POSTS or signs.is_typed_article or signs.is_wordpress_post:
        return False
    told = [one for one in articles if any(map(is_prose, one.iter("p")))]
    if len(told) < _LEAST_POSTS or not all(_leads_away(one, signs) for one in told):
        return False
    within = {prose for one in told for prose in one.iter("p") if is_prose(prose)}
    return len(within) >= _MOST_OF_IT * sum(map(is_prose, signs.elements["p"]))


def _leads_away(article: HtmlElement, signs: Signs) -> bool:
    """Whether the heading of an article is a link to another page."""
    heading = next(article.iter("h1", "h2", "h3"), None)
    links = () if heading is None else (*heading.iterancestors("a"), *heading.iter("a"))
    urls = [absolute(signs.base, link.get("href")) for link in links]
    return any(url and article_key(url) != article_key(signs.page.url) for url in urls)


def _is_empty_login(signs: Signs) -> bool:
    return not signs.prose and not signs.is_said_article and is_login(signs.elements["input"])


def _is_named_login(signs: Signs) -> bool:
    """A page that says nothing but that one has to log in; many ask for no more than an address."""
    if signs.is_said_article or signs.is_wordpress_post or not asks_who(signs.elements["input"]):
        return False
    is_asked = any(map(says_login, signs.headings[:2])) and _says_little(signs) and not signs.has_article_signs
    return is_asked and not is_news(sentences_of(signs.tree))


def _names(signs: Signs) -> tuple[str, ...]:
    return tuple(text_of(heading) for heading in signs.elements["h1"][:2])


def _is_of_person(signs: Signs) -> bool:
    is_article = signs.is_typed_article or signs.is_essay
    return is_of_person(signs.path, _names(signs)) and not is_article and signs.score < _SURE


def _by_look(signs: Signs) -> str | None:
    is_said = signs.score >= _LEAST_OF_SAID and _is_said(signs) and not _is_plain_list(signs)
    is_likely = signs.score >= _LEAST or is_said
    if is_likely or _is_bare(signs):
        return None
    label = label_of(signs.page.url, signs.data, signs.measures, asks=is_login(signs.elements["input"]))
    # a guide in many boxes looks like a list
    return None if label == "listing" and signs.is_typed_article and signs.is_essay else label


def _is_plain_list(signs: Signs) -> bool:
    """Whether a page is headlines that are links, each with a line of text, and nothing that stands together."""
    counted = signs.measures
    is_scattered = counted["together"] < 3 and counted["heaviest_share"] < 0.2
    return signs.teasers >= 8 and is_scattered and not signs.is_typed_article


def _is_said(signs: Signs) -> bool:
    return signs.has_article_signs or bool(_PLAIN.search(signs.page.url))


def _is_bare(signs: Signs) -> bool:
    """Whether there is too little to judge by; that there is no text is for its reader to say.

    Running text may be there that nothing shows as long as scripts run: forums put a whole thread into `noscript`.
    """
    body = signs.tree.find("body")
    return body is None or (signs.prose < _NOTICES and len(text_of(body)) < _BARE)


ARTICLE, CONTINUATION = "article", "continuation"


def _rule(label: str, holds: Callable[[Signs], bool]) -> Callable[[Signs], str | None]:
    return lambda signs: label if holds(signs) else None


# The first rule that says something decides: that the page is an article, or the reason for which it is none.
_RULES: tuple[Callable[[Signs], str | None], ...] = (
    _rule("password-protected", _is_protected),
    _rule("attachment", lambda signs: bool(signs.classes & {"attachment", "single-attachment"})),
    _wall,
    _rule("error-page", _is_error_page),
    _rule("login-page", _is_named_login),
    _rule(CONTINUATION, lambda signs: signs.is_later_part),
    _rule(ARTICLE, lambda signs: signs.is_mentioned),
    _rule("home", _is_home),
    _rule("home", _is_home_elsewhere),
    _list_by_class,
    _rule("listing", lambda signs: _matches(signs.site.crawl.listing, signs)),
    _rule("listing", _is_listing_seed),
    _rule(
        "not-an-article-url",
        lambda signs: bool(signs.site.crawl.article) and not _matches(signs.site.crawl.article, signs),
    ),
    _rule(ARTICLE, lambda signs: bool(signs.site.crawl.article)),
    _rule(ARTICLE, lambda signs: "single-post" in signs.classes),
    lambda signs: listed(signs.page.url),
    _rule("static-page", lambda signs: is_static(signs.path) and not signs.is_typed_article),
    _rule("static-page", _is_named_static),
    _errand,
    _rule("listing", lambda signs: is_topic(signs.path) and not signs.is_typed_article),
    _rule("listing", lambda signs: bool(signs.data.types & LISTING_TYPES) and not signs.is_typed_article),
    _rule("author", lambda signs: signs.og_type == "profile" and not (signs.is_typed_article or signs.is_essay)),
    lambda signs: None if signs.is_typed_article or signs.is_essay else described(_names(signs), signs.data.nodes),
    _rule("author", _is_of_person),
    _rule("login-page", _is_empty_login),
    _rule("static-page", _is_wordpress_page),
    _by_look,
    _rule("listing", _is_run_of_posts),
)


def refusal(signs: Signs) -> str | None:
    """The reason for which a page is not an article; None if it is one."""
    reason = next((said for said in (rule(signs) for rule in _RULES) if said), ARTICLE)
    if reason == ARTICLE and signs.parts and signs.parts.number > 1:
        return CONTINUATION
    return None if reason == ARTICLE else reason
