"""A page as a tree, parsed once: decoded, cut to what is looked at, mended where the parser is no browser."""

import re
from dataclasses import dataclass
from itertools import islice

from lxml.etree import ElementDefaultClassLookup, LxmlError
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from iria_crawler.errors import NoArticle
from iria_crawler.extract.charset import MOST_BYTES, Charset, decoded
from iria_crawler.extract.size import MOST_LEVELS, flattened, within
from iria_crawler.items import Page

_HTML_TYPES = ("text/html", "application/xhtml+xml")
_XML_TYPES = ("text/xml", "application/xml")
_MAGIC = (b"%PDF", b"\x89PNG", b"GIF8", b"\xff\xd8\xff", b"PK\x03\x04", b"\x1f\x8b", b"RIFF", b"\x00\x00\x00", b"ID3")
# A comment that has been found is not tried as a longer one: there would be as many ways as there are sums of them.
_FEED_OR_MAP = re.compile(
    rb"(<\?xml[^>]*>\s*)?(?><!--.*?-->\s*)*+<(rss|feed|urlset|sitemapindex|rdf:rdf|opml|svg)\b", re.DOTALL
)
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_CONTROL_BYTES = bytes(code for code in (*range(32), 127) if code not in b"\t\n\r\f")
# the same as references: libxml2 reads them, and then refuses to move the text that they stand in
_REFERENCES = re.compile(
    r"&#(?:0*(?:[0-8]|1[124-9]|2\d|3[01]|6553[45])(?!\d)"
    r"|[xX]0*(?:[0-8bcefBCEF]|1[0-9a-fA-F]|[fF]{3}[eEfF])(?![0-9a-fA-F]));?"
)
_NO_TEXT = re.compile(r"[\x01-\x08\x0e-\x1a\x1c-\x1f]")  # not NUL and escape: some encodings are full of them
_LOOKED_AT = 4096
_NO_PHRASES = frozenset(["p", "li", "h1", "h2", "h3", "h4", "nav", "article", "main", "section"])
_MOST_IN_BUTTON, _MOST_BLOCKS = 300, 4
# All elements are of one class: lxml.html asks a function of Python for it, six thousand times a page.
_CLASSES = ElementDefaultClassLookup(element=HtmlElement)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parsed:
    """A page as a tree, the charset it was read in, and what of it was left out for its size.

    `tags` and `letters` are those of its markup: its tree has hardly more elements, and no more text.
    """

    tree: HtmlElement
    charset: Charset
    tags: int
    letters: int
    limits: tuple[str, ...] = ()


def tree_of(page: Page) -> HtmlElement:
    """Parse a page; raises `NoArticle` with `empty` or `not-html`."""
    return parsed(page).tree


def parsed(page: Page) -> Parsed:
    """The same, with how it was read."""
    _demand_html(page)
    letters, charset = decoded(page)
    if _is_binary(letters):
        raise NoArticle("not-html")
    text, limits = within(_REFERENCES.sub("", _without_controls(letters.replace("\f", " "))))
    if "<" not in text:
        raise NoArticle("not-html" if text.strip() else "empty")
    if len(page.body) > MOST_BYTES:
        limits = (f"{len(page.body):,} bytes, {MOST_BYTES:,} read", *limits)
    tree, is_whole = _tree(text)
    if not is_whole:
        tree, _ = _tree(flattened(text))
        limits = (*limits, f"elements deeper than the parser goes, {MOST_LEVELS} levels read")
    return Parsed(tree=tree, charset=charset, tags=text.count("<"), letters=len(text), limits=limits)


def _without_controls(letters: str) -> str:
    """Text without letters that no markup may hold; whether there are any is told ten times as fast from its bytes."""
    try:
        raw = letters.encode()
    except UnicodeEncodeError:  # of half a letter
        return _CONTROLS.sub("", letters)
    has_any = len(raw.translate(None, _CONTROL_BYTES)) < len(raw) or "\ufffe" in letters or "\uffff" in letters
    return _CONTROLS.sub("", letters) if has_any else letters


def _tree(text: str) -> tuple[HtmlElement, bool]:
    """The tree of a text, and whether it is the whole of it."""
    tree, is_whole = _parse(text)
    body = tree.find("body")
    if body is None:  # without a tag that says so, libxml2 takes new elements for a part of the head
        tree, is_whole = _parse(f"<html><body>{text}")
        body = tree.find("body")
    if body is None or not (len(body) or (body.text or "").strip()):
        raise NoArticle("empty")
    _unbutton(body)
    return tree, is_whole


def _unbutton(body: HtmlElement) -> None:
    """Make boxes of buttons that hold what no button holds. A `</button>` ends one in a browser though a `<div>` in it
    still stands open; libxml2 passes over it, and the rest of the page is in the button."""
    for button in list(body.iter("button")):
        blocks = sum(one.tag in _NO_PHRASES for one in islice(button.iter("*"), _MOST_IN_BUTTON)) if len(button) else 0
        if blocks > _MOST_BLOCKS:
            button.tag = "div"


def _is_binary(letters: str) -> bool:
    """Whether a body that does not begin as a page does is none: text has hardly a control letter."""
    start = letters[:_LOOKED_AT]
    is_marked = re.search(r"<(html|!doctype|head|body)\b", start[:1024], re.IGNORECASE)
    return not is_marked and len(_NO_TEXT.findall(start)) * 20 > len(start)


def _parse(text: str) -> tuple[HtmlElement, bool]:
    parser = HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=False, collect_ids=False
    )  # nobody asks libxml2 for an id
    parser.set_element_class_lookup(_CLASSES)
    try:
        tree = document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except LxmlError as problem:
        raise NoArticle("empty") from problem
    last = parser.error_log.last_error
    return tree, last is None or "depth" not in last.message


def _demand_html(page: Page) -> None:
    if not page.body or page.body.isspace():
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
