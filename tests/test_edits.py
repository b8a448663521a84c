"""History, diffs, citations and proofs of a site that was crawled, edited and crawled again."""

import hashlib
import json
import re
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from iria_crawler.cli import main
from iria_crawler.store import Store
from tests.newsdesk import HOME, article, desk

Edited = tuple[Path, int]


@pytest.fixture
def edited(tmp_path: Path) -> Edited:
    """An archive with an article of which the publisher has shown two texts."""
    with desk(tmp_path) as news:
        for hour, word in enumerate(("harbour", "bridge")):
            body = article("The pier “opens” & &lt;b&gt;shuts", word)
            news.fetch("story/", body, at=datetime.now(UTC) + timedelta(seconds=hour * 5))
    return tmp_path, 1


def run(folder: Path, *words: str) -> tuple[int, str, str]:
    done = CliRunner().invoke(main, ["-C", str(folder), *words])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.exit_code, done.stdout, done.stderr


def told(folder: Path, *words: str) -> list[dict]:  # type: ignore[type-arg]
    code, out, err = run(folder, *words, "--json")
    assert code == 0, err
    return [json.loads(line) for line in out.splitlines()]


def test_every_text_that_was_shown_is_in_the_history(edited: Edited) -> None:
    rows = told(edited[0], "history", "1")
    assert [(row["version"], row["change"], row["is_current"]) for row in rows] == [(1, "first", 0), (2, "body", 1)]
    assert rows[1]["chars_added"] > 0 < rows[1]["chars_removed"]
    assert told(edited[0], "history", f"{HOME}story/") == rows
    assert "96      112" in run(edited[0], "history", "1")[1]


def test_a_diff_names_the_words_that_changed(edited: Edited) -> None:
    code, out, _ = run(edited[0], "diff", "1")
    assert code == 0
    assert "[-harbour-]{+bridge+}" in out
    (whole,) = told(edited[0], "diff", "1", "1", "2")
    assert (whole["from"], whole["to"]) == (1, 2)
    kinds = {piece["kind"] for row in whole["paragraphs"] for piece in row["pieces"]}
    assert kinds == {"same", "added", "removed"}


def test_a_diff_as_html_runs_nothing_that_a_headline_says(edited: Edited) -> None:
    page = run(edited[0], "diff", "1", "--html")[1]
    assert "<ins>bridge</ins>" in page
    assert "<b>" not in page
    assert "&lt;b&gt;" in page


MISSING = ["diff 1 1 7", "diff 9", "history x", "cite 9", "cite 1 --version 5", "show 1 --version 3", "cite sha256:00"]


@pytest.mark.parametrize("words", MISSING)
def test_what_is_not_there_is_one_clear_line(edited: Edited, words: str) -> None:
    code, out, err = run(edited[0], *words.split())
    assert (code, out, err.count("\n")) == (2, "", 1)


def test_an_earlier_text_is_shown_when_asked_for(edited: Edited) -> None:
    (first,), (second,) = told(edited[0], "show", "1", "--version", "1"), told(edited[0], "show", "1")
    assert ("harbour" in first["body"], "harbour" in second["body"]) == (True, False)
    assert (first["version"], second["version"]) == (1, 2)
    assert first["text_sha256"] != second["text_sha256"]
    assert first["warc_record_id"] != second["warc_record_id"]


def test_changes_are_the_edits_of_a_time(edited: Edited) -> None:
    assert [(row["article_id"], row["version"]) for row in told(edited[0], "changes")] == [(1, 2)]
    assert told(edited[0], "changes", "--since", "1h") == told(edited[0], "changes", "--since", "yesterday")
    assert told(edited[0], "changes", "--since", "2999-01-01") == []
    assert run(edited[0], "changes", "--since", "soon")[0] == 2


@pytest.mark.parametrize("style", ["text", "bibtex", "csl-json", "ris"])
def test_a_citation_names_what_proves_it(edited: Edited, style: str) -> None:
    (shown,) = told(edited[0], "show", "1")
    code, out, _ = run(edited[0], "cite", "1", "--style", style)
    assert code == 0
    for evidence in ("warc_record_id", "payload_digest", "text_sha256", "url"):
        assert shown[evidence] in out
    assert shown["captured_at"] in out
    assert "2026" in out
    if style == "csl-json":
        (item,) = json.loads(out)
        assert (item["type"], item["issued"]) == ("article-newspaper", {"date-parts": [[2026, 1, 5]]})
    if style == "bibtex":
        assert r"\&" in out
        assert out.count("{") == out.count("}")


def test_a_text_digest_leads_back_to_its_text(edited: Edited) -> None:
    (first,) = told(edited[0], "show", "1", "--version", "1")
    (cited,) = told(edited[0], "cite", f"sha256:{first['text_sha256']}")
    assert (cited["article_id"], cited["version"]) == (1, 1)


@pytest.mark.parametrize("version", ["1", "2"])
def test_a_text_is_proved_from_its_bytes(edited: Edited, version: str) -> None:
    (proof,) = told(edited[0], "show", "1", "--version", version, "--prove")
    assert proof["proved"]
    assert [step["what"] for step in proof["steps"]] == ["record", "digest", "text"]


def test_a_changed_row_is_not_proved(edited: Edited) -> None:
    with Store.create(edited[0]) as store, store.transaction():
        store.run("UPDATE article_versions SET body = body || ' And so on.' WHERE version = 2")
    code, out, _ = run(edited[0], "show", "1", "--prove")
    assert code == 20
    assert "body read again is not what is stored" in out
    assert run(edited[0], "show", "1", "--version", "1", "--prove")[0] == 0


@pytest.mark.parametrize("harm", ["missing", "altered", "cut"])
def test_bytes_that_are_not_there_prove_nothing(edited: Edited, harm: str) -> None:
    (shown,) = told(edited[0], "show", "1")
    file = edited[0] / shown["warc_file"]
    file = file if file.exists() else file.with_name(file.name + ".open")
    if harm == "missing":
        file.unlink()
    elif harm == "cut":
        with file.open("r+b") as opened:
            opened.truncate(shown["warc_offset"] + shown["warc_length"] // 2)
    else:
        data = bytearray(file.read_bytes())
        data[shown["warc_offset"] + shown["warc_length"] // 2] ^= 0xFF
        file.write_bytes(data)
    code, out, err = run(edited[0], "show", "1", "--prove")
    assert (code, "Traceback" in err) == (20, False)
    assert "NOT proved" in out


def test_the_proof_of_the_documentation_needs_no_software_of_ours(edited: Edited) -> None:
    """What docs/proof.md says to type, typed."""
    text = (Path(__file__).parents[1] / "docs" / "proof.md").read_text(encoding="utf-8")
    (script,) = re.findall(r"```sh\n(.*?)```", text, re.DOTALL)
    (shown,) = told(edited[0], "show", "1")
    file = shown["warc_file"] if (edited[0] / shown["warc_file"]).exists() else shown["warc_file"] + ".open"
    values = {"FILE": file, "OFFSET": shown["warc_offset"], "LENGTH": shown["warc_length"]}
    setting = "\n".join(f"{name}={value}" for name, value in values.items())
    done = subprocess.run(["bash", "-eu", "-c", f"{setting}\n{script}"], cwd=edited[0], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    digest = re.search(r"^WARC-Block-Digest: sha1:(\w+)", done.stdout, re.MULTILINE)
    assert digest
    assert done.stdout.splitlines()[-1] == digest[1]
    assert shown["warc_record_id"] in done.stdout
    assert hashlib.sha256((edited[0] / file).read_bytes()).hexdigest() in done.stdout
