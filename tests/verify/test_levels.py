"""Each level looks at what it is for, in turn, and says how much it looked at."""

import json
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from iria_crawler.store import Store, iso
from iria_crawler.verify.fixity import files
from tests.verify.checks import at_level, break_byte, change, flip, run


@pytest.mark.parametrize(
    ("sql", "finds"),
    [
        ("UPDATE warc_files SET size = size + 1", {"quick", "files", "full"}),
        ("UPDATE captures SET warc_offset = 99999999 WHERE id = 3", {"quick", "files", "full"}),
        ("UPDATE warc_files SET sha256 = 'other' WHERE id = 1", {"files", "full"}),
        ("UPDATE warc_files SET records = records + 1 WHERE id = 1", {"full"}),
        ("UPDATE captures SET status = 404 WHERE id = 3", {"full"}),
        ("UPDATE article_versions SET body = 'other' WHERE id = 1", {"full"}),
        ("INSERT INTO versions_fts(versions_fts) VALUES ('delete-all')", {"full"}),
        ("INSERT INTO versions_fts_norm(rowid, search_title, search_body) VALUES (1, 'a', 'b')", {"full"}),
    ],
)
def test_each_level_finds_what_it_is_for(archive: Path, sql: str, finds: set[str]) -> None:
    change(archive, sql)
    assert {level for level in ("quick", "files", "full") if at_level(archive, level)[0]} == finds


def test_quick_reads_no_file(archive: Path) -> None:
    flip(archive)
    damages, tally = at_level(archive, "quick")
    assert (damages, tally.files, tally.bytes, tally.records) == ([], 2, 0, 0)


def test_a_changed_sum_is_traced_to_records_also_where_only_sums_are_made(archive: Path) -> None:
    flip(archive)
    damages, tally = at_level(archive, "files")
    assert "changed since it was closed" in damages[0].what
    assert any(damage.offset for damage in damages[1:])
    assert (tally.files, tally.versions) == (2, 0)


def test_what_was_checked_is_kept_and_the_oldest_is_next(archive: Path) -> None:
    first = datetime(2026, 1, 1, tzinfo=UTC)
    damages, tally = at_level(archive, "files", now=first, budget=0.0)
    assert (damages, tally.left) == ([], 2)
    names = [path.relative_to(archive).as_posix() for path in sorted(archive.glob("warc/*/*/*.warc.gz"))]
    change(archive, f"INSERT INTO fixity_checks VALUES (1, 1, '{iso(first)}', '', '', 1, 0.1)")
    with Store.open(archive) as store:
        assert [row["filename"] for row in files(store, due=False, now=first)] == names[::-1]
        assert [row["filename"] for row in files(store, due=True, now=first + timedelta(days=89))] == names[1:]
        assert [row["filename"] for row in files(store, due=True, now=first + timedelta(days=91))] == names[::-1]
    later = first + timedelta(days=91)
    assert at_level(archive, "files", now=later, due=True)[0] == []
    with Store.open(archive) as store:
        checks = list(
            store.rows(
                "SELECT warc_file_id, at, expected = found AS same, ok FROM fixity_checks WHERE id > 1 ORDER BY id"
            )
        )
        event = store.row("SELECT type, object, outcome, detail FROM events ORDER BY id DESC LIMIT 1")
    assert [(row["warc_file_id"], row["at"], row["same"], row["ok"]) for row in checks] == [
        (2, iso(later), 1, 1),
        (1, iso(later), 1, 1),
    ]
    assert event
    assert (event["type"], event["object"], event["outcome"]) == ("fixity-check", "archive", "success")
    assert json.loads(event["detail"])["files"] == 2


def test_a_file_that_was_found_damaged_is_due_until_it_is_whole_and_comes_first(archive: Path, pristine: Path) -> None:
    later = datetime(2026, 1, 1, tzinfo=UTC)
    last = max(archive.glob("warc/*/*/*.warc.gz"))
    break_byte(last, 1000)
    assert at_level(archive, "files", now=later)[0]
    found, tally = at_level(archive, "files", now=later + timedelta(minutes=1), due=True)
    assert found[0].file == last.relative_to(archive).as_posix()
    assert (tally.read, tally.readable) == (1, 2)
    with Store.open(archive) as store:
        turns = [row["filename"] for row in files(store, due=False, now=later)]
    assert turns[0] == last.relative_to(archive).as_posix()
    shutil.copy(pristine / last.relative_to(archive), last)
    assert at_level(archive, "files", now=later + timedelta(minutes=2), due=True)[0] == []
    assert at_level(archive, "files", now=later + timedelta(minutes=3), due=True)[1].read == 0


def test_a_run_that_did_not_read_every_file_says_how_many_it_read(archive: Path, tmp_path: Path) -> None:
    assert "Checked: sha256 of every closed file, in" in run(archive).stdout
    assert "Checked: sha256 of 0 of 2 closed files, in" in run(archive, "--due").stdout
    change(archive, "DELETE FROM fixity_checks WHERE id = 1")
    ran = run(archive, "--full", "--due", "--html", tmp_path / "page.html")
    assert "Checked: records and rows of 1 of 2 files, texts and indexes, in" in ran.stdout
    assert "records and rows of 1 of 2 files" in (tmp_path / "page.html").read_text(encoding="utf-8")


def test_afterwards_the_database_file_is_all_of_the_database(archive: Path) -> None:
    assert at_level(archive, "files")[0] == []
    log = archive / "iria.db-wal"
    assert not log.exists() or log.stat().st_size == 0


def test_a_budget_ends_the_run_between_two_files_and_says_how_many_are_left(archive: Path) -> None:
    tally = at_level(archive, "full", budget=0.0)[1]
    assert (tally.left, tally.records, tally.versions) == (2, 0, 0)
    assert any("time was over" in remark.what for remark in tally.remarks)
