"""Faults of the connection and of HTTP: what goes wrong before there is a page."""

import gzip
import itertools
import threading
import zlib
from collections.abc import Callable, Iterable, Iterator

import brotli

from tests.oddserver import Answer, answer, chunked

try:
    from compression import zstd
except ImportError:
    from backports import zstd

HTML = "Content-Type: text/html; charset=utf-8"
CHUNKED = (HTML, "Transfer-Encoding: chunked")
_numbers = itertools.count(1_000)
MEGABYTE = 2**20


def a_page() -> bytes:
    """A page unlike any other, of the same length as all: what repeats would be a revisit."""
    text = b"What the server says is not to be trusted, whatever the hour and the weather. " * 12
    head = b"<!doctype html><html><head><title>Page %d</title></head><body>" % next(_numbers)
    return head + b"<p>" + text + b"</p></body></html>"


PAGE = a_page()


class Anew(Iterable[bytes]):
    """Pieces that are made for each request, so that no large answer is kept."""

    def __init__(self, make: Callable[[], Iterable[bytes]]) -> None:
        self._make = make

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._make())


def one(*lines: str | bytes, body: bytes | None = None, status: str | bytes = "HTTP/1.1 200 OK") -> Answer:
    """A whole answer, as well-formed as its lines are; its page is one of its own."""
    body = a_page() if body is None else body
    return Answer(pieces=(answer(*lines, body=body, status=status),), logged=False)


def raw(*pieces: bytes, then: str = "close") -> Answer:
    """Bytes as they are."""
    return Answer(pieces=pieces, then=then, logged=False)  # type: ignore[arg-type]


def made(make: Callable[[], Iterable[bytes]], then: str = "close") -> Answer:
    """Bytes that are made when they are asked for."""
    return Answer(pieces=Anew(make), then=then, logged=False)  # type: ignore[arg-type]


def page(body: bytes) -> Answer:
    """An HTML page in order."""
    return one(HTML, body=body)


def dripping(start: bytes, drop: bytes, *, pause: float = 0.5) -> Answer:
    """One drop after the other, for ever."""

    def drops() -> Iterator[bytes]:
        yield start
        while True:
            threading.Event().wait(pause)
            yield drop

    return made(drops)


def _head(*lines: str | bytes, status: str | bytes = "HTTP/1.1 200 OK", length: int | None = None) -> bytes:
    return answer(*lines, status=status, length=length)


def _coded(coding: str, body: bytes) -> Answer:
    return one(HTML, f"Content-Encoding: {coding}", body=body)


def _bomb() -> bytes:
    return gzip.compress(b"<html><body><p>" + bytes(60 * MEGABYTE), 9)


def _layers(count: int) -> bytes:
    body = a_page()
    for _ in range(count):
        body = gzip.compress(body)
    return body


_WHOLE = answer(HTML, body=PAGE)

CONNECTION = {
    "reset-at-once": raw(then="reset"),
    "reset-in-head": raw(_WHOLE[:30], then="reset"),
    "reset-after-head": raw(_head(HTML, length=len(PAGE)), then="reset"),
    "reset-in-body": raw(_WHOLE[:-300], then="reset"),
    "reset-in-chunk": raw(_head(*CHUNKED) + chunked(a_page(), 400)[:600], then="reset"),
    "close-at-once": raw(),
    "close-in-status": raw(b"HTTP/1."),
    "close-in-head": raw(_WHOLE[:40]),
    "close-in-body": raw(_WHOLE[:-300]),
    "close-in-chunk": raw(_head(*CHUNKED) + chunked(a_page(), 400)[:600]),
    "close-without-last-chunk": raw(_head(*CHUNKED) + chunked(a_page())[:-5]),
}

SLOW = {
    "silent": raw(then="stall"),
    "silent-after-head": raw(_head(HTML, length=len(PAGE)), then="stall"),
    "silent-in-body": raw(_WHOLE[:-300], then="stall"),
    "silent-without-end": raw(_head(HTML, "Connection: close") + a_page(), then="stall"),
    "drips-in-status": dripping(b"HTTP/1.1 200 ", b"O"),
    "drips-in-head": dripping(b"HTTP/1.1 200 OK\r\nX-Drip: ", b"d"),
    "drips-headers": dripping(b"HTTP/1.1 200 OK\r\n", b"X-Drip: d\r\n"),
    "drips-in-body": dripping(_head(HTML, length=10**6), b"d"),
    "drips-chunks": dripping(_head(*CHUNKED), b"1\r\nd\r\n"),
    "drips-interim": dripping(b"", b"HTTP/1.1 102 Processing\r\n\r\n"),
}

