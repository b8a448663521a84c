"""Where the pictures of a text stand among its paragraphs."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any


def standing_before(paragraph: int, pictures: Sequence[Mapping[str, Any]], *, of: int) -> Iterator[Mapping[str, Any]]:
    """The pictures that come before a paragraph, which are counted from 0; before `of`, their number, those after
    the last. A picture whose place is not known comes last, or first where it leads."""
    return (picture for picture in pictures if _place(picture, of) == paragraph)


def _place(picture: Mapping[str, Any], end: int) -> int:
    if picture["after"] is None:
        return 0 if picture["role"] == "lead" else end
    return min(int(picture["after"]), end)
