"""What the pictures of an article show, and what beside them is no caption."""

import pytest

from iria_crawler.sites import Rules

from .extract.markup import SITE
from .extract.pictures import PROSE, captions, read


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


def test_captions_of_tables_and_videos_are_not_those_of_pictures() -> None:
    table = (
        '<figure class="wp-block-table"><table><tr><td>1</td></tr></table><figcaption>Incidents</figcaption></figure>'
    )
    video = '<figure><iframe src="https://video.example/1"></iframe><figcaption>A film</figcaption></figure>'
    assert captions(table + video) == []


def test_a_rule_says_where_captions_stand() -> None:
    site = SITE.model_copy(update={"extract": Rules(captions=(".x9",))})
    assert read('<div><img src="/a.jpg"><i class="x9">Ships</i></div>', site=site).figures[0].caption == "Ships"


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


def test_each_picture_of_a_figure_of_several_has_the_caption_of_its_own_box() -> None:
    boxes = "".join(
        f'<div data-caption="{said}"><a href="/{name}.jpg"><img src="/{name}.jpg"></a></div>'
        for name, said in (("a", "Ships wait."), ("b", "Trains wait."))
    )
    assert captions(f"<figure>{boxes}</figure>") == ["Ships wait.", "Trains wait."]


@pytest.mark.parametrize("said", ["A sign in the port says: Buy now", "He told them to buy this picture"])
def test_what_is_said_of_buying_within_a_sentence_is_of_the_caption(said: str) -> None:
    assert captions(f'<figure><img src="/a.jpg"><figcaption>{said}</figcaption></figure>') == [said]


def test_another_article_on_the_page_keeps_its_captions() -> None:
    page = '<figure><img src="/a.jpg"><figcaption>Ships wait.</figcaption></figure>'
    other = "<article><h2>Other</h2><figure><img src='/b.jpg'><figcaption>Trains wait.</figcaption></figure></article>"
    assert captions(f"{page}{PROSE * 6}</div>{other}<div>") == ["Ships wait."]


def test_a_caption_printed_twice_is_one() -> None:
    figure = '<figure><img src="/{0}"><figcaption>Ships wait.</figcaption></figure>'
    lightbox = '<div class="lightbox"><img src="/a.jpg?w=2000"><p class="caption">Ships wait. Photo: Ann Bell</p></div>'
    assert captions(figure.format("a.jpg?w=640") + lightbox) == ["Ships wait."]


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
