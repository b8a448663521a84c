"""What kind of page a page is, told by all that can be counted of it."""

import dataclasses
import json
from datetime import UTC, datetime

import numpy as np
import pytest

from iria_crawler.errors import NoArticle
from iria_crawler.extract import extract, tree_of
from iria_crawler.extract.forest import Forest
from iria_crawler.extract.html import elements_of
from iria_crawler.extract.kind import refusal
from iria_crawler.extract.measures import measures
from iria_crawler.extract.signs import Signs
from iria_crawler.extract.structured import structured
from iria_crawler.items import Article, Mention, Page
from iria_crawler.sites import Identity, Site

SITE = Site(site=Identity(home="https://news.example/", name="Example News"))
NAV = (
    '<header><a href="/">Example</a><nav><ul>'
    + "".join(f'<li><a href="/s{n}/">Section {n}</a></li>' for n in range(9))
    + "</ul></nav></header>"
)
FOOTER = '<footer><ul><li><a href="/about/">About</a></li><li><a href="/terms/">Terms</a></li></ul></footer>'
SENTENCES = (
    "The ministry said on Monday that the talks in the capital had ended without any agreement, and that both sides "
    "would meet again in the spring. “We have come a long way,” the minister told reporters at the port.",
    "Ships had waited for eleven days before the harbour was opened again, according to the agency that runs it. "
    "Traders in three countries said that prices for grain had risen by a tenth in that time.",
    "Nobody expected the strike of 2024 to last, yet it changed how the city thinks of its docks. Families moved, "
    "firms closed, and two councils lost their majority in the elections that followed.",
)


def prose(count: int) -> str:
    return "".join(f"<p>{SENTENCES[n % 3]}</p>" for n in range(count))


def page(
    body: str, *, path: str = "/news/port-talks-end-without-agreement/", head: str = "", classes: str = ""
) -> Page:
    html = f'<html lang="en"><head>{head}</head><body class="{classes}">{NAV}{body}{FOOTER}</body></html>'
    return Page(
        url=f"https://news.example{path}",
        status=200,
        headers=(("Content-Type", "text/html"),),
        body=html.encode(),
        captured_at=datetime(2026, 6, 1, tzinfo=UTC),
    )


def read(given: Page, *mentions: Mention) -> Article | str:
    try:
        return extract(given, SITE, mentions=mentions)
    except NoArticle as refused:
        return refused.reason


def is_article(given: Page) -> bool:
    return isinstance(read(given), Article)


def data(**node: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(node)}</script>'


def meta(**said: str) -> str:
    return "".join(f'<meta property="{name.replace("_", ":", 1)}" content="{said[name]}">' for name in said)


# --- articles


def test_a_brief_in_chinese_is_as_long_as_it_says_much() -> None:
    brief = [
        "港口城市的宵禁令周一上午解除，内政部在一份声明中说，十一天来任何人都不得在黄昏至黎明之间离家，违者将被罚款。",
        "学校将于周二重新开学，公共汽车和渡轮也将恢复运行，但是工会表示，在工资谈判结束之前，港口工人不会复工。",
    ]
    html = f"<main><article><h1>港口宵禁解除</h1>{''.join(f'<p>{each}</p>' for each in brief)}</article></main>"
    said = read(page(html, head="<title>港口宵禁解除</title>"))
    assert isinstance(said, Article)
    assert said.body == "\n\n".join(brief)


def test_a_story_without_any_data_is_an_article() -> None:
    title = "<title>Port talks end without agreement - Example News</title>"
    assert is_article(page(f"<main><h1>Port talks end without agreement</h1>{prose(8)}</main>", head=title))


def test_two_sentences_are_an_article_if_data_say_so() -> None:
    node = data(**{"@type": "NewsArticle", "headline": "Port talks end", "datePublished": "2026-05-30T08:00:00Z"})
    short = page(f"<article><h1>Port talks end</h1><p>{SENTENCES[1]}</p></article>", head=node)
    assert is_article(short)


def test_thirty_teasers_below_a_story_do_not_make_it_a_list() -> None:
    teasers = "".join(
        f'<article><img src="/{n}.jpg" alt=""><h3><a href="/news/other-story-{n}/">Other story number {n}</a></h3>'
        f"<p>{SENTENCES[n % 3][:120]}…</p></article>"
        for n in range(30)
    )
    head = meta(og_type="article", article_published_time="2026-05-30T08:00:00Z")
    story = f"<article><h1>Port talks end without agreement</h1>{prose(9)}</article>"
    assert is_article(page(f"<main>{story}<section><h2>More news</h2>{teasers}</section></main>", head=head))


