"""What is handed over is whole, says what it is, and is kept account of."""

import csv
import gzip
import hashlib
import json
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zipfile import ZipFile

import bagit
import pytest
from click.testing import CliRunner

from iria_crawler import purge as purging
from iria_crawler.cli import main
from iria_crawler.errors import DiskFull
from iria_crawler.store import Store, events, withholding
from iria_crawler.store.portion import PORTION
from iria_crawler.store.withholding import Decision
from iria_crawler.warc import WarcFile

from .captures import every_kind, withhold
from .newsdesk import HOME, article, desk
from .others import record
from .others import warc as others


@pytest.fixture
def archive(copy_of: Callable[..., Path], tmp_path: Path) -> Path:
    return copy_of(two_files, tmp_path / "archive")


def two_files(folder: Path) -> None:
    """An archive with two WARC files, of which the second has a revisit of a payload in the first."""
    crawl(folder, hours=0, pages={"story/": "harbour", "other/": "market"})
    crawl(folder, hours=1, pages={"story/": "harbour", "third/": "bridge"})


def crawl(folder: Path, *, hours: int, pages: dict[str, str]) -> None:
    with desk(folder) as news:
        for path, word in pages.items():
            news.fetch(path, article(f"The {word} opens", word), at=datetime.now(UTC) + timedelta(hours=hours))


def run(folder: Path, *words: str) -> tuple[int, str, str]:
    done = CliRunner().invoke(main, ["-C", str(folder), *words])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.exit_code, done.stdout, done.stderr


def hand_over(folder: Path, to: Path, *words: str) -> dict:  # type: ignore[type-arg]
    code, out, err = run(folder, "deliver", "news", "--to", str(to), "--json", *words)
    assert code == 0, err
    told: dict = json.loads(out)  # type: ignore[type-arg]
    return told


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_a_bag_is_valid_and_says_what_it_holds(archive: Path, tmp_path: Path) -> None:
    told = hand_over(archive, tmp_path / "out", "--recipient", "The library")
    bag = bagit.Bag(told["path"])
    bag.validate()
    assert set(bag.algorithms) == {"sha256", "sha512"}
    assert (bag.info["Bag-Group-Identifier"], bag.version_info) == ("news", (1, 0))
    data = Path(told["path"]) / "data"
    for name in told["files"]:
        assert (data / name).read_bytes() == (archive / name).read_bytes()
    metadata = data / "metadata"
    assert json.loads((metadata / "dc.json").read_text())["source"] == HOME
    assert [row["filename"] for row in rows(metadata / "warc-files.csv")] == told["files"]
    with closing(sqlite3.connect(data / "iria.db")) as database:
        titles = {title for (title,) in database.execute("SELECT title FROM article")}
    assert titles == {"The harbour opens", "The market opens", "The bridge opens"}


def unpacked(told: dict, to: Path) -> Path:  # type: ignore[type-arg]
    shutil.copytree(Path(told["path"]) / "data", to)
    return to


def assert_is_whole(folder: Path) -> None:
    """As it came, and when its database was made again from its records."""
    code, out, _ = run(folder, "verify", "--full", "--json")
    assert (code, json.loads(out)["damages"], json.loads(out)["remarks"]) == (0, [], []), out
    code, _, err = run(folder, "reindex", "--jobs", "1")
    assert code == 0, err
    code, out, _ = run(folder, "verify", "--full")
    assert code == 0, out


def test_a_delivery_unpacked_elsewhere_is_an_archive_that_can_be_verified(archive: Path, tmp_path: Path) -> None:
    every_kind(archive)
    copy = unpacked(hand_over(archive, tmp_path / "out"), tmp_path / "copy")
    with Store.open(archive) as ours, Store.open(copy) as theirs:
        for table in ("captures", "urls", "warc_files", "crawls", "articles", "article_versions", "problems"):
            question = f"SELECT * FROM {table} ORDER BY id"
            assert list(theirs.rows(question)) == list(ours.rows(question)), table
    assert_is_whole(copy)


