"""What a style sheet needs: `url()`, `@import`, `image-set()`, the best file of each font."""

import re
from collections.abc import Generator, Iterator
from urllib.parse import urlsplit

from iria_crawler.items import Need, Page

Needed = tuple[str, Need]
"""An address as it is written, and what it is needed for."""

_STRING = r'"(?:[^"\\\n]|\\[\s\S])*+"' + r"|'(?:[^'\\\n]|\\[\s\S])*+'"
_URL = rf"url\(\s*+(?:(?P<quoted>{_STRING})|(?P<bare>(?:[^()\"'\s\\]|\\[\s\S])*+))\s*+\)"
_COMMENT = r"/\*[\s\S]*?(?:\*/|\Z)"
_FONT = r"@font-face\s*+\{(?P<font>(?:[^{}\"']|" + _STRING + r")*+)"
# Each alternative ends where it fails within a line or at the next bracket: nothing is walked over twice.
_TOKEN = re.compile(
    rf"{_COMMENT}|(?P<import>@import\s*+)(?:{_URL}|(?P<named>{_STRING}))|@namespace[^;{{]*+|{_FONT}"
    rf"|(?<![\w-])(?P<set>(?:-webkit-)?image-set\()|{_URL.replace('?P<quoted>', '?P<q>').replace('?P<bare>', '?P<b>')}"
    rf"|{_STRING}",
    re.IGNORECASE,
)
_IN_FONT = re.compile(rf"{_COMMENT}|{_URL}|{_STRING}", re.IGNORECASE)
_IN_SET = re.compile(
    rf"{_COMMENT}|{_URL}|(?P<other>(?<![\w-])[\w-]++\((?:[^()\"']|{_STRING})*+\))|(?P<named>{_STRING})|(?P<end>[){{}};])",
    re.IGNORECASE,
)
_ESCAPE = re.compile(r"\\(?:([0-9a-fA-F]{1,6})[ \t\n\r\f]?|\r?\n|([\s\S]))")
_CHARSET = re.compile(rb'@charset "([\w.:-]{1,40})";')
_BEST_FONTS = (".woff2", ".woff", ".otf", ".ttf")
_WORST_FONTS = (".eot", ".svg")


def text_of(page: Page) -> str:
    """The text of a style sheet, in the encoding that it or its server names."""
    said = re.search(r"charset=[\"']?([\w.:-]{1,40})", page.header("content-type") or "", re.IGNORECASE)
    inside = _CHARSET.match(page.body)
    name = said[1] if said else inside[1].decode("ascii") if inside else "utf-8"
    try:
        return page.body.decode(name, "replace").removeprefix("\ufeff")
    except LookupError:
        return page.body.decode("utf-8", "replace").removeprefix("\ufeff")


def needed_by(css: str) -> Iterator[Needed]:
    """What a style sheet, or the `style` of an element, names, in order."""
    at = 0
    while match := _TOKEN.search(css, at):
        at = match.end()
        if match["import"]:
            yield _address(match["quoted"] or match["named"], match["bare"]), "style"
        elif match["font"] is not None:
            yield from ((href, "font") for href in _best_files(match["font"]))
        elif match["set"]:
            at = yield from _image_set(css, at)
        elif match["q"] or match["b"]:
            yield _address(match["q"], match["b"]), "image"


def _image_set(css: str, at: int) -> Generator[Needed, None, int]:
    """What an `image-set` names, of which a browser chooses one; gives where it ends."""
    while match := _IN_SET.search(css, at):
        at = match.end()
        if match["end"]:
            return at
        if match["quoted"] or match["bare"] or match["named"]:
            yield _address(match["quoted"] or match["named"], match["bare"]), "image"
    return len(css)


def _best_files(rule: str) -> list[str]:
    """Of the files that a rule names for one font, those of the format that browsers like best."""
    named = [
        _address(match["quoted"], match["bare"])
        for match in _IN_FONT.finditer(rule)
        if match["quoted"] or match["bare"]
    ]
    best = min(map(_rank, named), default=0)
    return [href for href in named if _rank(href) == best]


def _rank(href: str) -> int:
    if href.startswith("data:"):
        return -1  # it is here already
    try:
        path = urlsplit(href).path.lower()
    except ValueError:  # no address; it is dropped later
        return len(_BEST_FONTS)
    if path.endswith(_WORST_FONTS):
        return len(_BEST_FONTS) + 1
    return next((rank for rank, ending in enumerate(_BEST_FONTS) if path.endswith(ending)), len(_BEST_FONTS))


def _address(quoted: str | None, bare: str | None) -> str:
    text = quoted[1:-1] if quoted else bare or ""
    return _ESCAPE.sub(_letter, text) if "\\" in text else text


def _letter(escape: re.Match[str]) -> str:
    if escape[1]:
        number = int(escape[1], 16)
        return chr(number) if 0 < number < 0xD800 or 0xDFFF < number < 0x110000 else "\ufffd"
    return escape[2] or ""
