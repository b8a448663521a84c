"""The addresses of a picture: the largest version that a page names, and which addresses are of the same picture."""

import json
import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from iria_crawler.extract.html import parts_of
from iria_crawler.hrefs import absolute

PICTURES = ("img", "amp-img")
_DECORATION = re.compile(
    r"(?i)avatar|logo|icon|emoji|pixel|spacer|blank\.|placeholder|gravatar|sprite|badge|1x1|tracking"
)
# In the names of files as words of their own, or the only ones: there are dialogo-paz.jpg, silicon-valley.jpg,
# pixel-phone.jpg and avatar-premiere.jpg. "logo" is glued to the name of the site at times, where no -ólogo is meant.
_LOGO = re.compile(
    r"""(?x)
        (?<![aoAO]) (?i: logo(?:type|tipo)?s? ) (?![a-z])
      | (?<![A-Za-z]) (?i: (?:fav)?icons? | spacer | gravatar | blank(?=\.) ) (?![a-z])
      | (?<=[a-z]) Icons? (?![a-z]) | (?i: placeholder )
      | ^ (?i: (?:user|author|default|profile|no|tracking)? [-_]? (?: avatar | pixel | tracking | 1x1 )
          (?: [-_]? (?: \d+(?:x\d+)? | default | small | user ) )* \.\w+ ) $"""
)
_FOLDERS = frozenset(["logo", "logos", "placeholder", "placeholders", "avatar", "avatars", "blavatar", "gravatar"])
# What a page names as its picture for want of one: whom it shows, where to get the app, what stands for any article.
_WANTING = re.compile(
    r"""(?x)
        (?:^|[-_]) (?:user|author|profile|member|staff) [-_] (?:.{0,40}[-_])? avatar (?![a-z])
      | (?:app|google|apple|play) [-_]? (?:store|play) [\w-]{0,40} [-_](?:badge|button|btn|download) (?![a-z])
      | (?:badge|button|btn|download|get|available) [-_](?:[\w-]{0,40}[-_])? (?:app[-_]?store|google[-_]?play) (?![a-z])
      | ^ (?:app[-_]?store|google[-_]?play|play[-_]?store) \. (?:png|svg|gif) $
      | (?:^|[-_]) default [-_] (?:og|open-?graph|social|share|sharing|facebook|fb|twitter|user|image|img) (?![a-z])
      | (?:^|[-_]) (?:og|open-?graph|social|share|sharing|facebook|fb|twitter) [-_] (?:image[-_])? default (?![a-z])
      | ^ no [-_]? (?:image|img|photo|picture) (?: [-_] (?:available|found|yet|default|\d{1,4}(?:x\d{1,4})?) )? \. \w+ $
      | (?:^|[-_]) fallback [-_]? ima?ge? (?![a-z])"""
)
_BADGE = re.compile(r"(?<![A-Za-z])(?i:emojis?|sprites?|badges?|avatars?(?=\.))(?![a-z])")

# Where templates keep what they load later; the first two are the file as it was uploaded.
_ORIGINALS = ("data-orig-file", "data-full-url")
_LAZY = (
    "data-src",
    "data-lazy-src",
    "data-original",
    "data-large-file",
    "data-hi-res-src",
    "data-image",
    "data-url",
    "src",
)
_LAZY_OR_FLAGS = ("data-lazy", "data-lazyload", "data-echo", "data-actualsrc")
_SETS = ("srcset", "data-srcset", "data-lazy-srcset")
_OF_SCRIPTS = re.compile(r"^data-[a-z-]+-(src|srcset)$")
"""Attributes that a library of carousels or lazy loading has of its own: `data-flickity-lazyload-srcset`."""
_STAND_IN = re.compile(r"(?i)(?:placeholder|blank|spacer|fallback|transparent|loading|pixel|1x1|grey|lazy)[\w-]*\.\w+$")
_FILES = (".jpg", ".jpeg", ".png", ".webp", ".gif", ".avif")
# The same picture in other sizes: name-300x200.jpg, /w640/name.jpg, name.jpg?width=640. The last word of a name is its
# own: old-ship-300x200.jpg and old-port-300x200.jpg are two pictures.
_SIZE = re.compile(
    r"(?i)[-_/](?:[a-z]{0,6}|(?:cover|crop|fill|fit|image|img|max|resize|scale|size|thumb)[-_])\d{2,4}x\d{2,4}[a-z]?(?=[-_/.]|$)"
    r"|-scaled(?=\.)|[-_/](?:w|h|s|width)[-_]?\d{3,4}[a-z]?(?=[-_/.])|@\dx(?=\.)"
)
_NAMELESS = re.compile(r"(?i)/(?:\d+x\d+|[\w-]*thumb[\w-]*|master|original|large|medium|small)(?:\.\w+)?$")
_SIZES = re.compile(
    r"(?i)^(?:w|h|x|y|s|q|v|t|dpr|width|height|im\w*|quality|fit|crop\w*|format|fm|auto|rect|resize|strip|ssl|sig|auth|"
    r"smart|compression|ver|sizes?|scale|upscale|ixlib|cs|disable|enable|optimize)="
)
_LONGEST_SET = 20_000


def url_of(picture: HtmlElement, base: str) -> str | None:
    """The address of the largest version of a picture; of one that a script will load, what the page says for that."""
    stand_in = None
    for href in _hrefs(picture):
        url = absolute(base, href) if href and not href.startswith("data:") and "{" not in href else None
        if url is not None and not _is_stand_in(url):
            return url
        stand_in = stand_in or url
    return stand_in


