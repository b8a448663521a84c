"""What templates print around and within a text is none of it."""

import pytest

from iria_crawler.extract.mending import mended
from iria_crawler.items import Figure

from .extract.markup import FIRST, SECOND


@pytest.mark.parametrize(
    "line",
    [
        "May 12, 2026",
        "Tuesday, 12 May 2026, 14:05",
        "12.05.2026, 14.05 Uhr",
        "Publié le 12 mai 2026 à 14h05",
        "14:05 Uhr",
        "12 мая 2026, 14:05",
        "4 min read",
        "October 20, 2023 - 3 minutes read - 612 words",
        "Artikel anhören • 5 Minuten",
        "Views: 1,204",
        "URL: https://news.example/port-talks",
        "2026年5月12日 14:05",
        "令和8年5月12日（火）",
        "【责任编辑:王佳宁】",
        "انتهای پیام",
        "Lees ook",
        "اقرأ أيضا",
        "Baca juga: Kapal menunggu",
        "– Leggi anche: Le navi aspettano",
        "(Pročitajte i: Brodovi čekaju)",
        "Kapcsolódó",
        "Článok pokračuje pod video reklamou",
        "請繼續往下閱讀...",
        "مادة إعلانية",
        "BONUS VIDEO:",
        "4min de lectura",
        "Temps de lecture4 min",
        "13 nov. 2025 à 06:30-mise à jour 13 nov. 2025 à 07:44",
        "Middle East, News No Comments on Port talks",
        "12 Comments on “Port talks”",
        "Updated: Jun 5",
        "Article | May 12, 2026 | 9-minute read",
        "News, 12 May 2026",
        "12 May 2026 | Market Commentary",
        "Ann Bell | 11/23/2018 | Gardens",
        "Verfasst von Ann Bell am 12.5.2026 in Allgemein",
        "Publié le 12 mai 2026 dans Jardins",
        "Written by",
        "Autorin:",
        "Last updated on",
        "Veröffentlicht am",
        "Press release",
        "FOR IMMEDIATE RELEASE",
        "Medienmitteilung",
        "3/11",
    ],
)
@pytest.mark.parametrize("is_first", [True, False])
def test_a_date_a_count_or_a_label_around_a_text_is_none_of_it(line: str, is_first: bool) -> None:
    lines = [line, FIRST] if is_first else [FIRST, line]
    assert mended(lines, title="", figures=()) == [FIRST]


@pytest.mark.parametrize(
    "line",
    [
        "Was this article helpful?",
        "Is this page useful?",
        "Did you find this article valuable?",
        "War dieser Artikel hilfreich?",
        "Cet article vous a-t-il été utile ?",
        "¿Te ha resultado útil este artículo?",
        "Questo articolo ti è stato utile?",
        "Czy artykuł był pomocny?",
        "Статья была полезна?",
    ],
)
def test_a_question_on_the_text_at_its_end_is_none_of_it_and_one_where_it_begins_may_be(line: str) -> None:
    assert mended([FIRST, line], title="", figures=()) == [FIRST]
    assert mended([line, FIRST], title="", figures=()) == [line, FIRST]


def test_why_a_letter_comes_and_how_to_end_that_is_none_of_its_text() -> None:
    line = "You are receiving this because you signed up on our site. Unsubscribe or change your settings"
    assert mended([FIRST, line, "Unsubscribe"], title="", figures=()) == [FIRST]
    told = "He tried for weeks to unsubscribe from the letters of the port."
    assert mended([FIRST, told], title="", figures=()) == [FIRST, told]


@pytest.mark.parametrize(
    "line", ["Verfasst von zwei Mönchen, ist das Buch ein Rätsel.", "12 May 2026 – The strike begins", "Ports | Docks"]
)
def test_a_heading_with_a_day_and_a_sentence_that_begins_as_a_byline_are_text(line: str) -> None:
    assert mended([line, FIRST], title="", figures=()) == [line, FIRST]


@pytest.mark.parametrize("line", ["Was this war useful to anybody, or did it help nobody at all?", "Did you win?"])
def test_another_question_at_the_end_is_text(line: str) -> None:
    assert mended([FIRST, line], title="", figures=()) == [FIRST, line]


