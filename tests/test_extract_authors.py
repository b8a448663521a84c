"""Who is named as an author, who is not, and whom to believe of those who say so."""

import time

import pytest

from iria_crawler.extract.names import in_order, people, standing
from iria_crawler.items import Mention
from iria_crawler.sites import Rules

from .extract.markup import FIRST, SECOND, SITE, json_ld, post, read


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("By LENA KOWAL, CARL ERIC DORN and EVE FOX", ("LENA KOWAL", "CARL ERIC DORN", "EVE FOX")),
        ("Ann Bell, MS, RD", ("Ann Bell",)),
        ("Ann Bell, Example Times", ("Ann Bell",)),
        ("Ann Bell Senior Energy Reporter", ("Ann Bell",)),
        ("Ann Bell | Staff Writer | July 2, 2025", ("Ann Bell",)),
        ("Posted on May 3, 2024 by Ann Bell in World", ("Ann Bell",)),
        ("Written by:\nAnn Bell\nand\nCarl Dorn", ("Ann Bell", "Carl Dorn")),
        ("Ann Bell\nNew Harbour", ("Ann Bell",)),
        ("Ann Bell Ann Bell", ("Ann Bell",)),
        ("Text von Anna Maier Illustration von Jo Kern", ("Anna Maier",)),
        ("Autorin/Autor Roman Berg", ("Roman Berg",)),
        ("Zum Profil von Roman Berg", ("Roman Berg",)),
        ("Par Anne Lefèvre et Jean-Luc Roy", ("Anne Lefèvre", "Jean-Luc Roy")),
        ("Por María Núñez y José Cruz", ("María Núñez", "José Cruz")),
        ("بقلم محمد العلي", ("محمد العلي",)),
        ("(责编：王小明、李雷)", ("王小明", "李雷")),
        ("Ann Bell is a reporter who covers ports.", ("Ann Bell",)),
        ("By the time it was over, nobody was left in it", ()),
        ("Senior Political Editor", ()),
        ("Filed under", ()),
        ("Last updated", ()),
        ("Deutsche Presse-Agentur", ("Deutsche Presse-Agentur",)),
        ("Ann Bell, Home & Digital Safety Expert", ("Ann Bell",)),
        ("Ann Bell, MD, cardiologist, Harbour Health", ("Ann Bell",)),
        ("Ann Bell, political editor, Carl Dorn, reporter", ("Ann Bell", "Carl Dorn")),
        ("Ann Bell, editor, Carl Dorn, reporter and Eva Frank", ("Ann Bell", "Carl Dorn", "Eva Frank")),
        ("Ann Bell, rédactrice, Carl Dorn, journaliste", ("Ann Bell", "Carl Dorn")),
        ("Ann Bell, editor, Harbour Health", ("Ann Bell",)),
        ("Ann Bell / ENS / May 3, 2020", ("Ann Bell",)),
        ("Ann Bell/dpa", ("Ann Bell",)),
        ("Ann Bell for the Daily Post", ("Ann Bell",)),
        ("Bell Institute for Harbour Action", ("Bell Institute for Harbour Action",)),
        ("Edited by Ann Bell", ()),
        ("Ann Bell's Most Recent Stories", ("Ann Bell",)),
        ("ann.b.bell", ("ann.b.bell",)),
        ("Abone ol", ()),
        ("This post was written by Ann Bell", ("Ann Bell",)),
        ("Dieser Artikel wurde von Ann Bell verfasst.", ("Ann Bell",)),
        ("Cet article a été écrit par Ann Bell", ("Ann Bell",)),
        ("Este artículo fue escrito por Ann Bell", ("Ann Bell",)),
        ("Ann Bell ann.bell@news.example", ("Ann Bell",)),
        ("Ann Bell <ann.bell@news.example>", ("Ann Bell",)),
        ("Ann Bell and Carl Dorn, @dorn@social.example", ("Ann Bell", "Carl Dorn")),
        ("Ann Bell @annbell", ("Ann Bell",)),
        ("Ann Bell@ann_bell", ("Ann Bell",)),
        ("Ann Bell ann.bell(at)news.example", ("Ann Bell",)),
        ("Gespeichert von Ann Bell am 24. Juli 2017", ("Ann Bell",)),
        ("(Ann Bell)", ("Ann Bell",)),
        ("（王小明）", ("王小明",)),
        ("| Ann Bell | Example", ("Ann Bell",)),
        ("Ann Bell, MS RD", ("Ann Bell",)),
        ("Ann Bell, Port University", ("Ann Bell",)),
        ("Ann Bell, Reporter and Carl Dorn, Editor", ("Ann Bell", "Carl Dorn")),
        ("Ann Bell, Carl Dorn and Eva Frank, Editor", ("Ann Bell", "Carl Dorn", "Eva Frank")),
        ("Ann Bell, Head of Science and Technology Editor", ("Ann Bell",)),
        ("Ana Silva e Redação", ("Ana Silva",)),
        ("We Want To Know All That You Know", ()),
        ("AFP and Reuters", ("AFP", "Reuters")),
    ],
)  # fmt: skip
def test_a_line_gives_the_names_in_it_and_nothing_that_stands_around_them(line: str, expected: tuple[str, ...]) -> None:
    assert people([line]) == expected


@pytest.mark.parametrize(
    "lines",
    [
        "{} and\n{}",
        "{}\nand {}",
        "{} &\n{}",
        "{},\n{}",
        "{} y\n{}",
        "{} und\n{}",
        "{} and\n\n{}",
        "{}\nand\n{}",
        "{} /\n{}",
    ],
)
def test_a_byline_goes_on_in_the_next_line_after_an_and_or_before_one(lines: str) -> None:
    assert people([lines.format("Ann Bell", "Carl Dorn")]) == ("Ann Bell", "Carl Dorn")


def test_a_sentence_in_two_lines_is_no_list_of_names() -> None:
    assert people(["Teilen Sie Ihre Meinung und\ndiskutieren Sie mit"]) == ()
    assert people(["Ann Bell, Carl Dorn and\nEva Frank"]) == ("Ann Bell", "Carl Dorn", "Eva Frank")


def test_a_name_may_end_with_an_initial_or_begin_as_an_and_does() -> None:
    assert people(["Ravi Kumar A\nReporter"]) == ("Ravi Kumar A",)
    assert people(["Y Nguyen"]) == ("Y Nguyen",)


