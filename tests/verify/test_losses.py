"""A damage says what is lost with it, and what is not."""

from pathlib import Path

from iria_crawler.store import Store
from tests.verify.checks import at_level, break_byte, change, damages, first_file


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
    break_byte(archive / row["filename"], row["warc_offset"] + row["warc_length"] // 2)
    found = [damage for damage in damages(archive) if damage.offset == row["warc_offset"] and damage.record_id]
    assert found[0].elsewhere == f"{original['filename']} at {original['warc_offset']}"
    assert found[0].lost
    assert "nothing of the page" in found[0].lost


def test_a_record_that_is_alone_loses_its_page_and_its_text_is_named(archive: Path) -> None:
    with Store.open(archive) as store:
        row = store.row("SELECT * FROM article ORDER BY id LIMIT 1")
    assert row
    break_byte(archive / row["warc_file"], row["warc_offset"] + row["warc_length"] // 2)
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
    assert "4 texts that were read from it are in this database alone then" in found.lost
