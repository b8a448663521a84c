"""The log of what was done to the archive."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal

from iria_crawler import __version__
from iria_crawler.store import Store, iso

Type = Literal[
    "fixity-check",
    "validation",
    "replay-check",
    "extraction",
    "ingestion",
    "rebuild",
    "delivery",
    "withholding",
    "release",
    "deletion",
    "repair",
]
Outcome = Literal["success", "warning", "failure"]


def happened(
    store: Store,
    type_: Type,
    object_: str,
    *,
    now: datetime,
    outcome: Outcome = "success",
    detail: Mapping[str, Any] | None = None,
    agent: str = f"iria {__version__}",
) -> int:
    """Note an event, inside a transaction of the caller; gives its number."""
    found: int = store.value(
        "INSERT INTO events (at, type, object, outcome, detail, agent) VALUES (?,?,?,?,?,?) RETURNING id",
        *(iso(now), type_, object_, outcome, json.dumps(dict(detail), ensure_ascii=False) if detail else None, agent),
    )
    return found