def test_a_publisher_is_no_author_beside_a_person_but_alone() -> None:
    paper = frozenset(["example paper"])
    assert people(["Ann Bell and Example Paper"], publishers=paper) == ("Ann Bell",)
    assert people(["Example Paper"], publishers=paper) == ("Example Paper",)


def test_a_job_behind_a_name_is_no_family_name() -> None:
    assert in_order(["Bell, Reporter"]) == ["Bell, Reporter"]


@pytest.mark.parametrize(
    "word", ["et", "y", "e", "i", "och", "og", "en", "ve", "dan", "a", "ja", "és", "și", "và", "και", "и", "та", "और"]
)
def test_and_parts_full_names_in_the_languages_of_the_press(word: str) -> None:
    assert people([f"Ann Bell {word} Carl Dorn"]) == ("Ann Bell", "Carl Dorn")
    assert people([f"Ann Bell, Carl Dorn {word} Eva Frank"]) == ("Ann Bell", "Carl Dorn", "Eva Frank")
    assert people([f"Ann Bell, Carl Dorn {word} AFP, London"]) == ("Ann Bell", "Carl Dorn")


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("José Ortega y Gasset", ("José Ortega y Gasset",)),
        ("MARÍA NÚÑEZ Y JOSÉ CRUZ", ("MARÍA NÚÑEZ", "JOSÉ CRUZ")),
        ("Redacción y María Núñez", ("María Núñez",)),
        ("Anne Lefèvre avec AFP", ("Anne Lefèvre",)),
        ("Ana Souza com Lusa", ("Ana Souza",)),
        ("Ann Bell\nen\nCarl Dorn", ("Ann Bell", "Carl Dorn")),
        ("Ann Bell is a reporter of ports", ("Ann Bell",)),
        ("AFP/The Harbour", ("AFP/The Harbour",)),
        ("Ann Bell\nEN\nCarl Dorn", ("Ann Bell",)),
        ("juan pérez y maría lópez", ("juan pérez", "maría lópez")),
        ("Par Marie Curie, Jean Roy et Luc Petit", ("Marie Curie", "Jean Roy", "Luc Petit")),
        ("Ana Silva e Portal G1", ("Ana Silva",)),
        ("Ana Silva e g1 Rio", ("Ana Silva",)),
        ("Marie Dupont et France 24", ("Marie Dupont",)),
        ("María Núñez y el puerto de la ciudad", ()),
    ],
)
def test_a_word_that_stands_in_names_too_parts_those_that_are_whole(line: str, expected: tuple[str, ...]) -> None:
    assert people([line]) == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Par Jean d'Ormesson et Marie Curie", ("Jean d'Ormesson", "Marie Curie")),
        ("Par Marie Curie, Jean d’Ormesson et Luc Roy", ("Marie Curie", "Jean d’Ormesson", "Luc Roy")),
        ("di Luca dell'Aquila e Mario Rossi", ("Luca dell'Aquila", "Mario Rossi")),
        ("Maria degli Esposti e Luca Bianchi", ("Maria degli Esposti", "Luca Bianchi")),
        ("Por Juan de los Santos y María Pérez", ("Juan de los Santos", "María Pérez")),
        ("Por Carlos de la Torre y Ana de las Casas", ("Carlos de la Torre", "Ana de las Casas")),
        ("Sophie des Beauvais et Jean Petit", ("Sophie des Beauvais", "Jean Petit")),
        ("Door Karin van 't Hek en Sjoerd den Daas", ("Karin van 't Hek", "Sjoerd den Daas")),
        ("Door Piet Jansen en Jan op de Beeck", ("Piet Jansen", "Jan op de Beeck")),
        ("Piet Jansen en Jan in 't Veld", ("Piet Jansen", "Jan in 't Veld")),
        ("Erik Berg og Anna til Lund", ("Erik Berg", "Anna til Lund")),
    ],
)
def test_small_words_before_a_family_name_are_of_the_name(line: str, expected: tuple[str, ...]) -> None:
    assert people([line]) == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("أحمد علي ومحمد حسن", ("أحمد علي", "محمد حسن")),
        ("بقلم: أحمد علي ومحمد عبد الله وسارة عمر", ("أحمد علي", "محمد عبد الله", "سارة عمر")),
        ("أحمد علي، محمد حسن وسارة عمر", ("أحمد علي", "محمد حسن", "سارة عمر")),
        ("محمد وليد حسن", ("محمد وليد حسن",)),
        ("أحمد علي وليد حسن", ("أحمد علي وليد حسن",)),
        ("محمد أحمد وجيه حسن", ("محمد أحمد وجيه حسن",)),
        ("هدى محمد وفيق سالم", ("هدى محمد وفيق سالم",)),
        ("عبد الرحمن محمد وأحمد علي", ("عبد الرحمن محمد", "أحمد علي")),
        ("أحمد علي، القاهرة", ("أحمد علي",)),
        ("أحمد علي، مراسل الجزيرة", ("أحمد علي",)),
        ("דנה לוי ויוסי כהן", ("דנה לוי", "יוסי כהן")),
        ("דנה לוי ורד כהן", ("דנה לוי ורד כהן",)),
        ("نویسنده: رضا احمدی و سارا کریمی", ("رضا احمدی", "سارا کریمی")),
        ("به قلم رضا احمدی", ("رضا احمدی",)),
        ("گزارش از سارا کریمی، خبرنگار ایسنا", ("سارا کریمی",)),
    ],
)
def test_and_as_the_first_letter_of_a_word_parts_two_names_of_two_words(line: str, expected: tuple[str, ...]) -> None:
    assert people([line]) == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Bell, Ann; Dorn, Carl", ("Ann Bell", "Carl Dorn")),
        ("García Márquez, Gabriel; van der Berg, Carl M.", ("Gabriel García Márquez", "Carl M. van der Berg")),
        ("Bell, Ann; Reuters", ("Ann Bell",)),
        ("Ann Bell, London; Carl Dorn, Paris", ("Ann Bell", "Carl Dorn")),
        ("Ann Bell, reporter; Carl Dorn, editor", ("Ann Bell", "Carl Dorn")),
        ("Reuters, London; Ann Bell", ("Ann Bell",)),
    ],
)
def test_in_a_list_with_semicolons_a_family_name_before_a_comma_comes_last(
    line: str, expected: tuple[str, ...]
) -> None:
    assert people([line]) == expected


