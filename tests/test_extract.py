"""What a page says as an article: its text, its terms, the site's rules, and the whole."""

import pickle
from datetime import UTC, date, datetime

import pytest
from lxml.etree import tostring

from iria_crawler.errors import NoArticle
from iria_crawler.extract import extract, parsed
from iria_crawler.extract.reader import read_by_trafilatura
from iria_crawler.items import Figure, Mention
from iria_crawler.reading import extractor
from iria_crawler.sites import Crawl, Former, Rules

from .extract.markup import FIRST, SECOND, SITE, URL, json_ld, page, post, read, view_with

# --- the body


def test_the_body_is_the_paragraphs_parted_by_a_blank_line() -> None:
    article = read(post())
    assert article.body == f"{FIRST}\n\n{SECOND}"
    assert article.sources["body"] == "trafilatura"


def test_headings_items_quotes_and_rows_are_paragraphs_in_order() -> None:
    rich = (
        "<h2>What comes next</h2><ul><li>First point</li><li>Second point</li></ul>"
        "<blockquote><p>We shall see, said the minister of ports.</p></blockquote>"
        "<table><tr><td>2024</td><td>12 ships</td></tr><tr><td>2025</td><td>14 ships</td></tr></table>"
    )
    lines = [line.lstrip("- ") for line in read(post(rich)).body.split("\n\n")]
    assert lines == [
        FIRST,
        "What comes next",
        "First point",
        "Second point",
        "We shall see, said the minister of ports.",
        "2024 | 12 ships",
        "2025 | 14 ships",
        SECOND,
    ]


def test_what_surrounds_the_article_is_never_in_the_body() -> None:
    after = (
        '<div class="related"><h3>Related Articles</h3><ul><li><a href="/news/a/">Another story</a></li></ul></div>'
        '<div class="sharedaddy">Share this on Twitter</div><div class="author-box">About Ann Bell, who writes.</div>'
        '<div class="mc4wp-form">Subscribe to our letter<form>Enter your email address</form></div>'
        '<div id="respond"><h3>Leave a comment</h3></div><div id="comments"><p>I read this twice, said a reader, and '
        "found it much longer the second time.</p></div>"
    )
    row = '<a href="/category/news/" rel="category tag">News</a> <a href="#respond">No Comments on Port talks</a>'
    assert read(post(after=after, meta=row)).body == f"{FIRST}\n\n{SECOND}"


@pytest.mark.parametrize("box", ["aside", "footer", "form", "nav"])
def test_trafilatura_reads_an_article_in_a_box_for_something_else_that_is_never_closed(box: str) -> None:
    menu = "".join(f'<li><a href="/{number}/">Section {number} of the site</a></li>' for number in range(60))
    html = f"""<html lang="en"><head><title>Port talks end in silence</title>{json_ld(datePublished="2021-03-04")}
        </head><body><div class="row"><{box} class="column"><ul>{menu}</ul><div class="main"><article>
        <h1>Port talks end in silence</h1><div class="text"><p>{FIRST}</p><p>{SECOND}</p></div></article></div></div>"""
    assert read_by_trafilatura(view_with(html)) == ("Port talks end in silence", FIRST, SECOND)
    assert read(html).body == f"{FIRST}\n\n{SECOND}"


def test_a_button_in_which_a_box_is_left_open_does_not_hold_the_rest_of_its_page() -> None:
    menu = "".join(f'<li><a href="/{number}/">Section {number}</a></li>' for number in range(9))
    opened = f'<header><button class="menu-button"><span>Menu</span><div></button><ul>{menu}</ul></header>'
    whole = post().replace("<nav>", f"{opened}<nav>", 1)
    (headline,) = parsed(page(whole)).tree.iter("h1")
    assert not list(headline.iterancestors("button"))
    assert read(whole).body == f"{FIRST}\n\n{SECOND}"


def test_a_button_is_no_text() -> None:
    button = "<button><span>Show</span><p>all that the ministers have said about the ports of the country</p></button>"
    assert read(post(button)).body == f"{FIRST}\n\n{SECOND}"


def test_a_row_of_categories_and_comments_without_a_class_is_not_text() -> None:
    html = post().replace(
        '<div class="meta"></div>', "<p>Middle East, News No Comments on Port talks end in silence</p>"
    )
    assert read(html).body == f"{FIRST}\n\n{SECOND}"


