"""A look at a site tells what it publishes, how much there is, and what is read of its articles."""

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from iria_crawler.items import Article, Candidate, Kind, Mention, Page
from iria_crawler.looking import Look, estimate, look_of
from iria_crawler.looking.documents import ROBOTS_TOKEN, Api, Robots, Sitemap, api_of, feed_of, robots_of, sitemap_of
from iria_crawler.looking.fields import fields, missing, visible
from iria_crawler.looking.proposal import proposal, remarks
from iria_crawler.looking.seen import Seen
from iria_crawler.looking.shape import ENOUGH, pattern_of
from iria_crawler.looking.telling import as_json, findings, lasting
from iria_crawler.middlewares import ROBOTS_TOKEN as OBEYED
from iria_crawler.sites import parse

HOME = "https://news.example"
SITE = parse(f'[site]\nslug = "news"\nhome = "{HOME}/"\n', "news.toml")
MIMES = {"robots": "text/plain", "api": "application/json", "sitemap": "application/xml", "feed": "application/xml"}


def answer(kind: Kind, path: str, body: str = "", *, status: int = 200, mentions: Sequence[Mention] = ()) -> Seen:
    headers = (("Content-Type", f"{MIMES.get(kind, 'text/html')}; charset=utf-8"),)
    if 300 <= status < 400:
        headers += (("Location", body),)
    page = Page(
        url=HOME + path,
        status=status,
        headers=headers,
        body=body.encode(),
        captured_at=datetime(2026, 1, 1, tzinfo=UTC),
    )
    return Seen(page=page, kind=kind, mentions=tuple(mentions), elapsed_ms=500, stored=8_800)


def urlset(*entries: tuple[str, str]) -> str:
    rows = "".join(
        f"<url><loc>{HOME}{path}</loc>{f'<lastmod>{day}</lastmod>' if day else ''}</url>" for path, day in entries
    )
    return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</urlset>'


def index(*paths: str) -> str:
    rows = "".join(f"<sitemap><loc>{HOME}{path}</loc></sitemap>" for path in paths)
    return f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</sitemapindex>'


def story(title: str, *, lang: str = "en") -> str:
    text = "The ministry said on Monday that the talks with its neighbours would go on until the end of the week. " * 3
    paragraphs = "".join(f"<p>{number}. {text}</p>" for number in range(5))
    return (
        f'<!doctype html><html lang="{lang}"><head><title>{title}</title><meta property="og:type" content="article">'
        f'<meta property="article:published_time" content="2026-01-01T10:00:00Z"></head><body><nav><p>Menu</p></nav>'
        f"<article><h1>{title}</h1>{paragraphs}</article></body></html>"
    )


def test_the_rules_that_are_shown_are_those_that_are_obeyed() -> None:
    assert ROBOTS_TOKEN == OBEYED


def test_robots_txt_says_whether_we_may_and_how_fast() -> None:
    text = f"User-agent: iria\nCrawl-delay: 7\nDisallow: /\nUser-agent: *\nAllow: /\nSitemap: {HOME}/map.xml\n"
    found = robots_of([answer("robots", "/robots.txt", text)], SITE)
    assert found == Robots(status=200, allows=False, crawl_delay=7, sitemaps=(f"{HOME}/map.xml",))
    none = robots_of([answer("robots", "/robots.txt", "User-agent: *\nDisallow: /", status=404)], SITE)
    assert none == Robots(status=404, allows=True, crawl_delay=None, sitemaps=())
    assert robots_of([], SITE) is None


@pytest.mark.parametrize(
    ("days", "lastmod"),
    [
        (["", "", ""], "absent"),
        (["2026-01-01", "2026-01-02", "2026-01-03"], "present"),
        (["2026-01-01", "", "2026-01-03"], "in part"),
        (["2026-01-01T10:00Z", "2026-01-01T10:01Z", "2026-01-01T10:02Z"], "all on one day"),
    ],
    ids=["none", "each its own", "some", "when the site was built"],
)
def test_the_dates_of_a_sitemap_are_judged(days: list[str], lastmod: str) -> None:
    body = urlset(*((f"/news/{number}/", day) for number, day in enumerate(days)))
    found = sitemap_of([answer("sitemap", "/sitemap.xml", body)], SITE)
    assert found is not None
    assert (found.urls, found.parts, found.lastmod) == (3, 0, lastmod)


