"""WARC files of others become captures, articles and versions, as those of a crawl."""

import gzip
import hashlib
import json
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path
from zipfile import ZIP_STORED, ZipFile

import pytest
from click.testing import CliRunner

from iria_crawler.cli import main

from .conftest import Folder
from .newsdesk import HOME, article, listing
from .others import warc, warc_of_files, warc_of_revisit

STORY = f"{HOME}story/"


PAGES = ((HOME, listing("story/", "other/")), (STORY, article("The pier opens")), (f"{HOME}other/", article("Other")))


def put(folder: Path, name: str, data: bytes) -> str:
    path = folder / name
    path.write_bytes(data)
    return str(path)


def titles(archive: Folder) -> list[str]:
    return [row[0] for row in archive.rows("SELECT title FROM article ORDER BY title")]


FORMS = {
    "members.warc.gz": warc(*PAGES),
    "plain.warc": warc(*PAGES, packed=False),
    "whole.warc.gz": gzip.compress(warc(*PAGES, packed=False), mtime=0),
    "new.warc.gz": warc(*PAGES, version="WARC/1.1"),
    "brotli.warc.gz": warc(*PAGES, coding="br"),
}


@pytest.mark.parametrize("name", FORMS)
def test_captures_and_articles_come_of_a_file_in_any_form(archive: Folder, tmp_path: Path, name: str) -> None:
    told = json.loads(archive.ask("import", put(tmp_path, name, FORMS[name]), "--json").stdout)
    assert (told["site"], told["adopted"]["captures"], told["adopted"]["damages"]) == ("news", 3, [])
    assert titles(archive) == ["Other", "The pier opens"]
    assert archive.rows("SELECT DISTINCT captured_at FROM captures") == [("2026-02-03T04:05:06.000000Z",)]
    shown = json.loads(archive.ask("show", STORY, "--prove", "--json").stdout)
    assert shown["proved"]
    archive.ask("verify", "--full")
    assert archive.rows("SELECT outcome FROM events WHERE type = 'ingestion'") == [("success",)]
    (file,) = archive.warcs()
    is_copied = name in ("members.warc.gz", "new.warc.gz", "brotli.warc.gz")
    assert (file.read_bytes() == FORMS[name]) == told["as_it_is"] == is_copied
    assert (archive.path / "sites" / "news.toml").exists()


def test_the_same_file_is_taken_in_once_in_whatever_form(archive: Folder, tmp_path: Path) -> None:
    first, again = (put(tmp_path, name, FORMS["members.warc.gz"]) for name in ("a.warc.gz", "b.warc.gz"))
    archive.ask("import", first)
    assert "left out" in archive.ask("import", again).stdout
    plain = put(tmp_path, "c.warc", gzip.decompress(FORMS["members.warc.gz"]))
    told = json.loads(archive.ask("import", plain, "--json").stdout)
    assert (told["adopted"]["captures"], told["adopted"]["known"]) == (0, 3)
    assert archive.rows("SELECT count(*) FROM captures") == [(3,)]


def test_a_later_capture_of_another_text_is_a_version(archive: Folder, tmp_path: Path) -> None:
    archive.ask("import", put(tmp_path, "a.warc.gz", FORMS["members.warc.gz"]))
    later = warc((STORY, article("The pier opens", "bridge")), packed=False)
    data = later.replace(b"2026-02-03", b"2026-03-03")
    archive.ask("import", put(tmp_path, "b.warc", data))
    assert archive.rows("SELECT version, change FROM article_history WHERE title = 'The pier opens' ORDER BY 1") == [
        (1, "first"),
        (2, "body"),
    ]


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
@pytest.mark.parametrize("by", ["record", "address", "digest"])
def test_revisits_find_their_payload_in_whatever_order_files_come(
    archive: Folder, tmp_path: Path, order: tuple[int, int], by: str
) -> None:
    body = article("The pier opens")
    copy = f"{HOME}again/"
    files = (warc((HOME, listing("story/")), (STORY, body), sums=True), warc_of_revisit(copy, STORY, body, by=by))
    archive.site("news", HOME)
    for number in order:
        archive.ask("import", put(tmp_path, f"{number}.warc.gz", files[number]), "--site", "news")
    resolved = (
        "SELECT u.url FROM captures c JOIN captures o ON o.id = c.refers_to_id JOIN urls u ON u.id = o.url_id"
        " WHERE c.record_type = 'revisit'"
    )
    assert archive.rows(resolved) == [(STORY,)]
    assert archive.rows("SELECT u.url FROM articles a JOIN urls u ON u.id = a.url_id") == [(STORY,)]
    assert archive.rows("SELECT count(*) FROM captures WHERE reading = 'pending'") == [(0,)]
    archive.ask("verify", "--full")


