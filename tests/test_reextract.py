"""Texts are read again from the archive, and what was cited still resolves."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from iria_crawler.cli import main
from iria_crawler.store import Store
from tests.newsdesk import HOME, article, desk

OLD = "UPDATE article_versions SET extractor = 'iria 0.0.1', body = 'Share this. ' || body, text_sha256 = 'cited'"


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """An archive with two articles, of which an older version of iria has read one less well."""
    with desk(tmp_path) as news:
        for path in ("one/", "two/"):
            news.fetch(path, article(f"Report {path}"))
    change(tmp_path, f"{OLD} WHERE id = 1")
    return tmp_path


def change(folder: Path, sql: str) -> None:
    with Store.create(folder) as store, store.transaction():
        store.run(sql)


def run(folder: Path, *words: str) -> tuple[int, str]:
    done = CliRunner().invoke(main, ["-C", str(folder), *words])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.exit_code, done.stdout


def rows(folder: Path, sql: str) -> list[dict]:  # type: ignore[type-arg]
    with Store.open(folder) as store:
        return list(store.rows(sql))


def test_a_dry_run_shows_what_would_change_and_changes_nothing(archive: Path) -> None:
    code, out = run(archive, "reextract", "--dry-run", "--json", "--jobs", "1")
    (change,) = map(json.loads, out.splitlines())
    assert (code, change["url"], change["removed"]) == (0, f"{HOME}one/", len("Sharethis."))
    assert set(change["fields"]) == {"body", "text_sha256"}
    assert rows(archive, "SELECT count(*) AS n FROM extraction_history") == [{"n": 0}]
    assert rows(archive, "SELECT text_sha256 FROM article_versions WHERE id = 1") == [{"text_sha256": "cited"}]


def test_a_dry_run_says_how_to_do_the_same_here(archive: Path) -> None:
    _, out = run(archive, "reextract", "news", "--all", "--dry-run", "--jobs", "1")
    assert f"iria -C {archive} reextract news --all" in out.splitlines()[-1]


def test_a_text_is_read_again_and_the_cited_one_still_resolves(archive: Path) -> None:
    assert run(archive, "reextract", "--jobs", "1")[0] == 0
    assert run(archive, "verify", "--full")[0] == 0
    assert run(archive, "show", "1", "--prove")[0] == 0
    (kept,) = rows(archive, "SELECT * FROM extraction_history")
    assert (kept["version_id"], kept["extractor"], kept["text_sha256"]) == (1, "iria 0.0.1", "cited")
    assert kept["body"].startswith("Share this. ")
    assert json.loads(run(archive, "cite", "sha256:cited", "--json")[1])["article_id"] == 1
    (event,) = rows(archive, "SELECT type, object, outcome, detail FROM events WHERE type = 'extraction'")
    assert (event["type"], event["object"], event["outcome"]) == ("extraction", "site:news", "success")
    assert json.loads(event["detail"])["changed"] == 1
    assert run(archive, "search", "share", "--count")[1].startswith("0 of 2")
    assert rows(archive, "SELECT count(*) AS n FROM article_versions") == [{"n": 2}]
    assert run(archive, "reextract", "--dry-run", "--json")[1] == ""


def test_rules_of_the_site_file_read_texts_anew_and_verify_reads_by_them(archive: Path) -> None:
    assert run(archive, "reextract", "--jobs", "1")[0] == 0
    (archive / "sites").mkdir(exist_ok=True)
    rules = f'[site]\nhome = "{HOME}"\nslug = "news"\n[extract]\ntitle = ["title"]\nsubtitle = ["h1"]\n'
    (archive / "sites" / "news.toml").write_text(rules, encoding="utf-8")
    code, out = run(archive, "reextract", "--json", "--jobs", "1")
    assert code == 0
    assert all("subtitle" in json.loads(line)["fields"] for line in out.splitlines())
    assert len(out.splitlines()) == 2
    code, out = run(archive, "verify", "--full")
    assert (code, "another version" in out) == (0, False)


def test_a_text_that_cannot_be_read_any_more_stays(archive: Path) -> None:
    (record,) = rows(archive, "SELECT * FROM version_records WHERE version_id = 1")
    file = archive / record["warc_file"]
    data = bytearray(file.read_bytes())
    data[record["warc_offset"] + 20 : record["warc_offset"] + 60] = bytes(40)
    file.write_bytes(data)
    change(archive, "UPDATE article_versions SET extractor = 'iria 0.0.1' WHERE id = 2")
    code, out = run(archive, "reextract", "--json", "--jobs", "1")
    (lost,) = map(json.loads, out.splitlines())
    assert (code, lost["article_id"]) == (0, 1)
    assert lost["lost"]
    assert rows(archive, "SELECT text_sha256 FROM article_versions WHERE id = 1") == [{"text_sha256": "cited"}]
    assert rows(archive, "SELECT count(*) AS n FROM article_versions WHERE extractor = 'iria 0.0.1'") == [{"n": 1}]


def test_an_unknown_site_is_one_clear_line(archive: Path) -> None:
    assert run(archive, "reextract", "other") == (2, "")


def test_what_only_a_newer_reader_sees_is_no_edit_of_the_publisher(tmp_path: Path) -> None:
    """The page is asked for again after iria was brought up to date; the publisher has changed nothing in the text."""
    with desk(tmp_path) as news:
        news.fetch("one/", article("A report"))
    change(tmp_path, OLD)
    page = article("A report").replace(b"<ul>", b"<ul><!-- another build -->")
    with desk(tmp_path) as news:
        news.fetch("one/", page, at=datetime.now(UTC) + timedelta(hours=1))
    (version,) = rows(tmp_path, "SELECT version, body FROM article_versions")
    assert not version["body"].startswith("Share this.")
    assert rows(tmp_path, "SELECT text_sha256 FROM extraction_history") == [{"text_sha256": "cited"}]
    assert run(tmp_path, "verify", "--full")[0] == 0


def test_an_edit_is_one_also_where_an_older_reader_had_read_the_text(tmp_path: Path) -> None:
    with desk(tmp_path) as news:
        news.fetch("one/", article("A report"))
    change(tmp_path, OLD)
    with desk(tmp_path) as news:
        news.fetch("one/", article("A report", "bridge"), at=datetime.now(UTC) + timedelta(hours=1))
    first, second = rows(tmp_path, "SELECT body, chars_added FROM article_versions ORDER BY version")
    assert first["body"].startswith("The harbour")
    assert second["body"].startswith("The bridge")
    assert 0 < second["chars_added"] < 200
