"""What a page says to machines, however badly it says it."""

import json
import time

import pytest
from lxml.html import document_fromstring

from iria_crawler.extract.html import elements_of
from iria_crawler.extract.structured import Structured, canonical_of, structured

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
        f"/* {ARTICLE}",
        f"*/ {ARTICLE}",
        ARTICLE.replace('", "headline', '", */ "headline'),
        ARTICLE.replace('", "headline', '", /* "headline'),
        ARTICLE.replace("}}", "}, /* what else there is to s"),
        ARTICLE.removesuffix("}"),
        ARTICLE.removesuffix("}}") + ",\n",
        f'{{"@graph": [{ARTICLE}',
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


@pytest.mark.parametrize(
    ("script", "about"),
    [
        ('"about": "He said "this, note: it is so", and left"', 'He said "this, note: it is so", and left'),
        ('"about": "He said "note: this, too: that", and left"', 'He said "note: this, too: that", and left'),
        ('"a": [1,], "about": "He said "this, too: that" again"', 'He said "this, too: that" again'),
        ('"a": [1,], "about": "This is /* no comment"', "This is /* no comment"),
        (r'"a": [1,], "about": "The \"old\" port \d \u00e9t\u00e9"', r'The "old" port \d été'),
        (r"""about: 'It\'s a \"great\" "port" \u00e9'""", 'It\'s a "great" "port" é'),
    ],
)
def test_what_is_mended_says_what_it_said(script: str, about: str) -> None:
    assert data(f'{{"@type": "Article", {script}}}').strings("about") == (about,)


def test_entities_in_texts_are_decoded() -> None:
    assert data('{"@type": "Article", "headline": "Q&amp;A &amp;quot;x&amp;quot;"}').strings("headline") == ('Q&A "x"',)
    page = '<meta property="og:title" content="Q&amp;amp;A in the port">'
    assert structured(elements_of(document_fromstring(page))).said("og:title") == "Q&A in the port"


def test_only_a_script_that_is_called_json_ld_is_read_as_that() -> None:
    other = '{"@type": "NewsArticle", "headline": "Another story"}'
    scripts = (("application/json", other), ("text/x-template", other), ("Application/LD+JSON", ARTICLE))
    page = "".join(f'<script type="{kind}">{held}</script>' for kind, held in scripts)
    said = structured(elements_of(document_fromstring(f"<script>{other}</script>{page}")))
    assert [node["headline"] for node in said.nodes.values()] == ["Port talks end"]


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


URL = "https://news.example/news/port-talks/"


def on_page(*nodes: dict[str, object], head: str = "", url: str = URL) -> str | None:
    """The author whom the data of the page's article name."""
    written = "".join(f'<script type="application/ld+json">{json.dumps(node)}</script>' for node in nodes)
    page = f"<html><head>{written}{head}</head><body><h1>Port talks end in silence</h1><p>x</p></body></html>"
    return next(iter(structured(elements_of(document_fromstring(page)), url=url).strings("author")), None)


def node(author: str, headline: str | None, **fields: object) -> dict[str, object]:
    return {"@type": "NewsArticle", "headline": headline, "author": {"name": author}, **fields}


OTHER_STORY = node("Zed Wrong", "Another story entirely", url="https://news.example/x")


@pytest.mark.parametrize(
    "address",
    [
        {"url": URL},
        {"url": "http://www.news.example/news/port-talks?utm_source=feed"},
        {"url": "/news/Port-talks"},
        {"@id": f"{URL}#article"},
        {"mainEntityOfPage": URL},
        {"mainEntityOfPage": {"@type": "WebPage", "@id": URL}},
        {"url": ["https://amp.news.example/port", "https://news.example/canonical"]},
        {"mainEntityOfPage": "https://news.example/for-networks"},
    ],
)
@pytest.mark.parametrize("headline", ["Why nobody agreed", "Hafengespräche enden", None])
def test_of_several_articles_the_one_with_the_address_of_the_page_is_its(
    headline: str | None, address: dict[str, object]
) -> None:
    head = (
        '<link rel="canonical" href="https://news.example/canonical">'
        '<meta property="og:url" content="https://news.example/for-networks">'
    )
    alike = node("Zed Wrong", "The port strike ends in silence", url="https://news.example/strike")
    for nodes in ((alike, node("Ann Bell", headline, **address)), (node("Ann Bell", headline, **address), alike)):
        assert on_page(*nodes, head=head) == "Ann Bell"


