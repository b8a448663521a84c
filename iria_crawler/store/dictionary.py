"""The data dictionary: what each table, view and column holds, in the words of the schema itself.

Comments of `CREATE` statements are kept by SQLite; those of columns that came later stand beside their `ALTER` in the
migrations. What needs no comment there, because its name is common to many tables, is told in dictionary.toml.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal

from iria_crawler.store import Store
from iria_crawler.store.schema import alike, asked, learnt, noted, paced, parted, requisites, weighed, withheld

_LATER = (
    *(paced.REMEMBERED, weighed.COLUMNS, parted.PARTS, learnt.LEARNT, asked.COLUMNS, alike.ALIKE),
    *(withheld.WITHHELD, requisites.NEEDED, noted.NOTED),
)
_ALTER = re.compile(r"ALTER TABLE (\w+) ADD COLUMN (\w+)[^;]*;(?:\s*--\s*(.+))?")
_COLUMN = re.compile(r"^\s{2}(\w+)\s+[A-Z][^-]*?(?:--\s*(.+))?$")
_HEAD = re.compile(r"^CREATE (?:TABLE|VIEW) \"?(\w+)\"?.*?--\s*(.+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column: its `type` as SQLite has it, empty in views; `refers` is the table that it points at."""

    name: str
    type: str
    about: str
    refers: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table, a view, or a full-text index."""

    name: str
    kind: Literal["table", "view", "index"]
    about: str
    columns: tuple[Column, ...]


def tables(store: Store) -> list[Table]:
    """What a database has, in the order of dictionary.toml: first what researchers ask, then the rest."""
    rows = store.rows("SELECT name, type, sql FROM sqlite_master WHERE type IN ('table', 'view')")
    there = {row["name"]: row for row in rows if not _is_plumbing(row["name"])}
    order = [name for group in _told()["groups"].values() for name in group]
    return [_table(store, there[name]) for name in order if name in there]


def undescribed(store: Store) -> list[str]:
    """The tables and columns that nobody has described, as `table` or `table.column`."""
    rows = store.rows("SELECT name FROM sqlite_master WHERE type IN ('table', 'view')")
    told = {table.name: table for table in tables(store)}
    left = [row["name"] for row in rows if not _is_plumbing(row["name"]) and row["name"] not in told]
    return left + [
        f"{table.name}.{column.name}" if column else table.name
        for table in told.values()
        for column in (None, *table.columns)
        if not (column or table).about
    ]


def markdown(store: Store) -> str:
    """The dictionary as a page."""
    found = {table.name: table for table in tables(store)}
    lines = [_told()["opening"].strip(), ""]
    for heading, names in _told()["groups"].items():
        lines += [f"## {heading}", ""]
        for table in (found[name] for name in names if name in found):
            lines += list(_section(table))
    return "\n".join(lines).rstrip() + "\n"


def _section(table: Table) -> Iterator[str]:
    kind = "full-text index" if table.kind == "index" else table.kind
    typed = table.kind == "table"
    yield from (f"### `{table.name}`", "", f"{table.about[:1].upper()}{table.about[1:]}. *({kind})*", "")
    yield "| column | type | what it holds |" if typed else "| column | what it holds |"
    yield "|---|---|---|" if typed else "|---|---|"
    for column in table.columns:
        refers = f" → `{column.refers}`" if column.refers else ""
        type_ = f" {column.type.lower()} |" if typed else ""
        yield f"| `{column.name}` |{type_} {column.about.replace('|', '∣')}{refers} |"
    yield ""


def _table(store: Store, row: Mapping[str, Any]) -> Table:
    name, sql = row["name"], row["sql"]
    kind: Any = "index" if "USING fts5" in sql else row["type"]
    head = _HEAD.search(sql)
    about = _told()["tables"].get(name) or (head[2].strip() if head else "")
    refers = {key["from"]: key["table"] for key in store.rows(f"PRAGMA foreign_key_list({name})")}
    return Table(name=name, kind=kind, about=about, columns=tuple(_columns(store, name, sql, kind, refers)))


def _columns(store: Store, table: str, sql: str, kind: str, refers: Mapping[str, str]) -> Iterator[Column]:
    own = {found[1]: found[2] for line in sql.splitlines() if (found := _COLUMN.match(line)) and found[2]}
    told = _told()["columns"]
    for row in store.rows(f"PRAGMA table_xinfo({table})"):
        name = row["name"]
        if kind == "index" and name in (table, "rank"):
            continue
        about = told.get(f"{table}.{name}") or own.get(name) or _later().get(f"{table}.{name}") or told.get(name, "")
        yield Column(name=name, type="" if kind == "view" else row["type"], about=about, refers=refers.get(name))


@lru_cache(maxsize=1)
def _later() -> dict[str, str]:
    """The comments of columns that came later: beside their statement, or in the line above it."""
    found: dict[str, str] = {}
    for script in _LATER:
        above = ""
        for line in script.splitlines():
            if line.startswith("--"):
                above = line.removeprefix("--").strip()
            elif alter := _ALTER.match(line):
                found[f"{alter[1]}.{alter[2]}"] = alter[3] or above
            elif line.strip():
                above = ""
    return found


@lru_cache(maxsize=1)
def _told() -> dict[str, Any]:
    return tomllib.loads((resources.files(__package__) / "dictionary.toml").read_text(encoding="utf-8"))


def _is_plumbing(name: str) -> bool:
    return name.startswith(("sqlite_", "_sqlite")) or bool(
        re.search(r"_fts(?:_norm)?_(?:data|idx|docsize|config|content)$", name)
    )


if __name__ == "__main__":
    with TemporaryDirectory() as folder, Store.create(Path(folder)) as empty:
        print(markdown(empty), end="")
