"""WARC files taken apart and put together again, with standard library alone, so that tests can damage them."""

import base64
import gzip
import hashlib
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

END = b"\r\n\r\n"


@dataclass
class Part:
    """A record: its version line, fields, block, what ends it, and whether it is a gzip member."""

    fields: list[tuple[str, str]]
    block: bytes
    version: str = "WARC/1.1"
    end: bytes = END
    line: bytes = b"\r\n"
    packed: bool = True
    length: int | None = None
    """Content-Length, where it is to be another than it is."""

    def get(self, name: str) -> str | None:
        return next((value for key, value in self.fields if key == name), None)

    def put(self, name: str, value: str | None) -> "Part":
        """Set a field, or leave it out."""
        at = next((n for n, (key, _) in enumerate(self.fields) if key == name), len(self.fields))
        self.fields = [(key, old) for key, old in self.fields if key != name]
        if value is not None:
            self.fields.insert(at, (name, value))
        return self

    @property
    def kind(self) -> str | None:
        return self.get("WARC-Type")

    def signed(self) -> "Part":
        """Make block and payload digest what the block gives, where they are declared."""
        if self.get("WARC-Block-Digest"):
            self.put("WARC-Block-Digest", sha1(self.block))
        if self.get("WARC-Payload-Digest") and self.kind == "response":
            self.put("WARC-Payload-Digest", sha1(self.block.partition(END)[2]))
        return self

    def plain(self) -> bytes:
        said = self.length if self.length is not None else len(self.block)
        lines = [self.version, *(f"{name}: {value}" for name, value in self.fields), f"Content-Length: {said}"]
        return self.line.join(line.encode() for line in lines) + self.line * 2 + self.block + self.end

    def bytes(self) -> bytes:
        return gzip.compress(self.plain(), mtime=0) if self.packed else self.plain()


def sha1(data: bytes) -> str:
    return "sha1:" + base64.b32encode(hashlib.sha1(data).digest()).decode()


def taken_apart(path: Path) -> list[Part]:
    """The records of a file of gzip members that is in order."""
    rest, parts = path.read_bytes(), []
    while rest:
        engine = zlib.decompressobj(31)
        data = engine.decompress(rest)
        head, _, tail = data.partition(END)
        version, *lines = head.decode().split("\r\n")
        fields = [(name, value) for name, _, value in (line.partition(": ") for line in lines)]
        parts.append(Part([each for each in fields if each[0] != "Content-Length"], tail[:-4], version))
        rest = engine.unused_data
    return parts


def put_together(path: Path, parts: Iterable[Part]) -> None:
    path.write_bytes(b"".join(part.bytes() for part in parts))
