"""Faults of sitemaps, feeds and what an API says. Each makes its answer for the address of the site."""

import gzip
import itertools
import json
from collections.abc import Callable, Iterable, Iterator

from tests.oddserver import Answer, answer

from .wire import a_page, made, one

_XML = "Content-Type: application/xml"
_JSON = "Content-Type: application/json"
_NS = b'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
_LAUGHS = (
    b'<!DOCTYPE lolz [<!ENTITY lol "lol">'
    + b"".join(
        b'<!ENTITY lol%d "%s">' % (n, b"&lol%s;" % (str(n - 1).encode() if n > 1 else b"") * 10) for n in range(1, 10)
    )
    + b"]>"
)
_OUTSIDE = b'<!DOCTYPE x [<!ENTITY x SYSTEM "file:///etc/passwd">]>'

Made = Callable[[str], Answer]


def urlset(addresses: Iterable[str], *, start: bytes = b"") -> bytes:
    """A sitemap."""
    rows = "".join(f"<url><loc>{address}</loc></url>" for address in addresses).encode()
    return b'<?xml version="1.0" encoding="UTF-8"?>' + start + b"<urlset " + _NS + b">" + rows + b"</urlset>"


def _index(addresses: Iterable[str]) -> bytes:
    rows = "".join(f"<sitemap><loc>{address}</loc></sitemap>" for address in addresses).encode()
    return b'<?xml version="1.0"?><sitemapindex ' + _NS + b">" + rows + b"</sitemapindex>"


def _rss(items: Iterable[str], *, start: bytes = b"", title: bytes = b"Feed") -> bytes:
    rows = "".join(f"<item><title>A</title><link>{item}</link></item>" for item in items).encode()
    return (
        b'<?xml version="1.0"?>'
        + start
        + b'<rss version="2.0"><channel><title>'
        + title
        + b"</title>"
        + rows
        + b"</channel></rss>"
    )


def _xml(body: bytes) -> Answer:
    return one(_XML, body=body)


def _zipped(base: str) -> Iterator[bytes]:
    body = gzip.compress(urlset([f"{base}/news/good-1/"])[:-9] + bytes(80 * 2**20), 9)
    yield answer("Content-Type: application/gzip", body=body)


SITEMAPS: dict[str, Made] = {
    "self": lambda base: _xml(_index([f"{base}/maps/self.xml"])),
    "circle-a": lambda base: _xml(_index([f"{base}/maps/circle-b.xml"])),
    "circle-b": lambda base: _xml(_index([f"{base}/maps/circle-a.xml"])),
    "empty": lambda base: _xml(b""),
    "blank": lambda base: _xml(b" \n" * 500),
    "no-entries": lambda base: _xml(urlset([])),
    "entry-without-address": lambda base: _xml(urlset([""])),
    "laughs": lambda base: _xml(urlset(["&lol9;"], start=_LAUGHS)),
    "outside": lambda base: _xml(urlset(["&x;"], start=_OUTSIDE)),
    "broken": lambda base: _xml(urlset([f"{base}/news/good-2/"])[:-30] + b"<<<"),
    "cut": lambda base: _xml(urlset([f"{base}/news/good-2/", f"{base}/news/good-3/"])[:-60]),
    "html": lambda base: one("Content-Type: text/html", body=a_page()),
    "html-as-xml": lambda base: _xml(a_page()),
    "binary": lambda base: _xml(bytes(range(256)) * 40),
    "utf-16": lambda base: _xml(urlset([f"{base}/news/good-4/"]).decode().replace("UTF-8", "UTF-16").encode("utf-16")),
    "nul": lambda base: _xml(urlset([f"{base}/news/\x00good-5/"])),
    "deep": lambda base: _xml(b"<urlset " + _NS + b">" + b"<url>" * 60_000),
    "text": lambda base: one("Content-Type: text/plain", body=f"{base}/news/good-6/\nnonsense\n".encode()),
    "bad-addresses": lambda base: _xml(
        urlset(
            [
                "http://[::1",
                "javascript:alert(1)",
                "file:///etc/passwd",
                f"{base}/" + "x" * 65_000,
                "http://other.invalid/",
            ]
        )
    ),
    "zipped-bomb": lambda base: made(lambda: _zipped(base), "keep"),
    "zipped-cut": lambda base: one(_XML, body=gzip.compress(urlset([f"{base}/news/good-7/"]))[:-20]),
    "json": lambda base: one(_JSON, body=b'{"loc": "x"}'),
}

