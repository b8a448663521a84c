"""Who is named as an author, who is not, and whom to believe of those who say so."""

import time

import pytest

from iria_crawler.extract.names import people, standing
from iria_crawler.items import Mention

from .extract.markup import json_ld, post, read


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("By LENA KOWAL, CARL ERIC DORN and EVE FOX", ("LENA KOWAL", "CARL ERIC DORN", "EVE FOX")),
        ("Ann Bell, MS, RD", ("Ann Bell",)),
        ("Ann Bell, Example Times", ("Ann Bell",)),
        ("Ann Bell Senior Energy Reporter", ("Ann Bell",)),
        ("Ann Bell | Staff Writer | July 2, 2025", ("Ann Bell",)),
        ("Posted on May 3, 2024 by Ann Bell in World", ("Ann Bell",)),
        ("Written by:\nAnn Bell\nand\nCarl Dorn", ("Ann Bell", "Carl Dorn")),
        ("Ann Bell\nNew Harbour", ("Ann Bell",)),
        ("Ann Bell Ann Bell", ("Ann Bell",)),
        ("Text von Anna Maier Illustration von Jo Kern", ("Anna Maier",)),
        ("Autorin/Autor Roman Berg", ("Roman Berg",)),
        ("Zum Profil von Roman Berg", ("Roman Berg",)),
        ("Par Anne Lefèvre et Jean-Luc Roy", ("Anne Lefèvre", "Jean-Luc Roy")),
        ("Por María Núñez y José Cruz", ("María Núñez", "José Cruz")),
        ("بقلم محمد العلي", ("محمد العلي",)),
        ("(责编：王小明、李雷)", ("王小明", "李雷")),
        ("Ann Bell is a reporter who covers ports.", ("Ann Bell",)),
        ("By the time it was over, nobody was left in it", ()),
        ("Senior Political Editor", ()),
        ("Filed under", ()),
        ("Last updated", ()),
        ("Deutsche Presse-Agentur", ("Deutsche Presse-Agentur",)),
    ],
)  # fmt: skip
def test_a_line_gives_the_names_in_it_and_nothing_that_stands_around_them(line: str, expected: tuple[str, ...]) -> None:
    assert people([line]) == expected


def test_a_full_name_stands_above_a_word_a_login_and_an_organisation() -> None:
    assert list(map(standing, ("Ann van Bell", "王小明", "Ann", "ann_b", "KatE", "Example News"))) == [3, 3, 2, 1, 1, 0]


def test_a_publisher_beside_a_person_is_no_author_and_one_of_the_same_name_is() -> None:
    assert people(["Ann Bell", "Example Weekly"], publishers=frozenset({"example weekly"})) == ("Ann Bell",)
    assert people(["Ann Bell"], publishers=frozenset({"ann bell"})) == ("Ann Bell",)
    assert people(["examplenews"], publishers=frozenset({"examplenews"})) == ()


def test_a_long_line_of_nonsense_is_read_in_no_time() -> None:
    start = time.process_time()
    for text in ("a " * 5_000, "A, " * 5_000, "by " * 5_000, "(" * 5_000, "Ann Bell\n" * 1_000, "1." * 5_000):
        people([text])
    assert time.process_time() - start < 2


@pytest.mark.parametrize(
    "meta",
    [
        '<p class="c-byline__inner">By <b>Ann Bell</b></p>',
        '<span class="ArticleHead_authorName__x7">Ann Bell</span>',
        '<div class="post-info">May 3, 2024 by Ann Bell</div>',
        '<p><span>By</span> <a href="/x">Ann Bell</a></p>',
        '<span class="author"><span>Ann Bell</span><span>Staff Writer</span></span>',
        '<a href="/newsteam/ann-bell">Ann Bell</a>',
        '<address>Ann Bell</address>',
        '<span itemprop="author">Ann<!-- x --> Bell</span>',
        '<figure><img src="/a.jpg"><figcaption><a rel="author" href="/a">Ann Bell</a></figcaption></figure>',
        '<div><img src="/a.jpg" alt="Ann Bell"><p>Ann Bell</p></div>',
        '<div><span>Ann Bell</span> <span>3 May 2024</span></div>',
    ],
)  # fmt: skip
def test_a_byline_by_the_headline_is_found_in_any_markup(meta: str) -> None:
    article = read(post(meta=meta))
    assert (article.authors, article.sources["authors"]) == (("Ann Bell",), "dom")


@pytest.mark.parametrize(
    "body",
    ["<p><strong>Ann Bell</strong></p>", '<p class="author">Ann Bell</p>', "<p>Von Ann Bell</p>"],
)
def test_a_name_on_a_line_of_its_own_below_the_text_is_a_byline(body: str) -> None:
    assert read(post(after=body)).authors == ("Ann Bell",)


@pytest.mark.parametrize(
    "markup",
    [
        '<ul class="related-stories"><li><a href="/a">Other news</a> <span class="author">Ann Bell</span></li></ul>',
        '<div class="c-teaser"><p class="byline">By Ann Bell</p></div><div class="c-teaser"><p>By Carl Dorn</p></div>',
        '<figure><img src="/a.jpg"><figcaption>Photo by Ann Bell</figcaption></figure>',
        '<p>Medically reviewed by <a href="/people/ann-bell">Ann Bell</a></p>',
        '<div class="comment"><span class="author">Ann Bell</span></div>',
        '<blockquote><p>By Ann Bell</p></blockquote>',
        '<a href="https://twitter.com/profile/example">Follow Example</a>',
    ],
)  # fmt: skip
@pytest.mark.parametrize("place", ["meta", "after"])
def test_who_is_named_for_something_else_is_no_author(markup: str, place: str) -> None:
    assert read(post(**{place: markup})).authors == ()


def test_bylines_of_different_people_below_the_text_are_those_of_other_articles() -> None:
    others = "".join(
        f'<div><div><h3>Other news</h3><div><p class="byline">By {name}</p></div></div></div>'
        for name in ("Ann Bell", "Carl Dorn", "Eve Fox")
    )
    assert read(post(after=others)).authors == ()


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


GRAPH = [{"@type": "Article", "author": "#a"}, {"@type": "Person", "@id": "#a", "name": "Ann Bell"}]


@pytest.mark.parametrize(
    "head",
    [
        '<meta name="example:article:author" content="Ann Bell">',
        '<meta name="twitter:label1" content="Written by"><meta name="twitter:data1" content="Ann Bell">',
        json_ld(author="Ann&amp;nbsp;Bell"),
        json_ld(author={"@type": "Person", "givenName": "Ann", "familyName": "Bell"}),
        json_ld(**{"@type": "Thing", "@graph": GRAPH}),
    ],
)  # fmt: skip
def test_data_names_authors_in_many_ways(head: str) -> None:
    assert read(post(head=head)).authors == ("Ann Bell",)


def test_addresses_and_standing_words_in_the_data_are_no_authors() -> None:
    for name in ("View all", "Leave a comment", "https://news.example/author/ann", "www.news.example", "admin"):
        assert read(post(head=f'<meta name="author" content="{name}">')).authors == ()


def test_elements_nested_without_end_are_read() -> None:
    deep = "<span class=author>" * 200 + "Ann Bell" + "</span>" * 200
    assert len(read(post(meta=deep)).authors) <= 1
