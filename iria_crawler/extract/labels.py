"""What to call a page that is no article: from its address and its markup."""

import re
from collections.abc import Iterable, Mapping
from urllib.parse import parse_qsl

from lxml.html import HtmlElement

from iria_crawler.extract.html import parts_of
from iria_crawler.extract.structured import Structured

# Lists that nearly every site has under such an address; the language of a site or `blog` may come first.
_UNDER = r"^/(?:(?:blog|news|[a-z]{2}(?:-[a-z]{2})?)/)?"
_LISTS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (label, re.compile(pattern, re.IGNORECASE))
    for label, pattern in (
        ("attachment", r"/attachment/[^/]+/?$"),
        (
            "search",
            rf"{_UNDER}(?:search|suche|recherche|buscar|busqueda|busca|cerca)(?:[-_]results?)?(?:\.\w+)?(?:/|$)",
        ),
        ("tag", rf"{_UNDER}(?:tags?|schlagwort(?:e|er)?|etiquetas?|mots?-cles?|hashtags?)(?:/|$)"),
        ("author", rf"{_UNDER}(?:authors?|autor(?:en|es)?|auteurs?|autori)(?:/|$)"),
        ("listing", rf"{_UNDER}(?:categor(?:y|ies)|kategorien?|categori(?:as?|es?)|rubri(?:k|que|ca)s?)(?:/|$)"),
        ("documentation", r"^/hc/(?:[a-z]{2}(?:-[a-z]{2,4})?/)?(?:articles|sections|categories)/\d"),  # of Zendesk
        ("listing", r"/page/\d+/?$|^/(?:19[89]\d|20[0-4]\d)(?:/\d{1,2}){0,2}/?$"),
    )
)
_STATIC_PATH = re.compile(
    r"(?ix)^/(?:[a-z]{2}/)?(?:(?:pages|policies|legal)/)? (?:"
    r"(?:about|contact|advertise|donate|support|join|follow)(?:-us)?"
    r"|(?:privacy|cookies?|editorial|corrections|comments?)(?:-(?:policy|standards|notice))?"
    r"|terms(?:-(?:of|and)-\w+)?|legal(?:-notice)?|imprint|disclaimer|accessibility|masthead|copyright"
    r"|newsletters?|subscribe|subscriptions?|careers|jobs|(?:our-)?(?:team|staff|people|mission|history|values)"
    r"|our-story|pricing|faq|help|sitemap"
    r"|impressum|kontakt|datenschutz|(?:ue|ü)ber-uns|mentions-legales|a-propos|contacto?|quienes-somos) (?:\.\w+)?/?$"
)
# Of few words: with more of them it may be the headline of an article.
_TOPIC_PATH = re.compile(rf"(?i){_UNDER}topics?/[^/.-]+(?:-[^/.-]+){{0,3}}/?$")
_SECTION_PATH = re.compile(r"(?i)^(?:/[a-z]{2,20}){1,2}/?$")
_WHO = frozenset(["email", "e-mail", "mail", "password", "username", "user", "login"])
# What a page that a forest holds for no article may be, by schema.org's types and by steps of its address.
_OTHERS: tuple[tuple[str, frozenset[str], re.Pattern[str]], ...] = tuple(
    (label, frozenset(types.split()), re.compile(rf"(?:^|[/.])(?:{steps})[/.]", re.IGNORECASE))
    for label, types, steps in (
        ("product", "Product ProductGroup", "products?|produkte?|produits?|productos?|shop|store|dp|itm"),
        ("forum", "DiscussionForumPosting QAPage", r"forums?|threads?|showthread|viewtopic|discussions?|community"),
        ("documentation", "TechArticle APIReference", "docs?|documentation|manual|reference|wiki|help|support|kb"),
        ("author", "ProfilePage", "profiles?|people|staff|contributors?"),
    )
)


def listed(url: str) -> str | None:
    """What list the address of a page says that it is, if any."""
    parts = parts_of(url)
    asked = {name.lower() for name, value in parse_qsl(parts.query) if value}
    if "attachment_id" in asked:
        return "attachment"
    if asked & {"s", "query"} and parts.path in ("", "/"):
        return "search"
    return next((label for label, pattern in _LISTS if pattern.search(parts.path)), None)


def is_static(path: str) -> bool:
    """Whether a path is that of a page which nearly every site has: about us, contact, privacy."""
    return bool(_STATIC_PATH.search(path))


def is_topic(path: str) -> bool:
    """Whether a path is that of all there is on a topic."""
    return bool(_TOPIC_PATH.search(path))


def is_login(fields: Iterable[HtmlElement]) -> bool:
    """Whether one of these fields of forms asks for a password."""
    return any((field.get("type") or "").lower() == "password" for field in fields)


def asks_who(fields: Iterable[HtmlElement]) -> bool:
    """Whether one of these fields of forms asks who somebody is."""
    return any((field.get(said) or "").lower() in _WHO for field in fields for said in ("type", "name"))


def label_of(url: str, data: Structured, counted: Mapping[str, float], *, asks: bool) -> str:
    """The reason why a page is no article, as far as it can be told; else `not-article`.

    `asks`: it asks for a password.
    """
    parts = parts_of(url)
    place = f"{parts.netloc}{parts.path}/"
    if asks and counted["prose"] < 3:
        return "login-page"
    for label, types, steps in _OTHERS:
        if data.types & types or steps.search(place):
            return label
    if _is_list(counted) or (_SECTION_PATH.search(parts.path) and counted["teasers"] >= 4):
        return "listing"
    kind = (data.said("og:type") or "").lower()
    if kind.startswith("product"):
        return "product"
    return "static-page" if kind in ("website", "profile") else "not-article"


def _is_list(counted: Mapping[str, float]) -> bool:
    """Whether there are many headlines or boxes, and hardly a text that stands together."""
    many = counted["teasers"] >= 8 or counted["n_article"] >= 5 or counted["places"] >= 8 or counted["n_img"] >= 30
    return many and counted["together"] < 5
