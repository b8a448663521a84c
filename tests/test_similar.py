"""One text on several sites is one group; texts of one kind are not one text."""

import random
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iria_crawler.similar import ALIKE, compare, groups, signature_of
from iria_crawler.sites import Identity, Site
from iria_crawler.store import Store, queries
from tests.test_searching import ARTICLE, NOW, Desk

WORDS = [f"word{number}" for number in range(500)]


def text(seed: int, length: int = 300) -> str:
    chance = random.Random(seed)
    return " ".join(chance.choices(WORDS, k=length))


def site(slug: str) -> Site:
    return Site(site=Identity(home=f"https://{slug}.example/", slug=slug))


@pytest.fixture
def store(tmp_path: Path) -> Store:  # type: ignore[misc]
    with Store.create(tmp_path) as store:
        yield store


def test_a_wire_text_on_three_sites_is_one_group(store: Store) -> None:
    for slug, lead in (("one", "By our own staff."), ("two", "Agencies report."), ("three", "")):
        desk = Desk(store, site(slug))
        wire = replace(
            ARTICLE, url=f"https://{slug}.example/wire/", title=f"As {slug} calls it", body=f"{lead} {text(1)}"
        )
        desk.save(wire)
        desk.save(replace(ARTICLE, url=f"https://{slug}.example/own/", title="Own", body=text(sum(map(ord, slug)))))
    assert compare(store) == 3
    (group,) = queries.groups(store, limit=9)
    assert [article["site"] for article in group["articles"]] == ["one", "two", "three"]
    assert queries.groups(store, site="two", limit=9) == [group]
    assert store.value("SELECT count(*) FROM similar WHERE article_id = ?", group["articles"][0]["id"]) == 2


def test_what_is_compared_once_is_not_compared_again_and_edits_are(store: Store) -> None:
    desk = Desk(store)
    for number in range(2):
        desk.save(replace(ARTICLE, url=f"https://news.example/{number}/", title=f"{number}", body=text(1)))
    steps: list[int] = []
    assert compare(store, step=lambda: steps.append(1)) == 1
    assert compare(store, step=lambda: steps.append(1)) == 0
    assert len(steps) == 2
    desk.save(replace(ARTICLE, url="https://news.example/1/", title="1", body=text(2)), at=NOW.replace(hour=9))
    assert compare(store, step=lambda: steps.append(1)) == 0
    assert len(steps) == 3
    assert queries.groups(store, limit=9) == []


def test_short_notices_and_withheld_articles_are_in_no_group(store: Store) -> None:
    desk = Desk(store)
    for number in range(4):
        body = "This page has moved to another place." if number < 2 else text(3)
        desk.save(replace(ARTICLE, url=f"https://news.example/{number}/", title=f"{number}", body=body))
    compare(store)
    assert len(queries.groups(store, limit=9)) == 1
    with store.transaction():
        store.run("UPDATE articles SET status = 'withheld' WHERE title = '3'")
    assert queries.groups(store, limit=9) == []


@pytest.mark.parametrize("kept", [0.2, 0.5, 0.9, 1.0])
def test_the_share_in_common_is_estimated_from_signatures(kept: float) -> None:
    words = text(5, 2000).split()
    cut = int(len(words) * kept)
    one, other = signature_of(" ".join(words)), signature_of(" ".join(words[:cut] + text(6, 2000).split()[cut:]))
    assert one is not None
    assert other is not None
    expected = kept / (2 - kept)
    assert abs(float((one == other).mean()) - expected) < 0.12
    assert 0.5 < ALIKE < 1


def test_scripts_without_spaces_are_compared_as_well() -> None:
    sentence = "中国与中亚国家推进互联互通，双方签署了铁路协议，并就能源合作交换了意见。"
    assert signature_of(sentence) is not None
    assert (signature_of(sentence) == signature_of(sentence.replace("，", ", "))).all()


@given(st.lists(st.tuples(st.integers(1, 30), st.integers(1, 30)), max_size=40))
def test_a_group_is_all_that_pairs_lead_to(pairs: list[tuple[int, int]]) -> None:
    found = dict(groups(pairs))
    assert all(found[one] == found[two] for one, two in pairs)
    assert all(found[group] == group <= article for article, group in found.items())
    for group in set(found.values()):
        members = {article for article, root in found.items() if root == group}
        reached, before = {group}, set()
        while reached != before:
            before = set(reached)
            reached |= {b for a, b in pairs if a in reached} | {a for a, b in pairs if b in reached}
        assert reached == members
