"""Reads an export with pandas, Polars or DuckDB and prints what it found, one JSON object a row.

Runs in an environment of its own: `python readback.py READER FORMAT FOLDER`. Times and days say what they are, so that
a day that came back as a text is not taken for a day.
"""

import json
import math
import sqlite3
import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

Row = dict[str, Any]


def pandas(kind: str, folder: Path, types: dict[str, str]) -> Iterator[Row]:
    import pandas as pd

    times = [name for name, type_ in types.items() if type_ in ("datetime", "date")]
    texts = {name: _PANDAS[type_] for name, type_ in types.items() if type_ in _PANDAS}
    if kind == "csv":
        path = folder / "articles.csv"
        frame = pd.read_csv(path, dtype=texts, parse_dates=times, keep_default_na=False, na_values=[""])
    elif kind == "jsonl":
        frame = pd.read_json(folder / "articles.jsonl", lines=True, dtype=False)
        frame = frame.astype(texts)
    elif kind == "parquet":
        frame = pd.read_parquet(folder / "articles.parquet")
    else:
        with sqlite3.connect(folder / "iria.db") as db:
            frame = pd.read_sql("SELECT * FROM article", db)
        return _rows(frame.to_dict("records"), {})
    for name in (name for name in times if kind != "parquet"):
        frame[name] = pd.to_datetime(frame[name], utc=types[name] == "datetime", format="ISO8601")
    return _rows(frame.to_dict("records"), types)


_PANDAS = {"integer": "Int64", "string": "string", "boolean": "boolean"}


def polars(kind: str, folder: Path, types: dict[str, str]) -> Iterator[Row]:
    import polars as pl

    known = {"integer": pl.Int64, "string": pl.String, "boolean": pl.Boolean, "date": pl.Date, "datetime": pl.String}
    schema = {name: known[type_] for name, type_ in types.items() if type_ in known}
    moments = [name for name, type_ in types.items() if type_ == "datetime"]
    if kind == "csv":
        frame = pl.read_csv(folder / "articles.csv", schema_overrides=schema)
    elif kind == "jsonl":
        schema |= {name: pl.String for name, type_ in types.items() if type_ == "date"}
        frame = pl.read_ndjson(folder / "articles.jsonl", schema_overrides=schema, infer_schema_length=None)
        frame = frame.with_columns(pl.col("published_date").str.to_date())
    elif kind == "parquet":
        return _rows(pl.read_parquet(folder / "articles.parquet").to_dicts(), types)
    else:
        with sqlite3.connect(folder / "iria.db") as db:
            return _rows(pl.read_database("SELECT * FROM article", db, infer_schema_length=None).to_dicts(), {})
    parsed = [pl.col(name).str.to_datetime("%+", time_unit="us", time_zone="UTC") for name in moments]
    return _rows(frame.with_columns(parsed).to_dicts(), types)


def duckdb(kind: str, folder: Path, types: dict[str, str]) -> Iterator[Row]:
    import duckdb

    known = {"integer": "BIGINT", "string": "VARCHAR", "boolean": "BOOLEAN", "date": "DATE", "datetime": "TIMESTAMPTZ"}
    columns = {name: known.get(type_, "VARCHAR") for name, type_ in types.items()}
    path = str(folder / f"articles.{kind}")
    with duckdb.connect() as db:
        db.execute("SET TimeZone = 'UTC'")
        if kind == "csv":
            answer = db.execute("SELECT * FROM read_csv(?, header = true, columns = ?)", [path, columns])
        elif kind == "jsonl":
            answer = db.execute("SELECT * FROM read_json(?, format = 'newline_delimited')", [path])
        else:
            answer = db.execute("SELECT * FROM read_parquet(?)", [path])
        names = [column[0] for column in answer.description]
        found = [dict(zip(names, row, strict=True)) for row in answer.fetchall()]
    return _rows(found, types)


def _rows(found: Iterable[Row], types: dict[str, str]) -> Iterator[Row]:
    for row in found:
        yield {name: _plain(value, types.get(name, "")) for name, value in row.items()}


def _plain(value: Any, type_: str) -> Any:
    """A value of any of the three as JSON has it."""
    if hasattr(value, "tolist") and not isinstance(value, (str, bytes)):
        value = value.tolist()
    if (
        value is None
        or type(value).__name__ in ("NAType", "NaTType")
        or (isinstance(value, float) and math.isnan(value))
    ):
        return None
    if isinstance(value, (list, tuple)):
        return [_plain(each, "") for each in value]
    if isinstance(value, dict):
        return {name: _plain(each, "") for name, each in value.items()}
    if isinstance(value, datetime) and type_ != "date":
        moment = value if value.tzinfo else value.replace(tzinfo=UTC)  # DuckDB's own guess has no zone
        return {"time": moment.astimezone(UTC).isoformat(timespec="microseconds")}
    if isinstance(value, (datetime, date)):
        return {"day": f"{value:%Y-%m-%d}"}
    return int(value) if isinstance(value, float) else value


if __name__ == "__main__":
    reader, form, place = sys.argv[1], sys.argv[2], Path(sys.argv[3])
    fields = json.loads((place / "datapackage.json").read_text(encoding="utf-8"))["resources"][0].get("schema", {})
    said = {field["name"]: field["type"] for field in fields.get("fields", [])}
    for line in {"pandas": pandas, "polars": polars, "duckdb": duckdb}[reader](form, place, said):
        print(json.dumps(line))
