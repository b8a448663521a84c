"""What goes out is what the database has, in every format, and nothing of it is withheld, half-written or run."""

import csv
import errno
import gzip
import hashlib
import json
import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import date, datetime
from io import StringIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pyarrow.parquet as pq
import pytest

from iria_crawler.errors import ArchiveError
from iria_crawler.export import FORMATS
from iria_crawler.items import RecordRef
from iria_crawler.store import connection
from iria_crawler.store.copying import COPIED, EMPTY
from iria_crawler.warc import Subset, check, read_pages
from tests.holdings import CAPTION, ODD, SECRET, copied, crawled, database, rows, run

TEI = "{http://www.tei-c.org/ns/1.0}"
SHOWN = "a.status <> 'withheld'"


@pytest.fixture(scope="module")
def kept(copy_of: Callable[..., Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive that tests only read."""
    return copy_of(crawled, tmp_path_factory.mktemp("kept"))


@pytest.fixture
def archive(kept: Path, tmp_path: Path) -> Path:
    """The same for a test that changes it."""
    return copied(kept, tmp_path / "archive")


@pytest.fixture
def export(kept: Path, tmp_path: Path) -> Callable[..., Path]:
    """Exports from the archive into a folder."""

    def exported(kind: str, *words: str) -> Path:
        out, _ = run(kept, "export", kind, *words, "--out", tmp_path / kind)
        assert out == f"{tmp_path / kind}\n"
        return tmp_path / kind

    return exported


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n")[:-1]]


def every_byte(folder: Path) -> bytes:
    """All that a folder holds, unpacked, with its names."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    bodies = (gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes() for path in files)
    return b"\n".join([str(files).encode(), *bodies])


def test_csv_has_every_article_as_the_view_has_it(kept: Path, export: Callable[..., Path]) -> None:
    found = {row["id"]: row for row in table(export("csv") / "articles.csv")}
    stored = rows(kept, "SELECT * FROM article")
    assert len(found) == len(stored) == 7
    for row in stored:
        row |= {"is_partial": "true" if row["is_partial"] else "false"}
        out = found[str(row["id"])]
        row.pop("published_year")
        assert {name: out[name] for name in row} == {
            name: "" if value is None else str(value) for name, value in row.items()
        }


def test_json_lines_have_lists_and_pictures_and_one_line_a_text(kept: Path, export: Callable[..., Path]) -> None:
    path = export("jsonl") / "articles.jsonl"
    assert len(path.read_text(encoding="utf-8").splitlines()) == 7  # also for readers that end lines at U+2028
    for row in lines(path):
        (stored,) = rows(kept, "SELECT * FROM article WHERE id = ?", row["id"])
        for name in ("authors", "categories", "tags"):
            assert row[name] == (stored[name].split("; ") if stored[name] else [])
        pictures = rows(
            kept,
            "SELECT x.position, x.role, i.url, x.caption, x.credit, x.alt, x.after FROM version_images x"
            " JOIN images i ON i.id = x.image_id WHERE x.version_id = ? ORDER BY x.position",
            row["version_id"],
        )
        assert row["pictures"] == pictures
        assert {name: row[name] for name in ("title", "body", "words")} == {
            name: stored[name] for name in ("title", "body", "words")
        }


def test_parquet_has_types_and_the_values_of_json_lines(export: Callable[..., Path]) -> None:
    path = export("parquet") / "articles.parquet"
    parquet = pq.read_table(path)
    assert {name: str(parquet.schema.field(name).type) for name in ("id", "published_at", "published_date")} == {
        "id": "int64",
        "published_at": "timestamp[us, tz=UTC]",
        "published_date": "date32[day]",
    }
    assert str(parquet.schema.field("authors").type) == "list<element: string not null>"
    group = pq.ParquetFile(path).metadata.row_group(0)
    assert {group.column(number).compression for number in range(group.num_columns)} == {"ZSTD"}
    assert [_as_text(row) for row in parquet.to_pylist()] == lines(export("jsonl") / "articles.jsonl")


def _as_text(row: dict[str, Any]) -> dict[str, Any]:
    def text(name: str, value: object) -> object:
        if isinstance(value, datetime):
            exact = "microseconds" if name == "captured_at" else "seconds"
            return value.replace(tzinfo=None).isoformat(timespec=exact) + "Z"
        return value.isoformat() if isinstance(value, date) else value

    return {name: text(name, value) for name, value in row.items()}


def test_what_looks_like_markup_sql_or_control_characters_goes_out_as_it_is(export: Callable[..., Path]) -> None:
    (line,) = (row for row in lines(export("jsonl") / "articles.jsonl") if row["id"] == 2)
    (cell,) = (row for row in table(export("csv") / "articles.csv") if row["id"] == "2")
    (row,) = (row for row in pq.read_table(export("parquet") / "articles.parquet").to_pylist() if row["id"] == 2)
    assert line["title"] == cell["title"] == row["title"] == ODD
    assert [picture["caption"] for picture in line["pictures"]] == [CAPTION] * len(line["pictures"])
    captions = [picture["caption"] for picture in table(export("csv", "--force") / "pictures.csv")]
    assert captions.count(CAPTION) == len(line["pictures"]) > 0


def test_for_spreadsheets_nothing_begins_like_a_formula(export: Callable[..., Path]) -> None:
    text = (export("csv", "--spreadsheet") / "articles.csv").read_text(encoding="utf-8")
    assert text.startswith("\ufeffid,")
    titles = [row["title"] for row in csv.DictReader(StringIO(text.removeprefix("\ufeff"), newline=""))]
    assert f"'{ODD}" in titles
    assert not any(title.startswith("=") for title in titles)


def test_all_versions_are_every_text_that_was_shown(kept: Path, export: Callable[..., Path]) -> None:
    found = lines(export("jsonl", "--all-versions") / "articles.jsonl")
    stored = rows(kept, f"SELECT v.id FROM article_versions v JOIN articles a ON a.id = v.article_id WHERE {SHOWN}")
    assert sorted(row["version_id"] for row in found) == sorted(row["id"] for row in stored)
    assert [(row["version"], row["is_current"]) for row in found if row["id"] == 1] == [(1, False), (2, True)]


def test_a_former_export_is_put_back_where_the_new_one_cannot_take_its_name(
    kept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(kept, "export", "csv", "--out", tmp_path / "csv")
    rename = Path.rename

    def renamed(path: Path, target: Path) -> Path:
        if path.suffix == ".partial":
            raise OSError(errno.EIO, "input/output error")
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", renamed)
    assert "csv cannot be written" in run(kept, "export", "csv", "--out", tmp_path / "csv", "--force", code=20)[1]
    assert [path.name for path in tmp_path.iterdir()] == ["csv"]
    assert (tmp_path / "csv" / "articles.csv").is_file()


def test_a_database_of_older_texts_says_that_it_has_the_current_ones_too(archive: Path) -> None:
    with database(archive) as db:
        db.execute("UPDATE article_versions SET body = body || ' zymurgist' WHERE article_id = 1 AND version = 1")
    folder = archive / "out"
    run(archive, "export", "sqlite", "zymurgist", "--all-versions", "--out", folder)
    facts = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))["iria"]
    held = rows(folder, "SELECT article_id, version FROM article_versions ORDER BY version")
    assert [tuple(row.values()) for row in held] == [(1, 1), (1, 2)]
    assert (facts["articles"], facts["versions"]) == (1, 2)
    assert [row["id"] for row in rows(folder, "SELECT id FROM article")] == [1]


def test_the_empty_tables_of_a_database_are_named(export: Callable[..., Path]) -> None:
    folder = export("sqlite")
    tables = rows(folder, "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'")
    names = {row["name"] for row in tables if not re.match("sqlite_|_|(versions|captions)_fts", row["name"])}
    assert names - COPIED.keys() == set(EMPTY)
    assert all(rows(folder, f"SELECT count(*) AS n FROM {name}") == [{"n": 0}] for name in EMPTY)
    said = (folder / "README.md").read_text(encoding="utf-8")
    assert all(f"`{name}`" in said for name in EMPTY)


def test_a_query_and_filters_choose_what_goes(kept: Path, tmp_path: Path) -> None:
    out, _ = run(kept, "export", "jsonl", "Letters", "--language", "en", "--out", "-")
    assert {json.loads(line)["id"] for line in out.splitlines()} == {
        row["id"]
        for row in rows(kept, "SELECT a.id FROM article a WHERE title || body LIKE '%letters%' AND language = 'en'")
    }
    run(kept, "export", "csv", 'an "open quote', "--out", tmp_path / "none", code=2)
    assert not list(tmp_path.glob("*none*"))


def test_a_dry_run_says_how_much_would_go_and_writes_nothing(archive: Path) -> None:
    before = sorted(archive.rglob("*"))
    said = json.loads(run(archive, "export", "parquet", "--all-versions", "--dry-run", "--json")[0])
    assert said == {"articles": 7, "versions": 8}
    assert "would go" in run(archive, "release", "2026.11", "--dry-run")[0]
    assert [path for path in sorted(archive.rglob("*")) if "-shm" not in path.name] == [
        path for path in before if "-shm" not in path.name
    ]


@pytest.mark.parametrize("kind", FORMATS)
def test_withheld_articles_never_leave(export: Callable[..., Path], kind: str) -> None:
    everything = every_byte(export(kind, "--all-versions")).lower()
    assert SECRET.lower().encode() not in everything
    assert SECRET.lower().encode("utf-16-le") not in everything


@pytest.mark.parametrize("kind", FORMATS)
def test_every_export_says_what_it_holds(kept: Path, export: Callable[..., Path], kind: str) -> None:
    folder = export(kind, "--language", "en")
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    facts = package["iria"]
    (articles,) = rows(kept, "SELECT count(*) AS n FROM article WHERE language = 'en'")
    assert (facts["query"], facts["filters"], facts["articles"]) == (None, {"language": "en"}, articles["n"])
    assert facts["schema_version"] == rows(kept, "SELECT count(*) AS n FROM _sqlite_migrations")[0]["n"]
    readme = (folder / "README.md").read_text(encoding="utf-8")
    for resource in package["resources"]:
        content = (folder / resource["path"]).read_bytes()
        assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
        assert resource["bytes"] == len(content)
        for field in resource.get("schema", {"fields": []})["fields"]:
            assert f"| `{field['name']}` |" in readme
            assert field["description"]
        if resource["mediatype"] == "text/csv":
            found = table(folder / resource["path"])
            assert len(found) == resource["rows"]
            header = content.decode("utf-8").split("\r\n")[0].split(",")
            assert header == [field["name"] for field in resource["schema"]["fields"]]


def test_rights_of_the_site_files_go_along(archive: Path) -> None:
    (file,) = (archive / "sites").glob("*.toml")
    head = file.read_text(encoding="utf-8").split("[collection]")[0]
    file.write_text(f'{head}\n[collection]\nrights = "All | reserved <b>"\n')
    run(archive, "export", "jsonl", "--out", archive / "out")
    package = json.loads((archive / "out" / "datapackage.json").read_text(encoding="utf-8"))
    assert package["rights"] == {file.stem: "All | reserved <b>"}
    assert "All \\| reserved &lt;b>" in (archive / "out" / "README.md").read_text(encoding="utf-8")


def test_an_export_that_is_there_is_kept_unless_force_says_otherwise(archive: Path) -> None:
    run(archive, "export", "csv")
    folder = archive / "exports" / "all-csv"
    (folder / "articles.csv").write_text("mine")
    _, err = run(archive, "export", "csv", code=2)
    assert err.count("\n") == 1
    assert (folder / "articles.csv").read_text() == "mine"
    run(archive, "export", "csv", "--force")
    assert len(table(folder / "articles.csv")) == 7
    assert [path.name for path in folder.parent.iterdir()] == ["all-csv"]


def test_each_choice_has_a_folder_of_its_own(archive: Path) -> None:
    for words in ([], ["أخبار"], ["--language", "en"], ["--from", "2020", "--all-versions"]):
        run(archive, "export", "jsonl", *words)
    assert {path.name for path in (archive / "exports").iterdir()} == {
        "all-jsonl",
        "أخبار-jsonl",
        "en-jsonl",
        "2020-all-versions-jsonl",
    }
    _, err = run(archive, "export", "csv", "--site", "nobody", code=2)
    assert "no site nobody" in err


def test_force_replaces_nothing_that_is_no_export(archive: Path) -> None:
    run(archive, "export", "csv", "--force", "--out", archive / "warc", code=2)
    run(archive, "export", "csv", "--force", "--out", archive / "iria.db", code=2)
    run(archive, "release", "kept")
    run(archive, "export", "csv", "--force", "--out", archive / "releases" / "kept", code=2)
    assert (archive / "releases" / "kept" / "iria.db").exists()
    assert list(archive.glob("warc/*/*/*.gz"))


@pytest.mark.parametrize("kind", FORMATS)
def test_a_disk_that_is_full_gets_nothing_of_an_export(kept: Path, tmp_path: Path, kind: str) -> None:
    (tmp_path / "disk").mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=8k", "tmpfs", str(tmp_path / "disk")]
    if sys.platform != "linux" or os.getuid() or subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("a small disk can be mounted by root only")
    try:
        _, err = run(kept, "export", kind, "--out", tmp_path / "disk" / "out", code=3)
        assert err.count("\n") == 1
        assert list((tmp_path / "disk").iterdir()) == []
    finally:
        subprocess.run(["umount", tmp_path / "disk"], check=True)


def test_a_full_disk_behind_stdout_is_said_in_one_line(kept: Path) -> None:
    command = [sys.executable, "-W", "error", "-m", "iria_crawler", "-C", kept, "export", "csv", "--out", "-"]
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True)
    assert (done.returncode, done.stderr.count("\n")) == (3, 1)