@pytest.mark.parametrize("name", ["citation_author", "DC.creator", "dcterms.creator", "eprints.creators_name"])
def test_libraries_have_the_family_name_first(name: str) -> None:
    metas = "".join(f'<meta name="{name}" content="{one}">' for one in ("Bell, Ann", "Dorn, Carl"))
    assert read(post(head=metas)).authors == ("Ann Bell", "Carl Dorn")
    assert read(post(head=f'<meta name="{name}" content="Ann Bell, Reporter">')).authors == ("Ann Bell",)
    assert read(post(head='<meta name="author" content="Bell, Ann">')).authors == ("Bell",)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("记者 李明 王芳 北京报道", ("李明", "王芳")),
        ("本报记者 李明 通讯员 王芳", ("李明", "王芳")),
        ("新华社记者李明、王芳", ("李明", "王芳")),
        ("本报记者李明 北京5月3日电", ("李明",)),
        ("記者王小明／台北報導", ("王小明",)),
        ("文/李明 图/王芳", ("李明",)),
        ("图文/李明 编辑/王芳", ("李明",)),
        ("摄影：王芳", ()),
        ("新京报记者 李明 编辑 王芳 校对 赵丽", ("李明",)),
        ("南方周末记者 李明 南方周末实习生 王芳", ("李明", "王芳")),
        ("【环球时报驻美国特派记者 李明】", ("李明",)),
        ("作者：李明、王芳", ("李明", "王芳")),
        ("作者：卡尔·多恩", ("卡尔·多恩",)),
        ("文＝田中太郎", ("田中太郎",)),
        ("文・山田太郎", ("山田太郎",)),
        ("文・写真＝田中太郎", ("田中太郎",)),
        ("ジャン＝リュック・ゴダール", ("ジャン＝リュック・ゴダール",)),
        ("図＝田中太郎", ()),
        ("記者会見する首相＝東京", ()),
        ("取材・文／田中太郎 写真／山田花子", ("田中太郎",)),
        ("記者 田中 太郎", ("田中 太郎",)),
        ("田中太郎記者", ("田中太郎",)),
        ("論説委員・田中太郎", ("田中太郎",)),
        ("【ワシントン＝田中太郎】", ("田中太郎",)),
        ("ロンドン＝田中太郎", ("田中太郎",)),
        ("【田中太郎、山田花子】", ("田中太郎", "山田花子")),
        ("홍길동 기자", ("홍길동",)),
        ("홍길동 기자 gildong@news.example", ("홍길동",)),
        ("김철수·이영희, 박민수 선임기자", ("김철수", "이영희", "박민수")),
        ("[서울=뉴시스]홍길동 기자 =", ("홍길동",)),
        ("워싱턴=홍길동 특파원", ("홍길동",)),
        ("홍길동 한국일보 기자 입력 2026.05.12", ("홍길동",)),
        ("홍길동·김철수", ("홍길동", "김철수")),
    ],
)
def test_labels_jobs_and_places_of_eastern_bylines_are_no_part_of_a_name(line: str, expected: tuple[str, ...]) -> None:
    assert people([line]) == expected


@pytest.mark.parametrize("line", ["本报记者 李明 北京报道", "取材・文＝李明", "记者李明", "文/李明 图/王芳"])
def test_an_eastern_byline_is_found_by_its_label_alone(line: str) -> None:
    assert read(post(meta=f"<span>{line}</span>")).authors == ("李明",)
    assert read(post(meta="<span>记者从外交部获悉</span>")).authors == ()


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("dal nostro inviato Carlo Bianchi", ("Carlo Bianchi",)),
        ("Door onze redacteur Ann Bakker", ("Ann Bakker",)),
        ("Par notre correspondant régional Jean Roy", ("Jean Roy",)),
        ("Text und Fotos: Anna Maier", ("Anna Maier",)),
        ("Publicerad av Anna Lind", ("Anna Lind",)),
        ("oprac. Jan Kowalski", ("Jan Kowalski",)),
        ("Rozmawiała: Anna Nowak", ("Anna Nowak",)),
        ("Autorzy: Jan Kowalski i Anna Nowak", ("Jan Kowalski", "Anna Nowak")),
        ("Autoři: Jan Novák a Petr Malý", ("Jan Novák", "Petr Malý")),
        ("Автори: Олена Коваль та Іван Бойко", ("Олена Коваль", "Іван Бойко")),
        ("Анна Белова для «Известий»", ("Анна Белова",)),
        ("Muhabir: Ayşe Yılmaz", ("Ayşe Yılmaz",)),
        ("Ayşe Yılmaz / ANKARA", ("Ayşe Yılmaz",)),
        ("María Núñez / Madrid", ("María Núñez",)),
        ("María Núñez, Enviada Especial", ("María Núñez",)),
        ("María Núñez, Buenos Aires", ("María Núñez",)),
        ("Budi Santoso, CNN Indonesia", ("Budi Santoso",)),
        ("Pewarta: Budi Santoso", ("Budi Santoso",)),
        ("Γράφει η Μαρία Παππά", ("Μαρία Παππά",)),
        ("Συντάκτης: Μαρία Παππά και Νίκος Λάμπρου", ("Μαρία Παππά", "Νίκος Λάμπρου")),
        ("דנה לוי, תל אביב", ("דנה לוי",)),
        ("लेखक: राम शर्मा और सीता वर्मा", ("राम शर्मा", "सीता वर्मा")),
        ("राम शर्मा, नई दिल्ली", ("राम शर्मा",)),
        ("Bài và ảnh: Nguyễn Văn An", ("Nguyễn Văn An",)),
        ("ČTK, Jan Novák", ("Jan Novák",)),
        ("Par Anne Lefèvre Publié le 12/05/2026 à 14h32", ("Anne Lefèvre",)),
        ("Entretien réalisé par Anne Lefèvre", ("Anne Lefèvre",)),
        ("Una entrevista de María Núñez", ("María Núñez",)),
        ("di Anna Rossi, Carlo Bianchi ed Eva Neri", ("Anna Rossi", "Carlo Bianchi", "Eva Neri")),
        ("Da Redação, com Ana Souza", ("Ana Souza",)),
        ("Von unserer Korrespondentin Anna Maier", ("Anna Maier",)),
        ("Автор статьи: Анна Белова", ("Анна Белова",)),
        ("Текст: Анна Белова Фото: Карл Дорн", ("Анна Белова",)),
        ("Беседовала Анна Белова", ("Анна Белова",)),
        ("القاهرة - أحمد علي", ("أحمد علي",)),
        ("لندن: أحمد علي ومحمد حسن", ("أحمد علي", "محمد حسن")),
        ("ترجمة: أحمد علي", ()),
        ("Ann Bell, Übersetzung Carl Dorn", ("Ann Bell",)),
    ],
)
def test_labels_jobs_towns_and_agencies_of_many_languages_are_no_names(line: str, expected: tuple[str, ...]) -> None:
    assert people([line]) == expected


