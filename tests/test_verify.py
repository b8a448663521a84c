"""`verify` finds what is not as the database says, and nothing else."""

import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from iria_crawler.demo import generate, serve
from iria_crawler.store import Store
from iria_crawler.verify import Damage, Tally, verify


@pytest.fixture(scope="module")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The archive of a small demo site, crawled twice, so that it holds revisits."""
    folder = tmp_path_factory.mktemp("pristine")
    with serve(generate(4)) as served:
        for _ in range(2):
            command = [
                sys.executable,
                "-m",
                "iria_crawler",
                "-C",
                folder,
                "crawl",
                served.url,
                "--delay",
                "0",
                "--full",
            ]
            subprocess.run(command, check=True, capture_output=True)
    return folder


@pytest.fixture
def archive(pristine: Path, tmp_path: Path) -> Path:
    shutil.copytree(pristine, tmp_path / "archive")
    return tmp_path / "archive"


def damages(archive: Path) -> list[Damage]:
    with Store.open(archive) as store:
        return list(verify(store, archive, Tally()))


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
    assert any(said in damage.what for damage in damages(archive))


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
