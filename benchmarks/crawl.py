"""What an article page costs: fetch, capture, record, parse, links, extract and store, each apart.

    python -m benchmarks.crawl                       the demo site, 200 articles
    python -m benchmarks.crawl --articles 1000
    python -m benchmarks.crawl --url http://…/       a site that is up, crawled without pause

Prints CPU milliseconds per article page, each part's share of the whole, and the peak memory of the
crawl. Times of one run may be compared with each other, not with those of another.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from iria_crawler.demo import generate, serve
from iria_crawler.discover import discover
from iria_crawler.extract import extract
from iria_crawler.extract.parsing import parsed
from iria_crawler.items import Article, Exchange, Page, RecordRef
from iria_crawler.sites import Site
from iria_crawler.store import Store
from iria_crawler.store.articles import Origin, mention_from_json, save_article
from iria_crawler.store.schema import migrations
from iria_crawler.warc import Archive, read_page

STOCK = "scrapy.core.downloader.handlers.http11.HTTP11DownloadHandler"
OURS = "iria_crawler.handlers.CaptureHandler"

TIMES = 5  # so often each page is fetched, for a difference of half a millisecond to show

FETCH = """
import sys, time
from scrapy.crawler import AsyncCrawlerProcess
from scrapy import Spider

class Fetch(Spider):
    name = "fetch"
    start_urls = open(sys.argv[2]).read().split() * int(sys.argv[3])
    custom_settings = {
        "DOWNLOAD_HANDLERS": {"http": sys.argv[1], "https": sys.argv[1]}, "LOG_ENABLED": False,
        "TELNETCONSOLE_ENABLED": False, "REMOTE_CONTROL_ENABLED": False, "COMPRESSION_ENABLED": False,
        "DOWNLOAD_MAXSIZE": 0, "DOWNLOAD_WARNSIZE": 0, "DOWNLOAD_FAIL_ON_DATALOSS": False, "COOKIES_ENABLED": False,
    }
    def parse(self, response):
        pass

process = AsyncCrawlerProcess({})
process.crawl(Fetch)
before = time.process_time()
process.start()
print(time.process_time() - before)
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=200)
    parser.add_argument("--url", help="a site that is up; the demo site otherwise")
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, _site(chosen) as (url, name):
        result = {"site": name, "cores": os.cpu_count(), **_measured(url, Path(folder))}
    print(json.dumps(result, indent=2) if chosen.json else _told(result))


@contextmanager
def _site(chosen: argparse.Namespace) -> Iterator[tuple[str, str]]:
    if chosen.url:
        yield chosen.url, chosen.url
        return
    with serve(generate(chosen.articles)) as served:
        yield served.url, f"demo, {chosen.articles} articles"


def _measured(url: str, folder: Path) -> dict[str, object]:
    whole = _crawl(url, folder / "archive")
    with Store.open(folder / "archive") as store:
        rows = list(
            store.rows(
                "SELECT a.version_id, a.warc_file, a.warc_offset, a.warc_length, a.warc_record_id, a.site, v.mentions,"
                " u.url FROM article a JOIN article_versions v ON v.id = a.version_id"
                " JOIN captures c ON c.id = v.capture_id JOIN urls u ON u.id = c.url_id"
            )
        )
        site = store.site(rows[0]["site"])
    urls = folder / "urls.txt"
    urls.write_text("\n".join(row["url"] for row in rows))
    stock, ours = _fetched((STOCK, OURS), urls, len(rows))
    parts = {"fetch": stock, "capture": ours - stock}
    parts |= _offline(rows, site, folder)
    return {"articles": len(rows), "cpu_ms_per_article_page": parts, "whole_crawl": whole}