@pytest.mark.parametrize("stamp", ["{} May 2026", "1{}:30 Uhr", "Friday, {} May 2026, 20:00"])
def test_the_days_or_times_of_a_chronicle_are_its_text(stamp: str) -> None:
    days = [stamp.format(number) for number in range(1, 6)]
    hours = [line for day in days for line in (day, f"{FIRST} {day}")]
    assert mended(hours, title="", figures=()) == hours
    assert mended([FIRST, *days], title="", figures=()) == [FIRST, *days]


@pytest.mark.parametrize("line", ["12.05.2026, 14:05", "2026年5月12日 14:05", "4 min read"])
def test_the_time_of_publication_or_of_reading_between_standfirst_and_text_is_none_of_it(line: str) -> None:
    assert mended([FIRST, line, SECOND], title="", figures=()) == [FIRST, SECOND]
    assert mended([*3 * [FIRST, SECOND], line, FIRST], title="", figures=()) == [*3 * [FIRST, SECOND], line, FIRST]


@pytest.mark.parametrize(
    "line",
    [
        "The ferry left the old harbour at 14:05 on Monday with ninety people on board, and was back by night.",
        "A spokesman had no comment on the talks.",
        "“There is no comment on that.”",
        "The minister made 3 comments on it.",
    ],
)
def test_a_sentence_that_speaks_of_a_time_or_of_comments_is_text(line: str) -> None:
    for lines in ([line, FIRST], [FIRST, line, SECOND], [FIRST, line]):
        assert mended(lines, title="", figures=()) == lines


@pytest.mark.parametrize("heading", ["12 May 2026", "Day 3", "The last 5 minutes", "See also"])
def test_a_day_within_a_text_is_a_heading_of_it(heading: str) -> None:
    assert mended([FIRST, heading, SECOND], title="", figures=()) == [FIRST, heading, SECOND]


@pytest.mark.parametrize("heading", ["May 2026", "1914", "12 May", "89/2026"])
def test_a_part_of_a_date_may_be_a_heading_where_a_text_begins(heading: str) -> None:
    assert mended([heading, FIRST], title="", figures=()) == [heading, FIRST]


@pytest.mark.parametrize(
    "line",
    [
        "Ann Bell",
        "By Ann Bell and Carl Dorn",
        "Ann Bell, 12 May 2026",
        "(Ann Bell, Carl Dorn, 12.5.2026)",
        "Von Ann Bell, Carl Dorn",
        "Ann Bell a.bell@news.example",
        "By Ann Bell, Chief Investment Officer, and Carl Dorn, Portfolio Strategist",
    ],
)
def test_a_line_around_a_text_that_says_nothing_but_who_wrote_it_is_none_of_it(line: str) -> None:
    authors = ("Ann Bell", "Carl Dorn")
    assert mended([line, FIRST], title="", figures=(), authors=authors) == [FIRST]
    assert mended([FIRST, line], title="", figures=(), authors=authors) == [FIRST]
    assert mended([line, FIRST], title="", figures=()) == [line, FIRST]


@pytest.mark.parametrize("credited", ["{}", "{} – Port of Example", "{} Port of Example", "Port of Example"])
def test_a_caption_is_none_of_the_text_with_its_credit_or_without(credited: str) -> None:
    caption = None if credited == "Port of Example" else "Ships wait off the coast"
    figure = Figure(url="https://news.example/a.jpg", caption=caption, credit="Port of Example")
    line = credited.format(caption)
    assert mended([FIRST, line, SECOND], title="", figures=(figure,)) == [FIRST, SECOND]


@pytest.mark.parametrize("line", ["Analysis", "Words and reports", "Opinion | 1914"])
def test_a_word_of_bylines_without_a_name_is_a_heading(line: str) -> None:
    assert mended([line, FIRST], title="", figures=(), authors=("Ann Bell",)) == [line, FIRST]


@pytest.mark.parametrize(
    "line",
    [
        "Ann Bell writes on ports for Example News.",
        "Ann Bell has the last word.",
        "By Ann Bell, the editor, nobody was asked.",
        "By Ann Bell, the ferry went down with all hands",
    ],
)
def test_what_else_is_said_of_an_author_is_left(line: str) -> None:
    assert mended([FIRST, line], title="", figures=(), authors=("Ann Bell",)) == [FIRST, line]


