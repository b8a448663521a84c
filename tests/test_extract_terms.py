"""What an article is filed under, and which of those who say so is believed."""

import time

import pytest

from iria_crawler.extract.html import elements_of
from iria_crawler.extract.parsing import tree_of
from iria_crawler.extract.structured import structured
from iria_crawler.extract.terms import categories_of, tags_of
from iria_crawler.extract.title import title_of
from iria_crawler.extract.view import View, view_of
from iria_crawler.items import Mention
from iria_crawler.sites import Rules

from .extract.markup import FIRST, SITE, URL, json_ld, page, post, read

ROW = '<a href="/t/iran/">Iran</a> <a href="/t/ports/">Ports</a>'


def meta(name: str, content: str) -> str:
    return f'<meta name="{name}" property="{name}" content="{content}">'


def view(html: str) -> View:
    tree = tree_of(page(html))
    return view_of(
        page(html), SITE, tree, elements=elements_of(tree), base=URL, data=structured(elements_of(tree)), mentions=()
    )


def trail(*names: str) -> str:
    steps = [{"@type": "ListItem", "position": at, "name": name} for at, name in enumerate(names)]
    return json_ld(**{"@type": "BreadcrumbList", "itemListElement": steps})


# --- tags


@pytest.mark.parametrize(
    "head",
    [
        meta("news_keywords", "Iran, Ports"),
        meta("keywords", "Iran،Ports"),
        meta("article:tag", "Iran") + meta("article:tag", "Ports"),
        meta("article:tag", "Iran,Ports"),
        meta("parsely-tags", "Iran;Ports"),
        json_ld(keywords="Iran, Ports"),
        json_ld(keywords=["Iran", "Ports"]),
        json_ld(keywords=[{"@type": "DefinedTerm", "name": "Iran"}, {"@type": "DefinedTerm", "name": "Ports"}]),
        json_ld(about=[{"@type": "Thing", "name": "Iran"}, {"@type": "Thing", "name": "Ports"}]),
        json_ld(mentions=[{"@type": "Thing", "name": "Iran"}, {"@type": "Thing", "name": "Ports"}]),
    ],
)
def test_keywords_of_the_page_are_its_tags_however_they_are_listed(head: str) -> None:
    assert read(post(head=head)).tags == ("Iran", "Ports")


@pytest.mark.parametrize(
    "row",
    [
        f'<div class="post-tags">{ROW}</div>',
        f'<ul id="articleTopics">{ROW}</ul>',
        f'<p class="m-schlagworte">{ROW}</p>',
        '<div><a class="tag" href="/a">Iran</a> <a class="tag" href="/b">Ports</a></div>',
        '<ul><li><a class="tag-link" href="/a">Iran</a></li><li><a class="tag-link" href="/b">Ports</a></li></ul>',
        f'<nav class="article-tags">{ROW}</nav>',
        '<nav aria-label="tags"><a href="/topics/a1">Iran</a> <a href="/topics/b2">Ports</a></nav>',
        '<p><span itemprop="keywords">Iran, Ports</span></p>',
        '<ul><li itemprop="keywords">Iran</li><li itemprop="keywords">Ports</li></ul>',
        '<ul><li><a href="/topics/a1">Iran</a></li><li><a href="/topics/b2">Ports</a></li></ul>',
    ],
)
def test_a_row_of_links_that_is_one_of_tags_by_class_or_address_gives_them(row: str) -> None:
    assert read(post(meta=row)).tags == ("Iran", "Ports")


@pytest.mark.parametrize(
    "row",
    [
        f'<div class="tag-cloud">{ROW}</div>',
        f'<div class="popular-tags"><span class="tags">{ROW}</span></div>',
        '<p class="topic">The <a href="/topic/a">ministry</a> said that it would look into what has been said.</p>',
        '<div class="tags">' + "".join(f'<a href="/tag/{at}">Tag {at}</a>' for at in range(60)) + "</div>",
        '<div class="stage image-tagline"><a href="/a">Iran</a> <a href="/b">Ports</a></div>',
    ],
)
def test_clouds_and_links_of_the_text_are_no_tags(row: str) -> None:
    assert read(post(meta=row)).tags == ()


def test_links_that_call_themselves_tags_beat_all_keywords() -> None:
    links = '<a rel="tag" href="/t/iran/">Iran</a>'
    head = meta("news_keywords", "Gulf, Ships") + meta("keywords", "Gulf, Ships") + json_ld(keywords="Gulf, Ships")
    assert read(post(meta=links, head=head)).tags == ("Iran",)