def test_a_long_essay_that_wordpress_keeps_as_a_page_is_an_article_and_a_short_notice_is_none() -> None:
    kept = "page-template-default page page-id-7"
    essay = page(f"<main><h1>What the docks were</h1>{prose(24)}</main>", path="/what-the-docks-were/", classes=kept)
    notice = page(f"<main><h1>Our offices</h1>{prose(2)}</main>", path="/our-offices/", classes=kept)
    assert (is_article(essay), read(notice)) == (True, "static-page")


@pytest.mark.parametrize("path", ["/?p=12", "/article.php?id=4711", "/node/4711", "/2026/05/30/port-talks.html"])
def test_an_article_is_one_under_any_kind_of_address(path: str) -> None:
    assert is_article(page(f"<article><h1>Port talks end without agreement</h1>{prose(8)}</article>", path=path))


def test_a_story_in_another_alphabet_is_an_article() -> None:
    lines = (
        "وقالت الوزارة يوم الاثنين إن المحادثات في العاصمة انتهت من دون اتفاق، وإن الجانبين سيلتقيان مجددا في الربيع. "
    )
    story = f"<article><h1>انتهاء محادثات الميناء من دون اتفاق</h1>{f'<p>{lines * 2}</p>' * 8}</article>"
    assert is_article(page(story, path="/news/2026/5/30/%D8%A7%D9%86%D8%AA%D9%87%D8%A7%D8%A1-%D9%85%D8%AD"))


# --- what is none


def thread() -> Page:
    posts = "".join(
        f'<li class="message"><a href="/members/user{n % 4}/">user{n % 4}</a><img src="/avatar{n % 4}.png" alt="">'
        f'<time datetime="2026-05-{n + 1:02}">May {n + 1}</time><div>Has anybody tried to mount the shelf on a wall of '
        f"brick? Mine came off after a week, and the screws that they send are too short for it.</div>"
        f'<a href="#reply{n}">Reply</a> <a href="#quote{n}">Quote</a></li>'
        for n in range(14)
    )
    return page(
        f"<h1>Shelf came off the wall, what now?</h1><ol>{posts}</ol><form><input name=q><button>Post</button></form>",
        path="/forum/threads/shelf-came-off.3976/",
    )


def product() -> Page:
    others = "".join(
        f'<div><img src="/p{n}.jpg" alt=""><a href="/products/bag-{n}">Bag {n}</a> $ {n + 20}.00</div>'
        for n in range(8)
    )
    images = "".join(f'<img src="/{n}.jpg" alt="">' for n in range(8))
    choices = "<label>Colour</label><select></select><label>Size</label><select></select>"
    buy = f"<form>{choices}<input><button>Add</button></form>"
    text = "<p>This backpack has room for four days on the trail, a cover against rain, and straps for any back.</p>"
    head = meta(og_type="product") + data(**{"@type": "Product", "name": "Backpack 40L", "offers": {"price": 89}})
    return page(
        f"<h1>Backpack 40L</h1>{images}{buy}{text}<ul><li>40 l</li><li>1.2 kg</li></ul>{others}",
        path="/products/backpack-40l",
        head=head,
    )


def documentation() -> Page:
    tree = "".join(f'<li><a href="/docs/guide/{n}.html">Chapter {n}</a></li>' for n in range(60))
    chapters = "".join(
        f"<section><h2>Step {n}</h2><p>Set the option in the file and call the function as shown.</p>"
        f"<pre><code>iria --option {n}</code></pre><p>See <code>option</code> in the reference.</p></section>"
        for n in range(10)
    )
    return page(
        f"<aside><ul>{tree}</ul></aside><main><h1>Options</h1>{chapters}</main>", path="/docs/guide/options.html"
    )


def cards() -> Page:
    boxes = "".join(
        f'<div class="card"><a href="/world/story-{n}/"><img src="/{n}.jpg" alt=""></a><h3><a href="/world/story-{n}/">'
        f"Story number {n} of the day</a></h3><p>{SENTENCES[n % 3][:130]}…</p><span>May {n + 1}</span></div>"
        for n in range(20)
    )
    return page(f"<main><h1>World</h1>{boxes}</main>", path="/world/", head=meta(og_type="website"))


@pytest.mark.parametrize(
    ("given", "expected"),
    [(thread(), "forum"), (product(), "product"), (documentation(), "documentation"), (cards(), "listing")],
    ids=["thread", "product", "documentation", "cards"],
)
def test_what_is_no_article_is_named_by_what_it_is(given: Page, expected: str) -> None:
    assert read(given) == expected


def test_what_a_feed_or_the_api_names_is_an_article_whatever_it_looks_like() -> None:
    assert isinstance(read(documentation(), Mention(source="feed")), Article)


def test_a_form_that_asks_for_a_password_without_any_text_is_a_login_page() -> None:
    form = "<form><input name=user><input type=password><button>Log in</button></form>"
    assert read(page(f"<h1>Welcome back</h1>{form}", path="/members/welcome")) == "login-page"


