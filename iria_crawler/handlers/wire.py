"""The wire: taps each connection of Twisted's pool, so that a recording sees what passes.

All that iria relies on in Scrapy and Twisted without their having promised it (a test names the
one that a release changes):

  - `HTTP11DownloadHandler._pool` is what Scrapy's agents ask for a connection
  - they ask before the download first waits, so that `asking` says for whom
  - the request that a connection is given has `writeTo(transport)`, called with our tap
"""

from collections.abc import Hashable, Iterable
from contextvars import ContextVar
from typing import Any, Protocol, cast

from twisted.internet.defer import Deferred
from twisted.internet.interfaces import IHandshakeListener, IProtocolFactory, IStreamClientEndpoint
from twisted.protocols.policies import ProtocolWrapper, WrappingFactory
from twisted.python.failure import Failure
from twisted.web.client import HTTPConnectionPool
from zope.interface import implementer

from iria_crawler.handlers.ciphers import iana_name


class Recorder(Protocol):
    """Who wants to know what passes for one request."""

    def begin(self, tap: "Tap") -> None:
        """The request is about to be written; an attempt before this one has failed."""

    def sent(self, data: bytes) -> None: ...

    def received(self, data: bytes) -> bool:
        """Takes what came; False when it is too much and the connection is to be dropped."""

    def ended(self) -> None:
        """The connection is gone."""


asking: ContextVar[Recorder | None] = ContextVar("iria_asking", default=None)
"""Whose download is about to ask the pool. The pool takes it out at once: callbacks of the connection
run in copies of this context, also those for later requests, and must not find it there."""


class TappedPool:
    """Twisted's connection pool, with a tap on each connection it opens."""

    def __init__(self, pool: HTTPConnectionPool) -> None:
        self._pool: Any = pool
        self.persistent: bool = pool.persistent

    def getConnection(self, key: Hashable, endpoint: IStreamClientEndpoint) -> Deferred["_Connection"]:
        recorder = asking.get()
        if recorder is None:
            raise RuntimeError("a connection was asked for outside a download; this release of Scrapy is not supported")
        asking.set(None)
        connecting: Deferred[Any] = self._pool.getConnection(key, _Endpoint(endpoint))
        return connecting.addCallback(_Connection, recorder)

    def closeCachedConnections(self) -> Deferred[None]:
        closing: Deferred[None] = self._pool.closeCachedConnections()
        return closing


@implementer(IHandshakeListener)
class Tap(ProtocolWrapper):
    """Stands between a connection and the HTTP client on it: above TLS, deaf to any CONNECT."""

    recorder: Recorder | None = None
    protocols: tuple[str, ...] = ()
    cipher: str | None = None

    @property
    def ip(self) -> str:
        transport: Any = self.transport
        return cast("str", transport.getPeer().host)

    def begin(self, recorder: Recorder) -> None:
        self.recorder = recorder
        recorder.begin(self)

    def release(self, recorder: Recorder) -> None:
        """Stops telling a recorder; one that has been followed by the next is not told any more anyway."""
        if self.recorder is recorder:
            self.recorder = None

    def write(self, data: bytes) -> None:
        if self.recorder:
            self.recorder.sent(data)
        super().write(data)  # type: ignore[no-untyped-call]  # Twisted has no type here

    def writeSequence(self, data: Iterable[bytes]) -> None:
        self.write(b"".join(data))

    def dataReceived(self, data: bytes) -> None:
        hung_up = self.disconnecting  # TLS goes on reading until the server agrees to end, which it may never do
        if hung_up or (self.recorder and not self.recorder.received(data)):
            self.abortConnection()
        else:
            super().dataReceived(data)  # type: ignore[no-untyped-call]  # Twisted has no type here

    def handshakeCompleted(self) -> None:
        connection = self.getHandle()
        version = connection.get_protocol_version_name().removeprefix("TLSv")
        self.protocols = ("tls/1.0" if version == "1" else f"tls/{version}",)
        self.cipher = iana_name(connection.get_cipher_name())

    def connectionLost(self, reason: Failure) -> None:  # type: ignore[override]  # Twisted's has a default
        if self.recorder:
            self.recorder.ended()
        super().connectionLost(reason)  # type: ignore[no-untyped-call]  # Twisted has no type here


class _Taps(WrappingFactory[Tap]):
    protocol = Tap
    noisy = False


@implementer(IStreamClientEndpoint)
class _Endpoint:
    """An endpoint whose connections have a tap."""

    def __init__(self, endpoint: IStreamClientEndpoint) -> None:
        self._endpoint: Any = endpoint

    def __repr__(self) -> str:
        return repr(self._endpoint)

    def connect(self, factory: IProtocolFactory) -> Deferred[Any]:
        taps: Any = _Taps(factory)  # type: ignore[no-untyped-call]  # Twisted has no type here
        connecting: Deferred[Any] = self._endpoint.connect(taps)
        return connecting.addCallback(lambda tap: tap.wrappedProtocol)


class _Connection:
    """A connection from the pool, for one request."""

    def __init__(self, connection: Any, recorder: Recorder) -> None:
        self._connection = connection
        self._recorder = recorder

    def request(self, request: Any) -> Deferred[Any]:
        answer: Deferred[Any] = self._connection.request(_Request(request, self._recorder))
        return answer


class _Request:
    """A request of Twisted's that says when, and on which connection, it is written: also when
    Twisted writes it a second time because the first connection had gone stale."""

    def __init__(self, request: Any, recorder: Recorder) -> None:
        self._request = request
        self._recorder = recorder

    def writeTo(self, transport: Tap) -> Any:
        transport.begin(self._recorder)
        return self._request.writeTo(transport)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._request, name)
