"""The archive for people who program: articles, versions and captures as values."""

import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import iria_crawler
from iria_crawler import errors
from iria_crawler.store import Store
from tests.newsdesk import HOME, article, desk


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive with an article that was edited and one that was not."""
    made = tmp_path_factory.mktemp("archive")
    with desk(made) as news:
        news.fetch("other/", article("The other one"))
        for hours, word in enumerate(("harbour", "bridge")):
            news.fetch("story/", article("The pier opens", word), at=datetime.now(UTC) + timedelta(hours=hours))
    return made


@pytest.fixture
def library(folder: Path) -> Iterator[iria_crawler.Library]:
    with iria_crawler.open_archive(folder) as library:
        yield library


def test_articles_come_one_by_one_with_their_text(library: iria_crawler.Library) -> None:
    found = list(library.articles())
    assert [one.title for one in found] == ["The other one", "The pier opens"]
    assert found[1].text.body.startswith("The bridge was opened")
    assert (found[1].versions, found[1].text.number, found[1].published_at) == (
        2,
        2,
        datetime(2026, 1, 5, 8, tzinfo=UTC),
    )
    assert found[1] == library.article(2) == library.article(f"{HOME}story/")
    assert [one.id for one in library.articles("harbour", all_versions=True)] == [1, 2]
    assert list(library.articles(since="2027")) == []
    assert library.sites() == ("news",)


def test_search_gives_passages(library: iria_crawler.Library) -> None:
    (found,) = library.search("bridge", since="2026-01", around=2)
    assert str(found.passages[0]) == "The [bridge] was opened"
    assert found.version == found.article.text
    (old,) = [one for one in library.search("harbour", all_versions=True) if one.article.id == 2]
    assert (old.version.number, old.article.text.number) == (1, 2)


def test_versions_are_read_compared_and_proved_from_their_captures(library: iria_crawler.Library) -> None:
    first, second = library.versions(2)
    assert (first.change, second.change) == ("first", "body")
    pieces = {(piece.kind, piece.text) for row in library.diff(first, second) for piece in row.pieces}
    assert {("removed", "harbour"), ("added", "bridge")} <= pieces
    for version, word in ((first, "harbour"), (second, "bridge")):
        (page,) = library.captures(version)
        assert page.body == article("The pier opens", word)
        assert (page.status, page.url, page.captured_at) == (200, f"{HOME}story/", version.captured_at)
        assert not any(step.differs for step in library.prove(version))
        assert library.cite(version)["text_digest"] == f"sha256:{version.text_sha256}"
        assert library.pictures(version) == ()


def test_what_is_withheld_is_not_given(folder: Path, tmp_path: Path) -> None:
    with iria_crawler.open_archive(folder) as library:
        assert len(list(library.articles())) == 2
    change(folder, "UPDATE articles SET status = 'withheld' WHERE id = 2")
    try:
        with iria_crawler.open_archive(folder) as library:
            assert [one.id for one in library.articles(all_versions=True)] == [1]
            assert library.search("bridge") == []
            with pytest.raises(errors.UsageError):
                library.versions(2)
    finally:
        change(folder, "UPDATE articles SET status = 'live' WHERE id = 2")


def change(folder: Path, sql: str) -> None:
    with Store.create(folder) as store, store.transaction():
        store.run(sql)


def test_what_cannot_be_is_told_in_a_line(library: iria_crawler.Library, tmp_path: Path) -> None:
    for ask in (
        lambda: library.article(99),
        lambda: library.search('"open'),
        lambda: library.search("x", site="other"),
        lambda: list(library.articles(colour="red")),
    ):
        with pytest.raises(errors.UsageError) as told:
            ask()
        assert "\n" not in str(told.value)
    with pytest.raises(errors.NoArchive):
        iria_crawler.open_archive(tmp_path)
    with pytest.raises(AttributeError):
        _ = iria_crawler.nothing_of_this_name


def test_importing_iria_imports_nothing_heavy_until_an_archive_is_opened() -> None:
    code = (
        "import sys, iria_crawler; print([name for name in ('lxml', 'sqlite_utils', 'numpy') if name in sys.modules])"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout.strip() == "[]"


def test_the_program_of_the_documentation_runs(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = (Path(__file__).parents[1] / "docs" / "programming.md").read_text(encoding="utf-8")
    (program,) = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    ran = subprocess.run(
        [sys.executable, "-W", "error", "-c", program.replace('"archive"', repr(str(folder)))],
        capture_output=True,
        text=True,
    )
    assert (ran.returncode, ran.stderr) == (0, "")
    assert "(archived" in ran.stdout
    assert "bridge" in ran.stdout


def test_the_sql_of_the_documentation_runs(folder: Path) -> None:
    text = (Path(__file__).parents[1] / "docs" / "programming.md").read_text(encoding="utf-8")
    (question,) = re.findall(r"```sql\n(.*?)```", text, re.DOTALL)
    with Store.open(folder) as store:
        rows = list(store.rows(question.replace('"strategic patience"', "bridge")))
    assert rows == [{"month": "2026-01", "articles": 1, "of": 2}]
