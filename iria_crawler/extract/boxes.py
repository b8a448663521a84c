"""What the pictures and captions of a page stand in, and what of that is no part of the article."""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice

from lxml.html import HtmlElement

from iria_crawler.extract.html import HEADINGS, UNSEEN
from iria_crawler.extract.images import PICTURES, frames, is_picture_file
from iria_crawler.extract.scope import prose_of

# A picture in one of these is not one of this article.
_ELSEWHERE = re.compile(
    r"""(?x) (?:^|[\s_-]) (?: teaser\w* | related\w* | recommend\w* | recirc\w* | newsletter\w* | promo | paid\w*
      | upsell\w* | advert\w* | ad-banner | banner-ad | sponsor\w* | outbrain\w* | taboola\w* | mc4wp\w* | subscribe
      | (?:story|article|post)?-?authors? | author-?(?:box|bio|card|info\w*|details) | bio | comments?
      | (?:read|see)-?(?:more|also) | most-?read | player\w* | video\w*
      | (?:article|story|post|news|link|promo)-?card ) (?=$|[\s_-])"""
)
_PERSON = re.compile(
    r"(?i)rounded-full|avatar|(?:^|[\s_-])(?:author|byline|profile|contributor|headshot|circle)(?:$|[\s_-])"
)
_NO_PICTURES = frozenset(["nav", "form", "table", "video"])
_CLIMB = 5
_FRAME = 3  # cells: of a picture, its caption and whose it is
_MOST_OF_IT = 0.75
_LONGEST_CAPTION = 1_000
_CROWD = 200  # so many children have pages and lists, not the box of a picture


def boxes(element: HtmlElement) -> Iterator[HtmlElement]:
    """The few elements around one that may be the box of a picture with its caption, the smallest first."""
    for above in islice(frames(element), _CLIMB):
        if next(islice(above, _CROWD, None), None) is not None:
            return
        yield above


def holds_picture(element: HtmlElement) -> bool:
    """Whether there is a picture in an element."""
    return next(element.iter(*PICTURES), None) is not None


def is_elsewhere(element: HtmlElement, content: HtmlElement) -> bool:
    """Whether an element stands among other articles, authors, adverts or letters, or is a link to elsewhere.

    What holds the text of the article, `content`, is not asked, nor what holds most of it.
    """
    around = {content, *content.iterancestors()}
    is_in_article = False
    for above in (element, *element.iterancestors()):
        if above in around:  # an article beside the text is another article
            return is_in_article and above is not content
        is_in_article = is_in_article or (above.tag == "article" and not _is_only_a_picture(above))
        if (above.tag in _NO_PICTURES and not _is_frame(above)) or (above.tag == "a" and leaves(above)):
            return True
        if _says_elsewhere(f"{above.get('class') or ''} {above.get('id') or ''}"):
            return prose_of(above) < _MOST_OF_IT * prose_of(content)
    return False


def _is_only_a_picture(article: HtmlElement) -> bool:
    """Whether what is marked up as an article is one picture with its caption, as Drupal has its media: no headline, no
    way to elsewhere."""
    if not is_short(article, _LONGEST_CAPTION) or not holds_picture(article):
        return False
    return next(article.iter(*HEADINGS), None) is None and not any(map(leaves, article.iter("a")))


def _is_frame(table: HtmlElement) -> bool:
    """Whether a table is there to set a caption under a picture: a picture in one cell, and few more."""
    if table.tag != "table" or len(list(islice(table.iter(*PICTURES), 2))) != 1:
        return False
    return len(list(islice(table.iter("td", "th"), _FRAME + 1))) <= _FRAME


def leaves(link: HtmlElement) -> bool:
    """Whether a link leads to another page, not to the file of a picture."""
    href = link.get("href") or ""
    return bool(href) and not href.startswith(("#", "javascript:")) and not is_picture_file(href)


def is_person(picture: HtmlElement) -> bool:
    """Whether a picture is that of an author, by its class or that of its frame."""
    names = (above.get("class") or "" for above in islice(frames(picture), 2))
    return _PERSON.search(" ".join([picture.get("class") or "", *names])) is not None


def is_short(element: HtmlElement, most: int) -> bool:
    """Whether an element has at most so many letters, without reading one that has far more."""
    for part in element.iter():
        if part.tag not in UNSEEN:
            most -= len((part.text or "").strip())
        if part is not element:
            most -= len((part.tail or "").strip())
        if most < 0:
            return False
    return True


@lru_cache(maxsize=20_000)
def _says_elsewhere(names: str) -> bool:
    return _ELSEWHERE.search(names.lower()) is not None