def test_the_headline_of_the_page_counts_more_than_an_address() -> None:
    wrong = node("Zed Wrong", "Another story entirely", url=URL)
    assert on_page(wrong, node("Ann Bell", "Port talks end in silence", url="https://news.example/1")) == "Ann Bell"


def test_an_article_with_another_address_and_headline_is_of_another_page() -> None:
    assert on_page(OTHER_STORY) is None
    assert on_page(OTHER_STORY, node("Ann Bell", None)) == "Ann Bell"


@pytest.mark.parametrize(
    "own",
    [
        node("Ann Bell", "Silence as port talks end", url="https://news.example/1"),
        node("Ann Bell", "港の会談", url="https://news.example/"),
        node("Ann Bell", "Why nobody agreed", url="https://paper.example/x"),
        node("Ann Bell", "Why nobody agreed", url="https://[", mainEntityOfPage="True"),
        node("Ann Bell", "Why nobody agreed", url={"@id": 7}, mainEntityOfPage=[None]),
        node("Ann Bell", "Why nobody agreed", **{"@id": "#article"}),
        node("Ann Bell", "Why nobody agreed", **{"@id": "_:b0", "mainEntityOfPage": {"@type": "WebPage"}}),
        node("Ann Bell", None, url="https://news.example/x"),
    ],
)
def test_an_odd_address_makes_an_article_no_other_pages(own: dict[str, object]) -> None:
    assert on_page(own) == "Ann Bell"


@pytest.mark.parametrize("title", ["बंदरगाह वार्ता समाप्त", "港口谈判结束", "Переговоры о порте – Example News"])
@pytest.mark.parametrize("address", ["/article.php?id=7", "/zh/7", "article/7", "https://news.example/amp/port-talks/"])
def test_the_only_article_of_a_page_is_its_own_in_whatever_language_its_headline_is(title: str, address: str) -> None:
    own = json.dumps(node("Ann Bell", "Silence after the conference", url=address))
    page = f'<html><head><script type="application/ld+json">{own}</script></head><body><h1>{title}</h1></body></html>'
    assert structured(elements_of(document_fromstring(page)), url=URL).strings("author") == ("Ann Bell",)


@pytest.mark.parametrize(
    "address",
    [
        "https://news.example/amp/port-talks/",
        "https://news.example/news/port-talks/amp",
        "/port-talks",
        "../port-talks/?page=2",
        "/index.php?p=7",
    ],
)
def test_an_article_is_of_no_other_page_by_another_form_of_the_pages_address(address: str) -> None:
    assert on_page(node("Ann Bell", "Why nobody agreed", url=address)) == "Ann Bell"


@pytest.mark.parametrize("address", ["/x", "../x/", "x.html", "/en/x/amp/", "https://news.example/news/port-strike/"])
def test_an_article_is_of_another_page_by_an_address_of_that_from_wherever_it_is_written(address: str) -> None:
    assert on_page(node("Zed Wrong", "Another story entirely", url=address)) is None


def test_a_page_without_a_title_or_an_address_takes_the_first_article() -> None:
    assert on_page(OTHER_STORY, url="") == "Zed Wrong"
    assert data(json.dumps(OTHER_STORY)).strings("author") == ("Zed Wrong",)
    assert data(json.dumps(OTHER_STORY), ARTICLE).strings("author") == ("Zed Wrong",)


def test_a_picture_without_a_name_is_a_node_all_the_same() -> None:
    picture = {"@type": "ImageObject", "url": "/a.jpg", "caption": "The port"}
    named = {"@id": "#b", "@type": "ImageObject", "url": "/b.jpg"}
    said = data(json.dumps([picture, named]), ARTICLE)
    assert picture in said.nodes.values()
    assert said.nodes["#b"] == named
    assert list(said.resolved({"@id": "#b"})) == [named]