@pytest.mark.parametrize("words", [["tei", "--out", "-"], ["jsonl", "--spreadsheet"], ["nonsense"]])
def test_what_cannot_be_is_a_wrong_use(kept: Path, words: list[str]) -> None:
    run(kept, "export", *words, code=2)


def test_a_place_that_cannot_be_written_is_said_in_one_line(kept: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    _, err = run(kept, "export", "csv", "--out", tmp_path / "file" / "below", code=2)
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    ("kind", "file"), [("csv", "articles.csv"), ("jsonl", "articles.jsonl"), ("graph", "edges.csv")]
)
def test_a_pipe_gets_the_bytes_of_the_file(kept: Path, export: Callable[..., Path], kind: str, file: str) -> None:
    command = [sys.executable, "-W", "error", "-m", "iria_crawler", "-C", kept, "export", kind, "--out", "-"]
    done = subprocess.run(command, check=True, capture_output=True)
    assert done.stdout == (export(kind) / file).read_bytes()
    assert done.stderr == b""


def test_each_text_is_a_tei_file_with_its_facts_paragraphs_and_figures(kept: Path, export: Callable[..., Path]) -> None:
    folder = export("tei", "--all-versions")
    index = table(folder / "metadata.csv")
    assert len(index) == len(list((folder / "tei").iterdir())) == 8
    for row in index:
        root = ElementTree.parse(folder / row["file"]).getroot()
        assert [child.tag for child in root] == [f"{TEI}teiHeader", f"{TEI}text"]
        (stored,) = rows(kept, "SELECT * FROM article_versions WHERE id = ?", row["version_id"])
        paragraphs = [" ".join(found.itertext()) for found in root.iterfind(f".//{TEI}body//{TEI}p")]
        assert "".join("".join(paragraphs).split()) == "".join(stored["body"].split())
        said = {idno.get("type"): idno.text for idno in root.iterfind(f".//{TEI}idno")}
        assert said["text-sha256"] == row["text_sha256"]
        assert said["WARC-Record-ID"] == row["warc_record_id"]
        ((captions,),) = [tuple(rows(kept, _CAPTIONS, row["version_id"])[0].values())]
        assert len(root.findall(f".//{TEI}figure/{TEI}head")) == captions
    (odd,) = (row for row in index if row["id"] == "2")
    title = ElementTree.parse(folder / odd["file"]).getroot().findtext(f".//{TEI}titleStmt/{TEI}title")
    assert title == ODD.replace("\x0b", "").replace("\x1f", "")


