"""The web page: what it shows, what it refuses, and what it keeps browsers from."""

import asyncio
import re
import shutil
import signal
import socket
import sqlite3
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import feedparser
import pytest

from iria_crawler.errors import ArchiveError, IriaError, NoArchive
from iria_crawler.serve import instance, listening
from iria_crawler.serve.asked import LONGEST_QUERY
from iria_crawler.serve.closing import OPEN
from iria_crawler.store import Store
from iria_crawler.store.withholding import Decision, withhold
from tests import newsstand
from tests.conftest import Folder
from tests.newsdesk import HOME, article, desk
from tests.newsstand import ARABIC, HARM, LONG, OPENED, URDU, Stand

REPLAY = "http://127.0.0.1:9/replay"
PAGES = (
    *("/", "/articles", "/articles?q=harbour", "/articles?q=%22", "/article/1?q=harbour", "/article/2", "/article/5"),
    *(
        "/article/6",
        "/article/1/diff/1/2",
        "/edits",
        "/authors",
        "/categories",
        "/months",
        "/months?q=quay",
        "/data",
        "/nowhere",
    ),
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("stand")


@pytest.fixture(scope="module")
def stand(folder: Path) -> Stand:
    return newsstand.put_up(folder)


@pytest.fixture(scope="module")
def site(folder: Path, stand: Stand) -> Iterator["Client"]:
    with Client(folder) as client:
        yield client


class Client:
    """Asks the real application, each question as a browser would."""

    def __init__(self, folder: Path) -> None:
        self._served = instance(folder, replay_url=REPLAY)

    def __enter__(self) -> "Client":
        self._datasette = self._served.__enter__()
        asyncio.run(self._datasette.invoke_startup())  # as the server does before it listens
        return self

    def __exit__(self, *problem: Any) -> None:
        self._served.__exit__(*problem)

    def ask(self, path: str, *, method: str = "get", **args: str) -> Any:
        async def answer() -> Any:
            return await getattr(self._datasette.client, method)(path, params=args or None, follow_redirects=True)

        return asyncio.run(answer())

    def page(self, path: str, *, status: int = 200, **args: str) -> str:
        answer = self.ask(path, **args)
        assert answer.status_code == status, answer.text
        text: str = answer.text
        return text


def text_of(page: str) -> str:
    """What a page says, without its markup."""
    import html

    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


# -- what it shows --


def test_the_front_page_says_what_is_in_here(site: Client) -> None:
    said = text_of(site.page("/"))
    assert "The Example News" in said
    assert "51 articles, published from 1 February 2024 to 18 February 2026" in said
    assert "Minister opens harbour after long delay" in said
    assert "finished" in said


def test_the_list_shows_the_newest_first_and_turns_its_pages(site: Client) -> None:
    first, second = (re.findall(r'<h3><a href="/article/(\d+)"', site.page("/articles", page=n)) for n in "12")
    assert len(first) == 40
    assert len(second) == 11
    assert not set(first) & set(second)
    assert "18 February 2026" in site.page("/articles").partition("</li>")[0] + site.page("/articles")


@pytest.mark.parametrize(
    ("args", "found"),
    [
        ({"author": "P. Lind"}, 1),
        ({"category": "Ports", "language": "ar"}, 1),
        ({"tag": "ships", "from": "2026", "to": "2026"}, 8),
        ({"from": "2026-01-05", "to": "2026-01-05"}, 6),
        ({"site": "news"}, 51),
        ({"site": "other"}, 0),
        ({"category": "none such"}, 0),
    ],
)
def test_filters_narrow_the_list(site: Client, args: dict[str, str], found: int) -> None:
    page = site.page("/articles", **args)
    assert re.search(rf'role="status">{found} article', page)
    assert len(re.findall(r'<h3><a href="/article/', page)) == min(found, 40)


def test_counts_stand_beside_the_list(site: Client) -> None:
    said = text_of(site.page("/articles").partition("<aside")[2])
    assert "Years 2026 9 2025 22 2024 20" in said
    assert "Arabic 1" in said


def test_an_article_has_its_text_pictures_history_and_evidence(site: Client, stand: Stand) -> None:
    page = site.page(f"/article/{stand.harbour}")
    said = text_of(page)
    assert "The opera did not attend." in said
    assert said.index("The harbour at dawn A. Rahman") < said.index("opened on Tuesday") < said.index("A quay")
    assert "Version 3 10 January 2026 08:00 UTC" in said
    assert f'href="/article/{stand.harbour}/diff/1/2"' in page
    assert "dd if=warc/news-20260110T080000Z bs=1" in said
    assert f'href="{REPLAY}/news/20260110080000/https://news.example/harbour" rel="noreferrer"' in page


PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)


