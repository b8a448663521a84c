"""Faults of pages: lying encodings, forms without end, and texts that are none."""

import json
from collections.abc import Callable

from tests.oddserver import Answer

from .wire import HTML, MEGABYTE, a_page, made, one, page

_PARAGRAPH = "The harbour board met on Tuesday and heard three engineers speak about the quay. "


def article(title: str, *, head: str = "", extra: str = "", words: int = 12) -> str:
    """An article as newspapers print it."""
    text = "".join(f"<p>{number}. {title}. {_PARAGRAPH * words}</p>" for number in range(3))
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>{head}</head>'
        f"<body><article><h1>{title}</h1>{text}</article>{extra}</body></html>"
    )


def _text(title: str, **how: object) -> Answer:
    return page(article(title, **how).encode())  # type: ignore[arg-type]


def _typed(kind: str, body: bytes) -> Answer:
    return one(f"Content-Type: {kind}", body=body)


def _large(make: Callable[[], str]) -> Answer:
    return made(lambda: page(make().encode()).pieces, "keep")


_ACCENTS = article("Zoë und die Brücke")

ENCODINGS = {
    "charset-lies": _typed("text/html; charset=utf-8", _ACCENTS.encode("latin-1")),
    "charset-unknown": _typed("text/html; charset=no-such-thing", _ACCENTS.encode()),
    "charset-of-bytes": _typed("text/html; charset=hex", _ACCENTS.encode()),
    "charset-long": _typed("text/html; charset=" + "x" * 30_000, _ACCENTS.encode()),
    "charset-undefined": _typed("text/html; charset=undefined", _ACCENTS.encode("latin-1")),
    "charset-idna": _typed("text/html; charset=punycode", _ACCENTS.encode("latin-1")),
    "utf-16-without-mark": _typed("text/html", _ACCENTS.encode("utf-16-le")),
    "utf-16-odd": _typed("text/html", b"\xff\xfe" + _ACCENTS.encode("utf-16-le") + b"x"),
    "utf-7": _typed("text/html; charset=utf-7", _ACCENTS.encode("utf-7")),
    "encodings-mixed": _typed("text/html", _ACCENTS.encode() + _ACCENTS.encode("latin-1") + _ACCENTS.encode("cp437")),
    "nuls": _typed("text/html", _ACCENTS.encode().replace(b" ", b"\x00 \x00")),
    "surrogates": _typed("text/html; charset=utf-8", _ACCENTS.encode().replace(b"Z", b"\xed\xa0\x80Z")),
    "control-letters": _typed("text/html", _ACCENTS.encode().replace(b" ", b" &#0;&#xFFFF;\x1b\x7f")),
}

TYPES = {
    "binary-as-html": _typed("text/html", bytes(range(256)) * 400),
    "pdf-as-html": _typed("text/html", b"%PDF-1.7\n" + bytes(5_000)),
    "image-as-html": _typed("text/html", b"\x89PNG\r\n\x1a\n" + bytes(5_000)),
    "html-as-image": _typed("image/png", a_page()),
    "html-as-json": _typed("application/json", a_page()),
    "type-odd": _typed(";;;=,", a_page()),
    "type-long": _typed("text/" + "x" * 50_000, a_page()),
    "type-twice": one("Content-Type: image/png", HTML),
    "type-nul": one(b"Content-Type: text/html\x00; charset=utf-8"),
    "without-type": one(),
    "empty": page(b""),
    "white": _large(lambda: " \n" * (10 * MEGABYTE)),
    "xml-bomb": _typed(
        "application/xhtml+xml",
        b'<!DOCTYPE html [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>'
        b"<html><body><p>&c;</p></body></html>",
    ),
}

