"""Ensembles of symmetric decision trees: how probable something is, told from measured features."""

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

UNIT = 65536
"""Leaves are whole numbers of 1/65536: their sum is the same on every machine and in every order."""
_CHUNK = 256  # rows at a time: what is compared stays in the processor's cache


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Forest:
    """Trees all of whose nodes of one level ask the same question: is this feature greater than this border?

    The questions of all trees lie level by level: the first level of every tree, then the second.
    `leaves` holds those of one tree after those of another, `starts` where each begins.
    """

    names: tuple[str, ...]
    features: NDArray[np.intp]
    borders: NDArray[np.float32]
    leaves: NDArray[np.int64]
    starts: NDArray[np.intp]
    bias: int

    @classmethod
    def load(cls, name: str) -> "Forest":
        """The model of this name that comes with the package, read once."""
        return _loaded(name)

    @classmethod
    def parse(cls, text: str) -> "Forest":
        """Read a model from JSON; a tree that is less deep than others gets questions that nothing answers."""
        model = json.loads(text)
        trees, depth = model["trees"], model["depth"]
        unasked = [0, float("inf")]
        levels = [[*tree["splits"], *[unasked] * (depth - len(tree["splits"]))] for tree in trees]
        leaves = np.zeros((len(trees), 2**depth), np.int64)
        for row, tree in zip(leaves, trees, strict=True):
            row[: len(tree["leaves"])] = tree["leaves"]
        splits = np.array(levels, np.float64).reshape(len(trees), depth, 2).transpose(1, 0, 2)
        return cls(
            names=tuple(model["features"]),
            features=splits[:, :, 0].astype(np.intp).ravel(),
            borders=splits[:, :, 1].astype(np.float32).ravel(),
            leaves=leaves.ravel(),
            starts=np.arange(len(trees), dtype=np.intp) * 2**depth,
            bias=model["bias"],
        )

    def scores(self, rows: NDArray[np.float32]) -> NDArray[np.float64]:
        """The probability of each row; a row has one column for each of `names`."""
        # Rounded, as exp() differs from processor to processor in the last digits.
        return (1 / (1 + np.exp(-np.clip(self.sums(rows) / UNIT, -30, 30)))).round(6)

    def sums(self, rows: NDArray[np.float32]) -> NDArray[np.int64]:
        """What the leaves that each row falls into sum up to, in units of 1/65536."""
        if rows.ndim != 2 or rows.shape[1] != len(self.names):
            raise ValueError(f"rows of {rows.shape[1:]} features for a forest of {len(self.names)}")
        parts = [self._sums(rows[start : start + _CHUNK]) for start in range(0, len(rows), _CHUNK)]
        return np.concatenate(parts) if parts else np.zeros(0, np.int64)

    def _sums(self, rows: NDArray[np.float32]) -> NDArray[np.int64]:
        columns = np.ascontiguousarray(rows.T, np.float32)
        answers = columns.take(self.features, axis=0) > self.borders[:, None]
        levels = answers.reshape(-1, len(self.starts), len(rows))
        bits = 1 << np.arange(len(levels), dtype=np.uint16)
        leaf = (levels * bits[:, None, None]).sum(axis=0, dtype=np.uint16)
        total: NDArray[np.int64] = self.leaves.take(leaf + self.starts[:, None]).sum(axis=0)
        return total + self.bias


@cache
def _loaded(name: str) -> Forest:
    return Forest.parse((files("iria_crawler.extract") / "models" / f"{name}.json").read_text("utf-8"))
