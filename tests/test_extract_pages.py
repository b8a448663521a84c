"""What is no article, what is no page, and what pages are made of."""

import dataclasses
import json
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from iria_crawler.errors import NoArticle
from iria_crawler.extract import extract, tree_of
from iria_crawler.extract.charset import decode
from iria_crawler.extract.html import text_of
from iria_crawler.hrefs import absolute
from iria_crawler.items import Article, Mention, Page
from iria_crawler.reading import look
from iria_crawler.sites import Crawl, Identity, Seed, Site

SITE = Site(site=Identity(home="https://news.example/", name="Example News"))
PROSE = (
    "<p>" + "The ministry said on Monday that the talks in the capital had ended without any agreement. " * 2 + "</p>"
)
STORY = f"<article><h1>Port talks end</h1>{PROSE * 8}</article>"
SEED = Path(__file__).parents[1].parent / "shared" / "data"


def page(
    body: bytes | str, *, path: str = "/news/port-talks/", content_type: str | None = "text/html", status: int = 200
) -> Page:
    return Page(
        url=f"https://news.example{path}",
        status=status,
        headers=(("Content-Type", content_type),) if content_type else (),
        body=body.encode() if isinstance(body, str) else body,
        captured_at=datetime(2026, 6, 1, tzinfo=UTC),
    )


def reason(given: Page, *mentions: Mention, site: Site = SITE) -> str | None:
    try:
        extract(given, site, mentions=mentions)
    except NoArticle as refused:
        return refused.reason
    return None


# --- kinds


@pytest.mark.parametrize(
    ("classes", "expected"),
    [
        ("home blog", "home"),
        ("home blog paged paged-2", "listing"),
        ("archive category category-news", "listing"),
        ("archive tag tag-iran", "tag"),
        ("archive author author-editor", "author"),
        ("archive date", "listing"),
        ("search search-results", "search"),
        ("attachment single single-attachment postid-9", "attachment"),
        ("page-template-default page page-id-217", "static-page"),
        ("error404", "error-page"),
        ("single single-post postid-4", None),
    ],
)
def test_wordpress_says_by_its_classes_what_a_page_is(classes: str, expected: str | None) -> None:
    assert reason(page(f'<body class="{classes}">{STORY}</body>')) == expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/", "home"),
        ("/index.html", "home"),
        ("/category/news/", "listing"),
        ("/tag/iran/", "tag"),
        ("/blog/schlagwort/iran", "tag"),
        ("/author/editor/", "author"),
        ("/de/autoren/ann-bell/", "author"),
        ("/2024/", "listing"),
        ("/2024/05/", "listing"),
        ("/news/page/2/", "listing"),
        ("/?s=drones", "search"),
        ("/search/?q=x", "search"),
        ("/suche.html?q=x", "search"),
        ("/news/a-picture/attachment/port-2/", "attachment"),
        ("/?attachment_id=12", "attachment"),
        ("/?p=12", None),
        ("/1927/", None),
        ("/news/search-for-the-ship-goes-on/", None),
    ],
)
def test_addresses_of_lists_say_on_any_system_what_they_list(path: str, expected: str | None) -> None:
    assert reason(page(STORY, path=path)) == expected


def test_a_page_of_teasers_is_a_listing() -> None:
    teasers = "".join(f'<div><h2><a href="/news/{n}/">Story number {n}</a></h2><p>Short.</p></div>' for n in range(12))
    assert reason(page(f"<body><h1>World</h1>{teasers}</body>", path="/world-news/")) == "listing"


def test_a_website_without_signs_of_an_article_is_a_static_page() -> None:
    assert (
        reason(page(f'<meta property="og:type" content="website"><h1>About us</h1>{PROSE}', path="/about-us/"))
        == "static-page"
    )


@pytest.mark.parametrize("path", ["/about/", "/contact-us", "/en/privacy-policy/", "/impressum.html", "/our-team/"])
def test_what_every_site_has_is_a_static_page(path: str) -> None:
    assert reason(page(f"<h1>About</h1>{PROSE}", path=path)) == "static-page"