def test_a_form_to_log_in_above_a_story_takes_nothing_from_it() -> None:
    form = "<form><input name=user><input type=password><button>Log in</button></form>"
    assert is_article(page(f"{form}<article><h1>Port talks end without agreement</h1>{prose(8)}</article>"))


@pytest.mark.parametrize(
    "heading",
    [
        *("Log in to continue", "Sign in", "Bitte melden Sie sich an", "Connectez-vous pour lire cet article"),
        *("Inicia sesión para continuar", "Accedi", "Войти", "تسجيل الدخول", "ورود به حساب", "ログイン", "登录"),
    ],
)
def test_a_page_that_only_asks_who_one_is_is_a_login_page_without_a_password_too(heading: str) -> None:
    said = "<p>If you are no subscriber yet you can register for free, and read three articles a month. " * 2 + "</p>"
    form = f"{said}<form><input type=email name=email><button>Continue</button></form>"
    assert notice(heading, form) == "login-page"


def test_a_letter_box_below_a_story_about_logging_in_takes_nothing_from_it() -> None:
    form = "<form><input type=email name=email><button>Subscribe</button></form>"
    assert isinstance(notice("Log in to vote: how the city of ports counts its people now", prose(2) + form), Article)
    assert isinstance(notice("Log in", prose(4) + form), Article)


@pytest.mark.parametrize(
    "title", ["Seite nicht gefunden", "Página no encontrada", "الصفحة غير موجودة", "404", "页面不存在", "410 Gone"]
)
def test_an_error_page_that_answers_ok_is_known_in_other_languages(title: str) -> None:
    assert read(page(f"<h1>{title}</h1><p>-</p>", head=f"<title>{title}</title>")) == "error-page"


APOLOGY = "The link that you followed may be broken, or what it led to may have been moved since. "


def notice(heading: str, text: str = f"<p>{APOLOGY * 2}</p><p>{APOLOGY * 2}</p>", head: str = "") -> Article | str:
    head = f"<title>{heading} | Example News</title>{head}"
    return read(page(f"<main><h1>{heading}</h1>{text}</main>", path="/2026/05/12/gone-story", head=head))


@pytest.mark.parametrize(
    "heading",
    [
        *("Oops! That page can’t be found.", "We can't find that page", "The page you requested could not be found"),
        *("Sorry, this page isn’t available", "This article has been removed", "This story is no longer available"),
        *("Cette page n’existe pas", "Oups, cette page est introuvable", "L’article a été supprimé"),
        *("Diese Seite existiert nicht", "Die angeforderte Seite konnte nicht gefunden werden"),
        *("La página que buscas no existe", "A notícia não foi encontrada", "La pagina richiesta non esiste"),
        *("De pagina bestaat niet meer", "Sidan kunde inte hittas", "Siden finnes ikke", "Artykuł został usunięty"),
        *("Такой страницы не существует", "Сторінку не знайдено", "Stránka nebyla nalezena", "Bu sayfa mevcut değil"),
        *("عذراً، الصفحة التي تبحث عنها غير موجودة", "صفحه‌ای که به دنبال آن بودید پیدا نشد", "הדף לא נמצא"),
        *("您访问的文章已被删除", "お探しのページは見つかりませんでした", "페이지를 찾을 수 없습니다"),
    ],
)
def test_a_heading_that_says_that_a_page_is_gone_tells_an_error_page_in_any_words(heading: str) -> None:
    assert notice(heading) == "error-page"


@pytest.mark.parametrize(
    "heading",
    [
        *("Something went wrong", "Sorry, something went wrong", "Our site is under maintenance", "We’ll be back soon"),
        *("Wartungsarbeiten", "Site en maintenance", "El sitio está en mantenimiento", "Произошла ошибка"),
        *("الموقع تحت الصيانة", "メンテナンス中です", "系统维护"),
    ],
)
def test_a_heading_that_says_that_a_site_is_out_of_order_tells_an_error_page(heading: str) -> None:
    assert notice(heading) == "error-page"


def test_an_error_page_without_a_first_heading_is_known_by_its_second() -> None:
    said = page(f"<h1></h1><h2>That page can’t be found</h2><p>{APOLOGY * 2}</p>", path="/2026/05/12/gone-story")
    assert read(said) == "error-page"


@pytest.mark.parametrize(
    "heading",
    [
        "The page that can’t be found: how ministries delete what they wrote",
        "“This article has been removed”, reads the site of the ministry since Monday",
        "Something went wrong at the port on Monday night, sailors say",
        "Article 5 is not dead",
        "Der Artikel 5 gilt nicht mehr für die Türkei",
    ],
)
def test_an_article_about_what_is_gone_or_broken_is_one_however_short(heading: str) -> None:
    assert isinstance(notice(heading), Article)


