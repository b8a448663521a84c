"""What is purged is gone from files and database, and all else is as it was."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from iria_crawler import purge as purging
from iria_crawler.cli import main
from iria_crawler.recovery import finish_rewriting
from iria_crawler.store import Store

from .newsdesk import HOME, article, desk

SECRET = "Zanzibar"


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """Two crawls: an article that is to go, its revisit, the same bytes at another address, and articles that stay."""
    for hours in (0, 1):
        with desk(tmp_path) as news:
            for path, word in (("one/", "market"), ("secret/", SECRET), ("two/", "bridge")):
                news.fetch(path, article(f"The {word} opens", word), at=datetime.now(UTC) + timedelta(hours=hours))
            if hours:
                body = article(f"The {SECRET} opens", SECRET)
                news.fetch("copy/", body, at=datetime.now(UTC) + timedelta(hours=hours))
    return tmp_path


def run(folder: Path, *words: str) -> tuple[int, str, str]:
    done = CliRunner().invoke(main, ["-C", str(folder), *words])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.exit_code, done.stdout, done.stderr


def bytes_of(folder: Path) -> bytes:
    """The database, and what SQLite keeps beside it."""
    return b"".join(path.read_bytes() for path in sorted(folder.glob("iria.db*")))


def rows(folder: Path, sql: str) -> list[dict]:  # type: ignore[type-arg]
    with Store.open(folder) as store:
        return list(store.rows(sql))


def purge(folder: Path, *words: str) -> tuple[int, str, str]:
    return run(folder, "purge", *words, "--reason", "court order", "--by", "Ann", "--yes", "--really")


def test_what_is_purged_is_gone_and_the_archive_is_in_order(archive: Path) -> None:
    before = {row["warc_record_id"] for row in rows(archive, "SELECT warc_record_id FROM captures")}
    code, _, err = purge(archive, f"{HOME}secret/")
    assert code == 0, err
    assert run(archive, "verify", "--full")[0] == 0
    gone = rows(archive, "SELECT url, reason, warc_record_id FROM tombstones ORDER BY url, captured_at")
    assert [row["url"] for row in gone] == [f"{HOME}copy/", f"{HOME}secret/", f"{HOME}secret/"]
    left = {row["warc_record_id"] for row in rows(archive, "SELECT warc_record_id FROM captures")}
    assert left == before - {row["warc_record_id"] for row in gone}
    assert [row["title"] for row in rows(archive, "SELECT title FROM articles ORDER BY id")] == [
        "The market opens",
        "The bridge opens",
    ]
    assert run(archive, "show", "1", "--prove")[0] == 0
    (event,) = rows(archive, "SELECT type, agent, detail FROM events WHERE type = 'deletion'")
    assert (event["type"], event["agent"], json.loads(event["detail"])["captures"]) == ("deletion", "Ann", 3)


def test_no_word_of_it_is_left_in_any_file(archive: Path) -> None:
    assert SECRET.encode() in bytes_of(archive) or SECRET.lower().encode() in bytes_of(archive)
    purge(archive, f"{HOME}secret/")
    data = bytes_of(archive)
    assert SECRET.encode() not in data
    assert SECRET.lower().encode() not in data


def test_it_is_not_asked_for_again(archive: Path) -> None:
    purge(archive, f"{HOME}secret/")
    (row,) = rows(archive, f"SELECT state, reason FROM urls WHERE url = '{HOME}secret/'")
    assert row == {"state": "excluded", "reason": "purged"}


def test_it_stays_purged_when_the_database_is_made_again(archive: Path) -> None:
    """Also where a copy of a file brings its records back, and where other pages link to it."""
    (name, *_) = (path for path in sorted(archive.glob("warc/*/*/*.warc.gz")))
    copy = name.read_bytes()
    purge(archive, f"{HOME}secret/")
    code, out, err = run(archive, "reindex", "--json")
    assert (code, [file["purged"] for file in json.loads(out)["files"]]) == (0, [0, 0]), err
    name.write_bytes(copy)
    code, out, err = run(archive, "reindex")
    assert (code, "1 captures were purged" in out) == (20, True), err  # the file is not as it was
    assert rows(archive, "SELECT url FROM captures JOIN urls u ON u.id = url_id WHERE url LIKE '%secret%'") == []
    (row,) = rows(archive, f"SELECT state, reason FROM urls WHERE url = '{HOME}secret/'")
    assert row == {"state": "excluded", "reason": "purged"}
    with desk(archive) as news:
        news.add("secret/")  # as a page that links to it
    (row,) = rows(archive, f"SELECT state, reason FROM urls WHERE url = '{HOME}secret/'")
    assert row == {"state": "excluded", "reason": "purged"}


def test_nothing_is_removed_without_two_confirmations(archive: Path) -> None:
    for words in ([], ["--yes"], ["--really"]):
        code, _, err = run(archive, "purge", f"{HOME}secret/", "--reason", "x", *words)
        assert (code, "confirm twice" in err) == (2, True)
    assert run(archive, "purge", f"{HOME}secret/", "--reason", "x", "--dry-run")[0] == 0
    assert rows(archive, "SELECT count(*) AS n FROM captures") == [{"n": 7}]


@pytest.mark.parametrize("when", ["before the rows", "after the rows"])
def test_a_purge_that_was_killed_is_ended_or_undone(archive: Path, monkeypatch: pytest.MonkeyPatch, when: str) -> None:
    def killed(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(purging, "forget" if when == "before the rows" else "replace", killed)
        purge(archive, f"{HOME}secret/")
    with Store.create(archive) as store:
        finish_rewriting(store, archive)
    assert not list(archive.rglob("*.purging"))
    assert run(archive, "verify", "--full")[0] == 0
    assert len(rows(archive, "SELECT * FROM tombstones")) == (0 if when == "before the rows" else 3)


def test_what_is_not_there_is_one_clear_line(archive: Path) -> None:
    code, out, err = purge(archive, "https://other.example/")
    assert (code, out, err.count("\n")) == (2, "", 1)
