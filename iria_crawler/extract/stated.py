"""What JSON-LD says of the pictures of an article."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from iria_crawler.extract.credits import bare_credit, parted
from iria_crawler.extract.html import known_names, parts_of, squeeze
from iria_crawler.extract.images import key_of
from iria_crawler.extract.legends import Caption
from iria_crawler.extract.nodes import Node, types_of
from iria_crawler.extract.view import View
from iria_crawler.hrefs import absolute
from iria_crawler.items import Figure

_GALLERIES = frozenset(["ImageGallery", "MediaGallery"])
_PICTURES = ("image", "associatedMedia")
_CREDITS = ("creditText", "copyrightNotice", "copyrightHolder", "creator", "author")
_MOST = 20
_MOST_OF_GALLERY = 200


def stated(view: View) -> dict[str, Caption]:
    """The captions and credits that JSON-LD gives to pictures of the article, by the key of the picture's address.

    For want of a caption plugins write the alternative text there, or the headline: a text is taken for a caption
    if whoever wrote it knew whose picture it is.
    """
    found: dict[str, Caption] = {}
    for url, image in islice(_images(view, view.data.article), _MOST):
        credit = _credit(view, image)
        if credit is not None:
            text = _text(image.get("caption")) or _text(image.get("description"))
            found.setdefault(key_of(url), Caption(text, credit))
    return found


def stated_gallery(view: View) -> tuple[Figure, ...]:
    """The pictures of the gallery that a page is, if JSON-LD gives them with captions: scripts may show them later.

    Where they all have the same text, that is no caption.
    """
    found: dict[str, Figure] = {}
    for node in view.data.nodes.values():
        if _GALLERIES.intersection(types_of(node)) and _is_of_page(view, node):
            for url, image in islice(_images(view, node), _MOST_OF_GALLERY):
                text, credit = parted(_text(image.get("caption")) or "")
                if text:
                    credit = _credit(view, image) or credit
                    found.setdefault(key_of(url), Figure(url=url, role="gallery", caption=text, credit=credit))
    return tuple(found.values()) if len({figure.caption for figure in found.values()}) > 1 else ()


def _images(view: View, node: Node) -> Iterator[tuple[str, dict[str, Any]]]:
    """The pictures of a node of which it says more than the address."""
    for name in _PICTURES:
        for image in view.data.resolved(node.get(name)):
            if isinstance(image, dict):
                url = absolute(view.base, _text(image.get("contentUrl")) or _text(image.get("url")))
                if url is not None:
                    yield url, image


def _is_of_page(view: View, node: Node) -> bool:
    """Whether a node is of the page itself: it names no other."""
    said = absolute(view.base, _text(node.get("url")))
    own = (view.page.url, view.data.said("og:url"))
    return said is None or parts_of(said).path in {parts_of(url).path for url in own if url}


def _text(value: object) -> str | None:
    return squeeze(value) or None if isinstance(value, str) else None


def _credit(view: View, image: dict[str, Any]) -> str | None:
    """Whose picture it is, unless that is the site itself."""
    for name in _CREDITS:
        for one in view.data.resolved(image.get(name)):
            said = _text(one.get("name") if isinstance(one, dict) else one)
            if said and not known_names([said]) & view.publishers:
                return bare_credit(said)
    return None
