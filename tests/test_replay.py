"""pywb, a replay tool that is none of ours, shows what was crawled.

Runs with `make test-replay`, which gives pywb an environment of its own: it is large and GPL.
"""

import html
import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from iria_crawler.demo import DemoSite, generate, serve

TOOLS = os.environ.get("IRIA_REPLAY")

pytestmark = pytest.mark.skipif(not TOOLS, reason="no pywb here; `make test-replay` brings it")


@pytest.fixture(scope="module")
def site() -> DemoSite:
    return generate(8)


@pytest.fixture(scope="module")
def crawled(site: DemoSite, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    """The address of a demo site that is down by now, and the archive that holds it after two crawls."""
    folder = tmp_path_factory.mktemp("archive")
    with serve(site) as served:
        for _ in range(2):  # the second crawl writes revisits, which replay as what they revisit
            command = [
                sys.executable,
                "-m",
                "iria_crawler",
                "-C",
                folder,
                "crawl",
                served.url,
                "--delay",
                "0",
                "--full",
            ]
            subprocess.run(command, check=True, capture_output=True)
        return served.url, folder


@pytest.fixture(scope="module")
def replay(crawled: tuple[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of pywb over the archive's WARC files, which it reads in place."""
    _, archive = crawled
    work = tmp_path_factory.mktemp("pywb")
    files = sorted(archive.glob("warc/*/*/*.warc.gz"))
    subprocess.run(
        [f"{TOOLS}/cdx-indexer", "--sort", "--cdxj", "--output", work / "index.cdxj", *files],
        check=True,
        capture_output=True,
    )
    (work / "config.yaml").write_text(
        f"collections:\n  c:\n    index_paths: {work}/index.cdxj\n"
        f"    archive_paths: {[f'{folder}/' for folder in sorted({file.parent for file in files})]}\n"
    )
    port = _free_port()
    server = subprocess.Popen(
        [f"{Path(TOOLS or '').resolve()}/wayback", "-b", "127.0.0.1", "-p", str(port), "--threads", "2"],
        cwd=work,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    yield f"http://127.0.0.1:{port}"
    server.terminate()
    server.wait()


def _free_port() -> int:
    with socket.socket() as listener:  # pywb does not say which port it got when asked for any
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
    return port


def _get(url: str) -> tuple[int, str]:
    for _ in range(50):
        try:
            with urllib.request.urlopen(url, timeout=10) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as refusal:
            return refusal.code, refusal.read().decode()
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.2)
    raise AssertionError(f"nothing answers at {url}")


def test_every_article_replays_with_its_text(replay: str, crawled: tuple[str, Path], site: DemoSite) -> None:
    url, _ = crawled
    for article in site.truth():
        status, page = _get(f"{replay}/c/2id_/{url.rstrip('/')}{article['url_path']}")
        assert status == 200
        text = " ".join(html.unescape(re.sub(r"<[^>]+>", "", page)).split())
        assert all(paragraph in text for paragraph in article["paragraphs"])


def test_what_was_never_there_does_not_replay(replay: str, crawled: tuple[str, Path]) -> None:
    url, _ = crawled
    assert _get(f"{replay}/c/2id_/{url}news/never-written-at-all/")[0] == 404
