"""A real browser searches, reads, compares and follows the link into the replay; axe-core finds no serious fault.

Runs with `make test-browser`, which gives Playwright an environment of its own; it takes the Chromium of the machine.
"""

import os
import re
import shutil
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from iria_crawler.demo import DemoSite, generate, serve
from tests import newsstand
from tests.conftest import Folder
from tests.newsstand import HARM, Stand

playwright = pytest.importorskip("playwright.sync_api", reason="no Playwright here; `make test-browser` brings it")
axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="no axe-core here; see `make test-browser`")

NAMES = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM = os.environ.get("IRIA_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
REPLAY_TOOLS = os.environ.get("IRIA_REPLAY")
PAGES = (
    *("/", "/articles", "/articles?q=harbour&from=2026", "/articles?q=%22", "/article/1?q=harbour", "/article/2"),
    *("/article/3", "/article/4", "/article/5", "/article/1/2", "/article/1/diff/1/2", "/edits", "/authors"),
    *("/categories", "/months", "/months?q=quay", "/data", "/article/999", "/data"),
)
TITLE = "Ferries will no longer run at night"

pytestmark = pytest.mark.skipif(
    not CHROMIUM, reason=f"no Chromium here: none of {', '.join(NAMES)} on the PATH, and no $IRIA_CHROMIUM"
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    with playwright.sync_playwright() as tool:
        chromium = tool.chromium.launch(executable_path=CHROMIUM, args=arguments)
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def stand(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Stand]]:
    folder = tmp_path_factory.mktemp("stand")
    put_up = newsstand.put_up(folder)
    with served(folder) as url:
        yield url, put_up


@pytest.fixture(scope="module")
def site() -> DemoSite:
    return generate(8)


@pytest.fixture(scope="module")
def crawled(site: DemoSite, tmp_path_factory: pytest.TempPathFactory) -> Folder:
    """The archive of a site that is down by now, one of whose articles was edited between two crawls."""
    archive = Folder(path=tmp_path_factory.mktemp("archive"))
    with serve(site) as there:
        archive.run("crawl", there.url, "--delay", "0")
        site.edit(site.stories[0].slug, title=TITLE, paragraph="Nobody had been asked about the moonlight.")
        archive.run("crawl", "--delay", "0", "--full")
    return archive


@contextmanager
def served(folder: Path, *more: str) -> Iterator[str]:
    """The address of the pages of an archive, from the command itself."""
    with Folder(path=folder).start("serve", "--port", "0", *more) as process:
        assert process.stderr
        try:
            found = re.search(r"http://\S+/", process.stderr.readline())
            assert found
            yield found[0].rstrip("/")
        finally:
            process.send_signal(signal.SIGINT)
            process.communicate(timeout=20)


@contextmanager
def tab(browser: Any, *, width: int = 1280, scheme: str = "light") -> Iterator[tuple[Any, list[str]]]:
    """A page of a browser, and all addresses that it asked for."""
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    context.set_default_timeout(10_000)
    page, asked = context.new_page(), []
    page.on("request", lambda request: asked.append(request.url))
    try:
        yield page, asked
    finally:
        context.close()


def test_a_reader_searches_reads_and_compares(browser: Any, crawled: Folder) -> None:
    with served(crawled.path) as url, tab(browser) as (page, asked):
        page.goto(url)
        page.get_by_role("searchbox").fill("moonlight")
        page.keyboard.press("Enter")
        assert page.locator("mark").first.inner_text() == "moonlight"
        page.get_by_role("link", name=TITLE).click()
        assert page.get_by_role("heading", level=1).inner_text() == TITLE
        assert page.locator("article mark").inner_text() == "moonlight"
        page.get_by_role("link", name="what changed").click()
        page.locator(".row ins").first.wait_for()
        assert "moonlight" in " ".join(page.locator(".row ins").all_inner_texts())
        assert page.locator(".row del").count() > 0
        assert all(address.startswith((url, "data:")) for address in asked)


@pytest.mark.skipif(not REPLAY_TOOLS, reason="no pywb here; `make test-browser` takes that of `make test-replay`")
def test_the_link_leads_into_the_replay(browser: Any, crawled: Folder, tmp_path: Path) -> None:
    with (
        replayed(crawled, tmp_path) as replay,
        served(crawled.path, "--replay-url", replay) as url,
        tab(browser) as (page, _),
    ):
        page.goto(f"{url}/articles?q=moonlight")
        page.get_by_role("link", name=TITLE).click()
        page.get_by_role("link", name="Replay the capture").click()
        page.wait_for_load_state()
        assert page.url.startswith(replay)
        frames = [frame.locator("body").inner_text() for frame in page.frames]
        assert any("Nobody had been asked about the moonlight." in text for text in frames)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_no_serious_fault(browser: Any, stand: tuple[str, Stand], width: int, scheme: str) -> None:
    found = []
    with tab(browser, width=width, scheme=scheme) as (page, _):
        for path in PAGES:
            page.goto(stand[0] + path)
            for fault in axe.Axe().run(page).response["violations"]:
                if fault["impact"] in ("serious", "critical"):
                    found += [(path, fault["id"], node["html"][:120]) for node in fault["nodes"]]
    assert found == []


@pytest.mark.parametrize("width", [1280, 390])
def test_no_page_is_wider_than_its_window_or_asks_another_host(
    browser: Any, stand: tuple[str, Stand], width: int
) -> None:
    with tab(browser, width=width) as (page, asked):
        for path in PAGES:
            page.goto(stand[0] + path)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        assert all(address.startswith(stand[0]) for address in asked)


def test_strings_that_would_do_harm_do_none(browser: Any, stand: tuple[str, Stand]) -> None:
    url, there = stand
    with tab(browser) as (page, asked):
        for path in ("/", "/articles", f"/article/{there.harm}", "/authors", "/iria/article_list", "/iria/people"):
            page.goto(url + path)
            assert page.title() != "owned"
            assert HARM[:40] in page.locator("body").inner_text()
        assert not [address for address in asked if address.endswith("/x")]


def test_right_to_left_text_stands_on_the_right(browser: Any, stand: tuple[str, Stand]) -> None:
    url, there = stand
    with tab(browser) as (page, _):
        page.goto(f"{url}/article/{there.urdu}")
        body, first = page.locator(".body"), page.locator(".body p").first
        assert first.evaluate("node => getComputedStyle(node).direction") == "rtl"
        drawn = first.evaluate(
            "node => { const all = document.createRange(); all.selectNodeContents(node);"
            " return Math.max(...[...all.getClientRects()].map(line => line.right)) }"
        )
        edge = body.bounding_box()
        assert abs(edge["x"] + edge["width"] - drawn) < 3


def test_the_keyboard_reaches_everything_from_the_first_key(browser: Any, stand: tuple[str, Stand]) -> None:
    with tab(browser) as (page, _):
        page.goto(stand[0] + "/articles")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "skip"
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.id") == "q"


def test_pages_work_without_a_script(browser: Any, stand: tuple[str, Stand]) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(stand[0] + "/articles")
    page.get_by_label("Words").fill("opera")
    page.get_by_role("button", name="Search").click()
    assert page.locator(".entries li").count() == 1
    page.get_by_text("Author, category").click()
    page.get_by_label("From").fill("2031")
    page.get_by_role("button", name="Search").click()
    assert "Nothing fits" in page.locator("main").inner_text()
    context.close()


@contextmanager
def replayed(archive: Folder, work: Path) -> Iterator[str]:
    """The address of pywb over an archive, one collection a site."""
    ((slug,),) = archive.rows("SELECT slug FROM sites")
    files, tools = archive.warcs(), Path(REPLAY_TOOLS or "").resolve()
    index = ["--sort", "--cdxj", "--output", str(work / "index.cdxj")]
    subprocess.run([tools / "cdx-indexer", *index, *files], check=True, capture_output=True)
    folders = [f"{folder}/" for folder in sorted({file.parent for file in files})]
    (work / "config.yaml").write_text(
        f"collections:\n  {slug}:\n    index_paths: {work}/index.cdxj\n    archive_paths: {folders}\n"
    )
    with socket.socket() as listener:  # pywb does not say which port it got when asked for any
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    command = [tools / "wayback", "-b", "127.0.0.1", "-p", str(port), "--threads", "2"]
    with subprocess.Popen(command, cwd=work, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            _wait(f"http://127.0.0.1:{port}/")
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()


def _wait(url: str) -> None:
    for _ in range(100):
        try:
            urllib.request.urlopen(url, timeout=10).close()
        except urllib.error.HTTPError:
            return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.2)
        else:
            return
    raise AssertionError(f"nothing answers at {url}")