def test_a_page_is_seen_as_late_as_its_last_revisit_in_whatever_order_files_come(
    archive: Folder, tmp_path: Path
) -> None:
    body = article("The pier opens")
    files = (warc_of_revisit(STORY, STORY, body, by="address"), warc((STORY, body), sums=True))
    archive.site("news", HOME)
    for number, data in enumerate(files):
        archive.ask("import", put(tmp_path, f"{number}.warc.gz", data), "--site", "news")
    seen = archive.rows("SELECT first_seen_at, last_seen_at FROM article_versions")
    assert seen == [("2026-02-03T04:05:06Z", "2026-02-04T04:05:06Z")]
    assert archive.rows("SELECT state, last_checked_at FROM urls WHERE url = ?", STORY) == [
        ("unchanged", "2026-02-04T04:05:06Z")
    ]


def test_a_wacz_brings_all_its_files(archive: Folder, tmp_path: Path) -> None:
    path = tmp_path / "pages.wacz"
    with ZipFile(path, "w", ZIP_STORED) as packed:
        packed.writestr("archive/one.warc.gz", warc(*PAGES[:2]))
        packed.writestr("archive/two.warc.gz", warc(*PAGES[2:]))
        packed.writestr("pages/pages.jsonl", "{}")
    archive.ask("import", str(path))
    assert titles(archive) == ["Other", "The pier opens"]
    assert len(archive.warcs()) == 2


def test_a_file_that_is_not_what_its_wacz_says_is_told(archive: Folder, tmp_path: Path) -> None:
    path = tmp_path / "pages.wacz"
    files = {"one.warc.gz": warc(*PAGES[:2]), "two.warc.gz": warc(*PAGES[2:])}
    sums = {name: hashlib.sha256(data).hexdigest() for name, data in files.items()} | {"two.warc.gz": "0" * 64}
    with ZipFile(path, "w", ZIP_STORED) as packed:
        for name, data in files.items():
            packed.writestr(f"archive/{name}", data)
        named = [{"path": f"archive/{name}", "hash": f"sha256:{said}"} for name, said in sums.items()]
        packed.writestr("datapackage.json", json.dumps({"resources": named}))
    told = [json.loads(line) for line in archive.ask("import", str(path), "--json", code=20).stdout.splitlines()]
    assert [len(file["adopted"]["damages"]) for file in told] == [0, 1]
    assert titles(archive) == ["Other", "The pier opens"]


def test_an_import_that_was_killed_before_its_rows_is_ended_by_the_next(archive: Folder, tmp_path: Path) -> None:
    path = put(tmp_path, "a.warc.gz", FORMS["members.warc.gz"])
    left = archive.path / "warc" / "news" / "2026" / "a.warc.gz"
    left.parent.mkdir(parents=True)
    left.write_bytes(FORMS["members.warc.gz"])
    told = json.loads(archive.ask("import", path, "--json").stdout)
    assert (told["adopted"]["captures"], archive.warcs()) == (3, [left])


def test_pages_of_others_are_captures_and_no_articles_of_the_site(archive: Folder, tmp_path: Path) -> None:
    foreign = ("https://elsewhere.example/x/", article("Not ours"))
    archive.ask("import", put(tmp_path, "a.warc.gz", warc(*PAGES, foreign)))
    assert archive.rows("SELECT count(*) FROM captures") == [(4,)]
    assert titles(archive) == ["Other", "The pier opens"]


def test_what_is_before_a_damaged_place_and_behind_it_is_taken_in_and_told(archive: Folder, tmp_path: Path) -> None:
    data = bytearray(FORMS["members.warc.gz"])
    middle = len(data) // 2
    data[middle : middle + 40] = bytes(40)
    told = archive.ask("import", put(tmp_path, "a.warc.gz", bytes(data)), code=20).stdout
    assert "DAMAGED" in told
    assert archive.rows("SELECT outcome FROM events") == [("warning",)]
    assert archive.rows("SELECT count(*) FROM captures")[0][0] >= 1


