"""What a check says."""

from dataclasses import dataclass
from typing import Literal

Level = Literal["ok", "info", "warn", "fail"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing that was looked at. `info` is neither good nor bad; `remedy` says what to do about the rest."""

    level: Level
    what: str
    remedy: str | None = None