@pytest.mark.parametrize(
    "line",
    [
        "By Ann Bell, Carl Dorn and staff",
        "By Ann Bell, Carl Dorn and agencies",
        "Ann Bell, Carl Dorn and Reuters staff",
        "Ann Bell, Carl Dorn and the Daily News team",
        "Ann Bell and Carl Dorn, with the newsroom",
        "Ann Bell, Carl Dorn plus wire reports",
        "Par Ann Bell, Carl Dorn et l'équipe",
        "Par Ann Bell et Carl Dorn et la rédaction",
        "Par Ann Bell, Carl Dorn et l’AFP",
        "Von Ann Bell, Carl Dorn und dpa",
        "Von Ann Bell und Carl Dorn sowie Agenturen",
        "Von Ann Bell, Carl Dorn und dem Team der Redaktion",
        "Por Ann Bell, Carl Dorn y agencias",
        "Por Ann Bell, Carl Dorn y el equipo de investigación",
        "Por Ann Bell, Carl Dorn e equipe",
        "Di Ann Bell, Carl Dorn e la redazione",
        "Door Ann Bell, Carl Dorn en de redactie",
        "Ann Bell, Carl Dorn oraz zespół",
        "Ann Bell, Carl Dorn och redaktionen",
        "Ann Bell, Carl Dorn ve ajanslar",
    ],
)
def test_collectives_at_the_end_of_a_byline_drop_out_and_the_people_stay(line: str) -> None:
    assert people([line]) == ("Ann Bell", "Carl Dorn")


def test_collectives_drop_out_in_other_scripts_as_well() -> None:
    assert people(["Анна Белова, Карл Дорн и агентства"]) == ("Анна Белова", "Карл Дорн")
    assert people(["أحمد علي ومحمد حسن ووكالات"]) == ("أحمد علي", "محمد حسن")
    assert people(["أحمد علي وكالات"]) == ("أحمد علي",)
    assert people(["Ann Bell and Carl Dorn, Timothy Wires"]) == ("Ann Bell", "Carl Dorn", "Timothy Wires")


def test_a_full_name_stands_above_a_word_a_login_and_an_organisation() -> None:
    assert list(map(standing, ("Ann van Bell", "王小明", "Ann", "ann_b", "KatE", "Example News"))) == [3, 3, 2, 1, 1, 0]


def test_a_publisher_beside_a_person_is_no_author_and_one_of_the_same_name_is() -> None:
    assert people(["Ann Bell", "Example Weekly"], publishers=frozenset({"example weekly"})) == ("Ann Bell",)
    assert people(["Ann Bell"], publishers=frozenset({"ann bell"})) == ("Ann Bell",)
    assert people(["examplenews"], publishers=frozenset({"examplenews"})) == ()


def test_a_long_line_of_nonsense_is_read_in_no_time() -> None:
    start = time.process_time()
    for text in ("a " * 5_000, "A, " * 5_000, "by " * 5_000, "(" * 5_000, "Ann Bell\n" * 1_000, "1." * 5_000):
        people([text])
    assert time.process_time() - start < 2


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
    "body",
    ["<p><strong>Ann Bell</strong></p>", '<p class="author">Ann Bell</p>', "<p>Von Ann Bell</p>"],
)
def test_a_name_on_a_line_of_its_own_below_the_text_is_a_byline(body: str) -> None:
    assert read(post(after=body)).authors == ("Ann Bell",)


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


def test_a_name_beside_its_portrait_is_a_byline_below_a_long_standfirst_too() -> None:
    card = '<div><img src="/a" alt="Ann Bell"><div><p>Ann Bell</p><p>Visiting scholar</p></div></div>'
    assert read(post().replace("</h1>", f"</h1><p class=x>{FIRST}</p>{card}", 1)).authors == ("Ann Bell",)


def test_a_person_in_the_byline_beats_the_letters_of_an_organisation_in_the_data() -> None:
    head = '<meta name="author" content="OIR">'
    assert read(post(head=head, meta='<div class="author">Ann Bell</div>')).authors == ("Ann Bell",)
    assert read(post(head=head, meta='<div class="author">Noticias</div>')).authors == ("OIR",)


@pytest.mark.parametrize("beside", ["Political Editor", "Middle East", "Opinion Column"])
def test_what_stands_beside_the_one_name_of_a_byline_is_no_other_name(beside: str) -> None:
    byline = f"<div class=byline><span>Ann Bell</span><span>{beside}</span></div>"
    assert read(post(meta=byline)).authors == ("Ann Bell",)


def test_a_job_beside_a_name_in_a_list_is_no_other_name() -> None:
    byline = "<ul class=byline><li>Ann Bell</li><li>Political Editor</li></ul>"
    assert read(post(meta=byline)).authors == ("Ann Bell",)


