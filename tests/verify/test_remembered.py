"""What was found damaged is said by every run until it is mended, and only what was looked at is called in order."""

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from iria_crawler.store import Store
from iria_crawler.verify import Tally, database, verify
from iria_crawler.verify.fixity import looked
from iria_crawler.verify.remembered import forget_mended
from tests.verify.checks import at_level, change, first_file, flip, index_of, purge, reindex, run

AFTERWARDS = [
    ("--quick",),
    ("--due", "--budget", "0s"),
    ("--budget", "0s"),
    ("--full", "--budget", "0s"),
]


@pytest.mark.parametrize("words", AFTERWARDS, ids=" ".join)
def test_a_damaged_file_is_told_by_runs_that_do_not_read_it(archive: Path, words: tuple[str, ...]) -> None:
    flip(archive)
    found = at_level(archive, "full")[0]
    ran = run(archive, *words, "--json")
    told = json.loads(ran.stdout)
    name = first_file(archive).relative_to(archive).as_posix()
    at = {damage.offset for damage in found if damage.file == name and damage.offset is not None}
    assert (ran.returncode, told["ok"]) == (20, False)
    assert {each["offset"] for each in told["damages"] if each["file"] == name} == {None, *at}
    assert all(each["found_at"] for each in told["damages"] if each["file"] == name)


def test_a_damaged_file_is_told_until_it_is_read_and_whole(archive: Path, pristine: Path) -> None:
    flip(archive)
    assert at_level(archive, "full")[0]
    path = first_file(archive)
    shutil.copy(pristine / path.relative_to(archive), path)
    assert at_level(archive, "quick")[0]
    assert at_level(archive, "files")[0] == []
    assert at_level(archive, "quick")[0] == []


def test_a_file_that_is_missing_is_told_once_and_until_it_is_read_again(archive: Path) -> None:
    path, away = first_file(archive), archive / "away"
    path.rename(away)
    assert at_level(archive, "files")[0]
    (gone,) = at_level(archive, "quick")[0]
    assert (gone.what, gone.found_at) == ("the file is missing", None)
    away.rename(path)
    (known,) = at_level(archive, "quick")[0]
    assert known.what == "the file was missing, or could not be read"
    assert known.lost
    assert at_level(archive, "files")[0] == []
    assert at_level(archive, "quick")[0] == []


@pytest.mark.parametrize(
    ("harm", "mend"),
    [
        ("UPDATE captures SET status = 404 WHERE id = 3", "UPDATE captures SET status = 200 WHERE id = 3"),
        ("UPDATE article_versions SET words = -words WHERE id = 1",) * 2,
        ("UPDATE articles SET versions = -versions WHERE id = 1",) * 2,
    ],
    ids=["record", "text", "row"],
)
def test_what_only_a_full_run_finds_is_told_by_others_until_one_does_not(archive: Path, harm: str, mend: str) -> None:
    change(archive, harm)
    found = at_level(archive, "full")[0]
    assert found
    for level in ("quick", "files"):
        told = at_level(archive, level)[0]
        assert {(each.what, bool(each.found_at)) for each in told} == {(each.what, True) for each in found}
        assert len(told) == len(found)
    assert at_level(archive, "full")[0] == found
    change(archive, mend)
    assert at_level(archive, "full")[0] == []
    assert at_level(archive, "quick")[0] == []


def test_damage_of_an_index_is_told_until_it_is_whole(archive: Path) -> None:
    text = index_of(archive).read_text()
    index_of(archive).write_text("")
    change(archive, "DROP TABLE captions_fts_norm")
    found = at_level(archive, "full")[0]
    assert len(found) > len(list(database.indexes(archive)))
    assert {each.what for each in at_level(archive, "quick")[0]} == {each.what for each in found}
    index_of(archive).write_text(text)
    assert len(at_level(archive, "full")[0]) == 1
    assert len(at_level(archive, "quick")[0]) == 1


def test_an_interrupted_run_leaves_what_it_found(archive: Path) -> None:
    flip(archive)
    with Store.open(archive) as store:
        running = verify(store, archive, Tally())
        while next(running).offset is None:
            pass
        running.close()  # as Ctrl-C does
    assert any(each.offset is not None for each in at_level(archive, "quick")[0])