FRAMING = {
    "no-status-line": raw(PAGE),
    "binary-instead": raw(bytes(range(256)) * 20),
    "other-protocol": raw(b"SSH-2.0-OpenSSH_9.2\r\n"),
    "http-0.9": raw(b"<html><body>plain old page</body></html>"),
    "version-2.0": one(HTML, status="HTTP/2.0 200 OK"),
    "version-9.9": one(HTML, status="HTTP/9.9 200 OK"),
    "version-text": one(HTML, status="HTTP/one.one 200 OK"),
    "icy": one(HTML, status="ICY 200 OK"),
    "status-000": one(HTML, status="HTTP/1.1 000 Nothing"),
    "status-299": one(HTML, status="HTTP/1.1 299 Odd"),
    "status-206": one(HTML, "Content-Range: bytes 0-99/5000", status="HTTP/1.1 206 Partial Content"),
    "status-word": one(HTML, status="HTTP/1.1 OK 200"),
    "status-2": one(HTML, status="HTTP/1.1 20 OK"),
    "status-20000": one(HTML, status="HTTP/1.1 20000 OK"),
    "status-minus": one(HTML, status="HTTP/1.1 -200 OK"),
    "status-of-a-megabyte": raw(b"HTTP/1.1 200 " + b"O" * MEGABYTE + b"\r\n\r\n" + PAGE),
    "switching": raw(_head("Upgrade: h2c", status="HTTP/1.1 101 Switching Protocols")),
    "interim-flood": raw(_head(status="HTTP/1.1 100 Continue") * 2_000 + _WHOLE, then="keep"),
    "hints-flood": raw(_head("Link: </a.css>", status="HTTP/1.1 103 Early Hints") * 2_000 + _WHOLE, then="keep"),
    "interim-for-ever": made(lambda: itertools.repeat(_head(status="HTTP/1.1 100 Continue") * 1_000)),
    "interim-alone": raw(_head(status="HTTP/1.1 100 Continue")),
    "no-colon": one(HTML, "this is no header"),
    "no-name": one(HTML, ": nameless", ":"),
    "space-before-colon": one("Content-Type : text/html", "X-Odd : yes"),
    "nul-in-header": one(HTML, b"X-Nul: a\x00b\x00"),
    "nul-in-name": one(HTML, b"X-\x00Nul: a"),
    "return-in-header": one(HTML, b"X-Return: a\rInjected: yes"),
    "folded": one(HTML, "X-Folded: one\r\n two\r\n\tthree"),
    "folded-first": raw(b"HTTP/1.1 200 OK\r\n folded: from nothing\r\n" + _WHOLE.partition(b"\r\n")[2], then="keep"),
    "headers-of-ten-thousand": raw(
        b"HTTP/1.1 200 OK\r\n"
        + b"".join(b"X-%d: y\r\n" % number for number in range(10_000))
        + _WHOLE.partition(b"\r\n")[2]
    ),
    "header-of-ten-megabytes": made(lambda: (b"HTTP/1.1 200 OK\r\nX-Long: ", *[b"x" * 65_536] * 160, b"\r\n\r\n")),
    "headers-for-ever": made(lambda: itertools.chain([b"HTTP/1.1 200 OK\r\n"], itertools.repeat(b"X-A: b\r\n" * 999))),
    "line-feeds": raw(answer(HTML, body=a_page(), end=b"\n")),
    "returns": raw(answer(HTML, body=a_page(), end=b"\r")),
    "blank-lines-first": raw(b"\r\n\r\n\r\n" + _WHOLE),
    "length-twice": one(HTML, f"Content-Length: {len(PAGE)}"),
    "length-differs": raw(answer(HTML, "Content-Length: 7", body=PAGE)),
    "length-too-small": raw(answer(HTML, body=a_page(), length=100)),
    "length-too-large": raw(answer(HTML, body=a_page(), length=len(PAGE) + 999)),
    "length-negative": raw(answer(HTML, body=a_page(), length=-7)),
    "length-huge": raw(answer(HTML, body=a_page(), length=10**18)),
    "length-beyond": raw(answer(HTML, body=a_page(), length=10**40)),
    "length-word": raw(answer(HTML, "Content-Length: many", body=a_page(), length=None)),
    "length-plus": raw(answer(HTML, f"Content-Length: +{len(PAGE)}", body=a_page(), length=None)),
    "length-list": raw(answer(HTML, f"Content-Length: {len(PAGE)}, {len(PAGE)}", body=a_page(), length=None)),
    "length-and-chunks": raw(answer(*CHUNKED, body=chunked(a_page(), 50), length=12)),
    "length-zero-with-body": raw(answer(HTML, body=a_page(), length=0)),
    "chunk-size-word": raw(_head(*CHUNKED) + b"many\r\n" + PAGE),
    "chunk-size-negative": raw(_head(*CHUNKED) + b"-5\r\nhello\r\n0\r\n\r\n"),
    "chunk-size-huge": raw(_head(*CHUNKED) + b"ffffffffffffffff\r\n" + PAGE),
    "chunk-size-empty": raw(_head(*CHUNKED) + b"\r\n" + PAGE),
    "chunk-too-long": raw(_head(*CHUNKED) + b"5\r\nhello and more\r\n0\r\n\r\n"),
    "chunk-extensions": raw(_head(*CHUNKED) + chunked(a_page(), *[90] * 9, extension=b';a="b"'), then="keep"),
    "chunk-extension-long": raw(_head(*CHUNKED) + chunked(a_page(), extension=b";e=" + b"x" * 40_000)),
    "chunk-trailers": raw(
        _head(*CHUNKED) + chunked(a_page(), trailer=b"X-Sum: 1\r\nContent-Length: 4\r\n"), then="keep"
    ),
    "chunks-of-a-byte": raw(_head(*CHUNKED) + chunked(a_page(), *[1] * len(PAGE)), then="keep"),
    "transfer-gzip": raw(_head(HTML, "Transfer-Encoding: gzip, chunked") + chunked(gzip.compress(a_page()))),
    "transfer-unknown": raw(_head(HTML, "Transfer-Encoding: morse") + PAGE),
    "transfer-chunked-twice": raw(_head(*CHUNKED, CHUNKED[1]) + chunked(a_page())),
    "two-answers": raw(_WHOLE + answer(HTML, body=b"<p>nobody asked for this</p>"), then="keep"),
    "surplus": raw(_WHOLE + b"\x00surplus" * 500, then="keep"),
    "204-with-body": raw(answer(HTML, body=a_page(), status="HTTP/1.1 204 No Content")),
    "205-with-body": raw(answer(HTML, body=a_page(), status="HTTP/1.1 205 Reset Content")),
    "304-unasked": raw(answer(HTML, body=a_page(), status="HTTP/1.1 304 Not Modified")),
    "body-for-ever": made(lambda: itertools.chain([_head(HTML)], itertools.repeat(b"<p>more</p>" * 5_000))),
    "chunks-for-ever": made(
        lambda: itertools.chain([_head(*CHUNKED)], itertools.repeat(b"10000\r\n" + b"x" * 65_536 + b"\r\n"))
    ),
    "trailers-for-ever": made(
        lambda: itertools.chain([_head(*CHUNKED) + chunked(a_page())[:-2]], itertools.repeat(b"X: y\r\n" * 999))
    ),
}

