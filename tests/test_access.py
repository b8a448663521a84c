"""Rules of what replay must not show: written as pywb reads them, and obeyed by those who hand out copies."""

import pytest

from iria_crawler import access
from iria_crawler.access import Withheld
from iria_crawler.store import Store
from tests.conftest import Folder


def row(target: str, action: str = "block", match: str = "url") -> dict[str, str]:
    return {"match": match, "target": target, "action": action}


def test_a_rule_says_what_pywb_reads() -> None:
    assert access.rules([row("https://www.news.example/A?b=2&a=1")]) == [
        'example,news)/a?a=1&b=2### - {"access": "block", "url": "https://www.news.example/A?b=2&a=1"}\n'
    ]


def test_rules_stand_backwards_so_that_pywb_finds_them() -> None:
    rows = [row(f"https://news.example/{path}", match=match) for path in "cab" for match in ("url", "prefix")]
    lines = [line.encode() for line in access.rules(rows)]
    assert lines == sorted(lines, reverse=True)
    assert len(lines) == 6


@pytest.mark.parametrize(("action", "says"), [("block", "block"), ("embargo", "block"), ("exclude", "exclude")])
def test_an_embargo_is_told_as_one_and_an_exclusion_is_not_told(action: str, says: str) -> None:
    assert f'"access": "{says}"' in access.rules([row("https://news.example/a", action)])[0]


def test_where_rules_meet_the_one_that_hides_more_holds() -> None:
    rows = [
        row("https://news.example/a", "exclude"),
        row("https://news.example/a", "block"),
        row("https://news.example/blog/", "exclude", "prefix"),
        row("https://news.example/blog/post", "block"),
    ]
    assert all('"exclude"' in line for line in access.rules(rows))


@pytest.mark.parametrize(
    ("url", "is_withheld"),
    [
        ("https://news.example/a", True),
        ("http://www.news.example/A/", True),
        ("https://news.example/a?page=2", False),
        ("https://news.example/b", False),
        ("https://news.example/blog/", True),
        ("https://news.example/blog", True),
        ("https://news.example/blog/2026/post", True),
        ("https://news.example/blog/?page=2", True),
        ("https://news.example/blogroll", False),
        ("https://all.example/anything", True),
        ("https://all.example.org/", False),
    ],
)
def test_what_a_rule_holds_for(url: str, is_withheld: bool) -> None:
    rows = [
        row("https://news.example/a"),
        row("https://news.example/blog/", match="prefix"),
        row("https://all.example/", "exclude", "prefix"),
    ]
    assert (url in Withheld.by(rows)) is is_withheld


def test_without_rules_nothing_is_kept_back() -> None:
    assert "https://news.example/" not in Withheld.by(())
    assert not Withheld.by(())


def test_a_decision_is_a_rule_at_once_and_none_when_it_is_lifted(archive: Folder) -> None:
    with Store.create(archive.path):
        pass
    archive.run("withhold", "https://news.example/a", "--reason", "asked")
    assert access.path_of(archive.path).read_text().startswith("example,news)/a### - ")
    archive.run("withhold", "lift", "1")
    assert access.path_of(archive.path).read_text() == ""