@pytest.mark.parametrize("odd", ["\f", "&#12;", "&#1", "&#x1F;", "&#0001;", "&#xFFFE;", "\ufffe", "\x1b"])
def test_letters_that_no_tree_may_hold_cost_nothing_but_themselves(odd: str) -> None:
    story = page(f'<article><h1>Port talks end</h1><div class="related">x</div>{odd}{PROSE * 4}</article>')
    assert odd not in extract(story, SITE).body


def test_other_character_references_are_left_alone() -> None:
    story = page(f"<article><h1>Caf&#233; &#38; &#x20AC;&#13;&#130;&#12354;</h1>{PROSE * 8}</article>")
    assert extract(story, SITE).title == "Café & € ‚あ"


@pytest.mark.parametrize("root", ["rss", "feed", "urlset", "rdf:RDF"])
def test_a_feed_or_sitemap_that_calls_itself_html_is_no_article(root: str) -> None:
    feed = page(f'<?xml version="1.0"?>\n<!-- made by a plugin -->\n<{root}><title>News</title>{PROSE * 4}</{root}>')
    assert reason(feed) == "not-html"


def test_any_page_that_is_not_ok_is_named_by_its_status() -> None:
    assert [reason(page(STORY, status=status)) for status in (404, 410, 500)] == [
        "status-404",
        "status-410",
        "status-500",
    ]


def test_an_error_page_that_answers_ok_is_not_an_article() -> None:
    assert reason(page("<title>Page not found</title><h1>Page not found</h1><p>Try the search.</p>")) == "error-page"


def test_what_a_feed_or_the_api_names_is_an_article() -> None:
    listing = page(f'<body class="archive">{STORY}</body>')
    assert reason(listing) == "listing"
    assert reason(listing, Mention(source="sitemap")) == "listing"
    assert [reason(listing, Mention(source="api")), reason(listing, Mention(source="feed"))] == [None, None]


def test_a_later_part_of_an_article_is_no_article_of_its_own() -> None:
    part = page(f'<body class="single single-post postid-7 paged-2 single-paged-2">{STORY}</body>', path="/news/a/2/")
    assert reason(part) == "continuation"
    pages = '<a class="post-page-numbers" href="/a/">1</a><b class="post-page-numbers" aria-current="page">2</b>'
    assert reason(page(f"<body>{STORY}{pages}</body>", path="/a/2/"), Mention(source="api")) == "continuation"


def test_a_canonical_address_that_cannot_be_an_article_is_not_believed() -> None:
    for wrong in ("/", "/news/a/comment-page-2/#comments", "https://elsewhere.example/a/", "/news/a/amp/"):
        story = page(f'<link rel="canonical" href="{wrong}">{STORY}', path="/news/a/")
        assert extract(story, SITE).url == "https://news.example/news/a/"


@pytest.mark.parametrize(
    "url",
    [
        "xhttps://news.example/news/a/",
        "//news.example/news/a/",
        "file:///news/a/",
        "http://[bad/news/a/",
        "http://a:b/news/a/",
    ],
)
def test_a_page_whose_own_address_is_none_is_read_and_keeps_it(url: str) -> None:
    seeded = SITE.model_copy(update={"seeds": (Seed(url="https://news.example/news/", kind="listing"),)})
    head = '<link rel="next" href="b"><link rel="canonical" href="b"><meta name="date" content="3/4/2020">'
    story = dataclasses.replace(page(f'{head}{STORY}<h1><a href="/">Example</a></h1>'), url=url)
    assert extract(story, seeded, mentions=[Mention(source="feed")]).url == url


def test_patterns_of_the_site_tell_listings_from_articles() -> None:
    site = SITE.model_copy(update={"crawl": Crawl(article=("^/news/",), listing=("^/news/$",))})
    paths = ("/news/", "/news/a-story/", "/elsewhere/")
    assert [reason(page(STORY, path=path), site=site) for path in paths] == ["listing", None, "not-an-article-url"]


