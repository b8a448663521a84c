"""What goes along with every export: a README for people and a Frictionless data package for programs."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from iria_crawler import __version__
from iria_crawler.export.fields import PICTURE, Field
from iria_crawler.export.folder import PACKAGE
from iria_crawler.store import iso
from iria_crawler.warc import sha256_of

_TYPES = {"list": "array", "pictures": "array"}
_SCHEMA = "https://datapackage.org/profiles/2.0/datapackage.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """A file of an export. `rows` and `fields` are those of a table. `lists`: it has lists as such."""

    path: str
    description: str
    mediatype: str
    rows: int | None = None
    fields: Sequence[Field] = ()
    lists: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What an export is of: the facts that README and data package tell."""

    title: str
    format: str
    query: str | None
    filters: Mapping[str, object]
    articles: int
    versions: int
    sites: Sequence[Mapping[str, Any]]
    rights: Mapping[str, str]
    extractors: Sequence[str]
    schema_version: int
    made_at: datetime
    remarks: Sequence[str] = ()


def describe(folder: Path, about: About, resources: Sequence[Resource]) -> list[dict[str, Any]]:
    """Write README.md and datapackage.json beside the files that they describe; gives what is said of each file."""
    files = [_file(folder, resource) for resource in resources]
    package = {
        "$schema": _SCHEMA,
        "name": f"iria-{about.format}",
        "title": about.title,
        "created": iso(about.made_at),
        "sources": [{"title": site["name"], "path": site["home_url"]} for site in about.sites],
        "rights": about.rights,
        "resources": files,
        "iria": _facts(about),
    }
    text = json.dumps(package, ensure_ascii=False, indent=1)
    (folder / PACKAGE).write_text(text + "\n", encoding="utf-8")
    (folder / "README.md").write_text(_readme(about, resources, files), encoding="utf-8")
    return files


def _facts(about: About) -> dict[str, object]:
    return {
        "software": f"iria {__version__}",
        "schema_version": about.schema_version,
        "format": about.format,
        "query": about.query,
        "filters": dict(about.filters),
        "articles": about.articles,
        "versions": about.versions,
        "sites": list(about.sites),
        "extractors": list(about.extractors),
    }


def _file(folder: Path, resource: Resource) -> dict[str, Any]:
    path = folder / resource.path
    said: dict[str, Any] = {
        "name": resource.path.lower().replace("/", "-"),
        "path": resource.path,
        "description": resource.description,
        "mediatype": resource.mediatype,
        "bytes": path.stat().st_size,
        "hash": f"sha256:{sha256_of(path)}",
    }
    if resource.rows is not None:
        said["rows"] = resource.rows
    if resource.fields:
        said["type"] = "table"
        said["schema"] = {"fields": [_column(field, resource) for field in resource.fields]}
    if resource.mediatype == "text/csv":
        said["encoding"] = "utf-8"
        said["dialect"] = {"delimiter": ",", "lineTerminator": "\r\n", "doubleQuote": True, "header": True}
    return said


def _column(field: Field, resource: Resource) -> dict[str, Any]:
    kind = "string" if field.kind == "list" and not resource.lists else field.kind
    meaning = _meaning(field, lists=resource.lists)
    said: dict[str, Any] = {"name": field.name, "type": _TYPES.get(kind, kind), "description": meaning}
    if field.kind == "pictures":
        said["items"] = [{"name": each.name, "type": each.kind, "description": each.description} for each in PICTURE]
    return said


def _meaning(field: Field, *, lists: bool) -> str:
    return field.description if lists or field.kind != "list" else f"{field.description}; `; ` between them"


def _readme(about: About, resources: Sequence[Resource], files: Sequence[Mapping[str, Any]]) -> str:
    lines = [f"# {about.title}", "", *_what(about), "", "## Files", "", "| file | what | rows | bytes | SHA-256 |"]
    lines.append("|---|---|---|---|---|")
    for resource, file in zip(resources, files, strict=True):
        rows = "" if resource.rows is None else resource.rows
        digest = file["hash"].removeprefix("sha256:")
        lines.append(f"| `{resource.path}` | {resource.description} | {rows} | {file['bytes']} | `{digest}` |")
    lines += ["", "`datapackage.json` says the same for programs (Frictionless Data Package)."]
    lines += [line for remark in about.remarks for line in ("", remark)]
    for resource in resources:
        if resource.fields:
            lines += ["", f"## Columns of `{resource.path}`", "", "| column | type | meaning |", "|---|---|---|"]
            lines += [_row(field, lists=resource.lists) for field in resource.fields]
    return "\n".join(lines) + "\n"


def _row(field: Field, *, lists: bool) -> str:
    kind = {"list": "list of strings", "pictures": "list of pictures"}.get(field.kind, field.kind)
    if field.kind == "list" and not lists:
        kind = "string"
    inner = " (" + ", ".join(each.name for each in PICTURE) + ")" if field.kind == "pictures" else ""
    return f"| `{field.name}` | {kind} | {_meaning(field, lists=lists)}{inner} |"


def _what(about: About) -> list[str]:
    filters = ", ".join(f"{name} {value}" for name, value in about.filters.items())
    by = f"written by iria {__version__} on {iso(about.made_at)}"
    return [
        f"{about.articles:,} articles, {about.versions:,} texts, {by}.",
        "",
        f"- Query: {_in_line(about.query) if about.query else 'none; all articles'}",
        f"- Filters: {filters or 'none'}",
        f"- Database schema: {about.schema_version}",
        f"- Read by: {'; '.join(f'`{each}`' for each in about.extractors) or 'nothing'}",
        "- Withheld articles are not in it.",
        "",
        "| site | articles | texts | first | last | rights |",
        "|---|---|---|---|---|---|",
        *(_site(site, about.rights.get(site["slug"], "not stated")) for site in about.sites),
    ]


def _site(site: Mapping[str, Any], rights: str) -> str:
    days = (site["first"] or "", site["last"] or "")
    cells = (f"{_in_line(site['name'])} <{site['home_url']}>", site["articles"], site["versions"], *days)
    return "".join(f"| {cell} " for cell in (*cells, _in_line(rights))) + "|"


def _in_line(text: str) -> str:
    """A text from elsewhere in one cell of a table of Markdown."""
    return " ".join(text.replace("|", "\\|").replace("<", "&lt;").split())
