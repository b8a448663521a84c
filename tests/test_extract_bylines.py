"""Bylines as the papers of many countries print them."""

import pytest

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
        ("Tor Berg (foto)", ()),
        ("Pål Åsen (foto)", ()),
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
        ("海岸報／ 記者\n林怡君\n／嘉義報導", ("海岸報", "林怡君")),
        ("文/海岸日报全媒体记者 李文静 通讯员 王明", ("李文静", "王明")),
        ("文｜海岸周刊 李文静", ("李文静",)),
        ("取材・文＝佐藤美咲／写真＝山本健", ("佐藤美咲",)),
        ("文｜林怡君　攝影｜范佳慧", ("林怡君",)),
        ("記者", ()),
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
        ("（敬称略）", ()),
        ("（社会部）", ()),
        ("<b>박지훈 기자 park@news.example</b>", ("박지훈",)),
        ("<em>Ann Bell is a reporter in the north.</em>", ("Ann Bell",)),
        ("Ann Bell is a captain in the north.", ()),
        ("<em>Ann Bell is not going to say.</em>", ()),
    ],
)
def test_the_line_that_ends_a_text_may_sign_it(line: str, expected: tuple[str, ...]) -> None:
    assert read(post(meta="").replace(f"<p>{SECOND}</p>", f"<p>{SECOND}</p><p>{line}</p>")).authors == expected


@pytest.mark.parametrize("line", ["<p>Ann Bell / AP</p>", "<span>Photo:</span><p>Ann Bell, AP</p>"])
def test_whose_a_picture_is_by_its_agency_has_not_written_the_text(line: str) -> None:
    html = post(meta="").replace('<div class="meta"></div>', f"<div>{line}</div>")
    assert read(html).authors == ()


def test_each_name_of_a_list_may_have_its_job_in_a_part_of_its_own() -> None:
    parts = "<span>Ann Bell</span><span>Reporter</span><span>Carl Dorn</span><span>Editor</span>"
    assert authors(f'<div class="authors">{parts}</div>') == ("Ann Bell", "Carl Dorn")


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("A. B.", ("A. B.",)),
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
