"""Records of which a database does not tell on purpose: a delivery says where what may not be shown stands."""

import csv
from pathlib import Path

from iria_crawler.errors import ArchiveError

_TABLE = "metadata/not-in-database.csv"


def left_out(folder: Path, filename: str) -> frozenset[int]:
    """Where such records stand in a WARC file. Raises `ArchiveError` where that cannot be read."""
    try:
        with (folder / _TABLE).open(encoding="utf-8", newline="") as file:
            rows = csv.DictReader(file)
            return frozenset(int(row["warc_offset"]) for row in rows if row["warc_file"] == filename)
    except FileNotFoundError:
        return frozenset()
    except (OSError, ValueError, KeyError, TypeError, csv.Error) as problem:
        raise ArchiveError(f"{_TABLE} is damaged: {problem}") from problem
