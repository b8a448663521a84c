"""Tables as text: CSV and JSON Lines."""

import csv
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, TextIO

from iria_crawler.export.fields import Field

Row = Mapping[str, Any]
Watch = Callable[[Iterable[dict[str, Any]], int], Iterable[dict[str, Any]]]
"""Passes on the rows that it is given, and may show how many of a total have passed."""

# A spreadsheet runs a cell that begins so (https://owasp.org/www-community/attacks/CSV_Injection)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
# JSON may hold these as they are, but half of all readers take them for the end of a line
_LINE_ENDS = str.maketrans({"\u2028": "\\u2028", "\u2029": "\\u2029", "\x85": "\\u0085"})


class Csv:
    """A CSV file as RFC 4180 has it, in UTF-8; lists are parted by `; `.

    `guarded` is for spreadsheets: they see the charset, and a text that they would run as a formula begins with `'`.
    """

    def __init__(self, file: TextIO, fields: Sequence[Field], *, guarded: bool = False) -> None:
        self._cells = [(field.name, _cell(field, guarded=guarded)) for field in fields]
        if guarded:
            file.write("\ufeff")
        self._writer = csv.writer(file, lineterminator="\r\n")
        self._writer.writerow(name for name, _ in self._cells)

    def write(self, row: Row) -> None:
        self._writer.writerow([cell(row[name]) for name, cell in self._cells])


class JsonLines:
    """One JSON object a line, in UTF-8."""

    def __init__(self, file: TextIO, fields: Sequence[Field]) -> None:
        self._file, self._names = file, [field.name for field in fields]

    def write(self, row: Row) -> None:
        line = json.dumps({name: row[name] for name in self._names}, ensure_ascii=False)
        self._file.write(line.translate(_LINE_ENDS) + "\n")


class Counted:
    """Rows, and how many of them have passed."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self._rows, self.count = rows, 0

    def __iter__(self) -> Iterator[Row]:
        for row in self._rows:
            self.count += 1
            yield row


def joined(values: Iterable[str]) -> str:
    """A list as one text."""
    return "; ".join(values)


def _cell(field: Field, *, guarded: bool) -> Callable[[Any], object]:
    if field.kind == "boolean":
        return lambda value: None if value is None else str(value).lower()
    if field.kind not in ("string", "list"):
        return lambda value: value
    text: Callable[[Any], str | None] = joined if field.kind == "list" else lambda value: value
    return (lambda value: _guarded(text(value))) if guarded else text


def _guarded(text: str | None) -> str | None:
    return f"'{text}" if text and text.startswith(_FORMULA) else text
