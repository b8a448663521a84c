"""The demo's web server: HTTP/1.1 on loopback, with gzip, chunks, 304 and a log of every visit."""

import gzip
import re
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import lru_cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import TCPServer
from typing import Any, NamedTuple

from iria_crawler.demo.routes import PNG, Answer, answer
from iria_crawler.demo.site import DemoSite

_CHUNK = 4096
_KEPT = 512  # rendered pages held in memory
_GZIP = re.compile(r"(?:^|,)\s*(?:gzip|\*)\s*(?:;\s*q=([\d.]+)\s*)?(?=,|$)", re.IGNORECASE)


class Visit(NamedTuple):
    """One request as the log keeps it; `moment` is when it came, by the monotonic clock."""

    moment: float
    method: str
    path: str
    status: int
    agent: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """A site while it is served: its address, with a slash at the end, and everybody who came."""

    url: str
    log: list[Visit] = field(default_factory=list)


@contextmanager
def serve(site: DemoSite, *, port: int = 0, delay: float = 0.0) -> Iterator[Served]:
    """Serve a site on 127.0.0.1 until the block ends; port 0 takes a free one.

    Each answer waits `delay` seconds first. Changes of the site show at once.
    """
    with _Server(port) as server:
        served = Served(url=f"http://127.0.0.1:{server.server_port}/")
        render = lru_cache(maxsize=_KEPT)(answer)
        server.answer = lambda target: render(site.edition, served.url.rstrip("/"), target)
        server.log, server.delay = served.log, delay
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), name="demo site")
        thread.start()
        try:
            yield served
        finally:
            server.shutdown()
            thread.join()
            server.hang_up()


class _Server(ThreadingHTTPServer):
    daemon_threads = False  # so that closing the server waits for the last visitor
    request_queue_size = 128
    answer: Callable[[str], Answer]
    log: list[Visit]
    delay: float

    def __init__(self, port: int) -> None:
        self._open: set[socket.socket] = set()
        super().__init__(("127.0.0.1", port), _Visitor)

    def server_bind(self) -> None:
        """Bind without asking a name server who we are, as the standard server does."""
        TCPServer.server_bind(self)
        self.server_name, self.server_port = "127.0.0.1", int(self.server_address[1])

    def process_request(self, request: Any, client_address: Any) -> None:
        self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        self._open.discard(request)
        super().shutdown_request(request)

    def hang_up(self) -> None:
        """End the connections that clients keep alive."""
        for connection in tuple(self._open):
            with suppress(OSError):  # the client was faster
                connection.shutdown(socket.SHUT_RDWR)

    def handle_error(self, request: Any, client_address: Any) -> None:
        if not isinstance(sys.exception(), ConnectionError):  # a client that left early is no error
            super().handle_error(request, client_address)


class _Visitor(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"
    server_version, sys_version = "iria-demo", ""
    wbufsize = -1  # one write for head and body
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        arrived = time.monotonic()
        time.sleep(self.server.delay)
        found = self.server.answer(self.path)
        self._send(Answer(status=304, headers=found.headers) if self._has(found) else found, arrived)

    do_HEAD = do_GET

    def do_POST(self) -> None:
        """Forms lead nowhere here."""
        arrived, length = time.monotonic(), self.headers.get("Content-Length", "0")
        if length.isdecimal():
            self.rfile.read(int(length))  # closing on unread bytes would reset the connection
        self._send(Answer(status=405, headers=(("Allow", "GET, HEAD"), ("Connection", "close"))), arrived)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing is printed; `Served.log` has it."""

    def _has(self, found: Answer) -> bool:
        """Whether the client holds this very answer (RFC 9110, 13.1: ETags come before dates)."""
        etag, modified = found.header("ETag"), found.header("Last-Modified")
        if known := self.headers.get("If-None-Match"):
            tags = [tag.strip().removeprefix("W/") for tag in known.split(",")]
            return etag is not None and ("*" in tags or etag.removeprefix("W/") in tags)
        since = _date(self.headers.get("If-Modified-Since"))
        return since is not None and modified is not None and parsedate_to_datetime(modified) <= since

    def _send(self, found: Answer, arrived: float) -> None:
        body, coding = self._coded(found)
        agent = self.headers.get("User-Agent", "")
        self.server.log.append(Visit(arrived, self.command, self.path, found.status, agent))
        self.send_response(found.status)
        for name, value in (*found.headers, *coding):
            self.send_header(name, value)
        chunked = found.chunked and self.request_version == "HTTP/1.1"
        if found.status != 304:
            self.send_header("Content-Type", found.mime)
            framing = ("Transfer-Encoding", "chunked") if chunked else ("Content-Length", str(len(body)))
            self.send_header(*framing)
        self.end_headers()
        if self.command != "HEAD" and found.status != 304:
            self.wfile.writelines(_chunks(body) if chunked else [body])

    def _coded(self, found: Answer) -> tuple[bytes, tuple[tuple[str, str], ...]]:
        """The body under gzip if the client takes it, and the headers that say so."""
        if not found.body or found.mime == PNG:
            return found.body, ()
        vary = () if found.header("Vary") else (("Vary", "Accept-Encoding"),)
        if not _takes_gzip(self.headers.get("Accept-Encoding", "")):
            return found.body, vary
        return gzip.compress(found.body, 6, mtime=0), (*vary, ("Content-Encoding", "gzip"))


def _takes_gzip(accepted: str) -> bool:
    match = _GZIP.search(accepted)
    return match is not None and float(match[1] or 1) > 0


def _chunks(body: bytes) -> Iterator[bytes]:
    for start in range(0, len(body), _CHUNK):
        part = body[start : start + _CHUNK]
        yield b"%x\r\n%b\r\n" % (len(part), part)
    yield b"0\r\n\r\n"


def _date(text: str | None) -> datetime | None:
    """A date of HTTP; one that cannot be read counts as none (RFC 9110, 13.1.3)."""
    try:
        moment = parsedate_to_datetime(text) if text else None
    except ValueError:
        return None
    return moment.replace(tzinfo=UTC) if moment and moment.tzinfo is None else moment
