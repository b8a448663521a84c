"""Whether a short page tells of something, or speaks to its reader as walls, forms and notices do."""

import re
from collections.abc import Iterable
from itertools import islice

from lxml.etree import XPath
from lxml.html import HtmlElement

from iria_crawler.extract.html import squeeze
from iria_crawler.extract.wallwords import SPEAKS_OF_CONSENT, SPEAKS_TO_READER
from iria_crawler.text import size_of

LONGEST = 50_000
"""Letters that are read of a text: far more than any wall has."""

_STORY = 120  # letters of sentences that do not speak to the reader; no request has so many
_FAR_MORE = 3
_SHORTEST = 40  # letters
_SENTENCE_ENDS = re.compile(r"[.!?؟。！？]\s*")
_CHUNKS = XPath(
    f"//body/descendant::text()[string-length(normalize-space()) > {_SHORTEST}]"
    "[not(parent::script or parent::style or parent::noscript or parent::textarea or parent::h1)]",
    smart_strings=False,
)


def sentences_of(tree: HtmlElement | None) -> tuple[str, ...]:
    """The running text of a page below its headline, but for what is about consent."""
    chunks = () if tree is None else islice(_CHUNKS(tree), LONGEST // _SHORTEST)
    text = "\n".join(squeeze(chunk[:LONGEST]) for chunk in chunks)[:LONGEST]
    said = (sentence for chunk in text.split("\n") for sentence in _SENTENCE_ENDS.split(chunk))
    return tuple(sentence for sentence in said if not SPEAKS_OF_CONSENT.search(sentence))


def is_news(sentences: Iterable[str]) -> bool:
    """Whether sentences tell of something as news does: far more of them do not speak to their reader than do."""
    sentences = list(sentences)
    spoken = {sentence for sentence in sentences if SPEAKS_TO_READER.search(sentence)}
    told = size_of("".join(sentence for sentence in sentences if sentence not in spoken))
    return told >= _STORY and told >= _FAR_MORE * size_of("".join(spoken))
