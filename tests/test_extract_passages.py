"""A page is a list of passages, and each stands in boxes that say what they are and how much they hold."""

import pytest
from lxml import html

from iria_crawler.extract.passages import Passage, passages_of
from iria_crawler.extract.roles import Place

LONG = "The ministry said on Monday that the talks in the capital had ended without any agreement on the port."


def passages(inside: str) -> list[Passage]:
    return passages_of(html.document_fromstring(f"<html><body>{inside}</body></html>").find("body"))


def texts(inside: str) -> list[str]:
    return [passage.text for passage in passages(inside)]


@pytest.mark.parametrize(
    ("inside", "found"),
    [
        ("<p>One <b>two</b>\n <i>three</i></p>", ["One two three"]),
        ("One<p>two</p>three<div>four</div>", ["One", "two", "three", "four"]),
        ("<div>One<div>two</div>three</div>", ["One", "two", "three"]),
        ("<p>One<br>two</p>", ["One\ntwo"]),
        ("<p>One<br>\n<br>two<br><br><br>three<br></p>", ["One", "two", "three"]),
        ("<pre>One\n  two\n\nthree</pre><p>four\nfive</p>", ["One\ntwo", "three", "four five"]),
        ("<table><tr><td>One</td><td>two</td><td></td></tr><tr><th>three</th></tr></table>", ["One | two", "three"]),
        ("<p>One<script>x = 1</script> two three<style>p {}</style></p>", ["One two three"]),
        ("<p> – </p><p>•<br>|</p><p>One</p> <p>\n</p>", ["One"]),
        ("<ul><li>One<li>two</ul>", ["One", "two"]),
        ("<div>One <select><option>x</option></select> two</div>three", ["One two", "three"]),
        ("<p>One<br>–<br>two</p>", ["One\n–\ntwo"]),
        ("", []),
    ],
)
def test_what_stands_by_itself_is_a_passage_with_the_line_breaks_that_a_reader_sees(
    inside: str, found: list[str]
) -> None:
    assert texts(inside) == found


def test_the_letters_of_links_and_of_bold_type_are_counted() -> None:
    (both,) = passages("<p><i>One</i> <a>two</a> <b>three</b> <strong>four <a>five</a></strong> six</p>")
    assert (both.linked, both.strong) == (len("two" + "five"), len("three" + "four " + "five"))
    around, after = passages("<p><a><b>One\n       </b></a></p><p>two</p>")
    assert (around.text, around.linked, around.strong) == ("One", 3, 3)
    assert (after.linked, after.strong) == (0, 0)


def test_a_paragraph_is_long_and_not_mostly_a_link() -> None:
    inside = f"<p>{LONG}</p><p>Short.</p><p><a>{LONG}</a></p><p>{LONG} <a>Read on.</a></p>"
    assert [passage.is_paragraph for passage in passages(inside)] == [True, False, False, True]


def test_a_box_counts_what_is_in_it_however_deep() -> None:
    inside = f"<main><div><p>{LONG}</p><p>One <a>two</a></p></div><section><p><a>{LONG}</a></p></section>x</main>"
    first, short, linked, tail = passages(inside)
    main = tail.box
    assert [box.element.tag for box in first.box.around()] == ["p", "div", "main", "body"]
    assert [box.depth for box in first.box.around()] == [3, 2, 1, 0]
    div = first.box.above
    assert div is not None
    assert div is short.box.above
    assert (div.letters, div.linked, div.passages, div.paragraphs, div.prose) == (len(LONG) + 7, 3, 2, 1, len(LONG))
    assert (main.letters, main.linked, main.passages) == (2 * len(LONG) + 8, 3 + len(LONG), 4)
    assert (main.paragraphs, main.prose) == (2, len(LONG))
    assert (linked.box.linked, linked.box.prose, linked.box.paragraphs) == (len(LONG), 0, 1)


@pytest.mark.parametrize(
    ("inside", "place"),
    [
        ("<nav><p>One</p></nav>", Place.NAV),
        ("<nav><div><p>One</p></div></nav>", Place.NAV),
        ('<div class="x Post-Author"><p>One</p></div>', Place.STORY | Place.AUTHOR),
        ('<div id="pageFooter"><p>One</p></div>', Place.STORY | Place.WAYS),
        ('<div id="share" class="RELATED"><p>One</p></div>', Place.SHARE | Place.RELATED),
        ("<a href=/><p>One</p></a>", Place.LINK),
        ('<span class="comment"><b><p>One</p></b></span>', Place.COMMENTS),
        ('<p itemprop="articleBody">One</p>', Place.MARKED),
        ('<p itemprop="name">One</p>', Place(0)),
        ('<p role="search">One</p>', Place.NAV),
        ('<p role="main">One</p>', Place(0)),
        ("<p hidden>One</p>", Place.HIDDEN),
        ('<p style="color: red; display: none">One</p>', Place.HIDDEN),
        ('<p style="display: block">One</p>', Place(0)),
        ('<div class="x"><p>One</p></div><footer></footer>', Place(0)),
    ],
)
def test_a_passage_is_what_the_tags_and_names_around_it_say(inside: str, place: Place) -> None:
    (passage,) = passages(inside)
    assert Place(passage.box.places) == place
    body = html.document_fromstring(f"<body>{inside}</body>").find("body")
    assert [unplaced.box.places for unplaced in passages_of(body, placed=False)] == [0]


def test_what_a_framework_calls_the_whole_page_says_nothing_of_it() -> None:
    inner, next_one = passages(f'<div id="__next"><p>{LONG}</p><div id="next"><p>{LONG}</p></div></div>')
    assert not inner.box.places & Place.RELATED
    assert next_one.box.places & Place.RELATED


def test_a_box_is_itself_what_its_own_tag_and_names_say() -> None:
    (passage,) = passages('<aside><p class="caption">One</p></aside>')
    assert passage.box.above is not None
    assert (Place(passage.box.own), Place(passage.box.above.own)) == (Place.CAPTION, Place.ASIDE)


def test_what_is_in_some_boxes_is_left_out_and_what_is_around_them_is_not() -> None:
    body = html.document_fromstring("<body>One<nav>two<p>three</p></nav>four<nav>five</nav></body>").find("body")
    first = body.find("nav")
    assert [passage.text for passage in passages_of(body, without={first})] == ["One", "four", "five"]


def test_passages_of_one_class_in_one_box_are_kin() -> None:
    one, other, called, nested, apart = passages(
        "<div><p>One</p><p>two</p><p class=x>three</p><div><p>four</p></div></div><div><p>five</p></div>"
    )
    assert one.kin == other.kin
    assert len({one.kin, called.kin, nested.kin, apart.kin}) == 4
