"""No page costs much, none raises, and what comes out of any page is well-formed."""

import codecs
import json
import math
import subprocess
import sys
import unicodedata
import zlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from iria_crawler.errors import NoArticle
from iria_crawler.extract import extract, parsed, tree_of, within_limits
from iria_crawler.extract.charset import Charset, charset_of, decode
from iria_crawler.extract.html import text_of
from iria_crawler.items import Article, Page
from iria_crawler.reading import look

from .extremes import PAGES, SENTENCE, SITE, page, story

SECONDS = 4.0
"""Of CPU; alone on a machine each takes less than half of that."""
MEGABYTES = 330
SHORT = (
    "plain",
    "60,000 divs in each other",
    "60,000 divs around the article",
    "5 MB in one paragraph",
    "5 MB in 50,000 divs",
    "5 MB of combining letters",
    "50,000 br with lines",
    "100,000 empty elements with classes",
    "100,000 attributes",
    "100 classes of 50 kB",
    "10,000 lines that begin with By",
    "10,000 authors in a table",
    "a date before 3,000 dashes",
    "a caption of 40,000 bars",
    "4,000 pictures over small headings",
    "a caption of 200,000 brackets in an attribute",
    "10,000 authors in JSON-LD",
    "nested JSON",
    "an entity bomb",
    "5 MB of xml comments",
    "5 MB of random bytes called html",
)


def measured(names: tuple[str, ...]) -> list[dict[str, Any]]:
    told = subprocess.run(
        [sys.executable, "-m", f"{__package__ or 'tests'}.extremes", *names],
        cwd=Path(__file__).parents[1],
        capture_output=True,
        text=True,
        check=True,
    )
    return [json.loads(line) for line in told.stdout.splitlines()]


def too_dear(costs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        cost
        for cost in costs
        if cost["seconds"] > SECONDS
        or cost["megabytes"] > MEGABYTES
        or cost["outcome"].startswith(("raised", "died", "nothing"))
    ]


def test_no_page_takes_long_or_much_memory_or_kills_its_reader() -> None:
    costs = measured(SHORT)
    assert [cost["name"] for cost in costs] == [*SHORT]
    assert not too_dear(costs)


@pytest.mark.long
def test_none_of_a_hundred_odd_pages_does() -> None:
    costs = measured(())
    assert len(costs) == len(PAGES)
    assert not too_dear(costs)


# --- what is left out is said


def problems(body: str) -> list[tuple[str, str, str | None]]:
    return [(found.class_, found.code, found.message) for found in look(page(body), SITE, "page").problems]


def test_a_page_within_the_limits_is_read_as_a_whole_and_says_nothing() -> None:
    body = story("".join(f"<p>{number}. {SENTENCE * 3}</p>" for number in range(2_000)))
    assert problems(body) == []
    article = extract(page(body), SITE)
    assert article.limits == ()
    assert [f"{number}. The" in article.body for number in range(2_000)] == [True] * 2_000


def test_too_many_elements_are_counted_and_the_first_of_them_read() -> None:
    body = story("".join(f"<div>{number} of many words, none of them new</div>" for number in range(15_000)))
    article = extract(page(body), SITE)
    assert article.limits == ("15,015 elements, 12,000 read", "9,999 passages, too many to weigh each")
    assert problems(body) == [("skipped", "page-too-large", "15,015 elements, 12,000 read")]
    assert "9000 of many" in article.body
    assert "14999 of many" not in article.body


def test_of_too_many_passages_it_is_said_that_none_was_weighed() -> None:
    lines = story("".join(f"<p>{number}. {SENTENCE}</p>" for number in range(3_500)))
    (said,) = extract(page(lines), SITE).limits
    assert said.endswith(" passages, too many to weigh each")


