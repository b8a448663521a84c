"""What the front page counts."""

from collections.abc import Callable
from pathlib import Path

from iria_crawler.store import Store
from iria_crawler.store.counting import holdings, sites
from tests.holdings import crawled


def test_nothing_that_is_withheld_is_counted(copy_of: Callable[..., Path], tmp_path: Path) -> None:
    with Store.create(copy_of(crawled, tmp_path / "archive")) as store:
        # the newest article, whose author wrote nothing else, is withheld; all numbers are those of the others alone
        latest = store.value(
            "SELECT a.id FROM articles a JOIN version_images x ON version_id = current_version_id WHERE versions = 1"
        )
        with store.transaction():
            store.run("UPDATE articles SET published_at = '2099-01-01T00:00:00Z' WHERE id = ?", latest)
            store.run("INSERT INTO people (id, name, name_key) VALUES (9999, 'X', 'x')")
            store.run("INSERT INTO article_people (article_id, person_id, position) VALUES (?, 9999, 9)", latest)
            store.run("UPDATE articles SET status = 'withheld' WHERE id = ?", latest)
        counted, (site,) = holdings(store), sites(store)
        shown = "article_id IN (SELECT id FROM articles WHERE status <> 'withheld')"
        versions = f"FROM article_versions WHERE {shown}"
        assert counted["articles"] == store.value("SELECT count(*) FROM articles WHERE status <> 'withheld'")
        assert counted["edits"] == store.value(f"SELECT count(*) {versions} AND version > 1") > 0
        pictures = f"SELECT count(*) FROM version_images WHERE version_id IN (SELECT id {versions})"
        assert 0 < counted["pictures"] == store.value(pictures) < store.value("SELECT count(*) FROM version_images")
        written = f"SELECT count(DISTINCT person_id) FROM article_people WHERE {shown}"
        assert counted["authors"] == store.value(written) < store.value("SELECT count(*) FROM people")
        newest = "SELECT max(published_at) FROM articles WHERE status <> 'withheld'"
        assert site["newest"] == store.value(newest)[:10] == counted["until"][:10]