def test_a_delivery_of_a_part_has_what_its_revisits_stand_for(archive: Path, tmp_path: Path) -> None:
    assert len(hand_over(archive, tmp_path / "one")["files"]) == 2
    crawl(archive, hours=2, pages={"story/": "harbour", "other/": "market", "fourth/": "library"})
    told = hand_over(archive, tmp_path / "two")
    copy = unpacked(told, tmp_path / "copy")
    references = rows(copy / "metadata" / "references.csv")
    assert {row["url"] for row in references} == {f"{HOME}story/", f"{HOME}other/"}
    assert all((copy / row["copy_file"]).is_file() for row in references)
    lines = (copy / "cdxj" / "news.cdxj").read_text().splitlines()
    named = {json.loads(line.split(" ", 2)[2])["filename"] for line in lines}
    assert named == {path.name for path in copy.glob("warc/*/*/*.warc.gz")}
    assert_is_whole(copy)


def test_a_text_that_was_read_from_a_record_elsewhere_goes_along_with_it(archive: Path, tmp_path: Path) -> None:
    hand_over(archive, tmp_path / "one")
    with desk(archive) as news:  # other bytes, the same text
        page = article("The harbour opens", "harbour").replace(b"</ul>", b"<!-- served at noon --></ul>")
        news.fetch("story/", page, at=datetime.now(UTC) + timedelta(hours=2))
    copy = unpacked(hand_over(archive, tmp_path / "two"), tmp_path / "copy")
    with Store.open(copy) as store:
        titles = [row["title"] for row in store.rows("SELECT title FROM article")]
    assert titles == ["The harbour opens"]
    assert_is_whole(copy)


def test_what_stands_in_files_of_another_site_goes_along_and_its_other_articles_do_not(
    archive: Path, tmp_path: Path
) -> None:
    with Store.create(archive) as store, store.transaction():
        store.run("INSERT INTO sites SELECT 2, 'other', name, home_url, kind, language, config, added_at FROM sites")
        store.run("UPDATE warc_files SET site_id = 2 WHERE id = 1")
        store.run("UPDATE crawls SET site_id = 2 WHERE id = (SELECT crawl_id FROM warc_files WHERE id = 1)")
        store.run("UPDATE urls SET site_id = 2 WHERE url = ?", f"{HOME}other/")
    told = hand_over(archive, tmp_path / "out")
    assert len(told["files"]) == 1
    copy = unpacked(told, tmp_path / "copy")
    with Store.open(copy) as store:
        titles = {row["title"] for row in store.rows("SELECT title FROM article")}
    assert titles == {"The harbour opens", "The bridge opens"}
    assert run(copy, "verify", "--full")[0] == 0


def test_every_table_goes_along_or_is_for_keepers_alone(archive: Path) -> None:
    with Store.open(archive) as store:
        rows_ = store.rows("SELECT name FROM sqlite_master WHERE type = 'table'")
        names = {row["name"] for row in rows_ if "_fts" not in row["name"] and not row["name"].startswith("_")}
    keepers = {"damages", "deliveries", "delivery_files", "events", "hosts", "mentions", "notices", "withholdings"}
    assert names == PORTION.keys() | keepers


def test_no_row_of_a_bag_is_of_what_is_withheld_and_it_verifies_all_the_same(archive: Path, tmp_path: Path) -> None:
    hand_over(archive, tmp_path / "one")
    crawl(archive, hours=2, pages={"story/": "harbour", "secret/": "vault"})
    for path in ("secret/", "story/"):
        withhold(archive, f"{HOME}{path}")
    copy = unpacked(hand_over(archive, tmp_path / "two", "--all"), tmp_path / "copy")
    held = (copy / "iria.db").read_bytes() + (copy / "cdxj" / "news.cdxj").read_bytes()
    for said in (b"secret", b"vault", b"/story/", b"the lawyer"):
        assert said not in held
    assert run(copy, "verify", "--full")[0] == 0