def test_figures_stand_in_a_tei_file_where_they_stood_in_the_text(archive: Path) -> None:
    with database(archive) as db:
        (text,) = db.execute("SELECT current_version_id FROM articles WHERE id = 5").fetchone()
        db.execute("DELETE FROM version_images WHERE version_id = ?", (text,))
        for position, (role, after) in enumerate((("lead", None), ("inline", 1), ("inline", None))):
            image = db.execute("INSERT INTO images (url) VALUES (?)", (f"https://x.example/{position}",)).lastrowid
            db.execute(
                "INSERT INTO version_images (version_id, image_id, position, role, after) VALUES (?, ?, ?, ?, ?)",
                (text, image, position, role, after),
            )
    run(archive, "export", "tei", "--out", archive / "tei")
    (file,) = (row["file"] for row in table(archive / "tei" / "metadata.csv") if row["id"] == "5")
    parts = [*ElementTree.parse(archive / "tei" / file).getroot().iterfind(f".//{TEI}div/*")]
    shown = [part.find(f"{TEI}graphic").attrib["url"][-1] if part.tag == f"{TEI}figure" else "p" for part in parts[1:]]
    assert shown[:3] == ["0", "p", "1"]
    assert shown[-1] == "2"


_CAPTIONS = "SELECT count(*) FROM version_images WHERE version_id = ? AND caption IS NOT NULL"


