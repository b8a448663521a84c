"""What a check finds: damages, remarks, opinions of other tools, and how much was looked at."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, Literal

from iria_crawler import __version__

_MOST = 500  # remarks on files that are told one by one

Level = Literal["quick", "files", "full"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Damage:
    """Something that is not what it should be: in which file, at which byte, of which URL, and what.

    `lost` tells what is lost with it, or why nothing is; `elsewhere` where the same payload stands in a good record.
    `found_at` is the day and time of an earlier run that found it, where this one did not look again.
    """

    what: str
    file: str | None = None
    offset: int | None = None
    url: str | None = None
    record_id: str | None = None
    lost: str | None = None
    elsewhere: str | None = None
    found_at: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """Something to know that is no damage; `times` how often it was seen, and where first."""

    what: str
    file: str | None = None
    offset: int | None = None
    times: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Opinion:
    """What another tool says of a file: `ok`, or what it said. None: it could not look at it."""

    tool: str
    version: str
    file: str
    ok: bool | None
    said: str = ""
    seconds: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A loss that was accepted, and is as it was then: the file has `sha256`, or is gone where that is None; `records`
    of it are damaged, or lack one that is. `damages` says how many of those that a run met belong to it."""

    file: str
    sha256: str | None
    records: int
    damages: int
    lost: str | None
    reason: str
    accepted_by: str
    accepted_at: str


@dataclass(slots=True)
class Tally:
    """How much was looked at, and what there is to know beside the damages."""

    files: int = 0
    bytes: int = 0
    records: int = 0
    captures: int = 0
    versions: int = 0
    read: int = 0
    """Files that were read to their end."""
    readable: int = 0
    """Files that would have been, had none been left for another run: all closed ones, or all there are."""
    by_other_extractor: int = 0
    left: int = 0
    """Files whose turn comes in the next run."""
    unread: int = 0
    """Files that this run was not to look into, or had no time for."""
    texts_left: bool = False
    """Whether it had no time for all texts."""
    ended: str | None = None
    """Why the check ended early; what was found until then is told."""
    remarks: list[Remark] = field(default_factory=list)
    more_remarks: int = 0
    """How often there was more to remark on files than is told."""
    opinions: list[Opinion] = field(default_factory=list)
    known_losses: list[Known] = field(default_factory=list)
    _places: dict[tuple[str, str | None], int] = field(default_factory=dict, repr=False)
    _on_files: int = field(default=0, repr=False)

    def remark(self, remarks: Iterable[Remark]) -> None:
        """Keep remarks; the same one of the same file is kept once. Those on no file are few, and are all kept."""
        for new in remarks:
            place = self._places.setdefault((new.what, new.file), len(self.remarks))
            if place < len(self.remarks):
                old = self.remarks[place]
                self.remarks[place] = replace(old, times=old.times + new.times)
            elif new.file is None or self._on_files < _MOST:
                self._on_files += new.file is not None
                self.remarks.append(new)
            else:
                del self._places[new.what, new.file]
                self.more_remarks += new.times

    def is_all(self, level: Level | str) -> bool:
        """Whether all was looked at, so that it can be called in order."""
        return level != "quick" and not self.unread and not self.texts_left and self.ended is None

    def take(self, other: "Tally") -> None:
        """Keep the remarks of another one too."""
        self.remark(other.remarks)
        self.more_remarks += other.more_remarks


def told(
    damages: Sequence[Damage], tally: Tally, *, level: Level | str, seconds: float, subject: str, now: datetime
) -> dict[str, Any]:
    """The result as one object."""
    return {
        "ok": not damages and tally.ended is None,
        "all": tally.is_all(level),
        "level": level,
        "subject": subject,
        "at": now.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z",
        "by": f"iria {__version__}",
        "seconds": round(seconds, 2),
        **plain(tally),
        "damages": [plain(damage) for damage in damages],
    }


def plain(value: Any) -> dict[str, Any]:
    """A finding as JSON has it."""
    return {name: _value(getattr(value, name)) for name in value.__dataclass_fields__ if not name.startswith("_")}


def _value(value: Any) -> Any:
    return [plain(each) for each in value] if isinstance(value, list) else value
