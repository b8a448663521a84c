"""What a body is, whatever its headers say, and how to open it: gzip and HTML."""

import re
import zlib
from typing import Literal

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from iria_crawler.items import Page

Form = Literal["sitemap", "feed", "html", "json", "text"]

_STEP = 65536
LARGEST = 50_000_000  # bytes: what the sitemap protocol allows

_ROOTS: dict[str, Form] = {
    "urlset": "sitemap",
    "sitemapindex": "sitemap",
    "rss": "feed",
    "feed": "feed",
    "rdf": "feed",
    "html": "html",
}
_MIMES: dict[str, Form] = {
    "text/html": "html",
    "application/xhtml+xml": "html",
    "application/rss+xml": "feed",
    "application/atom+xml": "feed",
    "text/plain": "text",
}
_PROLOG = re.compile(rb"\s*(<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^>\[]*(\[.*?\]\s*)?>|\s+)*", re.DOTALL | re.IGNORECASE)
_ROOT = re.compile(rb"<(?:[\w.-]+:)?([A-Za-z]+)")
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)


def form_of(body: bytes, mime: str | None) -> Form | None:
    """What a body is by its first bytes, else by its media type; None for what names no links."""
    head = head_of(body)
    if head[:1] in (b"{", b"["):
        return "json"
    prolog = _PROLOG.match(head)
    root = _ROOT.match(head, prolog.end() if prolog else 0)
    form = _ROOTS.get(root[1].decode().lower()) if root else None
    return form or (_MIMES.get(mime) if mime else "html" if root else None)


def unpacked(body: bytes) -> tuple[bytes, str | None]:
    """A body without the gzip that it is itself (`sitemap.xml.gz`), and why it is not whole if it is not."""
    found = bytearray()
    while body.startswith(b"\x1f\x8b"):
        member = zlib.decompressobj(wbits=31)
        try:
            for start in range(0, len(body), _STEP):
                found += member.decompress(body[start : start + _STEP], LARGEST + 1 - len(found))
                if len(found) > LARGEST:
                    return bytes(found[:LARGEST]), f"unpacked it is larger than {LARGEST:,} bytes"
                if member.eof:
                    break
        except zlib.error as problem:
            return bytes(found), f"the gzip is damaged: {problem}"
        if not member.eof:
            return bytes(found), "the gzip ends early"
        body = member.unused_data + body[start + _STEP :]
        if not body.startswith(b"\x1f\x8b"):
            return bytes(found), None
    return body, None


def html_of(body: bytes, page: Page) -> HtmlElement | None:
    """The tree of an HTML body; None where it holds no element at all."""
    named = _CHARSET.search(page.header("content-type") or "")
    try:
        parser = HTMLParser(encoding=named[1] if named else None)
    except LookupError:  # a charset nobody knows: the page's own meta has the say
        parser = HTMLParser()
    try:
        return document_fromstring(body, parser=parser)
    except etree.ParserError:
        return None


def head_of(body: bytes) -> bytes:
    """The first letters as ASCII, without a byte order mark."""
    head = body[:65536]
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        head = head.decode("utf-16", "replace").encode("ascii", "replace")
    return head.removeprefix(b"\xef\xbb\xbf").lstrip()
