"""Where on a page the comments of its readers begin, if nothing but their heading says so."""

import re

from lxml.html import HtmlElement

from iria_crawler.extract.html import Elements, text_of
from iria_crawler.extract.places import HEADINGS, is_prose

_LONGEST = 60  # letters
_TEXT = 2  # paragraphs; one may be a standfirst, with the count of the comments under it
_WORDS = (
    r"comments?|responses?|replies|discussion|kommentare?|commentaires?|réactions?|comentarios?|comentários?|commenti"
    r"|reacties|kommentarer|kommentit|komentarze|komentáře|komentari|comentarii|hozzászólások|yorumlar|komentar"
    r"|комментарии|коментарі|σχόλια|ال?تعليقات|نظرات|دیدگاه\u200c?ها|תגובות|评论|評論|留言|コメント|댓글"
)
_IS_HEADING = re.compile(
    rf"(?i)\W*(?:(?:\d+|no|all|add|your|our|reader|readers['’]?|leser-?|user|post) ?){{0,2}}(?:{_WORDS})"
    r"(?: (?:on|to|zu|sur) .*)?(?:\W*\d*\W*)"
)
# What may as well head a part of the text, unless it has a number or what it is on between quotation marks.
_MAY_BE_OF_TEXT = re.compile(r"(?i)\W*discussion\W*|\D* (?:on|to|zu|sur) \w\D*")


def commented(tree: HtmlElement, elements: Elements) -> frozenset[HtmlElement]:
    """The heading of the comments in a copy of the page whose elements these are, and the boxes after it; nothing if
    no more than a standfirst is before that, or the headline after it."""
    if not any(_is_heading(one) for tag in HEADINGS for one in elements[tag]):
        return frozenset()
    paragraphs = 0
    for element in tree.iter("p", *HEADINGS):
        if element.tag == "p":
            paragraphs += is_prose(element)
        elif paragraphs >= _TEXT and _is_heading(element):
            after = (box for one in (element, *element.iterancestors()) for box in one.itersiblings("*"))
            boxes = frozenset((element, *after))
            return frozenset() if any(next(box.iter("h1"), None) is not None for box in boxes) else boxes
    return frozenset()


def _is_heading(element: HtmlElement) -> bool:
    text = text_of(element) if len(element) < 4 and len(element.text or "") <= _LONGEST else ""
    if not 0 < len(text) <= _LONGEST or _MAY_BE_OF_TEXT.fullmatch(text):
        return False
    return _IS_HEADING.fullmatch(text) is not None
