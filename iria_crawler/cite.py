"""A citation that resolves to bytes: the article, when it was captured, and the record that proves it."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from iria_crawler.errors import UsageError
from iria_crawler.store import Store

STYLES = ("text", "bibtex", "csl-json", "ris")


def citation(store: Store, article_id: int, *, version: int | None = None) -> dict[str, Any]:
    """What a citation of an article names: the columns of the view `citation`, with `authors` as a list
    and the `rights` that the site file names. The current version, or the one asked for.

    Raises `UsageError` where there is none."""
    found = store.row(
        "SELECT c.* FROM citation c JOIN articles a ON a.id = c.article_id WHERE c.article_id = ?1"
        " AND c.version_id = coalesce((SELECT id FROM article_versions WHERE article_id = ?1 AND version = ?2),"
        " CASE WHEN ?2 IS NULL THEN a.current_version_id END)",
        *(article_id, version),
    )
    if found is None:
        raise UsageError(f"article {article_id} has no version {version}. See: iria history {article_id}")
    found["authors"] = [name for name in (found["authors"] or "").split("; ") if name]
    found["rights"] = store.site(found["site"]).collection.rights
    return found


def cited(store: Store, digest: str) -> dict[str, Any] | None:
    """The text that a digest (`sha256:…`) of a citation names, also one that was read again since: its version, its
    title and body, and the extractor that had read it so."""
    wanted = digest.removeprefix("sha256:")
    return store.row(
        "SELECT v.article_id, v.version, v.id AS version_id, v.title, v.body, v.extractor, NULL AS replaced_at"
        " FROM article_versions v JOIN articles a ON a.id = v.article_id AND a.status <> 'withheld'"
        " WHERE v.text_sha256 = ?1 UNION ALL"
        " SELECT v.article_id, v.version, v.id, h.title, h.body, h.extractor, h.replaced_at FROM extraction_history h"
        " JOIN article_versions v ON v.id = h.version_id JOIN articles a ON a.id = v.article_id"
        " AND a.status <> 'withheld' WHERE h.text_sha256 = ?1 LIMIT 1",
        wanted,
    )


def as_text(said: dict[str, Any]) -> str:
    """A citation as a person writes it, in one paragraph, and its evidence in a second one."""
    by = f"{', '.join(said['authors'])}: " if said["authors"] else ""
    day = f" {_day(said['published_at'])}." if said["published_at"] else ""
    return (
        f"{by}“{_titled(said)}”. {said['publication']}.{day} {said['original_url']}"
        f" (archived {said['captured_at']}, version {said['version']}).\n\n"
        f"Record {said['warc_record_id']} in {said['warc_file']}, offset {said['warc_offset']},"
        f" length {said['warc_length']}; payload {said['payload_digest']}; text {said['text_digest']}"
        f" ({said['extractor']})."
    )


def as_bibtex(said: dict[str, Any]) -> str:
    """A citation for BibTeX and biblatex (entry type @online)."""
    fields = [
        ("author", " and ".join("{" + _tex(name) + "}" for name in said["authors"])),
        ("title", "{" + _tex(_titled(said)) + "}"),
        ("organization", _tex(said["publication"])),
        ("date", _day(said["published_at"])),
        ("url", said["original_url"]),
        ("urldate", _day(said["captured_at"])),
        ("langid", said["language"] or ""),
        ("note", _tex(_evidence(said))),
    ]
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields if value)
    return f"@online{{{_key(said)},\n{lines}}}"


def as_csl(said: dict[str, Any]) -> str:
    """A citation as CSL-JSON 1.0.2, which Zotero and Pandoc read: a list of one item."""
    item = {
        "id": _key(said),
        "type": "article-newspaper",
        "title": _titled(said),
        "author": [{"literal": name} for name in said["authors"]],
        "container-title": said["publication"],
        "issued": _date_parts(said["published_at"]),
        "accessed": _date_parts(said["captured_at"]),
        "URL": said["original_url"],
        "language": said["language"],
        "archive": said["warc_file"],
        "archive_location": f"{said['warc_record_id']} at {said['warc_offset']}+{said['warc_length']}",
        "note": _evidence(said),
    }
    return json.dumps([{name: value for name, value in item.items() if value}], ensure_ascii=False, indent=2)


def as_ris(said: dict[str, Any]) -> str:
    """A citation in the RIS format of reference managers; lines end in CR LF."""
    day, seen = _day(said["published_at"]).replace("-", "/"), _day(said["captured_at"]).replace("-", "/")
    lines = [
        ("TY", "NEWS"),
        ("ID", _key(said)),
        *(("AU", name) for name in said["authors"]),
        ("TI", _titled(said)),
        ("T2", said["publication"]),
        ("PY", day[:4]),
        ("DA", day),
        ("UR", said["original_url"]),
        ("Y2", seen),
        ("LA", said["language"] or ""),
        ("N1", _evidence(said)),
    ]
    filled = [f"{tag}  - {' '.join(value.split())}" for tag, value in lines if value]
    return "\r\n".join([*filled, "ER  - ", ""])


def _titled(said: dict[str, Any]) -> str:
    return " ".join((said["title"] or "[untitled]").split())


def _evidence(said: dict[str, Any]) -> str:
    return (
        f"Archived {said['captured_at']}, version {said['version']}; WARC record {said['warc_record_id']};"
        f" {said['warc_file']}, offset {said['warc_offset']}, length {said['warc_length']};"
        f" payload {said['payload_digest']}; text {said['text_digest']}"
    )


def _key(said: dict[str, Any]) -> str:
    year = (said["published_at"] or said["captured_at"])[:4]
    return f"{said['site']}-{year}-{said['article_id']}-v{said['version']}"


def _day(moment: str | None) -> str:
    return moment[:10] if moment else ""


def _date_parts(moment: str | None) -> dict[str, Sequence[Sequence[int]]] | None:
    if not moment:
        return None
    day = datetime.fromisoformat(moment)
    return {"date-parts": [[day.year, day.month, day.day]]}


_TEX = {"\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", **{sign: f"\\{sign}" for sign in "%&$#_"}}
_TEX |= {"~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}


def _tex(text: str) -> str:
    return "".join(_TEX.get(sign, sign) for sign in " ".join(text.split()))
