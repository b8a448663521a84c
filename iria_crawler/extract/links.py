"""The links in the text of an article."""

import re
from collections.abc import Iterator
from typing import Literal
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from iria_crawler.extract.html import squeeze, text_of
from iria_crawler.extract.view import View
from iria_crawler.hrefs import absolute
from iria_crawler.items import TextLink
from iria_crawler.sites import Site

_DOCUMENT = re.compile(r"(?i)\.(?:pdf|docx?|xlsx?|pptx?|odt|ods|odp|rtf|csv|epub|zip)$")
_PICTURE = re.compile(r"(?i)\.(?:jpe?g|png|gif|webp|avif|svg)$")
_EMBEDS = ("iframe", "embed", "video", "audio")
_MOST = 5_000


def links_of(view: View) -> tuple[TextLink, ...]:
    """The links in the text in order, each address and wording once."""
    return tuple(dict.fromkeys(_links(view)))[:_MOST]


def _links(view: View) -> Iterator[TextLink]:
    for element in view.content.iter("a", *_EMBEDS):
        link = _anchor(element, view) if element.tag == "a" else _embed(element, view)
        if link is not None:
            yield link


def _anchor(element: HtmlElement, view: View) -> TextLink | None:
    url, text = absolute(view.base, element.get("href")), text_of(element)
    if url is None or not text or _PICTURE.search(urlsplit(url).path):
        return None
    return TextLink(url=url, text=text, kind=_kind(url, view.site), rel=squeeze(element.get("rel") or "") or None)


def _embed(element: HtmlElement, view: View) -> TextLink | None:
    source = element.find("source")
    href = element.get("src") or element.get("data-src") or (source.get("src") if source is not None else None)
    url = absolute(view.base, href)
    return TextLink(url=url, text=squeeze(element.get("title") or ""), kind="embed") if url else None


def _kind(url: str, site: Site) -> Literal["internal", "external", "document"]:
    if _DOCUMENT.search(urlsplit(url).path):
        return "document"
    return "internal" if site.owns(url) else "external"
