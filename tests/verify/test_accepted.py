"""A loss that nothing mends can be accepted: it is named from then on, and an alarm again when anything about it
changes."""

import csv
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from iria_crawler.cli import main
from iria_crawler.health import findings
from iria_crawler.store import Store
from iria_crawler.store.accepting import in_force
from iria_crawler.warc import sha256_of
from tests.verify.checks import ask, break_byte, change, damages, first_file, flip, purge, reindex, run
from tests.warcparts import put_together, sha1, taken_apart

LEVELS = [("--quick",), (), ("--full",), ("--due", "--budget", "0s")]


def lose(archive: Path) -> None:
    first_file(archive).unlink()


HARMS = pytest.mark.parametrize("harm", [lose, flip], ids=["gone", "damaged"])


def accept(archive: Path, *names: str | Path) -> dict[str, object]:
    """Accept what the first file has lost, or the one named."""
    ran = run(archive, "--accept", *(names or (_first(archive),)), "--why", "the disk is dead", "--by", "Ann", "--json")
    assert ran.returncode == 0, ran.stderr
    (loss,) = json.loads(ran.stdout)["accepted"]
    return dict(loss)


def _first(archive: Path) -> str:
    with Store.open(archive) as store:
        return str(store.value("SELECT filename FROM warc_files ORDER BY id LIMIT 1"))


def alarms(archive: Path) -> list[str]:
    """What `iria status --check` says of damage."""
    with Store.open(archive) as store:
        slug = store.value("SELECT slug FROM sites")
        found = findings(store, {slug: store.site(slug)}, now=store.now(), folder=archive)
    return [each.event for each in found if each.event == "damage"]


def held(archive: Path) -> list[tuple[str | None, str | None]]:
    with Store.open(archive) as store:
        return [(row["ended_by"], row["sha256"]) for row in store.rows("SELECT * FROM known_losses ORDER BY id")]


@HARMS
def test_what_is_accepted_is_named_at_every_level_and_is_no_alarm(
    archive: Path, tmp_path: Path, harm: Callable[[Path], None]
) -> None:
    harm(archive)
    assert run(archive, "--full").returncode == 20
    assert alarms(archive) == ["damage"]
    name = _first(archive)
    accept(archive)
    assert alarms(archive) == []
    for words in LEVELS:
        ran = run(archive, *words, "--json")
        told = json.loads(ran.stdout)
        (known,) = told["known_losses"]
        assert (ran.returncode, told["ok"], told["damages"]) == (0, True, []), words
        assert (known["file"], known["reason"], known["accepted_by"]) == (name, "the disk is dead", "Ann")
        assert known["lost"]
    ran = run(archive, "--full", "--html", tmp_path / "page.html")
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert f"KNOWN    {name}\n" in ran.stdout
    assert "all in order, but for 1 known loss." in ran.stdout
    assert "IN ORDER, but for 1 known loss" in page
    assert "<h2>Known losses</h2>" in page
    assert "the disk is dead" in page
    with Store.open(archive) as store:
        event = store.row("SELECT * FROM events WHERE object = ? ORDER BY id DESC", name)
    assert event
    assert (event["type"], event["outcome"], event["agent"]) == ("validation", "warning", "Ann")
    assert json.loads(event["detail"])["reason"] == "the disk is dead"


@HARMS
def test_a_dry_run_accepts_nothing(archive: Path, harm: Callable[[Path], None]) -> None:
    harm(archive)
    ran = run(archive, "--accept", first_name := _first(archive), "--why", "x", "--dry-run")
    assert (ran.returncode, f"WOULD BE {first_name}" in ran.stdout, held(archive)) == (0, True, [])
    assert run(archive).returncode == 20


def _other_bytes(archive: Path) -> None:
    break_byte(first_file(archive), 2000)


def _shorter(archive: Path) -> None:
    path = first_file(archive)
    path.write_bytes(path.read_bytes()[:-700])


