"""The yardstick of extraction: what it promises, and that extraction keeps its floors."""

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from benchmarks.extraction import ours
from benchmarks.extraction.__main__ import BELOW, NO_CORPUS, main
from benchmarks.extraction.corpus import FOLDER, NoCorpus, fold, kind_of, load, sample
from benchmarks.extraction.cost import costs
from benchmarks.extraction.environments import NotRun, Peer, peers, python_of
from benchmarks.extraction.floors import FILE, Floors, floors, verdicts
from benchmarks.extraction.peers import READERS
from benchmarks.extraction.quality import quality
from benchmarks.extraction.systems import System

from .extract.markup import FIRST, SECOND, post

ROOT = Path(__file__).parents[1]
PATIENCE = 300  # seconds; the sample takes some ten
ROWS = [
    {"id": f"{corpus}-{kind}-{number}", "corpus": corpus, "page_type": kind, "site": f"{number % 7}.example"}
    for corpus, kind, count in (("a", "article", 80), ("b", "article", 17), ("b", "listing", 3))
    for number in range(count)
]


def test_extraction_keeps_its_floors_on_the_sample() -> None:
    command = [sys.executable, "-m", "benchmarks.extraction", "--peers", "none", "--sample", str(floors().pages)]
    done = subprocess.run([*command, "--check"], cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE)
    if done.returncode == NO_CORPUS:
        pytest.skip(done.stderr.strip())
    assert done.returncode == 0, done.stdout + done.stderr


