"""The lines that a reader sees in a tree: its paragraphs, list items, headings, quotes and rows of tables."""

import re

from lxml.etree import iterwalk
from lxml.html import HtmlElement

from iria_crawler.extract.html import UNSEEN, composed

# HTML's and trafilatura's names of what stands on a line of its own.
_PARAGRAPHS = frozenset([
    "p", "head", "item", "quote", "row", "h1", "h2", "h3", "h4", "h5", "h6", "li", "blockquote", "tr", "div", "section",
    "article", "ul", "ol", "dl", "dt", "dd", "list", "table", "pre", "code", "body", "main", "figure", "header",
    "footer", "aside", "hr", "fieldset", "address", "details", "summary", "figcaption", "center",
])  # fmt: skip
_CELLS = frozenset(["cell", "td", "th"])
_BREAKS = frozenset(["lb", "br"])
_SPACES = re.compile(r"[^\S\n]+")
_EMPTY_LINE = re.compile(r"\n\s*\n")


def paragraphs(tree: HtmlElement) -> tuple[str, ...]:
    """The paragraphs, list items, headings, quotes and table rows of a tree, in order."""
    lines: list[str] = []
    parts: list[str] = []
    walk = iterwalk(tree, events=("start", "end"))
    for event, element in walk:
        if event == "start" and element.tag in UNSEEN and element is not tree:
            walk.skip_subtree()
            continue
        if element.tag in _PARAGRAPHS:
            _flush(parts, lines)
        elif element.tag in _CELLS and event == "start" and "".join(parts).strip():
            parts.append(" | ")
        if event == "start":
            parts += ("\n" if element.tag in _BREAKS else "", element.text or "")
        elif element is not tree and element.tail:
            parts.append(element.tail)
    _flush(parts, lines)
    return tuple(lines)


def _flush(parts: list[str], lines: list[str]) -> None:
    joined = "".join(parts)
    parts.clear()
    if "\n" not in joined:
        lines += filter(None, [composed(" ".join(joined.split()))])
        return
    for paragraph in _EMPTY_LINE.split(composed(_SPACES.sub(" ", joined))):
        line = "\n".join(filter(None, map(str.strip, paragraph.split("\n"))))
        if line:
            lines.append(line)