def _forged(archive: Path) -> None:
    """A row of an undamaged record of the file that its record does not bear out."""
    change(archive, "UPDATE captures SET status = 299 WHERE id = 2")


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (_other_bytes, ()),
        (_other_bytes, ("--full",)),
        (_shorter, ("--quick",)),
        (lose, ("--quick",)),
        (lose, ("--full",)),
        (_forged, ("--full",)),
    ],
)
def test_whatever_changes_about_it_is_an_alarm_again(
    archive: Path, more: Callable[[Path], None], words: tuple[str, ...]
) -> None:
    flip(archive)
    accept(archive)
    assert run(archive, *words).returncode == 0
    more(archive)
    assert run(archive, *words).returncode == 20
    assert run(archive, "--quick").returncode == 20  # it is known by then
    if more is not _forged:
        accept(archive)  # as it is now
        assert [by for by, _ in held(archive)] == ["another acceptance", None]
        assert run(archive, "--full").returncode == 0


def test_a_damaged_file_that_takes_the_place_of_a_lost_one_is_an_alarm(archive: Path, pristine: Path) -> None:
    lose(archive)
    accept(archive)
    shutil.copy(pristine / _first(archive), archive / _first(archive))
    flip(archive)
    ran = run(archive)
    assert ran.returncode == 20
    assert "a loss was accepted of this file, which is not as it was then" in ran.stdout


@HARMS
def test_a_file_that_is_whole_again_ends_it(archive: Path, pristine: Path, harm: Callable[[Path], None]) -> None:
    harm(archive)
    accept(archive)
    shutil.copy(pristine / _first(archive), archive / _first(archive))
    assert run(archive, "--quick").returncode == (20 if harm is lose else 0)  # nobody has read it yet
    assert run(archive).returncode == 0
    assert [by for by, _ in held(archive)] == ["the file is whole again"]
    ran = run(archive, "--full", "--json")
    assert (ran.returncode, json.loads(ran.stdout)["known_losses"]) == (0, [])
    flip(archive)
    assert run(archive).returncode == 20


@HARMS
def test_a_repair_ends_it(archive: Path, pristine: Path, tmp_path: Path, harm: Callable[[Path], None]) -> None:
    harm(archive)
    accept(archive)
    (tmp_path / "empty").mkdir()
    ran = run(archive, "--repair-from", tmp_path / "empty")
    assert (ran.returncode, "a loss that was accepted" in ran.stdout) == (0, True)
    assert run(archive, "--repair-from", pristine).returncode == 0
    assert [by for by, _ in held(archive)] == ["a repair"]
    assert run(archive, "--full").returncode == 0


@HARMS
def test_it_is_taken_over_when_the_database_is_made_again(archive: Path, harm: Callable[[Path], None]) -> None:
    name = _first(archive)
    harm(archive)
    accept(archive)
    for _ in range(2 if harm is lose else 1):
        reindex(archive)
        told = json.loads(run(archive, "--full", "--json").stdout)
        assert (told["ok"], told["damages"]) == (True, [])
        assert name in [loss["file"] for loss in told["known_losses"]]
        assert run(archive, "--quick").returncode == 0


def test_revisits_of_what_no_database_knows_any_more_can_be_accepted_and_are_till_they_find_it_again(
    archive: Path, pristine: Path
) -> None:
    name = _first(archive)
    lose(archive)
    for each in archive.glob("iria.db*"):
        each.unlink()
    reindex(archive)
    assert damages(archive)
    accept(archive)
    assert run(archive, "--full").returncode == 0
    shutil.copy(pristine / name, archive / name)
    reindex(archive)
    told = json.loads(run(archive, "--full", "--json").stdout)
    assert told["damages"] == []
    assert [by for by, _ in held(archive)] == ["what was lost is there again"]


