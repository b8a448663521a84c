"""What predictions are worth: the shared rules over articles, kind of page over all pages, and how sure that is."""

import random
import statistics
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from benchmarks.extraction.corpus import Row, kind_of, publisher
from benchmarks.extraction.serving import Prediction

FIELDS = {
    "body_f1": "body",
    "body_p": "body",
    "body_r": "body",
    "body_acc": "body",
    "chunk_f1": "body",
    "lead": "body",
    "title": "title",
    "author_set": "authors",
    "authors_f1": "authors",
    "date": "date",
    "date_d1": "date",
    "all3": "date",
    "captions_p": "captions",
    "captions_r": "captions",
    "captions_f1": "captions",
    "credits": "credits",
    "tags_p": "tags",
    "tags_r": "tags",
    "tags_f1": "tags",
    "categories_f1": "categories",
    "type_acc": "page_type",
    "type_p": "page_type",
    "type_r": "page_type",
}
"""What is measured, in the order of the tables, and what an extractor must give for it to be asked of it.

`all3`: title, authors and date are all right, of the articles that have all three. `credits`: of captions with a
credit, how many are found and have it. All others are those of the rules, over articles; `type_…` is over all pages.
"""
SAME = 0.7  # token F1, from which on the rules take captions for the same; credits too
TIMES = 200

Scores = dict[str, float]
Record = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Quality:
    """`again`: the same measures over publishers drawn with replacement; equal draws for all extractors."""

    scores: Scores
    again: tuple[Scores, ...] = ()

    @property
    def error(self) -> Scores:
        """The standard error of each measure."""
        return {field: _deviation([scores[field] for scores in self.again if field in scores]) for field in self.scores}

    def ahead(self, other: "Quality") -> dict[str, tuple[float, float]]:
        """By how much this is better than the other, and the standard error of that, for what both give."""
        pairs = list(zip(self.again, other.again, strict=True))
        return {
            field: (
                self.scores[field] - other.scores[field],
                _deviation([mine[field] - its[field] for mine, its in pairs if field in mine and field in its]),
            )
            for field in self.scores
            if field in other.scores
        }


def quality(score: ModuleType, rows: Sequence[Row], said: Mapping[str, Prediction], *, times: int = TIMES) -> Quality:
    """How good the predictions for these pages are; a page without one counts as read and found empty."""
    given = {field for prediction in said.values() for field in prediction}
    fields = [field for field, needs in FIELDS.items() if needs in given]
    missing = {"body": ""} | ({"page_type": "none"} if "page_type" in given else {})
    records: dict[str, list[tuple[bool, Record]]] = defaultdict(list)
    for row in rows:
        record = _record(score, row, missing | said.get(str(row["id"]), {}))
        records[publisher(row)].append((kind_of(row) == "article", record))
    groups = [records[name] for name in sorted(records)]
    dice = random.Random(0)
    draws = [dice.choices(groups, k=len(groups)) for _ in range(times)]
    return Quality(
        scores=_measured(score, groups, fields),
        again=tuple(_measured(score, draw, fields) for draw in draws),
    )


def _record(score: ModuleType, row: Row, prediction: Prediction) -> Record:
    record: Record = score.score_page(row, prediction)
    if {"title", "author_set", "date"} <= record.keys():
        record["all3"] = record["title"] and record["author_set"] and record["date"]
    record["credits"] = _credits(score, row, prediction)
    return record


def _credits(score: ModuleType, row: Row, prediction: Prediction) -> list[bool]:
    """For each caption with a credit, whether it was found with this credit; the caption may come with it."""
    captions, credits = prediction.get("captions") or [], prediction.get("credits") or []
    right = []
    for caption, names in zip(row.get("captions") or [], row.get("credits") or [], strict=False):
        credit = " ".join(names)
        if not credit:
            continue
        likeness, place = max(
            (score.token_f1(wanted, found), place)
            for wanted in (caption, f"{caption} {credit}")
            for place, found in enumerate(captions or [""])
        )
        its = credits[place] if place < len(credits) else None
        right.append(likeness >= SAME and score.token_f1(credit, its or "") >= SAME)
    return right


def _measured(score: ModuleType, groups: Sequence[Sequence[tuple[bool, Record]]], fields: Sequence[str]) -> Scores:
    everything = [record for group in groups for _, record in group]
    articles = [record for group in groups for is_article, record in group if is_article]
    told: Scores = score.aggregate(articles)
    told |= {field: value for field, value in score.aggregate(everything).items() if field.startswith("type_")}
    for field, right in (
        ("all3", [record["all3"] for record in articles if "all3" in record]),
        ("credits", [one for record in articles for one in record["credits"]]),
    ):
        if right:
            told[field] = statistics.mean(map(float, right))
    return {field: told[field] for field in fields if field in told}


def _deviation(values: Sequence[float]) -> float:
    return statistics.stdev(values) if len(values) > 1 else 0.0
