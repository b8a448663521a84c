"""Other articles that a page has below its own, for readers who scroll on."""

import re
from collections.abc import Sequence
from itertools import islice

from lxml.html import HtmlElement

from iria_crawler.extract.html import text_of
from iria_crawler.extract.passages import Box, Passage
from iria_crawler.extract.pieces import likeness, pieces_of

_ALIKE = 0.5
_LEAST = 500  # letters of the page's own article
_MOST_PARTS = 100  # elements; so near the headline stands who wrote it, and when
_SIGNED = re.compile(r"(?i)byline|author")


def without_sequels(taken: list[Passage], title: str) -> list[Passage]:
    """The passages of a text without those in articles of their own, each with a first heading, that says something
    else than the title, and with an author or a day: what is left must be a text."""
    boxes = {box for passage in taken for box in passage.box.around() if box.element.tag == "article"}
    if len(boxes) < 2:
        return taken
    headed = {box: _headline(box.element) for box in boxes}
    wanted = set(pieces_of(title))
    others = {box for box, words in headed.items() if words and likeness(words, wanted) < _ALIKE and _is_signed(box)}
    left = [passage for passage in taken if others.isdisjoint(passage.box.around())]
    return left if others and sum(len(passage.text) for passage in left) >= _LEAST else taken


def _headline(article: HtmlElement) -> set[str]:
    heading = next(article.iter("h1"), None)
    return set() if heading is None else set(pieces_of(text_of(heading)))


def _is_signed(box: Box) -> bool:
    parts: Sequence[HtmlElement] = list(islice(box.element.iter(), _MOST_PARTS))
    return any(part.tag == "time" or _SIGNED.search(part.get("class") or "") for part in parts)
