"""What is purged is gone from files and database, and all else is as it was."""

import gzip
import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zipfile import ZipFile

import pytest
from click.testing import CliRunner

from iria_crawler import cdxj, wacz
from iria_crawler import purge as purging
from iria_crawler.cli import main
from iria_crawler.crawl import lock
from iria_crawler.errors import Locked
from iria_crawler.qa import Seen
from iria_crawler.qa.sheet import write_sheet
from iria_crawler.recovery import finish_rewriting
from iria_crawler.store import Store, withholding
from iria_crawler.store.delivering import delivered
from iria_crawler.store.replayed import Missing, save_check
from iria_crawler.warc.reading import Record, pieces
from iria_crawler.warc.rewriting import left_behind
from tests.test_qa_sample import check, chosen

from .newsdesk import HOME, article, desk

SECRET = "Zanzibar"


@pytest.fixture
def archive(copy_of: Callable[..., Path], tmp_path: Path) -> Path:
    return copy_of(two_crawls, tmp_path)


def two_crawls(folder: Path) -> None:
    """An article that is to go, its revisit, the same bytes at another address, and articles that stay."""
    for hours in (0, 1):
        with desk(folder) as news:
            for path, word in (("one/", "market"), ("secret/", SECRET), ("two/", "bridge")):
                news.fetch(path, article(f"The {word} opens", word), at=datetime.now(UTC) + timedelta(hours=hours))
            if hours:
                body = article(f"The {SECRET} opens", SECRET)
                news.fetch("copy/", body, at=datetime.now(UTC) + timedelta(hours=hours))


def run(folder: Path, *words: str) -> tuple[int, str, str]:
    done = CliRunner().invoke(main, ["-C", str(folder), *words])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.exit_code, done.stdout, done.stderr


def bytes_of(folder: Path) -> bytes:
    """The database, and what SQLite keeps beside it."""
    return b"".join(path.read_bytes() for path in sorted(folder.glob("iria.db*")))


def rows(folder: Path, sql: str) -> list[dict]:  # type: ignore[type-arg]
    with Store.open(folder) as store:
        return list(store.rows(sql))


def purge(folder: Path, *words: str) -> tuple[int, str, str]:
    return run(folder, "purge", *words, "--reason", "court order", "--by", "Ann", "--yes", "--really")


def test_what_is_purged_is_gone_and_the_archive_is_in_order(archive: Path) -> None:
    before = {row["warc_record_id"] for row in rows(archive, "SELECT warc_record_id FROM captures")}
    code, _, err = purge(archive, f"{HOME}secret/")
    assert code == 0, err
    assert run(archive, "verify", "--full")[0] == 0
    gone = rows(archive, "SELECT url, reason, warc_record_id FROM tombstones ORDER BY url, captured_at")
    assert [row["url"] for row in gone] == [f"{HOME}copy/", f"{HOME}secret/", f"{HOME}secret/"]
    left = {row["warc_record_id"] for row in rows(archive, "SELECT warc_record_id FROM captures")}
    assert left == before - {row["warc_record_id"] for row in gone}
    assert [row["title"] for row in rows(archive, "SELECT title FROM articles ORDER BY id")] == [
        "The market opens",
        "The bridge opens",
    ]
    assert run(archive, "show", "1", "--prove")[0] == 0
    (event,) = rows(archive, "SELECT type, agent, detail FROM events WHERE type = 'deletion'")
    assert (event["type"], event["agent"], json.loads(event["detail"])["captures"]) == ("deletion", "Ann", 3)


def test_no_word_of_it_is_left_in_any_file(archive: Path) -> None:
    assert SECRET.encode() in bytes_of(archive) or SECRET.lower().encode() in bytes_of(archive)
    purge(archive, f"{HOME}secret/")
    data = bytes_of(archive)
    assert SECRET.encode() not in data
    assert SECRET.lower().encode() not in data