def test_the_byline_between_standfirst_and_text_is_none_of_it_but_a_name_alone_may_be_a_heading() -> None:
    found = mended([FIRST, "By Ann Bell", SECOND, "Ann Bell", FIRST], title="", figures=(), authors=("Ann Bell",))
    assert found == [FIRST, SECOND, "Ann Bell", FIRST]


@pytest.mark.parametrize(
    "line",
    [
        "Empfohlener redaktioneller Inhalt",
        "Ich bin damit einverstanden, dass mir externe Inhalte angezeigt werden. Damit werden Daten übermittelt.",
        "Mit Ihrer Zustimmung wird hier ein externes Video geladen.",
        "An dieser Stelle finden Sie einen von der Redaktion ausgewählten, externen Inhalt.",
        "Allow Instagram content?",
        "This article contains content provided by Instagram. We ask for your permission before anything is loaded.",
        "To view this content, you need to update your choices and accept cookies.",
        "Pour afficher ce contenu X, il est nécessaire d'autoriser les cookies publicitaires.",
        "Para ver este contenido tiene que aceptar las cookies.",
        "Per visualizzare questo contenuto accetta i cookie di terze parti.",
    ],
)
def test_a_request_to_agree_before_a_post_is_shown_is_none_of_the_text(line: str) -> None:
    assert mended([FIRST, line, SECOND], title="", figures=()) == [FIRST, SECOND]


@pytest.mark.parametrize(
    "line",
    [
        "To view this video was all that the court had asked for, and nobody objected on that Monday.",
        "The content of the treaty is external to the dispute, the minister said.",
        "Mit Ihrer Zustimmung rechnet der Verband fest, sagte der Sprecher am Montag in Berlin.",
    ],
)
def test_a_sentence_with_the_same_words_is_left(line: str) -> None:
    assert mended([FIRST, line, SECOND], title="", figures=()) == [FIRST, line, SECOND]


@pytest.mark.parametrize(
    "line",
    [
        "Download the full report (PDF, 2.1 MB)",
        "Full text (PDF)",
        "Read the report",
        "Version PDF",
        "Télécharger l'analyse complète",
        "Als PDF herunterladen",
        "Descargar el informe completo",
        "Скачать в формате PDF",
        "تحميل الملف",
        "הורדת קובץ PDF",
        "下载全文",
        "How to cite this article:",
        "Comment citer cette publication",
        "Zitiervorschlag",
        "Palabras clave: puertos, comercio",
        "关键词：港口、贸易",
    ],
)
@pytest.mark.parametrize("is_first", [True, False])
def test_what_offers_a_text_as_a_file_or_tells_how_to_cite_it_is_none_of_it(line: str, is_first: bool) -> None:
    lines = [FIRST, line, SECOND] if is_first else [FIRST, SECOND, line]
    assert mended(lines, title="", figures=()) == [FIRST, SECOND]


@pytest.mark.parametrize(
    "line",
    [
        "Copyright 2026 Example Media. All rights reserved. This material may not be published or rewritten.",
        "This story was originally published May 12, 2026, 6:00 PM.",
        "ann.bell@news.example",
        "ann/bel/cd",
        "(c) Agencia Costa",
        "Editor : R.P.",
        "Edited by: Ann Bell",
        "Якщо ви помітили помилку, виділіть її та натисніть Ctrl + Enter.",
        "Нашли ошибку в тексте? Выделите её и нажмите Ctrl+Enter",
        "저작권자(c) 뉴스, 무단 전재-재배포 금지",
        "Riproduzione riservata © Copyright ANSA",
        "Ακολουθήστε μας στο Google News και μάθετε πρώτοι όλες τις ειδήσεις",
        "Подписывайтесь на наш канал в Telegram",
    ],
)
def test_what_papers_print_where_a_text_ends_is_none_of_it(line: str) -> None:
    assert mended([FIRST, SECOND, line], title="", figures=()) == [FIRST, SECOND]
    assert mended([FIRST, line, SECOND], title="", figures=()) == [FIRST, line, SECOND]


@pytest.mark.parametrize(
    "line",
    [
        "He read the report.",
        "Download speeds fell.",
        "Citation needed",
        "Lire le monde autrement",
        "Complete analysis",
        "دریافت مالیات از بانک‌ها",
    ],
)
def test_a_line_that_speaks_of_files_and_reports_is_of_the_text(line: str) -> None:
    assert mended([FIRST, SECOND, line], title="", figures=()) == [FIRST, SECOND, line]