def test_text_files_are_named_so_that_they_sort_by_day(export: Callable[..., Path]) -> None:
    folder = export("txt", "--all-versions")
    for row in table(folder / "metadata.csv"):
        name = Path(row["file"]).name
        assert name.startswith(f"{row['published_date'] or 'undated'}-{row['site']}-{row['id']}")
        assert name.isascii()
        text = (folder / row["file"]).read_bytes().decode("utf-8")
        assert text.startswith(f"{row['title']}\n\n")
    assert len(list((folder / "txt").iterdir())) == 8


def test_edges_name_the_articles_on_both_ends(kept: Path, archive: Path) -> None:
    with database(archive) as db:
        current = dict(db.execute("SELECT id, current_version_id FROM articles").fetchall())
        (target,) = db.execute("SELECT url FROM article WHERE id = 5").fetchone()
        for position, (url, article) in enumerate(((target, 5), ("https://withheld.example/", 3)), 900):
            db.execute(
                "INSERT INTO version_links (version_id, position, url, text, kind, target_article_id)"
                " VALUES (?,?,?,'see =1+1',?,?)",
                (current[4], position, url, "internal", article),
            )
    run(archive, "export", "graph", "--out", archive / "graph")
    edges = table(archive / "graph" / "edges.csv")
    assert list(edges[0])[:4] == ["crawl_date", "source", "target", "anchor_text"]
    (edge,) = (edge for edge in edges if edge["target"] == target and edge["anchor_text"] == "see =1+1")
    assert (edge["source_id"], edge["target_id"]) == ("4", "5")
    (hidden,) = (edge for edge in edges if edge["target"] == "https://withheld.example/")
    assert hidden["target_id"] == ""  # the link is the other article's; whose it is, is not told