def test_contributors_in_the_data_whom_the_byline_names_are_authors_as_well() -> None:
    said = {"author": {"name": "Ann Bell"}, "contributor": [{"name": "Carl Dorn"}]}
    byline = '<h4 class="author-name"><a href="/author/a/">Ann Bell</a>, <a href="/author/c/">Carl Dorn</a></h4>'
    assert read(post(meta=byline, head=json_ld(**said))).authors == ("Ann Bell", "Carl Dorn")
    assert read(post(head=json_ld(**said))).authors == ("Ann Bell",)


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
    "markup",
    [
        '<ul class="related-stories"><li><a href="/a">Other news</a> <span class="author">Ann Bell</span></li></ul>',
        '<div class="c-teaser"><p class="byline">By Ann Bell</p></div><div class="c-teaser"><p>By Carl Dorn</p></div>',
        '<figure><img src="/a.jpg"><figcaption>Photo by Ann Bell</figcaption></figure>',
        '<p>Medically reviewed by <a href="/people/ann-bell">Ann Bell</a></p>',
        '<div class="comment"><span class="author">Ann Bell</span></div>',
        '<form><label>Author</label><select><option>Ann Bell</option><option>Carl Dorn</option></select></form>',
        '<p><span>Tested by</span> <a href="/author/cd">Carl Dorn</a> and <a href="/author/ef">Eve Fox</a></p>',
        '<blockquote><p>By Ann Bell</p></blockquote>',
        '<a href="https://twitter.com/profile/example">Follow Example</a>',
    ],
)  # fmt: skip
@pytest.mark.parametrize("place", ["meta", "after"])
def test_who_is_named_for_something_else_is_no_author(markup: str, place: str) -> None:
    assert read(post(**{place: markup})).authors == ()


@pytest.mark.parametrize(
    "heading", ["Comments", "2 Comments", "Comments (2)", "Kommentare", "2 commentaires", "Comentarios:", "Комментарии"]
)
def test_who_wrote_below_the_heading_of_the_comments_is_a_reader_whatever_else_is_said_of_it(heading: str) -> None:
    line, text = "Posted by Bob Reader on March 4, 2021", f"<p>{FIRST} {SECOND}</p>"
    for comment in (
        f"<p>{line}</p>{text * 2}",
        f"{text * 2}<p>{line}</p>",
        f"<dl><dt>{line}</dt><dd>{FIRST}</dd></dl>",
    ):
        article = read(post(after=f"<h3>{heading}</h3>{comment}"))
        assert (article.authors, article.published_at) == ((), None)
        assert read(post("<p>By Ann Bell</p>", after=f"<h3>{heading}</h3>{comment}")).authors == ("Ann Bell",)


@pytest.mark.parametrize("name", ['id="comment-3"', 'class="comment_17 odd"', 'id="comment-3" class="entry-meta"'])
def test_a_comment_by_its_number_is_no_part_of_the_article(name: str) -> None:
    comment = f"<div {name}><p>Posted by: Bob Reader | March 4, 2021 at 10:20 AM</p><p>So it is: {FIRST}</p></div>"
    article = read(post(f"<p>{SECOND}</p>" * 3, after=comment))
    assert (article.authors, article.published_at) == ((), None)
    assert "So it is" not in article.body


@pytest.mark.parametrize("heading", ["Responses to the storm", "Discussion", "Comments on the budget"])
def test_a_heading_of_the_text_without_a_number_begins_no_comments(heading: str) -> None:
    article = read(post(after=f"<h2>{heading}</h2><p>{SECOND}</p><p>By Ann Bell</p><p>Published: March 4, 2021</p>"))
    assert (article.authors, str(article.published_at)[:10]) == (("Ann Bell",), "2021-03-04")
    for comments in ("2 responses to Port talks", "Discussion (2)", "Comments on “Port talks”"):
        assert read(post(after=f"<h2>{comments}</h2><p>By Bob Reader</p><p>{SECOND}</p>")).authors == ()


def test_the_count_of_the_comments_under_a_standfirst_takes_no_byline_away() -> None:
    html = post(f"<p>{SECOND}</p>" * 3 + "<p>By Ann Bell</p>")
    assert read(html.replace(f"<p>{FIRST}</p>", f"<p>{FIRST}</p><h4>3 Comments</h4>")).authors == ("Ann Bell",)


def test_a_heading_that_only_speaks_of_comments_takes_no_byline_away() -> None:
    for heading in ("Comments", "Comments of the minister on the talks"):
        assert read(post(f"<h3>{heading}</h3><p>{FIRST}</p><p>Posted by Ann Bell</p><h1>x</h1>")).authors == (
            "Ann Bell",
        )
    assert read(post(after="<h3>Reactions to the talks</h3><p>Posted by Ann Bell</p>")).authors == ("Ann Bell",)


def test_bylines_of_different_people_below_the_text_are_those_of_other_articles() -> None:
    others = "".join(
        f'<div><div><h3>Other news</h3><div><p class="byline">By {name}</p></div></div></div>'
        for name in ("Ann Bell", "Carl Dorn", "Eve Fox")
    )
    assert read(post(after=others)).authors == ()


@pytest.mark.parametrize(
    "book",
    [
        "<p>By Zed Wrong</p><p>Harbour Press, 320 pages</p><p>Published: 4 March 2021</p>",
        "<p>Author: Zed Wrong<br>Publisher: Harbour Press<br>Published: 4 March 2021<br>ISBN 978-3-16-148410-0</p>",
        "<p><b>Autor:</b> Zed Wrong</p><p><b>Verlag:</b> Hafenpresse</p><p>Erschienen: 4. März 2021</p>",
        "<p>Auteur : Zed Wrong</p><p>Paru le 4 mars 2021</p><p>Éditeur : Presses du Port</p>",
        "<h3>The Harbour</h3><p>by Zed Wrong</p><p>320 pp. Harbour Press. $25.</p>",
        "<div><div>Author: Zed Wrong</div><div>Pages: 320</div><div>Published: 4 March 2021</div></div>",
    ],
)
def test_the_data_of_a_book_in_plain_lines_below_a_review_neither_sign_nor_date_it(book: str) -> None:
    review = f"<p>{FIRST}</p><p>{SECOND}</p>" * 3
    for page in (post(review + book), post(review, after=book)):
        assert (read(page).authors, read(page).published_at) == ((), None)


@pytest.mark.parametrize(
    "data", ["Harbour Press, 320 pages", "Carl Dorn: Der Hafen. Hafenpresse, 320 Seiten", "ISBN 3-16"]
)
def test_a_review_may_be_signed_and_dated_below_the_data_of_its_book(data: str) -> None:
    review = f"<p>{FIRST}</p><p>{SECOND}</p>" * 3
    article = read(post(f"{review}<p>{data}</p><p>By Ann Bell</p><p>March 4, 2021</p>"))
    assert article.authors == ("Ann Bell",)
    assert read(post(f"{review}<p>By Ann Bell</p><p>{SECOND}</p><p>She is the publisher of the Post.</p>")).authors


