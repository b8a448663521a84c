"""Bylines as the papers of many countries print them."""

import pytest
from lxml.html import HtmlElement

from iria_crawler.extract import bylines
from iria_crawler.extract.names import people

from .extract.markup import FIRST, SECOND, json_ld, post, read


def authors(line: str, *, head: str = "") -> tuple[str, ...]:
    return read(post(meta=line, head=head)).authors


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Autori: Ieva Ozola (redakcija)", ("Ieva Ozola",)),
        ("Írta: Tóth Réka", ("Tóth Réka",)),
        ("Piše: Ante Marić", ("Ante Marić",)),
        ("Kirjoittaja: Aino Lahti", ("Aino Lahti",)),
        ("de Radu Petcu", ("Radu Petcu",)),
        ("de Beauvoir", ("de Beauvoir",)),
        ("Simone de Beauvoir", ("Simone de Beauvoir",)),
        ("Radu Petcu News.ro", ("Radu Petcu",)),
        ("Иван Иванов news.bg", ("Иван Иванов",)),
        ("Jan Horák redaktor", ("Jan Horák",)),
        ("Tor Berg (foto)", ()),
        ("Anna Lund, Tor Berg (foto)", ("Anna Lund",)),
        ("Anna Lund (text och foto)", ("Anna Lund",)),
    ],
)
def test_a_label_a_picture_or_an_address_beside_a_name_is_none_of_it(line: str, expected: tuple[str, ...]) -> None:
    assert people([line]) == expected


@pytest.mark.parametrize(
    "label", ["Author, ", "Autor, ", "Yazan, ", "Penulis, ", "نویسنده, ", "مصنف, ", "लेखक, ", "作者, "]
)
def test_a_comma_parts_from_a_name_what_is_read_out_before_it(label: str) -> None:
    assert authors(f"<span>{label}</span><span>Ann Bell</span>") == ("Ann Bell",)
    assert people([label + "Ann Bell"]) == ("Ann Bell",)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("〔記者林怡君／嘉義報導〕港口的船今天早上開走了，沒有人說要去哪裡。", ("林怡君",)),
        ("（中央社記者林怡君嘉義16日電）港口的船開走了。", ("林怡君",)),
        ("生活中心／林怡君報導", ("林怡君",)),
        ("記者林怡君／嘉義報導", ("林怡君",)),
        ("（港口）", ("港口",)),
    ],
)
def test_the_bracket_before_a_text_names_its_reporter_and_the_text_nobody(line: str, expected: tuple[str, ...]) -> None:
    assert people([line]) == expected


def test_a_sentence_of_chinese_is_no_name() -> None:
    assert people(["隔天清晨便把信件裝進單車後座的籃子獨自往山上騎去"]) == ()
    assert people(["獨自往山上騎去。"]) == ()


@pytest.mark.parametrize(
    "desk",
    [
        "अमर समाचार डेस्क",
        "செய்திப்பிரிவு",
        "ویب ڈیسک",
        "নিউজ ডেস্ক",
        "هيئة التحرير",
        "Редакция газеты",
        "編集部",
        "온라인뉴스팀",
    ],
)
def test_the_person_in_the_byline_beats_the_desk_in_the_data(desk: str) -> None:
    head = json_ld(author={"@type": "Person", "name": desk})
    assert authors('<span class="author-name">Ann Bell</span>', head=head) == ("Ann Bell",)


@pytest.mark.parametrize(
    "name", ["firma", "szerzo", "szerzok", "kapcsolodo_szerzo", "avtor", "tac-gia", "autori", "toimittaja"]
)
def test_a_class_says_who_wrote_it_in_the_languages_of_the_press(name: str) -> None:
    assert authors(f'<div class="{name}">Ann Bell</div>') == ("Ann Bell",)


@pytest.mark.parametrize("icon", ["fa fa-user", "icofont-user-alt-3", "icon-author"])
def test_the_sign_of_a_person_beside_a_date_tells_who_wrote_it(icon: str) -> None:
    line = f'<i class="fa fa-calendar"></i> May 3, 2026 <i class="{icon}"></i> Ann Bell <i class="fa fa-eye"></i> 214'
    assert authors(f"<p>{line}</p>") == ("Ann Bell",)


