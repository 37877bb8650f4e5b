"""Which rule takes a line: rules made ready to be asked about very many lines.

A rule for the head fires only where nothing of the body is left above the line, one for the tail
only where nothing is left below. With `keep` the lines it takes are never dropped by any other
rule. How rules are written and checked is in `files`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from itertools import count
from operator import itemgetter
from typing import Literal

import msgspec

from feedtool.clean.rules.prefixes import opening, openings

Where = Literal["anywhere", "head", "tail"]
Openings = Mapping[str, frozenset[str] | None]  # of patterns; see `openings`
# Longer lines are prose. Boilerplate that long recurs, and is for the site profile to find.
LONGEST_LINE = 400  # characters
_OUTER = " \t.,:;!?…*#|•·»«›‹>→↑↓▲▼►-–—_~=+()[]{}\"'“”„‘’。：！？、"


class Rule(msgspec.Struct, frozen=True):
    """One rule; `id` is unique among all that are loaded, `source` names its file."""

    id: str
    why: str
    where: Where
    equals: frozenset[str]
    matches: tuple[str, ...]
    drops: tuple[str, ...]
    keeps: tuple[str, ...]
    source: str
    keep: bool = False

    def takes(self, line: str) -> bool:
        """Whether the line, wherever it stands, is one this rule is about."""
        if len(line) > LONGEST_LINE:
            return False
        stripped = line.strip()
        return fold(line) in self.equals or any(
            compiled(pattern).fullmatch(stripped) for pattern in self.matches
        )


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """A pattern of a rule, ready to be asked."""
    return re.compile(pattern, re.IGNORECASE)


def fold(line: str) -> str:
    """What `equals` compares: without letter case, runs of white space, outer punctuation.

    >>> fold("  » Back to  TOP ▲")
    'back to top'
    """
    return " ".join(line.split()).strip(_OUTER).casefold()


_Filed = tuple[int, str, Rule]  # a pattern, its number among all, and its rule
_number = itemgetter(0)


class RuleSet:
    """Rules made ready to be asked about many lines.

    Asking costs a few dictionary look-ups, and a regular expression for each of the few patterns
    that may begin like the line.
    """

    def __init__(self, rules: Iterable[Rule], known: Openings | None = None) -> None:
        """`known`: the openings of patterns, as far as they are known beforehand."""
        self.rules = tuple(rules)
        self._equal: dict[str, list[Rule]] = {}
        self._by_opening: dict[str, list[_Filed]] = {}
        self._anywhere: list[_Filed] = []  # patterns that may begin with anything
        self._longest = 0  # phrase, in characters
        self._known: dict[str, tuple[Rule, ...]] = {}
        numbers = count()
        for rule in self.rules:
            for phrase in rule.equals:
                self._equal.setdefault(phrase, []).append(rule)
                self._longest = max(self._longest, len(phrase))
            for pattern in rule.matches:
                found = known[pattern] if known and pattern in known else openings(pattern)
                filed = (next(numbers), pattern, rule)
                if found is None:
                    self._anywhere.append(filed)
                for begin in found or ():
                    self._by_opening.setdefault(begin, []).append(filed)

    def taking(self, line: str) -> tuple[Rule, ...]:
        """The rules that take `line`, in the order in which they were loaded."""
        if len(line) > LONGEST_LINE:
            return ()
        found = self._known.get(line)
        if found is None:
            if len(self._known) > 50_000:  # lines recur within a site; other lines must not pile up
                self._known.clear()
            found = self._known[line] = self._ask(line)
        return found

    def _ask(self, line: str) -> tuple[Rule, ...]:
        stripped = line.strip()
        # Most lines are longer than any phrase, though not all that folding takes out was counted.
        is_long = len(stripped.strip(_OUTER)) > 2 * self._longest and "  " not in stripped
        found = [] if is_long else list(self._equal.get(fold(line), ()))
        begin = opening(stripped)
        by_opening = self._by_opening
        filed = [*self._anywhere]
        for length in range(1, len(begin) + 1):
            filed += by_opening.get(begin[:length], ())
        filed.sort(key=_number)
        for _, pattern, rule in filed:
            if rule not in found and compiled(pattern).fullmatch(stripped):
                found.append(rule)
        return tuple(found)
