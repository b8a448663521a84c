"""The pictures of an article with their captions and credits."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from iria_crawler.extract.credits import bare_credit, parted
from iria_crawler.extract.html import absolute, squeeze, text_of
from iria_crawler.extract.rules import select
from iria_crawler.extract.view import Found, View
from iria_crawler.items import Figure

_CAPTION = re.compile(
    r"(?i)(?:^|[\s_-])(?:wp-)?(?:\w*caption)(?:$|[\s_-]|text|s\b)|(?:image|photo|picture|img)[-_]?(?:desc|legend|text)"
)
_NO_CAPTION = re.compile(r"(?i)video|captioned|caption-?(?:toggle|button|icon)|has-caption|no-caption|withcaption")
_CREDIT = re.compile(
    r"(?i)credit|copyright|photographer|courtesy|(?:^|[\s_-])source(?:$|[\s_-])|byline|attribution|quelle|rights"
)
_CAPTION_TAGS = ("figcaption", "p", "div", "span", "dd", "em", "small", "cite", "h6", "section", "li")
_PICTURES = ("img", "amp-img")
_LAZY = (
    "data-src",
    "data-lazy-src",
    "data-original",
    "data-orig-file",
    "data-full-url",
    "data-large-file",
    "data-image",
    "src",
)
_SETS = ("srcset", "data-srcset", "data-lazy-srcset")
_NO_PICTURE = re.compile(
    r"(?i)avatar|logo|icon|emoji|pixel|spacer|blank\.|placeholder|gravatar|sprite|badge|1x1|tracking"
)
_GALLERY = re.compile(r"(?i)gallery|slideshow|carousel|slider")
_SIZE = re.compile(r"-\d{2,4}x\d{2,4}(?=\.\w+$)|-scaled(?=\.\w+$)")
_CLIMB = 4
_CROWD = 200  # so many children have pages and lists, not the box of a picture
_MOST = 500
_LONGEST_SET = 20_000


@dataclass(frozen=True, slots=True)
class _Caption:
    text: str
    credit: str | None


def figures_of(view: View) -> tuple[Figure, ...]:
    """The pictures of the article in the order of the text, each once; a lead picture outside the text comes first."""
    captions = _captions(view)
    found: dict[str, Figure] = {}
    for picture in islice(view.article.iter(*_PICTURES), _MOST):
        url = _url(picture, view.base)
        if url and (picture in captions or _is_picture(view, picture, url)):
            figure = _figure(picture, url, captions.get(picture))
            key = _key(url)
            found[key] = _merged(found[key], figure) if key in found else figure
    return _with_lead(view, list(found.values()))


def lead_of(view: View) -> Found[str] | None:
    """The address of the picture that stands for the article."""
    images = [one for value in view.data.resolved(view.data.article.get("image")) for one in _image_urls(value)]
    said = [
        (view.data.said("og:image:secure_url", "og:image", "twitter:image"), "meta"),
        *((url, "json-ld") for url in images),
    ]
    for href, source in said:
        url = absolute(view.base, href)
        if url and not _NO_PICTURE.search(urlsplit(url).path):
            return Found(url, source)
    return None


def _figure(picture: HtmlElement, url: str, caption: _Caption | None) -> Figure:
    text, credit = parted(caption.text) if caption else (None, None)
    classes = " ".join(above.get("class") or "" for _, above in zip(range(5), picture.iterancestors(), strict=False))
    return Figure(
        url=url,
        role="lead" if _is_featured(picture, classes) else "gallery" if _GALLERY.search(classes) else "inline",
        caption=text,
        credit=(caption.credit if caption else None) or credit,
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
        url=new.url if len(new.url) < len(old.url) and _SIZE.search(old.url) else old.url,
    )


def _with_lead(view: View, figures: list[Figure]) -> tuple[Figure, ...]:
    lead = lead_of(view)
    if lead is None:
        return tuple(figures)
    for place, figure in enumerate(figures):
        if _key(figure.url) == _key(lead.value):
            figures[place] = replace(figure, role="lead")
            return tuple(figures)
    if any(figure.role == "lead" for figure in figures):
        return tuple(figures)
    return (Figure(url=lead.value, role="lead", alt=view.data.said("og:image:alt")), *figures)


def _captions(view: View) -> dict[HtmlElement, _Caption]:
    """The caption of each picture that has one."""
    found: dict[HtmlElement, _Caption] = {}
    for element in islice(_caption_elements(view), _MOST):
        picture = _picture_of(element, view.article)
        caption = _read(element)
        if picture is None or not (caption.text or caption.credit):
            continue
        before = found.get(picture)
        found[picture] = _Caption(before.text or caption.text, before.credit or caption.credit) if before else caption
    for picture in view.article.iter(*_PICTURES):
        said = picture.get("data-caption") or picture.get("data-image-caption") or _data_caption(picture)
        if said and picture not in found:
            found[picture] = _Caption(squeeze(re.sub(r"<[^>]*>", " ", said)), None)
    return found


def _data_caption(picture: HtmlElement) -> str | None:
    above = picture.getparent()
    return above.get("data-caption") if above is not None else None


def _caption_elements(view: View) -> Iterator[HtmlElement]:
    """Outermost elements that are captions by their name, or by the site's rule."""
    if view.rules.captions:
        for selector in view.rules.captions:
            yield from select(view.article, selector)
        return
    inside: HtmlElement | None = None
    for element in view.article.iter(*_CAPTION_TAGS):
        if inside is not None and inside in element.iterancestors():
            continue
        if _is_caption(element):
            inside = element
            yield element


