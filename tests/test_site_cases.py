"""Pages of sites as they were captured are read as people have seen that they should be."""

import json
from collections.abc import Iterator
from difflib import unified_diff
from pathlib import Path
from typing import Any

import pytest

from iria_crawler.looking.cases import Case, cases, read_again, text_of
from iria_crawler.sites import built_in
from iria_crawler.warc import check, read_captures

from .warcparts import taken_apart

CASES = cases(Path(__file__).parent / "sites")
FIRST = CASES[0]


def expected_of(case: Case) -> dict[str, Any]:
    said: dict[str, Any] = json.loads(case.json.read_text(encoding="utf-8"))
    return said


def differences(expected: dict[str, Any], read: dict[str, Any]) -> Iterator[str]:
    """What is read of a page and was not expected, and the other way round, field by field."""
    wanted, found = ({"reason": None, **said, **said.get("article", {})} for said in (expected, read))
    for name in sorted((wanted | found).keys() - {"article", "mentions", "site"}):
        before, after = (text_of({name: said.get(name)}).splitlines() for said in (wanted, found))
        if before != after:
            yield from unified_diff(before, after, f"{name}, expected", f"{name}, read", n=0, lineterm="")


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.folder.name}/{case.name}")
def test_a_page_is_read_as_expected(case: Case) -> None:
    expected = expected_of(case)
    found = list(differences(expected, read_again(case, expected)))
    assert not found, "\n" + "\n".join(found)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.folder.name}/{case.name}")
def test_a_case_is_one_whole_exchange_and_its_json_is_in_order(case: Case) -> None:
    (capture,) = read_captures(case.folder, case.warc.name)
    assert check(case.folder, capture.ref).problems == ()
    assert [part.kind for part in taken_apart(case.warc)] == ["warcinfo", "response", "request"]
    assert case.json.read_text(encoding="utf-8") == text_of(expected_of(case))


@pytest.mark.parametrize("slug", sorted(built_in()))
def test_each_built_in_site_has_an_article_among_the_cases(slug: str) -> None:
    assert any("article" in expected_of(case) for case in CASES if case.folder.name == slug)


def test_there_are_cases_of_several_sites_and_of_pages_that_are_no_articles() -> None:
    assert len({case.folder for case in CASES if "article" in expected_of(case)}) > 1
    assert any("reason" in expected_of(case) for case in CASES)


def test_a_page_that_is_read_otherwise_is_told_field_by_field() -> None:
    expected = expected_of(FIRST)
    read = {"article": {**expected["article"], "title": "Another", "body": expected["article"]["body"][1:]}}
    told = "\n".join(differences(expected, read))
    assert '-  "title": ' in told
    assert '+  "title": "Another"' in told
    assert f"-    {json.dumps(expected['article']['body'][0], ensure_ascii=False)}" in told
    assert "authors" not in told
    assert '+  "reason": "listing"' in "\n".join(differences(expected, {"reason": "listing"}))
    assert not list(differences(expected, expected))
