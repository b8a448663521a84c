"""A release is a frozen copy that can be cited: nothing withheld is in it, and it says what is new."""

import csv
import hashlib
import json
import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.holdings import SECRET, copied, crawled, database, rows, run

FILES = {"README.md", "changes.csv", "datapackage.json", "iria.db", "release.json", "sha256sums"}


@pytest.fixture(scope="module")
def kept(copy_of: Callable[..., Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_of(crawled, tmp_path_factory.mktemp("kept"))


@pytest.fixture
def archive(kept: Path, tmp_path: Path) -> Path:
    return copied(kept, tmp_path / "archive")


def release(archive: Path, name: str) -> Path:
    out, _ = run(archive, "release", name)
    assert out == f"{archive / 'releases' / name}\n"
    return archive / "releases" / name


def facts(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "release.json").read_text(encoding="utf-8"))
    return found


def changes(folder: Path) -> list[dict[str, str]]:
    with (folder / "changes.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_a_release_has_every_text_and_says_what_it_is(archive: Path) -> None:
    folder = release(archive, "2026.11")
    assert {path.name for path in folder.iterdir()} == FILES
    shown = "SELECT * FROM article ORDER BY id"
    assert rows(folder, shown) == rows(archive, shown)
    history = "SELECT * FROM article_history ORDER BY version_id"
    assert rows(folder, history) == rows(archive, history)
    said = facts(folder)
    assert rows(archive, "SELECT object, outcome FROM events WHERE type = 'release'") == [
        {"object": "release:2026.11", "outcome": "success"}
    ]
    assert (said["name"], said["articles"], said["versions"], said["before"]) == ("2026.11", 7, 8, None)
    assert said["schema_version"] == rows(archive, "SELECT count(*) AS n FROM _sqlite_migrations")[0]["n"]
    assert said["extractors"] == [row["extractor"] for row in rows(archive, "SELECT DISTINCT extractor FROM article")]
    assert said["changed"] == {"added": 7, "changed": 0, "removed": 0}
    readme = (folder / "README.md").read_text(encoding="utf-8")
    assert "Release 2026.11" in readme
    assert said["sha256"] in readme


def test_the_sums_are_those_of_the_files_and_no_file_may_be_written_to(archive: Path) -> None:
    folder = release(archive, "2026.11")
    said = dict(reversed(line.split("  ")) for line in (folder / "sha256sums").read_text().splitlines())
    assert set(said) == FILES - {"sha256sums"}
    for name, digest in said.items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest
    assert said["iria.db"] == facts(folder)["sha256"]
    for path in folder.iterdir():
        assert not stat.S_IMODE(path.stat().st_mode) & 0o222


def test_nothing_of_a_withheld_article_is_anywhere_in_a_release(archive: Path) -> None:
    folder = release(archive, "2026.11")
    for path in folder.iterdir():
        content = path.read_bytes().lower()
        assert SECRET.lower().encode() not in content, path.name
    with database(folder) as db:
        db.execute("CREATE VIRTUAL TABLE temp.words USING fts5vocab(main, versions_fts, row)")
        assert not db.execute("SELECT * FROM temp.words WHERE term = ?", (SECRET.lower(),)).fetchall()
    assert rows(archive, "SELECT count(*) AS n FROM versions_fts WHERE versions_fts MATCH ?", SECRET) == [{"n": 1}]


def test_what_only_a_crawler_needs_is_not_in_a_release(archive: Path) -> None:
    folder = release(archive, "2026.11")
    for name in ("mentions", "hosts", "problems", "notices", "site_knowledge", "article_parts"):
        assert rows(folder, f"SELECT count(*) AS n FROM {name}") == [{"n": 0}]
        if name in ("mentions", "hosts"):
            assert rows(archive, f"SELECT count(*) AS n FROM {name}") != [{"n": 0}]
    assert rows(folder, "SELECT DISTINCT state, next_due_at, etag FROM urls") == [
        {"state": "captured", "next_due_at": None, "etag": None}
    ]


def test_a_release_is_one_file_that_answers_at_once(archive: Path) -> None:
    folder = release(archive, "2026.11")
    with database(folder) as db:
        assert db.execute("PRAGMA journal_mode").fetchone()[0] == "delete"
        assert db.execute("PRAGMA application_id").fetchone()[0] == 0x49524941
        assert db.execute("SELECT count(*) FROM sqlite_stat1").fetchone()[0] > 0
    assert {path.name for path in folder.iterdir()} == FILES
    found, _ = run(folder, "search", "Letters", "--json")
    assert found == run(archive, "search", "Letters", "--json")[0]
    run(folder, "show", "1")
    assert {path.name for path in folder.iterdir()} == FILES


def test_the_same_articles_give_the_same_bytes(archive: Path) -> None:
    first, second = release(archive, "a"), release(archive, "b")
    assert (first / "iria.db").read_bytes() == (second / "iria.db").read_bytes()
    assert changes(second) == []
    assert facts(second)["changed"] == {"added": 0, "changed": 0, "removed": 0}


def test_changes_are_told_against_the_last_release(archive: Path) -> None:
    with database(archive) as db:
        db.execute("UPDATE articles SET status = 'withheld' WHERE id = 8")
    former = release(archive, "a")
    address = {row["id"]: row["url"] for row in rows(archive, "SELECT id, url FROM article")}
    digest = {row["id"]: row["text_sha256"] for row in rows(former, "SELECT id, text_sha256 FROM article")}
    with database(archive) as db:
        db.execute("UPDATE articles SET status = 'live' WHERE id = 8")
        db.execute("UPDATE articles SET status = 'withheld' WHERE id = 5")
        db.execute("UPDATE article_versions SET text_sha256 = 'new' WHERE article_id = 4")
    folder = release(archive, "b")
    found = [(row["change"], row["id"], row["url"], row["text_sha256_before"]) for row in changes(folder)]
    (added,) = rows(archive, "SELECT url FROM article WHERE id = 8")
    assert found == [
        ("added", "8", added["url"], ""),
        ("changed", "4", address[4], digest[4]),
        ("removed", "5", "", digest[5]),  # withheld: what it was about is not told again
    ]
    assert facts(folder)["before"] == "a"
    assert address[5] not in (folder / "README.md").read_text(encoding="utf-8")
    assert "1 added, 1 changed, 1 removed" in (folder / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("way", ["withheld", "purged"])
def test_the_address_of_what_was_removed_for_good_is_not_told_again(archive: Path, way: str) -> None:
    release(archive, "a")
    (row,) = rows(archive, "SELECT url FROM article WHERE id = 5")
    run(archive, "withhold", row["url"], "--reason", "asked")
    if way == "purged":
        run(archive, "purge", row["url"], "--reason", "asked", "--yes", "--really")
        run(archive, "withhold", "lift", "1")
    folder = release(archive, "b")
    assert [(each["id"], each["url"]) for each in changes(folder) if each["change"] == "removed"] == [("5", "")]
    assert row["url"] not in (folder / "README.md").read_text(encoding="utf-8")


def test_a_name_is_used_once_and_is_one_of_a_folder(archive: Path) -> None:
    folder = release(archive, "2026.11")
    before = (folder / "iria.db").stat().st_mtime_ns
    _, err = run(archive, "release", "2026.11", code=2)
    assert err.count("\n") == 1
    assert (folder / "iria.db").stat().st_mtime_ns == before
    for name in ("../out", "a/b", ".hidden", "", "a b"):
        run(archive, "release", name, code=2)
    assert os.listdir(archive / "releases") == ["2026.11"]  # noqa: PTH208
    assert not (archive / "out").exists()


def test_a_dry_run_makes_no_release(archive: Path) -> None:
    said = json.loads(run(archive, "release", "2026.11", "--dry-run", "--json")[0])
    assert (said["articles"], said["versions"], said["sha256"]) == (7, 8, None)
    assert not (archive / "releases").exists()


def test_a_release_that_fails_leaves_nothing(archive: Path) -> None:
    release(archive, "a")
    damaged = archive / "releases" / "a" / "release.json"
    damaged.chmod(0o644)
    damaged.write_text("{")
    _, err = run(archive, "release", "b", code=20)
    assert "release.json is damaged" in err
    assert os.listdir(archive / "releases") == ["a"]  # noqa: PTH208


def test_a_release_of_an_older_iria_is_not_changed_by_opening_it(archive: Path) -> None:
    folder = release(archive, "a")
    path = folder / "iria.db"
    path.chmod(0o644)
    with database(folder) as db:
        db.execute("DELETE FROM _sqlite_migrations WHERE name = (SELECT max(name) FROM _sqlite_migrations)")
    path.chmod(0o444)
    before = path.read_bytes()
    _, err = run(folder, "status", code=2)
    assert "frozen" in err
    assert path.read_bytes() == before