SHAPES = {
    "deep": _large(lambda: "<div>" * 60_000 + "x" + "</div>" * 60_000),
    "deep-inline": _large(lambda: "<p>" + "<b><i>" * 30_000 + _PARAGRAPH * 20),
    "deep-lists": _large(lambda: "<ul><li>" * 20_000 + _PARAGRAPH * 20),
    "deep-tables": _large(lambda: "<table><tr><td>" * 5_000 + _PARAGRAPH * 20),
    "never-closed": _large(lambda: "<p>" + "<a href='/news/good-1/'>" * 20_000),
    "attributes": _large(lambda: "<p " + " ".join(f"a{n}=b" for n in range(100_000)) + ">" + _PARAGRAPH * 20),
    "attribute-long": _large(lambda: f"<p title='{'x' * (12 * MEGABYTE)}'>" + _PARAGRAPH * 20),
    "comment-without-end": page(b"<html><body><!-- " + a_page()),
    "five-megabytes": _large(lambda: article("Five megabytes", words=20_000)),
    "one-word": _large(lambda: f"<html><body><article><h1>One word</h1><p>{'a' * (5 * MEGABYTE)}</p></article></body>"),
    "title-long": _large(lambda: article("A title " * 130_000, words=12)[: 4 * MEGABYTE]),
    "data-uri": _large(lambda: article("Data", extra=f'<img src="data:image/png;base64,{"A" * (8 * MEGABYTE)}">')),
    "broken-json-ld": _large(
        lambda: article(
            "Broken JSON", head='<script type="application/ld+json">{"@graph":[' + "{" * (5 * MEGABYTE) + "</script>"
        )
    ),
    "deep-json-ld": _large(
        lambda: article(
            "Deep JSON", head='<script type="application/ld+json">' + '{"a":[' * 50_000 + "]}" * 50_000 + "</script>"
        )
    ),
    "dates-absurd": _text(
        "Dates absurd",
        head='<meta property="article:published_time" content="99999-99-99T99:99:99+99:99">'
        '<meta property="article:modified_time" content="-0001-01-01"><meta name="date" content="' + "9" * 5_000 + '">',
    ),
    "authors-many": _large(
        lambda: article(
            "Authors many",
            head='<script type="application/ld+json">'
            + json.dumps(
                {
                    "@type": "NewsArticle",
                    "headline": "Authors many",
                    "author": [{"@type": "Person", "name": f"Ann Author {n}"} for n in range(10_000)],
                }
            )
            + "</script>",
        )
    ),
    "canonical-home": _text("Canonical home", head='<link rel="canonical" href="/">'),
    "canonical-elsewhere": _text("Canonical elsewhere", head='<link rel="canonical" href="http://other.invalid/x">'),
    "canonical-bad": _text("Canonical bad", head='<link rel="canonical" href="http://[::1">'),
}

SLOWLY_READ = ("attributes", "five-megabytes", "one-word", "title-long")

LINKS = {
    "base-elsewhere": _text("Base elsewhere", head='<base href="http://other.invalid/">', extra='<a href="x">x</a>'),
    "base-bad": _text("Base bad", head='<base href="http://[::1">', extra='<a href="y">y</a>'),
    "base-script": _text("Base script", head='<base href="javascript:alert(1)">', extra='<a href="z">z</a>'),
    "link-long": page(f'<html><body><a href="/{"x" * 65_000}">long</a></body></html>'.encode()),
    "links-odd": page(
        "".join(
            f'<a href="{href}">x</a>'
            for href in (
                "http://[::1",
                "http://127.0.0.1:99999/",
                "http://" + "a" * 300 + "/",
                "http://a..b/",
                "http://xn--/",
                "//",
                "http:",
                "?",
                "#",
                "\x01\x02",
                "http://127.0.0.1:0/",
                "HTTP://\u2603.invalid/",
                "\ud7ff",
                "%",
                "%zz%",
                "http://%31%32/",
                "..//..//",
                "\\\\server\\share",
                "data:,x",
                "blob:x",
                "about:blank",
                "ws://x/",
                "http://[v1.x]/",
            )
        ).encode()
    ),
    "links-outside": _large(lambda: "".join(f'<a href="http://h{n}.invalid/">x</a>' for n in range(30_000))),
    "images-many": _large(
        lambda: article(
            "Images many",
            head='<meta property="og:type" content="article">',  # three paragraphs are little beside so many
            extra="".join(f'<img src="/i/{n}.png">' for n in range(20_000)),
        )
    ),
}
