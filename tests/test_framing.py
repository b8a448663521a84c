"""The parts of a raw response are found as the server meant them, whatever it sent."""

import gzip
import zlib
from collections.abc import Callable
from importlib import import_module
from io import BytesIO
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iria_crawler.framing import Frame, codings, decoded, entity, frame

OK = b"HTTP/1.1 200 OK\r\n"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"
TEXT = b"All the news that fits. " * 500


def look(raw: bytes, *, method: str = "GET", closed: bool = False) -> tuple[Frame, bytes]:
    received = BytesIO(raw)
    parts = frame(received, method=method, closed=closed)
    return parts, b"".join(entity(received, parts))


WHOLE = {
    "length": (OK + b"Content-Length: 5\r\n\r\nhello", "length", b"hello"),
    "nothing in it": (OK + b"Content-Length: 0\r\n\r\n", "length", b""),
    "line feeds only": (b"HTTP/1.1 200 OK\nContent-Length: 5\n\nhello", "length", b"hello"),
    "HTTP/1.0": (b"HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nhi", "length", b"hi"),
    "no reason": (b"HTTP/1.1 200\r\nContent-Length: 2\r\n\r\nhi", "length", b"hi"),
    "spaces round the length": (OK + b"Content-Length:  \t5 \r\n\r\nhello", "length", b"hello"),
    "folded length": (OK + b"Content-Length:\r\n 5\r\n\r\nhello", "length", b"hello"),
    "the length twice": (OK + b"Content-Length: 5\r\ncontent-length: 5\r\n\r\nhello", "length", b"hello"),
    "the length twice in one line": (OK + b"Content-Length: 5, 5\r\n\r\nhello", "length", b"hello"),
    "identity is no coding": (OK + b"Transfer-Encoding: identity\r\nContent-Length: 2\r\n\r\nhi", "length", b"hi"),
    "chunks": (CHUNKED + b"3\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n", "chunked", b"hello"),
    "no chunks": (CHUNKED + b"0\r\n\r\n", "chunked", b""),
    "chunk extensions": (CHUNKED + b'5;a="b;c"\r\nhello\r\n0;z\r\n\r\n', "chunked", b"hello"),
    "upper-case hex": (CHUNKED + b"A\r\n0123456789\r\n0\r\n\r\n", "chunked", b"0123456789"),
    "leading zeros": (CHUNKED + b"0000000000000000000000005\r\nhello\r\n000\r\n\r\n", "chunked", b"hello"),
    "trailers": (CHUNKED + b"5\r\nhello\r\n0\r\nX-Sum: 1\r\nX-More: 2\r\n\r\n", "chunked", b"hello"),
    "chunks with line feeds": (CHUNKED + b"5\nhello\n0\n\n", "chunked", b"hello"),
    "spaces after the chunk size": (CHUNKED + b"5  \r\nhello\r\n0\r\n\r\n", "chunked", b"hello"),
    "chunks win over the length": (
        OK + b"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
        "chunked",
        b"hello",
    ),
    "204": (b"HTTP/1.1 204 No Content\r\n\r\n", "none", b""),
    "304 with a length": (b"HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n", "none", b""),
}


@pytest.mark.parametrize("name", WHOLE)
def test_a_whole_response_ends_where_its_framing_says(name: str) -> None:
    raw, framing, body = WHOLE[name]
    parts, found = look(raw)
    assert (parts.framing, parts.whole, parts.end, parts.surplus) == (framing, True, len(raw), 0)
    assert found == body


@pytest.mark.parametrize("name", WHOLE)
def test_bytes_after_a_response_are_surplus(name: str) -> None:
    raw, _, body = WHOLE[name]
    parts, found = look(raw + b"HTTP/1.1 200 OK\r\n\r\n")
    assert (parts.end, parts.surplus, parts.whole, found) == (len(raw), 19, True, body)


@pytest.mark.parametrize("name", WHOLE)
def test_a_response_cut_anywhere_is_not_whole(name: str) -> None:
    raw, _, body = WHOLE[name]
    for size in range(len(raw)):
        parts, found = look(raw[:size])
        assert (parts.whole, parts.end, parts.surplus) == (False, size, 0)
        assert body.startswith(found)


