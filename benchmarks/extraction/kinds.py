"""Trains the forest that tells articles from other pages; run in the environment that `training` describes.

    PYTHONPATH=. .venv-training/bin/python -m benchmarks.extraction.kinds

Says how many pages publisher-wise cross-validation gets right, then trains on all pages and writes the model.
"""

import argparse
import gzip
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.extraction import corpus, ours, training
from iria_crawler.errors import NoArticle
from iria_crawler.extract.html import elements_of
from iria_crawler.extract.measures import measures
from iria_crawler.extract.parsing import tree_of
from iria_crawler.extract.structured import structured

SETTINGS: dict[str, Any] = {"depth": 5, "learning_rate": 0.05, "border_count": 32, "rsm": 0.3, "seeds": 5}


@dataclass(frozen=True, kw_only=True)
class Example:
    """What is measured of a page, by name, and whether it is an article."""

    publisher: str
    measures: dict[str, float]
    is_article: bool


def examples(pages: corpus.Corpus) -> list[Example]:
    """All pages that can be parsed."""
    with ProcessPoolExecutor() as pool:
        found = pool.map(_example, pages.rows, map(pages.html, pages.rows), chunksize=10)
        return [example for example in found if example is not None]


def _example(row: corpus.Row, html: Path) -> Example | None:
    page, _ = ours.page_of(str(row.get("url", "")), gzip.decompress(html.read_bytes()))
    try:
        tree = tree_of(page)
    except NoArticle:
        return None
    elements = elements_of(tree)
    found = measures(tree, elements, page.url, structured(elements, url=page.url))
    return Example(publisher=corpus.publisher(row), measures=found, is_article=corpus.kind_of(row) == "article")


def train(of: Sequence[Example], path: Path) -> None:
    """Train on these pages and write the model."""
    rows, labels = _stacked(of)
    training.write(training.trained(rows, labels, **SETTINGS), list(of[0].measures), path, rows=rows)


def _stacked(of: Sequence[Example]) -> tuple[NDArray[np.float32], NDArray[np.int_]]:
    rows = np.array([list(example.measures.values()) for example in of], np.float32)
    return rows, np.array([example.is_article for example in of]).astype(int)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gold", type=Path, help="another gold file than the one beside the project")
    of = examples(corpus.load(parser.parse_args().gold))
    rows, labels = _stacked(of)
    scores = training.cross_validated(rows, labels, None, [example.publisher for example in of], **SETTINGS)
    for least in (0.3, 0.4, 0.45, 0.5):
        told = scores >= least
        refused = int((labels & ~told).sum())
        print(f"{least}: {(told == labels).mean():.4f} right, {refused} of {labels.sum()} articles refused")
    train(of, training.MODELS / "kind.json")


if __name__ == "__main__":
    main()
