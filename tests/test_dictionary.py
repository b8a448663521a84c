"""The data dictionary says of everything what it holds, and is what the schema says today."""

from pathlib import Path

import pytest

from iria_crawler.store import Store
from iria_crawler.store.dictionary import markdown, tables, undescribed

ROOT = Path(__file__).parents[1]


@pytest.fixture
def store(tmp_path: Path) -> Store:  # type: ignore[misc]
    with Store.create(tmp_path) as store:
        yield store


def test_every_table_and_column_is_described(store: Store) -> None:
    assert undescribed(store) == []


def test_the_page_is_what_the_schema_says_today(store: Store) -> None:
    assert (ROOT / "docs" / "schema.md").read_text(encoding="utf-8") == markdown(store), "make it again: make docs"


def test_comments_of_the_schema_come_into_the_dictionary(store: Store) -> None:
    found = {table.name: {column.name: column for column in table.columns} for table in tables(store)}
    assert found["crawls"]["config"].about == "JSON: the settings in force"
    assert found["version_images"]["after"].about.startswith("how many paragraphs stand before it")
    assert found["terms"]["parent_id"].refers == "terms"
    assert "category" in found["terms"]["parent_id"].about
    assert {"title", "body"} == set(found["versions_fts"])


def test_what_nobody_has_described_is_named(store: Store) -> None:
    with store.transaction():
        store.run("CREATE TABLE strange (id INTEGER PRIMARY KEY, odd TEXT)")
        store.run("ALTER TABLE people ADD COLUMN shoe_size INTEGER")
    assert undescribed(store) == ["strange", "people.shoe_size"]