CODING = {
    "gzip-not-so": _coded("gzip", a_page()),
    "gzip-cut": _coded("gzip", gzip.compress(a_page())[:-30]),
    "gzip-sum-wrong": _coded("gzip", gzip.compress(a_page())[:-8] + b"12345678"),
    "gzip-bomb": made(lambda: [answer(HTML, "Content-Encoding: gzip", body=_bomb())], "keep"),
    "gzip-bomb-nested": made(
        lambda: [answer(HTML, "Content-Encoding: gzip, gzip", body=gzip.compress(_bomb()))], "keep"
    ),
    "gzip-twenty-times": _coded(", ".join(["gzip"] * 20), _layers(20)),
    "gzip-unsaid": one(HTML, body=gzip.compress(a_page())),
    "deflate": _coded("deflate", zlib.compress(a_page())),
    "deflate-raw": _coded("deflate", zlib.compress(a_page(), wbits=-15)),
    "deflate-broken": _coded("deflate", zlib.compress(a_page())[:50] + b"broken"),
    "br": _coded("br", brotli.compress(a_page())),
    "br-broken": _coded("br", brotli.compress(a_page())[:-9]),
    "zstd": _coded("zstd", zstd.compress(a_page())),
    "zstd-broken": _coded("zstd", zstd.compress(a_page())[:-9]),
    "coding-unknown": _coded("rot13", a_page()),
    "coding-empty": _coded(",,", a_page()),
    "codings-of-a-thousand": _coded(", ".join(["identity"] * 1_000), a_page()),
}
