"""The captions of the pictures of an article: where they stand."""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice

from lxml.etree import XPath
from lxml.html import HtmlElement

from iria_crawler.extract.boxes import boxes, holds_picture, is_elsewhere, is_person, is_short
from iria_crawler.extract.credits import is_label_alone, parted
from iria_crawler.extract.html import squeeze, text_of, words_of
from iria_crawler.extract.images import PICTURES
from iria_crawler.extract.legends import Caption, is_unseen, read
from iria_crawler.extract.rules import select
from iria_crawler.extract.unmarked import unmarked
from iria_crawler.extract.view import View

MOST = 500

# Names of a class that say "caption", in the languages that templates are written in; the second kind may say it of
# any text beside a picture, and is believed where the first is missing.
_NAMED = re.compile(
    r"""(?x) caption (?:$|[\s_-]|te?xt|s\b)
      | (?:image|photo|picture|img|foto|bild) [-_]? (?:desc(?:ription)?|legend[ae]?|text) (?=$|[\s_-])
      | (?:image|img|photo|picture) [-_]? cap (?=$|[\s_-])
      | (?:^|[\s_-]) (?:legend[ea]? | leyenda | bildunterschrift | bildtext | bildetekst | billedtekst | cutline
        | pie-?(?:de-)?foto | didascalia | epigrafe | onderschrift | bijschrift | kuvateksti | popisek | alt-?yaz[iı]
        | resim-?alt[iı] | chu-?thich ) (?=$|[\s_-])"""
)
_HINTED = re.compile(
    r"""(?x) (?:image|img|photo|foto|picture|bild|media|figure|visual|lightbox|gallery) [\w-]*? [-_]*
        (?:desc(?:ription)?|info(?:-?text)?|legend[ae]?|lead|text) (?=$|[\s_])
      | (?:carousel|slide\w*) [\w-]*? desc(?:ription)? (?=$|[\s_])
      | (?:^|[\s_-]) (?:podpis | infotext) (?=$|[\s_-]) | (?:^|\s) cap (?=$|\s)"""
)
# One of these is in every such name: cheaper to look for.
_PARTS = (
    *("desc", "legend", "lead", "info", "text", "tekst", "leyenda", "cutline", "foto", "didascalia"),
    *("epigrafe", "schrift", "podpis", "popisek", "yaz", "resim", "thich", "cap"),
)
_NO_CAPTION = re.compile(
    r"""(?x) video | captioned | caption-?(?:toggle|button|icon) | has-?caption | no-caption | with-?caption
      | media-text | ad-caption | (?:^|\s)text-caption  # the last is a size of print"""
)
_TAGS = ("figcaption", "p", "div", "span", "dd", "em", "small", "cite", "h6", "section", "li", "td", "blockquote")
_NO_PARTS = ("time", "input", "figcaption", "h1", "ul", "ol")
_LONGEST = 1_000
_MOST_BETWEEN = 160
_FRAMES, _MOST_BOXES = 3, 10
_CAPTION_ATTRIBUTES = ("data-caption", "data-image-caption", "data-c-caption")
_WITH_ID = XPath("descendant::*[@id]")

Captions = dict[HtmlElement, list[Caption]]


def captions_of(view: View, root: HtmlElement, *, marking: bool = True) -> Captions:
    """The captions of each picture in a part of the page that has any: two if it is printed twice with different ones.

    With `marking` an element that nothing but its words tells to be one is given the class of a caption, for the body
    is read from the same copy of the page later, without captions.
    """
    found: Captions = {}
    for element, picture in _named(view, root):
        _add(found, picture, read(element, picture))
    for picture in root.iter(*PICTURES):
        holder = _told_by(picture)
        if holder is not None and not _has_text(found, picture):
            _add(found, picture, _told(holder))
    for element, picture in _describing(view, root):
        if not _has_text(found, picture):
            _add(found, picture, read(element, picture))
    for element, picture in list(unmarked(root, view.content, known=found)):
        _add(found, picture, read(element, picture))
        if marking:
            element.set("class", "wp-caption-text")
    return found


def same_caption(one: str, other: str) -> bool:
    """Whether one of two captions says no more than the other."""
    first, second = " ".join(words_of(one)), " ".join(words_of(other))
    return first in second or second in first


def _add(found: Captions, picture: HtmlElement, caption: Caption) -> None:
    """Keep a caption; one that says the same as another of its picture, or fills a gap of it, becomes one with it."""
    if not (caption.text or caption.credit):
        return
    captions = found.setdefault(picture, [])
    for place, old in enumerate(captions):
        if not (old.text and caption.text) or same_caption(old.text, caption.text):
            captions[place] = Caption(old.text or caption.text, old.credit or caption.credit)
            return
    captions.append(caption)


def _has_text(found: Captions, picture: HtmlElement) -> bool:
    return any(caption.text for caption in found.get(picture, ()))