@pytest.mark.parametrize("words", AFTERWARDS, ids=" ".join)
def test_what_was_not_looked_at_is_not_called_in_order(archive: Path, tmp_path: Path, words: tuple[str, ...]) -> None:
    ran = run(archive, *words, "--html", tmp_path / "page.html")
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert ran.returncode == 0
    assert "no damage in what was looked at" in ran.stdout
    assert "in order" not in ran.stdout
    assert "NO DAMAGE IN WHAT WAS LOOKED AT" in page
    assert "Nothing is damaged in what was looked at." in page
    assert json.loads(run(archive, *words, "--json").stdout)["all"] is False
    assert "all in order" in run(archive).stdout


def test_damage_of_an_index_that_could_not_be_looked_at_is_told_all_the_same(
    archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    change(archive, "INSERT INTO captions_fts(captions_fts) VALUES ('delete-all')")
    assert at_level(archive, "full")[0]
    held = database.indexes
    monkeypatch.setattr(database, "indexes", lambda folder: held(folder, seconds=0.1))
    with closing(sqlite3.connect(archive / "iria.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        (known,) = at_level(archive, "full", note=False)[0]
    assert known.found_at


def test_what_was_found_in_a_whole_file_is_not_forgotten_while_it_was_away(foreign: Path) -> None:
    (found,) = at_level(foreign, "full")[0]
    path, away = first_file(foreign), foreign / "away"
    path.rename(away)
    assert at_level(foreign, "files")[0]
    away.rename(path)
    for level in ("files", "quick", "files"):
        assert found.what in {each.what for each in at_level(foreign, level)[0]}
    assert at_level(foreign, "full")[0] == [found]


def test_other_damaged_bytes_mend_nothing(foreign: Path) -> None:
    (found,) = at_level(foreign, "full")[0]
    path, good = first_file(foreign), first_file(foreign).read_bytes()
    path.write_bytes(b"x" * len(good))
    assert at_level(foreign, "files", note=False)[0]
    with Store.create(foreign) as store, store.transaction():  # a look at the sum alone, as a repair takes
        row = store.row("SELECT id, sha256 FROM warc_files")
        assert row
        looked(store, row, "other", seconds=0.0, now=store.now())
        forget_mended(store)
    path.write_bytes(good)
    for level in ("files", "quick"):
        assert [each.what for each in at_level(foreign, level)[0]] == [found.what]


def test_a_purge_of_another_page_carries_what_was_found_along(foreign: Path) -> None:
    (found,) = at_level(foreign, "full")[0]
    purge(foreign, "/wp-sitemap.xml")  # before it in the file
    for level in ("quick", "files", "full", "quick"):
        (told,) = at_level(foreign, level)[0]
        assert (told.what, told.record_id) == (found.what, found.record_id)
        assert told.offset
        assert told.offset < (found.offset or 0)


def test_what_a_purge_removes_is_no_damage_any_more(foreign: Path) -> None:
    (found,) = at_level(foreign, "full")[0]
    purge(foreign, str(found.url))
    for level in ("quick", "files", "full"):
        assert at_level(foreign, level)[0] == []


def test_what_was_found_in_a_file_is_known_to_a_database_that_is_made_again(foreign: Path) -> None:
    (found,) = at_level(foreign, "full")[0]
    reindex(foreign)
    for level in ("files", "quick", "full"):
        (told,) = at_level(foreign, level)[0]
        assert (told.what, told.offset, told.url) == (found.what, found.offset, found.url)


def test_wrong_rows_are_mended_when_the_database_is_made_again(archive: Path) -> None:
    change(archive, "UPDATE captures SET status = 404 WHERE id = 3")
    assert at_level(archive, "full")[0]
    reindex(archive)
    for level in ("files", "full"):
        assert at_level(archive, level)[0] == []


def test_a_purge_leaves_no_address_in_what_was_found_damaged(archive: Path) -> None:
    with closing(sqlite3.connect(archive / "iria.db")) as db, db:
        (url,) = db.execute("SELECT url FROM article LIMIT 1").fetchone()
        db.execute(
            "INSERT INTO damages (part, url, what, found_at) VALUES ('texts', ?, 'it reads otherwise', '2026-01-01')",
            (url,),
        )
    purge(archive, url)
    with closing(sqlite3.connect(archive / "iria.db")) as db:
        assert db.execute("SELECT count(*) FROM damages WHERE url = ?", (url,)).fetchone() == (0,)