def test_the_reference_to_a_text_at_its_end_is_none_of_it() -> None:
    title = "Who runs the ports of the gulf"
    cited, other = f"Ann Bell, “{title}”, Harbour Papers 12, May 2025.", f"Carl Dorn, “{title}”, Dock Press, 2019."
    lines = [FIRST, SECOND, "Suggested citation:"]
    assert mended([*lines, cited], title=title, figures=(), authors=["Ann Bell"]) == [FIRST, SECOND]
    kept = mended([FIRST, SECOND, other], title=title, figures=(), authors=["Ann Bell"])
    assert kept == [FIRST, SECOND, other]  # a book of somebody else's


@pytest.mark.parametrize(
    "line",
    [
        "This story was originally published by people who had read it on Facebook.",
        "Sigue sin saberse quién escribió el mensaje en Facebook.",
        "(c) Whoever comes last pays for all.",
        "Editor: the word has a history.",
        "Whoever presses Ctrl and Enter sends it.",
        "Press Ctrl + Enter, and the letter is on its way.",
        "All rights reserved for nobody, she said, is what the law means.",
    ],
)
def test_a_last_sentence_with_the_same_words_is_left(line: str) -> None:
    assert mended([FIRST, line], title="", figures=()) == [FIRST, line]


@pytest.mark.parametrize("over", ["Hafen", "„Es beginnt“", "Streit um den Hafen: "[:-1]])
def test_the_headline_with_a_kicker_that_no_space_parts_from_it_is_none_of_the_text(over: str) -> None:
    title = "Warum die Gespräche ohne Ergebnis enden"
    assert mended([f"{over}{title}", FIRST], title=title, figures=()) == [FIRST]
    assert mended([f"Verstehen, {title}", FIRST], title=title, figures=()) == [f"Verstehen, {title}", FIRST]


@pytest.mark.parametrize(
    "line", ["BY Ann Bell / DAILY NEWS", "고흥=Ann Bell 기자 bell@news.example", "13 mai 2026 Ann Bell 214 vues"]
)
def test_the_paper_or_the_place_beside_the_name_of_an_author_is_of_the_byline(line: str) -> None:
    assert mended([FIRST, line], title="", figures=(), authors=("Ann Bell",)) == [FIRST]
    assert mended([line, FIRST], title="", figures=(), authors=("Ann Bell",)) == [FIRST]


@pytest.mark.parametrize(
    "line",
    [
        "Story Continued Below",
        "[Story continues below]",
        "Article continues after sponsor message",
        "Advertisement - Continue reading below",
        "Continue reading the main story",
        "SCROLL TO CONTINUE WITH CONTENT",
        "Loading...",
        "{{featured_button_text}}",
        '[contact-form-7 id="12" title="Contact"]',
        "SIGN UP FOR OUR NEWSLETTER",
        "This article is more than 2 years old.",
        "Getting your Trinity Audio player ready...",
        "3 of 12",
        "More: Ships leave the port",
        "Get the latest from the Port Echo straight to your inbox. Sign up for our newsletter.",
    ],
)
def test_what_a_template_prints_amid_a_text_is_none_of_it(line: str) -> None:
    assert mended([FIRST, line, SECOND], title="", figures=()) == [FIRST, SECOND]


@pytest.mark.parametrize(
    "line",
    [
        "[Applause]",
        "More: that is what they wanted.",
        "They got all of it to your inbox.",
        "The story continues below deck.",
        "Loading the ship took a day.",
        "{x} is a set, she wrote.",
        "Sign up for the newsletter? She laughed.",
    ],
)
def test_a_line_with_the_same_words_amid_a_text_is_of_it(line: str) -> None:
    assert mended([FIRST, line, SECOND], title="", figures=()) == [FIRST, line, SECOND]


@pytest.mark.parametrize(
    "line",
    [
        "Copyright 2021 Port Radio. To see more, visit https://news.example.",
        "A version of this article appears in print on May 3, 2014, on page A12 with the headline: Port talks.",
        "Read more from the Port Echo on the talks:",
        "You might also be interested in:",
        "Read the full story at news.example",
        "Got a confidential tip? Submit it here.",
        "Like us on Facebook and follow us on Twitter @portecho",
        "Want more stories like this? Subscribe to our letters.",
        "Support our independent journalism by becoming a member.",
        "Comments are closed.",
        "View Comments",
        "Topics: Ports, Ships",
        "1.2k shares",
        "Listen to this article",
        "Text size: A A A",
        "Opinion columnist",
    ],
)
def test_what_stands_below_a_text_is_none_of_it(line: str) -> None:
    assert mended([FIRST, SECOND, line], title="", figures=()) == [FIRST, SECOND]


