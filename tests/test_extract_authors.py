"""Whom to believe of those who say who has written an article: its data, its byline, a rule."""

import pytest

from iria_crawler.items import Mention
from iria_crawler.sites import Rules

from .extract.markup import SITE, json_ld, post, read


def test_a_person_in_the_byline_beats_the_letters_of_an_organisation_in_the_data() -> None:
    head = '<meta name="author" content="OIR">'
    assert read(post(head=head, meta='<div class="author">Ann Bell</div>')).authors == ("Ann Bell",)
    assert read(post(head=head, meta='<div class="author">Noticias</div>')).authors == ("OIR",)


def test_contributors_in_the_data_whom_the_byline_names_are_authors_as_well() -> None:
    said = {"author": {"name": "Ann Bell"}, "contributor": [{"name": "Carl Dorn"}]}
    byline = '<h4 class="author-name"><a href="/author/a/">Ann Bell</a>, <a href="/author/c/">Carl Dorn</a></h4>'
    assert read(post(meta=byline, head=json_ld(**said))).authors == ("Ann Bell", "Carl Dorn")
    assert read(post(head=json_ld(**said))).authors == ("Ann Bell",)


@pytest.mark.parametrize("said", ["Ann Bell, https://news.example/ann", "Ann Bell (https://social.example/ann_b)"])
def test_an_address_beside_a_name_in_the_data_takes_nothing_from_it_and_alone_names_nobody(said: str) -> None:
    assert read(post(head=f'<meta property="article:author" content="{said}">')).authors == ("Ann Bell",)
    assert read(post(head=f'<meta property="article:author" content="{said.split()[-1]}">')).authors == ()


def test_a_person_in_the_byline_beats_a_login_and_an_organisation_in_the_data() -> None:
    byline = '<span class="byline">By Eve Fox</span>'
    for name in ("kate_s", "webdesk2", "Harbour Press Agency"):
        article = read(post(meta=byline, head=json_ld(author={"@type": "Person", "name": name})))
        assert article.authors == ("Eve Fox",)


def test_of_different_data_that_is_believed_which_the_page_prints() -> None:
    head = json_ld(author="Ann Bell") + '<meta name="author" content="Eve Fox">'
    assert read(post(head=head)).authors == ("Ann Bell",)
    feed = Mention(source="feed", authors=("Eve Fox",))
    assert read(post(head=head, meta='<span class="byline">By Eve Fox</span>'), feed).authors == ("Eve Fox",)


def test_a_full_name_on_the_page_beats_half_of_it_in_the_data() -> None:
    for half in ("Bell", "Ann"):
        article = read(post(head=json_ld(author=half), meta='<span class="byline">By Ann Bell</span>'))
        assert article.authors == ("Ann Bell",)
    assert read(post(head=json_ld(author="Ann"), meta='<span class="byline">By Carl Dorn</span>')).authors == ("Ann",)


def test_a_byline_with_one_more_person_than_the_data_is_whole() -> None:
    byline = '<span class="byline">By Ann Bell and Carl Dorn</span>'
    assert read(post(head=json_ld(author="Ann Bell"), meta=byline)).authors == ("Ann Bell", "Carl Dorn")
    assert read(post(head=json_ld(author="Eve Fox"), meta=f"<p>Eve Fox</p>{byline}")).authors == ("Eve Fox",)


def test_a_byline_with_one_more_person_than_two_in_the_data_is_whole() -> None:
    byline = '<span class="byline">By Ann Bell, Carl Dorn and Eve Fox</span>'
    article = read(post(head=json_ld(author=["Ann Bell", "Carl Dorn"]), meta=byline))
    assert article.authors == ("Ann Bell", "Carl Dorn", "Eve Fox")


def test_another_person_in_the_data_is_believed_before_the_byline_which_is_kept_beside() -> None:
    byline = '<span class="byline">By Ann Bell</span>'
    for head in ('<meta name="author" content="Eve Fox">', json_ld(author="Eve Fox")):
        article = read(post(head=head, meta=byline))
        assert article.authors == ("Eve Fox",)
        assert [other.value for other in article.others["authors"]] == ["Ann Bell"]


