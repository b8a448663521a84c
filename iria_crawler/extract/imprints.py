"""What the elements of a page print of what is taken for its article: its authors, its day, its captions."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import chain, islice

from lxml.html import HtmlElement

from iria_crawler.extract.authors import publishers_of
from iria_crawler.extract.boxes import is_short
from iria_crawler.extract.bylines import names_in
from iria_crawler.extract.dates import days_named
from iria_crawler.extract.days import dateline_in
from iria_crawler.extract.html import text_of, words_of
from iria_crawler.extract.names import LONGEST
from iria_crawler.extract.spots import CROWD, Field, Imprint, Print, Values, is_apart
from iria_crawler.extract.steps import Step, outwards
from iria_crawler.extract.view import View

_MOST = 2_000
_LONGEST_CAPTION = 1_000
_MOST_OF_CREDIT = 12  # words that a caption may have besides, as printed
_OTHER = ("",)
"""What no article has for a caption."""


def imprint_on(view: View, taken: Mapping[Field, Values]) -> Imprint:
    """What the elements with a class print, and what of each field the generic reader takes."""
    prints: list[Print] = []
    publishers, dropped = publishers_of(view), view.dropped()
    captions = [(caption, words_of(caption)) for caption in taken["captions"]]
    few = (elements for elements in view.elements.by_class.values() if len(elements) <= CROWD)
    for element in islice(chain.from_iterable(few), _MOST):
        text = text_of(element) if is_short(element, _LONGEST_CAPTION) else ""
        if text:
            at = outwards(element)
            prints.append(Print("captions", at, _captions(text, captions), len(text)))
            if len(text) <= LONGEST and not is_apart(at) and not view.is_left_out(element, dropped):
                prints += _named(view, element, publishers, at, len(text))
    return Imprint(prints, taken)


def _named(
    view: View, line: HtmlElement, publishers: frozenset[str], at: tuple[Step, ...], letters: int
) -> Iterator[Print]:
    """What a short line names: the people in it, and the day if it is one alone."""
    if names := names_in([line], publishers):
        yield Print("authors", at, names, letters)
    if date := dateline_in(view, line, partial(days_named, view)):
        yield Print("day", at, (date.date.day.isoformat(),), letters)


def _captions(text: str, captions: Sequence[tuple[str, Sequence[str]]]) -> Values:
    """The caption that a text is, with its credit or without."""
    said = words_of(text) if captions else ()
    for caption, words in captions:
        if words and said[: len(words)] == words and len(said) <= len(words) + _MOST_OF_CREDIT:
            return (caption,)
    return _OTHER