def test_what_holds_all_of_a_page_is_none_of_its_parts_whatever_it_is_called() -> None:
    line = '<div class="x"><div>By Ann Bell</div></div>'
    whole = f"<html><body>{{}}<div><h1>Port talks end</h1>{line}<p>{FIRST}</p><p>{FIRST}</p></div>{{}}</body></html>"
    for box in ('<div id="__next">{}</div>', '<form id="form1">{}</form>'):
        before, after = box.split("{}")
        assert read(whole.format(before, after)).authors == ("Ann Bell",)


def test_whose_a_picture_is_has_not_written_the_text() -> None:
    assert authors('<div class="media__copyright"><div class="media__copyright-item">© Ann Bell</div></div>') == ()


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Ein Interview von Ann Bell", ("Ann Bell",)),
        ("Kommentar von Ann Bell", ("Ann Bell",)),
        ("Guest essay by Ann Bell", ("Ann Bell",)),
        ("Teksti Aino Lahti, kuvat Juha Berg", ("Aino Lahti",)),
        ("Scris de Ioana Petcu", ("Ioana Petcu",)),
        ("от Иван Иванов", ("Иван Иванов",)),
        ("எழுதியவர்: கவிதா முருகேசன்", ("கவிதா முருகேசன்",)),
        ("تحریر: ثنا گلزار", ("ثنا گلزار",)),
        ("โดย ณัฐวุฒิ สายบัว", ("ณัฐวุฒิ สายบัว",)),
        ("2026-05-12 来源：海岸网 作者：李文静", ("李文静",)),
        ("2026-05-12 記者 林怡君 報導", ("林怡君",)),
        ("撰文：林怡君 出版：2026-05-12 08:00", ("林怡君",)),
        ("Zeynep AYDOĞAN/BATMAN, (DHA)", ("Zeynep AYDOĞAN",)),
        ("Por Juliana Tavares e Ricardo Menezes, g1 e Rede Costa — Porto", ("Juliana Tavares", "Ricardo Menezes")),
    ],
)
def test_a_line_in_words_names_its_author_without_any_markup(line: str, expected: tuple[str, ...]) -> None:
    assert authors(f"<p>{line}</p>") == expected


@pytest.mark.parametrize(
    "line",
    [
        "Ann Bell, Special to The Post",
        "Ann Bell Staff Writer",
        "Ann Bell - Repórter da Costa",
        "Ann Bell, enviada especial",
        "Ann Bell | abell@news.example",
        "Ann Bell, ČTK",
        "박지훈 기자",
        "박지훈·이수민 기자 | 2026-05-12",
    ],
)
def test_a_name_with_a_job_of_the_press_an_agency_or_an_address_signs_a_text(line: str) -> None:
    assert authors(f"<p>{line}</p>") == people([line])


@pytest.mark.parametrize("day", ["May 12, 2026", "12 мая 2026, 08:00", "१२ मई 2026", "2026年5月12日 8時00分"])
def test_names_alone_beside_a_line_with_the_day_sign_a_text(day: str) -> None:
    html = post(meta="").replace('<div class="meta"></div>', "<p>Ann Bell and Carl Dorn</p><p>{}</p>")
    assert read(html.replace("{}", day)).authors == ("Ann Bell", "Carl Dorn")
    assert read(html.replace("{}", f"On {day} they left the port for good.")).authors == ()


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("（佐藤美咲）", ("佐藤美咲",)),
        ("【佐藤美咲】", ("佐藤美咲",)),
        ("（佐藤みさき）", ("佐藤みさき",)),
        ("（佐々木 美咲、田中健一）", ("佐々木 美咲", "田中健一")),
        ("（佐藤美咲・田中健一）", ("佐藤美咲", "田中健一")),
        ("（敬称略）", ()),
        ("（つづく）", ()),
        ("（続きは明日）", ()),
        ("（社会部）", ()),
        ("<b>박지훈 기자 park@news.example</b>", ("박지훈",)),
        ("<em>Ann Bell is a reporter in the north.</em>", ("Ann Bell",)),
        ("Ann Bell is a captain in the north.", ()),
        ("<em>Ann Bell is not going to say.</em>", ()),
    ],
)
@pytest.mark.parametrize("tag", ["p", "div"])
def test_the_line_that_ends_a_text_may_sign_it(line: str, expected: tuple[str, ...], tag: str) -> None:
    html = post(meta="").replace(f"<p>{SECOND}</p>", f"<p>{SECOND}</p><{tag}>{line}</{tag}>")
    assert read(html).authors == expected


