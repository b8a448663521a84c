"""The index for replay has every capture, once, in order."""

import fcntl
import json
import os
import shutil
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from iria_crawler import cdxj
from iria_crawler.foreign import import_files
from iria_crawler.store import Store
from iria_crawler.verify import index
from tests.captures import every_kind, withhold
from tests.newsdesk import HOME, article
from tests.others import warc
from tests.verify.checks import at_level, change, index_of


def indexed_damages(archive: Path) -> list[str]:
    with Store.open(archive) as store:
        found = list(index.indexed(store, archive))
    assert {damage.file for damage in found} <= {f"cdxj/{path.name}" for path in archive.glob("cdxj/*.cdxj")}
    return [damage.what for damage in found]


def rewrite(path: Path, change: Callable[[list[str]], list[str]]) -> None:
    path.write_text("".join(change(path.read_text(encoding="utf-8").splitlines(keepends=True))), encoding="utf-8")


def test_an_index_that_has_every_capture_is_in_order(archive: Path) -> None:
    assert indexed_damages(archive) == []


def test_indexes_of_several_sites_with_withheld_and_imported_captures_are_in_order(tmp_path: Path) -> None:
    archive = tmp_path / "archive"
    every_kind(archive)
    withhold(archive, f"{HOME}a")
    withhold(archive, f"{HOME}m", match="prefix", action="exclude")
    for name, home in (("x", HOME), ("y", "https://another.example/")):
        path = tmp_path / f"{name}.warc.gz"
        path.write_bytes(warc((f"{home}story/", article("The pier opens")), (f"{home}a|b{{c}}?q={{%7B", b"<p>odd</p>")))
        list(import_files(archive, [path], now=datetime.now(UTC)))
    with Store.open(archive) as store:
        for slug in cdxj.slugs(store):
            cdxj.refresh(store, archive, slug)
    assert len(list(archive.glob("cdxj/*.cdxj"))) == 2
    assert indexed_damages(archive) == []


def spaced(line: str) -> str:
    key, date, said = line.split(" ", 2)
    return f"{key} {date} {json.dumps(json.loads(said) | {'languages': 'eng'}, separators=(',', ':'))}\n"


def test_an_index_that_says_the_same_in_another_way_is_in_order(archive: Path) -> None:
    rewrite(index_of(archive), lambda lines: ["!meta 0 {}\n", "\n", *map(spaced, lines[:-1]), lines[-1].rstrip()])
    assert indexed_damages(archive) == []


def with_value(lines: list[str], name: str, value: str) -> list[str]:
    key, date, said = lines[0].split(" ", 2)
    return [f"{key} {date} {json.dumps(json.loads(said) | {name: value})}\n", *lines[1:]]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda lines: lines[1:], ["has no line"]),
        (lambda lines: lines[:-1], ["has no line"]),
        (
            lambda lines: [*lines[:3], "key 1 {}\n", *lines[3:]],
            ["line 4 has no capture: key 1 {}", "line 5 is out of order"],
        ),
        (lambda lines: [*lines, "zzz 1 " + "[" * 99999], [f"has no capture: zzz 1 {'[' * 154}"]),
        (lambda lines: [*lines, lines[-1].replace('"offset": "', '"offset": "99')], ["has no capture: "]),
        (lambda lines: [*lines[:2], *lines[1:]], ["line 3 is one more of a capture that has its line"]),
        (lambda lines: [*lines, lines[0]], ["is out of order", "is one more of a capture that has its line"]),
        (lambda lines: [*lines[1:], lines[0]], ["is out of order"]),
        (lambda lines: [lines[-1], *lines[:-1]], ["line 2 is out of order"]),
        (lambda lines: ["0" + lines[0], *lines[1:]], ["line 1: the key is 01"]),
        (lambda lines: [*lines[:-1], lines[-1].replace(" 20", " 21", 1)], ["the date is 21"]),
        (lambda lines: with_value(lines, "length", "1"), ["line 1: the length is 1 in the index, not "]),
        (lambda lines: with_value(lines, "url", "http://a/\ud800"), ["line 1: the URL is http://a/? in the index"]),
        (lambda lines: with_value(lines, "mime", "a/b"), ["line 1: the media type is a/b in the index"]),
        (lambda lines: with_value(lines, "digest", "sha1:A"), ["line 1: the digest is sha1:A in the index"]),
        (lambda lines: with_value(lines, "status", "404"), ["line 1: the status is 404 in the index"]),
        (lambda lines: ["zzz\n"] * 101 + lines, ["line 100 has no capture", "and more such lines"]),
    ],
)
def test_an_index_that_differs_from_the_captures_is_named(
    archive: Path, change: Callable[[list[str]], list[str]], said: list[str]
) -> None:
    rewrite(index_of(archive), change)
    told = indexed_damages(archive)
    assert len(told) == (101 if "and more" in said[-1] else len(said))
    for what in said:
        assert any(what in each_ for each_ in told), told


def test_an_index_of_which_two_captures_stand_at_one_place_in_files_of_one_name_is_in_order(archive: Path) -> None:
    first, second = sorted(archive.glob("warc/*/*/*.warc.gz"))
    place = f"warc/{first.parts[-3]}/1999/{first.name}"
    change(archive, f"UPDATE warc_files SET filename = '{place}' WHERE filename LIKE '%{second.name}'")
    with Store.open(archive) as store:
        cdxj.write(store, archive, first.parts[-3])
    assert indexed_damages(archive) == []
    rewrite(index_of(archive), lambda lines: [*lines[1:], lines[0]])
    assert ["is out of order" in what for what in indexed_damages(archive)] == [True]


def test_what_an_open_file_has_is_not_missed_in_the_index(archive: Path) -> None:
    last = max(archive.glob("warc/*/*/*.warc.gz"))
    rewrite(index_of(archive), lambda lines: [line for line in lines if last.name not in line])
    assert all("has no line" in what for what in indexed_damages(archive))
    change(archive, f"UPDATE warc_files SET state = 'open' WHERE filename LIKE '%{last.name}'")
    assert indexed_damages(archive) == []


def test_an_index_that_is_written_while_it_is_looked_at_is_left_for_the_next_run(archive: Path) -> None:
    path, new = index_of(archive), archive / "new"
    lines = path.read_bytes().splitlines(keepends=True)
    shutil.copy(path, new)
    path.unlink()
    os.mkfifo(path)

    def replace() -> None:
        with path.open("wb") as slow:  # as soon as it is read
            new.rename(path)
            slow.writelines(lines[1:])

    writer = threading.Thread(target=replace)
    writer.start()
    told = indexed_damages(archive)
    writer.join()
    assert (told, path.read_bytes()) == ([], b"".join(lines))


def test_the_index_of_a_site_that_is_crawled_is_left_for_the_crawl(archive: Path) -> None:
    rewrite(index_of(archive), lambda lines: lines[1:])
    lock = os.open(archive / "warc" / index_of(archive).stem, os.O_RDONLY)
    fcntl.flock(lock, fcntl.LOCK_EX)
    assert indexed_damages(archive) == []
    os.close(lock)
    assert len(indexed_damages(archive)) == 1


def test_an_index_that_is_gone_is_told_and_is_no_damage(archive: Path) -> None:
    next(archive.glob("cdxj/*.cdxj")).unlink()
    found, tally = at_level(archive, "full")
    assert found == []
    assert [remark.what for remark in tally.remarks] == [
        "there is no index for replay; the next crawl makes it, or `iria replay`"
    ]
