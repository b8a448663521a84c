"""What researchers wait for where very much is held: search, filters, months, lists, one article.

    python -m benchmarks.search                         20,000 articles
    python -m benchmarks.search --articles 1000000      needs some 10 GB of disk, and half an hour to fill
    python -m benchmarks.search --keep FOLDER           keeps the database, or uses the one that is there

Text is made of a vocabulary of 300,000 words by Zipf's law as Mandelbrot put it, 3.5 kB an article on average; real
text repeats itself more, so that its index is smaller. Every question is asked once cold (the page cache of SQLite is
new) and then five times; the median of the five is what the targets are about. Times of one run may be compared with
each other, not with those of another.
"""

import argparse
import json
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from iria_crawler.sites import Identity, Site
from iria_crawler.store import Store, iso, queries
from iria_crawler.store.searching import Wanted, by_month, count, search

VOCABULARY = 300_000
PER_BATCH = 5_000
NOW = datetime(2026, 1, 1, tzinfo=UTC)
SECTIONS = ("News", "Analysis", "Reports", "Opinion")
AUTHORS = 400
TARGETS = {"rare word": 20.0, "1 % word": 150.0, "browse page": 50.0}
"""Milliseconds, warm."""

Question = Callable[[Store], Any]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=20_000)
    parser.add_argument("--keep", type=Path, help="a folder for the database")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = options.keep or Path(scratch)
        if not (folder / "iria.db").exists():
            fill(folder, options.articles)
        told = measure(folder)
    print(json.dumps(told, indent=2) if options.json else table(told))


def fill(folder: Path, articles: int) -> None:
    """A database of so many articles, each with its rows in all tables that searches look at."""
    with Store.create(folder) as store:
        store.run("PRAGMA synchronous = OFF")
        site_id = _site(store)
        for first in range(0, articles, PER_BATCH):
            with store.transaction():
                _insert(store, site_id, first, min(PER_BATCH, articles - first))
            print(f"\r{first + PER_BATCH:,} of {articles:,} articles", end="", flush=True)
        store.run("ANALYZE")
    print()


def _site(store: Store) -> int:
    with store.transaction():
        site_id = store.save_site(Site(site=Identity(home="https://news.example/", slug="news")), now=NOW)
        store.begin_crawl(site_id, "news", kind="full", software="", config="{}", now=NOW)
        store.run(
            "INSERT INTO warc_files (filename, site_id, state, opened_at, size, records)"
            " VALUES ('w', ?, 'closed', ?, 1, 1)",
            *(site_id, iso(NOW)),
        )
        for name in SECTIONS:
            store.run("INSERT INTO terms (site_id, scheme, name) VALUES (?, 'category', ?)", site_id, name)
        for number in range(AUTHORS):
            store.run("INSERT INTO people (name, name_key) VALUES (?, ?)", f"Author {number}", f"author {number}")
    return site_id


def _insert(store: Store, site_id: int, first: int, number: int) -> None:
    many = store.db.conn.executemany
    ids = range(first + 1, first + number + 1)
    url = "https://news.example/2026/what-the-minister-said-{}/"
    many(
        "INSERT INTO urls (id, url, site_id, host, kind, state, priority, first_seen_at)"
        " VALUES (?, ?, ?, 'news.example', 'article', 'captured', 0, '')",
        ((i, url.format(i), site_id) for i in ids),
    )
    many(
        "INSERT INTO captures (id, url_id, captured_at, record_type, payload_bytes, elapsed_ms, warc_file_id,"
        " warc_offset, warc_length, warc_record_id) VALUES (?, ?, '', 'response', 0, 0, 1, ?, 1, ?)",
        ((i, i, i, f"<urn:uuid:{i}>") for i in ids),
    )
    texts = dict(zip(ids, _texts(first, number), strict=True))
    many(
        "INSERT INTO articles (id, site_id, url_id, key, title, language, section, published_at, words, versions,"
        " first_seen_at, last_seen_at, current_version_id) VALUES (?, ?, ?, ?, ?, 'en', ?, ?, 500, 1, '', '', ?)",
        ((i, site_id, i, str(i), texts[i][:60], SECTIONS[i % 4], _day(i), i) for i in ids),
    )
    many(
        "INSERT INTO article_versions (id, article_id, version, capture_id, first_seen_at, last_seen_at, title, body,"
        " byline, words, text_sha256, change, extractor, extracted_at, mentions, sources)"
        " VALUES (?, ?, 1, ?, '', '', ?, ?, ?, 500, ?, 'first', '', '', '[]', '{}')",
        ((i, i, i, texts[i][:60], texts[i], f"Author {i % AUTHORS}", str(i)) for i in ids),
    )
    many(
        "INSERT INTO article_people (article_id, person_id, position) VALUES (?, ?, 1)",
        ((i, i % AUTHORS + 1) for i in ids),
    )
    many("INSERT INTO article_terms (article_id, term_id, position) VALUES (?, ?, 1)", ((i, i % 4 + 1) for i in ids))