def test_a_reference_stands_for_the_node_that_says_something_of_it() -> None:
    bare, ann = {"@id": "#ann", "@type": "Person"}, {"@id": "#ann", "@type": "Person", "name": "Ann Bell"}
    again, more = {**ann, "name": "Ann Dorn"}, {"@id": "#ann", "name": "A. Bell"}
    said = data(json.dumps([bare, ann, again]), ARTICLE)
    assert list(said.resolved([{"@id": "#ann"}, bare, more, {"@id": "#carl"}, "Carl Dorn"])) == [
        ann,
        ann,
        more,
        {"@id": "#carl"},
        "Carl Dorn",
    ]


def test_what_an_article_does_not_say_its_page_may_say_for_it() -> None:
    page = {"@type": "WebPage", "inLanguage": "de"}
    said = data(json.dumps(page), ARTICLE)
    assert (said.strings("inLanguage"), said.strings("inLanguage", page_too=True)) == ((), ("de",))
    told = data(json.dumps(page), ARTICLE.replace("{", '{"inLanguage": "fr", ', 1))
    assert told.strings("inLanguage", page_too=True) == ("fr",)


def test_an_empty_meta_element_says_nothing() -> None:
    page = (
        '<meta name=" Description " content=" "><meta name="description" content="">'
        '<meta property="og:description" content="On the port">'
    )
    said = structured(elements_of(document_fromstring(page)))
    assert said.said("description", "og:description") == "On the port"
    assert said.meta["description"] == ("", "")


def test_of_the_links_of_a_page_the_canonical_one_is_its_address() -> None:
    links = '<link rel="icon" href="/a.png"><link href="/b"><link rel="Canonical nofollow" href="/news/port-talks/">'
    assert canonical_of(elements_of(document_fromstring(f"<head>{links}</head>"))) == "/news/port-talks/"


def test_meta_elements_may_say_it_in_a_value_where_old_pages_have_no_content() -> None:
    page = '<meta name="author" value="Ann Bell"><meta name="date" content="2021-03-04" value="2020">'
    said = structured(elements_of(document_fromstring(page)))
    assert (said.said("author"), said.said("date")) == ("Ann Bell", "2021-03-04")


OWN = '<meta itemprop="datePublished" content="2021-03-04"><meta itemprop="author" content="Ann Bell">'
OTHER = '<meta itemprop="datePublished" content="2020-01-01"><meta itemprop="author" content="Zed Wrong">'


def item(kind: str, held: str) -> str:
    return f'<div itemscope itemtype="https://schema.org/{kind}">{held}</div>'