@lru_cache(maxsize=2_000)
def _is_stand_in(url: str) -> bool:
    return _STAND_IN.search(urlsplit(url).path.rpartition("/")[2]) is not None


def frames(picture: HtmlElement) -> Iterator[HtmlElement]:
    """What is around a picture. The parser takes a `source` for something that holds what follows; none does."""
    return (above for above in picture.iterancestors() if above.tag != "source")


@lru_cache(maxsize=2_000)
def key_of(url: str) -> str:
    """What the addresses of the same picture in different sizes have in common."""
    parts = urlsplit(url)
    kept = sorted(one for one in parts.query.split("&") if one and not _SIZES.match(one))
    return f"{_SIZE.sub('', _NAMELESS.sub('', parts.path))}?{'&'.join(kept)}"


def is_resized(url: str) -> bool:
    """Whether an address says itself that it is of a picture made larger or smaller."""
    return _SIZE.search(urlsplit(url).path) is not None


def is_decoration(picture: HtmlElement, url: str) -> bool:
    """Whether a picture is part of the furniture of a site by its class or its file."""
    path = parts_of(url).path
    name = path.rpartition("/")[2]
    is_named = path.endswith(".svg") or _LOGO.search(name) is not None or _BADGE.search(name) is not None
    return is_named or _DECORATION.search(picture.get("class") or "") is not None


def is_logo(url: str) -> bool:
    """Whether the file that a page names as its picture is plainly that of its site, its author or its app."""
    folders, _, name = parts_of(url).path.lower().rpartition("/")
    is_named = _LOGO.search(name) is not None or _WANTING.search(name) is not None
    return is_named or not _FOLDERS.isdisjoint(folders.split("/"))


def is_small(picture: HtmlElement, least: int = 50) -> bool:
    """Whether a picture is said to be too small for one."""
    sizes = (_number(picture.get(name)) for name in ("width", "height"))
    return any(size is not None and size < least for size in sizes)


def _number(text: str | None) -> int | None:
    return int(text) if text and len(text) < 6 and text.isascii() and text.isdigit() else None


def _hrefs(picture: HtmlElement) -> Iterator[str]:
    yield from (picture.get(name) or "" for name in _ORIGINALS)
    frame = next(frames(picture), None)
    sources = frame.iter("source") if frame is not None and frame.tag == "picture" else ()
    sets = [(holder, holder.get(name)) for holder in (picture, *sources) for name in _SETS]
    choices = [choice for holder, text in sets if text for choice in _choices(text, _hint(holder))]
    yield from (href for _, href in sorted(choices, key=lambda choice: -choice[0]))
    for name in _LAZY:
        value = picture.get(name) or ""
        yield from _in_json(value) if value.startswith("{") else (value,)
    yield from (value for name in _LAZY_OR_FLAGS if "/" in (value := picture.get(name) or ""))
    yield from _of_scripts(picture)
    yield from _around(picture)


def _of_scripts(picture: HtmlElement) -> Iterator[str]:
    """The addresses in attributes of which only the ending tells that they hold one."""
    for name, value in picture.items():
        if (named := _OF_SCRIPTS.match(name)) and value:
            sizes = _choices(value, 1) if named[1] == "srcset" else ((1.0, value),)
            yield from (href for _, href in sorted(sizes, key=lambda choice: -choice[0]))


def _hint(holder: HtmlElement) -> float:
    """How wide a source without sizes is: by its width, or by the screen that it is for."""
    at = re.search(r"min-width:\s*(\d{1,5})", holder.get("media") or "")
    return float(_number(holder.get("width")) or (at[1] if at else 1))


@lru_cache(maxsize=500)
def _choices(srcset: str, hint: float) -> tuple[tuple[float, str], ...]:
    found = []
    for choice in re.split(r"(?<=\d[wxh]),\s*|,\s+|,$", srcset[:_LONGEST_SET].strip()):
        href, *said = choice.split() or ("",)
        if href:
            size = next((word for word in said if re.fullmatch(r"\d{1,9}(?:\.\d{1,9})?[wx]", word)), "1x")
            width = float(size[:-1])
            found.append((width if size.endswith("w") else hint * width, href))
    return tuple(found)


def _in_json(text: str) -> Iterator[str]:
    """The addresses in an attribute that holds an object, the one of the largest number in its name first."""
    try:
        said = json.loads(text[:_LONGEST_SET])
    except (ValueError, RecursionError):
        return
    found = [(key, value) for key, value in said.items() if isinstance(value, str)]
    numbers = [(int(re.sub(r"\D", "", key)[:6] or 0), value) for key, value in found]
    yield from (value for _, value in sorted(numbers, key=lambda pair: -pair[0]))


def is_picture_file(href: str) -> bool:
    """Whether an address is that of the file of a picture, by its ending."""
    return href.partition("#")[0].partition("?")[0].lower().endswith(_FILES)


def _around(picture: HtmlElement) -> Iterator[str]:
    """What stands for readers without scripts beside a picture, and the file that it links to."""
    for above in islice(frames(picture), 2):
        for other in above.iterfind("noscript//img"):
            if other is not picture:
                yield other.get("src") or ""
        href = above.get("href") or ""
        if above.tag == "a" and is_picture_file(href):
            yield href