def test_no_heading_makes_an_error_page_of_a_story_or_of_what_data_call_an_article() -> None:
    assert isinstance(notice("Something went wrong", prose(4)), Article)
    dated = meta(article_published_time="2026-05-30T08:00:00Z")
    assert isinstance(notice("Something went wrong", prose(2), dated), Article)


@pytest.mark.parametrize(
    "heading",
    [
        *("Gmail temporarily down", "Brücke wegen Wartungsarbeiten gesperrt", "Le pont en maintenance", "Haber yok"),
        *("Страны уже не существует", "L'articolo 18 non esiste", "Metro en mantenimiento"),
    ],
)
def test_short_news_of_what_is_broken_is_news(heading: str) -> None:
    told = f"<article><h1>{heading}</h1><time datetime='2026-05-30'>30 May</time>{prose(2)}</article>"
    assert isinstance(read(page(told, path="/2026/05/30/story")), Article)
    broken = "<br><br>".join(SENTENCES * 3)
    assert read(page(f"<main><h1>{heading}</h1><div>{broken}</div></main>", path="/2026/05/30/story")) != "error-page"


@pytest.mark.parametrize("heading", ["Acceso gratis a los museos", "Girişimciye destek", "Вход в музеи бесплатный"])
def test_a_field_for_a_newsletter_makes_no_login_page_of_news(heading: str) -> None:
    form = "<form><input type=email name=email></form>"
    told = f"{form}<article><h1>{heading}</h1><time datetime='2026-05-30'>30 May</time>{prose(2)}</article>"
    assert isinstance(read(page(told, path="/2026/05/30/story")), Article)


def test_all_there_is_on_a_topic_is_a_list_unless_data_say_that_it_is_an_article() -> None:
    html = f"<main><h1>Ports</h1>{prose(6)}</main>"
    assert read(page(html, path="/topics/ports/")) == "listing"
    assert is_article(page(html, path="/topics/ports/", head=data(**{"@type": "NewsArticle"})))
    assert is_article(page(html, path="/topics/ports/what-became-of-the-talks/"))


@pytest.mark.parametrize("path", ["/topics/talks-on-the-port-end-in-silence/", "/topic/port-talks.html"])
def test_an_address_with_a_headline_or_a_file_below_topics_may_be_that_of_an_article(path: str) -> None:
    assert is_article(page(f"<main><h1>Ports</h1>{prose(6)}</main>", path=path))


BIOGRAPHY = "Ann Bell leads the work on ports and has advised three governments on how to run them. She taught before. "


def test_a_page_that_says_that_it_is_of_a_person_is_no_article_unless_data_say_so() -> None:
    of_person = meta(**{"og:type": "profile"})
    text = f"<h1>Ann Bell</h1><p>{BIOGRAPHY * 2}</p><p>{BIOGRAPHY * 2}</p><p>{BIOGRAPHY}</p>"
    assert read(page(text, head=of_person)) == "author"
    assert isinstance(read(page(text, head=of_person + data(**{"@type": "NewsArticle"}))), Article)


def test_a_page_of_a_person_an_event_or_a_job_is_no_article_unless_data_say_so() -> None:
    text = f"<p>{BIOGRAPHY * 2}</p><p>{BIOGRAPHY * 2}</p><p>{BIOGRAPHY}</p>"
    person = f"<h1>Dr. Ann Bell</h1>{text}"
    assert read(page(person, path="/experts/ann-bell/")) == "author"
    assert isinstance(read(page(person, path="/experts/ann-bell-on-who-runs-the-ports/")), Article)
    assert isinstance(read(page(person, path="/experts/ann-bell/", head=data(**{"@type": "NewsArticle"}))), Article)
    named = f"<h1>Berths and Bargains</h1>{text}"
    assert read(page(named, head=data(**{"@type": "Event", "name": "Berths and Bargains"}))) == "event"
    assert read(page(named, head=data(**{"@type": "JobPosting", "title": "Berths and Bargains"}))) == "job"
    assert isinstance(read(page(named, head=data(**{"@type": "Event", "name": "A feast next week"}))), Article)


def test_headlines_each_with_a_line_of_text_are_a_list_though_their_days_are_marked() -> None:
    rows = "".join(
        f"<div><article><h3><a href='/news/{at}/'>{SENTENCES[at % 3][:60]}</a></h3><time>May {at + 1}, 2026</time>"
        f"<p>{SENTENCES[at % 3][:170]}…</p></article></div>"
        for at in range(12)
    )
    assert read(page(f"<main><h1>Humanitarian Aid</h1>{rows}</main>", path="/en/news/aid/")) == "listing"


def test_a_long_essay_on_a_person_is_an_article_though_its_page_says_that_it_is_of_one() -> None:
    of_person = meta(**{"og:type": "profile"})
    assert is_article(page(f"<main><h1>The harbour master</h1>{prose(20)}</main>", head=of_person))
    teasers = "".join(
        f'<h3><a href="/news/{at}-talks-on-ports/">Talks on port {at} end in silence</a></h3>' for at in range(20)
    )
    assert read(page(f"<main><h1>Ann Bell</h1>{prose(20)}{teasers}</main>", head=of_person)) == "author"


