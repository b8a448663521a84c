"""Questions of pages end in time, and charts show every month."""

from pathlib import Path

import pytest

from iria_crawler.serve.charts import chart, grouped
from iria_crawler.store import Store
from iria_crawler.store.browsing import Reader
from iria_crawler.store.connection import connect

ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"


@pytest.fixture
def reader(tmp_path: Path) -> Reader:
    Store.create(tmp_path).close()
    return Reader(connect(tmp_path / "iria.db", read_only=True).conn)


def test_a_question_that_takes_too_long_ends(reader: Reader) -> None:
    with pytest.raises(TimeoutError), reader.limited(50):
        reader.value(ENDLESS)
    assert reader.value("SELECT 1") == 1
    reader.close()


def test_a_limit_within_a_limit_ends_with_the_first_of_both(reader: Reader) -> None:
    with reader.limited(60_000):
        with pytest.raises(TimeoutError), reader.limited(50):
            reader.value(ENDLESS)
        assert reader.value("SELECT 1") == 1
    with pytest.raises(TimeoutError), reader.limited(50), reader.limited(60_000):
        reader.value(ENDLESS)
    reader.close()


def test_months_without_articles_have_their_place_in_a_chart() -> None:
    drawn = chart({"2025-11": 4, "2026-02": 1})
    assert drawn
    assert [(bar.label, bar.value) for bar in drawn.bars] == [
        ("2025-11", 4),
        ("2025-12", 0),
        ("2026-01", 0),
        ("2026-02", 1),
    ]
    assert drawn.bars[0].height == 4 * drawn.bars[3].height
    assert [line.text for line in drawn.lines] == ["2", "4"]


def test_bars_fill_the_width_and_stay_in_it() -> None:
    drawn = chart({f"{year}-{month:02}": year for year in range(2010, 2026) for month in range(1, 13)})
    assert drawn
    assert all(bar.x >= 0 and bar.x + bar.width <= 100 for bar in drawn.bars)
    assert len(drawn.labels) <= 8


def test_very_many_months_are_added_up_to_years() -> None:
    rows = [{"month": "1990-03", "articles": 2, "of": 4}, {"month": "1990-04", "articles": 1, "of": 1}]
    rows += [{"month": "2026-01", "articles": 5, "of": 9}]
    assert grouped(rows) == [
        {"month": "1990", "articles": 3, "of": 5},
        {"month": "2026", "articles": 5, "of": 9},
    ]
    drawn = chart({row["month"]: row["articles"] for row in grouped(rows)})
    assert drawn
    assert (drawn.unit, len(drawn.bars)) == ("year", 37)


def test_dates_that_no_newspaper_has_are_not_drawn() -> None:
    assert grouped([{"month": "0001-01", "articles": 1}, {"month": "9999-12", "articles": 1}]) == []
    assert chart({}) is None
