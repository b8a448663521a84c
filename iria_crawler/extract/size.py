"""How much of a page is read: limits that no article reaches, and what is left out of a page that passes them."""

import re
from collections import Counter
from copy import deepcopy
from itertools import islice

from lxml.etree import XPath, iterwalk
from lxml.html import HtmlElement

MOST_ELEMENTS = 12_000
"""Of a page; of 1,200 articles of 500 publishers the largest had 10,200."""

MOST_LETTERS = 1_000_000
"""Of the text of a page; the longest live reports have a third of that."""

MOST_IN_HEAD = 2_000
"""Elements of the head of a page that is too large."""

MOST_MARKUP = 9_000_000
"""Bytes of UTF-8; libxml2 gives up at a text or an attribute of more than ten million."""

MOST_TAGS = 150_000
"""A parsed element takes a hundred bytes and more."""

MOST_LEVELS = 80
"""Elements within each other, where libxml2 gives up: it stops at 256, and leaves out all that comes after."""

LONGEST_NAME = 2_000
"""Letters of a class or an id: longer than all that readers look for in them."""

_MOST_ATTRIBUTES = 300  # of an element; the time to read them grows with the square of their number
_MANY = 20_000  # equals signs
_LONG_TAG = 50_000  # letters between two closing brackets
_LARGE_TAG = 20_000  # letters
_MOST_ITEMS = 300  # of a list, where a page is too large
_SOME = 20
_IMPLIED = 1_000  # elements that a parser may add to those that have a tag
_MOST_DATA = 50  # scripts of JSON-LD, the same
_BLANK = re.compile(r"(\s)\s{999,}")
# A comment, a script or a tag that is not closed goes on to the end: else each would be looked for to the end.
_TAG = re.compile(
    r"<!--.*?(?:-->|\Z)|<(script|style|textarea)\b.*?(?:</\1\s*>|\Z)|<(/?)([a-z][^\s/>]*+)[^>]*+(?:>|\Z)",
    re.DOTALL | re.IGNORECASE,
)
# Comments and scripts are passed over: what stands in them is no tag.
_QUOTED_TAG = re.compile(
    r"""<!--(?:[^-]++|-(?!->))*+(?:-->|\Z) | <(script|style)\b[^>]{0,2000}>(?:[^<]++|<(?!/\1\s*>))*+(?:</\1\s*>|\Z)
      | <[a-z](?:[^>"']++|"[^"]*+(?:"|\Z)|'[^']*+(?:'|\Z))*+(?:>|\Z)""",
    re.IGNORECASE | re.DOTALL | re.VERBOSE,
)
_ATTRIBUTE = re.compile(r"""\s[^\s=>]++(?:\s*+=\s*+(?:"[^"]*+"?|'[^']*+'?|[^\s>"']++))?""")
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_BREAKS = re.compile(r"<br>(?:\s*<br>)+")
_VOID = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"]
)
# One of these ends another, or is only found within a table or a list: what is not closed holds no other.
_SHALLOW = frozenset(
    ["html", "head", "body", "p", "li", "dd", "dt", "option", "tr", "td", "th", *map("h{}".format, range(1, 7))]
)
_INLINE = frozenset(["a", "b", "big", "em", "font", "i", "mark", "s", "small", "span", "strong", "sub", "sup", "u"])
_NO_TEXT = frozenset(["svg", "math", "style", "template", "object", "textarea", "select", "button", "nav", "form"])
_LISTS = ("ul", "ol", "dl", "menu")
_ELEMENTS = XPath("count(descendant-or-self::*)")
_TEXT = XPath("string-length(.)")


def within(text: str) -> tuple[str, tuple[str, ...]]:
    """Markup with no more of white space than anybody needs, as much as can be parsed, and what was left out of it."""
    if text.count("=") > _MANY or (len(text) > 2 * _LONG_TAG and _has_long_tag(text)):
        text = _QUOTED_TAG.sub(_shortened, text)
    if len(text) * 4 <= MOST_MARKUP and text.count("<") <= MOST_TAGS:
        return text, ()
    text = _BLANK.sub(r"\1", text)
    if text.count("<") > MOST_TAGS:
        text = _COMMENT.sub("", text)
    said = []
    raw = text.encode("utf-8", "ignore")
    if len(raw) > MOST_MARKUP:
        said.append(f"{len(raw):,} bytes of markup, {MOST_MARKUP:,} read")
        text = raw[:MOST_MARKUP].decode("utf-8", "ignore")
    tags = text.count("<")
    if tags > MOST_TAGS:
        said.append(f"{tags:,} tags, {MOST_TAGS:,} read")
        text = text[: next(islice(re.finditer("<", text), MOST_TAGS, None)).start()]
    return text, tuple(said)


def _has_long_tag(text: str) -> bool:
    """Whether more letters than any tag has are between two closing brackets: looked for from one to the last in
    reach, not to the next."""
    at = 0
    while len(text) - at > _LONG_TAG:
        last = text.rfind(">", at, at + _LONG_TAG + 1)
        if last < 0:
            return True
        at = last + 1
    return False