def test_a_body_without_a_length_ends_with_the_connection() -> None:
    raw = OK + b"Content-Type: text/html\r\n\r\nhello"
    assert look(raw, closed=True)[0].whole
    assert not look(raw)[0].whole
    assert look(raw)[1] == b"hello"


@pytest.mark.parametrize(
    "header",
    [
        b"Content-Length: 3\r\nContent-Length: 4",
        b"Content-Length: -5",
        b"Content-Length: 5x",
        b"Content-Length: " + b"9" * 5000,
        b"Transfer-Encoding: gzip\r\nContent-Length: 3",
    ],
)
def test_a_length_that_says_nothing_is_passed_over(header: bytes) -> None:
    parts, body = look(OK + header + b"\r\n\r\nhello", closed=True)
    assert (parts.framing, parts.whole, body) == ("close", True, b"hello")


def test_head_is_answered_without_a_body() -> None:
    parts, body = look(OK + b"Content-Length: 5\r\n\r\n", method="HEAD")
    assert (parts.framing, parts.whole, body) == ("none", True, b"")


def test_interim_responses_come_before_the_response() -> None:
    hints = b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n"
    on = b"HTTP/1.1 100 Continue\r\n\r\n"
    raw = OK + b"Content-Length: 2\r\n\r\nhi"
    parts, body = look(on + hints + raw)
    assert parts.interim == (on, hints)
    assert (parts.start, parts.status, parts.end, body) == (len(on + hints), 200, len(on + hints + raw), b"hi")


def test_nothing_after_an_interim_response_is_no_response() -> None:
    on = b"HTTP/1.1 100 Continue\r\n\r\n"
    parts, _ = look(on)
    assert (parts.status, parts.start, parts.end, parts.whole, parts.interim) == (None, len(on), len(on), False, (on,))


def test_a_change_of_protocol_is_a_response() -> None:
    parts, _ = look(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n\x00\x01")
    assert (parts.status, parts.whole, parts.surplus) == (101, True, 2)


@pytest.mark.parametrize("raw", [b"", b"\r\n", b"<html>", b"SSH-2.0-x\r\n", b"HTTP/1.1 2000 OK\r\n\r\n", bytes(300)])
def test_what_is_not_http_has_no_status(raw: bytes) -> None:
    parts, body = look(raw, closed=True)
    assert (parts.status, parts.whole, parts.end, parts.headers, body) == (None, False, len(raw), (), b"")


def test_headers_are_unfolded_and_else_as_sent() -> None:
    raw = (
        OK
        + b"X-odd: a\r\n\tb\r\n  c\r\nno colon here\r\nSet-Cookie:1\r\nset-cookie: 2 \r\nX-Name : Caf\xe9\x85\r\n\r\n"
    )
    headers = look(raw)[0].headers
    assert headers == (("X-odd", "a b c"), ("Set-Cookie", "1"), ("set-cookie", "2"), ("X-Name", "Café\x85"))


def test_a_head_without_an_end_is_not_read_for_ever() -> None:
    raw = OK + b"X: " + b"y" * (3 << 20)
    assert (look(raw)[0].status, look(raw)[0].head_end, look(raw)[0].whole) == (200, len(raw), False)


@pytest.mark.parametrize(
    "broken",
    [b"3\r\nhelXX2\r\nlo\r\n0\r\n\r\n", b"3\r\nhel\r\n-2\r\nlo", b"3\r\nhel\r\n\r\n", b"3\r\nhel\r\n0x2\r\nlo\r\n"],
)
def test_broken_chunks_give_what_came_before(broken: bytes) -> None:
    parts, body = look(CHUNKED + broken)
    assert (parts.framing, parts.whole, parts.end, body) == ("chunked", False, len(CHUNKED + broken), b"hel")


def test_a_body_that_is_said_to_be_chunked_and_is_not_can_be_read() -> None:
    parts, body = look(CHUNKED + b"<html>\n<p>Good evening", closed=True)
    assert (parts.framing, parts.whole, body) == ("close", False, b"<html>\n<p>Good evening")


@given(st.lists(st.binary(min_size=1, max_size=300), max_size=8), st.binary(max_size=20))
def test_chunks_give_the_body_however_it_is_cut(pieces: list[bytes], surplus: bytes) -> None:
    chunks = b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces)
    parts, body = look(CHUNKED + chunks + b"0\r\n\r\n" + surplus)
    assert (body, parts.whole, parts.surplus) == (b"".join(pieces), True, len(surplus))