def test_a_first_line_that_repeats_the_title_is_dropped() -> None:
    html = post().replace('<div class="entry">', '<div class="entry"><p>Port talks end in silence</p>')
    assert read(html).body == f"{FIRST}\n\n{SECOND}"


@pytest.mark.parametrize("box", ["{}", '<figure class="wp-block-embed">{}</figure>', '<div class="embed">{}</div>'])
@pytest.mark.parametrize("name", ["twitter-tweet", "instagram-media", "bluesky-embed", "tiktok-embed"])
def test_an_embedded_post_stays_in_the_text_whole_and_in_its_place(box: str, name: str) -> None:
    embedded = f'<blockquote class="{name}"><p>The ship has left port.</p>&mdash; Ministry (@ministry)</blockquote>'
    assert read(post(box.format(embedded))).body.split("\n\n") == [
        *(FIRST, "The ship has left port.", "— Ministry (@ministry)", SECOND),
    ]


@pytest.mark.parametrize(
    "line",
    [
        "Empfohlener redaktioneller Inhalt",
        "An dieser Stelle finden Sie einen von unseren Redakteuren ausgewählten, externen Inhalt, der den Artikel für "
        "Sie anreichert. Sie können ihn sich mit einem Klick anzeigen lassen.",
        "Ich bin damit einverstanden, dass mir der externe Inhalt angezeigt wird. Damit können personenbezogene Daten "
        "an Drittplattformen übermittelt werden.",
        "This article includes content hosted on video.example. We ask for your permission before anything is loaded.",
        "To view this content, please enable targeting cookies in your settings.",
        "Ce contenu est bloqué car vous n’avez pas accepté les cookies.",
        "Pour afficher ce contenu, vous devez accepter les cookies publicitaires.",
        "Om deze inhoud te tonen moet je toestemming geven voor social media cookies.",
        "Para ver este contenido tienes que aceptar las cookies.",
        "Este contenido no se muestra por tus preferencias de cookies.",
        "Este vídeo só pode ser visto se aceitar os cookies.",
        "Um den eingebetteten externen Inhalt zu sehen, ist Ihre Einwilligung nötig.",
        "Per visualizzare questo contenuto è necessario accettare i cookie.",
        "Aby wyświetlić tę treść, zaakceptuj pliki cookie.",
        "To view this video please enable JavaScript, and consider upgrading to a browser that supports HTML5 video",
        "Your browser does not support the video tag.",
        "Ihr Browser unterstützt das Video-Element nicht.",
        "Votre navigateur ne supporte pas la balise vidéo.",
        "Ваш браузер не поддерживает видео.",
        "متصفحك لا يدعم تشغيل الفيديو",
        "The media could not be loaded, either because the server or network failed or the format is not known.",
    ],
)
def test_what_asks_to_load_something_embedded_is_no_text(line: str) -> None:
    assert read(post(f"<p>{line}</p>")).body == f"{FIRST}\n\n{SECOND}"


@pytest.mark.parametrize(
    "line",
    [
        "To watch the match you must enable cookies, the club told its members, and many of them did not like that.",
        "Este video muestra cómo preparar en casa las mejores cookies de chocolate para una tarde de lluvia.",
        "Um Videos weiter sehen zu können, müssen viele in Europa künftig Cookies annehmen, teilte der Minister mit.",
        "Damit die Leute keine Inhalte sehen, die ihnen schaden, will das Land den Datenschutz für Kinder stärken.",
        "Your browser does not support privacy by itself, said the watchdog, which looked at nine of them on Monday.",
        "Externe Inhalte kosten die Verlage Geld, sagte der Minister am Montag vor der Presse in der Hauptstadt.",
    ],
)
def test_what_tells_of_cookies_and_of_what_is_embedded_is_text(line: str) -> None:
    assert line in read(post(f"<p>{line}</p>")).body


ASKING = "A summary of what happened in the world, with our analysis, delivered to your {} each morning."


@pytest.mark.parametrize("word", ["inbox", "boîte mail", "Posteingang"])
def test_a_small_box_that_asks_for_an_address_is_no_text_and_a_large_one_is(word: str) -> None:
    asking = ASKING.format(word)
    box = f'<div class="newsletter-signup-inline"><h3>Daily Brief</h3><p>{asking}</p></div>'
    assert asking not in read(post(box)).body
    assert asking in read(post(f'<div class="callout-card"><p>{asking}</p></div>')).body  # the author's
    letter = f'<div class="newsletter-issue">{f"<p>{FIRST}</p>" * 6}<p>{asking}</p></div>'
    assert asking in read(post(letter)).body