@pytest.mark.parametrize(
    "line",
    [
        "More than 3,000 people signed it:",
        "Read it as you will: nobody wins.",
        "Got a ship, lost a ship.",
        "Support our troops, the mayor said.",
        "The version of this article appears in print to be false.",
    ],
)
def test_a_last_line_with_the_same_words_is_of_the_text(line: str) -> None:
    assert mended([FIRST, SECOND, line], title="", figures=()) == [FIRST, SECOND, line]


def test_what_somebody_does_for_whom_beside_the_name_of_an_author_is_of_the_byline() -> None:
    line = "By Ann Bell Political correspondent, Port Echo"
    assert mended([line, FIRST], title="", figures=(), authors=("Ann Bell",)) == [FIRST]
    assert mended([FIRST, line], title="", figures=(), authors=("Carl Dorn",)) == [FIRST, line]
    told = "By Ann Bell the reporter was told to leave."
    assert mended([told, FIRST], title="", figures=(), authors=("Ann Bell",)) == [told, FIRST]


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("Haber-Kamera: Ali Tekin / ADANA, (DHA)", "Ali Tekin"),
        ("記者周佑安／嘉義報導", "周佑安"),
        ("Piše: Ante Marić", "Ante Marić"),
    ],
)
def test_a_byline_at_the_edge_of_a_text_is_none_of_it(line: str, name: str) -> None:
    assert mended([line, FIRST, SECOND], title="", figures=(), authors=[name]) == [FIRST, SECOND]
    assert mended([FIRST, SECOND, line], title="", figures=(), authors=[name]) == [FIRST, SECOND]
    assert mended([FIRST, SECOND, line], title="", figures=(), authors=["Ann Bell"]) == [FIRST, SECOND, line]


def test_the_title_that_a_text_had_elsewhere_is_none_of_it() -> None:
    assert mended(["原标题：港口谈判结束", FIRST, SECOND], title="", figures=()) == [FIRST, SECOND]


@pytest.mark.parametrize(
    "label",
    [
        *("Čtěte také", "Čítajte aj", "Olvasta már?", "Taip pat skaitykite", "Tengdar fréttir", "Przeczytaj także"),
        *(
            "Auch interessant",
            "延伸閱讀",
            "相关新闻",
            "관련기사",
            "আরও পড়ুন",
            "மேலும் படிக்க",
            "Tin liên quan",
            "Soma zaidi",
        ),
    ],
)
def test_a_line_that_points_at_other_articles_is_none_of_the_text(label: str) -> None:
    for line in (label, f"{label}: Ships wait at the port"):
        assert mended([FIRST, line, SECOND], title="", figures=()) == [FIRST, SECOND]
    told = f"{label} – that was all it said."
    assert mended([FIRST, told, SECOND], title="", figures=()) == [FIRST, told, SECOND]


@pytest.mark.parametrize(
    "label",
    [
        *("Advertentie", "ANNONCE", "Mainos", "Auglýsing", "Reklaam", "REKLAMA", "Reklāma", "Hirdetés", "Publicitate"),
        *("Oglas", "ΔΙΑΦΗΜΙΣΗ", "פרסומת", "विज्ञापन", "বিজ্ঞাপন", "விளம்பரம்", "Quảng cáo", "โฆษณา", "Publicitat"),
        *(
            "Artikel gaat verder onder de advertentie",
            "Saken fortsetter under bildet",
            "Tekst se nastavlja ispod oglasa",
        ),
        *(
            "Dalsza część artykułu pod materiałem wideo",
            "Artikkel jätkub pärast reklaami",
            "SCROLL TO CONTINUE WITH CONTENT",
        ),
    ],
)
def test_a_label_of_an_advert_is_none_of_the_text(label: str) -> None:
    assert mended([FIRST, label, SECOND], title="", figures=()) == [FIRST, SECOND]
    told = f"{label} {FIRST}"
    assert mended([told, SECOND], title="", figures=()) == [told, SECOND]
