"""Forests: the sum of the leaves that a row falls into, as a probability."""

import json
import math

import numpy as np
import pytest

from iria_crawler.extract.forest import UNIT, Forest


def forest(*trees, features=("letters", "links"), bias=0):
    depth = max((len(splits) for splits, _ in trees), default=0)
    listed = [{"splits": splits, "leaves": leaves} for splits, leaves in trees]
    return Forest.parse(json.dumps({"features": features, "depth": depth, "bias": bias, "trees": listed}))


def rows(*values):
    return np.array(values, np.float32)


def test_a_row_falls_into_the_leaf_that_its_answers_spell_the_first_question_being_the_lowest_bit():
    one = forest(([[0, 10.0], [1, 0.5]], [1, 2, 3, 4]))
    assert one.sums(rows([0, 0], [11, 0], [0, 1], [11, 1])).tolist() == [1, 2, 3, 4]


def test_a_value_on_the_border_is_not_greater_also_where_the_border_has_no_short_binary_form():
    one = forest(([[0, 0.1]], [0, 7]))
    assert one.sums(rows([0.1, 0], [np.nextafter(np.float32(0.1), np.float32(1)), 0])).tolist() == [0, 7]


def test_trees_of_different_depth_are_summed_with_the_bias():
    one = forest(([[0, 10.0]], [100, 200]), ([[1, 0.5], [0, 20.0]], [1, 2, 3, 4]), ([], [1000]), bias=5)
    assert one.sums(rows([0, 0], [15, 1], [25, 1])).tolist() == [1106, 1207, 1209]


def test_a_score_is_the_probability_of_the_sum():
    one = forest(([[0, 10.0]], [-UNIT, 2 * UNIT]), bias=UNIT)
    assert one.scores(rows([0, 0], [11, 0])).tolist() == [0.5, pytest.approx(1 / (1 + math.exp(-3)), abs=1e-6)]
    assert forest(([], [10_000 * UNIT])).scores(rows([0, 0])).tolist() == [1]


def test_a_thousand_rows_at_once_say_what_each_says_alone():
    chance = np.random.default_rng(3)
    trees = [
        ([[int(chance.integers(4)), float(chance.random())] for _ in range(3)], chance.integers(-99, 99, 8).tolist())
        for _ in range(20)
    ]
    many, one = chance.random((1000, 4)).astype(np.float32), forest(*trees, features=tuple("abcd"))
    by_hand = [
        sum(leaves[sum((row[at] > np.float32(border)) << bit for bit, (at, border) in enumerate(splits))]
            for splits, leaves in trees)
        for row in many
    ]  # fmt: skip
    assert one.sums(many).tolist() == by_hand
    assert one.scores(many).tolist() == [one.scores(row[None])[0] for row in many]


def test_no_rows_have_no_scores_and_rows_of_other_features_are_refused():
    one = forest(([[0, 10.0]], [1, 2]))
    assert one.scores(np.zeros((0, 2), np.float32)).shape == (0,)
    with pytest.raises(ValueError, match="features for a forest of 2"):
        one.scores(rows([1, 2, 3]))
