"""What a style sheet needs: `url()`, `@import`, `image-set()`, the file of each font."""

import re
from collections.abc import Generator, Iterator
from urllib.parse import urlsplit

from iria_crawler.items import Need, Page

Needed = tuple[str, Need]
"""An address as it is written, and what it is needed for."""

_STRING = r'"(?:[^"\\\n]|\\[\s\S])*+"' + r"|'(?:[^'\\\n]|\\[\s\S])*+'"
_URL = rf"url\(\s*+(?:(?P<quoted>{_STRING})|(?P<bare>(?:[^()\"'\s\\]|\\[\s\S])*+))\s*+\)"
_COMMENT = r"/\*[\s\S]*?(?:\*/|\Z)"
_FONT = rf"@font-face\s*+\{{(?P<font>(?:{_COMMENT}|[^{{}}\"']|{_STRING})*+)"
# Each alternative ends where it fails within a line or at the next bracket: nothing is walked over twice.
_TOKEN = re.compile(
    rf"{_COMMENT}|(?P<import>@import\s*+)(?:{_URL}|(?P<named>{_STRING}))|@namespace[^;{{]*+|{_FONT}"
    rf"|(?<![\w-])(?P<set>(?:-webkit-)?image-set\()|{_URL.replace('?P<quoted>', '?P<q>').replace('?P<bare>', '?P<b>')}"
    rf"|{_STRING}",
    re.IGNORECASE,
)
_IN_FONT = re.compile(
    rf"{_COMMENT}|{_URL}|(?P<list>(?<![\w-])src\s*+:)|(?<![\w-])format\(\s*+[\"']?(?P<format>[\w-]++)|{_STRING}",
    re.IGNORECASE,
)
_IN_SET = re.compile(
    rf"{_COMMENT}|{_URL}|(?P<other>(?<![\w-])[\w-]++\((?:[^()\"']|{_STRING})*+\))|(?P<named>{_STRING})|(?P<end>[){{}};])",
    re.IGNORECASE,
)
_ESCAPE = re.compile(r"\\(?:([0-9a-fA-F]{1,6})[ \t\n\r\f]?|\r?\n|([\s\S]))")
_CHARSET = re.compile(rb'@charset "([\w.:-]{1,40})";')
_OLD_FONTS, _OLD_FORMATS = (".eot", ".svg"), ("embedded-opentype", "svg")


def text_of(page: Page) -> str:
    """The text of a style sheet, in the encoding that it or its server names."""
    # the process that crawls asks where requisites are, and has no use for trafilatura
    from iria_crawler.extract.locales import charset_named

    said = re.search(r"charset=[\"']?([\w.:-]{1,40})", page.header("content-type") or "", re.IGNORECASE)
    inside = _CHARSET.match(page.body)
    name = said[1] if said else inside[1].decode("ascii") if inside else "utf-8"
    return page.body.decode(charset_named(name) or "utf-8", "replace").removeprefix("\ufeff")


def needed_by(css: str) -> Iterator[Needed]:
    """What a style sheet, or the `style` of an element, names, in order."""
    at = 0
    while match := _TOKEN.search(css, at):
        at = match.end()
        if match["import"]:
            yield _address(match["quoted"] or match["named"], match["bare"]), "style"
        elif match["font"] is not None:
            yield from ((href, "font") for href in _font_files(match["font"]))
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


def _font_files(rule: str) -> list[str]:
    """The file that a browser takes of those that a rule names for one font: the first in a format that it can read.
    Of several lists the last counts; the others are for browsers of old."""
    named: list[tuple[str, str | None]] = []
    for match in _IN_FONT.finditer(rule):
        if match["list"]:
            named = []
        elif match["quoted"] or match["bare"]:
            named.append((_address(match["quoted"], match["bare"]), None))
        elif match["format"] and named:
            named[-1] = named[-1][0], match["format"].lower()
    return next(([href] for href, format_ in named if _is_read(href, format_)), [href for href, _ in named])


def _is_read(href: str, format_: str | None) -> bool:
    """Whether browsers read a font, by what is said of it, else by its name."""
    if format_:
        return format_ not in _OLD_FORMATS
    try:
        return not urlsplit(href).path.lower().endswith(_OLD_FONTS)
    except ValueError:  # no address; it is dropped later
        return False


def _address(quoted: str | None, bare: str | None) -> str:
    text = quoted[1:-1] if quoted else bare or ""
    return _ESCAPE.sub(_letter, text) if "\\" in text else text


def _letter(escape: re.Match[str]) -> str:
    if escape[1]:
        number = int(escape[1], 16)
        return chr(number) if 0 < number < 0xD800 or 0xDFFF < number < 0x110000 else "\ufffd"
    return escape[2] or ""