@pytest.mark.parametrize(
    "page",
    [
        f"{OWN}<h1>Port talks end</h1>",
        item("NewsArticle", f"<h1>Port talks end</h1>{OWN}"),
        item("NewsArticle", f"<article><h1>Port talks end</h1><footer>{OWN}</footer><aside>{OWN}</aside></article>"),
        item("WebPage", item("CreativeWork", f"<h1>Port talks end</h1>{OWN}")),
        item("NewsArticle", f"<h1>Port talks end</h1>{item('Person', OWN)}"),
        f'<div itemscope><h1>Port talks end</h1>{OWN}</div>',
        f"<h1>Example News</h1>{item('NewsArticle', f'<h2>Port talks end</h2>{OWN}<p>The talks ended.</p>')}",
        f'<div class="sidebar"><h1>Port talks end</h1>{OWN}</div>',
        item("VideoObject", f"<h1>Port talks end</h1>{OWN}"),
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    "beside",
    [
        item("NewsArticle", f"<h3>Another story</h3>{OTHER}"),
        item("Comment", f"<p>So what.</p>{OTHER}"),
        item("Book", OTHER),
        item("Book/", OTHER),
        f"<aside>{item('Person', OTHER)}</aside>",
        item("https://schema.org/VideoObject https://schema.org/MediaObject", OTHER),
        f"<aside>{OTHER}</aside>",
        f"<footer>{OTHER}</footer>",
        f"<nav>{OTHER}</nav>",
        f'<div class="related-posts">{OTHER}</div>',
        f'<div id="comments">{OTHER}</div>',
    ],
)
def test_properties_of_other_things_on_a_page_are_not_the_articles(page: str, beside: str) -> None:
    for body in (f"{page}{beside}", f"{beside}{page}"):
        said = structured(elements_of(document_fromstring(f"<html><body>{body}<p>x</p></body></html>")))
        assert set(said.meta["datepublished"]) == {"2021-03-04"}
        assert set(said.meta["author"]) == {"Ann Bell"}


def test_a_property_of_something_within_the_article_is_not_the_articles() -> None:
    within = item("ImageObject", OTHER) + item("Person", '<meta itemprop="description" content="Ann writes.">')
    page = item("NewsArticle", f"<h1>Port talks end</h1>{within}{OWN}")
    said = structured(elements_of(document_fromstring(f"<html><body>{page}<p>x</p></body></html>")))
    assert said.meta["datepublished"] == ("2021-03-04",)
    assert "description" not in said.meta


@pytest.mark.parametrize("page", ["{}", item("NewsArticle", "{}")])
def test_a_description_that_is_no_persons_is_the_articles(page: str) -> None:
    about = page.format('<meta itemprop="description" content="On the port."><h1>Port talks end</h1>')
    assert structured(elements_of(document_fromstring(f"<body>{about}</body>"))).said("description") == "On the port."


@pytest.mark.parametrize("whole", ["html", "body"])
def test_where_all_of_a_page_is_called_an_article_what_stands_beside_it_is_none_of_it(whole: str) -> None:
    page = f"<html><body><h1>Port talks end</h1>{OWN}<aside>{OTHER}</aside></body></html>"
    marked = page.replace(f"<{whole}>", f'<{whole} itemscope itemtype="https://schema.org/NewsArticle">')
    assert structured(elements_of(document_fromstring(marked))).meta["author"] == ("Ann Bell",)


TITLE = "Port talks end"
TEXT = "<p>Ninety ships wait off the coast for a place in the harbour, and nobody knows for how long they will.</p>" * 3
BROKEN = TEXT.replace("<p>", "<br>").replace("</p>", "<br>")
TEASERS = f'<div class="more">{TEXT * 3}</div>'
HEADLINE = f'<meta itemprop="headline" content="{TITLE}">'


def of_microdata(body: str, title: str = f"{TITLE} – Example News") -> tuple[tuple[str, ...], ...]:
    """The days and authors that the meta elements of a page give it."""
    page = f"<html><head><title>{title}</title></head><body>{body}</body></html>"
    meta = structured(elements_of(document_fromstring(page))).meta
    return meta.get("datepublished", ()), meta.get("author", ())


@pytest.mark.parametrize(
    "body",
    [
        f"<h1>{TITLE}</h1>{TEXT}{item('NewsArticle', OWN)}",
        f"{item('NewsArticle', OWN + HEADLINE)}<h1>{TITLE}</h1>{TEXT}",
        f"<article><h1>{TITLE}</h1>{item('Article', f'By Ann Bell {OWN}')}{TEXT}</article>",
        f"<h1>{TITLE}</h1>{item('NewsArticle', OWN + BROKEN)}{TEASERS}",
        f"<h1>{TITLE}</h1>{item('NewsArticle', f'{OWN}{TEXT}<h2>What comes next</h2>{TEXT}')}{TEASERS}",
        f"<h1>Example News</h1>{item('NewsArticle', f'<h2 itemprop=headline>{TITLE}</h2>{OWN}{TEXT}')}{TEASERS}",
        f"<h1>{TITLE}</h1>{item('NewsArticle', f'<h2 itemprop=headline>Hafen</h2>{OWN}{TEXT}')}",
        f"<h1>{TITLE}</h1>{item('NewsArticle', f'<h2 itemprop=headline>Переговоры</h2>{OWN}')}{TEXT}",
        f"<h1>{TITLE}</h1>{item('Event', OWN + TEXT)}",
        f"{item('NewsArticle', f'<h1>{TITLE}</h1>{TEXT}<footer>{OWN}</footer>')}",
        f'<div class="sidebar"><h1>{TITLE}</h1>{TEXT}{item("NewsArticle", OWN)}</div>',
        f"<h1>{TITLE}</h1>{TEXT}{item('NewsArticle', item('Organization', '<meta itemprop=name content=Zed>') + OWN)}",
        f"{item('NewsArticle', f'<h1>{TITLE}</h1>')}{item('Event', OWN + TEXT)}",
        f"{item('NewsArticle', item('Movie', f'<h1>{TITLE}</h1>{OTHER}') + OWN + TEXT)}",
        *(
            item(kind, f"<h1>{TITLE}</h1>{OWN}")
            for kind in ("VideoObject", "Event", "Recipe", "PodcastEpisode", "Movie")
        ),
    ],
)
def test_the_only_article_among_the_items_of_a_page_is_its_own(body: str) -> None:
    assert of_microdata(body) == (("2021-03-04",), ("Ann Bell",))


@pytest.mark.parametrize("title", ["", "–"])
def test_an_article_is_that_of_a_page_without_a_title(title: str) -> None:
    for page in (f"<h1></h1><h1></h1>{item('NewsArticle', OWN)}", item("NewsArticle", f"<h1>{TITLE}</h1>{OWN}")):
        assert of_microdata(page + TEXT, title) == (("2021-03-04",), ("Ann Bell",))


def test_the_headline_of_another_story_takes_nothing_from_an_article_that_names_none() -> None:
    other = item("NewsArticle", f"<h2 itemprop=headline>Port strike</h2>{OTHER}")
    assert "Ann Bell" in of_microdata(f"<h1>Port talks are over</h1>{item('NewsArticle', OWN)}{other}{TEASERS}")[1]


@pytest.mark.parametrize(
    ("title", "page", "other"),
    [
        ("Silence in the port – Example News", item("NewsArticle", f"<h1>Talks on the port end</h1>{OWN}"), "The port"),
        ("Silence in the port", item("VideoObject", f"<h1>Talks on the port end</h1>{OWN}"), "Strike"),
        (
            "Talks on the port in the capital end in silence",
            item("NewsArticle", f"<h2 itemprop=headline>Talks on the port in the capital ended in silence</h2>{OWN}"),
            "The port",
        ),
    ],
)
def test_the_name_of_the_site_is_no_headline_of_a_story(title: str, page: str, other: str) -> None:
    beside = item("NewsArticle", f"<h2 itemprop=headline>{other}</h2>{OTHER}")
    found = of_microdata(f"<h1>Example News</h1>{page}{beside}{TEASERS}", title)
    assert found == (("2021-03-04",), ("Ann Bell",))


@pytest.mark.parametrize(
    "other",
    [
        item("NewsArticle", f'<meta itemprop="headline" content="Another story">{OTHER}'),
        item("NewsArticle", f'<meta itemprop="name" content="News"><b itemprop="headline">Another story</b>{OTHER}'),
        item("NewsArticle", f'<h2><a href="/x">Another story</a></h2>{OTHER}<p>Somewhere else, all was well.</p>'),
        item("NewsArticle", f'<h2><a href="/x">Another story</a></h2>{OTHER}{TEXT[:110]}'),
        item("NewsArticle", f'<a href="/x"><h2>Another story</h2></a>{OTHER}{TEXT[:110]}'),
        f"<aside>{item('NewsArticle', OTHER)}</aside>",
        f"<footer>{item('NewsArticle', OTHER)}</footer>",
        f'<div class="related-posts">{item("NewsArticle", OTHER)}</div>',
        f'<div id="comments">{item("Review", OTHER)}</div>',
        *(item(kind, OTHER) for kind in ("Comment", "Book", "Movie", "VideoObject", "Event")),
    ],
)
def test_an_only_item_is_of_another_story_by_its_headline_its_place_or_its_type(other: str) -> None:
    assert of_microdata(f"<h1>{TITLE}</h1>{TEXT}{other}") == ((), ())


@pytest.mark.parametrize(
    "other",
    ["<h1><a href='/x'>Strike goes on</a></h1>", "<h2 itemprop=headline>Port</h2>", f"<p>x</p>{TEXT}", ""],
)
def test_where_an_article_has_the_headline_of_the_page_all_others_are_of_other_stories(other: str) -> None:
    mine = item("NewsArticle", f"<h2 itemprop=headline>{TITLE}</h2>{OWN}{TEXT}")
    beside = item("NewsArticle", f"{other}{OTHER}")
    for body in (f"{mine}{beside}", f"{beside}{mine}"):
        assert of_microdata(body) == (("2021-03-04",), ("Ann Bell",))
