"""Trains the forests of `iria_crawler/extract/models` and writes them as `extract.forest` reads them.

CatBoost is needed for this alone, so it is no dependency of the project. Training runs in an environment of its own:

    python3 -m venv .venv-training
    .venv-training/bin/pip install -e . catboost
    PYTHONPATH=. .venv-training/bin/python -m benchmarks.extraction.kinds     # article or not
    PYTHONPATH=. .venv-training/bin/python -m benchmarks.extraction.bodies    # which passages are the text

The pages that a forest learns from are not part of the repository; a model is judged by pages of publishers that
it has not seen, which is what `cross_validated` gives.
"""

import hashlib
import json
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from iria_crawler import extract
from iria_crawler.extract.forest import UNIT, Forest

FOLDS = 5
MODELS = Path(extract.__file__).parent / "models"
_TOLERANCE = 1e-3  # of a probability: what rounding the leaves may change
# One thread, as results differ with their number; borders in 64 steps keep trees from learning single pages.
_SETTINGS = {"iterations": 400, "depth": 6, "learning_rate": 0.06, "l2_leaf_reg": 6, "border_count": 64}
_FIXED = {"thread_count": 1, "verbose": 0, "allow_writing_files": False}


def fold(publisher: str) -> int:
    """Which fifth of the publishers this one belongs to."""
    return int(hashlib.sha256(f"fold:{publisher}".encode()).hexdigest(), 16) % FOLDS


def trained(
    rows: NDArray[np.float32],
    labels: NDArray[np.int_],
    weights: NDArray[np.float64] | None = None,
    *,
    seeds: int = 1,
    **settings: Any,
) -> Any:
    """A CatBoost model of these rows; `settings` are CatBoost's and go before those of this module.

    With `seeds` it is the mean of so many, each with its own draw of features: of few rows one alone learns by chance.
    """
    from catboost import CatBoostClassifier, sum_models

    models = [
        CatBoostClassifier(**(_SETTINGS | settings | _FIXED | {"random_seed": seed})).fit(
            rows, labels, sample_weight=weights
        )
        for seed in range(1, seeds + 1)
    ]
    return models[0] if seeds == 1 else sum_models(models, weights=[1 / seeds] * seeds)


def probabilities(model: Any, rows: NDArray[np.float32]) -> NDArray[np.float64]:
    """What a model says of each row."""
    found: NDArray[np.float64] = model.predict(rows, prediction_type="Probability")[:, 1]
    return found


def cross_validated(
    rows: NDArray[np.float32],
    labels: NDArray[np.int_],
    weights: NDArray[np.float64] | None,
    groups: Sequence[str],
    **settings: Any,
) -> NDArray[np.float64]:
    """The probability of each row, said by a model that saw no row of the same publisher (`groups`)."""
    folds = np.array([fold(publisher) for publisher in groups])
    scores = np.zeros(len(rows))
    for held in sorted(set(folds.tolist())):
        seen, unseen = folds != held, folds == held
        model = trained(rows[seen], labels[seen], None if weights is None else weights[seen], **settings)
        scores[unseen] = probabilities(model, rows[unseen])
    return scores


def write(model: Any, names: Sequence[str], path: Path, *, rows: NDArray[np.float32] | None = None) -> Forest:
    """Write a trained model; raises ValueError if the forest read back says something else of `rows`.

    Without `rows` it is asked about random ones, between and beyond the borders that the model knows.
    """
    known = _exported(model)
    text = _as_json(known, names)
    forest = Forest.parse(text)
    asked = _random_rows(known, len(names)) if rows is None else np.asarray(rows, np.float32)
    differs = float(np.abs(forest.scores(asked) - probabilities(model, asked)).max())
    if differs > _TOLERANCE:
        raise ValueError(f"{path} would differ by {differs:.5f} from the model")
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, "utf-8")
    return forest


def _exported(model: Any) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.json"
        model.save_model(str(path), format="json")
        exported: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return exported


def _as_json(exported: dict[str, Any], names: Sequence[str]) -> str:
    scale, biases = exported["scale_and_bias"]
    # Trees know a feature by its index among those that have borders; in the model that is its index in the table.
    columns = {one["feature_index"]: one["flat_feature_index"] for one in exported["features_info"]["float_features"]}
    trees = [
        {
            "splits": [[columns[one["float_feature_index"]], one["border"]] for one in tree["splits"] or ()],
            "leaves": [round(value * scale * UNIT) for value in tree["leaf_values"]],
        }
        for tree in exported["oblivious_trees"]
    ]
    head = {
        "features": list(names),
        "depth": max((len(tree["splits"]) for tree in trees), default=0),
        "bias": round(sum(biases) * UNIT),
    }
    # One tree a line: short, and what changed can be seen.
    lines = ",\n".join(json.dumps(tree, separators=(",", ":")) for tree in trees)
    return f'{json.dumps(head)[:-1]}, "trees": [\n{lines}\n]}}\n'


def _random_rows(exported: dict[str, Any], width: int) -> NDArray[np.float32]:
    rows = np.zeros((1000, width), np.float32)
    generator = np.random.default_rng(1)
    for one in exported["features_info"]["float_features"]:
        borders = np.array(one["borders"] or [0.0], np.float32)
        values = np.concatenate([borders, borders + np.float32(0.01), [borders.min() - 1, borders.max() + 1]])
        rows[:, one["flat_feature_index"]] = generator.choice(values.astype(np.float32), len(rows))
    return rows
