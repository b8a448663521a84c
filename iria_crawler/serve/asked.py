"""What a request asks for: the filters of a list as they stand in its address."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from urllib.parse import urlencode

LONGEST_QUERY = 1000
"""Characters of a search; more is no question of a person."""

PAGE_SIZE, LAST_PAGE = 40, 250

NAMES = ("q", "site", "author", "category", "tag", "language", "from", "to", "texts", "sort")
_DAY = re.compile(r"[12]\d{3}(-\d\d(-\d\d)?)?", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A request, as a page sees it: what its address holds, and who replays pages.

    `parts` are those of the path, `args` the first value of each parameter. `folder` is that of the archive.
    """

    path: str
    parts: Mapping[str, str] = field(default_factory=dict)
    args: Mapping[str, str] = field(default_factory=dict)
    origin: str = ""
    replay_url: str = ""
    folder: Path = Path()

    def given(self, name: str) -> str | None:
        """A parameter without white space around it; None where it is empty."""
        return self.args.get(name, "").replace("\0", "").strip() or None


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What a list is narrowed to. `problems` says, in a line each, what of the address could not be used."""

    values: Mapping[str, str]
    page: int = 1
    problems: tuple[str, ...] = ()

    def get(self, name: str) -> str | None:
        return self.values.get(name)

    def address(self, *, page: int = 1, **changes: str | None) -> str:
        """The address of this list with some filters set, or, where None, left out."""
        changed = {name: self.values.get(name) for name in NAMES} | {
            name.rstrip("_"): value for name, value in changes.items()
        }
        kept = {name: value for name, value in changed.items() if value} | ({"page": str(page)} if page > 1 else {})
        return "/articles" + (f"?{urlencode(kept)}" if kept else "")

    @property
    def offset(self) -> int:
        return (self.page - 1) * PAGE_SIZE


def filters(asked: Asked) -> Filters:
    """The filters of an address. What cannot be used is left out, and said."""
    values = {name: value for name in NAMES if (value := asked.given(name))}
    problems = list(_unusable(values))
    number = asked.given("page") or "1"
    page = int(number) if re.fullmatch(r"\d{1,6}", number) else 1
    if page > LAST_PAGE:
        problems.append(f"Lists end after {LAST_PAGE} pages; narrow this one with dates or other filters.")
    return Filters(values=values, page=min(max(page, 1), LAST_PAGE), problems=tuple(problems))


def _unusable(values: dict[str, str]) -> Iterator[str]:
    """Take out what is no day or too long, and say so."""
    for name in ("from", "to"):
        if name in values and not _is_day(values[name]):
            value = values.pop(name)
            yield f"“{value[:40]}” is no date: write 2026, 2026-11 or 2026-11-21."
    for name, value in list(values.items()):
        if len(value) > LONGEST_QUERY:
            del values[name]
            what = "The search" if name == "q" else f"The {name}"
            yield f"{what} has {len(value):,} characters; {LONGEST_QUERY:,} are the most that is read."


def _is_day(text: str) -> bool:
    """Whether this is a day of the calendar, a month or a year."""
    try:
        return bool(_DAY.fullmatch(text) and date.fromisoformat(text + "0000-01-01"[len(text) :]))
    except ValueError:
        return False