def test_a_wall_before_a_page_is_no_article_and_named() -> None:
    asked = "We and our 40 partners use cookies to show you personalised advertising. " * 9
    html = f"<html><body><h1>We value your privacy</h1><p>{asked}</p><button>Accept all</button></body></html>"
    assert read(dataclasses.replace(page(""), body=html.encode())) == "consent-wall"


@pytest.mark.parametrize(
    ("heading", "text"),
    [
        (
            "Log in to vote, says city",
            "The city of ports will let its people vote over the net from March on. They need the card that each has "
            "had since last year, the mayor said on Monday. Two other cities asked whether they may do so as well.",
        ),
        (
            "Connexion rétablie au port",
            "Le réseau fonctionne de nouveau depuis mardi matin, selon l'opérateur. La panne avait touché trois "
            "communes et dix mille foyers pendant deux jours. Une enquête doit dire pourquoi personne n'a été prévenu.",
        ),
        (
            "Вход в музеи бесплатный",
            "Музеи города в субботу будут работать бесплатно. Об этом сообщила мэрия во вторник, добавив, что часы "
            "работы продлят до полуночи. В прошлом году в такую же субботу в музеи пришли около двухсот тысяч человек.",
        ),
    ],
)
def test_brief_news_whose_headline_could_be_that_of_a_form_is_news_without_any_markup(heading: str, text: str) -> None:
    for field in ("<input type=email name=email>", "<input name=user><input type=password>"):
        assert isinstance(notice(heading, f"<p>{text}</p><form>{field}</form>"), Article)


def test_a_home_that_a_template_names_on_each_page_makes_none_of_an_article() -> None:
    cards = "".join(
        f'<div><h3><a href="/n/{at}">Story number {at}</a></h3><p>{SENTENCES[0]}</p></div>' for at in range(10)
    )
    told = f"<article><h1>Port talks end</h1><time datetime='2026-05-30'>30 May</time>{prose(2)}</article>"
    head = '<link rel="canonical" href="https://news.example/">'
    assert isinstance(read(page(told + cards, path="/2026/05/30/story", head=head)), Article)


@pytest.mark.parametrize(
    "box",
    [
        *("Subscribe to our newsletter to read the full stories every morning", "Log in to continue commenting"),
        *("Inscrivez-vous à la newsletter pour lire nos articles", "Connectez-vous pour lire les commentaires"),
    ],
)
def test_a_box_for_letters_or_comments_makes_no_stub(box: str) -> None:
    assert not stub(box).is_partial


@pytest.mark.parametrize(
    "line",
    [
        *("Residents must sign up to access the full list of shelters, the city said.", "Not yet a member of the EU."),
        *("“Join us to continue the fight,” she said.", "Pour lire la suite de la saga, il faudra attendre mars."),
        "Bereits registriert sind 300 Helfer.",
    ],
)
def test_last_sentences_are_not_taken_for_offers(line: str) -> None:
    article = read(page(f"<main><article><h1>Port talks end</h1>{prose(3)}<p>{line}</p></article></main>"))
    assert isinstance(article, Article)
    assert article.body.endswith(line)


def test_a_page_with_nothing_to_judge_by_is_left_to_who_reads_its_text() -> None:
    assert read(Page(**{**vars(page("")), "body": b"<html><body><p>x</p></body></html>"})) == "scant-text"


def refused(probability: float, head: str, body: str = prose(4)) -> bool:
    """Whether a page is, of which the forest says that it is so probably an article."""
    given = page(f"<h1>Port talks end without agreement</h1>{body}", head=head)
    tree = tree_of(given)
    elements = elements_of(tree)
    signs = Signs(page=given, site=SITE, tree=tree, elements=elements, data=structured(elements), mentions=())
    vars(signs)["score"] = probability
    return refusal(signs) is not None


def test_in_doubt_a_page_is_believed_that_says_in_passing_that_it_is_an_article() -> None:
    dated = '<meta name="date" content="2026-05-04">'
    assert [refused(probability, dated) for probability in (0.2, 0.3, 0.5)] == [True, False, False]
    assert [refused(probability, "") for probability in (0.2, 0.3, 0.5)] == [True, True, False]


def test_a_guide_in_many_boxes_with_pictures_is_no_list_where_its_data_call_it_an_article() -> None:
    said = data(**{"@type": "Article", "headline": "Port talks end without agreement"})
    boxes = "".join(f'<div class="card"><img src="/{n}.jpg" alt="">{prose(1)}</div>' for n in range(40))
    teasers = "".join(f'<div class="card"><h3><a href="/{n}/">Story {n}</a></h3>{prose(1)}</div>' for n in range(40))
    assert [refused(0.1, head, boxes) for head in (said, "")] == [False, True]
    assert refused(0.1, said, teasers)


