"""A WACZ holds what was asked for and may be handed out, byte for byte, and says where everything stands."""

import base64
import gzip
import hashlib
import json
import re
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from iria_crawler.cli import main
from iria_crawler.errors import ArchiveError, UsageError
from iria_crawler.store import Store
from iria_crawler.wacz import Wanted, plan, write
from tests.captures import CHUNKED, SLUG, every_kind, withhold
from tests.conftest import Folder
from tests.newsdesk import HOME, WAIT, article, desk, exchange
from tests.others import record as others_record
from tests.others import warc as others


@pytest.fixture
def kinds(copy_of: Callable[..., Path], tmp_path: Path) -> Path:
    return copy_of(every_kind, tmp_path / "archive")


def packed(folder: Path, path: Path | None = None, *, is_signed: bool = False, **wanted: Any) -> zipfile.ZipFile:
    path = path or folder.parent / "out.wacz"
    with Store.open(folder) as store:
        write(store, folder, path, Wanted(**wanted), is_signed=is_signed)
    return zipfile.ZipFile(path)


def lines(wacz: zipfile.ZipFile) -> list[tuple[str, dict[str, str]]]:
    """Key and fields of each line of the index."""
    text = gzip.decompress(wacz.read("indexes/index.cdx.gz")).decode()
    found = [line.split(" ", 2) for line in text.splitlines()]
    return [(key, json.loads(said)) for key, _, said in found]


def pages(wacz: zipfile.ZipFile) -> list[dict[str, Any]]:
    head, *rest = [json.loads(line) for line in wacz.read("pages/pages.jsonl").splitlines()]
    assert head["format"] == "json-pages-1.0"
    return rest


def record(wacz: zipfile.ZipFile, said: dict[str, str]) -> bytes:
    """The record that a line of the index points at."""
    data = wacz.read(f"archive/{said['filename']}")
    return zlib.decompress(data[int(said["offset"]) : int(said["offset"]) + int(said["length"])], 31)


def test_files_that_go_in_whole_are_the_files_of_the_archive_and_stored_as_they_are(kinds: Path) -> None:
    wacz = packed(kinds)
    for path in kinds.glob("warc/*/*/*.warc.gz"):
        assert wacz.read(f"archive/{path.name}") == path.read_bytes()
        assert wacz.getinfo(f"archive/{path.name}").compress_type == zipfile.ZIP_STORED
    assert wacz.getinfo("indexes/index.cdx.gz").compress_type == zipfile.ZIP_STORED


def test_the_manifest_has_the_digest_of_every_file_and_another_file_that_of_the_manifest(kinds: Path) -> None:
    wacz = packed(kinds)
    manifest = json.loads(wacz.read("datapackage.json"))
    assert (manifest["profile"], manifest["wacz_version"]) == ("data-package", "1.1.1")
    named = {each["path"]: each for each in manifest["resources"]}
    assert set(named) == set(wacz.namelist()) - {"datapackage.json", "datapackage-digest.json"}
    for path, said in named.items():
        assert said["bytes"] == len(wacz.read(path))
        assert said["hash"] == digest(wacz.read(path))
    assert json.loads(wacz.read("datapackage-digest.json"))["hash"] == digest(wacz.read("datapackage.json"))


def digest(data: bytes) -> str:
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


def test_every_line_of_the_index_points_at_its_record(kinds: Path) -> None:
    wacz = packed(kinds)
    found = lines(wacz)
    assert found == sorted(found, key=lambda line: line[0])
    assert all(f"WARC-Target-URI: {said['url']}\r\n".encode() in record(wacz, said) for _, said in found)


def test_the_list_of_blocks_leads_to_them(kinds: Path) -> None:
    wacz = packed(kinds)
    head, *blocks = wacz.read("indexes/index.idx").decode().splitlines()
    assert json.loads(head.removeprefix("!meta 0 ")) == {"format": "cdxj-gzip-1.0", "filename": "index.cdx.gz"}
    data = wacz.read("indexes/index.cdx.gz")
    for block in blocks:
        key, second, said = block.split(" ", 2)
        about = json.loads(said)
        member = data[about["offset"] : about["offset"] + about["length"]]
        assert zlib.decompress(member, 31).startswith(f"{key} {second} ".encode())
        assert digest(member) == about["digest"]


def test_pages_have_title_and_text_and_the_front_page_comes_first(kinds: Path) -> None:
    home, *rest = pages(packed(kinds))
    assert home["url"] == HOME
    assert {page["title"] for page in rest} >= {"Harbour opens", "In chunks", "Müll"}
    assert all("opened on Monday" in page["text"] and page["ts"] for page in rest)
    assert len({page["id"] for page in rest}) == len(rest)


# -- what is withheld --


