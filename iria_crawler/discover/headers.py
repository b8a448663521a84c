"""Links that stand in HTTP headers (RFC 8288)."""

import re
from collections.abc import Iterator

from iria_crawler.items import Page

_LINK = re.compile(r'<([^<>]*)>((?:\s*;\s*[\w*-]+\s*(?:=\s*(?:"[^"]*"|[^",;\s]+))?)*)')
_REL = re.compile(r';\s*rel\s*=\s*(?:"([^"]*)"|([^",;\s]+))', re.IGNORECASE)


def header_links(page: Page, rel: str) -> Iterator[str]:
    """The addresses that a page's `Link` headers give for one relation."""
    for name, value in page.headers:
        if name.lower() != "link":
            continue
        for address, parameters in _LINK.findall(value):
            found = _REL.search(parameters)
            if found and rel in (found[1] or found[2] or "").lower().split():
                yield address