def _crawl(url: str, archive: Path) -> dict[str, float]:
    """The command itself, as its user runs it: CPU of all its processes, wall time, peak memory of the largest."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    command = [sys.executable, "-m", "iria_crawler", "-C", str(archive), "crawl", url, "--delay", "0", "--json"]
    told = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    pages = json.loads(told)["counters"]["pages"]
    return {
        "pages": pages,
        "wall_s": round(time.monotonic() - began, 1),
        "cpu_s": round(cpu, 1),
        "cpu_ms_per_page": round(cpu / pages * 1000, 1),
        "peak_memory_mb_of_largest_process": round(after.ru_maxrss / 1024),
    }


def _fetched(handlers: Sequence[str], urls: Path, pages: int) -> list[float]:
    """CPU milliseconds per page of bare Scrapy crawls, without their start, through each download handler.

    The handlers take turns, so that what else the machine does falls on both; the least of three counts.
    """
    rounds = [[_fetch(handler, urls) / (pages * TIMES) * 1000 for handler in handlers] for _ in range(3)]
    return [min(column) for column in zip(*rounds, strict=True)]


def _fetch(handler: str, urls: Path) -> float:
    command = [sys.executable, "-c", FETCH, handler, str(urls), str(TIMES)]
    return float(subprocess.run(command, check=True, capture_output=True).stdout)


def _offline(rows: list[dict[str, object]], site: Site, folder: Path) -> dict[str, float]:
    """The rest of the way of each page, one step after the other over all pages."""
    count = len(rows)
    refs = [RecordRef(**{name: row[name] for name in RecordRef.__dataclass_fields__}) for row in rows]  # type: ignore[arg-type]
    mentions = [tuple(map(mention_from_json, json.loads(str(row["mentions"])))) for row in rows]
    parts: dict[str, float] = {}

    def timed(name: str, job: Callable[[], object]) -> object:
        before = time.process_time()
        given = job()
        parts[name] = (time.process_time() - before) / count * 1000
        return given

    pages: list[Page] = timed("read", lambda: [read_page(folder / "archive", ref) for ref in refs])  # type: ignore[assignment]
    trees = timed("parse", lambda: [parsed(page) for page in pages])
    extract(pages[0], site, read=parsed(pages[0]))  # the imports and caches of the first one
    timed("links", lambda: [discover(p, site, "article", tree=t.tree) for p, t in zip(pages, trees, strict=True)])  # type: ignore[call-overload]
    articles: list[Article] = timed(  # type: ignore[assignment]
        "extract",
        lambda: [extract(p, site, mentions=m, read=t) for p, m, t in zip(pages, mentions, trees, strict=True)],  # type: ignore[call-overload]
    )
    timed("record", lambda: _record(pages, folder / "records"))
    timed("store", lambda: _store(articles, folder / "copy"))
    return parts


class _Nothing:
    def by_digest(self, digest: str) -> None: ...
    def by_url(self, url: str) -> None: ...


def _record(pages: list[Page], folder: Path) -> None:
    with Archive(folder, "bench", info={}, originals=_Nothing()) as archive:
        for page in pages:
            head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {len(page.body)}\r\n\r\n".encode()
            exchange = Exchange(
                url=page.url,
                method="GET",
                started_at=page.captured_at,
                elapsed_ms=1,
                sent=BytesIO(b"GET / HTTP/1.1\r\nHost: bench\r\n\r\n"),
                received=BytesIO(head + page.body),
            )
            archive.write(exchange)


def _store(articles: list[Article], folder: Path) -> None:
    """Every article into a new database, in one transaction, without the captures that they would point at."""
    with Store.create(folder) as store:
        migrations.apply(store.db)
        store.run("PRAGMA foreign_keys = OFF")
        with store.transaction():
            now = datetime.now(UTC)
            for number, article in enumerate(articles, 1):
                origin = Origin(site_id=1, capture_id=number, captured_at=now, mentions=(), extractor="bench")
                save_article(store, article, origin, now=now)


def _told(result: dict[str, object]) -> str:
    parts: dict[str, float] = result["cpu_ms_per_article_page"]  # type: ignore[assignment]
    whole: dict[str, float] = result["whole_crawl"]  # type: ignore[assignment]
    total = sum(parts.values())
    lines = [f"{result['site']}: {result['articles']} article pages, {result['cores']} cores", ""]
    lines += [f"  {name:<8} {value:7.2f} ms CPU  {value / total:5.0%}" for name, value in parts.items()]
    lines += [f"  {'together':<8} {total:7.2f} ms CPU per article page", ""]
    lines.append(
        f"  iria crawl: {whole['pages']} pages in {whole['wall_s']} s, {whole['cpu_s']} s CPU with start-up"
        f" ({whole['cpu_ms_per_page']} ms a page), largest process {whole['peak_memory_mb_of_largest_process']} MB"
    )
    return "\n".join(lines)


if __name__ == "__main__":
    main()
