"""Names in bylines: taken apart, told from what stands around them, and from what is nobody."""

import time

import pytest

from iria_crawler.extract.names import in_order, people, standing

from .extract.markup import post, read


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