def test_a_page_that_is_no_article_is_reported_as_too_large_as_well() -> None:
    links = "".join(f"<h2><a href=/news/{n}/>Story number {n}</a></h2>" for n in range(15_000))
    reading = look(page(f"<body class=archive><h1>World</h1>{links}</body>"), SITE, "page")
    assert (reading.reason, [problem.code for problem in reading.problems]) == ("listing", ["page-too-large"])
    assert len(reading.links) == 15_000, "links are looked for in the whole page"


def test_a_text_of_too_many_letters_is_cut() -> None:
    article = extract(page(story(f"<p>{SENTENCE * 20_000}</p>")), SITE)
    assert article.limits == ("1,822,220 letters, 1,000,000 read",)
    assert 990_000 < len(article.body) <= 1_000_000


def test_menus_of_a_page_that_is_too_large_do_not_push_its_article_out() -> None:
    menu = "".join(f"<li><a href=/a/{number}/>Letter {number}</a></li>" for number in range(15_000))
    body = story().replace("<article>", f"<ul>{menu}</ul><nav>{menu}</nav><svg>{'<path/>' * 9_000}</svg><article>")
    assert extract(page(body), SITE).body == extract(page(story()), SITE).body


def test_the_metadata_at_the_end_of_a_page_that_is_too_large_is_read() -> None:
    told = story("<div>x</div>" * 30_000, data="{}")
    data = '<script type="application/ld+json">{"@type":"NewsArticle","author":{"name":"Anna Berg"}}</script>'
    assert extract(page(told.replace("</body>", f"{data}</body>")), SITE).authors == ("Anna Berg",)


@pytest.mark.parametrize("tag", ["div", "span", "blockquote", "section", "font"])
def test_what_stands_too_deep_and_what_follows_it_is_read(tag: str) -> None:
    deep = f"{f'<{tag}>' * 1_000}<p>The deepest line of all says {SENTENCE}</p>{f'</{tag}>' * 1_000}"
    article = extract(page(story(f"{deep}<p>After that {SENTENCE}</p>")), SITE)
    assert "The deepest line of all" in article.body
    assert "After that" in article.body
    assert article.limits == ("elements deeper than the parser goes, 80 levels read",)


def test_a_page_without_the_tags_that_stand_too_deep_has_the_same_text_in_the_same_paragraphs() -> None:
    inside = (
        "<!-- </div> --><p>One <b>two</b> <SPAN>three</SPAN></p><img src=/a.png><div>Four</div>Five<br>"
        "<table><tr><td>Six</td></tr></table></section>"
    )
    deep = f"<html><body>{'<div>' * 300}{inside}{'</div>' * 300}<p id=after>Seven</p></body></html>"
    tree = tree_of(page(deep))
    assert text_of(tree) == "One two three Four Five Six Seven"
    assert [text_of(paragraph) for paragraph in tree.iter("p")] == ["One two three", "Seven"]
    assert tree.get_element_by_id("after").getparent().tag == "body"
    assert len(list(tree.iter("img"))) == 1
    assert max(len(list(element.iterancestors())) for element in tree.iter("*")) < 100
    assert not [line for line in tree.iter("div") if "Four" in (line.text or "") and "Five" in (line.text or "")]


@pytest.mark.parametrize(
    ("more", "limits"),
    [
        (f"<!--{'x' * 9_100_000}-->", ("bytes of markup, 9,000,000 read",)),
        ("<br>" * 150_100, ("tags, 150,000 read",)),
        ("<!-- c -->" * 160_000, ()),
    ],
    ids=["a long comment", "many tags", "many comments"],
)
def test_of_too_much_markup_the_beginning_is_read_and_the_rest_said(more: str, limits: tuple[str, ...]) -> None:
    article = extract(page(story() + more), SITE)
    assert tuple(said.partition(" ")[2] for said in article.limits) == limits
    assert article.body == extract(page(story()), SITE).body


