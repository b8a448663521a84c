"""Whatever a host does, the crawl ends by itself, counts each URL once and stays small."""

import gzip
import itertools
import os
import re
import socket
import struct
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from .conftest import Folder
from .host import Said, host, page

MEGABYTE = 2**20
HTML = {"Content-Type": "text/html"}


def home_to(*links: str, **others: Said) -> Callable[[str], Said]:
    """A site without robots.txt whose home page has these links."""
    return lambda path: page("Home", *links) if path == "/" else others.get(path[1:]) or Said(status=404)


def outcomes(archive: Folder) -> dict[str, tuple[str, str | None]]:
    """What became of each path; none may still be claimed."""
    rows = archive.rows("SELECT url, state, reason FROM urls")
    assert "claimed" not in {state for _, state, _ in rows}
    return {re.sub(r"https?://[^/]+", "", url): (state, reason) for url, state, reason in rows}


def test_a_redirect_to_itself_fails_and_two_that_point_at_each_other_end(archive: Folder) -> None:
    moved = {
        "self": Said(status=301, headers={"Location": "/self"}),
        "ping": Said(status=302, headers={"Location": "/pong"}),
        "pong": Said(status=302, headers={"Location": "/ping"}),
    }
    with host(home_to("/self", "/ping", **moved)) as up:
        archive.site("loop", up.url)
        archive.run("crawl", "loop")
    assert outcomes(archive)["/self"] == ("failed", "redirect-to-itself")
    assert outcomes(archive)["/ping"] == ("captured", "http-302")
    assert outcomes(archive)["/pong"] == ("failed", "redirect-loop")
    assert archive.rows(
        "SELECT message LIKE '%/pong → %/ping → %/pong' FROM problems WHERE code = 'redirect-loop'"
    ) == [(1,)]
    assert up.paths.count("/ping") == up.paths.count("/pong") == 1


def test_redirects_without_end_are_given_up(archive: Folder) -> None:
    def says(path: str) -> Said:
        if number := re.fullmatch(r"/r(\d+)", path):
            return Said(status=302, headers={"Location": f"/r{int(number[1]) + 1}"})
        return home_to("/r1")(path)

    with host(says) as up:
        archive.site("chain", up.url)
        archive.run("crawl", "chain")
    assert len([path for path in up.paths if path.startswith("/r")]) < 20
    assert archive.rows("SELECT code FROM problems WHERE code = 'too-many-redirects'")


def reset(visitor: BaseHTTPRequestHandler) -> None:
    visitor.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    visitor.connection.close()


def endless(visitor: BaseHTTPRequestHandler) -> None:
    visitor.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html><body>")
    for _ in itertools.count():
        visitor.wfile.write(b"<p>more " * 8192)


def bomb() -> Said:
    """200 MB that come as 200 kB."""
    body = gzip.compress(b"<html><body><p>" + b"a" * (200 * MEGABYTE))
    return Said(body=body, headers=HTML | {"Content-Encoding": "gzip"})


def test_bombs_and_endless_bodies_are_cut_and_cost_little_memory(archive: Folder) -> None:
    with host(home_to("/endless", "/bomb", "/good", endless=Said(act=endless), bomb=bomb(), good=page("Good"))) as up:
        archive.site("big", up.url, "[limits]", 'body = "2 MB"')
        with archive.start("crawl", "big") as process:
            most = peak(process.pid)
            out, err = process.communicate(timeout=60)
    assert process.returncode == 0, out + err
    assert most() < 700 * MEGABYTE, f"{most() / MEGABYTE:.0f} MB"
    cut = archive.rows("SELECT url, truncated, payload_bytes FROM captures c JOIN urls u ON u.id = c.url_id")
    assert {(url.removeprefix(up.url), how) for url, how, _ in cut if how} == {
        ("/endless", "length"),
        ("/bomb", "length"),
    }
    assert max(size for _, _, size in cut) < 3 * MEGABYTE
    assert outcomes(archive)["/good"][0] == "captured"
    archive.run("verify", "--full")


def peak(pid: int) -> Callable[[], int]:
    """Watches how much memory a process and its children hold; Linux only."""
    if not Path("/proc/self/smaps_rollup").exists():
        pytest.skip("memory is measured on Linux only")
    most = [0]

    def watch() -> None:
        while Path(f"/proc/{pid}").exists():
            most[0] = max(most[0], tree_size(pid))
            threading.Event().wait(0.1)

    threading.Thread(target=watch, daemon=True).start()
    return lambda: most[0]


def tree_size(pid: int) -> int:
    try:
        tasks = Path(f"/proc/{pid}/task")
        children = [int(child) for task in tasks.iterdir() for child in (task / "children").read_text().split()]
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    except (OSError, IndexError):  # it has just ended
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE") + sum(map(tree_size, children))


def test_a_page_in_another_charset_than_it_claims_and_one_of_five_megabytes_are_read(archive: Folder) -> None:
    words = "<p>" + "The harbour board met again on Tuesday and nobody spoke. " * 20 + "</p>"
    article = f"<html><head><title>Zo\xeb</title></head><body><article><h1>Zo\xeb</h1>{words}</article></body></html>"
    lies = Said(body=article.encode("latin-1"), headers={"Content-Type": "text/html; charset=utf-8"})
    rubbish = Said(body=article.encode(), headers={"Content-Type": "text/html; charset=no-such-thing"})
    large = Said(body=article.replace("</article>", words * 5000 + "</article>").encode(), headers=HTML)
    with host(home_to("/lies", "/rubbish", "/large", lies=lies, rubbish=rubbish, large=large)) as up:
        archive.site("odd", up.url)
        archive.run("crawl", "odd")
    assert len(large.body) > 5 * MEGABYTE
    assert {outcomes(archive)[path][0] for path in ("/lies", "/rubbish", "/large")} == {"captured"}
    said = archive.rows("SELECT code, url FROM problems WHERE stage = 'extract'")
    assert said == [("page-too-large", f"{up.url}/large")], "what of the five megabytes was not read is told"
    archive.run("verify", "--full")


@pytest.mark.long
def test_connections_that_break_are_tried_again_and_then_counted_as_failed(archive: Folder) -> None:
    with host(home_to("/reset", reset=Said(act=reset))) as up:
        archive.site("broken", up.url)
        archive.run("crawl", "broken")
    assert up.paths.count("/reset") in (3, 4), "Twisted asks once more where it had kept the connection"
    assert outcomes(archive)["/reset"][0] == "failed"
    assert archive.rows("SELECT count(*) FROM problems WHERE url LIKE '%/reset'") == [(1,)]
