"""Evaluates gradient-boosted trees over integer features."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

_FIRST = 15  # trees that all rows are scored by
_STAY = 6  # rows that are scored by all trees
# A feature, a threshold and the branches for values up to it and above it. In a leaf, `_LEAF`, its
# value in hundredths of a logit, and nothing.
Tree = tuple[int, int, Any, Any]
_LEAF = -1


class Forest(msgspec.Struct, frozen=True):
    """A sum of trees and `bias`, in hundredths of a logit."""

    bias: int
    trees: tuple[Tree, ...]

    def score(self, row: Sequence[int]) -> int:
        """The score for a row of features.

        >>> found = forest({"bias": 10, "trees": [[0, 5, -20, 30]]})
        >>> found.score([5]), found.score([6])
        (-10, 40)
        """
        total = self.bias
        for feature, edge, low, high in self.trees:
            while feature >= 0:
                feature, edge, low, high = low if row[feature] <= edge else high
            total += edge
        return total

    def best(self, rows: Sequence[Sequence[int]]) -> int:
        """The index of the row with the highest score, the first of equals.

        Rows that are far behind after some of the trees are not scored by the others.
        """
        first, rest = Forest(self.bias, self.trees[:_FIRST]), Forest(0, self.trees[_FIRST:])
        totals = [first.score(row) for row in rows]
        order = sorted(range(len(rows)), key=lambda n: -totals[n])[:_STAY]
        return max(order, key=lambda n: (totals[n] + rest.score(rows[n]), -n))


def forest(data: Any) -> Forest:
    """A forest from the form in which it is stored: nested lists."""
    return Forest(data["bias"], tuple(_frozen(tree) for tree in data["trees"]))


def _frozen(tree: Any) -> Tree:
    if isinstance(tree, int):
        return _LEAF, tree, None, None
    feature, edge, low, high = tree
    return feature, edge, _frozen(low), _frozen(high)