def test_a_long_list_in_the_text_of_a_page_that_is_too_large_is_no_menu() -> None:
    lines = "".join(f"<li>{number}. {SENTENCE}</li>" for number in range(400))
    article = extract(page(story(f"<ul>{lines}</ul>", after="<div>x</div>" * 13_000)), SITE)
    assert article.limits[0].endswith(" elements, 12,000 read")
    assert f"399. {SENTENCE.strip()}" in article.body


def test_white_space_costs_nothing() -> None:
    blank = " \n\t " * 2_500_000
    article = extract(page(blank + story(f"<p>Before{blank}after the space. {SENTENCE}</p>")), SITE)
    assert "Before after the space." in article.body
    assert article.limits == ()


def test_a_long_script_with_signs_of_all_kinds_is_no_tag_of_many_attributes() -> None:
    script = f"<script>if (i<a && b == 'it) {{ {'x = y < z; s = a b c; ' * 5_000} }}</script>"
    assert extract(page(story(script)), SITE).body == extract(page(story()), SITE).body


def test_of_more_broken_data_than_is_mended_the_article_tells() -> None:
    broken = '<script type="application/ld+json">{"a": "b "c" d",' + "1," * 45_000 + "}</script>"
    (said,) = extract(page(story(after=broken * 5)), SITE).limits
    assert said.endswith("letters of broken JSON-LD, 300,000 mended")


# --- charsets

RUSSIAN = "Министр сказал, что переговоры в столице закончились без соглашения. "
TEXTS = {
    "windows-1251": RUSSIAN,
    "koi8-r": RUSSIAN,
    "windows-1252": "Le ministère a été très déçu par les négociations à Genève, où rien n’a été signé. ",
    "windows-1253": "Ο υπουργός είπε τη Δευτέρα ότι οι συνομιλίες τελείωσαν. ",
    "windows-1256": "قال الوزير يوم الاثنين إن المحادثات في العاصمة انتهت دون أي اتفاق بين الطرفين. ",
    "gb2312": "部长周一表示，首都的会谈已经结束，没有达成任何协议。他说，新的会议将在秋天举行。",
    "big5": "部長週一表示，首都的會談已經結束，沒有達成任何協議。",
    "euc-kr": "장관은 월요일 수도에서 열린 회담이 합의 없이 끝났다고 말했다. ",
    "shift_jis": "大臣は月曜日に首都での会談が合意なしに終わったと述べた。",
    "euc-jp": "大臣は月曜日に首都での会談が合意なしに終わったと述べた。",
}


def written(text: str) -> str:
    return f"<html><head><title>x</title></head><body>{f'<p>{text * 3}</p>' * 8}</body></html>"


@pytest.mark.parametrize("declared", [None, "utf-8", "iso-8859-1", "no-such-thing"])
@pytest.mark.parametrize("charset", TEXTS)
def test_a_page_is_read_in_its_charset_whether_or_not_it_says_so(charset: str, declared: str | None) -> None:
    body = written(TEXTS[charset])
    says = "text/html" if declared is None else f"text/html; charset={declared}"
    assert decode(page(body.encode(charset), content_type=says)) == body
    assert decode(page(body.encode(), content_type=says)) == body


@pytest.mark.parametrize("charset", TEXTS)
def test_a_true_declaration_is_believed(charset: str) -> None:
    body = written(TEXTS[charset])
    given = page(body.encode(charset), content_type=f"text/html; charset={charset}")
    assert (decode(given), charset_of(given).source) == (body, "header")


