"""What a page says to machines, however badly it says it."""

import json
import time

import pytest
from lxml.html import document_fromstring

from iria_crawler.extract.html import elements_of
from iria_crawler.extract.structured import Structured, structured

ARTICLE = '{"@type": "NewsArticle", "headline": "Port talks end", "author": {"@type": "Person", "name": "Ann Bell"}}'


def data(*scripts: str, title: str | None = None, body: str = "") -> Structured:
    written = "".join(f'<script type="application/ld+json">{script}</script>' for script in scripts)
    heading = f"<h1>{title}</h1>" if title else ""
    return structured(
        elements_of(document_fromstring(f"<html><head>{written}</head><body>{heading}{body}<p>x</p></body></html>"))
    )


@pytest.mark.parametrize(
    "script",
    [
        ARTICLE,
        f"[{ARTICLE}]",
        f"[[{ARTICLE}]]",
        f'{{"@graph": [{{"@type": "WebSite"}}, {ARTICLE}]}}',
        f'{{"@type": "WebPage", "@graph": [[{{"@graph": [{ARTICLE}]}}]]}}',
        f'{{"@type": "WebPage", "mainEntity": {ARTICLE}}}',
        ARTICLE.replace("NewsArticle", "https://schema.org/NewsArticle"),
        ARTICLE.replace('"NewsArticle"', '["Thing", "NewsArticle"]'),
        f"{ARTICLE};",
        f"<!-- {ARTICLE} -->",
        f"//<![CDATA[\n{ARTICLE}\n//]]>",
        f"/*<![CDATA[*/{ARTICLE}/*]]>*/",
        f"\ufeff{ARTICLE}",
        f'{{"@type": "WebSite"}}{ARTICLE}',
        f'{{"@type": "WebSite"}};\n{ARTICLE},',
        ARTICLE.replace("}}", ",},}"),
        ARTICLE.replace('", "headline', '", // the headline, "quoted"\n /* and, so on */ "headline'),
        ARTICLE.replace('"author"', '"articleBody": "One line.\n\tAnother, with a tab.", "author"'),
        ARTICLE.replace('"author"', '"articleBody": "The "great" port, "so big", is shut", "author"'),
        ARTICLE.replace('"author"', r'"articleBody": "It\'s a port \d", "author"'),
        ARTICLE.replace('"', "&quot;"),
        f"{ARTICLE} and so on",
        f"// the article, as search engines like it\n{ARTICLE}",
        f"/**\n * Schema of the article\n * @see schema.org/NewsArticle\n */\n{ARTICLE}",
        ARTICLE.removesuffix("}"),
        ARTICLE.removesuffix("}}") + ",\n",
        ARTICLE.replace('"', "'"),
        ARTICLE.replace('"headline"', "headline").replace('"Ann Bell"', "'Ann Bell'"),
        ARTICLE.replace('"author"', '"about": "He said "note: this is it", and left", "author"'),
        ARTICLE.replace('"', "'").replace(
            "'author'", r"'url': 'https://news.example/a', 'about': 'It\'s a \"port\"', 'author'"
        ),
        "{'@type': 'NewsArticle', headline: \"Port talks end\", author : {'@type':'Person',name:'Ann Bell'},}",
        '{"@graph": [{"@type": "WebSite", "name": "It\'s news: all of it"},' + ARTICLE + "]",
    ],
)
def test_what_is_nearly_json_is_read_as_what_was_meant(script: str) -> None:
    said = data(script)
    assert said.article["headline"] == "Port talks end"
    assert said.article["author"]["name"] == "Ann Bell"


def test_commas_and_slashes_in_strings_are_left_as_they_are() -> None:
    assert data('{"@type": "Article", "headline": "A ,] /* b */ // c",}').strings("headline") == ("A ,] /* b */ // c",)


def test_entities_in_texts_are_decoded() -> None:
    assert data('{"@type": "Article", "headline": "Q&amp;A &amp;quot;x&amp;quot;"}').strings("headline") == ('Q&A "x"',)


@pytest.mark.parametrize(
    "broken", ["", "{", "null", "[1, 2", '{"@type": "Arti', "{a: 'b", "{" * 9, "not json", '"""""', "\\"]
)
def test_what_cannot_be_read_is_left_out_and_the_rest_is_read(broken: str) -> None:
    assert data(broken, ARTICLE).article["headline"] == "Port talks end"


@pytest.mark.parametrize(
    "huge",
    [
        "[" * 200_000,
        '{"a":' * 200_000,
        "[" * 900 + "]" * 900,
        '{"mainEntity":' * 900 + "1" + "}" * 900,
        json.dumps([{"@type": "Thing", "name": str(at)} for at in range(100_000)]),
        json.dumps({"@type": "Thing", "text": "x" * 5_000_000}),
        '"' + '\\"' * 40_000,
        '{"a": "b" c' + '"' * 50_000,
        "{" + "/*" * 50_000,
        "{}" * 50_000,
        "9" * 100_000,
        "<!--" * 50_000,
        "{a:" * 50_000,
        "{'a':" + "'" * 90_000,
        "[" * 50_000 + "," + " ," * 20_000,
    ],
    ids=lambda text: text[:12],
)
def test_a_huge_or_deep_script_takes_no_long_time_and_nothing_else_away(huge: str) -> None:
    begin = time.process_time()
    assert data(ARTICLE, huge).article["headline"] == "Port talks end"
    assert time.process_time() - begin < 5


@pytest.mark.parametrize(
    "broken",
    [
        f'{{"a":{"/* " * 30_000}}}',
        f'{{"a":{"/" * 95_000}}}',
        f'{{"@type":"NewsArticle","articleBody":"{"x ,y, " * 15_000}",}}'.replace(",y,", '"y"'),
        "[" + '{"a":1},' * 11_000 + ' {"b":"x "q" y "z" w"},]',
    ],
    ids=lambda text: text[:12],
)
def test_ninety_broken_scripts_take_no_long_time_and_what_was_not_mended_is_said(broken: str) -> None:
    begin = time.process_time()
    said = data(ARTICLE, *[broken] * 90)
    assert time.process_time() - begin < 2
    assert said.article["headline"] == "Port talks end"
    assert said.limits == (f"{90 * len(broken):,} letters of broken JSON-LD, 300,000 mended",)


def test_one_broken_script_is_mended_and_no_limit_is_reached() -> None:
    assert data(f"{ARTICLE},]").limits == ()


def test_of_several_articles_the_one_with_the_title_of_the_page_is_its() -> None:
    others = [{"@type": "NewsArticle", "headline": headline} for headline in ("The port of call", "Port talks end")]
    assert data(json.dumps(others), title="Port talks end").article["headline"] == "Port talks end"
    assert data(json.dumps(others)).article["headline"] == "The port of call"


def test_a_picture_without_a_name_is_a_node_all_the_same() -> None:
    picture = {"@type": "ImageObject", "url": "/a.jpg", "caption": "The port"}
    named = {"@id": "#b", "@type": "ImageObject", "url": "/b.jpg"}
    said = data(json.dumps([picture, named]), ARTICLE)
    assert picture in said.nodes.values()
    assert said.nodes["#b"] == named
    assert list(said.resolved({"@id": "#b"})) == [named]


def test_meta_elements_may_say_it_in_a_value_where_old_pages_have_no_content() -> None:
    page = '<meta name="author" value="Ann Bell"><meta name="date" content="2021-03-04" value="2020">'
    said = structured(elements_of(document_fromstring(page)))
    assert (said.said("author"), said.said("date")) == ("Ann Bell", "2021-03-04")
