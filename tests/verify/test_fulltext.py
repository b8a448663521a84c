"""Full-text indexes that are gone, torn or held are told apart."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from iria_crawler.verify import Damage, Remark, database
from tests.verify.checks import change, damages

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