def test_what_the_file_of_a_site_names_as_a_list_is_one_and_what_it_names_as_an_article_is_none() -> None:
    def named(kind: str) -> Site:
        return SITE.model_copy(update={"seeds": (Seed(url="https://news.example/news/port-talks", kind=kind),)})

    assert reason(page(STORY), site=named("listing")) == "listing"
    assert reason(page(STORY, path="/news/other-talks/"), site=named("listing")) is None
    assert reason(page(STORY), site=named("sitemap")) is None


def test_an_address_that_the_site_has_for_articles_is_one_however_short_its_text() -> None:
    short = page("<h1>Port talks end</h1><p>The talks in the capital have ended without any agreement at all.</p>")
    site = SITE.model_copy(update={"crawl": Crawl(article=("^/news/",))})
    assert (reason(short), reason(short, site=site)) == ("scant-text", None)


@pytest.mark.parametrize(("teasers", "expected"), [(4, "listing"), (3, None)])
def test_what_wordpress_calls_a_blog_is_a_list_if_it_has_some_teasers(teasers: int, expected: str | None) -> None:
    links = "".join(
        f'<h2><a href="/news/story-{number}/">Story {number} of the day</a></h2>' for number in range(teasers)
    )
    assert reason(page(f'<body class="blog">{STORY}{links}</body>')) == expected


@pytest.mark.parametrize(
    "form",
    [
        '<form class="post-password-form"><input name="post_password"></form>',
        '<form action="/wp-login.php?action=postpass" method="post"><input name="post_password"></form>',
    ],
)
def test_a_post_that_asks_for_its_password_is_closed(form: str) -> None:
    assert (
        reason(page(f"<article><h1>Protected: Port talks end</h1>{PROSE * 2}{form}</article>")) == "password-protected"
    )


def test_the_first_of_the_numbered_pages_of_a_post_is_no_later_part() -> None:
    links = '<b class="post-page-numbers" aria-current="page">1</b><a class="post-page-numbers" href="/a/2/">2</a>'
    assert reason(page(f"<body>{STORY}{links}</body>", path="/a/")) is None


@pytest.mark.parametrize("classes", ["postid-7", "single", "single-post"])
def test_a_post_of_wordpress_is_no_list_though_its_body_has_the_class_of_one(classes: str) -> None:
    assert reason(page(f'<body class="{classes} archive category">{STORY}</body>')) is None


@pytest.mark.parametrize("said", ["article", "Article", "news", "blog"])
def test_a_short_text_is_an_article_if_the_page_says_so_in_passing(said: str) -> None:
    short = "<h1>Port talks end</h1><p>The talks in the capital have ended without any agreement at all.</p>"
    assert reason(page(f'<meta property="og:type" content="{said}">{short}')) is None
    assert reason(page(f'<meta property="og:type" content="website">{short}')) == "scant-text"


def test_a_page_without_text_has_no_body() -> None:
    assert (
        reason(page("<article><h1>Port talks</h1><img src=a.jpg></article>"), Mention(source="api")) == "no-body-text"
    )


GALLERY = "".join(
    f"<figure><img src='/{number}.jpg'><figcaption>Picture {number} shows the port in the evening light, when the"
    " cranes stand still. Photo: Ann Bell</figcaption></figure>"
    for number in range(6)
)


@pytest.mark.parametrize(
    ("head", "line", "text"),
    [
        ("", "", "The port in pictures"),
        ("<meta name=description content='The port at night.'>", "", "The port in pictures"),
        (f"<meta name=description content='{'The port at night. ' * 3}'>", "The port at night. " * 3, None),
    ],
)
def test_a_gallery_that_is_said_to_be_an_article_has_its_headline_or_standfirst_for_a_text(
    head: str, line: str, text: str | None
) -> None:
    said = '<meta property="og:type" content="article"><meta property="article:published_time" content="2026-05-12">'
    html = f"<html><head>{said}{head}</head><body><h1>The port in pictures</h1><span>{line}</span>{GALLERY}"
    article = extract(page(html), SITE)
    assert article.body == (text or line.strip())
    assert [(figure.caption or "")[:9] for figure in article.figures] == [f"Picture {number}" for number in range(6)]
    assert {figure.credit for figure in article.figures} == {"Ann Bell"}