def _day(number: int) -> str:
    """Days of eleven years, in no order."""
    return iso(NOW - timedelta(minutes=number * 7_919 % (11 * 365 * 24 * 60)))


def _texts(seed: int, number: int) -> Iterator[str]:
    """Texts of words `w0` (the most frequent) to `w299999`; paragraphs of some fifty words."""
    chance = np.random.default_rng(seed)
    weights = 1 / (np.arange(VOCABULARY) + 2.7)
    cumulated = np.cumsum(weights) / weights.sum()
    for length in np.clip(chance.lognormal(6.2, 0.5, number), 40, 6_000).astype(int):
        words = [f"w{word}" for word in np.searchsorted(cumulated, chance.random(length))]
        yield "\n\n".join(" ".join(words[at : at + 50]) for at in range(0, length, 50))


def measure(folder: Path) -> dict[str, Any]:
    """Milliseconds of each question, cold and warm."""
    with Store.open(folder) as store:
        articles = count(store, None)
        words = {share: _word_in(store, articles * share) for share in (0.0001, 0.01, 0.1, 0.8)}
    rows = []
    for name, question in _questions(words):
        with Store.open(folder) as store:
            cold, answer = _timed(store, question)
            warm = [_timed(store, question)[0] for _ in range(5)]
        rows.append(
            {"question": name, "answers": answer, "cold_ms": cold, "warm_ms": round(statistics.median(warm), 1)}
        )
    size = (folder / "iria.db").stat().st_size
    return {"articles": articles, "database_mb": round(size / 1e6), "cores": os.cpu_count(), "questions": rows}


def _questions(words: dict[float, str]) -> list[tuple[str, Question]]:
    rare, one, tenth, most = words.values()
    middle = Wanted(since="2020", until="2022")
    return [
        ("rare word", lambda store: search(store, rare)),
        ("1 % word", lambda store: search(store, one)),
        ("10 % word", lambda store: search(store, tenth)),
        ("80 % word", lambda store: search(store, most)),
        ("1 % word, newest first", lambda store: search(store, one, order="date")),
        ("1 % word of three years", lambda store: search(store, one, middle)),
        ("1 % word of an author", lambda store: search(store, one, Wanted(author="author 7"))),
        ("two words", lambda store: search(store, f"{one} {tenth}")),
        ("a phrase", lambda store: search(store, f'"{tenth} {most}"')),
        ("how many, 1 % word", lambda store: [count(store, one)]),
        ("by month, 1 % word", lambda store: by_month(store, one)),
        ("browse page", lambda store: list(store.rows(_BROWSE))),
        ("browse page 100", lambda store: list(store.rows(f"{_BROWSE} OFFSET 3000"))),
        ("one article", lambda store: [queries.article(store, "777")]),
    ]


_BROWSE = "SELECT * FROM article_list ORDER BY published_at DESC, id DESC LIMIT 30"


def _word_in(store: Store, wanted: float) -> str:
    """The word that stands in as many texts as are wanted, or nearly so."""
    store.run("CREATE VIRTUAL TABLE IF NOT EXISTS temp.spelt USING fts5vocab('main', 'versions_fts', 'row')")
    found: str = store.value("SELECT term FROM temp.spelt WHERE term GLOB 'w*' ORDER BY abs(doc - ?) LIMIT 1", wanted)
    return found


def _timed(store: Store, question: Question) -> tuple[float, int]:
    began = time.perf_counter()
    answer = len(question(store))
    return round((time.perf_counter() - began) * 1000, 1), answer


def table(told: dict[str, Any]) -> str:
    """The figures for people; what has a target says whether it is met."""
    lines = [f"{told['articles']:,} articles, {told['database_mb']:,} MB, {told['cores']} cores", ""]
    lines.append(f"{'question':<26}{'rows':>6}{'cold ms':>10}{'warm ms':>10}")
    for row in told["questions"]:
        target = TARGETS.get(row["question"])
        verdict = (
            "" if target is None else f"   {'met' if row['warm_ms'] <= target else 'MISSED'} (target {target:.0f})"
        )
        lines.append(f"{row['question']:<26}{row['answers']:>6}{row['cold_ms']:>10}{row['warm_ms']:>10}{verdict}")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
