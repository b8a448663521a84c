"""The pictures of an article with their captions and credits."""

import re
from dataclasses import replace
from itertools import islice, takewhile

from lxml.html import HtmlElement

from iria_crawler.extract.boxes import is_elsewhere
from iria_crawler.extract.captions import MOST, captions_of, same_caption
from iria_crawler.extract.html import squeeze, words_of
from iria_crawler.extract.images import (
    PICTURES,
    frames,
    is_decoration,
    is_logo,
    is_resized,
    is_small,
    key_of,
    url_of,
)
from iria_crawler.extract.legends import Caption
from iria_crawler.extract.stated import stated, stated_gallery
from iria_crawler.extract.view import Found, View
from iria_crawler.hrefs import absolute
from iria_crawler.items import Figure

_GALLERY = re.compile(r"(?i)gallery|slideshow|carousel|slider")


def figures_of(view: View, *, marking: bool = True) -> tuple[Figure, ...]:
    """The pictures of the article in the order of the text, each once; a lead picture outside the text comes first."""
    article = _article(view)
    captions = captions_of(view, article, marking=marking)
    later = _later(view, article)
    found: dict[str, list[Figure]] = {}
    for picture in islice(article.iter(*PICTURES), MOST):
        if later and not later.isdisjoint(picture.iterancestors()):
            continue
        printed = captions.get(picture)
        url = url_of(picture, view.base) if printed or _is_picture(view, picture) else None
        if url is None or (is_decoration(picture, url) and (not printed or ".svg" in url)):
            continue
        for caption in printed or (None,):
            _add(found.setdefault(key_of(url), []), _figure(picture, url, caption))
    figures = _with_lead(view, [figure for figures in found.values() for figure in figures])
    return _with_gallery(_completed(figures, stated(view)), stated_gallery(view))


def _with_gallery(figures: tuple[Figure, ...], gallery: tuple[Figure, ...]) -> tuple[Figure, ...]:
    """The figures with what JSON-LD says of a gallery, and its pictures that the page does not print."""
    if not gallery:
        return figures
    known = {key_of(figure.url) for figure in figures}
    said = {key_of(figure.url): Caption(figure.caption, figure.credit) for figure in gallery}
    return (*_completed(figures, said), *(figure for figure in gallery if key_of(figure.url) not in known))


def _completed(figures: tuple[Figure, ...], said: dict[str, Caption]) -> tuple[Figure, ...]:
    """The figures with what JSON-LD says of them: whose they are, and captions if the page itself prints none."""
    if not said:
        return figures
    is_printed = any(figure.caption for figure in figures)
    return tuple(
        replace(
            figure,
            caption=figure.caption or (None if is_printed else _other_than(figure.alt, said[key].text)),
            credit=figure.credit or said[key].credit,
        )
        if (key := key_of(figure.url)) in said
        else figure
        for figure in figures
    )


def _other_than(alt: str | None, text: str | None) -> str | None:
    return None if not text or (alt and words_of(alt) == words_of(text)) else text


def _article(view: View) -> HtmlElement:
    """The part of the page to look in: what is marked as the article with its headline, else the box of the two."""
    above = (view.article, *view.article.iterancestors("article", "main"))
    marked = [element for element in above if element.tag in ("article", "main")]
    return next((element for element in marked if element.find(".//h1") is not None), (*marked, view.article)[0])


def _later(view: View, root: HtmlElement) -> frozenset[HtmlElement]:
    """What comes after that which is marked as the article, under headings of its own: more to read."""
    marked = next((one for one in (view.article, *view.article.iterancestors()) if one.tag == "article"), root)
    inside = takewhile(lambda one: one is not root, (marked, *marked.iterancestors()))
    after = (box for one in inside for box in one.itersiblings("*"))
    return frozenset(box for box in after if next(box.iter("h2", "h3", "h4"), None) is not None)


def _add(figures: list[Figure], new: Figure) -> None:
    """Keep a figure among those of the same picture: once, unless the page prints it with two captions."""
    for place, old in enumerate(figures):
        if not (old.caption and new.caption) or same_caption(old.caption, new.caption):
            figures[place] = _merged(old, new)
            return
    figures.append(new)


def lead_of(view: View) -> Found[str] | None:
    """The address of the picture that stands for the article."""
    images = [one for value in view.data.resolved(view.data.article.get("image")) for one in _image_urls(value)]
    said = [
        (view.data.said("og:image:secure_url", "og:image", "twitter:image"), "meta"),
        *((url, "json-ld") for url in images),
    ]
    for href, source in said:
        url = absolute(view.base, href)
        if url and not is_logo(url):
            return Found(url, source)
    return None


def _figure(picture: HtmlElement, url: str, caption: Caption | None) -> Figure:
    classes = " ".join(above.get("class") or "" for above in islice(frames(picture), 5))
    return Figure(
        url=url,
        role="lead" if _is_featured(picture, classes) else "gallery" if _GALLERY.search(classes) else "inline",
        caption=caption.text if caption else None,
        credit=caption.credit if caption else None,
        alt=squeeze(picture.get("alt") or "") or None,
    )


def _is_featured(picture: HtmlElement, classes: str) -> bool:
    named = {"post-thumbnail", "featured-image", "wp-block-post-featured-image"}
    return "wp-post-image" in (picture.get("class") or "") or bool(named & set(classes.split()))


def _merged(old: Figure, new: Figure) -> Figure:
    return replace(
        old,
        caption=old.caption or new.caption,
        credit=old.credit or new.credit,
        alt=old.alt or new.alt,
        url=new.url if is_resized(old.url) and not is_resized(new.url) else old.url,
    )


def _with_lead(view: View, figures: list[Figure]) -> tuple[Figure, ...]:
    lead = lead_of(view)
    if lead is None:
        return tuple(figures)
    key = key_of(lead.value)
    for place, figure in enumerate(figures):
        if key_of(figure.url) == key:
            figures[place] = replace(figure, role="lead")
            return tuple(figures)
    if any(figure.role == "lead" for figure in figures):
        return tuple(figures)
    return (Figure(url=lead.value, role="lead", alt=view.data.said("og:image:alt")), *figures)


def _is_picture(view: View, picture: HtmlElement) -> bool:
    """Whether a picture without a caption belongs to the article: large enough and amid its text or above it."""
    if is_small(picture):
        return False
    above = list(picture.iterancestors())
    featured = "wp-post-image" in (picture.get("class") or "") and not _is_teaser(picture)
    if featured or view.content in above:
        return True
    return any(element.tag == "figure" for element in above) and not is_elsewhere(picture, view.content)


def _is_teaser(picture: HtmlElement) -> bool:
    return any(above.tag in ("li", "a") for above in picture.iterancestors())


def _image_urls(value: object) -> list[str]:
    if isinstance(value, dict):
        value = value.get("url") or value.get("contentUrl")
    return (
        [value]
        if isinstance(value, str)
        else [one for one in value if isinstance(one, str)]
        if isinstance(value, list)
        else []
    )