@given(st.binary(max_size=400), st.booleans())
def test_any_bytes_have_a_frame(raw: bytes, closed: bool) -> None:
    for each in (raw, OK + raw, CHUNKED + raw):
        parts, body = look(each, closed=closed)
        assert 0 <= parts.start <= parts.head_end <= parts.end <= len(each)
        assert parts.end + parts.surplus == len(each)
        assert len(body) <= parts.end - parts.head_end


def raw_deflate(data: bytes) -> bytes:
    engine = zlib.compressobj(wbits=-15)
    return engine.compress(data) + engine.flush()


def library(*names: str) -> Any:
    for name in names[:-1]:
        try:
            return import_module(name)
        except ImportError:
            continue
    return pytest.importorskip(names[-1], reason="no library for this coding is installed")


CODERS: dict[tuple[str, ...], Callable[[bytes], bytes]] = {
    ("gzip",): gzip.compress,
    ("x-gzip",): gzip.compress,
    ("deflate",): zlib.compress,
    ("deflate", "identity"): raw_deflate,
    ("gzip", "gzip"): lambda data: gzip.compress(gzip.compress(data)),
    ("deflate", "gzip"): lambda data: gzip.compress(zlib.compress(data)),
    ("br",): lambda data: library("brotli").compress(data),
    ("zstd",): lambda data: library("compression.zstd", "backports.zstd").compress(data),
}


def undone(coded: bytes, names: tuple[str, ...], *, cap: int = 1 << 20, piece: int = 7) -> tuple[bytes, bool]:
    ends = [*range(0, len(coded), piece), len(coded)]
    headers = tuple(("content-encoding", name.upper()) for name in names)
    return decoded((coded[start:end] for start, end in pairwise(ends)), codings(headers), cap=cap)


@pytest.mark.parametrize("names", CODERS)
def test_codings_are_undone_in_turn(names: tuple[str, ...]) -> None:
    coded = CODERS[names](TEXT)
    assert undone(coded, names) == (TEXT, True)
    assert undone(coded, names, piece=1 << 16) == (TEXT, True)


@pytest.mark.parametrize("names", CODERS)
def test_a_cut_coding_is_not_whole(names: tuple[str, ...]) -> None:
    coded = CODERS[names](TEXT)
    for size in range(1, len(coded), 5):
        body, whole = undone(coded[:size], names)
        assert not whole
        assert TEXT.startswith(body) or size < 2 + len(names)


@pytest.mark.parametrize("names", CODERS)
def test_no_more_is_unpacked_than_the_cap(names: tuple[str, ...]) -> None:
    bomb = CODERS[names](bytes(10_000_000))
    assert undone(bomb, names, cap=1000, piece=1 << 20) == (bytes(1000), False)
    assert undone(CODERS[names](bytes(1000)), names, cap=1000) == (bytes(1000), True)


@pytest.mark.parametrize("names", [*CODERS, (), ("identity",), ("exotic",)])
def test_nothing_is_whole_in_any_coding(names: tuple[str, ...]) -> None:
    assert undone(b"", names) == (b"", True)


def test_gzip_may_have_several_members_and_padding() -> None:
    assert undone(gzip.compress(b"one ") + gzip.compress(b"two") + bytes(20), ("gzip",)) == (b"one two", True)


@pytest.mark.parametrize("names", [("gzip",), ("exotic",), ("gzip", "exotic")])
def test_bytes_that_cannot_be_decoded_are_given_as_they_are(names: tuple[str, ...]) -> None:
    assert undone(b"<html>Good evening", names) == (b"<html>Good evening", False)


@given(st.binary(max_size=300), st.sampled_from(["gzip", "deflate", "br", "zstd"]))
def test_no_bytes_make_decoding_fail(junk: bytes, name: str) -> None:
    undone(junk, (name,))
    undone(gzip.compress(TEXT)[:40] + junk, (name,))
