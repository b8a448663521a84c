"""Whose the pictures of an article are."""

import pytest

from iria_crawler.extract.credits import parted
from iria_crawler.extract.mending import mended

from .extract.pictures import PROSE, captions, read


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


def test_a_credit_found_beside_a_picture_is_not_in_the_text_but_may_sign_it() -> None:
    caption = '<div class="field--name-field-caption">Ships wait.</div>'
    box = f'<div><img src="/a.jpg">{caption}<div class="field--name-field-credit">Ann Bell / Reuters</div></div>'
    article = read(box)
    assert [(figure.caption, figure.credit) for figure in article.figures] == [("Ships wait.", "Ann Bell / Reuters")]
    assert "Ann Bell" not in article.body
    signed = ["The talks ended.", "Ann Bell / Reuters", "The ships wait.", "Ann Bell / Reuters"]
    kept = ["The talks ended.", "The ships wait.", "Ann Bell / Reuters"]
    assert mended(signed, title="", figures=article.figures) == kept


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
        ("The minister (left) and the captain (right).", ("The minister (left) and the captain (right).", None)),
        ("A photo of the port by the AP hangs there.", ("A photo of the port by the AP hangs there.", None)),
        ("", (None, None)),
    ],
)  # fmt: skip
def test_captions_and_credits_are_told_apart(text: str, expected: tuple[str | None, str | None]) -> None:
    assert parted(text) == expected


@pytest.mark.parametrize("order", [("Ships wait.", "Photo: Ann Bell"), ("Photo: Ann Bell", "Ships wait.")])
def test_a_caption_and_a_credit_that_are_both_called_captions_are_one_caption(order: tuple[str, str]) -> None:
    lines = "".join(f'<p class="caption">{line}</p>' for line in order)
    figures = read(f'<div><img src="/a.jpg">{lines}</div>').figures
    assert [(figure.caption, figure.credit) for figure in figures] == [("Ships wait.", "Ann Bell")]


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