def _is_caption(element: HtmlElement) -> bool:
    if element.tag == "figcaption":
        return True
    names = element.get("class") or ""
    named = (
        bool(names)
        and bool(_CAPTION.search(names))
        and not _NO_CAPTION.search(names)
        and element.find(".//time") is None
    )
    return (
        (named or element.get("itemprop") == "caption")
        and element.find(".//img") is None
        and len(text_of(element)) < 1_000
    )


def _picture_of(caption: HtmlElement, article: HtmlElement) -> HtmlElement | None:
    """The picture that a caption stands under: the last one before it in the smallest box that holds one."""
    for _, above in zip(range(_CLIMB), caption.iterancestors(), strict=False):
        if next(islice(above, _CROWD, None), None) is not None:
            return None
        if next(above.iter(*_PICTURES), None) is not None:
            return _nearest(caption, above)
        if above.tag == "figure" or above is article:
            return None
    return None


def _nearest(caption: HtmlElement, box: HtmlElement) -> HtmlElement | None:
    """The last picture before a caption, or else the first after it."""
    before: HtmlElement | None = None
    is_passed = False
    for element in box.iter():
        is_passed = is_passed or element is caption
        if element.tag in _PICTURES:
            if is_passed:
                return element if before is None else before
            before = element
    return before


def _read(caption: HtmlElement) -> _Caption:
    """The text of a caption without what it marks as its credit."""
    marked = [part for part in caption.iterdescendants() if _CREDIT.search(part.get("class") or "")]
    credit = next(filter(None, map(text_of, marked)), None)
    text = text_of(caption)
    if credit and credit != text and text.count(credit) == 1:
        text = squeeze(text.replace(credit, " ")).strip(" |–—/")
    elif credit == text:
        text = ""
    return _Caption(re.sub(r"\s*[\(\[]\s*[\)\]]", "", text), bare_credit(credit) if credit else None)


def _is_picture(view: View, picture: HtmlElement, url: str) -> bool:
    """Whether a picture without a caption belongs to the article: large enough and amid its text or above it."""
    if _NO_PICTURE.search(f"{picture.get('class') or ''} {urlsplit(url).path.rpartition('/')[2]}") or _is_small(
        picture
    ):
        return False
    above = {element.tag for element in picture.iterancestors()}
    featured = "wp-post-image" in (picture.get("class") or "") and not _is_teaser(picture)
    return featured or "figure" in above or view.content in picture.iterancestors()


def _is_teaser(picture: HtmlElement) -> bool:
    return any(above.tag in ("li", "a") for above in picture.iterancestors())


def _is_small(picture: HtmlElement) -> bool:
    sizes = [int(size) for size in (picture.get("width") or "", picture.get("height") or "") if size.isdigit()]
    return any(size < 50 for size in sizes)


def _url(picture: HtmlElement, base: str) -> str | None:
    """The largest version of a picture that the page names."""
    holders = [picture, *(_sources(picture))]
    sets = [holder.get(name) or "" for holder in holders for name in _SETS]
    choices = sorted((choice for text in sets for choice in _choices(text)), key=lambda choice: -choice[0])
    hrefs = [href for _, href in choices] + [picture.get(name) or "" for name in _LAZY]
    urls = (absolute(base, href) for href in hrefs if not href.startswith("data:"))
    return next((url for url in urls if url), None)


def _sources(picture: HtmlElement) -> list[HtmlElement]:
    above = picture.getparent()
    return above.findall("source") if above is not None and above.tag == "picture" else []


def _choices(srcset: str) -> Iterator[tuple[float, str]]:
    for choice in re.split(r",\s+|,$", srcset[:_LONGEST_SET].strip()):
        href, _, size = choice.strip().partition(" ")
        if href:
            yield float(size[:-1]) if re.fullmatch(r"\d+(?:\.\d+)?[wx]", size) else 1.0, href


def _key(url: str) -> str:
    path = urlsplit(url).path
    return _SIZE.sub("", path)


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