@pytest.mark.parametrize("line", ["<p>Ann Bell / AP</p>", "<span>Photo:</span><p>Ann Bell, AP</p>"])
def test_whose_a_picture_is_by_its_agency_has_not_written_the_text(line: str) -> None:
    html = post(meta="").replace('<div class="meta"></div>', f"<div>{line}</div>")
    assert read(html).authors == ()


def test_each_name_of_a_list_may_have_its_job_in_a_part_of_its_own() -> None:
    parts = "<span>Ann Bell</span><span>Reporter</span><span>Carl Dorn</span><span>Editor</span>"
    assert authors(f'<div class="authors">{parts}</div>') == ("Ann Bell", "Carl Dorn")


@pytest.mark.parametrize("line", ["本报记者 李明 北京报道", "取材・文＝李明", "记者李明", "文/李明 图/王芳"])
def test_an_eastern_byline_is_found_by_its_label_alone(line: str) -> None:
    assert read(post(meta=f"<span>{line}</span>")).authors == ("李明",)
    assert read(post(meta="<span>记者从外交部获悉</span>")).authors == ()


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
        '<p><strong>Ann Bell</strong><br><a href="/s">Some Place</a><br>October 22, 2018</p>',
        '<a href="/about/editors/ann-bell/">Ann Bell</a>',
        '<p><em>This post was written by <a href="/x">Ann Bell, MD</a>, cardiologist, Harbour Health.</em></p>',
        '<div class="license-info"><span class="author-name">Eve Fox</span></div><p class="author">By Ann Bell</p>',
    ],
)  # fmt: skip
def test_a_byline_by_the_headline_is_found_in_any_markup(meta: str) -> None:
    article = read(post(meta=meta))
    assert (article.authors, article.sources["authors"]) == (("Ann Bell",), "dom")


@pytest.mark.parametrize(
    "label",
    [
        "<h3>Author</h3><p>Ann Bell</p>",
        "<h5>Date: </h5>03.11.2021<br><h5>Autor: </h5>Ann Bell",
        "<dl><dt>Date</dt><dd>May 2026</dd><dt>Author(s)</dt><dd>Ann Bell</dd></dl>",
        "<table><tr><th>Autor</th><td>Ann Bell</td></tr></table>",
        "<h4>Über die Autorin</h4><p>Ann Bell ist Redakteurin.</p>",
        "<h4>About the author</h4><p>Ann Bell is a reporter who has covered ports for twelve years, first in the north "
        "and then in the south, and who has seen more ships than anybody else in the town.</p>",
    ],
)
@pytest.mark.parametrize("place", ["meta", "after"])
def test_what_stands_by_a_label_is_the_author_in_a_box_apart_too(label: str, place: str) -> None:
    box = label if place == "meta" else f"<aside><div>{label}</div></aside>"
    assert read(post(**{place: box})).authors == ("Ann Bell",)


def test_a_byline_in_the_middle_of_a_page_is_found_where_no_other_place_has_one() -> None:
    middle = '<div class="box"><p class="byline">By Ann Bell</p></div>'
    texts = f"<p>{FIRST} {SECOND}</p>" * 6
    assert read(post(f"{texts}{middle}{texts}")).authors == ("Ann Bell",)
    assert read(post(f"{texts}{middle}{texts}", meta='<p class="byline">By Carl Dorn</p>')).authors == ("Carl Dorn",)
    another = middle.replace("Ann Bell", "Carl Dorn")
    assert read(post(f"{texts}<div>{middle}</div>{texts}<div>{another}</div>{texts}")).authors == ()


