"""Exports that are tables: articles and pictures as CSV, JSON Lines and Parquet, links as edges of a graph."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, TextIO

from iria_crawler.export import fields
from iria_crawler.export.about import Resource
from iria_crawler.export.texts import Counted, Csv, JsonLines

Row = Mapping[str, Any]

_CSV_FIELDS = tuple(field for field in fields.ARTICLES if field.name != "pictures")


def csv(folder: Path, rows: Iterable[Row], *, guarded: bool) -> list[Resource]:
    """Articles in one table, their pictures in another."""
    texts, pictures = Counted(rows), 0
    with (
        (folder / "articles.csv").open("w", encoding="utf-8", newline="") as first,
        (folder / "pictures.csv").open("w", encoding="utf-8", newline="") as second,
    ):
        table, images = Csv(first, _CSV_FIELDS, guarded=guarded), Csv(second, fields.PICTURES, guarded=guarded)
        for row in texts:
            table.write(row)
            for picture in row["pictures"]:
                images.write({**picture, "id": row["id"], "version_id": row["version_id"]})
                pictures += 1
    return [
        _table("articles.csv", "One row a text", texts.count, _CSV_FIELDS),
        _table("pictures.csv", "One row a picture of a text, with its caption", pictures, fields.PICTURES),
    ]


def jsonl(folder: Path, rows: Iterable[Row]) -> list[Resource]:
    """One JSON object a text."""
    counted = Counted(rows)
    with (folder / "articles.jsonl").open("w", encoding="utf-8", newline="") as file:
        lines = JsonLines(file, fields.ARTICLES)
        for row in counted:
            lines.write(row)
    return [
        Resource(
            path="articles.jsonl",
            description="One JSON object a text, one a line",
            mediatype="application/jsonl",
            rows=counted.count,
            fields=fields.ARTICLES,
            lists=True,
        )
    ]


def parquet(folder: Path, rows: Iterable[Row]) -> list[Resource]:
    """Articles as Parquet."""
    from iria_crawler.export.parquet import write  # pyarrow takes half a second to load

    counted = Counted(rows)
    write(folder / "articles.parquet", counted, fields.ARTICLES)
    return [
        Resource(
            path="articles.parquet",
            description="One row a text",
            mediatype="application/vnd.apache.parquet",
            rows=counted.count,
            fields=fields.ARTICLES,
            lists=True,
        )
    ]


def graph(folder: Path, links: Iterable[Row]) -> list[Resource]:
    """Every link in a text: an edge."""
    counted = Counted(links)
    with (folder / "edges.csv").open("w", encoding="utf-8", newline="") as file:
        edges(file, counted)
    return [_table("edges.csv", "One row a link in a text", counted.count, fields.LINKS)]


def edges(file: TextIO, links: Iterable[Row]) -> None:
    """Links as a table alone."""
    table = Csv(file, fields.LINKS)
    for link in links:
        table.write(link)


def articles(file: TextIO, rows: Iterable[Row], *, kind: str, guarded: bool) -> None:
    """Articles as a table alone, as CSV or JSON Lines."""
    table = JsonLines(file, fields.ARTICLES) if kind == "jsonl" else Csv(file, _CSV_FIELDS, guarded=guarded)
    for row in rows:
        table.write(row)


def _table(path: str, description: str, rows: int, columns: tuple[fields.Field, ...]) -> Resource:
    return Resource(path=path, description=description, mediatype="text/csv", rows=rows, fields=columns)