def _told_by(picture: HtmlElement) -> HtmlElement | None:
    """What has the caption in an attribute, from which a script takes it: the picture, its frame or a box beside it."""
    above = picture.getparent()
    figure = next((box for box in islice(boxes(picture), _FRAMES) if box.tag == "figure"), None)
    beside = () if figure is None else islice(figure.iter("div"), _MOST_BOXES)
    own = (box for box in beside if not holds_picture(box) or picture in box.iter(picture.tag))
    holders = (picture, *(() if above is None else (above,)), *own)
    return next((holder for holder in holders if any(map(holder.get, _CAPTION_ATTRIBUTES))), None)


def _told(holder: HtmlElement) -> Caption:
    said = next(filter(None, map(holder.get, _CAPTION_ATTRIBUTES)), "")
    text, credit = parted(squeeze(re.sub(r"<[^<>]*>", " ", said)))
    return Caption(text, credit or holder.get("data-c-credit"))


def _describing(view: View, root: HtmlElement) -> Iterator[tuple[HtmlElement, HtmlElement]]:
    """What pictures name as what describes them, each with its picture; how to use a gallery describes all of it."""
    pictures: dict[str, list[HtmlElement]] = {}
    for picture in islice(root.iter(*PICTURES), MOST):
        if name := picture.get("aria-describedby"):
            pictures.setdefault(name.strip(), []).append(picture)
    for element in _WITH_ID(root) if pictures else ():
        described = pictures.get(element.get("id"), [])
        is_shown = len(described) == 1 and not is_unseen(element) and _is_caption(element)
        if is_shown and not is_elsewhere(element, view.content):
            yield element, described[0]


def _named(view: View, root: HtmlElement) -> Iterator[tuple[HtmlElement, HtmlElement]]:
    """The captions by the site's rule or by their names, each with its picture; those of doubtful names come last."""
    hinted: list[tuple[HtmlElement, HtmlElement]] = []
    sure: set[HtmlElement] = set()
    for element, is_sure in islice(_elements(view, root), MOST):
        for picture in _pictures_of(element, root):
            if is_sure:
                sure.add(picture)
                yield element, picture
            else:
                hinted.append((element, picture))
    yield from ((element, picture) for element, picture in hinted if picture not in sure)


def _elements(view: View, root: HtmlElement) -> Iterator[tuple[HtmlElement, bool]]:
    """Outermost elements that are captions, and whether that is sure."""
    if view.rules.captions:
        yield from ((element, True) for selector in view.rules.captions for element in select(root, selector))
        return
    inside: HtmlElement | None = None
    for element in root.iter(*_TAGS):
        is_sure = True if view.spots.hold("captions", element) else _is_named(element)
        if is_sure is None or (inside is not None and inside in element.iterancestors()):
            continue
        if _is_caption(element) and not is_elsewhere(element, view.content):
            inside = element if is_sure else inside
            yield element, is_sure


def _is_named(element: HtmlElement) -> bool | None:
    """Whether an element is a caption for sure by its tag or its names; None if they do not say so at all."""
    if element.tag == "figcaption" or element.get("itemprop") == "caption":
        return True
    names = element.get("class")
    return _says_caption(names) if names else None


@lru_cache(maxsize=20_000)
def _says_caption(names: str) -> bool | None:
    low = names.lower()
    if not any(part in low for part in _PARTS) or _NO_CAPTION.search(low):
        return None
    return True if _NAMED.search(low) else False if _HINTED.search(low) else None


def _is_caption(element: HtmlElement) -> bool:
    if element.tag == "figcaption":
        return True
    if not is_short(element, _LONGEST) or is_label_alone(text_of(element)):
        return False
    return next(element.iter(*PICTURES, *_NO_PARTS), None) is None


def _pictures_of(caption: HtmlElement, root: HtmlElement) -> Iterator[HtmlElement]:
    """The picture that a caption stands under; if it is that of a gallery, all in that which have none of their own."""
    box = caption.getparent()
    figures = list(box.iterdescendants("figure")) if box.tag == "figure" and caption.tag == "figcaption" else []
    if len(figures) > 1:
        bare = (figure for figure in figures if not any(map(text_of, figure.iter("figcaption"))))
        yield from (picture for figure in bare for picture in islice(figure.iter(*PICTURES), 1))
    elif (picture := _picture_of(caption, root)) is not None:
        yield picture


def _picture_of(caption: HtmlElement, root: HtmlElement) -> HtmlElement | None:
    """The picture that a caption stands under: the last one before it in the smallest box that holds one."""
    for box in boxes(caption):
        if holds_picture(box):
            picture, between = _nearest(caption, box)
            is_near = box.tag == "figure" or between < _MOST_BETWEEN
            return picture if is_near and picture is not None and not is_person(picture) else None
        if box.tag == "figure" or box is root:
            return None
    return None


def _nearest(caption: HtmlElement, box: HtmlElement) -> tuple[HtmlElement | None, int]:
    """The last picture before a caption, or else the first after it, and how many letters stand between the two."""
    picture: HtmlElement | None = None
    between = 0
    is_passed = False
    for element in box.iter():
        if element is caption:
            if picture is not None:
                return picture, between
            is_passed, between = True, -len(text_of(caption))
        elif element.tag in PICTURES:
            if is_passed:
                return element, between
            picture, between = element, 0
        if element.tag not in ("script", "style", "svg"):
            between += len((element.text or "").strip())
        between += len((element.tail or "").strip())
    return picture, between