@pytest.mark.parametrize("action", ["block", "exclude", "embargo"])
def test_no_record_of_a_withheld_address_goes_in_and_all_others_do(kinds: Path, action: str) -> None:
    with_all = lines(packed(kinds))
    withhold(kinds, f"{HOME}a", action)
    wacz = packed(kinds)
    [name] = [name for name in wacz.namelist() if name.startswith("archive/")]
    assert name.endswith("-selection.warc.gz")
    text = gzip.decompress(wacz.read(name))
    assert f"WARC-Target-URI: {HOME}a\r\n".encode() not in text
    assert text.startswith(b"WARC/1.1\r\nWARC-Type: warcinfo\r\n")
    found = lines(wacz)
    assert [said["url"] for _, said in found] == [said["url"] for _, said in with_all if said["url"] != f"{HOME}a"]
    assert all(f"WARC-Target-URI: {said['url']}\r\n".encode() in record(wacz, said) for _, said in found)
    assert f"{HOME}a" not in {page["url"] for page in pages(wacz)}


def test_every_exchange_that_goes_in_is_whole(kinds: Path) -> None:
    withhold(kinds, f"{HOME}a")
    wacz = packed(kinds)
    text = b"".join(gzip.decompress(wacz.read(name)) for name in wacz.namelist() if name.startswith("archive/"))
    kinds_ = [line for line in text.splitlines() if line.startswith(b"WARC-Type: ")]
    leads = sum(kinds_.count(b"WARC-Type: " + kind) for kind in (b"response", b"revisit"))
    assert kinds_.count(b"WARC-Type: request") == kinds_.count(b"WARC-Type: metadata") == leads == len(lines(wacz))


def test_a_failed_request_for_a_withheld_address_stays_out_too(tmp_path: Path) -> None:
    folder = tmp_path / "archive"
    with desk(folder) as news:
        news.fetch("b", article("Shown"))
        for path in ("secret", "other"):
            claim = news.claimed(path)
            fail(news, claim)
    withhold(folder, f"{HOME}secret", "exclude", match="prefix")
    wacz = packed(folder)
    text = b"".join(gzip.decompress(wacz.read(name)) for name in wacz.namelist() if name.startswith("archive/"))
    assert b"/secret" not in text
    assert b"/other" in text


def test_a_record_of_others_that_is_no_capture_stays_out_of_a_withheld_address_too(tmp_path: Path) -> None:
    folder = Folder(path=tmp_path / "archive")
    source = tmp_path / "of-others.warc.gz"
    source.write_bytes(
        others((HOME, article("Shown")))
        + gzip.compress(others_record("WARC/1.1", "resource", f"{HOME}secret", b"Hidden bytes"))
    )
    folder.run("import", str(source))
    assert any(b"Hidden bytes" in gzip.decompress(data) for data in _warcs(packed(folder.path)))
    withhold(folder.path, f"{HOME}secret", "exclude", match="prefix")
    assert not any(b"Hidden bytes" in gzip.decompress(data) for data in _warcs(packed(folder.path)))


def _warcs(wacz: zipfile.ZipFile) -> list[bytes]:
    return [wacz.read(name) for name in wacz.namelist() if name.startswith("archive/")]


def fail(news: Any, claim: Any) -> None:
    """Have a request go unanswered."""
    silent = exchange(claim.url)
    silent.received.truncate(0)
    assert news.recorder.record(silent, claim).result(WAIT) is None
    news.settle(claim, None).result(WAIT)


def test_rules_that_touch_nothing_leave_the_files_whole(kinds: Path) -> None:
    withhold(kinds, "https://elsewhere.example/", "exclude", match="prefix")
    with Store.open(kinds) as store:
        assert plan(store, kinds, Wanted()).parts == 0


def test_an_archive_all_of_which_is_withheld_is_said_to_be_so(kinds: Path) -> None:
    withhold(kinds, HOME, "exclude", match="prefix")
    with pytest.raises(UsageError, match="withheld"):
        packed(kinds)
    assert not (kinds.parent / "out.wacz").exists()


# -- what was asked for --


def test_what_the_revisits_of_a_crawl_stand_for_goes_in_with_them(tmp_path: Path) -> None:
    folder = tmp_path / "archive"
    with desk(folder) as news:
        news.fetch("a", article("Stays"))
        news.fetch("b", article("Not asked for"))
        news.recorder.ask(lambda store: store.run("UPDATE hosts SET lease = NULL")).result()
    with desk(folder) as news:
        news.fetch("a", article("Stays"))
        crawl = news.store.value("SELECT id FROM crawls ORDER BY rowid DESC LIMIT 1")
    wacz = packed(folder, crawl=crawl)
    assert [said["mime"] for _, said in lines(wacz)] == ["text/html", "warc/revisit"]
    assert {said["url"] for _, said in lines(wacz)} == {f"{HOME}a"}
    assert [page["title"] for page in pages(wacz)] == ["Stays"]
    text = b"".join(gzip.decompress(wacz.read(name)) for name in wacz.namelist() if name.startswith("archive/"))
    assert b"Not asked for" not in text