def test_a_warc_subset_has_the_records_byte_for_byte(kept: Path, export: Callable[..., Path]) -> None:
    folder = export("warc")
    (warc,) = folder.glob("*.warc.gz")
    found = table(folder / "records.csv")
    for row in found:
        here = warc.read_bytes()[int(row["offset"]) :][: int(row["length"])]
        there = (kept / row["warc_file"]).read_bytes()[int(row["warc_offset"]) :][: int(row["length"])]
        assert here == there
        ref = RecordRef(
            warc_file=row["file"],
            warc_offset=int(row["offset"]),
            warc_length=int(row["length"]),
            warc_record_id=row["record_id"],
        )
        assert check(folder, ref).problems == ()
    texts = {row["warc_record_id"] for row in rows(kept, "SELECT warc_record_id FROM article")}
    assert texts <= {row["record_id"] for row in found}
    originals = {row["refers_to"] for row in found if row["record_type"] == "revisit"}
    assert originals
    assert originals <= {row["record_id"] for row in found}
    assert "image" in {row["role"] for row in found}


def test_a_warc_subset_is_a_whole_warc_file_that_others_read(kept: Path, export: Callable[..., Path]) -> None:
    from fastwarc.warc import ArchiveIterator, WarcRecordType

    folder = export("warc")
    (warc,) = folder.glob("*.warc.gz")
    with warc.open("rb") as file:
        read = [(record.record_type, dict(record.headers)) for record in ArchiveIterator(file, parse_http=False)]
    kinds = [kind for kind, _ in read]
    assert kinds[0] == WarcRecordType.warcinfo
    assert read[0][1]["WARC-Filename"] == warc.name
    ids = {headers["WARC-Record-ID"] for _, headers in read}
    assert len(ids) == len(read)
    assert {headers["WARC-Warcinfo-ID"] for _, headers in read if "WARC-Warcinfo-ID" in headers} <= ids
    leads = kinds.count(WarcRecordType.response) + kinds.count(WarcRecordType.revisit)
    assert kinds.count(WarcRecordType.request) == kinds.count(WarcRecordType.metadata) == leads
    pages = {page.url for page in read_pages(warc)}
    assert {row["url"] for row in rows(kept, "SELECT url FROM article")} <= pages


