"""What papers print that are not in English: bylines, days, credits."""

from datetime import UTC, date, datetime

import pytest

from iria_crawler.extract.credits import parted
from iria_crawler.extract.names import people
from iria_crawler.extract.printed import printed

from .extract.markup import SECOND, json_ld, post, read

CHINESE = "货船在港口外等候了十一天，码头工人说，他们也不知道谈判什么时候会有结果，下一轮会谈定于春天举行。"


def authors(line: str, *, head: str = "") -> tuple[str, ...]:
    return read(post(meta=line, head=head)).authors


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("A. B.", ("A. B.",)),
        ("Pål Åsen (foto)", ()),
        ("海岸報／ 記者\n林怡君\n／嘉義報導", ("海岸報", "林怡君")),
        ("文/海岸日报全媒体记者 李文静 通讯员 王明", ("李文静", "王明")),
        ("文｜海岸周刊 李文静", ("李文静",)),
        ("取材・文＝佐藤美咲／写真＝山本健", ("佐藤美咲",)),
        ("文｜林怡君　攝影｜范佳慧", ("林怡君",)),
        ("記者", ()),
        ("Jan K.", ("Jan K.",)),
        ("Jan Kolar.", ("Jan Kolar",)),
        ("A. B., Hina Objavljeno: 12.3.2024.", ("A. B.",)),
        ("TASR, Anna Novotná", ("Anna Novotná",)),
        ("Na HALIMA JUMA", ("HALIMA JUMA",)),
        ("Na hradě", ("Na hradě",)),
        ("Deur Anna Botha", ("Anna Botha",)),
        ("Toimetas Piret Saar", ("Piret Saar",)),
        ("Napsal(a) Jan Novák dne 12. března 2024", ("Jan Novák",)),
        ("Пише: Горан Митев", ("Горан Митев",)),
        ("Του Νίκου Παππά", ("Νίκου Παππά",)),
        ("Anna Jónsdóttir skrifar", ("Anna Jónsdóttir",)),
        ("Reporter Siti Dewi Editor Agung Joko", ("Siti Dewi",)),
        ("Reporter ohne Grenzen", ("Reporter ohne Grenzen",)),
        ("Haber-Kamera: Ali Tekin / ADANA, (DHA)", ("Ali Tekin",)),
        ("Ana Silva Texto Rui Faria Fotografia", ("Ana Silva",)),
        ("Trần Mai - Lê Phương", ("Trần Mai", "Lê Phương")),
        ("Trần Mai - Ảnh: Lê Phương", ("Trần Mai",)),
        ("Ann Bell - Daily Harbour", ("Ann Bell",)),
        ("이수민 기자 구독", ("이수민",)),
        ("문화부 이수민 기자", ("이수민",)),
        ("김영부 기자", ("김영부",)),
        ("Ann Bell | Edited by Carl Dorn", ("Ann Bell",)),
        ("القاهرة ـ سلمى حجازي", ("سلمى حجازي",)),
        ("글·사진 이수민 기자", ("이수민",)),
        ("기자명 이수민", ("이수민",)),
        ("해안일보 이수민 디지털뉴스팀 기자", ("이수민",)),
        ("글쓰기", ("글쓰기",)),
        ("佐藤美咲 記者", ("佐藤美咲",)),
        ("【記者林怡君嘉義報導】", ("林怡君",)),
        ("Aus Hull berichtet Ann Bell", ("Ann Bell",)),
        ("Teksti ja kuvat: Aino Lahti", ("Aino Lahti",)),
        ("De notre correspondant à Dakar, Anne Roy", ("Anne Roy",)),
        ("De nuestra corresponsal Ana Ríos", ("Ana Ríos",)),
        ("Da redação, com informações da Agência Costa", ()),
    ],
)
def test_what_papers_of_other_languages_print_around_a_name_is_none_of_it(line: str, expected: tuple[str, ...]) -> None:
    assert people([line]) == expected