def test_what_is_withheld_stays_so_where_the_database_of_a_bag_is_made_again(archive: Path, tmp_path: Path) -> None:
    """Its WARC files hold it all, and its database says nothing of it; its table of decisions does."""
    assert run(archive, "withhold", "--article", "2", "--by", "Ann")[0] == 0
    assert run(archive, "withhold", "--prefix", f"{HOME}story", "--until", "2999-01-01", "--by", "Ben")[0] == 0
    assert run(archive, "withhold", f"{HOME}third/")[0] == 0
    assert run(archive, "withhold", "lift", "3", "--by", "Ben")[0] == 0
    copy = unpacked(hand_over(archive, tmp_path / "out"), tmp_path / "copy")
    for _ in range(2):  # the second time by the database of the first
        assert run(copy, "reindex", "--jobs", "1")[0] == 0
        with Store.open(copy) as store:
            assert [row["title"] for row in store.rows("SELECT title FROM article")] == ["The bridge opens"]
            asked = "SELECT match, target, action, until, decided_by FROM withholdings WHERE lifted_at IS NULL"
            assert [tuple(row.values()) for row in store.rows(f"{asked} ORDER BY decided_by")] == [
                ("url", f"{HOME}other/", "block", None, "Ann"),
                ("prefix", f"{HOME}story", "embargo", "2999-01-01T00:00:00Z", "Ben"),
            ]
    assert run(copy, "withhold", "lift", "1", "--by", "Ann")[0] == 0
    assert run(copy, "reindex", "--jobs", "1")[0] == 0
    with Store.open(copy) as store:
        titles = {row["title"] for row in store.rows("SELECT title FROM article")}
    assert titles == {"The bridge opens", "The market opens"}, "what was lifted since is not withheld again"


def test_only_what_was_never_handed_over_goes(archive: Path, tmp_path: Path) -> None:
    assert len(hand_over(archive, tmp_path / "one")["files"]) == 2
    code, _, err = run(archive, "deliver", "news", "--to", str(tmp_path / "two"))
    assert (code, err.count("\n")) == (2, 1)
    crawl(archive, hours=2, pages={"fourth/": "library"})
    assert json.loads(run(archive, "status", "--json")[1])["sites"][0]["undelivered"] == 1
    assert "WARC not delivered" in run(archive, "status")[1]
    assert len(hand_over(archive, tmp_path / "three")["files"]) == 1
    assert len(hand_over(archive, tmp_path / "four", "--all")["files"]) == 3


def test_what_revisits_refer_to_is_named_or_goes_along(archive: Path, tmp_path: Path) -> None:
    day = (datetime.now(UTC) + timedelta(days=1)).strftime("%Y-%m-%d")
    with Store.create(archive) as store, store.transaction():
        store.run("UPDATE warc_files SET opened_at = ? WHERE id = 2", f"{day}T00:00:00Z")
    told = hand_over(archive, tmp_path / "one", "--since", day)
    assert (len(told["files"]), len(told["along"])) == (2, 1)
    again = hand_over(archive, tmp_path / "two", "--since", day)
    assert (len(again["files"]), again["along"]) == (1, [])
    (reference,) = rows(Path(again["path"]) / "data" / "metadata" / "references.csv")
    assert (reference["url"], reference["delivery"]) == (f"{HOME}story/", "1")


