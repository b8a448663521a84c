"""Digests as WARC files name them: by several algorithms, in base 16, 32 or 64, in letters of either case."""

import base64
import hashlib
from collections.abc import Iterable

_ALGORITHMS = {"sha1": "sha1", "sha-1": "sha1", "sha256": "sha256", "sha-256": "sha256", "sha512": "sha512"} | {
    "sha-512": "sha512",
    "md5": "md5",
    "sha384": "sha384",
}
_SIZES = {"md5": 16, "sha1": 20, "sha256": 32, "sha384": 48, "sha512": 64}
_BASE_32 = bytes(
    (b"0123456789abcdefghijklmnopqrstuv")[at]
    if (at := b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".find(bytes([byte]).upper())) >= 0
    else 33
    for byte in range(256)
)


def algorithm_of(declared: str) -> str | None:
    """The name by which `hashlib` knows the algorithm of a digest; None where that is not known here."""
    return _ALGORITHMS.get(declared.partition(":")[0].lower())


def made(declared: str, pieces: Iterable[bytes | memoryview]) -> bytes | None:
    """The digest of some bytes in the algorithm of a declared one; None where that is not known here."""
    return measured(declared, pieces)[0]


def measured(declared: str, pieces: Iterable[bytes | memoryview]) -> tuple[bytes | None, int]:
    """That digest, and how many bytes they are."""
    algorithm, length = algorithm_of(declared), 0
    engine = hashlib.new(algorithm, usedforsecurity=False) if algorithm else None
    for piece in pieces:
        length += len(piece)
        if engine:
            engine.update(piece)
    return engine.digest() if engine else None, length


def value_of(declared: str) -> bytes | None:
    """The bytes of a digest, whether it is written in base 16, 32 or 64; None where it is none of them."""
    algorithm, _, text = declared.partition(":")
    size = _SIZES[_ALGORITHMS.get(algorithm.lower(), "sha1")]
    try:
        if len(text) == 2 * size:
            return bytes.fromhex(text)
        if len(text) == (size + 2) // 3 * 4:  # base 64, as some have it
            return base64.b64decode(text, altchars=b"-_" if {"-", "_"} & set(text) else None)
        return _from_base_32(text.rstrip("="), size)
    except ValueError:
        return None


def are_same(one: str | None, other: str | None) -> bool:
    """Whether two digests are of the same bytes, as far as can be told: those of other algorithms may be."""
    if one == other or one is None or other is None:
        return one == other
    algorithms = {algorithm_of(one), algorithm_of(other)}
    if len(algorithms) > 1:
        return True
    value = value_of(one) if algorithms != {None} else None
    return value is not None and value == value_of(other)


def _from_base_32(text: str, size: int) -> bytes | None:
    """A tenth of the time that `base64.b32decode` takes."""
    spare = 5 * len(text) - 8 * size
    if not 0 <= spare < 5:
        return None
    return (int(text.encode().translate(_BASE_32), 32) >> spare).to_bytes(size, "big")


def written_like(declared: str, digest: bytes) -> str:
    """A digest in the form of another one."""
    algorithm, _, text = declared.partition(":")
    is_hex = len(text) == 2 * len(digest)
    return f"{algorithm}:" + (digest.hex() if is_hex else base64.b32encode(digest).decode().rstrip("="))
