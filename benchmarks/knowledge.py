"""What a page costs once its site is known: trafilatura with metadata, iria without and with what was learnt.

    python -m benchmarks.knowledge                   the demo site, 200 articles
    python -m benchmarks.knowledge --articles 1000
    python -m benchmarks.knowledge --archive DIR     the articles of the first site of an archive

Prints CPU milliseconds per article page, parsing included, as ratios of trafilatura's, and how many texts and
fields came out as without what was learnt. The three take turns on each page, so that what else the machine does
falls on all.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import trafilatura

from iria_crawler.demo import generate, serve
from iria_crawler.extract import extract, extracted, learnt, observation
from iria_crawler.items import Article, Page
from iria_crawler.sites import Site
from iria_crawler.store import Store, ref_of
from iria_crawler.store.knowledge import spread
from iria_crawler.warc import read_page

PAGES = (
    "SELECT c.warc_offset, c.warc_length, c.warc_record_id, w.filename FROM articles a"
    " JOIN article_versions v ON v.id = a.current_version_id JOIN captures c ON c.id = v.capture_id"
    " JOIN warc_files w ON w.id = c.warc_file_id JOIN sites s ON s.id = a.site_id"
    " WHERE s.slug = ? AND c.record_type = 'response' AND c.mime = 'text/html' AND v.parts = 1 ORDER BY a.id LIMIT ?"
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=200)
    parser.add_argument("--archive", type=Path)
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        archive = chosen.archive or _crawled(Path(folder), chosen.articles)
        with Store.open(archive) as store:
            slug = store.value("SELECT slug FROM sites ORDER BY id LIMIT 1")
            site = store.site(slug)
            refs = [ref_of(row) for row in store.rows(PAGES, slug, chosen.articles)]
        result = measured([read_page(archive, ref) for ref in refs], site)
    print(json.dumps(result, indent=2) if chosen.json else _told(result))


def _crawled(folder: Path, articles: int) -> Path:
    with serve(generate(articles)) as served:
        command = [sys.executable, "-m", "iria_crawler", "-C", str(folder), "crawl", served.url, "--delay", "0"]
        subprocess.run(command, check=True, capture_output=True)
    return folder


def measured(pages: list[Page], site: Site) -> dict[str, Any]:
    """The costs on all pages, learnt from some of them that are spread over all."""
    began = time.process_time()
    known = learnt([seen for page in spread(pages) if (seen := observation(page, site))])
    learning = time.process_time() - began
    if known is None:
        raise SystemExit("the pages have too little in common")
    spent, outcomes = Counter[str](), Counter[str]()
    for page in pages:
        html = page.body.decode("utf-8", "replace")
        with _timed(spent, "trafilatura"):
            trafilatura.bare_extraction(html, with_metadata=True)
        with _timed(spent, "generic"):
            generic = extract(page, site)
        with _timed(spent, "learnt"):
            found = extracted(page, site, knowledge=known)
        outcomes[found.knowledge or "none"] += 1
        outcomes["same text"] += found.article.body == generic.body
        outcomes["same authors, times and pictures"] += _spotted(found.article) == _spotted(generic)
    milliseconds = {name: spent_ns / len(pages) / 1e6 for name, spent_ns in spent.items()}
    return {
        "pages": len(pages),
        "cpu_ms_per_page": milliseconds,
        "of_trafilatura": {name: cost / milliseconds["trafilatura"] for name, cost in milliseconds.items()},
        "outcomes": dict(outcomes),
        "learning_cpu_ms": learning * 1000,
    }


def _spotted(article: Article) -> tuple[object, ...]:
    return article.authors, article.published_at, article.modified_at, article.figures


@contextmanager
def _timed(spent: Counter[str], name: str) -> Iterator[None]:
    before = time.process_time_ns()
    yield
    spent[name] += time.process_time_ns() - before


def _told(result: dict[str, Any]) -> str:
    lines = [f"{result['pages']} article pages; learnt in {result['learning_cpu_ms']:.0f} ms CPU", ""]
    lines += [
        f"  {name:<11} {cost:7.2f} ms CPU  {result['of_trafilatura'][name]:5.2f} of trafilatura"
        for name, cost in result["cpu_ms_per_page"].items()
    ]
    return "\n".join([*lines, "", "  " + ", ".join(f"{name}: {number}" for name, number in result["outcomes"].items())])


if __name__ == "__main__":
    main()
