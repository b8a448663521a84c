"""pandas, Polars and DuckDB read back what was exported, row by row and type by type.

Runs with `make test-readers`, which gives them an environment of their own: the crawler starts slowly beside pandas.
"""

import json
import os
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.holdings import crawled, rows, run

READERS = os.environ.get("IRIA_READERS")
SCRIPT = Path(__file__).with_name("readback.py")

pytestmark = pytest.mark.skipif(not READERS, reason="no pandas here; `make test-readers` brings it")

TIMES = ("published_at", "modified_at", "first_seen_at", "last_seen_at", "captured_at")
LISTS = ("authors", "categories", "tags")


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = crawled(tmp_path_factory.mktemp("archive"))
    for kind in ("csv", "jsonl", "parquet", "sqlite"):
        run(folder, "export", kind)
    return folder


def read(reader: str, kind: str, archive: Path) -> dict[int, dict[str, Any]]:
    """What one of them finds in an export, by article."""
    command = [f"{READERS}/python", "-W", "error", SCRIPT, reader, kind, archive / "exports" / f"all-{kind}"]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(found) == 7
    return {row["id"]: row for row in found}


def stored(archive: Path, kind: str) -> dict[int, dict[str, Any]]:
    """The same from the database."""
    found = {row.pop("id"): row for row in rows(archive, "SELECT * FROM article")}
    for number, row in found.items():
        row["id"] = number
        if kind != "sqlite":
            row |= _typed(row)
            del row["published_year"]
        if kind not in ("csv", "sqlite"):
            row |= {name: row[name].split("; ") if row[name] else [] for name in LISTS}
            row["pictures"] = rows(archive, _PICTURES, row["version_id"])
    return found


_PICTURES = (
    "SELECT x.position, x.role, i.url, x.caption, x.credit, x.alt, x.after FROM version_images x"
    " JOIN images i ON i.id = x.image_id WHERE x.version_id = ? ORDER BY x.position"
)


def _typed(row: dict[str, Any]) -> dict[str, Any]:
    typed: dict[str, Any] = {name: _moment(row[name]) for name in TIMES}
    typed["published_date"] = {"day": row["published_date"]} if row["published_date"] else None
    return typed | {"is_partial": bool(row["is_partial"])}


def _moment(text: str | None) -> dict[str, str] | None:
    if text is None:
        return None
    return {"time": datetime.fromisoformat(text).astimezone(UTC).isoformat(timespec="microseconds")}


@pytest.mark.parametrize("kind", ["csv", "jsonl", "parquet", "sqlite"])
@pytest.mark.parametrize("reader", ["pandas", "polars", "duckdb"])
def test_what_is_read_back_is_what_is_stored(archive: Path, reader: str, kind: str) -> None:
    if (reader, kind) == ("duckdb", "sqlite"):
        pytest.skip("DuckDB downloads what it reads SQLite with")
    found, expected = read(reader, kind, archive), stored(archive, kind)
    assert set(found) == set(expected)
    if kind != "sqlite":
        package = json.loads((archive / "exports" / f"all-{kind}" / "datapackage.json").read_text(encoding="utf-8"))
        named = {field["name"] for field in package["resources"][0]["schema"]["fields"]}
        assert all(set(row) == named for row in found.values())
    for number, row in expected.items():
        assert {name: found[number][name] for name in row} == row