def test_a_person_in_the_byline_beats_the_site_in_the_data() -> None:
    head = '<meta property="og:site_name" content="Northern Harbour">' + json_ld(author="Northern Harbour")
    assert read(post(head=head, meta='<span class="byline">By Ann Bell</span>')).authors == ("Ann Bell",)
    assert read(post(head=head)).authors == ("Northern Harbour",)


@pytest.mark.parametrize("name", ["Example News", "ExampleNews", "News", "news.example", "Northern Harbour"])
def test_a_person_in_the_byline_beats_the_site_by_whatever_name_the_data_call_it(name: str) -> None:
    head = '<meta property="og:site_name" content="Northern Harbour">' + json_ld(author=name)
    assert read(post(head=head, meta='<span class="byline">By Ann Bell</span>')).authors == ("Ann Bell",)


def test_what_a_rule_gives_is_not_made_fuller() -> None:
    site = SITE.model_copy(update={"extract": Rules(authors=(".who",))})
    meta = '<span class="who">Bell</span><span class="byline">By Ann Bell</span>'
    assert read(post(meta=meta), site=site).authors == ("Bell",)


GRAPH = [{"@type": "Article", "author": "#a"}, {"@type": "Person", "@id": "#a", "name": "Ann Bell"}]


@pytest.mark.parametrize(
    "head",
    [
        '<meta name="example:article:author" content="Ann Bell">',
        '<meta name="twitter:label1" content="Written by"><meta name="twitter:data1" content="Ann Bell">',
        json_ld(author="Ann&amp;nbsp;Bell"),
        json_ld(author={"@type": "Person", "givenName": "Ann", "familyName": "Bell"}),
        json_ld(author={"@type": "Person", "givenName": ["Ann"], "familyName": "Ann Bell"}),
        json_ld(creator="Ann Bell"),
        json_ld(author=[], creator={"@type": "Person", "name": "Ann Bell"}),
        json_ld(author="  Ann\n    Bell "),
        json_ld(**{"@type": "Thing", "@graph": GRAPH}),
    ],
)  # fmt: skip
def test_data_names_authors_in_many_ways(head: str) -> None:
    assert read(post(head=head)).authors == ("Ann Bell",)


@pytest.mark.parametrize(
    "head",
    [
        '<meta name="keywords" content="Carl Dorn">',
        '<meta name="news_subject" content="Carl Dorn">',
        '<meta name="twitter:creator" content="Carl Dorn">',
        '<meta property="og:image:creator" content="Carl Dorn">',
        '<meta name="twitter:label1" content="Topic"><meta name="twitter:data1" content="Carl Dorn">',
    ],
)
def test_whom_a_meta_element_names_for_something_else_is_no_author(head: str) -> None:
    assert read(post(head=head)).authors == ()


def test_a_name_in_the_data_may_be_a_list_of_names() -> None:
    several = {"@type": "Person", "name": ["Ann Bell", "Carl Dorn"]}
    assert read(post(head=json_ld(author=several))).authors == ("Ann Bell", "Carl Dorn")


def test_addresses_and_standing_words_in_the_data_are_no_authors() -> None:
    for name in ("View all", "Leave a comment", "https://news.example/author/ann", "www.news.example", "admin"):
        assert read(post(head=f'<meta name="author" content="{name}">')).authors == ()


@pytest.mark.parametrize(
    "line",
    [
        '<p>By <a href="/authors/ann-bell/" rel="author">Ann Bell</a>, New York</p>',
        '<p class="byline">By Ann Bell</p><p class="byline">Photography Carl Dorn</p>',
        '<a rel="author" href="/authors/bell/">Ann Bell</a> <a rel="author" href="/authors/dorn/">Carl Dorn</a>',
    ],
)
def test_a_stranger_beside_the_byline_does_not_join_the_author_of_the_data(line: str) -> None:
    assert read(post(head=json_ld(author="Ann Bell"), meta=line)).authors == ("Ann Bell",)
