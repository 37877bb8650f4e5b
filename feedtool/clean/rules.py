"""Which rule takes a line: rules made ready to be asked about very many lines.

A rule for the head fires only where nothing of the body is left above the line, one for the tail
only where nothing is left below. With `keep` the lines it takes are never dropped by any other
rule. How rules are written, and put to the proof, is in `rulefile`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Literal

import msgspec

from feedtool.clean.firsts import first_keys, key

Where = Literal["anywhere", "head", "tail"]
Firsts = Mapping[str, frozenset[str] | None]  # of patterns: with what they begin, see `firsts`
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
    """A pattern, in the brackets that it gets among others, so that it cannot fail there only."""
    return re.compile(f"(?:{pattern})", re.IGNORECASE)


def fold(line: str) -> str:
    """What `equals` compares: without letter case, runs of white space, outer punctuation.

    >>> fold("  » Back to  TOP ▲")
    'back to top'
    """
    return " ".join(line.split()).strip(_OUTER).casefold()


class RuleSet:
    """Rules made ready to be asked about many lines.

    Asking costs a dictionary look-up, and one regular expression of the patterns that may begin
    like the line; the rules themselves are tried only on a line that one of them takes.
    """

    def __init__(self, rules: Iterable[Rule], firsts: Firsts | None = None) -> None:
        """`firsts`: with what patterns begin, of those of which it is known."""
        self.rules = tuple(rules)
        self._firsts = firsts or {}
        self._equal: dict[str, list[Rule]] = {}
        self._by_first: dict[str, list[tuple[str, Rule]]] = {}
        self._anywhere: list[tuple[str, Rule]] = []  # patterns that may begin with anything
        self._joined: dict[str, re.Pattern[str] | None] = {}
        self._known: dict[str, tuple[Rule, ...]] = {}
        for rule in self.rules:
            for phrase in rule.equals:
                self._equal.setdefault(phrase, []).append(rule)
            for pattern in rule.matches:
                self._file(pattern, rule)

    def _file(self, pattern: str, rule: Rule) -> None:
        firsts = self._firsts[pattern] if pattern in self._firsts else first_keys(pattern)
        if firsts is None:
            self._anywhere.append((pattern, rule))
        for first in firsts or ():
            self._by_first.setdefault(first, []).append((pattern, rule))

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
        found = list(self._equal.get(fold(line), ()))
        first = key(stripped[0]) if stripped else ""
        if first not in self._joined:
            self._joined[first] = _alternation(pattern for pattern, _ in self._patterns(first))
        joined = self._joined[first]
        if joined is not None and joined.fullmatch(stripped):
            for pattern, rule in self._patterns(first):
                if rule not in found and compiled(pattern).fullmatch(stripped):
                    found.append(rule)
        return tuple(found)

    def _patterns(self, first: str) -> Iterator[tuple[str, Rule]]:
        yield from self._by_first.get(first, ())
        yield from self._anywhere


def _alternation(patterns: Iterable[str]) -> re.Pattern[str] | None:
    joined = "|".join(f"(?:{pattern})" for pattern in patterns)
    return re.compile(joined, re.IGNORECASE) if joined else None