def deliver(archive: Path, to: Path, *words: str) -> tuple[Path, str]:
    done = CliRunner().invoke(main, ["-C", str(archive), "deliver", "--to", str(to), "--json", *words])
    assert done.exit_code == 0, (done.output, done.exception)
    return Path(json.loads(done.stdout)["path"]), done.stderr


@HARMS
def test_a_delivery_goes_ahead_and_names_it(archive: Path, tmp_path: Path, harm: Callable[[Path], None]) -> None:
    harm(archive)
    done = CliRunner().invoke(main, ["-C", str(archive), "deliver", "--to", str(tmp_path / "none")])
    assert done.exit_code == 20
    accept(archive)
    bag, said = deliver(archive, tmp_path / "out")
    assert "a loss that was accepted: the disk is dead" in said
    with (bag / "data/metadata/known-losses.csv").open(encoding="utf-8", newline="") as file:
        row = next(csv.DictReader(file))  # then revisits that rest on it
    assert (row["warc_file"], row["reason"], row["accepted_by"]) == (_first(archive), "the disk is dead", "Ann")
    assert row["expected"]
    copy = Path(shutil.copytree(bag / "data", tmp_path / "copy"))
    assert (copy / _first(archive)).exists() == (harm is flip)
    told = json.loads(run(copy, "--full", "--json").stdout)
    assert (told["ok"], told["damages"]) == (True, [])
    assert told["known_losses"]
    again = CliRunner().invoke(main, ["-C", str(archive), "deliver", "--to", str(tmp_path / "again")])
    assert again.exit_code == 2
    path, _ = deliver(archive, tmp_path / "packed", "--as", "wacz", "--all")
    assert path.suffix == ".wacz"


def test_a_file_that_was_taken_in_damaged_goes_along_once_that_is_accepted(archive: Path, tmp_path: Path) -> None:
    flip(archive)
    for each in archive.glob("iria.db*"):
        each.unlink()
    reindex(archive)
    assert "does not go along" in deliver(archive, tmp_path / "before", "--all")[1]
    accept(archive)
    bag, said = deliver(archive, tmp_path / "out")
    assert "goes along damaged, a loss that was accepted" in said
    copy = Path(shutil.copytree(bag / "data", tmp_path / "copy"))
    assert (copy / _first(archive)).read_bytes() == first_file(archive).read_bytes()
    told = json.loads(run(copy, "--full", "--json").stdout)
    assert (told["ok"], told["damages"]) == (True, [])


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--accept", "FIRST"), "say why"),
        (("--accept", "FIRST", "--why", " "), "say why"),
        (("--why", "x"), "stands alone"),
        (("--accept", "FIRST", "--why", "x", "--full"), "stands alone"),
        (("--accept", "FIRST", "--why", "x"), "is whole: there is no loss to accept"),
        (("--accept", "none.warc.gz", "--why", "x"), "the database knows no WARC file none.warc.gz"),
    ],
)
def test_what_cannot_be_accepted_is_refused(archive: Path, words: tuple[str, ...], said: str) -> None:
    ran = run(archive, *(_first(archive) if word == "FIRST" else word for word in words))
    assert (ran.returncode, ran.stdout, held(archive)) == (2, "", [])
    assert said in ran.stderr


def test_a_file_is_named_by_its_path_or_by_its_last_part(archive: Path) -> None:
    flip(archive)
    name = _first(archive)
    for said in (name, Path(name).name, archive / name):
        assert accept(archive, said)["warc_file"] == name


def test_a_purge_of_another_page_carries_it_along(foreign: Path) -> None:
    before = accept(foreign)
    purge(foreign, "/wp-sitemap.xml")  # before the damage in the file
    for words in LEVELS:
        told = json.loads(run(foreign, *words, "--json").stdout)
        (known,) = told["known_losses"]
        assert (told["ok"], known["reason"], known["accepted_by"]) == (True, "the disk is dead", "Ann"), words
    with Store.open(foreign) as store:
        (row,) = in_force(store)
    assert row["sha256"] == sha256_of(first_file(foreign))
    assert row["offsets"] < before["offsets"]
    assert [by for by, _ in held(foreign)] == ["a purge, which wrote the file anew", None]
    flip(foreign)
    assert run(foreign).returncode == 20