@pytest.mark.parametrize("said", ["Ann Bell, https://news.example/ann", "Ann Bell (https://social.example/ann_b)"])
def test_an_address_beside_a_name_in_the_data_takes_nothing_from_it_and_alone_names_nobody(said: str) -> None:
    assert read(post(head=f'<meta property="article:author" content="{said}">')).authors == ("Ann Bell",)
    assert read(post(head=f'<meta property="article:author" content="{said.split()[-1]}">')).authors == ()


@pytest.mark.parametrize("byline", ["<p>Von Ann Bell</p>", '<p class="byline">Ann Bell</p>'])
@pytest.mark.parametrize("line", ["Verlag: Hafenpresse", "Publisher: Harbour Press", "Éditeur : Presses du Port"])
def test_who_publishes_the_paper_may_be_said_right_below_a_byline_after_the_text(byline: str, line: str) -> None:
    assert read(post(after=f"{byline}<p>{line}</p>")).authors == ("Ann Bell",)


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


def test_a_person_in_the_byline_beats_a_login_and_an_organisation_in_the_data() -> None:
    byline = '<span class="byline">By Eve Fox</span>'
    for name in ("kate_s", "webdesk2", "Harbour Press Agency"):
        article = read(post(meta=byline, head=json_ld(author={"@type": "Person", "name": name})))
        assert article.authors == ("Eve Fox",)


def test_of_different_data_that_is_believed_which_the_page_prints() -> None:
    head = json_ld(author="Ann Bell") + '<meta name="author" content="Eve Fox">'
    assert read(post(head=head)).authors == ("Ann Bell",)
    feed = Mention(source="feed", authors=("Eve Fox",))
    assert read(post(head=head, meta='<span class="byline">By Eve Fox</span>'), feed).authors == ("Eve Fox",)


def test_a_full_name_on_the_page_beats_half_of_it_in_the_data() -> None:
    for half in ("Bell", "Ann"):
        article = read(post(head=json_ld(author=half), meta='<span class="byline">By Ann Bell</span>'))
        assert article.authors == ("Ann Bell",)
    assert read(post(head=json_ld(author="Ann"), meta='<span class="byline">By Carl Dorn</span>')).authors == ("Ann",)


def test_a_byline_with_one_more_person_than_the_data_is_whole() -> None:
    byline = '<span class="byline">By Ann Bell and Carl Dorn</span>'
    assert read(post(head=json_ld(author="Ann Bell"), meta=byline)).authors == ("Ann Bell", "Carl Dorn")
    assert read(post(head=json_ld(author="Eve Fox"), meta=f"<p>Eve Fox</p>{byline}")).authors == ("Eve Fox",)


def test_a_byline_with_one_more_person_than_two_in_the_data_is_whole() -> None:
    byline = '<span class="byline">By Ann Bell, Carl Dorn and Eve Fox</span>'
    article = read(post(head=json_ld(author=["Ann Bell", "Carl Dorn"]), meta=byline))
    assert article.authors == ("Ann Bell", "Carl Dorn", "Eve Fox")


def test_another_person_in_the_data_is_believed_before_the_byline_which_is_kept_beside() -> None:
    byline = '<span class="byline">By Ann Bell</span>'
    for head in ('<meta name="author" content="Eve Fox">', json_ld(author="Eve Fox")):
        article = read(post(head=head, meta=byline))
        assert article.authors == ("Eve Fox",)
        assert [other.value for other in article.others["authors"]] == ["Ann Bell"]


def test_a_person_in_the_byline_beats_the_site_in_the_data() -> None:
    head = '<meta property="og:site_name" content="Northern Harbour">' + json_ld(author="Northern Harbour")
    assert read(post(head=head, meta='<span class="byline">By Ann Bell</span>')).authors == ("Ann Bell",)
    assert read(post(head=head)).authors == ("Northern Harbour",)


@pytest.mark.parametrize("name", ["Example News", "ExampleNews", "News", "news.example", "Northern Harbour"])
def test_a_person_in_the_byline_beats_the_site_by_whatever_name_the_data_call_it(name: str) -> None:
    head = '<meta property="og:site_name" content="Northern Harbour">' + json_ld(author=name)
    assert read(post(head=head, meta='<span class="byline">By Ann Bell</span>')).authors == ("Ann Bell",)


def test_what_a_rule_gives_is_not_made_fuller() -> None:
    site = SITE.model_copy(update={"extract": Rules(authors=(".who",))})
    meta = '<span class="who">Bell</span><span class="byline">By Ann Bell</span>'
    assert read(post(meta=meta), site=site).authors == ("Bell",)


GRAPH = [{"@type": "Article", "author": "#a"}, {"@type": "Person", "@id": "#a", "name": "Ann Bell"}]


@pytest.mark.parametrize(
    "head",
    [
        '<meta name="example:article:author" content="Ann Bell">',
        '<meta name="twitter:label1" content="Written by"><meta name="twitter:data1" content="Ann Bell">',
        json_ld(author="Ann&amp;nbsp;Bell"),
        json_ld(author={"@type": "Person", "givenName": "Ann", "familyName": "Bell"}),
        json_ld(author={"@type": "Person", "givenName": ["Ann"], "familyName": "Ann Bell"}),
        json_ld(creator="Ann Bell"),
        json_ld(author=[], creator={"@type": "Person", "name": "Ann Bell"}),
        json_ld(author="  Ann\n    Bell "),
        json_ld(**{"@type": "Thing", "@graph": GRAPH}),
    ],
)  # fmt: skip
def test_data_names_authors_in_many_ways(head: str) -> None:
    assert read(post(head=head)).authors == ("Ann Bell",)


@pytest.mark.parametrize(
    "head",
    [
        '<meta name="keywords" content="Carl Dorn">',
        '<meta name="news_subject" content="Carl Dorn">',
        '<meta name="twitter:creator" content="Carl Dorn">',
        '<meta property="og:image:creator" content="Carl Dorn">',
        '<meta name="twitter:label1" content="Topic"><meta name="twitter:data1" content="Carl Dorn">',
    ],
)
def test_whom_a_meta_element_names_for_something_else_is_no_author(head: str) -> None:
    assert read(post(head=head)).authors == ()