def test_a_file_that_is_being_written_goes_in_as_far_as_it_is_committed(tmp_path: Path) -> None:
    folder = tmp_path / "archive"
    with desk(folder) as news:
        news.fetch("a", article("Committed"))
        wacz = packed(folder)
        [name] = [name for name in wacz.namelist() if name.startswith("archive/")]
        assert name.endswith(".warc.gz")
        assert len(wacz.read(name)) == news.store.value("SELECT size FROM warc_files")


def test_a_site_or_a_crawl_that_is_not_there_is_said_not_to_be(kinds: Path) -> None:
    for wanted in ({"slug": "nowhere"}, {"crawl": "nowhere"}):
        with pytest.raises(UsageError, match=r"no .* nowhere in the database"):
            packed(kinds, **wanted)


def test_a_damaged_file_leaves_no_wacz_and_the_one_before(kinds: Path) -> None:
    path = kinds.parent / "out.wacz"
    path.write_bytes(b"the one before")
    withhold(kinds, f"{HOME}a")
    [warc] = kinds.glob("warc/*/*/*.warc.gz")
    warc.write_bytes(warc.read_bytes()[:-50] + bytes(50))
    with pytest.raises(ArchiveError):
        packed(kinds, path)
    assert path.read_bytes() == b"the one before"
    assert not list(kinds.parent.glob(".*"))


@pytest.mark.parametrize("is_part", [False, True])
@pytest.mark.parametrize("harm", ["cut", "flipped"])
def test_what_is_not_as_it_was_written_is_not_packed(kinds: Path, harm: str, is_part: bool) -> None:
    if is_part:
        withhold(kinds, f"{HOME}a")
    [warc] = kinds.glob("warc/*/*/*.warc.gz")
    data = bytearray(warc.read_bytes())
    with Store.open(kinds) as store:
        last = store.value("SELECT max(warc_offset) FROM captures")  # where a record begins: no torn member tells
    if harm == "cut":
        del data[last:]
    else:
        data[last + 40] ^= 1
    warc.write_bytes(data)
    with pytest.raises(ArchiveError, match=warc.name):
        packed(kinds)
    assert not (kinds.parent / "out.wacz").exists()


# -- what is damaged, and accepted so --


