"""Each step of a proof is made, or says that it could not be made."""

import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from iria_crawler.proof import Step, prove
from iria_crawler.store import Store
from tests.newsdesk import article, desk


@pytest.fixture(scope="module")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The archive of one article."""
    folder = tmp_path_factory.mktemp("pristine")
    with desk(folder) as news:
        news.fetch("a", article("Harbour opens"))
    return folder


@pytest.fixture
def archive(pristine: Path, tmp_path: Path) -> Path:
    shutil.copytree(pristine, tmp_path / "archive")
    return tmp_path / "archive"


def steps(archive: Path) -> dict[str, Step]:
    with Store.open(archive) as store:
        return {step.what: step for step in prove(store, archive, 1)}


def row_of(archive: Path) -> dict[str, Any]:
    with Store.open(archive) as store:
        row = store.row("SELECT c.*, w.filename FROM captures c JOIN warc_files w ON w.id = c.warc_file_id")
    assert row
    return row


def change(archive: Path, sql: str) -> None:
    with sqlite3.connect(archive / "iria.db") as connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute(sql)
    connection.close()


def _break_record(archive: Path) -> None:
    row = row_of(archive)
    path = archive / row["filename"]
    content = bytearray(path.read_bytes())
    content[row["warc_offset"] + row["warc_length"] // 2] ^= 1
    path.write_bytes(content)


def _lose_file(archive: Path) -> None:
    (archive / row_of(archive)["filename"]).unlink()


def _move_to_warcinfo(archive: Path) -> None:
    change(archive, "UPDATE captures SET warc_offset = 0")


def _lose_original(archive: Path) -> None:
    change(archive, "UPDATE captures SET record_type = 'revisit'")


def test_a_proof_has_a_record_its_digest_and_the_text(archive: Path) -> None:
    made = steps(archive)
    assert [(what, step.differs) for what, step in made.items()] == [("record", ()), ("digest", ()), ("text", ())]
    assert made["digest"].found == row_of(archive)["payload_digest"]


@pytest.mark.parametrize(
    ("said", "column"),
    [("media type", "mime = 'x/y'"), ("payload length", "payload_bytes = 1"), ("truncation", "truncated = 'time'")],
)
def test_a_record_is_compared_with_all_that_its_row_says(archive: Path, said: str, column: str) -> None:
    change(archive, f"UPDATE captures SET {column}")
    assert [f"the {said} is " in what for what in steps(archive)["record"].differs] == [True]


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (_break_record, "it could not be made: the record cannot be read"),
        (_lose_file, "it could not be made: the record cannot be read"),
        (_move_to_warcinfo, "it could not be made: a warcinfo record stands there"),
        (_lose_original, "it could not be made: the record that holds the payload is not in the archive"),
    ],
)
def test_a_digest_that_could_not_be_made_is_named_as_such(
    archive: Path, harm: Callable[[Path], None], said: str
) -> None:
    harm(archive)
    made = steps(archive)
    assert made["record"].differs
    assert made["digest"].differs == (said,)


def test_a_digest_that_differs_is_told_also_where_the_record_behind_cannot_be_read(archive: Path) -> None:
    row = row_of(archive)
    path = archive / row["filename"]
    content = bytearray(path.read_bytes())
    content[row["warc_offset"] + row["warc_length"] + 40] ^= 0xFF
    path.write_bytes(content)
    change(archive, "UPDATE captures SET payload_digest = 'sha1:AAAA'")
    made = steps(archive)
    assert len(made["record"].differs) > 1
    assert ["sha1:AAAA in the database" in what for what in made["digest"].differs] == [True]


def test_a_forged_title_of_an_article_is_not_proved(archive: Path) -> None:
    change(archive, "UPDATE articles SET title = 'FORGED'")
    assert steps(archive)["text"].differs == ("the title of the article is not that of the text",)