def test_pictures_that_nothing_says_to_be_an_article_or_without_captions_are_none() -> None:
    said = '<meta property="article:published_time" content="2026-05-12">'
    for head, pictures in (("", GALLERY), (said, "<figure><img src='/1.jpg'></figure>" * 6)):
        html = f"<html><head>{head}</head><body><h1>The port in pictures</h1>{pictures}"
        assert reason(page(html), Mention(source="feed")) == "no-body-text"


# --- bytes


@pytest.mark.parametrize("body", [b"", b"  \n\t ", b"<", b"<!-- nothing -->", b"\x00\x00"])
def test_an_empty_page_is_empty(body: bytes) -> None:
    assert reason(page(body)) in ("empty", "no-body-text", "not-html")


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"%PDF-1.4 <html>", "text/html"),
        (b"\x89PNG\r\n\x1a\n<", None),
        (b'{"a": "<p>"}', "application/json"),
        (b"<rss></rss>", "application/rss+xml"),
        (b"<?xml version='1.0'?><feed/>", "text/xml"),
        (b"just words", "text/html"),
    ],
)
def test_what_is_not_html_is_not_read(body: bytes, content_type: str | None) -> None:
    assert reason(page(body, content_type=content_type)) == "not-html"


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        ("é – ü".encode(), "text/html; charset=utf-8"),
        ("é – ü".encode("utf-8-sig"), "text/html; charset=iso-8859-1"),
        ("é – ü".encode("utf-16"), "text/html"),
        ("é – ü".encode("cp1252"), "text/html; charset=iso-8859-1"),
        ("é – ü".encode(), "text/html; charset=iso-8859-1"),
        ("é – ü".encode("cp1252"), "text/html; charset=utf-8"),
        (b"<meta charset=windows-1252>" + "é – ü".encode("cp1252"), "text/html"),
    ],
)
def test_a_page_is_decoded_as_what_it_is_and_not_as_it_lies(body: bytes, content_type: str) -> None:
    assert decode(page(body, content_type=content_type)).endswith("é – ü")


def test_nuls_and_xml_declarations_do_no_harm() -> None:
    odd = b"<?xml version='1.0' encoding='iso-8859-1'?><html><body><p>na\x00\xc3\xafve</p></body></html>"
    assert text_of(tree_of(page(odd, content_type="application/xhtml+xml"))) == "naïve"


def test_words_on_either_side_of_a_block_or_a_break_stay_apart() -> None:
    tree = tree_of(page("<body><p>one</p><p>t<b>w</b>o<br>three</p><script>no</script></body>"))
    assert text_of(tree) == "one two three"


def test_links_that_are_no_web_addresses_are_none() -> None:
    hrefs = ("mailto:a@b", "#x", "javascript:x", "http://[::1", "http://h:99999/", "data:x", "", None)
    assert [absolute("https://a.example/b/", href) for href in hrefs] == [None] * len(hrefs)
    assert absolute("https://a.example/b/", " c\n/d e ") == "https://a.example/b/c/d%20e"


# --- bad and large input


@pytest.mark.parametrize(
    "data",
    [
        "{",
        "[" * 100_000,
        '{"@type": ["NewsArticle", 5, null], "author": [[[]]], "headline": {"x": 1}, "image": [{}, 5], "keywords": 7}',
        '{"@type": "Article", "author": {"name": ["Ann Bell", 3]}, "datePublished": [], "publisher": "x", "@id": {}}',
        "null",
        '"x"',
    ],
)
def test_malformed_data_is_left_out(data: str) -> None:
    assert reason(page(f'<script type="application/ld+json">{data}</script>{STORY}')) is None


def test_data_with_comments_and_trailing_commas_is_read() -> None:
    data = '<!-- {"@type": "NewsArticle", "author": {"name": "Ann Bell",},} -->'
    article = extract(page(f'<script type="application/ld+json">{data}</script>{STORY}'), SITE)
    assert article.authors == ("Ann Bell",)