def torn(folder: Path, path: str = "a") -> Path:
    """Break the record of a page, and accept that; gives the file."""
    [warc] = folder.glob("warc/*/*/*.warc.gz")
    data = bytearray(warc.read_bytes())
    with Store.open(folder) as store:
        [row] = store.rows(
            "SELECT warc_offset, warc_length FROM captures c JOIN urls u ON u.id = c.url_id WHERE url = ?"
            " AND record_type = 'response'",
            HOME + path,
        )
    data[row["warc_offset"] + row["warc_length"] // 2] ^= 0xFF
    warc.write_bytes(data)
    accept(folder, warc)
    return warc


def accept(folder: Path, warc: Path) -> None:
    done = CliRunner().invoke(main, ["-C", str(folder), "verify", "--accept", warc.name, "--why", "the disk is dead"])
    assert done.exit_code == 0, done.output


def test_a_file_that_is_accepted_as_damaged_goes_in_as_it_is_and_no_line_or_page_is_of_what_is_lost(
    kinds: Path,
) -> None:
    before = packed(kinds)
    warc = torn(kinds)
    wacz = packed(kinds)
    assert wacz.read(f"archive/{warc.name}") == warc.read_bytes()
    lost = [said for _, said in lines(before) if said not in [said for _, said in lines(wacz)]]
    assert [said["url"] for said in lost] == [f"{HOME}a"]
    assert {page["url"] for page in pages(before)} - {page["url"] for page in pages(wacz)} == {f"{HOME}a"}
    assert all(f"WARC-Target-URI: {said['url']}\r\n".encode() in record(wacz, said) for _, said in lines(wacz))


@pytest.mark.parametrize("hidden", ["a", CHUNKED])
def test_of_a_file_that_is_accepted_as_damaged_what_is_withheld_stays_out(kinds: Path, hidden: str) -> None:
    before = {said["url"] for _, said in lines(packed(kinds))}
    torn(kinds)
    withhold(kinds, HOME + hidden)
    wacz = packed(kinds)
    [name] = [name for name in wacz.namelist() if name.startswith("archive/")]
    text = gzip.decompress(wacz.read(name))  # no torn member is in it
    assert f"WARC-Target-URI: {HOME}{hidden}\r\n".encode() not in text
    assert {said["url"] for _, said in lines(wacz)} == before - {HOME + hidden}
    assert all(f"WARC-Target-URI: {said['url']}\r\n".encode() in record(wacz, said) for _, said in lines(wacz))
    ids = set(re.findall(rb"WARC-Record-ID: (\S+)", text))
    assert set(re.findall(rb"WARC-Concurrent-To: (\S+)", text)) <= ids, "nothing tells of a record that stays out"


@pytest.mark.parametrize("is_there", [False, True])
def test_a_file_of_which_all_is_lost_is_not_packed(tmp_path: Path, is_there: bool) -> None:
    folder = tmp_path / "archive"
    for path in ("sooner", "later"):
        with desk(folder) as news:
            news.fetch(path, article(f"It came {path}"))
    with Store.open(folder) as store:
        warc = folder / store.value("SELECT filename FROM warc_files ORDER BY id")
    warc.unlink()
    if is_there:
        warc.write_bytes(b"not a warc at all")
    accept(folder, warc)
    wacz = packed(folder)
    assert f"archive/{warc.name}" not in wacz.namelist()
    done = CliRunner().invoke(main, ["-C", str(folder), "deliver", "--as", "wacz", "--to", str(tmp_path), "--all"])
    assert done.exit_code == 0, done.output
    assert ("or cannot be read, is not in a WACZ" in done.stderr) == is_there
    assert {said["url"] for _, said in lines(wacz)} == {page["url"] for page in pages(wacz)} == {f"{HOME}later"}


def test_a_file_that_has_changed_since_it_was_accepted_as_damaged_is_not_packed(kinds: Path) -> None:
    warc = torn(kinds)
    data = bytearray(warc.read_bytes())
    data[-60] ^= 0xFF
    warc.write_bytes(data)
    for is_part in (False, True):
        if is_part:
            withhold(kinds, HOME + CHUNKED)
        with pytest.raises(ArchiveError, match=warc.name):
            packed(kinds)


# -- the signature --


def test_a_signature_is_right_for_the_digest_of_the_manifest_and_made_by_one_key(kinds: Path) -> None:
    keys = set()
    for _ in range(2):
        wacz = packed(kinds, is_signed=True)
        said = json.loads(wacz.read("datapackage-digest.json"))["signedData"]
        assert said["hash"] == digest(wacz.read("datapackage.json"))
        assert said["created"] == json.loads(wacz.read("datapackage.json"))["created"]
        check(said)
        keys.add(said["publicKey"])
    assert len(keys) == 1
    assert (kinds / "signing-key.pem").stat().st_mode & 0o077 == 0


def check(said: dict[str, str]) -> None:
    """What a browser does."""
    key = serialization.load_der_public_key(base64.b64decode(said["publicKey"]))
    assert isinstance(key, ec.EllipticCurvePublicKey)
    raw = base64.b64decode(said["signature"])
    numbers = (int.from_bytes(raw[:48], "big"), int.from_bytes(raw[48:], "big"))
    key.verify(encode_dss_signature(*numbers), said["hash"].encode(), ec.ECDSA(hashes.SHA256()))


def test_a_key_that_is_none_is_named(kinds: Path) -> None:
    (kinds / "signing-key.pem").write_text("none")
    with pytest.raises(ArchiveError, match=r"signing-key\.pem is no key"):
        packed(kinds, is_signed=True)


# -- the command --


def test_the_command_tells_the_file_and_a_dry_run_writes_none(kinds: Path) -> None:
    archive = Folder(path=kinds)
    out = archive.path.parent / "news.wacz"
    told = json.loads(archive.run("wacz", SLUG, "--out", str(out), "--dry-run", "--json").stdout)
    assert not out.exists()
    assert archive.run("wacz", SLUG, "--out", str(out)).stdout == f"{out}\n"
    made = json.loads(archive.run("wacz", SLUG, "--out", str(out), "--json").stdout)
    assert made["size"] == out.stat().st_size
    assert (told["pages"], told["captures"]) == (made["pages"], made["captures"])


def test_the_viewer_is_put_beside_it_with_its_licence(kinds: Path, tmp_path: Path, monkeypatch: Any) -> None:
    archive = Folder(path=kinds)
    viewer = tmp_path / "viewer"
    viewer.mkdir()
    out = tmp_path / "out" / "news.wacz"
    monkeypatch.setenv("IRIA_REPLAYWEBPAGE", str(viewer))
    assert "has no ui.js" in archive.run("wacz", "--out", str(out), "--with-viewer", code=1).stderr
    assert not out.exists()
    for name in ("ui.js", "sw.js", "LICENSE"):
        (viewer / name).write_text(name)
    assert archive.run("wacz", "--out", str(out), "--with-viewer").stdout == f"{out.with_suffix('.html')}\n"
    assert (out.parent / "replay" / "LICENSE").read_text() == "LICENSE"
    assert 'source="news.wacz"' in out.with_suffix(".html").read_text()