def test_a_purge_of_what_was_damaged_ends_it(foreign: Path) -> None:
    accept(foreign)
    (found,) = damages_of(foreign)
    purge(foreign, found)
    assert [by for by, _ in held(foreign)] == ["a purge, which wrote the file anew"]
    assert run(foreign, "--full").returncode == 0


def damages_of(archive: Path) -> list[str]:
    """The addresses of what is accepted as damaged."""
    with Store.open(archive) as store:
        sql = "SELECT u.url FROM captures c JOIN urls u ON u.id = c.url_id WHERE c.warc_offset = ?"
        return [store.value(sql, offset) for row in in_force(store) for offset in row["offsets"]]


def test_a_file_that_is_not_as_it_was_accepted_is_not_purged_and_stays_an_alarm(foreign: Path) -> None:
    accept(foreign)
    path = first_file(foreign)
    parts = taken_apart(path)
    parts[-1].put("WARC-Block-Digest", sha1(b"other bytes, too"))
    put_together(path, parts)
    with pytest.raises(AssertionError, match="not as it was when it was closed, and nothing was removed"):
        purge(foreign, "/wp-sitemap.xml")
    for words in [(), ("--quick",), ("--full",)]:
        assert run(foreign, *words).returncode == 20, words


def test_a_file_that_was_away_and_has_other_damages_is_an_alarm_before_it_is_read(archive: Path) -> None:
    flip(archive)
    accept(archive)
    path, away = first_file(archive), archive / "away"
    path.rename(away)
    assert run(archive).returncode == 20
    away.rename(path)
    break_byte(path, 2000)
    assert run(archive, "--quick").returncode == 20
    assert alarms(archive) == ["damage"]


def test_a_sum_of_rows_that_were_changed_ends_nothing(archive: Path) -> None:
    flip(archive)
    accept(archive)
    path = first_file(archive)
    break_byte(path, 2000)
    change(archive, f"UPDATE warc_files SET sha256 = '{sha256_of(path)}' WHERE id = 1")
    assert run(archive, "--full").returncode == 20
    assert [by for by, _ in held(archive)] == [None]


def test_wrong_rows_of_a_whole_file_are_no_loss_of_it(archive: Path) -> None:
    change(archive, "UPDATE captures SET captured_at = '2020-01-01T00:00:00.000000Z' WHERE id = 3")
    assert run(archive, "--full").returncode == 20
    ran = run(archive, "--accept", _first(archive), "--why", "x")
    assert (ran.returncode, held(archive)) == (2, [])
    assert "rows of the database" in ran.stderr
    assert "`iria reindex` mends that" in ran.stderr


def test_wrong_rows_are_not_accepted_with_a_damaged_record(foreign: Path) -> None:
    with Store.open(foreign) as store:
        other = store.value("SELECT warc_offset FROM captures WHERE id = 3")
    change(foreign, "UPDATE captures SET captured_at = '2020-01-01T00:00:00.000000Z' WHERE id = 3")
    offsets = accept(foreign)["offsets"]
    assert isinstance(offsets, list)
    assert other not in offsets
    assert run(foreign, "--full").returncode == 20
    change(foreign, f"UPDATE captures SET captured_at = '2020-01-01T00:00:00Z' WHERE warc_offset = {offsets[0]}")
    damaged = json.loads(run(foreign, "--full", "--json").stdout)["damages"]
    assert {other, offsets[0]} <= {each["offset"] for each in damaged}