@pytest.mark.parametrize(
    ("body", "header", "expected"),
    [
        (codecs.BOM_UTF8 + written("é").encode(), "iso-8859-1", Charset("utf-8", "bom")),
        (written("é").encode(), "utf-8", Charset("utf-8", "header")),
        (f"<meta charset=utf-8>{written('é')}".encode(), None, Charset("utf-8", "meta")),
        (written("é").encode(), None, Charset("utf-8", "utf-8")),
        (written("é").encode(), "iso-8859-1", Charset("utf-8", "utf-8")),
        (f"<meta charset=windows-1251>{written(RUSSIAN)}".encode("cp1251"), None, Charset("cp1251", "meta")),
        (written(RUSSIAN).encode("cp1251"), "utf-8", Charset("cp1251", "detected")),
        (written(RUSSIAN).encode("utf-16"), None, Charset("utf-16-le", "bom")),
        (written(RUSSIAN).encode("utf-16-le"), None, Charset("utf-16-le", "detected")),
        (written(RUSSIAN).encode("utf-16-be"), "utf-8", Charset("utf-16-be", "detected")),
        (written("é").encode().decode("cp1252").encode(), None, Charset("utf-8", "utf-8", twice=True)),
    ],
)
def test_what_told_the_charset_is_recorded(body: bytes, header: str | None, expected: Charset) -> None:
    says = "text/html" if header is None else f"text/html; charset={header}"
    assert charset_of(page(body, content_type=says)) == expected


LABELS = (
    "utf-16 utf-16le utf-16be utf-32 utf-7 unicode idna punycode undefined unicode_escape raw_unicode_escape charmap "
    "hex base64 zip bz2 quopri uu rot13 mbcs oem hz iso-2022-jp iso-2022-kr cp037 cp437 cp850 utf_8_sig x-user-defined "
    "no-such-thing"
)


@pytest.mark.parametrize("label", LABELS.split())
def test_a_label_that_is_no_charset_of_the_page_changes_nothing_in_it(label: str) -> None:
    told = written(f"{SENTENCE} Le ministère a été très déçu.")
    by_header, by_meta = f"text/html; charset={label}", f"<meta charset={label}>{told}"
    assert decode(page(told.encode(), content_type=by_header)) == told
    assert decode(page(by_meta.encode())) == by_meta
    assert decode(page(told.encode("cp1252"), content_type=by_header)) == told
    assert decode(page(by_meta.encode("cp1252"))) == by_meta


def test_a_label_unpacks_nothing() -> None:
    packed = zlib.compress(written(SENTENCE).encode())
    assert SENTENCE not in decode(page(packed, content_type="text/html; charset=zip"))


def test_utf_16_that_a_header_names_is_read_as_such() -> None:
    told = f"<p>{RUSSIAN}"
    for label, name in (("utf-16", "utf-16-le"), ("utf-16le", "utf-16-le"), ("utf-16be", "utf-16-be")):
        given = page(told.encode(name), content_type=f"text/html; charset={label}")
        assert (decode(given), charset_of(given)) == (told, Charset(name, "header"))


GERMAN = "Das Ministerium erklärte, die Gespräche über den Hafen seien zu Ende, und niemand wollte sagen, warum. "
SWEDISH = "Departementet förklarade på måndagen att samtalen om hamnen hade avslutats, och ingen ville säga varför. "
PORTUGUESE = "O ministério declarou que as negociações na capital terminaram sem acordo, e NÃO quis dizer por quê. "
POLISH = "Ministerstwo oświadczyło, że rozmowy w stolicy zakończyły się, i nikt nie chciał powiedzieć dlaczego. "
CZECH = "Ministerstvo v pondělí oznámilo, že jednání skončila bez dohody o přístavu a nikdo nechtěl říci proč. "
HUNGARIAN = "A minisztérium hétfőn közölte, hogy a fővárosban folytatott tárgyalások megállapodás nélkül értek véget. "
ROMANIAN = "Ministerul a declarat luni că discuţiile s-au încheiat fără acord şi nimeni nu a vrut să spună de ce. "
TURKISH = "Bakanlık başkentteki görüşmelerin anlaşma sağlanmadan sona erdiğini söyledi, nedenini açıklamak istemedi. "
OF_LANGUAGES = [
    ("fr", "windows-1252", TEXTS["windows-1252"]),
    ("de-AT", "windows-1252", GERMAN),
    ("sv", "windows-1252", SWEDISH),
    ("pt-BR", "windows-1252", PORTUGUESE),
    ("pl-PL", "iso-8859-2", POLISH),
    ("pl", "windows-1250", POLISH),
    ("cs", "windows-1250", CZECH),
    ("hu", "windows-1250", HUNGARIAN),
    ("ro", "iso-8859-2", ROMANIAN),
    ("tr", "windows-1254", TURKISH),
    ("ru", "koi8-r", RUSSIAN),
]