def test_ten_thousand_authors_are_not_credible_without_end() -> None:
    data = json.dumps(
        {"@type": "NewsArticle", "author": [{"name": f"Ann Bell{chr(97 + n % 26) * (n // 26)}"} for n in range(10_000)]}
    )
    assert len(extract(page(f'<script type="application/ld+json">{data}</script>{STORY}'), SITE).authors) <= 100


@pytest.mark.parametrize(
    "html",
    [
        "<div>" * 60_000 + PROSE + "</div>" * 60_000,
        PROSE * 4 + "<figcaption>cap</figcaption><img src=a.jpg>" * 3_000,
        PROSE * 4 + '<a rel="category tag" href=/c/>c</a> ' * 5_000,
        "<p>" + "x" * 2_000_000,
        "<title>" + "a - b | " * 50_000 + "</title>" + PROSE * 4,
        PROSE * 4 + f'<img srcset="{"a" * 500_000} {"b" * 100_000}">',
    ],
    ids=["nested", "captions", "links", "one word", "title", "srcset"],
)
def test_a_monstrous_page_takes_no_monstrous_time(html: str) -> None:
    began = time.process_time()
    reason(page(f"<body><h1>Some title</h1>{html}</body>"))
    assert time.process_time() - began < 20


TAGS = st.sampled_from(
    ["p", "div", "h1", "h2", "a", "img", "figure", "figcaption", "table", "tr", "td", "ul", "li", "time", "span",
     "script", "article", "blockquote", "br", "meta", "title", "form", "nav", "iframe", "it"]
)  # fmt: skip
ATTRIBUTES = st.sampled_from(
    ["", ' class="related widget caption byline"', ' rel="category tag author" href="http://[x"',
     ' datetime="9999-99-99"', ' src="::"', ' srcset=", ,x 9w"', ' itemprop="author datePublished headline"',
     ' type="application/ld+json"', ' property="og:title" content="&#0;"', ' rel="canonical" href="//a..b/"']
)  # fmt: skip
PIECES = st.tuples(st.sampled_from(["<", "</"]), TAGS, ATTRIBUTES, st.text(max_size=30)).map(
    lambda p: f"{p[0]}{p[1]}{p[2]}>{p[3]}"
)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(PIECES, max_size=40))
def test_no_markup_makes_extract_raise_anything_but_no_article(pieces: list[str]) -> None:
    body = "".join(pieces).encode("utf-8", "replace")
    reason(page(body + PROSE.encode()), Mention(source="api"))


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.binary(max_size=300), st.sampled_from(["text/html", "text/html; charset=utf-7", "text/html; charset=x", ""]))
def test_no_bytes_make_extract_raise_anything_but_no_article(body: bytes, content_type: str) -> None:
    reason(page(b"<p>" + body, content_type=content_type), Mention(source="api"))


@pytest.mark.parametrize(
    "nonsense", ["http://[cdn]/a.jpg", "//[[image_host]]/a.jpg", "http://a:b/", "http://\u2100/a.jpg"]
)
@pytest.mark.parametrize("attribute", ["src", "srcset", "data-src", "data-lazy-srcset", "href", "content", "data-url"])
def test_an_address_that_is_none_costs_nothing_but_itself(attribute: str, nonsense: str) -> None:
    at = f'{attribute}="{nonsense}"'
    figure = f"<figure><img {at}><figcaption>A quay.</figcaption></figure>"
    odd = f"<a {at}>x</a><p><img {at}></p>{figure}<iframe {at}></iframe>"
    head = f'<base {at}><meta property="og:image" {at}><meta property="og:url" {at}><link rel="canonical" {at}>'
    aside = f'<div class="teaser"><img {at}><p>A caption beside it</p></div>'
    given = page(f"{head}{STORY}{odd}{PROSE}{aside}")
    assert "The ministry said on Monday" in extract(given, SITE).body
    assert look(given, SITE, "page").article is not None


# --- the article that the project began with


