"""Names that no markup calls authors, and that sign a text nevertheless."""

import pytest

from .extract.markup import FIRST, json_ld, post, read


@pytest.mark.parametrize(
    "body",
    ["<p><strong>Ann Bell</strong></p>", '<p class="author">Ann Bell</p>', "<p>Von Ann Bell</p>"],
)
def test_a_name_on_a_line_of_its_own_below_the_text_is_a_byline(body: str) -> None:
    assert read(post(after=body)).authors == ("Ann Bell",)


def test_a_name_beside_its_portrait_is_a_byline_below_a_long_standfirst_too() -> None:
    card = '<div><img src="/a" alt="Ann Bell"><div><p>Ann Bell</p><p>Visiting scholar</p></div></div>'
    assert read(post().replace("</h1>", f"</h1><p class=x>{FIRST}</p>{card}", 1)).authors == ("Ann Bell",)


def test_a_name_above_the_headline_beside_a_date_is_a_byline() -> None:
    byline = "<div><span>May 3, 2024</span><span>Ann Bell</span></div>"
    assert read(post().replace("<h1 ", f"{byline}<h1 ")).authors == ("Ann Bell",)


@pytest.mark.parametrize(
    "box",
    [
        '<div class="post_author-box"><img src="/a.jpg"><div><div class="t">Ann Bell</div><p>{bio}</p></div></div>',
        '<div><div><img class="dynamic-author-image" src="/a.jpg"></div><p>Ann Bell</p><p>{bio}</p></div>',
        "<p>- Ann Bell<br>Contributing Writer</p>",
    ],
)
def test_a_box_with_a_picture_of_the_author_and_a_line_after_a_dash_sign_a_text(box: str) -> None:
    bio = "Ann Bell has written of ports and of ships, of those who sail and of those who wait for them, for years now."
    assert read(post(after=box.format(bio=bio))).authors == ("Ann Bell",)


@pytest.mark.parametrize("name", ["site-header", "user-menu", "login-box"])
def test_the_portrait_of_a_reader_who_is_logged_in_signs_nothing(name: str) -> None:
    account = f'<div class="{name}"><a href="/me"><img class="avatar" src="/me.jpg"><span>Bob Reader</span></a></div>'
    assert read(post(after=account)).authors == ()


def test_names_of_several_people_in_boxes_apart_sign_nothing() -> None:
    cards = "".join(
        f'<div><div><div><img class="avatar" src="/{name}.jpg"><p>{name}</p></div></div></div>'
        for name in ("Ann Bell", "Carl Dorn", "Eve Fox")
    )
    assert read(post(after=cards)).authors == ()


@pytest.mark.parametrize(
    "line",
    [
        "The report on it has 120 pages.",
        "Wer alle 320 Seiten liest, findet den Hafen auf der letzten.",
        f"{FIRST} It fills a report, 120 pages, that nobody has seen.",
    ],
)
def test_a_sentence_that_tells_of_pages_takes_neither_signature_nor_date_away(line: str) -> None:
    signed = "<p>By Ann Bell</p><p>Published: March 4, 2021</p>"
    for text in (f"{signed}<p>{line}</p>", f"<p>{line}</p>{signed}"):
        article = read(post(after=text))
        assert (article.authors, str(article.published_at)[:10]) == (("Ann Bell",), "2021-03-04")


@pytest.mark.parametrize(
    "end",
    [
        "<p>“Nobody is free until all of us are.”</p><p>— Nelson Mandela</p>",
        "<p>What was served:</p><p>- Red Wine</p><p>- Olive Oil</p>",
    ],
)
def test_who_is_quoted_and_what_is_listed_at_the_end_has_not_written_it(end: str) -> None:
    assert read(post(after=end)).authors == ()


JAPANESE = "港湾当局は月曜日、交渉が合意のないまま終わったと明らかにした。次の会合は春に開かれる予定だという。"


@pytest.mark.parametrize(
    ("end", "expected"),
    [
        ("<p>（佐藤美咲、田中健一）</p>", ("佐藤美咲", "田中健一")),
        ("<p>船は港で待っているという。【佐藤美咲】</p>", ("佐藤美咲",)),
        ("<p>船は港で待っているという。（佐藤みさき）</p>", ("佐藤みさき",)),
        ("<p>船は港で待っているという。（つづく）</p>", ()),
        ("<p>（共同通信）</p>", ()),
        ("<p>船は港で待っているという（写真提供）</p>", ()),
    ],
)
def test_who_signs_in_brackets_at_the_end_is_the_author_though_data_name_the_paper(
    end: str, expected: tuple[str, ...]
) -> None:
    head = '<meta property="og:site_name" content="港湾新聞">' + json_ld(
        author={"@type": "Organization", "name": "港湾新聞"}
    )
    said = f'<p>{JAPANESE * 2}</p><p>{JAPANESE * 2}</p>{end}<div class="offer"><h2>会員募集</h2></div>'
    title = "港の交渉が終わる"
    html = f"<html lang=ja><head><title>{title}</title>{head}</head><body><article><h1>{title}</h1>{said}</article>"
    assert read(f"{html}</body></html>").authors == (expected or ("港湾新聞",))


CHINESE = "货船在港口外等候了十一天，码头工人说，他们也不知道谈判什么时候会有结果，下一轮会谈定于春天举行。"


@pytest.mark.parametrize(
    ("opening", "expected"),
    [
        ("新华社昆明11月12日电（记者李文静、王明）", ("李文静", "王明")),
        ("本报讯 （本报记者 李文静）", ("李文静",)),
        ("中新网北京11月12日电 (记者 李文静)", ("李文静",)),
        ("【本报讯】（记者 李文静）", ("李文静",)),
        ("（中央社記者李文静嘉義16日電）", ("李文静",)),
        ("（李文静／嘉義報導）", ("李文静",)),
        ("一名记者（不愿具名）在港口说，", ()),
        ("（一名不愿具名的记者在港口对本报说）", ()),
        ("（综合报道）", ()),
    ],
)
def test_who_filed_a_report_by_its_dateline_is_the_author_not_its_editor(
    opening: str, expected: tuple[str, ...]
) -> None:
    text = f"<p>　　{opening}{CHINESE}</p><p>{CHINESE * 2}</p><p>{CHINESE * 2}</p>"
    editor = '<div class="editor">责任编辑：赵今朝</div>' if expected else ""
    html = f"<html lang=zh><head><title>港口谈判</title></head><body><article><h1>港口谈判</h1>{text}{editor}</article>"
    assert read(f"{html}</body></html>").authors == expected