@pytest.mark.parametrize(("language", "text"), [("ru", RUSSIAN), ("pl", POLISH), ("tr", TURKISH)])
@pytest.mark.parametrize("broken", [b"\xa9 2026", "ж".encode()[:1] + b" ..."])
def test_some_broken_bytes_make_no_other_charset_of_utf_8(language: str, text: str, broken: bytes) -> None:
    told = f'<html lang="{language}"><body>{f"<p>{text}</p>" * 12}'
    read = decode(page(told.encode() + b"<p>" + broken + b"</p>", content_type="text/html; charset=utf-8"))
    assert read.startswith(told)


@pytest.mark.parametrize("declared", ["", "; charset=utf-8", "; charset=iso-8859-1", "; charset=windows-1251"])
@pytest.mark.parametrize("times", [1, 12])
@pytest.mark.parametrize(("language", "charset", "text"), OF_LANGUAGES)
def test_the_language_of_a_page_tells_its_charset_where_nothing_does(
    language: str, charset: str, text: str, times: int, declared: str
) -> None:
    told = f'<html dir="ltr" lang="{language}"><body>{f"<p>{text}</p>" * times}</body></html>'
    assert decode(page(told.encode(charset), content_type=f"text/html{declared}")) == told


@pytest.mark.parametrize(
    ("host", "charset", "text"),
    [
        ("news.example.pl", "iso-8859-2", POLISH),
        ("haber.example.com.tr:8080", "windows-1254", TURKISH),
        ("nyheter.example.se", "windows-1252", SWEDISH),
        ("news.example.com", "windows-1252", SWEDISH),
        ("news.example.com", "iso-8859-2", POLISH),
    ],
)
def test_the_country_of_a_page_tells_its_charset_where_not_even_its_language_is_said(
    host: str, charset: str, text: str
) -> None:
    told = written(text)
    assert decode(replace(page(told.encode(charset)), url=f"https://{host}/news/port-talks/")) == told


CROATIAN = "Ministarstvo je u ponedjeljak objavilo da su pregovori završili bez dogovora, a nitko nije rekao zašto. "
LITHUANIAN = "Ministerija pirmadienį pranešė, kad derybos sostinėje baigėsi be susitarimo, ir niekas nesakė kodėl. "
SPANISH = "El ministerio declaró el lunes que las negociaciones terminaron sin acuerdo; mañana habrá más, según él. "


@pytest.mark.parametrize("declared", ["", "; charset=utf-8", "; charset=iso-8859-1"])
@pytest.mark.parametrize("said", ["", ' lang="en"'])
@pytest.mark.parametrize(
    ("charset", "text"),
    [
        ("windows-1254", TURKISH),
        ("windows-1250", POLISH),
        ("iso-8859-2", POLISH),
        ("windows-1250", CZECH),
        ("windows-1250", HUNGARIAN),
        ("iso-8859-2", ROMANIAN),
        ("windows-1250", CROATIAN),
        ("windows-1257", LITHUANIAN),
        ("windows-1252", GERMAN),
        ("windows-1252", SPANISH),
        ("windows-1252", SWEDISH),
    ],
)
def test_the_words_of_a_text_tell_its_charset_where_its_page_says_nothing_or_what_a_template_says(
    charset: str, text: str, said: str, declared: str
) -> None:
    told = f"<html{said}><body><nav><a href=/>Home</a></nav>{f'<p>{text}</p>' * 3}</body></html>"
    assert decode(page(told.encode(charset), content_type=f"text/html{declared}")) == told