@pytest.mark.parametrize(
    "line",
    [
        '<div class="byline">By <a rel="author" href="/ab">Ann Bell</a> and Carl Dorn</div>',
        '<div><a rel="author" href="/ab">Ann Bell</a> <a rel="author" href="/cd">Carl Dorn</a></div>',
        '<ul><li><a rel="author" href="/ab">Ann Bell</a></li><li><a rel="author" href="/cd">Carl Dorn</a></li></ul>',
        '<div class="byline">By <span class="author">Ann Bell</span>, <span class="author">Carl Dorn</span></div>',
    ],
)
def test_all_who_stand_in_one_byline_have_signed(line: str) -> None:
    assert read(post(meta=line)).authors == ("Ann Bell", "Carl Dorn")


def test_a_list_below_a_label_names_all_authors() -> None:
    names = '<ul><li><a href="/x">Ann Bell</a></li><li>Carl Dorn</li></ul>'
    assert read(post(meta=f"<div><h6>Authors</h6>{names}</div>")).authors == ("Ann Bell", "Carl Dorn")


@pytest.mark.parametrize(
    "line",
    [
        "<div class=people><p>Authors</p><div><div><a href=/a>Ann Bell</a></div><div>Carl Dorn</div></div></div>",
        "<div class=authors><div class=i><img src=/a><a href=/a>Ann Bell</a></div><div class=i>Carl Dorn</div></div>",
        "<div class=author-links><a class=author href=/a>Ann Bell</a> <a class=author href=/b>Carl Dorn</a></div>",
        "<ul class=authors><li>Ann Bell<br>Senior Fellow</li><li>Carl Dorn<br>Visiting Fellow</li></ul>",
    ],
)
def test_each_part_of_a_list_of_people_names_one(line: str) -> None:
    assert read(post(meta=line)).authors == ("Ann Bell", "Carl Dorn")


def test_people_below_a_label_each_in_a_box_of_a_kind_are_all_authors() -> None:
    boxes = "".join(f"<div class=c-p><h4>{name}</h4><div>Analyst</div></div>" for name in ("Ann Bell", "Carl Dorn"))
    assert read(post(meta=f"<div><h3>Authors</h3>{boxes}</div>")).authors == ("Ann Bell", "Carl Dorn")


@pytest.mark.parametrize("beside", ["Political Editor", "Middle East", "Opinion Column"])
def test_what_stands_beside_the_one_name_of_a_byline_is_no_other_name(beside: str) -> None:
    byline = f"<div class=byline><span>Ann Bell</span><span>{beside}</span></div>"
    assert read(post(meta=byline)).authors == ("Ann Bell",)


def test_a_job_beside_a_name_in_a_list_is_no_other_name() -> None:
    byline = "<ul class=byline><li>Ann Bell</li><li>Political Editor</li></ul>"
    assert read(post(meta=byline)).authors == ("Ann Bell",)


def test_bylines_of_different_people_below_the_text_are_those_of_other_articles() -> None:
    others = "".join(
        f'<div><div><h3>Other news</h3><div><p class="byline">By {name}</p></div></div></div>'
        for name in ("Ann Bell", "Carl Dorn", "Eve Fox")
    )
    assert read(post(after=others)).authors == ()


@pytest.mark.parametrize("byline", ["<p>Von Ann Bell</p>", '<p class="byline">Ann Bell</p>'])
@pytest.mark.parametrize("line", ["Verlag: Hafenpresse", "Publisher: Harbour Press", "Éditeur : Presses du Port"])
def test_who_publishes_the_paper_may_be_said_right_below_a_byline_after_the_text(byline: str, line: str) -> None:
    assert read(post(after=f"{byline}<p>{line}</p>")).authors == ("Ann Bell",)


def test_elements_nested_without_end_are_read() -> None:
    deep = "<span class=author>" * 200 + "Ann Bell" + "</span>" * 200
    assert len(read(post(meta=deep)).authors) <= 1


