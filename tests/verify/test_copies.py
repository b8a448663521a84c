"""Which copy takes the place of a damaged file of others, and what the rows say of its records from then on."""

import gzip
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from iria_crawler.store import Store, extras, purging
from tests.conftest import Folder
from tests.newsdesk import HOME, article
from tests.others import digest, record

NAME = "theirs.warc.gz"
PAGES = {f"{HOME}{word}/": article(f"The {word} opens", word) for word in ("pier", "bridge", "harbour", "tower")}
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: %d\r\n\r\n"


def written() -> list[bytes]:
    """The records of a file as Browsertrix writes it: a page, what was asked, its text and its resources."""
    found = [record("WARC/1.1", "warcinfo", "", b"software: Browsertrix-Crawler 1.5\r\n")]
    for url, body in PAGES.items():
        said = {"WARC-Payload-Digest": digest(body)}
        found.append(record("WARC/1.1", "response", url, HEAD % len(body) + body, **said))
        found.append(record("WARC/1.1", "request", url, b"GET / HTTP/1.1\r\nHost: news.example\r\n\r\n"))
        for name, mime in (("text", "text/plain"), ("pageinfo", "application/json")):
            found.append(record("WARC/1.1", "resource", f"urn:{name}:{url}", b"{}", **{"Content-Type": mime}))
    return found


def packed(records: list[bytes]) -> list[bytes]:
    return [gzip.compress(each, mtime=0) for each in records]


GOOD = packed(written())
SECOND = 5  # the response of the second page


def torn(members: list[bytes], at: int) -> bytes:
    """A file of which some bytes in the middle of a record are lacking, so that all behind it stand elsewhere."""
    harmed = members[at][:60] + members[at][90:]
    return b"".join((*members[:at], harmed, *members[at + 1 :]))


@dataclass
class Case:
    """An archive with one file, and copies of that."""

    archive: Folder
    copies: Path

    def take_in(self, data: bytes) -> None:
        source = self.copies.with_name(NAME)
        source.write_bytes(data)
        self.archive.ask("import", str(source), code=None)

    def copy(self, data: bytes, below: str = "a") -> Path:
        path = self.copies / below / NAME
        path.parent.mkdir(parents=True)
        path.write_bytes(data)
        return path

    def repaired(self, code: int = 0) -> dict[str, str]:
        told = json.loads(self.archive.ask("verify", "--repair-from", str(self.copies), "--json", code=code).stdout)
        (found,) = told["repairs"]
        return dict(found)

    def file(self) -> bytes:
        (path,) = self.archive.path.glob("warc/*/*/*.warc.gz")
        return path.read_bytes()


@pytest.fixture
def case(tmp_path: Path) -> Case:
    (tmp_path / "copies").mkdir()
    return Case(archive=Folder(path=tmp_path / "archive"), copies=tmp_path / "copies")


def test_of_several_copies_the_one_that_has_all_that_the_others_have_is_taken(case: Case) -> None:
    case.take_in(b"".join(GOOD[:SECOND]) + GOOD[SECOND][:60])
    case.copy(b"".join(GOOD[: SECOND + 1]), "a")
    whole = case.copy(b"".join(GOOD), "b")
    case.copy(b"".join(GOOD[: SECOND + 2]), "c")
    assert case.repaired()["source"] == str(whole)
    assert case.file() == b"".join(GOOD)
    assert case.archive.rows("SELECT count(*) FROM article") == [(len(PAGES),)]
    case.archive.ask("verify", "--full")


@pytest.mark.parametrize("dry_run", [True, False])
def test_copies_of_which_each_has_what_the_other_lacks_are_refused(case: Case, dry_run: bool) -> None:
    bad = b"".join(GOOD[:SECOND]) + GOOD[SECOND][:60]
    case.take_in(bad)
    case.copy(b"".join(GOOD[:-1]), "a")
    case.copy(b"".join((*GOOD[:-3], GOOD[-1])), "b")
    words = ["verify", "--repair-from", str(case.copies), *(["--dry-run"] if dry_run else [])]
    told = case.archive.ask(*words, code=20).stdout
    assert "a/theirs.warc.gz is no good copy: " in told
    assert "b/theirs.warc.gz has other records than it; give the folder of the right one alone" in told
    assert case.file() == bad


def places(archive: Folder) -> dict[str, tuple[int, int]]:
    """Where the rows say that records stand, by their ids."""
    tables = ("captures", "extra_records")
    asked = (archive.rows(f"SELECT warc_record_id, warc_offset, warc_length FROM {table}") for table in tables)
    return {name: (offset, length) for rows in asked for name, offset, length in rows}


def index(archive: Folder) -> str:
    return (archive.path / "cdxj" / "news.cdxj").read_text(encoding="utf-8")


def whole(tmp_path: Path) -> Folder:
    """The archive as it had been if the file had never been damaged."""
    other = Case(archive=Folder(path=tmp_path / "whole"), copies=tmp_path / "others" / "copies")
    other.copies.mkdir(parents=True)
    other.take_in(b"".join(GOOD))
    return other.archive