def test_a_name_in_the_data_may_be_a_list_of_names() -> None:
    several = {"@type": "Person", "name": ["Ann Bell", "Carl Dorn"]}
    assert read(post(head=json_ld(author=several))).authors == ("Ann Bell", "Carl Dorn")


def test_addresses_and_standing_words_in_the_data_are_no_authors() -> None:
    for name in ("View all", "Leave a comment", "https://news.example/author/ann", "www.news.example", "admin"):
        assert read(post(head=f'<meta name="author" content="{name}">')).authors == ()


def test_elements_nested_without_end_are_read() -> None:
    deep = "<span class=author>" * 200 + "Ann Bell" + "</span>" * 200
    assert len(read(post(meta=deep)).authors) <= 1


@pytest.mark.parametrize(
    "line",
    [
        '<p>By <a href="/authors/ann-bell/" rel="author">Ann Bell</a>, New York</p>',
        '<p class="byline">By Ann Bell</p><p class="byline">Photography Carl Dorn</p>',
        '<a rel="author" href="/authors/bell/">Ann Bell</a> <a rel="author" href="/authors/dorn/">Carl Dorn</a>',
    ],
)
def test_a_stranger_beside_the_byline_does_not_join_the_author_of_the_data(line: str) -> None:
    assert read(post(head=json_ld(author="Ann Bell"), meta=line)).authors == ("Ann Bell",)


@pytest.mark.parametrize(
    "chrome",
    [
        '<aside class="sidebar"><h3>Authors</h3><ul><li>Ann Bell</li><li>Carl Dorn</li></ul></aside>',
        '<i class="icon-user"></i><span>Jane Doe</span>',
    ],
)
def test_nobody_is_the_author_for_standing_in_what_surrounds_an_article(chrome: str) -> None:
    assert read(post().replace("<h1", f"{chrome}<h1")).authors == ()


@pytest.mark.parametrize(
    "end",
    [
        "<p>“Nobody is free until all of us are.”</p><p>— Nelson Mandela</p>",
        "<p>What was served:</p><p>- Red Wine</p><p>- Olive Oil</p>",
    ],
)
def test_who_is_quoted_and_what_is_listed_at_the_end_has_not_written_it(end: str) -> None:
    assert read(post(after=end)).authors == ()


def test_what_is_told_of_an_author_without_a_name_names_nobody() -> None:
    told = "Born in the north of the country, she has worked for papers, radio stations and the harbour board. " * 3
    assert read(post(after=f"<h3>About the author</h3><p>{told}</p>")).authors == ()
    named = f"Ann Bell was born in the north. {told}"
    assert read(post(after=f"<h3>About the author</h3><p>{named}</p>")).authors == ("Ann Bell",)


def test_whom_an_article_is_about_has_not_written_it() -> None:
    link = '<p><a href="/topics/people/ann-bell.html">Ann Bell</a> said on Monday that the talks had ended.</p>'
    assert read(post(link)).authors == ()
    assert read(post('<p>Tags: <a href="/tag/people/ann-bell/">Ann Bell</a></p>')).authors == ()


def test_who_reviewed_an_article_has_not_written_it() -> None:
    line = '<p class="byline">Written by Ann Bell | Reviewed by Carl Dorn</p>'
    assert read(post(meta=line)).authors == ("Ann Bell",)


@pytest.mark.parametrize("kind", ["NewsArticle", "Comment", "Book", "VideoObject"])
@pytest.mark.parametrize(
    "author",
    [
        '<span itemprop="author">Zed Wrong</span>',
        '<meta itemprop="author" content="Zed Wrong">',
        '<span itemprop="author" itemscope itemtype="https://schema.org/Person"><a rel="author">Zed Wrong</a></span>',
    ],
)
def test_the_author_of_another_item_of_microdata_is_not_the_articles(kind: str, author: str) -> None:
    other = f'<div itemscope itemtype="https://schema.org/{kind}"><h3><a href="/x">Another story</a></h3>{author}</div>'
    assert read(post(after=other)).authors == ()
    assert read(post(other, meta="<p>By Ann Bell</p>")).authors == ("Ann Bell",)


@pytest.mark.parametrize("heading", ["h2", "h3", "h5"])
@pytest.mark.parametrize(
    "author",
    [
        '<a rel="author" href="/author/zed-wrong">Zed Wrong</a>',
        '<span itemprop="author">Zed Wrong</span>',
        '<p>By <a rel="author" href="/zed">Zed Wrong</a></p>',
        '<p class="author-name">Zed Wrong</p>',
    ],
)
def test_the_author_of_a_teaser_below_the_text_is_not_the_articles(author: str, heading: str) -> None:
    teaser = f'<section><div><{heading}><a href="/x">Another story entirely</a></{heading}>{author}</div></section>'
    assert read(post(after=teaser)).authors == ()
    assert read(post(after=teaser, meta="<p>By Ann Bell</p>")).authors == ("Ann Bell",)


def test_an_author_below_the_text_may_have_a_heading_with_a_link() -> None:
    box = '<h3><a href="/a">About Ann Bell</a></h3><a rel="author" href="/a">Ann Bell</a> <p>Writes on ports.</p>'
    assert read(post(after=f"<div>{box}</div>")).authors == ("Ann Bell",)


