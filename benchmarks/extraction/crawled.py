"""How well the articles of an archive were read, of a site that was made with its truth.

    python -m benchmarks.extraction.crawled ARCHIVE TRUTH.json [--names CONTENT.json] [--json]

TRUTH.json names the articles that are `published`: `url_path`, `title`, `author`, `date_gmt`, `categories`, `tags`,
`captions` and `body` as a list of paragraphs. Where it has logins for names, CONTENT.json says whose they are
(`authors`: pairs of login and name). An article that the archive lacks counts as found empty; what it holds besides
is listed. The rules are those beside the pages of the development set (`--gold FILE`).
"""

import argparse
import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from benchmarks.extraction import corpus
from benchmarks.extraction.quality import quality
from benchmarks.extraction.serving import Prediction
from iria_crawler.store import Store

ARTICLES = "SELECT version_id, url, title, body, authors, published_at, categories, tags FROM article"
CAPTIONS = "SELECT caption, credit FROM version_images WHERE version_id = ? AND caption IS NOT NULL ORDER BY position"
_CREDIT = re.compile(r"\s*\((?:Image )?Credit: (.*)\)$")


def truth(file: Path, names: Mapping[str, str]) -> list[corpus.Row]:
    """A row for each published article, as the gold file of the development set has them."""
    return [_row(said, names) for said in json.loads(file.read_text("utf-8"))["published"]]


def _row(said: Mapping[str, Any], names: Mapping[str, str]) -> corpus.Row:
    captions = [_CREDIT.split(caption)[:2] for caption in said["captions"]]
    return {
        "id": _path(said["url_path"]),
        "url": said["url_path"],
        "site": "crawled",
        "corpus": "crawled",
        "page_type": "article",
        "title": said["title"],
        "authors": [names.get(said["author"], said["author"])],
        "date": said["date_gmt"],
        "categories": said["categories"],
        "tags": said["tags"],
        "body": "\n\n".join(said["body"]),
        "captions": [caption[0] for caption in captions],
        "credits": [caption[1:] for caption in captions],
    }


def held(archive: Path) -> dict[str, Prediction]:
    """The articles of an archive by the path of their address, as predictions."""
    with Store.open(archive) as store:
        return {_path(row["url"]): _told(store, row) for row in store.rows(ARTICLES)}


def _path(url: str) -> str:
    return unquote(urlsplit(url).path)


def _told(store: Store, row: Mapping[str, Any]) -> Prediction:
    captions = list(store.rows(CAPTIONS, row["version_id"]))
    return {
        "page_type": "article",
        "title": row["title"],
        "body": row["body"],
        "date": row["published_at"],
        **{name: (row[name] or "").split("; ") for name in ("authors", "categories", "tags")},
        "captions": [caption["caption"] for caption in captions],
        "credits": [caption["credit"] for caption in captions],
    }


def measured(rows: Sequence[corpus.Row], said: Mapping[str, Prediction], gold: Path | None = None) -> dict[str, Any]:
    """The scores of what is held, what is `missing` of it, and what is held `besides`; raises `NoCorpus`."""
    wanted = {str(row["id"]) for row in rows}
    known = {path: prediction for path, prediction in said.items() if path in wanted}
    return {
        "articles": len(rows),
        "missing": sorted(wanted - said.keys()),
        "besides": sorted(said.keys() - wanted),
        "scores": quality(corpus.load(gold).score, rows, known).scores,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("archive", type=Path)
    parser.add_argument("truth", type=Path)
    parser.add_argument("--names", type=Path)
    parser.add_argument("--gold", type=Path, help="the gold file beside which the rules lie")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    names = dict(json.loads(asked.names.read_text("utf-8"))["authors"]) if asked.names else {}
    result = measured(truth(asked.truth, names), held(asked.archive), asked.gold)
    print(json.dumps(result, indent=2) if asked.json else _lines(result))


def _lines(result: Mapping[str, Any]) -> str:
    head = f"{result['articles']} articles; missing {result['missing']}; besides {result['besides']}"
    return "\n".join([head, *(f"{field:<14} {value:.3f}" for field, value in result["scores"].items())])


if __name__ == "__main__":
    main()