def picture_of(folder: Path, mime: str, *, written: str = f"{HOME}a.png") -> None:
    """An archive with an article that has a picture, which is held and how its page writes it."""
    with desk(folder) as news:
        news.fetch("story/", article("A story"))
        news.fetch("a.png", PNG, headers={"Content-Type": mime})
    with Store.create(folder) as store, store.transaction():
        store.run("UPDATE captures SET reason = NULL")  # as of one that was asked for as a picture
        store.run("INSERT INTO images (url) VALUES (?)", written)
        store.run(
            "INSERT INTO version_images (version_id, image_id, position, role, caption, url_id)"
            " SELECT 1, 1, 1, 'lead', 'A pier', id FROM urls WHERE url = ?",
            f"{HOME}a.png",
        )


def test_a_picture_that_is_held_is_shown_with_its_caption(tmp_path: Path) -> None:
    picture_of(tmp_path, "image/png")
    with Client(tmp_path) as client:
        assert '<img src="/picture/1"' in client.page("/article/1")
        answer = client.ask("/picture/1")
        assert (answer.status_code, answer.content, answer.headers["content-type"]) == (200, PNG, "image/png")
        assert "sandbox" in answer.headers["content-security-policy"]
        assert client.ask("/picture/2").status_code == 404
    keep_back(tmp_path, f"{HOME}a.png")
    with Client(tmp_path) as client:
        assert client.ask("/picture/1").status_code == 404
        assert "<img" not in client.page("/article/1")


def keep_back(folder: Path, url: str) -> None:
    with Store.create(folder) as store, store.transaction():
        decision = Decision(match="url", target=url, action="block", reason="x", decided_by="Ann")
        withhold(store, decision, now=datetime.now(UTC))


@pytest.mark.parametrize("target", [f"{HOME}a.png", f"{HOME}before.png", f"http://www.{HOME.partition('//')[2]}a.png"])
def test_a_picture_is_withheld_under_any_of_its_addresses(tmp_path: Path, target: str) -> None:
    with desk(tmp_path) as news:
        news.fetch("before.png", PNG, headers={"Content-Type": "image/png"})
    picture_of(tmp_path, "image/png", written=f"{HOME}a.png?utm_source=x")
    with Client(tmp_path) as client:
        assert client.ask("/picture/1").content == PNG
        keep_back(tmp_path, target)
        assert client.ask("/picture/1").status_code == 404
        assert client.ask("/iria/withholdings.json").status_code == 403


def test_an_embargo_that_is_over_ends_while_the_archive_is_served(tmp_path: Path) -> None:
    with desk(tmp_path) as news:
        news.fetch("story/", article("Harbour opens"))
    keep_back(tmp_path, f"{HOME}story/")
    with Client(tmp_path) as client:
        assert client.ask("/article/1").status_code == 404
        with Store.create(tmp_path) as store:
            store.run("UPDATE withholdings SET until = '2026-01-01T00:00:00Z', action = 'embargo'")
        assert "Harbour opens" in client.page("/iria/article.json")
        assert client.ask("/iria/article_versions.json").status_code == 200


@pytest.mark.parametrize("mime", ["image/svg+xml", "text/html", "application/pdf"])
def test_nothing_but_a_picture_is_served_as_one(tmp_path: Path, mime: str) -> None:
    picture_of(tmp_path, mime)
    with Client(tmp_path) as client:
        assert client.ask("/picture/1").status_code == 404


def test_a_version_is_read_by_its_number(site: Client, stand: Stand) -> None:
    said = text_of(site.page(f"/article/{stand.harbour}/1"))
    assert "opened on Monday" in said
    assert "This is version 1 of 3" in said


@pytest.mark.parametrize(("name", "title"), [("arabic", ARABIC), ("urdu", URDU)])
def test_right_to_left_text_runs_so(site: Client, stand: Stand, name: str, title: str) -> None:
    page = site.page(f"/article/{getattr(stand, name)}")
    assert re.search(rf'<article lang="{"ar" if name == "arabic" else "ur"}">', page)
    assert re.search(r'<header dir="rtl">.*?<h1>' + re.escape(title), page, re.DOTALL)
    assert '<p dir="rtl">' in page