def test_a_warc_file_that_is_full_is_followed_by_another_whole_one(kept: Path, tmp_path: Path) -> None:
    stored = rows(kept, "SELECT warc_file, warc_offset, warc_length, warc_record_id FROM article ORDER BY warc_offset")
    with Subset(kept, tmp_path, "part", info={"description": "parts"}, max_size=1) as subset:
        copies = [subset.add(RecordRef(**row)) for row in stored]
    assert subset.filenames == [f"part-{number:05d}.warc.gz" for number in range(1, len(stored) + 1)]
    assert [copy.warc_file for copy in copies] == subset.filenames
    for copy in copies:
        assert check(tmp_path, copy).problems == ()
        assert [page.ref for page in read_pages(tmp_path / copy.warc_file, folder=tmp_path)] == [copy]
    with pytest.raises(ArchiveError, match="should be"), Subset(kept, tmp_path, "wrong", info={}) as subset:
        subset.add(RecordRef(**(stored[0] | {"warc_record_id": "<urn:uuid:another>"})))


def test_a_revisit_of_a_withheld_page_does_not_leave(archive: Path) -> None:
    with database(archive) as db:
        (hidden,) = db.execute("SELECT v.capture_id FROM article_versions v WHERE article_id = 3").fetchone()
        db.execute(
            "UPDATE captures SET refers_to_id = ?, record_type = 'revisit' WHERE id ="
            " (SELECT capture_id FROM article_versions WHERE article_id = 5)",
            (hidden,),
        )
    run(archive, "export", "warc", "--out", archive / "out")
    left = {row["id"] for row in table(archive / "out" / "records.csv") if row["record_type"] == "response"}
    assert "5" not in left
    assert SECRET.lower().encode() not in every_byte(archive / "out").lower()


@pytest.mark.parametrize("kind", ["csv", "sqlite"])
def test_a_text_that_was_read_from_what_is_withheld_does_not_leave(archive: Path, kind: str) -> None:
    (page,) = rows(archive, "SELECT u.url FROM articles a JOIN urls u ON u.id = a.url_id WHERE a.id = 5")
    (robots,) = rows(archive, "SELECT id, url FROM urls WHERE kind = 'robots'")
    with database(archive) as db:  # the page had been found at another address, and was the same there
        db.execute(
            "UPDATE captures SET refers_to_id = (SELECT min(id) FROM captures WHERE url_id = ?)"
            " WHERE id = (SELECT capture_id FROM article_versions WHERE article_id = 6)",
            (robots["id"],),
        )
    run(archive, "withhold", robots["url"])
    run(archive, "withhold", "http://www." + page["url"].partition("//")[2])  # as replay knows it, the same
    run(archive, "export", kind)
    folder = archive / "exports" / f"all-{kind}"
    if kind == "csv":
        ids = {row["id"] for row in table(folder / "articles.csv")}
    else:
        ids = {str(row["id"]) for row in rows(folder, "SELECT id FROM article")}
    assert "1" in ids
    assert not ids & {"5", "6"}


def test_an_article_is_withheld_by_the_beginning_of_any_address_it_was_captured_at(archive: Path) -> None:
    (robots,) = rows(archive, "SELECT id, url FROM urls WHERE kind = 'robots'")
    with database(archive) as db:
        db.execute(
            "UPDATE captures SET url_id = ? WHERE id = (SELECT capture_id FROM article_versions WHERE article_id = 5)",
            (robots["id"],),
        )
    run(archive, "withhold", "--prefix", robots["url"])
    (article,) = rows(archive, "SELECT status FROM articles WHERE id = 5")
    assert article["status"] == "withheld"
    run(archive, "export", "sqlite")


