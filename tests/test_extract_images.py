"""Which pictures are those of an article, and at which of their addresses."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from iria_crawler.extract import extract
from iria_crawler.items import Figure, Page

from .extract.markup import SITE
from .extract.pictures import PROSE, captions, node_of_images, read


def test_the_largest_version_of_a_picture_is_named() -> None:
    lazy = '<figure><img src="data:image/gif;base64,x" data-src="/lazy.jpg"></figure>'
    sets = '<figure><img src="/s.jpg" srcset="/s.jpg 300w, /l.jpg 1200w, /m.jpg 640w"></figure>'
    assert [figure.url for figure in read(lazy + sets).figures] == [
        "https://news.example/lazy.jpg",
        "https://news.example/l.jpg",
    ]


def test_a_featured_picture_is_the_lead() -> None:
    figures = read(
        "", above='<figure class="post-thumbnail"><img class="wp-post-image" src="/lead.jpg" alt="Port"></figure>'
    ).figures
    assert figures == (Figure(url="https://news.example/lead.jpg", role="lead", alt="Port", after=0),)


def test_the_picture_for_sharing_is_the_lead_and_not_told_twice() -> None:
    head = '<meta property="og:image" content="/a.jpg">'
    article = read('<figure><img src="/a.jpg"><figcaption>Ships</figcaption></figure>', head=head)
    assert (article.lead_image, article.sources["lead_image"]) == ("https://news.example/a.jpg", "meta")
    assert article.figures == (Figure(url="https://news.example/a.jpg", role="lead", caption="Ships", after=2),)
    assert [figure.role for figure in read("", head=head).figures] == ["lead"]


def test_logos_and_teasers_are_not_pictures_of_the_article() -> None:
    assert read("").figures == ()


PICTURES_OF_ARTICLES = (
    "silicon-valley.jpg lexicon-cover.jpg pixel-phone.jpg dialogo-paz.jpg avatar-premiere.jpg monologo.jpg "
    "catalogo.png tracking-the-storm.jpg helicon.jpg logout-protest.jpg Emoticons.jpg silicon_1x1.jpg"
)
FURNITURE = (
    "logo.png dwlogo-print.gif sitelogo.png site-logo.jpg logo_2x.png siteLogo.png news-LOGO.png facebook-icon.png "
    "favicon.ico spacer.gif blank.gif "
    "pixel.gif tracking-pixel.gif 1x1.png avatar.jpg user-avatar-96x96.jpg default_avatar.png ann-bell-avatar.jpg "
    "placeholder-image.png Sprite.png app-store-badge.png smile-emoji.png x.svg"
)


@pytest.mark.parametrize("name", PICTURES_OF_ARTICLES.split())
def test_a_word_within_another_makes_no_picture_furniture(name: str) -> None:
    url = f"https://news.example/i/{name}"
    assert [figure.url for figure in read(f'<figure><img src="/i/{name}"></figure>').figures] == [url]
    assert read("", head=f'<meta property="og:image" content="/i/{name}">').lead_image == url


@pytest.mark.parametrize("name", FURNITURE.split())
def test_logos_icons_and_the_like_are_furniture(name: str) -> None:
    assert read(f'<figure><img src="/i/{name}"></figure>').figures == ()


def test_the_picture_for_sharing_is_the_lead_unless_it_is_the_logo() -> None:
    def lead(path: str) -> str | None:
        return read("", head=f'<meta property="og:image" content="https://news.example{path}">').lead_image

    for path in ("/i/police-badge.jpg", "/logo-ideas/harbour.jpg", "/icons/rock-star.jpg", "/i/sprite-can.jpg"):
        assert lead(path) == f"https://news.example{path}"
    for path in ("/i/logo.png", "/i/news-logo-1200x630.jpg", "/i/cropped-favicon-512x512.png", "/i/placeholder.jpg"):
        assert lead(path) is None


@pytest.mark.parametrize(
    "path",
    [
        *("/user/avatar/33.jpg", "/blavatar/55bf7238.png", "/i/author-ann-bell-avatar.png", "/i/user-avatar-96.jpg"),
        *("/i/google-play-badge.png", "/i/badge_appstore.png", "/i/get-it-on-google-play.png", "/i/appstore.png"),
        *("/i/download-on-the-app-store.png", "/i/opengraph_default.png", "/i/default-og-image.png", "/i/no-image.jpg"),
    ],
)
def test_an_avatar_or_what_stands_for_any_article_is_no_picture_of_this_one(path: str) -> None:
    head = f'<meta property="og:image" content="https://news.example{path}">'
    lead = '<figure><img src="/a.jpg"></figure>'
    article = read(lead, head=head)
    assert (article.lead_image, [figure.url for figure in article.figures]) == (None, ["https://news.example/a.jpg"])


ABOUT = (
    "avatar-fire-and-ash.jpg review-avatar.jpg app-store-antitrust.jpg google-play-antitrust.jpg badge-winners.jpg "
    "maxresdefault.jpg port_aspect-ratio_default_0.jpg loan-default-risk.jpg no-images-of-war.jpg author-reads.jpg"
)


@pytest.mark.parametrize("name", ABOUT.split())
def test_what_an_article_is_about_makes_no_picture_of_it_another(name: str) -> None:
    head = f'<meta property="og:image" content="https://news.example/i/{name}">'
    assert read("", head=head).lead_image == f"https://news.example/i/{name}"


def test_a_picture_beside_the_headline_is_one_though_only_the_text_is_marked_as_the_article() -> None:
    above = '<figure><img src="/a.jpg"><figcaption>Ships wait.</figcaption></figure>'
    html = f"<main><h1>Port talks end</h1>{above}<article>{PROSE * 4}</article></main>"
    page = Page(
        url="https://news.example/news/port-talks/",
        status=200,
        headers=(("Content-Type", "text/html"),),
        body=f"<html><head><title>Port talks end</title></head><body>{html}</body></html>".encode(),
        captured_at=datetime(2026, 6, 1, tzinfo=UTC),
    )
    assert [figure.caption for figure in extract(page, SITE).figures] == ["Ships wait."]
    more = "<section><h2>More</h2><figure><img src=/b.jpg><figcaption>Trains wait.</figcaption></figure></section>"
    beside = replace(page, body=page.body.replace(b"</main>", f"{more}</main>".encode()))
    assert [figure.caption for figure in extract(beside, SITE).figures] == ["Ships wait."]


def test_pictures_behind_one_address_are_told_apart_by_what_it_asks_for() -> None:
    figure = '<figure><img src="/image?url=/{0}.jpg&w=640"><figcaption>Ship {0}</figcaption></figure>'
    assert captions(figure.format("a") + figure.format("b")) == ["Ship a", "Ship b"]


@pytest.mark.parametrize(
    "picture",
    [
        '<img src="/s.jpg" srcset="/s.jpg 300w,/l.jpg 1200w,/m.jpg 640w">',
        '<img src="data:image/gif;base64,x" data-srcset="/s.jpg 300w, /l.jpg 1200w">',
        '<picture><source data-srcset="/s.jpg 1x, /l.jpg 2x"><img src="/s.jpg"></picture>',
        '<picture><source srcset="/l.jpg" media="(min-width: 1200px)">'
        '<source srcset="/m.jpg" media="(min-width: 600px)"><img src="/s.jpg"></picture>',
        '<img src="/placeholder.png" data-src="/l.jpg">',
        """<img src="/blank.gif" data-src='{"400px": "/s.jpg", "1200px": "/l.jpg"}'>""",
        '<img src="data:image/gif;base64,x"><noscript><img src="/l.jpg"></noscript>',
        '<a href="/l.jpg"><img src="data:image/gif;base64,x"></a>',
        '<img src="/s-300x200.jpg" data-orig-file="/l.jpg">',
        '<img src="/s.jpg" srcset="/w=1,q=2/s.jpg 1x, /l.jpg 1.5x">',
        '<img data-carousel-lazyload-srcset="/s.jpg 1x, /l.jpg 2x">',
        '<img src="data:image/gif;base64,x" data-carousel-src="/l.jpg">',
        '<img src="/s.jpg" srcset="\n\t/s.jpg\t300w,\n\t/l.jpg\t1200w\n">',
        '<img src="/s.jpg" srcset="/l.jpg\n1200w,\n/s.jpg\n300w\n">',
        '<img src="/s.jpg" srcset="/s.jpg 300w 200h, /l.jpg 1200w 800h, /m.jpg 640w 400h">',
        '<img src="/s.jpg" srcset="/s.jpg 300w 200h,/l.jpg 1200w 800h,/m.jpg 640w 400h">',
        '<img src="/loading.gif" data-lazy="/l.jpg">',
        '<img src="/blank.gif" data-echo="/l.jpg">',
        '<img src="/blank.gif" data-lazyload="/l.jpg">',
        '<img src="data:image/gif;base64,x" data-actualsrc="/l.jpg">',
        '<img data-lazy="true" data-lazyload="1" src="/l.jpg">',
        '<picture><source srcset="/s.jpg" media="(min-width: 300px)">'
        '<source srcset="/l.jpg" media="print and (min-width: 1200px)"><img src="/s.jpg"></picture>',
        '<picture><source srcset="/s.jpg" width="300"><source srcset="/l.jpg" width="900"><img src="/s.jpg"></picture>',
        '<div><picture><source srcset="/l.jpg 1200w"></picture><picture><img src="/l.jpg"></picture></div>',
        """<img src="/blank.gif" data-src='{"1200": null, "src": "/s.jpg", "640": "/l.jpg"}'>""",
        '<img src="{{ picture.url }}" data-original="/l.jpg">',
        '<a href="/l.jpg"><img src="/blank.gif"></a>',
        '<a href="/about-ships/"><img src="/spacer.gif" data-url="/l.jpg"></a>',
        '<img src="/l.jpg" width="100%" height="auto">',
        '<img src="/l.jpg" width="9000000" height="²⁰">',
        '<img src="/l.jpg" width="600" height="400">',
    ],
)
def test_the_largest_picture_is_found_in_whatever_way_it_is_loaded(picture: str) -> None:
    figures = read(f"<figure>{picture}<figcaption>Ships wait.</figcaption></figure>").figures
    assert [(figure.url, figure.caption) for figure in figures] == [("https://news.example/l.jpg", "Ships wait.")]


def test_a_figure_without_a_caption_that_is_called_an_advert_is_none() -> None:
    assert captions('<figure class="advert"><img src="/a.jpg"></figure>') == []


def test_a_picture_with_a_caption_is_kept_whatever_it_is_called() -> None:
    figure = '<figure><img class="widget-picture" src="/a.jpg"><figcaption>Ships wait.</figcaption></figure>'
    assert captions(figure) == ["Ships wait."]


@pytest.mark.parametrize("is_small_first", [True, False])
@pytest.mark.parametrize("size", ["-300x200", "_w300x200", "-crop-300x200", "-scaled", "@2x"])
@pytest.mark.parametrize("name", ["a", "port", "old-port", "port_of_call"])
def test_a_picture_printed_in_two_sizes_is_one_with_all_that_is_said_of_it(
    name: str, size: str, is_small_first: bool
) -> None:
    small = f'<img src="/i/{name}{size}.jpg">'
    large = f'<figure><img src="/i/{name}.jpg" alt="Port"><figcaption>Ships wait. Photo: Ann Bell</figcaption></figure>'
    figures = read(small + large if is_small_first else large + small).figures
    assert [(figure.url, figure.caption, figure.credit, figure.alt) for figure in figures] == [
        (f"https://news.example/i/{name}.jpg", "Ships wait.", "Ann Bell", "Port")
    ]


@pytest.mark.parametrize(("one", "other"), [("port", "ship"), ("old-port", "old-ship"), ("2021_port", "2021_ship")])
def test_pictures_whose_names_differ_in_their_last_word_are_two_in_whatever_size(one: str, other: str) -> None:
    figures = read(f'<img src="/i/{one}-300x200.jpg"><img src="/i/{other}-300x200.jpg">').figures
    assert [figure.url.rpartition("/")[2] for figure in figures] == [f"{one}-300x200.jpg", f"{other}-300x200.jpg"]


def test_the_featured_picture_is_known_by_its_box_too_and_stays_the_lead() -> None:
    box = '<div class="{}"><img src="/lead.jpg"></div>'
    for name in ("post-thumbnail", "featured-image", "wp-block-post-featured-image"):
        for head in ("", '<meta property="og:image" content="/card.jpg">'):
            figures = read(box.format(name), head=head).figures
            assert [(figure.url[-8:], figure.role) for figure in figures] == [("lead.jpg", "lead")]


def test_a_featured_picture_of_another_post_and_one_too_small_to_see_are_none_of_the_articles() -> None:
    other = '<ul><li><a href="/b/"><img class="wp-post-image" src="/b.jpg"></a></li></ul>'
    assert read("", above=f"<div>{other}</div>").figures == ()
    assert read('<img src="/a.jpg" width="1" height="1">').figures == ()


@pytest.mark.parametrize(
    "image",
    [
        "/a.jpg",
        {"@type": "ImageObject", "url": "/a.jpg"},
        {"@type": "ImageObject", "contentUrl": "/a.jpg"},
        {"@type": "ImageObject", "url": ["/a.jpg", "/b.jpg"]},
        {"@type": "ImageObject", "url": [7, "/a.jpg"]},
    ],
)
def test_data_name_the_picture_that_stands_for_the_article_in_many_ways(image: object) -> None:
    article = read("", head=node_of_images(image))
    assert (article.lead_image, article.sources["lead_image"]) == ("https://news.example/a.jpg", "json-ld")


def test_a_logo_with_a_caption_is_a_picture_and_a_drawing_of_the_layout_is_none() -> None:
    figure = '<figure><img src="/i/{}"><figcaption>The new sign of the harbour.</figcaption></figure>'
    assert captions(figure.format("logo.png")) == ["The new sign of the harbour."]
    assert captions(figure.format("logo.svg")) == []