@pytest.fixture(scope="module")
def seed() -> Article:
    text, expected = SEED / "seed-article.txt", SEED / "seed-article.expected.json"
    if not text.exists() or not expected.exists():
        pytest.skip(f"the seed article is not there: {SEED}")
    truth = json.loads(expected.read_text(encoding="utf-8"))
    body = seed_page(text.read_text(encoding="utf-8").strip().split("\n\n"), truth["captions"][0])
    given = dataclasses.replace(page(body), url=truth["url"])
    return extract(given, Site(site=Identity(home="https://www.ir-ia.com/", name="IRIA")))


def seed_page(lines: list[str], caption: dict[str, str]) -> str:
    """The lines of the seed article in the markup of a plain WordPress theme."""
    title, _, row, *rest = lines
    end = rest.index("Related Articles")
    names = row.partition(" No Comments")[0].split(", ")
    links = ", ".join(f'<a href="/category/x/" rel="category tag">{name}</a>' for name in names)
    inside = "".join(
        f'<div class="wp-caption"><img src="/a.png" alt=""><p class="wp-caption-text">{line}</p></div>'
        if line.startswith(caption["caption"][:40])
        else f"<p>{line}</p>"
        for line in rest[:end]
    )
    outside = "".join(f"<p>{line}</p>" for line in rest[end + 2 :])
    return f"""<html lang="en-US"><head><meta charset="utf-8"><title>{title} | IRIA</title></head>
        <body class="single single-post">
        <div class="breadcrumb">{title}</div><div id="content" class="post hentry"><h1>{title}</h1>
        <div>{links} <a href="#respond">No Comments<span class="screen-reader-text"> on {title}</span></a></div>
        <div class="entry">{inside}</div><h3>Related Articles</h3>
        <ul><li><a href="/news/other/">Another story of that week</a></li></ul>
        <h3>Leave a comment</h3></div><footer>{outside}</footer></body></html>"""


def test_the_seed_article_comes_out_as_expected(seed: Article) -> None:
    truth = json.loads((SEED / "seed-article.expected.json").read_text(encoding="utf-8"))
    assert seed.title == truth["title"]
    assert list(seed.categories) == truth["categories"]
    assert seed.body.split("\n\n") == truth["body"]
    assert [{"caption": figure.caption, "credit": figure.credit} for figure in seed.figures] == truth["captions"]
    assert (seed.authors, seed.published_at) == ((), None)
    assert not [phrase for phrase in truth["never_in_body"] if phrase in seed.body]


def test_a_brief_of_one_paragraph_is_that_paragraph_without_headline_and_date() -> None:
    brief = "Police have arrested two men after a fire that destroyed three boats in the old harbour on Sunday night."
    head = (
        "<h1>Two held after fire</h1><p class=byline>By Ann Bell</p><time datetime=2025-11-17>17 November 2025</time>"
    )
    html = f"<html><head><title>Two held after fire</title></head><article>{head}<p>{brief}</p></article></html>"
    assert extract(page(html), SITE).body == brief


def test_a_small_article_under_a_heading_that_is_a_link_within_a_text_is_another() -> None:
    said = "The minister of ports, who had been in office for nine days, told nobody what she would do about the queue."
    teaser = f'<div class=posts><article><h3><a href="/news/queue/">Queue grows</a></h3><p>{said}</p></article></div>'
    html = f"<article><h1>Port talks end</h1>{PROSE * 4}{teaser}{PROSE * 4}</article>"
    assert said not in extract(page(html), SITE).body


def test_small_articles_that_are_most_of_a_text_are_it() -> None:
    said = "The {} lighthouse stands above the old harbour, and nobody who has seen its lamp at night forgets that."
    items = "".join(
        f'<article><h3><a href="https://shop.example/{number}">Lighthouse {number}</a></h3><p>{said.format(number)}</p>'
        f"<p>It was built in {1900 + number}, and {number} keepers lived in a house beside it.</p></article>"
        for number in range(8)
    )
    body = extract(page(f"<article><h1>Eight lighthouses to see</h1>{PROSE * 4}{items}</article>"), SITE).body
    assert all(said.format(number) in body for number in range(8))
