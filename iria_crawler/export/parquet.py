"""Articles as Parquet: typed columns, zstd, so many rows at a time."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import chain
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from iria_crawler.export.fields import PICTURE, Field

Row = Mapping[str, Any]

_ROWS, _LETTERS = 1000, 1 << 21
"""A row group ends with whichever it reaches first: it is what must be held in memory."""

_SIMPLE = {
    "string": pa.string(),
    "integer": pa.int64(),
    "boolean": pa.bool_(),
    "datetime": pa.timestamp("us", tz="UTC"),
    "date": pa.date32(),
    "list": pa.list_(pa.field("item", pa.string(), nullable=False)),
}
_READ: dict[str, Callable[[str], object]] = {"datetime": datetime.fromisoformat, "date": date.fromisoformat}


def write(path: Path, rows: Iterable[Row], fields: Sequence[Field]) -> None:
    """Write rows as they come."""
    schema = pa.schema([_field(field) for field in fields])
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        for group in _groups(rows):
            writer.write_table(pa.Table.from_pydict(_columns(group, fields), schema=schema))


def _field(field: Field) -> Any:
    pictures = pa.list_(pa.struct([pa.field(each.name, _SIMPLE[each.kind]) for each in PICTURE]))
    kind = pictures if field.kind == "pictures" else _SIMPLE[field.kind]
    return pa.field(field.name, kind, metadata={"description": field.description})


def _groups(rows: Iterable[Row]) -> Iterator[list[Row]]:
    """The rows in parts that a memory can hold; one part at least, as a table without rows has columns too."""
    rows = iter(rows)
    first = next(rows, None)
    group, letters = [], 0
    for row in chain([first] if first else [], rows):
        group.append(row)
        letters += len(row.get("body") or "")
        if len(group) == _ROWS or letters >= _LETTERS:
            yield group
            group, letters = [], 0
    if group or first is None:
        yield group


def _columns(group: Sequence[Row], fields: Sequence[Field]) -> dict[str, list[object]]:
    return {field.name: [_value(field, row[field.name]) for row in group] for field in fields}


def _value(field: Field, value: Any) -> object:
    read = _READ.get(field.kind)
    return read(value) if read and value is not None else value