def test_a_small_box_that_by_its_class_is_to_be_clicked_is_no_text() -> None:
    line = "The harbour has a lawyer for each of those who were left behind on that day."
    box = '<div class="{}"><p>{}</p>{}</div>'
    assert line not in read(post(box.format("inline-cta", line, '<a href="/lawyers">Find one</a>'))).body
    assert line in read(post(box.format("inline-cta", line, ""))).body
    assert line in read(post(box.format("actas", line, '<a href="/lawyers">Find one</a>'))).body


def test_a_brief_is_read_in_paragraphs_and_without_its_headline() -> None:
    """Though trafilatura gives it in one lump."""
    title = "Curfew in the port city lifted after eleven days, schools to open on Tuesday"
    brief = ["The curfew in the port city was lifted on Monday.", "Nobody had been allowed to leave home after dusk."]
    html = f"<article><h1>{title}</h1><div>{''.join(f'<p>{each} {each}</p>' for each in brief)}</div></article>"
    head = f"<title>{title}</title>" + '<meta property="article:published_time" content="2026-05-12T08:00:00Z">'
    said = read(f"<html><head>{head}</head><body>{html}</body></html>")
    assert said.body.split("\n\n") == [f"{each} {each}" for each in brief]


@pytest.mark.parametrize(
    "line",
    [
        *("Advertisement", "Article continues after advertisement", "Publicité", "إعلان", "Share"),
        *("Lire aussi : Les grues du port", "اقرأ أيضاً: أخبار الميناء", "Lesen Sie auch: Die Kräne im Hafen"),
    ],
)
def test_labels_of_adverts_and_lines_that_point_elsewhere_are_no_text(line: str) -> None:
    assert read(post(f"<p>{line}</p>")).body == f"{FIRST}\n\n{SECOND}"


def test_a_short_article_keeps_its_paragraphs() -> None:
    html = "<h1>Curfew lifted</h1><div class='entry-content'><p>The curfew is over.</p><p>More to follow.</p></div>"
    mention = Mention(source="feed")
    assert extract(page(html), SITE, mentions=[mention]).body == "The curfew is over.\n\nMore to follow."


def test_text_is_nfc() -> None:
    assert (
        "ministère"
        in read(post("<p>Le ministe\u0300re n'a rien voulu dire de plus sur les pourparlers du port.</p>")).body
    )


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ar", "قالت الوزارة يوم الاثنين إن المحادثات في العاصمة انتهت دون أي اتفاق حول الميناء. "),
        ("fr", "Le ministère a déclaré lundi que les pourparlers dans la capitale avaient pris fin sans accord. "),
        ("ja", "同省は月曜日、首都での協議が港に関する合意のないまま終了したと発表した。詳細は明らかにされていない。"),
    ],
)
def test_the_language_is_that_of_the_text_whatever_the_page_declares(language: str, text: str) -> None:
    html = f"<html lang=en><body><article><h1>{text[:30]}</h1>" + f"<p>{text * 4}</p>" * 4 + "</article></body></html>"
    article = extract(page(html), SITE)
    assert article.language == language
    assert text.strip() in article.body


PERSIAN = "وزارتخانه روز دوشنبه گفت که گفت‌وگوها در پایتخت بدون هیچ توافقی درباره بندر پایان یافت و کسی دلیل آن را نگفت"
ARABIC = "قالت الوزارة يوم الاثنين إن المحادثات في العاصمة انتهت دون أي اتفاق حول الميناء، ولم يذكر أحد السبب. "
UKRAINIAN = "Міністерство заявило в понеділок, що переговори у столиці завершилися без угоди, і ніхто не пояснив чому. "
RUSSIAN = "Министерство заявило в понедельник, что переговоры в столице завершились без соглашения, и это объявлено. "
CHINESE = "该部周一表示，在首都举行的关于港口的谈判没有达成任何协议就结束了，没有人愿意说明原因，这让各方代表都很失望。"
JAPANESE = "同省は月曜日、首都での協議が港に関する合意のないまま終了したと発表した。詳細は明らかにされていない。"
PORTUGUESE = (
    "O ministério declarou na segunda-feira que as negociações na capital não tiveram acordo, e ninguém o disse. "
)
FRENCH = "Le ministère a déclaré lundi que les pourparlers dans la capitale avaient pris fin, sans dire pourquoi. "


