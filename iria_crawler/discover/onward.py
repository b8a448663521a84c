"""The later pages of a list: which addresses lead to them, and where buttons and boxes hold one."""

import re
from collections.abc import Iterator
from functools import lru_cache
from urllib.parse import urljoin

from lxml.etree import XPath
from lxml.html import HtmlElement

from iria_crawler.discover.finds import Find
from iria_crawler.items import Kind, Page

LISTS: tuple[Kind, ...] = ("home", "listing")
"""Kinds of pages that are lists: what is `next` to them is the rest of the list."""

# Attributes that name the next part of a list, on whatever element; then those that hold any address, of which the
# element, or the address itself, has to say that it is one.
_NAMED = (
    "data-next-url",
    "data-next-page-url",
    "data-next-page",
    "data-next-href",
    "data-next",
    "data-load-more-url",
    "data-load-more",
    "data-loadmore-url",
    "data-more-url",
    "data-infinite-scroll-url",
    "data-infinite-url",
)
_OTHER = ("data-href", "data-url", "data-hx-get", "hx-get")
# Looking through the bytes first costs a tenth of asking every element: most pages have none of these.
_IN_BYTES = re.compile(rb"data-((?:next|load|more|infinite|url|href|hx)[a-z-]*)\s*=")

_NUMBER = re.compile(
    r"(?:/(?:page|seite|pagina)[/-]?|/page_|/index"
    r"|[?&](?!page_id=)(?:[\w-]*(?:page|paged|pgn?|seite|pagina)|page-?n(?:o|r|um|umber)|e-page-\w+|offset|start(?:at)?|skip)=)"
    r"(\d{1,15})(?!\w)",
    re.IGNORECASE,
)
_ADDRESS = re.compile(
    r"(?:https?://|/|\.{1,2}/|\?)[^\s{}<>\"'`\\]*|[\w-]+(?:\.\w+)?[/?][^\s{}<>\"'`\\]*", re.IGNORECASE
)
_WRITES = re.compile(
    r"/(?:graphql|likes?|votes?|(?:un)?follow|(?:un)?subscribe|add|save|delete|remove|update|track|log|cart|report)(?:[/?]|$)",
    re.IGNORECASE,
)
_MORE_LINK = re.compile(r"infinite-more-link|\bload-?more", re.IGNORECASE)
_MORE_NAME = re.compile(
    r"(?:load|show|view|see|get)[-_]?more|more[-_]?(?:posts|articles|news|stories|link|button|btn)|infinite|next[-_]?page",
    re.IGNORECASE,
)
_MORE_TEXT = re.compile(
    "|".join(
        (
            r"(?:load|show|view|see) (?:\d+ )?(?:more|older)|next page",
            r"(?:more|older) (?:posts|articles|stories|news|results|entries)",
            r"(?:mehr|weitere|ältere)\b.{0,20}(?:laden|anzeigen|artikel|beiträge|meldungen|nachrichten)",
            r"(?:charger|voir|afficher) (?:plus|la suite)|plus d['’](?:articles|actualités)|articles précédents",
            r"(?:cargar|ver|mostrar) más|más (?:noticias|artículos|entradas)",
            r"(?:carica|mostra) (?:altri|altro|di più)|altri articoli|(?:carregar|ver|mostrar) mais",
            r"(?:meer|oudere) (?:laden|artikelen|berichten)|(?:laad|toon) meer|daha fazla",
            r"المزيد|بیشتر|(?:показать|загрузить) (?:ещё|еще|больше)",
            r"加载更多|查看更多|載入更多|更多|もっと(?:見る|読む)|さらに(?:表示|読み込む)",
        )
    ),
    re.IGNORECASE,
)


def more(tree: HtmlElement, page: Page) -> Iterator[Find]:
    """The addresses of the next part of a list that a script would load on a click or on scrolling."""
    for holder in _holders(tree, page):
        address = _address(holder)
        if address is not None and not _WRITES.search(address) and is_later(address, page):
            yield Find(href=address, kind="listing", onward=True)


def continues(anchor: HtmlElement, page: Page) -> bool:
    """Whether an anchor that nothing marks as a pager's leads to a later page of the list all the same."""
    href = anchor.get("href")
    if _NUMBER.search(href):
        return _list_of(href, page) == _list_of(page.url, page) and is_later(href, page)
    return bool(_MORE_LINK.search(anchor.get("class") or "")) and is_later(href, page)


def is_later(href: str, page: Page) -> bool:
    """Whether a pager's link leads on: to a higher number than that of the page at hand.

    The first page has number 1 in a path, and may have 0 in a query. Where neither address has a
    number, any other address does.
    """
    there, here = _NUMBER.search(href), _NUMBER.search(page.url)
    if there:
        first = 0 if "=" in there[0] else 1
        return int(there[1]) > (int(here[1]) if here else first)
    return not here and is_elsewhere(href, page)


def is_elsewhere(href: str, page: Page) -> bool:
    """Whether an address is another one than that of the page at hand."""
    return _resolved(href, page) not in (None, page.url.partition("#")[0])


def _list_of(address: str, page: Page) -> str | None:
    """What the addresses of all pages of a list have in common."""
    target = _resolved(address, page)
    return None if target is None else _NUMBER.sub("", target).rstrip("/?&")


def _resolved(href: str, page: Page) -> str | None:
    try:
        return urljoin(page.url, href.strip()).partition("#")[0]
    except ValueError:  # counted where the find becomes a link
        return None


def _holders(tree: HtmlElement, page: Page) -> Iterator[HtmlElement]:
    """The elements with an attribute that may hold the address of more."""
    there = {f"data-{name.decode()}" for name in _IN_BYTES.findall(page.body)}
    if b"hx-get" in page.body:
        there.add("hx-get")
    for name in (*_NAMED, *_OTHER):
        if name in there:
            yield from _with(name)(tree)
    yield from tree.iter("turbo-frame")


@lru_cache(maxsize=32)
def _with(name: str) -> XPath:
    return XPath(f"//@{name}/..")


def _address(holder: HtmlElement) -> str | None:
    """The address that an element holds for more of the list."""
    named = (holder.get(name, "").strip() for name in _NAMED)
    address: str | None = next(filter(_ADDRESS.fullmatch, named), None)
    if address is not None:
        return address
    other = (holder.get(name, "").strip() for name in (*_OTHER, "src"))
    address = next(filter(_ADDRESS.fullmatch, other), None)
    return address if address and (_NUMBER.search(address) or _says_more(holder)) else None


def _says_more(holder: HtmlElement) -> bool:
    """Whether an element calls itself the way to more of a list."""
    if _MORE_NAME.search(f"{holder.get('class') or ''} {holder.get('id') or ''}"):
        return True
    text = " ".join("".join(holder.itertext()).split()) if len(holder) < 5 else ""
    return len(text) <= 40 and bool(_MORE_TEXT.search(text))
