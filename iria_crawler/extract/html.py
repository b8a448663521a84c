"""Bytes to tree: how a page is decoded and parsed, and how text and addresses are read off it."""

import re
import unicodedata
from urllib.parse import SplitResult, urljoin, urlsplit

from charset_normalizer import from_bytes
from lxml.etree import ParserError, iterwalk
from lxml.html import HtmlElement, HTMLParser, document_fromstring
from w3lib.encoding import html_body_declared_encoding, http_content_type_encoding, read_bom

from iria_crawler.errors import NoArticle
from iria_crawler.items import Page

BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "caption",
        "center",
        "dd",
        "details",
        "dialog",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hgroup",
        "hr",
        "html",
        "li",
        "main",
        "nav",
        "ol",
        "option",
        "p",
        "pre",
        "section",
        "select",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
    ]
)
UNSEEN = frozenset(
    ["script", "style", "noscript", "template", "svg", "iframe", "object", "textarea", "select", "button", "math"]
)

_HTML_TYPES = ("text/html", "application/xhtml+xml")
_XML_TYPES = ("text/xml", "application/xml")
_MAGIC = (b"%PDF", b"\x89PNG", b"GIF8", b"\xff\xd8\xff", b"PK\x03\x04", b"\x1f\x8b", b"RIFF", b"\x00\x00\x00", b"ID3")
_FEED_OR_MAP = re.compile(
    rb"(<\?xml[^>]*>\s*)?(<!--.*?-->\s*)*<(rss|feed|urlset|sitemapindex|rdf:rdf|opml|svg)\b", re.DOTALL
)
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
# the same as references: libxml2 reads them, and then refuses to move the text that they stand in
_REFERENCES = re.compile(
    r"&#(?:0*(?:[0-8]|1[124-9]|2\d|3[01]|6553[45])(?!\d)"
    r"|[xX]0*(?:[0-8bcefBCEF]|1[0-9a-fA-F]|[fF]{3}[eEfF])(?![0-9a-fA-F]));?"
)
_NO_TEXT = re.compile(r"[\x01-\x08\x0e-\x1a\x1c-\x1f]")  # not NUL and escape: some encodings are full of them
_LOOKED_AT = 4096
_DETECTION_BYTES = 20_000
_SPACES = re.compile(r"[\s\u200b\ufeff\u00ad\u2060]+")


def tree_of(page: Page) -> HtmlElement:
    """Parse a page; raises `NoArticle` with `empty` or `not-html`."""
    _demand_html(page)
    letters = decode(page)
    if _is_binary(letters):
        raise NoArticle("not-html")
    text = _REFERENCES.sub("", _CONTROLS.sub("", letters.replace("\f", " ")))
    if "<" not in text:
        raise NoArticle("not-html" if text.strip() else "empty")
    tree = _parsed(text)
    body = tree.find("body")
    if body is None:  # without a tag that says so, libxml2 takes new elements for a part of the head
        tree = _parsed(f"<html><body>{text}")
        body = tree.find("body")
    if body is None or not (len(body) or (body.text or "").strip()):
        raise NoArticle("empty")
    return tree


def _is_binary(letters: str) -> bool:
    """Whether a body that does not begin as a page does is none: text has hardly a control letter."""
    start = letters[:_LOOKED_AT]
    is_marked = re.search(r"<(html|!doctype|head|body)\b", start[:1024], re.IGNORECASE)
    return not is_marked and len(_NO_TEXT.findall(start)) * 20 > len(start)


def decode(page: Page) -> str:
    """The text of a page: by its byte order mark, else as UTF-8 if it is, else as declared, else as it looks."""
    encoding, mark = read_bom(page.body)
    if encoding is not None and mark is not None:
        return page.body[len(mark) :].decode(encoding, "replace")
    declared = _declared(page)
    if not (declared and declared[0].startswith(("utf-16", "utf-32", "iso2022"))):
        declared = ["utf-8", *declared]
    for name in declared:
        try:
            return page.body.decode(name)
        except UnicodeDecodeError:
            continue
    return _patched(page.body, declared)