def test_the_parts_of_a_sitemap_that_were_not_fetched_are_taken_to_be_like_those_that_were() -> None:
    parts = ("/post-1.xml", "/post-2.xml", "/post-3.xml", "/author-1.xml")
    body = urlset(*((f"/news/{number}/", "") for number in range(10)))
    seen = [answer("sitemap", "/map.xml", index(*parts)), answer("sitemap", "/post-1.xml", body)]
    found = sitemap_of([answer("sitemap", "/sitemap.xml", "/map.xml", status=301), *seen], SITE)
    assert found == Sitemap(url=f"{HOME}/map.xml", parts=4, urls=30, listed=10, lastmod="absent")


@pytest.mark.parametrize(("words", "is_full"), [(55, False), (400, True)], ids=["excerpts", "whole texts"])
def test_a_feed_is_of_whole_texts_or_of_excerpts(words: int, is_full: bool) -> None:
    text = "word " * words
    items = "".join(f"<item><link>{HOME}/news/{n}/</link><description>{text}</description></item>" for n in range(3))
    rss = f'<rss version="2.0"><channel><title>The News</title>{items}</channel></rss>'
    entries = [{"url": f"{HOME}/news/{n}/", "content_html": f"<p>{text}</p>"} for n in range(3)]
    version = "https://jsonfeed.org/version/1.1"
    for body in (rss, json.dumps({"version": version, "title": "The News", "items": entries})):
        found = feed_of([answer("feed", "/feed/", body)], SITE)
        assert found is not None
        assert (found.title, found.entries, found.is_full_text) == ("The News", 3, is_full)


def test_a_feed_or_an_api_that_is_something_else_is_none() -> None:
    assert feed_of([answer("feed", "/feed/", story("Not a feed")), answer("feed", "/f", "", status=404)], SITE) is None
    assert api_of([answer("api", "/wp-json/", '{"code": "rest_disabled"}'), answer("api", "/x", "{")], SITE) is None


def test_the_list_of_an_api_is_counted() -> None:
    posts = [
        {"link": f"{HOME}/news/{n}/", "date_gmt": "2026-01-01T10:00:00", "title": {"rendered": "T"}} for n in (1, 2)
    ]
    found = api_of([answer("api", "/wp-json/wp/v2/posts", json.dumps(posts))], SITE)
    assert found == Api(url=f"{HOME}/wp-json/wp/v2/posts", posts=2, listed=2, categories=0, authors=0)


def paths(form: str) -> list[str]:
    return [HOME + form.format(n=number, year=2000 + number % 20) for number in range(1, ENOUGH + 1)]


@pytest.mark.parametrize(
    ("form", "pattern"),
    [
        ("/news/slug-{n}x/", "^/news/[^/]+/$"),
        ("/{year}/{n}/a-{n}x/", r"^/\d{{4}}/\d+/[^/]+/$".replace("{{", "{").replace("}}", "}")),
        ("/story-{n}x.html", r"^/[^/]+\.html$"),
        ("/article/{n}", r"^/article/\d+$"),
        ("/slug-{n}x/", None),
        ("/index.php?id={n}", None),
    ],
    ids=["section", "date", "ending", "number", "nothing in common", "query"],
)
def test_a_pattern_is_what_all_articles_have_in_common(form: str, pattern: str | None) -> None:
    assert pattern_of(paths(form)) == pattern


def test_a_pattern_that_is_not_clear_is_none() -> None:
    articles = paths("/news/slug-{n}x/")
    assert pattern_of(articles[1:]) is None
    assert pattern_of([*articles, f"{HOME}/about/team/x/"]) is None
    assert pattern_of(articles, others=[f"{HOME}/news/archive/"]) is None
    assert pattern_of(articles, others=[f"{HOME}/about/"]) == "^/news/[^/]+/$"


def looked(*, lang: str = "en", crawl_delay: str = "") -> Look:
    listed = [(f"/news/story-{number}x/", "") for number in range(1, 31)]
    return look_of(
        [
            answer("robots", "/robots.txt", f"User-agent: *\n{crawl_delay}\nSitemap: {HOME}/sitemap.xml\n"),
            answer(
                "home", "/", f'<html lang="{lang}"><head><title>The News</title></head><body><p>Hello</p></body></html>'
            ),
            answer("sitemap", "/post-sitemap.xml", urlset(*listed)),
            answer("article", "/news/moved/", f"{HOME}/news/story-1x/", status=301),
            *(answer("article", f"/news/story-{number}x/", story(f"Story number {number}")) for number in (1, 2, 3)),
        ],
        SITE,
    )