@pytest.mark.parametrize("state", ["due", "captured"])
def test_a_picture_that_was_asked_for_leaves_with_its_text_whether_it_came_or_not(archive: Path, state: str) -> None:
    with database(archive) as db:
        if state == "due":
            db.execute(
                "INSERT INTO urls (url, site_id, host, kind, state, priority, first_seen_at)"
                " SELECT url || '?due', site_id, host, 'image', 'due', 1, first_seen_at FROM urls WHERE kind = 'robots'"
            )
        asked = "last_insert_rowid()" if state == "due" else "(SELECT id FROM urls WHERE kind = 'robots')"
        db.execute(f"UPDATE version_images SET url_id = {asked} WHERE position = 99")
        db.execute("UPDATE images SET url = url || '?utm_source=x' WHERE url LIKE '%robots.txt'")
    for kind in ("warc", "sqlite"):
        run(archive, "export", kind)
    roles = [row["role"] for row in table(archive / "exports" / "all-warc" / "records.csv")]
    assert ("image" in roles) is (state == "captured")
    run(archive, "release", "2026.1")


@pytest.mark.parametrize("way", [(), ("--prefix",)])
def test_a_picture_that_is_withheld_does_not_leave(archive: Path, way: tuple[str, ...]) -> None:
    (robots,) = rows(archive, "SELECT url FROM urls WHERE kind = 'robots'")
    run(archive, "withhold", *way, robots["url"])
    for kind in ("warc", "sqlite"):
        run(archive, "export", kind)
    assert not [row for row in table(archive / "exports" / "all-warc" / "records.csv") if row["role"] == "image"]
    (count,) = rows(archive / "exports" / "all-sqlite", "SELECT count(*) AS n FROM urls WHERE url = ?", robots["url"])
    assert count["n"] == 0