def spoken(declared: str, *texts: str) -> str | None:
    told = "".join(f"<p>{text}</p>" for text in texts)
    html = f"<html lang={declared}><body><article><h1>{texts[0][:30]}</h1>{told}</article></body></html>"
    return extract(page(html), SITE).language


@pytest.mark.parametrize(
    ("declared", "language", "text"),
    [
        ("ar", "fa", PERSIAN),
        ("fa", "ar", ARABIC),
        ("ru", "uk", UKRAINIAN),
        ("uk", "ru", RUSSIAN),
        ("ja", "zh", CHINESE),
        ("zh", "ja", JAPANESE),
        ("es", "pt", PORTUGUESE),
    ],
)
def test_letters_that_only_one_of_two_kin_languages_has_tell_which_it_is(
    declared: str, language: str, text: str
) -> None:
    assert spoken(declared, *[text * 3] * 4) == language
    assert spoken(language, *[text * 3] * 4) == language


def test_the_language_is_that_of_most_of_the_text_and_the_declared_one_of_halves() -> None:
    assert spoken("ar", ARABIC, *[FRENCH] * 6) == "fr"
    assert spoken("fr", FRENCH, *[ARABIC * 2] * 6) == "ar"
    assert spoken("fr", *[FRENCH] * 4, *[ARABIC] * 4) == "fr"


# --- categories, tags, section, summary, address


def test_category_links_are_categories_and_tag_links_tags_in_the_order_of_the_page() -> None:
    meta = (
        '<a rel="category tag" href="/c/me/">Middle East</a>, <a rel="category tag" href="/category/news/">News</a>'
        ' <a rel="tag" href="/tag/iran/">Iran</a> <a rel="tag" href="/tag/ports/">Ports</a>'
        ' <a rel="tag" href="/tag/iran/">Iran</a>'
    )
    article = read(post(meta=meta))
    assert (article.categories, article.tags, article.section) == (
        ("Middle East", "News"),
        ("Iran", "Ports"),
        "Middle East",
    )


def test_block_themes_say_by_the_box_what_is_a_category() -> None:
    meta = '<div class="taxonomy-category"><a rel="tag" href="/c/">News</a></div><a rel="tag" href="/t/">Iran</a>'
    assert (read(post(meta=meta)).categories, read(post(meta=meta)).tags) == (("News",), ("Iran",))


def test_classes_of_a_post_are_the_last_resort_for_its_terms() -> None:
    html = post().replace("hentry", "hentry category-middle-east tag-quds-force")
    assert (read(html).categories, read(html).tags) == (("Middle East",), ("Quds Force",))
    api = Mention(source="api", categories=("Middle East & Gulf",))
    assert read(html, api).categories == ("Middle East & Gulf",)


def test_summary_standfirst_and_section_come_from_the_page() -> None:
    head = '<meta name="description" content="Silence in the port.">' + json_ld(articleSection="World")
    article = read(post(head=head, meta='<p class="standfirst">Nine ministers and not one word to say.</p>'))
    assert (article.summary, article.subtitle, article.section) == (
        "Silence in the port.",
        "Nine ministers and not one word to say.",
        "World",
    )


@pytest.mark.parametrize(
    "markup",
    [
        '<h2 itemprop="alternativeHeadline">{}</h2>',
        '<p class="article__dek">{}</p>',
        '<div class="article-deck">{}</div>',
        '<span class="post subtitle">{}</span>',
        '<h3 class="subheadline">{}</h3>',
        '<p class="dek">World</p><p class="dek">{}</p>',
    ],
)
def test_a_standfirst_is_known_by_its_name(markup: str) -> None:
    line = "Nine ministers and not one word to say."
    assert read(post(meta=markup.format(line))).subtitle == line
    site = SITE.model_copy(update={"extract": Rules(subtitle=(".x9",))})
    assert read(post(meta=f'{markup.format(line)}<i class="x9">A rule</i>'), site=site).subtitle == "A rule"


@pytest.mark.parametrize(
    "markup",
    [
        '<p class="deckhand">Nine ministers and not one word to say.</p>',
        '<ul class="deck"><li>Nine ministers and not one word to say.</li></ul>',
        '<p class="deck">World</p>',
        f'<div class="deck">{"Nine ministers and not one word to say. " * 20}</div>',
        '<p class="standfirst"></p>',
    ],
)
def test_what_only_has_the_letters_of_a_standfirst_in_its_name_or_is_no_line_is_none(markup: str) -> None:
    assert read(post(meta=markup + '<i class="dek"></i>')).subtitle is None


