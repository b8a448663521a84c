"""The text of an article that is nothing but pictures with captions: the line that the page prints of it."""

from collections.abc import Mapping
from typing import Any

from iria_crawler.extract.html import text_of, words_of
from iria_crawler.extract.view import Found, View

_FEWEST = 3  # pictures with captions; fewer may stand in the place of a text that was not found


def line_of_gallery(view: View, fields: Mapping[str, Found[Any]]) -> Found[str] | None:
    """The standfirst or the summary if the page prints it, else the headline; None if the page is no gallery."""
    captions = [figure.caption for figure in fields["figures"].value if figure.caption]
    title = fields.get("title")
    if len(captions) < _FEWEST or title is None:
        return None
    shown = " ".join(words_of(text_of(view.tree)))
    said = (fields[name] for name in ("subtitle", "summary") if name in fields)
    found = next((one for one in said if _is_printed(one.value, shown) and one.value not in captions), title)
    return Found(found.value, found.source)


def _is_printed(text: str, shown: str) -> bool:
    words = " ".join(words_of(text))
    return bool(words) and words in shown
