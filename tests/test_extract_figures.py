"""Pictures, captions, credits and links of an article."""

from datetime import UTC, datetime

import pytest

from iria_crawler.extract import extract
from iria_crawler.extract.credits import parted
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
    ],
)
def test_a_caption_is_found_in_every_usual_markup(markup: str) -> None:
    figure = read(markup).figures[0]
    assert (figure.url, figure.caption) == ("https://news.example/a.jpg", "Ships wait.")
    assert "Ships wait." not in read(markup).body


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
    assert figures == (Figure(url="https://news.example/lead.jpg", role="lead", alt="Port"),)


def test_the_picture_for_sharing_is_the_lead_and_not_told_twice() -> None:
    head = '<meta property="og:image" content="/a.jpg">'
    article = read('<figure><img src="/a.jpg"><figcaption>Ships</figcaption></figure>', head=head)
    assert (article.lead_image, article.sources["lead_image"]) == ("https://news.example/a.jpg", "meta")
    assert article.figures == (Figure(url="https://news.example/a.jpg", role="lead", caption="Ships"),)
    assert [figure.role for figure in read("", head=head).figures] == ["lead"]


def test_logos_and_teasers_are_not_pictures_of_the_article() -> None:
    assert read("").figures == ()


def test_a_rule_says_where_captions_stand() -> None:
    site = SITE.model_copy(update={"extract": Rules(captions=(".x9",))})
    assert read('<div><img src="/a.jpg"><i class="x9">Ships</i></div>', site=site).figures[0].caption == "Ships"


def test_a_credit_in_an_element_of_its_own_is_told_from_the_caption() -> None:
    caption = '<figcaption>Ships wait. <span class="credit">Photo: Ann Bell</span></figcaption>'
    figure = read(f'<figure><img src="/a.jpg">{caption}</figure>').figures[0]
    assert (figure.caption, figure.credit) == ("Ships wait.", "Ann Bell")


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
