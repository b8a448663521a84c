"""How well `extract()` reads pages of which the truth is known, and what that costs, beside other extractors.

    python -m benchmarks.extraction                                all pages, all peers
    python -m benchmarks.extraction --peers none --sample 150 --check
    python -m benchmarks.extraction --gold ELSEWHERE/test.jsonl --peers trafilatura --json out.json

The pages are not part of this repository: they lie in `../shared/data/extraction`, or where `--gold` says, with
their HTML and their rules (`score.py`) beside them. Peers run in environments of their own, `.venv-peers/`, made
on demand. Each page goes through all extractors in turn, one at a time; CPU time is that of each one's process.
Ratios of one run may be compared with those of another, milliseconds may not.

Exit codes: 0, or 1 when `--check` finds something below its floor, 2 for a command that cannot be understood,
77 when the pages are not on this machine.
"""

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

from benchmarks.extraction import report
from benchmarks.extraction.corpus import NoCorpus, fold, load, sample
from benchmarks.extraction.environments import peers
from benchmarks.extraction.floors import floors
from benchmarks.extraction.run import Part, run
from benchmarks.extraction.serving import Prediction
from benchmarks.extraction.systems import OURS

BELOW, NO_CORPUS = 1, 77  # 77 is what test harnesses take for "skipped"


def main(arguments: Sequence[str] | None = None) -> int:
    chosen = _chosen(arguments)
    try:
        corpus = load(chosen.gold)
    except NoCorpus as problem:
        print(f"not run: {problem}", file=sys.stderr)
        return NO_CORPUS
    done = run(corpus, sample(corpus.rows, chosen.sample) if chosen.sample else corpus.rows, chosen.peers)
    divided = {title: done.parts(part) for title, part in _divisions(chosen).items()}
    judged = done.judged(floors()) if chosen.check else []
    print(report.told(done, divided, judged))
    if chosen.json:
        result = {**done.as_json(), "by": divided, "floors": [asdict(verdict) for verdict in judged]}
        chosen.json.write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    if chosen.pred:
        _write(done.said, chosen.pred)
    return 0 if all(verdict.is_ok for verdict in judged) else BELOW


def _chosen(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.extraction",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--gold", type=Path, metavar="FILE", help="pages with truth; html/ and score.py beside it")
    parser.add_argument("--peers", type=_names, default="all", metavar="A,B|all|none", help=", ".join(peers()))
    parser.add_argument("--sample", type=_number, metavar="N", help="so many pages of all kinds, always the same")
    parser.add_argument("--check", action="store_true", help="compare with floors.toml, which is for --sample 150")
    parser.add_argument("--by", metavar="FIELD", help="also apart by a field of the gold file, such as corpus")
    parser.add_argument("--folds", type=_number, metavar="K", help="also apart by K parts with publishers of their own")
    parser.add_argument("--json", type=Path, metavar="OUT", help="write all numbers here")
    parser.add_argument("--pred", type=Path, metavar="OUT", help="write predictions here; OUT.NAME.… for the peers'")
    return parser.parse_args(arguments)


def _names(value: str) -> tuple[str, ...]:
    known = tuple(peers())
    if value in ("all", "none"):
        return known if value == "all" else ()
    names = tuple(dict.fromkeys(name.strip() for name in value.split(",")))
    if unknown := [name for name in names if name not in known]:
        raise argparse.ArgumentTypeError(f"{', '.join(unknown)}: known are {', '.join(known)}, all and none")
    return names


def _number(value: str) -> int:
    if not value.isdecimal() or int(value) < 1:
        raise argparse.ArgumentTypeError("should be a number of at least 1")
    return int(value)


def _divisions(chosen: argparse.Namespace) -> dict[str, Part]:
    divisions: dict[str, Part] = {}
    if chosen.by:
        divisions[chosen.by] = lambda row: str(row.get(chosen.by, "-"))
    if chosen.folds:
        divisions["fold"] = lambda row: str(fold(row, chosen.folds))
    return divisions


def _write(said: Mapping[str, Mapping[str, Prediction]], file: Path) -> None:
    """One file for each system, as the rules take them."""
    for name, predictions in said.items():
        own = file if name == OURS else file.with_name(f"{file.stem}.{name}{file.suffix}")
        lines = (json.dumps(prediction, ensure_ascii=False) + "\n" for prediction in predictions.values())
        own.write_text("".join(lines), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
