"""Fits sums of two-feature tables with gradient-boosted trees.

A tree in which every path tests at most two features is a sum of tables over pairs of
features, and so is any number of such trees: boosting costs nothing at run time.
"""

from dataclasses import dataclass

import lightgbm as lgb
import numpy as np
from numpy.typing import NDArray

SEED = 20250501


@dataclass(frozen=True, slots=True)
class Additive:
    """`tables[k]` contains the value for each pair of levels of the features `pairs[k]`, in logits."""

    bias: float
    pairs: tuple[tuple[int, int], ...]
    tables: tuple[NDArray[np.float64], ...]

    def score(self, levels: NDArray[np.uint8]) -> NDArray[np.float64]:
        total = np.full(len(levels), self.bias)
        for (a, b), table in zip(self.pairs, self.tables, strict=True):
            total += table[levels[:, a], levels[:, b]]
        return total


def _boost(levels, target, weight, trees, leaves, constraints, rate=0.15, min_weight=2.0):
    params = {
        "objective": "binary", "num_leaves": leaves, "max_depth": 6, "learning_rate": rate,
        "min_sum_hessian_in_leaf": min_weight, "min_data_in_leaf": 60, "lambda_l2": 5.0,
        "max_bin": 31, "min_data_in_bin": 1, "bagging_fraction": 0.7, "bagging_freq": 1,
        "feature_fraction": 0.7, "num_threads": 1, "seed": SEED, "deterministic": True,
        "force_row_wise": True, "verbose": -1, "boost_from_average": False,
    }  # fmt: skip
    if constraints:
        params["interaction_constraints"] = constraints
    data = lgb.Dataset(levels, target, weight=weight, params=params)
    return lgb.train(params, data, num_boost_round=trees)


def choose_pairs(levels, target, weight, count: int, trees: int = 120) -> list[tuple[int, int]]:
    """The pairs of features that unconstrained trees combine most, by gain."""
    gains: dict[tuple[int, int], float] = {}

    def walk(node, above):
        if "split_feature" not in node:
            return
        feature = node["split_feature"]
        gain = node["split_gain"] ** 0.5
        for other in above or {feature}:
            key = (min(feature, other), max(feature, other))
            if key[0] != key[1]:
                gains[key] = gains.get(key, 0.0) + gain
        for side in ("left_child", "right_child"):
            walk(node[side], above | {feature})

    for tree in _boost(levels, target, weight, trees, 12, None).dump_model()["tree_info"]:
        walk(tree["tree_structure"], frozenset())
    return sorted(sorted(gains, key=lambda k: -gains[k])[:count])


def fit(levels, target, weight, sizes, pairs, trees: int, leaves: int = 12) -> Additive:
    """Fits tables over `pairs`; `sizes` is the number of levels of every feature."""
    booster = _boost(levels, target, weight, trees, leaves, [list(p) for p in pairs])
    pairs = [tuple(pair) for pair in pairs]
    tables = {pair: np.zeros((sizes[pair[0]], sizes[pair[1]])) for pair in pairs}
    home = {}
    for pair in pairs:
        home.setdefault(pair[0], pair)
        home.setdefault(pair[1], pair)
    bias = 0.0

    def walk(node, box):
        nonlocal bias
        if "split_feature" not in node:
            value = node["leaf_value"]
            used = sorted(box)
            if not used:
                bias += value
                return
            if len(used) == 1:
                pair = home[used[0]]
            else:
                pair = (used[0], used[1])
                assert len(used) == 2
            a, b = pair
            low_a, high_a = box.get(a, (0, sizes[a]))
            low_b, high_b = box.get(b, (0, sizes[b]))
            tables[pair][low_a:high_a, low_b:high_b] += value
            return
        feature = node["split_feature"]
        cut = int(np.floor(node["threshold"])) + 1
        low, high = box.get(feature, (0, sizes[feature]))
        walk(node["left_child"], {**box, feature: (low, min(high, cut))})
        walk(node["right_child"], {**box, feature: (max(low, cut), high)})

    for tree in booster.dump_model()["tree_info"]:
        walk(tree["tree_structure"], {})
    model = Additive(bias, tuple(pairs), tuple(tables[p] for p in pairs))
    sample = levels[:2000]
    assert np.allclose(model.score(sample), booster.predict(sample, raw_score=True), atol=1e-6)
    return model
