"""Pages with truth: where they lie, which of them are read, and the rules that score them."""

import hashlib
import importlib.util
import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

ROOT = Path(__file__).parents[2]
FOLDER = ROOT.parent / "shared" / "data" / "extraction"
GOLD = FOLDER / "dev.jsonl"

Row = dict[str, Any]
"""A line of the gold file: `id`, `url`, `site`, `corpus`, `html_file`, `page_type`, and what is known to be true."""


class NoCorpus(Exception):
    """The pages, or the rules that score them, are not on this machine."""


@dataclass(frozen=True, kw_only=True)
class Corpus:
    """`score` is the module that lies beside the pages; nothing of it is kept here."""

    gold: Path
    rows: tuple[Row, ...]
    score: ModuleType

    def html(self, row: Row) -> Path:
        return self.gold.parent / str(row["html_file"])


def load(gold: Path | None = None) -> Corpus:
    """The pages of a gold file, whose HTML lies beside it; raises `NoCorpus` and says what is missing."""
    gold = (gold or GOLD).resolve()
    rules = next((file for file in (gold.parent / "score.py", FOLDER / "score.py") if file.is_file()), None)
    if not gold.is_file():
        raise NoCorpus(f"{gold} is not there: it is not part of this repository; name one with --gold FILE")
    if rules is None:
        raise NoCorpus(f"score.py is neither in {gold.parent} nor in {FOLDER}")
    with gold.open(encoding="utf-8") as lines:
        rows = tuple(json.loads(line) for line in lines if line.strip())
    corpus = Corpus(gold=gold, rows=rows, score=_module(rules))
    lost = [str(row["html_file"]) for row in rows if not corpus.html(row).is_file()]
    if lost or not rows:
        raise NoCorpus(f"{len(lost)} of {len(rows)} pages of {gold} are not beside it: {', '.join(lost[:3])} …")
    return corpus


def sample(rows: Sequence[Row], size: int) -> tuple[Row, ...]:
    """So many rows, always the same: of each corpus and kind of page its share, but one at least.

    Within a stratum the hash of the id decides, so that a page that is added or taken away moves few others.
    """
    strata: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: _hash("sample", row["id"])):
        strata[str(row.get("corpus")), kind_of(row)].append(row)
    turns = {
        str(row["id"]): (place + 0.5) / len(stratum) if place else 0.0
        for stratum in strata.values()
        for place, row in enumerate(stratum)
    }
    chosen = set(sorted(turns, key=lambda name: (turns[name], _hash("sample", name)))[:size])
    return tuple(row for row in rows if str(row["id"]) in chosen)


def kind_of(row: Row) -> str:
    """What kind of page the gold file says it is; as its rules have it, an article if it does not say."""
    return str(row.get("page_type", "article"))


def publisher(row: Row) -> str:
    return str(row.get("site") or row["id"])


def fold(row: Row, folds: int) -> int:
    """The part of the corpus that a publisher is in: what was tuned on some parts is to hold on the others."""
    return _hash("fold", publisher(row)) % folds


def _hash(salt: str, name: object) -> int:
    return int(hashlib.sha256(f"{salt}:{name}".encode()).hexdigest(), 16)


def _module(file: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("score", file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
