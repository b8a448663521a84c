"""What a heading prints: which part of it is the headline, and whether it is one of the page's logo or of its menu."""

import re
from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from urllib.parse import urlsplit

from lxml.html import HtmlElement
from lxml.html.defs import tags

from iria_crawler.extract.html import UNSEEN, squeeze, text_of
from iria_crawler.extract.pieces import pieces_of
from iria_crawler.extract.view import Found, View
from iria_crawler.extract.witnesses import host
from iria_crawler.hrefs import absolute

_MOST_PARTS = 12
_FEWEST = 2
"""Pieces that a headline has under its kicker."""
_FEWEST_AT_END = 4

_LOGO = re.compile(r"(?i)(?:^|[\s_-])(?:site-?(?:title|name|branding|logo)|logo|branding)(?:\s|$)")
_WAY = re.compile(r"(?i)crumb|rootline|screen-reader|menu-toggle|(?:^|[\s_-])(?:nav|navigation|navbar|menu)(?:\s|$)")
_HIDDEN = re.compile(r"(?i)(?:^|[\s_-])(?:sr-only|visually-?hidden|screen-?reader|off-?screen)(?:[\s_-]|$)")
_KICKER = re.compile(
    r"(?i)kicker|dachzeile|spitzmarke|eyebrow|antet[ií]tulo|occhiello|surtitre|(?:^|[\s_-])(?:over|top|roof)-?line(?:[\s_-]|$)"
)
_TAGS = tags | {
    "bdi",
    "data",
    "dialog",
    "listing",
    "main",
    "nobr",
    "picture",
    "plaintext",
    "search",
    "slot",
    "template",
    "xmp",
}
"""The elements of HTML: those that lxml names, and what it leaves out."""
_GAP = re.compile(r"^\s*[:|–—-]\s+|\s+[:|–—-]\s*$|:$")


@dataclass(frozen=True, slots=True)
class Heading:
    """An element that may be the headline, its text and the pieces of that to compare it by."""

    element: HtmlElement
    text: str
    pieces: list[str]


def heading_of(element: HtmlElement) -> Heading:
    text = _printed(element)
    return Heading(element, text, pieces_of(text))


def is_logo(heading: HtmlElement, view: View) -> bool:
    near = _near(heading)
    links = [element for element in near if element.tag == "a"] + list(heading.iter("a"))
    return any(_LOGO.search(_names(element)) for element in near[:2]) or any(_leads_home(link, view) for link in links)


def is_in_way(heading: HtmlElement) -> bool:
    """Whether a first heading stands in a menu or a breadcrumb."""
    return any(element.tag == "nav" or _WAY.search(_names(element)) for element in _near(heading))


def is_hidden(heading: HtmlElement) -> bool:
    """Whether a heading is for those only who have the page read to them."""
    return bool(_HIDDEN.search(_names(heading)))


def _near(heading: HtmlElement) -> list[HtmlElement]:
    near = [heading, *(above for _, above in zip(range(4), heading.iterancestors(), strict=False))]
    return [element for element in near if element.tag not in ("body", "html", "main", "article")]


def _names(element: HtmlElement) -> str:
    return f"{element.get('id') or ''} {element.get('class') or ''}"


def _leads_home(link: HtmlElement, view: View) -> bool:
    if "home" in (link.get("rel") or "").split():
        return True
    url = absolute(view.base, link.get("href"))
    return url is not None and urlsplit(url).path in ("", "/") and host(url) == host(view.page.url)


def _printed(heading: HtmlElement) -> str:
    """The text of a heading; what looks like an element but is none (`what <it> means`) is text."""
    if not len(heading):
        return text_of(heading)
    strays = [part for part in heading.iterdescendants() if not part.attrib and _is_stray(part.tag)]
    if not strays:
        return text_of(heading)
    copy = deepcopy(heading)
    for part in [part for part in copy.iterdescendants() if not part.attrib and _is_stray(part.tag)]:
        part.text = f"<{part.tag}>{part.text or ''}"
    return text_of(copy)


def _is_stray(tag: str) -> bool:
    return tag not in _TAGS and "-" not in tag and ":" not in tag


def alone(heading: Heading, witnesses: Sequence[Found[str]]) -> str:
    """A heading without the lines over and under it, where a witness gives the headline alone or the markup says so.

    What the others say in whole is not cut by the page's title, which is often cut itself.
    """
    wanted = [pieces_of(found.value) for found in witnesses]
    if _is_lower_half(heading, wanted):
        return witnesses[0].value
    is_said = heading.pieces in wanted
    cutting = [found.value for found in witnesses if not (is_said and found.source == "dom")]
    ends = (one for one in cutting if _is_end(one, heading.text) and len(pieces_of(one)) >= _FEWEST_AT_END)
    part = _said_part(heading, [one for one in map(pieces_of, cutting) if one != heading.pieces])
    return part or next(ends, None) or (None if is_said else _under_kicker(heading)) or heading.text


def _is_end(end: str, text: str) -> bool:
    """Whether a text ends so, after a mark that parts it from what stands before."""
    return len(end) < len(text) and text.endswith(end) and not text[: -len(end)].rstrip()[-1:].isalnum()


def _is_lower_half(heading: Heading, wanted: Sequence[list[str]]) -> bool:
    """Whether the two best witnesses say a headline that begins in the line over the heading."""
    if len(wanted) < 2 or wanted[0] != wanted[1] or len(wanted[0]) <= len(heading.pieces):
        return False
    upper = wanted[0][: -len(heading.pieces)] if heading.pieces else []
    over = heading.element.getprevious() if wanted[0] == upper + heading.pieces else None
    return over is not None and pieces_of(text_of(over))[-len(upper) :] == upper


def _said_part(heading: Heading, wanted: Sequence[list[str]]) -> str | None:
    """The run of a heading's parts, as its markup divides it, that says just what a witness says."""
    if not wanted or not _is_parted(heading):
        return None
    parts = [part for part in _texts(heading.element) if part.strip()][:_MOST_PARTS]
    runs = ("".join(parts[begin:end]) for begin in range(len(parts)) for end in range(begin + 1, len(parts) + 1))
    return min((squeeze(run) for run in runs if pieces_of(run) in wanted), key=len, default=None)


def _under_kicker(heading: Heading) -> str | None:
    """What a heading says under the line that its markup calls a kicker."""
    if not _is_parted(heading) or not any(map(_is_kicker, heading.element.iterdescendants())):
        return None
    copy = deepcopy(heading.element)
    for kicker in [part for part in copy.iterdescendants() if _is_kicker(part)]:
        kicker.drop_tree()
    under = _GAP.sub("", text_of(copy)).strip()
    return under if len(pieces_of(under)) >= _FEWEST else None


def _is_kicker(part: HtmlElement) -> bool:
    return bool(_KICKER.search(part.get("class") or ""))


def _is_parted(heading: Heading) -> bool:
    """Whether elements divide a heading; what only looks like an element does not."""
    return len(heading.element) > 0 and heading.text == text_of(heading.element)


def _texts(element: HtmlElement) -> Iterator[str]:
    if element.tag not in UNSEEN:
        yield element.text or ""
        for child in element:
            yield from _texts(child)
            yield child.tail or ""
