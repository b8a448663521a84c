"""Pictures, captions, credits and links of an article."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from iria_crawler.extract import extract
from iria_crawler.extract.credits import parted
from iria_crawler.extract.mending import mended
from iria_crawler.items import Article, Figure, Page, TextLink
from iria_crawler.sites import Identity, Rules, Site

SITE = Site(site=Identity(home="https://news.example/", name="Example News"))
PROSE = (
    "<p>" + "The ministry said on Monday that the talks in the capital had ended without any agreement. " * 2 + "</p>"
)


def read(inside: str, *, head: str = "", above: str = "", site: Site = SITE) -> Article:
    html = f"""<html lang=en><head><title>Port talks</title>{head}</head><body class="single-post">
    <header><img src="/logo.png" alt="logo"></header><article class="hentry"><h1>Port talks end</h1>{above}
    <div class="entry-content">{PROSE * 2}{inside}{PROSE}</div></article>
    <div class="related"><a href="/x/"><img src="/teaser.jpg">Teaser</a></div></body></html>"""
    page = Page(
        url="https://news.example/news/port-talks/",
        status=200,
        headers=(("Content-Type", "text/html"),),
        body=html.encode(),
        captured_at=datetime(2026, 6, 1, tzinfo=UTC),
    )
    return extract(page, site)


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


def captions(inside: str) -> list[str | None]:
    return [figure.caption for figure in read(inside).figures]


@pytest.mark.parametrize(
    "markup",
    [
        '<figure><img src="/a.jpg"><figcaption>Ships wait.</figcaption></figure>',
        '<div class="wp-caption"><img src="/a.jpg"><p class="wp-caption-text">Ships wait.</p></div>',
        '<div><span><img src="/a.jpg"></span><div class="image-caption">Ships wait.</div></div>',
        '<dl class="gallery-item"><dt><img src="/a.jpg"></dt><dd class="gallery-caption">Ships wait.</dd></dl>',
        '<img src="/a.jpg" data-caption="Ships wait.">',
        '<a href="/a.jpg" data-caption="<p>Ships wait.</p>"><img src="/a.jpg"></a>',
        '<figure><a href="/a.jpg"><img src="/a.jpg"></a><figcaption>Ships wait.</figcaption></figure>',
        '<p><a href="/a.jpg#full"><img src="/a.jpg" alt="Ships wait."></a></p><p>Ships wait.</p>',
        '<amp-img src="/a.jpg"></amp-img><div class="bildunterschrift">Ships wait.</div>',
        '<div class="media"><img src="/a.jpg"><div class="mediaInfo"><p class="infotext">Ships wait.</p></div></div>',
        '<div><img src="/a.jpg"></div><p itemprop="caption">Ships wait.</p>',
        '<figure><img src="/a.jpg"><p>Ships wait.</p></figure>',
        '<div class="x1"><img src="/a.jpg" alt="Ships wait."><div class="x2"><span>Ships wait.</span></div></div>',
        '<table class="tr-caption-container"><tbody><tr><td><a href="/a.jpg"><img src="/a.jpg"></a></td></tr>'
        '<tr><td class="tr-caption">Ships wait.</td></tr></tbody></table>',
        '<table><tr><td><img src="/a.jpg"></td></tr><tr><td class="caption">Ships wait.</td></tr></table>',
        '<img src="/a.jpg" aria-describedby="x1"><div id="x1">Ships wait.</div>',
        '<p><img src="/a.jpg"></p><p><em>Ships wait.</em></p>',
        '<p>\n<img src="/a.jpg"><br>Ships wait.</p>',
        '<div><img src="/a.jpg"><h5>Ships wait.</h5></div>',
        '<p><img src="/a.jpg"></p><h6>Ships wait.</h6>',
        '<div><a class="modal" href="/a.jpg"><img src="/a.jpg"></a><span class="imageCaption">Ships wait.</span></div>',
        '<div><a class="modal" href="/a.jpg?w=9#b"><img src="/a.jpg"></a><p class="imageCaption">Ships wait.</p></div>',
        '<article class="media"><div><img src="/a.jpg"></div><div class="field-caption">Ships wait.</div></article>',
        '<div><img src="/a.jpg"><blockquote class="image-field-caption"><p>Ships wait.</p></blockquote></div>',
        '<figure><img src="/a.jpg"><figcaption>Ships wait. <a href="/l">Purchase Licensing Rights</a>, opens new tab'
        "</figcaption></figure>",
        '<figure><img src="/a.jpg"><figcaption>Ships wait. <a href="/l">Buy Now</a></figcaption></figure>',
        '<figure><button><img src="/a.jpg"></button><div data-c-caption="Ships wait."></div></figure>',
        '<div><img src="/a.jpg"><div class="cap">Ships wait.</div></div>',
        '<div><img src="/a.jpg"><div class="alt-yazi">Ships wait.</div></div>',
        '<div><img src="/a.jpg"><div class="x_captiontxt">Ships wait.</div></div>',
        '<div><img src="/a.jpg"><p class="kuvateksti">Ships wait.</p></div>',
        '<div><img src="/a.jpg"><p class="c-popisek">Ships wait.</p></div>',
        '<figure><img src="/a.jpg"><figcaption><a href="/a.jpg">Enlarge</a> <i>/</i> Ships wait.</figcaption></figure>',
        '<figure><img src="/a.jpg"><figcaption>Ships wait. - RIPRODUZIONE RISERVATA</figcaption></figure>',
        '<figure><img src="/a.jpg"><p class="caption"><i class="u-hide-visually">Image: </i>Ships wait.</p></figure>',
    ],
)
def test_a_caption_is_found_in_every_usual_markup(markup: str) -> None:
    figure = read(markup).figures[0]
    assert (figure.url, figure.caption) == ("https://news.example/a.jpg", "Ships wait.")
    assert "Ships wait." not in read(markup).body


def test_small_headings_that_all_stand_under_pictures_are_their_captions() -> None:
    under = [f'<p><img src="/{name}.jpg"></p><h5>Ships {name}.</h5>' for name in "ab"]
    teaser = '<h5><a href="/other/">Strike ends.</a></h5>'
    assert captions(f"{under[0]}{PROSE}{under[1]}{PROSE}{teaser}") == ["Ships a.", "Ships b."]
    told = '<p><img src="/c.jpg"></p><h5>The minister (right) and his guest.</h5>'
    assert captions(f"<h5>One day before</h5>{PROSE}{told}{PROSE}") == ["The minister (right) and his guest."]


def test_a_caption_that_no_markup_marks_is_none_of_the_text_with_all_that_stands_in_its_line() -> None:
    line = "Bild 1 von 5: Ships wait. Photo: Ann Bell / ENS"
    article = read(f"{PROSE * 4}<div><img src='/a.jpg' alt='Ships wait.'><div>{line}</div></div>{PROSE * 4}")
    assert article.figures[0].caption == "Ships wait."
    assert "Ships wait" not in article.body


@pytest.mark.parametrize("tag", ["h5", "h6"])
def test_small_headings_under_pictures_are_captions_though_others_that_are_no_sentences_head_the_text(tag: str) -> None:
    heads, under = f"<{tag}>One day before</{tag}>", f'<p><img src="/a.jpg"></p><{tag}>Ships wait.</{tag}>'
    assert captions(f"{heads}{PROSE}{under}{PROSE}{heads}{PROSE}") == ["Ships wait."]


def test_the_pictures_of_a_gallery_come_in_order_and_once() -> None:
    item = '<figure class="wp-block-image"><img src="/{0}.jpg"><figcaption>Photo {0}</figcaption></figure>'
    block = f'<figure class="wp-block-gallery has-nested-images">{item.format(1)}{item.format(2)}</figure>'
    again = '<dl class="gallery"><dt><img src="/1-150x150.jpg"></dt><dd class="gallery-caption">Photo 1</dd></dl>'
    figures = read(block + again).figures
    assert [(figure.url, figure.caption, figure.role) for figure in figures] == [
        ("https://news.example/1.jpg", "Photo 1", "gallery"),
        ("https://news.example/2.jpg", "Photo 2", "gallery"),
    ]


def test_captions_of_tables_and_videos_are_not_those_of_pictures() -> None:
    table = (
        '<figure class="wp-block-table"><table><tr><td>1</td></tr></table><figcaption>Incidents</figcaption></figure>'
    )
    video = '<figure><iframe src="https://video.example/1"></iframe><figcaption>A film</figcaption></figure>'
    assert captions(table + video) == []


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


def test_a_rule_says_where_captions_stand() -> None:
    site = SITE.model_copy(update={"extract": Rules(captions=(".x9",))})
    assert read('<div><img src="/a.jpg"><i class="x9">Ships</i></div>', site=site).figures[0].caption == "Ships"


def test_a_credit_in_an_element_of_its_own_is_told_from_the_caption() -> None:
    caption = '<figcaption>Ships wait. <span class="credit">Photo: Ann Bell</span></figcaption>'
    figure = read(f'<figure><img src="/a.jpg">{caption}</figure>').figures[0]
    assert (figure.caption, figure.credit) == ("Ships wait.", "Ann Bell")


@pytest.mark.parametrize(
    "caption",
    [
        '<figcaption>Ships wait. <span class="credit">Photo: Ann Bell</span></figcaption>',
        "<figcaption><span>Ships wait.</span><span>Ann Bell</span></figcaption>",
        "<figcaption><p>Ships wait.</p><small>Foto: Ann Bell</small></figcaption>",
        "<figcaption>Ships wait. <em>/ Ann Bell</em></figcaption>",
        '<figcaption>Ships wait. <span data-author=""> | Ann Bell</span></figcaption>',
        '<figcaption>Ships wait. (Photo: <span itemprop="author">Ann Bell</span>)</figcaption>',
        '<footer class="credit">Ann Bell</footer><figcaption>Ships wait.</figcaption>',
        '<div class="figure-caption">Ships wait.</div><div class="figure-credit">(Ann Bell)</div>',
        '<div class="cap">Ships wait.</div><div class="cred">Ann Bell</div>',
        '<figcaption><span class="u-hide-visually">Image: </span><span>Ships wait. Pic: Ann Bell</span></figcaption>',
        "<figcaption>Enlarge / Ships wait. Illustration by Ann Bell</figcaption>",
        "<figcaption>Ships wait. Photo: Ann Bell<span hidden>Show more</span></figcaption>",
        '<figcaption><span class="visually-hidden">Image caption</span>Ships wait. © Ann Bell</figcaption>',
        "<figcaption>Image 3 of 12 Ships wait. (Photo by Ann Bell)</figcaption>",
        '<p class="x-Copyright"><span class="x VisuallyHidden">Image source, </span>Ann Bell</p>'
        '<figcaption><span class="x-VisuallyHidden">Image caption, </span>Ships wait.</figcaption>',
        '<p role="text"><span class="x1">Crédit photo, </span>Ann Bell</p>'
        '<figcaption><span class="x1">Légende image, </span><p>Ships wait.</p></figcaption>',
        '<p role="text"><span class="x1">صدر الصورة، </span>Ann Bell</p>'
        '<figcaption><span class="x1">التعليق على الصورة، </span><p>Ships wait.</p></figcaption>',
        "<span>Photo: Ann Bell</span><figcaption>Ships wait.</figcaption>",
        "<figcaption><span>Ships wait.</span><span><span>Credit...</span><span>Ann Bell</span></span></figcaption>",
    ],
)
def test_a_credit_is_found_wherever_it_is_printed(caption: str) -> None:
    figure = read(f'<figure><img src="/a.jpg">{caption}</figure>').figures[0]
    assert (figure.caption, figure.credit) == ("Ships wait.", "Ann Bell")


def test_what_else_stands_in_a_figure_is_no_credit() -> None:
    for said in ("Enlarge the picture", "Photo Gallery", "Ann Bell", "<script>photo: 'Ann Bell'</script>"):
        figure = read(f'<figure><img src="/a.jpg"><p>{said}</p><figcaption>Ships wait.</figcaption></figure>').figures[
            0
        ]
        assert (figure.caption, figure.credit) == ("Ships wait.", None)


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


def test_a_picture_carries_its_credit_itself() -> None:
    caption = "<figcaption>Ships wait.</figcaption></figure>"
    for attribute in ('data-credit="Ann Bell"', 'title="Ships | Foto: Ann Bell"'):
        assert read(f'<figure><img src="/a.jpg" {attribute}>{caption}').figures[0].credit == "Ann Bell"
    assert read(f'<figure><img src="/a.jpg" title="Ann Bell">{caption}').figures[0].credit is None


def test_a_credit_alone_is_no_caption() -> None:
    for text in ("Getty Images", "REUTERS", "Photo: Ann Bell", "© Ann Bell", "ann - stock.adobe.com"):
        figure = read(f'<figure><img src="/a.jpg"><figcaption>{text}</figcaption></figure>').figures[0]
        assert figure.caption is None
        assert figure.credit


def test_a_line_under_a_picture_that_ends_in_a_credit_is_its_caption() -> None:
    line = "<em>A ship in Austin, Texas. (Image Credit: US Army/Sgt. Julio Hernandez)</em>"
    for markup in (
        f'<p><img src="/a.jpg"></p><p style="text-align:center">{line}</p>',
        f'<p><img src="/a.jpg"><br>{line}</p>',
    ):
        article = read(markup)
        figure = article.figures[0]
        assert (figure.caption, figure.credit) == ("A ship in Austin, Texas.", "US Army/Sgt. Julio Hernandez")
        assert "A ship in Austin" not in article.body


def test_the_credit_of_a_picture_above_the_text_may_be_the_first_line_of_the_text() -> None:
    thumbnail = '<div class="post-thumbnail"><img class="wp-post-image" src="/a.jpg"></div>'
    line = "<div><p>(Image Credit: US Army/Sgt. Julio Hernandez)</p>"
    article = read("</div>", above=f"{thumbnail}{line}{PROSE * 3}</div><div>")
    assert [(figure.caption, figure.credit) for figure in article.figures] == [(None, "US Army/Sgt. Julio Hernandez")]
    assert "Image Credit" not in article.body


def test_a_paragraph_after_a_picture_that_says_who_took_it_is_its_caption() -> None:
    article = read('<p align="center"><img src="/a.jpg"></p><p align="center">港口的船。新华社记者 李明 摄</p>')
    assert [(figure.caption, figure.credit) for figure in article.figures] == [("港口的船。", "新华社记者 李明 摄")]
    assert "港口的船" not in article.body


@pytest.mark.parametrize(
    "markup",
    [
        f"</div><div>{PROSE * 4}<p><em>The talks went on.</em></p><p><img src='/a.jpg'></p><p>They ended.</p>",
        f"</div><div><p><img src='/a.jpg'></p><p><em>The talks went on.</em></p>{PROSE * 4}",
        f"</div><div>{PROSE * 4}<p><img src='/a.jpg'></p><p><em>The talks went on.</em></p></div><div>",
        f"<p><img src='/a.jpg'></p><p><em>The talks went on. {'So they said on that long day. ' * 7}</em></p>",
        "<p><img src='/a.jpg'></p><p><em>The talks</em> went on.</p>",
        "<p><img src='/a.jpg'></p><p><em>The talks went on: <a href='/b/'>the report</a>.</em></p>",
        "<p><img src='/a.jpg'></p><p><em>Congratulations!</em></p><p>The talks went on.</p>",
        "<p><img src='/a.jpg'><br><br>The talks went on.</p>",
        "<p><img src='/a.jpg'> The talks went on.</p>",
        "<p><img src='/a.jpg'></p><h5>The talks went on</h5>",
        "<div><img src='/a.jpg'><h5>The talks: what is new?</h5></div>",
        "<p><img src='/a.jpg'></p><h3>The talks went on.</h3>",
        f"<p><img src='/a.jpg'></p><h5>The talks went on.</h5>{PROSE}<h5>They ended.</h5>{PROSE}",
        f"<h6>One day before.</h6>{PROSE}<div><img src='/a.jpg'><h6>The talks went on.</h6></div>{PROSE}",
        "<img src='/a.jpg' aria-describedby='x'><img src='/b.jpg' aria-describedby='x'><p id=x>The talks went on.</p>",
        "<table><tr><td><img src='/a.jpg'></td><td>1</td><td>2</td><td class='caption'>The talks went on.</td></tr>"
        "</table>",
    ],
)
def test_a_line_that_only_may_be_a_caption_stays_in_the_text(markup: str) -> None:
    article = read(markup)
    assert [figure.caption for figure in article.figures if figure.caption] == []
    assert "The talks" in article.body


def test_a_credit_found_beside_a_picture_is_not_in_the_text_but_may_sign_it() -> None:
    caption = '<div class="field--name-field-caption">Ships wait.</div>'
    box = f'<div><img src="/a.jpg">{caption}<div class="field--name-field-credit">Ann Bell / Reuters</div></div>'
    article = read(box)
    assert [(figure.caption, figure.credit) for figure in article.figures] == [("Ships wait.", "Ann Bell / Reuters")]
    assert "Ann Bell" not in article.body
    signed = ["The talks ended.", "Ann Bell / Reuters", "The ships wait.", "Ann Bell / Reuters"]
    kept = ["The talks ended.", "The ships wait.", "Ann Bell / Reuters"]
    assert mended(signed, title="", figures=article.figures) == kept


def test_a_paragraph_after_a_picture_is_not_its_caption() -> None:
    for text in ("The talks went on until Monday.", "The talks went on, officials told Reuters. (Reuters)"):
        article = read(f'<p><img src="/a.jpg"></p><p>{text}</p>')
        assert article.figures[0].caption is None
        assert text in article.body


def test_the_alternative_text_is_no_caption() -> None:
    figure = read('<figure><img src="/a.jpg" alt="A ship in the old harbour"></figure>').figures[0]
    assert (figure.caption, figure.alt) == (None, "A ship in the old harbour")


@pytest.mark.parametrize(
    "box",
    [
        '<div class="teaser"><figure><img src="/b.jpg"><figcaption>Other news</figcaption></figure></div>',
        '<figure><a href="/other/"><img src="/b.jpg"><figcaption>Other news</figcaption></a></figure>',
        '<div class="author-box"><img src="/b.jpg"><span class="caption">Editor in chief</span></div>',
        '<figure><img class="avatar" src="/b.jpg"><figcaption>By Ann Bell</figcaption></figure>',
        '<div><img src="/b.jpg"><p>Get our letter every day, free of charge, with all the news of the port and of '
        "those who work in it, and a picture of a ship, from Monday to Saturday, at six o'clock in the morning.</p>"
        '<p class="caption">You may cancel at any time</p></div>',
        '<form><img src="/b.jpg"><p class="image-caption">I agree</p></form>',
        '<div class="video-player"><img src="/b.jpg"><div class="caption">Watch the film</div></div>',
    ],
)
def test_captions_of_other_things_are_not_those_of_the_article(box: str) -> None:
    assert [caption for caption in captions(box) if caption] == []


@pytest.mark.parametrize(
    "inside",
    [
        '<figcaption>Ships wait. <span class="widget-image__credits">Ann Bell</span></figcaption>',
        "<figcaption>Ships wait.</figcaption> <cite>Ann Bell</cite>",
    ],
)
def test_a_credit_counts_whatever_else_its_class_is_called_by_and_as_a_citation(inside: str) -> None:
    figure = read(f'<figure><img src="/a.jpg">{inside}</figure>').figures[0]
    assert (figure.caption, figure.credit) == ("Ships wait.", "Ann Bell")


def test_a_credit_is_named_once_without_the_buttons_for_the_caption() -> None:
    toggles = '<b class="hide-caption">hide caption</b>'
    printed = f'<p>Ships wait. <b class="credit">Ann Bell/AP {toggles}</b></p><b class="toggle-caption">toggle</b>'
    box = f'<div><img src="/a.jpg"><div class="caption">{printed}<span class="credit">Ann Bell/AP</span></div></div>'
    figure = read(box).figures[0]
    assert (figure.caption, figure.credit) == ("Ships wait.", "Ann Bell/AP")
    read_out = '<figcaption><span class="h-offscreen">Legende: </span>Ships wait.</figcaption>'
    assert captions(f'<figure><img src="/a.jpg">{read_out}</figure>') == ["Ships wait."]
    told = read('<figure><img src="/a.jpg"><div data-c-caption="Ships wait." data-c-credit="Ann Bell"></div></figure>')
    assert told.figures[0].credit == "Ann Bell"


def test_each_picture_of_a_figure_of_several_has_the_caption_of_its_own_box() -> None:
    boxes = "".join(
        f'<div data-caption="{said}"><a href="/{name}.jpg"><img src="/{name}.jpg"></a></div>'
        for name, said in (("a", "Ships wait."), ("b", "Trains wait."))
    )
    assert captions(f"<figure>{boxes}</figure>") == ["Ships wait.", "Trains wait."]


@pytest.mark.parametrize("said", ["A sign in the port says: Buy now", "He told them to buy this picture"])
def test_what_is_said_of_buying_within_a_sentence_is_of_the_caption(said: str) -> None:
    assert captions(f'<figure><img src="/a.jpg"><figcaption>{said}</figcaption></figure>') == [said]


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


def test_another_article_on_the_page_keeps_its_captions() -> None:
    page = '<figure><img src="/a.jpg"><figcaption>Ships wait.</figcaption></figure>'
    other = "<article><h2>Other</h2><figure><img src='/b.jpg'><figcaption>Trains wait.</figcaption></figure></article>"
    assert captions(f"{page}{PROSE * 6}</div>{other}<div>") == ["Ships wait."]


def test_a_caption_printed_twice_is_one() -> None:
    figure = '<figure><img src="/{0}"><figcaption>Ships wait.</figcaption></figure>'
    lightbox = '<div class="lightbox"><img src="/a.jpg?w=2000"><p class="caption">Ships wait. Photo: Ann Bell</p></div>'
    assert captions(figure.format("a.jpg?w=640") + lightbox) == ["Ships wait."]


def test_a_picture_printed_twice_with_two_captions_keeps_both() -> None:
    figure = '<figure><img src="/a.jpg"><figcaption>{0}</figcaption></figure>'
    assert captions(figure.format("Ships wait.") + figure.format("The old harbour")) == [
        "Ships wait.",
        "The old harbour",
    ]


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


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A ship, Jan. 11, 2023. (Image Credit: US Army/Sgt. Bell)", ("A ship, Jan. 11, 2023.", "US Army/Sgt. Bell")),
        ("Ships wait. Photo: Ann Bell", ("Ships wait.", "Ann Bell")),
        ("Schiffe warten. Foto: Ann Bell/dpa", ("Schiffe warten.", "Ann Bell/dpa")),
        ("Ships wait. Credit: Ann Bell", ("Ships wait.", "Ann Bell")),
        ("Ships wait © Ann Bell", ("Ships wait", "Ann Bell")),
        ("Ships wait. (AP Photo/Ann Bell)", ("Ships wait.", "AP Photo/Ann Bell")),
        ("Ships wait. Ann Bell/AFP via Getty Images", ("Ships wait.", "Ann Bell/AFP via Getty Images")),
        ("Ships wait. Photo by Ann Bell.", ("Ships wait.", "Ann Bell")),
        ("Photo: Ann Bell", (None, "Ann Bell")),
        ("Министр в порту. Фото: ТАСС", ("Министр в порту.", "ТАСС")),
        ("Le port au matin. Crédit photo : Ann Bell", ("Le port au matin.", "Ann Bell")),
        ("Le port (Photo Ann Bell / AFP)", ("Le port", "Ann Bell / AFP")),
        ("El puerto. Ann Bell (REUTERS)", ("El puerto.", "Ann Bell (REUTERS)")),
        ("El puerto por la mañana. EUROPA PRESS", ("El puerto por la mañana.", "EUROPA PRESS")),
        ("Il porto di Genova (ansa)", ("Il porto di Genova", "ansa")),
        ("Statki w porcie. Fot. Ann Bell", ("Statki w porcie.", "Ann Bell")),
        ("Skip i havnen. FOTO: Ann Bell / NTB", ("Skip i havnen.", "Ann Bell / NTB")),
        ("Schepen in de haven. Foto ANP", ("Schepen in de haven.", "ANP")),
        ("Laivas uoste / A. Bell / LRT nuotr.", ("Laivas uoste", "A. Bell / LRT nuotr")),
        ("Tàu trong cảng. Ảnh: Ann Bell", ("Tàu trong cảng.", "Ann Bell")),
        ("Limandaki gemiler. Fotoğraf : Ann Bell/AA", ("Limandaki gemiler.", "Ann Bell/AA")),
        ("سفن في الميناء (رويترز)", ("سفن في الميناء", "رويترز")),
        ("港に並ぶ船＝ロイター", ("港に並ぶ船", "ロイター")),
        ("港に並ぶ船（写真：共同）", ("港に並ぶ船", "共同")),
        ("港口的船。（李明摄）", ("港口的船。", "李明摄")),
        ("Ships at anchor — Picture by Ann Bell", ("Ships at anchor", "Ann Bell")),
        ("படகுகள் காத்திருக்கின்றன. | படம்: Ann Bell |", ("படகுகள் காத்திருக்கின்றன.", "Ann Bell")),
        ("جہاز بندرگاہ میں تصویر: علی عباس", ("جہاز بندرگاہ میں", "علی عباس")),
        ("Πλοία στο λιμάνι (ΑΠΕ-ΜΠΕ / Ann Bell)", ("Πλοία στο λιμάνι", "ΑΠΕ-ΜΠΕ / Ann Bell")),
        ("배가 항구에 있다. 이수민 기자 lee@news.example", ("배가 항구에 있다.", "이수민 기자")),
        ("Ships wait. Illustration by Ann Bell / The Daily", ("Ships wait.", "Ann Bell / The Daily")),
        ("Illustration by Ann Bell. Source: Carl Dorn / AP.", (None, "Ann Bell / Carl Dorn / AP")),
        ("Ships in an illustration by Ann Bell", ("Ships in an illustration by Ann Bell", None)),
        ("Ships at anchor | Ann Bell/dpa", ("Ships at anchor", "Ann Bell/dpa")),
        ("Ships at anchor REUTERS/Ann Bell", ("Ships at anchor", "REUTERS/Ann Bell")),
        ("Ships lie at anchor in a bay [Ann Bell/Daily]", ("Ships lie at anchor in a bay", "Ann Bell/Daily")),
        ("Ships lie in the old harbour. Ann Bell", ("Ships lie in the old harbour.", "Ann Bell")),
        ("At the side of the talks stands Gov. Ann Bell", ("At the side of the talks stands Gov. Ann Bell", None)),
        ("Im Bild: Die Ministerin im Hafen", ("Im Bild: Die Ministerin im Hafen", None)),
        ("The head office of Reuters", ("The head office of Reuters", None)),
        ("They met in a small old hotel. New York City", ("They met in a small old hotel. New York City", None)),
        ("They met in a small old hotel. South Korea", ("They met in a small old hotel. South Korea", None)),
        ("They met in a small old hotel. New York Times", ("They met in a small old hotel.", "New York Times")),
        (
            "Ships wait. (Image Credit: U.S. Navy photo by Mass Communication Specialist 2nd Class Ann Bell)",
            ("Ships wait.", "U.S. Navy photo by Mass Communication Specialist 2nd Class Ann Bell"),
        ),
        (
            "Ships. (Photo: a port. It was built a century ago, and ships have come to it ever since)",
            ("Ships. (Photo: a port. It was built a century ago, and ships have come to it ever since)", None),
        ),
        ("Laivai laukia. A. Bell / Uosto nuotr.", ("Laivai laukia.", "A. Bell / Uosto nuotr")),
        ("Anos Bell / Uosto nuotr. / Laivai laukia", ("Laivai laukia", "Anos Bell / Uosto nuotr")),
        ("A hajók várnak (Kép: Bell Anna)", ("A hajók várnak", "Bell Anna")),
        ("Ships at anchor, Foto: Ann Bell", ("Ships at anchor", "Ann Bell")),
        ("Skipin bíða. Ljósmynd: Anna Bell", ("Skipin bíða.", "Anna Bell")),
        ("Τα πλοία περιμένουν. Φωτ.: Άννα Λούκα", ("Τα πλοία περιμένουν.", "Άννα Λούκα")),
        ("Корабли ждут. Фото Олега Дыма", ("Корабли ждут.", "Олега Дыма")),
        ("जहाज रुके हैं (फोटो- पीटीआई)", ("जहाज रुके हैं", "पीटीआई")),
        ("Les navires attendent. ANN BELL / « LE PORT »", ("Les navires attendent.", "ANN BELL / « LE PORT »")),
        ("Schiffe warten. – Keystone", ("Schiffe warten.", "Keystone")),
        ("港口＝山本健撮影", ("港口", "山本健撮影")),
        ("港口＝2026年3月12日、函館市、山本健撮影", ("港口＝2026年3月12日、函館市", "山本健撮影")),
        ("港口（資料照，記者林怡君攝）", ("港口", "資料照，記者林怡君攝")),
        ("港口。（海岸社檔案照片）", ("港口。", "海岸社檔案照片")),
        ("图为港口 受访者供图", ("图为港口", "受访者供图")),
        ("항구 전경 [사진 출처 = 해안뉴스]", ("항구 전경", "해안뉴스")),
        ("The minister (left) and the captain (right).", ("The minister (left) and the captain (right).", None)),
        ("A photo of the port by the AP hangs there.", ("A photo of the port by the AP hangs there.", None)),
        ("", (None, None)),
    ],
)  # fmt: skip
def test_captions_and_credits_are_told_apart(text: str, expected: tuple[str | None, str | None]) -> None:
    assert parted(text) == expected


def test_links_in_the_text_are_absolute_in_order_and_of_a_kind() -> None:
    inside = (
        '<p>See <a href="../old/">the old story</a>, <a rel="nofollow" href="https://other.example/a">another</a>, '
        '<a href="/files/report.pdf">the report</a>, <a href="mailto:a@b.example">mail</a>, <a href="#x">up</a>, '
        '<a href="javascript:void(0)">js</a>, <a href="http://127.0.0.1:99999/">bad port</a> and all.</p>'
        '<iframe src="https://video.example/1" title="Film"></iframe>'
    )
    assert read(inside).links == (
        TextLink(url="https://news.example/news/old/", text="the old story", kind="internal"),
        TextLink(url="https://other.example/a", text="another", kind="external", rel="nofollow"),
        TextLink(url="https://news.example/files/report.pdf", text="the report", kind="document"),
        TextLink(url="https://video.example/1", text="Film", kind="embed"),
    )


def test_a_base_element_is_heeded() -> None:
    link = read('<p>See <a href="x/">this story</a> for more about it.</p>', head='<base href="/deep/down/">').links[0]
    assert link.url == "https://news.example/deep/down/x/"


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


@pytest.mark.parametrize(
    "figure",
    [
        '<figure class="widget image-widget"><img src="/a.jpg"><figcaption>Ships wait.</figcaption></figure>',
        '<figure><img src="/a.jpg"><figcaption class="widget-image-caption">Ships wait.</figcaption></figure>',
        '<figure class="widget-image"><img src="/a.jpg"><p class="wp-caption-text">Ships wait.</p></figure>',
    ],
)
def test_a_figure_and_its_caption_are_kept_whatever_box_their_classes_name(figure: str) -> None:
    assert captions(figure) == ["Ships wait."]


def test_a_figure_without_a_caption_that_is_called_an_advert_is_none() -> None:
    assert captions('<figure class="advert"><img src="/a.jpg"></figure>') == []


def test_a_picture_with_a_caption_is_kept_whatever_it_is_called() -> None:
    figure = '<figure><img class="widget-picture" src="/a.jpg"><figcaption>Ships wait.</figcaption></figure>'
    assert captions(figure) == ["Ships wait."]


def test_a_box_that_holds_most_of_the_text_is_the_article_whatever_it_is_called() -> None:
    figure = '<figure><img src="/a.jpg"><figcaption>Ships wait.</figcaption></figure>'
    text = read(f'<div class="article__teaser">{PROSE * 20}{figure}</div>', above=PROSE * 6)
    assert [figure.caption for figure in text.figures] == ["Ships wait."]
    teaser = read(f'{PROSE * 20}<div class="article__teaser">{figure}</div>', above=PROSE * 6)
    assert [figure.caption for figure in teaser.figures] == [None]


def test_the_captions_of_many_related_articles_under_a_short_one_are_not_its_own() -> None:
    teaser = (
        '<a href="/{0}/">Story {0}</a><figure><img src="/{0}.jpg"><figcaption>The harbour at dawn on day {0}, when the'
        " first of the ships came back to where they had been waiting.</figcaption></figure>"
    )
    boxes = "".join(teaser.format(number) for number in range(6))
    assert [caption for caption in captions(f'<div class="related-articles">{boxes}</div>') if caption] == []


@pytest.mark.parametrize(
    "markup",
    [
        '<figure><img src="/a.jpg" data-caption="Enlarge"><figcaption>Ships wait.</figcaption></figure>',
        '<figure><img src="/a.jpg" aria-describedby="x"><figcaption>Ships wait.</figcaption></figure>'
        '<p id="x">How to move on</p>',
        '<div><img src="/a.jpg"><p class="image-info">All of the port</p><p class="caption">Ships wait.</p></div>',
        '<div><p class="image-info">All of the port</p><img src="/a.jpg"><p class="caption">Ships wait.</p></div>',
        '<div><img src="/a.jpg"><p class="caption">Ships wait.</p><p class="caption">Ships wait. They do.</p></div>',
        '<div><p class="caption">Ships wait.</p><img src="/a.jpg"></div>',
        '<div><p class="caption">Ships wait.</p><img src="/a.jpg"><p>And so on.</p></div>',
        '<div><img src="/a.jpg"><script>var a = "{}";</script><p class="caption">Ships wait.</p></div>'.format(
            "x" * 300
        ),
        '<div><img src="/a.jpg"><p class="caption-toggle">Show more</p><p class="caption">Ships wait.</p></div>',
    ],
)
def test_of_all_that_may_be_the_caption_of_a_picture_the_plainest_is_it(markup: str) -> None:
    assert captions(markup) == ["Ships wait."]


def test_a_caption_above_its_picture_is_that_of_the_next_one() -> None:
    assert captions('<div><p class="caption">Ships wait.</p><img src="/a.jpg"><img src="/b.jpg"></div>') == [
        "Ships wait.",
        None,
    ]


@pytest.mark.parametrize("order", [("Ships wait.", "Photo: Ann Bell"), ("Photo: Ann Bell", "Ships wait.")])
def test_a_caption_and_a_credit_that_are_both_called_captions_are_one_caption(order: tuple[str, str]) -> None:
    lines = "".join(f'<p class="caption">{line}</p>' for line in order)
    figures = read(f'<div><img src="/a.jpg">{lines}</div>').figures
    assert [(figure.caption, figure.credit) for figure in figures] == [("Ships wait.", "Ann Bell")]


def test_two_captions_of_one_picture_that_say_different_things_are_kept() -> None:
    lines = '<p class="caption">Ships wait.</p><p class="caption">The old harbour, in the north.</p>'
    assert captions(f'<div><img src="/a.jpg">{lines}</div>') == ["Ships wait.", "The old harbour, in the north."]


@pytest.mark.parametrize(
    "line",
    [
        '<p class="text">The talks went on.</p>',
        '<p class="lead">The talks went on.</p>',
        '<div class="info"><p>The talks went on.</p></div>',
        '<p class="text-caption">The talks went on.</p>',
        '<p class="drop-cap">The talks went on.</p>',
        '<div class="caption-wrapper"><h1>The talks went on.</h1></div>',
        '<div class="x-caption"><ul><li>The talks went on.</li></ul></div>',
        '<div class="has-caption"><p>The talks went on.</p></div>',
        '<div class="video-caption">The talks went on.</div>',
        '<div class="caption"><time>4 March 2021</time> The talks went on.</div>',
        f'<div class="caption"><p>The talks went on.</p>{PROSE * 6}</div>',
        "<figure><table><tr><td>1</td></tr></table><figcaption>The talks went on.</figcaption></figure>",
    ],
)
def test_what_is_no_caption_by_its_name_or_holds_more_than_one_captions_no_picture(line: str) -> None:
    assert captions(f'<div><img src="/a.jpg">{line}</div>') == [None]


@pytest.mark.parametrize(
    "described",
    [
        '<p id="x" hidden>Opens in a window</p>',
        '<p id="x" class="visually-hidden">Opens in a window</p>',
        '<p id="x">Your name <input></p>',
        '<div class="related"><p id="x">Another story</p></div>',
    ],
)
def test_what_describes_a_picture_to_those_who_do_not_see_it_is_no_caption(described: str) -> None:
    assert captions(f'<img src="/a.jpg" aria-describedby="x">{PROSE}{described}') == [None]


@pytest.mark.parametrize(
    ("said", "caption", "credit"),
    [
        ('<span class="credit">Ships wait. Photo: Ann Bell</span>', "Ships wait.", "Ann Bell"),
        ('<span class="photo-credit">Ann Bell</span>', None, "Ann Bell"),
        (f'<b class="credit-line">{"Ships wait in the port. " * 3}</b>', "Ships wait in the port. " * 3, None),
        ('Reuters <span class="credit">Ann Bell</span>', None, "Reuters / Ann Bell"),
        ('Ships wait. <b class="credit"><b class="credit-name">Ann Bell</b></b>', "Ships wait.", "Ann Bell"),
        ('Ships wait. <b class="credit">Ann Bell</b> <b class="copyright">AFP</b>', "Ships wait.", "Ann Bell / AFP"),
        ('Ships wait. <i class="icon-credit"></i><b class="credit">Ann Bell</b>', "Ships wait.", "Ann Bell"),
        ('Ships wait. <b data-testid="caption-credit">Ann Bell</b>', "Ships wait.", "Ann Bell"),
        ('Ships wait. <b data-test="credit">Ann Bell</b>', "Ships wait.", "Ann Bell"),
        ("<div><span>Ships wait.</span><span>Ann Bell</span></div>", "Ships wait.", "Ann Bell"),
        ("Ships wait for <span>Ann Bell</span> to come.", "Ships wait for Ann Bell to come.", None),
        ("Ships wait for all: <span><span>Ann Bell</span> knows.</span>", "Ships wait for all: Ann Bell knows.", None),
        ("Ships wait <b>(Photo: Ann Bell)</b>", "Ships wait", "Ann Bell"),
        ("Ships wait <b>Foto: Ann Bell</b>", "Ships wait", "Ann Bell"),
        ("Ships wait <em>Reuters</em>", "Ships wait", "Reuters"),
        ("Ships wait – <span>Ann Bell</span>", "Ships wait", "Ann Bell"),
        ("Ships wait – <em>nobody knows</em>", "Ships wait – nobody knows", None),
        ("Ships wait <small>Ann Bell</small>", "Ships wait", "Ann Bell"),
        ("Ships wait <small>in the old port</small>", "Ships wait in the old port", None),
        ('Ships wait. <a href="/x">Ann Bell</a>', "Ships wait. Ann Bell", None),
        ("Ships wait. <b>Ann Bell</b>", "Ships wait. Ann Bell", None),
        ("<b>The old harbour of the north</b> <span>Ann Bell</span>", "The old harbour of the north", "Ann Bell"),
        ("<b>The old harbour of the north</b> <span>nobody</span>", "The old harbour of the north nobody", None),
        ("<b>The old port</b> <span>Ann Bell</span>", "The old port Ann Bell", None),
        ("The port<span>Ann Bell</span>", "The port", "Ann Bell"),
        ("The port <span>Ann Bell</span>", "The port Ann Bell", None),
        ("The port<span> Ann Bell</span>", "The port Ann Bell", None),
        ("<p>Ships wait</p><p>in the north.</p>", "Ships wait in the north.", None),
        ("Ships wait<br>in the north.", "Ships wait in the north.", None),
        ("Sh<b>ip</b>s wait.", "Ships wait.", None),
        ("Ships wait.<button>Share</button>", "Ships wait.", None),
        ('Ships wait. <b role="button">Share</b>', "Ships wait.", None),
        ("Ships wait.<style>b { color: red }</style>", "Ships wait.", None),
        ('Ships wait. <b class="sr-only">Share</b>', "Ships wait.", None),
        ("<span>Ships wait.</span><span>( Photo: )</span>", "Ships wait.", None),
    ],
)  # fmt: skip
def test_caption_and_credit_are_told_apart_by_how_they_are_set(said: str, caption: str, credit: str | None) -> None:
    figure = read(f'<figure><img src="/a.jpg"><figcaption>{said}</figcaption></figure>').figures[0]
    assert (figure.caption, figure.credit) == (caption and caption.strip(), credit)


def test_who_is_named_below_the_text_beside_a_picture_has_not_taken_it() -> None:
    line = '<img src="/a.jpg"><p class="caption">Ships wait.</p>'
    figure = read(f'<div>{line}{PROSE}<p class="author">Carl Dorn</p></div>').figures[0]
    assert (figure.caption, figure.credit) == ("Ships wait.", None)
    assert read(f'<div>{line}<p class="author">Carl Dorn</p></div>').figures[0].credit == "Carl Dorn"


@pytest.mark.parametrize("said", ["Photo: Ann Bell", "Ships wait. Photo: Ann Bell"])
def test_a_picture_before_another_has_none_of_its_caption_and_credit(said: str) -> None:
    second = f'<figure><img src="/b.jpg"><figcaption>{said}</figcaption></figure>'
    for first in ('<img src="/a.jpg">', '<p><img src="/a.jpg"></p>', '<figure><img src="/a.jpg"></figure>'):
        figures = read(first + second).figures
        assert [figure.credit for figure in figures] == [None, "Ann Bell"]
        assert figures[0].caption is None


def node_of_images(*images: object) -> str:
    article = {"@type": "NewsArticle", "headline": "Port talks end", "image": list(images)}
    return f'<script type="application/ld+json">{json.dumps(article)}</script>'


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


@pytest.mark.parametrize(
    "markup",
    [
        '<figure><img src="/a.jpg"><figcaption><div>Caption</div><div>Ships wait.</div></figcaption></figure>',
        '<div class="image-item"><img src="/a.jpg"><div class="image-info"><span class="caption-title">Caption</span>: '
        '<span class="image-caption">Ships wait.</span></div></div>',
        '<dl class="spip_documents"><dt><img src="/a.jpg"></dt><dd><strong>Ships wait.</strong></dd></dl>',
        '<div role="figure"><img src="/a.jpg"><div><div>Ships wait.</div></div></div>',
    ],
)
def test_a_caption_is_read_without_the_word_that_calls_it_one_and_in_any_frame(markup: str) -> None:
    assert captions(markup) == ["Ships wait."]


@pytest.mark.parametrize(
    ("said", "credit"),
    [
        ("(Ann Bell, https://flic.kr/p/abc; CC BY 2.0)", "Ann Bell, https://flic.kr/p/abc; CC BY 2.0"),
        ("(Ann Bell, public domain)", "Ann Bell, public domain"),
    ],
)
def test_who_lends_a_picture_under_which_licence_is_its_credit(said: str, credit: str) -> None:
    assert parted(f"Ships wait outside the port {said}") == ("Ships wait outside the port", credit)


def test_a_caption_after_its_label_is_none_of_the_credit_beside_it() -> None:
    told = "Ships wait outside the port while the talks about who may unload them go on"
    found = read(
        f'<figure><img src="/a.jpg"><figcaption><h5>image: </h5><p>{told}</p><p class="credit">Credit: Ann Bell</p>'
        "</figcaption></figure>"
    ).figures[0]
    assert (found.caption, found.credit) == (told, "Ann Bell")


def test_the_label_of_a_credit_is_no_credit() -> None:
    found = read(
        '<div><img src="/a.jpg"><div><span class="image-caption">Ships wait.</span> <span class="credits-title">Credits'
        '</span>: <span class="credits">Image: Ann Bell</span></div></div>'
    ).figures[0]
    assert (found.caption, found.credit) == ("Ships wait.", "Ann Bell")
