"""What is held stays held: articles that vanish, move and return, and pages that stand before a site for a while."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest

from .conftest import Folder
from .host import Host, Said, host, page
from .newsdesk import article

HTML = {"Content-Type": "text/html; charset=utf-8"}
CHALLENGE = (
    b"<!DOCTYPE html><html><head><title>Just a moment...</title></head><body><h1>Checking your browser</h1>"
    b'<form id="challenge-form" action="/cdn-cgi/l/chk_captcha"></form>'
    b'<script src="/cdn-cgi/challenge-platform/h/b/orchestrate/jsch/v1"></script></body></html>'
)
NOTICE = "We are updating our website and will be back soon. Thank you for your patience."
LONG_NOTICE = (
    "Dear readers, our whole website is being moved to a new and faster system this week. While our technicians "
    "carry all texts and pictures over, no page can be shown. Subscribers need not do anything, and all passwords "
    "stay as they are. We expect to be back within a day. In the meantime you can follow us on the radio and in "
    "print. If you have questions, please write to the desk, and somebody will answer as soon as may be. "
) * 2


@dataclass
class Press:
    """A small site of lists, whose answers a test may replace: one by one, or for all paths at once."""

    stories: tuple[str, ...] = ("/2026/a/", "/2026/b/", "/2026/c/", "/2026/brief/")
    robots: Said = Said(status=404)  # noqa: RUF009  # a frozen value
    instead: dict[str, Said] = field(default_factory=dict)
    everywhere: Callable[[str], Said] | None = None

    def says(self, path: str) -> Said:
        if path in self.instead:
            return self.instead[path]
        if path == "/robots.txt":
            return self.robots
        if self.everywhere:
            return self.everywhere(path)
        if path == "/":
            return page("Front page", *self.stories)
        return self.story(path) if path in self.stories else Said(status=404, headers=HTML)

    def story(self, path: str, word: str = "harbour") -> Said:
        name = path.strip("/").rpartition("/")[2]
        body = article(f"The {name} of the town", word=f"{name}{word}")
        if name == "brief":  # forty words and no more
            body = body.replace(body[body.index(b"</p>") + 4 : body.index(b"</article>")], b"")
        return Said(body=body, headers=HTML)


@contextmanager
def crawled(archive: Folder, *lines: str, **about: Any) -> Iterator[tuple[Press, Host]]:
    """A site that has been crawled once, while it is up."""
    press = Press(**about)
    with host(press.says) as up:
        archive.site("press", up.url, *lines)
        archive.run("crawl", "press")
        yield press, up


def texts(archive: Folder) -> list[tuple[Any, ...]]:
    return archive.rows(
        "SELECT u.url, v.title, v.body, a.versions FROM articles a JOIN urls u ON u.id = a.url_id"
        " JOIN article_versions v ON v.id = a.current_version_id ORDER BY 1"
    )


def status(archive: Folder, path: str) -> str:
    [(found,)] = archive.rows(
        "SELECT a.status FROM articles a JOIN urls u ON u.id = a.url_id WHERE u.url LIKE ?", f"%{path}"
    )
    return str(found)


def url(archive: Folder, path: str) -> dict[str, Any]:
    names = ("state", "reason", "next_due_at", "missing_since")
    [row] = archive.rows(f"SELECT {', '.join(names)} FROM urls WHERE url LIKE ?", f"%{path}")
    return dict(zip(names, row, strict=True))


def later(archive: Folder, days: int) -> None:
    """Have all that happened have happened so many days before."""
    with sqlite3.connect(archive.path / "iria.db") as database:
        for column in ("last_checked_at", "next_due_at", "missing_since", "first_seen_at"):
            database.execute(
                f"UPDATE urls SET {column} = strftime('%Y-%m-%dT%H:%M:%SZ', {column}, ?) WHERE {column} IS NOT NULL",
                (f"-{days} days",),
            )
    database.close()


GONE: dict[str, Callable[[str], Said]] = {
    "404": lambda home: Said(status=404, body=b"<p>Nothing here</p>", headers=HTML),
    "410": lambda home: Said(status=410),
    "soft 404": lambda home: Said(
        body=b"<!doctype html><title>Page not found</title><body class='error404'><h1>Page not found</h1>"
        b"<p>The page you are looking for does not exist.</p>",
        headers=HTML,
    ),
    "redirect to the front page": lambda home: Said(status=302, headers={"Location": home + "/"}),
}


@pytest.mark.parametrize(
    "answer",
    [pytest.param(name, marks=pytest.mark.long) if name != "404" else name for name in GONE],
)
def test_an_article_is_gone_after_a_week_of_absence_and_keeps_its_text(archive: Folder, answer: str) -> None:
    with crawled(archive) as (press, up):
        before = texts(archive)
        assert len(before) == 4
        press.instead["/2026/a/"] = GONE[answer](up.url)
        archive.run("crawl", "press", "--full")
        assert status(archive, "/2026/a/") == "live"
        later(archive, 3)
        archive.run("crawl", "press")
        assert status(archive, "/2026/a/") == "live"
        later(archive, 5)
        archive.run("crawl", "press")
        assert status(archive, "/2026/a/") == "gone"
        assert texts(archive) == before
        del press.instead["/2026/a/"]
        later(archive, 30)
        archive.run("crawl", "press")
        assert status(archive, "/2026/a/") == "live"
        assert texts(archive) == before
    archive.run("verify", "--full")


def test_an_absence_that_was_a_mistake_counts_for_nothing_when_the_next_one_comes(archive: Folder) -> None:
    with crawled(archive) as (press, _):
        press.instead["/2026/a/"] = Said(status=404)
        archive.run("crawl", "press", "--full")
        del press.instead["/2026/a/"]
        later(archive, 3)
        archive.run("crawl", "press")
        assert url(archive, "/2026/a/")["missing_since"] is None
        later(archive, 30)
        press.instead["/2026/a/"] = Said(status=404)
        archive.run("crawl", "press", "--full")
        assert status(archive, "/2026/a/") == "live"


def test_an_article_under_a_new_address_is_the_same_article(archive: Folder) -> None:
    with crawled(archive) as (press, _):
        press.instead["/2026/a/"] = Said(status=301, headers={"Location": "/news/a/"})
        press.instead["/news/a/"] = press.story("/2026/a/")
        archive.run("crawl", "press", "--full")
        assert sorted(row[1] for row in texts(archive)).count("The a of the town") <= 2
        assert status(archive, "/2026/a/") in ("moved", "live")
        assert url(archive, "/2026/a/")["next_due_at"] is not None, "it may come back"


@pytest.mark.parametrize("code", [301, *(pytest.param(code, marks=pytest.mark.long) for code in (302, 307))])
def test_a_site_that_sends_everybody_to_a_notice_for_an_hour_is_looked_at_again(archive: Folder, code: int) -> None:
    with crawled(archive) as (press, _):
        before = texts(archive)
        press.everywhere = lambda path: Said(status=code, headers={"Location": "/maintenance/"})
        press.instead["/maintenance/"] = Said(body=f"<h1>Back soon</h1><p>{NOTICE}</p>".encode(), headers=HTML)
        archive.run("crawl", "press", "--full", code=None)
        press.everywhere = None
        assert texts(archive) == before
        assert {status(archive, path) for path in press.stories} == {"live"}
        assert all(url(archive, path)["next_due_at"] for path in press.stories)


@pytest.mark.parametrize(
    "words", [pytest.param(NOTICE, id="short", marks=pytest.mark.long), pytest.param(LONG_NOTICE, id="long")]
)
@pytest.mark.parametrize(
    "titled", [pytest.param(False, id="bare", marks=pytest.mark.long), pytest.param(True, id="as an article")]
)
@pytest.mark.parametrize(
    "number",
    [
        pytest.param("", id="always the same", marks=pytest.mark.long),
        pytest.param("<!-- request of {} -->", id="never the same"),
    ],
)
def test_a_notice_with_status_200_for_every_page_changes_no_article(
    archive: Folder, words: str, titled: bool, number: str
) -> None:
    with crawled(archive) as (press, _):
        before = texts(archive)
        text = article("We will be back soon").decode() if titled else "<title>Back</title><body><article></article>"
        start, end = text.index("<article>") + 9, text.index("</article>")
        body = f"{text[:start]}<h1>We will be back soon</h1><p>{words}</p>{text[end:]}"
        press.everywhere = lambda path: Said(body=(body + number.format(path)).encode(), headers=HTML)
        archive.run("crawl", "press", "--full", code=None)
        assert texts(archive) == before
        press.everywhere = None
        assert all(url(archive, path)["next_due_at"] for path in press.stories), "it is looked at again"
        archive.run("crawl", "press", "--full")
        assert texts(archive) == before


@pytest.mark.long
def test_a_wall_before_every_page_ends_the_crawl_and_changes_no_article(archive: Folder) -> None:
    with crawled(archive) as (press, up):
        before, first = texts(archive), len(up.paths)
        press.robots = Said(status=403, body=CHALLENGE, headers=HTML)
        press.everywhere = lambda path: press.robots
        archive.run("crawl", "press", "--full", code=18)
        assert texts(archive) == before
        assert len(up.paths) - first <= 4
        walled = len(up.paths)
        archive.run("crawl", "press", code=18)
        assert len(up.paths) == walled


@pytest.mark.long
@pytest.mark.parametrize("code", [200, 403])
def test_no_page_is_asked_for_while_a_wall_hides_robots_txt(archive: Folder, code: int) -> None:
    press = Press(robots=Said(status=code, body=CHALLENGE, headers=HTML))
    with host(press.says) as up:
        archive.site("press", up.url)
        archive.run("crawl", "press", code=None)
    assert set(up.paths) == {"/robots.txt"}


@pytest.mark.parametrize("code", [404, *(pytest.param(code, marks=pytest.mark.long) for code in (403, 500))])
def test_a_front_page_that_failed_is_asked_for_again_by_the_next_run(archive: Folder, code: int) -> None:
    with crawled(archive) as (press, _):
        press.instead["/"] = Said(status=code, headers=HTML | {"Retry-After": "0"})
        archive.run("crawl", "press", code=None)
        del press.instead["/"]
        press.stories = (*press.stories, "/2026/new/")
        archive.run("crawl", "press")
        assert len(texts(archive)) == 5


def test_patch_asks_for_robots_txt_and_what_failed_and_for_nothing_else(archive: Folder) -> None:
    link = b"<link rel=alternate type='application/rss+xml' href='/feed/'>"
    front = b"<!doctype html><head>" + link + b"</head><a href='/2026/a/'>A</a>"
    feed = Said(body=b"<rss><channel><title>x</title></channel></rss>", headers={"Content-Type": "application/rss+xml"})
    about = {
        "instead": {"/": Said(body=front, headers=HTML), "/feed/": feed, "/2026/a/": Said(status=403, headers=HTML)}
    }
    with crawled(archive, **about) as (press, up):
        press.instead["/2026/a/"] = press.story("/2026/a/")
        first = len(up.paths)
        archive.run("crawl", "press", "--patch")
        assert set(up.paths[first:]) - {"/sitemap.xml"} == {"/2026/a/", "/robots.txt"}
        assert len(texts(archive)) == 1
        archive.run("crawl", "press", "--patch")