def test_a_look_tells_of_everything_in_a_line_each() -> None:
    told = dict(findings(looked()))
    assert told == {
        "system unknown": "no open REST API",
        "sitemap": "/post-sitemap.xml, 30 URLs, lastmod absent",
        "feed": "none found",
        "robots.txt": "allows us; Crawl-delay none; Sitemap named",
        "language": "en (html lang and text agree)",
        "3 articles read": "title, date, body in 3 of 3; author, captions in 0 of 3",
        "pace": "one request a second",
    }
    assert json.loads(json.dumps(as_json(looked())))["fields"]["body"] == 3


def test_texts_in_another_language_than_the_page_declares_are_told() -> None:
    assert dict(findings(looked(lang="fr")))["language"] == "fr by html lang, en by the text"
    assert proposal(looked(lang="fr")).site.language is None
    assert proposal(looked()).site.language == "en"


def test_an_estimate_counts_what_was_named_at_the_pace_that_is_asked_for() -> None:
    found = estimate(looked())
    assert found is not None
    assert found.pages == 35  # the articles, robots.txt, the front page, two sitemaps, a redirect
    assert (found.seconds, found.bytes) == (35.0, 35 * 10_000)
    slow = estimate(looked(crawl_delay="Crawl-delay: 10"))
    assert slow is not None
    assert slow.seconds == 350.0
    assert dict(findings(looked(crawl_delay="Crawl-delay: 10")))["pace"] == "one request every 10 s, as robots.txt asks"
    assert estimate(look_of([], SITE)) is None


def test_a_site_file_gets_what_is_clear_and_remarks_on_the_rest() -> None:
    site = proposal(looked())
    assert (site.name, site.crawl.article) == ("The News", ("^/news/[^/]+/$",))
    named = parse(f'[site]\nhome = "{HOME}/"\nname = "Mine"\n', "news.toml")
    assert proposal(look_of([], named)).name == "Mine"
    said = list(remarks(looked(), on=date(2026, 1, 2)))
    assert "2026-01-02" in said[0]
    assert f"  sitemap  {HOME}/post-sitemap.xml" in said
    assert "  feed     none found" in said


def test_of_a_site_without_articles_the_reason_is_told() -> None:
    look = look_of([answer("page", "/about/", "<html><body><p>About us</p></body></html>")], SITE)
    (label, said) = list(findings(look))[-2]
    assert label == "no article read"
    assert said.startswith("1 page ")


def test_a_page_is_shown_from_its_headline_on() -> None:
    lines = visible(answer("article", "/news/x/", story("The headline")).page)
    assert lines[0] == "The headline"
    assert lines[1].startswith("0. The ministry said")
    assert visible(answer("feed", "/feed/", "").page) == []


def test_candidates_are_shown_in_the_form_of_the_value_and_only_where_they_differ_in_it() -> None:
    said = ("2026-05-01T10:00:30Z", "2026-05-02T08:15:00Z")
    article = Article(
        url=HOME,
        title="T",
        body="B",
        published_at=datetime(2026, 5, 1, 12, tzinfo=timezone(timedelta(hours=2))),
        sources={"published_at": "json-ld"},
        others={"published_at": tuple(Candidate(value=value, source="meta") for value in said)},
    )
    (shown,) = [field for field in fields(article) if field.name == "published"]
    assert (shown.value, shown.source) == ("2026-05-01 10:00 UTC", "json-ld")
    assert shown.others == (Candidate(value="2026-05-02 08:15 UTC", source="meta"),)


def test_the_times_of_an_article_are_told_as_they_are_read_and_as_they_are_written() -> None:
    noon = datetime(2026, 5, 1, 12, tzinfo=UTC)
    shown = {
        field.name: field.value
        for field in fields(
            Article(url=HOME, title="T", body="B", published_at=noon, modified_at=noon, modified_raw="noon")
        )
    }
    assert (shown["published"], shown["modified"], shown["modified_raw"]) == (
        "2026-05-01 12:00 UTC",
        "2026-05-01 12:00 UTC",
        "noon (zone UTC)",
    )
    assert "published_raw" not in shown
    unread = fields(Article(url=HOME, title="T", body="B", published_raw="some day"))
    assert [field.value for field in unread if field.name == "published_raw"] == ["some day"]


def test_what_an_article_should_have_and_has_not_is_named() -> None:
    assert missing(Article(url=HOME, title="", body="Text")) == ["a title", "an author", "a date of publication"]


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0, "1 second"), (20, "20 seconds"), (60, "a minute"), (2100, "35 minutes"), (7200, "2 hours"), (2e5, "2 days")],
)
def test_a_stretch_of_time_is_told_as_people_say_it(seconds: float, said: str) -> None:
    assert lasting(seconds) == said
