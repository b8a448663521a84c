"""A browser looks at pages in replay: what they show, what they lack, what they wanted from elsewhere.

Runs with `make test-browser`.
"""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from iria_crawler.replay import replaying
from iria_crawler.store import Store
from tests.browsers import CHROMIUM, browser
from tests.captures import SLUG, STYLED, with_pictures
from tests.conftest import Folder
from tests.newsdesk import HOME

pytest.importorskip("playwright.sync_api", reason="no Playwright here; `make test-browser` brings it")
TOOLS = os.environ.get("IRIA_REPLAY")
pytestmark = [
    pytest.mark.skipif(not CHROMIUM, reason="no Chromium here"),
    pytest.mark.skipif(not TOOLS, reason="no pywb here; `make test-browser` brings it"),
]


@pytest.fixture(scope="module")
def looked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Folder, dict[str, dict[str, Any]]]]:
    """An archive, and what the command said of each page of it."""
    archive = Folder(path=tmp_path_factory.mktemp("archive"))
    with_pictures(archive.path)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("IRIA_PYWB", str(Path(TOOLS or "").resolve()))
        told = [json.loads(line) for line in archive.run("qa", SLUG, "--json").stdout.splitlines()]
        yield archive, {each["url"].removeprefix(HOME): each for each in told}


def test_a_page_that_has_everything_is_good(looked: tuple[Folder, dict[str, dict[str, Any]]]) -> None:
    page = looked[1][STYLED]
    assert (page["rating"], page["text_match"], page["missing"]) == ("good", 1.0, [])
    assert page["resources_ok"] == 3


def test_what_a_page_lacks_is_named(looked: tuple[Folder, dict[str, dict[str, Any]]]) -> None:
    page = looked[1]["section/lacking"]
    assert page["rating"] == "fair"
    assert page["missing"] == [{"url": f"{HOME}missing.svg", "kind": "image", "status": 404}]


def test_what_tries_to_leave_is_counted_and_does_not(looked: tuple[Folder, dict[str, dict[str, Any]]]) -> None:
    page = looked[1]["leaving"]
    assert page["requests_left"] == 1
    assert page["missing"] == [{"url": "https://away.example/pixel.gif", "kind": "image", "status": None}]


def test_a_page_whose_text_is_not_the_one_of_the_database_is_bad(
    looked: tuple[Folder, dict[str, dict[str, Any]]],
) -> None:
    archive, told = looked
    with Store.create(archive.path) as store, store.transaction():
        store.run(
            "UPDATE article_versions SET body = 'Nothing of this stands there at all.' WHERE title LIKE '%styled%'"
        )
    again = [json.loads(line) for line in archive.run("qa", SLUG, "--json").stdout.splitlines()]
    [page] = [each for each in again if each["url"] == f"{HOME}{STYLED}"]
    assert page["rating"] == "bad"
    with Store.open(archive.path) as store:
        assert store.value("SELECT count(*) FROM replay_checks") == 2 * len(told)


def test_every_look_is_in_the_database_and_noted(looked: tuple[Folder, dict[str, dict[str, Any]]]) -> None:
    archive, told = looked
    with Store.open(archive.path) as store:
        rows = list(
            store.rows(
                "SELECT r.*, u.url FROM replay_checks r JOIN captures c ON c.id = r.capture_id"
                " JOIN urls u ON u.id = c.url_id ORDER BY r.id LIMIT ?",
                len(told),
            )
        )
        event = store.row("SELECT object, outcome, detail FROM events WHERE type = 'replay-check' ORDER BY id LIMIT 1")
        lacking = store.value("SELECT count(*) FROM missing_resources WHERE url LIKE '%missing.svg'")
    assert {row["url"].removeprefix(HOME): row["rating"] for row in rows} == {
        path: each["rating"] for path, each in told.items()
    }
    assert lacking >= 1
    assert event is not None
    assert (event["object"], event["outcome"]) == (f"site:{SLUG}", "warning")
    assert json.loads(event["detail"])["pages"] == len(told)


def wait_for_pictures(page: Any) -> None:
    """Return when all pictures are shown. The page lets nobody wait for it by a script of its own."""
    for _ in range(100):
        if page.evaluate("[...document.images].every(image => image.complete && image.naturalWidth)"):
            return
        page.wait_for_timeout(100)
    raise AssertionError("some pictures are not shown")


def test_the_contact_sheet_shows_a_picture_of_every_page_and_asks_for_nothing_else(
    looked: tuple[Folder, dict[str, dict[str, Any]]],
) -> None:
    archive, told = looked
    sheet = min(archive.path.glob(f"qa/{SLUG}/*/index.html"))
    asked: list[str] = []
    with browser() as chromium:
        page = chromium.new_page(viewport={"width": 1280, "height": 3000})
        page.on("request", lambda request: asked.append(request.url))
        page.goto(sheet.as_uri())
        wait_for_pictures(page)
        assert page.locator(".sheet > li").count() == len(told)
        assert page.locator(".verdict").inner_text() == "2 good, 2 fair, 0 bad"
    assert all(url.startswith(sheet.parent.as_uri()) for url in asked)


def test_the_report_of_the_last_crawl_shows_the_pictures(looked: tuple[Folder, dict[str, dict[str, Any]]]) -> None:
    archive, told = looked
    [page] = archive.path.glob("crawls/*/report/index.html")
    with browser() as chromium:
        tab = chromium.new_page(viewport={"width": 1280, "height": 6000})
        tab.goto(page.as_uri())
        wait_for_pictures(tab)
        assert tab.locator(".shots img").count() == len(told)
        tab.get_by_role("link", name="contact sheet").click()
        assert "pages in replay" in tab.locator(".kicker").inner_text().casefold()


def test_a_page_replays_with_its_picture_and_style_and_no_request_leaves(
    looked: tuple[Folder, dict[str, dict[str, Any]]],
) -> None:
    archive, _ = looked
    with (
        Store.open(archive.path) as store,
        replaying(store, archive.path, port=0) as running,
        browser() as chromium,
    ):
        tab = chromium.new_page()
        asked: list[str] = []
        tab.on("request", lambda request: asked.append(request.url))
        tab.goto(running.page(f"{HOME}{STYLED}", "2999"))
        frame = tab.wait_for_selector("#replay_iframe").content_frame()
        frame.wait_for_url("**mp_/**")
        frame.wait_for_function("document.images.length && [...document.images].every(image => image.complete)")
        assert frame.evaluate("document.images[0].naturalWidth") == 40
        assert frame.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(1, 2, 3)"
    assert all(url.startswith((running.url, "data:", "blob:")) for url in asked)


def test_a_dry_run_looks_at_nothing(looked: tuple[Folder, dict[str, dict[str, Any]]]) -> None:
    archive, _ = looked
    before = sorted(archive.path.rglob("*.jpg"))
    assert len(archive.run("qa", SLUG, "--dry-run").stdout.splitlines()) == 4
    assert sorted(archive.path.rglob("*.jpg")) == before