@pytest.mark.parametrize(
    "chrome",
    [
        '<aside class="sidebar"><h3>Authors</h3><ul><li>Ann Bell</li><li>Carl Dorn</li></ul></aside>',
        '<i class="icon-user"></i><span>Jane Doe</span>',
    ],
)
def test_nobody_is_the_author_for_standing_in_what_surrounds_an_article(chrome: str) -> None:
    assert read(post().replace("<h1", f"{chrome}<h1")).authors == ()


def test_what_is_told_of_an_author_without_a_name_names_nobody() -> None:
    told = "Born in the north of the country, she has worked for papers, radio stations and the harbour board. " * 3
    assert read(post(after=f"<h3>About the author</h3><p>{told}</p>")).authors == ()
    named = f"Ann Bell was born in the north. {told}"
    assert read(post(after=f"<h3>About the author</h3><p>{named}</p>")).authors == ("Ann Bell",)


def test_who_reviewed_an_article_has_not_written_it() -> None:
    line = '<p class="byline">Written by Ann Bell | Reviewed by Carl Dorn</p>'
    assert read(post(meta=line)).authors == ("Ann Bell",)


def test_an_author_below_the_text_may_have_a_heading_with_a_link() -> None:
    box = '<h3><a href="/a">About Ann Bell</a></h3><a rel="author" href="/a">Ann Bell</a> <p>Writes on ports.</p>'
    assert read(post(after=f"<div>{box}</div>")).authors == ("Ann Bell",)


BELL, DORN = '<a href="/experts/ann-bell">Ann Bell</a>', '<a href="/experts/carl-dorn">Carl Dorn</a>'


@pytest.mark.parametrize(
    "byline",
    [
        f'<div class="byline">by {BELL}, {DORN}</div>',
        f'<ul><li class="post-author">{BELL.replace("<a", "<a class=author-name")}, {DORN}</li></ul>',
        f'<div class="authors"><div class="label">Authors</div><div>{BELL}</div><div>{DORN}</div></div>',
    ],
)
def test_all_in_a_row_of_links_to_people_are_named_though_a_box_tells_of_one(byline: str) -> None:
    about = f'<div class="about"><div class="author-name">{BELL}</div><p>Ann Bell works on ports.</p></div>'
    assert read(post(meta=byline + about)).authors == ("Ann Bell", "Carl Dorn")


def test_who_is_named_under_a_heading_beside_the_text_is_the_author_if_they_are_few() -> None:
    def beside(names: list[str]) -> str:
        rows = "".join(f'<div class="row"><a href="/p/{name}">{name}</a></div>' for name in names)
        return f'<aside><div class="block"><h2>Authors</h2><div>{rows}</div></div></aside>'

    assert read(post().replace("<footer>", f"{beside(['Ann Bell', 'Carl Dorn'])}<footer>")).authors == (
        "Ann Bell",
        "Carl Dorn",
    )
    crowd = ["Ann Bell", "Carl Dorn", "Eva Frank", "Lou Field", "Jo Hall", "Ida Moss"]
    assert read(post().replace("<footer>", f"{beside(crowd)}<footer>")).authors == ()


@pytest.mark.parametrize("kind", ["Client Alert", "Fact Checked", "Machine Learning", "Customer Stories", "Dear Anna"])
def test_the_kind_or_field_of_a_text_and_whom_it_addresses_are_nobody(kind: str) -> None:
    assert people([kind]) == ()


@pytest.mark.parametrize(
    "markup",
    [
        "<div><div><span>Author</span></div><div><span>Ann Bell</span></div></div>",
        "<div><p>Fact checked</p></div><div><p>Co-authored by <a href='#who'>Ann Bell</a></p></div>",
        "<span>Fact checked</span> <span>Written by Ann Bell</span>",
    ],
)
def test_a_label_in_a_box_of_its_own_and_one_beside_another_name_their_author(markup: str) -> None:
    assert authors(markup) == ("Ann Bell",)


def test_who_checked_a_text_has_not_written_it() -> None:
    assert authors("<div>Fact checked by</div><div>Ann Bell</div>") == ()


