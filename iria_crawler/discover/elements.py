"""What the elements of a page need, as they write it."""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import cast

from lxml.html import HtmlElement, HTMLParser, document_fromstring

from iria_crawler.discover import srcset, styles
from iria_crawler.discover.styles import Needed
from iria_crawler.items import Need
from iria_crawler.urls import DOCUMENT

_MOST_LETTERS = 20_000
# Whole addresses that a script in the page has in quotes and will load, such as those of WordPress's emoji
_LOADED = re.compile(
    r"(?P<mark>[\"'])(?P<href>(?:https?:)?\\?/\\?/[\w.:-]{3,80}\\?/[\w./~%+@\\-]{1,400}\.(?:m?js|css)(?:\?[\w.=&%-]{0,200})?)(?P=mark)"
)
_ICONS = frozenset(["icon", "apple-touch-icon", "apple-touch-icon-precomposed", "mask-icon", "fluid-icon"])
_PRELOADED: dict[str, Need] = {
    "image": "image",
    "style": "style",
    "script": "script",
    "font": "font",
    "audio": "media",
    "video": "media",
    "track": "media",
}
_SHOWN = ("og:image", "og:image:url", "og:image:secure_url", "twitter:image", "twitter:image:src")
_TILES = ("msapplication-tileimage", "msapplication-square150x150logo", "msapplication-square310x310logo")
# Where templates keep what a script loads once it is near the window
_LAZY = (
    *("data-src", "data-lazy-src", "data-original", "data-lazy", "data-hi-res-src", "data-img-src", "data-cfsrc"),
    *("data-flickity-lazyload", "data-lazyload"),
)
_LAZY_SETS = ("data-srcset", "data-lazy-srcset", "data-original-set")
_BACKGROUNDS = (
    *("data-bg", "data-background", "data-background-image", "data-bg-image", "data-bg-url", "data-poster"),
    "data-thumb",
)
_BY_TYPE = (("image/", "image"), ("audio/", "media"), ("video/", "media"), ("application/pdf", "document"))


def named(tree: HtmlElement) -> Iterator[Needed]:
    """All that a page names, in order; some of it twice, and some that is no address."""
    for element in tree.iter():
        tag, said = element.tag, element.attrib
        if not isinstance(tag, str):
            continue
        if reader := _READERS.get(tag):
            yield from reader(element)
        if said:
            yield from _anywhere(tag, said)


def _anywhere(tag: str, said: "Iterable[str]") -> Iterator[Needed]:
    """What attributes name that any element may have."""
    get = said.get  # type: ignore[attr-defined]  # lxml's own mapping
    for name in said:
        if name == "style":
            yield from styles.needed_by(get(name)[:_MOST_LETTERS])
        elif name == "background":
            yield get(name), "image"
        elif name in _BACKGROUNDS:
            yield from _background(get(name))
        elif name in _LAZY_SETS:
            yield from ((href, "image") for href in srcset.needed(get(name), get("sizes") or get("data-sizes")))


def _background(value: str) -> Iterator[Needed]:
    if "url(" in value:
        yield from styles.needed_by(value[:_MOST_LETTERS])
    elif "/" in value or "." in value:  # else the name of a colour, or a number
        yield from _plain(value, "image")


def _plain(value: str | None, kind: Need) -> Iterator[Needed]:
    """An address; not one that a script puts together, nor an object."""
    if value and not value.lstrip().startswith(("{", "[", "<")) and "{{" not in value:
        yield value, kind


def _picture(element: HtmlElement) -> Iterator[Needed]:
    for name in ("src", *_LAZY):
        yield from _plain(element.get(name), "image")
    yield from _set(element)


def _set(element: HtmlElement) -> Iterator[Needed]:
    if said := element.get("srcset"):
        yield from ((href, "image") for href in srcset.needed(said, element.get("sizes")))


def _source(element: HtmlElement) -> Iterator[Needed]:
    """A source of a picture has a set, one of a film an address."""
    yield from _set(element)
    for name in ("src", *_LAZY):
        yield from _plain(element.get(name), "media")


def _film(element: HtmlElement) -> Iterator[Needed]:
    for name in ("src", *_LAZY):
        yield from _plain(element.get(name), "media")
    yield from _plain(element.get("poster"), "image")


def _script(element: HtmlElement) -> Iterator[Needed]:
    for name in ("src", "data-src"):
        yield from _plain(element.get(name), "script")
    if "json" not in (element.get("type") or ""):
        for quoted in _LOADED.finditer(element.text or ""):
            href = quoted["href"].replace("\\/", "/")
            yield href, "style" if ".css" in href else "script"


def _frame(element: HtmlElement) -> Iterator[Needed]:
    for name in ("src", *_LAZY):
        yield from _plain(element.get(name), "frame")
    if within := (element.get("srcdoc") or "").strip():
        yield from named(document_fromstring(f"<body>{within}".encode(), parser=HTMLParser(encoding="utf-8")))


def _object(element: HtmlElement) -> Iterator[Needed]:
    said = (element.get("type") or "").lower()
    kind = next((kind for begin, kind in _BY_TYPE if said.startswith(begin)), "asset")
    yield from _plain(element.get("data") or element.get("src"), cast("Need", kind))


def _link(element: HtmlElement) -> Iterator[Needed]:
    rels, href = set((element.get("rel") or "").lower().split()), element.get("href")
    if "stylesheet" in rels:
        yield from _plain(href, "style")
    elif rels & _ICONS:
        yield from _plain(href, "image")
    elif "manifest" in rels:
        yield from _plain(href, "asset")
    elif "modulepreload" in rels:
        yield from _plain(href, "script")
    elif "preload" in rels:
        yield from _plain(href, _PRELOADED.get((element.get("as") or "").lower(), "asset"))
        if said := element.get("imagesrcset"):
            yield from ((one, "image") for one in srcset.needed(said, element.get("imagesizes")))


def _meta(element: HtmlElement) -> Iterator[Needed]:
    name = (element.get("property") or element.get("name") or "").lower()
    if name in _SHOWN or name in _TILES:
        yield from _plain(element.get("content"), "image")


def _style(element: HtmlElement) -> Iterator[Needed]:
    yield from styles.needed_by(element.text or "")


def _drawing(element: HtmlElement) -> Iterator[Needed]:
    yield from _plain(element.get("href") or element.get("xlink:href"), "image")


def _button(element: HtmlElement) -> Iterator[Needed]:
    if (element.get("type") or "").lower() == "image":
        yield from _plain(element.get("src"), "image")


def _anchor(element: HtmlElement) -> Iterator[Needed]:
    href = element.get("href") or ""
    if "." in href and DOCUMENT.search(href.partition("#")[0].partition("?")[0]):
        yield from _plain(href, "document")


_READERS: dict[str, Callable[[HtmlElement], Iterator[Needed]]] = {
    **dict.fromkeys(("img", "amp-img"), _picture),
    **dict.fromkeys(("video", "audio", "amp-video", "amp-audio", "track"), _film),
    **dict.fromkeys(("iframe", "frame"), _frame),
    **dict.fromkeys(("object", "embed"), _object),
    **dict.fromkeys(("image", "feimage", "use"), _drawing),
    "source": _source,
    "script": _script,
    "link": _link,
    "meta": _meta,
    "style": _style,
    "input": _button,
    "a": _anchor,
}
