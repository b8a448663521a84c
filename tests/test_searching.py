"""Words are found in any script, with what is known of the articles beside them."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from iria_crawler.errors import UsageError
from iria_crawler.items import Article, Figure
from iria_crawler.sites import Identity, Site
from iria_crawler.store import Store
from iria_crawler.store.articles import Origin, save_article
from iria_crawler.store.searching import (
    LONGEST_QUERY,
    Wanted,
    after,
    by_month,
    count,
    search,
    search_captions,
    version_ids,
)
from tests.archivist import Archivist

NOW = datetime(2026, 1, 5, 8, tzinfo=UTC)
SITE = Site(site=Identity(home="https://news.example/", slug="news"))
ARTICLE = Article(url="https://news.example/a/", title="Harbour opens", body="A quiet day.", language="en")


class Desk:
    """Saves articles as a crawl does; a WARC file is a row here."""

    def __init__(self, store: Store, site: Site = SITE) -> None:
        self.store, self.archivist = store, Archivist(store, site, now=NOW)
        self.crawl = self.archivist.crawl(NOW)

    def save(self, article: Article, *, at: datetime = NOW) -> None:
        url_id = self.archivist.url(article.url, "article", at=at)
        capture_id = self.archivist.capture(url_id, self.crawl, at=at, reading="article")
        origin = Origin(
            site_id=self.archivist.site_id, capture_id=capture_id, captured_at=at, mentions=(), extractor="test"
        )
        with self.store.transaction():
            save_article(self.store, article, origin, now=at)


@pytest.fixture
def store(tmp_path) -> Store:  # type: ignore[no-untyped-def]
    with Store.create(tmp_path) as store:
        yield store


@pytest.fixture
def save(store: Store) -> Callable[..., None]:
    return Desk(store).save


def titles(rows: list[dict]) -> list[str]:  # type: ignore[type-arg]
    return [row["title"] for row in rows]


SENTENCES = {
    "ar": ("المتحدّث باسم الحكومة", "قال المتحدّث الرسميّ إنّ إيران تراقب الأوضاع في الشرق الأوسط، وإن المحادثات مستمرّة."),
    "ar-plain": ("كتاب جديد", "صدر كتـــاب جديد عن القضية الفلسطينية في مدينة أخرى."),
    "ur": ("پاکستان اور چین", "پاکستان اور چین کے درمیان معاہدہ ہوا، ایران نے خیرمقدم کیا۔"),
    "fa": ("ایران و همسایگان", "ایران می‌خواهد با همسایگان خود گفت‌وگو کند."),
    "zh": ("中国与中亚", "中国与中亚国家推进互联互通，双方签署了铁路协议。"),
    "zh-Hant": ("臺灣海峽", "臺灣海峽的局勢引起關注，各國呼籲和平。"),
    "ja": ("日本の外交", "日本政府は東京で記者会見を開き、経済安全保障について説明した。"),
    "th": ("ประเทศไทย", "รัฐบาลไทยประกาศนโยบายต่างประเทศใหม่ในกรุงเทพ"),
    "tr": (
        "Türkiye'nin adımı",
        "Türkiye Irak sınırında yeni adım attı; İstanbul ve ılımlı çevreler bekliyor. Öztürk konuştu.",
    ),
    "en": ("Strategic patience", "Negotiators met at the café in İzmir while the U.S. troops left."),
    "hi": ("भारत की नीति", "भारत ने नई विदेश नीति की घोषणा की।"),
    "ru": ("Россия и Китай", "Россия и Китай подписали соглашение; всё готово."),
}

PROBES = [
    ("المتحدث", {"ar"}),
    ("المتحدّث", {"ar"}),
    ("ايران", {"ar", "ur", "fa"}),
    ("إيران", {"ar", "ur", "fa"}),
    ("ایران", {"ar", "ur", "fa"}),
    ("كتاب", {"ar-plain"}),
    ("کتاب", {"ar-plain"}),
    ("الاوضاع", {"ar"}),
    ('"الشرق الاوسط"', {"ar"}),
    ("پاكستان", {"ur"}),
    ("پاکستان", {"ur"}),
    ("چین", {"ur"}),
    ("معاهده", {"ur"}),
    ("می‌خواهد", {"fa"}),
    ('"می خواهد"', {"fa"}),
    ("中国", {"zh"}),
    ("中亚", {"zh"}),
    ("互联互通", {"zh"}),
    ("國", {"zh-Hant"}),
    ("海峽", {"zh-Hant"}),
    ("東京", {"ja"}),
    ("経済安全保障", {"ja"}),
    ("กรุงเทพ", {"th"}),
    ("นโยบาย", {"th"}),
    ("turkiye", {"tr"}),
    ("OZTURK", {"tr"}),
    ("ilimli", {"tr"}),
    ("izmir", {"en"}),
    ("cafe", {"en"}),
    ("negotiat*", {"en"}),
    ('"u.s. troops"', {"en"}),
    ("भारत", {"hi"}),
    ("китай", {"ru"}),
    ("중국", set()),
]
"""What is asked, and in which of the texts it must be found, all of them and no other."""


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Store:  # type: ignore[misc]
    with Store.create(tmp_path_factory.mktemp("library")) as store:
        desk = Desk(store)
        for name, (title, body) in SENTENCES.items():
            url = f"https://news.example/{name}/"
            figure = Figure(url=f"{url}p.jpg", caption=body)
            desk.save(replace(ARTICLE, url=url, title=title, body=body, language=name[:2], figures=(figure,)))
        yield store


@pytest.mark.parametrize(("query", "where"), PROBES)
def test_a_word_is_found_in_any_script_however_it_is_written(library: Store, query: str, where: set[str]) -> None:
    assert {row["url"].split("/")[3] for row in search(library, query)} == where
    assert {row["url"].split("/")[3] for row in search_captions(library, query)} == where
    assert count(library, query) == len(where)


@pytest.mark.parametrize(("query", "where"), [probe for probe in PROBES if probe[1]])
def test_the_place_of_a_word_is_shown_as_it_is_written(library: Store, query: str, where: set[str]) -> None:
    for row in search(library, query, around=2):
        text = {"title": row["title"], "body": SENTENCES[row["url"].split("/")[3]][1]}
        assert row["passages"]
        for passage in row["passages"]:
            begin, match = passage["begin"], passage["match"]
            assert text[passage["where"]][begin : begin + len(match)] == match
            assert passage["left"] + match + passage["right"] in text[passage["where"]]


def test_search_finds_the_current_text_and_no_old_one(store: Store, save: Callable[..., None]) -> None:
    save(replace(ARTICLE, body="A café by the sea."))
    save(replace(ARTICLE, body="A café by the lake."), at=NOW.replace(hour=9))
    [found] = search(store, "CAFE")
    assert (found["title"], found["version"], found["passages"][0]["match"]) == (ARTICLE.title, 2, "café")
    assert search(store, "sea") == []
    assert (count(store, "lake"), count(store, None)) == (1, 1)


def test_texts_that_are_no_longer_shown_are_found_when_asked_for(store: Store, save: Callable[..., None]) -> None:
    save(replace(ARTICLE, body="A café by the sea."))
    save(replace(ARTICLE, body="A café by the lake."), at=NOW.replace(hour=9))
    every = Wanted(all_versions=True)
    assert [(row["version"], row["is_current"]) for row in search(store, "sea", every)] == [(1, 0)]
    assert (count(store, "cafe", every), count(store, None, every), len(list(version_ids(store, None, every)))) == (
        2,
    ) * 3


def test_what_is_known_of_articles_narrows_a_search(store: Store, save: Callable[..., None]) -> None:
    one = replace(
        ARTICLE, title="One", body="Harbour news.", authors=("Ann Lee",), categories=("World",), tags=("Sea",),
        published_at=datetime(2024, 5, 31, 23, tzinfo=UTC), language="en-GB",
    )  # fmt: skip
    two = replace(one, url="https://news.example/b/", title="Two", authors=("Bo Ek",), categories=("Home",), tags=())
    save(one)
    save(replace(two, published_at=datetime(2025, 1, 1, tzinfo=UTC), language="pt"))
    narrow = ({"author": "ann"}, {"category": "world"}, {"tag": "sea"}, {"language": "en"}, {"until": "2024"})
    narrow += ({"until": "2024-05"}, {"until": "2024-05-31"}, {"site": "news", "since": "2024-05", "until": "2024-12"})
    for wanted in (Wanted(**said) for said in narrow):
        assert titles(search(store, "harbour", wanted)) == ["One"], wanted
        assert count(store, None, wanted) == len(list(version_ids(store, None, wanted))) == 1
    assert titles(search(store, "harbour", Wanted(since="2024-06"))) == ["Two"]
    assert titles(search(store, "harbour", Wanted(site="other"))) == []
    assert titles(search(store, "harbour", order="date")) == ["Two", "One"]


def test_months_are_told_with_all_that_was_published_in_them(store: Store, save: Callable[..., None]) -> None:
    for number, (month, body) in enumerate([(1, "harbour"), (1, "lake"), (2, "lake"), (3, "harbour")]):
        published = datetime(2024, month, 5, tzinfo=UTC)
        save(
            replace(
                ARTICLE, url=f"https://news.example/{number}/", title=f"{number}", body=body, published_at=published
            )
        )
    rows = [tuple(row.values()) for row in by_month(store, "harbour")]
    assert rows == [("2024-01", 1, 2, 50.0), ("2024-02", 0, 1, 0.0), ("2024-03", 1, 1, 100.0)]


def test_what_is_withheld_is_not_found(store: Store, save: Callable[..., None]) -> None:
    save(replace(ARTICLE, figures=(Figure(url="https://x.example/a.jpg", caption="Pier"),)))
    with store.transaction():
        store.run("UPDATE articles SET status = 'withheld'")
    assert search(store, "harbour") == search_captions(store, "pier") == list(version_ids(store, None)) == []
    assert count(store, None, Wanted(all_versions=True)) == 0


@pytest.mark.parametrize(
    "query", ['U.S. "', "foo: bar", "AND", "", "a NEAR(", "x" * (LONGEST_QUERY + 1), "title:", "(", "*", "'", "\x00"]
)
def test_a_query_that_cannot_be_read_is_one_clear_line(store: Store, query: str) -> None:
    for ask in (search, count, by_month, search_captions):
        with pytest.raises(UsageError, match=r"cannot be read|can be searched for") as told:
            ask(store, query)
        assert len(str(told.value)) < 3_000
        assert "\n" not in str(told.value)


def test_the_second_index_knows_the_columns_of_the_first(store: Store, save: Callable[..., None]) -> None:
    save(replace(ARTICLE, title="中国", body="中亚"))
    assert titles(search(store, "title: 中国")) == titles(search(store, "{title body}: 中亚")) == ["中国"]
    assert search(store, "body: 中国") == []


@pytest.mark.parametrize(
    ("period", "following"),
    [
        *(("2024", "2025"), ("2024-05", "2024-06"), ("2024-12", "2025-01")),
        *(("2024-02-28", "2024-02-29"), ("2023-12-31", "2024-01-01")),
    ],
)
def test_a_period_ends_where_the_next_one_begins(period: str, following: str) -> None:
    assert after(period) == following
