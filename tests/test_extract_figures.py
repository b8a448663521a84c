"""The figures of an article: galleries, what data say of pictures, and where in the text they stand."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from .extract.pictures import PROSE, captions, node_of_images, read


@pytest.mark.parametrize("spelled", [str, str.upper, str.title])
def test_names_say_the_same_in_capitals(spelled: Callable[[str], str]) -> None:
    article = read(
        f'<div><img src="/a.jpg"><p class="{spelled("image-text")}">Ships wait outside the port.</p></div>'
        f'<div class="{spelled("teaser")}"><figure><img src="/b.jpg"><figcaption>Trains.</figcaption></figure></div>'
        f'<div class="{spelled("related-posts")}"><img src="/c.jpg"></div>',
        above=f'<p><a href="/{spelled("author/ann-bell")}/">Ann Bell</a></p>'
        f'<p class="{spelled("modified")}">May 3, 2026</p>',
    )
    assert [figure.caption for figure in article.figures] == ["Ships wait outside the port.", None]
    assert article.authors == ("Ann Bell",)
    assert article.modified_at == datetime(2026, 5, 3, tzinfo=UTC)


def test_the_pictures_of_a_gallery_come_in_order_and_once() -> None:
    item = '<figure class="wp-block-image"><img src="/{0}.jpg"><figcaption>Photo {0}</figcaption></figure>'
    block = f'<figure class="wp-block-gallery has-nested-images">{item.format(1)}{item.format(2)}</figure>'
    again = '<dl class="gallery"><dt><img src="/1-150x150.jpg"></dt><dd class="gallery-caption">Photo 1</dd></dl>'
    figures = read(block + again).figures
    assert [(figure.url, figure.caption, figure.role) for figure in figures] == [
        ("https://news.example/1.jpg", "Photo 1", "gallery"),
        ("https://news.example/2.jpg", "Photo 2", "gallery"),
    ]


def test_the_caption_of_a_whole_gallery_is_that_of_its_pictures_without_one() -> None:
    item = '<figure class="wp-block-image"><img src="/{0}.jpg">{1}</figure>'
    own = "<figcaption>Ships wait.</figcaption>"
    block = '<figure class="wp-block-gallery">{0}{1}<figcaption>The port. Photos: Ann Bell</figcaption></figure>'

    def figures(*said: str) -> list[tuple[str | None, str | None]]:
        article = read(block.format(*(item.format(number, text) for number, text in enumerate(said))))
        return [(figure.caption, figure.credit) for figure in article.figures]

    assert figures(own, "") == [("Ships wait.", None), ("The port.", "Ann Bell")]
    assert figures("", "") == [("The port.", "Ann Bell")] * 2
    assert figures(own, own) == [("Ships wait.", None)] * 2


def test_a_picture_printed_twice_with_two_captions_keeps_both() -> None:
    figure = '<figure><img src="/a.jpg"><figcaption>{0}</figcaption></figure>'
    assert captions(figure.format("Ships wait.") + figure.format("The old harbour")) == [
        "Ships wait.",
        "The old harbour",
    ]


def test_json_ld_gives_what_the_page_does_not_print() -> None:
    image = '{{"@type": "ImageObject", "url": "https://news.example/a.jpg", "caption": "Ships wait."{0}}}'
    article = '{{"@type": "NewsArticle", "headline": "Port talks end", "image": {0}}}'

    def caption_and_credit(more: str, inside: str = '<img src="/a.jpg?w=9">') -> tuple[str | None, str | None]:
        said = article.format(image.format(more))
        figure = read(inside, head=f'<script type="application/ld+json">{said}</script>').figures[0]
        return figure.caption, figure.credit

    for more in (
        '"creditText": "Ann Bell"',
        '"copyrightHolder": {"name": "Ann Bell"}',
        '"author": {"@type": "Person", "name": "Ann Bell"}',
        '"creator": "Ann Bell"',
    ):
        assert caption_and_credit(f", {more}") == ("Ships wait.", "Ann Bell")
    printed = '<figure><img src="/a.jpg"><figcaption>The harbour</figcaption></figure>'
    assert caption_and_credit(', "creditText": "Ann Bell"', printed) == ("The harbour", "Ann Bell")
    # Without anybody's name it may be the alternative text: plugins write that for want of a caption.
    assert caption_and_credit("") == (None, None)
    assert caption_and_credit(', "author": "Example News"') == (None, None)


@pytest.mark.parametrize("name", ["image", "associatedMedia"])
def test_json_ld_gives_the_gallery_that_a_page_is_and_scripts_show(name: str) -> None:
    image = '{{"@type": "ImageObject", "contentUrl": "/{0}.jpg", "caption": "{1}"}}'
    gallery = '<script type="application/ld+json">{{"@type": "ImageGallery"{2}, "{3}": [{0}, {1}]}}</script>'

    def figures(*said: str, inside: str = "", more: str = "") -> list[tuple[str, str | None, str | None]]:
        images = (image.format(number, text) for number, text in enumerate(said))
        article = read(inside, head=gallery.format(*images, more, name))
        return [(figure.url[-5:], figure.caption, figure.credit) for figure in article.figures]

    ships, trains = ("0.jpg", "Ships wait.", None), ("1.jpg", "Trains wait.", "Ann Bell")
    assert figures("Ships wait.", "Trains wait. Photo: Ann Bell") == [ships, trains]
    printed = '<figure><img src="/1.jpg"></figure>'
    assert figures("Ships wait.", "Trains wait. Photo: Ann Bell", inside=printed) == [trains, ships]
    assert figures("Ships wait.", "Ships wait.") == []
    assert figures("Ships wait.", "Trains wait.", more=', "url": "/other-gallery/"') == []


def test_a_picture_knows_after_how_many_paragraphs_it_stands() -> None:
    first, second, third = (f"<p>{word} {'and so they said on Monday in the capital. ' * 4}</p>" for word in "abc")
    picture = '<figure><img src="/{}.jpg"><figcaption>A ship.</figcaption></figure>'
    article = read(picture.format(0) + first + second + picture.format(2) + third + picture.format(3))
    assert [(figure.url[-5], figure.after) for figure in article.figures] == [("0", 2), ("2", 4), ("3", 5)]
    again = read(first + picture.format(1) + first + second + picture.format(1) + second + picture.format(2) + third)
    assert [(figure.url[-5], figure.after) for figure in again.figures] == [("1", 3), ("2", 6)]


def test_a_picture_that_the_page_does_not_print_stands_nowhere() -> None:
    article = read(PROSE * 3, head='<meta property="og:image" content="https://news.example/lead.jpg">')
    assert [(figure.role, figure.after) for figure in article.figures] == [("lead", None)]


def test_where_a_page_prints_captions_data_give_its_other_pictures_a_credit_alone() -> None:
    head = node_of_images(
        {"@type": "ImageObject", "url": "/b.jpg", "caption": "Trains wait.", "creditText": "Ann Bell"}
    )
    printed = '<figure><img src="/a.jpg"><figcaption>Ships wait.</figcaption></figure><img src="/b.jpg">'
    figures = {figure.url[-5:]: (figure.caption, figure.credit) for figure in read(printed, head=head).figures}
    assert figures == {"a.jpg": ("Ships wait.", None), "b.jpg": (None, "Ann Bell")}


def test_what_data_call_a_caption_is_none_if_it_is_the_alternative_text_and_a_printed_credit_stays() -> None:
    head = node_of_images(
        {"@type": "ImageObject", "url": "/a.jpg", "caption": "A ship", "creditText": "Ann Bell"},
        {"@type": "ImageObject", "url": "/b.jpg", "creditText": "Ann Bell"},
    )
    credited = '<figure><img src="/b.jpg"><figcaption>Photo: Carl Dorn</figcaption></figure>'
    figures = read(f'<img src="/a.jpg" alt="A ship">{credited}<img src="/c.jpg">', head=head).figures
    assert [(figure.url[-5:], figure.caption, figure.credit) for figure in figures] == [
        ("a.jpg", None, "Ann Bell"),
        ("b.jpg", None, "Carl Dorn"),
        ("c.jpg", None, None),
    ]