def test_it_is_not_asked_for_again(archive: Path) -> None:
    purge(archive, f"{HOME}secret/")
    (row,) = rows(archive, f"SELECT state, reason FROM urls WHERE url = '{HOME}secret/'")
    assert row == {"state": "excluded", "reason": "purged"}


@pytest.mark.parametrize("is_withheld", [False, True])
def test_an_address_that_had_the_same_bytes_is_asked_for_again(archive: Path, is_withheld: bool) -> None:
    with Store.create(archive) as store, store.transaction():
        store.run("UPDATE urls SET etag = 'x', last_modified = 'y', next_due_at = '2099-01-01'")
        store.run("UPDATE articles SET url_id = (SELECT id FROM urls WHERE url LIKE '%copy/') WHERE id = 2")
    if is_withheld:
        run(archive, "withhold", f"{HOME}copy/")
    out = json.loads(purge(archive, f"{HOME}secret/", "--json")[1])["removed"]
    assert out == {"articles": 1, "lost": 1, "again": 0 if is_withheld else 1}
    (row,) = rows(archive, f"SELECT state, etag, last_modified, next_due_at FROM urls WHERE url = '{HOME}copy/'")
    assert (row["etag"], row["last_modified"]) == (None, None)
    assert (row["state"], row["next_due_at"]) == (("unchanged", "2099-01-01") if is_withheld else ("due", None))
    assert rows(archive, f"SELECT etag FROM urls WHERE url = '{HOME}one/'") == [{"etag": "x"}]


def test_it_stays_purged_when_the_database_is_made_again(archive: Path) -> None:
    """Also where a copy of a file brings its records back, and where other pages link to it."""
    (name, *_) = (path for path in sorted(archive.glob("warc/*/*/*.warc.gz")))
    copy = name.read_bytes()
    purge(archive, f"{HOME}secret/")
    code, out, err = run(archive, "reindex", "--jobs", "1", "--json")
    assert (code, [file["purged"] for file in json.loads(out)["files"]]) == (0, [0, 0]), err
    name.write_bytes(copy)
    code, out, err = run(archive, "reindex", "--jobs", "1")
    assert (code, "1 captures were purged" in out) == (20, True), err  # the file is not as it was
    assert rows(archive, "SELECT url FROM captures JOIN urls u ON u.id = url_id WHERE url LIKE '%secret%'") == []
    (row,) = rows(archive, f"SELECT state, reason FROM urls WHERE url = '{HOME}secret/'")
    assert row == {"state": "excluded", "reason": "purged"}
    with desk(archive) as news:
        news.add("secret/")  # as a page that links to it
    (row,) = rows(archive, f"SELECT state, reason FROM urls WHERE url = '{HOME}secret/'")
    assert row == {"state": "excluded", "reason": "purged"}


def test_nothing_is_removed_without_two_confirmations(archive: Path) -> None:
    for words in ([], ["--yes"], ["--really"]):
        code, _, err = run(archive, "purge", f"{HOME}secret/", "--reason", "x", *words)
        assert (code, "confirm twice" in err) == (2, True)
    assert run(archive, "purge", f"{HOME}secret/", "--reason", "x", "--dry-run")[0] == 0
    assert rows(archive, "SELECT count(*) AS n FROM captures") == [{"n": 7}]


