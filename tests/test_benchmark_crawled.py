"""An archive is measured against the truth of the site that it is of."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from benchmarks.extraction.corpus import NoCorpus, load
from benchmarks.extraction.crawled import held, measured, truth

from .holdings import crawled


@pytest.fixture(scope="module")
def archive(copy_of: Callable[..., Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    try:
        load()
    except NoCorpus as why:
        pytest.skip(str(why))
    return copy_of(crawled, tmp_path_factory.mktemp("crawled") / "archive")


def as_truth(path: str, said: dict[str, Any]) -> dict[str, Any]:
    return {
        "url_path": path,
        "title": said["title"],
        "author": said["authors"][0],
        "date_gmt": said["date"],
        "categories": said["categories"],
        "tags": said["tags"],
        "body": said["body"].split("\n\n"),
        "captions": [
            f"{caption} (Image Credit: {credit})" if credit else caption
            for caption, credit in zip(said["captions"], said["credits"], strict=True)
        ],
    }


def test_what_is_as_the_truth_is_right_and_what_is_missing_counts_as_empty(archive: Path, tmp_path: Path) -> None:
    own = {path: said for path, said in held(archive).items() if said["authors"][0]}
    published = [as_truth(path, said) for path, said in own.items()]
    file = tmp_path / "truth.json"
    file.write_text(json.dumps({"published": published}), "utf-8")
    result = measured(truth(file, {}), own)
    assert {result["scores"][field] for field in ("body_f1", "title", "author_set", "date", "type_r")} == {1.0}
    lost = dict(list(own.items())[1:])
    result = measured(truth(file, {}), lost | {"/other/": published[0]})
    assert (result["missing"], result["besides"]) == ([published[0]["url_path"]], ["/other/"])
    assert result["scores"]["title"] == pytest.approx(1 - 1 / len(own))


def test_logins_stand_for_names(tmp_path: Path) -> None:
    said = {"title": "", "date_gmt": "", "categories": [], "tags": [], "body": [], "captions": []}
    file = tmp_path / "truth.json"
    file.write_text(json.dumps({"published": [{"url_path": "/a%20b/", "author": "nh", **said}]}), "utf-8")
    row = truth(file, {"nh": "Nadia Haddad"})[0]
    assert (row["id"], row["authors"]) == ("/a b/", ["Nadia Haddad"])
