"""Trains the forest that chooses the passages of an article; run in the environment that `training` describes.

    PYTHONPATH=. .venv-training/bin/python -m benchmarks.extraction.bodies

Says what body F1 publisher-wise cross-validation gives, then trains on all pages and writes the model.
"""

import argparse
import gzip
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.extraction import corpus, ours, training
from iria_crawler import extract
from iria_crawler.errors import NoArticle
from iria_crawler.extract.choosing import least_of

SETTINGS: dict[str, Any] = {"iterations": 600, "depth": 6, "learning_rate": 0.06, "rsm": 0.3}
_WORD = re.compile(r"\w+")
_RUN = 4
_OF_SNIPPETS = 0.08  # what a passage weighs of which a snippet tells: a page has a few of them
_LEAST = 0.002


@dataclass(frozen=True, kw_only=True)
class Example:
    """The passages of a page with their traits; which of them are true, and what each weighs. -1: not known."""

    row: corpus.Row
    texts: Sequence[str]
    traits: NDArray[np.float32]
    truth: NDArray[np.int_]
    weights: NDArray[np.float64]

    @property
    def publisher(self) -> str:
        return corpus.publisher(self.row)


def examples(pages: corpus.Corpus) -> list[Example]:
    """The article pages whose text, or snippets of it, are known."""
    rows = [row for row in pages.rows if corpus.kind_of(row) == "article"]
    known = [row for row in rows if row.get("body") or row.get("with") or row.get("without")]
    with ProcessPoolExecutor() as pool:
        found = pool.map(_example, known, [pages.html(row) for row in known], chunksize=10)
        return [example for example in found if example is not None]


def _example(row: corpus.Row, html: Path) -> Example | None:
    try:
        found = extract.body_choice(*ours.page_of(str(row.get("url", "")), gzip.decompress(html.read_bytes())))
    except NoArticle:
        return None
    texts = [passage.text for passage in found.passages]
    if not texts:
        return None
    truth, weights = _by_body(texts, row["body"]) if row.get("body") else _by_snippets(texts, row)
    return Example(row=row, texts=texts, traits=found.rows, truth=truth, weights=weights)


def _by_body(texts: Sequence[str], body: str) -> tuple[NDArray[np.int_], NDArray[np.float64]]:
    """A passage is true if most of its words stand in runs of four that the body has too, be it across passages.

    The rules that score a page count such runs, each page alike: a passage weighs what it is of its body.
    """
    gold = _WORD.findall(body)
    runs = Counter(tuple(gold[at : at + _RUN]) for at in range(max(1, len(gold) - _RUN + 1)))
    words = [_WORD.findall(text) for text in texts]
    flat = [word for each in words for word in each]
    covered = np.zeros(len(flat), bool)
    for at in range(len(flat) - _RUN + 1):
        run = tuple(flat[at : at + _RUN])
        if runs[run] > 0:
            runs[run] -= 1
            covered[at : at + _RUN] = True
    owner = np.repeat(np.arange(len(texts)), [len(each) for each in words])
    share = np.bincount(owner[covered], minlength=len(texts)) / np.maximum(np.bincount(owner, minlength=len(texts)), 1)
    lines = Counter(" ".join(_WORD.findall(line)) for line in body.split("\n"))
    for at, each in enumerate(words):
        line = " ".join(each)
        if 0 < len(each) < _RUN and share[at] <= 0.5 and lines[line] > 0:
            lines[line] -= 1
            share[at] = 1
    sizes = np.array([max(1, len(each) - 1) for each in words], float)
    return (share > 0.5).astype(int), np.minimum(sizes / max(1, len(gold)), 1) + _LEAST


def _by_snippets(texts: Sequence[str], row: corpus.Row) -> tuple[NDArray[np.int_], NDArray[np.float64]]:
    there = [snippet for snippet in map(_line, row.get("with") or ()) if len(snippet) > 15]
    absent = [snippet for snippet in map(_line, row.get("without") or ()) if len(snippet) > 5]
    truth = [
        1 if _is_in(text, there, 30) else 0 if _is_in(text, absent, 20) else -1 for text in map(_line, texts)
    ]  # fmt: skip
    return np.array(truth), np.full(len(truth), _OF_SNIPPETS)


def _is_in(text: str, snippets: Iterable[str], least: int) -> bool:
    return any(snippet in text or (len(text) > least and text in snippet) for snippet in snippets)


def _line(text: str) -> str:
    return " ".join(text.split())


def train(of: Sequence[Example], path: Path) -> None:
    """Train on these pages and write the model."""
    rows, truth, weights, _ = _stacked(of)
    names = [f"trait {number}" for number in range(rows.shape[1])]
    training.write(training.trained(rows, truth, weights, **SETTINGS), names, path, rows=rows[:5000])


def _stacked(of: Sequence[Example]) -> tuple[NDArray[np.float32], NDArray[np.int_], NDArray[np.float64], list[str]]:
    known = [example.truth >= 0 for example in of]
    return (
        np.vstack([example.traits[mask] for example, mask in zip(of, known, strict=True)]),
        np.concatenate([example.truth[mask] for example, mask in zip(of, known, strict=True)]),
        np.concatenate([example.weights[mask] for example, mask in zip(of, known, strict=True)]),
        [example.publisher for example, mask in zip(of, known, strict=True) for _ in range(int(mask.sum()))],
    )


def _scored(
    pages: corpus.Corpus, of: Sequence[Example], scores: NDArray[np.float64], least: float | None
) -> dict[str, float]:
    """Body precision, recall and F1 if passages from a probability on are taken, or from that of each page."""
    results, at = [], 0
    for example in of:
        mine = scores[at : at + int((example.truth >= 0).sum())]
        at += len(mine)
        if example.row.get("body"):
            bound = least_of(example.texts, mine) if least is None else least
            chosen = [text for text, score in zip(example.texts, mine, strict=True) if score >= bound]
            results.append(pages.score.score_page(example.row, {"body": "\n".join(chosen)}))
    found = pages.score.aggregate(results)
    return {name: found[name] for name in ("body_f1", "body_p", "body_r", "lead") if name in found}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gold", type=Path, help="another gold file than the one beside the project")
    parser.add_argument("--no-validation", action="store_true", help="train and write at once")
    asked = parser.parse_args()
    pages = corpus.load(asked.gold)
    of = examples(pages)
    rows, truth, weights, publishers = _stacked(of)
    print(f"{len(of)} pages, {len(rows)} passages, {rows.shape[1]} traits")
    if not asked.no_validation:
        scores = training.cross_validated(rows, truth, weights, publishers, **SETTINGS)
        for least in (None, 0.3, 0.35, 0.4, 0.45, 0.5):
            said = "  ".join(f"{name} {value:.4f}" for name, value in _scored(pages, of, scores, least).items())
            print(f"chosen from {least or 'what suits each page'}: {said}")
    train(of, training.MODELS / "body.json")


if __name__ == "__main__":
    main()
