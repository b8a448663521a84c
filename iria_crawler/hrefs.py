"""Addresses as a page writes them, and what they are relative to."""

import re
from collections.abc import Iterable
from functools import lru_cache
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement

_ASCII_CONTROLS = re.compile(r"[\x00-\x1f\x7f]")
_LONGEST = 20_000  # letters; servers take 8,000


def base_of(bases: Iterable[HtmlElement], url: str) -> str:
    """The address that relative links of a page are relative to: that of the first of its base elements which has any,
    as browsers read it; the page's own where there is none, or it is no web address."""
    href = next((href for base in bases if (href := base.get("href")) is not None), None)
    return absolute(url, href) or url


def absolute(base: str, href: str | None) -> str | None:
    """A link as an absolute web address; None if it is none (`mailto:`, a fragment, nonsense)."""
    return _absolute(base, href) if href and len(href) <= _LONGEST else None


@lru_cache(maxsize=1_000)  # readers ask for the same ones of a page
def _absolute(base: str, href: str) -> str | None:
    href = _ASCII_CONTROLS.sub("", href.strip())
    if not href or href.startswith("#"):
        return None
    try:
        url = urljoin(base, href)
        parts = urlsplit(url)
        sane = parts.scheme in ("http", "https") and parts.hostname and (parts.port is None or parts.port > 0)
    except ValueError:
        return None
    return url.replace(" ", "%20") if sane else None