def test_after_a_repair_every_row_says_where_its_record_stands(case: Case, tmp_path: Path) -> None:
    case.take_in(torn(GOOD, SECOND))
    case.copy(b"".join(GOOD))
    assert case.repaired()["evidence"]
    good = whole(tmp_path)
    assert places(case.archive) == places(good)
    assert index(case.archive) == index(good)
    case.archive.ask("verify", "--full")


def test_a_copy_of_which_the_damaged_record_has_another_length_moves_the_rows_behind_it(case: Case) -> None:
    spoilt = gzip.compress(written()[SECOND].replace(b"<!doctype html>", b"<!DOCTYPE html>"), 1, mtime=0)
    case.take_in(b"".join((*GOOD[:SECOND], spoilt, *GOOD[SECOND + 1 :])))
    case.archive.ask("verify", "--full", code=20)
    assert case.archive.rows("SELECT state FROM warc_files") == [("closed",)]
    longer = gzip.compress(written()[SECOND], 0, mtime=0)
    case.copy(b"".join((*GOOD[:SECOND], longer, *GOOD[SECOND + 1 :])))
    assert case.repaired()["evidence"]
    case.archive.ask("verify", "--full")
    assert case.archive.rows("SELECT state FROM warc_files") == [("closed",)]


@pytest.mark.parametrize("move", [purging.move, extras.move])
def test_rows_may_move_to_where_others_stood(case: Case, move: Callable[..., None]) -> None:
    table = "captures" if move is purging.move else "extra_records"
    case.take_in(b"".join(GOOD))
    asked = f"SELECT warc_record_id, warc_offset FROM {table} ORDER BY warc_offset"
    before = case.archive.rows(asked)
    names, offsets = [name for name, _ in before], [offset for _, offset in before]
    after = dict(zip(names, [*offsets[1:], 1 << 30], strict=True))
    with Store.create(case.archive.path) as store, store.transaction():
        move(store, store.value("SELECT filename FROM warc_files"), after)
    assert dict(case.archive.rows(asked)) == after


def test_a_copy_that_lacks_a_text_that_the_index_names_is_not_taken(case: Case) -> None:
    case.take_in(torn(GOOD, SECOND))
    (case.archive.warcs()[0]).unlink()
    case.copy(b"".join(GOOD[:-2]))
    assert "it lacks 2 records that the database has in the file" in case.repaired(code=20)["against"]


def test_the_text_of_a_withheld_page_is_kept_back_from_when_a_repair_brings_it(case: Case) -> None:
    url = list(PAGES)[1]
    case.take_in(torn(GOOD, SECOND + 2))
    case.archive.ask("withhold", url, "--by", "Ann")
    rules = case.archive.path / "cdxj" / "access.aclj"
    assert f"urn:text:{url}" not in rules.read_text(encoding="utf-8")
    case.copy(b"".join(GOOD))
    case.repaired()
    assert f"urn:text:{url}" in index(case.archive)
    assert f"urn:text:{url}" in rules.read_text(encoding="utf-8")
    case.archive.ask("verify", "--full")


@pytest.mark.parametrize(
    "at",
    [
        "ingest.adopt",
        "cdxj.write",
        *(
            pytest.param(at, marks=pytest.mark.long)
            for at in ("ingest.read_all", "access.write", "verify.repair._take_in")
        ),
    ],
)
def test_a_repair_that_was_killed_anywhere_is_ended_by_the_next(case: Case, at: str, tmp_path: Path) -> None:
    case.take_in(torn(GOOD, SECOND))
    case.copy(b"".join(GOOD))
    module, name = f"iria_crawler.{at}".rsplit(".", 1)
    killed = f"import os, {module}\n{module}.{name} = lambda *_, **__: os._exit(9)"
    case.archive.run("verify", "--repair-from", str(case.copies), code=9, first=killed)
    assert "not all of it was taken in" in case.repaired()["what"]
    good = whole(tmp_path)
    assert (places(case.archive), index(case.archive)) == (places(good), index(good))
    assert case.archive.rows("SELECT count(*) FROM captures WHERE reading = 'pending'") == [(0,)]
    assert case.archive.rows("SELECT title FROM article ORDER BY 1") == good.rows(
        "SELECT title FROM article ORDER BY 1"
    )
    case.archive.ask("verify", "--full")


def test_a_file_that_was_taken_in_damaged_is_not_said_to_have_other_records_than_it_had(case: Case) -> None:
    """A gzip member of all records is legal, but none of them can be asked for by itself."""
    case.take_in(b"".join(GOOD))
    (there,) = case.archive.warcs()
    there.with_name("b.warc.gz").write_bytes(gzip.compress(b"".join(written()).replace(b"-8000-", b"-9000-"), mtime=0))
    case.archive.ask("reindex", code=None)
    assert case.archive.rows("SELECT state, records FROM warc_files ORDER BY filename") == [("bad", 0), ("closed", 17)]
    told = case.archive.ask("verify", "--full", code=None).stdout
    assert "the database says" not in told