@pytest.mark.parametrize("language", ["cs", "pl", "tr"])
@pytest.mark.parametrize("text", [TEXTS["windows-1252"], SPANISH, PORTUGUESE])
def test_western_letters_stay_what_they_are_where_a_template_names_another_language(language: str, text: str) -> None:
    told = f'<html lang="{language}"><body>{f"<p>{text}</p>" * 3}</body></html>'
    assert decode(page(told.encode("cp1252"), content_type="text/html; charset=windows-1252")) == told


def test_a_template_in_another_language_does_not_spoil_the_letters_of_a_page() -> None:
    texts = (("pl", "cp1252", "café"), ("ja", "cp1252", "décembre"), ("en", "cp1251", RUSSIAN))
    for language, charset, text in texts:
        told = f"<html lang={language}><p>{SENTENCE}{text}</p></html>"
        assert decode(page(told.encode(charset), content_type="text/html; charset=iso-8859-1")) == told


def test_of_a_page_in_parts_encoded_twice_these_are_mended_and_the_others_left() -> None:
    title, text = "<title>L’été à Nîmes</title>", f"<p>{TEXTS['windows-1252']}</p><p>Très « déçu »</p>"
    for said in (text, f"<p>{RUSSIAN}</p>"):
        once = said.encode().decode("latin-1" if "М" in said else "cp1252")
        given = page(f"{title}{once}<p>AMANHÃ</p><p>L’été\xa0» et le pré\xa0»</p>")
        assert decode(given) == f"{title}{said}<p>AMANHÃ</p><p>L’été\xa0» et le pré\xa0»</p>"
        assert charset_of(given).twice


def test_an_article_says_in_which_charset_its_page_was_read() -> None:
    assert extract(page(story(), content_type="text/html; charset=utf-8"), SITE).charset == "utf-8 (header)"
    odd = story(f"<p>{TEXTS['windows-1252']}</p>").encode().decode("cp1252").encode()
    article = extract(page(odd), SITE)
    assert article.charset == "utf-8 twice (utf-8)"
    assert "Le ministère a été très déçu" in article.body


def test_a_word_that_looks_as_if_it_were_encoded_twice_is_left_alone() -> None:
    told = story("<p>The sign é came out as Ã© again, and as Ã©, and as Ã©, the paper’s printer said.</p>")
    assert decode(page(told)) == told


@pytest.mark.parametrize(
    "examples",
    [
        "<p>Typical of it are Ã¤, Ã¶, Ã¼ and ÃŸ, the printer said.</p>",
        "<ul><li>Ã¤ (ae)</li><li>Ã¶ (oe)</li><li>Ã¼ (ue)</li></ul>",
        "<p>Le « Ã© », le « Ã¨ », le « Ã§ » et le « Ã¹ »</p><p>Ã© Ã¨ Ã§ Ã¹</p>",
        "<table><tr><td>é</td><td>Ã©</td><td>Ð¶, Ð¸</td></tr></table><p>Ð¶, Ð¸ - Ð¼</p>",
    ],
)
def test_letters_that_stand_alone_are_examples_of_what_is_encoded_twice(examples: str) -> None:
    told = story(examples)
    assert decode(page(told)) == told


@pytest.mark.parametrize(("charset", "text"), [("gb2312", "gb2312"), ("shift_jis", "shift_jis"), ("utf-8", "euc-kr")])
def test_a_page_cut_within_a_letter_loses_no_other(charset: str, text: str) -> None:
    body = written(TEXTS[text])
    whole, letter = body[: body.rindex(TEXTS[text]) + 2], body[body.rindex(TEXTS[text]) + 2]
    cut = whole.encode(charset) + letter.encode(charset)[:-1]
    assert decode(page(cut, content_type=f"text/html; charset={charset}")) == whole


# --- absurd values