def test_what_is_shown_only_while_scripts_are_off_tells_what_a_page_is() -> None:
    posts = "".join(f"<div class=post><p>{SENTENCES[n % 3]}</p><p>{n} Likes</p></div>" for n in range(12))
    thread = f"<div id=app></div><noscript><h1>Which port would you pick?</h1>{posts}</noscript>"
    said = '<script type="application/ld+json">{"@type": "DiscussionForumPosting"}</script>'
    assert read(page(thread, path="/t/which-port-would-you-pick/8251", head=said)) == "forum"
    notice = f"<div id=app></div><noscript><p>{SENTENCES[0][:100]}</p></noscript>"
    assert read(page(notice, path="/t/which-port-would-you-pick/8251", head=said)) == "scant-text"


def test_a_text_all_of_whose_lines_are_links_is_one_where_the_page_looks_like_an_article() -> None:
    song = "".join(f'<p><a href="/notes/{n}/">{SENTENCES[n % 3][:88]}</a></p>' for n in range(9))
    assert is_article(page(f"<h1>Port talks end without agreement</h1><div><p>{SENTENCES[0][:100]}.</p>{song}</div>"))
    names = "".join(f'<p><a href="/notes/{n}/">Note {n} on the port</a></p>' for n in range(40))
    assert not is_article(page(f"<h1>The notes of the port</h1><div class=text>{names}</div>", path="/notes"))


HOME = '<link rel="canonical" href="https://news.example/">'


def front(head: str, story: str = "<h1>Example News</h1>", *, teasers: int = 12) -> Article | str:
    """What the home page is under the address of an article, with a story above it or without."""
    boxes = "".join(
        f'<div class="card"><h3><a href="/2026/05/{n}/s-{n}">A story about something that happened on day {n}</a></h3>'
        f"<p>{SENTENCES[n % 3][:110]} {n}.</p><span>May {n}, 2026</span></div>"
        for n in range(1, teasers + 1)
    )
    return read(page(f"<main>{story}{boxes}</main>", path="/2020/01/01/port-talks-end-in-silence-12345", head=head))


@pytest.mark.parametrize("head", [HOME, meta(og_url="https://news.example/"), HOME + meta(og_url="/?utm_source=x")])
def test_a_front_page_under_a_dead_address_is_the_home_page_that_it_says_it_is(head: str) -> None:
    assert front(head) == "home"


def test_a_story_is_one_though_its_site_calls_each_of_its_pages_home() -> None:
    story = f"<h1>Port talks end without agreement</h1><div>{prose(6)}</div>"
    short = f"<h1>Port talks end without agreement</h1><div>{prose(3)}</div>"
    dated = meta(article_published_time="2026-05-30T08:00:00Z")
    assert isinstance(front(HOME, story), Article)
    assert isinstance(front(HOME + dated, short), Article)
    assert isinstance(front(HOME, short, teasers=6), Article)


# --- other forms of the same article


@pytest.mark.parametrize("path", ["/news/port-talks/amp/", "/news/port-talks/print/", "/news/port-talks/?print=1"])
def test_a_print_or_amp_form_is_the_article_that_it_names_and_none_if_it_names_none(path: str) -> None:
    story = f"<article><h1>Port talks end without agreement</h1>{prose(8)}</article>"
    named = read(page(story, path=path, head='<link rel="canonical" href="/news/port-talks/">'))
    assert isinstance(named, Article)
    assert named.url == "https://news.example/news/port-talks/"
    assert read(page(story, path=path)) == "variant"


# --- stubs before a wall

FREE = {"@type": "NewsArticle", "headline": "Port talks end without agreement", "datePublished": "2026-05-30"}
LOCKED = {**FREE, "isAccessibleForFree": False}
WALL = '<div class="paywall-box"><h3>Read on with a subscription</h3><a href="/subscribe">Subscribe now</a></div>'


def partial(node: dict[str, object], inside: str, after: str = "") -> bool:
    story = f"<main><article><h1>Port talks end without agreement</h1>{inside}</article>{after}</main>"
    article = read(page(story, head=data(**node)))
    assert isinstance(article, Article)
    return article.is_partial


def test_a_text_that_is_not_free_and_plainly_not_all_is_partial() -> None:
    assert partial(LOCKED, prose(2))
    assert partial({**LOCKED, "isAccessibleForFree": "False"}, prose(5) + "<p>What the union wanted instead was …</p>")
    assert partial({**LOCKED, "wordCount": 900}, prose(9))
    assert partial(LOCKED, prose(6), WALL)


