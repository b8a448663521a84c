"""Each field keeps what lost against its value: on the article, in the database, and in what a proof compares."""

import json
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from click.testing import CliRunner

from iria_crawler.cli import main
from iria_crawler.extract.candidates import LONGEST, MOST, losers
from iria_crawler.extract.view import Found
from iria_crawler.items import Candidate, Mention, Page
from iria_crawler.reading import article_of
from iria_crawler.store.articles import as_row

from .extract.markup import SITE, json_ld, post, read
from .newsdesk import article, desk

BY_ANN = '<span class="byline">By <a rel="author" href="/author/ann/">Ann Bell</a></span>'


def test_an_article_keeps_what_its_readers_did_not_agree_on() -> None:
    head = json_ld(author={"name": "Bo Lind"}, headline="Talks on the port end") + '<meta name="author" content="Cy">'
    found = read(post(head=head, meta=BY_ANN))
    assert (found.authors, found.sources["authors"]) == (("Bo Lind",), "json-ld")
    assert found.others["authors"] == (
        Candidate(value="Cy", source="meta"),
        Candidate(value="Ann Bell", source="dom"),
    )
    assert Candidate(value="Talks on the port end", source="json-ld") in found.others["title"]
    assert not set(found.others) - set(found.sources)


def test_readers_that_agree_leave_no_candidates() -> None:
    found = read(post(head=json_ld(author={"name": "Ann Bell"}), meta=BY_ANN))
    assert found.authors == ("Ann Bell",)
    assert "authors" not in found.others


def test_what_lost_against_a_rule_of_the_site_file_is_kept_too() -> None:
    site = SITE.model_copy(update={"extract": SITE.extract.model_copy(update={"authors": (".byline a",)})})
    found = read(post(head=json_ld(author={"name": "Bo Lind"}), meta=BY_ANN), site=site)
    assert (found.authors, found.sources["authors"]) == (("Ann Bell",), "rule")
    assert found.others["authors"] == (Candidate(value="Bo Lind", source="json-ld"),)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (("Ann Bell", "Bo Lind"), "Ann Bell; Bo Lind"),
        (datetime(2026, 5, 1, 12, 30, tzinfo=timezone(timedelta(hours=2))), "2026-05-01T10:30:00Z"),
        ("x" * LONGEST, "x" * LONGEST),
        ("x" * (LONGEST + 1), "x" * (LONGEST - 1) + "…"),
    ],
    ids=["list", "time", "text", "long text"],
)
def test_a_candidate_is_text(value: object, text: str) -> None:
    found: Found[object] = Found("taken", "dom", (Found(value, "meta"),))
    assert losers(found) == (Candidate(value=text, source="meta"),)


def test_candidates_are_few_and_each_says_something_else() -> None:
    noon = datetime(2026, 5, 1, 12, tzinfo=UTC)
    same = Found(noon.astimezone(timezone(timedelta(hours=5))), "feed")
    others = tuple(Found(noon + timedelta(hours=hour), "meta") for hour in (1, 1, *range(2, 20)))
    found = losers(Found(noon, "dom", (same, *others)))
    assert len(found) == MOST
    assert [each.value for each in found[:2]] == ["2026-05-01T13:00:00Z", "2026-05-01T14:00:00Z"]


def test_candidates_from_an_api_have_it_as_their_source() -> None:
    record = {"link": "https://news.example/news/port-talks/", "title": {"rendered": "Port talks end"}}
    text = f"<h1>Port talks end in silence</h1>{'<p>The ministry said that the talks had ended.</p>' * 8}"
    page = Page(
        url="https://news.example/wp-json/wp/v2/posts/7",
        status=200,
        headers=(("Content-Type", "application/json"),),
        body=json.dumps({**record, "content": {"rendered": text}}).encode(),
        captured_at=datetime(2026, 6, 1, tzinfo=UTC),
    )
    found = article_of(page, SITE)
    assert found.others
    assert {each.source for lost in found.others.values() for each in lost} == {"api"}


def test_candidates_are_stored_beside_the_sources(tmp_path: Path) -> None:
    page = article("Harbour opens").replace(
        b"</head>", b'<meta property="og:title" content="The harbour, opened"></head>'
    )
    with desk(tmp_path) as news:
        news.fetch("harbour", page)
        row = news.store.row("SELECT sources, candidates, is_partial FROM article")
    assert row is not None
    assert json.loads(row["candidates"]) == {"title": [{"source": "meta", "value": "The harbour, opened"}]}
    assert json.loads(row["sources"])["title"] == "dom"
    assert row["is_partial"] == 0
    shown = CliRunner().invoke(main, ["-C", str(tmp_path), "show", "1", "--json"])
    assert json.loads(shown.stdout)["candidates"] == json.loads(row["candidates"])


def test_an_article_without_candidates_has_none_in_its_row() -> None:
    found = read(post(), Mention(source="sitemap"))
    assert found.others == {}
    assert as_row(found)["candidates"] is None