WRONG = {
    "no.warc.gz": (b"This is no WARC file at all.", 20),
    "empty.warc.gz": (b"", 20),
    "cut.warc.gz": (FORMS["members.warc.gz"][:40], 20),
    "no.wacz": (b"This is no ZIP file", 20),
    "none.warc.gz": (None, 2),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_no_warc_file_is_one_clear_line_and_leaves_nothing(archive: Folder, tmp_path: Path, name: str) -> None:
    data, code = WRONG[name]
    path = put(tmp_path, name, data) if data is not None else str(tmp_path / name)
    done = archive.ask("import", path, code=code)
    assert done.stderr.count("\n") == 1
    assert archive.warcs() == []


def test_a_site_can_be_named_and_must_be_known(archive: Folder, tmp_path: Path) -> None:
    path = put(tmp_path, "a.warc.gz", FORMS["members.warc.gz"])
    assert archive.ask("import", path, "--site", "paper", code=2).stderr.count("\n") == 1
    archive.site("paper", HOME)
    assert json.loads(archive.ask("import", path, "--site", "paper", "--json").stdout)["site"] == "paper"


def test_imported_files_are_part_of_a_rebuild(archive: Folder, tmp_path: Path) -> None:
    archive.ask("import", put(tmp_path, "a.warc.gz", FORMS["members.warc.gz"]))
    (archive.path / "iria.db").unlink()
    archive.ask("reindex")
    assert titles(archive) == ["Other", "The pier opens"]


PAGE_OF_A_TOOL = "text/html; charset=utf-8"
FILES = (  # as warcit and wpull keep pages, Browsertrix what it makes of them, wget its log, Heritrix its questions
    ("resource", HOME, PAGE_OF_A_TOOL, listing("story/", "other/")),
    ("resource", STORY, PAGE_OF_A_TOOL, article("The pier opens")),
    ("resource", f"{HOME}pier.png", "image/png", b"a picture"),
    ("resource", f"urn:text:{STORY}", "text/plain;charset=UTF-8", b"The pier opens, in plain words"),
    ("resource", f"urn:view:{STORY}", "image/png", b"how it looks"),
    ("metadata", "metadata://gnu.org/software/wget/warc/MANIFEST.txt", "text/plain", b"a list"),
    ("metadata", STORY, "application/warc-fields", b"via: x\r\n"),
    ("metadata", f"youtube-dl:{STORY}", "application/json", b"{}"),
    ("resource", f"youtube-dl:00001:{STORY}", "video/mp4", b"a film"),
    ("response", "dns:news.example", "text/dns", b"20260203040506\nnews.example. 3600 IN A 127.0.0.1\n"),
)
LISTED = {url for kind, url, mime, _ in FILES if mime != "application/warc-fields"}


@pytest.fixture(scope="module")
def without_answers(new_archive: Callable[[], Folder], tmp_path_factory: pytest.TempPathFactory) -> Folder:
    archive = new_archive()
    archive.ask("import", put(tmp_path_factory.mktemp("files"), "files.warc.gz", warc_of_files(*FILES)))
    return archive


@pytest.fixture
def kept(without_answers: Folder, tmp_path: Path) -> Folder:
    return Folder(path=Path(shutil.copytree(without_answers.path, tmp_path / "kept")))


def test_what_was_kept_without_answers_is_captured_and_read(without_answers: Folder) -> None:
    assert titles(without_answers) == ["The pier opens"]
    found = without_answers.rows("SELECT u.url, c.record_type, c.status, c.mime FROM captures c JOIN urls u"
                                 " ON u.id = c.url_id ORDER BY c.id")  # fmt: skip
    assert found == [(url, "resource", 200, mime.partition(";")[0]) for _, url, mime, _ in FILES[:3]]
    assert json.loads(without_answers.ask("show", STORY, "--prove", "--json").stdout)["proved"]
    without_answers.ask("verify", "--full")


def lines(archive: Folder) -> list[dict[str, str]]:
    text = (archive.path / "cdxj" / "news.cdxj").read_text(encoding="utf-8")
    return [json.loads(line.split(" ", 2)[2]) for line in text.splitlines()]


def test_replay_lists_every_record_that_cdxj_indexer_lists(without_answers: Folder) -> None:
    found = lines(without_answers)
    assert {line["url"] for line in found} == LISTED
    assert {line["url"]: line.get("mime") for line in found} == {
        url: mime.partition(";")[0] if kind != "response" else None
        for kind, url, mime, _ in FILES
        if url in LISTED and mime != "application/warc-fields"
    }
    assert all("status" not in line for line in found), "no record says one"


def test_what_is_about_a_page_is_withheld_and_shown_again_with_it(kept: Folder) -> None:
    rules = kept.path / "cdxj" / "access.aclj"
    about = [f"urn:text:{STORY}", f"urn:view:{STORY}", f"youtube-dl:{STORY}", f"youtube-dl:00001:{STORY}"]
    kept.ask("withhold", "--prefix", f"{STORY[:-1]}", "--action", "exclude", "--by", "Ann", "--reason", "asked")
    held = [json.loads(line.split(" ", 2)[2]) for line in rules.read_text(encoding="utf-8").splitlines()]
    assert {rule["url"] for rule in held} == {STORY[:-1], STORY, *about}
    assert {rule["access"] for rule in held} == {"exclude"}
    kept.ask("wacz", "--out", str(kept.path / "out.wacz"))
    with ZipFile(kept.path / "out.wacz") as packed:
        index = gzip.decompress(packed.read("indexes/index.cdx.gz")).decode()
    assert "dns:news.example" in index
    assert STORY[:-1] not in index
    kept.ask("withhold", "lift", "1", "--by", "Ann")
    assert rules.read_text(encoding="utf-8") == ""


def test_what_is_about_a_page_is_purged_with_it_and_stays_so(kept: Folder) -> None:
    kept.ask("purge", STORY, "--reason", "asked", "--by", "Ann", "--yes", "--really")
    left = LISTED - {url for url in LISTED if url.endswith(STORY)}
    assert {line["url"] for line in lines(kept)} == left
    kept.ask("verify", "--full")
    kept.ask("import", put(kept.path, "again.warc.gz", warc_of_files(*FILES)))
    kept.ask("reindex")
    assert {line["url"] for line in lines(kept)} == left
    assert kept.rows("SELECT count(*) FROM extra_records") == [(2,)]
    assert titles(kept) == []
    kept.ask("verify", "--full")


def test_what_stood_in_a_file_that_is_gone_is_purged_from_rows_and_index(kept: Folder) -> None:
    next(kept.path.glob("warc/*/*/files.warc.gz")).unlink()
    kept.ask("verify", "--accept", "files.warc.gz", "--why", "the disk is dead")
    kept.ask("purge", STORY, "--reason", "asked", "--by", "Ann", "--yes", "--really")
    left = LISTED - {url for url in LISTED if url.endswith(STORY)}
    assert {line["url"] for line in lines(kept)} == left
    assert {url for (url,) in kept.rows("SELECT url FROM tombstones")} == LISTED - left
    kept.ask("verify", "--full")
    assert "no capture of" in kept.ask("purge", STORY, "--reason", "asked", "--dry-run", code=2).stderr


def test_a_row_that_is_not_what_its_record_says_is_told(kept: Folder) -> None:
    with sqlite3.connect(kept.path / "iria.db") as db:
        db.execute("UPDATE extra_records SET url = 'urn:text:https://other.example/' WHERE url LIKE 'urn:text:%'")
    assert "the target URI is" in kept.ask("verify", "--full", code=20).stdout


def test_a_revisit_may_stand_for_what_was_kept_without_an_answer(archive: Folder, tmp_path: Path) -> None:
    body = article("The pier opens")
    archive.ask("import", put(tmp_path, "files.warc.gz", warc_of_files(*FILES)))
    later = warc_of_revisit(STORY, STORY, body, by="address")
    archive.ask("import", put(tmp_path, "later.warc.gz", later), "--site", "news")
    assert archive.rows("SELECT o.record_type FROM captures c JOIN captures o ON o.id = c.refers_to_id") == [
        ("resource",)
    ]
    archive.ask("verify", "--full")


@pytest.mark.parametrize("order", [1, -1])
def test_files_of_wget_are_in_order_whichever_comes_first(tmp_path: Path, order: int) -> None:
    names = ["wget.warc.gz", "wget-dedup.warc.gz"][::order]
    files = [str(Path(__file__).parent / "foreign" / name) for name in names]
    assert CliRunner().invoke(main, ["-C", str(tmp_path), "import", *files]).exit_code == 0
    checked = CliRunner().invoke(main, ["-C", str(tmp_path), "verify", "--full"])
    assert checked.exit_code == 0, checked.stdout
