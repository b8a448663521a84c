"""A web server on raw sockets that answers as real servers do at their worst, and logs each byte.

with OddServer() as server:
    fetch(server.url("/gzip"))
    received, sent = server.log["/gzip"][0]
"""

import datetime
import gzip
import ipaddress
import random
import socket
import ssl
import struct
import tempfile
import threading
import zlib
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Literal, Self

import brotli
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

try:
    from compression import zstd
except ImportError:
    from backports import zstd

PAGE = b"<!doctype html><title>Odd</title><p>" + b"What a server may say. " * 40


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What a server does when asked with `method` and `body`: sends each piece by itself, then keeps
    the connection, closes it, resets it or says no more.

    `whole`: a client can be expected to read all of it. `logged` is off for what has no end.
    """

    pieces: Iterable[bytes] = ()
    then: Literal["keep", "close", "reset", "stall"] = "keep"
    method: str = "GET"
    body: bytes = b""
    whole: bool = True
    logged: bool = True


def answer(
    *lines: str | bytes,
    body: bytes = b"",
    status: str | bytes = "HTTP/1.1 200 OK",
    end: bytes = b"\r\n",
    length: int | None = -1,
) -> bytes:
    """The bytes of a response; its length is told truly (-1), as given, or not at all (None)."""
    told = [] if length is None else [f"Content-Length: {len(body) if length == -1 else length}"]
    head = [line if isinstance(line, bytes) else line.encode("latin-1") for line in (status, *lines, *told)]
    return end.join([*head, b"", b""]) + body


def chunked(body: bytes, *sizes: int, extension: bytes = b"", form: str = "%x", trailer: bytes = b"") -> bytes:
    """A body in chunks of the given sizes and one of the rest."""
    chunks, start = [], 0
    for size in (*sizes, len(body)):
        if piece := body[start : start + size]:
            chunks.append(form.encode() % len(piece) + extension + b"\r\n" + piece + b"\r\n")
        start += size
    return b"".join(chunks) + b"0\r\n" + trailer + b"\r\n"


_HTML = "Content-Type: text/html"
_CHUNKED = (_HTML, "Transfer-Encoding: chunked")
_BINARY = random.Random(1).randbytes(20_000)


def _one(*lines: str | bytes, body: bytes = PAGE, status: str | bytes = "HTTP/1.1 200 OK", **how: object) -> Answer:
    return Answer(pieces=(answer(*lines, body=body, status=status),), **how)  # type: ignore[arg-type]


def _raw(*pieces: bytes, then: Literal["keep", "close", "reset", "stall"] = "keep", whole: bool = True) -> Answer:
    return Answer(pieces=pieces, then=then, whole=whole)


_HEADERS = {
    "/plain": _one(_HTML),
    "/again": _one(_HTML, "Connection: keep-alive"),
    "/case": _one("CONTENT-TYPE: text/html", "x-lOWER-uPPER: 1", "sErVeR: odd"),
    "/order": _one("Z: 1", "A: 2", _HTML, "M: 3", "A: 4"),
    "/set-cookie": _one(_HTML, "Set-Cookie: a=1", "Set-Cookie: b=2; Path=/", "set-cookie: a=3"),
    "/no-space": _one("Content-Type:text/html", "X-Tight:yes"),
    "/many-spaces": _one("Content-Type:     text/html   ", "X-Wide:   yes "),
    "/tab": _one("Content-Type:\ttext/html", "X-Tab: a\tb\t"),
    "/folded": _one(_HTML, "X-Folded: one\r\n two\r\n\tthree"),
    "/no-colon": _one(_HTML, "this line has no colon", "X-After: still read"),
    "/empty-value": _one(_HTML, "X-Empty:", "X-Blank: "),
    "/latin-1": _one(_HTML, "X-Author: Jos\xe9 Mu\xf1oz"),
    "/utf-8": _one(_HTML, "X-Author: José 寛".encode()),
    "/odd-reason": _one(_HTML, status="HTTP/1.1 200 Sure, why not?  "),
    "/utf-8-reason": _one(_HTML, status="HTTP/1.1 200 d'accord, très bien".encode()),
    "/no-reason": _one(_HTML, status="HTTP/1.1 200"),
    "/line-feeds": _raw(answer(_HTML, body=PAGE, end=b"\n")),
    "/many-headers": _one(_HTML, *(f"X-Header-{number}: {'v' * 90}" for number in range(400))),
    "/long-header": _raw(answer(_HTML, f"X-Long: {'v' * 30_000}", body=PAGE), whole=False),
}

_FRAMES = {
    "/http-1.0": _raw(answer(_HTML, body=PAGE, status="HTTP/1.0 200 OK"), then="close"),
    "/close-delimited": _raw(answer(_HTML, "Connection: close", body=PAGE, length=None), then="close"),
    "/connection-close": _raw(answer(_HTML, "Connection: close", body=PAGE), then="close"),
    "/chunked": _raw(answer(*_CHUNKED, body=chunked(PAGE, 100, 1, 300), length=None)),
    "/chunked-extension": _raw(answer(*_CHUNKED, body=chunked(PAGE, 99, extension=b";name=value"), length=None)),
    "/chunked-upper-case": _raw(answer(*_CHUNKED, body=chunked(PAGE, 171, form="%X"), length=None)),
    "/chunked-zeros": _raw(answer(*_CHUNKED, body=chunked(PAGE, 20, form="%08x"), length=None)),
    "/chunked-trailer": _raw(answer(*_CHUNKED, body=chunked(PAGE, 9, trailer=b"X-Sum: 1\r\nX: 2\r\n"), length=None)),
    "/chunked-cut": _raw(answer(*_CHUNKED, body=chunked(PAGE, 200)[:400], length=None), then="close"),
    "/chunked-broken": _raw(answer(*_CHUNKED, body=b"5\r\nhello\r\nnot a size\r\n", length=None)),
    "/length-short": _raw(answer(_HTML, body=PAGE, length=len(PAGE) + 50), then="close"),
    "/length-surplus": _raw(answer(_HTML, body=PAGE + b"surplus", length=len(PAGE)), then="close", whole=False),
    "/length-doubled": _one(_HTML, f"Content-Length: {len(PAGE)}"),
    "/length-differing": _raw(answer(_HTML, "Content-Length: 7", body=PAGE), then="close", whole=False),
    "/length-and-chunks": _raw(answer(*_CHUNKED, body=chunked(PAGE, 50), length=12)),
    "/one-byte-pieces": Answer(pieces=tuple(bytes([byte]) for byte in answer(_HTML, body=PAGE[:150]))),
    "/head-body-apart": _raw(answer(_HTML, length=len(PAGE)), PAGE),
}

_BODIES = {
    "/gzip": _one(_HTML, "Content-Encoding: gzip", body=gzip.compress(PAGE)),
    "/gzip-members": _one(_HTML, "Content-Encoding: gzip", body=gzip.compress(PAGE) + gzip.compress(PAGE)),
    "/gzip-broken": _one(_HTML, "Content-Encoding: gzip", body=gzip.compress(PAGE)[:40] + b"broken"),
    "/gzip-twice": _one(_HTML, "Content-Encoding: gzip, gzip", body=gzip.compress(gzip.compress(PAGE))),
    "/gzip-chunked": _raw(
        answer(*_CHUNKED, "Content-Encoding: gzip", body=chunked(gzip.compress(PAGE), 10, 20), length=None)
    ),
    "/deflate": _one(_HTML, "Content-Encoding: deflate", body=zlib.compress(PAGE)),
    "/deflate-raw": _one(_HTML, "Content-Encoding: deflate", body=zlib.compress(PAGE, wbits=-15)),
    "/br": _one(_HTML, "Content-Encoding: br", body=brotli.compress(PAGE)),
    "/zstd": _one(_HTML, "Content-Encoding: zstd", body=zstd.compress(PAGE)),
    "/binary": _one("Content-Type: image/jpeg", body=_BINARY),
    "/megabyte": _one(_HTML, body=_BINARY * 50),
    "/empty-body": _one(_HTML, body=b""),
}

_STATUSES = {
    "/301": _one("Location: /plain", body=b"moved", status="HTTP/1.1 301 Moved Permanently"),
    "/302": _one("Location: /plain", body=b"", status="HTTP/1.1 302 Found"),
    "/204": _raw(answer(status="HTTP/1.1 204 No Content", length=None)),
    "/304": _raw(answer('ETag: "1"', status="HTTP/1.1 304 Not Modified", length=None)),
    "/404": _one(_HTML, status="HTTP/1.1 404 Not Found"),
    "/410": _one(_HTML, status="HTTP/1.1 410 Gone"),
    "/500": _one(_HTML, status="HTTP/1.1 500 Internal Server Error"),
    "/early-hints": _raw(
        answer("Link: </style.css>; rel=preload", status="HTTP/1.1 103 Early Hints", length=None),
        answer(_HTML, body=PAGE),
    ),
    "/continue": _raw(answer(status="HTTP/1.1 100 Continue", length=None) + answer(_HTML, body=PAGE)),
    "/head": Answer(pieces=(answer(_HTML, length=1234),), method="HEAD"),
    "/post": _one(_HTML, method="POST"),
    "/post-form": Answer(pieces=(answer(_HTML, body=PAGE),), method="POST", body=b"a=1&b=2"),
}

_FAILURES = {
    "/no-answer": _raw(then="close"),
    "/head-cut": _raw(answer(_HTML, body=PAGE)[:25], then="close"),
    "/garbage": _raw(b"\x00\x01\x02 this is no HTTP at all\r\n\r\n", then="close"),
    "/reset": _raw(answer(_HTML, body=PAGE)[:200], then="reset"),
    "/stall": _raw(answer(_HTML, body=PAGE)[:200], then="stall"),
    "/stall-at-once": _raw(then="stall"),
}

ANSWERS: Mapping[str, Answer] = _HEADERS | _FRAMES | _BODIES | _STATUSES | _FAILURES
"""One odd way to answer under each path."""


class OddServer:
    """Serves answers by path on a free port of 127.0.0.1, each connection in its own thread.

    A path with several answers gives them in turn, the last one for ever; one with none gives a 404.
    `newest` is the newest TLS version that a `secure` server speaks; a `tunnel` is a secure server
    behind a proxy, to be asked for it with CONNECT. Leaving the context ends all connections.
    """

    def __init__(
        self,
        answers: Mapping[str, Answer | Sequence[Answer]] = ANSWERS,
        *,
        secure: bool = False,
        tunnel: bool = False,
        newest: ssl.TLSVersion = ssl.TLSVersion.TLSv1_3,
    ) -> None:
        self._answers = answers
        self._tls = _tls_context(newest) if secure or tunnel else None
        self._tunnel = tunnel
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=128)
        self.port: int = self._listener.getsockname()[1]
        self._lock = threading.Lock()
        self._exchanges: list[tuple[str, bytes, bytearray]] = []
        self._ended: list[str] = []
        self._connections: set[socket.socket] = set()
        self._threads = [threading.Thread(target=self._accept, daemon=True)]

    def __enter__(self) -> Self:
        self._threads[0].start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        with suppress(OSError):  # macOS refuses to shut down a socket that listens
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._threads[0].join(timeout=10)
        with self._lock:
            for connection in self._connections:
                with suppress(OSError):  # it may have gone in between
                    connection.shutdown(socket.SHUT_RDWR)
        for thread in self._threads[1:]:
            thread.join(timeout=10)

    def url(self, path: str) -> str:
        return f"http{'s' if self._tls else ''}://127.0.0.1:{self.port}{path}"

    @property
    def log(self) -> dict[str, list[tuple[bytes, bytes]]]:
        """Of each path, what was received and what was sent, in the order of the requests."""
        log: dict[str, list[tuple[bytes, bytes]]] = {}
        with self._lock:
            for path, received, sent in self._exchanges:
                log.setdefault(path, []).append((received, bytes(sent)))
        return log

    @property
    def ended(self) -> list[str]:
        """The last path asked for on each connection that has ended, in the order of the ends."""
        with self._lock:
            return list(self._ended)

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:  # closed: the server ends
                return
            thread = threading.Thread(target=self._serve, args=(connection,), daemon=True)
            self._threads.append(thread)
            with self._lock:
                self._connections.add(connection)
            thread.start()

    def _serve(self, connection: socket.socket) -> None:
        talk, path = connection, ""
        try:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if self._tunnel and _request(connection):
                connection.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
            talk = self._secured(connection)
            while request := _request(talk):
                path = request.split(b" ", 2)[1].decode("ascii")
                if not self._answer(talk, path, request):
                    break
        except OSError:  # the client hung up, as it may
            pass
        finally:
            with self._lock:
                self._connections.discard(talk)
                self._ended.append(path)
            talk.close()

    def _secured(self, connection: socket.socket) -> socket.socket:
        if not self._tls:
            return connection
        talk = self._tls.wrap_socket(connection, server_side=True, do_handshake_on_connect=False)
        with self._lock:
            self._connections = self._connections - {connection} | {talk}
        try:
            talk.do_handshake()
        except OSError:
            talk.close()
            raise
        return talk

    def _answer(self, talk: socket.socket, path: str, received: bytes) -> bool:
        """Answers one request; False where the connection is over."""
        sent = bytearray()
        with self._lock:
            planned = self._planned(path)
            self._exchanges.append((path, received, sent))
        for piece in planned.pieces:
            if planned.logged:
                sent += piece
            talk.sendall(piece)
        if planned.then != "keep":
            _END[planned.then](talk)
        return planned.then == "keep"

    def _planned(self, path: str) -> Answer:
        planned = self._answers.get(path) or Answer(pieces=(answer(status="HTTP/1.1 404 Not Found"),))
        before = sum(path == earlier for earlier, _, _ in self._exchanges)
        return planned if isinstance(planned, Answer) else planned[min(before, len(planned) - 1)]


def _request(talk: socket.socket) -> bytes:
    """The bytes of the next request, or none where the client has nothing more to ask."""
    received = b""
    while b"\r\n\r\n" not in received:
        if not (piece := talk.recv(65_536)):
            return b""
        received += piece
    head, _, body = received.partition(b"\r\n\r\n")
    told = [line.split(b":")[1] for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
    missing = int(told[0]) - len(body) if told else 0
    while missing > 0 and (piece := talk.recv(missing)):
        received, missing = received + piece, missing - len(piece)
    return received


def _close(talk: socket.socket) -> None:
    """Ends the connection in order: what was sent arrives."""
    if isinstance(talk, ssl.SSLSocket):
        talk.settimeout(2)
        talk.unwrap()
    talk.shutdown(socket.SHUT_WR)


def _reset(talk: socket.socket) -> None:
    """Breaks the connection once the client has had the time to read what was sent."""
    threading.Event().wait(0.3)
    talk.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def _stall(talk: socket.socket) -> None:
    """Says nothing until the client gives up."""
    while talk.recv(65_536):
        pass


_END = {"close": _close, "reset": _reset, "stall": _stall}


def _tls_context(newest: ssl.TLSVersion) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.maximum_version = newest
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "certificate.pem")
        file.write_bytes(_certificate())
        context.load_cert_chain(file)
    return context


def _certificate() -> bytes:
    """A key and a certificate for 127.0.0.1 that nobody has signed, as PEM."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.datetime.now(datetime.UTC)
    address = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(address, critical=False)
        .sign(key, SHA256())
    )
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return private + certificate.public_bytes(Encoding.PEM)
