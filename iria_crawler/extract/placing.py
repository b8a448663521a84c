"""Where in the text of an article its pictures stand."""

from collections.abc import Sequence
from dataclasses import replace

from lxml.html import HtmlElement

from iria_crawler.extract.html import text_of, words_of
from iria_crawler.extract.images import PICTURES, key_of, url_of
from iria_crawler.extract.view import View
from iria_crawler.items import Figure

_TEXTS = ("p", "li", "h2", "h3", "h4", "blockquote", "tr", "pre", "dd")
_WORDS = 12
"""As many words of a paragraph tell it from others; the whole is longer to compare."""


def placed(figures: Sequence[Figure], view: View, body: str) -> tuple[Figure, ...]:
    """The figures with the number of paragraphs before each; None of one that the page does not print as a picture."""
    wanted = {key_of(figure.url) for figure in figures}
    if not wanted:
        return ()
    after = _places(wanted, view, body)
    return tuple(replace(figure, after=after.get(key_of(figure.url))) for figure in figures)


def _places(wanted: set[str], view: View, body: str) -> dict[str, int]:
    pictures = _printed(wanted, view)
    if not pictures:
        return {}
    numbers: dict[tuple[str, ...], list[int]] = {}
    last = 0
    for last, line in enumerate(body.split("\n\n"), 1):
        numbers.setdefault(_start(line), []).append(last)
    found: dict[str, int] = {}
    passed = 0
    for element in view.tree.iter(*_TEXTS, *PICTURES):
        key = pictures.get(element)
        if key is not None:
            found[key] = passed
            if len(found) == len(pictures):
                break
        elif passed < last and element.tag not in PICTURES:
            passed = next((number for number in numbers.get(_start(text_of(element)), ()) if number > passed), passed)
    return found


def _printed(wanted: set[str], view: View) -> dict[HtmlElement, str]:
    """Where the page first prints each of the pictures."""
    first: dict[str, HtmlElement] = {}
    for picture in view.tree.iter(*PICTURES):
        url = url_of(picture, view.base)
        if url is not None and (key := key_of(url)) in wanted:
            first.setdefault(key, picture)
            if len(first) == len(wanted):
                break
    return {picture: key for key, picture in first.items()}


def _start(text: str) -> tuple[str, ...]:
    return tuple(words_of(text[:200])[:_WORDS])