def _shortened(tag: re.Match[str]) -> str:
    """A tag with as many attributes as are read."""
    if tag.end() - tag.start() < _LARGE_TAG or tag[1] or tag[0].startswith("<!--"):
        return tag[0]
    after = next(islice(_ATTRIBUTE.finditer(tag[0]), _MOST_ATTRIBUTES, None), None)
    return tag[0] if after is None else f"{tag[0][: after.start()]}>"


def flattened(text: str) -> str:
    """Markup without the tags of elements that stand too deep in others; their text stays, line by line."""
    opened: list[str] = []
    left_out: Counter[str] = Counter()

    def kept(tag: re.Match[str]) -> str:
        name = (tag[3] or "").lower()
        if not name or name in _VOID or name in _SHALLOW:
            return tag[0]
        gone = "" if name in _INLINE else "<br>"
        if not tag[2]:
            if len(opened) >= MOST_LEVELS:
                left_out[name] += 1
                return gone
            opened.append(name)
        elif left_out[name]:
            left_out[name] -= 1
            return gone
        elif name in opened:
            while opened.pop() != name:
                pass
        return tag[0]

    return _BREAKS.sub("<br><br>", _TAG.sub(kept, text))


def readable(tree: HtmlElement, *, tags: int, letters: int) -> tuple[HtmlElement, tuple[str, ...]]:
    """A page as far as an article is looked for in it, and what was left out: of nearly all pages nothing.

    `tags` and `letters` are those of its markup: where they are few, nothing need be counted. Of a page that is too
    large it is a copy with the beginnings of its lists, without menus, forms and drawings, and of that as much as may
    be.
    """
    if tags + _IMPLIED <= MOST_ELEMENTS and letters <= MOST_LETTERS:
        return tree, ()
    elements, letters = int(_ELEMENTS(tree)), _letters(tree)
    if elements <= MOST_ELEMENTS and letters <= MOST_LETTERS:
        return tree, ()
    sizes = ((elements, MOST_ELEMENTS, "elements"), (letters, MOST_LETTERS, "letters"))
    copy = deepcopy(tree)
    _thin(copy)
    body = copy.find("body")
    if body is not None:
        data = list(islice((one for one in body.iter("script") if "ld+json" in (one.get("type") or "")), _MOST_DATA))
        _cut(body)
        body.extend(one for one in data if body not in one.iterancestors())
    return copy, tuple(f"{size:,} {what}, {most:,} read" for size, most, what in sizes if size > most)


def with_short_names(tree: HtmlElement) -> HtmlElement:
    """A copy of a page without the ends of classes and ids that are too long."""
    copy = deepcopy(tree)
    for element in copy.iter("*"):
        for name in ("class", "id"):
            if len(said := element.get(name) or "") > LONGEST_NAME:
                element.set(name, said[:LONGEST_NAME])
    return copy


def _letters(tree: HtmlElement) -> int:
    """How long the text of a page is; what scripts hold only counts where there is little of it in all."""
    letters = int(_TEXT(tree))
    if letters > MOST_LETTERS:
        letters -= sum(len(hidden.text or "") for hidden in tree.iter("script", "style"))
    return letters


def _thin(tree: HtmlElement) -> None:
    for element in list(tree.iter(*_NO_TEXT)):
        element.clear(keep_tail=True)
    for element in list(tree.iter(*_LISTS)):
        if _is_menu(element):
            del element[_MOST_ITEMS:]
    head = tree.find("head")
    if head is not None:
        del head[MOST_IN_HEAD:]


def _is_menu(element: HtmlElement) -> bool:
    """Whether what a list begins with is mostly links."""
    start = list(islice(element, _SOME))
    return len(element) > _MOST_ITEMS and 2 * sum(item.find(".//a") is not None for item in start) > len(start)


def _cut(body: HtmlElement) -> None:
    """Remove what comes after so many elements, or so many letters, of a page."""
    elements, letters = MOST_ELEMENTS - MOST_IN_HEAD, MOST_LETTERS
    for event, element in iterwalk(body, events=("start", "end")):
        is_start = event == "start"
        if is_start and element.tag in ("script", "style"):
            elements -= 1
            continue
        text = (element.text if is_start else element.tail if element is not body else "") or ""
        elements -= is_start
        letters -= len(text)
        if letters < 0 and is_start:
            element.text = text[:letters]
        elif letters < 0:
            element.tail = text[:letters]
        if letters < 0 or elements < 0:
            _end_at(element, body, is_start=is_start)
            return


def _end_at(element: HtmlElement, body: HtmlElement, *, is_start: bool) -> None:
    """Remove all after the text that an element begins with, or after the text that follows it."""
    if is_start:
        del element[:]
    for above in (element, *element.iterancestors()):
        if above is body:
            return
        if is_start or above is not element:
            above.tail = None
        parent = above.getparent()
        del parent[parent.index(above) + 1 :]