@pytest.mark.parametrize(
    "said",
    ["0000-00-00", "0000-01-01T00:00:00Z", "3000-01-01", "1970-01-01T00:00:00Z", "9999-12-31T23:59:59-14:00",
     "-1", "1e400", "99999999999999999999", "0001-01-01T00:00:00+14:00", "now", "\ud800"],
)  # fmt: skip
def test_a_date_that_cannot_be_is_none(said: str) -> None:
    told = json.dumps(
        {"@type": "NewsArticle", "headline": "Port talks end", "datePublished": said, "dateModified": said}
    )
    times = f"<time datetime='{said}'>{said}</time>".encode("utf-8", "replace").decode()
    article = extract(page(story(times, data=told)), SITE)
    assert (article.published_at, article.modified_at) == (None, None)


# --- any input at all


def words(text: str) -> list[str]:
    return text.split()


FUZZ = settings(
    max_examples=50,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
_TAGS = words(
    "div p span a article section h1 h2 h3 figure figcaption img ul ol li table tr td blockquote time meta link script"
    " header footer nav aside form br b strong i em address svg template noscript iframe pre title base main button"
)
_NAMES = words(
    "class id itemprop rel href src srcset datetime content property name title alt lang charset data-src data-date"
    " type role data-caption http-equiv style data-srcset width"
)
_VALUES = st.sampled_from(
    words(
        "byline author caption wp-caption gallery related entry-content article-body datePublished articleBody"
        " tag category canonical og:url og:title article:published_time article:tag keywords author description"
        " 2026-05-01 2026-05-01T10:00:00+02:00 /a.jpg http://[ https://news.example/x javascript:x breadcrumb tags"
        " data:image/png;base64,AA application/ld+json 9 100% utf-8 credit hentry single-post postid-1 ٣ ² İ"
    )
) | st.text(max_size=20)
_WORDS = st.sampled_from(
    [SENTENCE, "By Anna Berg", "May 3, 2026", "Photo: Anna Berg / AFP", "Published 1.5.2026 10:00", "©", "Related",
     " | ", "3. toukokuuta 2026", "٣ مايو ٢٠٢٦", "1405/2/13", "&#0;", "&#xD800;", "e\u0301", "\u200b", "\x00",
     "]]>", "<!--", "<"]
) | st.text(max_size=40)  # fmt: skip
_ATTRIBUTES = st.lists(st.tuples(st.sampled_from(_NAMES), _VALUES), max_size=3)


def _element(tag: str, attributes: list[tuple[str, str]], inner: list[str], *, closes: bool) -> str:
    said = "".join(f' {name}="{value}"' for name, value in attributes)
    return f"<{tag}{said}>{''.join(inner)}{f'</{tag}>' if closes else ''}"


TREES = st.recursive(
    _WORDS,
    lambda inner: st.builds(
        _element,
        st.sampled_from(_TAGS),
        _ATTRIBUTES,
        st.lists(inner, max_size=5),
        closes=st.sampled_from([True, True, False]),
    ),
    max_leaves=40,
)
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | _VALUES | _WORDS,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                ["@type", "@id", "@graph", "name", "url", "@value", "caption", "contentUrl", "item", "familyName"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=10,
)
_FIELDS = words(
    "@type @id @graph headline author creator datePublished dateModified image articleSection keywords publisher about"
    " description articleBody mainEntityOfPage mentions itemListElement inLanguage alternativeHeadline url name"
)
_KINDS = st.sampled_from(["NewsArticle", "WebPage", "BreadcrumbList", "ImageObject"])
NODES = st.dictionaries(st.sampled_from(_FIELDS), _JSON, max_size=12).flatmap(
    lambda node: _KINDS.map(lambda kind: {"@type": kind} | node)
)
SEED = story(
    '<figure><img src="/a.jpg" alt="x"><figcaption>The harbour. Photo: Anna Berg</figcaption></figure>'
    '<time datetime="2026-05-01T10:00:00Z">May 1, 2026</time>'
    '<p class="byline">By <a rel=author href=/author/a>Anna Berg</a>'
    "</p><blockquote>Zoë — déjà vu</blockquote><a rel=tag href=/tag/x>Ports</a>",
    head='<meta property="og:image" content="/b.jpg"><link rel=canonical href=/news/port-talks/>',
).encode()


def outcome(given: Page) -> Article | None:
    """The article, which is well-formed, or None; anything but a refusal goes up."""
    try:
        article = extract(given, SITE)
    except NoArticle:
        return None
    demand_sound(article, given)
    return article


def demand_sound(article: Article, given: Page) -> None:
    figures = [text for figure in article.figures for text in (figure.caption, figure.credit, figure.alt)]
    names = [*article.authors, *article.tags, *article.categories, *(link.text for link in article.links)]
    for text in (article.title, article.body, article.subtitle, article.summary, article.section, *figures, *names):
        if text is not None:
            assert "\0" not in text
            text.encode("utf-8")  # no half of a pair
            assert unicodedata.is_normalized("NFC", text), ascii(text)
    for moment in (article.published_at, article.modified_at):
        if moment is not None:
            assert moment.tzinfo is UTC
            assert datetime(1900, 1, 1, tzinfo=UTC) <= moment <= given.captured_at + timedelta(days=1)
    addresses = [
        article.url,
        article.lead_image,
        *(f.url for f in article.figures),
        *(link.url for link in article.links),
    ]
    assert all(url.startswith(("http://", "https://")) for url in addresses if url is not None)
    for raw in (article.published_raw, article.modified_raw, *filter(None, addresses)):
        (raw or "").encode("utf-8")


@FUZZ
@given(st.lists(TREES, max_size=6), st.booleans())
def test_any_tree_of_elements_is_an_article_or_refused(parts: list[str], is_story: bool) -> None:
    inner = "".join(parts)
    outcome(page((story(inner, head=inner) if is_story else inner).encode("utf-8", "surrogatepass")))


@FUZZ
@given(st.lists(NODES | _JSON, max_size=4), st.booleans())
def test_any_structured_data_is_read_or_left(nodes: list[Any], is_graph: bool) -> None:
    data = json.dumps({"@graph": nodes} if is_graph else nodes, ensure_ascii=not is_graph, allow_nan=True)
    outcome(page(story(data=data.replace("</", "<\\/")).encode("utf-8", "surrogatepass")))


@FUZZ
@given(
    st.lists(st.tuples(st.sampled_from("xds="), *[st.integers(0, len(SEED))] * 3, st.binary(max_size=8)), max_size=6)
)
def test_any_mutation_of_an_article_is_an_article_or_refused(changes: list[tuple[str, int, int, int, bytes]]) -> None:
    body = SEED
    for how, one, other, third, put in changes:
        start, end, to = sorted((one, other, third))
        cut = body[start:end]
        body = {
            "x": body[:start] + body[min(end, start + 300) :],
            "d": body[:to] + cut + body[to:],
            "s": body[:start] + body[end:to] + cut + body[to:],
            "=": body[:start] + put + body[start + len(put) :],
        }[how]
    outcome(page(body))


@FUZZ
@given(st.binary(max_size=2_000), st.sampled_from([b"", b"<html><body>", b"<p>", SEED[:400], b"\xff\xfe", b"\xfe\xff"]))
def test_any_bytes_are_refused_or_read(noise: bytes, start: bytes) -> None:
    outcome(page(start + noise))
    assert math.isfinite(len(decode(page(noise))))


def test_what_was_cut_is_not_cut_again() -> None:
    once = within_limits(parsed(page(f"<h1>Port talks</h1><p>{'The ships wait. ' * 80_000}</p>")))
    assert len(once.limits) == 1
    assert within_limits(once).limits == once.limits
