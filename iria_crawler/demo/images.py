"""Pictures for the demo: small skylines, drawn as PNG bytes from nothing but a name."""

import random
import struct
import zlib

_SKIES = (((244, 205, 160), (82, 113, 158)), ((225, 232, 240), (94, 140, 178)), ((250, 190, 150), (70, 60, 110)))
_SHADES = 96


def png(name: str, width: int, height: int) -> bytes:
    """A PNG of this size; the same name gives the same skyline, as large as asked."""
    chance = random.Random(name)
    low, high = chance.choice(_SKIES)
    sky = [_between(high, low, shade / (_SHADES - 1)) for shade in range(_SHADES)]
    palette = [*sky, _between(high, (20, 24, 34), 0.45), _between(high, (20, 24, 34), 0.8)]
    far, near = _skyline(chance, 22, 0.35), _skyline(chance, 13, 0.25)
    rows = (_row(y / height, width, far, near) for y in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)  # 8 bits a pixel, by palette
    chunks = (
        _chunk(b"IHDR", header),
        _chunk(b"PLTE", b"".join(bytes(colour) for colour in palette)),
        _chunk(b"IDAT", zlib.compress(b"".join(b"\0" + row for row in rows), 9)),
        _chunk(b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def _between(one: tuple[int, int, int], other: tuple[int, int, int], share: float) -> tuple[int, int, int]:
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue


def _skyline(chance: random.Random, houses: int, tallest: float) -> list[float]:
    """Where each house begins, as a share of the height counted from the top."""
    return [1 - tallest * chance.uniform(0.3, 1) - 0.08 for _ in range(houses)]


def _row(y: float, width: int, far: list[float], near: list[float]) -> bytes:
    shade = min(_SHADES - 1, int(y * _SHADES))
    row = _houses(bytearray([shade]) * width, y, far, _SHADES)
    return bytes(_houses(row, y, near, _SHADES + 1))


def _houses(row: bytearray, y: float, skyline: list[float], colour: int) -> bytearray:
    step = len(row) / len(skyline)
    for place, roof in enumerate(skyline):
        if y >= roof:
            start, end = round(place * step), round((place + 0.86) * step)
            row[start:end] = bytes([colour]) * (end - start)
    return row


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
