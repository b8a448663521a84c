"""An archive to look at: edits, pictures, scripts that run from right to left, and strings that would do harm."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from iria_crawler.items import Article, Figure
from iria_crawler.sites import Identity, Site
from iria_crawler.store.articles import Origin, save_article
from tests.archivist import Archivist, archivist

SITE = Site(site=Identity(home="https://news.example/", slug="news", name="The Example News"))
OPENED = datetime(2026, 1, 5, 8, tzinfo=UTC)

HARM = (
    """<script>document.title='owned'</script><img src=x onerror="document.title='owned'">'; DROP TABLE articles; --"""
)
LONG = (
    "Delegations from eleven countries agree on a corridor for grain, medicine and the exchange of prisoners over the"
    " strait, while observers of the monitoring mission warn that none of the earlier agreements this winter has held"
    " for longer than a week"
)
ARABIC = "عمّان: استئناف المحادثات حول مراقبة الحدود"
URDU = "پاکستان اور چین کے درمیان تجارتی راہداری پر مذاکرات دوبارہ شروع ہو گئے ہیں"
WORDS = (
    "The harbour was opened on Monday by the minister, who thanked everybody who had built it.",
    "Ships from the south are expected before the end of the month, the port authority said.",
    "Fishermen on the northern quay fear for their berths. Their union has asked for talks.",
    "A second basin will follow next year if parliament agrees to the budget.",
)


@dataclass(frozen=True, kw_only=True)
class Stand:
    """What was put on the stand: the numbers of articles by what they are there for."""

    harbour: int
    arabic: int
    urdu: int
    long: int
    plain: int
    harm: int
    last: int


def put_up(folder: Path) -> Stand:
    """Fill an archive folder."""
    with archivist(folder, SITE, now=OPENED) as desk:
        crawl = desk.crawl(OPENED, kind="full", warc_bytes=48_000_000, counters={"article:new": 40, "pages": 61})
        desk.problem("https://news.example/lost", crawl, "http-503", at=OPENED)
        found = {name: _save(desk, crawl, article) for name, article in _special().items()}
        _edit(desk, "harbour")
        _edit_headline(desk, "plain", "Ferries stay at night")
        last = [_save(desk, crawl, article) for article in _daily()][-1]
    return Stand(**found, last=last)


def _special() -> Mapping[str, Article]:
    figures = (
        Figure(url="https://news.example/head.jpg", role="lead", caption="The harbour at dawn", credit="A. Rahman"),
        Figure(url="https://news.example/quay.jpg", alt="A quay", after=2),
    )
    harmful = (Figure(url="https://news.example/x.jpg", caption=HARM, credit=HARM, alt=HARM, after=1),)
    return {
        "harbour": _article("harbour", "Minister opens harbour", figures=figures, authors=("Nadia Haddad", "P. Lind")),
        "arabic": _article(
            "arabic",
            ARABIC,
            body=["قال المتحدث إن المحادثات حول مراقبة الحدود ستستأنف يوم الاثنين."] * 5,
            language="ar",
        ),
        "urdu": _article("urdu", URDU, body=[f"{URDU}۔ دونوں ممالک نے تعاون بڑھانے پر اتفاق کیا۔"] * 5, language="ur"),
        "long": _article("long", LONG, authors=("Carla Mendes",)),
        "plain": _article("plain", "Weekly round-up", authors=()),
        "harm": _article("harm", HARM, figures=harmful, authors=(HARM,), categories=(HARM,), tags=(HARM,)),
    }


def _daily() -> Sequence[Article]:
    start = datetime(2024, 2, 1, 6, tzinfo=UTC)
    return [
        _article(f"day-{number}", f"Report {number} from the quay", at=start + timedelta(days=17 * number))
        for number in range(45)
    ]


def _article(slug: str, title: str, *, body: Sequence[str] = WORDS, at: datetime = OPENED, **more: Any) -> Article:
    said = {"language": "en", "categories": ("News", "Ports"), "tags": ("ships",), "authors": ("Nadia Haddad",)} | more
    return Article(
        url=f"https://news.example/{slug}", title=title, body="\n\n".join(body), published_at=at, section="News", **said
    )


def _save(desk: Archivist, crawl: str, article: Article, *, at: datetime = OPENED) -> int:
    url_id = desk.url(article.url, "article", at=at)
    capture_id = desk.capture(url_id, crawl, at=at, reading="article")
    origin = Origin(site_id=desk.site_id, capture_id=capture_id, captured_at=at, mentions=(), extractor="test")
    with desk.store.transaction():
        save_article(desk.store, article, origin, now=at)
    found: int = desk.store.value("SELECT id FROM articles WHERE url_id = ?", url_id)
    return found


def _edit(desk: Archivist, name: str) -> None:
    """The publisher changes a text twice: some words and a paragraph, then the headline."""
    first = _special()[name]
    paragraphs = [WORDS[0].replace("Monday", "Tuesday"), *WORDS[1:3], "The opera did not attend."]
    second = replace(first, body="\n\n".join(paragraphs))
    for days, article in ((3, second), (5, replace(second, title="Minister opens harbour after long delay"))):
        at = OPENED + timedelta(days=days)
        crawl = desk.crawl(at, counters={"article:changed": 1, "pages": 4})
        _save(desk, crawl, article, at=at)


def _edit_headline(desk: Archivist, name: str, title: str) -> None:
    """A headline with no word of the one before."""
    at = OPENED + timedelta(days=4)
    _save(desk, desk.crawl(at), replace(_special()[name], title=title), at=at)