def test_people_in_boxes_below_a_heading_to_meet_or_ask_them_have_written_the_text() -> None:
    boxes = "".join(f'<div class="who"><div>{name}</div><div>Partner</div></div>' for name in ("Ann Bell", "Carl Dorn"))
    below = f"<div><div><h2>Contact the authors</h2></div><div>{boxes}</div></div>"
    assert read(post(after=below)).authors == ("Ann Bell", "Carl Dorn")


def test_a_line_of_the_class_by_names_an_author() -> None:
    assert authors("<p class='by'>Ann Bell</p>") == ("Ann Bell",)
    assert authors("<p class='sort-by'>Ann Bell</p>") == ()


def test_a_table_that_lays_out_a_page_is_no_part_of_it_and_one_of_data_is() -> None:
    page = "<html><head><title>Port talks end in silence</title></head><body><table><tr><td>{}</td></tr></table></body>"
    text = f"<p>{FIRST}</p><p>{SECOND}</p><p>{FIRST}</p><p>{SECOND}</p>"
    line = '<div class="byline">By Ann Bell</div>'
    assert read(page.format(f"<h2>Port talks end in silence</h2>{line}{text}")).authors == ("Ann Bell",)
    table = f"<table><tr><th>Captain</th></tr><tr><td>{line}</td></tr></table>"
    assert read(post(f"{table}<p>{FIRST}</p>")).authors == ()


def test_where_no_first_heading_is_a_lesser_one_that_says_the_title_is_the_headline() -> None:
    html = post(meta="").replace("h1", "h2").replace('<div class="meta"></div>', "<p>Ann Bell, staff writer</p>")
    assert read(html).authors == ("Ann Bell",)
    other = html.replace("<h2", '<h2>Latest news</h2><p>Carl Dorn, staff writer</p><h2 class="x"></h2><h2', 1)
    assert read(other).authors == ("Ann Bell",)


def test_the_person_in_the_byline_beats_an_organisation_in_the_data_that_looks_like_one() -> None:
    line = '<p class="byline">By <a href="/people/ann-bell">Ann Bell</a></p>'
    for kind, expected in (
        ("Organization", "Ann Bell"),
        ("NewsMediaOrganization", "Ann Bell"),
        ("Person", "Port Echo"),
    ):
        head = json_ld(author={"@type": kind, "name": "Port Echo"})
        assert authors(line, head=head) == (expected,)
    assert authors("", head=json_ld(author={"@type": "Organization", "name": "Port Echo"})) == ("Port Echo",)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("Ann Bell The Port Echo", "Ann Bell"),
        ("By Ann Bell Port Echo", "Ann Bell"),
        ("Ann Port Echo", "Ann Port Echo"),
        ("Ann Maria Echo", "Ann Maria Echo"),
    ],
)
def test_the_name_of_the_site_right_behind_that_of_a_person_is_none_of_it(said: str, expected: str) -> None:
    assert people([said], publishers=frozenset(["the port echo", "echo"])) == (expected,)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("By Ann Bell of the Port Echo staff", ("Ann Bell",)),
        ("Ann Bell reports for Port Echo, a nonprofit newsroom.", ("Ann Bell",)),
        ("By the Rev. Ann Bell", ("Rev. Ann Bell",)),
        ("By the River Thames", ()),
        ("Ann Bell can be reached at abell@news.example", ("Ann Bell",)),
        ("(Reporting by Ann Bell and Carl Dorn; Editing by Emil Fahr)", ("Ann Bell", "Carl Dorn")),
    ],
)
def test_what_is_told_beside_a_name_is_none_of_it(line: str, expected: tuple[str, ...]) -> None:
    assert people([line]) == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("<em>Ann Bell and Carl Dorn are co-directors of the Harbour Project.</em>", ("Ann Bell", "Carl Dorn")),
        ("<em>Ann Bell, who knew that Carl Dorn is a liar, left.</em>", ()),
        ("<em>— Ann Bell</em>", ("Ann Bell",)),
        ("Ann Bell, guest contributor", ("Ann Bell",)),
        ("Reporting by Ann Bell; editing by Carl Dorn", ("Ann Bell",)),
    ],
)
def test_the_last_line_may_name_several_or_be_in_italics(line: str, expected: tuple[str, ...]) -> None:
    assert read(post(meta="").replace(f"<p>{SECOND}</p>", f"<p>{SECOND}</p><p>{line}</p>")).authors == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Ann Bell / Special to the Echo", ("Ann Bell",)),
        ("Ann Bell Tribune News Service", ("Ann Bell",)),
        ("Ann Maria Bloomberg", ("Ann Maria Bloomberg",)),
        ("Ann Bell, Labour MP", ("Ann Bell",)),
        ("Ann Bell Opinion Writer", ("Ann Bell",)),
        ("Ann Bell writes:", ("Ann Bell",)),
        ("Ann Bell 555-0123", ("Ann Bell",)),
        ("Ann Bell Today at 5:04 p.m.", ("Ann Bell",)),
        ("Ann Bell's Blog", ("Ann Bell",)),
        ("Compiled by Ann Bell", ("Ann Bell",)),
        ("Story and photos by Ann Bell", ("Ann Bell",)),
        ("Guest commentary by Ann Bell", ("Ann Bell",)),
        ("An op-ed by Ann Bell", ("Ann Bell",)),
        ("Writer: Ann Bell", ("Ann Bell",)),
        ("Posts by Ann Bell", ("Ann Bell",)),
        ("Letters to the Editor", ()),
        ("Special to The Echo", ()),
        ("Wire reports", ()),
        ("Submitted", ()),
    ],
)
def test_an_american_byline_names_people_and_nothing_besides(line: str, expected: tuple[str, ...]) -> None:
    assert people([line]) == expected