FEEDS: dict[str, Made] = {
    "laughs": lambda base: _xml(_rss(["&lol9;"], start=_LAUGHS)),
    "outside": lambda base: _xml(_rss(["&x;"], start=_OUTSIDE)),
    "nul": lambda base: _xml(_rss([f"{base}/news/good-8/"], title=b"a\x00b\x00")),
    "broken": lambda base: _xml(_rss([f"{base}/news/good-9/"])[:-40]),
    "html": lambda base: one("Content-Type: text/html", body=a_page()),
    "empty": lambda base: _xml(b""),
    "deep": lambda base: _xml(b'<rss version="2.0"><channel>' + b"<item>" * 20_000),
    "next-circle": lambda base: _xml(
        b'<feed xmlns="http://www.w3.org/2005/Atom"><title>x</title><link rel="next" href="next-circle.xml"/></feed>'
    ),
    "bad-dates": lambda base: _xml(
        _rss([f"{base}/news/good-10/"]).replace(
            b"</link>", b"</link><pubDate>Mon, 99 Foo 99999 99:99:99 +9999</pubDate>"
        )
    ),
}

_POSTS = "/wp-json/wp/v2/posts"
APIS: dict[str, Made] = {
    "object": lambda base: one(_JSON, body=b'{"code": "rest_no_route", "message": "no"}'),
    "deep": lambda base: one(_JSON, body=b"[" * 100_000),
    "html": lambda base: one("Content-Type: text/html", body=a_page()),
    "cut": lambda base: one(_JSON, body=b'[{"link": "' + base.encode() + b'/news/good-11/"}, {"li'),
    "odd-posts": lambda base: one(
        _JSON,
        body=json.dumps([None, 3, {}, {"link": 5}, {"link": "\ud800", "id": []}, {"link": "http://[::1"}]).encode(),
    ),
    "number": lambda base: one(_JSON, body=b"1e999999"),
    "long-number": lambda base: one(_JSON, body=b"[" + b"9" * 10_000 + b"]"),
    "same-for-ever": lambda base: one(
        _JSON,
        "X-WP-TotalPages: 999999",
        "X-WP-Total: 99999900",
        body=json.dumps([{"id": 12, "link": f"{base}/news/good-12/", "content": {"rendered": "<p>x</p>"}}]).encode(),
    ),
    "next-circle": lambda base: one(_JSON, f'Link: <{base}{_POSTS}?odd=next-circle>; rel="next"', body=b"[]"),
}


LARGE: dict[str, Made] = {
    "tree": lambda base: made(lambda: _large("sitemap", (f"{base}/maps/leaf-{n}.xml" for n in range(50_000)))),
    "urls": lambda base: made(lambda: _large("url", (f"{base}/gone/{n}" for n in range(200_000)))),
}
"""Sitemaps as large as the protocol allows, and larger."""


def _large(entry: str, addresses: Iterable[str]) -> Iterator[bytes]:
    rows, root = iter(addresses), "urlset" if entry == "url" else "sitemapindex"
    yield answer(_XML, length=None) + f"<{root} ".encode() + _NS + b">"
    while some := list(itertools.islice(rows, 1_000)):
        yield "".join(f"<{entry}><loc>{address}</loc></{entry}>" for address in some).encode()
    yield f"</{root}>".encode()