def test_a_whole_text_is_not_partial_though_it_is_said_not_to_be_free() -> None:
    assert not partial(LOCKED, prose(9))
    assert not partial({**LOCKED, "wordCount": 330}, prose(9))
    assert not partial(LOCKED, prose(30) + "<p>What the union wanted instead was …</p>")


def test_a_page_may_say_by_the_tier_of_its_article_that_it_is_not_free() -> None:
    tier = '<meta property="article:content_tier" content="{}">'
    story = f"<main><article><h1>Port talks end without agreement</h1>{prose(2)}</article></main>"
    for said, expected in (("locked", True), ("Locked", True), ("free", False), ("metered", False)):
        article = read(page(story, head=data(**FREE) + tier.format(said)))
        assert isinstance(article, Article)
        assert article.is_partial == expected


def test_words_of_a_language_without_spaces_are_counted_by_its_signs() -> None:
    text = "部长在首都表示关于港口的会谈已经结束没有达成任何协议工会希望在夏天之前得到新的报价船只仍在海上等待。" * 3
    whole, part = f"<p>{text}</p>" * 4, f"<p>{text}</p>"
    assert not partial({**LOCKED, "wordCount": 4 * len(text)}, whole)
    assert partial({**LOCKED, "wordCount": 4 * len(text)}, part)


@pytest.mark.parametrize("count", ["1²", "12345678", "many", None])
def test_a_number_of_words_that_is_none_tells_nothing(count: str | None) -> None:
    assert not partial({**LOCKED, "wordCount": count}, prose(9))


def test_a_wall_right_after_a_short_text_tells_a_stub_and_one_elsewhere_does_not() -> None:
    assert partial(FREE, prose(3), WALL)
    assert not partial(FREE, WALL + prose(3))
    assert not partial(FREE, prose(20), WALL)
    assert not partial(FREE, prose(3))


def stub(*lines: str, inside: str = "", node: dict[str, object] = FREE) -> Article:
    """A short text, and after it, in a box without any class that tells, what asks to subscribe."""
    wall = f"<div class='css-1x2'><h3>{lines[0]}</h3>{''.join(f'<p>{line}</p>' for line in lines[1:])}</div>"
    story = f"<h1>Port talks end without agreement</h1><div class=text>{inside or prose(3)}{wall}</div>"
    article = read(page(f"<main><article>{story}</article></main>", head=data(**node)))
    assert isinstance(article, Article)
    return article


@pytest.mark.parametrize(
    "lines",
    [
        ("This article is for subscribers only", "Subscribe now to read the whole story."),
        ("Subscribe to continue reading", "Get unlimited access."),
        ("Keep reading with a 7-day free trial", "Already a subscriber? Log in"),
        ("Weiterlesen mit Plus", "Registrieren und testen. Jetzt einen Monat für 1 Euro testen. Monatlich kündbar."),
        ("Pozostało jeszcze 91% artykułu",),
        ("Jetzt weiterlesen mit Plus", "Testen Sie Plus 4 Wochen für 1 Euro.", "Sie sind bereits Abonnent? Anmelden"),
        ("Dieser Artikel ist nur für Abonnenten",),
        ("Il vous reste 75.3% de cet article à lire. La suite est réservée aux abonnés.",),
        ("Suscríbete para seguir leyendo", "¿Ya eres suscriptor? Inicia sesión"),
        ("Conteúdo exclusivo para assinantes",),
        ("Questo articolo è riservato agli abbonati",),
        ("Om verder te lezen heeft u een abonnement nodig",),
        ("Статья доступна только подписчикам",),
        ("هذا المقال متاح للمشتركين فقط",),
        ("订阅后阅读全文",),
        ("この記事は会員限定です",),
    ],
)
def test_words_that_keep_the_rest_tell_a_stub_and_are_none_of_its_text(lines: tuple[str, ...]) -> None:
    article = stub(*lines)
    assert article.is_partial
    assert article.body == "\n\n".join(SENTENCES)


def test_what_a_wall_offers_is_none_of_the_text_before_it() -> None:
    wall = "<div class='paywall'><h3>Subscribe to continue reading</h3><p>Get unlimited access.</p></div>"
    article = read(page(f"<article><h1>Port talks end without agreement</h1>{prose(3)}{wall}</article>"))
    assert isinstance(article, Article)
    assert (article.is_partial, article.body) == (True, "\n\n".join(SENTENCES))


@pytest.mark.parametrize(
    "line", ["Subscribe to our newsletter", "Read more stories from the port", "Follow us to read on"]
)
def test_a_whole_text_before_other_requests_is_not_partial(line: str) -> None:
    assert not stub(line, "Get the news of the port every morning.").is_partial


