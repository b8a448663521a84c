"""A program of its own: opens pages of a replay in Chromium, and tells what it saw.

Runs with the Python that has Playwright, which is not that of iria, and so imports nothing of iria's. Both sides write
JSON Lines: first comes the order, then a page a line; an answer a line goes back.
"""

import json
import re
import sys
import time
from contextlib import suppress
from typing import Any

from playwright.sync_api import Error, sync_playwright

FRAME = "#replay_iframe"
"""pywb shows a page in a frame; what is around it is pywb's."""

PATIENCE, CALM = 20_000, 800
"""Milliseconds for a page to be there, and for what it fetches when it is scrolled."""

VIEW = {"width": 1280, "height": 1600}
ARGUMENTS = ["--disable-background-networking", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"]
COMPLETE = "[...document.images].every(image => image.complete)"
SCROLL = "window.scrollTo(0, document.documentElement.scrollHeight)"


class Look:
    """What is seen of one page."""

    def __init__(self, origin: str) -> None:
        self._origin = origin
        self._archived = re.compile(re.escape(origin) + r"/[^/]+/\d{1,14}(?:[a-z]{2}_)?/(.+)", re.DOTALL)
        self.answered = 0
        self.wanted: dict[str, tuple[str, int | None]] = {}
        self.status: int | None = None

    def route(self, route: Any) -> None:
        """Let nothing through that is not for the replay."""
        if route.request.url.startswith(f"{self._origin}/"):
            route.continue_()
        else:
            self._left(route.request.url, route.request.resource_type)
            route.abort()

    def socket(self, socket: Any) -> None:
        self._left(socket.url, "websocket")
        socket.close()

    def response(self, response: Any) -> None:
        archived = self._archived.fullmatch(response.url)
        if not archived or response.frame.parent_frame is None:  # what is around the page
            return
        if response.request.resource_type == "document" and "mp_/" in response.url and self.status is None:
            self.status = response.status
        if response.status >= 400:
            self.wanted[archived[1]] = (response.request.resource_type, response.status)
        else:
            self.answered += 1

    def failed(self, request: Any) -> None:
        """What the browser itself refuses, since pywb tells it to, wanted to leave as well."""
        if not request.url.startswith((f"{self._origin}/", "data:", "blob:", "about:")):
            self._left(request.url, request.resource_type)

    def _left(self, url: str, kind: str) -> None:
        self.wanted[url] = (kind, None)


def look(browser: Any, origin: str, page: dict[str, Any]) -> dict[str, Any]:
    """Open a page, take its picture, and read its text."""
    began, seen = time.monotonic(), Look(origin)
    context = browser.new_context(viewport=VIEW, service_workers="block", reduced_motion="reduce")
    said: dict[str, Any] = {"id": page["id"], "text": "", "note": None}
    try:
        context.route("**/*", seen.route)
        context.route_web_socket("**/*", seen.socket)
        tab = context.new_page()
        tab.on("response", seen.response)
        tab.on("requestfailed", seen.failed)
        said["text"] = _read(tab, page)
    except Error as problem:
        said["note"] = problem.message.splitlines()[0]
    finally:
        context.close()
    wanted = [{"url": url, "kind": kind, "status": status} for url, (kind, status) in seen.wanted.items()]
    elapsed = round((time.monotonic() - began) * 1000)
    return said | {"status": seen.status, "answered": seen.answered, "wanted": wanted, "elapsed_ms": elapsed}


def _read(tab: Any, page: dict[str, Any]) -> str:
    tab.goto(page["url"], timeout=PATIENCE)
    element = tab.wait_for_selector(FRAME, timeout=PATIENCE)
    frame = element.content_frame()
    frame.wait_for_url(re.compile("mp_/"), timeout=PATIENCE)
    frame.wait_for_load_state("load", timeout=PATIENCE)
    frame.evaluate(SCROLL)  # pictures that wait to be seen
    with suppress(Error):  # some never come
        frame.wait_for_function(COMPLETE, timeout=CALM)
    frame.evaluate("window.scrollTo(0, 0)")
    element.screenshot(path=page["screenshot"], type="jpeg", quality=60, animations="disabled")
    text: str = frame.evaluate("document.body ? document.body.innerText : ''")
    return text


def _warm_up(browser: Any, origin: str) -> None:
    """What the first page of a browser takes longer is not the page's."""
    with suppress(Error):
        tab = browser.new_page()
        tab.goto(f"{origin}/", timeout=PATIENCE)
        tab.close()


def main() -> None:
    order = json.loads(sys.stdin.readline())
    with sync_playwright() as tool:
        browser = tool.chromium.launch(executable_path=order["chromium"], args=[*ARGUMENTS, *order["arguments"]])
        _warm_up(browser, order["origin"])
        for line in sys.stdin:
            print(json.dumps(look(browser, order["origin"], json.loads(line))), flush=True)
        browser.close()


if __name__ == "__main__":
    main()