def test_what_rows_say_otherwise_of_a_damaged_record_is_accepted_as_it_is(archive: Path) -> None:
    path = first_file(archive)
    parts = taken_apart(path)
    page = next(part for part in reversed(parts) if part.kind == "response")
    page.put("WARC-Date", "2020-01-01T00:00:00Z")  # which no digest tells
    put_together(path, parts)
    assert accept(archive)["differences"]
    assert run(archive, "--full").returncode == 0
    change(
        archive,
        f"UPDATE captures SET captured_at = '2021-01-01T00:00:00Z' WHERE url_id = (SELECT id FROM urls"
        f" WHERE url = '{page.get('WARC-Target-URI')}')",
    )
    assert run(archive, "--full").returncode == 20


def test_what_other_tools_object_to_in_it_is_accepted_with_it(foreign: Path) -> None:
    before = run(foreign, "--full", "--second-opinion", "--json")
    assert any(" objects: " in each["what"] for each in json.loads(before.stdout)["damages"])
    accept(foreign)
    for words in [(), ("--quick",), ("--full", "--second-opinion")]:
        assert run(foreign, *words).returncode == 0, words
    break_byte(first_file(foreign), 2000)
    told = json.loads(run(foreign, "--full", "--second-opinion", "--json").stdout)["damages"]
    assert any(" objects: " in each["what"] for each in told)


@pytest.mark.parametrize("field", ["WARC-Block-Digest", "WARC-Payload-Digest"])
def test_a_wrong_digest_stays_accepted_when_the_database_is_made_again(archive: Path, field: str) -> None:
    path = first_file(archive)
    parts = taken_apart(path)
    next(part for part in reversed(parts) if part.kind == "response").put(field, sha1(b"other bytes"))
    put_together(path, parts)
    accept(archive)
    assert run(archive, "--full").returncode == 0
    reindex(archive)
    ran = run(archive, "--full")
    assert ran.returncode == 0, ran.stdout


def test_what_rested_on_a_lost_file_is_no_loss_once_that_is_back_and_the_database_made_again(
    archive: Path, pristine: Path
) -> None:
    lose(archive)
    accept(archive)
    reindex(archive)
    assert len(held(archive)) == 2
    shutil.copy(pristine / _first(pristine), archive / _first(pristine))
    reindex(archive)
    assert {by for by, _ in held(archive)} == {"what was lost is there again"}
    told = json.loads(run(archive, "--json").stdout)
    assert (told["ok"], told["known_losses"]) == (True, [])
    assert run(archive, "--full").returncode == 0


def test_a_file_that_came_back_damaged_is_an_alarm_when_the_database_is_made_again(
    archive: Path, pristine: Path
) -> None:
    lose(archive)
    accept(archive)
    shutil.copy(pristine / _first(pristine), archive / _first(pristine))
    flip(archive)
    reindex(archive)
    for words in LEVELS:
        assert run(archive, *words).returncode == 20


def test_texts_of_what_is_gone_are_counted_where_they_do_not_go_along(archive: Path, tmp_path: Path) -> None:
    lose(archive)
    assert "4 texts that were read from it are in this database alone then" in str(accept(archive)["lost"])
    done = CliRunner().invoke(main, ["-C", str(archive), "deliver", "--to", str(tmp_path), "--json"])
    assert json.loads(done.stdout)["lost_texts"] == 4
    assert "4 texts read from files that are gone" in done.stderr
    assert "texts: 4 had been read from records that are gone" in ask(archive, "reindex", "--jobs", "1")
    assert "texts: " not in ask(archive, "reindex", "--jobs", "1")  # which the database before has not


def test_no_texts_are_said_to_be_lost_where_none_are(archive: Path, tmp_path: Path) -> None:
    flip(archive)
    accept(archive)
    done = CliRunner().invoke(main, ["-C", str(archive), "deliver", "--to", str(tmp_path), "--json"])
    assert (json.loads(done.stdout)["lost_texts"], "files that are gone" in done.stderr) == (0, False)