def test_tags_of_the_api_beat_what_the_page_says_for_machines() -> None:
    assert read(post(head=meta("keywords", "Gulf")), Mention(source="api", tags=("Iran",))).tags == ("Iran",)


def test_of_three_sources_or_more_the_tags_are_what_most_of_them_name() -> None:
    head = (
        meta("news_keywords", "Iran, Ports, premium-layout")
        + meta("keywords", "Iran, Ports, Gulf")
        + json_ld(keywords=["ports", "iran"])
    )
    assert read(post(head=head)).tags == ("Iran", "Ports")


def test_sources_that_have_one_word_in_common_do_not_agree_on_it() -> None:
    head = meta("keywords", "iran, talks, end, in, silence") + json_ld(keywords="Politics")
    assert read(post(meta=f'<div class="tags">{ROW} <a href="/t/gulf/">Gulf</a></div>', head=head)).tags != ("iran",)


def test_a_printed_row_beats_a_single_keyword() -> None:
    assert read(post(meta=f'<div class="tags">{ROW}</div>', head=json_ld(keywords="Politics"))).tags == (
        "Iran",
        "Ports",
    )


def test_a_line_that_is_no_list_is_believed_last() -> None:
    line = json_ld(keywords="Iran Ports Ships Gulf Ministry Silence")
    assert read(post(head=line + meta("keywords", "Iran,Ports"))).tags == ("Iran", "Ports")


def test_keywords_for_machines_and_the_name_of_the_site_are_no_tags() -> None:
    keywords = "Iran, 0f8fad5b-d9cb-469f-a165-70867728950e, type:story, _paywall, news.example.com, Example News, 1234"
    assert read(post(head=meta("keywords", keywords))).tags == ("Iran",)


@pytest.mark.parametrize(
    ("said", "tags"),
    [
        ("#Iran, Ports ,", ("Iran", "Ports")),
        ("港口 谈判 伊朗", ("港口", "谈判", "伊朗")),
        ("Iran, All topics, mehr Themen", ("Iran",)),
        ("", ()),
    ],
)
def test_keywords_are_read_as_they_are_written(said: str, tags: tuple[str, ...]) -> None:
    assert read(post(head=meta("keywords", said))).tags == tags


def test_a_row_of_tags_beside_an_article_counts_where_nothing_in_it_names_any() -> None:
    beside = post().replace("<footer>", f'<div class="post-tags">{ROW}</div><footer>')
    assert read(beside).tags == ("Iran", "Ports")
    assert read(beside.replace("</title>", f"</title>{meta('keywords', 'Gulf, Ships')}")).tags == ("Gulf", "Ships")


def test_several_keywords_beat_a_printed_row_and_the_most_trusted_source_of_them_all_others() -> None:
    row = '<div class="tags"><a href="/t/gulf/">Gulf</a> <a href="/t/ships/">Ships</a></div>'
    assert read(post(meta=row, head=meta("keywords", "Iran, Ports"))).tags == ("Iran", "Ports")
    assert read(post(meta=row, head=meta("keywords", "Iran") + meta("news_keywords", ""))).tags == ("Gulf", "Ships")
    assert read(post(head=meta("keywords", "Ports, Ships") + meta("news_keywords", "Iran"))).tags == ("Iran",)


def test_keywords_of_another_story_on_the_page_are_no_tags() -> None:
    marked = '<p itemprop="keywords">Iran, Ports</p>'
    other = (
        f'<div itemscope itemtype="https://schema.org/NewsArticle"><h3><a href="/x">Boats sink</a></h3>{marked}</div>'
    )
    assert read(post(after=marked)).tags == ("Iran", "Ports")
    assert read(post(after=other)).tags == ()
    assert read(post(meta=f'<div class="tags">{ROW}</div>', after=marked.replace("Iran", "Gulf"))).tags[0] == "Iran"


def test_the_class_of_a_post_names_its_terms_where_nothing_else_does() -> None:
    named = post().replace("hentry", "hentry category-middle-east category-7 tag-oil-prices tag-12")
    article = read(named)
    assert (article.categories, article.tags) == (("Middle East",), ("Oil Prices",))


