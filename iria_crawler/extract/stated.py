"""What JSON-LD says of the pictures of an article."""

from typing import Any

from iria_crawler.extract.credits import bare_credit
from iria_crawler.extract.html import absolute, squeeze
from iria_crawler.extract.images import key_of
from iria_crawler.extract.legends import Caption
from iria_crawler.extract.scope import known_names
from iria_crawler.extract.view import View

_CREDITS = ("creditText", "copyrightNotice", "copyrightHolder", "creator", "author")
_MOST = 20


def stated(view: View) -> dict[str, Caption]:
    """The captions and credits that JSON-LD gives to pictures of the article, by the key of the picture's address.

    For want of a caption plugins write the alternative text there, or the headline: a text is taken for a caption
    if whoever wrote it knew whose picture it is.
    """
    found: dict[str, Caption] = {}
    for image in [*view.data.resolved(view.data.article.get("image"))][:_MOST]:
        if isinstance(image, dict):
            url = absolute(view.base, _text(image.get("contentUrl")) or _text(image.get("url")))
            credit = _credit(view, image)
            if url is not None and credit is not None:
                text = _text(image.get("caption")) or _text(image.get("description"))
                found.setdefault(key_of(url), Caption(text, credit))
    return found


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
