"""Which captured documents of an API, and feeds, have the text of an article among others."""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from iria_crawler.errors import ArchiveError
from iria_crawler.store import Store, ref_of
from iria_crawler.store.concerning import addresses
from iria_crawler.store.documents import captures
from iria_crawler.warc import read_page

_END = rb"""(?:\\?/)?(?=["'<>\s?#&\\\]),;]|\Z)"""


def mentioning(store: Store, archive: Path, articles: Iterable[int]) -> tuple[list[dict[str, Any]], list[str]]:
    """The captures of documents that name an address of some articles, and which captures could not be read."""
    numbers = list(articles)
    pattern = _pattern({url for number in numbers for url in addresses(store, number)})
    found, unread = [], []
    for row in captures(store, numbers) if pattern else ():
        try:
            body = read_page(archive, ref_of(row)).body
        except ArchiveError as problem:
            unread.append(f"{row['url']}: {problem}")
            continue
        if pattern and pattern.search(body):
            found.append(row)
    return found, unread


def _pattern(urls: Iterable[str]) -> re.Pattern[bytes] | None:
    """Finds any of some addresses as JSON and XML have them, with either scheme; a bare host is none."""
    parts = (urlsplit(url) for url in urls)
    whole = {f"{part.netloc}{part.path.rstrip('/')}?{part.query}".rstrip("?") for part in parts if _is_long(part)}
    forms = sorted({form for url in whole for form in (url, unquote(url))})
    if not forms:
        return None
    return re.compile(b"(?:" + b"|".join(map(_form, forms)) + b")" + _END, re.IGNORECASE)


def _is_long(part: Any) -> bool:
    return bool(part.path.strip("/") or part.query)


def _form(url: str) -> bytes:
    return re.escape(url.encode()).replace(b"/", rb"\\?/").replace(b"\\&", b"&(?:amp;|#0?38;)?")