def test_a_category_or_tag_has_the_address_of_its_list_if_that_is_on_the_site() -> None:
    links = (
        '<a href="/news/iran/">Iran</a> <a href="/tag/iran/">#IRAN</a> <a href="/tags/iran-2/">Iran</a>'
        '<a href="/x/">Gulf</a> <a rel="tag nofollow" href="/t/gulf">Gulf</a> <a href="https://[/tag/">Oil</a>'
        '<a href="https://social.example/tag/ports/">Ports</a> <a href="/category/asia/">Asia</a><a>Iran</a>'
    )
    told = read(
        post(head=meta("keywords", "Iran, Ports, Oil") + trail("Home", "Gulf")).replace("<nav>", f"<nav>{links}", 1)
    )
    assert (told.categories, told.tags) == (("Gulf",), ("Iran", "Ports", "Oil"))
    assert told.term_urls == {"Iran": "https://news.example/tag/iran/", "Gulf": "https://news.example/t/gulf"}


# --- categories


@pytest.mark.parametrize(
    ("head", "section", "source"),
    [
        (meta("article:section", "World"), "World", "meta"),
        (json_ld(articleSection=["Gulf", "World"]) + meta("article:section", "World"), "Gulf", "json-ld"),
        (trail("Home", "Asia"), "Asia", "dom"),
    ],
)
def test_the_section_is_what_the_page_calls_so_or_else_its_first_category(head: str, section: str, source: str) -> None:
    article = read(post(head=head))
    assert (article.section, article.sources["section"]) == (section, source)
    assert article.categories[0] == section


def test_a_rule_of_the_site_gives_the_section() -> None:
    site = SITE.model_copy(update={"extract": Rules(section=(".x9",))})
    article = read(post(meta='<b class="x9">Ports</b>', head=meta("article:section", "World")), site=site)
    assert (article.section, article.sources["section"]) == ("Ports", "rule")


def test_the_steps_of_a_breadcrumb_are_categories_without_the_front_page_and_the_article() -> None:
    title = "Port talks end in silence"
    crumbs = f'<a href="/">Home</a> › <a href="/w/">World</a> › <a href="/w/g/">Gulf</a> › <a href="/x/">{title}</a>'
    assert read(post(meta=f'<nav class="breadcrumbs">{crumbs}</nav>')).categories == ("World", "Gulf")
    assert read(post(head=trail("Home", "World", "Gulf", title))).categories == ("World", "Gulf")
    assert read(post(head=trail("Home", "World"))).categories == ("World",)
    here = f'<a href="/">Home</a> <a href="/w/">World</a> <a href="#">All of this story</a> <a>{title}</a>'
    assert read(post(meta=f'<ol class="crumbs">{here}</ol>')).categories == ("World",)


@pytest.mark.parametrize(
    ("head", "categories"),
    [
        (trail("Home", "World", "Talks are over") + meta("og:title", "Talks are over"), ("World",)),
        (trail("Home", "World", "Nobody knows why the talks ended"), ("World",)),
        (trail("Home", "World").replace('"name": "World"', '"item": {"@id": "/w/", "name": "World"}'), ("World",)),
        (trail("Home", "World").replace("BreadcrumbList", "ItemList"), ()),
    ],
)
def test_of_the_data_of_a_breadcrumb_its_names_are_categories_but_for_headlines(
    head: str, categories: tuple[str, ...]
) -> None:
    assert read(post(head=head)).categories == categories


def test_links_that_call_themselves_categories_beat_breadcrumbs_and_data() -> None:
    link = '<a rel="category tag" href="/c/me/">Middle East</a>'
    head = trail("Home", "World", "x") + json_ld(articleSection="News") + meta("article:section", "All")
    assert read(post(meta=link, head=head)).categories == ("Middle East",)
    assert read(post(meta='<a rel="tag" href="/category/gulf/">Gulf</a>', head=head)).categories == ("Gulf",)


def test_links_to_categories_around_an_article_count_where_it_has_none() -> None:
    around = '<p><a rel="category tag" href="/c/asia/">Asia</a></p><footer>'
    own = '<a rel="category tag" href="/c/gulf/">Gulf</a>'
    assert read(post().replace("<footer>", around)).categories == ("Asia",)
    assert read(post(meta=own).replace("<footer>", around)).categories == ("Gulf",)


