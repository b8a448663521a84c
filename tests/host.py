"""A small web server for tests that says what a function of the path says, and logs who came when."""

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from socketserver import TCPServer


@dataclass(frozen=True, kw_only=True)
class Said:
    """An answer; `act` writes it in a way of its own instead."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    act: Callable[[BaseHTTPRequestHandler], None] | None = None


@dataclass(kw_only=True)
class Host:
    """A server while it is up: its address without a slash at the end, and when which path was asked for."""

    url: str
    visits: list[tuple[float, str]] = field(default_factory=list)

    @property
    def paths(self) -> list[str]:
        return [path for _, path in self.visits]

    @property
    def gaps(self) -> list[float]:
        moments = [moment for moment, _ in self.visits]
        return [after - before for before, after in pairwise(moments)]


def page(title: str, *links: str) -> Said:
    """An HTML page with links and nothing else."""
    anchors = "".join(f'<p><a href="{link}">{link}</a></p>' for link in links)
    body = f"<!doctype html><html><head><title>{title}</title></head><body>{anchors}</body></html>"
    return Said(body=body.encode(), headers={"Content-Type": "text/html; charset=utf-8"})


@contextmanager
def host(says: Callable[[str], Said]) -> Iterator[Host]:
    """Serve on a free port of 127.0.0.1 until the block ends."""

    class Visitor(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1

        def do_GET(self) -> None:
            up.visits.append((time.monotonic(), self.path))
            said = says(self.path)
            if said.act:
                self.close_connection = True
                said.act(self)
                return
            self.send_response(said.status)
            for name, value in said.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(said.body)))
            self.end_headers()
            self.wfile.write(said.body)

        def log_message(self, format: str, *args: object) -> None:
            """Nothing is printed."""

    with _Server(("127.0.0.1", 0), Visitor) as server:
        up = Host(url=f"http://127.0.0.1:{server.server_address[1]}")
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield up
        finally:
            server.shutdown()
            thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def server_bind(self) -> None:
        """Bind without asking a name server who we are."""
        TCPServer.server_bind(self)
        self.server_name, self.server_port = "127.0.0.1", int(self.server_address[1])

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up early is no error."""
