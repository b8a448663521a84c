"""The ZIP file of a WACZ, written from beginning to end, with the list of what is in it."""

import hashlib
import json
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath
from types import TracebackType
from typing import Any, BinaryIO, Self

VERSION = "1.1.1"
MANIFEST, DIGEST = "datapackage.json", "datapackage-digest.json"
_LARGE = 1 << 31
"""Bytes of a file from which on its entry needs wider numbers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """A file of the package, as the manifest names it."""

    path: str
    hash: str
    bytes: int


class Package:
    """A package that is being written. WARC files and indexes are stored as they are, so that readers can fetch parts
    of them; lists are compressed."""

    def __init__(self, file: BinaryIO, *, created: datetime) -> None:
        self.resources: list[Resource] = []
        self._zip = zipfile.ZipFile(file, "w")
        self._moment = created.timetuple()[:6]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._zip.close()

    def add(self, path: str, pieces: Iterable[bytes], *, most: int, packed: bool = False) -> Resource:
        """Add a file; `most` is about how large it may become."""
        sha256, size = hashlib.sha256(), 0
        entry = zipfile.ZipInfo(path, self._moment)
        entry.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
        entry.external_attr = 0o644 << 16
        with self._zip.open(entry, "w", force_zip64=most >= _LARGE) as out:
            for piece in pieces:
                out.write(piece)
                sha256.update(piece)
                size += len(piece)
        found = Resource(path=path, hash=f"sha256:{sha256.hexdigest()}", bytes=size)
        self.resources.append(found)
        return found

    def manifest(self, about: Mapping[str, Any]) -> str:
        """Add the list of all files; gives its digest."""
        listed = [
            {"name": PurePosixPath(each.path).name.lower(), "path": each.path, "hash": each.hash, "bytes": each.bytes}
            for each in self.resources
        ]
        said = {"profile": "data-package", "resources": listed, "wacz_version": VERSION, **about}
        text = json.dumps(said, ensure_ascii=False, indent=2).encode()
        return self.add(MANIFEST, [text], most=len(text), packed=True).hash

    def vouch(self, digest: str, signed: Mapping[str, str] | None) -> None:
        """Add the digest of the list, and who vouches for it."""
        said = {"path": MANIFEST, "hash": digest, **({"signedData": signed} if signed else {})}
        text = json.dumps(said, indent=2).encode()
        self.add(DIGEST, [text], most=len(text), packed=True)
