"""The server: a socket on this machine, and uvicorn on it until somebody ends it."""

import errno
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import uvicorn

from iria_crawler.errors import IriaError, UsageError


@dataclass(frozen=True, slots=True, kw_only=True)
class Listening:
    """A socket that listens, and its address for a browser."""

    socket: socket.socket
    url: str


@contextmanager
def listening(host: str, port: int) -> Iterator[Listening]:
    """A socket on a host and port, 0 for any free one; raises `IriaError` where it cannot be had."""
    try:
        ((family, kind, _, _, address), *_) = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as problem:
        raise UsageError(f"there is no host {host} to listen on: {problem.strerror}") from problem
    with socket.socket(family, kind) as taken:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            taken.bind(address)
        except OSError as problem:
            raise IriaError(_why(problem, host, port)) from problem
        taken.listen()
        name = f"[{host}]" if ":" in host else host
        yield Listening(socket=taken, url=f"http://{name}:{taken.getsockname()[1]}/")


def run(app: Any, there: Listening) -> None:
    """Answer until Ctrl-C or SIGTERM, then finish what is being answered."""
    # uvicorn raises the signal again once it is done, for whoever stood there before it: nobody needs to die of it
    before = {number: signal.signal(number, lambda *_: None) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        config = uvicorn.Config(
            app, log_level="warning", access_log=False, server_header=False, timeout_graceful_shutdown=3
        )
        uvicorn.Server(config).run(sockets=[there.socket])
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _why(problem: OSError, host: str, port: int) -> str:
    if problem.errno == errno.EADDRINUSE:
        return f"port {port} on {host} is in use; choose another with --port, or any free one with --port 0"
    if problem.errno == errno.EACCES:
        return f"port {port} is not for users of this machine; choose one above 1023 with --port"
    return f"cannot listen on {host} port {port}: {problem.strerror}"
