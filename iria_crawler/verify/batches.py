"""What some records of a file gave, as it goes from worker processes to whoever puts it together."""

import hashlib
from dataclasses import dataclass, field
from typing import NamedTuple

from iria_crawler.verify.findings import Damage, Remark


class Entry(NamedTuple):
    """What other records may refer to, and what a record refers to: numbers that stand for record ids."""

    key: bytes | None
    offset: int
    kind: str
    pointers: tuple[tuple[str, bytes], ...]


class Lonely(NamedTuple):
    """A response or revisit that no request follows."""

    key: bytes | None
    offset: int


@dataclass(slots=True)
class Batch:
    """What some records gave; the last of a file has the `sha256` of all of it."""

    damages: list[Damage] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    lonely: list[Lonely] = field(default_factory=list)
    records: int = 0
    captures: int = 0
    bytes: int = 0
    sha256: str | None = None
    ours: bool = False
    seconds: float = 0.0


def key_of(record_id: str) -> bytes:
    return hashlib.blake2b(record_id.encode("utf-8", "replace"), digest_size=16).digest()
