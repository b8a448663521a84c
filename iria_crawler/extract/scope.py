"""Where the prose of a page stands, and which of its elements is the article."""

from collections import defaultdict
from collections.abc import Mapping

from lxml.etree import XPath
from lxml.html import HtmlElement

_RUNNING_TEXT = XPath(
    "descendant::text()[string-length() > 60][not(parent::script or parent::style)]"
    "[string-length(normalize-space()) > 60][not(ancestor::a)]"
)


def content_of(tree: HtmlElement) -> HtmlElement:
    """The smallest element that holds most of the prose of a page."""
    body = tree.find("body")
    body = tree if body is None else body
    prose = _prose_by_element(body)
    here, total = body, prose[body]
    while total:
        heavy = next((child for child in here if prose[child] >= 0.75 * total), None)
        if heavy is None or heavy.tag == "p":
            break
        here = heavy
    return here


def article_of(content: HtmlElement) -> HtmlElement:
    """The element around the prose that holds the headline and what stands with it."""
    for element in (content, *content.iterancestors()):
        if element.tag in ("article", "main", "body") or "hentry" in (element.get("class") or "").split():
            return element
        if element.find(".//h1") is not None:
            return element
    return content


def prose_of(element: HtmlElement) -> int:
    """How many characters of running text an element holds."""
    return sum(map(len, _RUNNING_TEXT(element)))


def prose_around(body: HtmlElement) -> Mapping[HtmlElement, int]:
    """The same of a body and of all that is in it, each text looked at once."""
    prose: dict[HtmlElement, int] = defaultdict(int)
    for text in _RUNNING_TEXT(body):
        holder = text.getparent().getparent() if text.is_tail else text.getparent()
        prose[holder] += len(text)
    return _with_boxes(prose)


def _prose_by_element(body: HtmlElement) -> Mapping[HtmlElement, int]:
    sizes = ((paragraph, len("".join(paragraph.itertext()))) for paragraph in body.iter("p"))
    return _with_boxes({paragraph: size for paragraph, size in sizes if size > 40})


def _with_boxes(prose: Mapping[HtmlElement, int]) -> Mapping[HtmlElement, int]:
    """How much prose elements hold, with all that is around them."""
    within: dict[HtmlElement, int] = defaultdict(int)
    for holder, size in prose.items():
        within[holder.getparent()] += size
    whole = defaultdict(int, prose)
    for box, size in within.items():  # most paragraphs have one parent: what is around it is walked through once
        for element in (box, *box.iterancestors()):
            whole[element] += size
    return whole
