"""`verify` finds what is not as the database says, and nothing else."""

import base64
import fcntl
import hashlib
import json
import multiprocessing
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from pathlib import Path

import pytest
from click.testing import CliRunner

from iria_crawler import cdxj
from iria_crawler.cli import main
from iria_crawler.foreign import import_files
from iria_crawler.health import Finding, findings
from iria_crawler.proof import prove
from iria_crawler.store import Store, iso
from iria_crawler.verify import CAPTURES, Damage, Plan, Remark, Tally, checked, database, index, verify
from iria_crawler.verify.findings import Level, told
from iria_crawler.verify.fixity import files
from iria_crawler.verify.opinions import asked, objection
from iria_crawler.verify.repair import Repair, repairs
from iria_crawler.verify.result import lines, page
from iria_crawler.verify.texts import Reread, Texts, gathered
from iria_crawler.verify.workers import each
from tests.captures import every_kind, withhold
from tests.holdings import twice_crawled
from tests.newsdesk import HOME, article
from tests.others import warc


@pytest.fixture(scope="module")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The archive of a small demo site, crawled twice, so that it holds revisits."""
    return twice_crawled(tmp_path_factory.mktemp("pristine"), 4)


@pytest.fixture
def archive(pristine: Path, tmp_path: Path) -> Path:
    shutil.copytree(pristine, tmp_path / "archive")
    return tmp_path / "archive"


def damages(archive: Path) -> list[Damage]:
    with Store.open(archive) as store:
        return list(verify(store, archive, Tally()))


def alone(archive: Path) -> list[str]:
    """What is wrong with the records of captures, each looked at by itself."""
    with Store.open(archive) as store:
        rows = list(store.rows(f"{CAPTURES} ORDER BY c.id"))
    return [what for row in rows for what in checked(row, archive).problems]


def first_file(archive: Path) -> Path:
    return min(archive.glob("warc/*/*/*.warc.gz"))


def change(archive: Path, sql: str) -> None:
    with sqlite3.connect(archive / "iria.db") as connection:
        connection.execute(sql)
    connection.close()


def test_an_untouched_archive_is_in_order_and_all_of_it_is_looked_at(archive: Path) -> None:
    tally = Tally()
    with Store.open(archive) as store:
        assert list(verify(store, archive, tally)) == []
        counts = [
            store.value(f"SELECT count(*) FROM {name}") for name in ("warc_files", "captures", "article_versions")
        ]
    assert [tally.files, tally.captures, tally.versions] == counts
    assert tally.by_other_extractor == 0


def _flip(archive: Path) -> None:
    path = first_file(archive)
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def _cut(archive: Path) -> None:
    path = first_file(archive)
    path.write_bytes(path.read_bytes()[:-500])


def _swap(archive: Path) -> None:
    first, second = sorted(archive.glob("warc/*/*/*.warc.gz"))[:2]
    other = first.read_bytes()
    first.write_bytes(second.read_bytes())
    second.write_bytes(other)


FILES: list[tuple[Callable[[Path], object], str]] = [
    (lambda archive: first_file(archive).unlink(), "missing"),
    (_cut, "shorter"),
    (lambda archive: first_file(archive).open("ab").write(b"more"), "longer"),
    (_flip, "changed since it was closed"),
    (
        lambda archive: shutil.copy(first_file(archive), first_file(archive).with_name("IRIA-x.warc.gz")),
        "does not know",
    ),
]


@pytest.mark.parametrize(("harm", "said"), FILES)
@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_a_harmed_file_is_named(archive: Path, harm: Callable[[Path], object], said: str) -> None:
    harm(archive)
    assert any(said in damage.what and damage.file for damage in damages(archive))


def test_a_changed_byte_is_traced_to_its_record(archive: Path) -> None:
    with Store.open(archive) as store:
        row = store.row("SELECT * FROM article ORDER BY id LIMIT 1")
    assert row is not None
    path = archive / row["warc_file"]
    content = bytearray(path.read_bytes())
    content[row["warc_offset"] + row["warc_length"] // 2] ^= 1
    path.write_bytes(content)
    assert {(damage.offset, damage.url) for damage in damages(archive) if damage.offset} == {
        (row["warc_offset"], row["url"])
    }


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("UPDATE captures SET warc_offset = warc_offset + 1 WHERE id = 3", "record"),
        ("UPDATE captures SET warc_length = warc_length - 1 WHERE id = 3", ""),
        ("UPDATE captures SET status = 404 WHERE id = (SELECT capture_id FROM article_versions LIMIT 1)", "status"),
        ("UPDATE captures SET payload_digest = 'sha1:AAAA' WHERE id = 3", "payload digest"),
        ("UPDATE captures SET mime = 'x/y' WHERE id = 3", "in the record and x/y in the database"),
        ("UPDATE captures SET payload_bytes = payload_bytes + 1 WHERE id = 3", "payload length"),
        ("UPDATE captures SET redirect_url = 'http://other.example/' WHERE id = 3", "redirection"),
        ("UPDATE captures SET status = 404 WHERE record_type = 'revisit'", "status is 200 in the record and 404"),
        ("UPDATE captures SET mime = 'x/y' WHERE record_type = 'revisit'", "in the record and x/y in the database"),
        ("UPDATE captures SET captured_at = '2001-01-01T00:00:00.000000Z' WHERE id = 3", "date"),
        ("UPDATE captures SET warc_record_id = '<urn:uuid:none>' WHERE id = 3", ""),
        ("UPDATE captures SET url_id = 1 WHERE id = 3", "target URI"),
        ("UPDATE captures SET refers_to_id = NULL WHERE record_type = 'revisit'", "not in the archive"),
        ("UPDATE article_versions SET body = body || ' and more' WHERE id = 1", "body"),
        ("UPDATE article_versions SET title = 'Another' WHERE id = 1", "title"),
        ("UPDATE article_versions SET published_at = '1999-01-01T00:00:00Z' WHERE id = 1", "published_at"),
        ("UPDATE article_versions SET candidates = NULL WHERE candidates IS NOT NULL", "candidates"),
        ("UPDATE article_versions SET is_partial = 1 WHERE id = 1", "is_partial"),
        ("UPDATE version_images SET caption = 'Another' WHERE id = 1", "pictures"),
        ("DELETE FROM version_links WHERE position = 1", "links"),
    ],
)
def test_a_row_that_its_record_does_not_bear_out_is_found(archive: Path, sql: str, said: str) -> None:
    change(archive, sql)
    told = damages(archive)
    assert any(said in damage.what for damage in told)
    if sql.startswith("UPDATE captures"):
        assert any(said in what for what in alone(archive))
    if sql.startswith("UPDATE captures") and "warc_offset" not in sql:
        assert {damage.what for damage in told if damage.offset is not None} <= {*alone(archive)}


def test_rows_of_every_kind_of_capture_are_borne_out(tmp_path: Path) -> None:
    every_kind(tmp_path)
    assert (damages(tmp_path), alone(tmp_path)) == ([], [])
    change(tmp_path, "UPDATE captures SET status = 200 WHERE status = 304 AND record_type = 'revisit'")
    change(tmp_path, "UPDATE captures SET redirect_url = NULL")
    said = [
        "the status is 304 in the record and 200 in the database",
        f"the redirection is {HOME}a in the record and None in the database",
    ]
    assert ([damage.what for damage in damages(tmp_path)], alone(tmp_path)) == (said, said)


@pytest.mark.parametrize("form", ["base 32", "base 32 in small letters", "base 16", "sha256"])
def test_an_imported_digest_in_another_form_is_as_good(tmp_path: Path, form: str) -> None:
    body = article("The pier opens")
    sha1 = hashlib.sha1(body)
    name = {
        "base 32": f"sha1:{base64.b32encode(sha1.digest()).decode()}",
        "base 32 in small letters": f"sha1:{base64.b32encode(sha1.digest()).decode().lower()}",
        "base 16": f"SHA-1:{sha1.hexdigest()}",
        "sha256": f"sha256:{hashlib.sha256(body).hexdigest()}",
    }[form]
    plain = warc((f"{HOME}story/", body), packed=False)
    at = plain.rindex(b"WARC-Target-URI")
    (tmp_path / "x.warc").write_bytes(plain[:at] + f"WARC-Payload-Digest: {name}\r\n".encode() + plain[at:])
    archive = tmp_path / "archive"
    list(import_files(archive, [tmp_path / "x.warc"], now=datetime.now(UTC)))
    assert damages(archive) == []
    with Store.open(archive) as store:
        assert [step.differs for step in prove(store, archive, 1)] == [(), (), ()]
    index_of(archive).unlink()
    small = base64.b32encode(sha1.digest()).decode().lower()
    change(archive, f"UPDATE captures SET payload_digest = 'sha1:{small}'")
    assert damages(archive) == []
    change(archive, f"UPDATE captures SET payload_digest = 'sha1:{'a' * 32}'")
    assert ["payload digest" in damage.what for damage in damages(archive)] == [True]
    with Store.open(archive) as store:
        assert [bool(step.differs) for step in prove(store, archive, 1)] == [True, True, False]


def test_a_text_by_another_version_of_the_reader_is_counted_and_not_called_damage(archive: Path) -> None:
    change(archive, "UPDATE article_versions SET extractor = 'iria 0.0.1', body = 'older' WHERE id = 1")
    tally = Tally()
    with Store.open(archive) as store:
        assert list(verify(store, archive, tally)) == []
    assert tally.by_other_extractor == 1


def test_the_command_says_it_and_exits_with_20(archive: Path) -> None:
    change(archive, "UPDATE article_versions SET body = 'other' WHERE id = 1")
    command = [sys.executable, "-m", "iria_crawler", "-C", archive, "verify", "--full"]
    ran = subprocess.run(command, capture_output=True, text=True)
    assert ran.returncode == 20
    assert "DAMAGED" in ran.stdout
    assert "1 damaged." in ran.stdout


# The levels


def at_level(archive: Path, level: str, **plan: object) -> tuple[list[Damage], Tally]:
    tally = Tally()
    with Store.open(archive) as store:
        return list(verify(store, archive, tally, plan=Plan(level=level, **plan))), tally  # type: ignore[arg-type]


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
    _flip(archive)
    damages, tally = at_level(archive, "quick")
    assert (damages, tally.files, tally.bytes, tally.records) == ([], 2, 0, 0)


def test_a_changed_sum_is_traced_to_records_also_where_only_sums_are_made(archive: Path) -> None:
    _flip(archive)
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
    _break(last, 1000)
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


def _named_in(archive: Path, name: str) -> Path:
    """A copy of a file of the archive under a name below `warc/`."""
    path = archive / "warc" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(first_file(archive), path)
    return path


@pytest.mark.parametrize(
    "name", ["x.warc.gz", "demo/y.warc.gz", "demo/2026/foo.warc", "a/b/c/d/deep.warc.gz", "demo/2026/z.WARC.GZ"]
)
def test_a_warc_file_anywhere_below_warc_that_no_row_names_is_told(archive: Path, name: str) -> None:
    path = _named_in(archive, name)
    (damage,) = at_level(archive, "quick")[0]
    assert damage.file == path.relative_to(archive).as_posix()
    assert "does not know this file" in damage.what
    assert "iria reindex" in damage.what


def test_a_file_that_was_moved_is_known_for_what_it_is(archive: Path) -> None:
    path = first_file(archive)
    away = path.parents[1] / "1999" / path.name
    away.parent.mkdir()
    path.rename(away)
    found = {damage.file: damage.what for damage in at_level(archive, "quick")[0]}
    assert found == {
        path.relative_to(archive).as_posix(): "the file is missing",
        away.relative_to(archive).as_posix(): f"the file belongs at {path.relative_to(archive).as_posix()}, where it is"
        " missing: move it there",
    }


@pytest.mark.parametrize("level", ["quick", "files", "full"])
def test_a_purge_that_was_killed_is_named_as_such_and_nothing_is_called_lost(archive: Path, level: Level) -> None:
    path = first_file(archive)
    shutil.copy(path, path.with_name(f"{path.name}.purging"))
    change(archive, "UPDATE warc_files SET sha256 = 'of what will be there' WHERE id = 1")
    change(archive, "UPDATE captures SET warc_offset = warc_offset - 1 WHERE warc_file_id = 1")
    (damage,) = at_level(archive, level)[0]
    assert damage.file == path.relative_to(archive).as_posix()
    assert "a purge was killed" in damage.what
    assert damage.lost == "nothing but what was to be removed"


@pytest.mark.parametrize("level", ["quick", "files"])
def test_a_file_that_was_taken_in_with_damages_is_told_at_every_level(archive: Path, level: Level) -> None:
    change(archive, "UPDATE warc_files SET state = 'bad' WHERE id = 1")
    (damage,) = at_level(archive, level)[0]
    assert damage.file == first_file(archive).relative_to(archive).as_posix()
    assert "no record when it was taken in" in damage.what
    name = "replace(filename, 'IRIA-', 'OTHERS-')"
    path = first_file(archive)
    path.rename(path.with_name(path.name.replace("IRIA-", "OTHERS-")))
    change(archive, f"UPDATE warc_files SET filename = {name} WHERE id = 1")
    found, tally = at_level(archive, level)
    assert found == []
    assert any("no record when it was taken in" in remark.what for remark in tally.remarks)


def test_a_copy_that_others_named_is_the_one_too_many_also_when_it_is_read_first(archive: Path) -> None:
    path = first_file(archive)
    assert at_level(archive, "files")[0] == []  # what was never looked at comes first
    shutil.copy(path, path.with_name("copy-of-it.warc.gz"))
    assert CliRunner().invoke(main, ["-C", str(archive), "reindex"]).exit_code == 0
    for _ in range(2):
        found, tally = at_level(archive, "full")
        assert found == []
        assert {Path(remark.file or "").name for remark in tally.remarks} == {"copy-of-it.warc.gz"}


def test_an_index_that_is_gone_is_told_and_is_no_damage(archive: Path) -> None:
    next(archive.glob("cdxj/*.cdxj")).unlink()
    found, tally = at_level(archive, "full")
    assert found == []
    assert [remark.what for remark in tally.remarks] == [
        "there is no index for replay; the next crawl makes it, or `iria replay`"
    ]


@pytest.mark.parametrize("words", [["--quick", "--second-opinion"], ["x.wacz"]])
def test_what_verify_cannot_do_is_refused_with_what_can_be_done(archive: Path, words: list[str]) -> None:
    (archive / "x.wacz").write_bytes(b"PK")
    ran = run(archive, *(str(archive / word) if word == "x.wacz" else word for word in words))
    assert ran.returncode == 2
    assert "leave out --second-opinion" in ran.stderr or "iria import" in ran.stderr


def test_afterwards_the_database_file_is_all_of_the_database(archive: Path) -> None:
    assert at_level(archive, "files")[0] == []
    log = archive / "iria.db-wal"
    assert not log.exists() or log.stat().st_size == 0


def test_a_budget_ends_the_run_between_two_files_and_says_how_many_are_left(archive: Path) -> None:
    tally = at_level(archive, "full", budget=0.0)[1]
    assert (tally.left, tally.records, tally.versions) == (2, 0, 0)
    assert any("time was over" in remark.what for remark in tally.remarks)


def test_worker_processes_find_the_same(archive: Path) -> None:
    _flip(archive)
    change(archive, "UPDATE article_versions SET title = 'Another' WHERE id = 2")
    here, there = (at_level(archive, "full", jobs=number)[0] for number in (0, 2))
    assert here
    assert sorted(map(str, here)) == sorted(map(str, there))


def kills_itself(task: tuple[str, Path]) -> Iterator[int]:
    """Says something, then dies, at the first or at every try."""
    kind, mark = task
    yield 1
    if kind == "always" or (kind == "once" and not mark.exists()):
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    yield 2


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("never", ["said", "said", "done"]),
        ("once", ["said", "again", "said", "said", "done"]),
        ("always", ["said", "again", "said", "lost"]),
    ],
)
def test_a_killed_worker_takes_nothing_with_it(kind: str, words: list[str], tmp_path: Path) -> None:
    told = [word for _, word, _ in each([(kind, tmp_path / "mark")], kills_itself, size=1)]
    assert told == words


def kills_its_reader(task: Texts) -> Iterator[Reread]:
    """The second text of each portion but the first."""
    yield Reread((Damage(what=f"text {task.first}"),))
    if task.first > 1:
        os.kill(os.getpid(), signal.SIGKILL)
    yield Reread(other=True)


def test_what_was_said_of_texts_before_one_killed_its_reader_is_kept(tmp_path: Path) -> None:
    tasks = [Texts(tmp_path, number, number + 1) for number in (1, 3)]
    (good, none), (bad, lost) = gathered(tasks, kills_its_reader, size=1)
    assert (good, none) == ([Reread((Damage(what="text 1"),)), Reread(other=True)], None)
    assert bad == [Reread((Damage(what="text 3"),))]
    assert lost
    assert lost.what == "texts 3 to 4 cannot be read again, but for the first 1: they kill their reader"


def test_a_worker_killed_while_it_waits_is_replaced_for_the_next_task(tmp_path: Path) -> None:
    before = set(multiprocessing.active_children())
    told = []
    for task, word, _ in each([("never", tmp_path / f"{number}") for number in range(2)], kills_itself, size=1):
        told.append((task[1].name, word))
        if told == [("0", "said"), ("0", "said"), ("0", "done")]:
            (worker,) = set(multiprocessing.active_children()) - before
            worker.kill()
            worker.join()
    assert told[3:] == [("1", word) for word in ("again", "said", "said", "done")]


def refuses(task: int) -> Iterator[int]:
    yield task
    raise ValueError("not that")


def test_what_a_worker_raises_is_raised_by_whoever_asked() -> None:
    with pytest.raises(ValueError, match="not that"):
        list(each([1], refuses, size=1))


# What is lost


def test_a_record_whose_payload_is_elsewhere_loses_nothing(archive: Path) -> None:
    with Store.open(archive) as store:
        row = store.row(
            "SELECT c.*, w.filename FROM captures c JOIN warc_files w ON w.id = c.warc_file_id"
            " WHERE c.record_type = 'revisit' ORDER BY c.id LIMIT 1"
        )
        assert row
        original = store.row(
            "SELECT w.filename, c.warc_offset FROM captures c JOIN warc_files w ON w.id = c.warc_file_id"
            " WHERE c.id = ?",
            row["refers_to_id"],
        )
    assert original
    _break(archive / row["filename"], row["warc_offset"] + row["warc_length"] // 2)
    found = [damage for damage in damages(archive) if damage.offset == row["warc_offset"] and damage.record_id]
    assert found[0].elsewhere == f"{original['filename']} at {original['warc_offset']}"
    assert found[0].lost
    assert "nothing of the page" in found[0].lost


def test_a_record_that_is_alone_loses_its_page_and_its_text_is_named(archive: Path) -> None:
    with Store.open(archive) as store:
        row = store.row("SELECT * FROM article ORDER BY id LIMIT 1")
    assert row
    _break(archive / row["warc_file"], row["warc_offset"] + row["warc_length"] // 2)
    found = next(damage for damage in damages(archive) if damage.offset == row["warc_offset"])
    assert (found.file, found.url, found.record_id) == (row["warc_file"], row["url"], row["warc_record_id"])
    assert found.lost
    assert f"its text is in the database, article {row['id']} version 1" in found.lost
    assert "revisits have their payload here" in found.lost


def test_a_row_that_errs_about_a_good_record_loses_nothing(archive: Path) -> None:
    change(archive, "UPDATE captures SET status = 404 WHERE id = 3")
    (found,) = (damage for damage in damages(archive) if "status" in damage.what and damage.offset is not None)
    assert found.lost == "nothing of the page: its payload is as it was captured"


def test_a_missing_file_says_how_much_it_held(archive: Path) -> None:
    first_file(archive).unlink()
    (found,) = (damage for damage in at_level(archive, "quick")[0] if damage.what == "the file is missing")
    assert found.lost
    assert "captures, if it cannot be restored" in found.lost
    assert "4 texts that were read from it are in the database" in found.lost


def _break(path: Path, at: int) -> None:
    content = bytearray(path.read_bytes())
    content[at] ^= 1
    path.write_bytes(content)


# Crashes and disks


def test_swapped_files_are_named_with_what_they_are(archive: Path) -> None:
    first, second = sorted(archive.glob("warc/*/*/*.warc.gz"))
    size = max(first.stat().st_size, second.stat().st_size)
    for path in (first, second):  # so that sizes tell nothing
        path.write_bytes(path.read_bytes().ljust(size, b"\0"))
        sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
        change(archive, f"UPDATE warc_files SET size = {size}, sha256 = '{sha256}' WHERE filename LIKE '%{path.name}'")
    _swap(archive)
    told = [damage.what for damage in at_level(archive, "files")[0]]
    assert any(f"that of {second.relative_to(archive).as_posix()}" in what for what in told)
    assert any(f"that of {first.relative_to(archive).as_posix()}" in what for what in told)


def test_a_database_that_is_older_than_the_files_is_named(archive: Path, pristine: Path) -> None:
    change(archive, "UPDATE warc_files SET state = 'open', sha256 = NULL, closed_at = NULL WHERE id = 2")
    assert any("older than the file" in damage.what for damage in at_level(archive, "quick")[0])
    change(archive, "UPDATE captures SET refers_to_id = NULL")
    for table in ("problems", "captures"):
        change(archive, f"DELETE FROM {table} WHERE id = (SELECT max(id) FROM {table})")
    shutil.copy(pristine / "iria.db", archive / "iria.db")
    change(archive, "DELETE FROM captures WHERE id = (SELECT max(id) FROM captures)")
    told = [damage for damage in damages(archive) if "has no row for this record" in damage.what]
    assert len(told) == 1
    assert told[0].lost == "nothing: the record is there"


def test_a_file_that_a_full_disk_has_left_open_is_noted_and_mended_by_the_next_crawl(archive: Path) -> None:
    path = max(archive.glob("warc/*/*/*.warc.gz"))
    change(archive, f"UPDATE warc_files SET state = 'open', sha256 = NULL WHERE filename LIKE '%{path.name}'")
    path.rename(path.with_name(path.name + ".open"))
    with path.with_name(path.name + ".open").open("ab") as file:
        file.write(b"half a record")
    found, tally = at_level(archive, "full")
    assert found == []
    (remark,) = tally.remarks
    assert "left open by a run that did not end" in remark.what
    assert "with 13 bytes that no row accounts for" in remark.what
    path.with_name(path.name + ".open").chmod(0o444)
    assert any("read-only" in damage.what for damage in at_level(archive, "quick")[0])


def test_an_open_file_of_which_the_database_knows_nothing_is_named(archive: Path) -> None:
    path = first_file(archive)
    path.with_name("IRIA-x-00009.warc.gz.open").write_bytes(b"")
    assert any("knows nothing" in damage.what for damage in at_level(archive, "quick")[0])


def test_closed_files_that_are_read_only_are_noted_at_once(archive: Path) -> None:
    for path in archive.glob("warc/*/*/*.warc.gz"):
        path.chmod(0o444)
    found, tally = at_level(archive, "quick")
    first = first_file(archive).relative_to(archive).as_posix()
    assert (found, tally.remarks) == ([], [Remark(what=f"a closed file is read-only, first {first}", times=2)])


def _no_file(path: Path) -> None:
    path.unlink()
    path.mkdir()


def _bad_disk(path: Path) -> None:
    """A file that opens, and whose bytes give EIO."""
    path.unlink()
    path.symlink_to("/proc/self/mem")


@pytest.mark.parametrize("harm", [_no_file, _bad_disk])
def test_a_file_that_cannot_be_read_ends_no_check(archive: Path, harm: Callable[[Path], None]) -> None:
    harm(first_file(archive))
    change(archive, "UPDATE article_versions SET title = 'Another' WHERE id = 4")
    ran = run(archive, "--full")
    assert (ran.returncode, "Traceback" in ran.stderr) == (20, False)
    assert "the file cannot be read: " in ran.stdout
    assert f"article 1 version 1 cannot be read again: {first_file(archive).relative_to(archive)}" in ran.stdout
    assert " cannot be read: " in ran.stdout.partition("article 1 version 1")[2]
    assert "texts" in ran.stdout.splitlines()[-1]


@pytest.mark.parametrize(("harm", "code"), [(True, 20), (False, 11)])
def test_an_interrupted_check_tells_what_it_found(archive: Path, tmp_path: Path, harm: bool, code: int) -> None:
    if harm:
        _flip(archive)
    tool(tmp_path, "jwarc", f'[ "$1" = --version ] && echo jwarc 0.36 && exit; touch {tmp_path}/mark; exec sleep 60')
    command = [sys.executable, "-m", "iria_crawler", "-C", archive, "verify", "--second-opinion"]
    there = {**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}"}
    with subprocess.Popen(command, env=there, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as ran:
        while not (tmp_path / "mark").exists() and ran.poll() is None:
            time.sleep(0.05)
        ran.send_signal(signal.SIGINT)
        said, complaint = ran.communicate()
    assert (ran.returncode, "Traceback" in complaint) == (code, False)
    assert ("changed since it was closed" in said) == harm
    assert "in order" not in said.splitlines()[-1]
    assert f"{'' if harm else 'nothing '}damaged so far. Ended early, after " in said


def test_a_database_that_breaks_under_the_check_takes_nothing_with_it(archive: Path) -> None:
    change(archive, "PRAGMA wal_checkpoint(TRUNCATE)")
    with Store.open(archive) as store:
        page = store.value("SELECT rootpage FROM sqlite_master WHERE name = 'warc_files'")
        size = store.value("PRAGMA page_size")
    with (archive / "iria.db").open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(b"\xff" * 64)
    ran = run(archive, "--full", "--json")
    told = json.loads(ran.stdout)
    assert (ran.returncode, told["ok"], "Traceback" in ran.stderr) == (20, False, False)
    assert told["damages"][0]["what"].startswith("database: ")
    assert "is damaged" in told["ended"]


FULL_TEXT = ("versions_fts", "versions_fts_norm", "captions_fts", "captions_fts_norm")


@pytest.mark.parametrize("name", FULL_TEXT)
def test_a_full_text_index_that_is_gone_is_a_damage(archive: Path, name: str) -> None:
    change(archive, f"DROP TABLE {name}")
    (damage,) = database.indexes(archive)
    assert isinstance(damage, Damage)
    assert damage.what == f"database: the index {name} is missing; searches in it fail"
    assert any(found.what == damage.what for found in damages(archive))


def test_a_full_text_index_that_has_lost_its_inner_tables_is_a_damage(archive: Path) -> None:
    change(archive, "DROP TABLE captions_fts_idx")
    (damage,) = database.indexes(archive)
    assert isinstance(damage, Damage)
    assert "the index captions_fts cannot be read: " in damage.what


def test_full_text_indexes_that_could_not_be_looked_at_are_named_as_such(archive: Path) -> None:
    with closing(sqlite3.connect(archive / "iria.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        found = list(database.indexes(archive, seconds=0.1))
    assert [type(each) for each in found] == [Remark] * 4
    assert [each.what for each in found] == [
        f"the index {name} could not be checked: database is locked" for name in FULL_TEXT
    ]


# CDXJ


def index_of(archive: Path) -> Path:
    (path,) = archive.glob("cdxj/*.cdxj")
    return path


def indexed_damages(archive: Path) -> list[str]:
    with Store.open(archive) as store:
        found = list(index.indexed(store, archive))
    assert {damage.file for damage in found} <= {f"cdxj/{path.name}" for path in archive.glob("cdxj/*.cdxj")}
    return [damage.what for damage in found]


def rewrite(path: Path, change: Callable[[list[str]], list[str]]) -> None:
    path.write_text("".join(change(path.read_text(encoding="utf-8").splitlines(keepends=True))), encoding="utf-8")


def test_an_index_that_has_every_capture_is_in_order(archive: Path) -> None:
    assert indexed_damages(archive) == []


def test_indexes_of_several_sites_with_withheld_and_imported_captures_are_in_order(tmp_path: Path) -> None:
    archive = tmp_path / "archive"
    every_kind(archive)
    withhold(archive, f"{HOME}a")
    withhold(archive, f"{HOME}m", match="prefix", action="exclude")
    for name, home in (("x", HOME), ("y", "https://another.example/")):
        path = tmp_path / f"{name}.warc.gz"
        path.write_bytes(warc((f"{home}story/", article("The pier opens")), (f"{home}a|b{{c}}?q={{%7B", b"<p>odd</p>")))
        list(import_files(archive, [path], now=datetime.now(UTC)))
    with Store.open(archive) as store:
        for slug in cdxj.slugs(store):
            cdxj.refresh(store, archive, slug)
    assert len(list(archive.glob("cdxj/*.cdxj"))) == 2
    assert indexed_damages(archive) == []


def spaced(line: str) -> str:
    key, date, said = line.split(" ", 2)
    return f"{key} {date} {json.dumps(json.loads(said) | {'languages': 'eng'}, separators=(',', ':'))}\n"


def test_an_index_that_says_the_same_in_another_way_is_in_order(archive: Path) -> None:
    rewrite(index_of(archive), lambda lines: ["!meta 0 {}\n", "\n", *map(spaced, lines[:-1]), lines[-1].rstrip()])
    assert indexed_damages(archive) == []


def with_value(lines: list[str], name: str, value: str) -> list[str]:
    key, date, said = lines[0].split(" ", 2)
    return [f"{key} {date} {json.dumps(json.loads(said) | {name: value})}\n", *lines[1:]]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda lines: lines[1:], ["has no line"]),
        (lambda lines: lines[:-1], ["has no line"]),
        (
            lambda lines: [*lines[:3], "key 1 {}\n", *lines[3:]],
            ["line 4 has no capture: key 1 {}", "line 5 is out of order"],
        ),
        (lambda lines: [*lines, "zzz 1 " + "[" * 99999], [f"has no capture: zzz 1 {'[' * 154}"]),
        (lambda lines: [*lines, lines[-1].replace('"offset": "', '"offset": "99')], ["has no capture: "]),
        (lambda lines: [*lines[:2], *lines[1:]], ["line 3 is one more of a capture that has its line"]),
        (lambda lines: [*lines, lines[0]], ["is out of order", "is one more of a capture that has its line"]),
        (lambda lines: [*lines[1:], lines[0]], ["is out of order"]),
        (lambda lines: [lines[-1], *lines[:-1]], ["line 2 is out of order"]),
        (lambda lines: ["0" + lines[0], *lines[1:]], ["line 1: the key is 01"]),
        (lambda lines: [*lines[:-1], lines[-1].replace(" 20", " 21", 1)], ["the date is 21"]),
        (lambda lines: with_value(lines, "length", "1"), ["line 1: the length is 1 in the index, not "]),
        (lambda lines: with_value(lines, "url", "http://a/\ud800"), ["line 1: the URL is http://a/? in the index"]),
        (lambda lines: with_value(lines, "mime", "a/b"), ["line 1: the media type is a/b in the index"]),
        (lambda lines: with_value(lines, "digest", "sha1:A"), ["line 1: the digest is sha1:A in the index"]),
        (lambda lines: with_value(lines, "status", "404"), ["line 1: the status is 404 in the index"]),
        (lambda lines: ["zzz\n"] * 101 + lines, ["line 100 has no capture", "and more such lines"]),
    ],
)
def test_an_index_that_differs_from_the_captures_is_named(
    archive: Path, change: Callable[[list[str]], list[str]], said: list[str]
) -> None:
    rewrite(index_of(archive), change)
    told = indexed_damages(archive)
    assert len(told) == (101 if "and more" in said[-1] else len(said))
    for what in said:
        assert any(what in each_ for each_ in told), told


def test_an_index_of_which_two_captures_stand_at_one_place_in_files_of_one_name_is_in_order(archive: Path) -> None:
    first, second = sorted(archive.glob("warc/*/*/*.warc.gz"))
    place = f"warc/{first.parts[-3]}/1999/{first.name}"
    change(archive, f"UPDATE warc_files SET filename = '{place}' WHERE filename LIKE '%{second.name}'")
    with Store.open(archive) as store:
        cdxj.write(store, archive, first.parts[-3])
    assert indexed_damages(archive) == []
    rewrite(index_of(archive), lambda lines: [*lines[1:], lines[0]])
    assert ["is out of order" in what for what in indexed_damages(archive)] == [True]


def test_what_an_open_file_has_is_not_missed_in_the_index(archive: Path) -> None:
    last = max(archive.glob("warc/*/*/*.warc.gz"))
    rewrite(index_of(archive), lambda lines: [line for line in lines if last.name not in line])
    assert all("has no line" in what for what in indexed_damages(archive))
    change(archive, f"UPDATE warc_files SET state = 'open' WHERE filename LIKE '%{last.name}'")
    assert indexed_damages(archive) == []


def test_an_index_that_is_written_while_it_is_looked_at_is_left_for_the_next_run(archive: Path) -> None:
    path, new = index_of(archive), archive / "new"
    lines = path.read_bytes().splitlines(keepends=True)
    shutil.copy(path, new)
    path.unlink()
    os.mkfifo(path)

    def replace() -> None:
        with path.open("wb") as slow:  # as soon as it is read
            new.rename(path)
            slow.writelines(lines[1:])

    writer = threading.Thread(target=replace)
    writer.start()
    told = indexed_damages(archive)
    writer.join()
    assert (told, path.read_bytes()) == ([], b"".join(lines))


def test_the_index_of_a_site_that_is_crawled_is_left_for_the_crawl(archive: Path) -> None:
    rewrite(index_of(archive), lambda lines: lines[1:])
    lock = os.open(archive / "warc" / index_of(archive).stem, os.O_RDONLY)
    fcntl.flock(lock, fcntl.LOCK_EX)
    assert indexed_damages(archive) == []
    os.close(lock)
    assert len(indexed_damages(archive)) == 1


# Repair


def repaired(archive: Path, copies: Path, *, dry_run: bool = False) -> list[Repair]:
    with Store.open(archive) as store:
        return list(repairs(store, archive, copies, jobs=0, dry_run=dry_run, now=datetime.now(UTC)))


def test_damaged_and_missing_files_are_replaced_by_good_copies(archive: Path, pristine: Path, tmp_path: Path) -> None:
    first, second = sorted(archive.glob("warc/*/*/*.warc.gz"))
    _flip(archive)
    second.unlink()
    copies = tmp_path / "copies"
    copies.mkdir()
    shutil.copy(pristine / first.relative_to(archive), copies / first.name)
    shutil.copy(pristine / second.relative_to(archive), copies / "another name")
    bad = first.read_bytes()
    assert [each.source for each in repaired(archive, copies, dry_run=True)]
    assert (first.read_bytes(), second.exists()) == (bad, False)
    done = repaired(archive, copies)
    assert {(each.file, Path(each.source or "").name, each.kept) for each in done} == {
        (first.relative_to(archive).as_posix(), first.name, f"{first.name}.damaged"),
        (second.relative_to(archive).as_posix(), "another name", None),
    }
    assert first.with_name(f"{first.name}.damaged").read_bytes() == bad
    assert damages(archive) == []
    with Store.open(archive) as store:
        assert store.value("SELECT count(*) FROM events WHERE type = 'repair'") == 2


class Listed(type(Path())):  # type: ignore[misc]  # the class of this platform
    """A folder that says how often it was listed."""

    times = 0

    def rglob(self, pattern: str, **more: object) -> Iterator[Path]:
        type(self).times += 1
        return map(Path, super().rglob(pattern, **more))


def test_a_folder_of_copies_is_listed_once_for_all_files(archive: Path, pristine: Path) -> None:
    assert repaired(archive, Listed(pristine)) == []
    assert Listed.times == 0
    for path in archive.glob("warc/*/*/*.warc.gz"):
        path.unlink()
    assert [Path(each.source or "").name for each in repaired(archive, Listed(pristine))] == [
        path.name for path in sorted(pristine.glob("warc/*/*/*.warc.gz"))
    ]
    assert Listed.times == 1


def test_a_repair_ends_the_alarm(archive: Path, pristine: Path) -> None:
    _flip(archive)
    assert at_level(archive, "files")[0]
    assert [finding.event for finding in health(archive)] == ["damage"]
    assert [each.source for each in repaired(archive, pristine, dry_run=True)]
    assert [finding.event for finding in health(archive)] == ["damage"]
    assert [each.source for each in repaired(archive, pristine)]
    assert health(archive) == []
    assert at_level(archive, "files", due=True)[1].read == 0


def health(archive: Path) -> list[Finding]:
    with Store.open(archive) as store:
        slug = store.value("SELECT slug FROM sites")
        sites = {slug: store.site(slug)}
        return [each for each in findings(store, sites, now=store.now(), folder=archive) if each.event == "damage"]


def test_a_copy_that_is_damaged_too_is_not_taken(archive: Path, pristine: Path, tmp_path: Path) -> None:
    _flip(archive)
    copies = tmp_path / "copies"
    copies.mkdir()
    (copies / first_file(archive).name).write_bytes(first_file(archive).read_bytes())
    bad = first_file(archive).read_bytes()
    assert [each.source for each in repaired(archive, copies)] == [None]
    assert first_file(archive).read_bytes() == bad
    assert list(archive.rglob("*.part")) == []


# Second opinions, and the result


def tool(folder: Path, name: str, script: str) -> None:
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(0o755)


def test_other_validators_are_asked_and_named_with_their_versions(
    archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    tool(tmp_path, "jwarc", '[ "$1" = --version ] && echo jwarc 0.36 && exit; echo "cut record"; exit 1')
    tool(
        tmp_path,
        "jhove",
        '[ "$1" = -v ] && echo "Jhove (Rel. 1.34.0, 2025)" && exit; echo " Status: Well-Formed and valid"',
    )
    found, tally = at_level(archive, "files", second_opinion=True)
    assert found == []  # jwarc is known for false alarms: it is told, and that is all
    told = {(each.tool, each.version, each.ok) for each in tally.opinions}
    assert told == {
        ("warcio", version("warcio"), True),
        ("fastwarc", version("fastwarc"), True),
        ("jwarc", "0.36", False),
        ("jhove", "1.34.0", True),
    }
    assert {each.said for each in tally.opinions if each.tool == "jwarc"} == {"cut record"}


def test_an_objection_of_warcio_is_a_damage_and_a_slow_tool_is_given_up(
    archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _flip(archive)
    asked_ = list(asked([("name", first_file(archive))]))
    objections = [damage for each in asked_ if (damage := objection(each))]
    assert objections
    assert all("objects" in damage.what and damage.file == "name" for damage in objections)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    tool(tmp_path, "jwarc", '[ "$1" = --version ] && echo jwarc 0.36 && exit; exec sleep 60')
    slow = [each for each in asked([("name", first_file(archive))], seconds=3) if each.tool == "jwarc"]
    assert [(each.ok, each.said) for each in slow] == [(None, "gave no answer in 3 s")]


def run(archive: Path, *words: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "iria_crawler", "-C", archive, "verify", *words]
    return subprocess.run(command, capture_output=True, text=True)


def test_the_page_has_everything_escaped_and_needs_nothing_else(archive: Path, tmp_path: Path) -> None:
    change(archive, "UPDATE captures SET warc_record_id = '<script>alert(1)</script>' WHERE id = 3")
    ran = run(archive, "--full", "--html", tmp_path / "page.html", "--json")
    told = json.loads(ran.stdout)
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert (ran.returncode, told["ok"], told["level"]) == (20, False, "full")
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert not re.search(r"(src|href)=", page)
    for damage in told["damages"]:
        assert {"what", "file", "offset", "url", "record_id", "lost", "elsewhere"} == set(damage)
        assert damage["file"] in page


def test_files_of_anyone_are_checked_without_an_archive(archive: Path, tmp_path: Path) -> None:
    path = first_file(archive)
    ran = run(tmp_path / "none", path)
    assert (ran.returncode, ran.stdout.count("all in order")) == (0, 1)
    _flip(archive)
    ran = run(tmp_path / "none", path, "--json")
    told = json.loads(ran.stdout)
    assert (ran.returncode, told["files"], {damage["file"] for damage in told["damages"]}) == (20, 1, {str(path)})


def test_remarks_that_are_not_told_one_by_one_are_counted() -> None:
    of_a_file, tally = Tally(), Tally()
    of_a_file.remark(Remark(what=f"odd {number}", file="x.warc.gz", times=2) for number in range(503))
    tally.remark([Remark(what="of another file", file="y.warc.gz")])
    tally.take(of_a_file)
    tally.remark([Remark(what="the time was over"), Remark(what="odd 1", file="x.warc.gz")])
    assert (len(tally.remarks), tally.more_remarks) == (501, 8)
    assert tally.remarks[2] == Remark(what="odd 1", file="x.warc.gz", times=3)
    assert tally.remarks[-1] == Remark(what="the time was over")
    result = told([], tally, level="full", seconds=1, subject="here", now=datetime(2026, 1, 1, tzinfo=UTC))
    assert (len(result["remarks"]), result["more_remarks"]) == (501, 8)
    assert not [name for name in result if name.startswith("_")]
    assert "NOTE     8 more, which are not told one by one" in lines([], tally, level="full", seconds=1)
    assert "8 more, which are not told one by one." in page(result)


@pytest.mark.parametrize(
    "words", [("--quick", "--full"), ("--quick", "--due"), ("--dry-run",), ("--budget", "soon"), ("no-such-file",)]
)
def test_what_contradicts_itself_is_a_wrong_use(archive: Path, words: tuple[str, ...]) -> None:
    ran = run(archive, *words)
    assert (ran.returncode, ran.stdout) == (2, "")


def test_the_command_repairs_and_says_so(archive: Path, pristine: Path) -> None:
    first_file(archive).unlink()
    assert run(archive, "--quick").returncode == 20
    ran = run(archive, "--repair-from", pristine, "--dry-run", "--json")
    assert [each["file"] for each in json.loads(ran.stdout)["repairs"]]
    assert len(list(archive.glob("warc/*/*/*.warc.gz"))) == 1
    ran = run(archive, "--repair-from", pristine)
    assert (ran.returncode, "REPAIRED" in ran.stdout) == (0, True)
    assert run(archive, "--full").returncode == 0
