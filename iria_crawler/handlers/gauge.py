"""The gauge of a body: how large it is as it comes and with its content coding off, keeping none of it."""

import sys
from collections import deque
from collections.abc import Iterable, Iterator
from typing import Any, Protocol, cast

import brotli  # type: ignore[import-untyped]  # comes with Scrapy, as zstd does
from isal import isal_zlib

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

_PIECE = 65_536  # the most that is decoded at a time
_DEEPEST = 4  # no honest server codes a body more often; each layer costs time
_GZIP, _ZLIB, _RAW = 31, 15, -15  # zlib's names for what wraps a deflate stream
_ISAL_ERROR = cast("type[Exception]", isal_zlib.error)  # isal's stubs call the class an instance
_ZSTD_WINDOW = 23  # 8 MiB, the most that HTTP allows (RFC 9659)


class Layer(Protocol):
    """One content coding: takes it off what is fed, piece by piece; after an error gives nothing."""

    def pieces(self, data: bytes) -> Iterator[bytes]: ...


class Gauge:
    """Measures a body that comes in pieces; each coding that is taken off counts for itself.

    `codings` are those of Content-Encoding, in order. What follows one that is unknown cannot be
    measured and is not.
    """

    def __init__(self, codings: Iterable[str], *, cap: int) -> None:
        self._layers = list(_layers(codings))
        self._sizes = [0] * (len(self._layers) + 1)
        self._cap = cap

    def overflows(self, data: bytes) -> bool:
        """Whether the body, at any depth, is now larger than the cap."""
        pieces = self._counted(iter([data]), 0)
        for depth, layer in enumerate(self._layers, 1):
            pieces = self._counted(_through(layer, pieces), depth)
        deque(pieces, maxlen=0)
        return max(self._sizes) > self._cap

    def _counted(self, pieces: Iterator[bytes], depth: int) -> Iterator[bytes]:
        for piece in pieces:
            self._sizes[depth] += len(piece)
            if self._sizes[depth] > self._cap:
                return
            yield piece


def _through(layer: Layer, pieces: Iterator[bytes]) -> Iterator[bytes]:
    for piece in pieces:
        yield from layer.pieces(piece)


def _layers(codings: Iterable[str]) -> Iterator[Layer]:
    """What takes the codings off, the last one applied first."""
    kinds: dict[str, type[Layer]] = {"gzip": _Gzip, "x-gzip": _Gzip, "deflate": _Deflate, "br": _Brotli, "zstd": _Zstd}
    outermost_first = [coding for coding in reversed(list(codings)) if coding != "identity"]
    for coding in outermost_first[:_DEEPEST]:
        if coding not in kinds:
            return
        yield kinds[coding]()


class _Gzip:
    """gzip, of one member or several."""

    def __init__(self) -> None:
        self._decoder: Any = isal_zlib.decompressobj(_GZIP)

    def pieces(self, data: bytes) -> Iterator[bytes]:
        while data and self._decoder:
            try:
                piece = self._decoder.decompress(data, _PIECE)
            except _ISAL_ERROR:
                self._decoder = None
                return
            yield piece
            data = self._rest()

    def _rest(self) -> bytes:
        if not self._decoder.eof:
            return bytes(self._decoder.unconsumed_tail)
        rest = bytes(self._decoder.unused_data)
        self._decoder = isal_zlib.decompressobj(_GZIP)
        return rest


class _Deflate:
    """deflate, in zlib's wrapper as the standard has it, or raw as some servers send it."""

    def __init__(self) -> None:
        self._start = b""
        self._decoder: Any = None
        self._over = False

    def pieces(self, data: bytes) -> Iterator[bytes]:
        if self._decoder is None:
            self._start = data = self._start + data
            if len(data) < 2:
                return
            self._decoder = isal_zlib.decompressobj(_ZLIB if _is_zlib(data) else _RAW)
        while data and not self._over:
            try:
                piece = self._decoder.decompress(data, _PIECE)
            except _ISAL_ERROR:
                self._over = True
                return
            yield piece
            self._over = self._decoder.eof
            data = self._decoder.unconsumed_tail


def _is_zlib(start: bytes) -> bool:
    return start[0] & 15 == 8 and int.from_bytes(start[:2]) % 31 == 0  # RFC 1950, section 2.2


class _Brotli:
    """Brotli."""

    def __init__(self) -> None:
        self._decoder = brotli.Decompressor()
        self._over = False

    def pieces(self, data: bytes) -> Iterator[bytes]:
        while not self._over:
            try:
                piece = self._decoder.process(data, output_buffer_limit=_PIECE)
            except brotli.error:
                self._over = True
                return
            self._over = self._decoder.is_finished()
            if not piece:
                return
            yield piece
            data = b""


class _Zstd:
    """Zstandard, of one frame or several."""

    def __init__(self) -> None:
        self._decoder: zstd.ZstdDecompressor | None = _zstd_decoder()

    def pieces(self, data: bytes) -> Iterator[bytes]:
        while self._decoder and (data or not self._decoder.needs_input):
            try:
                piece = self._decoder.decompress(data, _PIECE)
            except zstd.ZstdError:
                self._decoder = None
                return
            yield piece
            data = b""
            if self._decoder.eof:
                data = self._decoder.unused_data
                self._decoder = _zstd_decoder()


def _zstd_decoder() -> zstd.ZstdDecompressor:
    return zstd.ZstdDecompressor(options={zstd.DecompressionParameter.window_log_max: _ZSTD_WINDOW})
