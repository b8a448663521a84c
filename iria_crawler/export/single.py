"""One file for each text: what they are called, and the table of what is in which."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from iria_crawler.export.fields import METADATA
from iria_crawler.export.texts import Counted, Csv

Row = Mapping[str, Any]

TABLE = "metadata.csv"
_SLUG = 60  # letters


def write(folder: Path, rows: Iterable[Row], *, place: str, ending: str, content: Callable[[Row], bytes]) -> int:
    """Write the texts into a folder of their own and the table beside it; gives how many there are."""
    (folder / place).mkdir()
    counted = Counted(rows)
    with (folder / TABLE).open("w", encoding="utf-8", newline="") as file:
        table = Csv(file, METADATA)
        for row in counted:
            name = f"{place}/{stem(row)}.{ending}"
            (folder / name).write_bytes(content(row))
            table.write({**row, "file": name})
    return counted.count


def stem(row: Row) -> str:
    """A name that sorts by day and is that of one text alone: `2026-11-21-ir-ia-17-v2-what-it-is-about`."""
    version = "" if row["is_current"] else f"-v{row['version']}"
    slug = _slug(row["title"])
    return f"{row['published_date'] or 'undated'}-{row['site']}-{row['id']}{version}{'-' if slug else ''}{slug}"


def plain(row: Row) -> bytes:
    """Title and text, a blank line between paragraphs."""
    return f"{row['title']}\n\n{row['body']}\n".encode()


def _slug(title: str) -> str:
    """The Latin letters and digits of a title; other scripts have none, and no file system minds."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain)[:_SLUG].strip("-")