def test_a_wall_in_words_tells_no_stub_where_the_text_is_whole() -> None:
    asked = "Subscribe to continue reading"
    assert not stub(asked, inside=prose(20)).is_partial
    assert not stub(asked, node={**FREE, "isAccessibleForFree": True}).is_partial
    assert not stub(asked, node={**FREE, "wordCount": 110}).is_partial
    hidden = prose(2) + f"<div style='display: none'><h3>{asked}</h3></div>" + prose(1)
    assert not partial(FREE, hidden)
    for unseen in ("style='display: none'", "hidden", "aria-hidden='true'"):
        assert not partial(FREE, prose(3), f"<div {unseen}><h3>{asked}</h3></div>")
    assert not partial(FREE, prose(3), f"<script>'{asked}'</script>")
    assert not partial(FREE, prose(3), "<div class='paywall-box'></div>")


@pytest.mark.parametrize(
    "after",
    [
        "<div><b>For subscribers only</b><h3><a href='/news/2'>What the pilots want</a></h3></div>",
        "<div><b>Contenido exclusivo para suscriptores</b><a href='/news/2'><h3>Qué quieren</h3></a></div>",
        "<p>会員限定記事</p>",
        f"<div><b>Subscribe to continue reading</b>{prose(3)}</div>",
    ],
)
def test_what_is_kept_of_other_articles_tells_no_stub(after: str) -> None:
    assert not partial(FREE, prose(3) + after)


def test_an_article_that_speaks_of_walls_keeps_its_words() -> None:
    said = "Readers of the paper, which is the largest of the country, were asked to subscribe to continue reading."
    article = stub("More on the port", inside=f"{prose(2)}<p>{said}</p>")
    assert said in article.body
    assert not article.is_partial


# --- pages to do something by, and about the site


@pytest.mark.parametrize("heading", ["Privacy policy", "Terms of Service", "Über uns", "Qui sommes-nous ?", "О нас"])
def test_a_page_whose_heading_is_that_of_every_site_is_static(heading: str) -> None:
    given = f"<main><h1>{heading}</h1>{prose(8)}</main>"
    assert read(page(given, path="/info/0815")) == "static-page"
    assert is_article(page(given, path="/info/0815", head=data(**{"@type": "NewsArticle", "headline": heading})))


def test_a_headline_that_begins_as_such_a_page_is_called_is_none() -> None:
    assert is_article(page(f"<main><h1>Privacy policy of the port is before the court</h1>{prose(8)}</main>"))


def test_an_offer_of_work_is_a_job_where_one_can_apply_and_news_of_work_are_an_article() -> None:
    job = f"<main><h1>Night baker</h1>{prose(8)}<a href='/apply/4'>Apply now</a></main>"
    assert read(page(job, path="/careers/4412/night-baker")) == "job"
    assert is_article(page(job.replace("Apply now", "More"), path="/jobs/bakers-ask-for-more"))
    assert is_article(page(job, path="/news/bakers-ask-for-more"))


def test_an_event_is_one_where_a_calendar_can_have_it() -> None:
    event = f"<main><h1>Reading hour at the port</h1>{prose(4)}<a href='/reading.ics'>Save the date</a></main>"
    assert read(page(event, path="/events/reading-hour")) == "event"
    assert is_article(page(event, path="/news/reading-hour-at-the-port"))
    assert is_article(page(event.replace("reading.ics", "more"), path="/events/reading-hour-at-the-port"))


@pytest.mark.parametrize("classes", ["docs-wrapper plugin-docs", "wy-body-for-nav"])
def test_a_page_that_its_software_calls_documentation_is_no_article(classes: str) -> None:
    assert read(page(f"<main><h1>How the cranes are used</h1>{prose(8)}</main>", classes=classes)) == "documentation"


def posts(count: int, own: str = "") -> str:
    return own + "".join(
        f'<article><h2><a href="/notes/note-{n}/">Note number {n}</a></h2><time datetime="2026-05-{n + 1:02}">'
        f"May {n + 1}</time>{prose(3)}</article>"
        for n in range(count)
    )


def test_whole_posts_one_after_the_other_are_a_list_unless_the_page_has_one_of_its_own() -> None:
    own = f"<article><h1>Port talks end without agreement</h1>{prose(4)}</article>"
    assert read(page(f"<main>{posts(5)}</main>", path="/notes/")) == "listing"
    assert is_article(page(f"<main>{posts(4, own)}</main>"))


# --- measures


def test_every_page_has_the_features_that_the_forest_asks_for() -> None:
    for given in (page(""), cards()):
        tree = tree_of(given)
        elements = elements_of(tree)
        assert set(Forest.load("kind").names) <= set(measures(tree, elements, given.url, structured(elements)))
    assert measures(tree, elements, "http://[", structured(elements))["steps"] == 0


def test_the_forest_that_is_shipped_scores_rows() -> None:
    forest = Forest.load("kind")
    scores = forest.scores(np.zeros((3, len(forest.names)), np.float32))
    assert len(set(scores.tolist())) == 1
    assert 0 < scores[0] < 1
    assert Forest.load("kind") is forest