def test_what_a_review_or_a_column_is_of_has_not_written_it() -> None:
    assert authors("<p>Review: Bohemian Ships</p><p>Column: Harbour Lights</p>") == ()


def test_who_wrote_one_of_many_letters_has_not_written_all() -> None:
    letters = f"<p><b>Ann Bell, Hull</b></p><p>{FIRST}</p><p><b>Carl Dorn, York</b></p>"
    html = post(meta="").replace(f"<p>{SECOND}</p>", f"<p>{SECOND}</p>{{}}")
    assert read(html.replace("{}", letters)).authors == ()
    assert read(html.replace("{}", "<p><b>Carl Dorn, York</b></p>")).authors == ("Carl Dorn",)


@pytest.mark.parametrize(
    "head",
    [
        """<meta name="parsely-page" content='{"author": "Ann Bell", "type": "post"}'>""",
        """<meta name="parsely-metadata" content='{"authors": ["Ann Bell"]}'>""",
        json_ld(author={"@type": "Person", "name": '<a href="/ann">Ann Bell</a>'}),
        json_ld(author=[[{"@type": "Person", "name": "Ann Bell"}]]),
        json_ld(author={"@list": [{"@type": "Person", "name": "Ann Bell"}]}),
    ],
)
def test_data_name_authors_in_lists_within_lists_in_markup_and_in_objects_of_json(head: str) -> None:
    assert authors("", head=head) == ("Ann Bell",)


@pytest.mark.parametrize("content", ["{broken", '{"author": 7}', "{" * 5_000, '{"author": {"name": "x"}}'])
def test_an_object_in_a_meta_element_that_is_none_or_says_nothing_names_nobody(content: str) -> None:
    assert authors("", head=f"<meta name='parsely-page' content='{content}'>") == ()


def test_of_three_thousand_bylines_a_thousand_are_tried_wherever_one_is_looked_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tried: list[HtmlElement] = []
    credible = bylines._is_credible

    def counted(element: HtmlElement, weight: int, names: tuple[str, ...]) -> bool:
        tried.append(element)
        return credible(element, weight, names)

    monkeypatch.setattr(bylines, "_is_credible", counted)
    cells = "".join(f"<td><span class=author>Ann Bell{chr(97 + number % 26)}</span></td>" for number in range(3_000))
    read(post(meta="", after=f"<table><tr>{cells}</tr></table>"))
    assert 1_000 <= len(set(tried)) < 1_500
