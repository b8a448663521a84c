"""The elements of a page, and what a reader sees of their text, in one form to compare it by."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal
from urllib.parse import SplitResult, urlsplit

from lxml.etree import iterwalk
from lxml.html import HtmlElement

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
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
UNSEEN = frozenset(
    ["script", "style", "noscript", "template", "svg", "iframe", "object", "textarea", "select", "button", "math"]
)

_MOST_ACCENTS = 30
_SAFE = 200  # letters; the accents of so few are sorted in no time
_ACCENTS = re.compile(r"[^\w\s\x00-\x7f]{31,}")
_WORDS = re.compile(r"\w+")
_UNSEEN_SPACES = re.compile("[\u200b\ufeff\u00ad\u2060]")
# What ASCII has of letters, digits and underscores, in lower case; all else is a space.
_ASCII_WORDS = "".join(chr(code).lower() if chr(code).isalnum() or code == ord("_") else " " for code in range(128))


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


def known_names(names: Iterable[str | None]) -> frozenset[str]:
    """Names in a form to compare others with."""
    return frozenset(" ".join(words_of(squeeze(name))) for name in names if name)


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