def test_authors_categories_and_months_lead_to_articles(site: Client) -> None:
    assert "/articles?author=Nadia+Haddad" in site.page("/authors")
    assert "No author has" in text_of(site.page("/authors", q="nobody at all"))
    assert "/articles?site=news&amp;category=Ports" in site.page("/categories")
    months = site.page("/months")
    assert "/articles?from=2026-01&amp;to=2026-01" in months
    assert "January 2026 7" in text_of(months)


def test_words_are_found_marked_and_counted_beside(site: Client, stand: Stand) -> None:
    page = site.page("/articles", q="opera")
    assert "1 article" in text_of(page)
    assert "<mark>opera</mark>" in page
    assert f'href="/article/{stand.harbour}?q=opera"' in page
    assert "<mark>opera</mark> did not attend." in site.page(f"/article/{stand.harbour}", q="opera")
    assert "In captions The harbour at dawn" in text_of(site.page("/articles", q="harbour"))


def test_words_of_earlier_texts_are_found_where_they_are_asked_for(site: Client, stand: Stand) -> None:
    assert "Nothing fits" in text_of(site.page("/articles", q="Monday", author="P. Lind"))
    page = site.page("/articles", q="Monday", author="P. Lind", texts="all")
    assert f'href="/article/{stand.harbour}/1?q=Monday"' in page
    assert "earlier text, version 1" in page


def test_urdu_is_found_however_it_is_typed(site: Client, stand: Stand) -> None:
    page = site.page("/articles", q="پاكستان")  # with an Arabic kaf
    assert f'href="/article/{stand.urdu}?q=' in page


def test_results_can_be_had_by_date(site: Client, stand: Stand) -> None:
    by_date = re.findall(r'<h3><a href="/article/(\d+)', site.page("/articles", q="harbour", sort="date"))
    assert by_date[0] == str(stand.last)
    by_rank = re.findall(r'<h3><a href="/article/(\d+)', site.page("/articles", q="harbour"))
    assert by_rank[0] == str(stand.harbour)


def test_an_edit_is_shown_word_by_word(site: Client, stand: Stand) -> None:
    page = site.page(f"/article/{stand.harbour}/diff/1/2")
    assert "opened on <del>Monday</del><ins>Tuesday</ins> by the minister" in page
    assert "<ins>The opera did not attend.</ins>" in page
    assert f"{REPLAY}/news/20260105080000/https://news.example/harbour" in page


def test_a_headline_that_is_all_new_is_shown_beside_the_old_one(site: Client, stand: Stand) -> None:
    page = site.page(f"/article/{stand.plain}/diff/1/2")
    assert "<del>Weekly round-up</del> <ins>Ferries stay at night</ins>" in page
    assert "The text is the same, the headline is not." in page


def test_two_that_are_the_same_are_said_to_be(site: Client, stand: Stand) -> None:
    assert "The two are the same." in site.page(f"/article/{stand.harbour}/diff/1/1")


def test_edits_are_listed_newest_first(site: Client, stand: Stand) -> None:
    found = re.findall(r'href="/article/(\d+)/diff/(\d)/(\d)"', site.page("/edits"))
    assert found == [(str(stand.harbour), "2", "3"), (str(stand.plain), "1", "2"), (str(stand.harbour), "1", "2")]


def test_the_feed_of_edits_is_one_that_readers_take(site: Client, stand: Stand) -> None:
    answer = site.ask("/edits.atom")
    assert answer.headers["content-type"] == "application/atom+xml; charset=utf-8"
    read = feedparser.parse(answer.content)
    assert not read.bozo
    assert read.version == "atom10"
    assert [entry.title for entry in read.entries] == [
        "Minister opens harbour after long delay",
        "Ferries stay at night",
        "Minister opens harbour",
    ]
    assert read.entries[0].link == f"http://localhost/article/{stand.harbour}/diff/2/3"
    assert len({entry.id for entry in read.entries}) == 3
    assert read.feed.updated == read.entries[0].updated == "2026-01-10T08:00:00Z"


