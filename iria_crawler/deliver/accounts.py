"""The account of what was handed over."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from iria_crawler.store import Store
from iria_crawler.store.delivering import Kind, delivered
from iria_crawler.store.events import happened


@dataclass(frozen=True, slots=True, kw_only=True)
class Handed:
    """A delivery: where it is. `left` are files of which not all went out, and which so were not handed over."""

    path: Path
    left: tuple[str, ...] = ()


def note(
    store: Store, slug: str, kind: Kind, files: Sequence[int], *, path: Path, sha256: str, now: datetime, **about: Any
) -> None:
    """Note a delivery and its event; `about` as `delivered` wants it."""
    with store.transaction():
        number = delivered(store, slug, kind, files, path=str(path), sha256=sha256, now=now, **about)
        detail = {"delivery": number, "kind": kind, "files": len(files), "path": str(path), "sha256": sha256}
        happened(store, "delivery", f"site:{slug}", now=now, detail=detail)
