"""Bytes to tree: how a page is decoded and parsed, and how text and addresses are read off it."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Literal
from urllib.parse import SplitResult, urlsplit

from lxml.etree import ElementDefaultClassLookup, LxmlError, iterwalk
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from iria_crawler.errors import NoArticle
from iria_crawler.extract.charset import MOST_BYTES, Charset, decoded
from iria_crawler.extract.size import MOST_LEVELS, flattened, within
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
_MOST_ACCENTS = 30
_SAFE = 200  # letters; the accents of so few are sorted in no time
_ACCENTS = re.compile(r"[^\w\s\x00-\x7f]{31,}")
_WORDS = re.compile(r"\w+")
_NO_PHRASES = frozenset(["p", "li", "h1", "h2", "h3", "h4", "nav", "article", "main", "section"])
_MOST_IN_BUTTON, _MOST_BLOCKS = 300, 4
_UNSEEN_SPACES = re.compile("[\u200b\ufeff\u00ad\u2060]")
# What ASCII has of letters, digits and underscores, in lower case; all else is a space.
_ASCII_WORDS = "".join(chr(code).lower() if chr(code).isalnum() or code == ord("_") else " " for code in range(128))
# All elements are of one class: lxml.html asks a function of Python for it, six thousand times a page.
_CLASSES = ElementDefaultClassLookup(element=HtmlElement)


@dataclass(frozen=True, slots=True)
class Elements:
    """The elements of a page by tag and by what their class attribute says, and the links by what their `rel` says,
    in order: found in one pass, as each costs the same. `longest` is how many letters the longest class or id has.

    What is copied from a page has no other classes: where none has a word, no element need be asked for it.
    """

    by_tag: Mapping[str, Sequence[HtmlElement]]
    by_class: Mapping[str, Sequence[HtmlElement]]
    by_rel: Mapping[str, Sequence[HtmlElement]]
    longest: int

    def __getitem__(self, tag: str) -> Sequence[HtmlElement]:
        return self.by_tag.get(tag, ())

    def has_class(self, *parts: str) -> bool:
        """Whether there is a class attribute that has one of these in it."""
        together = "\n".join(self.by_class)
        return any(part in together for part in parts)

    def of_class(self, name: str) -> Iterator[HtmlElement]:
        """The elements of a class; those whose attributes are the same come together."""
        return (
            element
            for said, elements in self.by_class.items()
            if name in said and name in said.split()
            for element in elements
        )


def elements_of(tree: HtmlElement) -> Elements:
    """The elements of a page."""
    by_tag: dict[str, list[HtmlElement]] = defaultdict(list)
    by_class: dict[str, list[HtmlElement]] = defaultdict(list)
    by_rel: dict[str, list[HtmlElement]] = defaultdict(list)
    ids: set[str] = set()
    for element in tree.iter("*"):
        by_tag[element.tag].append(element)
        if names := element.get("class"):
            by_class[names].append(element)
        if name := element.get("id"):
            ids.add(name)
    for link in by_tag["a"]:
        if said := link.get("rel"):
            by_rel[said].append(link)
    return Elements(by_tag, by_class, by_rel, max(map(len, (*by_class, *ids)), default=0))


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
    if text.isascii():
        return " ".join(text.split())
    return composed(" ".join(_UNSEEN_SPACES.sub(" ", text).split()))


def words_of(text: str) -> list[str]:
    """The words of a text, to compare it with another: without case and punctuation."""
    if text.isascii():  # in half the time
        return text.translate(_ASCII_WORDS).split()
    return _WORDS.findall(composed(text, "NFKC").casefold())


def composed(text: str, form: Literal["NFC", "NFKC"] = "NFC") -> str:
    """Text in a normal form, with no more than thirty accents on one letter, as Unicode's stream-safe format has it.

    Sorting the accents of a letter takes the square of their number: a page can make it take an hour.
    """
    if text.isascii():
        return text
    if len(text) > _SAFE and any(map(unicodedata.combining, text[:: _SAFE // 2])):
        text = _ACCENTS.sub(_thirty, text)
    return unicodedata.normalize(form, text)


def _thirty(run: re.Match[str]) -> str:
    accents = 0
    kept = []
    for letter in run[0]:
        accents = accents + 1 if unicodedata.combining(letter) else 0
        if accents <= _MOST_ACCENTS:
            kept.append(letter)
    return "".join(kept)


def parts_of(url: str) -> SplitResult:
    """The parts of an address; all empty if it cannot be read as one."""
    try:
        parts = urlsplit(url)
        _ = parts.port  # read only when it is asked for
    except ValueError:
        return SplitResult("", "", "", "", "")
    return parts


def _parse(text: str) -> tuple[HtmlElement, bool]:
    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=False)
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