def kill(archive: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Begin a purge of the secret that comes as far as a step, and nothing of it can be tidied up."""

    def killed(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(purging, name, killed)
        patch.setattr(purging, "finish_rewriting", lambda *_: [])
        purge(archive, f"{HOME}secret/")
    assert left_behind(archive)


@pytest.mark.parametrize("when", ["before the rows", "after the rows"])
@pytest.mark.parametrize("by", ["a crawl", "a purge"])
def test_a_purge_that_was_killed_is_ended_or_undone(
    archive: Path, monkeypatch: pytest.MonkeyPatch, when: str, by: str
) -> None:
    purge(archive, f"{HOME}two/")
    index = archive / "cdxj/news.cdxj"
    before = index.read_text()
    kill(archive, monkeypatch, "forget" if when == "before the rows" else "replace")
    if by == "a crawl":
        with Store.create(archive) as store:
            finish_rewriting(store, archive, "news")
    else:
        assert ("is at its end" in purge(archive, "https://other.example/")[2]) == (when == "after the rows")
    assert not left_behind(archive)
    assert not list(archive.rglob("*.purging"))
    if when == "after the rows":
        assert not index.exists() or "secret" not in index.read_text()
        assert SECRET.lower().encode() not in bytes_of(archive)
        assert SECRET.encode() not in texts(archive)
    else:
        assert index.read_text() == before
    with Store.open(archive) as store:
        cdxj.refresh(store, archive, "news")
    assert run(archive, "verify", "--full")[0] == 0
    assert len(rows(archive, "SELECT * FROM tombstones")) == (2 if when == "before the rows" else 5)


def test_a_purge_that_no_database_knows_any_more_is_told_by_a_reindex(
    archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kill(archive, monkeypatch, "replace")
    for path in archive.glob("iria.db*"):
        path.unlink()
    (archive / "iria.db").write_bytes(b"no database" * 1000)
    code, _, err = run(archive, "reindex", "--jobs", "1")
    assert (code, "purge it again" in err) == (0, True), err


def test_a_purge_is_not_left_by_a_reindex_because_another_program_has_the_database(
    archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kill(archive, monkeypatch, "replace")

    def locked(*_: object, **__: object) -> None:
        raise Locked("iria.db is locked")

    with monkeypatch.context() as patch:
        patch.setattr("iria_crawler.reindex.finish_rewriting", locked)
        assert run(archive, "reindex", "--jobs", "1")[0] == Locked.exit_code
    assert left_behind(archive)
    assert run(archive, "reindex", "--jobs", "1")[0] == 0
    assert not left_behind(archive)
    assert SECRET.encode() not in texts(archive)


def test_no_crawl_and_no_other_purge_is_at_work_meanwhile(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kill(archive, monkeypatch, "replace")
    with lock(archive, "news"):
        code, _, err = purge(archive, f"{HOME}one/")
    assert (code, err.count("\n"), bool(left_behind(archive))) == (Locked.exit_code, 1, True)
    with Store.create(archive) as store:
        finish_rewriting(store, archive, "another")
    assert left_behind(archive)
    assert purge(archive, f"{HOME}one/")[0] == 0
    assert run(archive, "verify", "--full")[0] == 0


def test_what_was_removed_is_counted_in_words(archive: Path) -> None:
    out = purge(archive, f"{HOME}one/")[1]
    assert "2 captures in 2 WARC files\n" in out
    assert "Removed: 2 captures, 1 article. Copies" in out


def test_what_is_not_there_is_one_clear_line(archive: Path) -> None:
    code, out, err = purge(archive, "https://other.example/")
    assert (code, out, err.count("\n")) == (2, "", 1)


@pytest.mark.parametrize("is_known", [False, True])
def test_the_same_records_in_another_file_go_too(archive: Path, is_known: bool) -> None:
    path = next(archive.glob("warc/news/*/*.warc.gz"))
    shutil.copy(path, path.with_name("COPY.warc.gz"))
    if is_known:
        assert run(archive, "reindex", "--jobs", "1")[0] == 0
    told = json.loads(purge(archive, f"{HOME}secret/", "--json")[1])
    assert len(told["files"]) == 3
    assert SECRET.encode() not in texts(archive)
    assert run(archive, "reindex", "--jobs", "1")[0] == 0
    assert [row["title"] for row in rows(archive, "SELECT title FROM article ORDER BY id")] == [
        "The market opens",
        "The bridge opens",
    ]


def texts(folder: Path) -> bytes:
    """All that is in the WARC files."""
    return b"".join(gzip.decompress(path.read_bytes()) for path in folder.glob("warc/*/*/*.warc.gz"))


def of_others(*records: tuple[str, str, str, str]) -> bytes:
    """A file as Browsertrix and warcprox write them: type, number, address, and the number that it is concurrent to."""
    made = []
    for kind, number, url, other in records:
        body = article(f"Of {url}", SECRET)
        head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {len(body)}\r\n\r\n".encode()
        block = {"response": head + body, "request": f"GET /{number} HTTP/1.1\r\n\r\n".encode()}.get(kind, body)
        fields = f"WARC/1.1\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:{number}>\r\nWARC-Target-URI: {url}\r\n"
        fields += f"WARC-Concurrent-To: <urn:uuid:{other}>\r\n" if other else ""
        fields += f"WARC-Date: 2026-02-03T04:05:06Z\r\nContent-Length: {len(block)}\r\n"
        fields += f"Content-Type: application/http; msgtype={kind}\r\n" if kind.startswith("re") else ""
        made.append(gzip.compress(fields.encode() + b"\r\n" + block + b"\r\n\r\n"))
    return b"".join(made)


def test_records_of_others_go_whichever_of_an_exchange_names_the_other(archive: Path, tmp_path: Path) -> None:
    page, other = f"{HOME}foreign/", f"{HOME}foreign/other"
    path = tmp_path / "foreign.warc.gz"
    path.write_bytes(
        of_others(
            ("request", "q1", "https://elsewhere.example/", ""),
            ("response", "r1", page, "q1"),
            ("metadata", "m1", "", "r1"),
            ("resource", "t1", f"urn:text:{page}", ""),
            ("resource", "v1", f"urn:pageinfo:{page}", ""),
            ("request", "q2", other, "r2"),
            ("response", "r2", other, ""),
            ("resource", "t2", f"urn:text:{other}", ""),
        )
    )
    assert run(archive, "import", str(path))[0] == 0
    told = json.loads(run(archive, "purge", page, "--reason", "x", "--dry-run", "--json")[1])
    (found,) = told["records"].values()
    assert found == [f"<urn:uuid:{number}>" for number in ("m1", "q1", "r1", "t1", "v1")]
    code, _, err = purge(archive, page.replace("https", "http").removesuffix("/"))
    assert code == 0, err
    (place,) = archive.glob("warc/*/*/foreign*")
    left = gzip.decompress(place.read_bytes())
    numbers = ("q1", "r1", "m1", "t1", "v1", "q2", "r2", "t2")
    assert [each for each in numbers if f"ID: <urn:uuid:{each}>".encode() in left] == ["q2", "r2", "t2"]
    stones = rows(archive, "SELECT url FROM tombstones ORDER BY url")
    assert [row["url"] for row in stones] == [page, f"urn:pageinfo:{page}", f"urn:text:{page}"]
    assert run(archive, "verify", "--full")[0] == 0


def test_bytes_that_cannot_be_looked_into_are_named(archive: Path) -> None:
    path = next(archive.glob("warc/news/*/*.warc.gz"))
    copy = path.with_name("COPY.warc.gz")
    copy.write_bytes(path.read_bytes()[:300] + bytes(200))
    out = run(archive, "purge", f"{HOME}secret/", "--reason", "x", "--dry-run")[1]
    assert f"NOT LOOKED INTO  {copy.relative_to(archive)}: bytes" in out


def tear(folder: Path, page: str, at: int) -> tuple[Path, bytes]:
    """Break a byte of the first record of a page; gives the file and what stands there then."""
    row = rows(
        folder,
        "SELECT w.filename, c.warc_offset, c.warc_length FROM captures c JOIN urls u ON u.id = c.url_id"
        f" JOIN warc_files w ON w.id = c.warc_file_id WHERE u.url = '{HOME}{page}' ORDER BY c.id",
    )[0]
    path, start, length = folder / row["filename"], row["warc_offset"], row["warc_length"]
    data = bytearray(path.read_bytes())
    data[start + at % length] ^= 0xFF
    path.write_bytes(data)
    return path, bytes(data[start : start + length])


def accept(folder: Path, path: Path) -> None:
    assert run(folder, "verify", "--accept", path.name, "--why", "the disk is dead")[0] == 0


def test_a_file_that_changed_unnoticed_is_not_made_right_by_a_purge(archive: Path) -> None:
    path = sorted(archive.glob("warc/*/*/*.warc.gz"))[0]
    changed = bytearray(path.read_bytes())
    changed[4] ^= 1  # a time in the head of a gzip member: no record shows it
    path.write_bytes(changed)
    code, _, err = purge(archive, f"{HOME}secret/")
    assert (code, "not as it was when it was closed, and nothing was removed" in err) == (20, True)
    assert path.read_bytes() == changed
    assert SECRET.encode() in bytes_of(archive)


def test_a_damaged_file_is_purged_once_that_is_accepted_and_keeps_its_other_bytes(archive: Path) -> None:
    path, member = tear(archive, "one/", -20)
    code, _, err = purge(archive, f"{HOME}secret/")
    assert (code, "nothing was removed" in err, "--accept FILE" in err) == (20, True, True)
    accept(archive, path)
    assert purge(archive, f"{HOME}secret/")[0] == 0
    assert member in path.read_bytes(), "what is damaged stays as it is"
    (row,) = rows(
        archive,
        "SELECT c.* FROM captures c JOIN urls u ON u.id = c.url_id"
        f" WHERE u.url = '{HOME}one/' AND c.warc_length = {len(member)} AND record_type = 'response'",
    )
    assert path.read_bytes()[row["warc_offset"] :].startswith(member)
    assert heads(path) == {f"{HOME}one/", f"{HOME}two/"}
    with Store.open(archive) as store:
        wacz.write(store, archive, archive / "out.wacz", wacz.Wanted())
    with ZipFile(archive / "out.wacz") as packed:
        assert packed.read(f"archive/{path.name}") == path.read_bytes()


@pytest.mark.parametrize("at", [0, 1, 12, -20])
def test_a_damaged_record_is_purged_too_whether_or_not_it_says_what_it_is(archive: Path, at: int) -> None:
    path, member = tear(archive, "secret/", at)
    accept(archive, path)
    assert purge(archive, f"{HOME}secret/")[0] == 0
    assert member[20:40] not in path.read_bytes()
    assert heads(path) == {f"{HOME}one/", f"{HOME}two/"}
    with path.open("rb") as file:
        assert all(isinstance(piece, Record) for piece in pieces(file, path.name))
    assert f"{HOME}secret/" not in {
        row["url"] for row in rows(archive, "SELECT u.url FROM captures c JOIN urls u ON u.id = c.url_id")
    }


def heads(path: Path) -> set[str]:
    """The addresses of all records of which the head can be read."""
    with path.open("rb") as file:
        return {piece.head.url for piece in pieces(file, path.name) if piece.head and piece.head.url}


def test_a_file_of_several_records_in_one_member_is_not_purged_though_accepted(archive: Path) -> None:
    path = next(archive.glob("warc/news/*/*.warc.gz"))
    path.write_bytes(gzip.compress(gzip.decompress(path.read_bytes())))
    accept(archive, path)
    before = path.read_bytes()
    with Store.open(archive) as store:
        what = purging.plan(store, archive, "url", f"{HOME}secret/")
    assert any(path.name in damage for damage in what.damages)
    code, _, err = purge(archive, f"{HOME}secret/")
    assert (code, path.read_bytes() == before) == (20, True), err


API = "wp-json/wp/v2/posts?per_page=2"


def with_documents(folder: Path) -> None:
    """An API and a feed with the texts of two articles, a later page of the API and a map without any text."""
    posts = [
        {"id": number, "link": f"{HOME}{path}/", "content": {"rendered": f"<p>The {word}.</p>"}}
        for number, (path, word) in enumerate((("one", "market"), ("secret", SECRET)))
    ]
    item = f"<item><link>{HOME}secret</link><description>The {SECRET}</description></item>"
    feed = f'<rss version="2.0"><channel><title>x</title>{item}</channel></rss>'
    site_map = (
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>{HOME}secret/</loc></url></urlset>'
    )
    xml, js = {"Content-Type": "application/xml"}, {"Content-Type": "application/json"}
    with desk(folder) as news:
        for _ in range(2):  # the second are revisits
            news.fetch(API, json.dumps(posts).replace("/", "\\/").encode(), kind="api", headers=js)
            news.fetch("feed/", feed.encode(), kind="feed", headers=xml)
        news.fetch(f"{API}&page=2", json.dumps(posts[:1]).encode(), kind="api", headers=js)
        news.fetch("sitemap.xml", site_map.encode(), kind="sitemap", headers=xml)


def test_documents_with_the_text_go_too_and_are_asked_for_again(archive: Path) -> None:
    with_documents(archive)
    told = json.loads(purge(archive, f"{HOME}secret/", "--json")[1])
    gone = [row["url"].removeprefix(HOME) for row in told["captures"] if row["is_document"]]
    assert sorted(gone) == ["feed/", "feed/", API, API]
    assert SECRET.encode() not in texts(archive)
    left = rows(archive, "SELECT u.url, u.state FROM urls u WHERE kind IN ('api','feed','sitemap') ORDER BY u.url")
    states = {row["url"].removeprefix(HOME): row["state"] for row in left}
    assert (states[API], states["feed/"], states["sitemap.xml"]) == ("due", "due", "captured")
    assert states[f"{API}&page=2"] == "captured"
    written = rows(archive, "SELECT reason FROM urls WHERE url LIKE '%secret' OR url LIKE '%secret/'")
    assert written == [{"reason": "purged"}] * 2  # with a slash as on the page, without one as in the feed
    assert len(rows(archive, "SELECT * FROM captures c JOIN urls u ON u.id = c.url_id WHERE kind = 'api'")) == 1
    assert run(archive, "verify", "--full")[0] == 0


def test_documents_that_are_to_stay_are_named(archive: Path) -> None:
    with_documents(archive)
    code, out, _ = purge(archive, f"{HOME}secret/", "--keep-documents")
    assert (code, out.count("the text stays in")) == (0, 4)
    assert "crawls store it there again" not in out
    assert "crawls store it there again" in purge(archive, f"{HOME}one/")[1]
    assert SECRET.encode() in texts(archive)


@pytest.mark.parametrize("is_named", [False, True])
def test_what_is_withheld_keeps_back_the_documents_that_have_its_text(archive: Path, is_named: bool) -> None:
    with_documents(archive)
    if not is_named:  # which document it was is forgotten once it names others
        with Store.create(archive) as store, store.transaction():
            store.run("UPDATE mentions SET via_id = NULL")
    row = json.loads(run(archive, "withhold", f"{HOME}secret", "--json")[1])
    names = [url.removeprefix(HOME) for url in row["documents"]]
    assert names == ["feed/", API, f"{API}&page=2"]
    with Store.open(archive) as store:
        withheld = withholding.withheld(store)
    assert all(f"{HOME}{name}" in withheld for name in names)
    assert not any(f"{HOME}{name}" in withheld for name in ("one/", "sitemap.xml", "two/"))
    assert API in run(archive, "withhold", "list")[1]


def test_what_a_purge_does_not_reach_is_named(archive: Path) -> None:
    places = ("iria.db.before-20260101T000000Z", "exports/news-csv/articles.csv", "releases/one/README.md")
    places += ("warc/news/2026/x.warc.gz.damaged", "news-20260101.wacz", "crawls/news-1/report/index.html")
    for place in (*places, "crawls/news-2/report/index.html"):
        (archive / place).parent.mkdir(parents=True, exist_ok=True)
        (archive / place).write_text(f"The {SECRET} opens" if place in places else "another one")
    with Store.create(archive) as store, store.transaction():
        file = store.value("SELECT min(warc_file_id) FROM captures")
        number = delivered(
            *(store, "news", "bag", [file]),
            **{"path": "/mnt/bags/7", "sha256": "x", "size": 1, "recipient": "The library", "now": datetime.now(UTC)},
        )
    plan = json.loads(run(archive, "purge", f"{HOME}secret/", "--reason", "x", "--dry-run", "--json")[1])
    assert [each["path"] for each in plan["left"]] == [
        "iria.db.before-20260101T000000Z",
        "warc/news/2026/x.warc.gz.damaged",
        "exports/news-csv",
        "releases/one",
        "news-20260101.wacz",
        "crawls/news-1/report/index.html",
        "/mnt/bags/7",
    ]
    assert f"delivery {number}" in plan["left"][-1]["advice"]
    out = purge(archive, f"{HOME}secret/")[1]
    assert all(each["path"] in out for each in plan["left"])


def test_pictures_and_people_of_no_text_go_too(archive: Path) -> None:
    with Store.create(archive) as store, store.transaction():
        for number, name in ((1, "Ann"), (2, "Ben")):
            store.run("INSERT INTO people (id, name, name_key) VALUES (?,?,?)", number, name, name)
            store.run("INSERT INTO article_people (article_id, person_id, position) VALUES (?,?,1)", number, number)
            store.run("INSERT INTO images (id, url) VALUES (?,?)", number, f"{HOME}{name}.jpg")
            version = store.value("SELECT current_version_id FROM articles WHERE id = ?", number)
            store.run(
                "INSERT INTO version_images (version_id, image_id, position, role) VALUES (?,?,1,'lead')",
                *(version, number),
            )
    purge(archive, f"{HOME}secret/")
    assert rows(archive, "SELECT name FROM people") == [{"name": "Ann"}]
    assert rows(archive, "SELECT url FROM images") == [{"url": f"{HOME}Ann.jpg"}]


def looked_at(folder: Path) -> Path:
    """A sheet of all pages, as a browser would have left it; the pictures are no pictures."""
    place = folder / "qa/news/2026-01-05"
    place.mkdir(parents=True)
    lost = Missing(url=f"{HOME}lost.jpg", kind="image", status=404)
    with Store.create(folder) as store, store.transaction():
        seen = []
        for page in chosen(store, "news"):
            name = f"{place.relative_to(folder)}/{page.capture_id}.jpg"
            (folder / name).write_text(page.url)
            look = replace(check(page.capture_id, "fair"), screenshot=name)
            save_check(store, look, (lost,), at=datetime.now(UTC))
            seen.append(Seen(page=page, check=look, missing=(lost,)))
    return write_sheet(place, "news", seen, now=datetime.now(UTC))


@pytest.mark.parametrize("is_rebuilt", [False, True])
def test_what_a_browser_saw_of_it_goes_too(archive: Path, is_rebuilt: bool) -> None:
    sheet = looked_at(archive)
    assert SECRET in sheet.read_text()
    if is_rebuilt:  # no row tells of the looks
        for path in archive.glob("iria.db*"):
            path.unlink()
        assert run(archive, "reindex", "--jobs", "1")[0] == 0
    code, _, err = purge(archive, f"{HOME}secret/")
    assert code == 0, err
    text = sheet.read_text()
    assert ("The market opens" in text, SECRET in text, "secret/" in text) == (True, False, False)
    left = {path.read_text() for path in sheet.parent.glob("*.jpg")}
    assert left == {f"{HOME}one/", f"{HOME}two/"}
    assert text.count("<li>\n") == 2
    assert text.endswith("</html>") or text.endswith("</html>\n")
    assert len(rows(archive, "SELECT * FROM missing_resources")) == (0 if is_rebuilt else 2)


def test_a_purge_that_fails_leaves_nothing_behind(archive: Path) -> None:
    path = next(archive.glob("warc/news/*/*.warc.gz"))
    data = bytearray(path.read_bytes())
    data[-200:-150] = bytes(50)
    path.write_bytes(data)
    before = rows(archive, "SELECT * FROM captures")
    code, _, err = purge(archive, f"{HOME}secret/")
    assert (code, err.count("\n")) == (20, 1), err
    assert not list(archive.rglob("*.purging"))
    assert rows(archive, "SELECT * FROM captures") == before