def test_a_feed_without_edits_is_a_feed(tmp_path: Path) -> None:
    with Store.create(tmp_path), Client(tmp_path) as client:
        read = feedparser.parse(client.ask("/edits.atom").content)
        assert (read.bozo, read.entries) == (False, [])
        assert "No article yet" in text_of(client.page("/"))
        for path in ("/articles", "/edits", "/months", "/authors", "/categories", "/months?q=word", "/articles?q=word"):
            client.page(path)


@pytest.mark.parametrize(
    ("ending", "begins"), [("bib", "@online{news-2026-1-v3,"), ("ris", "TY  - NEWS"), ("json", "[")]
)
def test_citations_are_files_for_reference_managers(site: Client, stand: Stand, ending: str, begins: str) -> None:
    answer = site.ask(f"/article/{stand.harbour}/cite.{ending}")
    assert answer.text.startswith(begins)
    assert f'filename="news-{stand.harbour}-v3.{ending}"' in answer.headers["content-disposition"]
    assert "v1" in site.ask(f"/article/{stand.harbour}/1/cite.{ending}").headers["content-disposition"]


def test_the_share_of_articles_with_a_word_is_told_by_month(site: Client) -> None:
    said = text_of(site.page("/months", q="opera"))
    assert "January 2026 1 7 14 %" in said
    assert "Share of each month’s articles that have it" in said


def test_a_long_title_is_shown_whole(site: Client) -> None:
    assert LONG in text_of(site.page("/articles"))


# -- what it refuses --


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/article/999", "There is no article 999 in this archive."),
        ("/article/1/9", "Article 1 has no version 9."),
        ("/nowhere", "There is no page /nowhere."),
        ("/article/99999999999999999", "There is no article"),
    ],
)
def test_what_is_not_there_is_said_and_what_is_there_shown(site: Client, path: str, said: str) -> None:
    page = site.page(path, status=404)
    assert said in text_of(page)
    assert 'href="/articles"' in page
    assert "Traceback" not in page


@pytest.mark.parametrize("value", ["yesterday", "2026-13", "2026-02-30-1", "٢٠٢٦"])
def test_what_is_no_date_is_said_on_the_page(site: Client, value: str) -> None:
    page = site.page("/articles", **{"from": value})
    assert "is no date" in text_of(page)
    assert "51 articles" in text_of(page)


def test_a_query_of_ten_thousand_characters_is_refused_in_one_line(site: Client) -> None:
    said = text_of(site.page("/articles", q="word " * 2000))
    assert f"The search has 9,999 characters; {LONGEST_QUERY:,} are the most that is read." in said


@pytest.mark.parametrize(
    "query", ['"', "a AND", "(", "NEAR(", "body:", "nocolumn:x", "*", "^", "'", "U.S. troops", "--"]
)
def test_words_that_cannot_be_read_as_a_search_are_said_in_one_line(site: Client, query: str) -> None:
    assert text_of(site.page("/articles", q=query)).count("These words cannot be searched for") == 1
    assert "These words cannot be searched for" in site.page("/months", q=query)
    assert "opened on" in site.page("/article/1", q=query)


def test_a_sign_that_is_no_text_is_left_out_of_a_query(site: Client) -> None:
    assert "<mark>opera</mark>" in site.page("/articles", q="op\0era")


def test_a_bad_search_offers_the_phrase_instead(site: Client) -> None:
    page = site.page("/articles", q="U.S. troops")
    assert "These words cannot be searched for: syntax error near" in text_of(page)
    assert 'href="/articles?q=%22U.S.+troops%22"' in page


@pytest.mark.parametrize("page", ["0", "-1", "x", "99999999999999999999", "251"])
def test_a_page_number_that_is_none_does_no_harm(site: Client, page: str) -> None:
    site.page("/articles", page=page)


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_nothing_can_be_written(site: Client, method: str) -> None:
    assert site.ask("/articles", method=method).status_code in (403, 405)


def test_sql_that_writes_is_refused(site: Client, folder: Path) -> None:
    for sql in ("delete from articles", "select * from articles; drop table articles", "pragma journal_mode=delete"):
        assert site.ask("/iria.json", sql=sql).status_code == 400
    with closing(sqlite3.connect(folder / "iria.db")) as connection:
        assert connection.execute("SELECT count(*) FROM articles").fetchone() == (51,)


def test_sql_that_takes_too_long_is_ended(site: Client) -> None:
    sql = "with recursive n(i) as (select 1 union all select i + 1 from n) select max(i) from n"
    assert site.ask("/iria.json", sql=sql).status_code == 400