def test_a_row_of_categories_is_read_by_its_class() -> None:
    row = '<ul class="td-category"><li><a href="/a/">Gulf</a></li><li><a href="/b/">Ports</a></li></ul>'
    assert read(post(meta=row)).categories == ("Gulf", "Ports")


def test_several_sections_in_one_line_are_several_categories() -> None:
    assert read(post(head=json_ld(articleSection="Films & Series, Actors"))).categories == ("Films & Series", "Actors")


@pytest.mark.parametrize("odd", ["7", '[7, null, [], {"item": 7}, {"item": {"name": 7}}, {"name": []}]', "{}", '"x"'])
def test_an_odd_breadcrumb_gives_nothing_and_breaks_nothing(odd: str) -> None:
    script = f'<script type="application/ld+json">{{"@type": "BreadcrumbList", "itemListElement": {odd}}}</script>'
    assert read(post(head=script)).categories == ()


def test_links_with_odd_addresses_break_nothing() -> None:
    assert read(post(meta='<a rel="tag" href="http://[">Iran</a><a class="tag" href="">x</a>')).tags == ("Iran",)


def test_a_link_to_a_category_in_the_article_is_one_however_it_is_marked_up() -> None:
    row = '<footer><p>In <a href="/category/gulf.html">Gulf</a>.</p></footer>'
    assert read(post(meta=row)).categories == ("Gulf",)
    tags = '<p>tags: <a href="/tag/iran.html">Iran</a> <a href="/tag/ports.html">Ports</a></p>'
    both = read(post(meta=f"<footer>{row}{tags}</footer>"))
    assert (both.categories, both.tags) == (("Gulf",), ("Iran", "Ports"))
    listed = '<nav><a href="/category/gulf.html">Gulf</a> <a href="/category/asia.html">Asia</a></nav>'
    assert read(post(meta=listed)).categories == ()


@pytest.mark.parametrize(
    "row",
    [
        "<div>" + "".join(f'<a href="/category/c{at}/">Topic {at}</a> ' for at in range(12)) + "</div>",
        f'<p>{FIRST} See <a href="/category/guides/">market it over time</a> for more of this.</p>',
        '<a href="/category/news/">« Back to overview</a>',
    ],
)
def test_a_list_of_all_categories_a_sentence_and_a_way_back_file_nothing(row: str) -> None:
    assert read(post(meta=row)).categories == ()


def test_what_a_feed_calls_a_category_is_a_tag_unless_the_page_files_the_article_there() -> None:
    feed = Mention(source="feed", tags=("Gulf", "Iran"))
    row = '<p>In <a href="/category/gulf.html">Gulf</a>.</p>'
    assert read(post(meta=row), feed).tags == ("Iran",)
    assert read(post(), feed).tags == ("Gulf", "Iran")


@pytest.mark.parametrize(
    "many",
    [
        f'<div class="tags">{ROW * 20_000}</div>',
        '<a class="tag" href="/tag/x">x y z</a>' * 20_000,
        '<h1>Port talks</h1><h2 class="headline">Port talks end</h2>' * 10_000,
        '<div class="breadcrumb"><a href="/a">a</a>' * 10_000,
        f"<h1>{'<i>a</i> ' * 10_000}</h1>",
        meta("keywords", ", ".join(map(str, range(10_000, 60_000)))),
    ],
    ids=lambda text: text[:24],
)
def test_a_page_with_far_too_much_of_it_takes_no_long_time(many: str) -> None:
    seen = view(post(meta=many))
    begin = time.process_time()
    title_of(seen)
    tags_of(seen, ())
    categories_of(seen)
    assert time.process_time() - begin < 2


def test_the_row_of_tags_of_a_post_may_be_set_like_a_cloud() -> None:
    cloud = (
        '<span class="tagcloud"><a rel="tag" href="/tag/iran/">Iran</a> <a rel="tag" href="/tag/p/">Ports</a></span>'
    )
    assert read(post(after=f'<div class="post-bottom-meta post-bottom-tags">{cloud}</div>')).tags == ("Iran", "Ports")
    assert read(post(after=f'<div class="box">{cloud}</div>')).tags == ()


def test_what_microformats_call_a_category_is_a_tag_if_its_address_says_so() -> None:
    row = '<a class="p-category" rel="tag" href="/{0}/#iran">Iran</a>'
    assert (read(post(after=row.format("tags"))).tags, read(post(after=row.format("x"))).tags) == (("Iran",), ())
