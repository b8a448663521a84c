"""A WACZ opens in ReplayWeb.page, in a browser that reaches nothing but the folder where the two lie.

Runs with `make test-browser`. The viewer comes by npm, as `iria wacz --with-viewer` brings it.
"""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from iria_crawler.errors import IriaError
from iria_crawler.store import Store
from iria_crawler.wacz import Wanted, viewer, write
from tests.browsers import CHROMIUM, browser, shared
from tests.captures import CHUNKED, STYLED, every_kind, with_pictures
from tests.newsdesk import HOME

pytest.importorskip("playwright.sync_api", reason="no Playwright here; `make test-browser` brings it")
pytestmark = pytest.mark.skipif(not CHROMIUM, reason="no Chromium here")

PATIENCE = 60.0


@pytest.fixture(scope="module")
def viewer_files() -> dict[str, bytes]:
    try:
        return dict(viewer.fetch())
    except IriaError as problem:
        pytest.skip(str(problem))


@pytest.fixture(scope="module")
def opened(
    tmp_path_factory: pytest.TempPathFactory, viewer_files: dict[str, bytes]
) -> Iterator[tuple[str, Any, list[str]]]:
    """The address of the viewer's page, a browser page, and what it wanted from elsewhere."""
    folder = tmp_path_factory.mktemp("packed")
    for make in (with_pictures, every_kind):
        archive = tmp_path_factory.mktemp("archive")
        make(archive)
        out = folder / f"{make.__name__}.wacz"
        with Store.open(archive) as store:
            write(store, archive, out, Wanted(), is_signed=True)
        viewer.put(viewer_files, out)
    left: list[str] = []
    with shared(folder) as url, browser() as chromium:
        context = chromium.new_context()

        def pass_on(route: Any) -> None:
            if route.request.url.startswith(f"{url}/"):
                route.continue_()
            else:
                left.append(route.request.url)
                route.abort()

        context.route("**/*", pass_on)
        yield url, context.new_page(), left


def frame_with(page: Any, text: str) -> Any:
    """The frame in which a text stands, once it does."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        for frame in page.frames:
            if text.casefold() in frame.evaluate("document.body?.innerText || ''").casefold():
                return frame
        page.wait_for_timeout(200)
    raise AssertionError(f"{text!r} is in none of {[frame.url for frame in page.frames]}")


def test_a_page_opens_with_its_picture_and_style(opened: tuple[str, Any, list[str]], tmp_path: Path) -> None:
    url, page, left = opened
    page.goto(f"{url}/with_pictures.html#view=pages&url={HOME}{STYLED}&ts=2999")
    frame = frame_with(page, "This is paragraph number 7")
    assert "/mp_/" in frame.url or "mp_/" in frame.url
    frame.wait_for_function("[...document.images].every(image => image.complete)")
    assert frame.evaluate("[...document.images].map(image => image.naturalWidth)") == [40]
    assert frame.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(1, 2, 3)"
    page.screenshot(path=tmp_path / "viewer.png")
    assert left == []


def test_a_revisit_opens_as_what_it_stands_for(opened: tuple[str, Any, list[str]]) -> None:
    url, page, left = opened
    page.goto("about:blank")
    page.goto(f"{url}/every_kind.html#view=pages&url={HOME}{CHUNKED}&ts=2999")
    assert "In chunks" in frame_with(page, "This is paragraph number 7").title()
    assert left == []


def test_the_viewer_begins_with_the_front_page(opened: tuple[str, Any, list[str]]) -> None:
    url, page, left = opened
    page.goto("about:blank")
    page.goto(f"{url}/with_pictures.html")
    frame_with(page, f"About the story at {STYLED}")
    assert left == []
