"""The index within a WACZ: sorted lines in compressed blocks, and a list of the blocks."""

import hashlib
import json
import sqlite3
import zlib
from collections.abc import Iterable, Iterator
from itertools import islice
from types import TracebackType
from typing import Self

LINES = "index.cdx.gz"
BLOCKS = "index.idx"
_LINES_OF_A_BLOCK = 300  # as others have it: a reader fetches a block for a look at one line


class Index:
    """Lines in any order, which come out sorted: on the disk, since they may be more than fit into memory."""

    def __init__(self) -> None:
        self._lines = sqlite3.connect("", isolation_level=None)
        self._lines.execute("CREATE TABLE lines (line TEXT PRIMARY KEY) WITHOUT ROWID")
        self._lines.execute("BEGIN")
        self._blocks: list[str] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._lines.close()

    def add(self, lines: Iterable[str]) -> None:
        self._lines.executemany("INSERT OR IGNORE INTO lines VALUES (?)", ((line,) for line in lines))

    def packed(self) -> Iterator[bytes]:
        """The blocks, each a gzip member."""
        self._blocks = ["!meta 0 " + json.dumps({"format": "cdxj-gzip-1.0", "filename": LINES}) + "\n"]
        rows, offset = self._lines.execute("SELECT line FROM lines ORDER BY line"), 0
        while block := [row[0] for row in islice(rows, _LINES_OF_A_BLOCK)]:
            member = _member("".join(block).encode())
            about = {"offset": offset, "length": len(member), "digest": f"sha256:{hashlib.sha256(member).hexdigest()}"}
            self._blocks.append(f"{block[0].partition('{')[0].strip()} {json.dumps(about)}\n")
            offset += len(member)
            yield member

    def blocks(self) -> Iterator[bytes]:
        """Where each block stands and with what it begins; once `packed` is through."""
        return (line.encode() for line in self._blocks)


def _member(data: bytes) -> bytes:
    engine = zlib.compressobj(wbits=31)
    return engine.compress(data) + engine.flush()
