"""What reading the pages cost each system: CPU milliseconds, measured in its own process around each page."""

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from benchmarks.extraction.corpus import Row, kind_of
from benchmarks.extraction.serving import Prediction

MEASURE = "trafilatura"  # the system whose total is one


@dataclass(frozen=True, kw_only=True)
class Cost:
    """Milliseconds of a page, the slowest page, and totals as shares of trafilatura's over the same pages.

    `ratio` is over all pages, `ratio_articles` over articles alone: what is no article may be refused early.
    """

    mean: float
    median: float
    worst: float
    slowest: str
    ratio: float | None
    ratio_articles: float | None
    failed: Mapping[str, str]


def costs(rows: Sequence[Row], said: Mapping[str, Mapping[str, Prediction]]) -> dict[str, Cost]:
    """The cost of each system by name."""
    ids = [str(row["id"]) for row in rows]
    articles = [str(row["id"]) for row in rows if kind_of(row) == "article"]
    return {
        name: _cost(
            predictions, ratio=_ratio(ids, predictions, said), ratio_articles=_ratio(articles, predictions, said)
        )
        for name, predictions in said.items()
    }


def _cost(predictions: Mapping[str, Prediction], **ratios: float | None) -> Cost:
    spent = _spent(predictions)
    slowest = max(spent, key=lambda name: spent[name], default="")
    return Cost(
        mean=statistics.mean(spent.values() or [0.0]),
        median=statistics.median(spent.values() or [0.0]),
        worst=spent.get(slowest, 0.0),
        slowest=slowest,
        failed={name: str(said["error"]) for name, said in predictions.items() if "error" in said},
        **ratios,
    )


def _ratio(
    ids: Sequence[str], mine: Mapping[str, Prediction], said: Mapping[str, Mapping[str, Prediction]]
) -> float | None:
    """The total over the pages that both have read to the end."""
    ours, theirs = _spent(mine), _spent(said.get(MEASURE, {}))
    both = [name for name in ids if name in ours and name in theirs]
    total = sum(theirs[name] for name in both)
    return sum(ours[name] for name in both) / total if total else None


def _spent(predictions: Mapping[str, Prediction]) -> dict[str, float]:
    """Milliseconds by page; one on which an extractor failed was not read to the end, and so was cheap."""
    return {name: float(said["ms"]) for name, said in predictions.items() if "ms" in said and "error" not in said}