def test_the_address_is_the_canonical_one_of_this_site() -> None:
    own = post(head='<link rel="canonical" href="/news/port-talks-end/">')
    other = post(head='<link rel="canonical" href="https://elsewhere.example/x/">')
    front = post(head='<link rel="canonical" href="https://news.example/">')
    assert read(own).url == "https://news.example/news/port-talks-end/"
    assert (read(other).url, read(front).url, read(other).sources["url"]) == (URL, URL, "url")


def test_the_number_of_the_api_is_kept() -> None:
    assert read(post(), Mention(source="api", external_id="7")).external_id == "7"


# --- the rules of a site


def test_a_rule_of_the_site_wins_over_everything() -> None:
    rules = Rules(title=(".kicker::text",), authors=(".me::attr(data-name)",), published=(".when",), drop=(".advice",))
    html = post(
        '<p class="advice">Advice that is long enough to look like any other paragraph of the text, and more.</p>',
        meta='<b class="kicker">Silence</b>'
        '<i class="me" data-name="Eve Fox">e</i><i class="when">2024-01-02T03:04:05Z</i>',
        head=json_ld(author="Ann Bell", headline="Port talks", datePublished="2020-01-01"),
    )
    article = read(html, site=SITE.model_copy(update={"extract": rules}))
    assert (article.title, article.authors) == ("Silence", ("Eve Fox",))
    assert article.published_at == datetime(2024, 1, 2, 3, 4, 5, tzinfo=UTC)
    assert {article.sources[name] for name in ("title", "authors", "published_at")} == {"rule"}
    assert "Advice" not in article.body


def test_a_body_rule_gives_the_text() -> None:
    article = read(post(), site=SITE.model_copy(update={"extract": Rules(body=(".entry p",))}))
    assert (article.body, article.sources["body"]) == (f"{FIRST}\n\n{SECOND}", "rule")


def test_a_page_is_read_by_the_rules_of_its_day() -> None:
    former = (Former(until=date(2026, 12, 31), extract=Rules(title=(".old",))),)
    site = SITE.model_copy(update={"former": former, "extract": Rules(title=(".new",))})
    assert read(post(meta='<b class="new">New</b><b class="old">Old</b>'), site=site).title == "Old"


# --- the whole


def test_extracting_changes_nothing_and_gives_the_same_again() -> None:
    before = page(post(meta='<span class="byline">By Ann Bell</span>'))
    read = parsed(before)
    printed = tostring(read.tree)
    assert extract(before, SITE, read=read) == extract(before, SITE, read=read) == extract(before, SITE)
    assert tostring(read.tree) == printed


def test_an_article_can_be_sent_to_another_process() -> None:
    article = read(post())
    assert pickle.loads(pickle.dumps(article)) == article


def test_every_filled_field_names_its_source() -> None:
    article = read(post(meta='<span class="byline">By Ann Bell</span><a rel="category" href="/c/">News</a>'))
    filled = ("title", "body", "authors", "categories", "language", "url", "section")
    assert {article.sources[name] for name in filled} <= {"dom", "meta", "json-ld", "trafilatura", "url", "rule", "api"}


def test_a_protected_post_stays_closed_even_if_the_api_names_it() -> None:
    form = '<form class="post-password-form" action="/wp-login.php?action=postpass"></form>'
    with pytest.raises(NoArticle, match="password-protected"):
        read(post(form), Mention(source="api"))


def test_the_extractor_names_its_software_with_versions() -> None:
    assert extractor().startswith("iria ")
    assert "; trafilatura " in extractor()


def test_article_patterns_of_the_site_decide_by_path() -> None:
    site = SITE.model_copy(update={"crawl": Crawl(article=("^/stories/",))})
    with pytest.raises(NoArticle, match="not-an-article-url"):
        read(post(), site=site)
    assert read(post(), Mention(source="feed"), site=site).title


def test_a_figure_is_not_part_of_the_text() -> None:
    figure = '<figure><img src="/a.jpg"><figcaption>Ships wait. (Photo: Ann Bell)</figcaption></figure>'
    article = read(post(figure))
    assert article.body == f"{FIRST}\n\n{SECOND}"
    picture = Figure(url="https://news.example/a.jpg", caption="Ships wait.", credit="Ann Bell", after=1)
    assert article.figures == (picture,)