# -- what is withheld --


@pytest.fixture(scope="module")
def withheld(folder: Path, stand: Stand, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """The pages of an archive in which an article with edits is withheld while they are served."""
    archive = tmp_path_factory.mktemp("withheld") / "archive"
    shutil.copytree(folder, archive)
    with Client(archive) as client:
        client.page(f"/article/{stand.harbour}")
        decision = Decision(match="article", target=str(stand.harbour), action="block", reason="x", decided_by="y")
        with Store.create(archive) as store, store.transaction():
            withhold(store, decision, now=OPENED)
        yield client


def test_an_article_that_is_withheld_is_on_no_page(withheld: Client, stand: Stand) -> None:
    there = f"/article/{stand.harbour}"
    for path in (there, f"{there}/1", f"{there}/diff/1/2", f"{there}/cite.bib"):
        assert "is withheld and not shown" in withheld.page(path, status=404)
    assert "50 articles" in text_of(withheld.page("/"))
    for path in ("/", "/articles", "/articles?page=2", "/articles?q=opera&texts=all", "/edits", "/edits.atom"):
        assert "Minister opens" not in withheld.page(path)
    assert "January 2026 6" in text_of(withheld.page("/months"))
    assert "P. Lind" not in withheld.page("/authors")


@pytest.mark.parametrize(
    "path",
    [
        *("/iria/article_versions", "/iria/articles.json", "/iria/versions_fts", "/iria/article_versions/1"),
        *("/iria?sql=select+body+from+article_versions", "/iria.json?sql=select+1", "/iria/-/query?sql=select+1"),
        *("/iria/article_list?_where=1", "/iria/article_list.json?_through={}", "/~69ria/article_versions"),
        *("/iria/article~5Fversions", "/iria/article_versions.csv", "/-/metadata.json"),
        *(f"/iria/{name}.json?_fts_table=versions_fts&_fts_pk=version_id&_search=opera" for name in OPEN),
        *("/iria/events", "/iria/problems.json", "/iria/people.csv", "/iria/withholdings", "/iria/tombstones"),
    ],
)
def test_tables_that_hold_a_withheld_text_are_closed(withheld: Client, path: str) -> None:
    page = withheld.page(path, status=403)
    assert "closed while articles of this archive are withheld" in page
    assert "opera" not in page


@pytest.mark.parametrize("name", OPEN)
def test_views_and_tables_without_texts_stay_open(withheld: Client, name: str) -> None:
    for ending in ("", ".json", ".csv"):
        page = withheld.page(f"/iria/{name}{ending}")
        assert "Minister opens" not in page
        assert "opera" not in page
    assert "Minister opens" not in withheld.page("/iria/article_list", _search="minister")


# -- what it keeps browsers from --


def test_strings_that_would_do_harm_are_text(site: Client, stand: Stand) -> None:
    for path in ("/", "/articles", f"/article/{stand.harm}", "/authors", "/categories", "/iria/article_list"):
        page = site.page(path)
        assert "<script>document.title" not in page
        assert "<img src=x" not in page
    assert HARM in text_of(site.page(f"/article/{stand.harm}").replace("&lt;", "\0").replace("\0", "<")) or "&lt;script"
    assert text_of(site.page("/articles", author=HARM)).count("1 article")


@pytest.mark.parametrize("path", PAGES)
def test_pages_of_ours_need_neither_scripts_nor_other_hosts(site: Client, path: str) -> None:
    answer = site.ask(path)
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert "unsafe" not in policy
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert not re.findall(
        r"<(?:script|iframe|object|embed)\b|\sstyle=|\son\w+=", re.sub(r"&lt;.*?&gt;", "", answer.text)
    )
    loaded = re.findall(r'(?:src|<link[^>]*href)="([^"]+)"', answer.text)
    assert all(address.startswith("/") for address in loaded)
    outside = re.findall(r'<a [^>]*href="(?:https?:)?//[^>]*>', answer.text)
    assert all('rel="noreferrer"' in link for link in outside)


@pytest.mark.parametrize("path", ["/iria", "/iria/article_list", "/iria?sql=select+1", "/iria/article_list.json"])
def test_datasettes_pages_run_no_scripts_but_its_own(site: Client, path: str) -> None:
    answer = site.ask(path)
    assert answer.status_code == 200
    policy = answer.headers["content-security-policy"]
    (scripts,) = re.findall(r"script-src ([^;]+)", policy)
    assert "unsafe" not in scripts
    assert "http" not in policy
    assert not re.findall(
        r'(?:src|href)="(?:https?:)?//', re.sub("https://news.example|http://localhost", "", answer.text)
    )


def test_the_data_are_there_as_json_and_csv(site: Client) -> None:
    rows = site.ask("/iria/article_list.json", _shape="array", _size="3").json()
    assert len(rows) == 3
    assert site.ask("/iria/article_list.csv", _size="1").text.startswith("id,site,title")


def test_the_page_of_the_data_says_what_each_table_holds(site: Client) -> None:
    page = site.page("/data")
    assert "The one view for most questions" in text_of(page)
    names = re.findall(r'<a href="/iria/(\w+)"><code>', page)
    assert {"article", "citation", "articles", "captures", "urls"} <= set(names)
    for name in names:
        assert site.ask(f"/iria/{name}.json", _size="1").status_code == 200, name


# -- databases that cannot be served --


def test_where_there_is_no_archive_it_says_so(tmp_path: Path) -> None:
    with pytest.raises(NoArchive), Client(tmp_path):
        pass


def test_a_damaged_database_is_said_to_be_so(tmp_path: Path) -> None:
    (tmp_path / "iria.db").write_bytes(b"SQLite format 3\0" + b"\xff" * 8000)
    with pytest.raises(ArchiveError, match="damaged"), Client(tmp_path):
        pass


def test_a_database_of_a_newer_iria_is_not_served(folder: Path, stand: Stand, tmp_path: Path) -> None:
    shutil.copytree(folder, tmp_path / "archive")
    with closing(sqlite3.connect(tmp_path / "archive/iria.db")) as connection, connection:
        connection.execute("INSERT INTO _sqlite_migrations VALUES (999, 'iria', 'm999_later', '2030-01-01')")
    with pytest.raises(IriaError, match="m999_later"), Client(tmp_path / "archive"):
        pass


def test_a_database_that_breaks_while_it_is_served_gives_a_page(folder: Path, stand: Stand, tmp_path: Path) -> None:
    shutil.copytree(folder, tmp_path / "archive")
    database = tmp_path / "archive/iria.db"
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    with Client(tmp_path / "archive") as client:
        whole = database.read_bytes()
        database.write_bytes(whole[:8192] + b"\xff" * (len(whole) - 8192))
        page = client.page("/articles", status=503)
    assert "cannot be read now" in text_of(page)


def test_a_locked_database_gives_a_page(folder: Path, stand: Stand, tmp_path: Path) -> None:
    shutil.copytree(folder, tmp_path / "archive")
    with closing(sqlite3.connect(tmp_path / "archive/iria.db")) as other:
        other.execute("PRAGMA journal_mode = DELETE")  # with a WAL nobody can lock readers out
    with Client(tmp_path / "archive") as client, closing(sqlite3.connect(tmp_path / "archive/iria.db")) as other:
        other.execute("BEGIN EXCLUSIVE")
        assert "cannot be read now" in text_of(client.page("/articles", status=503))
        other.execute("ROLLBACK")
        client.page("/articles")


# -- the command --


def test_it_serves_on_a_free_port_and_ends_with_ctrl_c(folder: Path, stand: Stand) -> None:
    with Folder(path=folder).start("serve", "--port", "0") as process:
        assert process.stderr is not None
        line = process.stderr.readline()
        url = re.search(r"http://127\.0\.0\.1:\d+/", line)
        assert url, line + process.stderr.read()
        with urllib.request.urlopen(url[0], timeout=10) as answer:
            assert b"The Example News" in answer.read()
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=20)
    assert (process.returncode, out, err) == (0, "", "")


def test_a_port_in_use_is_one_clear_line(folder: Path, stand: Stand) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = Folder(path=folder).run("serve", "--port", str(port), code=1)
    assert done.stderr.splitlines() == [
        f"iria: port {port} on 127.0.0.1 is in use; choose another with --port, or any free one with --port 0"
    ]


def test_it_listens_on_this_machine_alone() -> None:
    with listening("127.0.0.1", 0) as there:
        assert there.socket.getsockname()[0] == "127.0.0.1"


def test_a_host_that_is_none_is_one_clear_line() -> None:
    with pytest.raises(IriaError, match="no host"), listening("no such host", 0):
        pass