@pytest.mark.parametrize(
    ("word", "name"),
    [
        *((word, "Ann Bell") for word in ("Aufgezeichnet von", "Protokoll:", "Intervju:", "Skrifað af", "Blaðamaður:")),
        *(
            (word, "Ann Bell")
            for word in ("Kirjutas", "Raksta", "Rašo", "Autorė:", "Opracowała:", "Připravila", "Kérdezte:")
        ),
        *(
            (word, "Ann Bell")
            for word in ("Un articol de", "Redactor:", "Razgovarala:", "Röportaj:", "Laporan:", "Reportagem:")
        ),
        *((word, "Анна Белова") for word in ("Разговарала:", "Розмовляла", "Репортер:", "Материал подготовила")),
        *((word, "Άννα Λούκα") for word in ("Ρεπορτάζ:", "Κείμενο:", "Συνέντευξη στην")),
        *(("ראיון:", "נועה ברקאי"), ("گزارش:", "مریم رستگار"), ("أجرى الحوار:", "سامر الحلبي"), ("द्वारा", "राजू शर्मा")),
        *(("লেখা:", "তানিয়া সেন"), ("เขียนโดย", "สมหญิง ใจดี"), ("Mwandishi:", "Halima Juma"), ("Deur:", "Anna Botha")),
    ],
)
def test_a_line_begins_with_who_asked_told_or_made_it_in_the_languages_of_the_press(word: str, name: str) -> None:
    assert authors(f"<p>{word} {name}</p>") == (name,)


def test_the_name_of_the_site_before_that_of_a_person_is_none_of_it() -> None:
    assert people(["Daily Harbour Ann Bell"], publishers=frozenset(["daily harbour"])) == ("Ann Bell",)
    assert people(["Daily Harbour Bell"], publishers=frozenset(["daily harbour"])) == ("Daily Harbour Bell",)
    assert people(["Anna Maria Bell"], publishers=frozenset(["anna"])) == ("Anna Maria Bell",)


def test_an_agency_beside_the_site_is_the_one_that_counts() -> None:
    assert people(["TASR, Daily Harbour"], publishers=frozenset(["daily harbour"])) == ("TASR",)


def test_a_dash_between_links_of_one_kind_parts_the_people_that_they_name() -> None:
    links = '<a href="/szerzo/bell-ann">Bell Ann</a> – <a href="{}">Dorn Carl</a>'
    line = f'<div class="szerzok">{links}</div>'
    assert authors(line.format("/szerzo/dorn-carl")) == ("Bell Ann", "Dorn Carl")
    assert authors(line.format("/papers/dorn-carl")) == ("Bell Ann",)


def test_all_in_a_card_of_authors_are_named() -> None:
    people = "<ul><li><p>Ann Bell</p><p>reporter</p></li><li><p>Carl van der Dorn</p><p>editor</p></li></ul>"
    assert authors(f'<div class="author-card">{people}</div>') == ("Ann Bell", "Carl van der Dorn")


@pytest.mark.parametrize("line", ["<p>Ирина Корбут, «Example News»</p>", "<p>Ирина Корбут, Example News</p>"])
def test_who_signs_a_text_for_the_site_is_its_author(line: str) -> None:
    html = post(meta="").replace(f"<p>{SECOND}</p>", f"<p>{SECOND}</p>{line}")
    assert read(html).authors == ("Ирина Корбут",)
    assert read(html.replace("Example News<", "Harbour Nights<").replace("«Example", "«Harbour")).authors == ()


def test_who_edited_a_report_makes_no_book_of_it() -> None:
    foot = "<p>Pewarta: Siti Dewi<br>Editor: Agung Joko</p>"
    assert read(post(meta="", after=foot)).authors == ("Siti Dewi",)


