"""Matches lines against rules, indexed for speed over many lines.

What `where` and `keep` mean, and how rules are written and checked, is in `files`; `verdicts`
applies them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Literal

import msgspec

from feedtool.clean.rules.needs import Needs, needs_of
from feedtool.clean.rules.prefixes import opening, openings
from feedtool.text.lazy_regex import lazy_regex

Where = Literal["anywhere", "head", "tail"]
Also = Literal["nothing", "headline", "above", "below"]
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


class Index(msgspec.Struct, frozen=True):
    """The patterns of rules by the lines that they may take, as numbers in load order.

    `by_opening` has those whose lines begin like a key, `anywhere` those whose lines may begin with
    anything, with what the lines need instead.
    """

    size: int = 0
    by_opening: dict[str, list[int]] = {}
    anywhere: tuple[tuple[Needs, int], ...] = ()

    def followed_by(self, patterns: Sequence[str]) -> Index:
        """An index of the same patterns and of more."""
        if not patterns:
            return self
        by_opening = {begin: numbers.copy() for begin, numbers in self.by_opening.items()}
        anywhere = list(self.anywhere)
        for number, pattern in enumerate(patterns, self.size):
            found = lines_of(pattern)
            if isinstance(found, Needs):
                anywhere.append((found, number))
                continue
            for begin in found:
                by_opening.setdefault(begin, []).append(number)
        return Index(self.size + len(patterns), by_opening, tuple(anywhere))


_NOTHING = Index()


class RuleSet:
    """Rules, indexed by phrases and by how the lines they match begin.

    A query takes a few dictionary look-ups, and a regular expression match for each of the few
    patterns that may begin like the line.
    """

    def __init__(self, rules: Iterable[Rule], known: Index = _NOTHING) -> None:
        """`known` is an index of the first patterns, or of all."""
        self.rules = tuple(rules)
        self._patterns = [(pattern, rule) for rule in self.rules for pattern in rule.matches]
        self._index = known.followed_by([p for p, _ in self._patterns[known.size :]])
        self._by_length: dict[int, tuple[list[int], list[tuple[str, int]]]] = {}
        self._equal: dict[str, list[Rule]] = {}
        for rule in self.rules:
            for phrase in rule.equals:
                self._equal.setdefault(phrase, []).append(rule)
        self._longest = max(map(len, self._equal), default=0)  # characters
        self._known: dict[str, tuple[Rule, ...]] = {}

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

    def _of_length(self, length: int) -> tuple[list[int], list[tuple[str, int]]]:
        """The patterns that may begin with anything, if they may take lines of this length.

        First those that need no sign, then the others, once for each sign that is enough.
        """
        found = self._by_length.get(length)
        if found is None:
            fit = [(needs.signs, n) for needs, n in self._index.anywhere if needs.fit(length)]
            found = (
                [number for signs, number in fit if not signs],
                [(sign, number) for signs, number in fit for sign in signs],
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
        by_opening = self._index.by_opening
        always, signed = self._of_length(len(stripped))
        numbers = always + [number for sign, number in signed if sign in stripped]
        for length in range(1, len(begin) + 1):
            numbers += by_opening.get(begin[:length], ())
        numbers.sort()
        for number in numbers:
            pattern, rule = self._patterns[number]
            if rule not in found and compiled(pattern).fullmatch(stripped):
                found.append(rule)
        return tuple(found)