@pytest.mark.parametrize(
    ("author", "more"),
    [
        ("Author", ("Publisher", "Harbour Press")),
        ("Author:", ("ISBN:", "978-3-16-148410-0")),
        ("Autor:", ("Verlag:", "Hafenpresse")),
        ("Auteur", ("Éditeur", "Presses du Port")),
        ("Autor:", ("Editorial:", "Puerto")),
        ("Автор:", ("Издательство:", "Гавань")),
    ],
)
@pytest.mark.parametrize(
    ("whole", "row"),
    [
        ("<table>{}</table>", "<tr><td>{}</td><td>{}</td></tr>"),
        ("<table><tbody>{}</tbody></table>", "<tr><th>{}</th><td>{}</td></tr>"),
        ("<dl>{}</dl>", "<dt>{}</dt><dd>{}</dd>"),
        ("<ul>{}</ul>", "<li><strong>{}</strong> {}</li>"),
    ],
)
def test_the_author_of_a_book_is_not_that_of_its_review(
    whole: str, row: str, author: str, more: tuple[str, str]
) -> None:
    book = whole.format(row.format(author, "Zed Wrong") + row.format(*more))
    for page in (post(book), post(meta=book)):
        assert read(page).authors == ()
    assert read(post(book, meta="<p>By Ann Bell</p>")).authors == ("Ann Bell",)
    credits = whole.format(row.format(author, "Ann Bell") + row.format("Section", "World"))
    assert read(post(meta=credits)).authors == ("Ann Bell",)


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("بواسطة سامر الحلبي", "سامر الحلبي"),
        ("نشر بواسطة: سامر الحلبي", "سامر الحلبي"),
        ("توسط مریم رستگار", "مریم رستگار"),
        ("به\u200cقلم مریم رستگار", "مریم رستگار"),
        ("נכתב על ידי נועה ברקוביץ", "נועה ברקוביץ"),
        ("Автор: Иван Петров", "Иван Петров"),
        ("Написала Анна Петрова", "Анна Петрова"),
        ("Від Оксана Литвин", "Оксана Литвин"),
        ("Írta: Kovács Anna", "Kovács Anna"),
        ("Szerző: Kovács Anna", "Kovács Anna"),
        ("Piše Ivan Horvat", "Ivan Horvat"),
        ("Avtor: Janez Novak", "Janez Novak"),
        ("Kirjoittanut Aino Virtanen", "Aino Virtanen"),
        ("Autorius: Jonas Jonaitis", "Jonas Jonaitis"),
        ("Opublikowane przez Jan Nowak", "Jan Nowak"),
        ("Postado por Ana Silva", "Ana Silva"),
        ("Pubblicato da Ugo Rossi", "Ugo Rossi"),
        ("Đăng bởi Trần Mai", "Trần Mai"),
        ("Ali Veli tarafından", "Ali Veli"),
        ("Από τον Νίκο Παππά", "Νίκο Παππά"),
        ("โดย ณัฐวุฒิ สายบัว", "ณัฐวุฒิ สายบัว"),
        ("작성자 박지훈", "박지훈"),
        ("投稿者: 佐藤美咲", "佐藤美咲"),
        ("文｜李文静", "李文静"),
    ],
)
def test_a_byline_begins_in_the_words_of_its_language(line: str, name: str) -> None:
    assert people([line]) == (name,)


@pytest.mark.parametrize("kicker", ["Fact Sheets", "Policy Brief", "Working Paper", "Press Statement", "Super User"])
def test_what_kind_of_text_it_is_names_nobody(kicker: str) -> None:
    assert people([kicker]) == ()


def test_an_office_keeps_what_it_is_for() -> None:
    assert people(["Directorate-General for Energy"]) == ("Directorate-General for Energy",)
    assert standing("World Health Organization") == 0


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


JAPANESE = "港湾当局は月曜日、交渉が合意のないまま終わったと明らかにした。次の会合は春に開かれる予定だという。"


@pytest.mark.parametrize(
    ("end", "expected"),
    [
        ("<p>（佐藤美咲、田中健一）</p>", ("佐藤美咲", "田中健一")),
        ("<p>船は港で待っているという。【佐藤美咲】</p>", ("佐藤美咲",)),
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


@pytest.mark.parametrize(
    "desk",
    [
        "فريق التحرير",
        "سرویس سیاسی",
        "מערכת האתר",
        "編集部",
        "本刊记者",
        "온라인뉴스팀",
        "न्यूज़ डेस्क",
        "Tim Redaksi",
        "От редакции",
    ],
)
def test_a_desk_is_nobody_in_any_script(desk: str) -> None:
    assert people([desk]) == ()


@pytest.mark.parametrize("name", ["وكالة الأناضول", "خبرگزاری فارس", "新华网", "朝日新聞社", "한겨레신문", "משרד החוץ"])
def test_an_organisation_is_known_as_one_in_scripts_without_capitals(name: str) -> None:
    assert (people([name]), standing(name)) == ((name,), 0)


@pytest.mark.parametrize(
    "name", ["سامر الحلبي", "مریم رستگار", "נועה ברקוביץ", "李文静", "佐藤美咲", "박지훈", "रश्मि नेगी"]
)
def test_a_person_is_one_in_scripts_without_capitals(name: str) -> None:
    assert (people([name]), standing(name)) == ((name,), 3)


CHINESE = "货船在港口外等候了十一天，码头工人说，他们也不知道谈判什么时候会有结果，下一轮会谈定于春天举行。"


@pytest.mark.parametrize(
    ("opening", "expected"),
    [
        ("新华社昆明11月12日电（记者李文静、王明）", ("李文静", "王明")),
        ("本报讯 （本报记者 李文静）", ("李文静",)),
        ("中新网北京11月12日电 (记者 李文静)", ("李文静",)),
        ("一名记者（不愿具名）在港口说，", ()),
        ("〔記者林怡君／嘉義報導〕", ("林怡君",)),
        ("（海岸社記者林怡君嘉義16日電）", ("林怡君",)),
        ("〔國際新聞中心／綜合報導〕", ()),
        ("[서울=해안뉴스]이수민 기자 = ", ("이수민",)),
        ("(서울=해안뉴스) 이수민·박지훈 특파원 = ", ("이수민", "박지훈")),
        ("[해안일보 이수민 기자] ", ("이수민",)),
    ],
)
def test_who_filed_a_report_by_its_dateline_is_the_author_not_its_editor(
    opening: str, expected: tuple[str, ...]
) -> None:
    text = f"<p>　　{opening}{CHINESE}</p><p>{CHINESE * 2}</p><p>{CHINESE * 2}</p>"
    editor = '<div class="editor">责任编辑：赵今朝</div>' if expected else ""
    html = f"<html lang=zh><head><title>港口谈判</title></head><body><article><h1>港口谈判</h1>{text}{editor}</article>"
    assert read(f"{html}</body></html>").authors == expected


def test_the_reporters_in_brackets_at_the_end_have_written_it_not_the_editor_below() -> None:
    text = f"<p>{CHINESE}</p><p>{CHINESE * 2}</p><p>{CHINESE}（记者 李文静、王明）</p><div>(责编：赵今朝)</div>"
    html = f"<html lang=zh><head><title>港口谈判</title></head><body><article><h1>港口谈判</h1>{text}</article>"
    assert read(f"{html}</body></html>").authors == ("李文静", "王明")
