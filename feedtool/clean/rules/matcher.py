"""Matches lines against rules, indexed for speed over many lines.

What `where` and `keep` mean, and how rules are written and checked, is in `files`; `verdicts`
applies them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from itertools import count
from operator import itemgetter
from typing import Literal

import msgspec

from feedtool.clean.rules.needs import Needs, needs_of
from feedtool.clean.rules.prefixes import opening, openings
from feedtool.text.lazy_regex import lazy_regex

Where = Literal["anywhere", "head", "tail"]
Also = Literal["nothing", "headline", "above", "below"]
Openings = Mapping[str, frozenset[str] | Needs]  # by pattern; see `lines_of`
# Longer lines are prose. Boilerplate of that length recurs, and the site profile finds it.
LONGEST_LINE = 400  # characters
_MANY = 24  # openings of a pattern
_TELLING = 4  # characters; with fewer, far more lines would be matched in vain
_OUTER = " \t.,:;!?…*#|•·»«›‹>→↑↓▲▼►-–—_~=+()[]{}\"'“”„‘’。：！？、"


_COUNT = lazy_regex(r"(?<=\S) ?\(\d{1,3}(?:[.,]?\d{3})?\)$")


class Rule(msgspec.Struct, frozen=True):
    """A rule. `id` is unique among all loaded rules; `source` is the name of its file.

    `also` is what goes with the line that is matched: the headline on the next line, or everything
    above or below it.
    """

    id: str
    why: str
    where: Where
    equals: frozenset[str]
    matches: tuple[str, ...]
    drops: tuple[str, ...]
    keeps: tuple[str, ...]
    source: str
    keep: bool = False
    also: Also = "nothing"

    def takes(self, line: str) -> bool:
        """Whether the rule matches the line, wherever in a text it is."""
        if len(line) > LONGEST_LINE:
            return False
        stripped = line.strip()
        phrases = (fold(line), fold(without_count(stripped)))
        return not self.equals.isdisjoint(phrases) or any(
            compiled(pattern).fullmatch(stripped) for pattern in self.matches
        )


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """A rule's pattern, compiled."""
    return re.compile(pattern, re.IGNORECASE)


def lines_of(pattern: str) -> frozenset[str] | Needs:
    """How the lines begin that the pattern takes, or if that may be anything, what they need."""
    found = openings(pattern)
    return needs_of(pattern) if found is None else _fewer(found)


def _fewer(openings: frozenset[str]) -> frozenset[str]:
    """The openings, or their beginnings if there are many, which take long to read and file.

    >>> sorted(_fewer(frozenset(f"when{letter}" for letter in "abcdefghijklmnopqrstuvwxyz")))
    ['when']
    """
    if len(openings) <= _MANY:
        return openings
    return frozenset(begin[:_TELLING] for begin in openings)


def fold(line: str) -> str:
    """The form that `equals` compares: no letter case, runs of white space or outer punctuation.

    >>> fold("  » Back to  TOP ▲")
    'back to top'
    """
    return " ".join(line.split()).strip(_OUTER).casefold()


def without_count(line: str) -> str:
    """The line without a number in parentheses at its end, which says how many there are.

    >>> without_count("Comments (12)")
    'Comments'
    """
    return _COUNT.sub("", line) if line.endswith(")") else line


_Filed = tuple[int, str, Rule]  # the number of a pattern in load order, the pattern, its rule
_number = itemgetter(0)


class RuleSet:
    """Rules, indexed by phrases and by how the lines they match begin.

    A query takes a few dictionary look-ups, and a regular expression match for each of the few
    patterns that may begin like the line.
    """

    def __init__(self, rules: Iterable[Rule], known: Openings | None = None) -> None:
        """Takes the openings of patterns from `known` where it has them."""
        self.rules = tuple(rules)
        self._equal: dict[str, list[Rule]] = {}
        self._by_opening: dict[str, list[_Filed]] = {}
        self._anywhere: list[tuple[Needs, _Filed]] = []  # patterns that may begin with anything
        self._by_length: dict[int, tuple[list[_Filed], list[tuple[str, _Filed]]]] = {}
        self._longest = 0  # characters of the longest phrase
        self._known: dict[str, tuple[Rule, ...]] = {}
        numbers = count()
        for rule in self.rules:
            for phrase in rule.equals:
                self._equal.setdefault(phrase, []).append(rule)
                self._longest = max(self._longest, len(phrase))
            for pattern in rule.matches:
                found = known[pattern] if known and pattern in known else lines_of(pattern)
                filed = (next(numbers), pattern, rule)
                if isinstance(found, Needs):
                    self._anywhere.append((found, filed))
                    continue
                for begin in found:
                    self._by_opening.setdefault(begin, []).append(filed)

    def taking(self, line: str) -> tuple[Rule, ...]:
        """The rules that match `line`, in load order."""
        if len(line) > LONGEST_LINE:
            return ()
        found = self._known.get(line)
        if found is None:
            if len(self._known) > 50_000:  # lines recur within a site, but memory is limited
                self._known.clear()
            found = self._known[line] = self._matching(line)
        return found

    def _of_length(self, length: int) -> tuple[list[_Filed], list[tuple[str, _Filed]]]:
        """The patterns that may begin with anything, if they may take lines of this length.

        First those that need no sign, then the others, once for each sign that is enough.
        """
        found = self._by_length.get(length)
        if found is None:
            fit = [(needs.signs, filed) for needs, filed in self._anywhere if needs.fit(length)]
            found = (
                [filed for signs, filed in fit if not signs],
                [(sign, filed) for signs, filed in fit for sign in signs],
            )
            self._by_length[length] = found
        return found

    def _matching(self, line: str) -> tuple[Rule, ...]:
        stripped = line.strip()
        # Most lines are longer than any phrase and need no folding. The factor of two allows for
        # what folding removes.
        is_long = len(stripped.strip(_OUTER)) > 2 * self._longest and "  " not in stripped
        found = [] if is_long else list(self._equal.get(fold(line), ()))
        if not is_long and stripped.endswith(")"):
            uncounted = self._equal.get(fold(without_count(stripped)), ())
            found += [rule for rule in uncounted if rule not in found]
        begin = opening(stripped)
        by_opening = self._by_opening
        always, signed = self._of_length(len(stripped))
        filed = always + [one for sign, one in signed if sign in stripped]
        for length in range(1, len(begin) + 1):
            filed += by_opening.get(begin[:length], ())
        if len(filed) > 1:
            filed.sort(key=_number)
        for _, pattern, rule in filed:
            if rule not in found and compiled(pattern).fullmatch(stripped):
                found.append(rule)
        return tuple(found)
