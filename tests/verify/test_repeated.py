"""`verify --full` finds rows that do not repeat what the rows say that they stand for."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from iria_crawler.cli import main
from iria_crawler.store import Store
from iria_crawler.verify.repeated import repeated
from tests.newsdesk import article, desk

FORGED = {
    "its title is not that of its text": "UPDATE articles SET title = 'FORGED' WHERE id = 1",
    "its number of words is not that of its text": "UPDATE articles SET words = words + 1 WHERE id = 1",
    "it has another number of texts than it says": "UPDATE articles SET versions = 7 WHERE id = 1",
    "its current text is none of its own": "UPDATE articles SET current_version_id = 2 WHERE id = 1",
    "authors are not those of its text": "UPDATE articles SET language = 'xx' WHERE id = 2",
    "language, section or authors": "UPDATE articles SET published_at = '2001-01-01T00:00:00Z' WHERE id = 2",
    "is said to show another article": "UPDATE captures SET version_id = 2 WHERE version_id = 1",
    "a text of another site": "UPDATE articles SET site_id = 2 WHERE id = 2",
    "of another crawl than its file": "UPDATE captures SET crawl_id = NULL WHERE version_id = 1",
}


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    with desk(tmp_path) as news:
        news.fetch("a/", article("A"))
        news.fetch("b/", article("B"))
        news.fetch("a/", article("A", "bridge"))
    return tmp_path


def found(archive: Path) -> list[str]:
    with Store.open(archive) as store:
        return [damage.what for damage in repeated(store)]


def test_an_archive_with_an_edit_is_in_order(archive: Path) -> None:
    assert found(archive) == []


@pytest.mark.parametrize(("what", "sql"), FORGED.items())
def test_a_row_that_was_changed_by_hand_is_found(archive: Path, what: str, sql: str) -> None:
    with Store.create(archive) as store, store.transaction():
        store.run(
            "INSERT INTO sites (id, slug, name, home_url, kind, config, added_at)"
            " SELECT 2, 'other', name, home_url, kind, config, added_at FROM sites"
        )
        store.run(sql)
    assert any(what in said for said in found(archive)), found(archive)


def test_many_of_a_kind_are_counted(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("iria_crawler.verify.repeated._MOST", 1)
    with Store.create(archive) as store, store.transaction():
        store.run("UPDATE articles SET title = 'FORGED'")
    said = [what for what in found(archive) if "title" in what]
    assert said[0].startswith("database: article 1: its title")
    assert said[1:] == ["database: 1 more of these: article N: its title is not that of its text"]


def test_terms_that_were_changed_by_hand_are_found(archive: Path) -> None:
    assert CliRunner().invoke(main, ["-C", str(archive), "verify", "--full"]).exit_code == 0
    with Store.create(archive) as store, store.transaction():
        store.run("INSERT INTO terms (site_id, scheme, name) SELECT id, 'tag', 'forged' FROM sites")
        store.run("INSERT INTO article_terms (article_id, term_id, position) SELECT 2, max(id), 1 FROM terms")
    said = CliRunner().invoke(main, ["-C", str(archive), "verify", "--full"])
    assert said.exit_code == 20
    assert "the categories and tags read again are not those that are stored" in said.stdout