def test_where_it_went_is_kept_in_full(archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    told = hand_over(archive, Path("out"))
    assert Path(told["path"]).parent == tmp_path / "out"
    assert json.loads(run(archive, "deliver", "list", "--json")[1])["path"] == told["path"]


def test_a_dry_run_hands_nothing_over(archive: Path, tmp_path: Path) -> None:
    assert len(hand_over(archive, tmp_path / "out", "--dry-run")["files"]) == 2
    assert not (tmp_path / "out").exists()
    assert run(archive, "deliver", "list", "--json")[1] == ""


def test_an_interrupted_delivery_leaves_nothing_and_is_not_counted(
    archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise DiskFull("no room")

    monkeypatch.setattr(bagit, "make_bag", full)
    assert run(archive, "deliver", "news", "--to", str(tmp_path / "out"))[0] == 3
    assert list((tmp_path / "out").iterdir()) == []
    assert run(archive, "deliver", "list", "--json")[1] == ""


def test_what_a_killed_delivery_had_begun_is_removed_by_the_next_one(archive: Path, tmp_path: Path) -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    out = tmp_path / "out"
    stem = ".news-20260101T000000Z"
    begun = [out / f"{stem}.bag.{ended.pid}.partial" / "warc", out / f"{stem}.bag.1.partial"]  # 1 always runs
    for path in (*begun, out / "mine"):
        path.mkdir(parents=True)
    half = out / f"{stem}.wacz.{ended.pid}"
    half.write_bytes(b"half a WACZ")
    told = hand_over(archive, out)
    assert {path.name for path in out.iterdir()} == {Path(told["path"]).name, begun[1].name, "mine"}


def test_a_wacz_can_go_along(archive: Path, tmp_path: Path) -> None:
    code, out, err = run(archive, "deliver", "news", "--to", str(tmp_path / "out"), "--as", "bag,wacz", "--json")
    assert code == 0, err
    bag, package = map(json.loads, out.splitlines())
    assert (bag["kind"], package["kind"]) == ("bag", "wacz")
    with ZipFile(package["path"]) as packed:
        assert {"datapackage.json", "pages/pages.jsonl"} <= set(packed.namelist())
    assert (Path(bag["path"]) / "data" / "cdxj" / "news.cdxj").is_file()
    kinds = [json.loads(line)["kind"] for line in run(archive, "deliver", "list", "--json")[1].splitlines()]
    assert kinds == ["bag", "wacz"]


def test_an_acceptance_is_noted_once(archive: Path, tmp_path: Path) -> None:
    hand_over(archive, tmp_path / "out")
    receipt = tmp_path / "receipt.txt"
    receipt.write_text("Accession 2026/17", encoding="utf-8")
    said = json.loads(run(archive, "deliver", "ack", "1", "--dry-run", "--json")[1])
    assert (said["delivery"], said["accepted_at"], said["dry_run"]) == (1, None, True)
    assert json.loads(run(archive, "deliver", "list", "--json")[1])["accepted_at"] is None
    said = json.loads(run(archive, "deliver", "ack", "1", "--receipt", str(receipt), "--json")[1])
    assert (said["receipt"], said["accepted_at"] is None) == ("Accession 2026/17", False)
    told = json.loads(run(archive, "deliver", "list", "--json")[1])
    assert (told["files"], told["receipt"], told["accepted_at"] is None) == (2, "Accession 2026/17", False)
    for number in ("1", "9"):
        for words in ([], ["--dry-run"]):
            assert run(archive, "deliver", "ack", number, *words)[0] == 2


def test_what_cannot_be_handed_over_is_one_clear_line(archive: Path, tmp_path: Path) -> None:
    for words in (["other", "--to", str(tmp_path)], ["news", "--to", str(tmp_path), "--as", "tar"]):
        assert run(archive, "deliver", *words)[0] == 2


# -- damage --


@pytest.mark.parametrize("harm", ["flipped", "cut", "missing"])
def test_a_damaged_or_missing_file_ends_the_delivery_of_its_site(archive: Path, tmp_path: Path, harm: str) -> None:
    path = sorted(archive.glob("warc/*/*/*.warc.gz"))[0]
    data = path.read_bytes()
    path.unlink()
    if harm != "missing":
        path.write_bytes(data[:-1] if harm == "cut" else data[:500] + bytes([data[500] ^ 1]) + data[501:])
    code, out, err = run(archive, "deliver", "news", "--to", str(tmp_path / "out"), "--json")
    assert (code, out, err.count("\n")) == (20, "", 1)
    assert path.name in err
    assert "--repair-from" in err
    assert list((tmp_path / "out").iterdir()) == []
    assert run(archive, "deliver", "list", "--json")[1] == ""


def test_damage_of_one_site_keeps_no_other_from_being_handed_over(archive: Path, tmp_path: Path) -> None:
    foreign = tmp_path / "others.warc.gz"
    foreign.write_bytes(others(("https://another.example/story", article("From elsewhere"))))
    code, _, err = run(archive, "import", str(foreign), "--jobs", "1")
    assert code == 0, err
    sorted(archive.glob("warc/news/*/*.warc.gz"))[0].unlink()
    code, out, err = run(archive, "deliver", "--to", str(tmp_path / "out"), "--json")
    assert code == 20, err
    assert json.loads(out)["site"] != "news"


def test_files_that_came_damaged_are_named_and_counted(archive: Path, tmp_path: Path) -> None:
    with Store.create(archive) as store, store.transaction():
        store.run("UPDATE warc_files SET state = 'bad' WHERE id = 2")
        name = store.value("SELECT filename FROM warc_files WHERE id = 2")
    code, out, err = run(archive, "deliver", "news", "--to", str(tmp_path / "out"), "--json")
    assert (code, json.loads(out)["damaged"]) == (0, [name])
    assert name in err
    assert json.loads(run(archive, "status", "--json")[1])["sites"][0]["undelivered"] == 1
    code, _, err = run(archive, "deliver", "news", "--to", str(tmp_path / "out"))
    assert (code, err.count("\n"), name in err) == (20, 1, True)


def test_a_damaged_record_that_revisits_need_ends_the_delivery_too(archive: Path, tmp_path: Path) -> None:
    hand_over(archive, tmp_path / "one")
    crawl(archive, hours=2, pages={"story/": "harbour"})
    sorted(archive.glob("warc/*/*/*.warc.gz"))[0].unlink()
    code, _, err = run(archive, "deliver", "news", "--to", str(tmp_path / "two"))
    assert (code, err.count("\n"), "revisits" in err) == (20, 1, True)
    assert list((tmp_path / "two").iterdir()) == []


@pytest.mark.parametrize("kind", ["bag", "wacz"])
def test_nothing_is_handed_over_while_a_purge_is_not_through(
    archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    def killed(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with Store.open(archive) as store:
        what = purging.plan(store, archive, "url", f"{HOME}other/")
    monkeypatch.setattr(purging, "replace", killed)
    monkeypatch.setattr(purging, "finish_rewriting", lambda *_: [])  # nothing of it can be tidied up
    with pytest.raises(KeyboardInterrupt):
        purging.purge(archive, what, reason="asked", by="me", now=datetime.now(UTC))
    code, out, err = run(archive, "deliver", "news", "--to", str(tmp_path / "out"), "--as", kind)
    assert (code, out, err.count("\n")) == (20, "", 1)
    assert "iria crawl news" in err
    assert not (tmp_path / "out").exists()


# -- what others may know --


def test_a_bag_tells_of_decisions_about_its_own_site_alone_and_whether_they_hold(archive: Path, tmp_path: Path) -> None:
    then = datetime.now(UTC)
    with Store.create(archive) as store, store.transaction():
        for target, match, until in (
            (f"{HOME}story/", "url", None),
            (f"{HOME}other/", "url", then - timedelta(days=1)),
            ("http://www.news.example/third", "prefix", None),
            ("https://another.example/", "prefix", None),
            ("1", "article", None),
        ):
            decision = Decision(match=match, target=target, action="block", reason="Mrs Someone asked", decided_by="me")  # type: ignore[arg-type]
            withholding.withhold(store, replace(decision, until=until), now=then)
        withholding.lift(store, 3, by="me", now=then)
    told = hand_over(archive, tmp_path / "out")
    found = rows(Path(told["path"]) / "data" / "metadata" / "withholdings.csv")
    states = {row["target"]: row["state"] for row in found}
    assert states == {
        f"{HOME}story/": "in force",
        f"{HOME}other/": "ended",
        "http://www.news.example/third": "lifted",
        "1": "in force",
    }


def test_a_file_counts_as_handed_over_in_a_wacz_only_if_all_of_it_went(archive: Path, tmp_path: Path) -> None:
    withhold(archive, f"{HOME}third/")
    told = hand_over(archive, tmp_path / "one", "--as", "wacz")
    assert len(told["in_part"]) == 1
    with Store.create(archive) as store, store.transaction():
        withholding.lift(store, 1, by="me", now=datetime.now(UTC))
    assert json.loads(run(archive, "status", "--json")[1])["sites"][0]["undelivered"] == 1
    assert hand_over(archive, tmp_path / "two", "--as", "wacz")["files"] == told["in_part"]
    assert run(archive, "deliver", "news", "--to", str(tmp_path / "three"))[0] == 2


# -- what says what it is --


def metadata(told: dict) -> Path:  # type: ignore[type-arg]
    return Path(told["path"]) / "data" / "metadata"


def test_a_bag_has_the_log_of_its_site_and_files_in_the_terms_of_premis(archive: Path, tmp_path: Path) -> None:
    with Store.open(archive) as store:
        what = purging.plan(store, archive, "url", f"{HOME}other/")
    purging.purge(archive, what, reason="asked", by="me", now=datetime.now(UTC))
    withhold(archive, f"{HOME}third/")
    withhold(archive, "https://another.example/")
    for level in ("--full", None):
        assert run(archive, "verify", *([level] if level else []))[0] == 0
    told = metadata(hand_over(archive, tmp_path / "out"))
    kinds = [row["event_type"] for row in rows(told / "events.csv")]
    assert kinds == ["deletion", "policy assignment", "validation", "fixity check"]
    assert "another.example" not in (told / "events.csv").read_text()
    (stone,) = rows(told / "tombstones.csv")
    assert (stone["url"], stone["reason"]) == (f"{HOME}other/", "asked")
    verified = json.loads((told / "verification.json").read_text())
    assert verified["validation"]["event_outcome"] == "success"
    assert verified["validation"]["event_outcome_detail"]["level"] == "full"
    assert {row["ok"] for row in rows(told / "fixity-checks.csv")} == {"1"}


def test_dublin_core_has_title_days_and_languages(archive: Path, tmp_path: Path) -> None:
    said = json.loads((metadata(hand_over(archive, tmp_path / "out")) / "dc.json").read_text())
    assert said["title"] == "Web archive of news.example"
    assert said["language"] == ["en"]
    assert said["date"].startswith(datetime.now(UTC).strftime("%Y-%m"))
    readme = (tmp_path / "out").glob("*.bag/data/README.txt")
    assert "never verified" in next(readme).read_text()


def test_pictures_of_reports_and_the_last_contact_sheet_go_along(archive: Path, tmp_path: Path) -> None:
    with Store.create(archive) as store, store.transaction():
        crawl_id = store.value("SELECT crawl_id FROM warc_files WHERE id = 1")
        events.happened(
            store, "replay-check", "site:news", now=datetime.now(UTC), detail={"sheet": "qa/news/2026-02-02/index.html"}
        )
    for name in ("2026-01-01/1.jpg", "2026-01-01/2.jpg", "2026-02-02/index.html", "2026-02-02/3.jpg"):
        (archive / "qa" / "news" / name).parent.mkdir(parents=True, exist_ok=True)
        (archive / "qa" / "news" / name).write_bytes(b"a picture")
    report = archive / "crawls" / crawl_id / "report"
    report.mkdir(parents=True)
    shown = '<a href="../../../qa/news/2026-01-01/1.jpg"><img src="../../../qa/news/2025-01-01/gone.jpg"></a>'
    (report / "index.html").write_text(shown, encoding="utf-8")
    data = metadata(hand_over(archive, tmp_path / "out")).parent
    there = {path.relative_to(data / "qa" / "news").as_posix() for path in data.glob("qa/**/*.*")}
    assert there == {"2026-01-01/1.jpg", "2026-02-02/index.html", "2026-02-02/3.jpg"}
    page = (data / "crawls" / crawl_id / "report" / "index.html").read_text()
    assert ("2026-01-01/1.jpg" in page, "gone.jpg" in page) == (True, False)


def test_a_file_that_names_its_crawl_brings_its_log_and_others_are_said_to_have_none(
    archive: Path, tmp_path: Path
) -> None:
    files = sorted(archive.glob("warc/news/*/*.warc.gz"))
    crawl_id = "news-20260101T000000Z"
    info = f"software: iria/0\r\nisPartOf: {crawl_id}\r\n".encode()
    extra = files[0].with_name("recovered.warc.gz")
    extra.write_bytes(gzip.compress(record("WARC/1.1", "warcinfo", "", info)))
    (archive / "crawls" / crawl_id).mkdir(parents=True)
    (archive / "crawls" / crawl_id / "crawl.log").write_text("all went well", encoding="utf-8")
    with Store.create(archive) as store, store.transaction():
        site_id = store.value("SELECT id FROM sites")
        name = extra.relative_to(archive).as_posix()
        file = WarcFile(
            filename=name,
            state="closed",
            opened_at=datetime.now(UTC),
            closed_at=datetime.now(UTC),
            size=extra.stat().st_size,
            records=1,
            sha256=hashlib.sha256(extra.read_bytes()).hexdigest(),
        )
        store.save_warc_file(file, site_id=site_id, crawl_id=None)
    data = metadata(hand_over(archive, tmp_path / "out")).parent
    assert (data / "crawls" / crawl_id / "crawl.log").read_text() == "all went well"
    said = {row["filename"]: row["crawl_id"] for row in rows(data / "metadata" / "warc-files.csv")}
    assert said[name] == crawl_id
    readme = (data / "README.txt").read_text()
    assert name not in readme
    assert all(path.name in readme for path in files)