@pytest.mark.parametrize("line", ["اخبار اجتماعی", "أخبار محلية", "דקות קריאה"])
def test_a_section_beside_the_day_is_nobody_in_scripts_without_capitals(line: str) -> None:
    assert authors(f"<span>{line}</span> <span>12/03/2024</span>") == ()


def test_a_link_around_a_name_in_the_data_is_none_of_it() -> None:
    author = {"@type": "Person", "name": '<a href="https://news.example/author/ann">Ann Bell</a>'}
    assert authors("", head=json_ld(author=[author])) == ("Ann Bell",)


@pytest.mark.parametrize(
    ("opening", "expected"),
    [
        ("〔記者林怡君／嘉義報導〕", ("林怡君",)),
        ("（海岸社記者林怡君嘉義16日電）", ("林怡君",)),
        ("〔國際新聞中心／綜合報導〕", ()),
        ("[서울=해안뉴스]이수민 기자 = ", ("이수민",)),
        ("(서울=해안뉴스) 이수민·박지훈 특파원 = ", ("이수민", "박지훈")),
        ("[해안일보 이수민 기자] ", ("이수민",)),
    ],
)
def test_who_filed_a_report_by_how_it_begins_is_its_author(opening: str, expected: tuple[str, ...]) -> None:
    text = f"<p>　　{opening}{CHINESE}</p><p>{CHINESE * 2}</p><p>{CHINESE * 2}</p>"
    editor = '<div class="editor">责任编辑：赵今朝</div>' if expected else ""
    html = f"<html lang=zh><head><title>港口谈判</title></head><body><article><h1>港口谈判</h1>{text}{editor}</article>"
    assert read(f"{html}</body></html>").authors == expected


def test_the_reporters_in_brackets_at_the_end_have_written_it_not_the_editor_below() -> None:
    text = f"<p>{CHINESE}</p><p>{CHINESE * 2}</p><p>{CHINESE}（记者 李文静、王明）</p><div>(责编：赵今朝)</div>"
    html = f"<html lang=zh><head><title>港口谈判</title></head><body><article><h1>港口谈判</h1>{text}</article>"
    assert read(f"{html}</body></html>").authors == ("李文静", "王明")


def test_the_day_before_that_of_a_change_in_brackets_is_that_of_publication() -> None:
    article = read(post(meta="4 marzo 2021 ( modifica il 9 marzo 2021 )"))
    assert article.published_at == datetime(2021, 3, 4, tzinfo=UTC)
    assert article.modified_at == datetime(2021, 3, 9, tzinfo=UTC)


def test_a_time_that_a_dash_joins_to_a_day_makes_no_span_of_it() -> None:
    assert read(post(meta="18:05-4 مارس 2021 م")).published_at == datetime(2021, 3, 4, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "month"),
    [
        *(("4 جانفي 2021", 1), ("4 فيفري 2021", 2), ("4 أفريل 2021", 4), ("4 جوان 2021", 6), ("4 جويلية 2021", 7)),
        *(("2021ko martxoaren 4a", 3), ("2021 оны 3 сарын 4", 3)),
    ],
)
def test_a_day_is_read_in_the_maghreb_in_basque_and_in_mongolian(text: str, month: int) -> None:
    assert [one.day for one in printed(text)] == [date(2021, month, 4)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
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
        ("Laivai laukia. A. Bell / Uosto nuotr.", ("Laivai laukia.", "A. Bell / Uosto nuotr")),
        ("Anos Bell / Uosto nuotr. / Laivai laukia", ("Laivai laukia", "Anos Bell / Uosto nuotr")),
        ("A hajók várnak (Kép: Bell Anna)", ("A hajók várnak", "Bell Anna")),
        ("Ships at anchor, Foto: Ann Bell", ("Ships at anchor", "Ann Bell")),
    ],
)
def test_captions_and_credits_are_told_apart_as_the_press_of_the_world_prints_them(
    text: str, expected: tuple[str | None, str | None]
) -> None:
    assert parted(text) == expected