def test_where_the_pages_are_not_there_it_says_so_and_ends_with_a_code_of_its_own(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--gold", str(tmp_path / "gold.jsonl"), "--check"]) == NO_CORPUS
    assert capsys.readouterr().err.startswith(f"not run: {tmp_path / 'gold.jsonl'} is not there")


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [(["--peers", "trafilatura,goose"], "goose: known are trafilatura,"), (["--sample", "0"], "at least 1")],
)
def test_what_cannot_be_understood_is_named_and_nothing_is_run(
    arguments: list[str], complaint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(arguments)
    assert complaint in capsys.readouterr().err


def test_a_gold_file_elsewhere_is_read_and_what_it_tells_nothing_of_is_below_its_floor(
    rules: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    gold = write(tmp_path, {"id": "x", "url": "htp:/nowhere", "title": "Port talks end in silence"})
    said, told = tmp_path / "said.jsonl", tmp_path / "told.json"
    options = ["--check", "--by", "corpus", "--folds", "2", "--pred", str(said), "--json", str(told)]
    assert main(["--gold", str(gold), "--peers", "none", *options]) == BELOW
    result = json.loads(told.read_text(encoding="utf-8"))
    assert result["systems"]["iria"]["quality"]["title"] == 1.0
    assert {verdict["field"]: verdict["is_ok"] for verdict in result["floors"]}.items() >= {
        "title": True,
        "failed": True,
        "date": False,
    }.items()
    assert json.loads(said.read_text(encoding="utf-8"))["title"] == "Port talks end in silence"
    assert "iria by corpus" in capsys.readouterr().out


def test_a_page_without_its_html_is_no_corpus(rules: ModuleType, tmp_path: Path) -> None:
    gold = write(tmp_path, {"id": "x"})
    (tmp_path / "x.html").unlink()
    with pytest.raises(NoCorpus, match=r"1 of 1 pages .* x\.html"):
        load(gold)


def test_the_sample_has_of_every_corpus_and_kind_its_share_and_one_at_least() -> None:
    chosen = Counter((row["corpus"], kind_of(row)) for row in sample(ROWS, 20))
    assert chosen == {("a", "article"): 16, ("b", "article"): 3, ("b", "listing"): 1}


def test_the_sample_is_always_the_same_and_a_page_less_moves_only_its_own_kind() -> None:
    chosen = {row["id"] for row in sample(ROWS, 20)}
    assert {row["id"] for row in sample(ROWS[::-1], 20)} == chosen
    others = [row for row in ROWS if row["id"] in chosen or row["corpus"] != "a"]
    less = next(row for row in ROWS if row["id"] not in chosen and row["corpus"] == "a")
    assert len({row["id"] for row in sample([row for row in ROWS if row != less], 20)} & chosen) >= 19
    assert len(sample(others, 1000)) == len(others)


def test_all_pages_of_a_publisher_are_in_one_fold() -> None:
    folds = {(row["site"], fold(row, 3)) for row in ROWS}
    assert len(folds) == len({row["site"] for row in ROWS})
    assert {number for _, number in folds} <= {0, 1, 2}


@pytest.mark.parametrize(
    "url", ["xhttps://news.example/a/", "", "news.example", "https://[/", "https://a b/", "https:"]
)
def test_a_page_whose_address_is_none_is_read_all_the_same(url: str) -> None:
    said = ours.read(url, post().encode())
    assert (said["page_type"], said["title"], said["body"]) == (
        "article",
        "Port talks end in silence",
        f"{FIRST}\n\n{SECOND}",
    )


def test_a_page_that_is_refused_has_every_field_and_none_filled() -> None:
    said = ours.read("https://news.example/a/", b"<p>Short")
    assert said.pop("page_type").startswith("no:")
    assert not any(said.values())
    assert said.keys() < ours.read("https://news.example/a/", post().encode()).keys()


def test_a_floor_is_kept_at_its_value_and_not_below_nor_unmeasured() -> None:
    wanted = Floors(pages=1, least={"title": 0.5, "date": 0.5, "lead": 0.5}, most={"failed": 0})
    judged = verdicts(wanted, {"title": 0.5, "date": 0.499, "failed": 1})
    assert {verdict.field: verdict.is_ok for verdict in judged} == dict.fromkeys(("date", "lead", "failed"), False) | {
        "title": True
    }


def test_every_floor_says_what_it_is_of() -> None:
    lines = [line for line in FILE.read_text(encoding="utf-8").splitlines() if " = 0" in line]
    assert len(lines) == len(floors().least) + len(floors().most)
    assert all("  # " in line for line in lines)


def test_what_is_not_given_is_not_asked_and_what_is_not_found_is_counted(rules: ModuleType) -> None:
    rows = [{"id": name, "title": "A port", "body": "Some text of a port.", "date": "2026-01-02"} for name in "ab"]
    scores = quality(rules, rows, {"a": {"id": "a", "title": "A port!", "body": "Some text of a port."}}).scores
    assert (scores["title"], scores["body_r"], scores["body_acc"]) == (0.5, 0.5, 0.5)
    assert "date" not in scores


def test_quality_is_of_articles_and_kind_of_all_pages(rules: ModuleType) -> None:
    rows: list[dict[str, Any]] = [
        {"id": "a", "title": "A port", "authors": ["Ada"], "date": "2026-01-02"},
        {"id": "b", "title": "B port", "authors": ["Bo"], "date": "2026-01-02"},
        {"id": "c", "title": "All ports", "page_type": "listing"},
    ]
    right = {row["id"]: row | {"page_type": "article"} for row in rows[:2]}
    wrong = {"b": {**right["b"], "authors": ["Eve"]}, "c": {"title": "", "page_type": "no:listing"}}
    found = quality(rules, rows, right | wrong)
    assert found.scores.items() >= {"title": 1.0, "author_set": 0.5, "all3": 0.5, "type_acc": 1.0}.items()
    assert found.error["author_set"] > found.error["title"] == 0


def test_a_credit_counts_where_its_caption_is_found(rules: ModuleType) -> None:
    row = {"id": "a", "captions": ["The old port", "Boats at sea", "A net"], "credits": [["Ada/dpa"], ["Bo/AP"], []]}
    captions = ["Boats at sea Bo/AP", "The old port"]
    for credits, right in ((["Bo/AP", "Ada/dpa"], 1.0), (["Ada/dpa", "Ada/dpa"], 0.5), ([None, None], 0.0)):
        said = {"a": {"captions": captions, "credits": credits}}
        assert quality(rules, [row], said).scores["credits"] == right


def test_differences_are_of_the_same_draws(rules: ModuleType) -> None:
    rows = [{"id": str(number), "title": "A port"} for number in range(10)]
    mine = {row["id"]: {"title": "A port" if int(row["id"]) < 6 else "A ship"} for row in rows}
    found = quality(rules, rows, mine)
    assert found.ahead(quality(rules, rows, mine)) == {"title": (0.0, 0.0)}
    assert found.ahead(quality(rules, rows, {row["id"]: {"title": ""} for row in rows}))["title"][0] == 0.6


def test_costs_are_shares_of_the_pages_that_both_have_read() -> None:
    rows = [{"id": "a"}, {"id": "b", "page_type": "listing"}, {"id": "c"}]
    mine = {"a": {"ms": 30.0}, "b": {"ms": 1.0}, "c": {"ms": 900.0}}
    its = {"a": {"ms": 10.0}, "b": {"ms": 10.0}, "c": {"ms": 1.0, "error": "died"}}
    spent = costs(rows, {"iria": mine, "trafilatura": its})
    assert (spent["iria"].ratio, spent["iria"].ratio_articles) == (31 / 20, 3.0)
    assert (spent["iria"].slowest, spent["iria"].worst, spent["iria"].median) == ("c", 900.0, 30.0)
    assert spent["trafilatura"].failed == {"c": "died"}


def test_every_peer_on_the_list_has_a_reader_and_pins_and_no_address() -> None:
    assert peers().keys() == READERS.keys()
    for peer in peers().values():
        assert peer.packages[0].partition("[")[0].partition("==")[0] == READERS[peer.name][0]
        assert all("==" in package and "://" not in package for package in peer.packages)


def test_a_peer_whose_python_is_not_there_is_not_run(tmp_path: Path) -> None:
    with pytest.raises(NotRun, match=r"needs Python 2\.0"):
        python_of(Peer(name="old", packages=("old==1",), python="2.0"), folder=tmp_path)
    assert not list(tmp_path.iterdir())


SERVED = """
import socket
from benchmarks.extraction.serving import serve
def make():
    print("loading")
    def read(url, body):
        print("reading")
        if b"bad" in body: raise KeyError(url)
        try: socket.create_connection(("127.0.0.1", 9))
        except OSError as problem: return {"body": body.decode(), "title": str(problem)}
    return read
serve("pytest", make)
"""


def test_an_extractor_may_print_and_fail_but_not_ask_the_network(tmp_path: Path) -> None:
    system = System("served", [sys.executable, "-c", SERVED])
    try:
        assert system.release == pytest.__version__
        good, bad = (page(tmp_path, text) for text in ("good", "bad"))
        said = system.ask({"id": "1", "url": "u"}, good)
        assert (said["body"], said["title"]) == ("good", "a benchmark has no network")
        assert said["ms"] >= 0
        assert system.ask({"id": "2", "url": "u"}, bad)["error"] == "KeyError: 'u'"
        assert system.ask({"id": "3"}, good)["body"] == "good"
    finally:
        system.close()


DYING = """
import json, os, sys, time
print(json.dumps({"release": "1"}), flush=True)
for line in sys.stdin:
    page = json.loads(line)
    if page["id"] == "deadly": os._exit(1)
    if page["id"] == "endless": time.sleep(600)
    print(json.dumps({"id": page["id"], "ms": 1}), flush=True)
"""


def test_a_process_that_dies_or_dawdles_costs_its_page_alone(tmp_path: Path) -> None:
    system = System("dying", [sys.executable, "-c", DYING], patience=2)
    try:
        answers = [system.ask({"id": name}, tmp_path) for name in ("a", "deadly", "b", "endless", "c")]
    finally:
        system.close()
    assert [("error" in answer, "ms" in answer) for answer in answers] == [
        (False, True),
        (True, False),
        (False, True),
        (True, False),
        (False, True),
    ]


def test_an_extractor_that_does_not_start_says_why() -> None:
    with pytest.raises(NotRun, match="does not start: ModuleNotFoundError: No module named 'nothing_of_this_name'"):
        System("none", [sys.executable, "-c", "import nothing_of_this_name"])


@pytest.fixture
def rules() -> ModuleType:
    """The rules that score, which are where the pages are."""
    try:
        return load().score
    except NoCorpus as problem:
        pytest.skip(str(problem))


def write(folder: Path, row: dict[str, Any]) -> Path:
    """A gold file of one page, with the page, but with no rules of its own."""
    assert not (folder / "score.py").exists()
    assert (FOLDER / "score.py").exists()
    (folder / f"{row['id']}.html").write_text(post(), encoding="utf-8")
    gold = folder / "gold.jsonl"
    gold.write_text(json.dumps(row | {"html_file": f"{row['id']}.html"}) + "\n", encoding="utf-8")
    return gold


def page(folder: Path, text: str) -> Path:
    file = folder / f"{text}.html"
    file.write_text(text, encoding="utf-8")
    return file
