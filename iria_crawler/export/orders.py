"""What is asked for: a format, and which articles."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Literal, get_args

from iria_crawler.store.searching import Wanted

Format = Literal["csv", "jsonl", "parquet", "tei", "txt", "warc", "sqlite", "graph"]

FORMATS: tuple[Format, ...] = get_args(Format)
STREAMED: tuple[Format, ...] = ("csv", "jsonl", "graph")
"""What can go down a pipe: these are one table of text."""

TITLES: Mapping[Format, str] = {
    "csv": "Articles as CSV",
    "jsonl": "Articles as JSON Lines",
    "parquet": "Articles as Parquet",
    "tei": "Articles as TEI P5",
    "txt": "Articles as plain text",
    "warc": "WARC records of articles",
    "sqlite": "Articles as a SQLite database",
    "graph": "Links in articles",
}
_OPTIONS = {"since": "from", "until": "to", "all_versions": "all-versions"}
_NAME = 60  # letters


@dataclass(frozen=True, kw_only=True)
class Order:
    """What is to go out. `guarded`: a spreadsheet runs nothing of it."""

    format: Format
    query: str | None = None
    wanted: Wanted = field(default_factory=Wanted)
    guarded: bool = False

    @property
    def filters(self) -> dict[str, str | bool]:
        """The filters that were given, by the names of their options."""
        given = {each.name: getattr(self.wanted, each.name) for each in fields(self.wanted)}
        return {
            _OPTIONS.get(name, name): value if isinstance(value, bool) else str(value)
            for name, value in given.items()
            if value
        }


def default_folder(archive: Path, order: Order) -> Path:
    """Where an export goes that is given no place: below the archive, named by what it is of."""
    given = (order.query, *(name if value is True else str(value) for name, value in order.filters.items()))
    slug = re.sub(r"\W+", "-", "-".join(filter(None, given)).lower())[:_NAME].strip("-_")
    return archive / "exports" / f"{slug or 'all'}-{order.format}"