@pytest.mark.parametrize("damage", ["missing", "torn"])
def test_a_record_that_cannot_be_had_leaves_no_half_export(archive: Path, damage: str) -> None:
    for path in archive.glob("warc/*/*/*.gz"):
        if damage == "missing":
            path.unlink()
        else:
            path.write_bytes(path.read_bytes()[: path.stat().st_size // 3])
    _, err = run(archive, "export", "warc", code=20)
    assert err.count("\n") == 1
    assert ".warc.gz" in err
    assert list((archive / "exports").iterdir()) == []


def test_a_database_subset_answers_like_the_whole_one(kept: Path, export: Callable[..., Path]) -> None:
    folder = export("sqlite", "--language", "en", "--all-versions")
    chosen = "SELECT * FROM article WHERE language = 'en' ORDER BY id"
    assert rows(folder, chosen) == rows(folder, "SELECT * FROM article ORDER BY id") == rows(kept, chosen)
    for view in ("article_history", "citation", "picture", "link_graph"):
        assert rows(folder, f"SELECT count(*) AS n FROM {view}")[0]["n"] <= len(rows(kept, f"SELECT * FROM {view}"))
    schema = "SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_stat%' ORDER BY type, name"
    assert rows(folder, schema) == rows(kept, schema)
    found, _ = run(folder, "search", "Letters", "--json")
    assert found == run(kept, "search", "Letters", "--language", "en", "--json")[0]
    with database(folder) as db:
        for index in ("versions_fts", "captions_fts", "versions_fts_norm", "captions_fts_norm"):
            db.execute(f"INSERT INTO {index}({index}) VALUES ('integrity-check')")
        assert db.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []


def test_a_database_subset_knows_nothing_of_the_crawler(export: Callable[..., Path]) -> None:
    folder = export("sqlite")
    for name in ("mentions", "hosts", "problems", "notices", "site_knowledge", "article_parts"):
        assert rows(folder, f"SELECT * FROM {name}") == []
    queue = "state, reason, priority, via_id, hops, next_due_at, etag, last_modified, fail_count, missing_since"
    assert rows(folder, f"SELECT DISTINCT {queue} FROM urls") == [
        dict.fromkeys(queue.split(", ")) | {"state": "captured", "priority": 0, "hops": "", "fail_count": 0}
    ]
    assert rows(folder, "SELECT DISTINCT config FROM crawls") == [{"config": None}]
    assert not {"crawl", "notify", "limits"} & set(json.loads(rows(folder, "SELECT config FROM sites")[0]["config"]))


def test_a_newer_database_is_left_as_it_is(archive: Path) -> None:
    with database(archive) as db:
        db.execute("INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('iria','m999_later','')")
    before = (archive / "iria.db").read_bytes()
    for words in (["export", "csv"], ["status"], ["release", "1"]):
        _, err = run(archive, *words, code=4)
        assert "newer iria (m999_later)" in err
        assert err.count("\n") == 1
    assert (archive / "iria.db").read_bytes() == before


def test_a_damaged_database_is_said_to_be_so(archive: Path) -> None:
    path = archive / "iria.db"
    content = path.read_bytes()
    path.write_bytes(content[:16384] + b"\xff" * (len(content) - 16384))
    for words in (["export", "csv"], ["export", "sqlite"], ["release", "1"]):
        _, err = run(archive, *words, code=20)
        assert "damaged" in err
        assert err.count("\n") == 1
    path.write_bytes(b"no database at all" * 1000)
    run(archive, "export", "csv", code=20)
    assert not list(archive.glob("exports/.*")) + list(archive.glob("exports/*")) + list(archive.glob("releases/*"))


def test_a_database_that_another_program_holds_is_left_to_it(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "READ_SECONDS", 0.05)
    with closing(sqlite3.connect(archive / "iria.db")) as other:
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        _, err = run(archive, "export", "csv", code=12)
    assert "held by another program" in err
    assert not (archive / "exports").exists()


def test_an_export_is_of_one_moment_while_a_crawl_goes_on(archive: Path) -> None:
    from iria_crawler.store import Store
    from iria_crawler.store.searching import version_ids
    from iria_crawler.store.selection import selected

    with Store.open(archive) as store, selected(store, version_ids(store, None)) as selection:
        found = selection.rows()
        first = next(found)
        with database(archive) as db:
            db.execute("UPDATE article_versions SET body = 'Overwritten'")
            db.execute("DELETE FROM articles WHERE id = 8")
        later = list(found)
    assert len([first, *later]) == 7
    assert "Overwritten" not in {row["body"] for row in later}


MANY = """
import resource, sys
from pathlib import Path
from iria_crawler.export import Order, export
from iria_crawler.store import Store
folder = Path(sys.argv[1])
with Store.open(folder) as store:
    for kind in sys.argv[2:]:
        export(store, folder, Order(format=kind), folder / kind)
        print(kind, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def many(folder: Path, count: int) -> Path:
    """An archive of so many articles, each of 4,000 letters."""
    from datetime import UTC

    from iria_crawler.sites import Identity, Site
    from tests.archivist import archivist

    now = datetime(2026, 1, 1, tzinfo=UTC)
    site = Site(site=Identity(home="https://news.example/", slug="news"))
    with archivist(folder, site, now=now) as made:
        crawl_id = made.crawl(now)
        made.article(1, crawl_id, published=now, seen=now)
        store = made.store
        with store.transaction():
            numbers = f"WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < {count})"
            for table, columns, new in (
                ("urls", "id, url", "n.i, url || n.i"),
                ("captures", "id, url_id, warc_offset, warc_record_id", "n.i, n.i, n.i, 'urn:x' || n.i"),
                ("articles", "id, url_id, key, current_version_id", "n.i, n.i, '/' || n.i, n.i"),
                ("article_versions", "id, article_id, capture_id, body", "n.i, n.i, n.i, ?1"),
            ):
                names = [name for name in store.db[table].columns_dict if not name.startswith("published_d")]
                names = [name for name in names if name not in ("published_year", *columns.split(", "))]
                rest = "".join(f', "{name}"' for name in names)
                select = f"SELECT {new}{rest} FROM n, {table} t WHERE t.id = 1"
                store.run(
                    f"{numbers} INSERT INTO {table} ({columns}{rest}) {select}",
                    *(("word " * 800,) if "?1" in new else ()),
                )
    return folder


@pytest.mark.long
def test_memory_does_not_grow_with_the_number_of_rows(tmp_path: Path) -> None:
    kinds = ("csv", "jsonl", "graph", "sqlite", "txt", "parquet")
    peaks = {}
    for count in (3_000, 30_000):
        folder = many(tmp_path / str(count), count)
        done = subprocess.run([sys.executable, "-c", MANY, folder, *kinds], capture_output=True, text=True, check=True)
        peaks[count] = {kind: int(peak) // 1024 for kind, peak in map(str.split, done.stdout.splitlines())}
        assert json.loads((folder / "jsonl" / "datapackage.json").read_text())["iria"]["articles"] == count
    grown = {kind: peaks[30_000][kind] - peaks[3_000][kind] for kind in kinds}
    assert max(grown.values()) < 60, peaks  # MB, of buffers that fill; the texts alone are 108 MB more