def text_of(element: HtmlElement, *, skip: frozenset[str] = UNSEEN) -> str:
    """What a reader sees of an element, on one line."""
    if not len(element):
        return squeeze(element.text or "")
    parts: list[str] = []
    walk = iterwalk(element, events=("start", "end"))
    for event, part in walk:
        if event == "start":
            if part.tag in skip and part is not element:
                walk.skip_subtree()
            else:
                parts += (" " if part.tag in BLOCKS or part.tag == "br" else "", part.text or "")
        elif part is not element:
            parts += (" " if part.tag in BLOCKS else "", part.tail or "")
    return squeeze("".join(parts))


def squeeze(text: str) -> str:
    """One line of text in NFC: every run of white space a single space."""
    return unicodedata.normalize("NFC", _SPACES.sub(" ", text)).strip()


def words_of(text: str) -> list[str]:
    """The words of a text, to compare it with another: without case and punctuation."""
    return re.findall(r"\w+", unicodedata.normalize("NFKC", text).casefold())


def base_of(tree: HtmlElement, url: str) -> str:
    """The address that relative links of a page are relative to."""
    href = next((element.get("href") for element in tree.iter("base") if element.get("href")), None)
    return absolute(url, href) or url if href else url


def absolute(base: str, href: str | None) -> str | None:
    """A link as an absolute web address; None if it is none (`mailto:`, a fragment, nonsense)."""
    href = re.sub(r"[\x00-\x1f\x7f]", "", (href or "").strip())
    if not href or href.startswith("#"):
        return None
    try:
        url = urljoin(base, href)
        parts = urlsplit(url)
        sane = parts.scheme in ("http", "https") and parts.hostname and (parts.port is None or parts.port > 0)
    except ValueError:
        return None
    return url.replace(" ", "%20") if sane else None


def parts_of(url: str) -> SplitResult:
    """The parts of an address; all empty if it cannot be read as one."""
    try:
        parts = urlsplit(url)
        _ = parts.port  # read only when it is asked for
    except ValueError:
        return SplitResult("", "", "", "", "")
    return parts


def _parsed(text: str) -> HtmlElement:
    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=False)
    try:
        return document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except ParserError as problem:
        raise NoArticle("empty") from problem


def _demand_html(page: Page) -> None:
    if not page.body.strip():
        raise NoArticle("empty")
    start = page.body[:1024].lstrip().lower()
    looks_html = b"<html" in start or b"<!doctype html" in start
    if _FEED_OR_MAP.match(start):
        raise NoArticle("not-html")
    if page.mime in _HTML_TYPES or page.mime is None:
        if page.body.startswith(_MAGIC) or (page.mime is None and b"<" not in start):
            raise NoArticle("not-html")
    elif not (page.mime in _XML_TYPES and looks_html):
        raise NoArticle("not-html")


def _declared(page: Page) -> list[str]:
    # w3lib reads labels as WHATWG does: iso-8859-1 is windows-1252, gb2312 is gb18030.
    named = (
        http_content_type_encoding(page.header("content-type")),
        html_body_declared_encoding(page.body[:4096]),
    )
    return list(dict.fromkeys(name for name in named if name))


def _patched(body: bytes, declared: list[str]) -> str:
    """The reading that loses least, of a body that is in none of the declared encodings."""
    names = dict.fromkeys([*declared, _detected(body), "cp1252"])
    readings = [body.decode(name, "replace") for name in names if name]
    return min(readings, key=lambda text: text.count("\ufffd") + sum(map(text.count, ("Ã", "â€", "Ð"))))


def _detected(body: bytes) -> str | None:
    start = next((at for at in re.finditer(rb"[\x80-\xff]", body)), None)
    begin = max(0, start.start() - 1000) if start else 0
    best = from_bytes(body[begin : begin + _DETECTION_BYTES]).best()
    return best.encoding if best else None
